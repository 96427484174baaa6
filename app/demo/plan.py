"""How many entries each member makes on each day: the year's totals of the example office, split over weeks and days so that every
sum comes out exactly."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from app.settings import resource_path

FIRST_DAY = date(2026, 1, 2)  # a Friday
LAST_DAY = date(2026, 11, 19)  # the Thursday before the meeting
OFFICE_DAY = date(2026, 11, 20)
WEEKS = 46
LOGIN = "admin"
CHIEF = "赵敏"
PASSWORD = "lianxi-2026"  # of an office of invented people; printed when it is built
FIGURES = ("pop_added", "pop_cancelled", "visits_person", "legal_added", "legal_cancelled", "visits_legal")
_COLUMNS = ("新增人口", "注销人口", "走访人数", "新增法人", "注销法人", "走访法人")
_SICK = {"15": (date(2026, 11, 17), date(2026, 11, 18))}  # 彭海涛 in the last week


@dataclass(frozen=True)
class Size:
    """How big the invented office is."""

    word: str
    office: str
    grids: int
    residents_per_grid: int
    communities: int  # 0 = grids hang directly below the office


SIZES = {
    "small": Size("small", "青禾街道桂湖社区", 3, 60, 0),
    "community": Size("community", "青禾街道桂湖社区", 18, 700, 0),
    "street": Size("street", "青禾街道", 77, 1560, 18),
}


@dataclass
class GridPlan:
    """One grid with its member, the year's figures and what happens on which day."""

    code: str
    name: str
    member_no: str
    member_name: str
    estate: str
    parent: str
    totals: dict[str, int]
    attended: list[date] = field(default_factory=list)
    absent: dict[date, str] = field(default_factory=dict)  # day -> 请假, 病假 …
    days: dict[str, dict[date, int]] = field(default_factory=dict)  # figure -> day -> number


def example_rows() -> list[dict[str, str]]:
    """The eighteen grids of the founding summary with their year totals."""
    with resource_path("demo", "ranking.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers in the proportion of the weights whose sum is exactly ``total`` (largest remainders)."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    exact = [total * weight / whole for weight in weights]
    result = [int(number) for number in exact]
    order = sorted(range(len(exact)), key=lambda index: (result[index] - exact[index], index))
    for index in order[: total - sum(result)]:
        result[index] += 1
    return result


def week_days(week: int) -> list[date]:
    """Friday to Thursday of week 0 … 45."""
    return [FIRST_DAY + timedelta(days=7 * week + day) for day in range(7)]


def _is_workday(day: date) -> bool:
    import chinese_calendar

    return bool(chinese_calendar.is_workday(day))


def _attendance(random: Random, plan: GridPlan, workdays: Sequence[date]) -> None:
    for day in workdays:
        sick = day in _SICK.get(plan.code, ())
        chance = random.random()
        if sick or (chance < 0.012 and not _is_last_chance(day, workdays)):
            plan.absent[day] = "病假"
        elif chance < 0.025 and not _is_last_chance(day, workdays):
            plan.absent[day] = "请假"
        else:
            plan.attended.append(day)


def _is_last_chance(day: date, workdays: Sequence[date]) -> bool:
    """Whether the week has too few working days to spare this one."""
    week = (day - FIRST_DAY).days // 7
    return week == WEEKS - 1 or sum((other - FIRST_DAY).days // 7 == week for other in workdays) < 3


def _weekly(random: Random, plan: GridPlan) -> dict[str, list[int]]:
    present = [sum(day in plan.attended for day in week_days(week)) for week in range(WEEKS)]
    result = {}
    for figure in FIGURES:
        weights = [days * random.uniform(0.75, 1.25) for days in present]
        result[figure] = apportion(plan.totals[figure], weights)
    return result


def _volume(weekly: dict[str, list[int]], week: int) -> int:
    return sum(weekly[figure][week] for figure in FIGURES)


def _make_tie(weekly: dict[str, dict[str, list[int]]]) -> None:
    """See to it that two members share a rank at the last meeting: the nearest two, by moving a few visits between the last weeks."""
    order = sorted(weekly.values(), key=lambda one: _volume(one, WEEKS - 1))
    gaps = [(_volume(upper, WEEKS - 1) - _volume(lower, WEEKS - 1), lower) for lower, upper in zip(order, order[1:], strict=False)]
    if gaps:
        gap, lower = min(gaps, key=lambda one: one[0])
        lower["visits_person"][-1] += gap
        lower["visits_person"][-2] -= gap


def _daily(random: Random, plan: GridPlan, weekly: dict[str, list[int]]) -> None:
    for figure in FIGURES:
        plan.days[figure] = {}
        for week in range(WEEKS):
            days = [day for day in week_days(week) if day in plan.attended]
            shares = apportion(weekly[figure][week], [random.uniform(0.6, 1.4) for _ in days])
            plan.days[figure].update({day: number for day, number in zip(days, shares, strict=True) if number})


def make_plan(size: Size, random: Random) -> list[GridPlan]:
    """Every grid of the office with the numbers of every day of 2026 up to the last Thursday."""
    workdays = [day for week in range(WEEKS) for day in week_days(week) if _is_workday(day)]
    plans = [_grid(size, index, row) for index, row in _rows(size)]
    for plan in plans:
        _attendance(random, plan, workdays)
    weekly = {plan.code: _weekly(random, plan) for plan in plans}
    if not size.communities:
        _make_tie(weekly)
    for plan in plans:
        _daily(random, plan, weekly[plan.code])
    return plans


def _rows(size: Size) -> list[tuple[int, dict[str, str]]]:
    rows = example_rows()
    return [(index, rows[index % len(rows)]) for index in range(size.grids)]


def _grid(size: Size, index: int, row: dict[str, str]) -> GridPlan:
    totals = {figure: int(row[column]) for figure, column in zip(FIGURES, _COLUMNS, strict=True)}
    if size.word == "small":
        totals = {figure: max(1, number // 12) for figure, number in totals.items()}
    if not size.communities:
        code = row["网格编码"]
        return GridPlan(code, f"{code}网格", f"WG-{code}", row["网格员"], row["小区"], "", totals)
    community = index % size.communities + 1
    code = f"{community:02d}-{index // size.communities + 1:02d}"
    number = index // 18
    estate = row["小区"] + ("", "东区", "西区", "南区", "北区")[number]
    name = row["网格员"] if not number else row["网格员"][0] + "东南西北"[number - 1] + row["网格员"][-1]
    return GridPlan(code, f"{code}网格", f"WG-{code}", name, estate, f"S{community:02d}", totals)
