"""A table in the columns of an import template: text cells only, so that no spreadsheet damages a number; what leaves the register
can come back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

STEP = 2000  # rows between two reports of progress


def write(
    path: Path,
    sheet: str,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    remarks: Sequence[tuple[str, str]],
    tick: Callable[[int], None],
    mark: str = "",
) -> int:
    """Write rows as they come, then a second sheet that says what this is; returns how many rows there were.

    ``mark``: the watermark; it stands behind the cells and in the printed head, never in a cell that an import would read.
    """
    import xlsxwriter

    from app.reports import watermark

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    count = 0
    with xlsxwriter.Workbook(str(path), options) as book:
        page = book.add_worksheet(sheet)
        title = book.add_format({"bold": True, "bottom": 1})
        text = book.add_format({"num_format": "@"})
        page.freeze_panes(1, 1)
        watermark.on_sheet(page, mark)
        page.set_column(0, len(header) - 1, 14, text)
        for column, word in enumerate(header):
            page.write_string(0, column, word, title)
        put = page.write_string
        for count, row in enumerate(rows, 1):
            for column, word in enumerate(row):
                if word:
                    put(count, column, word, text)
            if count % STEP == 0:
                tick(count)
        about = book.add_worksheet("说明")
        about.set_column(0, 0, 14)
        about.set_column(1, 1, 60)
        for line, (name, value) in enumerate(remarks):
            about.write_string(line, 0, name, title)
            about.write_string(line, 1, value)
    return count
