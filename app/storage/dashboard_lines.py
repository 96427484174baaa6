"""The people, households and visits behind a count of the dashboard: each list adds up to the count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from app.models.rankings import RecordLine
from app.storage.dashboard import AGE, BAND, SEEN, bounds, within
from app.storage.words import LIVING, open_on

if TYPE_CHECKING:
    from sqlite_utils import Database

ADDRESS = "ifnull(d.estate || d.building || d.unit || d.room, '')"


class PersonLine(NamedTuple):
    """One person living here."""

    residence_id: str
    resident_id: str
    name: str
    age: int | None
    address: str
    opened_on: str
    household_id: str
    dwelling_id: str


def people(
    db: Database, day: str, grids: Sequence[str], population: str | None = None, band: int | None = None, sex: str = "", tag: str = ""
) -> list[PersonLine]:  # fmt: skip
    """People living here at the end of a day: of a kind, of an age and sex, with a care tag."""
    more = {"population": population, "band": band, "sex": sex, "tag": tag}
    conditions = [
        "r.population = :population" if population is not None else "",
        f"{BAND} = :band AND r.sex = :sex" if band is not None else "",
        f"""x.resident_id IN (SELECT resident_id FROM resident_tag WHERE tag = :tag AND status {LIVING} AND valid_from <= :day
          AND (valid_to = '' OR valid_to > :day))""" if tag else "",
    ]  # fmt: skip
    narrowed = "".join(f" AND {condition}" for condition in conditions if condition)
    sql = f"""SELECT x.id, x.resident_id, r.name, CASE WHEN length(r.birth_date) = 10 THEN {AGE} END, {ADDRESS}, x.opened_on, x.household_id,
        x.dwelling_id FROM residence x JOIN resident r ON r.id = x.resident_id LEFT JOIN dwelling d ON d.id = x.dwelling_id
      WHERE {open_on("x", ":day")}{within(grids)}{narrowed} ORDER BY 5, x.household_id, x.rowid"""
    parameters = bounds(day, grids) | {key: value for key, value in more.items() if value is not None}
    return [PersonLine(*row) for row in db.conn.execute(sql, parameters)]


def seen(db: Database, since: str, day: str) -> dict[str, str]:
    """Last counted visit of everything that was visited in some days."""
    return {str(row[0]): str(row[1]) for row in db.conn.execute(SEEN, bounds(day, (), since=since))}


def residences(db: Database, first: str, last: str, grids: Sequence[str], side: str, reason: str, label: str) -> list[RecordLine]:
    """Openings or closings (``side``) of one reason."""
    when, why = ("opened_on", "open_reason") if side == "opened" else ("closed_on", "close_reason")
    sql = f"""SELECT x.{when}, ifnull(r.name, ''), {ADDRESS}, x.id FROM residence x LEFT JOIN resident r ON r.id = x.resident_id
      LEFT JOIN dwelling d ON d.id = x.dwelling_id
      WHERE x.{when} BETWEEN :since AND :day AND x.{why} = :reason AND x.status {LIVING}{within(grids)} ORDER BY x.{when}, x.rowid"""
    rows = db.conn.execute(sql, bounds(last, grids, since=first, reason=reason))
    return [RecordLine(day, name, f"{label} · {address}" if address else label, key) for day, name, address, key in rows]


def visits(db: Database, first: str, last: str, grids: Sequence[str], order: Sequence[str], outcome: str) -> list[RecordLine]:
    """Visits whose best outcome of the day was this one, one line for each day, member and target."""
    best = "min(CASE outcome " + " ".join(f"WHEN '{word}' THEN {place}" for place, word in enumerate(order)) + " ELSE 99 END)"
    sql = f"""SELECT x.visited_on, ifnull(CASE x.target_kind WHEN 'resident' THEN (SELECT name FROM resident WHERE id = x.target_id)
          WHEN 'entity' THEN (SELECT name FROM legal_entity WHERE id = x.target_id) END, {ADDRESS}), ifnull(m.name, ''), {ADDRESS}, x.id
      FROM (SELECT visited_on, member_id, target_kind, target_id, max(grid_id) AS grid_id, max(dwelling_id) AS dwelling_id, min(id) AS id,
          {best} AS best FROM visit WHERE visited_on BETWEEN :since AND :day AND status {LIVING}
        GROUP BY visited_on, member_id, target_kind, target_id) AS x
      LEFT JOIN dwelling d ON d.id = CASE WHEN x.target_kind = 'household' AND x.dwelling_id = ''
        THEN (SELECT dwelling_id FROM household WHERE id = x.target_id) WHEN x.target_kind = 'dwelling' THEN x.target_id
        ELSE x.dwelling_id END
      LEFT JOIN grid_member m ON m.id = x.member_id WHERE x.best = :best{within(grids)} ORDER BY x.visited_on, m.staff_no"""
    rows = db.conn.execute(sql, bounds(last, grids, since=first, best=list(order).index(outcome)))
    return [
        RecordLine(day, name or address, " · ".join(part for part in (member, address if address != name else "") if part), key)
        for day, name, member, address, key in rows
    ]
