"""Attendance by rule: which shifts were planned for whom, which were worked, and the sums of a month.

Rules, also printed under the sheet: a shift is planned on the weekdays of its template, never on a rest day made by the calendar nor on
a holiday; a make-up working day (补班) follows the shifts of the first weekday on which the member has any.  Members with an arrangement
of their own (part-time) follow that one, all others the templates for everybody.  Only days in service count: from the first day up to
the day before leaving.  A record without a shift stands for the whole day.  公出 counts as worked.  Leave on a day without a planned
shift costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from app.models.vocabulary import AttendanceState, DayKind
from app.models.work_calendar import CalendarDay, WorkCalendar

WORKED = (AttendanceState.PRESENT, AttendanceState.OFFICIAL)
LEAVE = (AttendanceState.LEAVE, AttendanceState.SICK, AttendanceState.ANNUAL, AttendanceState.SWAPPED, AttendanceState.SPECIAL)
# digit on the keyboard → state, in the order of use
KEYS: dict[str, AttendanceState] = {
    "1": AttendanceState.PRESENT,
    "2": AttendanceState.LEAVE,
    "3": AttendanceState.SICK,
    "4": AttendanceState.ANNUAL,
    "5": AttendanceState.SWAPPED,
    "6": AttendanceState.SPECIAL,
    "7": AttendanceState.OFFICIAL,
    "8": AttendanceState.ABSENT,
}
MARKS: dict[str, str] = {
    "present": "√", "leave": "事", "sick": "病", "annual": "年", "swapped": "调", "special": "婚", "official": "公", "absent": "旷",
}  # fmt: skip
_ORDER = [state.value for state in (*WORKED, *LEAVE, AttendanceState.ABSENT)]


@dataclass(frozen=True)
class ShiftTemplate:
    """One kind of shift.  ``weekdays``: '1234' = Monday to Thursday; ``everybody``: for all without an arrangement of their own."""

    id: str
    name: str
    weekdays: str
    starts: str
    ends: str
    everybody: bool = True

    @property
    def hours(self) -> str:
        """'14:00–21:00'."""
        return f"{self.starts}–{self.ends}" if self.starts and self.ends else ""


# in force until the office writes its own: evening rounds on Monday to Thursday, the meeting on Friday
DEFAULT_TEMPLATES = (ShiftTemplate("", "晚班", "1234", "14:00", "21:00"), ShiftTemplate("", "例会班", "5", "14:00", "18:00"))


class Arrangement(NamedTuple):
    """A member follows a template of the own from a day to a day, both included; '' = open."""

    member_id: str
    template_id: str
    first: str
    last: str


class Service(NamedTuple):
    """Days in service: from ``joined_on`` up to the day before ``left_on``."""

    member_id: str
    joined_on: str
    left_on: str

    def on(self, day: str) -> bool:
        """Whether in service on a day."""
        return self.joined_on <= day and (not self.left_on or self.left_on > day)


class DayRecord(NamedTuple):
    """One stored line of attendance."""

    day: str
    state: str
    shift: str = ""
    note: str = ""


@dataclass(frozen=True)
class Roster:
    """Everything that says which shifts are planned."""

    calendar: WorkCalendar
    templates: Sequence[ShiftTemplate] = DEFAULT_TEMPLATES
    arrangements: Sequence[Arrangement] = ()

    def templates_of(self, member_id: str, day: str) -> list[ShiftTemplate]:
        """The shifts that a member follows on a day, whatever weekday it is."""
        own = {
            a.template_id
            for a in self.arrangements
            if a.member_id == member_id and a.first <= day and (not a.last or a.last >= day)
        }
        return [template for template in self.templates if (template.id in own if own else template.everybody)]

    @property
    def shifts_a_week(self) -> int:
        """Shifts of a week without holidays for somebody who follows the templates for everybody."""
        return sum(len(template.weekdays) for template in self.templates if template.everybody)

    def planned(self, service: Service, day: CalendarDay) -> list[ShiftTemplate]:
        """The shifts that are planned for a member on a day."""
        text, weekday = day.day.isoformat(), day.day.isoweekday()
        if day.kind is DayKind.HOLIDAY or not service.on(text):
            return []
        templates = self.templates_of(service.member_id, text)
        if day.make_up:
            weekday = min((int(mark) for template in templates for mark in template.weekdays), default=weekday)
        elif day.kind is DayKind.REST and (weekday <= 5 or day.edited):
            return []
        return [template for template in templates if str(weekday) in template.weekdays]


@dataclass(frozen=True)
class DaySum:
    """One member on one day, in shifts."""

    planned: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)  # state → shifts
    unrecorded: int = 0
    shown: str = ""  # the state that a calendar cell shows

    @property
    def worked(self) -> int:
        """Shifts on duty, extra ones included."""
        return sum(self.counts.get(state.value, 0) for state in WORKED)


def day_sum(planned: int, records: Iterable[DayRecord], over: bool = True) -> DaySum:
    """Count one day; ``over`` = the day has come, so that a missing record is a gap."""
    by_shift: dict[str, str] = {}
    for record in sorted(records, key=lambda record: _rank(record.state)):
        by_shift.setdefault(record.shift, record.state)
    if "" in by_shift:  # the whole day
        by_shift = {"": by_shift[""]}
    worked_words = {state.value for state in WORKED}
    counts: dict[str, int] = {}
    for shift, state in by_shift.items():
        units = (planned if not shift else min(planned, 1)) or int(state in worked_words)
        if units:
            counts[state] = counts.get(state, 0) + units
    missing = max(0, planned - sum(counts.values())) if over else 0
    shown = min(by_shift.values(), key=_rank, default="")
    return DaySum(planned, counts, missing, shown)


def _rank(state: str) -> int:
    return _ORDER.index(state) if state in _ORDER else len(_ORDER)


@dataclass(frozen=True)
class MonthSums:
    """A member's line of the monthly sheet, in shifts."""

    planned: int = 0
    due: int = 0  # planned up to today
    attended: int = 0  # worked within the plan
    extra: int = 0  # worked beyond it
    counts: Mapping[str, int] = field(default_factory=dict)
    unrecorded: int = 0

    def of(self, state: AttendanceState) -> int:
        """Shifts of one state."""
        return self.counts.get(state.value, 0)

    @property
    def worked(self) -> int:
        """All shifts on duty."""
        return self.attended + self.extra

    @property
    def away(self) -> int:
        """Leave of every kind."""
        return sum(self.of(state) for state in LEAVE)

    @property
    def rate(self) -> int | None:
        """出勤率 in whole percent: attended of those due up to today; None = nothing was due."""
        return (200 * self.attended + self.due) // (2 * self.due) if self.due else None


