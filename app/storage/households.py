"""What one door knows beside its people: when it was last looked at, which door came before, what was changed last of whom."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from app.storage import journal
from app.storage.schema import TABLES
from app.storage.words import COUNTED, LIVING

if TYPE_CHECKING:
    from sqlite_utils import Database

_HIDDEN = ("unknown_fields", "status_why", "entered_ms", "opened_entered_ms", "closed_entered_ms")


class Seen(NamedTuple):
    """A visit at a door: day, who, outcome."""

    day: str
    member: str
    outcome: str


class Changed(NamedTuple):
    """The newest change of a person: when, by whom, which columns in words."""

    at_ms: int
    who: str
    labels: tuple[str, ...]


def last_seen(db: Database, dwelling_id: str) -> Seen | None:
    """The newest counted visit of a door and its people."""
    sql = f"""SELECT v.visited_on, ifnull(m.name, ''), v.outcome FROM visit v LEFT JOIN grid_member m ON m.id = v.member_id
      WHERE v.dwelling_id = ? AND v.target_kind <> 'entity' AND v.outcome IN {COUNTED} AND v.status {LIVING}
      ORDER BY v.visited_on DESC, v.visited_at DESC, v.rowid DESC LIMIT 1"""
    row = db.conn.execute(sql, (dwelling_id,)).fetchone()
    return Seen(*row) if row else None


def door_before(db: Database, member_id: str, other_than: str, day: str) -> str:
    """The door that a member entered last on a day, apart from this one; ''."""
    sql = f"""SELECT dwelling_id FROM visit WHERE visited_on = ? AND member_id = ? AND dwelling_id NOT IN ('', ?)
      AND target_kind <> 'entity' AND status {LIVING} ORDER BY entered_ms DESC, rowid DESC LIMIT 1"""
    row = db.conn.execute(sql, (day, member_id, other_than)).fetchone()
    return str(row[0]) if row else ""


def last_changes(db: Database, people: Iterable[tuple[str, str]]) -> dict[str, Changed]:
    """Person → newest change of the person or of where the person lives (their first entry is none); (resident, residence) pairs."""
    found: dict[str, Changed] = {}
    sql = """SELECT o.at_ms, o.actor_name, c.entity, c.cols FROM change c JOIN operation o ON o.grp = c.grp
      WHERE c.row = ? AND c.op = 'U' ORDER BY c.hlc DESC LIMIT 1"""
    for resident, residence in people:
        for row in (resident, residence):
            line = db.conn.execute(sql, (row,)).fetchone()
            if line and (resident not in found or line[0] > found[resident].at_ms):
                found[resident] = Changed(int(line[0]), str(line[1]), _labels(str(line[2]), line[3]))
    return found


def _labels(table: str, cols: str) -> tuple[str, ...]:
    """What really changed; the unchanged members of a group are left out."""
    names = {name for name, pair in journal.decoded(cols).items() if pair[0] != pair[1]}
    return tuple(each.label for each in TABLES[table].all_columns if each.name in names and each.name not in _HIDDEN)
