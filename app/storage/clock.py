"""The computer's clock beside the journal: a clock that runs backwards is found at the next act."""

from __future__ import annotations

from typing import Any


def last_moment(db: Any) -> int:
    """When the newest act was written, 0 in an empty journal."""
    row = db.conn.execute("SELECT at_ms FROM operation ORDER BY seq DESC LIMIT 1").fetchone()
    return int(row[0]) if row else 0
