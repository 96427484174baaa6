"""The same candidates as ``revisits.tagged`` and ``revisits.doors``, for a whole office: each table is read once, in its own order.

A street of 125,000 people is asked in a fraction of a second; one seek per door would take several.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.storage.revisits import OPEN, Candidate
from app.storage.words import COUNTED, LIVING, marks

if TYPE_CHECKING:
    from sqlite_utils import Database

Days = dict[str, str]


def people_and_doors(db: Database, tags: Sequence[str], today: str) -> Iterator[Candidate]:
    """Everybody with a care tag that has a rule, then every door where somebody lives or that stands empty."""
    held = _tags(db, tags, today)
    living = {str(row[0]): str(row[1]) for row in db.conn.execute(f"SELECT id, population FROM resident WHERE status {LIVING}")}
    doors = {
        str(row[0]): (str(row[1]), str(row[2]))
        for row in db.conn.execute(f"SELECT id, grid_id, use FROM dwelling WHERE status {LIVING}")
    }
    seen, nameless, at_door = _last_of_people(db), *_last_of_doors(db)
    first: Days = {}
    populations: dict[str, str] = {}
    sql = f"SELECT resident_id, dwelling_id, grid_id, opened_on FROM residence WHERE status {OPEN}"
    for resident, door, grid, opened in db.conn.execute(sql):
        population = living.get(resident)
        if population is None:
            continue
        first[door] = min(opened, first.get(door, opened))
        if population in ("02", "03") and populations.get(door) != "02":
            populations[door] = population
        if resident in held:
            through_door = nameless.get(door, "") if door else ""
            last = max(seen.get(resident, ""), through_door if through_door >= opened else "")
            use = doors[door][1] if door in doors else ""
            yield Candidate("resident", resident, door, grid, held[resident], use, population, "", opened, last)
    for door, (grid, use) in doors.items():
        if door in first or use == "vacant":
            yield Candidate(
                "dwelling", door, door, grid, "", use, populations.get(door, ""), "", first.get(door, ""), at_door.get(door, "")
            )


def _tags(db: Database, tags: Sequence[str], today: str) -> dict[str, str]:
    found: dict[str, str] = {}
    if tags:
        sql = f"""SELECT resident_id, tag FROM resident_tag WHERE tag IN ({marks(len(tags))}) AND status {LIVING}
          AND valid_from <= ? AND (valid_to = '' OR valid_to > ?)"""
        for resident, tag in db.conn.execute(sql, (*tags, today, today)):
            found[resident] = f"{found[resident]},{tag}" if resident in found else tag
    return found


def _last_of_people(db: Database) -> Days:
    """Resident → last counted visit that named him or her."""
    counted = f"v.status {LIVING} AND v.outcome IN {COUNTED}"
    found: Days = {
        str(row[0]): str(row[1])
        for row in db.conn.execute(
            f"SELECT v.target_id, max(v.visited_on) FROM visit v WHERE v.target_kind = 'resident' AND {counted} GROUP BY 1"
        )
    }
    sql = f"""SELECT p.resident_id, max(v.visited_on) FROM visit_person p JOIN visit v ON v.id = p.visit_id
      WHERE p.met = 1 AND p.status {LIVING} AND {counted} GROUP BY 1"""
    for resident, day in db.conn.execute(sql):
        found[resident] = max(day, found.get(resident, ""))
    return found


def _last_of_doors(db: Database) -> tuple[Days, Days]:
    """Dwelling → last counted visit that named nobody; last counted visit of any kind (an empty home counts as looked at)."""
    named = {str(row[0]) for row in db.conn.execute(f"SELECT visit_id FROM visit_person WHERE status {LIVING}")}
    nameless: Days = {}
    at_door: Days = {}
    sql = f"""SELECT id, dwelling_id, visited_on, target_kind, outcome IN {COUNTED} FROM visit
      WHERE dwelling_id <> '' AND target_kind <> 'entity' AND status {LIVING} AND (outcome IN {COUNTED} OR outcome = 'vacant')"""
    for visit, door, day, kind, counted in db.conn.execute(sql):
        if day > at_door.get(door, ""):
            at_door[door] = day
        if counted and kind != "resident" and visit not in named and day > nameless.get(door, ""):
            nameless[door] = day
    return nameless, at_door
