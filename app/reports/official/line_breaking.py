"""Chinese line breaking (禁则): which characters may not start or end a line, what may not be split, and how a line is filled.

A line that does not end well is first squeezed (half-empty punctuation gives way), then pushed out: the break moves back and the
gaps between characters grow.  Numbers with their units, Latin words, 〔2026〕7号, —— and …… stay in one piece.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from app.reports import fonts

NEVER_FIRST = frozenset("、。，．；：！？）〕】》〉”’』」％‰℃℉·—～-/…,.;:!?)]}%°’″′")
NEVER_LAST = frozenset("（〔【《〈“‘『「№￥$([{#/¥")
BLANK_RIGHT = frozenset("、。，．；：！？）〕】》〉”’』」")  # full-width marks whose right half is empty
BLANK_LEFT = frozenset("（〔【《〈“‘『「")
UNITS = (
    "个百分点 平方公里 平方米 万人次 亿元 万元 万人 万户 人次 户次 家次 厘米 毫米 公里 公斤 小时 分钟 网格 楼栋 号楼 单元 元 人 户 家 个 名 处 件 "
    "条 次 万 亿 年 月 日 号 栋 室 天 周 页 岁 倍 时 分 秒 项 类 所 间 套 份 册 场 张 米 块 批 起 宗 辆 部 门 楼 层 ㎡ % ％ ‰ ‱ ℃ ° 期 届 级 "
    "辖区 社区"
).split()
KEPT_TOGETHER = re.compile(
    r"〔\d+〕\d*号?|——|……|"
    r"第\d+[\u4e00-\u9fff]?|"
    rf"[-+±＋－￥¥$№]?\d[\d,.:/\-～%]*(?:{'|'.join(map(re.escape, sorted(UNITS, key=len, reverse=True)))})?|"
    r"[A-Za-z0-9][A-Za-z0-9.,:/_@'&+\-]*"
)
SQUEEZE = 0.5  # share of its width that a half-empty mark can give


@dataclass(frozen=True)
class Span:
    """A piece of text in one font role."""

    text: str
    role: str = "body"


@dataclass(slots=True)
class Glyph:
    """One character of a paragraph with everything a line needs to know about it."""

    character: str
    font: str
    width: float  # points, letter space included
    em: float  # width in em, without letter space
    breakable: bool = True  # a line may end after it
    stretchable: bool = True  # the gap after it may grow
    squeeze: float = 0.0  # points it can give


@dataclass(slots=True)
class Line:
    """A finished line: glyphs, the gap added after stretchable ones and the share of squeeze used."""

    glyphs: list[Glyph] = field(default_factory=list)
    gap: float = 0.0
    squeezed: float = 0.0
    indent: float = 0.0

    @property
    def text(self) -> str:
        """Characters of the line."""
        return "".join(glyph.character for glyph in self.glyphs)

    @property
    def width(self) -> float:
        """Natural width."""
        return sum(glyph.width for glyph in self.glyphs)


@lru_cache(maxsize=4096)
def inside_pieces(text: str) -> frozenset[int]:
    """Positions after which the text may not be split because they lie inside an unbreakable piece."""
    return frozenset(position for piece in KEPT_TOGETHER.finditer(text) for position in range(piece.start(), piece.end() - 1))


def may_break(left: str, right: str) -> bool:
    """Whether a line may end with ``left`` and the next start with ``right``."""
    return right not in NEVER_FIRST and left not in NEVER_LAST


def _is_latin(character: str) -> bool:
    return character.isascii() and not character.isspace()


def glyphs_of(spans: Sequence[Span], size: float, letter_space: float = 0.0) -> list[Glyph]:
    """Characters with widths, legal breaks, stretch and squeeze."""
    text = "".join(span.text for span in spans)
    kept = inside_pieces(text)
    result: list[Glyph] = []
    for span in spans:
        for character in span.text:
            font, width, drawn = fonts.glyph(character, span.role)
            glyph = Glyph(drawn, font, width * size + letter_space, width)
            if width > 0.9 and (character in BLANK_RIGHT or character in BLANK_LEFT):
                glyph.squeeze = SQUEEZE * glyph.width
            result.append(glyph)
    for position, (left, right) in enumerate(pairwise(text)):
        result[position].breakable = position not in kept and may_break(left, right)
        result[position].stretchable = not (_is_latin(left) and _is_latin(right)) and not (left == right and left in "—…")
    return result


def _squeezed_end(glyphs: Sequence[Glyph], start: int, end: int, width: float) -> int:
    """The first legal end after ``end`` that fits when all marks of the line give way; 0 = none."""
    natural = sum(glyph.width for glyph in glyphs[start:end])
    give = sum(glyph.squeeze for glyph in glyphs[start:end])
    for position in range(end, min(len(glyphs), end + 3)):
        natural += glyphs[position].width
        give += glyphs[position].squeeze
        if natural - give > width + 0.01:
            return 0
        if glyphs[position].breakable or position == len(glyphs) - 1:
            return position + 1
    return 0


def _line_end(glyphs: Sequence[Glyph], start: int, width: float) -> int:
    """Index after the last glyph of the line that starts at ``start``."""
    used, end = 0.0, start
    while end < len(glyphs) and used + glyphs[end].width <= width + 0.01:
        used += glyphs[end].width
        end += 1
    if end == len(glyphs) or end == start:
        return max(end, start + 1)
    if glyphs[end - 1].breakable:
        return end
    squeezed = _squeezed_end(glyphs, start, end, width)
    if squeezed:
        return squeezed
    pushed = end
    while pushed > start and not glyphs[pushed - 1].breakable:
        pushed -= 1
    return pushed if pushed > start else end  # a piece longer than the line is split where the line is full


def _finish(line: Line, width: float, justify: bool) -> Line:
    excess = line.width - width
    if excess > 0.01:
        available = sum(glyph.squeeze for glyph in line.glyphs)
        line.squeezed = min(1.0, excess / available) if available else 0.0
    elif justify:
        gaps = sum(glyph.stretchable for glyph in line.glyphs[:-1])
        line.gap = -excess / gaps if gaps else 0.0
    return line


def break_lines(glyphs: Sequence[Glyph], width: float, first_indent: float = 0.0, justify: bool = True) -> list[Line]:
    """Fill lines of ``width`` points; the last line keeps its natural width."""
    lines: list[Line] = []
    start = 0
    while start < len(glyphs):
        indent = first_indent if not lines else 0.0
        end = _line_end(glyphs, start, width - indent)
        line = Line(list(glyphs[start:end]), indent=indent)
        lines.append(_finish(line, width - indent, justify and end < len(glyphs)))
        start = end
        while start < len(glyphs) and glyphs[start].character == " ":
            start += 1
    return lines or [Line(indent=first_indent)]


def wrap_text(text: str, role: str, size: float, width: float) -> list[str]:
    """Plain lines of a table cell."""
    if fonts.text_width(text, role, size) <= width and "\n" not in text:
        return [text]
    parts = text.split("\n")
    return [line.text for part in parts for line in break_lines(glyphs_of([Span(part, role)], size), width, justify=False)]


def balanced_lines(text: str, role: str, size: float, width: float) -> list[str]:
    """A title in as few lines as possible, broken at word sense, lines of similar length and the longest not last (梯形)."""
    glyphs = glyphs_of([Span(text, role)], size)
    count = len(break_lines(glyphs, width, justify=False))
    if count == 1:
        return [text]
    ideal = sum(glyph.width for glyph in glyphs) / count
    lines, start = [], 0
    for rest in range(count - 1, 0, -1):
        end = _title_break(text, glyphs, start, ideal, width, rest)
        lines.append(text[start:end])
        start = end
    return [*lines, text[start:]]


SENSE_AFTER = "的和与及、”》）年周月"
SENSE_BEFORE = ("关于", "情况", "工作", "通报", "总结", "网格", "《", "（", "“")


def _title_break(text: str, glyphs: Sequence[Glyph], start: int, ideal: float, width: float, rest: int) -> int:
    best, best_cost = start + 1, float("inf")
    used = 0.0
    for position in range(start, len(glyphs) - rest):
        used += glyphs[position].width
        if used > width:
            break
        if not glyphs[position].breakable:
            continue
        following = text[position + 1 :]
        sense = 0.0 if text[position] in SENSE_AFTER or following.startswith(SENSE_BEFORE) else 3.0
        split_word = (
            4.0
            if text[position : position + 2] in ("网格", "情况", "工作", "通报", "总结", "社区", "街道", "数据", "采集")
            else 0.0
        )
        remainder = sum(glyph.width for glyph in glyphs[position + 1 :])
        cost = abs(used - ideal) / glyphs[position].width + sense + split_word + (100.0 if remainder > width * rest else 0.0)
        if cost < best_cost:
            best, best_cost = position + 1, cost
    return best
