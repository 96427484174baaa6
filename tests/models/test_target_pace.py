"""Months, 序时进度, weeks and re-divisions, each counted by hand."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from app.models.target_pace import (
    DAYS,
    EQUAL,
    WORKDAYS,
    Moved,
    Span,
    after_division,
    amount_of_days,
    by_month,
    elapsed,
    in_proportion,
    measured,
    month_mean,
    progress,
    total_progress,
    working_days,
)
from app.models.target_views import tenths
from app.models.work_calendar import WorkCalendar

YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
CALENDAR = WorkCalendar()


def test_golden_44_4_against_half_a_year_is_5_6_points_behind() -> None:
    """domain.md §9 (002-25): 44.4 − 50 = −5.6 点."""
    found = measured(1000, 444, Fraction(500), 500, 0)
    assert (found.completion, found.elapsed, found.lag, found.expected) == (444, 500, -56, 500)
    assert (tenths(found.lag, signed=True), found.behind) == ("−5.6", True)


def test_1_a_year_by_days() -> None:
    # 2026-11-20 is day 324 of 365 = 88.767… %: 88.8; 5000 of 6000 = 83.3; 83.3 − 88.8; 6000 · 324/365 = 5326.03
    found = progress(6000, 5000, YEAR, date(2026, 11, 20), DAYS, CALENDAR)
    assert (found.elapsed, found.completion, found.lag, found.expected, found.missing) == (888, 833, -55, 5326, 1000)
    # working days after it: 23–27 Nov 5, 30 Nov 1, 1–4, 7–11, 14–18, 21–25, 28–31 Dec: 4+5+5+5+4 = 23: 29; 1000/29 → 35
    assert (found.days_left, found.per_day) == (29, 35)


def test_2_working_days_of_the_spring_festival_month() -> None:
    # 2026: February has 20 weekdays; holidays 16–20 and 23 Feb take 6, make-up Saturdays 14 and 28 Feb give 2
    february = Span(date(2026, 2, 1), date(2026, 2, 28))
    assert working_days(CALENDAR, february) == 16
    # made up by hand: a day off for the office itself
    assert working_days(WorkCalendar({"2026-02-02": ("rest", "搬家")}), february) == 15
    assert elapsed(february, date(2026, 2, 13), WORKDAYS, CALENDAR) == Fraction(10, 16)
    assert elapsed(february, date(2026, 2, 13), DAYS, CALENDAR) == Fraction(13, 28)


def test_3_rounding_to_months() -> None:
    # 100 over 12 equal months: 8.33 each, the four left over go to the first four
    assert by_month(100, YEAR, EQUAL, CALENDAR) == (9, 9, 9, 9, 8, 8, 8, 8, 8, 8, 8, 8)
    # a span of 16 January to 28 February by equal months: 16/31 and 1: of 47 · 31: 16·31 = 496 … 31·31 = 961
    part = Span(date(2026, 1, 16), date(2026, 2, 28))
    assert by_month(1457, part, EQUAL, CALENDAR) == (496, 961, *[0] * 10)
    found = by_month(6000, YEAR, WORKDAYS, CALENDAR)
    days = [working_days(CALENDAR, Span(date(2026, m, 1), date(2026, m + 1, 1) - timedelta(days=1))) for m in range(1, 12)]
    days.append(working_days(CALENDAR, Span(date(2026, 12, 1), date(2026, 12, 31))))
    assert sum(found) == 6000
    assert all(abs(amount - Fraction(6000 * day, sum(days))) < 1 for amount, day in zip(found, days, strict=True))
    assert in_proportion((10, 0, 20, 0), 10) == (3, 0, 7, 0)
    assert in_proportion((0, 0), 5) == ()


def test_4_an_empty_period_says_nothing() -> None:
    nobody = Span(date(2026, 5, 1), date(2026, 4, 30))
    assert by_month(5, nobody, WORKDAYS, CALENDAR) == (0,) * 12
    found = progress(5, 3, nobody, date(2026, 6, 1), DAYS, CALENDAR)
    assert (found.completion, found.lag, found.elapsed, found.per_day, month_mean(5, nobody)) == (None, None, None, None, None)
    # a target of nought has no completion
    found = progress(0, 3, YEAR, date(2026, 6, 30), DAYS, CALENDAR)
    assert (found.completion, found.lag, found.per_day) == (None, None, 0)
    # nothing was set
    assert progress(None, 3, YEAR, date(2026, 6, 30), DAYS, CALENDAR).lag is None
    assert (tenths(None), tenths(-56), tenths(3, signed=True), tenths(12345)) == ("—", "−5.6", "+0.3", "1,234.5")


def test_5_somebody_who_came_in_july() -> None:
    # 184 days from July; 1 October is day 93: 50.54 % → 50.5; 60 of 120 = 50.0
    span = Span(date(2026, 7, 1), date(2026, 12, 31))
    found = progress(120, 60, span, date(2026, 10, 1), DAYS, CALENDAR)
    assert (found.elapsed, found.completion, found.lag, found.expected) == (505, 500, -5, 61)
    assert progress(120, 0, span, date(2026, 6, 1), DAYS, CALENDAR).elapsed == 0
    assert month_mean(120, span) == 20
    # who left on 1 July: everything is due
    gone = Span(date(2026, 1, 1), date(2026, 6, 30))
    found = progress(120, 90, gone, date(2026, 10, 1), DAYS, CALENDAR)
    assert (found.elapsed, found.completion, found.lag, found.per_day) == (1000, 750, -250, None)


def test_6_over_the_target() -> None:
    found = progress(100, 130, YEAR, date(2026, 12, 31), DAYS, CALENDAR)
    assert (found.completion, found.lag, found.missing, found.per_day) == (1300, 300, 0, 0)


def test_7_the_sum_row() -> None:
    day = date(2026, 7, 1)  # day 182 of 365
    rows = [progress(365, 200, YEAR, day, DAYS, CALENDAR), progress(None, 50, YEAR, day, DAYS, CALENDAR)]
    found = total_progress(rows, 250, 100)
    assert (found.target, found.done, found.expected, found.completion, found.elapsed) == (365, 250, 182, 685, 499)
    # with a leaver the time gone is what is due: (365 · 182/365 + 100) ÷ 465 = 282/465 = 60.6 %
    rows.append(progress(100, 40, Span(date(2026, 1, 1), date(2026, 3, 31)), day, DAYS, CALENDAR))
    assert total_progress(rows, 290, 100).elapsed == 606
    assert total_progress([], 5, 100).target is None


def test_8_the_week_of_new_year_takes_from_two_months() -> None:
    # week 2026-12-25 … 12-31: working days 25, 28, 29, 30, 31; December has 23: 230 ÷ 23 × 5
    week = [date(2026, 12, 25) + timedelta(days=step) for step in range(7)]
    months = [0] * 11 + [230]
    assert amount_of_days(months, YEAR, week, CALENDAR) == 50
    # week 2026-10-30 … 11-05: one working day of October's 18 (National Day took 1, 2, 5–7, 10 October is made up), four of November's 21
    months = [0] * 9 + [180, 210, 0]
    week = [date(2026, 10, 30) + timedelta(days=step) for step in range(7)]
    assert working_days(CALENDAR, Span(date(2026, 10, 1), date(2026, 10, 31))) == 18
    assert amount_of_days(months, YEAR, week, CALENDAR) == 10 * 1 + 10 * 4
    # in office from 2 November: only the four
    assert amount_of_days(months, Span(date(2026, 11, 2), YEAR.last), week, CALENDAR) == 40


def test_9_a_month_without_a_working_day_goes_by_its_days() -> None:
    weekend = Span(date(2026, 11, 21), date(2026, 11, 22))
    assert amount_of_days([0] * 10 + [8, 0], weekend, [date(2026, 11, 21)], CALENDAR) == 4
    assert by_month(8, weekend, WORKDAYS, CALENDAR) == (*[0] * 10, 8, 0)


def test_10_a_grid_is_split_in_mid_year() -> None:
    # 12 a month; from 16 June a third of the people of A belong to N.  June: 15/30 of 12 = 6 stay, 6 are shared 4 : 2
    months = {"A": (12,) * 12, "B": (5,) * 12}
    found = after_division(months, [Moved(date(2026, 6, 16), "A", "A", 200), Moved(date(2026, 6, 16), "A", "N", 100)])
    assert found["A"] == (12,) * 5 + (10,) + (8,) * 6
    assert found["N"] == (0,) * 5 + (2,) + (4,) * 6
    assert found["B"] == (5,) * 12
    assert sum(map(sum, found.values())) == 12 * 12 + 5 * 12


@pytest.mark.parametrize("weight", [0, 50])
def test_11_two_grids_become_one_and_that_is_split_again(weight: int) -> None:
    moves = [
        Moved(date(2026, 3, 1), "A", "C", weight), Moved(date(2026, 3, 1), "B", "C", weight),
        Moved(date(2026, 9, 1), "C", "C", 1), Moved(date(2026, 9, 1), "C", "D", 3),
    ]  # fmt: skip
    found = after_division({"A": (10,) * 12, "B": (6,) * 12}, moves)
    assert (found["A"], found["B"]) == ((10, 10) + (0,) * 10, (6, 6) + (0,) * 10)
    assert found["C"] == (0, 0) + (16,) * 6 + (4,) * 4
    assert found["D"] == (0,) * 8 + (12,) * 4


@pytest.mark.parametrize("edits", [{}, {"2026-11-23": ("rest", "搬家"), "2027-01-02": ("work", "盘点")}])
def test_counting_working_days_equals_looking_at_every_day(edits) -> None:
    calendar = WorkCalendar(edits)
    for first, last in ((date(2026, 1, 1), date(2026, 12, 31)), (date(2026, 11, 20), date(2027, 1, 5)), (date(2024, 2, 29), date(2026, 3, 1))):
        assert calendar.working_days(first, last) == sum(day.kind.value == "work" for day in calendar.days(first, last))
    assert calendar.working_days(date(2026, 5, 2), date(2026, 5, 1)) == 0
