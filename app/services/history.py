"""Who changed what, and taking it back."""

from __future__ import annotations

from dataclasses import asdict

from app.errors import Refused
from app.models import access
from app.services.session import Done, Session
from app.storage import history as journal_history
from app.storage import undo as storage_undo
from app.storage.history import HistoryLine, OperationLine
from app.storage.titles import moment


def history(session: Session, of: str | None = None, since: int | None = None, limit: int = 200) -> list[HistoryLine]:
    """Changes as sentences, newest first; of one record or one operation (``of``), since a moment in milliseconds.  Numbers are masked."""
    return journal_history.lines(session.reader, of, since, limit)


def operations(session: Session, limit: int = 100, changing: bool = True) -> list[OperationLine]:
    """What was done, newest first; ``changing=False`` also lists prints, exports, reveals and sign-ins."""
    return journal_history.operations(session.reader, limit, changing=changing)


def last_undoable(session: Session) -> OperationLine | None:
    """The latest act of this person that 撤销 would take back."""
    for line in journal_history.operations(session.reader, 50, changing=True):
        if line.undoable and not line.undoes and _is_own(session, line):
            return line
    return None


def undo(session: Session, operation_id: str, reason: str = "") -> Done:
    """Take one operation back; Refused says what was changed since, when and by whom."""
    line = journal_history.operation(session.register.db, operation_id)
    if line is None:
        raise Refused("没有找到这次操作。请在操作记录里核对编号")
    session.require("undo.own" if _is_own(session, line) else "undo.others")
    done = storage_undo.undo(session.work, session, operation_id, reason)
    if "office" in done.touched:
        session.forget_office()
    return Done(done.id, frozenset(done.touched), f"已撤销：{line.label}（{moment(line.at_ms)}）")


def as_json(line: HistoryLine) -> dict[str, object]:
    """One line of the history as plain JSON values."""
    return {**asdict(line), "changes": [asdict(change) for change in line.changes], "at": moment(line.at_ms)}


def _is_own(session: Session, line: OperationLine) -> bool:
    return line.who == session.actor_name


def may_undo_others(session: Session) -> bool:
    """Whether 撤销 also offers what others did."""
    return access.allowed(session.account.role, "undo.others")
