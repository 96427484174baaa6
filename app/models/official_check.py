"""The reader who goes over a finished document before it leaves the house: warns, never changes (``text_slips`` has the rules)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.models.official_document import (
    Block,
    ChartBlock,
    DecisionList,
    Heading,
    NamesLine,
    OfficialDocument,
    Paragraph,
    TableBlock,
    chinese_numeral,
    level_label,
    numbered_level,
)
from app.models.text_slips import Slip, placeholders, slips

END_MARKS = "。；，、：;,.:！!？?"
TYPED_LABELS = (
    (1, re.compile(r"^\s*([一二三四五六七八九十]{1,3})[、.．]")),
    (2, re.compile(r"^\s*[（(]([一二三四五六七八九十]{1,3})[）)]")),
    (3, re.compile(r"^\s*(\d{1,2})[.．、](?!\d)")),
    (4, re.compile(r"^\s*[（(](\d{1,2})[）)]")),
)
NUMBERS = {chinese_numeral(number): number for number in range(1, 100)}
PLAIN_NUMBER = re.compile(r"^[^〔\[［【（(]+〔20\d\d〕[1-9]\d*号$|^第[1-9]\d*期$")


@dataclass(frozen=True)
class Finding:
    """A slip and where it stands: ``part`` is 标题, 正文, 附件1 …, ``block`` the index in its blocks (-1 = not a block), ``start`` and
    ``end`` count characters of the block's text (a run-in head included)."""

    part: str
    block: int
    start: int
    end: int
    text: str
    wrong: str
    right: str = ""

    @property
    def place(self) -> str:
        """Where, in words."""
        return self.part if self.block < 0 else f"{self.part}第{self.block + 1}段"

    @property
    def sentence(self) -> str:
        """The whole warning, in words."""
        advice = f"，应为“{self.right}”" if self.right else ""
        return f"{self.place}“{self.text}”：{self.wrong}{advice}。"


def _at(part: str, block: int, found: Sequence[Slip]) -> Iterator[Finding]:
    for slip in found:
        yield Finding(part, block, slip.start, slip.end, slip.text, slip.wrong, slip.right)


def block_text(block: Block) -> str:
    """The text of a block as the checker counts it."""
    if isinstance(block, Heading):
        return block.text
    if isinstance(block, Paragraph):
        return block.run_in_head + block.text
    if isinstance(block, TableBlock | ChartBlock):
        return block.caption
    if isinstance(block, NamesLine):
        return "、".join(block.names)
    if isinstance(block, DecisionList):
        return "\n".join(item.text for item in block.items)
    return ""


def _end_mark(text: str, what: str) -> list[Slip]:
    stripped = text.rstrip()
    if stripped and stripped[-1] in END_MARKS:
        return [Slip(len(stripped) - 1, len(stripped), stripped[-1], f"{what}末尾不加标点")]
    return []


def _check_block(part: str, index: int, block: Block) -> Iterator[Finding]:
    text = block_text(block)
    yield from _at(part, index, slips(text))
    if isinstance(block, Heading):
        yield from _at(part, index, _end_mark(text, "独立成行的标题"))
    if isinstance(block, TableBlock):
        for row in [*block.rows, *([block.total] if block.total else [])]:
            for cell in row:
                yield from _at(part, index, [Slip(0, 0, slip.text, slip.wrong) for slip in placeholders(cell)])


def _typed_number(text: str) -> tuple[int, int] | None:
    for level, pattern in TYPED_LABELS:
        match = pattern.match(text)
        if match:
            number = int(match[1]) if match[1].isdecimal() else NUMBERS.get(match[1], 0)
            return (level, number) if number else None
    return None


def _check_numbers(part: str, blocks: Sequence[Block]) -> Iterator[Finding]:
    """Gaps in numbers that the office typed itself."""
    counts = [0] * 6
    for index, block in enumerate(blocks):
        level = numbered_level(block)
        if level:
            counts[level] += 1
            counts[level + 1 :] = [0] * (5 - level)
            continue
        typed = _typed_number(block_text(block)) if isinstance(block, Heading | Paragraph) else None
        if not typed:
            continue
        level, number = typed
        expected = counts[level] + 1
        if number not in (1, expected):
            label = level_label(level, number)
            yield Finding(part, index, 0, len(label), label, "序数不连续", level_label(level, expected))
        counts[level] = number
        counts[level + 1 :] = [0] * (5 - level)


def _check_ends(document: OfficialDocument) -> Iterator[Finding]:
    if document.number and not PLAIN_NUMBER.match(document.number):
        found = slips(document.number)
        whole = Slip(0, len(document.number), document.number, "发文字号由机关代字、年份和序号组成", "×政发〔2026〕7号")
        yield from _at("发文字号", -1, found or [whole])
    for index, name in enumerate(document.attachment_names, start=1):
        yield from _at(f"附件说明第{index}项", -1, [*_end_mark(name, "附件名称"), *slips(name.rstrip(END_MARKS))])
    for part, text in (("主送机关", document.recipient), ("附注", document.notes), ("抄送机关", document.copies), ("口径", document.data_line)):
        yield from _at(part, -1, slips(text) if part != "口径" else placeholders(text))


def check(document: OfficialDocument) -> list[Finding]:
    """All slips in reading order."""
    found = [*_at("标题", -1, [*slips(document.title), *_end_mark(document.title, "标题")])]
    parts = [("正文", document.blocks)]
    only = len(document.appendices) == 1
    parts += [("附件" if only else f"附件{index}", each.blocks) for index, each in enumerate(document.appendices, start=1)]
    for part, blocks in parts:
        in_part: list[Finding] = []
        for index, block in enumerate(blocks):
            in_part += _check_block(part, index, block)
        in_part += _check_numbers(part, blocks)
        found += sorted(in_part, key=lambda finding: (finding.block, finding.start))
    return [*found, *_check_ends(document)]
