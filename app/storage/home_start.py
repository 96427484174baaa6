"""What the start list reads from the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.storage.words import marks

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlite_utils import Database


def kinds_done(db: Database, kinds: Collection[str], actor: str = "") -> frozenset[str]:
    """Which of these acts were done, by ``actor`` or ('') by anybody, and not taken back."""
    mine = " AND o.actor = ?" if actor else ""
    sql = f"""SELECT DISTINCT o.kind FROM operation o WHERE o.kind IN ({marks(len(kinds))}){mine}
      AND NOT EXISTS (SELECT 1 FROM operation u WHERE u.undoes = o.grp AND u.undoes <> '')"""
    return frozenset(str(row[0]) for row in db.conn.execute(sql, (*kinds, *((actor,) if actor else ()))))


def first_ms(db: Database, row_id: str) -> int:
    """When a row was first written, 0 = it is not in the journal."""
    found = db.conn.execute("SELECT min(hlc) FROM change WHERE row = ?", (row_id,)).fetchone()[0]
    return int(found or 0) >> 16


def times_done(db: Database, kinds: Collection[str], actor: str) -> int:
    """How often somebody did one of these acts."""
    sql = f"SELECT count(*) FROM operation WHERE kind IN ({marks(len(kinds))}) AND actor = ?"
    return int(db.conn.execute(sql, (*kinds, actor)).fetchone()[0])
