"""Columns of the weekly ranking: one line per member with its bar, and the total at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.models import ranking_views
from app.models.ranking_views import FAIR, VOLUME, WEIGHTED
from app.models.rankings import SheetRow, WeeklySheet
from app.ui.tables.cells import BAR, CENTRE, RIGHT, Bar, Cell, Column
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.ranking_views import (
    AWAY,
    RUNS_LOW,
    SORTS,
    completion_columns,
    fair_columns,
    is_away,
    rank_cell,
    scale_of,
    weighted_columns,
)

FIGURE_COLUMNS = ("visits", "new", "cancelled", "entities")
FIGURE_OF_COLUMN = {
    "visits": "visited_persons", "new": "new_residents", "cancelled": "cancelled_residents", "entities": "visited_entities",
    "returned": "returned_residents", "volume": "volume",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A row as painted: the member's sheet row, or the total."""

    row: SheetRow
    total: bool
    members: int
    scale: int
    middle: float
    view: str = VOLUME


def entities_of(row: SheetRow) -> int:
    """法人: new + cancelled + visited."""
    return row.figures.new_entities + row.figures.cancelled_entities + row.figures.visited_entities


def percent(now: int, before: int | None, decimals: int = 0) -> str:
    """``+6%``; '' without a base."""
    if not before:
        return ""
    change = (now - before) * 100 / before
    return f"{'+' if change > 0 else '−' if change < 0 else ''}{abs(change):.{decimals}f}%"


def _rank(line: Line) -> Cell:
    if line.total:
        return Cell("合计", bold=True)
    return Cell(str(line.row.rank), bold=True, note="并列" if line.row.shared_rank else "")


def _movement(line: Line) -> Cell:
    row = line.row
    if line.total:
        return Cell()
    if row.last_rank is None:
        return Cell("新", token="ink3")
    step = row.last_rank - row.rank
    if step == 0:
        return Cell("—", token="ink3")
    return Cell(f"↑{step}", token="ok") if step > 0 else Cell(f"↓{-step}", token="danger")


def _bar(line: Line) -> Cell:
    if line.total:
        return Cell("竖线 上周", token="ink2")
    row = line.row
    token = "bar"
    if is_away(row):
        token = "bar_grey"
    elif line.middle and row.volume < RUNS_LOW * line.middle:
        token = "bar_warn"
    last = None if row.last_volume is None else row.last_volume / line.scale
    return Cell(text=str(row.volume), bar=Bar(row.volume / line.scale, last, token=token))


def _change(line: Line) -> Cell:
    text = percent(line.row.volume, line.row.last_volume, int(line.total))
    if line.total and len(text) > len("+99.9%"):
        text = percent(line.row.volume, line.row.last_volume)  # three digits leave no room for a fraction
    token = "danger" if text.startswith("−") else "ok" if text.startswith("+") else "ink3"
    return Cell(text or "—", token=token if not line.total else "ink")


def _attendance(line: Line) -> Cell:
    text = line.row.attendance
    return Cell(text or ("" if line.total else "—"), token="warn" if any(word in text for word in AWAY) else "ink2")


def _number(read: Callable[[SheetRow], int | None], bold: bool = False, token: str = "ink") -> Callable[[Line], Cell]:
    def cell(line: Line) -> Cell:
        value = read(line.row)
        return Cell("—" if value is None else f"{value:,}", bold=bold, token=token)

    return cell


def _on_total(column: Column) -> Column:
    def cell(line: Line) -> Cell:
        plain = column.cell(line)
        if not line.total:
            return plain
        return Cell(plain.text, bold=column.key != "bar", fill="zebra", token="ink2" if column.key == "bar" else "ink")

    kept = {name: getattr(column, name) for name in ("align", "kind", "sort", "extra", "optional", "stretch", "droppable")}
    return Column(column.key, column.title, column.width, cell, **kept)


def columns(view: str = VOLUME) -> list[Column]:
    """All columns of a view in reading order."""
    return [_on_total(column) for column in (_volume_columns() if view == VOLUME else _other_columns(view))]


def _other_columns(view: str) -> list[Column]:
    who = [
        Column("rank", f"{ranking_views.VIEWS[view][:2]}名次", 84, lambda line: rank_cell(line, view), align=CENTRE, sort="rank"),
        Column("name", "网格员", 84, lambda line: Cell(f"{line.members} 人" if line.total else line.row.name, bold=True), sort="name"),
        Column("grid", "网格", 72, lambda line: Cell("" if line.total else grid_label(line.row.grid), token="ink2"), sort="grid"),
    ]
    attendance = Column("attendance", "出勤", 100, _attendance, sort="attendance", droppable=1)
    if view == FAIR:
        return [*who, *fair_columns()]
    if view == WEIGHTED:
        return [*who, *weighted_columns(), *(each for each in _volume_columns() if each.key in FIGURE_COLUMNS), attendance]
    return [*who, *completion_columns(), attendance]


