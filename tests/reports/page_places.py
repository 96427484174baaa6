"""Reads places back from finished pages: where each character stands, and where red ink is."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import byref, c_double
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

MILLIMETRE = 72 / 25.4


@dataclass(frozen=True)
class Place:
    """A character: origin on its base line and the upper edge of its ink, points from the lower left corner of the sheet."""

    character: str
    x: float
    y: float
    top: float
    right: float


def _page_places(page: pypdfium2.PdfPage) -> Iterator[Place]:
    text = page.get_textpage()
    for index in range(text.count_chars()):
        x, y = c_double(), c_double()
        raw.FPDFText_GetCharOrigin(text.raw, index, byref(x), byref(y))
        character = chr(raw.FPDFText_GetUnicode(text.raw, index))
        if not character.isspace():
            _, _, right, top = text.get_charbox(index)
            yield Place(character, x.value, y.value, top, right)


def places(path: Path) -> list[list[Place]]:
    """Characters of each page in the order of the file."""
    document = pypdfium2.PdfDocument(path)
    return [list(_page_places(page)) for page in document]


def page_texts(path: Path) -> list[str]:
    """Characters of each page without spaces."""
    return ["".join(place.character for place in page) for page in places(path)]


def find(page: list[Place], words: str) -> list[Place]:
    """The places of a text on a page."""
    text = "".join(place.character for place in page)
    start = text.index(words)
    return page[start : start + len(words)]


def red_rows(path: Path, dpi: int = 150) -> list[list[float]]:
    """For each page the heights (mm from the upper edge) at which more than half of the width is red."""
    result = []
    for page in pypdfium2.PdfDocument(path):
        picture = page.render(scale=dpi / 72).to_numpy()[..., :3].astype(int)  # blue, green, red
        red = (picture[..., 2] - picture[..., :2].max(axis=2)) > 60
        result.append([float(row) * 25.4 / dpi for row in range(red.shape[0]) if red[row].mean() > 0.5])
    return result


def has_red(path: Path) -> list[bool]:
    """Which pages carry any red ink."""
    pictures = [page.render(scale=0.5).to_numpy()[..., :3].astype(int) for page in pypdfium2.PdfDocument(path)]
    return [bool(((picture[..., 2] - picture[..., :2].max(axis=2)) > 60).any()) for picture in pictures]
