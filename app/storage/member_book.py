"""What is kept about the members themselves: records, equipment, training, pairs, and what waits for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from app.models.member_views import EquipmentLine, TrainingLine
from app.storage.words import LIVING

if TYPE_CHECKING:
    from sqlite_utils import Database


class MemberRow(NamedTuple):
    """One member as stored."""

    id: str
    staff_no: str
    name: str
    phone: str
    joined_on: str
    left_on: str
    note: str


class PairRow(NamedTuple):
    """One pair as stored."""

    id: str
    mentor_id: str
    novice_id: str
    began_on: str
    ended_on: str


def rows(db: Database) -> dict[str, MemberRow]:
    """All members in order of staff number."""
    sql = f"SELECT {', '.join(MemberRow._fields)} FROM grid_member WHERE status {LIVING} ORDER BY staff_no, name, id"
    return {row[0]: MemberRow(*row) for row in db.conn.execute(sql)}


def equipment(db: Database, member_id: str = "") -> list[EquipmentLine]:
    """Things given out, those still outside first."""
    where, parameters = (" AND member_id = ?", (member_id,)) if member_id else ("", ())
    sql = f"""SELECT id, member_id, item, number, issued_on, returned_on, return_note FROM equipment WHERE status {LIVING}{where}
      ORDER BY returned_on <> '', issued_on DESC, rowid"""
    return [EquipmentLine(*row) for row in db.conn.execute(sql, parameters)]


def trainings(db: Database, member_id: str = "") -> list[TrainingLine]:
    """Trainings, the newest first: of somebody with the share, or all with their counts."""
    columns = "t.id, t.held_on, t.title, t.held_by, t.minutes, ifnull(t.everybody, 0)"
    if member_id:
        sql = f"""SELECT {columns}, p.share FROM training t JOIN training_person p ON p.training_id = t.id
          WHERE p.member_id = ? AND t.status {LIVING} AND p.status {LIVING} ORDER BY t.held_on DESC, t.rowid DESC"""
        return [_training(row, share=row[6]) for row in db.conn.execute(sql, (member_id,))]
    absent = f"""(SELECT count(*) FROM grid_member m WHERE m.status {LIVING} AND m.joined_on <= t.held_on
      AND (m.left_on = '' OR m.left_on > t.held_on)
      AND NOT EXISTS (SELECT 1 FROM training_person q WHERE q.training_id = t.id AND q.member_id = m.id AND q.status {LIVING}))"""
    sql = f"""SELECT {columns}, sum(p.share = 'full'), sum(p.share = 'part'), {absent}
      FROM training t LEFT JOIN training_person p ON p.training_id = t.id AND p.status {LIVING}
      WHERE t.status {LIVING} GROUP BY t.id ORDER BY t.held_on DESC, t.rowid DESC"""
    return [_training(row, full=row[6] or 0, part=row[7] or 0, missing=row[8]) for row in db.conn.execute(sql)]


def _training(row: tuple[Any, ...], share: str = "", full: int = 0, part: int = 0, missing: int = 0) -> TrainingLine:
    return TrainingLine(row[0], row[1], row[2], row[3], row[4], bool(row[5]), share, full, part, missing)


def training_at(db: Database, held_on: str, title: str) -> str:
    """The training of that day with that title, '' = none."""
    row = db.conn.execute(
        f"SELECT id FROM training WHERE held_on = ? AND title = ? AND status {LIVING}", (held_on, title)
    ).fetchone()
    return str(row[0]) if row else ""


def persons_of(db: Database, training_id: str) -> dict[str, tuple[str, str]]:
    """Member → (row, share) of a training."""
    sql = f"SELECT member_id, id, share FROM training_person WHERE training_id = ? AND status {LIVING}"
    return {str(row[0]): (str(row[1]), str(row[2])) for row in db.conn.execute(sql, (training_id,))}


def training_counts(db: Database, first: str) -> dict[str, int]:
    """Member → trainings since a day."""
    sql = f"""SELECT p.member_id, count(*) FROM training_person p JOIN training t ON t.id = p.training_id
      WHERE t.held_on >= ? AND t.status {LIVING} AND p.status {LIVING} GROUP BY 1"""
    return {str(row[0]): int(row[1]) for row in db.conn.execute(sql, (first,))}


def pairs(db: Database) -> list[PairRow]:
    """All pairs, those that go on first."""
    sql = f"""SELECT id, mentor_id, novice_id, began_on, ended_on FROM pair WHERE status {LIVING}
      ORDER BY ended_on <> '', began_on DESC, rowid"""
    return [PairRow(*row) for row in db.conn.execute(sql)]


# ---- what waits for somebody -------------------------------------------------------------------------------------------------------


def open_revisits(db: Database, member_id: str) -> list[str]:
    """Rows of the plan that name the member."""
    sql = f"SELECT id FROM revisit WHERE member_id = ? AND state = 'open' AND status {LIVING} ORDER BY due_on, rowid"
    return [str(row[0]) for row in db.conn.execute(sql, (member_id,))]


def open_tasks(db: Database, member_id: str) -> list[tuple[str, str, str, str]]:
    """(id, title, kind, due) of tasks that are not done."""
    sql = f"""SELECT id, title, kind, due_on FROM task WHERE member_id = ? AND done_on = '' AND status {LIVING}
      ORDER BY due_on = '', due_on, rowid"""
    return [(str(row[0]), str(row[1]), str(row[2]), str(row[3])) for row in db.conn.execute(sql, (member_id,))]


def accounts_of(db: Database, member_id: str) -> list[tuple[str, str]]:
    """(id, login) of the accounts with which the member signs in."""
    sql = "SELECT id, login FROM account WHERE member_id = ? AND member_id <> '' AND status = 'active' ORDER BY login"
    return [(str(row[0]), str(row[1])) for row in db.conn.execute(sql, (member_id,))]
