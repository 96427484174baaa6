"""The tree of grids with its key figures, responsible persons, codes and changes, and what lies in a grid by building."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from app.models.grid_division import BuildingGroup
from app.models.grid_views import GridChangeLine, GridFigures
from app.storage.residences import Stay
from app.storage.words import LIVING

if TYPE_CHECKING:
    from sqlite_utils import Database

OPEN = "IN ('active', 'pending')"


class GridRow(NamedTuple):
    """One grid as stored."""

    id: str
    code: str
    name: str
    parent_id: str
    level: int
    level_name: str
    kind: str
    territorial: int
    range_text: str
    area_m2: int | None
    valid_from: str
    valid_to: str


class PersonRow(NamedTuple):
    """One assignment with its member."""

    id: str
    grid_id: str
    member_id: str
    staff_no: str
    name: str
    phone: str
    role: str
    valid_from: str
    valid_to: str


def rows(db: Database) -> dict[str, GridRow]:
    """All grids in order of code."""
    sql = f"""SELECT id, code, name, parent_id, ifnull(level, 0), level_name, kind, ifnull(territorial, 0), range_text, area_m2,
      valid_from, valid_to FROM grid WHERE status {LIVING} ORDER BY code, name, id"""
    return {row[0]: GridRow(*row) for row in db.conn.execute(sql)}


def figures(db: Database) -> dict[str, GridFigures]:
    """What is in each grid now, without visits."""
    found: dict[str, dict[str, int]] = {}

    def put(sql: str, names: Sequence[str]) -> None:
        for grid, *values in db.conn.execute(sql):
            found.setdefault(grid, {}).update({name: value or 0 for name, value in zip(names, values, strict=True)})

    put(f"SELECT grid_id, count(*) FROM dwelling WHERE status {LIVING} GROUP BY grid_id", ("dwellings",))
    put(
        f"""SELECT x.grid_id, count(DISTINCT nullif(x.household_id, '')), count(*), sum(r.population = '01'), sum(r.population = '02'),
          sum(r.population = '03') FROM residence x JOIN resident r ON r.id = x.resident_id WHERE x.status {OPEN} GROUP BY x.grid_id""",
        ("households", "persons", "registered", "floating", "overseas"),
    )
    put(
        f"SELECT grid_id, count(DISTINCT entity_id) FROM entity_registration WHERE status {OPEN} GROUP BY grid_id",
        ("entities",),
    )
    return {grid: GridFigures(**numbers) for grid, numbers in found.items()}


def buildings(db: Database) -> dict[str, set[tuple[str, str]]]:
    """Buildings (estate, building) of each grid; one that stands on the border belongs to both."""
    result: dict[str, set[tuple[str, str]]] = {}
    for grid, estate, building in db.conn.execute(f"SELECT DISTINCT grid_id, estate, building FROM dwelling WHERE status {LIVING}"):
        result.setdefault(grid, set()).add((estate, building))
    return result


def people(db: Database, grid_ids: Collection[str] = (), member_id: str = "") -> list[PersonRow]:
    """Assignments of some grids, of a member, or all, the newest first."""
    conditions, parameters = [f"a.status {LIVING}", f"m.status {LIVING}"], []
    if grid_ids:
        conditions.append("a.grid_id IN (SELECT value FROM json_each(?))")
        parameters.append(json.dumps(list(grid_ids)))
    if member_id:
        conditions.append("a.member_id = ?")
        parameters.append(member_id)
    sql = f"""SELECT a.id, a.grid_id, a.member_id, m.staff_no, m.name, m.phone, a.role, a.valid_from, a.valid_to
      FROM assignment a JOIN grid_member m ON m.id = a.member_id WHERE {" AND ".join(conditions)}
      ORDER BY a.valid_to <> '', a.role, a.valid_from DESC, m.staff_no, a.rowid"""
    return [PersonRow(*row) for row in db.conn.execute(sql, parameters)]


def codes(db: Database, grid_id: str) -> list[tuple[str, str, str, str]]:
    """(row, code, from, to) of the codes that a grid had, the oldest first."""
    sql = f"SELECT id, code, valid_from, valid_to FROM grid_code WHERE grid_id = ? AND status {LIVING} ORDER BY valid_from, rowid"
    return [tuple(row) for row in db.conn.execute(sql, (grid_id,))]


def changes(db: Database, grid_id: str = "", day: str = "") -> list[GridChangeLine]:
    """Lines of the comparison, of one grid, of one day, or all; the newest day first."""
    names = ("day", "kind", "old_id", "old_code", "old_name", "new_id", "new_code", "new_name", "dwellings", "households", "persons",
             "entities", "why")  # fmt: skip
    conditions, parameters = [f"status {LIVING}"], []
    if grid_id:
        conditions.append("(old_id = ? OR new_id = ?)")
        parameters += [grid_id, grid_id]
    if day:
        conditions.append("day = ?")
        parameters.append(day)
    sql = f"SELECT {', '.join(names)} FROM grid_change WHERE {' AND '.join(conditions)} ORDER BY day DESC, rowid"
    return [GridChangeLine(*row) for row in db.conn.execute(sql, parameters)]


# ---- what lies in a grid, by building -------------------------------------------------------------------------------------------


def groups(db: Database, grid_ids: Sequence[str]) -> list[BuildingGroup]:
    """Buildings of some grids with what is in them, and those without a dwelling last."""
    wanted = json.dumps(list(grid_ids))
    inside = "IN (SELECT value FROM json_each(?))"
    counts: dict[tuple[str, str, str], list[int]] = {}

    def put(sql: str, places: slice) -> None:
        for grid, estate, building, *values in db.conn.execute(sql, (wanted,)):
            counts.setdefault((grid, estate, building), [0] * 4)[places] = values

    place = "CASE WHEN d.id IS NULL THEN '' ELSE d.estate END, CASE WHEN d.id IS NULL THEN '' ELSE d.building END"
    put(
        f"SELECT grid_id, estate, building, count(*) FROM dwelling WHERE grid_id {inside} AND status {LIVING} GROUP BY 1, 2, 3",
        slice(0, 1),
    )
    put(
        f"""SELECT x.grid_id, {place}, count(DISTINCT nullif(x.household_id, '')), count(*) FROM residence x
          LEFT JOIN dwelling d ON d.id = x.dwelling_id AND d.grid_id = x.grid_id AND d.status {LIVING}
          WHERE x.grid_id {inside} AND x.status {OPEN} GROUP BY 1, 2, 3""",
        slice(1, 3),
    )
    put(
        f"""SELECT x.grid_id, {place}, count(DISTINCT x.entity_id) FROM entity_registration x
          LEFT JOIN dwelling d ON d.id = x.dwelling_id AND d.grid_id = x.grid_id AND d.status {LIVING}
          WHERE x.grid_id {inside} AND x.status {OPEN} GROUP BY 1, 2, 3""",
        slice(3, 4),
    )
    found = [BuildingGroup(*key, *values) for key, values in counts.items()]
    return sorted(found, key=_address)


def _address(group: BuildingGroup) -> tuple[Any, ...]:
    digits = "".join(character for character in group.building if character.isdigit())
    return (group.grid_id, group.key[1:] == ("", ""), group.estate, int(digits or 0), group.building)


def doors_of(db: Database, key: tuple[str, str, str]) -> list[str]:
    """Dwellings of a building in a grid."""
    sql = f"SELECT id FROM dwelling WHERE grid_id = ? AND estate = ? AND building = ? AND status {LIVING} ORDER BY rowid"
    return [str(row[0]) for row in db.conn.execute(sql, key)]


_NO_DOOR = f"NOT EXISTS (SELECT 1 FROM dwelling d WHERE d.id = x.dwelling_id AND d.grid_id = x.grid_id AND d.status {LIVING})"


def loose_stays(db: Database, grid_id: str) -> list[Stay]:
    """Open residences in a grid whose dwelling is not on the register, or lies elsewhere."""
    sql = f"""SELECT {", ".join("x." + name for name in Stay._fields)} FROM residence x
      WHERE x.grid_id = ? AND x.status {OPEN} AND {_NO_DOOR} ORDER BY x.rowid"""
    return [Stay(*row) for row in db.conn.execute(sql, (grid_id,))]


def loose_registrations(db: Database, grid_id: str) -> list[dict[str, Any]]:
    """Open registrations of entities in a grid without a dwelling there."""
    names = ("id", "status", "entity_id", "dwelling_id", "address", "note")
    sql = f"""SELECT {", ".join("x." + name for name in names)} FROM entity_registration x
      WHERE x.grid_id = ? AND x.status {OPEN} AND {_NO_DOOR} ORDER BY x.rowid"""
    return [dict(zip(names, row, strict=True)) for row in db.conn.execute(sql, (grid_id,))]


def loose_revisits(db: Database, grid_id: str) -> list[str]:
    """Open rows of the plan in a grid that belong to no dwelling there."""
    sql = (
        f"SELECT x.id FROM revisit x WHERE x.grid_id = ? AND x.state = 'open' AND x.status {LIVING} AND {_NO_DOOR} ORDER BY x.rowid"
    )
    return [str(row[0]) for row in db.conn.execute(sql, (grid_id,))]


def newest_day(db: Database, keys: Collection[tuple[str, str, str]]) -> str:
    """The latest day on which somebody or an entity was registered in these groups."""
    wanted = json.dumps([list(key) for key in keys])
    latest = ""
    for table in ("residence", "entity_registration"):
        sql = f"""SELECT ifnull(max(x.opened_on), '') FROM {table} x
          LEFT JOIN dwelling d ON d.id = x.dwelling_id AND d.grid_id = x.grid_id AND d.status {LIVING}
          JOIN json_each(?) j ON x.grid_id = json_extract(j.value, '$[0]') AND ifnull(d.estate, '') = json_extract(j.value, '$[1]')
            AND ifnull(d.building, '') = json_extract(j.value, '$[2]') WHERE x.status {OPEN}"""
        latest = max(latest, str(db.conn.execute(sql, (wanted,)).fetchone()[0]))
    return latest


def scoped_accounts(db: Database, grid_id: str) -> list[tuple[str, list[str]]]:
    """Accounts whose scope names a grid, with that scope."""
    sql = f"SELECT id, scope FROM account WHERE scope LIKE ? AND status {LIVING}"
    return [(str(row[0]), json.loads(row[1])) for row in db.conn.execute(sql, (f'%"{grid_id}"%',))]
