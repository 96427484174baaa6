"""走访复核单: what was recorded and room for what is found when somebody else asks again.  A4 landscape; no word of suspicion on it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable, Spacer

from app.models.sign_rules import RecheckOutcome
from app.models.sign_views import RecheckSheet, SheetLine
from app.reports.attendance_sheet import LANDSCAPE
from app.reports.official.page import draw_text, write_document
from app.reports.official.paragraphs import MILLIMETRE, Style, Text, title
from app.reports.official.tables import Column, Row, Table, TableStyle

STYLE = TableStyle(size=9.5, head_size=9.5, row_height=20, head_height=20)
NOTE = Style(role="song", size=10, pitch=16, letter_space=0.0, indent=0.0)
HEADING = "走访复核单"
COLUMNS = (
    Column("序号", 0.6, "centre"),
    Column("走访人", 1.0, "centre"),
    Column("登记的走访", 2.6, "left"),
    Column("对象·电话", 1.6, "left"),
    Column("地址", 2.6, "left"),
    Column("方式", 0.9, "left"),
    Column("结果", 1.2, "left"),
    Column("复核人·日期", 1.5, "left"),
    Column("对方怎么说（手写）", 3.0, "left"),
)
RULES = (
    "复核由走访人以外的人上门或打电话，先说明是了解服务情况，问有没有来过、什么时候、见到谁，不评价走访人。",
    "结果如实勾选；记不清、联系不上的，选无法核实。复核结果不自动改变任何数字和名次。",
    "电话已部分隐去，需要时在程序里查看，查看会留记录。复核完交回单位，录入后统一保管或销毁。",
)


def boxes(chosen: str) -> str:
    """□属实 □不属实 □无法核实, the chosen one filled."""
    return "\n".join(f"{'■' if outcome.label == chosen else '□'}{outcome.label}" for outcome in RecheckOutcome)


def cells(line: SheetLine) -> tuple[str, ...]:
    """One line as texts."""
    who = "\n".join(part for part in (line.title, line.phone) if part)
    way = "\n".join(f"{'■' if word in line.checked.split() else '□'}{word}" for word in ("上门", "电话"))
    checked = "\n".join(part for part in line.checked.split() if part not in ("上门", "电话"))
    return (str(line.number), line.member, line.recorded, who, line.address, way, boxes(line.outcome), checked, line.note)


def _story(sheet: RecheckSheet) -> list[Flowable]:
    office = f"{sheet.imprint.office}　" if sheet.imprint else ""
    return [
        *title(HEADING, LANDSCAPE.text_width, 18, 26),
        Text(f"{office}{sheet.label}　共 {len(sheet.lines)} 条", replace(NOTE, align="centre")),
        Spacer(1, 4),
        Table(COLUMNS, [Row(cells(line)) for line in sheet.lines], STYLE),
        Spacer(1, 5),
        *(Text(line, replace(NOTE, size=9, pitch=14)) for line in RULES),
    ]


def write_pdf(sheet: RecheckSheet, path: str | Path) -> int:
    """Write the sheet; returns the number of pages."""
    imprint = sheet.imprint

    def footer(canvas: Canvas, page: int, pages: int) -> None:
        y = LANDSCAPE.bottom - 5 * MILLIMETRE
        printed = f"打印人 {imprint.printed_by}　{imprint.printed_at}" if imprint else ""
        draw_text(canvas, f"{HEADING}　{printed}", LANDSCAPE.left, y, "song", 7.5)
        draw_text(canvas, f"第 {page} 页　共 {pages} 页", LANDSCAPE.width - LANDSCAPE.right, y, "song", 9, "right")

    return write_document(
        path,
        lambda: _story(sheet),
        subject=HEADING,
        author=imprint.office if imprint else "",
        layout=LANDSCAPE,
        practice=bool(imprint and imprint.practice),
        footer=footer,
        count_pages=True,
    )
