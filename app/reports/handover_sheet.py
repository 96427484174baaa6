"""网格员交接单: what goes from hand to hand when somebody leaves, with three signatures.  A4 portrait."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from reportlab.platypus.flowables import Flowable, Spacer

from app.models.grid_papers import HandoverPart, HandoverSheet
from app.reports.grid_comparison import footer
from app.reports.official.page import TABLE_PORTRAIT, write_document
from app.reports.official.paragraphs import Style, Text, title
from app.reports.official.tables import Column, Row, Table, TableStyle

STYLE = TableStyle(size=9.5, head_size=9.5, row_height=18, head_height=19)
NOTE = Style(role="song", size=10.5, pitch=17, letter_space=0.0, indent=0.0)
HEAD = Style(role="hei", size=11, pitch=19, letter_space=0.0, indent=0.0, keep_with_next=True)
HEADING = "网格员交接单"
NUMBERS = ("户", "人", "法人")


def _part(part: HandoverPart) -> list[Flowable]:
    more = part.total - len(part.lines)
    count = f"（{part.total} 项）" if part.total else ""
    story: list[Flowable] = [Spacer(1, 8), Text(f"{part.caption}{count}", HEAD), Spacer(1, 2)]
    if not part.lines:
        return [*story, Text(part.empty, NOTE)]
    columns = tuple(Column(head, share, "right" if head in NUMBERS else "left") for head, share in part.heads)
    story.append(Table(columns, [Row(line) for line in part.lines], STYLE, keep_last=0))
    if more > 0:
        story.append(Text(f"另有 {more} 项没有列出，请在程序的回访计划里查看。", replace(NOTE, size=9.5, pitch=15)))
    return story


def _story(sheet: HandoverSheet) -> list[Flowable]:
    who = f"移交人：{sheet.name}（{sheet.staff_no}）　接手人：{sheet.successor or '　　　　　　'}　离任日期：{sheet.last_day or '　　　　　　'}"
    signatures = "移交人签名：　　　　　　　　接手人签名：　　　　　　　　监交人签名：　　　　　　　　"
    return [
        *title(HEADING, TABLE_PORTRAIT.text_width, 20, 30),
        Spacer(1, 2),
        Text(who, replace(NOTE, align="centre")),
        *(flowable for part in sheet.parts for flowable in _part(part)),
        Spacer(1, 16),
        Text("以上各项已当面点清，钥匙、证件、纸质走访单一并移交。", NOTE),
        Spacer(1, 12),
        Text(signatures, NOTE),
        Spacer(1, 6),
        Text("日期：　　　　年　　月　　日", replace(NOTE, align="right")),
    ]


def write_pdf(sheet: HandoverSheet, path: str | Path) -> int:
    """Write the sheet; returns the number of pages."""
    imprint = sheet.imprint
    return write_document(
        path,
        lambda: _story(sheet),
        subject=f"{HEADING} {sheet.name}",
        author=imprint.office,
        layout=TABLE_PORTRAIT,
        practice=imprint.practice,
        footer=footer(
            f"{HEADING}　{sheet.staff_no} {sheet.name}　{imprint.office}　打印人 {imprint.printed_by}　{imprint.printed_at}"
        ),
        count_pages=True,
    )
