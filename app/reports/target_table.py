"""指标分配表 (R14) and 完成情况表: who got how much by which rule, and how far it has come.  A4, black and white, and workbooks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable, Spacer

from app.models import target_pace, targets
from app.models.target_views import AllotPaper, AllotRow, AllotSheet, ProgressPaper, ProgressRow, ProgressSheet, tenths
from app.models.targets import BASES, INDICATORS, LEVELS, MEMBER
from app.reports.attendance_sheet import LANDSCAPE
from app.reports.official.page import TABLE_PORTRAIT, PageLayout, draw_text, write_document
from app.reports.official.paragraphs import MILLIMETRE, Style, Text, title
from app.reports.official.tables import Column, Row, Table, TableStyle, number
from app.reports.workbooks import formats, write_workbook

STYLE = TableStyle(size=9.5, head_size=9.5, row_height=18, head_height=20)
NOTE = Style(role="song", size=9.5, pitch=14.5, letter_space=0.0, indent=0.0)
MEASURES = {"population": "population", "area": "area_m2", "households": "households", "entities": "entities", "last_year": "last_year"}
HEADS = {"population": "人口", "area": "面积\n（km²）", "households": "户数", "entities": "法人", "last_year": "上年\n完成"}
SMALL = 10_000_000  # square metres
SIGNATURES = "填表人：　　　　　　　　审核人：　　　　　　　　日期："


def measure(row: AllotRow, base: str, fine: bool = False) -> str:
    """A measure as it is printed; areas in square kilometres, with a third decimal (``fine``) where the whole office is small."""
    value = int(getattr(row, MEASURES[base]))
    return f"{value / 1_000_000:,.{3 if fine else 2}f}" if base == "area" else number(value)


def signed(value: int) -> str:
    """'+5', '−5', '0'."""
    return f"{value:+,}".replace("-", "−") if value else "0"


def cells_of(row: AllotRow, bases: Sequence[str], fine: bool = False) -> list[str]:
    """Measures with their shares, then 计算值, 调整, 指标, 月均."""
    found: list[str] = []
    for base in bases:
        found += [measure(row, base, fine), tenths(row.shares.get(base))]
    return [*found, number(row.computed), signed(row.adjustment), number(row.amount), tenths(row.mean)]


def _unit_heads(level: str) -> list[Column]:
    code, name = ("工号", "网格员") if level == MEMBER else ("编码", "单位")
    return [Column(code, 1.2, "left"), Column(name, 1.6, "left")]


def _allot_table(sheet: AllotSheet) -> Table:
    bases, fine = sheet.shown_bases(), sheet.total.area_m2 < SMALL
    columns = _unit_heads(sheet.level)
    for base in bases:
        columns += [Column(HEADS[base], 1.15), Column("占比\n（%）", 0.95)]
    columns += [Column("计算值", 1.15), Column("调整", 0.85), Column("指标", 1.15), Column("月均", 1.1)]
    rows = [Row((row.code, row.name + (f"\n{row.span}" if row.span else ""), *cells_of(row, bases, fine))) for row in sheet.rows]
    total = Row(("", "合计", *cells_of(sheet.total, bases, fine)), strong=True)
    return Table(columns, [*rows, total], STYLE)


def allot_notes(sheet: AllotSheet) -> list[str]:
    """Everything below the table: the rule, what was said, adjustments with reasons, versions."""
    lines = [f"分解办法：{sheet.rule}", *(f"说明：{note}" for note in sheet.notes)]
    lines += [f"调整：{row.name} {signed(row.adjustment)}，{row.adjust_why}。" for row in sheet.rows if row.adjustment]
    if len(sheet.versions) > 1:
        now = sheet.versions[0]
        lines.append(f"第 {now.version} 版，{now.set_on} {now.set_by}设定，依据：{now.why}。上一版总数 {sheet.versions[1].total:,}。")
    return [*lines, targets.RULES]


def _story(heading: str, under: str, table: Table, notes: Sequence[str], width: float) -> list[Flowable]:
    return [
        *title(heading, width, 20, 30),
        Text(under, replace(NOTE, size=10.5, pitch=16.5, align="centre")),
        Spacer(1, 5),
        table,
        Spacer(1, 6),
        *(Text(note, NOTE) for note in notes),
        Spacer(1, 14),
        Text(SIGNATURES, replace(NOTE, size=10.5, pitch=16.5)),
    ]


def _write(path: str | Path, paper: AllotPaper | ProgressPaper, heading: str, layout: PageLayout, story: Any) -> int:
    imprint = paper.imprint

    def footer(canvas: Canvas, page: int, pages: int) -> None:
        y = layout.bottom - 6 * MILLIMETRE
        draw_text(canvas, f"{imprint.office}　打印人 {imprint.printed_by}　{imprint.printed_at}", layout.left, y, "song", 8)
        draw_text(canvas, f"第 {page} 页　共 {pages} 页", layout.width - layout.right, y, "song", 9, "right")

    return write_document(path, story, subject=heading, author=imprint.office, layout=layout, practice=imprint.practice, footer=footer,
                          count_pages=True)  # fmt: skip


def write_allotment_pdf(paper: AllotPaper, path: str | Path) -> int:
    """指标分配表; returns the number of pages."""
    sheet = paper.sheet
    layout = TABLE_PORTRAIT if len(sheet.shown_bases()) <= 2 else LANDSCAPE
    under = f"{paper.imprint.office}　{LEVELS[sheet.level]}　{paper.imprint.printed_at[:10]}"
    return _write(path, paper, sheet.title, layout, lambda: _story(sheet.title, under, _allot_table(sheet), allot_notes(sheet), layout.text_width))


# ---- 完成情况表 -------------------------------------------------------------------------------------------------------------------


def progress_heading(paper: ProgressPaper) -> str:
    """Of the page: one indicator or all."""
    what = INDICATORS[paper.indicator] if paper.indicator else "各项"
    return f"{paper.sheet.label}{what}指标完成情况表"


def progress_cells(row: ProgressRow, indicator: str) -> list[str]:
    """指标, 完成, 完成率, 时间进度, 序时进度, 应完成, 差额, 每日还需."""
    cell = row.cells[indicator]
    return [
        number(cell.target), number(cell.done), tenths(cell.completion), tenths(cell.elapsed) if cell.target is not None else "—",
        tenths(cell.lag, signed=True), number(cell.expected), number(cell.missing), number(cell.per_day),
    ]  # fmt: skip


PROGRESS_HEADS = ("指标", "完成", "完成率\n（%）", "时间进度\n（%）", "序时进度\n（点）", "应完成", "差额", "每日\n还需")


def _progress_table(sheet: ProgressSheet, indicator: str) -> Table:
    columns = [*_unit_heads(sheet.level), *(Column(head, 1.0) for head in PROGRESS_HEADS)]
    rows = [Row((row.code, row.name, *progress_cells(row, indicator))) for row in sheet.rows]
    return Table(columns, [*rows, Row(("", "合计", *progress_cells(sheet.total, indicator)), strong=True)], STYLE)


def both_cells(row: ProgressRow, indicators: Sequence[str]) -> list[str]:
    """Completion and 序时进度 of each indicator."""
    found = []
    for name in indicators:
        found += [tenths(row.cells[name].completion), tenths(row.cells[name].lag, signed=True)]
    return found


def _matrix_table(sheet: ProgressSheet) -> Table:
    indicators = sheet.set_indicators
    columns = _unit_heads(sheet.level)
    for name in indicators:
        columns += [Column(f"{INDICATORS[name]}\n完成率", 1.1), Column("序时\n（点）", 0.95)]
    rows = [Row((row.code, row.name, *both_cells(row, indicators))) for row in sheet.rows]
    return Table(columns, [*rows, Row(("", "合计", *both_cells(sheet.total, indicators)), strong=True)], replace(STYLE, size=9, head_size=8.5))


def progress_notes(sheet: ProgressSheet) -> list[str]:
    """The meaning of the columns."""
    return [target_pace.RULES, *([sheet.remark] if sheet.remark else [])]


def write_progress_pdf(paper: ProgressPaper, path: str | Path) -> int:
    """完成情况表; returns the number of pages."""
    sheet, heading = paper.sheet, progress_heading(paper)
    wide = not paper.indicator and len(sheet.set_indicators) > 3
    layout = LANDSCAPE if wide else TABLE_PORTRAIT
    under = f"{paper.imprint.office}　{LEVELS[sheet.level]}　统计至 {sheet.as_of}"

    def story() -> list[Flowable]:
        table = _progress_table(sheet, paper.indicator) if paper.indicator else _matrix_table(sheet)
        return _story(heading, under, table, progress_notes(sheet), layout.text_width)

    return _write(path, paper, heading, layout, story)


# ---- workbooks --------------------------------------------------------------------------------------------------------------------


def write_allotment_xlsx(paper: AllotPaper, path: str | Path) -> None:
    """指标分配表 with the months; every number a number."""
    sheet = paper.sheet
    bases = sheet.shown_bases()
    heads = ["编码", "单位"]
    for base in bases:
        heads += [f"{BASES[base]}（㎡）" if base == "area" else BASES[base], "占比（%）"]
    heads += ["计算值", "调整", "指标", "月均", *(f"{month}月" for month in range(1, 13)), "上限", "调整原因", "在任"]

    def line(row: AllotRow) -> list[Any]:
        values: list[Any] = [row.code, row.name]
        for base in bases:
            values += [getattr(row, MEASURES[base]), _decimal(row.shares.get(base))]
        tail = [row.limit_at, row.adjust_why, row.span]
        return [*values, row.computed, row.adjustment, row.amount, _decimal(row.mean), *(row.months or [None] * 12), *tail]

    rows = [line(row) for row in sheet.rows]
    _workbook(paper, path, sheet.title, heads, rows, line(sheet.total), allot_notes(sheet))


def write_progress_xlsx(paper: ProgressPaper, path: str | Path) -> None:
    """完成情况表, one indicator or all below each other's columns."""
    sheet = paper.sheet
    names = [paper.indicator] if paper.indicator else list(sheet.set_indicators)
    short = [head.replace("\n", "") for head in PROGRESS_HEADS]
    heads = ["编码", "单位", *(f"{INDICATORS[name]} {head}" if len(names) > 1 else head for name in names for head in short)]

    def line(row: ProgressRow) -> list[Any]:
        values: list[Any] = [row.code, row.name]
        for name in names:
            cell = row.cells[name]
            time = _decimal(cell.elapsed) if cell.target is not None else None
            values += [cell.target, cell.done, _decimal(cell.completion), time, _decimal(cell.lag), cell.expected, cell.missing, cell.per_day]
        return values

    rows = [line(row) for row in sheet.rows]
    _workbook(paper, path, progress_heading(paper), heads, rows, line(sheet.total), progress_notes(sheet))


