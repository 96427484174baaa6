"""Legal entities for lists and cards: each with the registration that holds now, else the one that ended last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from app.storage.words import COUNTED, LIVING, marks

if TYPE_CHECKING:
    from sqlite_utils import Database

OPEN = "IN ('active', 'pending')"
ADDRESS = "CASE WHEN g.address <> '' THEN g.address ELSE ifnull(d.estate || d.building || d.unit || d.room, '') END"


class EntityLine(NamedTuple):
    """One entity as lists need it."""

    key: int  # row number of the registration
    entity_id: str
    registration_id: str
    name: str
    kind: str
    industry: str
    credit_code: str
    former_code: str
    responsible: str
    phone: str
    address: str
    grid_id: str
    dwelling_id: str
    opened_on: str
    licence_expires_on: str
    last_visit: str
    status: str
    community: str


class EntityFacts(NamedTuple):
    """The entity's own columns."""

    id: str
    community: str
    status: str
    name: str
    credit_code: str
    former_code: str
    no_code_reason: str
    kind: str
    industry: str
    responsible_name: str
    responsible_phone: str
    responsible_id: str
    licence_expires_on: str
    unknown_fields: str
    note: str


class Registration(NamedTuple):
    """One registration."""

    id: str
    community: str
    status: str
    dwelling_id: str
    address: str
    grid_id: str
    opened_on: str
    open_reason: str
    closed_on: str
    close_reason: str
    place: str  # address as shown


_HOLDING = """(SELECT y.rowid FROM entity_registration y WHERE y.entity_id = e.id AND y.status <> 'voided'
 ORDER BY y.closed_on = '' DESC, y.closed_on DESC, y.rowid DESC LIMIT 1)"""
_LINES = f"""SELECT g.rowid, e.id, g.id, e.name, e.kind, e.industry, e.credit_code, e.former_code, e.responsible_name, e.responsible_phone,
 {ADDRESS}, g.grid_id, g.dwelling_id, g.opened_on, e.licence_expires_on,
 ifnull((SELECT max(v.visited_on) FROM visit v WHERE v.target_id = e.id AND v.status {LIVING} AND v.outcome IN {COUNTED}), ''),
 g.status, g.community
 FROM legal_entity e JOIN entity_registration g ON g.rowid = {_HOLDING} LEFT JOIN dwelling d ON d.id = g.dwelling_id
 WHERE e.status {LIVING}"""


def lines(db: Database, grids: Sequence[str] = ()) -> list[EntityLine]:
    """Every entity of the grids (of all of them): some thousands in a street."""
    scope = f" AND g.grid_id IN ({marks(len(grids))})" if grids else ""
    return [EntityLine(*row) for row in db.conn.execute(_LINES + scope, tuple(grids))]


def rows(db: Database, keys: Sequence[int]) -> dict[int, EntityLine]:
    """Lines by their row numbers."""
    found: dict[int, EntityLine] = {}
    sql = _LINES.replace(f"ON g.rowid = {_HOLDING}", "ON g.entity_id = e.id")
    for start in range(0, len(keys), 500):
        part = tuple(keys[start : start + 500])
        for row in db.conn.execute(f"{sql} AND g.rowid IN ({marks(len(part))})", part):
            found[row[0]] = EntityLine(*row)
    return found


def line(db: Database, entity_id: str) -> EntityLine | None:
    """One entity; also one whose only registrations were voided."""
    row = db.conn.execute(f"{_LINES} AND e.id = ?", (entity_id,)).fetchone()
    if row is None:
        sql = _LINES.replace("y.status <> 'voided'", "1")
        row = db.conn.execute(f"{sql} AND e.id = ?", (entity_id,)).fetchone()
    return EntityLine(*row) if row else None


def facts(db: Database, entity_id: str) -> EntityFacts | None:
    """The entity's own columns, whatever its state."""
    row = db.conn.execute(f"SELECT {', '.join(EntityFacts._fields)} FROM legal_entity WHERE id = ?", (entity_id,)).fetchone()
    return EntityFacts(*row) if row else None


