"""The figures of product.md (口径) for any span of days: one SELECT each for openings, closings, visits and corrections.

Every SELECT answers by (member, grid); whoever asks by grid, community or office adds these up.  That is safe because the key of
"counts once" (day, member, target) never spans two members, and one target lies in one grid.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.models.statistics import Figures
from app.models.vocabulary import Outcome
from app.storage.words import CANCELLED, COUNTED, LIVING, MOVED_IN, MOVED_OUT, NEW, VOIDING, inside, listed_grids

if TYPE_CHECKING:
    from sqlite_utils import Database

Pair = tuple[str, str]  # member id, grid id; '' = not recorded

# 新增, 回流: by who collected it, on the day of the event
OPENED = f"""
SELECT opened_by, grid_id, sum(open_reason IN {NEW}), sum(open_reason = 'return')
FROM residence WHERE opened_on BETWEEN ? AND ? AND status {LIVING} GROUP BY opened_by, grid_id"""
# 注销
CLOSED = f"""
SELECT closed_by, grid_id, sum(close_reason IN {CANCELLED})
FROM residence WHERE closed_on BETWEEN ? AND ? AND status {LIVING} GROUP BY closed_by, grid_id"""
# 法人: there is no 回流 figure for entities, so a new registration of a known entity is 新增 too
ENTITY_OPENED = f"""
SELECT opened_by, grid_id, sum(open_reason NOT IN {MOVED_IN})
FROM entity_registration WHERE opened_on BETWEEN ? AND ? AND status {LIVING} GROUP BY opened_by, grid_id"""
ENTITY_CLOSED = f"""
SELECT closed_by, grid_id, sum(close_reason NOT IN {MOVED_OUT} AND close_reason NOT IN {VOIDING})
FROM entity_registration WHERE closed_on BETWEEN ? AND ? AND status {LIVING} GROUP BY closed_by, grid_id"""
# 更正: who made the entry that was voided
CORRECTED = f"""
SELECT opened_by, grid_id, count(*) FROM {{table}}
WHERE closed_on BETWEEN ? AND ? AND status = 'voided' AND close_reason IN {VOIDING} GROUP BY opened_by, grid_id"""
# One line per day, member and target: a second visit counts once, an attempt plus a met counts as met
ONCE = f"""
SELECT member_id, max(grid_id) AS grid_id, target_kind,
       max(CASE WHEN outcome IN {COUNTED} THEN ifnull(persons_met, 1) ELSE -1 END) AS met
FROM visit WHERE visited_on BETWEEN ? AND ? AND status {LIVING}
GROUP BY visited_on, member_id, target_kind, target_id"""
VISITED = f"""
SELECT member_id, grid_id, sum(CASE WHEN target_kind <> 'entity' AND met > 0 THEN met ELSE 0 END),
       sum(target_kind <> 'entity' AND met >= 0), sum(target_kind = 'entity' AND met >= 0), sum(met < 0)
FROM ({ONCE}) GROUP BY member_id, grid_id"""

_PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (OPENED, ("new_residents", "returned_residents")),
    (CLOSED, ("cancelled_residents",)),
    (VISITED, ("visited_persons", "visited_households", "visited_entities", "attempts")),
    (ENTITY_OPENED, ("new_entities",)),
    (ENTITY_CLOSED, ("cancelled_entities",)),
    (CORRECTED.format(table="residence"), ("corrections",)),
    (CORRECTED.format(table="entity_registration"), ("corrections",)),
)


def by_pair(db: Database, first: str, last: str) -> dict[Pair, Figures]:
    """Figures of the days ``first`` … ``last`` (ISO, both included) by member and grid."""
    sums: dict[Pair, dict[str, int]] = {}
    for sql, names in _PARTS:
        for member_id, grid_id, *values in db.execute(sql, (first, last)):
            numbers = sums.setdefault((member_id, grid_id), {})
            for name, value in zip(names, values, strict=True):
                numbers[name] = numbers.get(name, 0) + (value or 0)
    return {pair: Figures(**numbers) for pair, numbers in sums.items() if any(numbers.values())}


def folded(pairs: dict[Pair, Figures], key: Callable[[Pair], str]) -> dict[str, Figures]:
    """Pairs added up by any key: the member, the grid, the grid's community …"""
    result: dict[str, Figures] = {}
    for pair, figures in pairs.items():
        name = key(pair)
        result[name] = result[name] + figures if name in result else figures
    return result


@dataclass(frozen=True)
class ReasonCounts:
    """Numbers behind the year summary's lists: stored word → count."""

    opened: dict[str, int]
    closed: dict[str, int]
    outcomes: dict[str, int]


def _counts(db: Database, sql: str, parameters: dict[str, str]) -> dict[str, int]:
    return {str(word): int(count) for word, count in db.execute(sql, parameters)}


_OUTCOME_ORDER = [outcome.value for outcome in Outcome]
_BEST = "min(CASE outcome " + " ".join(f"WHEN '{word}' THEN {place}" for place, word in enumerate(_OUTCOME_ORDER)) + " ELSE 99 END)"


def reasons(db: Database, first: str, last: str, within: Collection[str] = ()) -> ReasonCounts:
    """Openings and closings by reason, visits by their best outcome of the day; of the office or of some grids."""
    rest = f"BETWEEN :first AND :last AND status {LIVING}{inside('grid_id', within)}"
    bounds = {"first": first, "last": last, "grids": listed_grids(within)}
    opened = f"SELECT open_reason, count(*) FROM residence WHERE opened_on {rest} GROUP BY 1"
    closed = f"SELECT close_reason, count(*) FROM residence WHERE closed_on {rest} GROUP BY 1"
    best = f"""SELECT best, count(*) FROM (SELECT {_BEST} AS best FROM visit WHERE visited_on {rest}
               GROUP BY visited_on, member_id, target_kind, target_id) GROUP BY best"""
    outcomes = {_OUTCOME_ORDER[int(place)]: count for place, count in _counts(db, best, bounds).items() if int(place) < 99}
    return ReasonCounts(_counts(db, opened, bounds), _counts(db, closed, bounds), outcomes)


def households_met(db: Database, first: str, last: str, within: Collection[str] = ()) -> int:
    """Distinct households met at least once, whether the visit went to a person, the household or the dwelling."""
    counted = f"v.visited_on BETWEEN :first AND :last AND v.outcome IN {COUNTED} AND v.status {LIVING}{inside('v.grid_id', within)}"
    sql = f"""
    SELECT count(*) FROM (
      SELECT v.target_id AS household FROM visit v WHERE {counted} AND v.target_kind = 'household'
      UNION SELECT h.id FROM visit v JOIN household h ON h.dwelling_id = v.target_id AND h.status {LIVING}
        WHERE {counted} AND v.target_kind = 'dwelling'
      UNION SELECT x.household_id FROM visit v JOIN residence x ON x.resident_id = v.target_id AND x.status {LIVING}
        AND x.opened_on <= v.visited_on AND (x.closed_on = '' OR x.closed_on >= v.visited_on)
        WHERE {counted} AND v.target_kind = 'resident' AND x.household_id <> '')"""
    return int(db.execute(sql, {"first": first, "last": last, "grids": listed_grids(within)}).fetchone()[0])
