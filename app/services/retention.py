"""保存期限: who left long enough ago; a person decides whether to keep or to anonymise.  Nothing happens by itself."""

from __future__ import annotations

import json
from collections.abc import Sequence

from app.errors import Problem, Refused
from app.models import masking
from app.models.retention import WORD, RetentionLine, checked, years_before, years_of
from app.models.vocabulary import CloseReason
from app.services.session import Done, Session
from app.storage import redaction
from app.storage import retention as stored
from app.storage.redaction import NAME, PERSONAL
from app.storage.work import Operation

_REASONS = {str(reason.value): reason.label for reason in CloseReason}


def years(session: Session) -> int:
    """Years after the cancellation."""
    return years_of(session.office.settings)


def save_years(session: Session, value: int) -> Done:
    """Another time; the administrator's."""
    session.require("privacy.write")
    kept = {**session.office.settings, "retention_years": checked(value)}
    with session.work.operation("privacy", session, reason=f"保存 {value} 年") as operation:
        operation.update("office", session.office.id, {"settings": json.dumps(kept, ensure_ascii=False)})
    session.forget_office()
    return Done(operation.id, frozenset(operation.touched | {"retention"}), f"注销满 {value} 年的列入保存期限")


def candidates(session: Session) -> list[RetentionLine]:
    """To decide about, the oldest first."""
    session.require("retention.decide")
    return [
        RetentionLine(row.resident_id, row.name, masking.mask_id(row.id_number, strict=True), row.grid, row.closed_on,
                      _REASONS.get(row.close_reason, row.close_reason), row.kept_until, row.kept_why)
        for row in _departed(session, session.reader)
    ]  # fmt: skip


def _departed(session: Session, db: object) -> list[stored.Departed]:
    before = years_before(session.today, years(session)).isoformat()
    return stored.departed(db, before, session.today.isoformat())


def keep(session: Session, resident_ids: Sequence[str], reason: str) -> Done:
    """Keep for another such time, for a reason."""
    session.require("retention.decide")
    if not reason.strip():
        raise Refused([Problem("reason", "继续保存要写理由，例如“有未了结的纠纷”")])
    names = _chosen(session, resident_ids)
    until = years_before(session.today, -years(session)).isoformat()
    with session.work.operation("retention.keep", session, reason=reason.strip()) as operation:
        for resident_id in names:
            _decide(operation, session, resident_id, "keep", reason.strip(), until)
    return Done(operation.id, frozenset(operation.touched), f"{len(names)} 人继续保存到 {until}")


def anonymise(session: Session, resident_ids: Sequence[str], typed: str) -> Done:
    """Blank what tells who it was, in the tables and in the journal; ids, days and grids stay for the figures.  For good."""
    session.require("retention.decide")
    if typed.strip() != WORD:
        raise Refused([Problem("typed", f"匿名化不能撤销。确定时在框里写“{WORD}”三个字")])
    names = _chosen(session, resident_ids)
    with session.work.operation(redaction.KIND, session, reason=f"{len(names)} 人") as operation:
        for resident_id in names:
            _anonymise(operation, session, resident_id)
    return Done(operation.id, frozenset(operation.touched), f"已匿名化 {len(names)} 人，统计数字不变")


def _chosen(session: Session, resident_ids: Sequence[str]) -> list[str]:
    """Only those on the list, as it is now."""
    listed = {row.resident_id for row in _departed(session, session.register.db)}
    wanted = list(dict.fromkeys(resident_ids))
    if not wanted or set(wanted) - listed:
        raise Refused("选中的人里有的已不在保存期限名单上，请重新读取")
    return wanted


def _decide(operation: Operation, session: Session, resident_id: str, decision: str, reason: str, until: str) -> None:
    operation.insert("retention", {
        "resident_id": resident_id, "decision": decision, "reason": reason, "decided_on": session.today.isoformat(),
        "decided_by": session.account.id, "keep_until": until,
    })  # fmt: skip


def _anonymise(operation: Operation, session: Session, resident_id: str) -> None:
    db = operation.db
    rows = stored.rows_of(db, resident_id)
    names = stored.names_of(db, rows["resident"])
    for table, ids in rows.items():
        blank: dict[str, object] = dict.fromkeys(PERSONAL[table], "")
        for row in ids:
            own = {"name": NAME, "birth_date": _year_of(stored.birth_of(db, row))} if table == "resident" else {}
            operation.update(table, row, blank | own)
        redaction.erase(operation, table, ids, names if table == "resident" else ())
    _decide(operation, session, resident_id, "anonymised", "", "")


def _year_of(birth_date: str) -> str:
    """Only the year of birth stays: enough for the age groups of past figures, up to their edges."""
    return f"{birth_date[:4]}-01-01" if birth_date else ""
