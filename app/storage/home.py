"""What the workbench reads: tasks, drafts, entries of today, members who have been quiet, licences that end."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.storage.words import LIVING, marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlite_utils import Database


class Task(NamedTuple):
    """One task."""

    id: str
    title: str
    kind: str
    due_on: str
    member_id: str
    done_on: str
    done_note: str
    source: str


class Draft(NamedTuple):
    """One draft that waits."""

    id: str
    kind: str
    title: str
    saved_ms: int


_TASK = f"SELECT {', '.join(Task._fields)} FROM task"


def tasks(db: Database, member_id: str | None, today: str) -> list[Task]:
    """Open tasks and those done today: of a member with the common ones, or (None) of everybody."""
    mine = "" if member_id is None else " AND member_id IN ('', ?)"
    sql = f"""{_TASK} WHERE status {LIVING} AND (done_on = '' OR done_on = ?){mine}
      ORDER BY done_on = '', due_on = '', due_on, rowid"""
    return [Task(*row) for row in db.conn.execute(sql, (today, *(() if member_id is None else (member_id,))))]


def task(db: Database, task_id: str) -> Task | None:
    """One task that was not deleted."""
    row = db.conn.execute(f"{_TASK} WHERE id = ? AND status {LIVING}", (task_id,)).fetchone()
    return Task(*row) if row else None


def drafts(db: Database, owner: str) -> list[Draft]:
    """Drafts of an account, the oldest first."""
    sql = "SELECT id, kind, title, saved_ms FROM draft WHERE owner = ? ORDER BY saved_ms, rowid"
    return [Draft(*row) for row in db.conn.execute(sql, (owner,))]


def visits_on(db: Database, day: str, member_id: str) -> int:
    """Visits of a day: of a member, or of everybody."""
    mine = " AND member_id = ?" if member_id else ""
    sql = f"SELECT count(*) FROM visit WHERE visited_on = ? AND status {LIVING}{mine}"
    return int(db.conn.execute(sql, (day, *((member_id,) if member_id else ()))).fetchone()[0])


def licences_ending(db: Database, before: str, grids: Sequence[str] = ()) -> int:
    """Entities on the register whose licence ends before a day, those that have ended included."""
    scope = f" AND g.grid_id IN ({marks(len(grids))})" if grids else ""
    sql = f"""SELECT count(DISTINCT e.id) FROM legal_entity e JOIN entity_registration g ON g.entity_id = e.id
      WHERE e.licence_expires_on <> '' AND e.licence_expires_on < ? AND e.status {LIVING} AND g.status IN ('active', 'pending'){scope}"""
    return int(db.conn.execute(sql, (before, *grids)).fetchone()[0])


def last_entries(db: Database, since: str, until: str) -> dict[str, str]:
    """Member → last day with an entry that counts to him or her, within some days."""
    parts = (
        f"SELECT member_id AS member, max(visited_on) AS day FROM visit WHERE visited_on BETWEEN :a AND :b AND status {LIVING} GROUP BY 1",
        *(
            f"SELECT {who}, max({when}) FROM {table} WHERE {when} BETWEEN :a AND :b AND status {LIVING} GROUP BY 1"
            for table in ("residence", "entity_registration")
            for who, when in (("opened_by", "opened_on"), ("closed_by", "closed_on"))
        ),
    )
    sql = f"SELECT member, max(day) FROM ({' UNION ALL '.join(parts)}) WHERE member <> '' GROUP BY member"
    return {str(row[0]): str(row[1]) for row in db.conn.execute(sql, {"a": since, "b": until})}
