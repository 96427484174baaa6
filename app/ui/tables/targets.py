"""Columns of 年度目标: the split of one indicator, the progress of one indicator with its bar, the matrix of all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.models.target_pace import Progress
from app.models.target_views import AllotRow, AllotSheet, ProgressRow, ProgressSheet, tenths
from app.models.targets import BASES, INDICATORS, MEMBER
from app.ui.tables.cells import BAR, RIGHT, Bar, Cell, Column
from app.ui.tables.listed import ListedTableModel

MEASURES = {"population": "population", "area": "area_m2", "households": "households", "entities": "entities", "last_year": "last_year"}
LEAST = -(10**9)


def count(value: int | None, bold: bool = False, token: str = "ink") -> Cell:
    """A number, or a dash where nothing can be said."""
    return Cell("—", token="ink3") if value is None else Cell(f"{value:,}".replace("-", "−"), bold=bold, token=token)


def lag_text(lag: int | None) -> str:
    """'▲2.1' ahead, '▼5.5' behind, '平': the shape says it without colour."""
    if lag is None:
        return "—"
    return "平" if not lag else f"{'▲' if lag > 0 else '▼'}{tenths(abs(lag))}"


# ---- indicators at the left ------------------------------------------------------------------------------------------------------


def indicator_columns() -> list[Column]:
    """Word left, total right."""
    return [
        Column("label", "指标", 90, lambda line: Cell(line.label), stretch=1),
        Column("total", "总数", 84, lambda line: count(line.total, bold=True), align=RIGHT),
    ]


# ---- the split --------------------------------------------------------------------------------------------------------------------


def _total(row: AllotRow) -> bool:
    return not row.id and row.name == "合计"


def _share(base: str) -> Callable[[AllotRow], Cell]:
    return lambda row: Cell(tenths(row.shares.get(base)), token="ink2")


def _measure(base: str) -> Callable[[AllotRow], Cell]:
    return lambda row: count(getattr(row, MEASURES[base]), bold=_total(row))


def _adjustment(row: AllotRow) -> Cell:
    if not row.adjustment:
        return Cell("0" if _total(row) else "", token="ink3")
    return Cell(f"{'+' if row.adjustment > 0 else '−'}{abs(row.adjustment):,}", bold=True, token="warn")


def _name(row: AllotRow) -> Cell:
    return Cell(row.name, bold=True, note=row.span)


def _limit(row: AllotRow) -> Cell:
    return Cell() if _total(row) else Cell("—" if row.limit_at is None else f"{row.limit_at:,}", token="ink2", note="到顶" if row.at_limit else "")


def allot_columns(sheet: AllotSheet) -> list[Column]:
    """R14: unit, measures with shares, 计算值, 调整, 指标, 月均."""
    result = [
        Column("code", "工号" if sheet.level == MEMBER else "编码", 76, lambda row: Cell(row.code, token="ink2")),
        Column("name", "网格员" if sheet.level == MEMBER else "单位", 120, _name, stretch=1),
    ]
    for place, base in enumerate(sheet.shown_bases()):
        title = "面积(㎡)" if base == "area" else BASES[base]
        result += [
            Column(base, title, 100 if base == "area" else 70, _measure(base), align=RIGHT, droppable=9 - place),
            Column(f"{base}_share", "占比%", 60, _share(base), align=RIGHT, droppable=4 if place > 1 else 0),
        ]
    if any(row.limit_at is not None for row in sheet.rows):
        result.append(Column("limit", "上限", 88, _limit, align=RIGHT))
    return [
        *result,
        Column("computed", "计算值", 72, lambda row: count(row.computed), align=RIGHT),
        Column("adjustment", "调整", 58, _adjustment, align=RIGHT),
        Column("amount", "指标", 76, lambda row: count(row.amount, bold=True), align=RIGHT),
        Column("mean", "月均", 70, lambda row: Cell(tenths(row.mean), token="ink2"), align=RIGHT),
        Column("why", "调整原因", 110, lambda row: Cell(row.adjust_why, token="ink2"), stretch=1, droppable=1),
    ]


class AllotModel(ListedTableModel):
    """The rows of a split and their sum."""

    def __init__(self) -> None:
        super().__init__(allot_columns(AllotSheet(2026, "volume", "grid")))

    def show(self, sheet: AllotSheet) -> None:
        """Show a split; its measures decide the columns."""
        self.beginResetModel()
        self.columns = allot_columns(sheet)
        self.rows = [*sheet.rows, sheet.total] if sheet.rows else []
        self.endResetModel()


# ---- progress ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ProgressLine:
    """A row as painted."""

    row: ProgressRow
    total: bool
    indicator: str
    scale: int  # tenths of a percent of the longest bar

    @property
    def cell(self) -> Progress:
        """Of the chosen indicator."""
        return self.row.cells[self.indicator]


def _bar(line: ProgressLine) -> Cell:
    cell = line.cell
    if cell.completion is None or cell.elapsed is None:
        return Cell("没有指标" if cell.target is None else "", token="ink3")
    whole = 1000 / line.scale if line.scale > 1000 else None
    return Cell(tenths(cell.completion), bar=Bar(cell.completion / line.scale, whole, min(1.0, cell.elapsed / line.scale),
                                                 "bar_warn" if cell.behind else "bar"))  # fmt: skip


def _lag(line: ProgressLine) -> Cell:
    cell = line.cell
    return Cell(lag_text(cell.lag), bold=True, token="ink3" if cell.lag is None else "warn" if cell.behind else "ok")


def _unit_columns(level: str) -> list[Column]:
    return [
        Column("code", "工号" if level == MEMBER else "编码", 70, lambda line: Cell(line.row.code, token="ink2"), sort="code"),
        Column("name", "网格员" if level == MEMBER else "单位", 96, lambda line: Cell(line.row.name, bold=True), sort="name", stretch=1),
    ]


def progress_columns(level: str) -> list[Column]:
    """One indicator: how far, against what is due by now."""
    return [
        *_unit_columns(level),
        Column("bar", "完成（虚线序时，竖线指标）", 180, _bar, kind=BAR, stretch=3),
        Column("completion", "完成率%", 78, lambda line: Cell(tenths(line.cell.completion), bold=True), align=RIGHT, sort="completion"),
        Column("lag", "序时(点)", 84, _lag, align=RIGHT, sort="lag"),
        Column("done", "完成", 70, lambda line: count(line.cell.done, bold=True), align=RIGHT, sort="done"),
        Column("target", "指标", 70, lambda line: count(line.cell.target), align=RIGHT, sort="target"),
        Column("expected", "应完成", 70, lambda line: count(line.cell.expected), align=RIGHT, sort="expected"),
        Column("missing", "差额", 66, lambda line: count(line.cell.missing), align=RIGHT, sort="missing"),
        Column("per_day", "每日还需", 80, lambda line: count(line.cell.per_day), align=RIGHT, sort="per_day", droppable=1),
    ]


def _matrix_cell(name: str) -> Callable[[ProgressLine], Cell]:
    def cell(line: ProgressLine) -> Cell:
        found = line.row.cells[name]
        fill = "primary_50" if name == line.indicator else ""
        if found.target is None:
            return Cell("—", token="ink3", fill=fill)
        return Cell(tenths(found.completion), token="warn" if found.behind else "ink", bold=line.total, fill=fill, note=lag_text(found.lag))

    return cell


def matrix_columns(sheet: ProgressSheet) -> list[Column]:
    """All indicators with a target: 完成率 and 序时."""
    return [
        *_unit_columns(sheet.level),
        *(Column(name, INDICATORS[name], 108, _matrix_cell(name), align=RIGHT, sort=name, stretch=1) for name in sheet.set_indicators),
    ]


def _by_value(name: str) -> Callable[[ProgressLine], Any]:
    """Sorts by a value of the chosen indicator, what cannot be said lowest."""
    return lambda line: LEAST if getattr(line.cell, name) is None else getattr(line.cell, name)


def _by_lag(indicator: str) -> Callable[[ProgressLine], Any]:
    """Sorts the matrix by one of its columns."""
    return lambda line: LEAST if (lag := line.row.cells[indicator].lag) is None else lag


SORTS: dict[str, Callable[[ProgressLine], Any]] = {
    "code": lambda line: line.row.code,
    "name": lambda line: line.row.name,
    **{name: _by_value(name) for name in ("completion", "lag", "done", "target", "expected", "missing", "per_day")},
    **{name: _by_lag(name) for name in INDICATORS},
}
RISING_FIRST = {"code", "name", "lag", *INDICATORS}


class ProgressModel(ListedTableModel):
    """Rows of the progress; sorting never moves the sum."""

    def __init__(self) -> None:
        super().__init__(progress_columns(MEMBER))

    def show(self, sheet: ProgressSheet, indicator: str, everything: bool, sort: str, descending: bool) -> None:
        """One indicator or all of them."""
        values = [row.cells[indicator].completion or 0 for row in (*sheet.rows, sheet.total)]
        scale = max([1000, *values])
        lines = [ProgressLine(row, False, indicator, scale) for row in sheet.rows]
        lines.sort(key=SORTS[sort], reverse=descending)
        self.beginResetModel()
        self.columns = matrix_columns(sheet) if everything else progress_columns(sheet.level)
        self.rows = [*lines, ProgressLine(sheet.total, True, indicator, scale)] if lines else []
        self.endResetModel()
