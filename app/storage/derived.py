"""Tables that are computed from others (search index and the like): not journalled, rebuilt whenever their definition changes.

Their SQL is ``derived.sql``.  ``install`` runs at every opening; when the text has changed the old tables go, the new ones come empty,
and ``needs_filling`` tells the services to fill them.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from app.storage.migrations import statements

SQL_FILE = Path(__file__).with_name("derived.sql")


def _text() -> str:
    return SQL_FILE.read_text(encoding="utf-8") if SQL_FILE.exists() else ""


def install(db: Any) -> bool:
    """Create what is missing inside the caller's transaction; True when the derived tables are new and empty."""
    text = _text()
    mark = hashlib.sha256(text.encode("utf-8")).hexdigest()
    db.conn.execute("CREATE TABLE IF NOT EXISTS derived (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT")
    found = dict(db.conn.execute("SELECT name, value FROM derived"))
    if found.get("definition") == mark:
        return False
    for statement in statements(text):
        db.conn.execute(statement)
    db.conn.execute("DELETE FROM derived")
    db.conn.executemany("INSERT INTO derived VALUES (?, ?)", [("definition", mark), ("filled", "")])
    return True


def needs_filling(db: Any) -> bool:
    """Whether the derived tables are new since they were last filled."""
    row = db.conn.execute("SELECT value FROM derived WHERE name = 'filled'").fetchone()
    return row is None or row[0] == ""


def mark_filled(db: Any) -> None:
    """Remember that the derived tables now follow the register."""
    db.conn.execute("INSERT OR REPLACE INTO derived VALUES ('filled', 'yes')")
