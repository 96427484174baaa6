"""按键卡: the keys of a page and of the window side by side.  A5 portrait, one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

from reportlab.lib.pagesizes import A5
from reportlab.platypus.flowables import Flowable, Spacer

from app.models.key_card import KeyCardSheet, KeyLine
from app.reports.official.page import PageLayout, write_document
from app.reports.official.paragraphs import MILLIMETRE, title
from app.reports.official.tables import Column, Row, Table, TableStyle

EDGE = 10 * MILLIMETRE
CARD = PageLayout(
    width=A5[0], height=A5[1], top=12 * MILLIMETRE, bottom=EDGE, left=EDGE, right=EDGE, frame_height=A5[1] - 24 * MILLIMETRE
)
TITLE_SIZE, TITLE_PITCH = 16, 24
STYLE = TableStyle(size=9.5, head_size=9.5, row_height=19, head_height=20)
LEAST_ROW = 12.5
COLUMNS = (Column("按键", 25, "left", "本页"), Column("做什么", 31, "left", "本页"),
           Column("按键", 18, "left", "任何页面"), Column("做什么", 26, "left", "任何页面"))  # fmt: skip
NO_KEY: KeyLine = ("", "")


def _style(lines: int) -> TableStyle:
    """Rows as high as one page allows."""
    room = CARD.frame_height - TITLE_PITCH - 8 - 2 * STYLE.head_height - 2
    return replace(STYLE, row_height=max(LEAST_ROW, min(STYLE.row_height, room / max(1, lines))))


def _rows(page: Sequence[KeyLine], everywhere: Sequence[KeyLine]) -> list[Row]:
    return [Row((*left, *right)) for left, right in zip_longest(page, everywhere, fillvalue=NO_KEY)]


def _story(sheet: KeyCardSheet) -> list[Flowable]:
    rows = _rows(sheet.page, sheet.everywhere)
    return [
        *title(f"{sheet.title}　按键卡", CARD.text_width, TITLE_SIZE, TITLE_PITCH),
        Spacer(1, 4),
        Table(COLUMNS, rows, _style(len(rows)), keep_last=0),
    ]


def write_pdf(sheet: KeyCardSheet, path: str | Path) -> int:
    """Write the card; returns the number of pages."""
    imprint = sheet.imprint
    return write_document(
        path,
        lambda: _story(sheet),
        subject=f"{sheet.title} 按键卡",
        author=imprint.office,
        layout=CARD,
        footer=_no_footer,
    )


def _no_footer(_canvas: object, _page: int, _pages: int) -> None:
    """The card carries nothing of the office: no number, no name."""
