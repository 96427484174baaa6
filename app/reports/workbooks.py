"""Workbooks (.xlsx): same bytes for the same content, complete or not there at all, formats that every report shares."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from app.models.documents import Imprint
from app.reports.official.page import atomic_write

FONT = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}


@dataclass(frozen=True)
class Formats:
    """Cell formats."""

    title: Any
    title_left: Any
    plain: Any
    note: Any
    head: Any
    text: Any
    centre: Any
    whole: Any
    signed: Any
    strong: Any
    strong_whole: Any
    strong_signed: Any


def formats(book: Any) -> Formats:
    """Formats of one workbook."""

    def make(**properties: object) -> Any:
        return book.add_format({**FONT, **properties})

    signed = "+#,##0;-#,##0;0"
    return Formats(
        title=make(font_name="黑体", font_size=16, align="center"),
        title_left=make(font_name="黑体", font_size=16),
        plain=make(),
        note=make(text_wrap=True),
        head=make(font_name="黑体", align="center", text_wrap=True, border=1, bg_color="#EBEBEB"),
        text=make(border=1, num_format="@"),
        centre=make(border=1, align="center", num_format="@"),
        whole=make(border=1, num_format="#,##0"),
        signed=make(border=1, num_format=signed),
        strong=make(font_name="黑体", border=1, align="center", bg_color="#F2F2F2"),
        strong_whole=make(font_name="黑体", border=1, num_format="#,##0", bg_color="#F2F2F2"),
        strong_signed=make(font_name="黑体", border=1, num_format=signed, bg_color="#F2F2F2"),
    )


@contextmanager
def _closing(book: Any) -> Iterator[Any]:
    try:
        yield book
    finally:
        book.close()


def write_workbook(path: str | Path, imprint: Imprint, subject: str, fill: Any, *, constant_memory: bool = False) -> None:
    """Call ``fill(book)`` and put the finished workbook in place."""

    def write(target: Path) -> None:
        # strings_to_*: names such as =张三 or 007 stay what they are
        options = {
            "constant_memory": constant_memory,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        with _closing(xlsxwriter.Workbook(str(target), options)) as book:
            created = datetime.fromisoformat(imprint.printed_at or "2026-01-01")
            book.set_properties({"title": subject, "author": imprint.office, "created": created})
            fill(book)

    atomic_write(path, write)
