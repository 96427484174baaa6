"""Residents as rows of a list and as one card; unmasked facts, for the services that mask them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from app.storage.browse import last_visits
from app.storage.words import LIVING, marks

if TYPE_CHECKING:
    from sqlite_utils import Database


class StoredRow(NamedTuple):
    """One residence with its person and its door."""

    key: int
    residence_id: str
    resident_id: str
    household_id: str
    dwelling_id: str
    grid_id: str
    grid: str
    name: str
    sex: str
    birth_date: str
    id_type: str
    id_number: str
    population: str
    consistency: str
    phone: str
    relation: str
    address: str
    use: str
    state: str
    opened_on: str


class StoredVisit(NamedTuple):
    """One visit as cards show it."""

    id: str
    day: str
    outcome: str
    member: str
    finding: str
    note: str


_ROW = """SELECT x.rowid, x.id, r.id, x.household_id, x.dwelling_id, x.grid_id, ifnull(g.code, ''), r.name, r.sex, r.birth_date,
 r.id_type, r.id_number, r.population, r.consistency, r.phone, x.relation,
 ifnull(d.estate || d.building || d.unit || d.room, ''), ifnull(d.use, ''), x.status, x.opened_on
FROM residence x JOIN resident r ON r.id = x.resident_id LEFT JOIN dwelling d ON d.id = x.dwelling_id LEFT JOIN grid g ON g.id = x.grid_id"""


def rows(db: Database, keys: Sequence[int]) -> dict[int, StoredRow]:
    """A block of the list by row numbers."""
    found = db.conn.execute(f"{_ROW} WHERE x.rowid IN ({marks(len(keys))})", tuple(keys))
    return {row[0]: StoredRow(*row) for row in found}


def current(db: Database, resident_id: str) -> StoredRow | None:
    """The open residence of a person, else the last one."""
    sql = f"""{_ROW} WHERE x.resident_id = ? AND x.status {LIVING}
    ORDER BY x.status IN ('active', 'pending') DESC, x.opened_on DESC, x.rowid DESC LIMIT 1"""
    row = db.conn.execute(sql, (resident_id,)).fetchone()
    return StoredRow(*row) if row else None


def person(db: Database, resident_id: str) -> dict[str, Any] | None:
    """All columns of a person."""
    cursor = db.conn.execute("SELECT * FROM resident WHERE id = ?", (resident_id,))
    row = cursor.fetchone()
    return dict(zip((column[0] for column in cursor.description), row, strict=True)) if row else None


def tags(db: Database, resident_ids: Iterable[str], day: str) -> dict[str, tuple[str, ...]]:
    """Codes of the care tags that hold on a day, by person."""
    sql = f"""SELECT t.resident_id, t.tag FROM json_each(?) j CROSS JOIN resident_tag t ON t.resident_id = j.value
    WHERE t.status {LIVING} AND t.valid_from <= ? AND (t.valid_to = '' OR t.valid_to > ?) ORDER BY t.tag"""
    result: dict[str, tuple[str, ...]] = {}
    for resident_id, tag in db.conn.execute(sql, (json.dumps(list(resident_ids)), day, day)):
        if tag not in result.get(resident_id, ()):
            result[resident_id] = (*result.get(resident_id, ()), tag)
    return result


def visited(db: Database, people: Iterable[StoredRow]) -> dict[str, str]:
    """Day of the last counted visit by person: to the person, the household or the dwelling."""
    listed = list(people)
    days = last_visits(db, {target for row in listed for target in (row.resident_id, row.household_id, row.dwelling_id)})
    return {
        row.resident_id: max(days.get(row.resident_id, ""), days.get(row.household_id, ""), days.get(row.dwelling_id, ""))
        for row in listed
    }


def household(db: Database, row: StoredRow) -> list[tuple[str, str, str, str]]:
    """(person, name, relation, birth date) of the others who live in the same household."""
    if not row.household_id:
        return []
    sql = """SELECT r.id, r.name, x.relation, r.birth_date FROM residence x JOIN resident r ON r.id = x.resident_id
    WHERE x.household_id = ? AND x.status IN ('active', 'pending') AND r.id <> ? ORDER BY x.relation = '', x.relation, r.birth_date"""
    return [tuple(found) for found in db.conn.execute(sql, (row.household_id, row.resident_id))]


def visits(db: Database, row: StoredRow, limit: int) -> tuple[list[StoredVisit], int]:
    """The newest visits to a person, the household or the dwelling, and how many there are."""
    targets = json.dumps([target for target in (row.resident_id, row.household_id, row.dwelling_id) if target])
    among = f"""FROM visit v LEFT JOIN grid_member m ON m.id = v.member_id WHERE v.status {LIVING} AND (
      v.target_id IN (SELECT value FROM json_each(:targets))
      OR v.id IN (SELECT visit_id FROM visit_person WHERE resident_id = :person AND met = 1 AND status {LIVING}))"""
    parameters = {"targets": targets, "person": row.resident_id, "limit": limit}
    sql = f"SELECT v.id, v.visited_on, v.outcome, ifnull(m.name, ''), v.finding, v.note {among} ORDER BY v.visited_on DESC, v.visited_at DESC"
    newest = [StoredVisit(*found) for found in db.conn.execute(f"{sql} LIMIT :limit", parameters)]
    return newest, int(db.conn.execute(f"SELECT count(*) {among}", parameters).fetchone()[0])


def tags_in_use(db: Database) -> list[str]:
    """Codes of care tags that somebody has."""
    return [
        row[0] for row in db.conn.execute(f"SELECT DISTINCT tag FROM resident_tag WHERE status {LIVING} AND tag <> '' ORDER BY tag")
    ]


def populations_in_use(db: Database) -> list[str]:
    """Codes of population_type that somebody has."""
    codes = ("01", "02", "03")
    sql = "SELECT EXISTS (SELECT 1 FROM resident WHERE population = ?)"
    return [code for code in codes if db.conn.execute(sql, (code,)).fetchone()[0]]
