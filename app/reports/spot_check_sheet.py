"""抽查单: drawn records in the order of the stairs, boxes for the result, room to write, signatures.  A4 portrait, black and white."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable, Spacer

from app.models.spot_check_views import ItemLine, SpotCheckSheet
from app.models.spot_checks import CheckResult
from app.reports.official.page import TABLE_PORTRAIT, draw_text, write_document
from app.reports.official.paragraphs import MILLIMETRE, Style, Text, title
from app.reports.official.tables import Column, Row, Table, TableStyle

STYLE = TableStyle(size=9.5, head_size=9.5, row_height=22, head_height=20)
NOTE = Style(role="song", size=10.5, pitch=16.5, letter_space=0.0, indent=0.0)
COLUMNS = (
    Column("序号", 0.65, "centre"),
    Column("网格", 0.65, "centre"),
    Column("地址", 2.05, "left"),
    Column("对象·电话", 1.55, "left"),
    Column("登记的内容", 1.95, "left"),
    Column("登记人", 1.05, "centre"),
    Column("结果", 1.25, "left"),
    Column("核实情况（手写）", 2.65, "left"),
)
HOW = "逐条当面或电话核实：人在不在、那天有没有来过、登记的内容对不对。不合格写清哪里不符；找不到人的记无法核实。"
SIGN = "抽查人：　　　　　　　　核实日期：　　　年　　月　　日　　　　复核人："


def heading(sheet: SpotCheckSheet) -> str:
    """Title."""
    return f"抽查单 {sheet.check.sheet_no}"


def scope_lines(sheet: SpotCheckSheet) -> tuple[str, str]:
    """What was drawn, out of what, by whom; and how it can be repeated."""
    check = sheet.check
    whose = f"{check.member}的" if check.member else ""
    first = f"抽查 {check.first} 至 {check.last} {whose}{check.subject}　共 {len(sheet.items)} 条　抽查人：{check.checker}"
    return first, f"{check.method}抽取　候选 {check.candidates:,} 条　随机数 {check.seed}　抽取日期 {check.drawn_on}"


def boxes(item: ItemLine) -> str:
    """Empty boxes, or ticked where the result is known already."""
    return "\n".join(f"{'■' if item.result == each.value else '□'}{each.label}" for each in CheckResult)


def cells(item: ItemLine) -> tuple[str, ...]:
    """One line as texts."""
    who = "\n".join(part for part in (item.title, item.phone) if part)
    kind, _, said = item.claim.partition(" ")
    told = (f"{item.day[5:]} {kind}", said, item.why and f"（{item.why}）", item.changed and f"［{item.changed}］")
    what = "\n".join(part for part in told if part)
    return (str(item.number), item.grid or "—", item.address, who, what, item.member, boxes(item), item.finding)


def _story(sheet: SpotCheckSheet) -> list[Flowable]:
    first, second = scope_lines(sheet)
    centred = replace(NOTE, align="centre")
    story: list[Flowable] = [
        *title(heading(sheet), TABLE_PORTRAIT.text_width, 20, 30),
        Spacer(1, 2),
        Text(first, centred),
        Text(second, replace(centred, size=9, pitch=14)),
        Spacer(1, 4),
        Table(COLUMNS, [Row(cells(item)) for item in sheet.items], STYLE),
        Spacer(1, 8),
    ]
    keep = f"录入：走访—抽查里选 {sheet.check.sheet_no}，按序号录入结果。电话已部分隐去；录入后交回单位，统一销毁。"
    return [*story, Text(HOW, replace(NOTE, size=9, pitch=14)), Text(keep, replace(NOTE, size=9, pitch=14)), Spacer(1, 10), Text(SIGN, NOTE)]


def _footer(sheet: SpotCheckSheet) -> Callable[[Canvas, int, int], None]:
    imprint, layout = sheet.imprint, TABLE_PORTRAIT

    def draw(canvas: Canvas, page: int, pages: int) -> None:
        y = layout.bottom - 6 * MILLIMETRE
        left = f"{heading(sheet)}　{imprint.office}　打印人 {imprint.printed_by}　{imprint.printed_at}"
        draw_text(canvas, left, layout.left, y, "song", 8)
        draw_text(canvas, f"第 {page} 页　共 {pages} 页", layout.width - layout.right, y, "song", 9, "right")

    return draw


def write_pdf(sheet: SpotCheckSheet, path: str | Path) -> int:
    """Write the sheet; returns the number of pages."""
    return write_document(
        path,
        lambda: _story(sheet),
        subject=heading(sheet),
        author=sheet.imprint.office,
        layout=TABLE_PORTRAIT,
        practice=sheet.imprint.practice,
        footer=_footer(sheet),
        count_pages=True,
    )
