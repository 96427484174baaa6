"""Staircases: which there are, what each room of one looks like in this round, and what was done there today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from app.models.vocabulary import OpenReason, Outcome
from app.storage.words import COUNTED, LIVING, NEW, listed, marks

if TYPE_CHECKING:
    from sqlite_utils import Database

OPEN = "IN ('active', 'pending')"
# the order of a walk: numbers by their value
PLACE_ORDER = (
    """d.estate, CAST(d.building AS INTEGER), d.building, CAST(d.unit AS INTEGER), d.unit, CAST(d.room AS INTEGER), d.room, d.id"""
)
_ATTEMPTS = listed((Outcome.ABSENT, Outcome.REFUSED))
_UNIT = "d.estate = ? AND d.building = ? AND d.unit = ?"


class Unit(NamedTuple):
    """One staircase."""

    estate: str
    building: str
    unit: str
    grid_id: str
    dwellings: int
    residents: int


class Room(NamedTuple):
    """One dwelling of a staircase; days are the newest of their kind, '' = never."""

    id: str
    room: str
    floor: int | None
    use: str
    grid_id: str
    pending: bool
    opened_on: str
    met_on: str
    tried_on: str


class Entered(NamedTuple):
    """One visit of today at a staircase."""

    dwelling_id: str
    member_id: str
    counted: bool
    persons_met: int
    entered_ms: int


class Occupant(NamedTuple):
    """Somebody who lives at a staircase, the head of the household first."""

    dwelling_id: str
    resident_id: str
    name: str


def units(db: Database, grids: Sequence[str] = ()) -> list[Unit]:
    """All staircases of the grids (of all of them) in the order of their addresses."""
    scope = f" AND d.grid_id IN ({marks(len(grids))})" if grids else ""
    sql = f"""SELECT d.estate, d.building, d.unit, min(d.grid_id), count(*),
      sum((SELECT count(*) FROM residence x WHERE x.dwelling_id = d.id AND x.status {OPEN}))
      FROM dwelling d WHERE d.status {LIVING}{scope} GROUP BY d.estate, d.building, d.unit
      ORDER BY d.estate, CAST(d.building AS INTEGER), d.building, CAST(d.unit AS INTEGER), d.unit"""
    return [Unit(*row) for row in db.conn.execute(sql, tuple(grids))]


def unit_of(db: Database, dwelling_id: str) -> tuple[str, str, str] | None:
    """(estate, building, unit) of a dwelling."""
    row = db.conn.execute(
        f"SELECT estate, building, unit FROM dwelling WHERE id = ? AND status {LIVING}", (dwelling_id,)
    ).fetchone()
    return (str(row[0]), str(row[1]), str(row[2])) if row else None


def rooms(db: Database, estate: str, building: str, unit: str) -> list[Room]:
    """The dwellings of a staircase.  A registration counts as entered, a mere change of the grid does not."""
    regrid = OpenReason.REGRID.value
    sql = f"""SELECT d.id, d.room, d.floor, d.use, d.grid_id,
      EXISTS (SELECT 1 FROM residence x WHERE x.dwelling_id = d.id AND x.status = 'pending'),
      ifnull((SELECT max(x.opened_on) FROM residence x WHERE x.dwelling_id = d.id AND x.status {OPEN} AND x.open_reason <> '{regrid}'), '')
      FROM dwelling d WHERE {_UNIT} AND d.status {LIVING} ORDER BY d.rowid"""
    where = (estate, building, unit)
    seen = {
        str(row[0]): (str(row[1]), str(row[2]))
        for row in db.conn.execute(
            f"""SELECT v.dwelling_id, max(CASE WHEN v.outcome IN {COUNTED} THEN v.visited_on ELSE '' END),
            max(CASE WHEN v.outcome IN {_ATTEMPTS} AND v.target_kind <> 'entity' THEN v.visited_on ELSE '' END)
            FROM dwelling d CROSS JOIN visit v ON v.dwelling_id = d.id WHERE {_UNIT} AND v.status {LIVING} GROUP BY v.dwelling_id""",
            where,
        )
    }
    return [
        Room(row[0], row[1], row[2], row[3], row[4], bool(row[5]), row[6], *seen.get(str(row[0]), ("", "")))
        for row in db.conn.execute(sql, where)
    ]


def occupants(db: Database, estate: str, building: str, unit: str) -> list[Occupant]:
    """Who lives at a staircase."""
    sql = f"""SELECT d.id, r.id, r.name FROM dwelling d CROSS JOIN residence x ON x.dwelling_id = d.id AND x.status {OPEN}
      CROSS JOIN resident r ON r.id = x.resident_id WHERE {_UNIT} AND d.status {LIVING} AND r.status {LIVING}
      ORDER BY d.rowid, x.household_id, x.relation NOT IN ('01', '02'), x.relation, x.rowid"""
    return [Occupant(*row) for row in db.conn.execute(sql, (estate, building, unit))]


def entered_on(db: Database, day: str, estate: str, building: str, unit: str) -> list[Entered]:
    """Visits of a day at a staircase, in the order in which they were typed."""
    sql = f"""SELECT v.dwelling_id, v.member_id, v.outcome IN {COUNTED}, ifnull(v.persons_met, 0), ifnull(v.entered_ms, 0)
      FROM visit v CROSS JOIN dwelling d ON d.id = v.dwelling_id
      WHERE v.visited_on = ? AND v.target_kind <> 'entity' AND v.status {LIVING} AND {_UNIT} ORDER BY v.entered_ms, v.rowid"""
    return [Entered(row[0], row[1], bool(row[2]), row[3], row[4]) for row in db.conn.execute(sql, (day, estate, building, unit))]


def new_persons(db: Database, day: str, estate: str, building: str, unit: str) -> int:
    """Registrations (新增 and 回流) of a day at a staircase."""
    returned = OpenReason.RETURN.value
    sql = f"""SELECT count(*) FROM residence x CROSS JOIN dwelling d ON d.id = x.dwelling_id
      WHERE x.opened_on = ? AND (x.open_reason IN {NEW} OR x.open_reason = '{returned}') AND x.status {LIVING} AND {_UNIT}"""
    return int(db.conn.execute(sql, (day, estate, building, unit)).fetchone()[0])


def last_entered(db: Database, member_id: str, grids: Sequence[str] = ()) -> str:
    """The door that a member (or, without one, anybody in the grids) entered last, ''."""
    scope = "" if member_id or not grids else f" AND v.grid_id IN ({marks(len(grids))})"
    whose = " AND v.member_id = ?" if member_id else ""
    sql = f"""SELECT v.dwelling_id FROM visit v JOIN dwelling d ON d.id = v.dwelling_id WHERE v.visited_on = (
        SELECT max(v.visited_on) FROM visit v WHERE v.target_kind <> 'entity' AND v.status {LIVING}{whose}{scope})
      AND v.target_kind <> 'entity' AND v.status {LIVING} AND d.status {LIVING}{whose}{scope} ORDER BY v.entered_ms DESC, v.rowid DESC LIMIT 1"""
    own = (member_id,) if member_id else tuple(grids)
    row = db.conn.execute(sql, (*own, *own)).fetchone()
    return str(row[0]) if row else ""


def building_doors(db: Database, estate: str) -> list[tuple[str, str, str, str]]:
    """(building, unit, room, grid) of an estate: to see what a new building would double."""
    sql = f"SELECT building, unit, room, grid_id FROM dwelling WHERE estate = ? AND status {LIVING} ORDER BY rowid"
    return [(str(row[0]), str(row[1]), str(row[2]), str(row[3])) for row in db.conn.execute(sql, (estate,))]


def same_address(db: Database, estate: str, doors: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str, str], str]:
    """(building, unit, room) → dwelling, for those of an estate that are spelled exactly so."""
    found: dict[tuple[str, str, str], str] = {}
    sql = f"SELECT id FROM dwelling WHERE estate = ? AND building = ? AND unit = ? AND room = ? AND status {LIVING} LIMIT 1"
    for door in doors:
        row = db.conn.execute(sql, (estate, *door)).fetchone()
        if row:
            found[door] = str(row[0])
    return found
