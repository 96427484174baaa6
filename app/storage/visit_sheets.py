"""Printed evening sheets: their numbered targets are kept as a task of the member, so that a colleague's register knows them too."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from app.storage.words import LIVING, marks

if TYPE_CHECKING:
    from sqlite_utils import Database

KIND = "visit_sheet"


class StoredSheet(NamedTuple):
    """One printed sheet: ``targets`` are (number, kind, id)."""

    id: str
    sheet_no: str
    day: str
    member_id: str
    targets: tuple[tuple[int, str, str], ...]


class Stair(NamedTuple):
    """Where a door is."""

    estate: str
    building: str
    unit: str
    room: str
    floor: int | None


def source_text(sheet_no: str, targets: Sequence[tuple[int, str, str]]) -> str:
    """What is stored of a sheet: numbers and keys, no names."""
    return json.dumps({"sheet": sheet_no, "targets": targets}, ensure_ascii=False, separators=(",", ":"))


def sheets(db: Database, sheet_no: str = "", member_id: str = "", limit: int = 60) -> list[StoredSheet]:
    """Printed sheets, newest first."""
    where, parameters = "", []
    if member_id:
        where, parameters = " AND member_id = ?", [member_id]
    sql = f"SELECT id, due_on, member_id, source FROM task WHERE kind = '{KIND}' AND status {LIVING}{where} ORDER BY due_on DESC, rowid DESC"
    found = []
    for row in db.conn.execute(sql, parameters):
        stored = _sheet(row)
        if stored and (not sheet_no or stored.sheet_no == sheet_no):
            found.append(stored)
            if len(found) >= limit:
                break
    return found


def _sheet(row: Sequence[Any]) -> StoredSheet | None:
    try:
        source = json.loads(row[3])
        targets = tuple((int(number), str(kind), str(target)) for number, kind, target in source["targets"])
        return StoredSheet(str(row[0]), str(source["sheet"]), str(row[1]), str(row[2]), targets)
    except (ValueError, KeyError, TypeError):
        return None


def printed_on(db: Database, day: str) -> int:
    """How many sheets were printed for a day, voided ones included: no number is used twice."""
    return int(db.conn.execute(f"SELECT count(*) FROM task WHERE kind = '{KIND}' AND due_on = ?", (day,)).fetchone()[0])


def stairs(db: Database, dwellings: Sequence[str]) -> dict[str, Stair]:
    """Dwelling → where it is."""
    found: dict[str, Stair] = {}
    for start in range(0, len(dwellings), 500):
        part = tuple(dwellings[start : start + 500])
        sql = f"SELECT id, estate, building, unit, room, floor FROM dwelling WHERE id IN ({marks(len(part))})"
        found.update((str(row[0]), Stair(*row[1:])) for row in db.conn.execute(sql, part))
    return found
