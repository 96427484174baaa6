"""R12 网格档案: cover, contents with pages, upright sections and landscape ledgers in one document, pages numbered through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable, Spacer
from reportlab.platypus.frames import Frame

from app.models.documents import Ledger
from app.models.grid_file import FileSection, FileTable, GridFile
from app.models.official_document import chinese_numeral
from app.reports import ledger, watermark
from app.reports.official.page import TABLE_PORTRAIT, EmbeddedCanvas, atomic_write, draw_practice_mark, draw_text
from app.reports.official.paragraphs import MILLIMETRE, Style, Text, official_date
from app.reports.official.tables import Column, Row, Table, TableStyle
from app.reports.official.together import Unbroken

TITLE = "网格档案"
PROTECTION = "本档案含居民和单位信息，证件号码、电话已部分隐去；专人保管，用后归档。"
STYLE = TableStyle(size=10, head_size=10, row_height=19, head_height=20)
HEAD = Style(role="hei", size=15, pitch=26, letter_space=0.0, indent=0.0, keep_with_next=True)
CAPTION = Style(role="hei", size=11, pitch=20, letter_space=0.0, indent=0.0, keep_with_next=True)
NOTE = Style(role="song", size=9, pitch=14, letter_space=0.0, indent=0.0)
SAID = Style(role="song", size=10.5, pitch=18, letter_space=0.0, indent=0.0)
LAYOUT = TABLE_PORTRAIT


@dataclass(frozen=True)
class Part:
    """Sections that share their pages: upright ones that follow each other, or one ledger."""

    titles: tuple[str, ...]
    sections: tuple[FileSection, ...]
    ledger: Ledger | None = None


def _parts(file: GridFile) -> list[Part]:
    parts: list[Part] = []
    for number, section in enumerate(file.sections, start=1):
        title = f"{chinese_numeral(number)}、{section.title}"
        if section.ledger is not None:
            parts.append(Part((title,), (section,), replace(section.ledger, title=title, imprint=file.imprint)))
        elif parts and parts[-1].ledger is None:
            parts[-1] = Part((*parts[-1].titles, title), (*parts[-1].sections, section))
        else:
            parts.append(Part((title,), (section,)))
    return parts


class _Mark(Flowable):  # type: ignore[misc]
    """No size: tells on which page a section begins."""

    def __init__(self, begins: Callable[[Canvas], None]) -> None:
        super().__init__()
        self.begins = begins

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Nothing."""
        return 0.0, 0.0

    def draw(self) -> None:
        """Here it begins."""
        self.begins(self.canv)


def _table(table: FileTable) -> list[Flowable]:
    head: list[Flowable] = [Spacer(1, 6), Text(table.caption, CAPTION)] if table.caption else [Spacer(1, 2)]
    if not table.rows:
        return [Unbroken(head, Text(f"{table.empty}。", SAID))]
    columns = [Column(column.head, column.share, column.align) for column in table.columns]
    rows = [Row(row) for row in table.rows]
    if table.total:
        rows.append(Row(table.total, strong=True))
    body = Table(columns, rows, STYLE, keep_last=1 if table.total else 0, page_height=LAYOUT.frame_height)
    note: list[Flowable] = [Spacer(1, 5), Text(f"注：{table.note}", NOTE)] if table.note else []
    return [Unbroken(head, body, note)]


def _upright(part: Part, begins: Callable[[str, Canvas], None]) -> list[Flowable]:
    story: list[Flowable] = []
    for title, section in zip(part.titles, part.sections, strict=True):
        first, *others = [flowable for table in section.tables for flowable in _table(table)]
        mark = _Mark(partial(begins, title))
        story += [Spacer(1, 10), Unbroken([mark, Text(title, HEAD)], first), *others]
    return story


def _fill_pages(story: Sequence[Flowable], canvas: Canvas, page_begins: Callable[[], None], page_ends: Callable[[], None]) -> None:
    """Fill pages until nothing is left."""
    rest = list(story)
    while rest:
        page_begins()
        frame = Frame(LAYOUT.left, LAYOUT.bottom, LAYOUT.text_width, LAYOUT.height - LAYOUT.top - LAYOUT.bottom, 0, 0, 0, 0)
        placed = 0
        while rest:
            if frame.add(rest[0], canvas, trySplit=1):
                rest.pop(0)
                placed += 1
                continue
            pieces = frame.split(rest[0], canvas)
            if len(pieces) < 2:
                break
            rest[0:1] = pieces
        if not placed:  # it would go on for ever
            raise ValueError("a part of the file is higher than a page")
        page_ends()


