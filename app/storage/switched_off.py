"""Columns that the office does not record: remembered beside a connection, so that what is read from the journal leaves them out."""

from __future__ import annotations

from typing import Any


def set_off(db: Any, columns: frozenset[str]) -> None:
    """From now on these columns of residents are told to nobody through this connection."""
    db.switched_off = columns


def is_off(db: Any, table: str, column: str) -> bool:
    """Whether the office does not record it."""
    return table == "resident" and column in getattr(db, "switched_off", frozenset())
