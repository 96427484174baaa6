"""What the form of a visit needs: where the target lives, who is there, earlier visits, and what was entered today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from app.models.visit_joining import VisitRecord
from app.storage.history import undone_by
from app.storage.words import LIVING, marks

if TYPE_CHECKING:
    from sqlite_utils import Database

OPEN = "IN ('active', 'pending')"
ADDRESS = "d.estate || d.building || d.unit || d.room"
MOST_LINES = 500  # a larger act is an import, not an evening's entry


class Place(NamedTuple):
    """Where a target is (or was) on a day."""

    kind: str
    id: str
    title: str
    dwelling_id: str
    household_id: str
    grid_id: str
    address: str
    community: str
    on_register: bool
    until: str  # '' = open


class Person(NamedTuple):
    """Somebody registered at a door."""

    id: str
    name: str
    relation: str
    sex: str
    birth_date: str
    phone: str
    household_id: str


class Details(NamedTuple):
    """What the right panel shows of a person or an entity."""

    sex: str
    birth_date: str
    phone: str
    contact: str
    contact_phone: str
    health: str
    note: str


class Stored(NamedTuple):
    """A stored visit with what surrounds it."""

    id: str
    visited_on: str
    visited_at: str
    member_id: str
    target_kind: str
    target_id: str
    dwelling_id: str
    grid_id: str
    community: str
    kind: str
    outcome: str
    persons_met: int
    finding: str
    note: str
    next_on: str
    status: str


class Act(NamedTuple):
    """The last act of somebody that touched a visit."""

    operation_id: str
    visit_id: str


_STORED = f"SELECT {', '.join('v.' + name for name in Stored._fields)} FROM visit v"


def place(db: Database, kind: str, target_id: str, day: str) -> Place | None:
    """The target on a day: its open registration, else the one that ended last; None when it never was on the register."""
    if kind == "resident":
        sql = f"""SELECT 'resident', r.id, r.name, x.dwelling_id, x.household_id, x.grid_id, ifnull({ADDRESS}, ''), x.community,
          x.status {OPEN} AND r.status {LIVING}, x.closed_on
          FROM residence x JOIN resident r ON r.id = x.resident_id LEFT JOIN dwelling d ON d.id = x.dwelling_id
          WHERE x.resident_id = :id AND x.status <> 'voided' AND (x.opened_on <= :day OR x.status {OPEN})
          ORDER BY x.closed_on = '' DESC, x.closed_on DESC, x.rowid DESC LIMIT 1"""
    elif kind == "household":
        sql = f"""SELECT 'household', h.id, '', h.dwelling_id, h.id, d.grid_id, {ADDRESS}, h.community, h.status {LIVING}, h.closed_on
          FROM household h JOIN dwelling d ON d.id = h.dwelling_id WHERE h.id = :id"""
    elif kind == "dwelling":
        sql = f"""SELECT 'dwelling', d.id, '', d.id, '', d.grid_id, {ADDRESS}, d.community, d.status {LIVING}, ''
          FROM dwelling d WHERE d.id = :id"""
    elif kind == "entity":
        sql = f"""SELECT 'entity', e.id, e.name, g.dwelling_id, '', g.grid_id, CASE WHEN g.address <> '' THEN g.address
          ELSE ifnull({ADDRESS}, '') END, g.community, g.status {OPEN} AND e.status {LIVING}, g.closed_on
          FROM entity_registration g JOIN legal_entity e ON e.id = g.entity_id LEFT JOIN dwelling d ON d.id = g.dwelling_id
          WHERE g.entity_id = :id AND g.status <> 'voided' ORDER BY g.closed_on = '' DESC, g.closed_on DESC, g.rowid DESC LIMIT 1"""
    else:
        return None
    row = db.conn.execute(sql, {"id": target_id, "day": day}).fetchone()
    return Place._make((*row[:8], bool(row[8]), row[9])) if row else None


def people(db: Database, dwelling_id: str, household_id: str = "", day: str = "") -> list[Person]:
    """Who is registered at a door (of one household where given), the head first; ``day`` includes those who left on or after it."""
    left = " OR (x.status = 'closed' AND x.opened_on <= :day AND x.closed_on >= :day)" if day else ""
    where = "x.household_id = :household" if household_id else "x.dwelling_id = :door AND x.dwelling_id <> ''"
    sql = f"""SELECT r.id, r.name, x.relation, r.sex, r.birth_date, r.phone, x.household_id
      FROM residence x JOIN resident r ON r.id = x.resident_id
      WHERE {where} AND (x.status {OPEN}{left}) AND r.status {LIVING}
      ORDER BY x.household_id, CASE WHEN x.relation IN ('01', '02') THEN 0 ELSE 1 END, x.relation, r.birth_date, x.rowid"""
    rows = db.conn.execute(sql, {"door": dwelling_id, "household": household_id, "day": day})
    return [Person(*row) for row in rows]


def tags(db: Database, residents: Sequence[str], day: str) -> dict[str, list[str]]:
    """Resident → codes of the care tags that hold on a day."""
    found: dict[str, list[str]] = {}
    if residents:
        sql = f"""SELECT resident_id, tag FROM resident_tag WHERE resident_id IN ({marks(len(residents))}) AND status {LIVING}
          AND valid_from <= ? AND (valid_to = '' OR valid_to > ?) ORDER BY tag"""
        for resident, tag in db.conn.execute(sql, (*residents, day, day)):
            if tag not in found.setdefault(str(resident), []):
                found[str(resident)].append(str(tag))
    return found


def details(db: Database, kind: str, target_id: str) -> Details | None:
    """Facts of a person or an entity."""
    if kind == "entity":
        sql = "SELECT '', '', responsible_phone, responsible_name, '', '', note FROM legal_entity WHERE id = ?"
    else:
        sql = "SELECT sex, birth_date, phone, emergency_contact, emergency_phone, health, note FROM resident WHERE id = ?"
    row = db.conn.execute(sql, (target_id,)).fetchone()
    return Details(*row) if row else None


def entity_kind(db: Database, entity_id: str) -> str:
    """Code of legal_entity_type."""
    row = db.conn.execute("SELECT kind FROM legal_entity WHERE id = ?", (entity_id,)).fetchone()
    return str(row[0]) if row else ""


def past(db: Database, at: Place, limit: int) -> tuple[list[tuple[Stored, str]], int]:
    """Newest visits of the target (of the whole door for people) with the member's name, and how many there are."""
    if at.kind == "entity" or not at.dwelling_id:
        where, key = "v.target_id = ?", at.id
    else:
        where, key = "v.dwelling_id = ? AND v.target_kind <> 'entity'", at.dwelling_id
    columns = ", ".join("v." + name for name in Stored._fields)
    sql = f"""SELECT {columns}, ifnull(m.name, '') FROM visit v LEFT JOIN grid_member m ON m.id = v.member_id
      WHERE {where} AND v.status {LIVING} ORDER BY v.visited_on DESC, v.visited_at DESC, v.rowid DESC LIMIT ?"""
    rows = [(_stored(row), str(row[-1])) for row in db.conn.execute(sql, (key, limit))]
    count = db.conn.execute(f"SELECT count(*) FROM visit v WHERE {where} AND v.status {LIVING}", (key,)).fetchone()[0]
    return rows, int(count)


