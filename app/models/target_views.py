"""Targets as screens and pages show them: a split (目标), progress (进度), and what is typed to make one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from app.errors import Problem, Refused
from app.models import dates
from app.models.documents import Imprint
from app.models.target_pace import EQUAL, MONTH_RULES, PACE_RULES, Progress
from app.models.targets import BASES, CAPPED_BY, DEFAULT_WEIGHTS, INDICATORS, LEVELS, MOST, OFFICE, weights_of

MONTH_LABELS = tuple(f"{number}月" for number in range(1, 13))


@dataclass(frozen=True)
class TargetDraft:
    """What is typed for a split."""

    year: int
    indicator: str
    level: str
    total: str
    weights: Mapping[str, str] = field(default_factory=lambda: DEFAULT_WEIGHTS)
    times: str = ""  # at most so often a household, person, entity; '' = no cap
    month_rule: str = "workdays"
    pace: str = "days"
    first_day: str = ""  # '' = 1 January
    why: str = ""


@dataclass(frozen=True)
class SplitOrder:
    """A draft that was checked."""

    year: int
    indicator: str
    level: str
    total: int
    weights: Mapping[str, Fraction]
    times: int
    month_rule: str
    pace: str
    first: date
    last: date


def checked(draft: TargetDraft) -> SplitOrder:
    """The draft in numbers; refuses at the field what cannot be."""
    problems: list[Problem] = []
    if draft.indicator not in INDICATORS or draft.level not in LEVELS:
        raise ValueError(f"target of {draft.indicator} by {draft.level}")
    total = whole_number(draft.total, "total", "总数", problems)
    times = whole_number(draft.times, "times", "次数上限", problems) if str(draft.times).strip() else 0
    if not str(draft.total).strip():
        problems = [Problem("total", "没有填总数，请填全年要完成多少。")]
    if times and draft.indicator not in CAPPED_BY:
        problems.append(Problem("times", f"{INDICATORS[draft.indicator]}没有可以对照的底数，不能设上限，请留空。"))
    first = _first_day(draft, problems)
    weights = {"equal": Fraction(1)}
    try:
        weights = weights if draft.level == OFFICE else weights_of(draft.weights)
    except Refused as refusal:
        problems += refusal.problems
    if problems:
        raise Refused(problems)
    month_rule = draft.month_rule if draft.month_rule in MONTH_RULES else EQUAL
    pace = draft.pace if draft.pace in PACE_RULES else "days"
    return SplitOrder(draft.year, draft.indicator, draft.level, total, weights, times, month_rule, pace, first, date(draft.year, 12, 31))


def whole_number(typed: str, name: str, label: str, problems: list[Problem]) -> int:
    """A whole number as people type it: 6000, 6,000, 6，000."""
    text = str(typed).strip().replace(",", "").replace("，", "")
    if text.isascii() and text.isdecimal() and int(text) <= MOST:
        return int(text)
    problems.append(Problem(name, f"{label}“{typed}”不对，填 0 到 {MOST:,} 的整数，例如 6000。"))
    return 0


def _first_day(draft: TargetDraft, problems: list[Problem]) -> date:
    if not draft.first_day:
        return date(draft.year, 1, 1)
    found = dates.from_iso(draft.first_day)
    if found is None or found.year != draft.year:
        problems.append(Problem("first_day", f"起算日期“{draft.first_day}”不在 {draft.year} 年里，年中新设的指标填开始那天，其余留空。"))
        return date(draft.year, 1, 1)
    return found


@dataclass(frozen=True)
class AllotRow:
    """One unit of a split.  Shares are tenths of a percent, the mean is tenths; None = cannot be said."""

    id: str
    code: str
    name: str
    population: int = 0
    area_m2: int = 0
    households: int = 0
    entities: int = 0
    last_year: int = 0
    shares: Mapping[str, int | None] = field(default_factory=dict)  # base → 占比
    limit_at: int | None = None
    computed: int = 0
    adjustment: int = 0
    adjust_why: str = ""
    amount: int = 0
    mean: int | None = None
    months: tuple[int, ...] = ()
    span: str = ""  # '4月1日起' where it is not the whole year
    at_limit: bool = False


@dataclass(frozen=True)
class VersionLine:
    """One version of a plan."""

    version: int
    total: int
    set_on: str
    set_by: str
    why: str
    rule: str


@dataclass(frozen=True)
class AllotSheet:
    """案件数量分配表 for an indicator: rows, sums, the rule in words, what has to be said."""

    year: int
    indicator: str
    level: str
    rows: tuple[AllotRow, ...] = ()
    total: AllotRow = AllotRow("", "", "合计")
    rule: str = ""
    bases: tuple[str, ...] = ()  # measures with a weight
    notes: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()  # what has changed since: members, grids
    divided: bool = False  # grids were re-divided since
    version: int = 0  # 0 = a preview, or nothing is set
    versions: tuple[VersionLine, ...] = ()
    form: Mapping[str, str] = field(default_factory=dict)  # what the form starts with

    @property
    def label(self) -> str:
        """'走访人数'."""
        return INDICATORS[self.indicator]

    @property
    def title(self) -> str:
        """Of the page of paper."""
        return f"{self.year}年{self.label}指标分配表"

    def shown_bases(self) -> tuple[str, ...]:
        """Columns before the result: people and area as the form R14 wants them, and whatever else has a weight."""
        wanted = ("population", "area") if set(self.bases) <= {"population", "area"} else self.bases
        return tuple(name for name in BASES if name in wanted and name != "equal")


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator of the list at the left."""

    indicator: str
    label: str
    total: int | None
    version: int = 0
    first_day: str = ""


@dataclass(frozen=True)
class ProgressRow:
    """One unit with its progress by indicator."""

    id: str
    code: str
    name: str
    grid: str
    cells: Mapping[str, Progress]


@dataclass(frozen=True)
class ProgressSheet:
    """The matrix indicator × unit of a year or a month."""

    year: int
    month: int  # 0 = the whole year
    level: str
    as_of: str
    rows: tuple[ProgressRow, ...]
    total: ProgressRow
    remark: str = ""

    @property
    def label(self) -> str:
        """'2026年' or '2026年11月'."""
        return f"{self.year}年{self.month}月" if self.month else f"{self.year}年"

    @property
    def set_indicators(self) -> tuple[str, ...]:
        """Those with a target."""
        return tuple(name for name in INDICATORS if self.total.cells[name].target is not None)


@dataclass(frozen=True)
class AllotPaper:
    """What the page of a split needs."""

    imprint: Imprint
    sheet: AllotSheet


@dataclass(frozen=True)
class ProgressPaper:
    """What the page of the progress needs; ``indicator`` '' = all of them side by side."""

    imprint: Imprint
    sheet: ProgressSheet
    indicator: str = ""


def tenths(value: int | None, signed: bool = False) -> str:
    """444 → '44.4', −56 → '−5.6'; None = '—'."""
    if value is None:
        return "—"
    sign = "−" if value < 0 else "+" if signed and value > 0 else ""
    return f"{sign}{abs(value) // 10:,}.{abs(value) % 10}"
