"""简报: a tab of the dashboard on one A4 page: five numbers, charts with their findings, 口径, period, time of data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable, Spacer

from app.models.dashboard import BigNumber, Panel
from app.models.dashboard_paper import DashboardSheet
from app.reports import dashboard_charts
from app.reports.chart_vectors import draw_figure
from app.reports.charts import LOCK
from app.reports.fonts import text_width
from app.reports.grid_comparison import footer
from app.reports.official.page import TABLE_PORTRAIT, draw_text, write_document
from app.reports.official.paragraphs import Style, Text

HEADING = "网格工作简报"
LETTERS = 0.66  # size of the letters in charts: 13 → 8.6 points
GAP, HEAD, NUMBERS = 8.0, 31.0, 58.0
LINE = Color(0.83, 0.86, 0.88)
NOTE = Style(role="song", size=8.5, pitch=13, letter_space=0.0, indent=0.0)


def heading(sheet: DashboardSheet) -> str:
    """Title of the page."""
    return f"{sheet.imprint.office}{HEADING}（{sheet.tab}）"


def _short(text: str, role: str, size: float, room: float) -> str:
    if text_width(text, role, size) <= room:
        return text
    while text and text_width(f"{text}…", role, size) > room:
        text = text[:-1]
    return f"{text}…"


class Briefing(Flowable):  # type: ignore[misc]
    """Everything between title and remarks, in one piece: it is one page, never more."""

    def __init__(self, sheet: DashboardSheet, width: float, height: float) -> None:
        super().__init__()
        self.sheet, self.width, self.height = sheet, width, height

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Its size is known."""
        return self.width, self.height

    def draw(self) -> None:
        """Numbers on top, charts below: the tall one at the right, as on the screen."""
        canvas: Canvas = self.canv
        self._numbers(canvas, self.sheet.numbers)
        tall = [panel for panel in self.sheet.panels if panel.tall]
        rest = [panel for panel in self.sheet.panels if not panel.tall]
        room = self.height - NUMBERS - GAP
        left = (self.width - GAP) * 0.58 if tall else self.width
        each = (room - GAP * (len(rest) - 1)) / max(1, len(rest))
        for place, panel in enumerate(rest):
            self._panel(canvas, panel, 0, room - (place + 1) * each - place * GAP, left, each)
        for place, panel in enumerate(tall):
            height = (room - GAP * (len(tall) - 1)) / len(tall)
            self._panel(canvas, panel, left + GAP, room - (place + 1) * height - place * GAP, self.width - left - GAP, height)

    def _numbers(self, canvas: Canvas, numbers: Sequence[BigNumber]) -> None:
        width = (self.width - GAP * (len(numbers) - 1)) / len(numbers)
        for place, number in enumerate(numbers):
            x, y = place * (width + GAP), self.height - NUMBERS
            self._box(canvas, x, y, width, NUMBERS)
            room = width - 12
            draw_text(canvas, number.label, x + 6, y + NUMBERS - 13, "hei", 8.5)
            size = min(16.0, 16.0 * (room - 18) / max(1.0, text_width(number.text, "bold", 16)))
            draw_text(canvas, number.text, x + 6, y + NUMBERS - 31, "bold", size)
            draw_text(canvas, number.unit, x + 9 + text_width(number.text, "bold", size), y + NUMBERS - 31, "hei", 8)
            draw_text(canvas, _short(number.change, "hei", 7.5, room), x + 6, y + NUMBERS - 42, "hei", 7.5)
            draw_text(canvas, _short(number.note, "hei", 7.5, room), x + 6, y + NUMBERS - 52, "hei", 7.5)

    def _panel(self, canvas: Canvas, panel: Panel, x: float, y: float, width: float, height: float) -> None:
        size = min(10.5, 10.5 * (width - 14) / max(1.0, text_width(panel.title, "bold", 10.5)))
        draw_text(canvas, panel.title, x + 7, y + height - 15, "bold", size)
        draw_text(canvas, _short(panel.subtitle, "hei", 8, width - 14), x + 7, y + height - 26, "hei", 8)
        with LOCK:
            figure = dashboard_charts.for_paper(panel, width - 8, height - HEAD - 4, LETTERS)
            figure.set_facecolor("none")  # the mark 练习 shows through
            draw_figure(figure, canvas, x + 4, y + 4)
        self._box(canvas, x, y, width, height)

    @staticmethod
    def _box(canvas: Canvas, x: float, y: float, width: float, height: float) -> None:
        canvas.saveState()
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.7)
        canvas.rect(x, y, width, height)
        canvas.restoreState()


class Head(Flowable):  # type: ignore[misc]
    """Title and the line below it."""

    def __init__(self, sheet: DashboardSheet, width: float) -> None:
        super().__init__()
        self.sheet, self.width = sheet, width

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Two lines."""
        return self.width, 54.0

    def draw(self) -> None:
        """Centred."""
        title = heading(self.sheet)
        size = min(20.0, 20.0 * self.width / max(1.0, text_width(title, "title", 20)))
        draw_text(self.canv, title, self.width / 2, 30, "title", size, "centre")
        line = f"期间 {self.sheet.span}　范围 {self.sheet.scope}　编制单位 {self.sheet.imprint.office}　数据截至 {self.sheet.as_of}"
        small = min(9.5, 9.5 * self.width / max(1.0, text_width(line, "hei", 9.5)))
        draw_text(self.canv, line, self.width / 2, 10, "hei", small, "centre")


def _story(sheet: DashboardSheet) -> list[Flowable]:
    width = TABLE_PORTRAIT.text_width
    remarks = [sheet.meaning, "图中斜纹条为需要关注的项，空心点为不足一期的数，虚线为平均、合计或目标。"]
    lines = sum(-int(-text_width(text, "song", NOTE.size) // width) for text in remarks) + 1
    room = TABLE_PORTRAIT.frame_height - 54 - lines * NOTE.pitch - 18
    return [Head(sheet, width), Briefing(sheet, width, room), Spacer(1, 8), *(Text(text, NOTE) for text in remarks)]


def write_pdf(sheet: DashboardSheet, path: str | Path) -> int:
    """Write the page; returns the number of pages, which is one."""
    imprint = sheet.imprint
    return write_document(
        path,
        lambda: _story(sheet),
        subject=heading(sheet),
        author=imprint.office,
        layout=TABLE_PORTRAIT,
        practice=imprint.practice,
        footer=footer(f"{HEADING}　{imprint.office}　打印人 {imprint.printed_by}　{imprint.printed_at}"),
        count_pages=True,
    )
