"""The lists 房屋 and 户: vectors of row numbers in the order of the addresses, and the lines of a block of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from app.models.dwelling_views import CROWD_UNRELATED, DwellingFilter
from app.models.household_checks import CheckRules
from app.storage import find
from app.storage.browse import grids_below
from app.storage.dwellings import OPEN, PLACE_ORDER
from app.storage.words import COUNTED, LIVING, marks

if TYPE_CHECKING:
    from sqlite_utils import Database

CROWD = CheckRules().crowd
SEPARATED = "('22', '23', '29')"  # residence_consistency: the registered place is another one than where the person lives
UNRELATED = "('97', '99')"  # family_relation
_AT_DOOR = f"FROM residence x WHERE x.dwelling_id = d.id AND x.status {OPEN}"
_IN_HOUSE = f"FROM residence x WHERE x.dwelling_id = h.dwelling_id AND x.household_id = h.id AND x.status {OPEN}"
_LIVED_AT = f"EXISTS (SELECT 1 {_AT_DOOR})"
_COUNT_AT, _COUNT_IN = f"(SELECT count(*) {_AT_DOOR})", f"(SELECT count(*) {_IN_HOUSE})"


def _separated(scope: str) -> str:
    people = scope.replace("residence x WHERE", "residence x JOIN resident r ON r.id = x.resident_id WHERE")
    return f"EXISTS (SELECT 1 {people} AND r.consistency IN {SEPARATED})"


_CROWDED = f"""(d.use <> 'dormitory' AND ({_COUNT_AT} > {CROWD}
 OR (SELECT count(*) {_AT_DOOR} AND x.relation IN {UNRELATED}) >= {CROWD_UNRELATED}))"""
DWELLING_TESTS = {
    "vacant": "d.use = 'vacant'",
    "rented": "d.use = 'rented'",
    "separated": _separated(_AT_DOOR),
    "crowded": _CROWDED,
    "vacant_lived": f"(d.use = 'vacant' AND {_LIVED_AT})",
    "empty": f"(d.use NOT IN ('vacant', 'business', 'office') AND NOT {_LIVED_AT})",
    "no_owner": "(d.use = 'rented' AND d.owner_name = '')",
}
HOUSEHOLD_TESTS = {
    "separated": _separated(_IN_HOUSE),
    "crowded": f"(d.use <> 'dormitory' AND {_COUNT_IN} > {CROWD})",
    "alone": f"{_COUNT_IN} = 1",
    "no_head": f"NOT EXISTS (SELECT 1 {_IN_HOUSE} AND x.relation IN ('01', '02'))",
    "pending": f"EXISTS (SELECT 1 {_IN_HOUSE} AND x.status = 'pending')",
}


class DwellingLine(NamedTuple):
    """One dwelling as the list needs it."""

    key: int
    id: str
    estate: str
    building: str
    unit: str
    room: str
    grid_id: str
    use: str
    rent_use: str
    owner_name: str
    owner_phone: str
    floor: int | None
    area_dm2: int | None
    note: str
    persons: int
    households: int
    owners: int  # people living there who bear the owner's name
    unrelated: int
    separated: bool
    last_visit: str

    @property
    def address(self) -> str:
        """'桂湖花园3栋1单元1002'."""
        return f"{self.estate}{self.building}{self.unit}{self.room}"


class HouseholdLine(NamedTuple):
    """One household as the list needs it."""

    key: int
    id: str
    dwelling_id: str
    address: str
    grid_id: str
    use: str
    persons: int
    names: str  # JSON list, the head first
    has_head: bool
    separated: bool
    pending: bool
    last_visit: str


def _conditions(db: Database, wanted: DwellingFilter, grids: Sequence[str], tests: dict[str, str]) -> tuple[list[str], list[str]]:
    conditions: list[str] = [f"d.status {LIVING}"]
    parameters: list[str] = []
    if grids:
        conditions.append(f"d.grid_id IN ({marks(len(grids))})")
        parameters += grids
    if wanted.uses:
        conditions.append(f"d.use IN ({marks(len(wanted.uses))})")
        parameters += wanted.uses
    if wanted.hint in tests:
        conditions.append(tests[wanted.hint])
    return conditions, parameters


def scope_of(db: Database, wanted: DwellingFilter, area: Sequence[str]) -> tuple[str, ...] | None:
    """Grids to look in, () = all of them, None = nothing fits."""
    if not wanted.grid_ids:
        return tuple(area)
    below = grids_below(db, wanted.grid_ids)
    kept = tuple(grid for grid in below if not area or grid in area)
    return kept or None


def _people_found(db: Database, text: str) -> str:
    return json.dumps(list(find.matching(db, text)))


def _doors_found(db: Database, text: str) -> str:
    """Dwellings by address and by owner, whoever lives there."""
    ids = [door.id for door in find.doors(db, text, 1_000_000)]
    plain = text.strip()
    owner = f"SELECT id FROM dwelling WHERE owner_name <> '' AND instr(owner_name, ?) > 0 AND status {LIVING}"
    if plain.isdigit():
        owner = f"SELECT id FROM dwelling WHERE owner_phone <> '' AND substr(owner_phone, -length(?1)) = ?1 AND status {LIVING}"
    ids += [str(row[0]) for row in db.conn.execute(owner, (plain,))]
    return json.dumps(ids)


def dwelling_keys(db: Database, wanted: DwellingFilter, area: Sequence[str]) -> list[tuple[int, int]]:
    """(row number, people) of the dwellings that fit, in the order of a walk."""
    grids = scope_of(db, wanted, area)
    if grids is None:
        return []
    conditions, parameters = _conditions(db, wanted, grids, DWELLING_TESTS)
    if wanted.text.strip():
        conditions.append(
            f"""(d.id IN (SELECT value FROM json_each(?)) OR d.id IN (
            SELECT x.dwelling_id FROM json_each(?) j CROSS JOIN residence x ON x.rowid = j.value AND x.status {OPEN}))"""
        )
        parameters += [_doors_found(db, wanted.text), _people_found(db, wanted.text)]
    sql = f"SELECT d.rowid, {_COUNT_AT} FROM dwelling d WHERE {' AND '.join(conditions)} ORDER BY {PLACE_ORDER}"
    return [(row[0], row[1]) for row in db.conn.execute(sql, parameters)]


def household_keys(db: Database, wanted: DwellingFilter, area: Sequence[str]) -> list[tuple[int, int]]:
    """(row number, people) of the households that fit and have somebody in them, in the order of a walk."""
    grids = scope_of(db, wanted, area)
    if grids is None:
        return []
    conditions, parameters = _conditions(db, wanted, grids, HOUSEHOLD_TESTS)
    if wanted.text.strip():
        conditions.append(
            f"""(d.id IN (SELECT value FROM json_each(?)) OR h.id IN (
            SELECT x.household_id FROM json_each(?) j CROSS JOIN residence x ON x.rowid = j.value AND x.status {OPEN}))"""
        )
        parameters += [_doors_found(db, wanted.text), _people_found(db, wanted.text)]
    order = f"{PLACE_ORDER}, h.rowid"
    sql = f"""SELECT h.rowid, count(*) FROM dwelling d CROSS JOIN household h ON h.dwelling_id = d.id
      CROSS JOIN residence x ON x.dwelling_id = h.dwelling_id AND x.household_id = h.id AND x.status {OPEN}
      WHERE {" AND ".join(conditions)} AND h.status {LIVING} GROUP BY d.id, h.id ORDER BY {order}"""
    return [(row[0], row[1]) for row in db.conn.execute(sql, parameters)]


def count_dwellings(db: Database, area: Sequence[str]) -> int:
    """Dwellings of the grids, or of all."""
    scope = f" AND grid_id IN ({marks(len(area))})" if area else ""
    return int(db.conn.execute(f"SELECT count(*) FROM dwelling WHERE status {LIVING}{scope}", tuple(area)).fetchone()[0])


def count_households(db: Database, area: Sequence[str]) -> int:
    """Households with somebody in them, of the grids or of all."""
    scope = f" AND x.grid_id IN ({marks(len(area))})" if area else ""
    sql = f"SELECT count(DISTINCT x.household_id) FROM residence x WHERE x.status {OPEN} AND x.household_id <> ''{scope}"
    return int(db.conn.execute(sql, tuple(area)).fetchone()[0])


def count_hint(db: Database, hint: str, area: Sequence[str]) -> int:
    """Dwellings of the grids to which a hint applies."""
    conditions, parameters = _conditions(db, DwellingFilter(hint=hint), area, DWELLING_TESTS)
    return int(db.conn.execute(f"SELECT count(*) FROM dwelling d WHERE {' AND '.join(conditions)}", parameters).fetchone()[0])


_LAST = f"""ifnull((SELECT max(v.visited_on) FROM visit v WHERE v.dwelling_id = d.id AND v.target_kind <> 'entity' AND v.status {LIVING}
 AND v.outcome IN {COUNTED}), '')"""
_DWELLINGS = f"""SELECT d.rowid, d.id, d.estate, d.building, d.unit, d.room, d.grid_id, d.use, d.rent_use, d.owner_name, d.owner_phone,
 d.floor, d.area_dm2, d.note, {_COUNT_AT}, (SELECT count(DISTINCT x.household_id) {_AT_DOOR}),
 (SELECT count(*) {_AT_DOOR.replace("residence x WHERE", "residence x JOIN resident r ON r.id = x.resident_id WHERE")}
  AND d.owner_name <> '' AND r.name = d.owner_name),
 (SELECT count(*) {_AT_DOOR} AND x.relation IN {UNRELATED}), {DWELLING_TESTS["separated"]}, {_LAST} FROM dwelling d"""
_NAMES = f"""(SELECT json_group_array(name) FROM (SELECT r.name AS name
 {_IN_HOUSE.replace("residence x WHERE", "residence x JOIN resident r ON r.id = x.resident_id WHERE")}
 ORDER BY x.relation NOT IN ('01', '02'), x.relation, r.birth_date, x.rowid))"""
_HOUSEHOLDS = f"""SELECT h.rowid, h.id, h.dwelling_id, d.estate || d.building || d.unit || d.room, d.grid_id, d.use, {_COUNT_IN}, {_NAMES},
 NOT {HOUSEHOLD_TESTS["no_head"]}, {HOUSEHOLD_TESTS["separated"]}, {HOUSEHOLD_TESTS["pending"]}, {_LAST}
 FROM household h JOIN dwelling d ON d.id = h.dwelling_id"""


def dwelling_lines(db: Database, keys: Sequence[int]) -> dict[int, DwellingLine]:
    """A block of the list by row numbers."""
    found = db.conn.execute(f"{_DWELLINGS} WHERE d.rowid IN ({marks(len(keys))})", tuple(keys))
    return {row[0]: DwellingLine(*row) for row in found}


def dwelling_line(db: Database, dwelling_id: str) -> DwellingLine | None:
    """One dwelling."""
    row = db.conn.execute(f"{_DWELLINGS} WHERE d.id = ? AND d.status {LIVING}", (dwelling_id,)).fetchone()
    return DwellingLine(*row) if row else None


def household_lines(db: Database, keys: Sequence[int]) -> dict[int, HouseholdLine]:
    """A block of the list by row numbers."""
    found = db.conn.execute(f"{_HOUSEHOLDS} WHERE h.rowid IN ({marks(len(keys))})", tuple(keys))
    return {row[0]: HouseholdLine(*row) for row in found}


def entities_at(db: Database, dwelling_id: str) -> list[str]:
    """Names of the entities on the register at a door."""
    sql = f"""SELECT e.name FROM entity_registration g JOIN legal_entity e ON e.id = g.entity_id
      WHERE g.dwelling_id = ? AND g.dwelling_id <> '' AND g.status {OPEN} AND e.status {LIVING} ORDER BY g.rowid"""
    return [str(row[0]) for row in db.conn.execute(sql, (dwelling_id,))]
