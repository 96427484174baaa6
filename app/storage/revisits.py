"""What might be due for a visit: residents with care tags, dwellings, legal entities, and everything somebody has planned by hand.

The first step reads only what the rules need, so that a whole street can be asked; names and addresses are fetched for the lines
that are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from app.models.revisits import DEFAULT_RULES, VisitRule
from app.storage.identity_of_rows import seed_id
from app.storage.words import COUNTED, LIVING, marks

if TYPE_CHECKING:
    from sqlite_utils import Database

    from app.storage.work import Operation

OPEN = "IN ('active', 'pending')"
PORTION = 500


class Candidate(NamedTuple):
    """One target as the rules see it; ``id`` is the dwelling's for lines of a door (their household is found when shown)."""

    kind: str
    id: str
    dwelling_id: str
    grid_id: str
    tags: str  # codes joined with a comma
    use: str
    population: str
    entity_kind: str
    registered_on: str
    last_counted_on: str


class Planned(NamedTuple):
    """One open row of the plan."""

    id: str
    target_kind: str
    target_id: str
    dwelling_id: str
    grid_id: str
    member_id: str
    due_on: str
    why: str
    proposed_hour: str
    postponed_from: str
    postpone_why: str


@dataclass(frozen=True)
class Stored:
    """A stored cycle."""

    id: str
    kind: str
    code: str
    days: int
    living: bool = True


@dataclass
class Shown:
    """Names of the lines that are shown."""

    titles: dict[tuple[str, str], str] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)  # by dwelling or entity
    last: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)  # (day, outcome) of the newest visit of any outcome
    household: dict[str, str] = field(default_factory=dict)  # the one household of a dwelling


# The newest visit that counts.  A visit to the door that names nobody (as imports write it) counts for everybody there.  A grid asks
# its few doors one by one; for a whole office ``revisit_scan`` reads everything once.
_NAMELESS = f"""v.target_kind IN ('household', 'dwelling') AND v.status {LIVING} AND v.outcome IN {COUNTED}
 AND NOT EXISTS (SELECT 1 FROM visit_person p WHERE p.visit_id = v.id AND p.status {LIVING})"""
_OWN_VISIT = f"""ifnull((SELECT max(v.visited_on) FROM visit v WHERE v.target_id = r.id AND v.status {LIVING} AND v.outcome IN {COUNTED}), '')"""
_LAST_OF_RESIDENT = f"""max({_OWN_VISIT},
 ifnull((SELECT max(v.visited_on) FROM visit_person p JOIN visit v ON v.id = p.visit_id WHERE p.resident_id = r.id AND p.met = 1
   AND p.status {LIVING} AND v.status {LIVING} AND v.outcome IN {COUNTED}), ''),
 ifnull((SELECT max(v.visited_on) FROM visit v WHERE v.dwelling_id = x.dwelling_id AND x.dwelling_id <> '' AND v.visited_on >= x.opened_on
   AND {_NAMELESS}), ''))"""
_DOOR_VISIT = f"v.target_kind <> 'entity' AND v.status {LIVING} AND (v.outcome IN {COUNTED} OR v.outcome = 'vacant')"
_LAST_OF_DOOR = f"ifnull((SELECT max(v.visited_on) FROM visit v WHERE v.dwelling_id = d.id AND {_DOOR_VISIT}), '')"
_LAST_OF_ENTITY = f"""ifnull((SELECT max(v.visited_on) FROM visit v WHERE v.target_id = e.id AND v.status {LIVING}
 AND v.outcome IN {COUNTED}), '')"""


def _scope(column: str, grids: Sequence[str]) -> str:
    return f" AND {column} IN ({marks(len(grids))})" if grids else ""


def tagged(db: Database, grids: Sequence[str], tags: Sequence[str], today: str) -> Iterator[Candidate]:
    """Residents on the register with one of the tags."""
    if not tags:
        return
    holds = f"t.tag IN ({marks(len(tags))}) AND t.status {LIVING} AND t.valid_from <= ? AND (t.valid_to = '' OR t.valid_to > ?)"
    sql = f"""SELECT 'resident', r.id, x.dwelling_id, x.grid_id, group_concat(DISTINCT t.tag), ifnull(d.use, ''), r.population, '',
      x.opened_on, {_LAST_OF_RESIDENT}
      FROM residence x CROSS JOIN resident_tag t ON t.resident_id = x.resident_id JOIN resident r ON r.id = x.resident_id
      LEFT JOIN dwelling d ON d.id = x.dwelling_id
      WHERE {holds} AND x.status {OPEN} AND r.status {LIVING}{_scope("x.grid_id", grids)} GROUP BY x.id"""
    yield from (Candidate(*row) for row in db.conn.execute(sql, (*tags, today, today, *grids)))


