"""Rows of the register in the order of the import templates, streamed: exports never hold the whole register."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from app.storage.words import LIVING, marks

if TYPE_CHECKING:
    from sqlite_utils import Database

Row = tuple[Any, ...]
_MEMBER = "CASE WHEN {0}.staff_no <> '' THEN {0}.staff_no ELSE ifnull({0}.name, '') END"
_DOOR = "ifnull(d.estate, ''), ifnull(d.building, ''), ifnull(d.unit, ''), ifnull(d.room, '')"

RESIDENTS = f"""
SELECT r.id, r.name, r.sex, r.id_type, r.id_number, r.no_number_reason, r.birth_date, r.ethnic_group, r.consistency,
  r.registered_address, {_DOOR}, ifnull(g.code, ''), x.relation, r.phone, x.opened_on, x.open_reason, {_MEMBER.format("o")},
  x.closed_on, x.close_reason, {_MEMBER.format("c")}, x.note
FROM residence x JOIN resident r ON r.id = x.resident_id AND r.status {LIVING}
LEFT JOIN dwelling d ON d.id = x.dwelling_id LEFT JOIN grid g ON g.id = x.grid_id
LEFT JOIN grid_member o ON o.id = x.opened_by LEFT JOIN grid_member c ON c.id = x.closed_by
WHERE x.status {LIVING} {{area}} ORDER BY x.opened_on, x.rowid"""
ENTITIES = f"""
SELECT e.name, CASE WHEN e.credit_code <> '' THEN e.credit_code ELSE e.former_code END, e.kind, e.industry, e.responsible_name,
  e.responsible_phone, {_DOOR}, x.address, ifnull(g.code, ''), x.opened_on, {_MEMBER.format("o")}, x.closed_on, x.close_reason,
  {_MEMBER.format("c")}, CASE WHEN x.note <> '' THEN x.note ELSE e.no_code_reason END
FROM entity_registration x JOIN legal_entity e ON e.id = x.entity_id AND e.status {LIVING}
LEFT JOIN dwelling d ON d.id = x.dwelling_id LEFT JOIN grid g ON g.id = x.grid_id
LEFT JOIN grid_member o ON o.id = x.opened_by LEFT JOIN grid_member c ON c.id = x.closed_by
WHERE x.status {LIVING} {{area}} ORDER BY x.opened_on, x.rowid"""
VISITS = f"""
SELECT x.visited_on, x.visited_at, {_MEMBER.format("m")}, x.target_kind, ifnull(r.id_number, ''),
  ifnull(CASE WHEN e.credit_code <> '' THEN e.credit_code ELSE e.name END, ''), {_DOOR},
  x.outcome, ifnull(x.persons_met, 0), x.finding, x.note
FROM visit x LEFT JOIN grid_member m ON m.id = x.member_id
LEFT JOIN resident r ON x.target_kind = 'resident' AND r.id = x.target_id
LEFT JOIN legal_entity e ON x.target_kind = 'entity' AND e.id = x.target_id
LEFT JOIN dwelling d ON d.id = x.dwelling_id
WHERE x.status {LIVING} {{area}} ORDER BY x.visited_on, x.visited_at, x.rowid"""
GRIDS = f"""
SELECT x.code, x.name, CASE WHEN p.level > 0 THEN p.code ELSE '' END, x.level_name, x.kind, x.range_text, x.area_m2
FROM grid x LEFT JOIN grid p ON p.id = x.parent_id WHERE x.status {LIVING} AND x.level > 0 ORDER BY x.level, x.code"""
STAFF = f"""
SELECT m.staff_no, m.name, ifnull(a.role, ''), m.phone, ifnull(group_concat(g.code, '、'), ''),
  CASE WHEN ifnull(a.valid_from, '') <> '' THEN a.valid_from ELSE m.joined_on END,
  CASE WHEN ifnull(a.valid_to, '') <> '' THEN a.valid_to ELSE m.left_on END
FROM grid_member m LEFT JOIN assignment a ON a.member_id = m.id AND a.status {LIVING} LEFT JOIN grid g ON g.id = a.grid_id
WHERE m.status {LIVING} GROUP BY m.id, a.role, a.valid_from, a.valid_to ORDER BY m.staff_no, m.name"""
ATTENDANCE = f"""
SELECT x.day, {_MEMBER.format("m")}, x.shift, x.state, x.came_at, x.left_at, x.note
FROM attendance x JOIN grid_member m ON m.id = x.member_id WHERE x.status {LIVING} ORDER BY x.day, m.staff_no, x.rowid"""

_SELECTS = {
    "residents": (RESIDENTS, "residence"),
    "entities": (ENTITIES, "entity_registration"),
    "visits": (VISITS, "visit"),
    "grids": (GRIDS, "grid"),
    "staff": (STAFF, "grid_member"),
    "attendance": (ATTENDANCE, "attendance"),
}


def rows(db: Database, kind: str, grid_ids: Sequence[str] = ()) -> Iterator[Row]:
    """Rows of one kind; ``grid_ids`` narrows people, entities and visits to these grids (empty = the whole office)."""
    select, _ = _SELECTS[kind]
    if "{area}" not in select:
        return iter(db.execute(select))
    area = f"AND x.grid_id IN ({marks(len(grid_ids))})" if grid_ids else ""
    return iter(db.execute(select.format(area=area), list(grid_ids)))


def count(db: Database, kind: str) -> int:
    """About how many there are: for progress."""
    _, table = _SELECTS[kind]
    return int(db.execute(f"SELECT count(*) FROM {table} WHERE status {LIVING}").fetchone()[0])


def tags(db: Database) -> dict[str, list[str]]:
    """Care tags in force by resident."""
    found: dict[str, list[str]] = {}
    for resident_id, tag in db.execute(
        f"SELECT resident_id, tag FROM resident_tag WHERE status {LIVING} AND valid_to = '' ORDER BY tag"
    ):
        found.setdefault(resident_id, []).append(tag)
    return found
