"""Paragraphs of a 公文 page as reportlab flowables: body, headings of four levels, title, signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import CondPageBreak, Flowable

from app.reports.official.line_breaking import Glyph, Line, Span, balanced_lines, break_lines, glyphs_of

MILLIMETRE = 72 / 25.4
BODY_SIZE = 15.75  # 三号
CHARACTER_PITCH = 156 * MILLIMETRE / 28  # 28 characters in 156 mm
LINE_PITCH = 29.53  # character height and 7/8 of it: 22 lines in 225 mm
TITLE_SIZE = 22.0  # 二号
ASCENT = 0.86  # share of the character box above the base line


@dataclass(frozen=True)
class Style:
    """Measures of a paragraph.  ``letter_space`` spreads 15.75-point characters over the pitch of the grid."""

    role: str = "body"
    size: float = BODY_SIZE
    pitch: float = LINE_PITCH
    letter_space: float = CHARACTER_PITCH - BODY_SIZE
    indent: float = 2.0  # characters of the first line
    left: float = 0.0  # characters of every line
    right: float = 0.0
    align: str = "justify"  # justify | left | centre | right
    keep_with_next: bool = False
    grey: float = 0.0


BODY = Style()
SMALL = Style(role="body", size=10.5, pitch=LINE_PITCH / 2, letter_space=0.0, indent=0.0)


def draw_line(canvas: Canvas, line: Line, x: float, baseline: float, size: float) -> None:
    """Draw one broken line; neighbouring glyphs of one font and one spacing are one text operation."""
    text = canvas.beginText()
    pending: list[str] = []
    state: tuple[str, float] | None = None
    start = x
    for index, glyph in enumerate(line.glyphs):
        give = glyph.squeeze * line.squeezed
        own_width = glyph.width - glyph.em * size  # letter space
        spacing = own_width + (line.gap if glyph.stretchable and index < len(line.glyphs) - 1 else 0.0)
        shift = -give if _opens(glyph) else 0.0
        if state != (glyph.font, spacing) or give:
            _show(text, pending, state, start, baseline, size)
            pending, state, start = [], (glyph.font, spacing), x + shift
        pending.append(glyph.character)
        x += glyph.width - give + (spacing - own_width)
        if give:
            _show(text, pending, state, start, baseline, size)
            pending, state, start = [], None, x
    _show(text, pending, state, start, baseline, size)
    canvas.drawText(text)


def _opens(glyph: Glyph) -> bool:
    return glyph.character in "（〔【《〈“‘『「"


def _show(text: object, pending: list[str], state: tuple[str, float] | None, x: float, baseline: float, size: float) -> None:
    if not pending or state is None:
        return
    font, spacing = state
    text.setTextOrigin(x, baseline)  # type: ignore[attr-defined]
    text.setFont(font, size)  # type: ignore[attr-defined]
    text.setCharSpace(spacing)  # type: ignore[attr-defined]
    text.textOut("".join(pending))  # type: ignore[attr-defined]


class Text(Flowable):  # type: ignore[misc]
    """A paragraph.  Splits over pages with at least two lines on each side."""

    def __init__(self, spans: str | Sequence[Span], style: Style = BODY, lines: list[Line] | None = None) -> None:
        super().__init__()
        self.style = style
        self.spans = [Span(spans, style.role)] if isinstance(spans, str) else list(spans)
        self.lines = lines
        self._width = 0.0
        self.keepWithNext = style.keep_with_next  # the name is reportlab's

    def _break(self, width: float) -> list[Line]:
        style = self.style
        em = style.size + style.letter_space
        inner = width - (style.left + style.right) * em
        glyphs = glyphs_of(self.spans, style.size, style.letter_space)
        return break_lines(glyphs, inner, style.indent * em, style.align == "justify")

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Size on the page."""
        if self.lines is None or abs(self._width - available_width) > 0.01:
            self.lines = self.lines if self.lines is not None and not self._width else self._break(available_width)
            self._width = available_width
        return available_width, len(self.lines) * self.style.pitch

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """Two paragraphs, or none if fewer than two lines would stand alone."""
        self.wrap(available_width, available_height)
        lines = self.lines or []
        first = min(int((available_height + 0.01) // self.style.pitch), len(lines) - 2)
        if first < 2:
            return []
        parts = [Text(self.spans, self.style, lines[:first]), Text(self.spans, self.style, lines[first:])]
        parts[0].keepWithNext = False
        return list(parts)

    def draw(self) -> None:
        """Draw at the flowable's own origin."""
        style, canvas = self.style, self.canv
        em = style.size + style.letter_space
        inner = self._width - (style.left + style.right) * em
        height = len(self.lines or []) * style.pitch
        canvas.setFillGray(style.grey)
        for index, line in enumerate(self.lines or []):
            rest = inner - line.width - line.indent
            shift = {"centre": rest / 2, "right": rest}.get(style.align, 0.0)
            baseline = height - index * style.pitch - style.size * ASCENT
            draw_line(canvas, line, style.left * em + line.indent + shift, baseline, style.size)
        canvas.setFillGray(0)


def body(text: str, style: Style = BODY) -> list[Flowable]:
    """Body paragraphs, one for each line of the typed text."""
    return [Text(part.strip(), style) for part in text.split("\n") if part.strip()]


def heading(level: int, number: int, text: str, follow: str = "") -> list[Flowable]:
    """层次序数: 一、黑体 · （一）楷体 · 1.仿宋 · （1）仿宋.  ``follow`` continues in body type on the same line.  A heading never
    stands alone at the foot of a page: it wants room for three lines of what follows it."""
    chinese = chinese_number(number)
    label = {1: f"{chinese}、", 2: f"（{chinese}）", 3: f"{number}.", 4: f"（{number}）"}[level]
    role = {1: "hei", 2: "kai"}.get(level, "body")
    paragraph = Text([Span(label + text, role), Span(follow)])
    return [paragraph] if follow else [CondPageBreak(4 * LINE_PITCH), paragraph]


def chinese_number(number: int) -> str:
    """1 … 99 in Chinese."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else digits[tens] + "十") + (digits[ones] if ones or not tens else "")


def title(text: str, width: float, size: float = TITLE_SIZE, pitch: float = LINE_PITCH * 1.15) -> list[Flowable]:
    """二号小标宋, centred, broken at word sense."""
    style = Style(role="title", size=size, pitch=pitch, letter_space=0.0, indent=0.0, align="centre", keep_with_next=True)
    return [Text(line, style) for line in balanced_lines(text, "title", size, width)]


def signature(office: str, day: str) -> list[Flowable]:
    """署名 and 成文日期 without a seal: 署名 right 空二字, the date one line below and two characters further right; if the date is
    longer it stands right 空二字 and the name moves (GB/T 9704)."""
    em = CHARACTER_PITCH
    plain = Style(indent=0.0, align="left", keep_with_next=True)
    name_width = sum(glyph.width for glyph in glyphs_of([Span(office)], BODY_SIZE, plain.letter_space)) / em
    date_width = sum(glyph.width for glyph in glyphs_of([Span(day)], BODY_SIZE, plain.letter_space)) / em
    if date_width > name_width:
        date_left = 28 - 2 - date_width
        name_left = date_left - 2
    else:
        name_left = 28 - 2 - name_width
        date_left = name_left + 2
    return [Text(office, replace(plain, left=name_left)), Text(day, replace(plain, left=date_left, keep_with_next=False))]


def official_date(day: str) -> str:
    """'2026-11-02' → '2026年11月2日'."""
    year, month, date = day[:10].split("-")
    return f"{int(year)}年{int(month)}月{int(date)}日"
