"""历史对照表: old code and name beside the new ones, with what moved and from when on.  A4 portrait and workbook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable, Spacer

from app.models.grid_papers import GridComparison
from app.models.grid_views import GridChangeLine
from app.reports.official.page import TABLE_PORTRAIT, draw_text, write_document
from app.reports.official.paragraphs import MILLIMETRE, Style, Text, title
from app.reports.official.tables import Column, Row, Table, TableStyle, number
from app.reports.workbooks import formats, write_workbook

STYLE = TableStyle(size=9.5, head_size=9.5, row_height=18, head_height=20)
NOTE = Style(role="song", size=10.5, pitch=16.5, letter_space=0.0, indent=0.0)
HEADING = "网格调整历史对照表"
COLUMNS = (
    Column("生效日期", 1.35, "centre"),
    Column("方式", 1.2, "centre"),
    Column("原编码", 1.85, "left"),
    Column("原名称", 1.7, "left"),
    Column("现编码", 1.85, "left"),
    Column("现名称", 1.7, "left"),
    Column("房屋", 0.75),
    Column("户", 0.7),
    Column("人", 0.75),
    Column("法人", 0.7),
)
CELLS = (12, 10, 20, 20, 20, 20, 9, 9, 9, 9)
MEANING = "原网格某部分的去向各占一行；同一网格保留的部分也列出。生效日期以前的统计仍按原网格，以后按现网格。"


def texts(line: GridChangeLine, verbs: Any) -> tuple[str, ...]:
    """The first six cells of a line; a part that stays is told as 保留."""
    stays = line.old_id == line.new_id and line.kind != "recode"
    verb = "保留" if stays else str(verbs.get(line.kind, line.kind))
    return (line.day, verb, line.old_code, line.old_label, line.new_code, line.new_label)


def counts(line: GridChangeLine) -> tuple[int | None, ...]:
    """Dwellings, households, people, entities; a mere change of code moves nobody."""
    if line.kind == "recode":
        return (None, None, None, None)
    return (line.dwellings, line.households, line.persons, line.entities)


def totals(sheet: GridComparison) -> tuple[int, ...]:
    """What changed its grid."""
    crossing = [line for line in sheet.lines if line.old_id != line.new_id]
    return tuple(sum(getattr(line, name) for line in crossing) for name in ("dwellings", "households", "persons", "entities"))


def _story(sheet: GridComparison) -> list[Flowable]:
    rows = [Row((*texts(line, sheet.verbs), *map(number, counts(line)))) for line in sheet.lines]
    rows.append(Row(("", "换网格合计", "", "", "", "", *map(number, totals(sheet))), strong=True))
    why = "；".join(dict.fromkeys(line.why for line in sheet.lines if line.why))
    story: list[Flowable] = [
        *title(HEADING, TABLE_PORTRAIT.text_width, 20, 30),
        Spacer(1, 2),
        Text(f"{sheet.imprint.office}　{sheet.imprint.printed_at[:10]}", replace(NOTE, align="centre")),
        Spacer(1, 6),
        Table(COLUMNS, rows, STYLE),
        Spacer(1, 8),
    ]
    if why:
        story.append(Text(f"依据：{why}。", replace(NOTE, size=9.5, pitch=15)))
    return [
        *story,
        Text(MEANING, replace(NOTE, size=9.5, pitch=15)),
        Spacer(1, 18),
        Text("填表人：　　　　　　　　审核人：　　　　　　　　日期：", NOTE),
    ]


def footer(left: str) -> Callable[[Canvas, int, int], None]:
    """Office, who, when at the left, the page at the right."""
    layout = TABLE_PORTRAIT

    def draw(canvas: Canvas, page: int, pages: int) -> None:
        y = layout.bottom - 6 * MILLIMETRE
        draw_text(canvas, left, layout.left, y, "song", 8)
        draw_text(canvas, f"第 {page} 页　共 {pages} 页", layout.width - layout.right, y, "song", 9, "right")

    return draw


def write_pdf(sheet: GridComparison, path: str | Path) -> int:
    """Write the comparison; returns the number of pages."""
    imprint = sheet.imprint
    return write_document(
        path,
        lambda: _story(sheet),
        subject=HEADING,
        author=imprint.office,
        layout=TABLE_PORTRAIT,
        practice=imprint.practice,
        footer=footer(f"{HEADING}　{imprint.office}　打印人 {imprint.printed_by}　{imprint.printed_at}"),
        count_pages=True,
    )


def write_xlsx(sheet: GridComparison, path: str | Path) -> None:
    """The same lines as a workbook, with the reason of every line."""

    def fill(book: Any) -> None:
        shape, page = formats(book), book.add_worksheet("历史对照表")
        last = len(COLUMNS)
        page.merge_range(0, 0, 0, last, ("【练习】" if sheet.imprint.practice else "") + HEADING, shape.title)
        page.merge_range(1, 0, 1, last, f"{sheet.imprint.office}　{sheet.imprint.printed_at}", shape.plain)
        for place, column in enumerate(COLUMNS):
            page.write(2, place, column.head, shape.head)
            page.set_column(place, place, CELLS[place])
        page.write(2, last, "依据", shape.head)
        page.set_column(last, last, 30)
        for place, line in enumerate(sheet.lines, start=3):
            for cell, text in enumerate(texts(line, sheet.verbs)):
                page.write_string(place, cell, text, shape.text)
            for cell, value in enumerate(counts(line), start=6):
                page.write(place, cell, value, shape.whole) if value is not None else page.write_string(
                    place, cell, "—", shape.centre
                )
            page.write_string(place, last, line.why, shape.text)
        foot = 3 + len(sheet.lines)
        for cell in range(last + 1):
            page.write(foot, cell, "换网格合计" if cell == 1 else "", shape.strong)
        for cell, total in enumerate(totals(sheet), start=6):
            page.write(foot, cell, total, shape.strong_whole)
        page.merge_range(foot + 1, 0, foot + 1, last, MEANING, shape.note)
        page.set_row(foot + 1, 32)
        page.freeze_panes(3, 0)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)

    write_workbook(path, sheet.imprint, HEADING, fill)
