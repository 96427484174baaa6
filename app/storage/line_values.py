"""What one operation did to each row, as old and new values: for restoring single fields and for parting two records again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from app.storage import journal
from app.storage.schema import TABLES

if TYPE_CHECKING:
    from sqlite_utils import Database


class RowChange(NamedTuple):
    """Net effect of an operation on one row; of inserted rows ``values`` holds (blank, new)."""

    table: str
    row: str
    inserted: bool
    values: dict[str, tuple[Any, Any]]


def net(db: Database, operation_id: str) -> list[RowChange]:
    """Rows in the order in which the operation first touched them."""
    sql = """SELECT c.entity, c.row, c.op, c.cols FROM operation o JOIN change c
      ON c.dev = o.dev AND c.dseq BETWEEN o.first_dseq AND o.first_dseq + o.lines - 1 WHERE o.grp = ? ORDER BY c.dseq"""
    rows: dict[tuple[str, str], tuple[bool, dict[str, list[Any]]]] = {}
    for table, row, op, cols in db.conn.execute(sql, (operation_id,)):
        if table not in TABLES:
            continue
        blank = TABLES[table].blank
        inserted, pairs = rows.setdefault((table, row), (op == "I", {}))
        for name, value in journal.decoded(cols).items():
            if name in blank:
                old, new = (blank[name], value) if op == "I" else value
                pairs.setdefault(name, [old, new])[1] = new
    return [
        RowChange(table, row, inserted, {name: (old, new) for name, (old, new) in pairs.items() if inserted or old != new})
        for (table, row), (inserted, pairs) in rows.items()
    ]


def current(db: Database, table: str, row_id: str) -> dict[str, Any]:
    """The row as it stands."""
    names = TABLES[table].column_names
    row = db.conn.execute(f"SELECT {', '.join(names)} FROM {table} WHERE id = ?", (row_id,)).fetchone()
    return dict(zip(names, row, strict=True)) if row else {}


def operation_of(db: Database, row_id: str) -> str:
    """The operation that inserted a row."""
    row = db.conn.execute("SELECT grp FROM change WHERE row = ? AND op = 'I' ORDER BY hlc LIMIT 1", (row_id,)).fetchone()
    return str(row[0]) if row else ""
