"""Triggers and journal lines generated from the registry: whatever way a row is written, its line is written with it.

A line of an insert holds the columns that are not blank; a line of an update holds old and new of every column of each group that
changed.  The same SQL expressions serve the triggers (one row), the bulk path (many rows at once) and the comparison of live rows with
the journal, so all of them agree to the byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.storage.schema import TABLES, Column, Table

PREFIX = "journal_"
OUTSIDE = "write outside an operation"

# Where a new line goes: positions follow from the last line and two differences that are fixed while an operation runs.
NEXT = "coalesce((SELECT max(lseq) FROM change), 0) + 1"


def groups(table: Table) -> list[tuple[str, ...]]:
    """The groups of a table in stored order; ``id`` never changes and is in none."""
    found: dict[tuple[str, ...], None] = {}
    for column in table.all_columns:
        if column.name != "id":
            found.setdefault(table.group_of(column.name))
    return list(found)


def _part(column: Column, row: str) -> str:
    value = f"{row}.{column.name}"
    if column.type == "TEXT":
        return f"CASE WHEN {value} = '' THEN '' ELSE ',\"{column.name}\":' || json_quote({value}) END"
    return f"CASE WHEN {value} IS NULL THEN '' ELSE ',\"{column.name}\":' || {value} END"


def line_of_insert(table: Table, row: str) -> str:
    """SQL for the JSON of a whole row, blanks left out: columns added later do not change it.

    Key and community stand in the line itself.  ``concat`` builds the text in one go; a chain of ``||`` would copy it again and again.
    """
    parts = ",".join(_part(column, row) for column in table.all_columns if column.name not in ("id", "community"))
    return f"concat('{{', substr(concat({parts}), 2), '}}')"


def differs(columns: tuple[str, ...], old: str, new: str) -> str:
    """SQL that is true when any of the columns differs; NULL counts as a value."""
    return " OR ".join(f"{old}.{name} IS NOT {new}.{name}" for name in columns)


def line_of_update(table: Table, old: str, new: str) -> str:
    """SQL for the JSON of what changed: {"column": [old, new]} with all columns of each touched group."""
    parts = []
    for group in groups(table):
        pairs = " || ".join(f"',\"{name}\":' || json_array({old}.{name}, {new}.{name})" for name in group)
        parts.append(f"CASE WHEN {differs(group, old, new)} THEN {pairs} ELSE '' END")
    return f"concat('{{', substr(concat({','.join(parts)}), 2), '}}')"


def _insert(table: Table) -> str:
    return f"""CREATE TRIGGER {PREFIX}{table.name}_insert AFTER INSERT ON {table.name}
BEGIN
SELECT RAISE(ABORT, 'row is already in the journal') WHERE EXISTS (SELECT 1 FROM change WHERE row = NEW.id);
INSERT INTO change (dev, dseq, grp, hlc, entity, row, op, base, community, schema, cols)
SELECT c.dev, {NEXT} + c.dseq_shift, coalesce(c.grp, RAISE(ABORT, '{OUTSIDE}')), {NEXT} + c.hlc_shift,
 '{table.name}', NEW.id, 'I', 0, NEW.community, c.schema,
 {line_of_insert(table, "NEW")}
FROM context c;
END"""


def _update(table: Table) -> str:
    names = tuple(name for name in table.column_names if name != "id")
    return f"""CREATE TRIGGER {PREFIX}{table.name}_update AFTER UPDATE ON {table.name}
WHEN {differs(names, "OLD", "NEW")}
BEGIN
INSERT INTO change (dev, dseq, grp, hlc, entity, row, op, base, community, schema, cols)
SELECT c.dev, {NEXT} + c.dseq_shift, coalesce(c.grp, RAISE(ABORT, '{OUTSIDE}')), {NEXT} + c.hlc_shift,
 '{table.name}', NEW.id, 'U', coalesce((SELECT max(hlc) FROM change WHERE row = NEW.id), 0), NEW.community, c.schema,
 {line_of_update(table, "OLD", "NEW")}
FROM context c;
END"""


def _guards(table: Table) -> dict[str, str]:
    name = table.name
    return {
        f"{PREFIX}{name}_delete": f"CREATE TRIGGER {PREFIX}{name}_delete BEFORE DELETE ON {name}\n"
        "BEGIN\nSELECT RAISE(ABORT, 'rows are never deleted');\nEND",
        f"{PREFIX}{name}_key": f"CREATE TRIGGER {PREFIX}{name}_key BEFORE UPDATE OF id ON {name} WHEN OLD.id IS NOT NEW.id\n"
        "BEGIN\nSELECT RAISE(ABORT, 'keys never change');\nEND",
    }


def _immutable(name: str) -> dict[str, str]:
    return {
        f"{PREFIX}{name}_{what.lower()}": f"CREATE TRIGGER {PREFIX}{name}_{what.lower()} BEFORE {what} ON {name}\n"
        "BEGIN\nSELECT RAISE(ABORT, 'the journal never changes');\nEND"
        for what in ("UPDATE", "DELETE")
    }


def expected() -> dict[str, str]:
    """Every trigger by name with its exact text."""
    found: dict[str, str] = {}
    for table in TABLES.values():
        found[f"{PREFIX}{table.name}_insert"] = _insert(table)
        found[f"{PREFIX}{table.name}_update"] = _update(table)
        found.update(_guards(table))
    for name in ("operation", "change", "seal"):
        found.update(_immutable(name))
    found[f"{PREFIX}context_delete"] = (
        f"CREATE TRIGGER {PREFIX}context_delete BEFORE DELETE ON context\n"
        "BEGIN\nSELECT RAISE(ABORT, 'the context is one row');\nEND"
    )
    return found


def differing(db: Any) -> list[str]:
    """Names of triggers that are missing, foreign or not word for word as generated."""
    found = dict(db.conn.execute(f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name GLOB '{PREFIX}*'"))
    wanted = expected()
    return sorted(name for name in found.keys() | wanted.keys() if found.get(name) != wanted.get(name))


def reinstall(db: Any, names: list[str]) -> None:
    """Put the named triggers back to the generated text; runs inside the caller's transaction."""
    wanted = expected()
    for name in names:
        db.conn.execute(f'DROP TRIGGER IF EXISTS "{name}"')
        if name in wanted:
            db.conn.execute(wanted[name])


@contextmanager
def suspended(db: Any, table: str) -> Iterator[None]:
    """Inside the caller's transaction, inserts into a table leave no line: the bulk path writes all of them by one statement after.

    A trigger that only asks whether it is needed costs two thirds of the bare insert, so it is taken away and put back; when anything
    fails, the transaction rolls back and it never was away.
    """
    name = f"{PREFIX}{table}_insert"
    db.conn.execute(f"DROP TRIGGER {name}")
    yield
    db.conn.execute(expected()[name])
