"""The journal as a log: operations by day, person, kind and record."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from app.models.unseen import visible
from app.settings import OFFICE_ZONE
from app.storage.words import marks

if TYPE_CHECKING:
    from sqlite_utils import Database

MOST_PEOPLE = 50  # persons or entities that a word may stand for


class Act(NamedTuple):
    """One operation as stored."""

    seq: int
    id: str
    kind: str
    at_ms: int
    who: str
    reason: str
    lines: int
    undone: bool
    undid: str  # kind and reason of the operation that this one took back, parted by U+001F; '' = it took none back


def kinds(db: Database) -> list[str]:
    """Kinds that occur."""
    return [str(row[0]) for row in db.conn.execute("SELECT DISTINCT kind FROM operation")]


def actors(db: Database) -> list[tuple[str, str]]:
    """(key, newest name) of everybody who ever did something."""
    sql = "SELECT actor, actor_name, max(seq) FROM operation GROUP BY actor ORDER BY actor_name"
    return [(str(row[0]), str(row[1])) for row in db.conn.execute(sql)]


def vector(
    db: Database, first: str, last: str, text: str, who: Sequence[str], of_kinds: Sequence[str] | None
) -> list[tuple[int, str]]:
    """(number, actor) of the operations that fit, newest first; ``of_kinds`` None = all kinds."""
    conditions: list[str] = ["1"]
    parameters: list[object] = []
    if first:
        conditions.append("o.at_ms >= ?")
        parameters.append(_start(first))
    if last:
        conditions.append("o.at_ms < ?")
        parameters.append(_start(last, 1))
    for column, values in (("actor", tuple(who)), ("kind", of_kinds)):
        if values is not None and (values or column == "kind"):
            conditions.append(f"o.{column} IN ({marks(len(values))})")
            parameters.extend(values)
    if word := visible(text).strip():
        rows = json.dumps(_rows_named(db, word))
        conditions.append(
            "(o.reason LIKE ? ESCAPE '\\' OR o.grp IN (SELECT c.grp FROM change c WHERE c.row IN (SELECT value FROM json_each(?))))"
        )
        parameters += [f"%{_plain(word)}%", rows]
    sql = f"SELECT o.seq, o.actor FROM operation o WHERE {' AND '.join(conditions)} ORDER BY o.seq DESC"
    return [(int(row[0]), str(row[1])) for row in db.conn.execute(sql, parameters)]


def rows(db: Database, numbers: Sequence[int]) -> dict[int, Act]:
    """Operations by number."""
    sql = f"""SELECT o.seq, o.grp, o.kind, o.at_ms, o.actor_name, o.reason, o.lines,
        EXISTS (SELECT 1 FROM operation u WHERE u.undoes = o.grp AND u.undoes <> ''),
        ifnull((SELECT b.kind || char(31) || b.reason FROM operation b WHERE o.undoes <> '' AND b.grp = o.undoes), '') FROM operation o
      WHERE o.seq IN ({marks(len(numbers))})"""
    found = db.conn.execute(sql, tuple(numbers))
    return {int(row[0]): Act(row[0], row[1], row[2], row[3], row[4], row[5], row[6], bool(row[7]), row[8]) for row in found}


def _plain(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _start(day: str, later: int = 0) -> int:
    at = datetime.combine(date.fromisoformat(day) + timedelta(days=later), datetime.min.time(), OFFICE_ZONE)
    return int(at.timestamp() * 1000)


def _rows_named(db: Database, word: str) -> list[str]:
    """Rows of persons, entities and grid members with this name or number (or its last digits): what was done to them."""
    tail = len(word) >= 4 and word[:-1].isdigit()
    people = [str(row[0]) for row in db.conn.execute(
        "SELECT id FROM resident WHERE name = ?1 OR (?2 AND id_number <> '' AND substr(id_number, -length(?1)) = ?1) LIMIT ?3",
        (word.upper() if tail else word, tail, MOST_PEOPLE),
    )]  # fmt: skip
    entities = [str(row[0]) for row in db.conn.execute(
        "SELECT id FROM legal_entity WHERE name = ?1 OR (length(?1) = 18 AND credit_code = ?1) LIMIT ?2", (word, MOST_PEOPLE)
    )]  # fmt: skip
    sql = """SELECT id FROM residence WHERE resident_id IN (SELECT value FROM json_each(?1))
      UNION ALL SELECT id FROM resident_tag WHERE resident_id IN (SELECT value FROM json_each(?1))
      UNION ALL SELECT id FROM visit WHERE target_id IN (SELECT value FROM json_each(?1))
      UNION ALL SELECT id FROM entity_registration WHERE entity_id IN (SELECT value FROM json_each(?2))
      UNION ALL SELECT id FROM visit WHERE target_id IN (SELECT value FROM json_each(?2))
      UNION ALL SELECT id FROM grid_member WHERE name = ?3 OR staff_no = ?3
      UNION ALL SELECT id FROM account WHERE login = ?3 OR name = ?3"""
    found = db.conn.execute(sql, (json.dumps(people), json.dumps(entities), word))
    return [*people, *entities, *(str(row[0]) for row in found)]
