"""Long lists on paper and as workbooks: 花名册, 台账, 走访记录表.

Five hundred pages must come in seconds: rows are drawn on the canvas by hand, page by page, as ready text operators; a cell is
measured and wrapped only if it might not fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from app.errors import Cancelled
from app.models.documents import Ledger, LedgerColumn
from app.reports import fonts, watermark
from app.reports.official.line_breaking import wrap_text
from app.reports.official.page import EmbeddedCanvas, PageLayout, atomic_write, draw_practice_mark, draw_text
from app.reports.official.paragraphs import MILLIMETRE

Progress = Callable[[int, int, str], None]

LAYOUT = PageLayout(
    width=A4[1], height=A4[0], top=15 * MILLIMETRE, bottom=16 * MILLIMETRE, left=10 * MILLIMETRE, right=10 * MILLIMETRE
)
SIZE = 9.0  # 小五
HEAD_HEIGHT = 18.0
ROW_HEIGHT = 15.5
LINE_STEP = 10.5
PADDING = 2.5
TITLE_HEIGHT = 42.0
SIGNATURE_HEIGHT = 24.0


class Grid:
    """Where the columns of a ledger stand."""

    def __init__(self, columns: Sequence[LedgerColumn]) -> None:
        whole = sum(each.width for each in columns)
        self.columns = columns
        self.widths = [column.width * LAYOUT.text_width / whole for column in columns]
        self.lefts = [LAYOUT.left + x for x in accumulate([0.0, *self.widths[:-1]])]
        self.rooms = [width - 2 * PADDING for width in self.widths]

    def cells(self, line: Sequence[str]) -> list[list[str]]:
        """Cells as lines of text.  A character is at most one em wide, so short texts need no measuring."""
        return [
            [text] if len(text) * SIZE <= room else wrap_text(text, "song", SIZE, room)
            for text, room in zip(line, self.rooms, strict=True)
        ]


@dataclass(frozen=True)
class Placed:
    """A row ready to be drawn."""

    cells: list[list[str]]
    height: float


def _pages(grid: Grid, lines: Sequence[Sequence[str]], room: float, last_room: float) -> Iterator[list[Placed]]:
    """Rows page by page; the last page leaves room for the signature line."""
    page: list[Placed] = []
    used = 0.0
    for line in lines:
        cells = grid.cells(line)
        height = ROW_HEIGHT + LINE_STEP * (max(map(len, cells)) - 1)
        if used + height > room and page:
            yield page
            page, used = [], 0.0
        page.append(Placed(cells, height))
        used += height
    if used > last_room and len(page) > 1:
        yield page[:-1]
        page = page[-1:]
    yield page


def _count_pages(grid: Grid, lines: Sequence[Sequence[str]], room: float, last_room: float) -> int:
    """The same rule on heights alone: 共 y 页 is known before the first page is drawn."""
    return sum(1 for _ in _pages(grid, lines, room, last_room))


class _Writer:
    """Draws rows as text operators; the width of a text is remembered, because grids, kinds and relations repeat."""

    def __init__(self, canvas: Canvas, grid: Grid) -> None:
        self.canvas, self.grid = canvas, grid
        self.font = fonts.main_font("song")
        self.widths: dict[str, float] = {}

    def _shift(self, text: str, column: LedgerColumn, width: float) -> float:
        if column.align == "left":
            return PADDING
        length = self.widths.get(text)
        if length is None:
            length = fonts.text_width(text, "song", SIZE)
            if len(self.widths) < 5000:
                self.widths[text] = length
        return (width - length) / 2 if column.align == "centre" else width - length - PADDING

    def rows(self, rows: Sequence[Placed], y: float) -> float:
        """Draw rows from ``y`` downwards; returns the lower edge."""
        grid = self.grid
        text = self.canvas.beginText()
        text.setFont(self.font, SIZE)
        edges = [y]
        for row in rows:
            for column, cell, left, width in zip(grid.columns, row.cells, grid.lefts, grid.widths, strict=True):
                baseline = y - (row.height - LINE_STEP * len(cell)) / 2 - SIZE * 0.92
                for index, piece in enumerate(cell):
                    if piece:
                        self._show(text, piece, left + self._shift(piece, column, width), baseline - index * LINE_STEP)
            y -= row.height
            edges.append(y)
        self.canvas.drawText(text)
        self.canvas.lines([(LAYOUT.left, edge, LAYOUT.width - LAYOUT.right, edge) for edge in edges])
        return y

    def _show(self, text: Any, piece: str, x: float, y: float) -> None:
        text.setTextOrigin(x, y)
        runs = fonts.font_runs(piece, "song")
        if len(runs) == 1 and runs[0][0] == self.font:
            text.textOut(piece)
            return
        for font, part in runs:
            text.setFont(font, SIZE)
            text.textOut(part)
        text.setFont(self.font, SIZE)

    def head(self, y: float) -> float:
        """Column heads."""
        canvas, grid = self.canvas, self.grid
        canvas.setFillGray(0.92)
        canvas.rect(LAYOUT.left, y - HEAD_HEIGHT, LAYOUT.text_width, HEAD_HEIGHT, stroke=0, fill=1)
        canvas.setFillGray(0)
        for column, left, width in zip(grid.columns, grid.lefts, grid.widths, strict=True):
            draw_text(canvas, column.head, left + width / 2, y - HEAD_HEIGHT / 2 - SIZE * 0.36, "hei", SIZE, "centre")
        canvas.line(LAYOUT.left, y, LAYOUT.width - LAYOUT.right, y)
        return y - HEAD_HEIGHT


def _upright_lines(canvas: Canvas, grid: Grid, top: float, bottom: float) -> None:
    places = [*grid.lefts, LAYOUT.width - LAYOUT.right]
    canvas.lines([(x, top, x, bottom) for x in places])


def _title(canvas: Canvas, ledger: Ledger) -> None:
    y = LAYOUT.height - LAYOUT.top
    draw_text(canvas, ledger.title, LAYOUT.width / 2, y - 14, "title", 16, "centre")
    draw_text(canvas, ledger.scope, LAYOUT.left, y - 34, "song", SIZE)
    draw_text(canvas, ledger.protection, LAYOUT.width - LAYOUT.right, y - 34, "song", SIZE, "right")


def _footer(canvas: Canvas, ledger: Ledger, page: int, pages: int) -> None:
    y = LAYOUT.bottom - 7 * MILLIMETRE
    imprint = ledger.imprint
    draw_text(canvas, f"{imprint.office}　打印人 {imprint.printed_by}　{imprint.printed_at}", LAYOUT.left, y, "song", 8)
    draw_text(canvas, f"第 {page} 页　共 {pages} 页", LAYOUT.width - LAYOUT.right, y, "song", SIZE, "right")


def _signature(canvas: Canvas, counted: str, y: float) -> None:
    text = f"{counted}　　　　填表人：　　　　　　　　　　审核人：　　　　　　　　　　日期：　　　　年　　月　　日"
    draw_text(canvas, text, LAYOUT.left, y - 18, "song", SIZE + 1)


ROOM = LAYOUT.height - LAYOUT.top - LAYOUT.bottom - TITLE_HEIGHT - HEAD_HEIGHT


def count_pages(ledger: Ledger) -> int:
    """How many pages a ledger takes."""
    return _count_pages(Grid(ledger.columns), ledger.lines, ROOM, ROOM - SIGNATURE_HEIGHT)


def draw_pages(
    canvas: Canvas, ledger: Ledger, first: int, total: int, progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> int:  # fmt: skip
    """Draw all pages of a ledger, numbered from ``first`` of ``total``; returns how many there were."""
    grid = Grid(ledger.columns)
    writer = _Writer(canvas, grid)
    last = first + count_pages(ledger) - 1
    for page, rows in enumerate(_pages(grid, ledger.lines, ROOM, ROOM - SIGNATURE_HEIGHT), start=first):
        if cancelled and cancelled():
            raise Cancelled
        canvas.setLineWidth(0.5)
        watermark.draw(canvas, LAYOUT, ledger.imprint.watermark)
        if ledger.imprint.practice:
            draw_practice_mark(canvas, LAYOUT)
        _title(canvas, ledger)
        top = LAYOUT.height - LAYOUT.top - TITLE_HEIGHT
        bottom = writer.rows(rows, writer.head(top))
        _upright_lines(canvas, grid, top, bottom)
        _footer(canvas, ledger, page, total)
        if page == last:
            _signature(canvas, ledger.counted, bottom)
        canvas.showPage()
        if progress and page % 10 == 0:
            progress(page, total, f"已排 {page} 页，共 {total} 页")
    return last - first + 1


def _draw(target: Path, ledger: Ledger, progress: Progress | None, cancelled: Callable[[], bool] | None) -> int:
    pages = count_pages(ledger)
    canvas = EmbeddedCanvas(str(target), pagesize=(LAYOUT.width, LAYOUT.height), pageCompression=1)
    canvas.setTitle(ledger.title)
    canvas.setAuthor(ledger.imprint.office)
    canvas.setCreator("织网")
    draw_pages(canvas, ledger, 1, pages, progress, cancelled)
    canvas.save()
    return pages


def write_pdf(
    ledger: Ledger, path: str | Path, progress: Progress | None = None, cancelled: Callable[[], bool] | None = None
) -> int:  # fmt: skip
    """Write the ledger; returns the number of pages.  Raises Cancelled and leaves no file if ``cancelled()`` turns true."""
    pages = 0

    def write(target: Path) -> None:
        nonlocal pages
        pages = _draw(target, ledger, progress, cancelled)

    atomic_write(path, write)
    return pages


def write_xlsx(
    ledger: Ledger, path: str | Path, progress: Progress | None = None, cancelled: Callable[[], bool] | None = None
) -> None:  # fmt: skip
    """Write the same lines as a workbook."""
    from app.reports.ledger_workbook import write

    write(ledger, path, progress, cancelled)
