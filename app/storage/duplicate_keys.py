"""People who may be one: found through the indexes that exist for finding (reading, phone, number, door, day of birth), never by
comparing everybody with everybody; and what was decided about pairs."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from sys import intern
from typing import TYPE_CHECKING, NamedTuple

from app.models.duplicates import PersonKeys, folded, pair_key
from app.models.names import readings
from app.storage.words import LIVING

if TYPE_CHECKING:
    from sqlite_utils import Database

MOST = 400  # of one kind of key; a reading or a day that more people share proves nothing
_CURRENT = """(SELECT y.id FROM residence y WHERE y.resident_id = r.id AND y.status <> 'voided'
 ORDER BY y.status IN ('active', 'pending') DESC, y.opened_on DESC, y.rowid DESC LIMIT 1)"""
_FIELDS = """r.id, r.name, r.former_name, r.sex, r.birth_date, r.phone, r.id_number, x.dwelling_id,
 ifnull(d.estate || d.building, ''), ifnull(d.estate || d.building || d.unit || d.room, ''), x.grid_id, x.status"""


class Known(NamedTuple):
    """A record that is compared, with where it stands."""

    keys: PersonKeys
    grid_id: str
    status: str  # of the residence: active, pending, closed


class Merge(NamedTuple):
    """One merge that stands."""

    id: str
    kept_id: str
    merged_id: str
    merged_name: str
    picks: str


def _known(row: Sequence[str]) -> Known:
    return Known(PersonKeys(*(value or "" for value in row[:10])), row[10] or "", row[11] or "")


def like(db: Database, person: PersonKeys) -> list[Known]:
    """Records that share a key with a person: same reading, phone, number ending, door or day of birth."""
    found: set[str] = set()
    for sql, values in _seeks(person):
        found.update(row[0] for row in db.conn.execute(f"{sql} LIMIT {MOST}", values))
    found.discard(person.id)
    return known(db, found)


def known(db: Database, ids: Collection[str]) -> list[Known]:
    """Records by key, each with the residence that is open, else the last; those without any are left out."""
    sql = f"""SELECT {_FIELDS} FROM json_each(?) j CROSS JOIN resident r ON r.id = j.value CROSS JOIN residence x ON x.id = {_CURRENT}
      LEFT JOIN dwelling d ON d.id = x.dwelling_id WHERE r.status {LIVING}"""
    return [_known(row) for row in db.conn.execute(sql, (json.dumps(sorted(ids)),))]


def _seeks(person: PersonKeys) -> Iterator[tuple[str, tuple[str, ...]]]:
    names = [name for name in (person.name, person.former_name) if name]
    spoken = sorted({whole for name in names for each in (name, folded(name)) for _, whole in readings(each)})
    if spoken:
        sql = """SELECT r.id FROM json_each(?) j CROSS JOIN resident_reading f ON f.reading = j.value
          CROSS JOIN resident r ON r.rowid = f.resident"""
        yield sql, (json.dumps(spoken),)
    for name in names:
        yield "SELECT id FROM resident WHERE name = ?", (name,)
    if person.phone:
        yield "SELECT id FROM resident WHERE phone = ?", (person.phone,)
    if person.id_number:
        yield "SELECT id FROM resident WHERE id_number <> '' AND substr(id_number, -4) = ?", (person.id_number[-4:],)
    if person.dwelling_id:
        yield "SELECT resident_id FROM residence WHERE dwelling_id = ? AND status <> 'voided'", (person.dwelling_id,)
    if len(person.birth_date) == 10:
        yield "SELECT id FROM resident WHERE birth_date <> '' AND birth_date = ?", (person.birth_date,)


def everybody(db: Database) -> Iterator[Known]:
    """All living records with the residence that is open, else the last, in the order in which they were entered; without addresses,
    and with what many share kept once, so that a whole street fits into little memory."""
    fields = _FIELDS.replace("ifnull(d.estate || d.building || d.unit || d.room, '')", "''")
    sql = f"""SELECT {fields}, r.rowid FROM residence x CROSS JOIN resident r ON r.id = x.resident_id
      LEFT JOIN dwelling d ON d.id = x.dwelling_id WHERE x.status <> 'voided' AND r.status {LIVING}
      ORDER BY r.rowid, x.status IN ('active', 'pending'), x.opened_on, x.rowid"""
    last: Sequence[str] = ()
    for row in db.conn.execute(sql):
        if last and row[12] != last[12]:
            yield _known(_shared(last))
        last = row
    if last:
        yield _known(_shared(last))


def _shared(row: Sequence[str]) -> list[str]:
    return [intern(value) if place in (3, 7, 8, 10, 11) and value else value for place, value in enumerate(row)]


def not_same(db: Database, ids: Collection[str] = ()) -> set[str]:
    """Pairs declared 不是同一人, of some people or of all."""
    if ids:
        sql = f"""SELECT p.first_id, p.second_id FROM json_each(:ids) j CROSS JOIN distinct_pair p ON p.first_id = j.value
          WHERE p.status {LIVING} UNION SELECT p.first_id, p.second_id FROM json_each(:ids) j
          CROSS JOIN distinct_pair p ON p.second_id = j.value WHERE p.status {LIVING}"""
        rows = db.conn.execute(sql, {"ids": json.dumps(list(ids))})
    else:
        rows = db.conn.execute(f"SELECT first_id, second_id FROM distinct_pair WHERE status {LIVING}")
    return {pair_key(str(row[0]), str(row[1])) for row in rows}


def merges(db: Database, resident_id: str = "", merge_id: str = "") -> list[Merge]:
    """Merges that stand, newest first; of one record (kept or merged), or one by key."""
    where: str = ""
    values: tuple[str, ...] = ()
    if merge_id:
        where, values = " AND m.id = ?", (merge_id,)
    elif resident_id:
        where, values = " AND ? IN (m.kept_id, m.merged_id)", (resident_id,)
    sql = f"""SELECT m.id, m.kept_id, m.merged_id, r.name, m.picks FROM person_merge m JOIN resident r ON r.id = m.merged_id
      WHERE m.status {LIVING}{where} ORDER BY m.rowid DESC"""
    return [Merge(*row) for row in db.conn.execute(sql, values)]


def links(db: Database, resident_id: str) -> list[tuple[str, str, str]]:
    """(table, row, column) of everything that names a record."""
    found: list[tuple[str, str, str]] = []
    for table, column, condition in (
        ("residence", "resident_id", ""),
        ("resident_tag", "resident_id", ""),
        ("visit_person", "resident_id", ""),
        ("visit", "target_id", " AND target_kind = 'resident'"),
        ("revisit", "target_id", " AND target_kind = 'resident'"),
        ("legal_entity", "responsible_id", " AND responsible_id <> ''"),
    ):
        sql = f"SELECT id FROM {table} WHERE {column} = ?{condition} ORDER BY rowid"
        found += [(table, str(row[0]), column) for row in db.conn.execute(sql, (resident_id,))]
    return found


def visit_count(db: Database, resident_id: str) -> int:
    """Visits to a person and visits in which he or she was met."""
    sql = f"""SELECT count(*) FROM (SELECT id FROM visit WHERE target_id = ?1 AND status {LIVING}
      UNION SELECT visit_id FROM visit_person WHERE resident_id = ?1 AND met = 1 AND status {LIVING})"""
    return int(db.conn.execute(sql, (resident_id,)).fetchone()[0])
