"""走访单: tonight's doors in the order of the stairs, numbered for keying back in, with room to write by hand.  A4 portrait."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable, Spacer

from app.models.visit_views import SheetTarget, VisitSheet
from app.reports.official.page import TABLE_PORTRAIT, draw_text, write_document
from app.reports.official.paragraphs import MILLIMETRE, Style, Text, title
from app.reports.official.tables import Column, Row, Table, TableStyle

STYLE = TableStyle(size=9.5, head_size=9.5, row_height=20, head_height=20)  # with the boxes 15 mm: two handwritten lines
NOTE = Style(role="song", size=10.5, pitch=16.5, letter_space=0.0, indent=0.0)
BOXES = "□本人 □家属\n□电话 □未遇\n□拒访 □空置"
WEEKDAYS = "一二三四五六日"
COLUMNS = (
    Column("序号", 0.6, "centre"),
    Column("门牌", 0.8, "centre"),
    Column("对象·电话", 1.55, "left"),
    Column("在册的人", 2.25, "left"),
    Column("事由·上次", 2.35, "left"),
    Column("结果", 1.75, "left"),
    Column("情况记录（手写）·下次", 3.25, "left"),
)


def heading(sheet: VisitSheet) -> str:
    """Title of the sheet."""
    return f"走访单 {sheet.sheet_no}" if sheet.sheet_no else "走访单"


def scope_line(sheet: VisitSheet) -> str:
    """Who walks, when, where, how many doors."""
    day = date.fromisoformat(sheet.day)
    said = f"{day.year}年{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"
    parts = [
        f"走访人：{sheet.member}" if sheet.member else "走访人：　　　　",
        said,
        sheet.scope,
        f"共 {len(sheet.targets)} 户（家）",
    ]
    return "　".join(part for part in parts if part)


def cells(target: SheetTarget) -> tuple[str, ...]:
    """One line as texts."""
    who = "\n".join(part for part in (target.title, target.phone) if part)
    why = "；".join(part for part in (target.why, target.due_text) if part)
    last = f"上次 {target.last_text}" if target.last_text else "没有走访过"
    return (str(target.number), target.floor, who, target.people, f"{why}\n{last}" if why else last, BOXES, "")


def _story(sheet: VisitSheet) -> list[Flowable]:
    story: list[Flowable] = [
        *title(heading(sheet), TABLE_PORTRAIT.text_width, 20, 30),
        Spacer(1, 2),
        Text(scope_line(sheet), replace(NOTE, align="centre")),
        Spacer(1, 4),
    ]
    for building in sheet.buildings:
        rows = [Row(cells(target)) for target in building.targets]
        label = f"{building.label}　{len(rows)} 户（家）"
        story += [Table(COLUMNS, rows, STYLE, caption=label), Spacer(1, 8)]
    how = f"录入：走访登记里输 {sheet.sheet_no}-序号，例如 {sheet.sheet_no}-1。" if sheet.sheet_no else ""
    keep = "电话已部分隐去；走访完交回单位，统一销毁。"
    return [*story, Text(f"{how}{keep}", replace(NOTE, size=9, pitch=14))]


def _footer(sheet: VisitSheet) -> Callable[[Canvas, int, int], None]:
    imprint, layout = sheet.imprint, TABLE_PORTRAIT
    left = f"{imprint.office}　打印人 {imprint.printed_by}　{imprint.printed_at}" if imprint else ""
    use = f"　用途：{sheet.purpose}" if sheet.purpose else ""

    def draw(canvas: Canvas, page: int, pages: int) -> None:
        y = layout.bottom - 6 * MILLIMETRE
        draw_text(canvas, f"{heading(sheet)}　{left}{use}", layout.left, y, "song", 8)
        draw_text(canvas, f"第 {page} 页　共 {pages} 页", layout.width - layout.right, y, "song", 9, "right")

    return draw


def write_pdf(sheet: VisitSheet, path: str | Path) -> int:
    """Write the sheet; returns the number of pages."""
    return write_document(
        path,
        lambda: _story(sheet),
        subject=heading(sheet),
        author=sheet.imprint.office if sheet.imprint else "",
        layout=TABLE_PORTRAIT,
        practice=bool(sheet.imprint and sheet.imprint.practice),
        footer=_footer(sheet),
        count_pages=True,
    )
