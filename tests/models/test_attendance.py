"""Attendance by rule; every expected number was counted by hand on a wall calendar of 2026."""

from __future__ import annotations

from datetime import date

import pytest

from app.models.attendance import (
    Arrangement,
    DayRecord,
    Roster,
    Service,
    ShiftTemplate,
    day_sum,
    planned_days,
    sums_between,
    weekday_words,
)
from app.models.vocabulary import AttendanceState, DayKind
from app.models.work_calendar import WorkCalendar

ALWAYS = Service("m1", "2025-01-01", "")
USUAL = Roster(WorkCalendar())
EVENINGS = ShiftTemplate("e", "晚班", "1234", "14:00", "21:00")
SATURDAYS = ShiftTemplate("s", "周六班", "6", "09:00", "12:00", everybody=False)


def kind(day: str, edits: dict[str, tuple[str, str]] | None = None) -> tuple[str, str, bool]:
    found = WorkCalendar(edits).day(date.fromisoformat(day))
    return found.kind.value, found.note, found.edited


def days(roster: Roster, first: str, last: str, service: Service = ALWAYS) -> list[str]:
    return [day[5:] for day in planned_days(roster, service, date.fromisoformat(first), date.fromisoformat(last))]


def test_the_published_calendar_is_known() -> None:
    assert kind("2026-10-01") == ("holiday", "国庆节", False)
    assert kind("2026-10-10") == ("work", "国庆节补班", False)  # a Saturday
    assert kind("2026-11-21") == ("rest", "", False)
    assert kind("2026-11-20") == ("work", "", False)


def test_a_year_without_data_is_plain_weeks_and_says_so() -> None:
    assert kind("2027-01-01")[0] == "work"  # a Friday that nobody has declared yet
    assert kind("2027-01-02")[0] == "rest"
    calendar = WorkCalendar({"2027-01-01": ("holiday", "元旦")})
    assert calendar.day(date(2027, 1, 1)).kind is DayKind.HOLIDAY
    assert "2027年的节假日安排还没有收录" in calendar.remark(date(2026, 12, 1), date(2027, 1, 31))
    assert WorkCalendar().remark(date(2026, 1, 1), date(2026, 12, 31)) == ""


def test_the_offices_own_edit_wins() -> None:
    assert kind("2026-11-20", {"2026-11-20": ("rest", "防汛轮休")}) == ("rest", "防汛轮休", True)


def test_shifts_of_a_month_with_holidays_and_a_make_up_day() -> None:
    # October 2026: 1–7 holidays; Mon–Fri 8, 9, 12–16, 19–23, 26–30 = 17; Saturday the 10th is worked like a Monday: 18
    assert len(days(USUAL, "2026-10-01", "2026-10-31")) == 18
    evenings = Roster(WorkCalendar(), (EVENINGS,))
    # without Fridays 9, 16, 23, 30
    assert len(days(evenings, "2026-10-01", "2026-10-31")) == 14
    assert days(evenings, "2026-10-08", "2026-10-13") == ["10-08", "10-10", "10-12", "10-13"]


def test_part_time_follows_the_own_arrangement_from_its_day_on() -> None:
    part = Roster(WorkCalendar(), (EVENINGS, SATURDAYS), (Arrangement("m1", "s", "2026-11-10", ""),))
    # Mon 2 – Thu 5, Mon 9 as everybody; then Saturdays 14, 21, 28 only
    assert days(part, "2026-11-01", "2026-11-30") == ["11-02", "11-03", "11-04", "11-05", "11-09", "11-14", "11-21", "11-28"]
    ended = Roster(WorkCalendar(), (EVENINGS, SATURDAYS), (Arrangement("m1", "s", "2026-11-10", "2026-11-15"),))
    assert days(ended, "2026-11-13", "2026-11-17") == ["11-14", "11-16", "11-17"]