def _volume_columns() -> list[Column]:
    return [
        Column("rank", "名次", 70, _rank, align=CENTRE, sort="rank"),
        Column("movement", "升降", 50, _movement, align=CENTRE, sort="movement"),
        Column("name", "网格员", 76, lambda line: Cell(f"{line.members} 人" if line.total else line.row.name, bold=True), sort="name"),
        Column("grid", "网格", 66, lambda line: Cell("" if line.total else grid_label(line.row.grid), token="ink2"), sort="grid"),
        Column("bar", "本周数据量", 110, _bar, kind=BAR, stretch=1),
        Column("volume", "合计", 58, _number(lambda row: row.volume, bold=True), align=RIGHT, sort="volume"),
        Column("last", "上周", 56, _number(lambda row: row.last_volume, token="ink3"), align=RIGHT, sort="last"),
        Column("change", "增减", 60, _change, align=RIGHT, sort="change"),
        Column("visits", "走访", 56, _number(lambda row: row.figures.visited_persons), align=RIGHT, sort="visits"),
        Column("new", "新增", 50, _number(lambda row: row.figures.new_residents), align=RIGHT, sort="new"),
        Column("cancelled", "注销", 50, _number(lambda row: row.figures.cancelled_residents), align=RIGHT, sort="cancelled"),
        Column("entities", "法人", 48, _number(entities_of), align=RIGHT, sort="entities"),
        Column("returned", "回流", 48, _number(lambda row: row.figures.returned_residents, token="ink2"), align=RIGHT, sort="returned"),
        Column("attendance", "出勤", 82, _attendance, sort="attendance", droppable=1),
    ]


def grid_label(codes: str) -> str:
    """``06`` → ``06网格``; several codes and words stay as they are."""
    return f"{codes}网格" if codes.isdigit() else codes


_SORTS: dict[str, Callable[[SheetRow], object]] = {
    "rank": lambda row: row.rank,
    "movement": lambda row: (row.last_rank if row.last_rank is not None else row.rank) - row.rank,
    "name": lambda row: row.name,
    "grid": lambda row: row.grid,
    "volume": lambda row: row.volume,
    "last": lambda row: row.last_volume or 0,
    "change": lambda row: (row.volume - row.last_volume) / row.last_volume if row.last_volume else 0.0,
    "visits": lambda row: row.figures.visited_persons,
    "new": lambda row: row.figures.new_residents,
    "cancelled": lambda row: row.figures.cancelled_residents,
    "entities": entities_of,
    "returned": lambda row: row.figures.returned_residents,
    "attendance": lambda row: -1 if row.days_present is None else row.days_present,
    **SORTS,
}
RISING_FIRST = {"rank", "raw", "name", "grid"}


class RankingsTableModel(ListedTableModel):
    """The sheet of one week; sorting never moves the total."""

    def __init__(self) -> None:
        super().__init__(columns())

    def set_sheet(self, sheet: WeeklySheet, sort: str = "rank", descending: bool = False, view: str = VOLUME) -> None:
        """Show a week in one of its views."""
        rows = sorted(sheet.rows, key=lambda row: (row.rank, row.staff_no)) if view == VOLUME else ranking_views.in_order(sheet, view)
        key = _SORTS[sort] if sort != "rank" else lambda row: ranking_views.rank_of(row, view) or ranking_views.LAST
        rows.sort(key=key, reverse=descending)  # type: ignore[arg-type]
        volumes = sorted(row.volume for row in sheet.rows)
        scale = max([1, *volumes, *(row.last_volume or 0 for row in sheet.rows)]) if view == VOLUME else scale_of(rows, view)
        middle = volumes[len(volumes) // 2] if volumes else 0
        lines = [Line(row, False, len(rows), scale, middle, view) for row in rows]
        self.beginResetModel()
        self.columns = columns(view)
        self.rows = [*lines, Line(ranking_views.total_row(sheet), True, len(rows), scale, middle, view)] if lines else []
        self.endResetModel()

    def has_column(self, key: str) -> bool:
        """Whether the view can be sorted by this."""
        return any(column.sort == key for column in self.columns)