def residents(db: Database, ids: Iterable[str], today: str) -> Iterator[Candidate]:
    """Some residents on the register, with or without tags."""
    for part in _parts(ids):
        sql = f"""SELECT 'resident', r.id, x.dwelling_id, x.grid_id, ifnull(group_concat(DISTINCT t.tag), ''), ifnull(d.use, ''),
          r.population, '', x.opened_on, {_LAST_OF_RESIDENT}
          FROM residence x JOIN resident r ON r.id = x.resident_id LEFT JOIN dwelling d ON d.id = x.dwelling_id
          LEFT JOIN resident_tag t ON t.resident_id = r.id AND t.status {LIVING} AND t.valid_from <= ?
            AND (t.valid_to = '' OR t.valid_to > ?)
          WHERE x.resident_id IN ({marks(len(part))}) AND x.status {OPEN} AND r.status {LIVING} GROUP BY x.id"""
        yield from (Candidate(*row) for row in db.conn.execute(sql, (today, today, *part)))


def doors(db: Database, grids: Sequence[str], only: Sequence[str] = ()) -> Iterator[Candidate]:
    """Dwellings where somebody lives or that stand empty; shops and offices without residents are visited as entities."""
    for part in _parts(only) if only else [()]:
        narrow = f" AND d.id IN ({marks(len(part))})" if part else ""
        lived = "" if part else " AND (x.id IS NOT NULL OR d.use = 'vacant')"
        sql = f"""SELECT 'dwelling', d.id, d.id, d.grid_id, '', d.use,
          CASE WHEN sum(r.population = '02') > 0 THEN '02' WHEN sum(r.population = '03') > 0 THEN '03' ELSE '' END, '',
          ifnull(min(x.opened_on), ''), {_LAST_OF_DOOR}
          FROM dwelling d LEFT JOIN residence x ON x.dwelling_id = d.id AND x.status {OPEN}
          LEFT JOIN resident r ON r.id = x.resident_id
          WHERE d.status {LIVING}{_scope("d.grid_id", grids)}{narrow}{lived} GROUP BY d.id"""
        yield from (Candidate(*row) for row in db.conn.execute(sql, (*grids, *part)))


def entities(db: Database, grids: Sequence[str], only: str = "") -> Iterator[Candidate]:
    """Legal entities on the register."""
    narrow = " AND e.id = ?" if only else ""
    sql = f"""SELECT 'entity', e.id, g.dwelling_id, g.grid_id, '', '', '', e.kind, min(g.opened_on), {_LAST_OF_ENTITY}
      FROM entity_registration g JOIN legal_entity e ON e.id = g.entity_id
      WHERE g.status {OPEN} AND g.closed_on = '' AND e.status {LIVING}{_scope("g.grid_id", grids)}{narrow} GROUP BY e.id"""
    yield from (Candidate(*row) for row in db.conn.execute(sql, (*grids, *([only] if only else []))))


def _parts(ids: Iterable[str]) -> list[tuple[str, ...]]:
    every = list(dict.fromkeys(ids))
    return [tuple(every[start : start + PORTION]) for start in range(0, len(every), PORTION)]


# ---- rows of the plan --------------------------------------------------------------------------------------------------------

_PLANNED = """SELECT p.id, p.target_kind, p.target_id, p.dwelling_id, p.grid_id, p.member_id, p.due_on, p.why, p.proposed_hour,
 p.postponed_from, p.postpone_why FROM revisit p"""


def planned(db: Database, grids: Sequence[str] = (), member_id: str = "") -> list[Planned]:
    """Open rows of the plan in the grids, or in charge of a member."""
    mine = f"(p.member_id = ?{' OR p.grid_id IN (' + marks(len(grids)) + ')' if grids else ''})" if member_id else ""
    where = f" AND {mine}" if mine else _scope("p.grid_id", grids)
    parameters = (*((member_id,) if member_id else ()), *grids)
    sql = f"{_PLANNED} WHERE p.state = 'open' AND p.status {LIVING}{where} ORDER BY p.due_on, p.id"
    return [Planned(*row) for row in db.conn.execute(sql, parameters)]


