"""The text of a document while it is written: sections of paragraphs in which chips stand for figures, tables and charts.

A chip is bound to an indicator, a span and a form; its words come from the figures (``report_figures.Book``) until somebody writes
its own (改为手填).  The same text with its snapshot of figures always gives the same pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from app.models.report_figures import FORMS, NOW, NUMBER, SPANS, Book

FIGURE, TABLE, CHART = "figure", "table", "chart"
AUTO, EDITED, OPEN = "auto", "edited", "open"
STATES: dict[str, str] = {AUTO: "自动生成", EDITED: "已修改", OPEN: "待补充"}
PLACEHOLDER = "【此处待补充】"
UNFILLED = re.compile(r"【[^【】]*(?:待补充|待填|请填)[^【】]*】|_{2,}|＿{2,}|20(?:[xX×]{2}|_+)|(?<![A-Za-z])[xX]{2,}(?![A-Za-z])|×{2,}|Ｘ{2,}")


@dataclass(frozen=True)
class Chip:
    """One figure, table or chart in the text.  ``hand`` = words written by hand; the bond can be restored."""

    code: str
    span: str = NOW
    form: str = NUMBER
    kind: str = FIGURE
    hand: str = ""

    @property
    def key(self) -> str:
        """What it is bound to."""
        return f"{self.kind}|{self.code}|{self.span}|{self.form}"

    def text(self, book: Book) -> str:
        """What is printed for a figure."""
        return self.hand or book.text(self.code, self.span, self.form)

    def words(self, name: str) -> str:
        """'新增人口 上年同期', '走访人数 同比百分比'."""
        parts = (name, "" if self.span == NOW else SPANS[self.span], "" if self.form == NUMBER else FORMS[self.form])
        return " ".join(part for part in parts if part)


Item = str | Chip
Paragraph = tuple[Item, ...]


@dataclass(frozen=True)
class Section:
    """One entry of the outline.  Level 0 = opening words, 1 = 一、, 2 = （一）; an appendix starts on a page of its own."""

    key: str
    heading: str
    level: int
    paragraphs: tuple[Paragraph, ...]
    appendix: bool = False
    generated: str = ""  # the text as it was generated; differs = 已修改

    def chips(self) -> Iterator[Chip]:
        """All chips in reading order."""
        for paragraph in self.paragraphs:
            yield from (item for item in paragraph if isinstance(item, Chip))

    @property
    def markup(self) -> str:
        """The text in one line per paragraph, chips spelled out: what is compared with ``generated``."""
        return "\n".join(
            "".join(item if isinstance(item, str) else f"\x02{item.key}|{item.hand}\x03" for item in paragraph)
            for paragraph in self.paragraphs
        )

    @property
    def plain(self) -> str:
        """The typed text alone."""
        return "\n".join("".join(item for item in paragraph if isinstance(item, str)) for paragraph in self.paragraphs)

    def unfilled(self) -> list[str]:
        """Slots that still wait for words."""
        return [found.group() for found in UNFILLED.finditer(f"{self.heading}\n{self.plain}")]

    def state(self, has_parts: bool = False) -> str:
        """AUTO, EDITED or OPEN; ``has_parts``: sections of the next level follow, so it may be empty itself."""
        if self.unfilled() or (not has_parts and not any(self.paragraphs)):
            return OPEN
        return AUTO if self.markup == self.generated else EDITED

    def with_paragraphs(self, paragraphs: Iterable[Paragraph]) -> Section:
        """The same section with other text."""
        return replace(self, paragraphs=tuple(joined(paragraph) for paragraph in paragraphs))


@dataclass(frozen=True)
class Content:
    """A whole document in the editor: 标题与落款 and the sections."""

    title: str
    sections: tuple[Section, ...]
    office: str = ""  # 署名
    day: str = ""  # 成文日期, ISO
    layout: str = "plain"
    number: str = ""
    recipient: str = ""
    copies: str = ""
    issuer_mark: str = ""

    def chips(self) -> Iterator[Chip]:
        """All chips in reading order."""
        for section in self.sections:
            yield from section.chips()

    def states(self) -> list[str]:
        """State of each section."""
        found = []
        for place, section in enumerate(self.sections):
            following = self.sections[place + 1] if place + 1 < len(self.sections) else None
            found.append(section.state(following is not None and following.level > section.level and not following.appendix))
        return found

    def unfilled(self) -> list[tuple[str, str]]:
        """(heading, slot) of everything that is not settled."""
        found = [("标题", each.group()) for each in UNFILLED.finditer(self.title)]
        for section, state in zip(self.sections, self.states(), strict=True):
            slots = section.unfilled()
            if not slots and state == OPEN:
                slots = ["还没有内容"]
            found += [(section.heading or "导语", slot) for slot in slots]
        return found

    def replaced(self, key: str, section: Section) -> Content:
        """With one section changed."""
        return replace(self, sections=tuple(section if each.key == key else each for each in self.sections))


def joined(paragraph: Iterable[Item]) -> Paragraph:
    """Neighbouring texts become one, empty ones go."""
    found: list[Item] = []
    for item in paragraph:
        if isinstance(item, str) and found and isinstance(found[-1], str):
            found[-1] += item
        elif item != "":
            found.append(item)
    return tuple(found)


def mark(chip: Chip) -> str:
    """A chip inside generated text."""
    return f"\x02{chip.key}\x03"


_MARK = re.compile("\x02([^\x02\x03]*)\x03")


def paragraph_of(line: str) -> Paragraph:
    """Generated text with marks → items."""
    found: list[Item] = []
    place = 0
    for each in _MARK.finditer(line):
        kind, code, span, form = each.group(1).split("|")
        found += [line[place : each.start()], Chip(code, span, form, kind)]
        place = each.end()
    return joined([*found, line[place:]])


def to_json(content: Content) -> dict[str, Any]:
    """Plain values for the register."""
    sections = [
        {
            "key": section.key,
            "heading": section.heading,
            "level": section.level,
            "appendix": section.appendix,
            "generated": section.generated,
            "paragraphs": [[_item_json(item) for item in paragraph] for paragraph in section.paragraphs],
        }
        for section in content.sections
    ]
    names = ("title", "office", "day", "layout", "number", "recipient", "copies", "issuer_mark")
    return {**{name: getattr(content, name) for name in names}, "sections": sections}


def _item_json(item: Item) -> Any:
    return item if isinstance(item, str) else [item.kind, item.code, item.span, item.form, item.hand]


def from_json(data: dict[str, Any]) -> Content:
    """Back from the register."""
    sections = tuple(
        Section(
            each["key"],
            each["heading"],
            int(each["level"]),
            tuple(tuple(_item_of(item) for item in paragraph) for paragraph in each["paragraphs"]),
            bool(each.get("appendix")),
            each.get("generated", ""),
        )
        for each in data["sections"]
    )
    names = ("title", "office", "day", "layout", "number", "recipient", "copies", "issuer_mark")
    return Content(sections=sections, **{name: data.get(name, "") for name in names})


def _item_of(value: Any) -> Item:
    if isinstance(value, str):
        return value
    kind, code, span, form, hand = value
    return Chip(code, span, form, kind, hand)
