"""操作日志: who did what and when, for the administrator and the auditor; the chain verified on demand.

Every backup verifies the chain of its copy as well, so with the daily one it is verified daily.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from app import settings
from app.models.audit import GROUPS, LogFilter, LogKeys, LogRow, group_of, kinds_in
from app.models.documents import Imprint, Ledger, LedgerColumn
from app.models.operations import kind_label
from app.services.session import Done, Session
from app.storage import audit as stored
from app.storage import checks, history
from app.storage.audit import Act

Progress = Callable[[int, int, str], None]
Cancelled = Callable[[], bool]
CHAIN = "audit.chain"
BLOCK = 500
COLUMNS = (
    LedgerColumn("序号", 13, "right", 7),
    LedgerColumn("时间", 36, "centre", 20),
    LedgerColumn("操作人", 24, "left", 12),
    LedgerColumn("操作", 34, "left", 18),
    LedgerColumn("说明", 140, "left", 60),
    LedgerColumn("改动", 16, "right", 8),
    LedgerColumn("状态", 18, "centre", 10),
)


def choices(session: Session) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """People and groups of kinds to filter by."""
    session.require("log.read")
    return stored.actors(session.log_reader), [(key, label) for key, (label, _) in GROUPS.items()]


def find(session: Session, wanted: LogFilter) -> LogKeys:
    """Row numbers of what fits, newest first."""
    session.require("log.read")
    db = session.log_reader
    of_kinds = kinds_in(wanted.groups, stored.kinds(db)) if wanted.groups else None
    found = stored.vector(db, wanted.first, wanted.last, wanted.text, wanted.actors, of_kinds)
    return LogKeys(array("q", (number for number, _ in found)), len({actor for _, actor in found}))


def rows(session: Session, keys: Sequence[int]) -> list[LogRow]:
    """A block of the list in the order of the keys."""
    session.require("log.read")
    found = stored.rows(session.log_reader, keys)
    return [_row(found[key]) for key in keys if key in found]


def sentences(session: Session, operation_id: str, limit: int = 50) -> list[str]:
    """What one operation changed, a sentence a row; numbers are masked."""
    session.require("log.read")
    return [line.text for line in history.lines(session.log_reader, of=operation_id, limit=limit)]


def export(
    session: Session,
    wanted: LogFilter,
    path: str | os.PathLike[str],
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    act: str = "export.log",
) -> int:
    """Write the log of a filter as .xlsx or .pdf; that is recorded too (``act``: as what).  Returns the number of operations."""
    from app.reports import ledger

    data = as_ledger(session, wanted)
    write = ledger.write_xlsx if Path(path).suffix.lower() == ".xlsx" else ledger.write_pdf
    write(data, Path(path), progress, cancelled)
    with session.work.operation(act, session, reason=f"{data.scope}（{Path(path).name}）"):
        pass
    return len(data.lines)


def as_ledger(session: Session, wanted: LogFilter) -> Ledger:
    """The log as a ledger, with the newest seal."""
    found = find(session, wanted)
    lines: list[tuple[str, ...]] = []
    for start in range(0, len(found.keys), BLOCK):
        for row in rows(session, found.keys[start : start + BLOCK]):
            changed = str(row.lines) if row.lines else ""
            lines.append((str(len(lines) + 1), row.at, row.who, row.label, row.reason, changed, "已撤销" if row.undone else ""))
    printed = Imprint(session.office.name, session.actor_name, settings.now().strftime("%Y-%m-%d %H:%M"), session.practice)
    days = f"{wanted.first or '开始'}至{wanted.last or session.today.isoformat()}"
    kinds = "、".join(GROUPS[group][0] for group in wanted.groups if group in GROUPS)
    word = f"查找“{wanted.text.strip()}”" if wanted.text.strip() else ""
    scope = " · ".join(part for part in (days, kinds, word, f"共 {len(lines):,} 次操作") if part)
    seal = f"日志封签 {session.register.last_seal() or '—'}"
    return Ledger(printed, f"{session.office.name}操作日志", scope, seal, COLUMNS, tuple(lines), f"共 {len(lines)} 次", "操作日志")


def verify(session: Session, progress: Progress | None = None) -> Done:
    """Check that no line of the journal is missing or changed, and record the result with the seal it ends with.

    Returns a Done whose message begins with 日志链完好 or names what is wrong.
    """
    session.require("log.read")
    if progress:
        progress(0, 1, "正在核对日志链")
    problems = checks.check_chain(session.register)
    seal = session.register.seal_now()
    text = f"日志链有问题：{problems[0]}。请保留现场，马上备份，并联系管理员" if problems else f"日志链完好，封签 {seal}"
    with session.work.operation(CHAIN, session, reason=text) as operation:
        pass
    return Done(operation.id, frozenset({"log"}), text)


def _row(act: Act) -> LogRow:
    label, reason = kind_label(act.kind), act.reason
    if act.undid:
        kind, _, why = act.undid.partition("\x1f")
        label, reason = f"{label}“{kind_label(kind)}”", "；".join(part for part in (reason, why) if part)
    return LogRow(act.seq, act.id, _moment(act.at_ms), act.who, act.kind, label, group_of(act.kind), reason, act.lines, act.undone)


def _moment(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, settings.OFFICE_ZONE).strftime("%Y-%m-%d %H:%M:%S")
