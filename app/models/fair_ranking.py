"""The fair rank beside the raw one: per shift, per 100 households, share met in person.  Exact fractions, no float.

Rules (``RULES`` prints them):
- per shift: volume ÷ shifts.  Shifts on duty count (extra ones too), shifts without a record count as on duty, absence without leave
  counts, leave does not.  A forgotten record or an absence can therefore never make the figure better.
- per 100 households: volume × 100 ÷ households in charge, averaged over the days of the week: a member who came, left or changed grids
  in mid-week carries each grid for the days it was his or hers; several members of one grid share its households.
- met in person ÷ all counted visits; with fewer than five the share is shown but not ranked.
- each of the three is ranked (ties share the better place, the next is skipped); the fair rank follows the mean of the places, a missing
  measure is left out.  Whoever has no shift in the week has no fair rank.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple

FEWEST_VISITS = 5
RULES = (
    "公平对照：每班次＝数据量÷班次，班次为出勤、旷工和应出勤未登记的班次，请假、病假、年休假、调休、婚产丧假不计；"
    "每百户＝数据量×100÷负责户数，户数按天平均，一格多人平分，中途到任、离任、调整的按天折算；"
    f"见面率＝见到本人的走访÷计入的走访，不足 {FEWEST_VISITS} 次的只列出不排名。"
    "三项各排名次，公平名次按各项名次的平均数排，缺一项的按其余项平均，没有班次的不排。同值并列，下一名次顺延。"
)


class FairFact(NamedTuple):
    """What is known of one member's week."""

    member_id: str
    volume: int
    planned: int  # shifts
    shifts: int  # that count: on duty, absent, unrecorded
    away: int  # on leave
    households: Fraction  # in charge, averaged over the week; 0 = no grid
    met: int  # visits that met the person
    counted: int  # visits that count


@dataclass(frozen=True)
class FairFigures:
    """One member's fair figures as shown and frozen: whole numbers only.  ``None`` = cannot be said."""

    shifts: int
    planned: int
    households: int  # rounded
    met: int
    counted: int
    per_shift: int | None = None  # hundredths
    per_hundred: int | None = None  # hundredths
    verified: int | None = None  # tenths of a percent
    shift_rank: int | None = None
    hundred_rank: int | None = None
    verified_rank: int | None = None
    rank: int | None = None
    shared: bool = False
    note: str = ""


class Holding(NamedTuple):
    """A member keeps grids (all that lie below an assignment) from a day to a day, both included; '' = open."""

    member_id: str
    grids: frozenset[str]
    first: str
    last: str


def rounded(value: Fraction) -> int:
    """Half up, as people round."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def places(values: Mapping[str, Fraction]) -> dict[str, int]:
    """Place of each key, 1 = greatest; ties share the better place and the next one is skipped."""
    return {key: 1 + sum(1 for other in values.values() if other > value) for key, value in values.items()}


def households_in_charge(
    holdings: Sequence[Holding], households: Mapping[str, int], days: Sequence[str], serving: Mapping[str, AbstractSet[str]]
) -> dict[str, Fraction]:
    """Member → households, averaged over ``days``; ``serving``: day → members in service."""
    total: dict[str, Fraction] = {}
    for day in days:
        keepers: dict[str, set[str]] = {}
        for holding in holdings:
            if holding.first <= day and (not holding.last or holding.last >= day) and holding.member_id in serving.get(day, ()):
                for grid in holding.grids:
                    keepers.setdefault(grid, set()).add(holding.member_id)
        for grid, members in keepers.items():
            share = Fraction(households.get(grid, 0), len(members) * len(days))
            for member in members:
                total[member] = total.get(member, Fraction(0)) + share
    return total


def fair_figures(facts: Iterable[FairFact]) -> dict[str, FairFigures]:
    """Everybody's fair figures and ranks, by member."""
    listed = list(facts)
    shift = {fact.member_id: Fraction(fact.volume, fact.shifts) for fact in listed if fact.shifts}
    hundred = {fact.member_id: fact.volume * 100 / fact.households for fact in listed if fact.shifts and fact.households}
    verified = {fact.member_id: Fraction(fact.met, fact.counted) for fact in listed if fact.counted}
    ranked = {key: value for key, value in verified.items() if key in shift and _counted(listed, key) >= FEWEST_VISITS}
    by_measure = (places(shift), places(hundred), places(ranked))
    means = {}
    for key in shift:
        own = [measure[key] for measure in by_measure if key in measure]
        means[key] = Fraction(-sum(own), len(own))  # a low mean is a good one
    final = places(means)
    result = {}
    for fact in listed:
        key = fact.member_id
        figures = FairFigures(fact.shifts, fact.planned, rounded(fact.households), fact.met, fact.counted, note=_note(fact))
        result[key] = replace(
            figures,
            per_shift=rounded(shift[key] * 100) if key in shift else None,
            per_hundred=rounded(hundred[key] * 100) if key in hundred else None,
            verified=rounded(verified[key] * 1000) if key in verified else None,
            shift_rank=by_measure[0].get(key),
            hundred_rank=by_measure[1].get(key),
            verified_rank=by_measure[2].get(key),
            rank=final.get(key),
            shared=key in final and list(final.values()).count(final[key]) > 1,
        )
    return result


def _counted(facts: Sequence[FairFact], key: str) -> int:
    return next(fact.counted for fact in facts if fact.member_id == key)


def _note(fact: FairFact) -> str:
    """Why a row is to be read with care."""
    if not fact.shifts:
        why = "整周休假" if fact.away else "没有排班"
        return f"{why}，仅供参考" if fact.volume else why
    parts = []
    if fact.away:
        parts.append(f"休假 {fact.away} 班")
    if not fact.households:
        parts.append("没有网格")
    if 0 < fact.counted < FEWEST_VISITS:
        parts.append("走访太少，见面率不排")
    return "，".join(parts)


def scaled_target(weekly_target: int, planned: int, away: int, full: int) -> int:
    """The weekly target for somebody's week: leave, part-time and part weeks take their share, absence without leave does not."""
    return rounded(Fraction(weekly_target * max(0, planned - away), full)) if full else 0
