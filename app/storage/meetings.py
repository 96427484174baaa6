"""The weekly meeting as stored: the rows of a meeting, what became of its decisions, the frozen minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from app.models.meetings import DRAFT, chain_length
from app.storage.words import LIVING

if TYPE_CHECKING:
    from sqlite_utils import Database

    from app.storage.work import Operation


class Meeting(NamedTuple):
    """One meeting."""

    id: str
    meeting_on: str
    label: str
    held_on: str
    held_at: str
    place: str
    host: str
    recorder: str
    mark: str
    summary: str
    review: str
    plan: str
    state: str


class Person(NamedTuple):
    """One line of the attendance."""

    id: str
    member_id: str
    name: str
    attendance: str
    note: str


class DecisionRow(NamedTuple):
    """One decision with its task as it stands now."""

    id: str
    decision: str
    member_id: str
    due_on: str
    task_id: str
    carried_from: str
    meeting_on: str
    label: str
    task_due_on: str
    done_on: str
    done_note: str


class Frozen(NamedTuple):
    """One frozen text."""

    id: str
    version: int
    content: str
    finished_at: str
    finished_by: str
    reopened_why: str


_MEETING = f"SELECT {', '.join(Meeting._fields)} FROM meeting WHERE status {LIVING}"
_DECISION = f"""SELECT d.id, d.decision, d.member_id, d.due_on, d.task_id, d.carried_from, m.meeting_on, m.label,
  ifnull(t.due_on, d.due_on), ifnull(t.done_on, ''), ifnull(t.done_note, '')
  FROM meeting_decision d JOIN meeting m ON m.id = d.meeting_id AND m.status {LIVING} LEFT JOIN task t ON t.id = d.task_id
  WHERE d.status {LIVING}"""
# final at least once: what was decided stays decided while the minutes are open again
_SETTLED = f"EXISTS (SELECT 1 FROM meeting_minutes v WHERE v.meeting_id = m.id AND v.status {LIVING})"


def meeting(db: Database, meeting_on: str) -> Meeting | None:
    """The meeting of a meeting day."""
    row = db.conn.execute(f"{_MEETING} AND meeting_on = ? ORDER BY rowid LIMIT 1", (meeting_on,)).fetchone()
    return Meeting(*row) if row else None


def before(db: Database, meeting_on: str) -> Meeting | None:
    """The latest meeting before: its place and people are the habit of the office."""
    row = db.conn.execute(f"{_MEETING} AND meeting_on < ? ORDER BY meeting_on DESC LIMIT 1", (meeting_on,)).fetchone()
    return Meeting(*row) if row else None


def every(db: Database) -> dict[str, tuple[str, int, int]]:
    """Meeting day → (state, newest version, decisions)."""
    sql = f"""SELECT m.meeting_on, m.state,
      (SELECT ifnull(max(v.version), 0) FROM meeting_minutes v WHERE v.meeting_id = m.id AND v.status {LIVING}),
      (SELECT count(*) FROM meeting_decision d WHERE d.meeting_id = m.id AND d.status {LIVING})
      FROM meeting m WHERE m.status {LIVING}"""
    return {str(row[0]): (str(row[1]), int(row[2]), int(row[3])) for row in db.conn.execute(sql)}


def people(db: Database, meeting_id: str) -> list[Person]:
    """Attendance in the order of entry."""
    sql = (
        f"SELECT {', '.join(Person._fields)} FROM meeting_person WHERE meeting_id = ? AND status {LIVING} ORDER BY rowid"
    )
    return [Person(*row) for row in db.conn.execute(sql, (meeting_id,))]


def decisions(db: Database, meeting_id: str) -> list[DecisionRow]:
    """Decisions of a meeting in their order."""
    sql = f"{_DECISION} AND d.meeting_id = ? ORDER BY d.position, d.rowid"
    return [DecisionRow(*row) for row in db.conn.execute(sql, (meeting_id,))]


def chains(db: Database) -> dict[str, str]:
    """Decision → the decision it was carried over from."""
    sql = f"SELECT id, carried_from FROM meeting_decision WHERE carried_from <> '' AND status {LIVING}"
    return {str(row[0]): str(row[1]) for row in db.conn.execute(sql)}


def latest_decisions(db: Database, before_meeting: str = "") -> list[tuple[DecisionRow, int]]:
    """Of every task its latest decision at a meeting with frozen minutes, and the number of meetings that spoke of it;
    ``before_meeting``: only meetings before that one.  Tasks that were taken away are left out."""
    earlier = " AND m.meeting_on < ?" if before_meeting else ""
    sql = f"{_DECISION} AND {_SETTLED} AND d.task_id <> '' AND t.status {LIVING}{earlier} ORDER BY m.meeting_on, d.position"
    found: dict[str, DecisionRow] = {}
    for row in db.conn.execute(sql, (before_meeting,) if before_meeting else ()):
        line = DecisionRow(*row)
        found.pop(line.task_id, None)
        found[line.task_id] = line
    links, now = chains(db), task_members(db)
    return [(line._replace(member_id=now.get(line.task_id, line.member_id)), chain_length(line.id, links)) for line in found.values()]


def task_members(db: Database) -> dict[str, str]:
    """Task → who does it now: somebody who left has handed it over."""
    sql = f"SELECT id, member_id FROM task WHERE kind = 'meeting' AND status {LIVING}"
    return {str(row[0]): str(row[1]) for row in db.conn.execute(sql)}


def last_final(db: Database, before_meeting: str) -> str:
    """Meeting day of the latest meeting before that has frozen minutes, '' = none."""
    sql = f"SELECT ifnull(max(m.meeting_on), '') FROM meeting m WHERE {_SETTLED} AND m.meeting_on < ? AND m.status {LIVING}"
    return str(db.conn.execute(sql, (before_meeting,)).fetchone()[0])


def minutes(db: Database, meeting_id: str) -> list[Frozen]:
    """Frozen texts, the newest first."""
    sql = f"""SELECT id, version, content, finished_at, finished_by, reopened_why FROM meeting_minutes
      WHERE meeting_id = ? AND status {LIVING} ORDER BY version DESC"""
    return [Frozen(*row) for row in db.conn.execute(sql, (meeting_id,))]


def altered(db: Database) -> list[str]:
    """Weeks whose frozen minutes were changed after 定稿."""
    sql = f"""SELECT DISTINCT m.label FROM meeting_minutes v JOIN meeting m ON m.id = v.meeting_id JOIN change c ON c.row = v.id
      WHERE v.status {LIVING} AND c.op = 'U' AND c.entity = 'meeting_minutes' AND json_extract(c.cols, '$.content') IS NOT NULL"""
    return [str(row[0]) for row in db.conn.execute(sql)]


def quality(db: Database, day: str) -> tuple[int, int, int]:
    """People living here at the end of a day who are 待核, without a telephone (from sixteen on, unless 不详 was answered: as 待核数据
    counts them), without a date of birth."""
    blank = """p.phone = '' AND instr(p.unknown_fields, '"phone"') = 0 AND (p.birth_date = '' OR p.birth_date <= date(?, '-16 years'))"""
    sql = f"""SELECT ifnull(sum(r.status = 'pending'), 0), ifnull(sum({blank}), 0), ifnull(sum(p.birth_date = ''), 0)
      FROM residence r JOIN resident p ON p.id = r.resident_id
      WHERE r.status {LIVING} AND r.opened_on <= ? AND (r.closed_on = '' OR r.closed_on > ?)"""
    row = db.conn.execute(sql, (day, day, day)).fetchone()
    return int(row[0]), int(row[1]), int(row[2])


def task_of(db: Database, task_id: str) -> tuple[str, str, str] | None:
    """(title, due day, done day) of a task that decisions made."""
    row = db.conn.execute(
        f"SELECT title, due_on, done_on FROM task WHERE id = ? AND kind = 'meeting' AND status {LIVING}", (task_id,)
    ).fetchone()
    return (str(row[0]), str(row[1]), str(row[2])) if row else None


# ---- writing -------------------------------------------------------------------------------------------------------------------------


def put(operation: Operation, values: dict[str, object], meeting_id: str = "") -> str:
    """A new meeting or other contents of a known one; returns its key."""
    if not meeting_id:
        return operation.insert("meeting", {"state": DRAFT, **values})
    operation.update("meeting", meeting_id, values)
    return meeting_id


def put_people(operation: Operation, meeting_id: str, wanted: list[dict[str, Any]]) -> None:
    """The attendance as it is now: known lines change, new ones come, others go."""
    known = {(row.member_id, row.name if not row.member_id else ""): row.id for row in people(operation.db, meeting_id)}
    for values in wanted:
        key = (values["member_id"], values["name"] if not values["member_id"] else "")
        row_id = known.pop(key, "")
        if row_id:
            operation.update("meeting_person", row_id, values)
        else:
            operation.insert("meeting_person", {"meeting_id": meeting_id, **values})
    for row_id in known.values():
        operation.void("meeting_person", row_id, "不在名单")


def put_decisions(operation: Operation, meeting_id: str, wanted: list[dict[str, Any]]) -> None:
    """The decisions as they are now, in their order; ``id`` '' = new.  A task whose only decision goes is taken away with it."""
    known = {row.id: row for row in decisions(operation.db, meeting_id)}
    for place, each in enumerate(wanted, start=1):
        values = {key: value for key, value in each.items() if key != "id"} | {"position": place}
        if known.pop(str(each.get("id") or ""), None) is not None:
            operation.update("meeting_decision", str(each["id"]), values)
        else:
            operation.insert("meeting_decision", {"meeting_id": meeting_id, **values})
    for row in known.values():
        operation.void("meeting_decision", row.id, "删去")
        if row.task_id and not row.carried_from and not row.done_on:
            operation.void("task", row.task_id, "议定事项已删去")
