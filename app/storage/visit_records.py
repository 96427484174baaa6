"""Lists of stored visits: row numbers by filter, then the lines of a block."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from app.models.visit_records import VisitFilter
from app.storage import find
from app.storage.visit_entry import ADDRESS, OPEN
from app.storage.words import LIVING, marks

if TYPE_CHECKING:
    from sqlite_utils import Database

MOST_FOUND = 500  # targets that a word of the find box may stand for


class StoredVisit(NamedTuple):
    """One visit with names."""

    key: int
    id: str
    visited_on: str
    visited_at: str
    target_kind: str
    target_id: str
    kind: str
    outcome: str
    persons_met: int
    finding: str
    note: str
    next_on: str
    status: str
    title: str
    address: str
    member: str


def vector(db: Database, wanted: VisitFilter, area: Sequence[str] = ()) -> list[tuple[int, str, int]]:
    """(row number, outcome, persons met) of what fits, newest first."""
    conditions: list[str] = []
    parameters: list[str] = []
    states = [LIVING if state == "standing" else "= 'voided'" for state in wanted.states]
    conditions.append("(" + " OR ".join(f"v.status {state}" for state in states) + ")" if states else "0")
    for column, operator, value in (("visited_on", ">=", wanted.first), ("visited_on", "<=", wanted.last)):
        if value:
            conditions.append(f"v.{column} {operator} ?")
            parameters.append(value)
    chosen = (("member_id", wanted.member_ids), ("outcome", wanted.outcomes), ("target_kind", wanted.kinds), ("grid_id", tuple(area)))
    for column, values in chosen:
        if values:
            conditions.append(f"v.{column} IN ({marks(len(values))})")
            parameters.extend(values)
    if wanted.text.strip():
        listed = "IN (SELECT value FROM json_each(?))"
        conditions.append(f"(v.target_id {listed} OR v.dwelling_id {listed} OR v.finding LIKE ?)")
        people, doors = _targets(db, wanted.text, area)
        parameters += [json.dumps(people), json.dumps(doors), f"%{wanted.text.strip()}%"]
    sql = f"""SELECT v.rowid, v.outcome, v.persons_met FROM visit v WHERE {" AND ".join(conditions)}
      ORDER BY v.visited_on DESC, v.visited_at DESC, v.rowid DESC"""
    return [(int(row[0]), str(row[1]), int(row[2] or 0)) for row in db.conn.execute(sql, parameters)]


def _targets(db: Database, text: str, area: Sequence[str]) -> tuple[list[str], list[str]]:
    """Targets and doors that a text stands for; visits of a household are found by any of its members."""
    people = [each.resident_id for each in find.people(db, text, MOST_FOUND, area)]
    entities = [each.id for each in find.entities(db, text, MOST_FOUND, area)]
    doors = [each.id for each in find.doors(db, text, MOST_FOUND, area)]
    sql = f"""SELECT DISTINCT dwelling_id FROM residence WHERE resident_id IN (SELECT value FROM json_each(?)) AND dwelling_id <> ''
      AND status {LIVING}"""
    doors += [str(row[0]) for row in db.conn.execute(sql, (json.dumps(people),))]
    return people + entities, doors


def rows(db: Database, keys: Sequence[int]) -> dict[int, StoredVisit]:
    """Lines of some row numbers."""
    sql = f"""SELECT v.rowid, v.id, v.visited_on, v.visited_at, v.target_kind, v.target_id, v.kind, v.outcome, ifnull(v.persons_met, 0),
      v.finding, v.note, v.next_on, v.status,
      ifnull(CASE v.target_kind WHEN 'resident' THEN (SELECT name FROM resident WHERE id = v.target_id)
        WHEN 'entity' THEN (SELECT name FROM legal_entity WHERE id = v.target_id)
        ELSE (SELECT r.name FROM residence x JOIN resident r ON r.id = x.resident_id WHERE x.dwelling_id = v.dwelling_id
          AND x.dwelling_id <> '' AND x.status {OPEN} ORDER BY CASE WHEN x.relation IN ('01', '02') THEN 0 ELSE 1 END, x.rowid LIMIT 1) END, ''),
      ifnull({ADDRESS}, ''), ifnull(m.name, '')
      FROM visit v LEFT JOIN dwelling d ON d.id = v.dwelling_id LEFT JOIN grid_member m ON m.id = v.member_id
      WHERE v.rowid IN ({marks(len(keys))})"""
    return {int(row[0]): StoredVisit(*row) for row in db.conn.execute(sql, tuple(keys))} if keys else {}

