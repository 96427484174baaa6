"""R01 周排名通报 as a workbook: figures stay numbers, head frozen, ready to print on one page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from app.models import ranking_views
from app.models.documents import WeeklyBulletin
from app.models.rankings import SheetRow
from app.reports.weekly_beside import Field
from app.reports.weekly_ranking import correction_lines, fields_of, heading, period_line, rules_of, totals_line
from app.reports.workbooks import FONT, Formats, formats, write_workbook

HEAD_ROW = 3


def write(bulletin: WeeklyBulletin, path: str | Path) -> None:
    """Write the workbook.  A closed week carries its closing time, not the printing time, so that a reprint is identical."""
    imprint = bulletin.imprint
    if bulletin.sheet.closed_at:
        imprint = replace(imprint, printed_at=bulletin.sheet.closed_at[:16])
    write_workbook(path, imprint, heading(bulletin.sheet, bulletin.view), lambda book: _fill(book, bulletin))


def _fill(book: Any, bulletin: WeeklyBulletin) -> None:
    sheet, style = bulletin.sheet, formats(book)
    columns = fields_of(sheet, bulletin.view)
    decimals = {places: book.add_format({**FONT, "border": 1, "num_format": "#,##0." + "0" * places}) for places in (1, 2)}
    last = len(columns) - 1
    page = book.add_worksheet(sheet.label[:31])
    mark = "【练习】" if bulletin.imprint.practice else ""
    page.merge_range(0, 0, 0, last, mark + heading(sheet, bulletin.view), style.title)
    page.merge_range(1, 0, 1, last, period_line(bulletin), style.note)
    page.merge_range(2, 0, 2, last, totals_line(sheet), style.note)
    page.set_row(0, 28)
    page.set_row(2, 32)
    page.set_row(HEAD_ROW, 32)
    for index, column in enumerate(columns):
        page.set_column(index, index, 7 * column.share + 1.5)
        page.write_string(HEAD_ROW, index, column.head.replace("\n", ""), style.head)
    for offset, row in enumerate(ranking_views.in_order(sheet, bulletin.view), start=HEAD_ROW + 1):
        _write_row(page, offset, columns, row, style, decimals)
    end = HEAD_ROW + 1 + len(sheet.rows)
    for index, column in enumerate(columns):
        total = style.strong_signed if column.signed else style.strong_whole
        _write_cell(page, end, index, column.total(sheet), style.strong, decimals.get(column.decimals, total), column.decimals)
    _write_notes(page, end + 2, last, bulletin, style)
    page.freeze_panes(HEAD_ROW + 1, 3)
    page.repeat_rows(HEAD_ROW)
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer("&C第 &P 页　共 &N 页")


def _write_row(page: Any, line: int, columns: list[Field], row: SheetRow, style: Formats, decimals: dict[int, Any]) -> None:
    for index, column in enumerate(columns):
        texts = style.text if column.align == "left" else style.centre
        numbers = decimals.get(column.decimals, style.signed if column.signed else style.whole)
        _write_cell(page, line, index, column.value(row), texts, numbers, column.decimals)


def _write_cell(page: Any, line: int, index: int, value: int | str | None, text: Any, whole: Any, decimals: int = 0) -> None:
    if value is None:
        page.write_string(line, index, "—", text)
    elif isinstance(value, str):
        page.write_string(line, index, value, text)
    else:
        page.write_number(line, index, value / 10**decimals if decimals else value, whole)


def _write_notes(page: Any, line: int, last: int, bulletin: WeeklyBulletin, style: Formats) -> None:
    sheet = bulletin.sheet
    parts = [
        ("更正（以前已结算的周次，原表不变）", "\n".join(correction_lines(sheet))),
        ("本周小结", "\n".join([bulletin.summary.strip(), *(f"{head}：{text}" for head, text in sheet.highlights)]).strip()),
        ("下周重点工作", bulletin.next_week.strip()),
        ("统计口径", "\n".join(rules_of(sheet, bulletin.view))),
        ("记录封签", sheet.journal_seal if sheet.closed_at else ""),
    ]
    for head, text in parts:
        if text:
            whole = f"{head}：{text}" if "\n" not in text else f"{head}：\n{text}"
            page.merge_range(line, 0, line, last, whole, style.note)
            page.set_row(line, 16.0 * sum(1 + len(part) // 46 for part in whole.split("\n")))
            line += 1
