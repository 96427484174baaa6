"""Columns of the week's other views: weighted score, completion of the target, fair figures beside the raw rank."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.models import ranking_views
from app.models.fair_ranking import FairFigures
from app.models.rankings import SheetRow
from app.ui.tables.cells import BAR, CENTRE, RIGHT, Bar, Cell, Column

AWAY = ("病假", "请假", "年休假", "婚产丧假", "旷工", "调休")
RUNS_LOW = 0.8  # below this share of the middle volume, or of the target, the bar is amber
WHOLE = 1000  # the target reached, in thousandths

Value = Callable[[SheetRow], int | None]
LEAST = -1


def rank_cell(line: Any, view: str) -> Cell:
    """The rank in a view."""
    if line.total:
        return Cell("合计", bold=True)
    rank = ranking_views.rank_of(line.row, view)
    return Cell("—" if rank is None else str(rank), bold=True, note="并列" if ranking_views.is_shared(line.row, view) else "")


def _raw_rank(line: Any) -> Cell:
    """The raw rank, and how far the view moves the member."""
    return Cell() if line.total else Cell(str(line.row.rank), token="ink2")


def _number(read: Value, places: int = 0, bold: bool = False, token: str = "ink", rank: Value | None = None) -> Callable[[Any], Cell]:
    def cell(line: Any) -> Cell:
        value = read(line.row)
        text = ranking_views.decimal(value, places) if places else "—" if value is None else f"{value:,}"
        place = rank(line.row) if rank is not None and not line.total else None
        return Cell(text, bold=bold, token=token if value is not None else "ink3", note=f"第{place}" if place else "")

    return cell


def _of(read: Callable[[FairFigures], int | None]) -> Value:
    return lambda row: read(row.fair) if row.fair else None


def is_away(row: SheetRow) -> bool:
    """Whether the member was on leave for a part of the week: the bar is grey, not a judgement."""
    return any(word in row.attendance for word in AWAY)


def _bar(read: Value) -> Callable[[Any], Cell]:
    def cell(line: Any) -> Cell:
        value = read(line.row)
        if line.total or value is None:
            return Cell(token="ink2")
        if line.view != ranking_views.COMPLETION:
            return Cell(text=str(value), bar=Bar(value / line.scale))
        token = "bar_grey" if is_away(line.row) else "bar_warn" if value < RUNS_LOW * WHOLE else "bar"
        return Cell(text=str(value), bar=Bar(value / line.scale, None, min(1.0, WHOLE / line.scale), token))

    return cell


def scale_of(rows: list[SheetRow], view: str) -> int:
    """The longest bar."""
    read = BARS.get(view)
    return max([1000 if view == ranking_views.COMPLETION else 1, *((read(row) or 0) for row in rows)]) if read else 1


def _weighted_value(row: SheetRow) -> int | None:
    return row.weighted.value if row.weighted else None


def _completion_value(row: SheetRow) -> int | None:
    return row.completion.value if row.completion else None


BARS: dict[str, Value] = {ranking_views.WEIGHTED: _weighted_value, ranking_views.COMPLETION: _completion_value}


def fair_columns() -> list[Column]:
    """公平对照."""
    return [
        Column("raw", "原名次", 62, _raw_rank, align=CENTRE, sort="raw"),
        Column("volume", "数据量", 64, _number(lambda row: row.volume, bold=True), align=RIGHT, sort="volume"),
        Column("shifts", "班次", 52, _number(_of(lambda fair: fair.shifts)), align=RIGHT, sort="shifts"),
        Column("per_shift", "每班次", 100, _number(_of(lambda fair: fair.per_shift), 2, True, rank=_of(lambda fair: fair.shift_rank)),
               align=RIGHT, sort="per_shift"),
        Column("households", "户数", 58, _number(_of(lambda fair: fair.households or None)), align=RIGHT, sort="households"),
        Column("per_hundred", "每百户", 106, _number(_of(lambda fair: fair.per_hundred), 2, True, rank=_of(lambda fair: fair.hundred_rank)),
               align=RIGHT, sort="per_hundred"),
        Column("verified", "见面率%", 96, _number(_of(lambda fair: fair.verified), 1, True, rank=_of(lambda fair: fair.verified_rank)),
               align=RIGHT, sort="verified"),
        Column("note", "说明", 130, lambda line: Cell(line.row.fair.note if line.row.fair else "", token="warn"), stretch=1),
    ]  # fmt: skip


def weighted_columns() -> list[Column]:
    """加权得分."""
    return [
        Column("bar", "本周得分", 118, _bar(_weighted_value), kind=BAR, stretch=1),
        Column("score", "得分", 82, _number(lambda row: ranking_views.score(row.weighted), 1, True), align=RIGHT, sort="score"),
        Column("raw", "原名次", 62, _raw_rank, align=CENTRE, sort="raw"),
        Column("volume", "数据量", 64, _number(lambda row: row.volume), align=RIGHT, sort="volume"),
    ]


def completion_columns() -> list[Column]:
    """完成率."""
    return [
        Column("bar", "完成情况", 118, _bar(_completion_value), kind=BAR, stretch=1),
        Column("completion", "完成率%", 82, _number(lambda row: ranking_views.percent(row.completion), 1, True), align=RIGHT, sort="completion"),
        Column("volume", "数据量", 64, _number(lambda row: row.volume), align=RIGHT, sort="volume"),
        Column("target", "目标", 64, _number(lambda row: row.target), align=RIGHT, sort="target"),
        Column("shifts", "班次", 52, _number(_of(lambda fair: fair.shifts)), align=RIGHT, sort="shifts"),
        Column("raw", "原名次", 62, _raw_rank, align=CENTRE, sort="raw"),
    ]


def _or_least(read: Value) -> Callable[[SheetRow], int]:
    def key(row: SheetRow) -> int:
        value = read(row)
        return LEAST if value is None else value

    return key


SORTS: dict[str, Callable[[SheetRow], object]] = {
    "raw": lambda row: row.rank,
    "score": _or_least(_weighted_value),
    "completion": _or_least(_completion_value),
    "target": _or_least(lambda row: row.target),
    "shifts": _or_least(_of(lambda fair: fair.shifts)),
    "per_shift": _or_least(_of(lambda fair: fair.per_shift)),
    "households": _or_least(_of(lambda fair: fair.households)),
    "per_hundred": _or_least(_of(lambda fair: fair.per_hundred)),
    "verified": _or_least(_of(lambda fair: fair.verified)),
}
