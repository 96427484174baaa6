"""A received workbook as cells, read with its blocks, formulas and borders; nothing of it is changed here."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.errors import Unavailable
from app.models.form_recognition import FormSheet

MOST_ROWS, MOST_COLUMNS = 20_000, 200


def read_workbook(path: Path) -> list[FormSheet]:
    """Every sheet of an .xlsx file."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, data_only=False)
    except (OSError, InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError):
        raise Unavailable(f"打不开“{path.name}”：不是完整的 .xlsx 文件，或者有打开密码。请在 Excel 或 WPS 里另存为 .xlsx 再试", "damaged") from None
    return [_sheet(sheet) if hasattr(sheet, "iter_rows") else FormSheet(sheet.title, (), hidden=True) for sheet in book._sheets]


def _sheet(sheet: Any) -> FormSheet:
    rows, formulas, framed = [], set(), set()
    for number, cells in enumerate(sheet.iter_rows(max_row=min(sheet.max_row, MOST_ROWS), max_col=min(sheet.max_column, MOST_COLUMNS))):
        line = []
        for place, cell in enumerate(cells):
            if cell.data_type == "f":
                formulas.add((number, place))
                line.append("")
            else:
                line.append(cell_text(cell.value))
            if cell.has_style and (cell.border.bottom.style or cell.border.top.style):
                framed.add(number)
        rows.append(tuple(line))
    blocks = tuple((block.min_row - 1, block.min_col - 1, block.max_row - 1, block.max_col - 1) for block in sheet.merged_cells.ranges)
    return FormSheet(sheet.title, tuple(rows), tuple(sorted(blocks)), frozenset(formulas), frozenset(framed), sheet.sheet_state != "visible")


def cell_text(value: object) -> str:
    """Text of a cell as it is seen."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()
