"""The tree of grids in numbers: grids and responsible persons on each level, communities, area."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from app.storage.words import LIVING, inside, listed_grids

if TYPE_CHECKING:
    from sqlite_utils import Database


class Level(NamedTuple):
    """One level below the office."""

    level: int
    name: str  # as most grids of the level are called, '' = not named
    grids: int
    persons: int  # with any role in a grid of this level


_VALID = f"g.status {LIVING} AND g.valid_from <= :day AND (g.valid_to = '' OR g.valid_to > :day)"


def levels(db: Database, day: str, within: Collection[str] = ()) -> list[Level]:
    """Levels from the outermost, as they were on a day."""
    sql = f"""SELECT g.level, max(g.level_name), count(DISTINCT g.id), count(DISTINCT a.member_id) FROM grid g
      LEFT JOIN assignment a ON a.grid_id = g.id AND a.status {LIVING} AND a.valid_from <= :day AND (a.valid_to = '' OR a.valid_to > :day)
      WHERE {_VALID} AND g.level > 0{inside("g.id", within)} GROUP BY g.level ORDER BY g.level"""
    rows = db.execute(sql, {"day": day, "grids": listed_grids(within)})
    return [Level(int(level), str(name), int(grids), int(persons)) for level, name, grids, persons in rows]


def communities(db: Database, day: str, within: Collection[str] = ()) -> int:
    """Grids that are communities or villages."""
    sql = f"SELECT count(*) FROM grid g WHERE {_VALID} AND g.level_name IN ('社区', '村'){inside('g.id', within)}"
    return int(db.execute(sql, {"day": day, "grids": listed_grids(within)}).fetchone()[0])


def area(db: Database, day: str, within: Collection[str] = ()) -> int | None:
    """Square metres: of the outermost grids that have an area (what lies inside them is theirs); None = nothing is recorded."""
    sql = f"""SELECT sum(g.area_m2) FROM grid g WHERE {_VALID} AND g.area_m2 > 0{inside("g.id", within)} AND NOT EXISTS (
      WITH RECURSIVE above (id) AS (SELECT g.parent_id UNION SELECT p.parent_id FROM grid p JOIN above b ON p.id = b.id)
      SELECT 1 FROM above b JOIN grid p ON p.id = b.id WHERE p.area_m2 > 0 AND p.status {LIVING}{inside("p.id", within)})"""
    found = db.execute(sql, {"day": day, "grids": listed_grids(within)}).fetchone()[0]
    return None if found is None else int(found)
