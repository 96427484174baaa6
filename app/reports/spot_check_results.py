"""抽查结果表: 合格率 of each member over a period, on A4 and as a workbook."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable, Spacer

from app.models.spot_check_views import SpotCheckResults
from app.models.spot_checks import Tally
from app.reports.official.page import TABLE_PORTRAIT, draw_text, write_document
from app.reports.official.paragraphs import MILLIMETRE, Style, Text, title
from app.reports.official.tables import Column, Row, Table, TableStyle

STYLE = TableStyle(size=10.5, head_size=10.5, row_height=20, head_height=20)
NOTE = Style(role="song", size=10.5, pitch=16.5, letter_space=0.0, indent=0.0)
HEADS = ("工号", "姓名", "网格", "抽取", "已查", "合格", "不合格", "无法核实", "合格率")
SHARES = (1.2, 1.5, 1.6, 0.9, 0.9, 0.9, 1.0, 1.2, 1.2)
RULE = "合格率 = 合格 ÷（合格 + 不合格）；无法核实的不计；没有查出合格或不合格的记“—”。按登记的日期统计。"
SIGN = "制表人：　　　　　　　　审核人：　　　　　　　　日期："


def heading(results: SpotCheckResults) -> str:
    """Title."""
    return f"{results.label}抽查结果表"


def numbers(tally: Tally) -> tuple[int, ...]:
    """The figures of a row."""
    return (tally.drawn, tally.checked, tally.good, tally.bad, tally.unclear)


def _story(results: SpotCheckResults) -> list[Flowable]:
    columns = [Column(head, share, "centre" if place < 3 else "right") for place, (head, share) in enumerate(zip(HEADS, SHARES, strict=True))]
    rows = [
        Row((line.staff_no, line.name, line.grids or "—", *(f"{value:,}" for value in numbers(line.tally)), line.tally.share_text))
        for line in results.lines
    ]
    total = results.total
    last = Row(("合计", f"{len(rows)}人", "", *(f"{value:,}" for value in numbers(total)), total.share_text), strong=True)
    imprint = results.imprint
    return [
        *title(heading(results), TABLE_PORTRAIT.text_width, 20, 30),
        Text(f"{imprint.office}　{results.first} 至 {results.last} 的登记　单位：条", replace(NOTE, align="centre")),
        Spacer(1, 4),
        Table(columns, [*rows, last], STYLE),
        Spacer(1, 6),
        Text(RULE, replace(NOTE, size=9, pitch=14)),
        Spacer(1, 10),
        Text(SIGN, NOTE),
    ]


def write_pdf(results: SpotCheckResults, path: str | Path) -> int:
    """Write the table; returns the number of pages."""
    imprint, layout = results.imprint, TABLE_PORTRAIT

    def footer(canvas: Canvas, page: int, pages: int) -> None:
        y = layout.bottom - 6 * MILLIMETRE
        draw_text(canvas, f"打印人 {imprint.printed_by}　{imprint.printed_at}", layout.left, y, "song", 8)
        draw_text(canvas, f"第 {page} 页　共 {pages} 页", layout.width - layout.right, y, "song", 9, "right")

    return write_document(
        path,
        lambda: _story(results),
        subject=heading(results),
        author=imprint.office,
        layout=layout,
        practice=imprint.practice,
        footer=footer,
        count_pages=True,
    )


def write_xlsx(results: SpotCheckResults, path: str | Path) -> None:
    """The same table as a workbook; figures stay numbers."""
    from app.reports.workbooks import write_workbook

    write_workbook(path, results.imprint, heading(results), lambda book: _fill(book, results))


def _fill(book: Any, results: SpotCheckResults) -> None:
    from app.reports.workbooks import formats

    style = formats(book)
    page = book.add_worksheet("抽查结果")
    last = len(HEADS) - 1
    mark = "【练习】" if results.imprint.practice else ""
    page.merge_range(0, 0, 0, last, mark + heading(results), style.title)
    page.merge_range(1, 0, 1, last, f"{results.imprint.office}　{results.first} 至 {results.last} 的登记　单位：条", style.note)
    for index, head in enumerate(HEADS):
        page.set_column(index, index, 11)
        page.write_string(2, index, head, style.head)
    for place, line in enumerate(results.lines, start=3):
        for index, text in enumerate((line.staff_no, line.name, line.grids)):
            page.write_string(place, index, text, style.centre)
        for index, value in enumerate(numbers(line.tally), start=3):
            page.write_number(place, index, value, style.whole)
        page.write_string(place, last, line.tally.share_text, style.centre)
    end, total = 3 + len(results.lines), results.total
    page.merge_range(end, 0, end, 2, f"合计 {len(results.lines)} 人", style.strong)
    for index, value in enumerate(numbers(total), start=3):
        page.write_number(end, index, value, style.strong_whole)
    page.write_string(end, last, total.share_text, style.strong)
    page.merge_range(end + 2, 0, end + 2, last, RULE, style.note)
    page.set_row(end + 2, 32)
    page.freeze_panes(3, 2)
    page.repeat_rows(2)
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer("&C第 &P 页　共 &N 页")