def registrations(db: Database, entity_id: str) -> list[Registration]:
    """All registrations, newest first."""
    names = ", ".join(f"g.{name}" for name in Registration._fields[:-1])
    sql = f"""SELECT {names}, {ADDRESS} FROM entity_registration g LEFT JOIN dwelling d ON d.id = g.dwelling_id WHERE g.entity_id = ?
      ORDER BY g.closed_on = '' DESC, g.closed_on DESC, g.opened_on DESC, g.rowid DESC"""
    return [Registration(*row) for row in db.conn.execute(sql, (entity_id,))]


def visits(db: Database, entity_id: str, limit: int) -> tuple[list[tuple[str, str, str, str, str]], int]:
    """(id, day, outcome, member, finding) newest first, and how many there are."""
    sql = f"""SELECT v.id, v.visited_on, v.outcome, ifnull(m.name, ''), CASE WHEN v.finding <> '' THEN v.finding ELSE v.note END
      FROM visit v LEFT JOIN grid_member m ON m.id = v.member_id WHERE v.target_id = ? AND v.status {LIVING}
      ORDER BY v.visited_on DESC, v.visited_at DESC, v.rowid DESC LIMIT ?"""
    found = [tuple(row) for row in db.conn.execute(sql, (entity_id, limit))]
    count = db.conn.execute(f"SELECT count(*) FROM visit WHERE target_id = ? AND status {LIVING}", (entity_id,)).fetchone()[0]
    return found, int(count)  # type: ignore[return-value]


def by_code(db: Database, code: str, other_than: str = "") -> tuple[str, str] | None:
    """(id, 'name，address') of another entity with this credit code that was not voided."""
    sql = f"SELECT id FROM legal_entity WHERE credit_code = ? AND id <> ? AND status {LIVING} LIMIT 5"
    for (entity_id,) in db.conn.execute(sql, (code, other_than)).fetchall():
        found = line(db, entity_id)
        if found and found.status != "voided":
            return found.entity_id, "，".join(part for part in (found.name, found.address) if part)
    return None


def neighbours(db: Database, dwelling_id: str, other_than: str) -> list[tuple[str, str]]:
    """(id, name) of other entities on the register at the same premises."""
    sql = f"""SELECT e.id, e.name FROM entity_registration g JOIN legal_entity e ON e.id = g.entity_id
      WHERE g.dwelling_id = ? AND g.dwelling_id <> '' AND g.status {OPEN} AND e.id <> ? AND e.status {LIVING} ORDER BY g.rowid"""
    return [(str(row[0]), str(row[1])) for row in db.conn.execute(sql, (dwelling_id, other_than))]


def same_name_at(db: Database, name: str, dwelling_id: str, address: str, other_than: str) -> str:
    """Name of another entity on the register with this name at this place, ''."""
    sql = f"""SELECT e.name FROM legal_entity e JOIN entity_registration g ON g.entity_id = e.id WHERE e.name = ? AND e.id <> ?
      AND e.status {LIVING} AND g.status {OPEN} AND ((g.dwelling_id = ? AND ? <> '') OR (g.address = ? AND ? <> '')) LIMIT 1"""
    row: Any = db.conn.execute(sql, (name, other_than, dwelling_id, dwelling_id, address, address)).fetchone()
    return str(row[0]) if row else ""


def premises(db: Database, dwelling_id: str) -> tuple[str, str, str] | None:
    """(address, grid, use) of a dwelling."""
    sql = f"SELECT estate || building || unit || room, grid_id, use FROM dwelling WHERE id = ? AND status {LIVING}"
    row = db.conn.execute(sql, (dwelling_id,)).fetchone()
    return (str(row[0]), str(row[1]), str(row[2])) if row else None


def resident_name(db: Database, resident_id: str) -> str:
    """Name of a resident on the register, ''."""
    row = db.conn.execute(f"SELECT name FROM resident WHERE id = ? AND status {LIVING}", (resident_id,)).fetchone()
    return str(row[0]) if row else ""
