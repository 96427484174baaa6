"""Time and targets: a year cut into months, 序时进度, what a week asks for, what a re-division of grids does to the months.

Rules (``RULES`` prints them):
- 序时进度 = 完成率 − 时间进度, in points of percent, both rounded to one decimal first so that the paper adds up.
- 时间进度 counts the days (or working days) of the time in office up to and including today.
- months follow the working days (or are equal, a part month by its days), whole numbers by the largest remainder, earlier month first.
- after a re-division the months gone stay with the old grid, the months to come go with the people; the month of the change by days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from app.models.dates import month_period
from app.models.fair_ranking import rounded
from app.models.targets import largest_remainder
from app.models.vocabulary import DayKind
from app.models.work_calendar import WorkCalendar

WORKDAYS, DAYS, EQUAL = "workdays", "days", "equal"
MONTH_RULES = {WORKDAYS: "按工作日", EQUAL: "各月平均"}
PACE_RULES = {DAYS: "按天数", WORKDAYS: "按工作日"}
RULES = (
    "进度口径：完成率＝完成÷指标；时间进度＝已过天数（含当天）÷全部天数；序时进度＝完成率－时间进度，单位为百分点，负数为落后；"
    "应完成＝指标×时间进度；每日还需＝差额÷剩余工作日，向上取整。没有指标的记“—”。"
)
NOTHING = (0,) * 12


class Span(NamedTuple):
    """Days in office within a year, both included; ``first`` after ``last`` = none."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many."""
        return max(0, (self.last - self.first).days + 1)

    def within(self, first: date, last: date) -> Span:
        """The common part."""
        return Span(max(self.first, first), min(self.last, last))


def working_days(calendar: WorkCalendar, span: Span) -> int:
    """Working days of a span, make-up days included."""
    return calendar.working_days(span.first, span.last) if span.days else 0


# ---- months ----------------------------------------------------------------------------------------------------------------------


def month_weights(span: Span, rule: str, calendar: WorkCalendar) -> list[Fraction]:
    """How much each month of the year of ``span.first`` counts."""
    parts = []
    for number in range(1, 13):
        month = month_period(span.first.year, number)
        parts.append((span.within(month.first, month.last), month.days))
    if rule == WORKDAYS:
        found = [Fraction(working_days(calendar, part)) for part, _ in parts]
        if any(found):
            return found
    return [Fraction(part.days, days) for part, days in parts]


def by_month(amount: int, span: Span, rule: str, calendar: WorkCalendar) -> tuple[int, ...]:
    """Twelve whole numbers that add up to the amount; months outside the span have none."""
    weights = month_weights(span, rule, calendar)
    whole = sum(weights, Fraction(0))
    if not whole:
        return NOTHING
    inside = [place for place, weight in enumerate(weights) if weight]
    amounts = largest_remainder([amount * weights[place] / whole for place in inside], amount)
    found = dict(zip(inside, amounts, strict=True))
    return tuple(found.get(place, 0) for place in range(12))


def in_proportion(months: Sequence[int], amount: int) -> tuple[int, ...]:
    """Another amount over the months as they were shared before; () = there was nothing to go by."""
    whole = sum(months)
    if not whole:
        return ()
    inside = [place for place, value in enumerate(months) if value]
    amounts = largest_remainder([Fraction(amount * months[place], whole) for place in inside], amount)
    found = dict(zip(inside, amounts, strict=True))
    return tuple(found.get(place, 0) for place in range(len(months)))


def month_mean(amount: int, span: Span) -> Fraction | None:
    """月均: per month in office, a part month by its days."""
    months = sum(month_weights(span, EQUAL, WorkCalendar()), Fraction(0)) if span.days else Fraction(0)
    return Fraction(amount) / months if months else None


# ---- 序时进度 ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Progress:
    """Target and done of one unit.  None = cannot be said; tenths of a percent (or point) where a share is meant."""

    target: int | None
    done: int
    elapsed: int | None = None  # tenths
    completion: int | None = None  # tenths
    lag: int | None = None  # 序时进度, tenths of a point; below nought = behind
    expected: int | None = None
    missing: int | None = None
    per_day: int | None = None  # needed per remaining working day
    days_left: int = 0  # working days

    @property
    def behind(self) -> bool:
        """Whether it lags."""
        return self.lag is not None and self.lag < 0


