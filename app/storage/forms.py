"""Facts for received forms: everything that the register knows of people and establishments, as stored; mappings and what was sent."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from app.storage.words import COUNTED, LIVING

if TYPE_CHECKING:
    from sqlite_utils import Database

_PERSON_COLUMNS = """id name former_name sex id_type id_number birth_date ethnic_group population consistency registered_address phone
 marital_status education employment workplace health emergency_contact emergency_phone vehicle note household_id dwelling_id grid_id relation
 came_on opened_on estate building unit room use owner_name owner_phone owner_number""".split()
_PEOPLE = f"""SELECT r.id, r.name, r.former_name, r.sex, r.id_type, r.id_number, r.birth_date, r.ethnic_group, r.population, r.consistency,
 r.registered_address, r.phone, r.marital_status, r.education, r.employment, r.workplace, r.health, r.emergency_contact, r.emergency_phone,
 r.vehicle, r.note, x.household_id, x.dwelling_id, x.grid_id, x.relation, x.came_on, x.opened_on, ifnull(d.estate, ''),
 ifnull(d.building, ''), ifnull(d.unit, ''), ifnull(d.room, ''), ifnull(d.use, ''), ifnull(d.owner_name, ''), ifnull(d.owner_phone, ''),
 ifnull(d.owner_number, '')
FROM {{among}} JOIN resident r ON r.id = x.resident_id AND r.status {LIVING} LEFT JOIN dwelling d ON d.id = x.dwelling_id"""
_ENTITY_COLUMNS = """key id name credit_code kind industry responsible phone licence_expires_on note address grid_id dwelling_id opened_on estate
 building unit room""".split()
_ENTITIES = f"""SELECT x.rowid, e.id, e.name, CASE WHEN e.credit_code <> '' THEN e.credit_code ELSE e.former_code END, e.kind, e.industry,
 e.responsible_name, e.responsible_phone, e.licence_expires_on, CASE WHEN x.note <> '' THEN x.note ELSE e.note END,
 CASE WHEN x.address <> '' THEN x.address ELSE ifnull(d.estate || d.building || d.unit || d.room, '') END, x.grid_id, x.dwelling_id,
 x.opened_on, ifnull(d.estate, ''), ifnull(d.building, ''), ifnull(d.unit, ''), ifnull(d.room, '')
