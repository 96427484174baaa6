"""The records behind a figure.  Each list adds up to the figure of ``app.storage.statistics`` (a test compares them)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from app.models.rankings import RecordLine
from app.models.statistics import VOLUME_FIGURES
from app.models.vocabulary import COUNTED_OUTCOMES, CloseReason, EntityCloseReason, OpenReason, Outcome, Word
from app.storage.words import CANCELLED, LIVING, MOVED_IN, MOVED_OUT, NEW, VOIDING, marks

if TYPE_CHECKING:
    from sqlite_utils import Database

_ADDRESS = "ifnull(d.estate || d.building || d.unit || d.room, '')"
_COUNTED = {outcome.value for outcome in COUNTED_OUTCOMES}


class Scope(NamedTuple):
    """Whose records: of one member, of some grids, or everything.  ``member_id`` '' = entries without a collector."""

    first: str
    last: str
    member_id: str | None = None
    grid_ids: tuple[str, ...] | None = None

    def condition(self, member: str) -> tuple[str, tuple[str, ...]]:
        """SQL and parameters; ``member`` is the column that names who did it."""
        sql = ""
        parameters: tuple[str, ...] = ()
        if self.member_id is not None:
            sql, parameters = f" AND x.{member} = ?", (self.member_id,)
        if self.grid_ids is not None:
            sql += f" AND x.grid_id IN ({marks(len(self.grid_ids))})"
            parameters += self.grid_ids
        return sql, parameters


def _label(words: type[Word], value: str) -> str:
    return next((word.label for word in words if word.value == value), "")


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _residences(db: Database, scope: Scope, when: str, who: str, condition: str, reasons: type[Word]) -> list[RecordLine]:
    more, parameters = scope.condition(who)
    reason = "open_reason" if when == "opened_on" else "close_reason"
    sql = f"""SELECT x.{when}, ifnull(r.name, ''), x.{reason}, {_ADDRESS}, x.id FROM residence x
      LEFT JOIN resident r ON r.id = x.resident_id LEFT JOIN dwelling d ON d.id = x.dwelling_id
      WHERE x.{when} BETWEEN ? AND ? AND {condition}{more} ORDER BY x.{when}, x.rowid"""
    rows = db.conn.execute(sql, (scope.first, scope.last, *parameters))
    return [RecordLine(day, name, _joined(_label(reasons, why), address), row_id) for day, name, why, address, row_id in rows]


def _registrations(db: Database, scope: Scope, when: str, who: str, condition: str, reasons: type[Word]) -> list[RecordLine]:
    more, parameters = scope.condition(who)
    reason = "open_reason" if when == "opened_on" else "close_reason"
    sql = f"""SELECT x.{when}, ifnull(e.name, ''), x.{reason}, CASE WHEN x.address <> '' THEN x.address ELSE {_ADDRESS} END, x.id
      FROM entity_registration x LEFT JOIN legal_entity e ON e.id = x.entity_id LEFT JOIN dwelling d ON d.id = x.dwelling_id
      WHERE x.{when} BETWEEN ? AND ? AND {condition}{more} ORDER BY x.{when}, x.rowid"""
    rows = db.conn.execute(sql, (scope.first, scope.last, *parameters))
    return [RecordLine(day, name, _joined(_label(reasons, why), address), row_id) for day, name, why, address, row_id in rows]


class _Visit(NamedTuple):
    day: str
    member_id: str
    kind: str
    target_id: str
    met: int  # −1 = attempt
    outcome: str
    at: str
    finding: str
    title: str
    address: str
    id: str


def _visits(db: Database, scope: Scope) -> list[_Visit]:
    """One line per day, member and target: the best of the visits that count once."""
    more, parameters = scope.condition("member_id")
    sql = f"""SELECT x.visited_on, x.member_id, x.target_kind, x.target_id, ifnull(x.persons_met, 1), x.outcome, x.visited_at, x.finding,
      CASE x.target_kind WHEN 'resident' THEN (SELECT name FROM resident WHERE id = x.target_id)
        WHEN 'entity' THEN (SELECT name FROM legal_entity WHERE id = x.target_id) ELSE {_ADDRESS} END, {_ADDRESS}, x.id
      FROM visit x LEFT JOIN dwelling d ON d.id = CASE WHEN x.target_kind = 'dwelling' THEN x.target_id
        WHEN x.dwelling_id = '' AND x.target_kind = 'household' THEN (SELECT dwelling_id FROM household WHERE id = x.target_id)
        ELSE x.dwelling_id END
      WHERE x.visited_on BETWEEN ? AND ? AND x.status {LIVING}{more} ORDER BY x.visited_on, x.visited_at, x.rowid"""
    best: dict[tuple[str, str, str, str], _Visit] = {}
    for day, member, kind, target, met, outcome, at, finding, title, address, row_id in db.conn.execute(
        sql, (scope.first, scope.last, *parameters)
    ):
        visit = _Visit(
            day, member, kind, target, met if outcome in _COUNTED else -1, outcome, at, finding, title or "", address, row_id
        )
        key = visit[:4]
        if key not in best or visit.met > best[key].met:
            best[key] = visit
    return list(best.values())


def _visit_lines(db: Database, scope: Scope, wanted: Callable[[_Visit], int]) -> list[RecordLine]:
    result = []
    for visit in _visits(db, scope):
        count = wanted(visit)
        if count:
            persons = f"{visit.met} 人" if visit.met > 0 and visit.kind != "entity" else ""
            place = visit.address if visit.address != visit.title else ""
            detail = _joined(visit.at, _label(Outcome, visit.outcome), persons, place, visit.finding)
            result.append(RecordLine(visit.day, visit.title, detail, visit.id, count))
    return result


_PERSONS: dict[str, tuple[str, str, str, type[Word]]] = {
    "new_residents": ("opened_on", "opened_by", f"x.status {LIVING} AND x.open_reason IN {NEW}", OpenReason),
    "returned_residents": ("opened_on", "opened_by", f"x.status {LIVING} AND x.open_reason = 'return'", OpenReason),
    "cancelled_residents": ("closed_on", "closed_by", f"x.status {LIVING} AND x.close_reason IN {CANCELLED}", CloseReason),
}
_ENTITIES: dict[str, tuple[str, str, str, type[Word]]] = {
    "new_entities": ("opened_on", "opened_by", f"x.status {LIVING} AND x.open_reason NOT IN {MOVED_IN}", OpenReason),
    "cancelled_entities": (
        "closed_on",
        "closed_by",
        f"x.status {LIVING} AND x.close_reason NOT IN {MOVED_OUT} AND x.close_reason NOT IN {VOIDING}",
        EntityCloseReason,
    ),
}
_VISITS: dict[str, Callable[[_Visit], int]] = {
    "visited_persons": lambda visit: max(visit.met, 0) if visit.kind != "entity" else 0,
    "visited_households": lambda visit: int(visit.kind != "entity" and visit.met >= 0),
    "visited_entities": lambda visit: int(visit.kind == "entity" and visit.met >= 0),
    "attempts": lambda visit: int(visit.met < 0),
}
_VOIDED = f"x.status = 'voided' AND x.close_reason IN {VOIDING}"


def behind(db: Database, figure: str, scope: Scope) -> list[RecordLine]:
    """All records of one figure, oldest first; ``volume`` gives those of all six figures."""
    if figure == "volume":
        lines = [line for name in VOLUME_FIGURES for line in behind(db, name, scope)]
        return sorted(lines, key=lambda line: line.day)
    if figure in _PERSONS:
        return _residences(db, scope, *_PERSONS[figure])
    if figure in _ENTITIES:
        return _registrations(db, scope, *_ENTITIES[figure])
    if figure == "corrections":
        persons = _residences(db, scope, "closed_on", "opened_by", _VOIDED, CloseReason)
        return persons + _registrations(db, scope, "closed_on", "opened_by", _VOIDED, EntityCloseReason)
    return _visit_lines(db, scope, _VISITS[figure])


def total(lines: Sequence[RecordLine]) -> int:
    """What a list adds up to."""
    return sum(line.count for line in lines)