def test_no_saturday_shift_on_a_holiday_nor_on_a_rest_day_of_the_office() -> None:
    plain = Roster(WorkCalendar({"2026-11-14": ("rest", "轮休")}), (SATURDAYS,), (Arrangement("m1", "s", "2026-01-01", ""),))
    assert days(plain, "2026-10-01", "2026-10-17") == ["10-10", "10-17"]  # the 3rd lies in the national holiday
    assert days(plain, "2026-11-07", "2026-11-21") == ["11-07", "11-21"]


def test_who_joined_and_left_in_the_month_has_only_the_days_in_service() -> None:
    evenings = Roster(WorkCalendar(), (EVENINGS,))
    assert days(evenings, "2026-11-01", "2026-11-30", Service("m1", "2026-11-11", "2026-11-18")) == [
        "11-11",
        "11-12",
        "11-16",
        "11-17",
    ]


def record(state: str, shift: str = "", day: str = "2026-11-16") -> DayRecord:
    return DayRecord(day, state, shift)


@pytest.mark.parametrize(
    ("planned", "records", "counts", "unrecorded", "shown"),
    [
        (1, [record("present")], {"present": 1}, 0, "present"),
        (1, [], {}, 1, ""),
        (0, [], {}, 0, ""),
        (2, [record("sick")], {"sick": 2}, 0, "sick"),  # the whole day
        (2, [record("present", "早班"), record("leave", "晚班")], {"present": 1, "leave": 1}, 0, "present"),
        (2, [record("present", "晚班")], {"present": 1}, 1, "present"),
        (0, [record("present", "晚班")], {"present": 1}, 0, "present"),  # extra
        (0, [record("leave")], {}, 0, "leave"),  # leave on a day off costs nothing
        (1, [record("official")], {"official": 1}, 0, "official"),
        (1, [record("sick"), record("present")], {"present": 1}, 0, "present"),  # two lines of one day: on duty wins
    ],
)
def test_one_day(planned, records, counts, unrecorded, shown) -> None:
    found = day_sum(planned, records)
    assert (dict(found.counts), found.unrecorded, found.shown) == (counts, unrecorded, shown)


def test_a_day_to_come_is_no_gap() -> None:
    assert day_sum(1, [], over=False).unrecorded == 0


def test_sums_of_a_month_by_hand() -> None:
    evenings = Roster(WorkCalendar(), (EVENINGS,))
    lines = [record("present", day=f"2026-11-{day:02}") for day in (2, 3, 4, 9, 10)]
    lines += [record("official", day="2026-11-05"), record("sick", day="2026-11-11"), record("absent", day="2026-11-12")]
    lines += [record("present", day="2026-11-14"), record("annual", day="2026-11-30")]  # a Saturday; still to come
    sums = sums_between(evenings, ALWAYS, lines, date(2026, 11, 1), date(2026, 11, 30), "2026-11-17")
    # planned 2–5, 9–12, 16–19, 23–26, 30 = 17; up to the 17th 10; on duty 6 within the plan, 1 extra; 16 and 17 without a record
    assert (sums.planned, sums.due, sums.attended, sums.extra, sums.unrecorded) == (17, 10, 6, 1, 2)
    assert (sums.of(AttendanceState.SICK), sums.of(AttendanceState.ABSENT), sums.away, sums.rate) == (1, 1, 2, 60)


def test_nobody_due_has_no_rate() -> None:
    sums = sums_between(USUAL, Service("m1", "2026-12-01", ""), [], date(2026, 11, 1), date(2026, 11, 30), "2026-11-30")
    assert (sums.planned, sums.rate) == (0, None)


def test_across_the_turn_of_the_year() -> None:
    # 2026-12-31 Thursday, 2027-01-01 Friday (no data yet: worked), 4 Monday
    assert days(USUAL, "2026-12-31", "2027-01-04") == ["12-31", "01-01", "01-04"]


@pytest.mark.parametrize(
    ("marks", "words"), [("1234", "周一至周四"), ("135", "周一、三、五"), ("67", "周六、日"), ("5", "周五"), ("", "")]
)
def test_weekdays_in_words(marks, words) -> None:
    assert weekday_words(marks) == words
