"""Changing the outline of a document: a further section, one less, one moved with its parts.  Numbers follow by themselves."""

from __future__ import annotations

from dataclasses import replace

from app.errors import Refused
from app.models.report_text import PLACEHOLDER, Content, Section


def _place(content: Content, key: str) -> int:
    return next((place for place, each in enumerate(content.sections) if each.key == key), -1)


def _end(sections: tuple[Section, ...], place: int) -> int:
    """Behind the section and its parts."""
    own = sections[place]
    end = place + 1
    while end < len(sections) and sections[end].level > own.level > 0 and not sections[end].appendix:
        end += 1
    return end


def added(content: Content, key: str, level: int, heading: str = "新的一节") -> tuple[Content, str]:
    """A new section of a level behind the chosen one (with its parts); answers the document and the key of the new section."""
    place = _place(content, key)
    sections = content.sections
    first_appendix = next((number for number, each in enumerate(sections) if each.appendix), len(sections))
    if level == 2 and (place < 0 or not sections[place].level or sections[place].appendix):
        raise Refused("小节要放在某一节里面。请先在左边选一节，再增加小节。")
    end = len(sections) if place < 0 else _end(sections, place) if level == 1 else place + 1
    if level == 1 and place >= 0:
        while end < first_appendix and sections[end].level == 2:
            end += 1  # behind the parts of the section in which one stands
    numbers = [int(each.key[1:]) for each in sections if each.key[1:].isdigit()]
    new = Section(f"s{max(numbers, default=0) + 1}", heading, level, ((PLACEHOLDER,),))
    end = min(end, first_appendix)
    return replace(content, sections=(*sections[:end], new, *sections[end:])), new.key


def removed(content: Content, key: str) -> tuple[Content, str]:
    """Without a section and its parts; answers the key of the section that stands there then."""
    place = _place(content, key)
    if place < 0 or len(content.sections) <= 1:
        raise Refused("这一节不能删除。一份公文至少要有一节正文。")
    end = _end(content.sections, place)
    rest = (*content.sections[:place], *content.sections[end:])
    if not rest:
        raise Refused("这一节不能删除。一份公文至少要有一节正文。")
    return replace(content, sections=rest), rest[min(place, len(rest) - 1)].key


def moved(content: Content, key: str, by: int) -> Content:
    """A section with its parts one place up (−1) or down (1) among its like; at the end nothing happens."""
    place = _place(content, key)
    if place < 0 or not content.sections[place].level:
        return content
    sections, own = content.sections, content.sections[place]
    end = _end(sections, place)
    if by > 0:
        if end >= len(sections) or not _alike(sections[end], own):
            return content
        other = _end(sections, end)
        order = (*sections[:place], *sections[end:other], *sections[place:end], *sections[other:])
    else:
        before = place - 1
        while before >= 0 and sections[before].level > own.level and not sections[before].appendix:
            before -= 1
        if before < 0 or not _alike(sections[before], own):
            return content
        order = (*sections[:before], *sections[place:end], *sections[before:place], *sections[end:])
    return replace(content, sections=order)


def _alike(other: Section, own: Section) -> bool:
    return other.level == own.level and other.appendix == own.appendix
