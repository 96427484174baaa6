"""Common phrases of the office and of each member, in the order of their keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.storage.words import LIVING

if TYPE_CHECKING:
    from sqlite_utils import Database


class Phrase(NamedTuple):
    """One stored phrase; ``member_id`` '' = for everybody."""

    id: str
    text: str
    position: int
    member_id: str


def phrases(db: Database, member_id: str) -> list[Phrase]:
    """Phrases of a member and of the office, the own ones first."""
    sql = f"""SELECT id, phrase, ifnull(position, 0), member_id FROM phrase WHERE status {LIVING} AND member_id IN ('', ?)
      ORDER BY member_id = '', position, rowid"""
    return [Phrase(*row) for row in db.conn.execute(sql, (member_id,))]
