"""A ledger as a workbook: constant memory, ID numbers and phones as text, head frozen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.errors import Cancelled
from app.models.documents import Ledger
from app.reports import watermark
from app.reports.ledger import Progress
from app.reports.workbooks import formats, write_workbook

HEAD_ROW = 2
STEP = 2000  # rows between two reports of progress


def write(ledger: Ledger, path: str | Path, progress: Progress | None, cancelled: Callable[[], bool] | None) -> None:
    """Write the workbook row by row."""
    write_workbook(path, ledger.imprint, ledger.title, lambda book: _fill(book, ledger, progress, cancelled), constant_memory=True)


def _note(ledger: Ledger) -> str:
    imprint = ledger.imprint
    parts = [ledger.scope, ledger.protection, f"导出人 {imprint.printed_by}　{imprint.printed_at}", imprint.watermark]
    return "　".join(part for part in parts if part)


def _fill(book: Any, ledger: Ledger, progress: Progress | None, cancelled: Callable[[], bool] | None) -> None:
    style = formats(book)
    page = book.add_worksheet(ledger.name)
    last, count = len(ledger.columns) - 1, len(ledger.lines)
    for index, column in enumerate(ledger.columns):
        page.set_column(index, index, column.cells)
    page.freeze_panes(HEAD_ROW + 1, 3)
    page.autofilter(HEAD_ROW, 0, HEAD_ROW + max(count, 1), last)
    page.repeat_rows(HEAD_ROW)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer("&C第 &P 页　共 &N 页")
    watermark.on_sheet(page, ledger.imprint.watermark)
    page.set_row(0, 26)
    page.write_string(0, 0, ("【练习】" if ledger.imprint.practice else "") + ledger.title, style.title_left)
    page.write_string(1, 0, _note(ledger), style.plain)
    for index, column in enumerate(ledger.columns):
        page.write_string(HEAD_ROW, index, column.head, style.head)
    for offset, line in enumerate(ledger.lines):
        row = HEAD_ROW + 1 + offset
        page.write_number(row, 0, int(line[0]), style.whole)
        for index in range(1, last + 1):
            page.write_string(row, index, line[index], style.text)
        if offset % STEP == 0:
            if cancelled and cancelled():
                raise Cancelled
            if progress:
                progress(offset, count, f"已写 {offset} 行，共 {count} 行")
