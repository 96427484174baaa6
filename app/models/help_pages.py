"""A page of the help: its Markdown, the pages of the window it is about, and finding words or pinyin initials in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

ABOUT = re.compile(r"\A<!--\s*页面:([^>]*?)-->\s*")
HEADING = re.compile(r"^#+\s+(.+)$", re.MULTILINE)
KEY = re.compile(r"`([^`]+)`")
TITLE_WORTH, HEADING_WORTH, TEXT_WORTH = 100, 10, 1


@dataclass(frozen=True)
class HelpPage:
    """``about``: names of the window's pages (``ui/pages``); ``text``: Markdown with the title as its first heading."""

    name: str
    title: str
    about: tuple[str, ...]
    text: str

    @property
    def headings(self) -> tuple[str, ...]:
        """Title and sections in their order."""
        return tuple(HEADING.findall(self.text))

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key that the page names, as people read it."""
        return tuple(dict.fromkeys(KEY.findall(self.text)))


@dataclass(frozen=True)
class HelpHit:
    """A page that was found; ``section`` is the heading to show, '' = from the top."""

    page: HelpPage
    section: str = ""


def parse(name: str, text: str) -> HelpPage:
    """The first line says which pages of the window it is about; it is not shown."""
    about = ABOUT.match(text)
    body = text[about.end() :] if about else text
    title = HEADING.search(body)
    return HelpPage(name, title.group(1).strip() if title else name, tuple(about.group(1).split()) if about else (), body)


def found(pages: Iterable[HelpPage], query: str) -> list[HelpHit]:
    """Pages that have every word of the query, best first: in the title, in a heading, in the text.  '' = all pages.

    Letters are pinyin initials of the title or a heading, or letters as they stand (``F5``, ``Excel``).
    """
    words = [_plain(word) for word in query.split()]
    hits = []
    for place, page in enumerate(pages):
        worths = [_worth(page, word) for word in words]
        if all(worth for worth, _ in worths):
            section = next((heading for _, heading in worths if heading), "")
            hits.append((-sum(worth for worth, _ in worths), place, HelpHit(page, section)))
    return [hit for _, _, hit in sorted(hits, key=lambda each: each[:2])]


def page_about(pages: Sequence[HelpPage], window_page: str) -> HelpPage | None:
    """The page of help for a page of the window."""
    return next((page for page in pages if window_page in page.about), pages[0] if pages else None)


def _worth(page: HelpPage, word: str) -> tuple[int, str]:
    if _in(page.title, word):
        return TITLE_WORTH, ""
    heading = next((each for each in page.headings[1:] if _in(each, word)), "")
    if heading:
        return HEADING_WORTH, heading
    return (TEXT_WORTH, _section_with(page, word)) if word in _plain(page.text) else (0, "")


def _section_with(page: HelpPage, word: str) -> str:
    section = ""
    for line in page.text.splitlines():
        heading = HEADING.match(line)
        section = heading.group(1) if heading else section
        if word in _plain(line):
            return "" if section == page.title else section
    return ""


def _in(text: str, word: str) -> bool:
    return word in _plain(text) or (word.isascii() and word.isalpha() and word in initials(text))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower().replace("`", "")


@lru_cache(maxsize=512)
def initials(text: str) -> str:
    """'入户采集' → 'rhcj'; letters and digits stand as they are."""
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(_plain(text), style=Style.FIRST_LETTER))
