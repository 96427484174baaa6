"""复核: records put on the list, what asking again came to, the member's statement, the printed sheet.  Nothing here changes a figure."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from app.errors import Problem, Refused
from app.models.attendance import span_words
from app.models.masking import mask_phone
from app.models.sign_rules import RecheckOutcome, RecheckWay
from app.models.sign_views import RecheckSheet, SheetLine, SignKey
from app.models.vocabulary import Role
from app.services import documents, visit_signs
from app.services.attendance import day_of, member_of
from app.services.session import Done, Session
from app.storage import members, sign_book
from app.storage.sign_book import Recheck

OUTCOMES = {outcome.value: outcome.label for outcome in RecheckOutcome}
WAYS = {way.value: way.label for way in RecheckWay}
SHORTEST, LONGEST = 4, 500


def put_on_list(session: Session, key_text: str, record_ids: Sequence[str]) -> Done:
    """Put chosen records of a sign on the list; those that are on it already stay as they are."""
    session.require("sign.check")
    db = session.register.db
    key, sign, line = visit_signs.standing(session, db, key_text)
    tables = {record.id: record.table for record in sign.evidence} if sign else {}
    listed = {row.record_id for row in _of(db, key)}
    wanted = [record for record in dict.fromkeys(record_ids) if record in tables]
    fresh = [record for record in wanted if record not in listed]
    if not wanted:
        raise Refused("没有选要复核的记录，请在依据里勾选。")
    if not fresh:
        raise Refused("选的记录都已在复核名单里，不用再列。")
    with session.work.operation("sign.list", session, reason=f"{line.member} {line.kind_label}") as operation:
        for record in fresh:
            operation.insert("recheck", {
                "meeting_on": key.meeting, "kind": key.kind, "member_id": key.member_id, "why": line.sentence,
                "record_table": tables[record], "record_id": record, "listed_on": session.today.isoformat(),
            })  # fmt: skip
    return Done(operation.id, frozenset(operation.touched), f"{line.member} {line.kind_label}：{len(fresh)} 条列入复核")


def take_off(session: Session, recheck_id: str) -> Done:
    """Take a line off the list as long as nobody was asked."""
    session.require("sign.check")
    row = _row(session, recheck_id)
    if row.outcome:
        raise Refused(f"这一条已有复核结果（{OUTCOMES.get(row.outcome, '')}），不能移出。要改结果，重新登记即可。")
    with session.work.operation("sign.unlist", session) as operation:
        operation.void("recheck", recheck_id, "移出复核")
    return Done(operation.id, frozenset(operation.touched), "已移出复核名单")


def record_outcome(
    session: Session, recheck_id: str, outcome: str, way: str = "", checked_by: str = "", checked_on: str = "", note: str = ""
) -> Done:
    """What asking again came to.  Never by the member whose visit it is; anything but 属实 wants a word of explanation."""
    session.require("sign.check")
    row = _row(session, recheck_id)
    member = member_of(session.register.db, row.member_id)
    who, day = checked_by.strip() or session.actor_name, day_of(checked_on or session.today.isoformat(), "checked_on")
    problems = []
    if outcome not in OUTCOMES:
        problems.append(Problem("outcome", "没有选复核结果，可选属实、不属实、无法核实。"))
    if way not in WAYS:
        problems.append(Problem("way", "没有选复核方式，可选上门、电话。"))
    if who == member.name or visit_signs.is_own(session, row.member_id):
        problems.append(Problem("checked_by", f"复核不能由走访人{member.name}本人做，请填另一个人。"))
    if day > session.today.isoformat():
        problems.append(Problem("checked_on", f"复核日期 {day} 还没到，请核对。"))
    if outcome in (RecheckOutcome.FALSE.value, RecheckOutcome.UNCLEAR.value) and len(note.strip()) < SHORTEST:
        problems.append(Problem("note", f"结果是{OUTCOMES[outcome]}，要写明情况，例如：本人说当天没有人来过。"))
    if problems:
        raise Refused(problems)
    with session.work.operation("sign.outcome", session) as operation:
        operation.update("recheck", recheck_id, {
            "outcome": outcome, "way": way, "checked_by": who, "checked_on": day, "note": note.strip(),
        })  # fmt: skip
    return Done(operation.id, frozenset(operation.touched), f"复核结果已登记：{member.name} {OUTCOMES[outcome]}")


def state(session: Session, key_text: str, text: str) -> Done:
    """The member's 情况说明; a chief may write down what was said.  A new text takes the place of the old one (the history keeps it)."""
    session.require("sign.state")
    db = session.register.db
    key, _sign, line = visit_signs.standing(session, db, key_text)
    if session.account.role is Role.MEMBER and not visit_signs.is_own(session, key.member_id):
        raise Refused("情况说明由本人写，您只能写自己的。")
    clean = text.strip()
    if not SHORTEST <= len(clean) <= LONGEST:
        said = f"有 {len(clean)} 个字" if clean else "没有写"
        raise Refused([Problem("statement", f"情况说明{said}，请写 {SHORTEST} 到 {LONGEST} 个字。")])
    by = session.actor_name if visit_signs.is_own(session, key.member_id) else f"{session.actor_name}代记"
    values = {"statement": clean, "stated_on": session.today.isoformat(), "written_by": by}
    before = next((each for each in sign_book.statements(db, key.meeting, key.meeting, key.member_id) if each.kind == key.kind), None)
    with session.work.operation("sign.statement", session) as operation:
        if before is not None:
            operation.update("sign_statement", before.id, values)
        else:
            sign = {"meeting_on": key.meeting, "kind": key.kind, "member_id": key.member_id}
            operation.insert("sign_statement", {**sign, **values})
    return Done(operation.id, frozenset(operation.touched), f"情况说明已保存：{line.member} {line.kind_label}")


