"""Looking people, doors and entities up by anything somebody may type: each kind of word has its own index seek."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from app.models.find_match import SHORTEST_NUMBER, Findable, fits, without_dots
from app.models.find_text import CHINESE, DIGITS, LETTERS, FindWord, classify
from app.storage.words import LIVING, marks

if TYPE_CHECKING:
    from sqlite_utils import Database

PORTION = 500  # rows looked at in one go where several words must fit
LAST = "\U0010ffff"  # sorts after every character


class Found(NamedTuple):
    """One residence that a search met."""

    key: int  # row number of the residence
    resident_id: str
    name: str
    former_name: str
    id_number: str
    phone: str
    estate: str
    building: str
    unit: str
    room: str
    status: str
    grid_id: str

    @property
    def facts(self) -> Findable:
        """What the words are compared with."""
        return Findable(*self[2:10])


class Source(NamedTuple):
    """One index to ask: it names persons (``f``) or, for doors, residences (``x``) by row number, without touching them."""

    tables: str
    condition: str
    parameters: tuple[str | int, ...]
    doors: bool = False

    @property
    def key(self) -> str:
        """The row number that it gives."""
        return "x.rowid" if self.doors else "f.resident" if self.tables.startswith("resident_reading") else "f.rowid"


_FIELDS = """x.rowid, r.id, r.name, r.former_name, r.id_number, r.phone,
ifnull(d.estate, ''), ifnull(d.building, ''), ifnull(d.unit, ''), ifnull(d.room, ''), x.status, x.grid_id"""
_PEOPLE, _NAMED, _READ = "resident f", "resident_search f", "resident_reading f"
_DOORS = "dwelling_search f CROSS JOIN dwelling d ON d.rowid = f.rowid CROSS JOIN residence x ON x.dwelling_id = d.id"
_LIVES = "CROSS JOIN residence x ON x.resident_id = r.id"


def _range(column: str, text: str) -> tuple[str, tuple[str, ...]]:
    return f"{column} >= ? AND {column} < ?", (text, text + LAST)


def sources(word: FindWord, quick: bool = False) -> list[Source]:
    """Where a word is looked up, best matches first.  ``quick`` adds the seeks that only bring better matches forward."""
    if word.kind == DIGITS:
        return _number_sources(word.text)
    if word.kind == LETTERS:
        exact = [Source(_READ, "f.reading = ?", (word.text,))] if quick else []
        return [*exact, Source(_READ, *_range("f.reading", word.text))]
    doors = Source(_DOORS, "dwelling_search MATCH ?", (word.expression,), doors=True)
    if word.kind != CHINESE:
        return [doors]
    exact = [Source(_PEOPLE, "f.name = ?", (word.text,)), Source(_PEOPLE, *_range("f.name", word.text))] if quick else []
    return [*exact, Source(_NAMED, "resident_search MATCH ?", (word.expression,)), doors]


def _number_sources(digits: str) -> list[Source]:
    number = digits.lower().removesuffix("x")
    room = Source(_DOORS, "dwelling_search MATCH ?", (f'"3r{number}" OR "3b{number}"',), doors=True)
    if len(digits) < SHORTEST_NUMBER:
        return [room]
    found = [
        Source(
            _PEOPLE,
            "f.id_number <> '' AND substr(f.id_number, -4) = ? AND substr(f.id_number, ?) = ?",
            (digits[-4:], -len(digits), digits),
        ),
        Source(
            _PEOPLE, "f.phone <> '' AND substr(f.phone, -4) = ? AND substr(f.phone, ?) = ?", (digits[-4:], -len(digits), digits)
        ),
        Source(_PEOPLE, *_range("f.id_number", digits)),
        Source(_PEOPLE, *_range("f.phone", digits)),
    ]
    return [*found, room] if len(digits) <= 6 else found


def _selectivity(word: FindWord) -> tuple[int, int]:
    """Which of several words to look up first: long numbers, then doors, then names, then letters."""
    if word.kind == DIGITS:
        return (0 if len(word.text) >= SHORTEST_NUMBER else 4, -len(word.text))
    if word.kind == LETTERS:
        return (3 if len(word.text) > 1 else 5, -len(word.text))
    return (2 if word.kind == CHINESE else 1, -len(word.text))


def people(db: Database, text: str, limit: int, grids: Sequence[str] = ()) -> list[Found]:
    """Residences that fit all words, the better matches first; at most ``limit`` persons, each once (the open residence if any)."""
    words = tuple(sorted(classify(text), key=_selectivity))
    if not words:
        return []
    chosen: dict[str, Found] = {}
    for found in _streamed(db, words, grids, limit if len(words) == 1 else 0):
        before = chosen.get(found.resident_id)
        if before is None and len(chosen) == limit:
            break
        if before is None or (before.status == "closed" and found.status != "closed"):
            chosen[found.resident_id] = found
    return list(chosen.values())


def _streamed(db: Database, words: tuple[FindWord, ...], grids: Sequence[str], limit: int) -> Iterator[Found]:
    """Row numbers first, each person or residence read once: pages of the encrypted file are what a search costs."""
    scope = f" AND x.grid_id IN ({marks(len(grids))})" if grids else ""
    living = f"WHERE x.status {LIVING} AND r.status {LIVING}{scope}"
    seen: dict[bool, set[int]] = {True: set(), False: set()}
    for source in sources(words[0], quick=True):
        cursor = db.conn.execute(f"SELECT {source.key} FROM {source.tables} WHERE {source.condition}", source.parameters)
        while portion := [row[0] for row in cursor.fetchmany(limit or PORTION)]:
            fresh = [key for key in dict.fromkeys(portion) if key not in seen[source.doors]]
            seen[source.doors].update(fresh)
            for row in db.conn.execute(f"{_details(source.doors)} {living} ORDER BY j.key", (json.dumps(fresh), *grids)):
                found = Found(*row)
                if fits(words, found.facts):
                    yield found


def _details(doors: bool) -> str:
    who = (
        "residence x ON x.rowid = j.value CROSS JOIN resident r ON r.id = x.resident_id"
        if doors
        else (f"resident r ON r.rowid = j.value {_LIVES}")
    )
    return f"SELECT {_FIELDS} FROM json_each(?) j CROSS JOIN {who} LEFT JOIN dwelling d ON d.id = x.dwelling_id"


def matching(db: Database, text: str) -> set[int]:
    """Row numbers of all residences (of any state) that fit all words: what the browser filters by."""
    words = tuple(sorted(classify(text), key=_selectivity))
    result: set[int] = set()
    for source in sources(words[0]) if words else ():
        exact = len(words) == 1 and (
            source.doors or words[0].kind == LETTERS or (words[0].kind == CHINESE and len(words[0].text) <= 2)
        )
        people = "" if source.doors else f" CROSS JOIN resident r ON r.rowid = {source.key} {_LIVES}"
        if exact:
            sql = f"SELECT x.rowid FROM {source.tables}{people} WHERE {source.condition}"
            result.update(row[0] for row in db.conn.execute(sql, source.parameters))
            continue
        keys = [
            row[0]
            for row in db.conn.execute(f"SELECT {source.key} FROM {source.tables} WHERE {source.condition}", source.parameters)
        ]
        rows = map(Found._make, db.conn.execute(_details(source.doors), (json.dumps(keys),)))
        result.update(found.key for found in rows if fits(words, found.facts))
    return result


class Door(NamedTuple):
    """A dwelling that a search met."""

    id: str
    address: str
    people: int


def doors(db: Database, text: str, limit: int, grids: Sequence[str] = ()) -> list[Door]:
    """Dwellings whose address fits all words, in address order of the first ones met."""
    expressions = []
    for word in classify(text):
        number = word.text.lower().removesuffix("x")
        expressions.append(
            f'("3r{number}" OR "3b{number}")' if word.kind == DIGITS else "" if word.kind == LETTERS else word.expression
        )
    if not expressions or not all(expressions):
        return []
    scope = f" AND d.grid_id IN ({marks(len(grids))})" if grids else ""
    sql = f"""
    SELECT d.id, d.estate || d.building || d.unit || d.room,
      (SELECT count(*) FROM residence x WHERE x.dwelling_id = d.id AND x.status IN ('active', 'pending'))
    FROM dwelling_search f CROSS JOIN dwelling d ON d.rowid = f.rowid
    WHERE dwelling_search MATCH ? AND d.status {LIVING}{scope} LIMIT {limit}"""
    rows = db.conn.execute(sql, (" AND ".join(f"({expression})" for expression in expressions), *grids))
    return [Door(*row) for row in rows]


class Entity(NamedTuple):
    """A legal entity that a search met."""

    id: str
    name: str
    code: str
    responsible: str


def entities(db: Database, text: str, limit: int, grids: Sequence[str] = ()) -> list[Entity]:
    """Entities whose name (or responsible person) holds all words, or whose credit code begins so."""
    plain = without_dots(text.strip().upper())
    words = classify(text)
    scope = ""
    if grids:
        scope = f" AND EXISTS (SELECT 1 FROM entity_registration g WHERE g.entity_id = e.id AND g.grid_id IN ({marks(len(grids))}))"
    fields = "SELECT e.id, e.name, e.credit_code, e.responsible_name FROM"
    if len(plain) >= SHORTEST_NUMBER and plain.isascii() and plain.isalnum():
        condition, parameters = _range("e.credit_code", plain)
        sql = f"{fields} legal_entity e WHERE {condition} AND e.status {LIVING}{scope} LIMIT {limit}"
        return [Entity(*row) for row in db.conn.execute(sql, (*parameters, *grids))]
    if not words or any(word.kind in (DIGITS, LETTERS) for word in words):
        return []
    sql = f"""{fields} entity_search f CROSS JOIN legal_entity e ON e.rowid = f.rowid
    WHERE entity_search MATCH ? AND e.status {LIVING}{scope} LIMIT {limit}"""
    expression = " AND ".join(f"({word.expression})" for word in words)
    return [Entity(*row) for row in db.conn.execute(sql, (expression, *grids))]


def near(db: Database, text: str, limit: int = 3) -> tuple[str, ...]:
    """What might have been meant when nothing fits: names that sound the same, buildings of the same estate."""
    from app.models.names import readings

    words = classify(text)
    if len(words) != 1 or words[0].kind in (DIGITS, LETTERS):
        return ()
    word = words[0]
    result: dict[str, None] = {}
    for _, whole in readings(word.text)[:2] if word.kind == CHINESE else ():
        sql = "SELECT DISTINCT r.name FROM resident_reading f CROSS JOIN resident r ON r.rowid = f.resident WHERE f.reading = ? LIMIT ?"
        result.update((row[0], None) for row in db.conn.execute(sql, (whole, limit)))
    estate = [group for group in word.groups if not group[0].startswith("3")]
    if estate and len(result) < limit:
        expression = " AND ".join(f'"{group[0]}"' for group in estate)
        sql = f"""SELECT DISTINCT d.estate || d.building FROM (SELECT rowid FROM dwelling_search WHERE dwelling_search MATCH ? LIMIT 2000) f
                  CROSS JOIN dwelling d ON d.rowid = f.rowid WHERE d.status {LIVING} LIMIT ?"""
        result.update((row[0], None) for row in db.conn.execute(sql, (expression, limit)))
    return tuple(result)[:limit]
