"""Working days, rest days and holidays: the published arrangement (chinesecalendar) with the office's own edits on top."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from app.models.vocabulary import DayKind

WEEKDAYS = "一二三四五六日"
HOLIDAY_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
}


@dataclass(frozen=True)
class CalendarDay:
    """One day; ``edited`` = the office said so itself."""

    day: date
    kind: DayKind
    note: str = ""
    edited: bool = False

    @property
    def make_up(self) -> bool:
        """A Saturday or Sunday on which one works (补班)."""
        return self.kind is DayKind.WORK and self.day.isoweekday() > 5


@lru_cache(maxsize=1)
def known_years() -> frozenset[int]:
    """Years whose arrangement is published in the library."""
    from chinese_calendar import constants

    return frozenset(day.year for day in constants.holidays)


@lru_cache(maxsize=4096)
def published(day: date) -> CalendarDay:
    """The day as published; in a year without data Monday to Friday are working days."""
    weekend = day.isoweekday() > 5
    if day.year not in known_years():
        return CalendarDay(day, DayKind.REST if weekend else DayKind.WORK)
    import chinese_calendar

    free, name = chinese_calendar.get_holiday_detail(day)
    said = HOLIDAY_NAMES.get(str(name), "")
    if not free:
        return CalendarDay(day, DayKind.WORK, f"{said}补班" if weekend else "")
    return CalendarDay(day, DayKind.HOLIDAY if name else DayKind.REST, said)


class WorkCalendar:
    """``edits``: ISO day → (DayKind word, note)."""

    def __init__(self, edits: Mapping[str, tuple[str, str]] | None = None) -> None:
        self.edits = dict(edits or {})
        self._so_far: dict[int, list[int]] = {}  # year → working days from 1 January up to each day

    def day(self, day: date) -> CalendarDay:
        """What a day is."""
        edit = self.edits.get(day.isoformat())
        if edit is None:
            return published(day)
        return CalendarDay(day, DayKind(edit[0]), edit[1], edited=True)

    def days(self, first: date, last: date) -> list[CalendarDay]:
        """All days of a span, both ends included."""
        return [self.day(first + timedelta(days=step)) for step in range((last - first).days + 1)]

    def working_days(self, first: date, last: date) -> int:
        """Working days of a span, both ends included, make-up days too; a target asks this many thousand times."""
        total = 0
        for year in range(first.year, last.year + 1):
            begin, end = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
            if begin <= end:
                sums = self._sums(year)
                total += sums[end.timetuple().tm_yday] - sums[begin.timetuple().tm_yday - 1]
        return total

    def _sums(self, year: int) -> list[int]:
        if year not in self._so_far:
            found = [0]
            for each in self.days(date(year, 1, 1), date(year, 12, 31)):
                found.append(found[-1] + (each.kind is DayKind.WORK))
            self._so_far[year] = found
        return self._so_far[year]

    def remark(self, first: date, last: date) -> str:
        """A sentence where the published arrangement is missing, '' where nothing is."""
        missing = [year for year in range(first.year, last.year + 1) if year not in known_years()]
        if not missing:
            return ""
        years = "、".join(f"{year}年" for year in missing)
        said = "。已按本单位的修改计算" if any(day[:4] in {str(year) for year in missing} for day in self.edits) else ""
        return f"{years}的节假日安排还没有收录，暂按周一至周五工作、周六周日休息计算{said}。通知公布后请在“节假日”里改。"