def month_sums(days: Iterable[tuple[str, DaySum]], today: str) -> MonthSums:
    """Add up (ISO day, sum) pairs."""
    planned = due = attended = extra = unrecorded = 0
    counts: dict[str, int] = {}
    for day, each in days:
        planned += each.planned
        due += each.planned if day <= today else 0
        attended += min(each.worked, each.planned)
        extra += max(0, each.worked - each.planned)
        unrecorded += each.unrecorded
        for state, units in each.counts.items():
            counts[state] = counts.get(state, 0) + units
    return MonthSums(planned, due, attended, extra, counts, unrecorded)


def sums_between(
    roster: Roster, service: Service, records: Iterable[DayRecord], first: date, last: date, today: str
) -> MonthSums:  # fmt: skip
    """Planned and worked shifts of a member in any span."""
    by_day: dict[str, list[DayRecord]] = {}
    for record in records:
        by_day.setdefault(record.day, []).append(record)
    found = []
    for day in roster.calendar.days(first, last):
        text = day.day.isoformat()
        found.append((text, day_sum(len(roster.planned(service, day)), by_day.get(text, ()), text <= today)))
    return month_sums(found, today)


def planned_days(roster: Roster, service: Service, first: date, last: date) -> list[str]:
    """Days of a span with a planned shift: the days that a leave really takes."""
    return [day.day.isoformat() for day in roster.calendar.days(first, last) if roster.planned(service, day)]


def weekday_words(weekdays: str) -> str:
    """'1234' → 周一至周四, '135' → 周一、三、五."""
    places = sorted({int(mark) for mark in weekdays if mark in "1234567"})
    if not places:
        return ""
    words = ["一二三四五六日"[place - 1] for place in places]
    if len(places) > 2 and places == list(range(places[0], places[-1] + 1)):
        return f"周{words[0]}至周{words[-1]}"
    return "周" + "、".join(words)


def span_words(first: date, last: date) -> str:
    """'11月3日' or '11月3日至5日'."""
    if first == last:
        return f"{first.month}月{first.day}日"
    month = f"{last.month}月" if last.month != first.month else ""
    return f"{first.month}月{first.day}日至{month}{last.day}日"
