"""抽查 as stored: the records of a period that may be drawn, draws, items with the names of today, results by member."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from app.models.spot_checks import Candidate, DrawSubject, RecordKind
from app.storage.visit_entry import ADDRESS
from app.storage.words import COUNTED, LIVING, MOVED_IN, NEW, marks

if TYPE_CHECKING:
    from sqlite_utils import Database


class Drawable(NamedTuple):
    """A record that may be drawn, and what an item keeps of it."""

    candidate: Candidate
    target_kind: str
    target_id: str
    dwelling_id: str
    grid_id: str
    persons: int
    reason: str  # of the registration


class StoredCheck(NamedTuple):
    """One draw."""

    id: str
    sheet_no: str
    drawn_on: str
    first_day: str
    last_day: str
    method: str
    subject: str
    member_id: str
    per_member: int
    total: int
    seed: str
    grids: str
    candidates: int
    digest: str
    checker_id: str
    checker: str
    note: str


class StoredItem(NamedTuple):
    """One item with the names of today."""

    id: str
    check_id: str
    number: int
    member_id: str
    member: str
    day: str
    record_kind: str
    record_id: str
    claim: str
    weight: int
    why: str
    grid_id: str
    grid: str
    title: str
    phone: str
    address: str
    result: str
    finding: str
    checked_on: str
    checked_name: str


class Now(NamedTuple):
    """What a drawn record says today."""

    status: str
    outcome: str
    persons: int
    reason: str


# the last day on which the target was met in person, before the visit; since when it is on the register
_SEEN = f"""(SELECT max(w.visited_on) FROM visit w WHERE w.target_id = v.target_id AND w.visited_on < v.visited_on AND w.outcome = 'met'
  AND w.status {LIVING})"""
_SINCE = f"""CASE v.target_kind
  WHEN 'resident' THEN (SELECT min(x.opened_on) FROM residence x WHERE x.resident_id = v.target_id AND x.status {LIVING})
  WHEN 'entity' THEN (SELECT min(g.opened_on) FROM entity_registration g WHERE g.entity_id = v.target_id AND g.status {LIVING})
  WHEN 'household' THEN (SELECT h.opened_on FROM household h WHERE h.id = v.target_id)
  ELSE (SELECT min(x.opened_on) FROM residence x WHERE x.dwelling_id = v.target_id AND x.status {LIVING}) END"""
_VISITS = f"""SELECT v.id, 'visit', v.visited_on, v.member_id, v.outcome, ifnull({_SEEN}, ''), ifnull({_SINCE}, ''), v.target_kind, v.target_id,
  v.dwelling_id, v.grid_id, ifnull(v.persons_met, 1), '' FROM visit v
  WHERE v.visited_on BETWEEN ? AND ? AND v.outcome IN {COUNTED} AND v.status {LIVING}"""
_RESIDENCES = f"""SELECT v.id, 'residence', v.opened_on, v.opened_by, '', '', v.opened_on, 'resident', v.resident_id, v.dwelling_id, v.grid_id, 1,
  v.open_reason FROM residence v
  WHERE v.opened_on BETWEEN ? AND ? AND (v.open_reason IN {NEW} OR v.open_reason = 'return') AND v.status {LIVING}"""
_ENTITIES = f"""SELECT v.id, 'entity_registration', v.opened_on, v.opened_by, '', '', v.opened_on, 'entity', v.entity_id, v.dwelling_id, v.grid_id, 1,
  v.open_reason FROM entity_registration v
  WHERE v.opened_on BETWEEN ? AND ? AND v.open_reason NOT IN {MOVED_IN} AND v.status {LIVING}"""
_PARTS = {
    DrawSubject.VISITS: (_VISITS,),
    DrawSubject.REGISTRATIONS: (_RESIDENCES, _ENTITIES),
    DrawSubject.BOTH: (_VISITS, _RESIDENCES, _ENTITIES),
}
# entries of a member on a day, whatever is drawn from
_BUSY = f"""SELECT who, day, count(*) FROM (
  SELECT member_id AS who, visited_on AS day FROM visit WHERE visited_on BETWEEN :first AND :last AND status {LIVING}
  UNION ALL SELECT opened_by, opened_on FROM residence WHERE opened_on BETWEEN :first AND :last AND status {LIVING}
  UNION ALL SELECT opened_by, opened_on FROM entity_registration WHERE opened_on BETWEEN :first AND :last AND status {LIVING})
  GROUP BY who, day"""


def drawable(db: Database, first: str, last: str, subject: DrawSubject, grids: Sequence[str] = ()) -> list[Drawable]:
    """Every record of the period that counts in a figure; ``grids`` = only there."""
    joined = {str(row[0]): str(row[1]) for row in db.conn.execute(f"SELECT id, joined_on FROM grid_member WHERE status {LIVING}")}
    busy = {(str(row[0]), str(row[1])): int(row[2]) for row in db.conn.execute(_BUSY, {"first": first, "last": last})}
    inside = " AND v.grid_id IN (SELECT value FROM json_each(?))" if grids else ""
    parameters = (first, last, json.dumps(list(grids))) if grids else (first, last)
    found = []
    for part in _PARTS[subject]:
        for row in db.conn.execute(part + inside, parameters):
            key, kind, day, member, outcome, seen, since, *rest = row
            known = joined.get(member, "")
            candidate = Candidate(key, kind, day, member if member in joined else "", outcome, seen, since, known, busy.get((member, day), 0))
            found.append(Drawable(candidate, *rest))
    return found


_CHECK = ", ".join(f"ifnull(c.{name}, 0)" if name in ("per_member", "total", "candidates") else f"c.{name}" for name in StoredCheck._fields)


def checks(db: Database) -> list[StoredCheck]:
    """Draws that stand, newest first."""
    sql = f"SELECT {_CHECK} FROM spot_check c WHERE c.status {LIVING} ORDER BY c.drawn_on DESC, c.rowid DESC"
    return [StoredCheck(*row) for row in db.conn.execute(sql)]


def check(db: Database, check_id: str) -> StoredCheck | None:
    """One draw that stands."""
    row = db.conn.execute(f"SELECT {_CHECK} FROM spot_check c WHERE c.id = ? AND c.status {LIVING}", (check_id,)).fetchone()
    return StoredCheck(*row) if row else None


def drawn_on(db: Database, day: str) -> int:
    """How many draws were made on a day, voided ones included: no number is used twice."""
    return int(db.conn.execute("SELECT count(*) FROM spot_check WHERE drawn_on = ?", (day,)).fetchone()[0])


def results(db: Database, grids: Sequence[str] = ()) -> dict[str, list[str]]:
    """Draw → results of its items."""
    where, parameters = _inside(grids)
    found: dict[str, list[str]] = {}
    for key, result in db.conn.execute(f"SELECT i.check_id, i.result FROM spot_check_item i WHERE i.status {LIVING}{where}", parameters):
        found.setdefault(str(key), []).append(str(result))
    return found


def results_by_member(db: Database, first: str, last: str, grids: Sequence[str] = ()) -> dict[str, list[str]]:
    """Member → results of items whose record lies in a period; voided draws do not count."""
    where, parameters = _inside(grids)
    sql = f"""SELECT i.member_id, i.result FROM spot_check_item i JOIN spot_check c ON c.id = i.check_id AND c.status {LIVING}
      WHERE i.status {LIVING} AND i.day BETWEEN ? AND ?{where}"""
    found: dict[str, list[str]] = {}
    for member, result in db.conn.execute(sql, (first, last, *parameters)):
        found.setdefault(str(member), []).append(str(result))
    return found


def _inside(grids: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    return (f" AND i.grid_id IN ({marks(len(grids))})", tuple(grids)) if grids else ("", ())


# who lives at a door: the head of the first household
_HEAD = """FROM residence x JOIN resident r ON r.id = x.resident_id WHERE x.dwelling_id = i.dwelling_id AND x.dwelling_id <> ''
  AND x.status IN ('active', 'pending') ORDER BY CASE WHEN x.relation IN ('01', '02') THEN 0 ELSE 1 END, x.rowid LIMIT 1"""
_ITEM = f"""SELECT i.id, i.check_id, i.number, i.member_id, ifnull(m.name, ''), i.day, i.record_kind, i.record_id, i.claim, ifnull(i.weight, 1),
  i.why, i.grid_id, ifnull(g.code, ''),
  ifnull(CASE i.target_kind WHEN 'resident' THEN (SELECT r.name FROM resident r WHERE r.id = i.target_id)
    WHEN 'entity' THEN (SELECT e.name FROM legal_entity e WHERE e.id = i.target_id) ELSE (SELECT r.name {_HEAD}) END, ''),
  ifnull(CASE i.target_kind WHEN 'resident' THEN (SELECT r.phone FROM resident r WHERE r.id = i.target_id)
    WHEN 'entity' THEN (SELECT e.responsible_phone FROM legal_entity e WHERE e.id = i.target_id) ELSE (SELECT r.phone {_HEAD}) END, ''),
  ifnull(nullif({ADDRESS}, ''), ifnull((SELECT e.address FROM entity_registration e WHERE e.entity_id = i.target_id AND e.status {LIVING}
    ORDER BY e.closed_on = '' DESC, e.rowid DESC LIMIT 1), '')),
  i.result, i.finding, i.checked_on, i.checked_name
  FROM spot_check_item i LEFT JOIN grid_member m ON m.id = i.member_id LEFT JOIN grid g ON g.id = i.grid_id
  LEFT JOIN dwelling d ON d.id = i.dwelling_id WHERE i.status {LIVING}"""


def items(db: Database, check_id: str, grids: Sequence[str] = ()) -> list[StoredItem]:
    """Items of a draw by number."""
    where, parameters = _inside(grids)
    sql = f"{_ITEM} AND i.check_id = ?{where} ORDER BY i.number"
    return [StoredItem(*row) for row in db.conn.execute(sql, (check_id, *parameters))]


def item(db: Database, check_id: str, number: int) -> StoredItem | None:
    """One item by its number on the sheet."""
    row = db.conn.execute(f"{_ITEM} AND i.check_id = ? AND i.number = ?", (check_id, number)).fetchone()
    return StoredItem(*row) if row else None


_NOW = {
    RecordKind.VISIT.value: "SELECT id, status, outcome, ifnull(persons_met, 1), '' FROM visit WHERE id IN ",
    RecordKind.RESIDENCE.value: "SELECT id, status, '', 1, open_reason FROM residence WHERE id IN ",
    RecordKind.ENTITY.value: "SELECT id, status, '', 1, open_reason FROM entity_registration WHERE id IN ",
}


def records_now(db: Database, kind: str, ids: Sequence[str]) -> dict[str, Now]:
    """What drawn records of one kind say today."""
    sql = f"{_NOW[kind]}(SELECT value FROM json_each(?))"
    return {str(row[0]): Now(*row[1:]) for row in db.conn.execute(sql, (json.dumps(list(ids)),))}
