"""What the fair rank needs beside the figures: who keeps which grid on which days, households of a grid, visits met in person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.models.fair_ranking import Holding
from app.storage.browse import grids_below
from app.storage.words import COUNTED, LIVING, open_on

if TYPE_CHECKING:
    from sqlite_utils import Database


def holdings(db: Database, first: str, last: str, leading: frozenset[str]) -> list[Holding]:
    """Assignments of those who collect, valid on any day of the span, each with all grids below it."""
    sql = f"""SELECT member_id, grid_id, role, valid_from, valid_to FROM assignment
      WHERE status {LIVING} AND valid_from <= ? AND (valid_to = '' OR valid_to >= ?) ORDER BY rowid"""
    below: dict[str, frozenset[str]] = {}
    found = []
    for member_id, grid_id, role, begin, end in db.conn.execute(sql, (last, first)).fetchall():
        if role in leading:
            continue
        if grid_id not in below:
            below[grid_id] = frozenset(grids_below(db, [grid_id]))
        found.append(Holding(member_id, below[grid_id], begin, end))
    return found


def households(db: Database, day: str) -> dict[str, int]:
    """Households with anybody living there at the end of a day, by grid; people without a household count by their door or alone."""
    sql = f"""SELECT x.grid_id, count(DISTINCT CASE WHEN x.household_id <> '' THEN x.household_id
        WHEN x.dwelling_id <> '' THEN x.dwelling_id ELSE x.id END)
      FROM residence x WHERE {open_on("x", ":day")} GROUP BY x.grid_id"""
    return {str(row[0]): int(row[1]) for row in db.conn.execute(sql, {"day": day})}


def met_in_person(db: Database, first: str, last: str) -> dict[str, tuple[int, int]]:
    """Member → (visits that met the person, visits that count); a target counts once a day, with its best outcome."""
    sql = f"""SELECT member_id, sum(met), count(*) FROM (
        SELECT member_id, max(outcome = 'met') AS met FROM visit
        WHERE visited_on BETWEEN ? AND ? AND outcome IN {COUNTED} AND status {LIVING}
        GROUP BY visited_on, member_id, target_kind, target_id) GROUP BY member_id"""
    return {str(row[0]): (int(row[1]), int(row[2])) for row in db.conn.execute(sql, (first, last))}
