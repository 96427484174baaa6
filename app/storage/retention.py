"""Who left long ago, what belongs to such a person, and the decisions."""

from __future__ import annotations

from typing import Any, NamedTuple

from app.storage.words import CANCELLED, LIVING


class Departed(NamedTuple):
    """A person whose last stay ended."""

    resident_id: str
    name: str
    id_number: str
    grid: str
    closed_on: str
    close_reason: str
    kept_until: str
    kept_why: str


def departed(db: Any, before: str, today: str) -> list[Departed]:
    """Not on the register, last cancelled on or before a day, not anonymised, and not to be kept beyond today; the oldest first."""
    sql = f"""
    WITH last AS (
      SELECT x.resident_id, x.closed_on, x.close_reason, x.grid_id,
        row_number() OVER (PARTITION BY x.resident_id ORDER BY x.closed_on DESC, x.rowid DESC) AS place
      FROM residence x WHERE x.status = 'closed' AND x.close_reason IN {CANCELLED})
    SELECT r.id, r.name, r.id_number, ifnull(g.code, ''), l.closed_on, l.close_reason,
      ifnull((SELECT max(d.keep_until) FROM retention d WHERE d.resident_id = r.id AND d.decision = 'keep' AND d.status {LIVING}), '') AS kept,
      ifnull((SELECT d.reason FROM retention d WHERE d.resident_id = r.id AND d.decision = 'keep' AND d.status {LIVING}
        ORDER BY d.keep_until DESC LIMIT 1), '')
    FROM last l JOIN resident r ON r.id = l.resident_id AND r.status {LIVING} LEFT JOIN grid g ON g.id = l.grid_id
    WHERE l.place = 1 AND l.closed_on <= ?1 AND kept <= ?2
      AND NOT EXISTS (SELECT 1 FROM residence x WHERE x.resident_id = r.id AND x.status IN ('active', 'pending'))
      AND NOT EXISTS (SELECT 1 FROM residence x WHERE x.resident_id = r.id AND x.status = 'closed' AND x.closed_on > l.closed_on)
      AND NOT EXISTS (SELECT 1 FROM retention d WHERE d.resident_id = r.id AND d.decision = 'anonymised')
    ORDER BY l.closed_on, r.id"""
    return [Departed(*row) for row in db.conn.execute(sql, (before, today))]


def rows_of(db: Any, resident_id: str) -> dict[str, list[str]]:
    """Keys of everything that tells of a person, by table; records that were merged into it too."""
    people = [
        row[0] for row in db.conn.execute(
            """WITH RECURSIVE same (id) AS (SELECT ?1 UNION SELECT r.id FROM resident r JOIN same s ON r.merged_into = s.id)
            SELECT id FROM same""", (resident_id,)
        )
    ]  # fmt: skip
    found: dict[str, list[str]] = {"resident": people}
    for table, column in (("residence", "resident_id"), ("resident_tag", "resident_id"), ("visit", "target_id")):
        marks = ", ".join("?" * len(people))
        found[table] = [row[0] for row in db.conn.execute(f"SELECT id FROM {table} WHERE {column} IN ({marks})", people)]
    return found


def names_of(db: Any, people: list[str]) -> list[str]:
    """Present and former names."""
    marks = ", ".join("?" * len(people))
    rows = db.conn.execute(f"SELECT name, former_name FROM resident WHERE id IN ({marks})", people).fetchall()
    return sorted({name for row in rows for name in row if name}, key=len, reverse=True)


def birth_of(db: Any, resident_id: str) -> str:
    """Birth date as stored."""
    return str(db.conn.execute("SELECT birth_date FROM resident WHERE id = ?", (resident_id,)).fetchone()[0])
