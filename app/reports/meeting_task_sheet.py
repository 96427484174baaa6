"""例会任务 on paper: what the meetings decided, who does it until when, with a column to sign.  A4 portrait."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from reportlab.platypus.flowables import Flowable, Spacer

from app.models.meeting_views import MeetingTaskLine, MeetingTaskSheet
from app.reports.grid_comparison import footer
from app.reports.official.page import TABLE_PORTRAIT, write_document
from app.reports.official.paragraphs import Style, Text, official_date, title
from app.reports.official.tables import Column, Row, Table, TableStyle

STYLE = TableStyle(size=10.5, head_size=10.5, row_height=26, head_height=22)
NOTE = Style(role="song", size=10.5, pitch=17, letter_space=0.0, indent=0.0)
HEADING = "例会任务清单"
COLUMNS = (
    Column("序号", 0.7, "centre"),
    Column("任务", 5.2, "left"),
    Column("责任人", 1.5, "centre"),
    Column("期限", 1.5, "centre"),
    Column("来源", 1.7, "left"),
    Column("完成情况", 2.4, "left"),
)


def _row(place: int, line: MeetingTaskLine) -> Row:
    until = line.due_on + (f"\n原定 {line.first_due_on}" if line.first_due_on not in ("", line.due_on) else "")
    source = line.meeting.split("年")[-1] + (f"\n续办第 {line.weeks} 周" if line.weeks > 1 else "")
    state = f"{line.state_words} {line.done_note}".strip() if line.done else ""
    return Row((str(place), line.text, line.person, until, source, state))


def _story(sheet: MeetingTaskSheet) -> list[Flowable]:
    done = sum(line.done for line in sheet.lines)
    counts = f"{len(sheet.lines)} 项" + (f"，已完成 {done} 项" if done else "")
    head = f"{sheet.office}　截至{official_date(sheet.day)}　{counts}"
    story: list[Flowable] = [
        *title(HEADING, TABLE_PORTRAIT.text_width, 20, 30), Spacer(1, 2), Text(head, replace(NOTE, align="centre")), Spacer(1, 6),
    ]  # fmt: skip
    if not sheet.lines:
        return [*story, Text("没有要办的任务。", NOTE)]
    return [*story, Table(COLUMNS, [_row(place, line) for place, line in enumerate(sheet.lines, start=1)], STYLE, keep_last=0)]


def write_pdf(sheet: MeetingTaskSheet, path: str | Path) -> int:
    """Write the list; returns the number of pages."""
    return write_document(
        path,
        lambda: _story(sheet),
        subject=HEADING,
        author=sheet.office,
        layout=TABLE_PORTRAIT,
        practice=sheet.practice,
        footer=footer(f"{HEADING}　{sheet.office}　打印人 {sheet.printed_by}　{sheet.printed_at}"),
        count_pages=True,
    )
