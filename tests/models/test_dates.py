"""Weeks from Friday to Thursday, periods of the command line, dates in every usual spelling, ages."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refused
from app.models.dates import (
    age_of,
    age_on,
    calendar_problem,
    day_text,
    from_iso,
    iso,
    month_period,
    next_week,
    parse_date,
    parse_period,
    parse_shorthand,
    period_label,
    previous_week,
    same_period_last_year,
    week_of,
    week_of_meeting,
    weeks_between,
    year_period,
)
from app.models.statistics import Period

TODAY = date(2026, 11, 20)
days = st.dates(date(1990, 1, 1), date(2100, 12, 31))


def test_the_week_of_the_demo_office() -> None:
    week = week_of(date(2026, 11, 19))
    assert (week.first, week.last, week.meeting) == (date(2026, 11, 13), date(2026, 11, 19), date(2026, 11, 20))
    assert week.label == "2026年第47周"
    assert week.period == Period("week", date(2026, 11, 13), date(2026, 11, 19))


def test_the_meeting_day_belongs_to_the_next_week() -> None:
    assert week_of(date(2026, 11, 20)).meeting == date(2026, 11, 27)


def test_the_year_changes_inside_a_week() -> None:
    # Friday 25 Dec 2026 .. Thursday 31 Dec, meeting on 1 Jan 2027 which is still ISO week 53 of 2026
    assert week_of(date(2026, 12, 31)).label == "2026年第53周"
    assert week_of(date(2027, 1, 1)).label == "2027年第1周"
    # Friday 27 Dec 2024 .. 2 Jan 2025
    assert week_of(date(2025, 1, 1)) == (date(2024, 12, 27), date(2025, 1, 2), date(2025, 1, 3), "2025年第1周")


def test_the_demo_year_has_46_whole_weeks() -> None:
    weeks = weeks_between(date(2026, 1, 2), date(2026, 11, 19))
    assert len(weeks) == 46
    assert (weeks[0].first, weeks[-1].last) == (date(2026, 1, 2), date(2026, 11, 19))
    assert weeks_between(date(2026, 1, 2), date(2026, 1, 1)) == []


@given(days, st.integers(1, 7))
def test_every_day_lies_in_exactly_one_week(day: date, meeting_weekday: int) -> None:
    week = week_of(day, meeting_weekday)
    assert week.first <= day <= week.last
    assert (week.last - week.first).days == 6
    assert week.meeting == week.last + timedelta(days=1)
    assert week.meeting.isoweekday() == week.first.isoweekday() == meeting_weekday
    assert week_of(week.first, meeting_weekday) == week_of(week.last, meeting_weekday) == week
    assert next_week(previous_week(week)) == week
    assert previous_week(week).last == week.first - timedelta(days=1)
    assert week_of_meeting(week.meeting) == week


def test_periods_of_the_command_line() -> None:
    assert parse_period("week", "2026-11-19") == Period("week", date(2026, 11, 13), date(2026, 11, 19))
    assert parse_period("week", "2026-11-19", meeting_weekday=1).first == date(2026, 11, 16)
    assert parse_period("month", "2026-11") == Period("month", date(2026, 11, 1), date(2026, 11, 30))
    assert parse_period("month", "2024年2月").last == date(2024, 2, 29)
    assert parse_period("year", "2026") == Period("year", date(2026, 1, 1), date(2026, 12, 31))
    assert parse_period("range", "2026-01-01..2026-06-30") == Period("range", date(2026, 1, 1), date(2026, 6, 30))
    assert parse_period("range", "2026-01-01至2026-01-01").days == 1


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *(("week", "2026-02-30"), ("week", ""), ("month", "2026-13"), ("month", "2026"), ("year", "二〇二六"), ("year", "0000")),
        *(("range", "2026-06-30..2026-01-01"), ("range", "2026-01-01"), ("day", "2026-01-01")),
    ],
)
def test_wrong_periods_are_refused_in_words(kind: str, text: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_period(kind, text)
    assert refused.value.problems[0].text


def test_labels() -> None:
    assert period_label(year_period(2026)) == "2026年"
    assert period_label(month_period(2026, 11)) == "2026年11月"
    assert period_label(week_of(date(2026, 11, 19)).period) == "2026年第47周"
    assert period_label(Period("range", date(2026, 1, 1), date(2026, 6, 30))) == "2026年1月1日至6月30日"
    assert period_label(Period("range", date(2025, 7, 1), date(2026, 6, 30))) == "2025年7月1日至2026年6月30日"
    assert day_text(TODAY) == "11月20日 周五"


def test_last_year() -> None:
    leap = Period("range", date(2024, 2, 29), date(2024, 2, 29))
    assert same_period_last_year(leap).first == date(2023, 2, 28)
    assert same_period_last_year(year_period(2026)) == year_period(2025)


@pytest.mark.parametrize(
    "value",
    [
        *("2026-01-02", "2026/1/2", "2026.1.2", "20260102", "2026年1月2日", "2026年1月2号", "２０２６-01-02", " 2026-01-02 ", "'2026-01-02"),
        *("2026-01-02 00:00:00", "2026-01-02T14:05", "46024", 46024, 46024.75, 20260102, 20260102.0),
        *(date(2026, 1, 2), datetime(2026, 1, 2, 14, 5)),
    ],
)
def test_one_day_in_many_spellings(value: object) -> None:
    assert parse_date(value) == (date(2026, 1, 2), "")


def test_serials_before_the_leap_day_that_never_was() -> None:
    assert parse_date(1).value == date(1900, 1, 1)
    assert parse_date(59).value == date(1900, 2, 28)
    assert parse_date(61).value == date(1900, 3, 1)


@pytest.mark.parametrize("value", [None, "", "   ", "　"])
def test_nothing_is_no_reason(value: object) -> None:
    assert parse_date(value) == (None, "")


@pytest.mark.parametrize(
    ("value", "word"),
    [
        *(("2026-02-30", "没有 30 日"), ("2023-02-29", "不是闰年"), ("2026-13-01", "没有 13 月"), ("2026-00-10", "00"), ("1789-07-14", "早于")),
        *(("26-1-2", "四位年份"), ("1月2日", "不完整"), ("2026-01", "不完整"), ("待定", "看不懂"), (float("nan"), "看不懂"), (-3, "看不懂")),
        *((True, "看不懂"), (10**12, "看不懂")),
    ],
)
def test_reasons(value: object, word: str) -> None:
    parsed = parse_date(value)
    assert parsed.value is None
    assert word in parsed.reason


@given(st.text())
def test_no_text_raises(text: str) -> None:
    assert isinstance(parse_date(text).reason, str)
    assert isinstance(parse_shorthand(text, TODAY).reason, str)
    from_iso(text)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        *(("230815", date(2023, 8, 15)), ("0815", date(2026, 8, 15)), ("20230815", date(2023, 8, 15)), ("j", TODAY), ("今天", TODAY)),
        *(("z", date(2026, 11, 19)), ("J", TODAY), ("+7", date(2026, 11, 27)), ("-1", date(2026, 11, 19)), ("450815", date(1945, 8, 15))),
        *(("270101", date(2027, 1, 1)), ("０８１５", date(2026, 8, 15)), ("2026/8/15", date(2026, 8, 15))),
    ],
)
def test_shorthand(typed: str, day: date) -> None:
    assert parse_shorthand(typed, TODAY).value == day


def test_shorthand_reasons() -> None:
    assert "没有 13 月" in parse_shorthand("1301", TODAY).reason
    assert "不是闰年" in parse_shorthand("230229", TODAY).reason


def test_ages() -> None:
    assert age_on(date(2008, 11, 20), TODAY) == 18  # the birthday itself counts
    assert age_on(date(2008, 11, 21), TODAY) == 17
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17  # 29 Feb counts as 1 Mar in common years
    assert age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18
    assert age_of("1946-11-20", TODAY) == 80
    assert age_of("", TODAY) is None
    assert age_of("2027-01-01", TODAY) is None


@given(days)
def test_stored_form_comes_back(day: date) -> None:
    assert from_iso(iso(day)) == day
    assert calendar_problem(day.year, day.month, day.day) == ""
    assert iso(None) == ""
