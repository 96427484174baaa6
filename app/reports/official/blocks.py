"""From the blocks of an ``OfficialDocument`` to flowables: numbered heads with bookmarks, paragraphs, tables, figures, names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reportlab.platypus.flowables import Flowable, Spacer
from reportlab.platypus.flowables import PageBreak as NewPage

from app.models import official_document as model
from app.models.official_document import Block, ChartBlock, DecisionList, Heading, NamesLine, PageBreak, Paragraph, Role, TableBlock
from app.reports.chart_specs import draw
from app.reports.official.closing import blank, hanging
from app.reports.official.figures import Picture
from app.reports.official.line_breaking import Line, Span
from app.reports.official.paragraphs import BODY, LINE_PITCH, MILLIMETRE, Style, Text, official_date
from app.reports.official.tables import Column, Row, Table, TableStyle
from app.reports.official.together import Unbroken

HEAD_ROLES = {0: Role.KAI, 1: Role.HEI, 2: Role.KAI, 3: Role.BODY, 4: Role.BODY}
ROOMY = TableStyle(size=10.5, head_size=10.5, row_height=19, head_height=21)
NARROW = TableStyle(size=9, head_size=9, row_height=16, head_height=18)
NOTE = Style(role="song", size=9, pitch=13.5, letter_space=0.0, indent=0.0)
MOST_ROOMY_COLUMNS = {False: 8, True: 12}  # by landscape
LINES_OF_HEADS = 2  # that a figure leaves for heads above it
WHOLE_IN_TEXT = 8 * LINE_PITCH  # a table no higher than this is not split where text goes on around it


class Head(Text):
    """A paragraph that begins with a head: it gets a bookmark, so that the outline leads to it."""

    def __init__(self, spans: Sequence[Span], outline: str, level: int, style: Style = BODY, lines: list[Line] | None = None) -> None:
        super().__init__(spans, style, lines)
        self.outline, self.level = outline, level

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """The bookmark stays with the first part."""
        parts = super().split(available_width, available_height)
        if parts:
            parts[0] = Head(self.spans, self.outline, self.level, self.style, parts[0].lines)
        return parts

    def draw(self) -> None:
        """Text and bookmark."""
        canvas = self.canv
        canvas.outline_entry(self.outline, self.level, self.wrap(self._width, 0)[1])
        super().draw()


def spans_of(paragraph: Paragraph) -> list[Span]:
    """Runs as spans."""
    return [Span(run.text, run.role) for run in paragraph.runs]


def _heading(block: Heading, label: str) -> Head:
    text = label + block.text
    return Head([Span(text, HEAD_ROLES[block.level])], text, block.level - 1)


def _paragraph(block: Paragraph, label: str) -> Text:
    head = label + block.run_in_head
    if not block.run_in_head:
        return Text([Span(head, HEAD_ROLES[block.level]), *spans_of(block)])
    return Head([Span(head, HEAD_ROLES[block.level]), *spans_of(block)], head.rstrip("。"), max(block.level - 1, 0))


def _table(block: TableBlock, caption: str, landscape: bool, lines: int, whole: float) -> Flowable:
    style = ROOMY if len(block.columns) <= MOST_ROOMY_COLUMNS[landscape] else NARROW
    style = replace(style, blank_height=block.row_height * MILLIMETRE)
    columns = [Column(column.title, column.weight, column.align, column.group) for column in block.columns]
    rows = [Row(row) for row in block.rows]
    if block.total:
        rows.append(Row(block.total, strong=True))
    page_height = lines * LINE_PITCH
    table = Table(columns, rows, style, caption, block.unit, 1 if block.total else 0, min(whole, page_height), page_height)
    note: list[Flowable] = [Spacer(1, 4), Text(f"注：{block.note}", NOTE)] if block.note else []
    return Unbroken([], table, note, snap_to_grid=True)


def _names(block: NamesLine) -> Text:
    return hanging([Span(f"{block.label}：", Role.HEI)], [Span("、".join(block.names))], 2)


def decision_texts(block: DecisionList) -> list[str]:
    """'1. 完成补登（责任人：韦队长；完成时限：2026年11月27日）'."""
    lines = []
    for number, item in enumerate(block.items, start=1):
        notes = [f"责任人：{item.who}"] if item.who else []
        if item.due:
            notes.append(f"完成时限：{official_date(item.due)}")
        text = item.text.rstrip("。") if notes else item.text
        lines.append(f"{number}. {text}" + (f"（{'；'.join(notes)}）。" if notes else ""))
    return lines


def _single(block: Block, label: str, caption: str, landscape: bool, lines: int, whole: float) -> list[Flowable]:
    if isinstance(block, Heading):
        return [_heading(block, label)]
    if isinstance(block, Paragraph):
        return [_paragraph(block, label)]
    if isinstance(block, TableBlock):
        return [_table(block, caption, landscape, lines, whole)]
    if isinstance(block, ChartBlock):
        return [Picture(draw(block.spec), caption, lines - LINES_OF_HEADS)]
    if isinstance(block, NamesLine):
        return [_names(block)]
    if isinstance(block, DecisionList):
        return [Text(text) for text in decision_texts(block)]
    return [NewPage()]


def flowables(
    blocks: Sequence[Block], captions: Sequence[str], *, landscape: bool = False, lines: int = 22, whole: float = WHOLE_IN_TEXT
) -> list[Flowable]:
    """All blocks in order; heads are tied to what follows them."""
    story: list[Flowable] = []
    heads: list[Flowable] = []
    labels = model.heading_labels(blocks)
    for index, (block, label, caption) in enumerate(zip(blocks, labels, captions, strict=True)):
        if isinstance(block, NamesLine) and index and not isinstance(blocks[index - 1], NamesLine | PageBreak):
            story.append(blank())
        parts = _single(block, label, caption, landscape, lines, whole)
        if isinstance(block, Heading):
            heads += parts
            continue
        if heads and parts and not isinstance(block, PageBreak):
            parts[0] = Unbroken(heads, parts[0])
        else:
            story += heads
        heads = []
        story += parts
    return story + heads