def _stored(row: Sequence[object]) -> Stored:
    values = list(row[: len(Stored._fields)])
    values[11] = values[11] or 0
    return Stored(*values)  # type: ignore[arg-type]


def visit(db: Database, visit_id: str) -> Stored | None:
    """One stored visit, whatever its state."""
    row = db.conn.execute(f"{_STORED} WHERE v.id = ?", (visit_id,)).fetchone()
    return _stored(row) if row else None


def persons(db: Database, visit_id: str) -> list[tuple[str, str, bool]]:
    """(row, resident, standing) of the people of a visit."""
    sql = "SELECT id, resident_id, status <> 'voided' AND met = 1 FROM visit_person WHERE visit_id = ? ORDER BY rowid"
    return [(str(row[0]), str(row[1]), bool(row[2])) for row in db.conn.execute(sql, (visit_id,))]


def same_day(db: Database, day: str, member_id: str, at: Place) -> list[VisitRecord]:
    """Visits of one member on one day to the target or to its door, oldest first."""
    sql = f"""{_STORED} WHERE v.visited_on = ? AND v.member_id = ? AND v.status {LIVING}
      AND (v.target_id = ? OR (v.dwelling_id = ? AND v.dwelling_id <> '' AND v.target_kind <> 'entity' AND ? <> 'entity'))
      ORDER BY v.rowid"""
    rows = [_stored(row) for row in db.conn.execute(sql, (day, member_id, at.id, at.dwelling_id, at.kind))]
    return [record(db, row) for row in rows]


def record(db: Database, row: Stored) -> VisitRecord:
    """A stored visit as the rule of joining sees it."""
    met = tuple(resident for _, resident, standing in persons(db, row.id) if standing)
    if row.target_kind == "resident" and not met and row.persons_met:
        met = (row.target_id,)  # as imports write it
    return VisitRecord(
        row.id, row.target_kind, row.target_id, row.outcome, met, row.persons_met, row.visited_at, row.kind, row.finding, row.note,
        row.next_on,
    )  # fmt: skip


