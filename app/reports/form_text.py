"""A received .docx form: its tables and paragraphs as cells, and the filled copy.  Only cells that get a value are touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from app.errors import Unavailable
from app.models.form_recognition import FormSheet
from app.models.form_values import FormValue

BODY = "正文"
Edit = tuple[int, Mapping[tuple[int, int], FormValue], int, int, int]  # sheet, cells, first added row, how many, pattern


def _open(path: Path) -> Any:
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    try:
        return Document(str(path))
    except (PackageNotFoundError, KeyError, ValueError, OSError):
        raise Unavailable(f"打不开“{path.name}”：不是完整的 .docx 文件，或者有打开密码。请在 Word 或 WPS 里另存为 .docx 再试", "damaged") from None


def read(path: Path) -> list[FormSheet]:
    """The paragraphs as one sheet of one column, then every table."""
    document = _open(path)
    body = FormSheet(BODY, tuple((paragraph.text.strip(),) for paragraph in document.paragraphs))
    return [body, *(_sheet(number, table) for number, table in enumerate(document.tables, 1))]


def _sheet(number: int, table: Any) -> FormSheet:
    rows: list[tuple[str, ...]] = []
    blocks: dict[tuple[int, int], list[int]] = {}
    above: dict[int, tuple[int, int]] = {}
    for row, line in enumerate(table._tbl.tr_lst):
        texts: list[str] = []
        for column, span, cell in _cells(line):
            texts += [""] * (column + span - len(texts))
            merge = cell.vMerge
            if merge == "continue" and column in above:
                blocks[above[column]][2] = row
                continue
            texts[column] = _text(cell)
            above[column] = (row, column)
            blocks[row, column] = [row, column, row, column + span - 1]
        rows.append(tuple(texts))
    merged = tuple((a, b, c, d) for a, b, c, d in blocks.values() if (a, b) != (c, d))
    return FormSheet(f"表{number}", tuple(rows), merged)


def _cells(line: Any) -> Iterator[tuple[int, int, Any]]:
    """(column, width, cell) of one table row."""
    column = line.grid_before if hasattr(line, "grid_before") else 0
    for cell in line.tc_lst:
        span = cell.grid_span
        yield column, span, cell
        column += span


def _text(cell: Any) -> str:
    return "\n".join("".join(run.text or "" for run in paragraph.r_lst) for paragraph in cell.p_lst).strip()


def write(source: Path, target: Path, edits: Sequence[Edit]) -> None:
    """The filled copy."""
    document = _open(source)
    paragraphs, tables = list(document.paragraphs), list(document.tables)
    for sheet, cells, first_added, count, pattern in edits:
        if sheet == 0:
            for (row, _), value in cells.items():
                _set(paragraphs[row]._p, value.text)
            continue
        table = tables[sheet - 1]._tbl
        if count:
            _add_rows(table, first_added, count, pattern)
        lines = table.tr_lst
        for (row, column), value in cells.items():
            cell = next((cell for place, _, cell in _cells(lines[row]) if place == column), None)
            if cell is not None:
                _fill(cell, value.text)
    with target.open("wb") as stream:
        document.save(stream)


def _add_rows(table: Any, first: int, count: int, pattern: int) -> None:
    lines = table.tr_lst
    model = deepcopy(lines[pattern])
    for _, _, cell in _cells(model):
        _fill(cell, "")
    anchor = lines[first] if first < len(lines) else None
    for _ in range(count):
        fresh = deepcopy(model)
        if anchor is not None:
            anchor.addprevious(fresh)
        else:
            table.append(fresh)


def _fill(cell: Any, text: str) -> None:
    for paragraph in cell.p_lst[1:]:
        cell.remove(paragraph)
    _set(cell.p_lst[0], text)


def _set(paragraph: Any, text: str) -> None:
    """The text in the look of the first run, else in that of the paragraph's end."""
    runs = paragraph.r_lst
    if not runs:
        if not text:
            return
        run = paragraph.add_r()
        end = paragraph.pPr.find("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}rPr") if paragraph.pPr is not None else None
        if end is not None:
            run.insert(0, deepcopy(end))
        runs = [run]
    runs[0].text = text
    for run in runs[1:]:
        paragraph.remove(run)
