"""Closed weeks: the frozen sheets, and which closed weeks were touched by anything that was typed since."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.storage.words import LIVING

if TYPE_CHECKING:
    from sqlite_utils import Database

    from app.storage.work import Operation


class ClosedWeek(NamedTuple):
    """One frozen week; ``sheet`` and ``rules`` are JSON texts."""

    id: str
    first_day: str
    last_day: str
    meeting_on: str
    label: str
    closed_at: str
    closed_by: str
    sheet: str
    rules: str
    journal_position: int
    seal: str


_FIELDS = "id, first_day, last_day, meeting_on, label, closed_at, closed_by, sheet, rules, ifnull(journal_position, 0), seal"


def get(db: Database, meeting: str) -> ClosedWeek | None:
    """The frozen week of this meeting day, if it was closed."""
    sql = f"SELECT {_FIELDS} FROM closed_week WHERE meeting_on = ? AND status {LIVING} ORDER BY closed_at LIMIT 1"
    row = db.conn.execute(sql, (meeting,)).fetchone()
    return ClosedWeek(*row) if row else None


def every(db: Database) -> list[ClosedWeek]:
    """All frozen weeks, oldest first."""
    sql = f"SELECT {_FIELDS} FROM closed_week WHERE status {LIVING} ORDER BY meeting_on"
    return [ClosedWeek(*row) for row in db.conn.execute(sql)]


def meetings(db: Database) -> set[str]:
    """Meeting days of all closed weeks, without their sheets."""
    return {row[0] for row in db.conn.execute(f"SELECT meeting_on FROM closed_week WHERE status {LIVING}")}


def last_closed(db: Database) -> ClosedWeek | None:
    """The closed week with the latest meeting day."""
    sql = f"SELECT {_FIELDS} FROM closed_week WHERE status {LIVING} ORDER BY meeting_on DESC LIMIT 1"
    row = db.conn.execute(sql).fetchone()
    return ClosedWeek(*row) if row else None


def put(operation: Operation, values: dict[str, object]) -> str:
    """Store a frozen week."""
    return operation.insert("closed_week", values)


def journal_position(db: Database) -> int:
    """Number of the newest line of the journal."""
    return int(db.conn.execute("SELECT ifnull(max(lseq), 0) FROM change").fetchone()[0])


_DAYS = {"visit": ("visited_on",), "residence": ("opened_on", "closed_on"), "entity_registration": ("opened_on", "closed_on")}


def days_touched(db: Database, after: int, before_day: str) -> list[str]:
    """Days (earlier than ``before_day``) of entries that were added or changed since a position of the journal: the days they bear
    now and, where a day itself was changed, the one they bore before."""
    parts = []
    for table, columns in _DAYS.items():
        for column in columns:
            parts.append(
                f"SELECT t.{column} FROM change c CROSS JOIN {table} t ON t.id = c.row WHERE c.lseq > :after AND c.entity = '{table}'"
            )
            parts.append(
                f"SELECT json_extract(c.cols, '$.{column}[0]') FROM change c WHERE c.lseq > :after AND c.entity = '{table}' AND c.op = 'U'"
            )
    sql = f"WITH found (day) AS ({' UNION '.join(parts)}) SELECT day FROM found WHERE day <> '' AND day < :before ORDER BY day"
    return [row[0] for row in db.conn.execute(sql, {"after": after, "before": before_day})]


def first_day(db: Database) -> str:
    """First day of work: the first visit or closing, else the newest opening ('' in an empty register).  Openings of people who came
    long before the register was begun do not make weeks."""
    sql = f"""SELECT min(day) FROM (
      SELECT (SELECT min(visited_on) FROM visit WHERE visited_on <> '' AND status {LIVING}) AS day
      UNION ALL SELECT (SELECT min(closed_on) FROM residence WHERE closed_on <> '' AND status {LIVING}))"""
    found = db.conn.execute(sql).fetchone()[0]
    newest = f"SELECT ifnull(max(opened_on), '') FROM residence WHERE status {LIVING}"
    return str(found or db.conn.execute(newest).fetchone()[0])


_ANYTHING = " OR ".join(
    f"EXISTS (SELECT 1 FROM {table} WHERE {column} BETWEEN ?1 AND ?2 AND status {LIVING}{more})"
    for table, column, more in (
        ("visit", "visited_on", ""),
        ("residence", "opened_on", " AND opened_by <> ''"),
        ("residence", "closed_on", ""),
        ("entity_registration", "opened_on", " AND opened_by <> ''"),
        ("entity_registration", "closed_on", ""),
    )
)


def has_entries(db: Database, first: str, last: str) -> bool:
    """Whether anything happened on these days."""
    return bool(db.conn.execute(f"SELECT {_ANYTHING}", (first, last)).fetchone()[0])


def count_between(db: Database, first: str, last: str) -> int:
    """How many weeks with their meeting day in the period are closed."""
    sql = f"SELECT count(*) FROM closed_week WHERE meeting_on BETWEEN ? AND ? AND status {LIVING}"
    return int(db.conn.execute(sql, (first, last)).fetchone()[0])


def altered(db: Database) -> list[str]:
    """Labels of closed weeks whose frozen content was changed after the closing (being voided as a whole is no such change)."""
    sql = f"""SELECT DISTINCT w.label FROM closed_week w JOIN change c ON c.row = w.id
              WHERE w.status {LIVING} AND c.op = 'U' AND c.entity = 'closed_week' AND json_extract(c.cols, '$.sheet') IS NOT NULL"""
    return [row[0] for row in db.conn.execute(sql)]
