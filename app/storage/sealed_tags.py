"""Sealed care tags do not exist on the connections of those who may not see them.

On a reading connection a temporary view stands before the table of the same name, so that every query of every list, filter, figure
and dashboard leaves them out without having to know of it.  The writing connection needs the whole table; the few reads through it
that are shown to people ask ``hidden``.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

TABLE = "resident_tag"


def hide(db: Any, tags: Collection[str], *, writes: bool) -> None:
    """From now on these tags do not exist on this connection."""
    db.hidden_tags = frozenset(tags)
    if writes:
        return
    # The connection only reads; its own temporary schema is no part of the file.
    db.conn.execute("PRAGMA query_only = OFF")
    db.conn.execute(f"DROP VIEW IF EXISTS temp.{TABLE}")
    if tags:
        listed = ", ".join("'" + tag.replace("'", "''") + "'" for tag in sorted(tags))
        db.conn.execute(f"CREATE TEMP VIEW {TABLE} AS SELECT rowid AS rowid, * FROM main.{TABLE} WHERE tag NOT IN ({listed})")
    db.conn.execute("PRAGMA query_only = ON")


def hidden(db: Any) -> frozenset[str]:
    """Tags that do not exist for whoever works on this connection."""
    found: frozenset[str] = getattr(db, "hidden_tags", frozenset())
    return found


def hidden_rows(db: Any) -> frozenset[str]:
    """Keys of rows that tell of hidden tags, for what reads the journal."""
    tags = sorted(hidden(db))
    if not tags:
        return frozenset()
    marks = ", ".join("?" * len(tags))
    return frozenset(row[0] for row in db.conn.execute(f"SELECT id FROM main.{TABLE} WHERE tag IN ({marks})", tags))