def planned_for(db: Database, targets: Iterable[str]) -> list[Planned]:
    """Open rows of some targets (residents, households, dwellings, entities), the nearest date first."""
    ids = tuple(each for each in dict.fromkeys(targets) if each)
    sql = f"{_PLANNED} WHERE p.target_id IN ({marks(len(ids))}) AND p.state = 'open' AND p.status {LIVING} ORDER BY p.due_on, p.id"
    return [Planned(*row) for row in db.conn.execute(sql, ids)] if ids else []


def planned_row(db: Database, revisit_id: str) -> tuple[Planned, str] | None:
    """One row with its state, open or not."""
    row = db.conn.execute(f"{_PLANNED.replace(' FROM revisit', ', p.state FROM revisit')} WHERE p.id = ?", (revisit_id,)).fetchone()
    return (Planned(*row[:-1]), str(row[-1])) if row else None


def closed_by(db: Database, visit_id: str) -> list[str]:
    """Rows that a visit fulfilled."""
    sql = f"SELECT id FROM revisit WHERE closed_by_visit = ? AND state = 'done' AND status {LIVING}"
    return [str(row[0]) for row in db.conn.execute(sql, (visit_id,))]


_GONE = f"""CASE p.target_kind
 WHEN 'resident' THEN NOT EXISTS (SELECT 1 FROM residence x WHERE x.resident_id = p.target_id AND x.status {OPEN})
 WHEN 'household' THEN NOT EXISTS (SELECT 1 FROM residence x WHERE x.household_id = p.target_id AND x.status {OPEN})
 WHEN 'entity' THEN NOT EXISTS (SELECT 1 FROM entity_registration g WHERE g.entity_id = p.target_id AND g.status {OPEN} AND g.closed_on = '')
 ELSE NOT EXISTS (SELECT 1 FROM dwelling d WHERE d.id = p.target_id AND d.status {LIVING}) END"""


def orphans(db: Database, grids: Sequence[str] = ()) -> list[Planned]:
    """Open rows whose target is no longer on the register."""
    sql = f"{_PLANNED} WHERE p.state = 'open' AND p.status {LIVING} AND {_GONE}{_scope('p.grid_id', grids)} ORDER BY p.due_on, p.id"
    return [Planned(*row) for row in db.conn.execute(sql, tuple(grids))]


def end_for(operation: Operation, targets: Iterable[str], why: str) -> int:
    """Within a running act: whoever leaves the register is no longer to be visited.  Returns how many rows ended."""
    rows = planned_for(operation.db, targets)
    for row in rows:
        operation.update("revisit", row.id, {"state": "dropped", "close_why": why})
    return len(rows)


# ---- cycles ------------------------------------------------------------------------------------------------------------------


def stored_cycles(db: Database) -> list[Stored]:
    """Cycles that the office has saved, voided ones included."""
    sql = "SELECT id, subject_kind, subject, ifnull(days, 0), ifnull(active, 1), status FROM visit_cycle"
    return [
        Stored(str(i), str(kind), str(code), int(days) if active else 0, status != "voided")
        for i, kind, code, days, active, status in db.conn.execute(sql)
    ]


def cycle_id(kind: str, code: str) -> str:
    """The same key in every register: two offices that exchange rows share a cycle."""
    return seed_id("visit_cycle", f"{kind}:{code}")


def rules(db: Database) -> tuple[VisitRule, ...]:
    """The rules in force: the shipped ones with what the office has changed, and the office's own."""
    own = {(each.kind, each.code): each.days for each in stored_cycles(db) if each.living}
    shipped = {(rule.kind, rule.code) for rule in DEFAULT_RULES}
    result = [
        VisitRule(rule.kind, rule.code, rule.label, own.get((rule.kind, rule.code), rule.days), rule.weight)
        for rule in DEFAULT_RULES
    ]
    result += [VisitRule(kind, code, "", days, 30) for (kind, code), days in sorted(own.items()) if (kind, code) not in shipped]
    return tuple(result)


def records_since(db: Database) -> str:
    """Day of the first visit that the register knows, '' when there is none."""
    return str(db.conn.execute("SELECT coalesce(min(visited_on), '') FROM visit").fetchone()[0])


# ---- what is shown -----------------------------------------------------------------------------------------------------------


def one_household(db: Database, dwellings: Iterable[str]) -> dict[str, str]:
    """Dwelling → its household, where exactly one lives there."""
    found: dict[str, str] = {}
    for part in _parts(dwellings):
        sql = f"""SELECT x.dwelling_id, max(x.household_id) FROM residence x WHERE x.dwelling_id IN ({marks(len(part))})
          AND x.status {OPEN} GROUP BY x.dwelling_id HAVING count(DISTINCT x.household_id) = 1 AND max(x.household_id) <> ''"""
        found.update((str(row[0]), str(row[1])) for row in db.conn.execute(sql, part))
    return found


