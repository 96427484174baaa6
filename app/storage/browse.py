"""Lists of residents as vectors of row numbers: sorting and filtering read indexes, never the people themselves."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from app.models.residents import ResidentFilter, ResidentKeys
from app.storage import find
from app.storage.words import COUNTED, LIVING, MOVED_OUT, marks

if TYPE_CHECKING:
    from sqlite_utils import Database

OPEN = ("active", "pending")
_PLACE = ("d.estate", "CAST(d.building AS INTEGER)", "d.building", "CAST(d.unit AS INTEGER)", "d.unit",
          "CAST(d.room AS INTEGER)", "d.room", "d.id")  # fmt: skip
_WITHIN = ("x.household_id", "x.relation", "x.rowid")
# closed: nobody who moved inside the office or came back, and each person once
_LEFT = f"""(x.status = 'closed' AND x.close_reason NOT IN {MOVED_OUT} AND NOT EXISTS (
 SELECT 1 FROM residence y WHERE y.resident_id = x.resident_id AND y.id <> x.id AND (y.status IN ('active', 'pending')
  OR (y.status = 'closed' AND y.close_reason NOT IN {MOVED_OUT} AND (y.opened_on, y.id) > (x.opened_on, x.id)))))"""


class _Query(NamedTuple):
    tables: str
    conditions: list[str]
    parameters: list[str]


def vector(db: Database, wanted: ResidentFilter, area: Sequence[str] = ()) -> ResidentKeys:
    """Row numbers of residences in display order with the counts of the footer; ``area`` restricts to grids (all of them named)."""
    restricted = _restriction(db, wanted, area)
    if restricted is None:
        return ResidentKeys(whole=count_open(db, area), near=find.near(db, wanted.text))
    rows = _ordered(db, wanted, restricted)
    keys = array("q", (row[0] for row in rows))
    households = len({row[1] for row in rows if row[1]}) + sum(1 for row in rows if not row[1])
    plain = not restricted.conditions[1:] and not restricted.tables and tuple(sorted(wanted.states)) == OPEN
    whole = len(keys) if plain else count_open(db, area)
    near = find.near(db, wanted.text) if not keys and wanted.text else ()
    return ResidentKeys(keys, len(keys), households, whole, near)


def count_open(db: Database, area: Sequence[str] = ()) -> int:
    """Residents on the register, in the named grids or everywhere."""
    scope = f" AND grid_id IN ({marks(len(area))})" if area else ""
    sql = f"SELECT count(*) FROM residence WHERE status IN ('active', 'pending'){scope}"
    return int(db.conn.execute(sql, tuple(area)).fetchone()[0])


def grids_below(db: Database, grid_ids: Iterable[str]) -> list[str]:
    """The grids themselves and everything below them."""
    sql = """WITH RECURSIVE below (id) AS (SELECT value FROM json_each(?) UNION
             SELECT g.id FROM grid g JOIN below b ON g.parent_id = b.id) SELECT id FROM below"""
    return [row[0] for row in db.conn.execute(sql, (json.dumps(list(grid_ids)),))]


def _restriction(db: Database, wanted: ResidentFilter, area: Sequence[str]) -> _Query | None:
    """Tables that drive the list and conditions; None when nothing can fit."""
    query = _Query("", [_states(wanted.states)], [])
    tables = ""
    if wanted.text.strip():
        matched = find.matching(db, wanted.text)
        if not matched:
            return None
        tables = "json_each(?) j CROSS JOIN "
        query.parameters.append(json.dumps(list(matched)))
        query.conditions.append("x.rowid = j.value")
    grids = (
        set(grids_below(db, wanted.grid_ids)) & set(area) if wanted.grid_ids and area else grids_below(db, wanted.grid_ids) or area
    )
    if (wanted.grid_ids or area) and not grids:
        return None
    if grids:
        query.conditions.append(f"x.grid_id IN ({marks(len(grids))})")
        query.parameters.extend(grids)
    if wanted.tags:
        query.conditions.append(
            f"x.resident_id IN (SELECT resident_id FROM resident_tag WHERE status {LIVING} AND tag IN ({marks(len(wanted.tags))}))"
        )
        query.parameters.extend(wanted.tags)
    if wanted.populations:
        query.conditions.append(
            f"EXISTS (SELECT 1 FROM resident p WHERE p.id = x.resident_id AND p.population IN ({marks(len(wanted.populations))}))"
        )
        query.parameters.extend(wanted.populations)
    return query._replace(tables=tables)


def _states(states: Sequence[str]) -> str:
    parts = [f"x.status = '{state}'" for state in OPEN if state in states]
    if "closed" in states:
        parts.append(_LEFT)
    return f"({' OR '.join(parts)})" if parts else "0"


def _ordered(db: Database, wanted: ResidentFilter, query: _Query) -> list[tuple[int, str]]:
    if wanted.sort == "last_visit":
        return _by_last_visit(db, wanted, query)
    if wanted.sort == "name":
        if query.tables or query.conditions[1:]:
            return _named(db, query, wanted.descending)
        return _everybody_by_name(db, wanted, query)
    if wanted.sort == "age":
        tables = f"{query.tables}residence x JOIN resident r ON r.id = x.resident_id"
        order = ("r.birth_date", "x.rowid")
        rows = _rows(db, tables, [*query.conditions, "r.birth_date <> ''"], query.parameters, order, not wanted.descending)
        return rows + _rows(db, tables, [*query.conditions, "r.birth_date = ''"], query.parameters, ("x.rowid",), False)
    if wanted.sort == "opened_on":
        return _rows(
            db, f"{query.tables}residence x", query.conditions, query.parameters, ("+x.opened_on", "x.rowid"), wanted.descending
        )
    return _by_address(db, wanted, query)


def _rows(
    db: Database, tables: str, conditions: Sequence[str], parameters: Sequence[str], order: Sequence[str], descending: bool
) -> list[tuple[int, str]]:
    direction = " DESC" if descending else ""
    sql = f"SELECT x.rowid, x.household_id FROM {tables} WHERE {' AND '.join(conditions)} ORDER BY " + ", ".join(
        part + direction for part in order
    )
    return [tuple(row) for row in db.conn.execute(sql, tuple(parameters))]


def _by_address(db: Database, wanted: ResidentFilter, query: _Query) -> list[tuple[int, str]]:
    """Everybody: walk the doors in order.  A part: find it first, then sort.  People without a door come last."""
    everybody = not query.tables and not query.conditions[1:]
    if everybody and not wanted.descending:
        tables = "dwelling d CROSS JOIN residence x ON x.dwelling_id = d.id"
    else:
        tables = f"{query.tables}residence x JOIN dwelling d ON d.id = x.dwelling_id"
    order = (*_PLACE, *_WITHIN)
    rows = _rows(db, tables, query.conditions, query.parameters, order, wanted.descending)
    homeless = [*query.conditions, "NOT EXISTS (SELECT 1 FROM dwelling d WHERE d.id = x.dwelling_id)"]
    if everybody:
        homeless[-1] = "x.dwelling_id = ''"
    return rows + _rows(db, f"{query.tables}residence x", homeless, query.parameters, ("x.rowid",), False)


def _named(db: Database, query: _Query, descending: bool) -> list[tuple[int, str]]:
    """A part of the people by name: their readings are computed here, the index of readings has no way back from the person."""
    from app.models.names import readings

    sql = f"SELECT x.rowid, x.household_id, r.name FROM {query.tables}residence x JOIN resident r ON r.id = x.resident_id WHERE "
    rows = db.conn.execute(sql + " AND ".join(query.conditions), tuple(query.parameters)).fetchall()

    def key(row: tuple[int, str, str]) -> tuple[str, int]:
        found = readings(row[2])
        return found[0][1] if found else "~" + row[2], row[0]

    return [(row[0], row[1]) for row in sorted(rows, key=key, reverse=descending)]


def _everybody_by_name(db: Database, wanted: ResidentFilter, query: _Query) -> list[tuple[int, str]]:
    """Everybody by name: the order is read from the index, the people in the order in which they are stored, then sorted here."""
    place = {row[0]: number for number, row in enumerate(db.conn.execute("SELECT resident FROM resident_reading WHERE main = 1"))}
    sql = "SELECT x.rowid, x.household_id, r.rowid FROM resident r CROSS JOIN residence x ON x.resident_id = r.id WHERE "
    rows = db.conn.execute(f"{sql}{query.conditions[0]} ORDER BY r.rowid", tuple(query.parameters)).fetchall()
    rows.sort(key=lambda row: (place.get(row[2], len(place)), row[0]), reverse=wanted.descending)
    return [(row[0], row[1]) for row in rows]


def _by_last_visit(db: Database, wanted: ResidentFilter, query: _Query) -> list[tuple[int, str]]:
    """Longest not visited first; never visited before everybody else."""
    latest = last_visits(db)
    sql = f"SELECT x.rowid, x.household_id, x.resident_id, x.dwelling_id FROM {query.tables}residence x WHERE "
    rows = db.conn.execute(sql + " AND ".join(query.conditions), tuple(query.parameters)).fetchall()

    def key(row: tuple[int, str, str, str]) -> tuple[str, int]:
        return max(latest.get(row[2], ""), latest.get(row[1], ""), latest.get(row[3], "")), row[0]

    return [(row[0], row[1]) for row in sorted(rows, key=key, reverse=wanted.descending)]


def last_visits(db: Database, targets: Iterable[str] | None = None) -> dict[str, str]:
    """Day of the last counted visit by target (person, household, dwelling, entity); also for persons ticked in a visit."""
    chosen = "" if targets is None else "{} IN (SELECT value FROM json_each(:targets)) AND "
    parameters = {} if targets is None else {"targets": json.dumps([target for target in targets if target])}
    direct = f"""SELECT v.target_id, max(v.visited_on) FROM visit v WHERE {chosen.format("v.target_id")}
                 v.outcome IN {COUNTED} AND v.status {LIVING} GROUP BY v.target_id"""
    ticked = f"""SELECT p.resident_id, max(v.visited_on) FROM visit_person p JOIN visit v ON v.id = p.visit_id
                 WHERE {chosen.format("p.resident_id")} p.met = 1 AND p.status {LIVING} AND v.status {LIVING} GROUP BY p.resident_id"""
    result: dict[str, str] = {}
    for sql in (direct, ticked):
        for target, day in db.conn.execute(sql, parameters):
            result[target] = max(day, result.get(target, ""))
    return result
