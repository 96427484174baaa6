"""What ends a document: 附件说明 (7.3.4), 署名 and 成文日期 (7.3.5), 附注 (7.3.6), the line on the figures, 版记 (7.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reportlab.platypus.flowables import Flowable

from app.models.official_document import Signature
from app.reports import fonts
from app.reports.official.line_breaking import Span, glyphs_of, wrap_text
from app.reports.official.page import LINES, TEXT_WIDTH, draw_text
from app.reports.official.paragraphs import (
    ASCENT,
    BODY,
    BODY_SIZE,
    CHARACTER_PITCH,
    LINE_PITCH,
    MILLIMETRE,
    Style,
    Text,
    official_date,
    signature,
)

RECORD_SIZE = 14.0  # 四号
RECORD_PITCH = 24.0
OUTER_LINE, INNER_LINE = 0.35 * MILLIMETRE, 0.25 * MILLIMETRE
BELOW_TEXT_AREA = LINES * LINE_PITCH + 0.5 - 225 * MILLIMETRE  # what the frame is deeper than the text area
BLANKS_FOR_SEAL = 2  # so that the upper edge of the seal is within a line of the text and its middle on name and date


def blank(lines: float = 1) -> Text:
    """Blank lines."""
    return Text(" ", replace(BODY, pitch=LINE_PITCH * lines))


def width_in_characters(text: str) -> float:
    """Width in characters of the grid."""
    return sum(glyph.width for glyph in glyphs_of([Span(text)], BODY_SIZE, BODY.letter_space)) / CHARACTER_PITCH


def hanging(label: Sequence[Span], text: Sequence[Span], left: float) -> Text:
    """``label`` at ``left`` characters, the text behind it; later lines stand under its first character."""
    width = width_in_characters("".join(span.text for span in label))
    return Text([*label, *text], replace(BODY, left=left + width, indent=-width))


def attachment_lines(names: Sequence[str]) -> list[Flowable]:
    """'附件：1. 名称', names under each other, nothing after them."""
    if not names:
        return []
    if len(names) == 1:
        return [blank(), hanging([Span("附件：")], [Span(names[0])], 2)]
    lines: list[Flowable] = [blank()]
    for number, name in enumerate(names, start=1):
        label = f"附件：{number}. " if number == 1 else f"{number}. "
        lines.append(hanging([Span(label)], [Span(name)], 2 if number == 1 else 5))
    return lines


def signature_lines(sign: Signature) -> list[Flowable]:
    """Name and date, with or without room for the seal."""
    day = official_date(sign.date)
    if not sign.seal:
        return [blank(), *signature(sign.office, day)]
    name_width, date_width = width_in_characters(sign.office), width_in_characters(day)
    middle = 28 - 4 - date_width / 2
    middle -= max(0.0, middle + name_width / 2 - 27)  # a long name moves both to the left
    style = Style(indent=0.0, align="left")
    name = Text(sign.office, replace(style, left=max(middle - name_width / 2, 0.0)))
    return [blank(BLANKS_FOR_SEAL), name, Text(day, replace(style, left=middle - date_width / 2))]


def note_lines(notes: str) -> list[Flowable]:
    """附注 in brackets."""
    return [Text(f"（{notes.strip().strip('（）()')}）", BODY)] if notes.strip() else []


class DataLine(Flowable):  # type: ignore[misc]
    """口径, period, time of data: small, below a short thin line, as high as whole lines of the grid."""

    SIZE, PITCH = 10.5, 15.0

    def __init__(self, text: str) -> None:
        super().__init__()
        self.lines = wrap_text(text, "body", self.SIZE, TEXT_WIDTH)

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Whole lines of the grid."""
        lines = -(-(len(self.lines) * self.PITCH + 12) // LINE_PITCH)
        return available_width, lines * LINE_PITCH

    def draw(self) -> None:
        """Line and text."""
        top = self.wrap(0, 0)[1] - 8
        self.canv.setLineWidth(0.5)
        self.canv.line(0, top, 50 * MILLIMETRE, top)
        for index, line in enumerate(self.lines):
            draw_text(self.canv, line, 0, top - 4 - index * self.PITCH - self.SIZE * ASCENT, "body", self.SIZE)


class PublishingRecord(Flowable):  # type: ignore[misc]
    """版记 at the foot of the text area of the last page: 抄送 and 印发, lines 0.35 mm outside and 0.25 mm inside; a 信函 has 抄送 only
    and no lines (10.1)."""

    def __init__(self, copies: str, printed_by: str, printed_on: str, ruled: bool = True) -> None:
        super().__init__()
        names = copies.strip().rstrip("。")
        width = TEXT_WIDTH - 2 * CHARACTER_PITCH - 3 * RECORD_SIZE
        self.copies = wrap_text(f"{names}。", "body", RECORD_SIZE, width) if names else []
        self.printed_by = printed_by if ruled else ""
        self.printed_on = f"{official_date(printed_on)}印发" if printed_on and ruled else ""
        self.ruled = ruled
        self._height = 0.0

    def needed(self) -> float:
        """Height of the record itself."""
        rows = len(self.copies) + (1 if self.printed_by or self.printed_on else 0)
        return BELOW_TEXT_AREA + rows * RECORD_PITCH + 2 * OUTER_LINE

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """All that is left of the page: the record stands at its foot."""
        self._height = max(self.needed() + LINE_PITCH, available_height)
        return available_width, self._height

    def draw(self) -> None:
        """From the foot upwards."""
        y = BELOW_TEXT_AREA
        self._rule(y, OUTER_LINE)
        if self.printed_by or self.printed_on:
            baseline = y + (RECORD_PITCH - RECORD_SIZE) / 2 + RECORD_SIZE * (1 - ASCENT)
            draw_text(self.canv, self.printed_by, CHARACTER_PITCH, baseline, "body", RECORD_SIZE)
            draw_text(self.canv, self.printed_on, TEXT_WIDTH - CHARACTER_PITCH, baseline, "body", RECORD_SIZE, "right")
            y += RECORD_PITCH
            self._rule(y, INNER_LINE if self.copies else OUTER_LINE)
        if self.copies:
            self._draw_copies(y)
            self._rule(y + len(self.copies) * RECORD_PITCH, OUTER_LINE)

    def _draw_copies(self, bottom: float) -> None:
        label = "抄送："
        left = CHARACTER_PITCH + fonts.text_width(label, "body", RECORD_SIZE)
        for index, line in enumerate(reversed(self.copies)):
            baseline = bottom + index * RECORD_PITCH + (RECORD_PITCH - RECORD_SIZE) / 2 + RECORD_SIZE * (1 - ASCENT)
            draw_text(self.canv, line, left, baseline, "body", RECORD_SIZE)
            if index == len(self.copies) - 1:
                draw_text(self.canv, label, CHARACTER_PITCH, baseline, "body", RECORD_SIZE)

    def _rule(self, y: float, width: float) -> None:
        if self.ruled:
            self.canv.setLineWidth(width)
            self.canv.line(0, y, TEXT_WIDTH, y)