def shown(db: Database, lines: Iterable[Candidate]) -> Shown:
    """Names, addresses and the newest visit of some lines."""
    every = list(lines)
    result = Shown()
    result.household = one_household(db, [line.id for line in every if line.kind == "dwelling"])
    for part in _parts(line.id for line in every if line.kind == "resident"):
        sql = f"SELECT id, name FROM resident WHERE id IN ({marks(len(part))})"
        result.titles.update((("resident", str(row[0])), str(row[1])) for row in db.conn.execute(sql, part))
    for part in _parts(line.dwelling_id for line in every if line.dwelling_id):
        sql = f"""SELECT d.id, d.estate || d.building || d.unit || d.room, d.use,
          ifnull((SELECT r.name FROM residence x JOIN resident r ON r.id = x.resident_id WHERE x.dwelling_id = d.id AND x.status {OPEN}
            ORDER BY CASE WHEN x.relation IN ('01', '02') THEN 0 ELSE 1 END, x.opened_on, x.rowid LIMIT 1), '')
          FROM dwelling d WHERE d.id IN ({marks(len(part))})"""
        for door, address, use, head in db.conn.execute(sql, part):
            result.addresses[str(door)] = str(address)
            result.titles["dwelling", str(door)] = str(head) or ("空置房" if use == "vacant" else "未登记住户")
    for part in _parts(line.id for line in every if line.kind == "entity"):
        sql = f"""SELECT e.id, e.name, g.address FROM legal_entity e JOIN entity_registration g ON g.entity_id = e.id
          WHERE e.id IN ({marks(len(part))}) AND g.status {OPEN}"""
        for entity, name, address in db.conn.execute(sql, part):
            result.titles["entity", str(entity)] = str(name)
            result.addresses[str(entity)] = str(address)
    for line in every:
        newest = _newest(db, line, result.household.get(line.id, ""))
        if newest:
            result.last[line.kind, line.id] = newest
    return result


def _newest(db: Database, line: Candidate, household: str) -> tuple[str, str] | None:
    if line.kind == "entity":
        where, parameters = "target_id = ?", (line.id,)
    elif line.kind == "resident":
        where, parameters = "target_id = ?", (line.id,)
        if line.dwelling_id:
            where, parameters = "target_kind <> 'entity' AND dwelling_id = ?", (line.dwelling_id,)
    else:
        where, parameters = "target_kind <> 'entity' AND dwelling_id = ?", (line.id,)
    sql = (
        f"SELECT visited_on, outcome FROM visit WHERE {where} AND status {LIVING} ORDER BY visited_on DESC, visited_at DESC LIMIT 1"
    )
    row: Any = db.conn.execute(sql, parameters).fetchone()
    return (str(row[0]), str(row[1])) if row else None


def door_of(db: Database, kind: str, target_id: str) -> str:
    """Dwelling of a household or a dwelling."""
    if kind != "household":
        return target_id
    row = db.conn.execute("SELECT dwelling_id FROM household WHERE id = ?", (target_id,)).fetchone()
    return str(row[0]) if row else ""


def titles_of(db: Database, targets: Iterable[tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """(name, address) of targets, whether they are still on the register or not."""
    door = "SELECT d.estate || d.building || d.unit || d.room FROM dwelling d WHERE d.id ="
    sources = {
        "resident": f"""SELECT r.name, ifnull(({door} (SELECT x.dwelling_id FROM residence x WHERE x.resident_id = r.id
          ORDER BY x.opened_on DESC LIMIT 1)), '') FROM resident r WHERE r.id = ?""",
        "household": f"SELECT '住户', ifnull(({door} h.dwelling_id), '') FROM household h WHERE h.id = ?",
        "dwelling": "SELECT '房屋', d.estate || d.building || d.unit || d.room FROM dwelling d WHERE d.id = ?",
        "entity": """SELECT e.name, ifnull((SELECT g.address FROM entity_registration g WHERE g.entity_id = e.id
          ORDER BY g.opened_on DESC LIMIT 1), '') FROM legal_entity e WHERE e.id = ?""",
    }
    result: dict[str, tuple[str, str]] = {}
    for kind, target_id in targets:
        row = db.conn.execute(sources[kind], (target_id,)).fetchone() if kind in sources else None
        if row:
            result[target_id] = (str(row[0]), str(row[1]))
    return result