FROM entity_registration x JOIN legal_entity e ON e.id = x.entity_id AND e.status {LIVING} LEFT JOIN dwelling d ON d.id = x.dwelling_id
WHERE x.status IN ('active', 'pending')"""
Facts = dict[str, Any]


class Called(NamedTuple):
    """Somebody on the register, for comparing with the names in a form."""

    key: int
    id: str
    name: str
    number: str
    phone: str
    sex: str
    birth: str
    address: str


class SentForm(NamedTuple):
    """One form that was sent."""

    id: str
    title: str
    file_name: str
    receiver: str
    purpose: str
    sent_on: str
    lines: int
    people: dict[str, str]


def people(db: Database, keys: Sequence[int]) -> list[Facts]:
    """Everything of these residences, in their order."""
    sql = _PEOPLE.format(among="json_each(?) j CROSS JOIN residence x ON x.rowid = j.value") + " ORDER BY j.key"
    return [dict(zip(_PERSON_COLUMNS, row, strict=True)) for row in db.conn.execute(sql, (json.dumps(list(keys)),))]


def narrowed(db: Database, keys: Sequence[int], sex: str, born_from: str, born_to: str) -> list[int]:
    """Those of one sex (code) born between two days, in their order; '' = no limit."""
    sql = """SELECT x.rowid FROM json_each(?) j CROSS JOIN residence x ON x.rowid = j.value JOIN resident r ON r.id = x.resident_id
      WHERE (? = '' OR r.sex = ?) AND (? = '' OR (r.birth_date <> '' AND r.birth_date >= ?)) AND (? = '' OR (r.birth_date <> ''
      AND r.birth_date <= ?)) ORDER BY j.key"""
    limits = (sex, sex, born_from, born_from, born_to, born_to)
    return [row[0] for row in db.conn.execute(sql, (json.dumps(list(keys)), *limits))]


def heads(db: Database, households: Iterable[str]) -> dict[str, tuple[str, str, str, int]]:
    """Household → (name, number, telephone of its head, how many live in it)."""
    sql = """SELECT x.household_id, r.name, r.id_number, r.phone, x.relation FROM json_each(?) j
      CROSS JOIN residence x ON x.household_id = j.value JOIN resident r ON r.id = x.resident_id
      WHERE x.status IN ('active', 'pending')"""
    found: dict[str, tuple[str, str, str, int]] = {}
    for household, name, number, phone, relation in db.conn.execute(sql, (json.dumps(sorted({h for h in households if h})),)):
        before = found.get(household, ("", "", "", 0))
        mine = (name, number, phone) if relation in ("01", "02") and not before[0] else before[:3]
        found[household] = (*mine, before[3] + 1)
    return found


def members(db: Database, household_id: str, but: str) -> list[int]:
    """Residences of the others of a household."""
    sql = """SELECT rowid FROM residence WHERE household_id = ? AND household_id <> '' AND resident_id <> ?
      AND status IN ('active', 'pending') ORDER BY relation = '', relation, rowid"""
    return [row[0] for row in db.conn.execute(sql, (household_id, but))]


def entities(db: Database, grid_ids: Sequence[str] = ()) -> list[Facts]:
    """Establishments on the register, by grid and name; ``grid_ids`` narrows."""
    narrow = " AND x.grid_id IN (SELECT value FROM json_each(?))" if grid_ids else ""
    sql = f"{_ENTITIES}{narrow} ORDER BY x.grid_id, e.name, x.rowid"
    parameters = (json.dumps(list(grid_ids)),) if grid_ids else ()
    return [dict(zip(_ENTITY_COLUMNS, row, strict=True)) for row in db.conn.execute(sql, parameters)]


def last_visits(db: Database, targets: Iterable[str]) -> dict[str, tuple[str, str, str, str]]:
    """Target → (day, outcome, finding, member) of its newest counted visit."""
    sql = f"""SELECT v.target_id, v.visited_on, v.outcome, v.finding, ifnull(m.name, '') FROM json_each(?) j
      CROSS JOIN visit v ON v.target_id = j.value LEFT JOIN grid_member m ON m.id = v.member_id
      WHERE v.status {LIVING} AND v.outcome IN {COUNTED} ORDER BY v.visited_on, v.visited_at, v.rowid"""
    return {row[0]: tuple(row[1:]) for row in db.conn.execute(sql, (json.dumps(sorted({t for t in targets if t})),))}


def called(db: Database, area: Sequence[str] = ()) -> list[Called]:
    """Everybody on the register in the area, with what tells namesakes apart."""
    narrow = " AND x.grid_id IN (SELECT value FROM json_each(?))" if area else ""
    sql = f"""SELECT x.rowid, r.id, r.name, r.id_number, r.phone, r.sex, r.birth_date,
      ifnull(d.estate || d.building || d.unit || d.room, '') FROM residence x JOIN resident r ON r.id = x.resident_id AND r.status {LIVING}
      LEFT JOIN dwelling d ON d.id = x.dwelling_id WHERE x.status IN ('active', 'pending'){narrow}"""
    return [Called(*row) for row in db.conn.execute(sql, (json.dumps(list(area)),) if area else ())]


def mapping(db: Database, fingerprint: str) -> tuple[str, str]:
    """(row, JSON) of what was chosen for this form before; ('', '') = never."""
    sql = f"SELECT id, fields FROM form_mapping WHERE fingerprint = ? AND status {LIVING} ORDER BY rowid DESC LIMIT 1"
    row = db.conn.execute(sql, (fingerprint,)).fetchone()
    return (str(row[0]), str(row[1])) if row else ("", "")


def sent(db: Database, fingerprint: str) -> list[SentForm]:
    """What was sent of this form, the newest first."""
    sql = f"""SELECT id, title, file_name, receiver, purpose, sent_on, ifnull(lines, 0), people FROM form_sent
      WHERE fingerprint = ? AND status {LIVING} ORDER BY sent_on DESC, rowid DESC"""
    return [SentForm(*row)._replace(people=json.loads(row[7] or "{}")) for row in db.conn.execute(sql, (fingerprint,))]


def names(db: Database, ids: Iterable[str]) -> dict[str, str]:
    """Names of people and establishments by id."""
    wanted = json.dumps(list(ids))
    found = {}
    for table in ("resident", "legal_entity"):
        found.update(db.conn.execute(f"SELECT t.id, t.name FROM json_each(?) j CROSS JOIN {table} t ON t.id = j.value", (wanted,)).fetchall())
    return {str(key): str(name) for key, name in found.items()}