class _Book:
    """Draws the file; a first round without a file finds the pages."""

    def __init__(self, file: GridFile, canvas: EmbeddedCanvas, total: int, places: dict[str, int], final: bool) -> None:
        self.file, self.canvas, self.total, self.final = file, canvas, total, final
        self.places = places
        self.page = 1

    def draw(self, cancelled: Callable[[], bool] | None) -> int:
        """All pages; returns how many."""
        self._cover()
        self._contents()
        for part in _parts(self.file):
            if part.ledger is None:
                self.canvas.setPageSize(A4)
                _fill_pages(_upright(part, self._begins), self.canvas, self._begin_upright, self._end_upright)
            else:
                self._ledger(part, cancelled)
        return self.page - 1

    def _begins(self, title: str, canvas: Canvas) -> None:
        self.places[title] = self.page
        self._bookmark(title)

    def _bookmark(self, title: str) -> None:
        if self.final:
            self.canvas.bookmarkPage(title)
            self.canvas.addOutlineEntry(title, title, 0)

    def _ledger(self, part: Part, cancelled: Callable[[], bool] | None) -> None:
        assert part.ledger is not None
        title = part.titles[0]
        self.places[title] = self.page
        if not self.final:
            self.page += ledger.count_pages(part.ledger)
            return
        self.canvas.setPageSize((ledger.LAYOUT.width, ledger.LAYOUT.height))
        self._bookmark(title)
        self.page += ledger.draw_pages(self.canvas, part.ledger, self.page, self.total, cancelled=cancelled)

    def _begin_upright(self) -> None:
        watermark.draw(self.canvas, LAYOUT, self.file.imprint.watermark)
        if self.file.imprint.practice:
            draw_practice_mark(self.canvas, LAYOUT)

    def _end_upright(self) -> None:
        imprint, y = self.file.imprint, LAYOUT.bottom - 7 * MILLIMETRE
        left = f"{TITLE}　{self.file.grid}　{imprint.office}　打印人 {imprint.printed_by}　{imprint.printed_at}"
        draw_text(self.canvas, left, LAYOUT.left, y, "song", 8)
        draw_text(self.canvas, f"第 {self.page} 页　共 {self.total} 页", LAYOUT.width - LAYOUT.right, y, "song", 9, "right")
        self._turn()

    def _turn(self) -> None:
        self.canvas.showPage()
        self.page += 1

    def _cover(self) -> None:
        canvas, file, middle = self.canvas, self.file, A4[0] / 2
        self._begin_upright()
        draw_text(canvas, file.imprint.office, middle, A4[1] - 62 * MILLIMETRE, "body", 20, "centre")
        draw_text(canvas, TITLE, middle, A4[1] - 92 * MILLIMETRE, "title", 42, "centre")
        draw_text(canvas, "（一格一档）", middle, A4[1] - 106 * MILLIMETRE, "kai", 18, "centre")
        lines = (("网格名称", file.grid), ("网格编码", file.code or "—"), ("所属", file.path or "—"), ("责任人", file.keepers or "—"),
                 ("台账期间", file.period), ("数据截至", official_date(file.day)))  # fmt: skip
        y = A4[1] - 140 * MILLIMETRE
        for name, value in lines:
            draw_text(canvas, name, 52 * MILLIMETRE, y, "hei", 16)
            self._fitted(value, 84 * MILLIMETRE, y + 1, 92 * MILLIMETRE)
            canvas.setLineWidth(0.5)
            canvas.line(82 * MILLIMETRE, y - 4, 176 * MILLIMETRE, y - 4)
            y -= 13 * MILLIMETRE
        draw_text(canvas, f"编制单位：{file.imprint.office}", middle, 52 * MILLIMETRE, "body", 15, "centre")
        draw_text(canvas, official_date(file.day), middle, 42 * MILLIMETRE, "body", 15, "centre")
        draw_text(canvas, PROTECTION, middle, 24 * MILLIMETRE, "song", 9.5, "centre")
        self._turn()

    def _fitted(self, text: str, x: float, y: float, room: float) -> None:
        from app.reports import fonts

        width = fonts.text_width(text, "body", 16)
        draw_text(self.canvas, text, x, y, "body", min(16.0, 16.0 * room / width) if width else 16.0)

    def _contents(self) -> None:
        self._begin_upright()
        canvas = self.canvas
        draw_text(canvas, "目　录", A4[0] / 2, A4[1] - 45 * MILLIMETRE, "title", 22, "centre")
        left, right, y = 32 * MILLIMETRE, A4[0] - 32 * MILLIMETRE, A4[1] - 68 * MILLIMETRE
        for title in (title for part in _parts(self.file) for title in part.titles):
            number = str(self.places.get(title, 0))
            draw_text(canvas, title, left, y, "body", 15)
            draw_text(canvas, number, right, y, "song", 13, "right")
            self._dots(title, left, right, number, y)
            if self.final:
                canvas.linkRect("", title, (left, y - 4, right, y + 14), Border="[0 0 0]")
            y -= 12 * MILLIMETRE
        self._end_upright()

    def _dots(self, title: str, left: float, right: float, number: str, y: float) -> None:
        from app.reports import fonts

        begin = left + fonts.text_width(title, "body", 15) + 8
        end = right - fonts.text_width(number, "song", 13) - 8
        self.canvas.saveState()
        self.canvas.setLineWidth(0.6)
        self.canvas.setDash(0.6, 3)
        self.canvas.line(begin, y + 3, end, y + 3)
        self.canvas.restoreState()


def write_pdf(file: GridFile, path: str | Path, cancelled: Callable[[], bool] | None = None) -> int:
    """Write the file; returns the number of pages.  Raises Cancelled and leaves no file if ``cancelled()`` turns true."""
    places: dict[str, int] = {}
    total = _Book(file, EmbeddedCanvas(BytesIO(), pagesize=A4), 0, places, final=False).draw(None)

    def write(target: Path) -> None:
        canvas = EmbeddedCanvas(str(target), pagesize=A4, pageCompression=1)
        canvas.setTitle(f"{TITLE} {file.grid}")
        canvas.setAuthor(file.imprint.office)
        canvas.setCreator("织网")
        canvas.showOutline()
        _Book(file, canvas, total, places, final=True).draw(cancelled)
        canvas.save()

    atomic_write(path, write)
    return total
