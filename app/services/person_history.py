"""变更记录 as the page shows it: acts on one person or of the whole office, the fields each one changed, what became of them since."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.models import masking
from app.models.person_views import ChangedField, HistoryEntry
from app.services import corrections
from app.services.session import Session
from app.settings import OFFICE_ZONE
from app.storage import history as stored
from app.storage import residences
from app.storage.history import HistoryLine, OperationLine

MOST_FIELDS = 500  # an import changes a hundred thousand rows: fields of such an act are not restored one by one
SUMMARY_PARTS = 4


def entries(session: Session, resident_id: str, limit: int = 200) -> list[HistoryEntry]:
    """Everything that was done to one person, newest first, and who looked at the full number."""
    db = session.reader
    lines = [line for row in stored.rows_of_person(db, resident_id) for line in stored.lines(db, of=row, limit=limit)]
    grouped: dict[str, list[HistoryLine]] = {}
    for line in sorted(lines, key=lambda each: -each.at_ms):
        grouped.setdefault(line.operation_id, []).append(line)
    first = next(reversed(grouped), "")
    found = [(line.at_ms, _entry(db, key, group, key == first)) for key, group in grouped.items() for line in group[:1]]
    found += [(act.at_ms, _look(act)) for act in _looks(db, resident_id)]
    return [entry for _, entry in sorted(found, key=lambda each: -each[0])][:limit]


def office_entries(session: Session, limit: int = 200) -> list[HistoryEntry]:
    """What was done in the whole office, newest first; prints, exports and looks included."""
    return [_of_office(act) for act in stored.operations(session.reader, limit)]


def fields(session: Session, operation_id: str, resident_id: str = "") -> list[ChangedField]:
    """What one act changed (of one person, or altogether); those that can be put back alone carry a key."""
    db = session.reader
    act = stored.operation(db, operation_id)
    rows = set(stored.rows_of_person(db, resident_id)) if resident_id else set()
    single = corrections.restorable(session, operation_id) if act is not None and act.lines <= MOST_FIELDS else []
    found = [
        ChangedField(each.title, each.label, each.old, each.new, each.key, _later(each.changed_since, each.who, each.now), each.changed_since)
        for each in single
        if not rows or each.key.split("|")[1] in rows
    ]
    known = {(each.title, each.label) for each in found}
    for line in _lines(db, operation_id, rows):
        found += [
            ChangedField(line.title, change.label, change.old, change.new)
            for change in line.changes
            if (line.title, change.label) not in known
        ]
    return found


def _lines(db: Any, operation_id: str, rows: set[str]) -> list[HistoryLine]:
    if not rows:
        return stored.lines(db, of=operation_id, limit=MOST_FIELDS)
    return [line for row in rows for line in stored.lines(db, of=row) if line.operation_id == operation_id]


def _later(changed: bool, who: str, now: str) -> str:
    return f"{who or '后来'}又改为 {now or '空'}" if changed else ""


def _looks(db: Any, resident_id: str) -> list[OperationLine]:
    person = residences.people(db, [resident_id]).get(resident_id)
    if person is None:
        return []
    return stored.looks(db, "resident.reveal", f"{person['name']} {masking.mask_id(str(person['id_number']))}")


def _entry(db: Any, operation_id: str, lines: list[HistoryLine], first: bool) -> HistoryEntry:
    act = stored.operation(db, operation_id)
    changes = [change for line in lines for change in line.changes]
    words = [f"{each.label} {each.new}" if each.new else f"{each.label} 清空" for each in changes[:SUMMARY_PARTS]]
    more = f" 等 {len(changes)} 项" if len(changes) > SUMMARY_PARTS else ""
    return HistoryEntry(
        operation_id=operation_id,
        label=act.label if act is not None else "其他操作",
        at=moment(lines[0].at_ms),
        who=lines[0].who,
        reason=lines[0].reason,
        summary=f"{'，'.join(words)}{more}" or lines[0].title,
        count=len(changes),
        first=first,
        undone=act is not None and act.undone,
        undoable=act is not None and act.undoable,
        whole=act.lines if act is not None else 0,
    )


def _look(act: OperationLine) -> HistoryEntry:
    return HistoryEntry(act.id, act.label, moment(act.at_ms), act.who, act.reason, act.reason or act.label, 0, viewing=True)


def _of_office(act: OperationLine) -> HistoryEntry:
    viewing = not act.lines
    summary = act.reason or ("没有改动数据" if viewing else f"{act.lines:,} 处改动")
    return HistoryEntry(
        act.id, act.label, moment(act.at_ms), act.who, act.reason, summary, act.lines, viewing=viewing, undone=act.undone,
        undoable=act.undoable, unit="条", whole=act.lines,
    )  # fmt: skip


def moment(at_ms: int) -> str:
    """'2026-11-19 19:14'."""
    return f"{datetime.fromtimestamp(at_ms / 1000, OFFICE_ZONE):%Y-%m-%d %H:%M}"
