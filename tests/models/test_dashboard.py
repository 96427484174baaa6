"""Periods of the dashboard, their comparison, the steps of a trend, the words of a change; days looked up in a calendar of 2026."""

from __future__ import annotations

from datetime import date

import pytest

from app.errors import Refused
from app.models.dashboard import Request, age_bands, change_text, comparable, share_text, span_of, steps, tenths

FRIDAY = 5
TODAY = date(2026, 11, 20)  # a Friday: the first day of the week that the meeting on 11-27 names


def days(period) -> tuple[str, str]:
    return period.first.isoformat(), period.last.isoformat()


@pytest.mark.parametrize(
    ("word", "span", "before", "name"),
    [
        ("week", ("2026-11-20", "2026-11-20"), ("2026-11-13", "2026-11-13"), "上周同期"),
        ("last_week", ("2026-11-13", "2026-11-19"), ("2026-11-06", "2026-11-12"), "前一周"),
        ("month", ("2026-11-01", "2026-11-20"), ("2026-10-01", "2026-10-20"), "上月同期"),
        ("last_month", ("2026-10-01", "2026-10-31"), ("2026-09-01", "2026-09-30"), "前一月"),
        ("quarter", ("2026-10-01", "2026-11-20"), ("2026-07-01", "2026-08-20"), "上季同期"),
        ("year", ("2026-01-01", "2026-11-20"), ("2025-01-01", "2025-11-20"), "去年同期"),
        ("last_year", ("2025-01-01", "2025-12-31"), ("2024-01-01", "2024-12-31"), "去年同期"),
    ],
)
def test_periods_and_what_they_are_compared_with(word, span, before, name) -> None:
    found = span_of(Request(word), TODAY, FRIDAY)
    assert (days(found.period), days(found.before), found.before_label) == (span, before, name)
    assert found.unfinished == (word in ("week", "month", "quarter", "year"))


def test_a_period_of_the_own() -> None:
    found = span_of(Request("range", "2026-03-02", "2026-03-11"), TODAY, FRIDAY)
    assert (days(found.period), days(found.before), found.before_label) == (("2026-03-02", "2026-03-11"), ("2026-02-20", "2026-03-01"), "前一段")
    with pytest.raises(Refused, match="晚于"):
        span_of(Request("range", "2026-03-11", "2026-03-02"), TODAY, FRIDAY)


def test_the_last_month_of_a_long_one_is_compared_with_a_whole_short_one() -> None:
    found = span_of(Request("month"), date(2026, 3, 31), FRIDAY)
    assert (days(found.before), found.unfinished) == (("2026-02-01", "2026-02-28"), False)


def test_steps_are_months_weeks_or_days_and_never_pretend_to_be_whole() -> None:
    months = steps(span_of(Request("year"), TODAY, FRIDAY), FRIDAY)
    assert [step.label for step in months] == [f"{number}月" for number in range(1, 12)]
    assert (months[-1].note, months[-1].unfinished, days(months[-1].period)) == ("前 20 天", True, ("2026-11-01", "2026-11-20"))
    assert not any(step.unfinished for step in months[:-1])
    weeks = steps(span_of(Request("quarter"), TODAY, FRIDAY), FRIDAY)
    # the week 09-25 … 10-01 has one day in the quarter, the running one has begun today
    assert [(step.label, step.note) for step in (weeks[0], weeks[1], weeks[-1])] == [("10-01", "1 天"), ("10-08", ""), ("11-26", "前 1 天")]
    one_by_one = steps(span_of(Request("month"), TODAY, FRIDAY), FRIDAY)
    assert (len(one_by_one), one_by_one[0].label, one_by_one[-1].note) == (20, "11-01", "今天")
    assert sum(step.period.days for step in weeks) == span_of(Request("quarter"), TODAY, FRIDAY).period.days


def test_records_must_reach_back() -> None:
    before = span_of(Request("year"), TODAY, FRIDAY).before
    assert comparable("2024-05-01", before)
    assert comparable("2025-01-06", before)  # the first working day of the year
    assert not comparable("2025-02-01", before)
    assert not comparable("", before)


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (1041, 1000, "↑4.1% 比上周"),
        (959, 1000, "↓4.1% 比上周"),
        (7, 5, "↑2 比上周"),  # a ratio of a handful says nothing
        (5, 5, "比上周持平"),
        (5, 0, "↑5 比上周"),
        (5, None, "比上周 —"),
    ],
)
def test_a_change_in_words(now, before, words) -> None:
    assert change_text(now, before, "上周") == words


def test_shares_round_half_up_and_nothing_is_no_share() -> None:
    assert (tenths(1, 8), tenths(1, 16), tenths(3, 0)) == (125, 63, None)
    assert (share_text(816), share_text(None)) == ("81.6%", "—")
    assert (len(age_bands()), age_bands()[0], age_bands()[-1]) == (19, "0–4", "90+")
