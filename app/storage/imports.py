"""What an import must know of the register before it writes: grids, members, people by number, doors, households, entities.

Every look-up takes many keys at once (``json_each`` drives an index seek per key), so an import of 100,000 rows asks a few dozen
questions, not 100,000.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from app.storage.words import LIVING, VOIDING

if TYPE_CHECKING:
    from sqlite_utils import Database


class GridFact(NamedTuple):
    """A grid as rows name it by code; ``community`` is the routing key of everything in it."""

    id: str
    code: str
    name: str
    community: str
    territorial: bool
    level: int


class GridPlace(NamedTuple):
    """A grid as the parent of others; ``code`` in comparable form."""

    id: str
    code: str
    name: str
    level: int
    community: str


class MemberFact(NamedTuple):
    """A grid member as rows name him or her: by staff number or by a name that is unique."""

    id: str
    staff_no: str
    name: str
    left_on: str


class StayFact(NamedTuple):
    """One residence of a person found by number or name; ``voided``: entered by mistake and taken back as 误录 or 重复."""

    resident_id: str
    name: str
    birth_date: str
    id_number: str
    residence_id: str
    dwelling_id: str
    address: str
    grid_id: str
    opened_on: str
    closed_on: str
    open_reason: str
    close_reason: str
    voided: bool


class DoorFact(NamedTuple):
    """One dwelling of an estate."""

    id: str
    estate: str
    building: str
    unit: str
    room: str
    grid_id: str


class HouseholdFact(NamedTuple):
    """One residence of a household: enough to say who lives at a door on which day."""

    dwelling_id: str
    household_id: str
    relation: str
    opened_on: str
    closed_on: str


class RegistrationFact(NamedTuple):
    """One registration of an entity found by code or name; ``voided``: entered by mistake and taken back."""

    entity_id: str
    name: str
    credit_code: str
    registration_id: str
    dwelling_id: str
    address: str
    grid_id: str
    opened_on: str
    closed_on: str
    voided: bool


COMMUNITY_LEVELS = ("社区", "村")
ADDRESS = "d.estate || d.building || d.unit || d.room"


def grids(db: Database) -> list[GridFact]:
    """All grids in use, each with the community that it belongs to."""
    rows = db.execute(
        f"SELECT id, code, name, parent_id, level_name, ifnull(territorial, 1), ifnull(level, 0) FROM grid WHERE status {LIVING}"
    ).fetchall()
    parents = {row[0]: (row[3], row[4]) for row in rows}
    return [GridFact(row[0], row[1], row[2], community_of(row[0], parents), bool(row[5]), row[6]) for row in rows]


def grid_places(db: Database) -> list[GridPlace]:
    """All grids in use as parents of new ones."""
    return [GridPlace(grid.id, "".join(grid.code.split()).upper(), grid.name, grid.level, grid.community) for grid in grids(db)]


def voided_grids(db: Database) -> set[str]:
    """Keys of grids that were taken back, for example by undoing an import."""
    return {row[0] for row in db.execute("SELECT id FROM grid WHERE status = 'voided'")}


def community_of(grid_id: str, parents: dict[str, tuple[str, str]]) -> str:
    """Nearest node at or above that is a community or village, ``'*'`` where there is none; ``parents``: id → (parent, level name)."""
    seen: set[str] = set()
    while grid_id in parents and grid_id not in seen:
        parent, level_name = parents[grid_id]
        if level_name in COMMUNITY_LEVELS:
            return grid_id
        seen.add(grid_id)
        grid_id = parent
    return "*"


def members(db: Database) -> list[MemberFact]:
    """All grid members, also those who left: old entries name them."""
    sql = f"SELECT id, staff_no, name, left_on FROM grid_member WHERE status {LIVING} ORDER BY staff_no, name"
    return [MemberFact(*row) for row in db.execute(sql)]


def assignments(db: Database) -> set[tuple[str, str, str, str]]:
    """(member, grid, role, from) of every assignment that counts."""
    sql = f"SELECT member_id, grid_id, role, valid_from FROM assignment WHERE status {LIVING}"
    return {(row[0], row[1], row[2], row[3]) for row in db.execute(sql)}


def has_any(db: Database, table: str) -> bool:
    """Whether a table holds rows at all: a first import can skip its look-ups."""
    return bool(db.execute(f"SELECT EXISTS (SELECT 1 FROM {table})").fetchone()[0])


def _stays(db: Database, column: str, values: Collection[str], condition: str = "") -> list[StayFact]:
    sql = f"""
    SELECT r.id, r.name, r.birth_date, r.id_number, ifnull(x.id, ''), ifnull(x.dwelling_id, ''), ifnull({ADDRESS}, ''),
           ifnull(x.grid_id, ''), ifnull(x.opened_on, ''), ifnull(x.closed_on, ''), ifnull(x.open_reason, ''),
           ifnull(x.close_reason, ''), ifnull(x.status = 'voided', 0)
    FROM json_each(?) j CROSS JOIN resident r ON r.{column} = j.value AND r.status {LIVING} {condition}
    LEFT JOIN residence x ON x.resident_id = r.id AND (x.status {LIVING} OR (x.status = 'voided' AND x.close_reason IN {VOIDING}))
    LEFT JOIN dwelling d ON d.id = x.dwelling_id
    ORDER BY r.entered_ms, x.opened_on"""
    return [StayFact(*row) for row in db.execute(sql, [json.dumps(list(values))])]


def people_by_number(db: Database, numbers: Collection[str]) -> list[StayFact]:
    """Residences of everybody who bears one of the numbers; a person without any comes once with blanks."""
    return _stays(db, "id_number", numbers)


def people_by_name(db: Database, names: Collection[str]) -> list[StayFact]:
    """The same for people registered without a number, by name."""
    return _stays(db, "name", names, "AND r.id_number = ''")


def tags_of(db: Database, resident_id: str) -> set[str]:
    """Care tags that a resident has."""
    sql = f"SELECT tag FROM resident_tag WHERE resident_id = ? AND status {LIVING} AND valid_to = ''"
    return {row[0] for row in db.execute(sql, (resident_id,))}


def doors(db: Database, estates: Collection[str]) -> list[DoorFact]:
    """All dwellings of the estates, in any spelling of their building, unit and room."""
    sql = f"""
    SELECT d.id, d.estate, d.building, d.unit, d.room, d.grid_id FROM json_each(?) j
    CROSS JOIN dwelling d ON d.estate = j.value AND d.status {LIVING}"""
    return [DoorFact(*row) for row in db.execute(sql, [json.dumps(list(estates))])]


def households(db: Database, dwelling_ids: Collection[str]) -> list[HouseholdFact]:
    """Everybody who ever lived at these doors, by household."""
    sql = f"""
    SELECT x.dwelling_id, x.household_id, x.relation, x.opened_on, x.closed_on FROM json_each(?) j
    CROSS JOIN residence x ON x.dwelling_id = j.value AND x.status {LIVING} AND x.household_id <> ''
    ORDER BY x.opened_on"""
    return [HouseholdFact(*row) for row in db.execute(sql, [json.dumps(list(dwelling_ids))])]


def _registrations(db: Database, column: str, values: Collection[str], condition: str = "") -> list[RegistrationFact]:
    sql = f"""
    SELECT e.id, e.name, e.credit_code, ifnull(x.id, ''), ifnull(x.dwelling_id, ''),
           CASE WHEN ifnull(x.address, '') <> '' THEN x.address ELSE ifnull({ADDRESS}, '') END,
           ifnull(x.grid_id, ''), ifnull(x.opened_on, ''), ifnull(x.closed_on, ''), ifnull(x.status = 'voided', 0)
    FROM json_each(?) j CROSS JOIN legal_entity e ON e.{column} = j.value AND e.status {LIVING} {condition}
    LEFT JOIN entity_registration x ON x.entity_id = e.id
      AND (x.status {LIVING} OR (x.status = 'voided' AND x.close_reason IN {VOIDING}))
    LEFT JOIN dwelling d ON d.id = x.dwelling_id
    ORDER BY e.entered_ms, x.opened_on"""
    return [RegistrationFact(*row) for row in db.execute(sql, [json.dumps(list(values))])]


def entities_by_code(db: Database, codes: Collection[str]) -> list[RegistrationFact]:
    """Registrations of the entities with these credit codes."""
    return _registrations(db, "credit_code", codes)


def entities_by_name(db: Database, names: Collection[str]) -> list[RegistrationFact]:
    """Registrations of entities of these names that have no code."""
    return _registrations(db, "name", names, "AND e.credit_code = ''")


def entities_named(db: Database, names: Collection[str]) -> list[RegistrationFact]:
    """Registrations of all entities of these names, with or without a code."""
    return _registrations(db, "name", names)


def visit_keys(db: Database, days: Collection[str]) -> Iterator[tuple[str, str, str, str, str]]:
    """(day, time, member, target, outcome) of the visits of these days: the same line is not taken in twice."""
    sql = f"""
    SELECT v.visited_on, v.visited_at, v.member_id, v.target_id, v.outcome FROM json_each(?) j
    CROSS JOIN visit v ON v.visited_on = j.value AND v.status {LIVING}"""
    return ((row[0], row[1], row[2], row[3], row[4]) for row in db.execute(sql, [json.dumps(list(days))]))


def attendance_keys(db: Database, days: Collection[str]) -> set[tuple[str, str, str]]:
    """(day, member, shift) that are on record."""
    sql = f"""
    SELECT a.day, a.member_id, a.shift FROM json_each(?) j
    CROSS JOIN attendance a ON a.day = j.value AND a.status {LIVING}"""
    return {(row[0], row[1], row[2]) for row in db.execute(sql, [json.dumps(list(days))])}


def practice(db: Database) -> bool:
    """Whether the register is marked 练习."""
    row = db.execute("SELECT practice FROM office LIMIT 1").fetchone()
    return bool(row and row[0])


def in_portions(keys: Iterable[str], size: int = 20_000) -> Iterator[list[str]]:
    """Keys in lists of bounded length: one JSON text of a million numbers would cost memory."""
    portion: list[str] = []
    for key in keys:
        portion.append(key)
        if len(portion) == size:
            yield portion
            portion = []
    if portion:
        yield portion
