"""仪表盘: periods to choose from, and the shapes of what it shows.  Services fill them; reports draw them; the window shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.models import dates
from app.models.dates import month_period, period_label, same_period_last_year, week_of, weeks_between, year_period
from app.models.statistics import Period

TABS = (("overview", "总览"), ("people", "人口"), ("visits", "走访"), ("team", "队伍"))
PERIODS = (
    ("week", "本周"), ("last_week", "上周"), ("month", "本月"), ("last_month", "上月"), ("quarter", "本季"), ("year", "今年"),
    ("last_year", "去年"), ("range", "自定"),
)  # fmt: skip
USUAL_PERIOD = "year"
BEGINNING = 6  # days: records that begin in the first week of a span still make it comparable
AGE_BAND, OLDEST_BAND = 5, 90
NOW, OTHER, WARN = "now", "other", "warn"  # tone of a bar: blue, grey, amber with stripes
BARS, TREND, PYRAMID = "bars", "trend", "pyramid"
NOTHING = "—"


@dataclass(frozen=True)
class Request:
    """What was asked for: a period by its word (``range``: with two ISO days), a node of the grid tree ('' = everything allowed)."""

    period: str = USUAL_PERIOD
    first: str = ""
    last: str = ""
    grid_id: str = ""


@dataclass(frozen=True)
class Span:
    """The chosen period up to today, and what it is compared with."""

    period: Period
    label: str
    before: Period
    before_label: str  # '去年同期', '上月同期', '上周'
    unfinished: bool  # today lies in it, so it ends before its last day

    @property
    def days_text(self) -> str:
        """'2026-01-01 至 2026-11-20'."""
        return f"{self.period.first} 至 {self.period.last}"


@dataclass(frozen=True)
class Step:
    """One point of a trend."""

    label: str
    period: Period
    note: str = ""  # '前 20 天', '今天', '5 天' of a step that is not whole

    @property
    def unfinished(self) -> bool:
        """Whether days of it are missing."""
        return bool(self.note)


@dataclass(frozen=True)
class Target:
    """What stands behind one value.  ``kind`` says which records (services/dashboard_lines), ``value`` and ``more`` narrow them."""

    kind: str
    value: str = ""
    more: str = ""
    title: str = ""
    first: str = ""  # another span than the whole period
    last: str = ""


@dataclass(frozen=True)
class PanelRow:
    """One bar, point or band.  ``values`` are whole numbers (counts, or tenths of a percent), one for each series; None = not known."""

    label: str
    values: tuple[int | None, ...]
    texts: tuple[str, ...]  # the values as printed
    targets: tuple[Target | None, ...] = ()
    tone: str = NOW
    note: str = ""
    unfinished: bool = False

    def target(self, series: int = 0) -> Target | None:
        """What opens when a value is chosen; the first one where a series has none of its own."""
        own = self.targets[series] if series < len(self.targets) else None
        return own or next((each for each in self.targets if each is not None), None)


@dataclass(frozen=True)
class Panel:
    """One chart with its finding.  ``heads``: the columns of its table, the first names the rows."""

    key: str
    title: str
    subtitle: str
    form: str
    heads: tuple[str, ...]
    rows: tuple[PanelRow, ...]
    series: tuple[str, ...] = ()
    reference: int | None = None  # dashed line
    reference_text: str = ""
    share: bool = False  # values are tenths of a percent
    empty: str = ""  # sentence in place of a chart
    tall: bool = False  # takes the right column

    @property
    def spoken(self) -> str:
        """For screen readers: every figure in words."""
        return "；".join(f"{row.label} {' '.join(text for text in row.texts if text)}" for row in self.rows) or self.empty


@dataclass(frozen=True)
class BigNumber:
    """One of the five numbers.  ``change``: '↑4.1% 比去年同期'; ``tone``: ok or ''."""

    label: str
    text: str
    unit: str
    change: str
    note: str = ""
    target: Target | None = None
    value: int = 0
    figure: str = ""  # persons, households or new: what the comparison looks up, '' = it has none


@dataclass(frozen=True)
class Board:
    """One tab of the dashboard, ready to be shown."""

    tab: str
    request: Request
    span: Span
    scope: str
    numbers: tuple[BigNumber, ...]
    panels: tuple[Panel, ...]
    as_of: str  # '2026-11-20 12:06'
    meaning: str  # 口径
    compared: bool = False  # the other year or period was looked up
    past: bool = False  # the period ended before today: counts of people are those of its last day


@dataclass(frozen=True)
class Picture:
    """A drawn chart: RGBA bytes and where each value lies, in pixels of the picture (left, top, right, bottom, row, series)."""

    width: int
    height: int
    rgba: bytes
    areas: tuple[tuple[int, int, int, int, int, int], ...]


def span_of(request: Request, today: date, meeting_weekday: int) -> Span:
    """The period of a request, cut at today."""
    whole = _whole(request, today, meeting_weekday)
    unfinished = whole.last > today >= whole.first
    last = min(whole.last, max(today, whole.first))
    period = Period(whole.kind if last == whole.last else "range", whole.first, last)
    before, words = _before(request.period, whole, period)
    label = period_label(whole) if whole.kind != "quarter" else f"{whole.first.year}年第{(whole.first.month + 2) // 3}季度"
    return Span(period, label, before, f"{words}同期" if unfinished or words == "去年" else words, unfinished)


def _whole(request: Request, today: date, meeting_weekday: int) -> Period:
    word, week = request.period, week_of(today, meeting_weekday)
    if word in ("week", "last_week"):
        return (dates.previous_week(week) if word == "last_week" else week).period
    if word in ("month", "last_month"):
        day = today.replace(day=1) - timedelta(days=1) if word == "last_month" else today
        return month_period(day.year, day.month)
    if word == "quarter":
        return quarter_of(today)
    if word == "range":
        found = dates.parse_period("range", f"{request.first}..{request.last}")
        return Period("range", found.first, found.last)
    return year_period(today.year - (word == "last_year"))


def quarter_of(day: date) -> Period:
    """The quarter of a day."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    last = month_period(first.year, first.month + 2).last
    return Period("quarter", first, last)


