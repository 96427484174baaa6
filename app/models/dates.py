"""Days, weeks and periods of the office, and the many ways in which people write a date.

A week runs from one meeting day up to the day before the next one and is named by the meeting that follows it (product.md).
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple

from app.errors import Refused
from app.models.statistics import Period

FRIDAY = 5
OFFICE_ZONE = timezone(timedelta(hours=8), "Asia/Shanghai")  # no daylight saving since 1991, so a fixed offset is enough
EARLIEST_YEAR = 1850
_EXCEL_EPOCH = date(1899, 12, 30)  # serial 60 is the 29 Feb 1900 that never was; all later serials count from here
_LAST_SERIAL = 73_050  # 2099-12-31
_MONTH = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*月?")
_YEAR = re.compile(r"(\d{4})\s*年?")
_SEPARATED = re.compile(r"(\d{4})\s*[-/.年、]\s*(\d{1,2})\s*[-/.月、]\s*(\d{1,2})\s*[日号]?")
_TIME_TAIL = re.compile(r"[T\s]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_TWO_DIGIT_YEAR = re.compile(r"\d{1,2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?")
_NO_YEAR = re.compile(r"\d{1,2}[-/.月]\d{1,2}[日号]?")


class Week(NamedTuple):
    """One office week: first and last day, the meeting day that names it and its label."""

    first: date
    last: date
    meeting: date
    label: str

    @property
    def period(self) -> Period:
        """The same week as a period of figures."""
        return Period("week", self.first, self.last)


class ParsedDate(NamedTuple):
    """A date read from text, or None with the reason in Chinese (an empty cell gives None and no reason)."""

    value: date | None
    reason: str


def day_text(day: date) -> str:
    """'11月20日 周五'."""
    return f"{day.month}月{day.day}日 周{'一二三四五六日'[day.weekday()]}"


def today_in_office() -> date:
    """Today in the zone of the office; callers that know the office day (``app.settings.office_day``) pass that instead."""
    return datetime.now(OFFICE_ZONE).date()


def week_label(meeting: date) -> str:
    """'2026年第47周': ISO year and week of the meeting day."""
    year, week, _ = meeting.isocalendar()
    return f"{year}年第{week}周"


def week_of(day: date, meeting_weekday: int = FRIDAY) -> Week:
    """The week that contains ``day``; the meeting day itself already belongs to the next week."""
    meeting = day + timedelta(days=(meeting_weekday - day.isoweekday() - 1) % 7 + 1)
    return Week(meeting - timedelta(days=7), meeting - timedelta(days=1), meeting, week_label(meeting))


def week_of_meeting(meeting: date) -> Week:
    """The week that the meeting on this day talks about."""
    return week_of(meeting - timedelta(days=1), meeting.isoweekday())


def previous_week(week: Week) -> Week:
    """The week before."""
    return week_of_meeting(week.meeting - timedelta(days=7))


def next_week(week: Week) -> Week:
    """The week after."""
    return week_of_meeting(week.meeting + timedelta(days=7))


def weeks_between(first: date, last: date, meeting_weekday: int = FRIDAY) -> list[Week]:
    """Every week that has at least one day in ``first`` … ``last``, oldest first."""
    return list(_weeks(week_of(first, meeting_weekday), last)) if first <= last else []


def _weeks(week: Week, last: date) -> Iterator[Week]:
    while week.first <= last:
        yield week
        week = next_week(week)


def month_period(year: int, month: int) -> Period:
    """One calendar month."""
    return Period("month", date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def year_period(year: int) -> Period:
    """One calendar year."""
    return Period("year", date(year, 1, 1), date(year, 12, 31))


def same_period_last_year(period: Period) -> Period:
    """The period that 同比 compares with; 29 Feb falls back to 28 Feb."""
    return Period(period.kind, _years_before(period.first, 1), _years_before(period.last, 1))


def _years_before(day: date, years: int) -> date:
    year = day.year - years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def period_label(period: Period) -> str:
    """The period in words: '2026年', '2026年11月', '2026年第47周', '2026年1月1日至6月30日'."""
    first, last = period.first, period.last
    if period.kind == "year":
        return f"{first.year}年"
    if period.kind == "month":
        return f"{first.year}年{first.month}月"
    if period.kind == "week":
        return week_label(last + timedelta(days=1))
    year = "" if first.year == last.year else f"{last.year}年"
    return f"{first.year}年{first.month}月{first.day}日至{year}{last.month}月{last.day}日"


def parse_period(kind: str, text: str, meeting_weekday: int = FRIDAY) -> Period:
    """Period named on the command line: week = any date in it, month 2026-11, year 2026, range 2026-01-01..2026-06-30."""
    clean = unicodedata.normalize("NFKC", text).strip()
    if kind == "week":
        return week_of(_day(clean), meeting_weekday).period
    if kind == "month":
        match = _MONTH.fullmatch(clean)
        if match and 1 <= int(match[2]) <= 12 and int(match[1]) >= EARLIEST_YEAR:
            return month_period(int(match[1]), int(match[2]))
        raise Refused(f"看不懂月份“{text}”，请写成 2026-11")
    if kind == "year":
        match = _YEAR.fullmatch(clean)
        if match and int(match[1]) >= EARLIEST_YEAR:
            return year_period(int(match[1]))
        raise Refused(f"看不懂年份“{text}”，请写成 2026")
    if kind == "range":
        return _range(clean, text)
    raise Refused(f"没有“{kind}”这种期间，可用 week、month、year、range")


def _range(clean: str, text: str) -> Period:
    ends = re.split(r"\s*(?:\.\.+|…+|~|至|到)\s*", clean)
    if len(ends) != 2:
        raise Refused(f"看不懂起止日期“{text}”，请写成 2026-01-01..2026-06-30")
    first, last = _day(ends[0]), _day(ends[1])
    if first > last:
        raise Refused(f"起始日期 {first} 晚于截止日期 {last}，请调换")
    return Period("range", first, last)


def _day(text: str) -> date:
    parsed = parse_date(text)
    if parsed.value is None:
        raise Refused(parsed.reason or "没有填写日期，请写成 2026-11-20")
    return parsed.value


def parse_date(value: object) -> ParsedDate:
    """Date in a cell of a table: date or datetime, Excel serial, or text in any usual form.  Two-digit years are refused."""
    if isinstance(value, str):
        return _parse_text(value)
    if isinstance(value, datetime):
        return ParsedDate(value.date(), "")
    if isinstance(value, date):
        return ParsedDate(value, "")
    if value is None:
        return ParsedDate(None, "")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _parse_number(value)
    return ParsedDate(None, f"看不懂日期“{value}”，请写成 2026-11-20")


def _parse_number(value: float) -> ParsedDate:
    if value != value or abs(value) > 99_991_231:
        return ParsedDate(None, "日期格里是数字，看不懂，请写成 2026-11-20")
    whole = int(value)
    if 18_500_101 <= whole <= 99_991_231:
        return _parse_text(str(whole))
    if 1 <= whole <= _LAST_SERIAL:
        # before March 1900 the serial is one day ahead, because spreadsheets believe in 29 Feb 1900
        return ParsedDate(_EXCEL_EPOCH + timedelta(days=whole if whole > 59 else whole + 1), "")
    return ParsedDate(None, f"看不懂日期“{value:g}”，请写成 2026-11-20")


@lru_cache(maxsize=65_536)
def _parse_text(text: str) -> ParsedDate:
    clean = unicodedata.normalize("NFKC", text).replace("\x00", "").strip().lstrip("'").strip()
    if not clean:
        return ParsedDate(None, "")
    clean = _TIME_TAIL.sub("", clean)
    if len(clean) == 8 and clean.isdigit():
        return _real_date(int(clean[:4]), int(clean[4:6]), int(clean[6:]), text)
    match = _SEPARATED.fullmatch(clean)
    if match:
        return _real_date(int(match[1]), int(match[2]), int(match[3]), text)
    if _SERIAL.fullmatch(clean):
        return _parse_number(float(clean))
    if _TWO_DIGIT_YEAR.fullmatch(clean):
        return ParsedDate(None, f"日期“{text.strip()}”的年份不全，请写四位年份，如 2026-11-20")
    if _NO_YEAR.fullmatch(clean) or _MONTH.fullmatch(clean) or _YEAR.fullmatch(clean):
        return ParsedDate(None, f"日期“{text.strip()}”不完整，请写成 2026-11-20")
    return ParsedDate(None, f"看不懂日期“{text.strip()[:20]}”，请写成 2026-11-20")


def _real_date(year: int, month: int, day: int, text: str) -> ParsedDate:
    reason = calendar_problem(year, month, day)
    if reason:
        return ParsedDate(None, f"日期“{text.strip()}”不存在：{reason}，请核对")
    return ParsedDate(date(year, month, day), "")


def calendar_problem(year: int, month: int, day: int) -> str:
    """Why this is no date of the calendar, '' when it is one."""
    if month == 0 or day == 0:
        return "月日为 00"
    if month > 12:
        return f"没有 {month} 月"
    if year < EARLIEST_YEAR or year > 9999:
        return f"年份 {year} 早于 {EARLIEST_YEAR} 年" if year < EARLIEST_YEAR else f"年份 {year} 过大"
    if month == 2 and day == 29 and monthrange(year, 2)[1] == 28:
        return f"{year} 年不是闰年"
    if day > monthrange(year, month)[1]:
        return f"{month} 月没有 {day} 日"
    return ""


def parse_shorthand(text: str, today: date) -> ParsedDate:
    """Date typed in a form: 20230815, 230815, 0815 (this year), j or 今天, z or 昨天, +7, -3, or any form of ``parse_date``."""
    clean = unicodedata.normalize("NFKC", text).strip().lower()
    if clean in ("j", "今", "今天", "今日"):
        return ParsedDate(today, "")
    if clean in ("z", "昨", "昨天", "昨日"):
        return ParsedDate(today - timedelta(days=1), "")
    if re.fullmatch(r"[+-]\d{1,4}", clean):
        return ParsedDate(today + timedelta(days=int(clean)), "")
    if clean.isdecimal() and len(clean) == 4:
        return _real_date(today.year, int(clean[:2]), int(clean[2:]), text)
    if clean.isdecimal() and len(clean) == 6:
        year = 2000 + int(clean[:2])
        if year > today.year + 1:  # 45 can only be 1945; next year is allowed for dates to come
            year -= 100
        return _real_date(year, int(clean[2:4]), int(clean[4:]), text)
    return parse_date(text)


def iso(day: date | None) -> str:
    """Stored form: '2026-11-20', '' = not recorded."""
    return day.isoformat() if day is not None else ""


@lru_cache(maxsize=65_536)
def from_iso(text: str) -> date | None:
    """Date of a stored text; None when nothing (or nothing usable) is stored."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def age_on(birth: date, day: date) -> int:
    """Completed years; the birthday itself counts, 29 Feb counts as 1 Mar in common years (domain.md §1.1)."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def age_of(birth: str, day: date) -> int | None:
    """Age from the stored text of a birth date, None when it is not recorded or lies in the future."""
    born = from_iso(birth)
    return age_on(born, day) if born is not None and born <= day else None
