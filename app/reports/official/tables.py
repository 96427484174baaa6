"""Ruled tables: head repeated on each page, no row split, numbers right-aligned, 0.5-point black lines, wrapping only where needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable

from app.reports import fonts
from app.reports.official.line_breaking import wrap_text
from app.reports.official.page import draw_text
from app.reports.official.paragraphs import ASCENT, LINE_PITCH

LINE_WIDTH = 0.5
PADDING = 3.0
LINES_OF_A_PAGE = 22
TALLEST_ROW = 22  # lines; a longer cell goes on in a row of its own, so that every row fits a page
NEARLY_A_PAGE = 0.8  # room for heads above it is kept
LEADING = 1.2


@dataclass(frozen=True)
class Column:
    """A column: head, share of the width, alignment of its cells (left | centre | right), common head of neighbours of one group."""

    head: str
    share: float
    align: str = "right"
    group: str = ""


@dataclass(frozen=True)
class TableStyle:
    """Measures of a table."""

    size: float = 10.5
    head_size: float = 10.5
    row_height: float = 18.0
    head_height: float = 20.0
    role: str = "song"
    snap_to_grid: bool = False  # height becomes whole lines of the 公文 grid
    blank_height: float = 0.0  # least height of a row that is filled in by hand

    def row_height_of(self, lines: int) -> float:
        """Height of a row of so many lines."""
        return max(self.row_height + (lines - 1) * self.size * LEADING, self.blank_height)


@dataclass(frozen=True)
class Row:
    """A row of ready texts; totals are set in 黑体 over a light grey that survives any copier."""

    cells: tuple[str, ...]
    strong: bool = False


def number(value: int | None) -> str:
    """A statistic in a table: thousands separators, a dash where nothing is recorded."""
    return "—" if value is None else f"{value:,}".replace("-", "−")


class Table(Flowable):  # type: ignore[misc]
    """A table flowable that splits between rows and repeats head (and caption, marked 续) on each page."""

    def __init__(
        self, columns: Sequence[Column], rows: Sequence[Row], style: TableStyle | None = None, caption: str = "", unit: str = "",
        keep_last: int = 1, keep_whole: float = 0.0, page_height: float = LINES_OF_A_PAGE * LINE_PITCH,
    ) -> None:  # fmt: skip
        super().__init__()
        self.columns, self.rows, self.style = tuple(columns), list(rows), style or TableStyle()
        self.caption, self.unit, self.keep_last = caption, unit, keep_last
        self.keep_whole = keep_whole  # a table no higher than this goes to the next page rather than being split
        self.page_height = page_height
        self._width = 0.0
        self._wrapped: list[list[list[str]]] = []
        self._heights: list[float] = []

    def _widths(self) -> list[float]:
        whole = sum(column.share for column in self.columns)
        return [self._width * column.share / whole for column in self.columns]

    def _measure(self, width: float) -> None:
        if self._width == width and self._wrapped:
            return
        self._width = width
        style, widths = self.style, self._widths()
        rows, self.rows, self._wrapped, self._heights = self.rows, [], [], []
        for row in rows:
            role = "hei" if row.strong else style.role
            cells = [
                wrap_text(text, role, style.size, column - 2 * PADDING) for text, column in zip(row.cells, widths, strict=True)
            ]
            lines = max(len(cell) for cell in cells)
            for start in range(0, lines, TALLEST_ROW):
                part = [cell[start : start + TALLEST_ROW] for cell in cells]
                self.rows.append(row if lines <= TALLEST_ROW else Row(tuple("\n".join(cell) for cell in part), row.strong))
                self._wrapped.append(part)
                self._heights.append(style.row_height_of(max(len(cell) for cell in part)))

    def _top_height(self) -> float:
        caption = self.style.head_height * 1.1 if self.caption or self.unit else 0.0
        return caption + self._head_height()

    def _titles_height(self) -> float:
        lines = max(column.head.count("\n") + 1 for column in self.columns)
        return self.style.head_height + (lines - 1) * self.style.head_size * 1.15

    def _group_height(self) -> float:
        return self.style.head_height if any(column.group for column in self.columns) else 0.0

    def _head_height(self) -> float:
        return self._group_height() + self._titles_height()

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Size on the page."""
        self._measure(available_width)
        height = self._top_height() + sum(self._heights) + LINE_WIDTH
        if self.style.snap_to_grid:
            height = -(-height // LINE_PITCH) * LINE_PITCH
        return available_width, height

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """Between rows; the last ``keep_last`` rows (the totals) never stand alone."""
        if self.wrap(available_width, available_height)[1] <= self.keep_whole:
            return []
        room, count = available_height - self._top_height() - LINE_WIDTH, 0
        for height in self._heights:
            room -= height
            if room < 0:
                break
            count += 1
        fitting, count = count, min(count, len(self.rows) - self.keep_last - 1)
        if count < 2:
            if self.wrap(available_width, available_height)[1] <= self.page_height * NEARLY_A_PAGE:
                return []  # it will stand whole on the next page
            count = min(fitting, len(self.rows) - 1)  # rows so high that few fit a page
            if count < 1:
                return []
        style = replace(self.style, snap_to_grid=False)
        first = Table(self.columns, self.rows[:count], style, self.caption, self.unit, 0, page_height=self.page_height)
        caption = self.caption if self.caption.endswith("（续）") or not self.caption else f"{self.caption}（续）"
        rest = Table(
            self.columns, self.rows[count:], self.style, caption, self.unit, self.keep_last, self.keep_whole, self.page_height
        )
        return [first, rest]

    def draw(self) -> None:
        """Draw from the top down."""
        canvas, widths = self.canv, self._widths()
        _, height = self.wrap(self._width, 0)
        y = self._draw_caption(canvas, height)
        canvas.setLineWidth(LINE_WIDTH)
        top = y
        y = self._draw_head(canvas, widths, y)
        for row, cells, row_height in zip(self.rows, self._wrapped, self._heights, strict=True):
            self._draw_row(canvas, widths, row, cells, y, row_height)
            y -= row_height
            canvas.line(0, y, self._width, y)
        x = 0.0
        groups = ["", *(column.group for column in self.columns), ""]
        for index, width in enumerate([0.0, *widths]):
            x += width
            inside = groups[index] and groups[index] == groups[index + 1]
            canvas.line(x, top - (self._group_height() if inside else 0.0), x, y)

    def _draw_caption(self, canvas: Canvas, y: float) -> float:
        if not (self.caption or self.unit):
            return y
        height = self.style.head_height * 1.1
        baseline = y - height + 6
        draw_text(canvas, self.caption, self._width / 2, baseline, "hei", self.style.head_size + 0.5, "centre")
        if self.unit:
            draw_text(canvas, f"单位：{self.unit}", self._width, baseline, self.style.role, self.style.size - 0.5, "right")
        return y - height

    def _draw_head(self, canvas: Canvas, widths: Sequence[float], y: float) -> float:
        height, size = self._head_height(), self.style.head_size
        canvas.setFillGray(0.92)
        canvas.rect(0, y - height, self._width, height, stroke=0, fill=1)
        canvas.setFillGray(0)
        canvas.line(0, y, self._width, y)
        canvas.line(0, y - height, self._width, y - height)
        below = y - self._group_height()
        x = 0.0
        for column, width in zip(self.columns, widths, strict=True):
            top = below if column.group else y
            self._draw_cell(canvas, column.head.split("\n"), x, top, width, height - (y - top), "centre", "hei", size)
            x += width
        self._draw_groups(canvas, widths, y, below)
        return y - height

    def _draw_groups(self, canvas: Canvas, widths: Sequence[float], y: float, below: float) -> None:
        x = 0.0
        for group, members in groupby(zip(self.columns, widths, strict=True), key=lambda pair: pair[0].group):
            width = sum(each for _, each in members)
            if group:
                self._draw_cell(canvas, [group], x, y, width, y - below, "centre", "hei", self.style.head_size)
                canvas.line(x, below, x + width, below)
            x += width

    def _draw_row(
        self, canvas: Canvas, widths: Sequence[float], row: Row, cells: Sequence[Sequence[str]], y: float, height: float
    ) -> None:
        role = "hei" if row.strong else self.style.role
        if row.strong:
            canvas.setFillGray(0.95)
            canvas.rect(0, y - height, self._width, height - LINE_WIDTH, stroke=0, fill=1)
            canvas.setFillGray(0)
        x = 0.0
        for column, width, lines in zip(self.columns, widths, cells, strict=True):
            self._draw_cell(canvas, lines, x, y, width, height, column.align, role, self.style.size)
            x += width

    @staticmethod
    def _draw_cell(
        canvas: Canvas, lines: Sequence[str], x: float, y: float, width: float, height: float, align: str, role: str, size: float
    ) -> None:
        step = size * LEADING
        first = y - (height - step * len(lines)) / 2 - (step - size) / 2 - size * ASCENT
        place = {"left": x + PADDING, "centre": x + width / 2, "right": x + width - PADDING}[align]
        for index, line in enumerate(lines):
            longest = fonts.text_width(line, role, size)
            fitted = min(size, size * (width - 2) / longest) if longest else size  # a head may be shrunk, never cut
            draw_text(canvas, line, place, first - index * step, role, fitted, align)
