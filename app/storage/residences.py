"""Residences as the acts of 登记, 注销 and 移动 need them: one person with all stays, one door with everybody behind it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from app.models.lifecycle import PersonFacts, ResidenceFacts
from app.storage.sealed_tags import hidden
from app.storage.words import LIVING

if TYPE_CHECKING:
    from sqlite_utils import Database

OPEN = "IN ('active', 'pending')"
ADDRESS = "d.estate || d.building || d.unit || d.room"


class Door(NamedTuple):
    """One dwelling."""

    id: str
    estate: str
    building: str
    unit: str
    room: str
    grid_id: str
    community: str
    floor: int | None
    use: str
    rent_use: str
    owner_name: str
    owner_phone: str
    owner_number: str
    note: str
    status: str

    @property
    def address(self) -> str:
        """'桂湖花园3栋1单元1001'."""
        return f"{self.estate}{self.building}{self.unit}{self.room}"

    @property
    def standing(self) -> bool:
        """Whether it is on the register."""
        return self.status not in ("voided", "merged")


class Stay(NamedTuple):
    """One residence as stored."""

    id: str
    community: str
    status: str
    resident_id: str
    household_id: str
    dwelling_id: str
    grid_id: str
    relation: str
    opened_on: str
    open_reason: str
    opened_by: str
    moved_from: str
    came_on: str
    closed_on: str
    close_reason: str
    closed_by: str
    note: str

    @property
    def open(self) -> bool:
        """Whether the person lives there now."""
        return self.status in ("active", "pending")

    @property
    def facts(self) -> ResidenceFacts:
        """As the rules see it."""
        return ResidenceFacts(
            self.id, self.status, self.opened_on, self.closed_on, self.open_reason, self.close_reason, self.closed_by,
            self.household_id, self.dwelling_id, self.relation,
        )  # fmt: skip


class Household(NamedTuple):
    """One household of a door and how many live in it."""

    id: str
    status: str
    closed_on: str
    persons: int
    heads: int


_DOOR = f"SELECT {', '.join('d.' + name for name in Door._fields)} FROM dwelling d"
_STAY = f"SELECT {', '.join('x.' + name for name in Stay._fields)} FROM residence x"


def door(db: Database, dwelling_id: str) -> Door | None:
    """One dwelling, whatever its state."""
    row = db.conn.execute(f"{_DOOR} WHERE d.id = ?", (dwelling_id,)).fetchone()
    return Door(*row) if row else None


def doors(db: Database, ids: Collection[str]) -> dict[str, Door]:
    """Dwellings by key."""
    sql = f"{_DOOR} WHERE d.id IN (SELECT value FROM json_each(?))"
    return {row[0]: Door(*row) for row in db.conn.execute(sql, (json.dumps(list(ids)),))}


def door_at(db: Database, estate: str, building: str, unit: str, room: str) -> str:
    """The dwelling of an address, ''."""
    sql = f"SELECT id FROM dwelling WHERE estate = ? AND building = ? AND unit = ? AND room = ? AND status {LIVING} LIMIT 1"
    row = db.conn.execute(sql, (estate, building, unit, room)).fetchone()
    return str(row[0]) if row else ""


def stay(db: Database, residence_id: str) -> Stay | None:
    """One residence, whatever its state."""
    row = db.conn.execute(f"{_STAY} WHERE x.id = ?", (residence_id,)).fetchone()
    return Stay(*row) if row else None


def stays(db: Database, resident_ids: Iterable[str]) -> dict[str, list[Stay]]:
    """All residences of some people, voided ones included, oldest first."""
    ids = list(resident_ids)
    found: dict[str, list[Stay]] = {each: [] for each in ids}
    sql = f"{_STAY} WHERE x.resident_id IN (SELECT value FROM json_each(?)) ORDER BY x.opened_on, x.rowid"
    for row in db.conn.execute(sql, (json.dumps(ids),)):
        found[row[3]].append(Stay(*row))
    return found


def stays_at(db: Database, dwelling_ids: Collection[str]) -> list[Stay]:
    """Open residences at some doors."""
    sql = f"{_STAY} WHERE x.dwelling_id IN (SELECT value FROM json_each(?)) AND x.dwelling_id <> '' AND x.status {OPEN} ORDER BY x.rowid"
    return [Stay(*row) for row in db.conn.execute(sql, (json.dumps(list(dwelling_ids)),))]


def stays_of_household(db: Database, household_id: str) -> list[Stay]:
    """Open residences of a household, the head first."""
    sql = f"""{_STAY} WHERE x.household_id = ? AND x.household_id <> '' AND x.status {OPEN}
      ORDER BY x.relation NOT IN ('01', '02'), x.relation, x.rowid"""
    return [Stay(*row) for row in db.conn.execute(sql, (household_id,))]


def people(db: Database, resident_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """All columns of some people."""
    cursor = db.conn.execute(
        "SELECT * FROM resident WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(resident_ids)),)
    )
    names = [column[0] for column in cursor.description]
    return {row[0]: dict(zip(names, row, strict=True)) for row in cursor}


def facts(db: Database, resident_ids: Iterable[str]) -> dict[str, PersonFacts]:
    """What the rules of the lifecycle need of some people."""
    ids = list(resident_ids)
    persons, lived = people(db, ids), stays(db, ids)
    return {
        each: PersonFacts(
            str(persons[each]["name"]),
            str(persons[each]["status"]),
            str(persons[each]["birth_date"]),
            tuple(row.facts for row in lived[each]),
        )
        for each in ids
        if each in persons
    }


def households(db: Database, dwelling_id: str) -> list[Household]:
    """Households of a door: those with people first, the largest first."""
    sql = f"""SELECT h.id, h.status, h.closed_on, count(x.id), sum(ifnull(x.relation IN ('01', '02'), 0))
      FROM household h LEFT JOIN residence x ON x.household_id = h.id AND x.dwelling_id = h.dwelling_id AND x.status {OPEN}
      WHERE h.dwelling_id = ? AND h.status {LIVING} GROUP BY h.id ORDER BY 4 DESC, h.rowid"""
    return [Household(*row) for row in db.conn.execute(sql, (dwelling_id,))]


def household(db: Database, household_id: str) -> tuple[str, str, str, str] | None:
    """(dwelling, status, closed on, community) of a household."""
    row = db.conn.execute(
        "SELECT dwelling_id, status, closed_on, community FROM household WHERE id = ?", (household_id,)
    ).fetchone()
    return (str(row[0]), str(row[1]), str(row[2]), str(row[3])) if row else None


def by_number(db: Database, number: str) -> list[str]:
    """Living people who bear a number, those on the register first."""
    sql = f"""SELECT r.id FROM resident r WHERE r.id_number = ? AND r.id_number <> '' AND r.status {LIVING}
      ORDER BY EXISTS (SELECT 1 FROM residence x WHERE x.resident_id = r.id AND x.status {OPEN}) DESC, r.rowid"""
    return [str(row[0]) for row in db.conn.execute(sql, (number,))]


def tag_rows(db: Database, resident_ids: Iterable[str], day: str, *, sealed: bool = False) -> dict[str, dict[str, str]]:
    """Person → care tag that holds on a day → its row; ``sealed``: those too that the person at work may not see."""
    unseen = frozenset() if sealed else hidden(db)
    sql = f"""SELECT resident_id, tag, id FROM resident_tag WHERE resident_id IN (SELECT value FROM json_each(?)) AND status {LIVING}
      AND valid_from <= ? AND (valid_to = '' OR valid_to > ?) ORDER BY rowid DESC"""
    found: dict[str, dict[str, str]] = {}
    for resident_id, tag, row in db.conn.execute(sql, (json.dumps(list(resident_ids)), day, day)):
        if tag not in unseen:
            found.setdefault(str(resident_id), {})[str(tag)] = str(row)
    return found