def _decimal(value: int | None) -> float | None:
    return None if value is None else value / 10


def _workbook(
    paper: AllotPaper | ProgressPaper, path: str | Path, heading: str, heads: Sequence[str], rows: Sequence[Sequence[Any]],
    total: Sequence[Any], notes: Sequence[str],
) -> None:  # fmt: skip
    imprint = paper.imprint

    def fill(book: Any) -> None:
        shape = formats(book)
        tenth = book.add_format({"font_name": "宋体", "font_size": 11, "border": 1, "num_format": "#,##0.0"})
        page = book.add_worksheet(heading[:31])
        last = max(len(heads) - 1, 5)
        page.merge_range(0, 0, 0, last, ("【练习】" if imprint.practice else "") + heading, shape.title)
        page.merge_range(1, 0, 1, last, f"{imprint.office}　{imprint.printed_at}", shape.plain)
        for place, head in enumerate(heads):
            page.write_string(2, place, head, shape.head)
            page.set_column(place, place, 16 if place == 1 else 10)
        page.set_row(2, 32)
        for number_of_line, values in enumerate([*rows, total], start=3):
            strong = number_of_line == 3 + len(rows)
            for place, value in enumerate(values):
                if isinstance(value, str):
                    page.write_string(number_of_line, place, value, shape.strong if strong else shape.text)
                elif value is None:
                    page.write_string(number_of_line, place, "—", shape.strong if strong else shape.centre)
                else:
                    usual = tenth if isinstance(value, float) else shape.strong_whole if strong else shape.whole
                    page.write_number(number_of_line, place, value, usual)
        for step, note in enumerate(notes, start=len(rows) + 5):
            page.merge_range(step, 0, step, last, note, shape.note)
            page.set_row(step, 32)
        page.freeze_panes(3, 2)
        page.repeat_rows(2)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_footer("&C第 &P 页　共 &N 页")

    write_workbook(path, imprint, heading, fill)