def elapsed(span: Span, today: date, rule: str, calendar: WorkCalendar) -> Fraction | None:
    """Part of the span that has gone, today included; None = an empty span."""
    if not span.days:
        return None
    gone = span.within(span.first, today)
    if rule == WORKDAYS:
        whole = working_days(calendar, span)
        if whole:
            return Fraction(working_days(calendar, gone), whole)
    return Fraction(gone.days, span.days)


def progress(target: int | None, done: int, span: Span, today: date, rule: str, calendar: WorkCalendar) -> Progress:
    """Everything that is said about a target on a day."""
    gone = elapsed(span, today, rule, calendar)
    left = working_days(calendar, span.within(today + timedelta(days=1), span.last))
    if target is None or gone is None:
        return Progress(target, done, None if gone is None else rounded(gone * 1000), days_left=left)
    return measured(target, done, target * gone, rounded(gone * 1000), left)


def measured(target: int, done: int, due: Fraction, time: int, left: int) -> Progress:
    """The figures that follow from target, done and time gone."""
    missing = max(0, target - done)
    completion = rounded(Fraction(done * 1000, target)) if target else None
    return Progress(
        target=target,
        done=done,
        elapsed=time,
        completion=completion,
        lag=None if completion is None else completion - time,
        expected=rounded(due),
        missing=missing,
        per_day=-(-missing // left) if left else (0 if not missing else None),
        days_left=left,
    )


def total_progress(rows: Sequence[Progress], done: int, days_left: int) -> Progress:
    """The sum row: target and due add up, the time gone is what is due of the target; done is everybody's who has a target."""
    aimed = [row for row in rows if row.target is not None and row.expected is not None]
    if not aimed:
        return Progress(None, done, days_left=days_left)
    target, due = sum(row.target or 0 for row in aimed), sum(row.expected or 0 for row in aimed)
    time = rounded(Fraction(due * 1000, target)) if target else max((row.elapsed or 0 for row in aimed), default=0)
    same = {row.elapsed for row in aimed}
    return measured(target, done, Fraction(due), same.pop() or 0 if len(same) == 1 else time, days_left)


# ---- the week's part of a year's target ------------------------------------------------------------------------------------------


def amount_of_days(months: Sequence[int], span: Span, days: Sequence[date], calendar: WorkCalendar) -> Fraction:
    """What some days ask for: each month's target spread evenly over its working days in office (its days where there are none)."""
    total = Fraction(0)
    for day in days:
        if not span.first <= day <= span.last:
            continue
        month = month_period(day.year, day.month)
        part = span.within(month.first, month.last)
        working = working_days(calendar, part)
        if working:
            total += Fraction(months[day.month - 1], working) if calendar.day(day).kind is DayKind.WORK else 0
        else:
            total += Fraction(months[day.month - 1], part.days)
    return total


# ---- re-division of grids --------------------------------------------------------------------------------------------------------


class Moved(NamedTuple):
    """From a day on, ``weight`` of an old grid belongs to a new one (or stays, when both are the same)."""

    day: date
    old: str
    new: str
    weight: int


def after_division(months: Mapping[str, Sequence[int]], moves: Sequence[Moved]) -> dict[str, tuple[int, ...]]:
    """Months of every grid after re-divisions; each month's sum over the grids stays what it was."""
    found = {key: list(values) for key, values in months.items()}
    steps = sorted({(move.day, move.old) for move in moves})
    for day, old in steps:
        if old not in found:
            continue
        heirs: dict[str, int] = {}
        for move in moves:
            if (move.day, move.old) == (day, old):
                heirs[move.new] = heirs.get(move.new, 0) + move.weight
        if not any(heirs.values()):
            heirs = dict.fromkeys(heirs, 1)
        _hand_over(found, old, heirs, day)
    return {key: tuple(values) for key, values in found.items()}


def _hand_over(found: dict[str, list[int]], old: str, heirs: Mapping[str, int], day: date) -> None:
    whole = sum(heirs.values())
    length = month_period(day.year, day.month).days
    for place in range(day.month - 1, 12):
        amount = found[old][place]
        gone = Fraction(day.day - 1, length) if place == day.month - 1 else Fraction(0)
        exact = [amount * gone, *(amount * (1 - gone) * weight / whole for weight in heirs.values())]
        kept, *given = largest_remainder(exact, amount)
        found[old][place] = kept
        for key, value in zip(heirs, given, strict=True):
            found.setdefault(key, [0] * 12)[place] += value
