"""Grid members, their grids and their attendance in a period."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.storage.words import LIVING

if TYPE_CHECKING:
    from sqlite_utils import Database


class Member(NamedTuple):
    """A grid member as tables name him or her."""

    id: str
    staff_no: str
    name: str
    joined_on: str
    left_on: str

    def serves_in(self, first: str, last: str) -> bool:
        """Whether he or she was in service on any day of the period."""
        return self.joined_on <= last and (not self.left_on or self.left_on > first)


class Assignment(NamedTuple):
    """One task of a member in a grid."""

    member_id: str
    grid_id: str
    grid_code: str
    role: str


def members(db: Database) -> dict[str, Member]:
    """All members by id, also those who left, in order of staff number."""
    sql = f"SELECT id, staff_no, name, joined_on, left_on FROM grid_member WHERE status {LIVING} ORDER BY staff_no, name, id"
    return {row[0]: Member(*row) for row in db.conn.execute(sql)}


def assignments(db: Database, first: str, last: str) -> dict[str, list[Assignment]]:
    """Tasks that held on any day of the period, by member, in order of the grid's code."""
    sql = f"""SELECT a.member_id, a.grid_id, ifnull(g.code, ''), a.role FROM assignment a LEFT JOIN grid g ON g.id = a.grid_id
              WHERE a.status {LIVING} AND a.valid_from <= ? AND (a.valid_to = '' OR a.valid_to >= ?) ORDER BY 3, a.rowid"""
    result: dict[str, list[Assignment]] = {}
    for row in db.conn.execute(sql, (last, first)):
        result.setdefault(row[0], []).append(Assignment(*row))
    return result


def attendance(db: Database, first: str, last: str) -> dict[str, list[tuple[str, str]]]:
    """(day, state) pairs of every member with any record; a day may have two shifts."""
    sql = f"SELECT member_id, day, state FROM attendance WHERE day BETWEEN ? AND ? AND status {LIVING} ORDER BY day, rowid"
    result: dict[str, list[tuple[str, str]]] = {}
    for member_id, day, state in db.conn.execute(sql, (first, last)):
        result.setdefault(member_id, []).append((day, state))
    return result
