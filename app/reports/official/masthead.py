"""The head of the first page: red head (7.2), 信函 (10.1) and 纪要 (10.3).  Red is used here and nowhere else."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable

from app.reports import fonts
from app.reports.official.page import LEFT, TEXT_WIDTH, TOP, draw_text
from app.reports.official.paragraphs import ASCENT, BODY_SIZE, CHARACTER_PITCH, LINE_PITCH, MILLIMETRE

RED = (0.86, 0.0, 0.0)
MARK_BELOW_TOP = 35 * MILLIMETRE  # upper edge of the mark below the text area
LINE_BELOW = 4 * MILLIMETRE
RED_LINE = 1.5
LARGEST_MARK, LETTER_MARK = 48.0, 34.0
LETTER_MARK_FROM_EDGE = 30 * MILLIMETRE
LETTER_LINE = 170 * MILLIMETRE
LETTER_FOOT_LINE = 20 * MILLIMETRE
SEVEN_EIGHTHS = BODY_SIZE * 7 / 8
THICK, THIN, BETWEEN = 2.0, 0.7, 2.4


@dataclass(frozen=True)
class HeadTexts:
    """What stands on a head; empty texts are left out."""

    mark: str
    number: str = ""
    signer: str = ""
    labels: tuple[str, ...] = ()  # 份号, 密级和保密期限, 紧急程度, one below the other
    office: str = ""  # 纪要: left above the line
    day: str = ""  # 纪要: right above the line


def mark_size(mark: str, largest: float) -> float:
    """As large as allowed, never wider than the text area (7.2.4)."""
    width = fonts.text_width(mark, "title", 1)
    return min(largest, TEXT_WIDTH * 0.96 / width) if width else largest


def _draw_mark(canvas: Canvas, mark: str, middle: float, top: float, size: float) -> None:
    canvas.setFillColorRGB(*RED)
    draw_text(canvas, mark, middle, top - size * ASCENT, "title", size, "centre")
    canvas.setFillGray(0)


def _draw_labels(canvas: Canvas, labels: tuple[str, ...], top: float) -> None:
    for index, label in enumerate(labels):
        role = "body" if label.isdecimal() else "hei"
        draw_text(canvas, label, 0, top - index * LINE_PITCH - BODY_SIZE * ASCENT, role, BODY_SIZE)


def double_line(canvas: Canvas, left: float, y: float, thick_above: bool) -> None:
    """The red double line of a 信函, 170 mm long, its upper edge at ``y``."""
    canvas.setStrokeColorRGB(*RED)
    first, second = (THICK, THIN) if thick_above else (THIN, THICK)
    for width, place in ((first, y - first / 2), (second, y - first - BETWEEN - second / 2)):
        canvas.setLineWidth(width)
        canvas.line(left, place, left + LETTER_LINE, place)
    canvas.setStrokeGray(0)


class Masthead(Flowable, ABC):  # type: ignore[misc]
    """A head as high as whole lines of the grid, the blank lines above the title included."""

    def __init__(self, texts: HeadTexts) -> None:
        super().__init__()
        self.texts = texts

    @abstractmethod
    def bottom(self) -> float:
        """Distance of the lowest element from the top of the text area."""

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Whole lines: the head and two blank lines below it."""
        return available_width, (round(self.bottom() / LINE_PITCH + 0.2) + 2) * LINE_PITCH


class RedHead(Masthead):
    """发文机关标志, 发文字号 (with 签发人), red line."""

    def _number_top(self) -> float:
        return MARK_BELOW_TOP + mark_size(self.texts.mark, LARGEST_MARK) + 2 * LINE_PITCH

    def bottom(self) -> float:
        """The red line."""
        return self._number_top() + BODY_SIZE + LINE_BELOW

    def draw(self) -> None:
        """Mark, number, line."""
        canvas, texts = self.canv, self.texts
        top = self.wrap(TEXT_WIDTH, 0)[1]
        _draw_labels(canvas, texts.labels, top)
        _draw_mark(canvas, texts.mark, TEXT_WIDTH / 2, top - MARK_BELOW_TOP, mark_size(texts.mark, LARGEST_MARK))
        baseline = top - self._number_top() - BODY_SIZE * ASCENT
        self._draw_number(canvas, baseline)
        y = top - self.bottom()
        canvas.setStrokeColorRGB(*RED)
        canvas.setLineWidth(RED_LINE)
        canvas.line(0, y, TEXT_WIDTH, y)
        canvas.setStrokeGray(0)

    def _draw_number(self, canvas: Canvas, baseline: float) -> None:
        texts = self.texts
        if not texts.signer:
            draw_text(canvas, texts.number, TEXT_WIDTH / 2, baseline, "body", BODY_SIZE, "centre")
            return
        draw_text(canvas, texts.number, CHARACTER_PITCH, baseline, "body", BODY_SIZE)
        right = TEXT_WIDTH - CHARACTER_PITCH
        draw_text(canvas, texts.signer, right, baseline, "kai", BODY_SIZE, "right")
        draw_text(canvas, "签发人：", right - fonts.text_width(texts.signer, "kai", BODY_SIZE), baseline, "body", BODY_SIZE, "right")


class MinutesHead(RedHead):
    """XXXX纪要, its number, office left and day right above the line."""

    def _number_top(self) -> float:
        blank = 1 if self.texts.number else 0
        return MARK_BELOW_TOP + mark_size(self.texts.mark, LARGEST_MARK) + (blank + 1.5) * LINE_PITCH

    def _draw_number(self, canvas: Canvas, baseline: float) -> None:
        texts = self.texts
        draw_text(canvas, texts.number, TEXT_WIDTH / 2, baseline + 1.5 * LINE_PITCH, "body", BODY_SIZE, "centre")
        draw_text(canvas, texts.office, CHARACTER_PITCH, baseline, "body", BODY_SIZE)
        draw_text(canvas, texts.day, TEXT_WIDTH - CHARACTER_PITCH, baseline, "body", BODY_SIZE, "right")


class LetterHead(Masthead):
    """Name 30 mm below the edge of the paper, red double line 4 mm below it, number right below the line."""

    def _line(self) -> float:
        return LETTER_MARK_FROM_EDGE - TOP + mark_size(self.texts.mark, LETTER_MARK) + LINE_BELOW

    def _below_line(self) -> float:
        return self._line() + THICK + BETWEEN + THIN + SEVEN_EIGHTHS

    def bottom(self) -> float:
        """The number or the labels, whichever reach further down."""
        rows = max(len(self.texts.labels), 1 if self.texts.number else 0)
        return self._below_line() + (rows - 1) * LINE_PITCH + BODY_SIZE if rows else self._line()

    def draw(self) -> None:
        """Name, line, number."""
        canvas, texts = self.canv, self.texts
        top = self.wrap(TEXT_WIDTH, 0)[1]
        middle = A4[0] / 2 - LEFT
        _draw_mark(canvas, texts.mark, middle, top + TOP - LETTER_MARK_FROM_EDGE, mark_size(texts.mark, LETTER_MARK))
        double_line(canvas, middle - LETTER_LINE / 2, top - self._line(), thick_above=True)
        _draw_labels(canvas, texts.labels, top - self._below_line())
        draw_text(canvas, texts.number, TEXT_WIDTH, top - self._below_line() - BODY_SIZE * ASCENT, "body", BODY_SIZE, "right")


def draw_letter_foot(canvas: Canvas) -> None:
    """The second double line, 20 mm above the foot of the first page of a 信函."""
    double_line(canvas, (A4[0] - LETTER_LINE) / 2, LETTER_FOOT_LINE + THICK + BETWEEN + THIN, thick_above=False)
