"""R11 例会纪要 in the 纪要 form of GB/T 9704: the mark, who came, what was said, what was decided.  No signature, no seal.

Everything comes from the frozen text; who prints it and when is not on it, so it is the same for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from reportlab.platypus.flowables import Flowable, Spacer

from app.models.meetings import RED, Minutes, MinutesDecision
from app.reports import fonts
from app.reports.official.line_breaking import Span
from app.reports.official.page import TEXT_WIDTH, draw_text, write_document
from app.reports.official.paragraphs import (
    BODY,
    BODY_SIZE,
    CHARACTER_PITCH,
    LINE_PITCH,
    MILLIMETRE,
    Style,
    Text,
    body,
    heading,
    official_date,
)

MARK_SIZE, LEAST_MARK_SIZE = 30.0, 20.0
RED_GAP, BLACK_GAP = 35 * MILLIMETRE, 8 * MILLIMETRE  # from the top of the text area to the mark
RED_INK, BLACK_INK = (0.85, 0.0, 0.0), (0.0, 0.0, 0.0)
WEEKDAYS = "一二三四五六日"
NAMES_FROM = 5  # characters: indent of two, the two of the label and its colon
NAMES = Style(indent=0.0, left=NAMES_FROM, align="left")


class Mark(Flowable):  # type: ignore[misc]
    """标志 “XXXX纪要”, the line with week and date, and the rule below; the space above belongs to it."""

    def __init__(self, minutes: Minutes) -> None:
        super().__init__()
        self.minutes = minutes
        self._width = 0.0
        self._gap = RED_GAP if minutes.mark == RED else BLACK_GAP

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Whole lines of the grid."""
        self._width = available_width
        height = self._gap + MARK_SIZE + 2.6 * LINE_PITCH
        return available_width, -(-height // LINE_PITCH) * LINE_PITCH

    def draw(self) -> None:
        """From the top down."""
        canvas, minutes = self.canv, self.minutes
        ink = RED_INK if minutes.mark == RED else BLACK_INK
        _, height = self.wrap(self._width, 0)
        natural = fonts.text_width(minutes.title, "title", MARK_SIZE)
        size = max(LEAST_MARK_SIZE, min(MARK_SIZE, MARK_SIZE * self._width / natural))
        y = height - self._gap - MARK_SIZE
        canvas.setFillColorRGB(*ink)
        draw_text(canvas, minutes.title, self._width / 2, y, "title", size, "centre")
        canvas.setFillGray(0)
        y -= 1.5 * LINE_PITCH
        state = "（讨论稿）" if minutes.draft else ""
        draw_text(canvas, f"{minutes.label}{state}", CHARACTER_PITCH, y, "body", BODY_SIZE)
        draw_text(canvas, official_date(minutes.held_on), self._width - CHARACTER_PITCH, y, "body", BODY_SIZE, "right")
        canvas.setStrokeColorRGB(*ink)
        canvas.setLineWidth(1.2 if minutes.mark == RED else 0.8)
        canvas.line(0, y - 4 * MILLIMETRE, self._width, y - 4 * MILLIMETRE)
        canvas.setStrokeColorRGB(*BLACK_INK)


class Labelled(Flowable):  # type: ignore[misc]
    """'时间：' in 黑体, two characters in, with its text beside it; further lines stand under the first character after the colon."""

    def __init__(self, label: str, text: str) -> None:
        super().__init__()
        self.label, self.text = label, Text(text, NAMES)

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """As high as its text."""
        return self.text.wrap(available_width, available_height)

    def draw(self) -> None:
        """Label on the first line, the text beside it."""
        canvas = self.canv
        height = len(self.text.lines or []) * LINE_PITCH
        draw_text(canvas, f"{self.label}：", 2 * CHARACTER_PITCH, height - BODY_SIZE * 0.86, "hei", BODY_SIZE)
        self.text.canv = canvas
        self.text.draw()


def _names(label: str, names: Sequence[str]) -> list[Flowable]:
    """A list of names that never splits one of them."""
    if not names:
        return []
    room = TEXT_WIDTH - NAMES_FROM * CHARACTER_PITCH
    lines: list[str] = []
    for name in names:
        longer = f"{lines[-1]}　{name}" if lines else name
        if lines and len(longer) * CHARACTER_PITCH <= room:
            lines[-1] = longer
        else:
            lines.append(name)
    return [Labelled(label, lines[0]), *(Text(line, NAMES) for line in lines[1:])]


def when(minutes: Minutes) -> str:
    """'2026年11月20日（星期五）15:00'."""
    from datetime import date

    day = date.fromisoformat(minutes.held_on)
    return f"{official_date(minutes.held_on)}（星期{WEEKDAYS[day.weekday()]}）{minutes.held_at}"


def _head(minutes: Minutes) -> list[Flowable]:
    lines: list[Flowable] = []
    for label, text in (("时间", when(minutes)), ("地点", minutes.place), ("主持", minutes.host)):
        if text:
            lines.append(Labelled(label, text))
    for label, names in (("出席", minutes.present), ("请假", minutes.on_leave), ("缺席", minutes.absent), ("列席", minutes.guests)):
        lines += _names(label, names)
    return [*lines, *([Labelled("记录", minutes.recorder)] if minutes.recorder else []), Spacer(1, LINE_PITCH)]


def decision_text(place: int, decision: MinutesDecision) -> str:
    """'1.更换3栋门锁（责任人：周晓燕；期限：2026年11月27日；续办，第2周）。'"""
    facts = [f"责任人：{decision.person}", f"期限：{official_date(decision.due_on)}"]
    if decision.weeks > 1:
        facts.append(f"续办，第{decision.weeks}周")
    return f"{place}.{decision.text.rstrip('。；;.')}（{'；'.join(facts)}）。"


def _settled(minutes: Minutes) -> list[Flowable]:
    if not minutes.settled:
        return []
    first = Text([Span("上周议定事项落实情况。", "kai")], replace(BODY, keep_with_next=True))
    return [first, *(Text(f"{place}.{line}") for place, line in enumerate(minutes.settled, start=1))]


def _story(minutes: Minutes) -> list[Flowable]:
    parts: list[tuple[str, list[Flowable]]] = [
        ("上周情况", [*body(minutes.summary), *_settled(minutes)]),
        ("点评", body(minutes.review)),
        ("部署", body(minutes.plan)),
        ("议定事项", [Text(decision_text(place, each)) for place, each in enumerate(minutes.decisions, start=1)]),
    ]
    story: list[Flowable] = [Mark(minutes), *_head(minutes)]
    number = 0
    for title, paragraphs in parts:
        if paragraphs:
            number += 1
            story += [*heading(1, number, title), *paragraphs]
    if minutes.note:
        story += [Spacer(1, LINE_PITCH), Text(f"（{minutes.note}）")]
    return story


def subject(minutes: Minutes) -> str:
    """Title of the file."""
    return f"{minutes.title} {minutes.label}"



def write_pdf(minutes: Minutes, path: str | Path) -> int:
    """Write the minutes; returns the number of pages.  The same minutes give the same bytes."""
    return write_document(
        path, lambda: _story(minutes), subject=subject(minutes), author=minutes.office, practice=minutes.practice
    )
