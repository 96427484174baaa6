"""Population on any date and the flows between two dates (人口 on a date = open residences on that date)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from app.models.documents import PopulationKey
from app.models.statistics import PopulationFlow
from app.storage.words import CANCELLED, LIVING, MOVED_IN, MOVED_OUT, NEW, inside, listed_grids, open_on

if TYPE_CHECKING:
    from sqlite_utils import Database


def _years_before(day: str, years: int) -> str:
    return f"{int(day[:4]) - years:04d}{day[4:]}"


def key_figures(db: Database, day: str, within: Collection[str] = ()) -> PopulationKey:
    """Key figures of the register, or of some grids, at the end of ``day``.  Dwellings carry no dates, so they are those known today."""
    people = f"""
    SELECT count(DISTINCT nullif(x.household_id, '')), count(*),
      sum(r.population = '01'), sum(r.population = '02'), sum(r.population = '03'),
      sum(r.birth_date > :y18), sum(r.birth_date <> '' AND r.birth_date <= :y60), sum(r.birth_date <> '' AND r.birth_date <= :y80),
      sum(r.sex = '1'), sum(r.sex = '2')
    FROM residence x JOIN resident r ON r.id = x.resident_id WHERE {open_on("x", ":day")}{inside("x.grid_id", within)}"""
    bounds = {"day": day, "grids": listed_grids(within)} | {f"y{age}": _years_before(day, age) for age in (18, 60, 80)}
    numbers = [value or 0 for value in db.execute(people, bounds).fetchone()]
    dwellings = f"SELECT count(*), sum(use = 'rented'), sum(use = 'vacant') FROM dwelling WHERE status {LIVING}{inside('grid_id', within)}"
    numbers += [value or 0 for value in db.execute(dwellings, bounds).fetchone()]
    entities = f"SELECT count(DISTINCT x.entity_id) FROM entity_registration x WHERE {open_on('x', ':day')}{inside('x.grid_id', within)}"
    numbers.append(db.execute(entities, bounds).fetchone()[0])
    valid = f"g.status {LIVING} AND g.valid_from <= :day AND (g.valid_to = '' OR g.valid_to >= :day)"
    leaf = f"NOT EXISTS (SELECT 1 FROM grid b WHERE b.parent_id = g.id AND b.status {LIVING})"
    grids = f"SELECT count(*) FROM grid g WHERE {valid} AND {leaf} AND g.level > 0{inside('g.id', within)}"
    numbers.append(db.execute(grids, bounds).fetchone()[0])
    members = f"""SELECT count(*) FROM grid_member m WHERE m.status {LIVING} AND m.joined_on <= :day
                  AND (m.left_on = '' OR m.left_on > :day)"""
    if within:
        members += f""" AND EXISTS (SELECT 1 FROM assignment a WHERE a.member_id = m.id AND a.status {LIVING} AND a.valid_from <= :day
                  AND (a.valid_to = '' OR a.valid_to > :day){inside("a.grid_id", within)})"""
    numbers.append(db.execute(members, bounds).fetchone()[0])
    return PopulationKey(day, *numbers)


def entity_kinds(db: Database, day: str, within: Collection[str] = ()) -> dict[str, int]:
    """Open legal entities by kind at the end of ``day``."""
    sql = f"""SELECT e.kind, count(DISTINCT e.id) FROM entity_registration x JOIN legal_entity e ON e.id = x.entity_id
              WHERE {open_on("x", ":day")}{inside("x.grid_id", within)} GROUP BY e.kind ORDER BY 2 DESC, 1"""
    return {str(kind): int(count) for kind, count in db.execute(sql, {"day": day, "grids": listed_grids(within)})}


def care_tags(db: Database, day: str, within: Collection[str] = ()) -> dict[str, int]:
    """Residents on the register by care tag at the end of ``day``."""
    sql = f"""SELECT t.tag, count(DISTINCT t.resident_id) FROM resident_tag t JOIN residence x ON x.resident_id = t.resident_id
              WHERE t.status {LIVING} AND t.valid_from <= :day AND (t.valid_to = '' OR t.valid_to > :day)
              AND {open_on("x", ":day")}{inside("x.grid_id", within)} GROUP BY t.tag ORDER BY 2 DESC, 1"""
    return {str(tag): int(count) for tag, count in db.execute(sql, {"day": day, "grids": listed_grids(within)})}


def flows(db: Database, before: str, first: str, last: str) -> list[PopulationFlow]:
    """One line per grid that ever had a resident; ``before`` is the day before ``first``.  '' = residences without a grid."""
    sql = f"""
    SELECT grid_id, sum(opened_on <= :before AND (closed_on = '' OR closed_on > :before)),
      sum(opened_on BETWEEN :first AND :last AND open_reason IN {NEW}),
      sum(opened_on BETWEEN :first AND :last AND open_reason = 'return'),
      sum(closed_on BETWEEN :first AND :last AND close_reason IN {CANCELLED}),
      sum(opened_on <= :last AND (closed_on = '' OR closed_on > :last))
    FROM residence WHERE status {LIVING} GROUP BY grid_id"""
    moved_in, moved_out = _moves(db, first, last)
    names = {str(i): str(code) for i, code in db.execute("SELECT id, code FROM grid")}
    rows = db.execute(sql, {"before": before, "first": first, "last": last}).fetchall()
    result = [
        PopulationFlow(
            grid, names.get(grid, ""), opening, new, back, moved_in.get(grid, 0), cancelled, moved_out.get(grid, 0), closing
        )
        for grid, opening, new, back, cancelled, closing in rows
    ]
    return sorted(result, key=lambda flow: (flow.grid == "", flow.grid))


def _moves(db: Database, first: str, last: str) -> tuple[dict[str, int], dict[str, int]]:
    """Moves into and out of each grid.  A move inside one grid (both ends on one day) is neither."""
    came = db.execute(
        f"SELECT id, moved_from, grid_id, opened_on FROM residence WHERE opened_on BETWEEN ? AND ?"
        f" AND open_reason IN {MOVED_IN} AND status {LIVING}",
        (first, last),
    ).fetchall()
    went = db.execute(
        f"SELECT id, grid_id, closed_on FROM residence WHERE closed_on BETWEEN ? AND ?"
        f" AND close_reason IN {MOVED_OUT} AND status {LIVING}",
        (first, last),
    ).fetchall()
    left = {(row_id, grid, day) for row_id, grid, day in went}
    inside = {(origin, grid, day) for _, origin, grid, day in came} & left
    moved_in: dict[str, int] = {}
    moved_out: dict[str, int] = {}
    for _, origin, grid, day in came:
        if (origin, grid, day) not in inside:
            moved_in[grid] = moved_in.get(grid, 0) + 1
    for row_id, grid, day in went:
        if (row_id, grid, day) not in inside:
            moved_out[grid] = moved_out.get(grid, 0) + 1
    return moved_in, moved_out
