"""A list of residents counted by two features at once: the cross table of a report on a subject (domain.md R08)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.storage.words import LIVING, open_on

if TYPE_CHECKING:
    from sqlite_utils import Database

# feature → the SQL of its key over residence x and resident r; 'tag' joins the tags of the day
FEATURES: dict[str, str] = {
    "grid": "x.grid_id",
    "population": "r.population",
    "sex": "r.sex",
    "age": """CASE WHEN r.birth_date = '' THEN '' WHEN r.birth_date > :y18 THEN '1' WHEN r.birth_date > :y60 THEN '2'
 WHEN r.birth_date > :y80 THEN '3' ELSE '4' END""",
    "employment": "r.employment",
    "consistency": "r.consistency",
    "tag": "t.tag",
}


def _years_before(day: str, years: int) -> str:
    return f"{int(day[:4]) - years:04d}{day[4:]}"


def _listed(grids: Sequence[str], tags: Sequence[str], populations: Sequence[str]) -> str:
    parts = [open_on("x", ":day")]
    if grids:
        parts.append("x.grid_id IN (SELECT value FROM json_each(:grids))")
    if populations:
        parts.append("r.population IN (SELECT value FROM json_each(:populations))")
    if tags:
        parts.append(
            f"""EXISTS (SELECT 1 FROM resident_tag w WHERE w.resident_id = r.id AND w.tag IN (SELECT value FROM json_each(:tags))
 AND w.status {LIVING} AND w.valid_from <= :day AND (w.valid_to = '' OR w.valid_to > :day))"""
        )
    return " AND ".join(parts)


def _bounds(day: str, grids: Sequence[str], tags: Sequence[str], populations: Sequence[str]) -> dict[str, str]:
    lists = {"grids": json.dumps(list(grids)), "tags": json.dumps(list(tags)), "populations": json.dumps(list(populations))}
    return {"day": day, **lists, **{f"y{age}": _years_before(day, age) for age in (18, 60, 80)}}


def counts(
    db: Database, day: str, grids: Sequence[str], tags: Sequence[str], populations: Sequence[str], rows: str, columns: str
) -> dict[tuple[str, str], int]:
    """(key of the row, key of the column) → residents.  A person with two tags stands in both."""
    joins = ""
    if "tag" in (rows, columns):
        joins = f""" LEFT JOIN resident_tag t ON t.resident_id = r.id AND t.status {LIVING} AND t.valid_from <= :day
 AND (t.valid_to = '' OR t.valid_to > :day)"""
    sql = f"""SELECT ifnull({FEATURES[rows]}, ''), ifnull({FEATURES[columns]}, ''), count(DISTINCT r.id)
      FROM residence x JOIN resident r ON r.id = x.resident_id{joins}
      WHERE {_listed(grids, tags, populations)} GROUP BY 1, 2"""
    found = db.execute(sql, _bounds(day, grids, tags, populations))
    return {(str(row), str(column)): int(count) for row, column, count in found}


def list_size(db: Database, day: str, grids: Sequence[str], tags: Sequence[str], populations: Sequence[str]) -> tuple[int, int]:
    """Residents and households of the list."""
    people = "JOIN resident r ON r.id = x.resident_id" if tags or populations else ""  # reading everybody takes most of the time
    sql = f"""SELECT count(DISTINCT x.resident_id), count(DISTINCT nullif(x.household_id, '')) FROM residence x {people}
      WHERE {_listed(grids, tags, populations)}"""
    row = db.execute(sql, _bounds(day, grids, tags, populations)).fetchone()
    return int(row[0]), int(row[1])