def _before(word: str, whole: Period, period: Period) -> tuple[Period, str]:
    """The span to compare with and its name; as many days of it as the period has so far."""
    if word in ("year", "last_year"):
        return same_period_last_year(period), "去年"
    if word in ("month", "last_month"):
        day = whole.first - timedelta(days=1)
        base, name = month_period(day.year, day.month), "上月"
        name = "前一月" if word == "last_month" else name
    elif word == "quarter":
        base, name = quarter_of(whole.first - timedelta(days=1)), "上季"
    else:
        days = timedelta(days=whole.days)
        base = Period("range", whole.first - days, whole.last - days)
        name = {"week": "上周", "last_week": "前一周"}.get(word, "前一段")
    if period.last == whole.last:
        return base, name
    return Period("range", base.first, min(base.last, base.first + timedelta(days=period.days - 1))), name


def comparable(first_record: str, before: Period) -> bool:
    """Whether records reach back far enough; a comparison with days nobody recorded would be no comparison."""
    return bool(first_record) and first_record <= (before.first + timedelta(days=BEGINNING)).isoformat()


def steps(span: Span, meeting_weekday: int) -> tuple[Step, ...]:
    """The points of the trend: days up to a month, weeks up to a quarter, else months."""
    first, last = span.period.first, span.period.last
    if span.period.days <= 31:
        days = [first + timedelta(days=number) for number in range(span.period.days)]
        return tuple(_step(span, f"{day.month}-{day.day:02d}", Period("range", day, day)) for day in days)
    if span.period.days <= 100:
        weeks = weeks_between(first, last, meeting_weekday)
        return tuple(_step(span, f"{week.last.month}-{week.last.day:02d}", week.period) for week in weeks)
    found, day = [], first
    while day <= last:
        month = month_period(day.year, day.month)
        found.append(_step(span, f"{day.month}月" if first.year == last.year else f"{day.year % 100:02d}-{day.month:02d}", month))
        day = month.last + timedelta(days=1)
    return tuple(found)


def _step(span: Span, label: str, whole: Period) -> Step:
    """The part of a day, week or month that lies in the span."""
    part = Period("range", max(span.period.first, whole.first), min(span.period.last, whole.last))
    running = span.unfinished and part.last == span.period.last
    if whole.days == 1:
        return Step(label, part, "今天" if running else "")
    if part.first > whole.first:
        return Step(label, part, f"{part.days} 天")
    return Step(label, part, "" if part.last == whole.last else f"前 {part.days} 天")


def change_text(now: int, before: int | None, name: str) -> str:
    """'↑4.1% 比去年同期', '比上周 持平'; '比去年同期 —' where nothing can be compared."""
    if before is None:
        return f"比{name} {NOTHING}"
    if now == before:
        return f"比{name}持平"
    arrow = "↑" if now > before else "↓"
    if before < 10:  # a ratio of a handful says nothing
        return f"{arrow}{abs(now - before):,} 比{name}"
    tenths = (2000 * abs(now - before) + before) // (2 * before)
    return f"{arrow}{tenths // 10}.{tenths % 10}% 比{name}"


def tenths(part: int, whole: int) -> int | None:
    """A share in tenths of a percent, half up; None of nothing."""
    return (2000 * part + whole) // (2 * whole) if whole else None


def share_text(value: int | None) -> str:
    """'81.6%', '—' of nothing."""
    return NOTHING if value is None else f"{value // 10}.{value % 10}%"


def age_bands() -> tuple[str, ...]:
    """'0–4', '5–9' … '90+', youngest first."""
    starts = range(0, OLDEST_BAND, AGE_BAND)
    return (*(f"{start}–{start + AGE_BAND - 1}" for start in starts), f"{OLDEST_BAND}+")