def _of(db: Any, key: SignKey) -> list[Recheck]:
    return [row for row in sign_book.rechecks(db, key.meeting, key.meeting, key.member_id) if row.kind == key.kind]


def _row(session: Session, recheck_id: str) -> Recheck:
    row = sign_book.recheck(session.register.db, recheck_id)
    if row is None:
        raise Refused("没有找到这条复核，可能已移出或撤销。")
    return row


# ---- paper -------------------------------------------------------------------------------------------------------------------


def sheet(session: Session, meeting: str, member_id: str = "") -> RecheckSheet:
    """走访复核单 of a week: the lines nobody was asked about yet, by address; when all were, the whole list with its outcomes."""
    session.require("sign.check")
    db = session.reader
    found = visit_signs.week_of(session, meeting)
    day = found.meeting.isoformat()
    rows = [row for row in sign_book.rechecks(db, day, day, member_id) if not visit_signs.is_own(session, row.member_id)]
    rows = [row for row in rows if not row.outcome] or rows
    if not rows:
        raise Refused(f"{found.label}没有列入复核的记录，不用打印。先在依据里勾选，按 L 列入复核。")
    by_record = {row.record_id: row for row in rows}  # one record may be behind several signs: it is asked about once
    titles: dict[str, sign_book.RecordTitle] = {}
    for table in ("visit", "residence"):
        titles |= sign_book.titles(db, table, [row.record_id for row in by_record.values() if row.record_table == table])
    known = members.members(db)
    ordered = sorted((row for row in by_record.values() if row.record_id in titles), key=lambda row: titles[row.record_id].address)
    lines = []
    for number, row in enumerate(ordered, 1):
        title = titles[row.record_id]
        who = known[row.member_id].name if row.member_id in known else ""
        recorded = f"{title.day}\n{_claim(row.record_table, title)}"
        checked = " ".join(part for part in (WAYS.get(row.way, ""), row.checked_by, row.checked_on) if part)
        phone = mask_phone(title.phone) if title.phone else ""
        outcome = OUTCOMES.get(row.outcome, "")
        lines.append(SheetLine(number, recorded, title.title, phone, title.address, who, outcome, checked, row.note))
    return RecheckSheet(f"{found.label}（{span_words(found.first, found.last)}）", tuple(lines), documents.imprint(session))


def _claim(table: str, title: sign_book.RecordTitle) -> str:
    """What the record says, without the words of the sign: whoever asks again should not ask with a prejudice."""
    parts = visit_signs.detail(table, title._replace(entered_ms=0)).split(" · ")
    return " ".join(parts[:3] if table == "visit" else parts[:1])


def sheet_pdf(
    session: Session,
    meeting: str,
    path: str | os.PathLike[str],
    progress: Callable[[int, int, str], None] | None = None,
    act: str = "document.pdf",
    member_id: str = "",
) -> int:
    """The sheet as PDF; returns the number of pages.  ``act``: PREVIEW while it is only looked at."""
    from app.reports import recheck_sheet

    data = sheet(session, meeting, member_id)
    pages = recheck_sheet.write_pdf(data, Path(path))
    documents.record(session, act, f"走访复核单 {data.label} {len(data.lines)} 条")
    if progress is not None:
        progress(1, 1, f"{len(data.lines)} 条，{pages} 页")
    return pages
