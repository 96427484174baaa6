"""What a merge moved goes back to where it was, row by row, even though other things have happened since.

A value goes back only where the merge's own value still stands.  A residence that was entered after the merge follows the one that it
continues.  Nobody ends up living at two places: where the kept person has moved on since, the door of today stays.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.storage import line_values, residences
from app.storage.duplicate_keys import Merge
from app.storage.line_values import RowChange
from app.storage.residences import Stay
from app.storage.schema import TABLES
from app.storage.work import Operation

STAY = "residence"
_END = ("closed_on", "close_reason", "closed_by", "closed_entered_ms", "close_proof", "confirmed_by")


def part(operation: Operation, merge: Merge) -> int:
    """Take the merge back; returns how many of its changes stay because something was changed since."""
    db = operation.db
    changes = line_values.net(db, line_values.operation_of(db, merge.id))
    moved = [c for c in changes if c.table == STAY and c.values.get("resident_id") == (merge.merged_id, merge.kept_id)]
    followers = _followers(residences.stays(db, [merge.kept_id])[merge.kept_id], {each.row for each in moved}, merge.kept_id)
    left = 0
    for change in changes:
        if change.table != STAY and not change.inserted:
            left += _back(operation, change, tuple(change.values))
    for change in changes:
        if change.table == STAY and not change.inserted:
            left += _back(operation, change, ("resident_id", "open_reason"))
    for row in followers:
        operation.update(STAY, row, {"resident_id": merge.merged_id})
    left += _residences(operation, changes)
    operation.void("person_merge", merge.id, "撤销合并")
    return left


def _followers(stays: Iterable[Stay], given_back: set[str], kept_id: str) -> list[str]:
    """Residences that continue, by moves, one that goes back."""
    found: list[str] = []
    rest = list(stays)
    grown = True
    while grown:
        grown = False
        for stay in rest:
            if stay.id not in given_back and stay.moved_from in given_back and stay.resident_id == kept_id:
                given_back.add(stay.id)
                found.append(stay.id)
                grown = True
    return found


def _back(operation: Operation, change: RowChange, columns: Iterable[str]) -> int:
    """Old values return, group by group, where the new ones still stand; 1 when one of them does not."""
    now = line_values.current(operation.db, change.table, change.row)
    values: dict[str, object] = {}
    kept = 0
    for name in columns:
        if name not in change.values:
            continue
        group = [each for each in TABLES[change.table].group_of(name) if each in change.values]
        if all(now.get(each) == change.values[each][1] for each in group):
            values |= {each: change.values[each][0] for each in group}
        else:
            kept = 1
    operation.update(change.table, change.row, values)
    return kept


def _residences(operation: Operation, changes: Iterable[RowChange]) -> int:
    """Stays that the merge ended or voided go on, and the one that it began ends, as far as nobody then lives at two places."""
    touched = [change for change in changes if change.table == STAY]
    left, going_on = 0, set()
    for change in touched:
        if change.inserted:
            stuck, before = _take_away(operation, change.row)
            left += stuck
            going_on |= {before} if stuck else set()
    changed = [change for change in touched if not change.inserted and "status" in change.values]
    moved = [change for change in changed if change.values["status"][1] == "closed"]
    double = [change for change in changed if change.values["status"][1] == "voided"]
    for group in (moved, double):
        if all(change.row not in going_on and _may_return(operation, change) for change in group):
            for change in group:
                operation.update(STAY, change.row, {name: change.values[name][0] for name in _ended(change)})
        else:
            left += len(group)
    return left


def _ended(change: RowChange) -> list[str]:
    return [name for name in ("status", "status_why", *_END) if name in change.values]


def _may_return(operation: Operation, change: RowChange) -> bool:
    """Whether the row is still as the merge left it, and whoever would live there again lives nowhere else."""
    now = line_values.current(operation.db, STAY, change.row)
    if any(now.get(name) != change.values[name][1] for name in _ended(change)):
        return False
    opens = change.values["status"][0] in ("active", "pending")
    return not (opens and _lives(operation, str(now["resident_id"]), change.row))


def _take_away(operation: Operation, row: str) -> tuple[int, str]:
    """The stay that the merge began is voided while it is still open; (1, the stay before it) when the person has gone on from it."""
    stay = residences.stay(operation.db, row)
    if stay is None or not stay.open:
        return 1, stay.moved_from if stay else ""
    operation.void(STAY, row, "撤销合并")
    return 0, ""


def _lives(operation: Operation, resident_id: str, other_than: str) -> bool:
    """Whether a person lives somewhere (else)."""
    return any(stay.open and stay.id != other_than for stay in residences.stays(operation.db, [resident_id])[resident_id])
