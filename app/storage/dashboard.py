"""Counts of the dashboard that no other subject has: people by kind and age, when households were last seen, visits by outcome.

``grids`` restricts to grids (all of them named); () = the whole office.  Every question reads its tables once.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from app.models.dashboard import AGE_BAND, OLDEST_BAND
from app.models.vocabulary import NEW_REASONS, OpenReason
from app.storage.words import CANCELLED, COUNTED, LIVING, listed, open_on

if TYPE_CHECKING:
    from sqlite_utils import Database

CAME = listed((*NEW_REASONS, OpenReason.RETURN))
AGE = "(:year - CAST(substr(r.birth_date, 1, 4) AS INTEGER) - (substr(r.birth_date, 6) > :month_day))"
BAND = f"CASE WHEN length(r.birth_date) <> 10 THEN -1 ELSE min({AGE}, {OLDEST_BAND}) / {AGE_BAND} END"
# last counted visit of everything that a visit can go to
SEEN = f"""SELECT target_id, max(visited_on) FROM visit WHERE visited_on BETWEEN :since AND :day AND outcome IN {COUNTED} AND status {LIVING}
  AND target_kind <> 'entity' GROUP BY target_id"""


class PeopleCount(NamedTuple):
    """So many people of one kind, sex and age band (−1 = not known); ``minor``: under 18."""

    population: str
    sex: str
    band: int
    minor: int
    number: int


class HomeCount(NamedTuple):
    """Households of a grid by the age of their last counted visit."""

    grid_id: str
    last_on: str
    households: int


def within(grids: Sequence[str], column: str = "x.grid_id") -> str:
    """Condition for the grids asked for; the parameter is ``:grids``."""
    return f" AND {column} IN (SELECT value FROM json_each(:grids))" if grids else ""


def bounds(day: str, grids: Sequence[str], **more: str | int) -> dict[str, str | int]:
    """Parameters of the questions below."""
    return {"day": day, "year": int(day[:4]), "month_day": day[5:], "grids": json.dumps(list(grids)), **more}


def people(db: Database, day: str, grids: Sequence[str] = ()) -> list[PeopleCount]:
    """Everybody living here at the end of a day, by kind of population, sex and age band."""
    sql = f"""SELECT r.population, r.sex, {BAND},
        length(r.birth_date) = 10 AND {AGE} < 18, count(*) FROM residence x JOIN resident r ON r.id = x.resident_id
      WHERE {open_on("x", ":day")}{within(grids)} GROUP BY 1, 2, 3, 4"""
    return [PeopleCount(*row) for row in db.conn.execute(sql, bounds(day, grids))]


def living(db: Database, days: tuple[str, str], grids: Sequence[str] = ()) -> tuple[int, int]:
    """实有人口 at the ends of two days."""
    sql = f"""SELECT ifnull(sum({open_on("x", ":before")}), 0), ifnull(sum({open_on("x", ":day")}), 0) FROM residence x
      WHERE x.status {LIVING}{within(grids)}"""
    row = db.conn.execute(sql, bounds(days[1], grids, before=days[0])).fetchone()
    return int(row[0]), int(row[1])


def entities(db: Database, day: str, grids: Sequence[str] = ()) -> int:
    """Legal entities on the register at the end of a day."""
    sql = f"SELECT count(DISTINCT x.entity_id) FROM entity_registration x WHERE {open_on('x', ':day')}{within(grids)}"
    return int(db.conn.execute(sql, bounds(day, grids)).fetchone()[0])


def entities_seen(db: Database, first: str, day: str, grids: Sequence[str] = ()) -> int:
    """Those of them that were met at least once since ``first``."""
    sql = f"""SELECT count(*) FROM (SELECT DISTINCT x.entity_id FROM entity_registration x WHERE {open_on("x", ":day")}{within(grids)}
      INTERSECT SELECT target_id FROM visit WHERE visited_on BETWEEN :since AND :day AND target_kind = 'entity'
        AND outcome IN {COUNTED} AND status {LIVING})"""
    return int(db.conn.execute(sql, bounds(day, grids, since=first)).fetchone()[0])


class LastSeen(NamedTuple):
    """Households by their last counted visit, and the people with care tags."""

    homes: list[HomeCount]
    tags: list[tuple[str, int, int]]  # (care tag, people with it, those of them seen since the first day asked for)


def last_seen(db: Database, since: str, first: str, day: str, grids: Sequence[str] = ()) -> LastSeen:
    """When households living here at the end of a day were last visited, looking back to ``since``; '' = not since then.

    The visits and the people are read once each and met here: three times as fast as three joins for each of 125,000 people.  A visit
    to the door says nothing of those who came to live there later.
    """
    parameters = bounds(day, grids, since=since)
    seen = {str(row[0]): str(row[1]) for row in db.conn.execute(SEEN, parameters)}.get
    held = _tags_of(db, parameters)
    homes: dict[str, tuple[str, str]] = {}
    people: dict[str, str] = {}
    sql = f"""SELECT x.resident_id, x.household_id, x.dwelling_id, x.id, x.grid_id, x.opened_on FROM residence x
      WHERE {open_on("x", ":day")}{within(grids)}"""
    for resident, household, dwelling, own, grid, opened in db.conn.execute(sql, parameters):
        last = max(seen(resident, ""), seen(household, ""))
        door = seen(dwelling, "")
        if door > last and door >= opened:
            last = door
        home = household or dwelling or own
        known = homes.get(home)
        if known is None or last > known[1]:
            homes[home] = (known[0] if known else grid, last)
        if resident in held:
            people[resident] = max(last, people.get(resident, ""))
    counts: dict[tuple[str, str], int] = {}
    for key in homes.values():
        counts[key] = counts.get(key, 0) + 1
    tags: dict[str, list[int]] = {}
    for resident, last in people.items():
        for tag in held[resident]:
            found = tags.setdefault(tag, [0, 0])
            found[0] += 1
            found[1] += last >= first
    listed = [(tag, number, met) for tag, (number, met) in tags.items()]
    return LastSeen(
        [HomeCount(grid, last, number) for (grid, last), number in counts.items()], sorted(listed, key=lambda each: (-each[1], each[0]))
    )


def _tags_of(db: Database, parameters: dict[str, str | int]) -> dict[str, set[str]]:
    sql = f"""SELECT resident_id, tag FROM resident_tag WHERE status {LIVING} AND valid_from <= :day
      AND (valid_to = '' OR valid_to > :day)"""
    found: dict[str, set[str]] = {}
    for resident, tag in db.conn.execute(sql, parameters):
        found.setdefault(resident, set()).add(tag)
    return found


def tag_counts(db: Database, day: str, grids: Sequence[str] = ()) -> list[tuple[str, int]]:
    """(care tag, people with it at the end of a day), the most frequent first."""
    sql = f"""SELECT t.tag, count(DISTINCT t.resident_id) FROM resident_tag t JOIN residence x ON x.resident_id = t.resident_id
      WHERE t.status {LIVING} AND t.valid_from <= :day AND (t.valid_to = '' OR t.valid_to > :day) AND {open_on("x", ":day")}{within(grids)}
      GROUP BY t.tag ORDER BY 2 DESC, 1"""
    return [(str(row[0]), int(row[1])) for row in db.conn.execute(sql, bounds(day, grids))]


def reasons(db: Database, first: str, last: str, grids: Sequence[str] = ()) -> tuple[dict[str, int], dict[str, int]]:
    """Openings and closings that count, by reason."""
    found: list[dict[str, int]] = []
    for when, why, words in (("opened_on", "open_reason", CAME), ("closed_on", "close_reason", CANCELLED)):
        sql = f"""SELECT x.{why}, count(*) FROM residence x WHERE x.{when} BETWEEN :since AND :day AND x.{why} IN {words}
          AND x.status {LIVING}{within(grids)} GROUP BY 1"""
        found.append({str(row[0]): int(row[1]) for row in db.conn.execute(sql, bounds(last, grids, since=first))})
    return found[0], found[1]


def outcomes(db: Database, first: str, last: str, grids: Sequence[str], order: Sequence[str]) -> dict[str, int]:
    """Visits by the best outcome of the day (``order``: best first), legal entities included."""
    best = "min(CASE outcome " + " ".join(f"WHEN '{word}' THEN {place}" for place, word in enumerate(order)) + " ELSE 99 END)"
    sql = f"""SELECT best, count(*) FROM (SELECT {best} AS best, max(x.grid_id) AS grid_id FROM visit x
      WHERE x.visited_on BETWEEN :since AND :day AND x.status {LIVING} GROUP BY x.visited_on, x.member_id, x.target_kind, x.target_id)
      AS x WHERE best < 99{within(grids)} GROUP BY best"""
    return {order[int(row[0])]: int(row[1]) for row in db.conn.execute(sql, bounds(last, grids, since=first))}


def met_in_person(db: Database, first: str, last: str, grids: Sequence[str] = ()) -> dict[str, tuple[int, int]]:
    """Member → (visits that met the person, visits that count), as in the fair rank, of some grids."""
    sql = f"""SELECT member_id, sum(met), count(*) FROM (
        SELECT member_id, max(outcome = 'met') AS met, max(grid_id) AS grid_id FROM visit
        WHERE visited_on BETWEEN :since AND :day AND outcome IN {COUNTED} AND status {LIVING}
        GROUP BY visited_on, member_id, target_kind, target_id) AS x WHERE 1{within(grids)} GROUP BY member_id"""
    return {str(row[0]): (int(row[1]), int(row[2])) for row in db.conn.execute(sql, bounds(last, grids, since=first))}


def first_visit(db: Database) -> str:
    """Day of the first visit on record, '' = none."""
    row = db.conn.execute(f"SELECT ifnull(min(visited_on), '') FROM visit WHERE visited_on <> '' AND status {LIVING}").fetchone()
    return str(row[0])


class DayCount(NamedTuple):
    """走访人数 and 走访户次 of a day."""

    persons: int
    households: int


def visits_by_day(db: Database, first: str, last: str, grids: Sequence[str] = ()) -> dict[str, DayCount]:
    """The same meaning as the figures, by day: what comparisons and trends of other years need, and no more."""
    sql = f"""SELECT visited_on, sum(max(met, 0)), sum(met >= 0) FROM (
        SELECT visited_on, max(grid_id) AS grid_id, max(CASE WHEN outcome IN {COUNTED} THEN ifnull(persons_met, 1) ELSE -1 END) AS met
        FROM visit WHERE visited_on BETWEEN :since AND :day AND status {LIVING} AND target_kind <> 'entity'
        GROUP BY visited_on, member_id, target_kind, target_id) AS x WHERE 1{within(grids)} GROUP BY visited_on"""
    rows = db.conn.execute(sql, bounds(last, grids, since=first))
    return {str(row[0]): DayCount(int(row[1] or 0), int(row[2] or 0)) for row in rows}
