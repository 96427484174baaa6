"""The search index: follows the journal inside each operation, so that what was saved is found at once.

New rows are those with a row number beyond the last one indexed; changed ones are named by the journal lines of the operation, whose
old values say what to take out.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from app.models.find_text import address_terms
from app.models.names import readings, text_terms
from app.storage import derived, journal

if TYPE_CHECKING:
    from sqlite_utils import Database

PORTION = 20_000
# watch word of an operation → table, its columns that are searched
FOLLOWED = {
    "resident": ("resident", ("name", "former_name")),
    "dwelling": ("dwelling", ("estate", "building", "unit", "room")),
    "entity": ("legal_entity", ("name", "responsible_name")),
}
_INDEX = {"resident": "resident_search", "dwelling": "dwelling_search", "legal_entity": "entity_search"}

Values = tuple[str, ...]
Row = tuple[int, Values]


def follow(db: Database, touched: Iterable[str], altered: Container[str], lines: int) -> None:
    """Bring the index up to date with the newest ``lines`` of the journal; called by the gate before it commits.

    ``touched``: watch words of tables with new or changed rows; ``altered``: tables of which rows were changed.
    """
    for word in touched:
        if word in FOLLOWED:
            table, columns = FOLLOWED[word]
            if table in altered:
                _take_changes(db, table, columns, lines)
            _take_new(db, table, columns)


def rebuild(db: Database) -> None:
    """Fill the index from nothing, in its own transaction (first opening by a new version, repair)."""
    connection = db.conn
    connection.execute("BEGIN IMMEDIATE")
    try:
        for table in ("resident_search", "dwelling_search", "entity_search"):
            connection.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")
        connection.execute("DELETE FROM resident_reading")
        connection.execute("DELETE FROM derived WHERE name LIKE 'upto:%'")
        for table, columns in FOLLOWED.values():
            _take_new(db, table, columns)
        derived.mark_filled(db)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _indexed(db: Database, table: str) -> int:
    """The last row number that the index knows."""
    row = db.conn.execute("SELECT value FROM derived WHERE name = ?", (f"upto:{table}",)).fetchone()
    return int(row[0]) if row else 0


def _take_new(db: Database, table: str, columns: Values) -> None:
    before = _indexed(db, table)
    cursor = db.conn.execute(f"SELECT rowid, {', '.join(columns)} FROM {table} WHERE rowid > ? ORDER BY rowid", (before,))
    last = before
    for portion in _portions((number, tuple(values)) for number, *values in cursor):
        _add(db, table, portion)
        last = portion[-1][0]
    if last > before:
        db.conn.execute("INSERT OR REPLACE INTO derived VALUES (?, ?)", (f"upto:{table}", str(last)))


def _portions(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while portion := list(islice(rows, PORTION)):
        yield portion


def _take_changes(db: Database, table: str, columns: Values, lines: int) -> None:
    """Rows whose searched columns this operation changed: the old terms go, the new ones come."""
    sql = f"""SELECT t.rowid, c.cols FROM change c JOIN {table} t ON t.id = c.row
              WHERE c.lseq > (SELECT max(lseq) FROM change) - ? AND c.entity = ? AND c.op = 'U' AND t.rowid <= ?
              ORDER BY c.lseq"""
    old: dict[int, dict[str, str]] = {}
    for number, cols in db.conn.execute(sql, (lines, table, _indexed(db, table))).fetchall():
        changed = {name: pair[0] for name, pair in journal.decoded(cols).items() if name in columns}
        if changed:
            old[number] = changed | old.get(number, {})  # the first line of the operation holds what is indexed
    for number, before in old.items():
        now = db.conn.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE rowid = ?", (number,)).fetchone()
        if table == "resident":
            was = tuple(before.get(name, value) for name, value in zip(columns, now, strict=True))
            rows = [(reading, number) for reading, _, _ in _readings(number, was)]
            db.conn.executemany("DELETE FROM resident_reading WHERE reading = ? AND resident = ?", rows)
        db.conn.execute(f"DELETE FROM {_INDEX[table]} WHERE rowid = ?", (number,))
        _add(db, table, [(number, tuple(now))])


def _readings(number: int, values: Values) -> Iterator[tuple[str, int, int]]:
    """Initials and readings of a name and a former name; the usual full reading is the main one."""
    seen: set[str] = set()
    for name in values:
        for place, (initials, whole) in enumerate(readings(name) if name else ()):
            main = int(place == 0 and not seen)
            for text, mark in ((whole, main), (initials, 0)):
                if text not in seen:
                    seen.add(text)
                    yield text, number, mark
    if not seen:  # a name of signs that nobody can read aloud still has its place at the end of lists by name
        yield "~" + values[0], number, 1


def _add(db: Database, table: str, rows: list[Row]) -> None:
    add: Any = db.conn.executemany
    insert = f"INSERT INTO {_INDEX[table]} (rowid, words) VALUES (?, ?)"
    if table == "dwelling":
        add(insert, ((number, address_terms(*values)) for number, values in rows))
        return
    add(insert, ((number, " ".join(" ".join(text_terms(value)) for value in values if value)) for number, values in rows))
    if table == "resident":
        read = sorted(line for number, values in rows for line in _readings(number, values))
        add("INSERT INTO resident_reading VALUES (?, ?, ?)", read)
