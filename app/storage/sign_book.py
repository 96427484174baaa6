"""What the office keeps about signs: its rules, the lines to be asked again with their outcome, statements, and titles of records."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from app.models.sign_rules import Rule, kind_of
from app.storage.identity_of_rows import seed_id
from app.storage.words import LIVING

if TYPE_CHECKING:
    from sqlite_utils import Database


class Recheck(NamedTuple):
    """One stored line to be asked again."""

    id: str
    meeting_on: str
    kind: str
    member_id: str
    why: str
    record_table: str
    record_id: str
    listed_on: str
    way: str
    outcome: str
    checked_on: str
    checked_by: str
    note: str


class Statement(NamedTuple):
    """What a member said about a sign."""

    id: str
    meeting_on: str
    kind: str
    member_id: str
    statement: str
    stated_on: str
    written_by: str


class RecordTitle(NamedTuple):
    """A record behind a sign as lists show it; ``target_kind`` and ``target_id`` say whom a new visit would go to."""

    id: str
    day: str
    at: str
    title: str
    address: str
    what: str  # outcome, reason of opening
    persons: int
    remark: str
    entered_ms: int
    target_kind: str
    target_id: str
    phone: str
    closed_on: str
    member_id: str


def rules(db: Database) -> list[Rule]:
    """Rules that the office has saved."""
    sql = f"""SELECT kind, ifnull(active, 1), ifnull(least, 0), ifnull(bound, 0), ifnull(extra, 0) FROM sign_rule
      WHERE status {LIVING} ORDER BY rowid"""
    found = []
    for word, active, least, bound, extra in db.conn.execute(sql):
        kind = kind_of(word)
        if kind is not None:
            found.append(Rule(kind, bool(active), int(least), int(bound), int(extra)))
    return found


def rule_rows(db: Database) -> dict[str, str]:
    """Row → status of every rule ever saved."""
    return {str(row[0]): str(row[1]) for row in db.conn.execute("SELECT id, status FROM sign_rule")}


def rule_id(kind: str) -> str:
    """The same key in every register: two offices that exchange rows share a rule."""
    return seed_id("sign_rule", kind)


_RECHECK = ", ".join(Recheck._fields)


def rechecks(db: Database, first: str, last: str, member_id: str = "") -> list[Recheck]:
    """Lines of the meetings of a span, in the order in which they were listed."""
    sql = f"""SELECT {_RECHECK} FROM recheck WHERE meeting_on BETWEEN ?1 AND ?2 AND (?3 = '' OR member_id = ?3) AND status {LIVING}
      ORDER BY meeting_on, rowid"""
    return [Recheck(*row) for row in db.conn.execute(sql, (first, last, member_id))]


def recheck(db: Database, recheck_id: str) -> Recheck | None:
    """One line."""
    row = db.conn.execute(f"SELECT {_RECHECK} FROM recheck WHERE id = ? AND status {LIVING}", (recheck_id,)).fetchone()
    return Recheck(*row) if row else None


_STATEMENT = ", ".join(Statement._fields)


def statements(db: Database, first: str, last: str, member_id: str = "") -> list[Statement]:
    """Statements of the meetings of a span."""
    sql = f"""SELECT {_STATEMENT} FROM sign_statement WHERE meeting_on BETWEEN ?1 AND ?2 AND (?3 = '' OR member_id = ?3)
      AND status {LIVING} ORDER BY meeting_on, rowid"""
    return [Statement(*row) for row in db.conn.execute(sql, (first, last, member_id))]


_ADDRESS = "ifnull(concat(d.estate, d.building, d.unit, d.room), '')"
_HEAD = f"""(SELECT r.{{column}} FROM residence y JOIN resident r ON r.id = y.resident_id WHERE y.dwelling_id = d.id AND y.status {LIVING}
  ORDER BY y.closed_on <> '', y.relation NOT IN ('01', '02'), y.rowid LIMIT 1)"""


def titles(db: Database, table: str, ids: Iterable[str]) -> dict[str, RecordTitle]:
    """Records by id."""
    wanted = json.dumps(list(dict.fromkeys(ids)))
    sql = _VISITS if table == "visit" else _RESIDENCES
    return {str(row[0]): RecordTitle(*row) for row in db.conn.execute(sql, (wanted,))}


_VISITS = f"""SELECT v.id, v.visited_on, v.visited_at,
  ifnull(CASE v.target_kind WHEN 'resident' THEN (SELECT name FROM resident WHERE id = v.target_id)
    WHEN 'entity' THEN (SELECT name FROM legal_entity WHERE id = v.target_id) ELSE {_HEAD.format(column="name")} END, ''),
  {_ADDRESS}, v.outcome, ifnull(v.persons_met, 0), v.finding, ifnull(v.entered_ms, 0), v.target_kind, v.target_id,
  ifnull(CASE v.target_kind WHEN 'resident' THEN (SELECT phone FROM resident WHERE id = v.target_id)
    WHEN 'entity' THEN (SELECT responsible_phone FROM legal_entity WHERE id = v.target_id) ELSE {_HEAD.format(column="phone")} END, ''),
  '', v.member_id
  FROM json_each(?) j CROSS JOIN visit v ON v.id = j.value LEFT JOIN dwelling d ON d.id = CASE WHEN v.dwelling_id <> '' THEN v.dwelling_id
    WHEN v.target_kind = 'dwelling' THEN v.target_id
    WHEN v.target_kind = 'household' THEN (SELECT h.dwelling_id FROM household h WHERE h.id = v.target_id) END"""
_RESIDENCES = f"""SELECT x.id, x.opened_on, '', r.name, {_ADDRESS}, x.open_reason, 1, '', ifnull(x.opened_entered_ms, 0), 'resident',
  r.id, r.phone, x.closed_on, x.opened_by FROM json_each(?) j CROSS JOIN residence x ON x.id = j.value
  JOIN resident r ON r.id = x.resident_id LEFT JOIN dwelling d ON d.id = x.dwelling_id"""
