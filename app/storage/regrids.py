"""What else lies at a door when the door changes its grid: registrations of entities and planned visits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.storage.words import LIVING

if TYPE_CHECKING:
    from sqlite_utils import Database


def registrations_at(db: Database, dwelling_id: str) -> list[dict[str, Any]]:
    """Open registrations of entities at a door."""
    names = ("id", "status", "entity_id", "dwelling_id", "address", "note")
    sql = f"""SELECT {", ".join(names)} FROM entity_registration WHERE dwelling_id = ? AND dwelling_id <> ''
      AND status IN ('active', 'pending') ORDER BY rowid"""
    return [dict(zip(names, row, strict=True)) for row in db.conn.execute(sql, (dwelling_id,))]


def revisits_at(db: Database, dwelling_id: str, grid_id: str) -> list[str]:
    """Open rows of the plan at a door that lies in this grid."""
    sql = f"SELECT id FROM revisit WHERE grid_id = ? AND state = 'open' AND dwelling_id = ? AND status {LIVING} ORDER BY rowid"
    return [str(row[0]) for row in db.conn.execute(sql, (grid_id, dwelling_id))]
