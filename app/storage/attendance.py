"""Attendance as stored: lines of members, shifts and who follows them, edits of the calendar, 补签."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.models.attendance import Arrangement, DayRecord, ShiftTemplate
from app.storage.words import LIVING

if TYPE_CHECKING:
    from sqlite_utils import Database


class Correction(NamedTuple):
    """One stored 补签."""

    id: str
    member_id: str
    day: str
    wanted: str
    reason: str
    asked_by: str
    asked_name: str
    asked_on: str
    decision: str
    decided_name: str
    decided_on: str
    decided_why: str


def records(db: Database, first: str, last: str) -> dict[str, list[DayRecord]]:
    """Lines of every member, in the order of the days."""
    sql = f"""SELECT member_id, day, state, shift, note FROM attendance
      WHERE day BETWEEN ? AND ? AND status {LIVING} ORDER BY day, rowid"""
    result: dict[str, list[DayRecord]] = {}
    for member_id, *line in db.conn.execute(sql, (first, last)):
        result.setdefault(member_id, []).append(DayRecord(*line))
    return result


def lines(db: Database, member_id: str, first: str, last: str) -> list[tuple[str, str, str]]:
    """(id, day, state) of one member."""
    sql = (
        f"SELECT id, day, state FROM attendance WHERE member_id = ? AND day BETWEEN ? AND ? AND status {LIVING} ORDER BY day, rowid"
    )
    return [(str(row[0]), str(row[1]), str(row[2])) for row in db.conn.execute(sql, (member_id, first, last))]


def templates(db: Database) -> list[ShiftTemplate]:
    """The office's own shifts."""
    sql = f"SELECT id, name, weekdays, starts, ends, ifnull(everybody, 0) FROM shift_template WHERE status {LIVING} ORDER BY rowid"
    return [
        ShiftTemplate(key, name, days, starts, ends, bool(all_)) for key, name, days, starts, ends, all_ in db.conn.execute(sql)
    ]


def arrangements(db: Database) -> list[Arrangement]:
    """Who follows a shift of the own; those of a shift that was given up do not count."""
    sql = f"""SELECT a.member_id, a.template_id, a.valid_from, a.valid_to FROM member_shift a
      JOIN shift_template t ON t.id = a.template_id AND t.status {LIVING} WHERE a.status {LIVING} ORDER BY a.rowid"""
    return [Arrangement(*row) for row in db.conn.execute(sql)]


def open_arrangements(db: Database, template_id: str) -> dict[str, tuple[str, str]]:
    """Member → (row, first day) of those who follow a shift without an end."""
    sql = f"SELECT member_id, id, valid_from FROM member_shift WHERE template_id = ? AND valid_to = '' AND status {LIVING}"
    return {str(row[0]): (str(row[1]), str(row[2])) for row in db.conn.execute(sql, (template_id,))}


def calendar_edits(db: Database) -> dict[str, tuple[str, str]]:
    """ISO day → (kind, note) as the office changed it."""
    sql = f"SELECT day, kind, note FROM calendar_day WHERE status {LIVING} ORDER BY rowid"
    return {str(row[0]): (str(row[1]), str(row[2])) for row in db.conn.execute(sql)}


def calendar_row(db: Database, day: str) -> str:
    """Key of the edit of a day, '' = none."""
    row = db.conn.execute(
        f"SELECT id FROM calendar_day WHERE day = ? AND status {LIVING} ORDER BY rowid DESC LIMIT 1", (day,)
    ).fetchone()
    return str(row[0]) if row else ""


_CORRECTION = "id, member_id, day, wanted, reason, asked_by, asked_name, asked_on, decision, decided_name, decided_on, decided_why"


def corrections(db: Database, first: str, last: str) -> list[Correction]:
    """补签 of the days of a span and all that wait, the waiting ones first."""
    sql = f"""SELECT {_CORRECTION} FROM attendance_correction WHERE status {LIVING} AND (day BETWEEN ? AND ? OR decision = 'open')
      ORDER BY decision <> 'open', day DESC, rowid DESC"""
    return [Correction(*row) for row in db.conn.execute(sql, (first, last))]


def correction(db: Database, correction_id: str) -> Correction | None:
    """One 补签."""
    row = db.conn.execute(
        f"SELECT {_CORRECTION} FROM attendance_correction WHERE id = ? AND status {LIVING}", (correction_id,)
    ).fetchone()
    return Correction(*row) if row else None


def is_asked(db: Database, member_id: str, day: str) -> bool:
    """Whether a 补签 of that day waits already."""
    sql = f"SELECT 1 FROM attendance_correction WHERE member_id = ? AND day = ? AND decision = 'open' AND status {LIVING} LIMIT 1"
    return db.conn.execute(sql, (member_id, day)).fetchone() is not None


def first_day(db: Database) -> str:
    """The first day with any record, '' = none."""
    row = db.conn.execute(f"SELECT ifnull(min(day), '') FROM attendance WHERE status {LIVING}").fetchone()
    return str(row[0])
