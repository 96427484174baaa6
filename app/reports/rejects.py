"""Rows that an import refused, in their original columns with 行号 and 原因: to be mended in Excel and imported again."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

LINE_TITLE, REASON_TITLE = "行号", "原因"
_LONGEST = 32_000  # Excel takes 32,767 characters in a cell


class RejectsWorkbook:
    """Written row by row, so a wrong file of a million rows costs no memory; appears under its name only when complete."""

    def __init__(self, path: Path, header: Sequence[str]) -> None:
        import xlsxwriter

        self.path = path
        self.count = 0
        self._width = len(header)
        self._part = path.with_name(path.name + ".part")
        path.parent.mkdir(parents=True, exist_ok=True)
        self._book: Any = xlsxwriter.Workbook(str(self._part), {"constant_memory": True, "strings_to_formulas": False})
        self._sheet: Any = self._book.add_worksheet("未导入")
        self._formats = self._make_formats()
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, max(0, self._width - 1), 14)
        self._sheet.set_column(self._width, self._width, 8)
        self._sheet.set_column(self._width + 1, self._width + 1, 60)
        for column, title in enumerate([*header, LINE_TITLE, REASON_TITLE]):
            self._sheet.write_string(0, column, title, self._formats["title"])

    def _make_formats(self) -> dict[str, Any]:
        red = {"bg_color": "#FBE3E1", "font_color": "#B3261E"}
        add = self._book.add_format
        return {
            "title": add({"bold": True, "bottom": 1, "text_wrap": True}),
            "text": add({"num_format": "@"}),
            "bad": add({"num_format": "@", **red}),
            "number": add({}),
            "bad_number": add(red),
            "date": add({"num_format": "yyyy-mm-dd"}),
            "bad_date": add({"num_format": "yyyy-mm-dd", **red}),
            "reason": add({"font_color": "#B3261E"}),
        }

    def add(self, line: int, cells: Sequence[object], reasons: Sequence[str], bad_columns: Collection[int] = ()) -> None:
        """One refused row; the cells that caused it are red."""
        self.count += 1
        for column, cell in enumerate(cells[: self._width]):
            if cell is not None and cell != "":
                self._write(column, cell, "bad_" if column in bad_columns else "")
            elif column in bad_columns:
                self._sheet.write_blank(self.count, column, None, self._formats["bad"])
        self._sheet.write_number(self.count, self._width, line)
        self._sheet.write_string(self.count, self._width + 1, "；".join(reasons)[:_LONGEST], self._formats["reason"])

    def _write(self, column: int, cell: object, bad: str) -> None:
        """Dates stay dates and numbers numbers, as they came; all other things are text."""
        formats = self._formats
        if isinstance(cell, datetime | date):
            self._sheet.write_datetime(self.count, column, cell, formats[f"{bad}date"])
        elif isinstance(cell, int | float) and not isinstance(cell, bool):
            self._sheet.write_number(self.count, column, cell, formats[f"{bad}number"])
        elif isinstance(cell, time | timedelta):
            self._sheet.write_string(self.count, column, str(cell)[:5], formats["bad" if bad else "text"])
        else:
            self._sheet.write_string(self.count, column, str(cell)[:_LONGEST], formats["bad" if bad else "text"])

    def close(self) -> None:
        """Finish the file and give it its name."""
        self._sheet.autofilter(0, 0, self.count, self._width + 1)
        self._book.close()
        os.replace(self._part, self.path)

    def discard(self) -> None:
        """The import was given up: leave nothing behind."""
        self._book.close()
        self._part.unlink(missing_ok=True)
