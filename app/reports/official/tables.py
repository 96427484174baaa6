"""Ruled tables: head repeated on each page, no row split, numbers right-aligned, 0.5-point black lines, wrapping only where needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable

from app.reports import fonts
from app.reports.official.line_breaking import wrap_text
from app.reports.official.page import draw_text
from app.reports.official.paragraphs import ASCENT, LINE_PITCH

LINE_WIDTH = 0.5
PADDING = 3.0


@dataclass(frozen=True)
class Column:
    """A column: head, share of the width, alignment of its cells (left | centre | right)."""

    head: str
    share: float
    align: str = "right"


@dataclass(frozen=True)
class TableStyle:
    """Measures of a table."""

    size: float = 10.5
    head_size: float = 10.5
    row_height: float = 18.0
    head_height: float = 20.0
    role: str = "song"
    snap_to_grid: bool = False  # height becomes whole lines of the 公文 grid


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
        keep_last: int = 1, keep_whole: float = 0.0,
    ) -> None:  # fmt: skip
        super().__init__()
        self.columns, self.rows, self.style = tuple(columns), list(rows), style or TableStyle()
        self.caption, self.unit, self.keep_last = caption, unit, keep_last
        self.keep_whole = keep_whole  # a table no higher than this goes to the next page rather than being split
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
        self._wrapped, self._heights = [], []
        for row in self.rows:
            role = "hei" if row.strong else style.role
            cells = [
                wrap_text(text, role, style.size, column - 2 * PADDING) for text, column in zip(row.cells, widths, strict=True)
            ]
            lines = max(len(cell) for cell in cells)
            self._wrapped.append(cells)
            self._heights.append(style.row_height + (lines - 1) * style.size * 1.2)

    def _top_height(self) -> float:
        caption = self.style.head_height * 1.1 if self.caption or self.unit else 0.0
        return caption + self._head_height()

    def _head_height(self) -> float:
        lines = max(column.head.count("\n") + 1 for column in self.columns)
        return self.style.head_height + (lines - 1) * self.style.head_size * 1.15

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
        count = min(count, len(self.rows) - self.keep_last - 1)
        if count < 2:
            return []
        style = replace(self.style, snap_to_grid=False)
        first = Table(self.columns, self.rows[:count], style, self.caption, self.unit, 0)
        caption = self.caption if self.caption.endswith("（续）") or not self.caption else f"{self.caption}（续）"
        return [first, Table(self.columns, self.rows[count:], self.style, caption, self.unit, self.keep_last)]

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
        for width in [0.0, *widths]:
            x += width
            canvas.line(x, top, x, y)

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
        x = 0.0
        for column, width in zip(self.columns, widths, strict=True):
            self._draw_cell(canvas, column.head.split("\n"), x, y, width, height, "centre", "hei", size)
            x += width
        return y - height

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
        step = size * 1.2
        first = y - (height - step * len(lines)) / 2 - (step - size) / 2 - size * ASCENT
        place = {"left": x + PADDING, "centre": x + width / 2, "right": x + width - PADDING}[align]
        for index, line in enumerate(lines):
            longest = fonts.text_width(line, role, size)
            fitted = min(size, size * (width - 2) / longest) if longest else size  # a head may be shrunk, never cut
            draw_text(canvas, line, place, first - index * step, role, fitted, align)
