"""Which grids somebody works in, who looks after a grid, and to which community a row belongs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.storage.browse import grids_below
from app.storage.words import LIVING, marks

if TYPE_CHECKING:
    from sqlite_utils import Database

COLLECTING = "('03', '04', '09', '10')"  # grid_member_role: who goes from door to door
COMMUNITY_LEVELS = ("社区", "村")
_VALID = "a.valid_from <= :day AND (a.valid_to = '' OR a.valid_to >= :day)"


def grids_of_member(db: Database, member_id: str, day: str) -> tuple[str, ...]:
    """Grids of a member's assignments valid on a day, with all below them."""
    sql = f"SELECT a.grid_id FROM assignment a WHERE a.member_id = :member AND a.status {LIVING} AND {_VALID}"
    return tuple(grids_below(db, [row[0] for row in db.conn.execute(sql, {"member": member_id, "day": day})]))


def keepers(db: Database, day: str) -> dict[str, tuple[str, str]]:
    """Grid → (member id, name) of who looks after it on a day: somebody who collects before somebody who leads, then the longest
    assigned."""
    sql = f"""SELECT a.grid_id, m.id, m.name FROM assignment a JOIN grid_member m ON m.id = a.member_id
      WHERE a.status {LIVING} AND m.status {LIVING} AND {_VALID} ORDER BY a.role IN {COLLECTING}, a.role DESC, a.valid_from DESC, m.id DESC"""
    return {str(grid): (str(member), str(name)) for grid, member, name in db.conn.execute(sql, {"day": day})}


def members(db: Database, day: str) -> list[tuple[str, str, str]]:
    """(id, 工号, name) of the members in office on a day."""
    sql = f"""SELECT id, staff_no, name FROM grid_member WHERE status {LIVING} AND joined_on <= :day
      AND (left_on = '' OR left_on > :day) ORDER BY staff_no, name"""
    return [(str(row[0]), str(row[1]), str(row[2])) for row in db.conn.execute(sql, {"day": day})]


def member_names(db: Database, ids: Sequence[str]) -> dict[str, str]:
    """Member → name."""
    wanted = tuple(each for each in dict.fromkeys(ids) if each)
    sql = f"SELECT id, name FROM grid_member WHERE id IN ({marks(len(wanted))})"
    return {str(row[0]): str(row[1]) for row in db.conn.execute(sql, wanted)} if wanted else {}


def community_of(db: Database, grid_id: str) -> str:
    """Key of the nearest community at or above a grid, '*' where there is none."""
    sql = f"""WITH RECURSIVE up (id, parent_id, level_name, step) AS (
      SELECT id, parent_id, level_name, 0 FROM grid WHERE id = ?
      UNION ALL SELECT g.id, g.parent_id, g.level_name, u.step + 1 FROM grid g JOIN up u ON g.id = u.parent_id WHERE u.step < 20)
      SELECT id FROM up WHERE level_name IN ({marks(len(COMMUNITY_LEVELS))}) ORDER BY step LIMIT 1"""
    found = db.conn.execute(sql, (grid_id, *COMMUNITY_LEVELS)).fetchone()
    return str(found[0]) if found else "*"
