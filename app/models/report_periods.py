"""Periods of documents: week, month, quarter, half-year, year or any span, with the periods they are compared with."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from app.errors import Refused
from app.models import dates
from app.models.statistics import Period

KINDS: dict[str, str] = {"month": "月", "quarter": "季度", "half": "半年", "year": "年", "range": "起止日期"}
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
DIGITS = "零一二三四"
_QUARTER = re.compile(r"(\d{4})\s*[-年]?\s*(?:第)?\s*[Qq]?([1-4一二三四])\s*(?:季度)?")
_HALF = re.compile(r"(\d{4})\s*[-年]?\s*(?:[Hh]([12])|(上半年|下半年))")


def of_kind(kind: str, day: date) -> Period:
    """The period of a kind that contains a day."""
    length = MONTHS[kind]
    start = date(day.year, (day.month - 1) // length * length + 1, 1)
    return Period(kind, start, _end(start, length))


def _end(start: date, months: int) -> date:
    whole = start.year * 12 + start.month - 1 + months
    return date(whole // 12, whole % 12 + 1, 1) - timedelta(days=1)


def parse(kind: str, text: str) -> Period:
    """A period in words: 2026-11 · 2026-Q3, 2026年第三季度 · 2026-H1, 2026年上半年 · 2026 · 2026-01-01..2026-06-30."""
    if kind not in ("quarter", "half"):
        return dates.parse_period(kind, text)
    clean = unicodedata.normalize("NFKC", text).strip()
    if kind == "quarter":
        found = _QUARTER.fullmatch(clean)
        if found and int(found[1]) >= dates.EARLIEST_YEAR:
            number = int(found[2]) if found[2].isdigit() else DIGITS.index(found[2])
            return of_kind("quarter", date(int(found[1]), number * 3, 1))
        raise Refused(f"看不懂季度“{text}”，请写成 2026-Q3")
    half = _HALF.fullmatch(clean)
    if half and int(half[1]) >= dates.EARLIEST_YEAR:
        return of_kind("half", date(int(half[1]), 1 if half[2] == "1" or half[3] == "上半年" else 7, 1))
    raise Refused(f"看不懂半年“{text}”，请写成 2026-H1")


def label(period: Period) -> str:
    """'2026年第三季度', '2026年上半年', '2026年11月', '2026年'.  A period that is still running is named like the whole one."""
    if period.kind == "quarter":
        return f"{period.first.year}年第{DIGITS[(period.first.month + 2) // 3]}季度"
    if period.kind == "half":
        return f"{period.first.year}年{'上' if period.first.month == 1 else '下'}半年"
    return dates.period_label(period)


def until(period: Period, today: date) -> Period:
    """The part of a period that has passed by today; all of it when it is over."""
    if period.first > today:
        raise Refused(f"{label(period)}还没有开始，没有可以汇总的数据。请选较早的期间。")
    return Period(period.kind, period.first, min(period.last, today))


def before(period: Period) -> Period:
    """The period that 环比 compares with: the one before; for a running period as many days of it."""
    if period.kind not in MONTHS:
        return Period("range", period.first - timedelta(days=period.days), period.first - timedelta(days=1))
    whole = of_kind(period.kind, period.first)
    earlier = of_kind(period.kind, period.first - timedelta(days=1))
    if period.last >= whole.last:
        return earlier
    return Period(period.kind, earlier.first, min(earlier.last, earlier.first + timedelta(days=period.days - 1)))


def before_words(whole: Period, counted: Period) -> str:
    """What 环比 compares with, in words: 上月, 上季度同期 while the period is running."""
    word = {"month": "上月", "quarter": "上季度", "half": "上个半年", "year": "上年"}.get(whole.kind, "前一段时间")
    return word if counted.last >= whole.last else f"{word}同期"


def recent(kind: str, today: date, count: int = 12) -> list[Period]:
    """Periods to choose from, the running one first."""
    found = [of_kind(kind, today)]
    while len(found) < count:
        found.append(of_kind(kind, found[-1].first - timedelta(days=1)))
    return found


def usual(kind: str, today: date) -> Period:
    """What an office most probably writes about today: the running year from November on, else the last whole period; of shorter
    periods the running one once two thirds of it have passed."""
    running = of_kind(kind, today)
    passed = Period(kind, running.first, today).days / running.days
    return running if passed > 0.66 else of_kind(kind, running.first - timedelta(days=1))
