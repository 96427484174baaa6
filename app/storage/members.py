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


class AttendanceDays(NamedTuple):
    """Days of one member in a period by state; half days are counted as the day they were entered for."""

    present: int
    states: dict[str, int]


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


def attendance(db: Database, first: str, last: str) -> dict[str, AttendanceDays]:
    """Distinct days by state for every member with any record; a day with two shifts counts once."""
    sql = f"""SELECT member_id, state, count(DISTINCT day) FROM attendance
              WHERE day BETWEEN ? AND ? AND status {LIVING} GROUP BY member_id, state"""
    states: dict[str, dict[str, int]] = {}
    for member_id, state, days in db.conn.execute(sql, (first, last)):
        states.setdefault(member_id, {})[state] = days
    return {member_id: AttendanceDays(found.get("present", 0), found) for member_id, found in states.items()}
