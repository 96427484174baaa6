"""考勤表: a month on one A4 landscape page, members × days with sums; further pages repeat the head."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable, Spacer

from app.models.attendance import MonthSums
from app.models.attendance_views import LEGEND, RULES, AttendanceSheet, MonthRow, MonthSheet
from app.models.vocabulary import AttendanceState, DayKind
from app.reports.official.page import PageLayout, draw_text, write_document
from app.reports.official.paragraphs import MILLIMETRE, Style, Text, title
from app.reports.official.tables import Column, Row, Table, TableStyle

LANDSCAPE = PageLayout(
    width=A4[1],
    height=A4[0],
    top=12 * MILLIMETRE,
    bottom=14 * MILLIMETRE,
    left=10 * MILLIMETRE,
    right=10 * MILLIMETRE,
    frame_height=A4[0] - 26 * MILLIMETRE,
)
STYLE = TableStyle(size=9, head_size=8.5, row_height=17.5, head_height=15)
NOTE = Style(role="song", size=9, pitch=13, letter_space=0.0, indent=0.0)
FREE = (DayKind.REST.value, DayKind.HOLIDAY.value)
SUMS: tuple[tuple[str, Callable[[MonthSums], int]], ...] = (
    ("应\n出勤", lambda sums: sums.planned),
    ("出勤", lambda sums: sums.attended),
    ("加班", lambda sums: sums.extra),
    ("请假", lambda sums: sums.of(AttendanceState.LEAVE) + sums.of(AttendanceState.SPECIAL)),
    ("病假", lambda sums: sums.of(AttendanceState.SICK)),
    ("年假", lambda sums: sums.of(AttendanceState.ANNUAL)),
    ("调休", lambda sums: sums.of(AttendanceState.SWAPPED)),
    ("旷工", lambda sums: sums.of(AttendanceState.ABSENT)),
    ("未\n登记", lambda sums: sums.unrecorded),
)


def heading(month: MonthSheet) -> str:
    """Title of the sheet."""
    return f"{month.label}考勤表"


def marks(month: MonthSheet, row: MonthRow) -> list[str]:
    """One character a day; days without a shift on a rest day or holiday are marked 休, so that paper needs no colour."""
    found = []
    for day, cell in zip(month.days, row.cells, strict=True):
        found.append(cell.mark or ("休" if day.kind in FREE and not cell.planned else ""))
    return found


def sums_of(row: MonthRow) -> list[int]:
    """The figures after the days."""
    return [value(row.sums) for _, value in SUMS]


def rate_text(row: MonthRow) -> str:
    """出勤率."""
    return "—" if row.sums.rate is None else f"{row.sums.rate}%"


def totals(month: MonthSheet) -> list[int]:
    """Sums of all members."""
    return [sum(value(row.sums) for row in month.rows) for _, value in SUMS]


def total_rate(month: MonthSheet) -> str:
    """出勤率 of all members."""
    due, attended = sum(row.sums.due for row in month.rows), sum(row.sums.attended for row in month.rows)
    return f"{(200 * attended + due) // (2 * due)}%" if due else "—"


def _table(month: MonthSheet) -> Table:
    columns = [Column("姓名", 3.2, "left"), Column("网格", 2.0, "centre")]
    columns += [Column(f"{day.number}\n{day.weekday}", 1.0, "centre") for day in month.days]
    columns += [Column(head, 1.45, "centre") for head, _ in SUMS]
    columns.append(Column("出勤率", 2.0, "centre"))
    rows = [
        Row((row.name, row.grid, *marks(month, row), *(str(value or "") for value in sums_of(row)), rate_text(row)))
        for row in month.rows
    ]
    total = ("合计", f"{len(rows)}人", *([""] * len(month.days)), *(str(value) for value in totals(month)), total_rate(month))
    return Table(columns, [*rows, Row(total, strong=True)], STYLE)


def _story(sheet: AttendanceSheet) -> list[Flowable]:
    month, imprint = sheet.month, sheet.imprint
    centred = replace(NOTE, align="centre")
    remarks = [LEGEND, RULES, *([month.remark] if month.remark else [])]
    return [
        *title(heading(month), LANDSCAPE.text_width, 18, 26),
        Text(f"{imprint.office}　统计至 {imprint.printed_at[:10]}　单位：班次", centred),
        Spacer(1, 4),
        _table(month),
        Spacer(1, 5),
        *(Text(line, NOTE) for line in remarks),
        Spacer(1, 6),
        Text("填表人：　　　　　　　　审核人：　　　　　　　　日期：", NOTE),
    ]


def write_pdf(sheet: AttendanceSheet, path: str | Path) -> int:
    """Write the sheet; returns the number of pages."""
    imprint = sheet.imprint

    def footer(canvas: Canvas, page: int, pages: int) -> None:
        y = LANDSCAPE.bottom - 5 * MILLIMETRE
        draw_text(canvas, f"打印人 {imprint.printed_by}　{imprint.printed_at}", LANDSCAPE.left, y, "song", 7.5)
        draw_text(canvas, f"第 {page} 页　共 {pages} 页", LANDSCAPE.width - LANDSCAPE.right, y, "song", 9, "right")

    return write_document(
        path,
        lambda: _story(sheet),
        subject=heading(sheet.month),
        author=imprint.office,
        layout=LANDSCAPE,
        practice=imprint.practice,
        footer=footer,
        count_pages=True,
    )


def write_xlsx(sheet: AttendanceSheet, path: str | Path) -> None:
    """The same sheet as a workbook; sums stay numbers."""
    from app.reports.workbooks import write_workbook

    write_workbook(path, sheet.imprint, heading(sheet.month), lambda book: _fill(book, sheet))


def _fill(book: Any, sheet: AttendanceSheet) -> None:
    from app.reports.workbooks import formats

    month, style = sheet.month, formats(book)
    page = book.add_worksheet(month.label)
    mark = "【练习】" if sheet.imprint.practice else ""
    first_sum = 3 + len(month.days)
    last = first_sum + len(SUMS)
    page.merge_range(0, 0, 0, last, mark + heading(month), style.title)
    page.merge_range(1, 0, 1, last, f"{sheet.imprint.office}　统计至 {sheet.imprint.printed_at[:10]}　单位：班次", style.note)
    heads = [
        "工号",
        "姓名",
        "网格",
        *(f"{day.number}\n{day.weekday}" for day in month.days),
        *(head.replace("\n", "") for head, _ in SUMS),
    ]
    for index, head in enumerate([*heads, "出勤率"]):
        page.set_column(index, index, 9 if index < 3 else 3.2 if index < first_sum else 6.5)
        page.write_string(2, index, head, style.head)
    page.set_row(2, 32)
    for line, row in enumerate(month.rows, start=3):
        for index, text in enumerate((row.staff_no, row.name, row.grid, *marks(month, row))):
            page.write_string(line, index, text, style.centre)
        for index, value in enumerate(sums_of(row), start=first_sum):
            page.write_number(line, index, value, style.whole)
        page.write_string(line, last, rate_text(row), style.centre)
    end = 3 + len(month.rows)
    page.merge_range(end, 0, end, first_sum - 1, f"合计 {len(month.rows)} 人", style.strong)
    for index, value in enumerate(totals(month), start=first_sum):
        page.write_number(end, index, value, style.strong_whole)
    page.write_string(end, last, total_rate(month), style.strong)
    for place, text in enumerate([LEGEND, RULES, *([month.remark] if month.remark else [])], start=end + 2):
        page.merge_range(place, 0, place, last, text, style.note)
        page.set_row(place, 32)
    page.freeze_panes(3, 3)
    page.repeat_rows(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer("&C第 &P 页　共 &N 页")
