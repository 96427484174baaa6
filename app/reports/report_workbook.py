"""The tables of a document as a workbook: one sheet for each table, numbers as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.models.documents import Imprint
from app.models.official_document import TableBlock
from app.reports.workbooks import Formats, formats, write_workbook

LONGEST_NAME = 31
WIDTH = 14


def write_xlsx(title: str, tables: Sequence[TableBlock], imprint: Imprint, path: str | Path) -> None:
    """Write the tables in reading order."""

    def fill(book: Any) -> None:
        face = formats(book)
        for place, table in enumerate(tables, start=1):
            _sheet(book.add_worksheet(_name(table, place)), table, face)
        if not tables:
            book.add_worksheet("说明").write_string(0, 0, f"《{title}》里没有表格。", face.plain)

    write_workbook(path, imprint, title, fill)


def _name(table: TableBlock, place: int) -> str:
    clean = "".join(character for character in table.caption if character not in "[]:*?/\\'")
    return f"{place} {clean}"[:LONGEST_NAME]


def _sheet(page: Any, table: TableBlock, face: Formats) -> None:
    page.set_column(0, len(table.columns) - 1, WIDTH)
    page.merge_range(0, 0, 0, max(1, len(table.columns) - 1), table.caption, face.title)
    page.write_string(1, 0, f"单位：{table.unit}" if table.unit else "", face.plain)
    for place, column in enumerate(table.columns):
        page.write_string(2, place, column.title.replace("\n", ""), face.head)
    lines = [*((line, False) for line in table.rows), *([(table.total, True)] if table.total else [])]
    for row, (line, strong) in enumerate(lines, start=3):
        for place, text in enumerate(line):
            _cell(page, row, place, text, strong, face)
    page.freeze_panes(3, 1)
    if table.note:
        page.write_string(len(lines) + 4, 0, table.note, face.plain)


def _cell(page: Any, row: int, column: int, text: str, strong: bool, face: Formats) -> None:
    value = cell_value(text) if column else text
    if isinstance(value, int):
        page.write_number(row, column, value, face.strong_whole if strong else face.whole)
    else:
        page.write_string(row, column, text, face.strong if strong else face.centre if column else face.text)


def cell_value(text: str) -> str | int:
    """'1,234' → 1234; shares and words stay as printed."""
    plain = text.replace(",", "").replace("−", "-")
    return int(plain) if plain.removeprefix("-").isdecimal() and plain.isascii() else text