def closed_week_of(db: Database, day: str) -> str:
    """Label of the closed week that holds a day, ''."""
    sql = f"SELECT label FROM closed_week WHERE first_day <= ? AND last_day >= ? AND status {LIVING} LIMIT 1"
    row = db.conn.execute(sql, (day, day)).fetchone()
    return str(row[0]) if row else ""


def acts_since(db: Database, actor_id: str, since_ms: int, limit: int) -> list[Act]:
    """The newest visits that somebody entered or changed since a moment, each with the last act that can be taken back."""
    sql = f"""SELECT o.grp, o.undoes, c.row FROM (SELECT * FROM operation ORDER BY seq DESC LIMIT 2000) o
      JOIN change c ON c.dev = o.dev AND c.dseq BETWEEN o.first_dseq AND o.first_dseq + o.lines - 1
      WHERE o.at_ms >= ? AND o.actor = ? AND o.lines BETWEEN 1 AND {MOST_LINES} AND c.entity = 'visit' ORDER BY o.seq DESC, c.dseq DESC"""
    found: dict[str, Act] = {}
    undone: dict[str, bool] = {}
    for operation, undoes, row in db.conn.execute(sql, (since_ms, actor_id)).fetchall():
        if undoes or row in found:
            continue
        if operation not in undone:
            undone[operation] = bool(undone_by(db, operation))
        if not undone[operation]:
            found[str(row)] = Act(str(operation), str(row))
            if len(found) >= limit:
                break
    return list(found.values())


def visits(db: Database, ids: Iterable[str]) -> dict[str, tuple[Stored, str, str, str]]:
    """Visit → (row, name of the target, address, member) of those that stand."""
    wanted = list(ids)
    if not wanted:
        return {}
    columns = ", ".join("v." + name for name in Stored._fields)
    sql = f"""SELECT {columns}, CASE v.target_kind WHEN 'resident' THEN (SELECT name FROM resident WHERE id = v.target_id)
        WHEN 'entity' THEN (SELECT name FROM legal_entity WHERE id = v.target_id)
        ELSE (SELECT r.name FROM residence x JOIN resident r ON r.id = x.resident_id WHERE x.dwelling_id = v.dwelling_id
          AND x.dwelling_id <> '' AND x.status {OPEN} ORDER BY CASE WHEN x.relation IN ('01', '02') THEN 0 ELSE 1 END, x.rowid LIMIT 1) END,
      ifnull({ADDRESS}, ''), ifnull(m.name, '')
      FROM visit v LEFT JOIN dwelling d ON d.id = v.dwelling_id LEFT JOIN grid_member m ON m.id = v.member_id
      WHERE v.id IN ({marks(len(wanted))}) AND v.status {LIVING}"""
    rows = db.conn.execute(sql, wanted).fetchall()
    return {str(row[0]): (_stored(row), str(row[-3] or ""), str(row[-2]), str(row[-1])) for row in rows}


def stairs(db: Database, dwelling_id: str) -> list[tuple[str, str, int | None]]:
    """(dwelling, room, floor) of the staircase that a dwelling belongs to."""
    sql = f"""SELECT d.id, d.room, d.floor FROM dwelling o JOIN dwelling d ON d.estate = o.estate AND d.building = o.building
      AND d.unit = o.unit WHERE o.id = ? AND d.status {LIVING} ORDER BY d.rowid"""
    return [(str(row[0]), str(row[1]), row[2]) for row in db.conn.execute(sql, (dwelling_id,))]


def last_door(db: Database, member_id: str, grids: Sequence[str]) -> str:
    """The door that a member visited last, else the first one of the grids."""
    row = None
    if member_id:
        sql = f"""SELECT dwelling_id FROM visit WHERE member_id = ? AND dwelling_id <> '' AND target_kind <> 'entity' AND status {LIVING}
          AND visited_on >= date((SELECT max(visited_on) FROM visit WHERE status {LIVING}), '-60 days')
          ORDER BY visited_on DESC, rowid DESC LIMIT 1"""
        row = db.conn.execute(sql, (member_id,)).fetchone()
    if row is None:
        scope = f" AND grid_id IN ({marks(len(grids))})" if grids else ""
        row = db.conn.execute(
            f"SELECT id FROM dwelling WHERE status {LIVING}{scope} ORDER BY rowid LIMIT 1", tuple(grids)
        ).fetchone()
    return str(row[0]) if row else ""
