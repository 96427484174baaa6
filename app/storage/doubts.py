"""Doubtful records found by SQL that reads each table once; what was said to be right; names and places of the lines shown."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from app.models.doubts import Doubt
from app.storage.words import LIVING

if TYPE_CHECKING:
    from sqlite_utils import Database

OPEN = "IN ('active','pending')"
_HEAD = "IN ('01','02')"
_CHILD = "('20','21','22','23','24','25','26','29','30','31','32','33','34','35','36','39')"  # born to the head; not adopted, not in-law
_PARENT = "('51','52')"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SUM = " + ".join(f"substr(r.id_number, {place}, 1) * {weight}" for place, weight in enumerate(_WEIGHTS, 1))
_CHECK = f"substr('10X98765432', ({_SUM}) % 11 + 1, 1)"
_NUMBER = "r.id_type IN ('', '111') AND length(r.id_number) = 18"
_FROM_NUMBER = "substr(r.id_number, 7, 4) || '-' || substr(r.id_number, 11, 2) || '-' || substr(r.id_number, 13, 2)"


def _unless_unknown(column: str) -> str:
    """Blank, and nobody has answered 不详."""
    return f"r.{column} = '' AND instr(r.unknown_fields, '\"{column}\"') = 0"


# Conditions over one open residence x and its person r, all read in one pass; :adult = born that day or before: sixteen, :old = 120.
OF_PERSON: dict[str, str] = {
    "birth_future": "r.birth_date > :today",
    "born_after": "length(r.birth_date) = 10 AND r.birth_date > x.opened_on AND x.opened_on <> '' AND r.birth_date <= :today",
    "too_old": "r.birth_date <> '' AND r.birth_date <= :old",
    "nameless": "trim(r.name) = ''",
    "number_wrong": f"{_NUMBER} AND {_CHECK} <> substr(r.id_number, 18, 1)",
    "number_birth": f"{_NUMBER} AND length(r.birth_date) = 10 AND {_FROM_NUMBER} <> r.birth_date AND {_CHECK} = substr(r.id_number, 18, 1)",
    "no_number": "r.id_number = '' AND r.no_number_reason = '' AND instr(r.unknown_fields, '\"id_number\"') = 0",
    "no_birth": _unless_unknown("birth_date"),
    "no_sex": _unless_unknown("sex"),
    "no_population": _unless_unknown("population"),
    "no_phone": f"{_unless_unknown('phone')} AND (r.birth_date = '' OR r.birth_date <= :adult)",
}
OF_STAY: dict[str, str] = {
    "opened_future": "x.opened_on > :today",
    "no_grid": "x.grid_id = ''",
    "no_dwelling": "x.dwelling_id = ''",
    "pending": "x.status = 'pending'",
    "no_relation": "x.household_id <> '' AND x.relation = ''",
    "no_collector": "x.opened_by = ''",
}


class People(NamedTuple):
    """Days that the rules about people compare with."""

    today: str
    adult: str
    old: str


def people(db: Database, days: People) -> Iterator[Doubt]:
    """Everything that one person and one open residence show by themselves."""
    kinds = [*OF_PERSON, *OF_STAY]
    flags = " + ".join(f"({text}) * {1 << place}" for place, text in enumerate([*OF_PERSON.values(), *OF_STAY.values()]))
    sql = f"""SELECT {flags} AS flags, r.id, x.id, x.grid_id, x.dwelling_id, r.birth_date, x.opened_on,
      CASE WHEN {_NUMBER} THEN {_CHECK} ELSE '' END, CASE WHEN {_NUMBER} THEN {_FROM_NUMBER} ELSE '' END
      FROM residence x CROSS JOIN resident r ON r.id = x.resident_id WHERE x.status {OPEN} AND r.status {LIVING} AND flags <> 0"""
    seen: set[tuple[str, str]] = set()
    for flags_found, person, stay, grid, door, birth, opened, check, born in db.conn.execute(sql, days._asdict()):
        said = {"birth_future": birth, "too_old": birth, "opened_future": opened, "number_wrong": check,
                "born_after": f"出生 {birth}，登记 {opened}", "number_birth": f"登记为 {birth}，证号上是 {born}"}  # fmt: skip
        for place, kind in enumerate(kinds):
            if flags_found >> place & 1:
                own = kind in OF_STAY
                if not own and (kind, person) in seen:
                    continue
                seen.add((kind, person))
                yield Doubt(kind, "residence" if own else "resident", stay if own else person, grid, door, person, said.get(kind, ""))


def _rows(db: Database, kind: str, table: str, sql: str, **values: str) -> Iterator[Doubt]:
    """Lines (record, grid, dwelling, subject, detail[, other])."""
    for row in db.conn.execute(sql, values):
        yield Doubt(kind, table, *(str(value or "") for value in row))


def closed_early(db: Database, today: str) -> Iterator[Doubt]:
    """Closed before they were opened."""
    sql = """SELECT id, grid_id, {door}, {subject}, concat('登记 ', opened_on, '，注销 ', closed_on) FROM {table}
      WHERE closed_on <> '' AND closed_on < opened_on AND status = 'closed'"""
    yield from _rows(db, "closed_early", "residence", sql.format(door="dwelling_id", subject="resident_id", table="residence"))
    sql = sql.format(door="dwelling_id", subject="entity_id", table="entity_registration")
    yield from _rows(db, "entity_closed_early", "entity_registration", sql)


def visits_to_come(db: Database, today: str) -> Iterator[Doubt]:
    """Visits dated after today."""
    sql = f"SELECT id, grid_id, dwelling_id, target_id, visited_on FROM visit WHERE visited_on > :today AND status {LIVING}"
    yield from _rows(db, "visit_future", "visit", sql, today=today)


def heads(db: Database, today: str) -> Iterator[Doubt]:
    """Households with two heads, family households with none."""
    sql = f"""WITH home AS MATERIALIZED (SELECT x.household_id AS id, min(x.grid_id) AS grid, min(x.dwelling_id) AS door,
        min(x.resident_id) AS one, sum(x.relation {_HEAD}) AS heads, count(*) AS n FROM residence x
        WHERE x.household_id <> '' AND x.status {OPEN} GROUP BY x.household_id HAVING heads <> 1)
      SELECT home.heads, home.id, home.grid, home.door, home.one, CASE WHEN home.heads = 0 THEN home.n ELSE
        (SELECT group_concat(r.name, '、') FROM residence x JOIN resident r ON r.id = x.resident_id
          WHERE x.household_id = home.id AND x.status {OPEN} AND x.relation {_HEAD}) END
      FROM home CROSS JOIN household h ON h.id = home.id WHERE h.status {LIVING} AND (home.heads > 1 OR h.kind <> '2')"""
    for count, *row in db.conn.execute(sql):
        yield Doubt("two_heads" if count > 1 else "no_head", "household", *(str(value or "") for value in row))


def generations(db: Database, today: str) -> Iterator[Doubt]:
    """Children of the head who are not younger, parents of the head who are not older."""
    sql = f"""WITH h AS MATERIALIZED (SELECT y.household_id, r.id, r.name, r.birth_date FROM residence y CROSS JOIN resident r ON r.id = y.resident_id
        WHERE y.household_id <> '' AND y.relation {_HEAD} AND y.status {OPEN} AND length(r.birth_date) = 10)
      SELECT r.id, x.grid_id, x.dwelling_id, r.id,
        concat(r.name, ' ', r.birth_date, ' 出生，', CASE WHEN x.relation IN {_PARENT} THEN '子女' ELSE '父母' END, h.name, ' ',
          h.birth_date, ' 出生'), h.id
      FROM residence x CROSS JOIN h ON h.household_id = x.household_id CROSS JOIN resident r ON r.id = x.resident_id
      WHERE x.household_id <> '' AND x.status {OPEN} AND (x.relation IN {_CHILD} OR x.relation IN {_PARENT})
        AND length(r.birth_date) = 10
        AND CASE WHEN x.relation IN {_PARENT} THEN r.birth_date >= h.birth_date ELSE r.birth_date <= h.birth_date END"""
    yield from _rows(db, "child_older", "resident", sql)


def stays(db: Database, today: str) -> Iterator[Doubt]:
    """Persons with two open residences; residences in another grid than their dwelling."""
    sql = f"""SELECT x.resident_id, min(x.grid_id), min(x.dwelling_id), x.resident_id, count(*) FROM residence x
      WHERE x.status {OPEN} GROUP BY x.resident_id HAVING count(*) > 1"""
    yield from _rows(db, "two_stays", "resident", sql)
    sql = f"""SELECT x.id, x.grid_id, x.dwelling_id, x.resident_id,
        concat(CASE WHEN g.name = '' THEN g.code ELSE g.name END, '，房屋在', CASE WHEN t.name = '' THEN t.code ELSE t.name END)
      FROM residence x CROSS JOIN dwelling d ON d.id = x.dwelling_id LEFT JOIN grid g ON g.id = x.grid_id JOIN grid t ON t.id = d.grid_id
      WHERE x.status {OPEN} AND x.grid_id <> '' AND d.grid_id <> '' AND d.grid_id <> x.grid_id"""
    yield from _rows(db, "grid_differs", "residence", sql)


def doors(db: Database, today: str) -> Iterator[Doubt]:
    """Dwellings whose grid is missing, ended or no territory; empty ones where somebody lives."""
    sql = f"""SELECT d.id, d.grid_id, d.id, d.id, CASE WHEN d.grid_id = '' THEN '房屋没有网格'
        WHEN g.id IS NULL OR g.status IN ('voided','merged') THEN '房屋的网格已不存在'
        WHEN g.valid_to <> '' AND g.valid_to < :today THEN concat('房屋所在的', g.name, '已在 ', g.valid_to, ' 停用')
        ELSE concat('房屋所在的', g.name, '不是属地网格') END
      FROM dwelling d LEFT JOIN grid g ON g.id = d.grid_id WHERE d.status {LIVING} AND (d.grid_id = '' OR g.id IS NULL
        OR g.status IN ('voided','merged') OR (g.valid_to <> '' AND g.valid_to < :today) OR g.territorial = 0)"""
    yield from _rows(db, "dwelling_grid", "dwelling", sql, today=today)
    sql = f"""SELECT d.id, d.grid_id, d.id, d.id, count(*) FROM dwelling d CROSS JOIN residence x ON x.dwelling_id = d.id
      WHERE d.use = 'vacant' AND d.status {LIVING} AND x.status {OPEN} GROUP BY d.id"""
    yield from _rows(db, "vacant_lived", "dwelling", sql)


def others(db: Database, today: str) -> Iterator[Doubt]:
    """Entities with a licence that ended or without a code; serving members without a grid."""
    sql = f"""SELECT e.id, g.grid_id, g.dwelling_id, e.id, e.licence_expires_on FROM entity_registration g
      JOIN legal_entity e ON e.id = g.entity_id WHERE g.status {OPEN} AND e.status {LIVING} AND """
    expired = "e.licence_expires_on <> '' AND e.licence_expires_on < :today"
    yield from _rows(db, "licence_expired", "legal_entity", sql + expired, today=today)
    codeless = "e.credit_code = '' AND e.no_code_reason = '' AND instr(e.unknown_fields, '\"credit_code\"') = 0"
    yield from _rows(db, "no_credit_code", "legal_entity", sql + codeless)
    sql = f"""SELECT m.id, '', '', m.id, '' FROM grid_member m WHERE m.status {LIVING} AND m.joined_on <= :today
      AND (m.left_on = '' OR m.left_on > :today) AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.member_id = m.id
        AND a.status {LIVING} AND a.valid_from <= :today AND (a.valid_to = '' OR a.valid_to >= :today))"""
    yield from _rows(db, "member_no_grid", "grid_member", sql, today=today)


def same_numbers(db: Database, today: str) -> Iterator[Doubt]:
    """Two living records with one number; the later names the earlier.  Numbers that stand twice are told by their index alone."""
    sql = f"""WITH twice AS MATERIALIZED (SELECT id_number FROM resident WHERE id_number <> '' GROUP BY id_number HAVING count(*) > 1),
      first AS MATERIALIZED (SELECT r.id_number, min(r.rowid) AS n FROM twice t CROSS JOIN resident r ON r.id_number = t.id_number
        WHERE r.status {LIVING} GROUP BY r.id_number HAVING count(*) > 1)
      SELECT r.id, ifnull(x.grid_id, ''), ifnull(x.dwelling_id, ''), r.id, f.name, f.id FROM first
      CROSS JOIN resident r ON r.id_number = first.id_number AND r.rowid <> first.n CROSS JOIN resident f ON f.rowid = first.n
      LEFT JOIN residence x ON x.resident_id = r.id AND x.status {OPEN} WHERE r.status {LIVING} GROUP BY r.id"""
    yield from _rows(db, "same_number", "resident", sql)


def same_names(db: Database) -> list[tuple[str, str]]:
    """Pairs of people living here with one name and one date of birth, of whom one at least has no number."""
    living = f"EXISTS (SELECT 1 FROM residence x WHERE x.resident_id = {{0}}.id AND x.status {OPEN}) AND {{0}}.status {LIVING}"
    sql = f"""SELECT DISTINCT min(a.rowid, b.rowid) AS one, max(a.rowid, b.rowid) AS other FROM resident a
      CROSS JOIN resident b ON b.name = a.name AND b.birth_date = a.birth_date AND b.rowid <> a.rowid
      WHERE a.id_number = '' AND a.name <> '' AND a.birth_date <> '' AND {living.format("a")} AND {living.format("b")}"""
    sql = f"SELECT a.id, b.id FROM ({sql}) p JOIN resident a ON a.rowid = p.one JOIN resident b ON b.rowid = p.other"
    pairs = db.conn.execute(sql)
    return [(str(one), str(other)) for one, other in pairs]


class Finder(NamedTuple):
    """One search: what it is called while it runs, and the tables that its answer depends on (``KINDRED``: only what decides a cycle)."""

    text: str
    tables: frozenset[str]
    search: Callable[[Database, str], Iterable[Doubt]]


KINDRED = "resident!"  # a resident came, went, or changed between 户籍 and 流动人口
_HOME = frozenset(("residence", "resident", "household"))
FINDERS: tuple[Finder, ...] = (
    Finder("登记和注销日期", frozenset(("residence", "entity_registration")), closed_early),
    Finder("走访日期", frozenset(("visit",)), visits_to_come),
    Finder("户主", _HOME, heads),
    Finder("父母子女", _HOME, generations),
    Finder("住处和网格", frozenset(("residence", "dwelling", "grid")), stays),
    Finder("房屋", frozenset(("dwelling", "grid", "residence")), doors),
    Finder("单位和网格员", frozenset(("legal_entity", "entity_registration", "grid_member", "assignment")), others),
    Finder("证件号码", frozenset(("resident", "residence")), same_numbers),
)


def changed_since(db: Database, last: int) -> frozenset[str]:
    """Tables with a change after a position, and ``KINDRED``."""
    sql = """SELECT DISTINCT entity, instr(cols, '"population"') > 0 OR instr(cols, '"status"') > 0 FROM change WHERE lseq > ?"""
    rows = db.conn.execute(sql, (last,)).fetchall()
    return frozenset([*(str(row[0]) for row in rows), *(f"{row[0]}!" for row in rows if row[1])])


# ---- what was said to be right ---------------------------------------------------------------------------------------------------


class Ignored(NamedTuple):
    """One stored word that a doubt is none."""

    id: str
    kind: str
    record_table: str
    record_id: str
    other_id: str
    digest: str
    reason: str
    said_on: str
    said_by: str

    @property
    def key(self) -> tuple[str, str, str]:
        """As ``Doubt.key``."""
        return (self.kind, self.record_id, self.other_id)


def ignored(db: Database) -> dict[tuple[str, str, str], Ignored]:
    """Everything that stands, the last word of each."""
    sql = f"SELECT {', '.join(Ignored._fields)} FROM doubt_ignored WHERE status {LIVING} ORDER BY rowid"
    return {each.key: each for each in (Ignored(*row) for row in db.conn.execute(sql))}


def digest(db: Database, doubt: Doubt) -> str:
    """Checksum of what the records say now and of what was found; another one and the doubt is back."""
    said = hashlib.sha256(doubt.detail.encode())
    for key in (doubt.record_id, doubt.other_id):
        if key:
            table = doubt.table if key == doubt.record_id else "resident"
            row = db.conn.execute(f"SELECT * FROM {table} WHERE id = ?", (key,)).fetchone()
            said.update(json.dumps(row, ensure_ascii=False).encode())
    return said.hexdigest()[:32]


def position(db: Database) -> int:
    """Grows with every saved change of a record: a list made at the same position is still right."""
    row = db.conn.execute("SELECT lseq FROM change WHERE entity <> 'doubt_ignored' ORDER BY lseq DESC LIMIT 1").fetchone()
    return int(row[0]) if row else 0


# ---- names and places -------------------------------------------------------------------------------------------------------------

_ADDRESS = "concat(d.estate, d.building, d.unit, d.room)"
_NAMES = {
    "resident": "SELECT id, name FROM resident WHERE id IN (SELECT value FROM json_each(?))",
    "legal_entity": "SELECT id, name FROM legal_entity WHERE id IN (SELECT value FROM json_each(?))",
    "grid_member": "SELECT id, name FROM grid_member WHERE id IN (SELECT value FROM json_each(?))",
    "dwelling": f"SELECT id, {_ADDRESS} FROM dwelling d WHERE id IN (SELECT value FROM json_each(?))",
}


def names(db: Database, table: str, ids: Iterable[str]) -> dict[str, str]:
    """Names of people, entities and members, addresses of dwellings."""
    wanted = json.dumps(sorted({key for key in ids if key}))
    return {str(row[0]): str(row[1]) for row in db.conn.execute(_NAMES[table], (wanted,))}


def entity_addresses(db: Database, ids: Iterable[str]) -> dict[str, str]:
    """Entity → the address it gave, for those that are not at a dwelling."""
    sql = f"SELECT entity_id, address FROM entity_registration WHERE status {OPEN} AND entity_id IN (SELECT value FROM json_each(?))"
    wanted = json.dumps(sorted({key for key in ids if key}))
    return {str(row[0]): str(row[1]) for row in db.conn.execute(sql, (wanted,))}


def who_lives_at(db: Database, dwelling_ids: Iterable[str]) -> dict[str, str]:
    """Dwelling → its head, else anybody who lives there."""
    sql = f"""SELECT x.dwelling_id, r.name, min(x.relation NOT {_HEAD}) FROM json_each(?) j
      CROSS JOIN residence x ON x.dwelling_id = j.value AND x.status {OPEN} CROSS JOIN resident r ON r.id = x.resident_id GROUP BY 1"""
    wanted = json.dumps(sorted({key for key in dwelling_ids if key}))
    return {str(row[0]): str(row[1]) for row in db.conn.execute(sql, (wanted,))}


def lonely(db: Database, household_id: str) -> str:
    """The only open residence of a household, '' when there are more."""
    rows = db.conn.execute(f"SELECT id FROM residence WHERE household_id = ? AND status {OPEN}", (household_id,)).fetchall()
    return str(rows[0][0]) if len(rows) == 1 else ""


def columns_of(db: Database, table: str, row_id: str, wanted: Collection[str]) -> dict[str, str]:
    """Some text columns of one row."""
    sql = f"SELECT {', '.join(wanted)} FROM {table} WHERE id = ?"
    row = db.conn.execute(sql, (row_id,)).fetchone()
    return dict(zip(wanted, (str(value or "") for value in row), strict=True)) if row else {}
