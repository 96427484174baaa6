"""An ``OfficialDocument`` as DOCX for Word and WPS: named styles, editable text, real tables, pictures with words beside them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.shared import Pt

from app.models import official_document as model
from app.models.official_document import (
    Block,
    ChartBlock,
    DecisionList,
    DocumentLayout,
    Heading,
    NamesLine,
    OfficialDocument,
    Paragraph,
    Role,
    TableBlock,
)
from app.reports.official.blocks import HEAD_ROLES, decision_texts
from app.reports.official.line_breaking import balanced_lines
from app.reports.official.page import TEXT_WIDTH, atomic_write
from app.reports.word import ends, pages, styles, tables

WIDTHS = {False: 156.0, True: 225.0}  # mm, by landscape
EARLIEST = "1980-01-01"
EPOCH = (1980, 1, 1, 0, 0, 0)  # of the entries of the file: the same document gives the same bytes


def _add_runs(paragraph: Any, runs: Sequence[model.Run]) -> None:
    for run in runs:
        paragraph.add_run(run.text, styles.RUN_STYLES.get(Role(run.role)))


def _add_paragraph(document: Any, block: Paragraph, label: str) -> None:
    paragraph = document.add_paragraph(style=styles.BODY)
    if label or block.run_in_head:
        paragraph.add_run(label + block.run_in_head, styles.RUN_STYLES.get(HEAD_ROLES[block.level]))
    _add_runs(paragraph, block.runs)


def _add_block(document: Any, block: Block, label: str, caption: str, width: float) -> None:
    if isinstance(block, Heading):
        document.add_paragraph(label + block.text, style=styles.HEADINGS[block.level])
    elif isinstance(block, Paragraph):
        _add_paragraph(document, block, label)
    elif isinstance(block, TableBlock):
        tables.add_table(document, block, caption, width)
    elif isinstance(block, ChartBlock):
        tables.add_figure(document, block, caption)
    elif isinstance(block, NamesLine):
        ends.hanging(document, f"{block.label}：", "、".join(block.names), 2, Role.HEI)
    elif isinstance(block, DecisionList):
        for text in decision_texts(block):
            document.add_paragraph(text, style=styles.BODY)
    else:
        document.add_page_break()


def _add_blocks(document: Any, blocks: Sequence[Block], captions: Sequence[str], width: float) -> None:
    labels = model.heading_labels(blocks)
    for index, (block, label, caption) in enumerate(zip(blocks, labels, captions, strict=True)):
        if isinstance(block, NamesLine) and index and not isinstance(blocks[index - 1], NamesLine | model.PageBreak):
            ends.blank(document)
        _add_block(document, block, label, caption, width)


def _add_title(document: Any, text: str) -> None:
    paragraph = document.add_paragraph(style=styles.TITLE)
    for index, line in enumerate(balanced_lines(text, "title", styles.TITLE_SIZE, TEXT_WIDTH)):
        if index:
            paragraph.add_run().add_break()
        paragraph.add_run(line)


def _add_opening(document: Any, content: OfficialDocument) -> None:
    if content.layout in (DocumentLayout.RED_HEAD, DocumentLayout.MINUTES):
        ends.add_red_head(document, content)
    elif content.layout is DocumentLayout.LETTER:
        ends.add_letter_number(document, content)
    _add_title(document, content.title)
    if content.layout is DocumentLayout.PLAIN and content.number:
        document.add_paragraph(content.number, style=styles.FLUSH).alignment = styles.CENTRE
    ends.blank(document)
    if content.recipient:
        document.add_paragraph(f"{content.recipient.rstrip('：:')}：", style=styles.FLUSH)


def _add_closing(document: Any, content: OfficialDocument) -> None:
    start = max(len(document.paragraphs) - 1, 0)
    ends.add_attachments(document, content.attachment_names)
    if content.signature and content.layout is not DocumentLayout.MINUTES:
        ends.add_signature(document, content.signature)
    for paragraph in document.paragraphs[start:-1]:  # the last words, 附件说明 and 署名 stay on one page
        paragraph.paragraph_format.keep_with_next = True
    if content.notes.strip():
        document.add_paragraph(f"（{content.notes.strip().strip('（）()')}）", style=styles.BODY)
    if content.data_line:
        paragraph = document.add_paragraph(content.data_line, style=styles.NOTE)
        paragraph.paragraph_format.space_before = Pt(12)
        pages.rule(paragraph, "top", "single", 0.5, 4)


def _add_appendices(document: Any, content: OfficialDocument, captions: Sequence[Sequence[str]]) -> None:
    only, turned = len(content.appendices) == 1, False
    for index, (appendix, part) in enumerate(zip(content.appendices, captions, strict=True), start=1):
        label = document.add_paragraph(style=styles.APPENDIX) if appendix.landscape == turned else None
        if label is None:
            pages.new_section(document, appendix.landscape)
            label = document.add_paragraph(style=styles.APPENDIX)
        else:
            label.paragraph_format.page_break_before = True
        turned = appendix.landscape
        label.add_run("附件" if only else f"附件{index}")
        ends.blank(document)
        document.add_paragraph(appendix.title, style=styles.TITLE)
        ends.blank(document)
        _add_blocks(document, appendix.blocks, part, WIDTHS[turned])
    if turned and (content.copies or content.printed_by):
        pages.new_section(document, landscape=False)


def _set_properties(document: Any, content: OfficialDocument) -> None:
    """Title and author; times are those of the imprint, so that the same document gives the same bytes."""
    at = datetime.fromisoformat(content.imprint.printed_at[:16] or EARLIEST)
    properties = document.core_properties
    properties.title, properties.subject = content.title, content.title
    properties.author = properties.last_modified_by = content.imprint.office
    properties.created = properties.modified = properties.last_printed = at
    properties.language, properties.comments, properties.keywords, properties.revision = "zh-CN", "", "", 1


def _compose(content: OfficialDocument) -> Any:
    from docx import Document

    document = Document()
    styles.install(document)
    pages.measure(document.sections[0])
    pages.number_pages(document)
    letter = content.layout is DocumentLayout.LETTER
    if letter:
        pages.letter_pages(document, content.issuer_mark)
    if content.imprint.practice:
        pages.mark_practice(document, first_too=letter)
    captions = model.captions(content)
    _add_opening(document, content)
    _add_blocks(document, content.blocks, captions[0], WIDTHS[False])
    _add_closing(document, content)
    _add_appendices(document, content, captions[1:])
    ends.add_record(document, content)
    _set_properties(document, content)
    return document


def _pack(document: Any, target: Path) -> None:
    """Save with fixed times and without the picture of python-docx's own template."""
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del package.rels[key]
    buffer = BytesIO()
    document.save(buffer)
    with ZipFile(buffer) as source, ZipFile(target, "w", ZIP_DEFLATED) as packed:
        for name in source.namelist():
            entry = ZipInfo(name, EPOCH)
            entry.compress_type = ZIP_DEFLATED
            packed.writestr(entry, source.read(name))


def write_docx(document: OfficialDocument, path: str | Path) -> None:
    """Write the document; it appears under its name only when complete."""
    composed = _compose(document)
    atomic_write(path, lambda target: _pack(composed, target))
