"""The weekly sheet: shapes and the rule of ranks.  Ties share the better rank, the next rank is skipped (product.md)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.models.fair_ranking import FairFigures
from app.models.statistics import Figures, Period


@dataclass(frozen=True)
class Standing:
    """A value in thousandths with its rank: weighted score, completion of the target."""

    value: int
    rank: int
    shared: bool = False


@dataclass(frozen=True)
class SheetRow:
    """One member's line of a weekly sheet."""

    member_id: str
    staff_no: str
    name: str
    grid: str  # codes of the member's grids in that week, joined with 、
    figures: Figures
    rank: int
    shared_rank: bool = False
    last_volume: int | None = None  # volume of the week before, None = was not a member
    last_rank: int | None = None
    attendance: str = ""  # '5 天', '病假2天', '' = no attendance was imported
    days_present: int | None = None
    # beside the raw rank; None = was not computed (weeks closed before) or cannot be said
    weighted: Standing | None = None
    completion: Standing | None = None
    target: int | None = None  # 数据量 this week, leave and part weeks taken off
    fair: FairFigures | None = None

    @property
    def volume(self) -> int:
        """数据量."""
        return self.figures.volume


@dataclass(frozen=True)
class Correction:
    """A change that reached a closed week after its closing: shown as 更正 in the next week, the closed sheet is untouched."""

    week_label: str
    member_id: str
    name: str
    figure: str  # a key of FIGURE_LABELS
    change: int


@dataclass(frozen=True)
class WeeklySheet:
    """The Friday sheet.  ``closed_at`` (ISO text) and ``closed_by`` are empty while the week is open."""

    period: Period
    label: str  # '2026年第47周'
    meeting: str  # ISO date of the meeting day that names the week
    rows: tuple[SheetRow, ...]
    total: Figures
    last_total: Figures | None
    closed_at: str = ""
    closed_by: str = ""
    corrections: tuple[Correction, ...] = ()
    highlights: tuple[tuple[str, str], ...] = ()  # (heading, sentence): 进步最大, 连续三周前三, 需要了解原因, 数据质量
    journal_seal: str = ""  # last seal at closing, printed on the bulletin
    definition: str = field(default="")  # the 口径 line printed under the table
    weights: str = ""  # the weights in words: '各项×1'
    weekly_target: int = 0  # 数据量 of a full week, 0 = none was set
    target_rule: str = ""  # where targets of the week come from yearly ones, '' = from weekly_target alone
    fair_rules: str = ""  # rules of the fair figures, '' = not computed


@dataclass(frozen=True)
class WeekChoice:
    """One week of the week selector; dates as ISO text."""

    meeting: str
    label: str
    first: str
    last: str
    closed: bool
    has_data: bool


@dataclass(frozen=True)
class RecordLine:
    """One record behind a figure; the counts of a list add up to the figure."""

    day: str
    title: str
    detail: str
    id: str
    count: int = 1


def told_names(sheet: WeeklySheet) -> dict[str, str]:
    """Member id → how a sentence names the member: namesakes with their number, so that nobody is taken for the other."""
    often = Counter(row.name for row in sheet.rows)
    return {row.member_id: f"{row.name}（{row.staff_no}）" if often[row.name] > 1 else row.name for row in sheet.rows}


def ranks(volumes: Sequence[int]) -> list[int]:
    """Rank of each volume, 1 = greatest; equal volumes share the better rank and the next rank is skipped."""
    position = {volume: index for index, volume in reversed(list(enumerate(sorted(volumes, reverse=True), start=1)))}
    return [position[volume] for volume in volumes]
