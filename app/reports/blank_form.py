"""Blank collection forms: exactly one landscape A4 page, rows high enough for handwriting, code lists at the right edge."""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from app.models.blank_form import BlankForm
from app.reports import fonts
from app.reports.official.line_breaking import wrap_text
from app.reports.official.page import EmbeddedCanvas, PageLayout, atomic_write, draw_practice_mark, draw_text
from app.reports.official.paragraphs import MILLIMETRE

LAYOUT = PageLayout(width=A4[1], height=A4[0], top=12 * MILLIMETRE, bottom=13 * MILLIMETRE, left=10 * MILLIMETRE, right=10 * MILLIMETRE)
EDGE = 46 * MILLIMETRE  # width of the code lists
GAP = 3 * MILLIMETRE
HEAD_SIZE, LINE_SIZE, LIST_SIZE = 8.5, 10.0, 7.0
HEAD_HEIGHT = 30.0
LINE_STEP = 20.0
NOTE_STEP = 12.0


class _Page:
    """One form on its page."""

    def __init__(self, form: BlankForm, canvas: Canvas) -> None:
        self.form, self.canvas = form, canvas
        self.left, self.right = LAYOUT.left, LAYOUT.width - LAYOUT.right - EDGE - GAP
        self.notes = [line for note in form.notes for line in wrap_text(note, "song", HEAD_SIZE, self.right - self.left)]

    def draw(self) -> None:
        """Everything."""
        form, canvas = self.form, self.canvas
        if form.imprint.practice:
            draw_practice_mark(canvas, LAYOUT)
        y = LAYOUT.height - LAYOUT.top
        draw_text(canvas, form.title, (self.left + self.right) / 2, y - 16, "title", 18, "centre")
        draw_text(canvas, form.imprint.office, self.left, y - 14, "song", 9)
        draw_text(canvas, "第　　张　共　　张", self.right, y - 14, "song", 9, "right")
        y -= 26
        for line in form.heads:
            y -= LINE_STEP
            self._fitted(line, y)
        bottom = LAYOUT.bottom + NOTE_STEP * len(self.notes) + 8
        self._table(y - 8, bottom)
        for place, line in enumerate(self.notes):
            draw_text(canvas, line, self.left, bottom - NOTE_STEP * (place + 1) - 2, "song", HEAD_SIZE)
        self._lists(LAYOUT.height - LAYOUT.top, LAYOUT.bottom)
        footer = f"{form.title}　{form.imprint.office}　打印 {form.imprint.printed_at}"
        draw_text(canvas, footer, self.left, LAYOUT.bottom - 8 * MILLIMETRE, "song", 7.5)

    def _fitted(self, text: str, y: float) -> None:
        room, width = self.right - self.left, fonts.text_width(text, "song", LINE_SIZE)
        draw_text(self.canvas, text, self.left, y, "song", LINE_SIZE * min(1.0, room / width))

    def _table(self, top: float, bottom: float) -> None:
        """Heads, then rows that share what is left of the page."""
        form, canvas = self.form, self.canvas
        whole = sum(column.width for column in form.columns)
        widths = [column.width * (self.right - self.left) / whole for column in form.columns]
        lefts = [self.left + x for x in accumulate([0.0, *widths])]
        canvas.setLineWidth(0.5)
        canvas.setFillGray(0.93)
        canvas.rect(self.left, top - HEAD_HEIGHT, self.right - self.left, HEAD_HEIGHT, stroke=0, fill=1)
        canvas.setFillGray(0)
        for column, left, width in zip(form.columns, lefts, widths, strict=False):
            lines = [part for piece in column.head.split("\n") for part in wrap_text(piece, "hei", HEAD_SIZE, width - 2)]
            first = top - (HEAD_HEIGHT - len(lines) * 10.5) / 2 - 8.5
            for place, line in enumerate(lines):
                draw_text(canvas, line, left + width / 2, first - place * 10.5, "hei", HEAD_SIZE, "centre")
        height = (top - HEAD_HEIGHT - bottom) / form.rows
        edges = [top, *(top - HEAD_HEIGHT - height * row for row in range(form.rows + 1))]
        canvas.lines([(self.left, edge, self.right, edge) for edge in edges])
        canvas.lines([(x, top, x, edges[-1]) for x in lefts])
        for row in range(form.rows):
            draw_text(canvas, str(row + 1), lefts[0] + widths[0] / 2, edges[row + 1] - height / 2 - 3.5, "song", HEAD_SIZE, "centre")

    def _lists(self, top: float, bottom: float) -> None:
        """The code lists in a frame of their own; letters shrink a little where they are many."""
        canvas, left = self.canvas, self.right + GAP
        canvas.rect(left, bottom, EDGE, top - bottom)
        size = LIST_SIZE + 1.5
        while size > 5.5 and self._lists_height(size) > top - bottom - 10:
            size -= 0.25
        step, y = size * 1.28, top - 5
        for each in self.form.lists:
            for place, line in enumerate(self._lines(each.name, each.codes, size)):
                y -= step
                draw_text(canvas, line, left + 4, y, "hei" if place < self._name_lines(each.name, size) else "song", size)
            y -= step * 0.45

    def _name_lines(self, name: str, size: float) -> int:
        return len(wrap_text(name, "hei", size, EDGE - 8))

    def _lines(self, name: str, codes: tuple[tuple[str, str], ...], size: float) -> list[str]:
        """The name, then the codes run on; no code is parted from its word."""
        lines = list(wrap_text(name, "hei", size, EDGE - 8))
        line = ""
        for code, word in codes:
            item = f"{code} {word}"
            longer = f"{line}　{item}" if line else item
            if line and fonts.text_width(longer, "song", size) > EDGE - 8:
                lines.append(line)
                longer = item
            if fonts.text_width(longer, "song", size) > EDGE - 8:
                *whole, longer = wrap_text(longer, "song", size, EDGE - 8)
                lines += whole
            line = longer
        return [*lines, line]

    def _lists_height(self, size: float) -> float:
        return sum((len(self._lines(each.name, each.codes, size)) + 0.45) * size * 1.28 for each in self.form.lists)


def write_pdf(form: BlankForm, path: str | Path) -> int:
    """Write the form; always one page."""

    def write(target: Path) -> None:
        canvas = EmbeddedCanvas(str(target), pagesize=(LAYOUT.width, LAYOUT.height), pageCompression=1)
        canvas.setTitle(form.title)
        canvas.setAuthor(form.imprint.office)
        canvas.setCreator("织网")
        _Page(form, canvas).draw()
        canvas.showPage()
        canvas.save()

    atomic_write(path, write)
    return 1
