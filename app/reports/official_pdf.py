"""An ``OfficialDocument`` as PDF: the same document gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.doctemplate import BaseDocTemplate, NextPageTemplate, PageTemplate
from reportlab.platypus.flowables import Flowable, PageBreak
from reportlab.platypus.frames import Frame

from app.models.official_document import Appendix, DocumentLayout, OfficialDocument, captions
from app.reports.official.blocks import Head, flowables
from app.reports.official.closing import DataLine, PublishingRecord, attachment_lines, blank, note_lines, signature_lines
from app.reports.official.line_breaking import Span, balanced_lines
from app.reports.official.masthead import HeadTexts, LetterHead, Masthead, MinutesHead, RedHead, draw_letter_foot
from app.reports.official.page import (
    LINES,
    OFFICIAL,
    EmbeddedCanvas,
    PageLayout,
    atomic_write,
    draw_practice_mark,
    official_page_number,
)
from app.reports.official.paragraphs import BODY, LINE_PITCH, TITLE_SIZE, Style, Text, official_date
from app.reports.official.together import Unbroken

Progress = Callable[[int, int, str], None]

PORTRAIT_PAGE, LANDSCAPE_PAGE = "portrait", "landscape"
LANDSCAPE_LINES = 15  # 156 mm high
LANDSCAPE = PageLayout(
    width=A4[1], height=A4[0], top=OFFICIAL.left, bottom=OFFICIAL.right, left=OFFICIAL.bottom, right=OFFICIAL.top,
    frame_height=LANDSCAPE_LINES * LINE_PITCH + 0.5,
)  # fmt: skip
TITLE = Style(role="title", size=TITLE_SIZE, letter_space=0.0, indent=0.0, align="centre")
MOST_LINES_TIED_TO_SIGNATURE = 6  # names of 附件说明 that stay with the signature


class OutlinedCanvas(EmbeddedCanvas):
    """A canvas whose outline never skips a level."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)
        self._entries = 0
        self._deepest = -1
        self.setViewerPreference("DisplayDocTitle", "true")
        self.showOutline()

    def outline_entry(self, text: str, level: int, top: float) -> None:
        """A bookmark at the present place."""
        self._entries += 1
        self._deepest = min(level, self._deepest + 1)
        key = f"head-{self._entries}"
        self.bookmarkHorizontal(key, 0, top)
        self.addOutlineEntry(text, key, self._deepest)


def _labels(document: OfficialDocument) -> tuple[str, ...]:
    return tuple(label for label in (document.copy_number, document.secrecy, document.urgency) if label)


def _masthead(document: OfficialDocument) -> list[Flowable]:
    texts = HeadTexts(document.issuer_mark, document.number, document.signer, _labels(document))
    kinds: dict[DocumentLayout, type[Masthead]] = {DocumentLayout.RED_HEAD: RedHead, DocumentLayout.LETTER: LetterHead}
    kind = kinds.get(document.layout)
    if kind:
        return [kind(texts)]
    if document.layout is DocumentLayout.MINUTES:
        sign = document.signature
        return [MinutesHead(replace(texts, office=sign.office if sign else "", day=official_date(sign.date) if sign else ""))]
    plain = replace(BODY, indent=0.0, align="left")
    return [Text([Span(label, "body" if label.isdecimal() else "hei")], plain) for label in _labels(document)]


def title_lines(text: str, width: float) -> list[Flowable]:
    """标题 on the grid of lines."""
    return [Text(line, TITLE) for line in balanced_lines(text, "title", TITLE_SIZE, width)]


def _opening(document: OfficialDocument) -> list[Flowable]:
    parts = [*_masthead(document), *title_lines(document.title, OFFICIAL.text_width)]
    if document.layout is DocumentLayout.PLAIN and document.number:
        parts.append(Text(document.number, replace(BODY, indent=0.0, align="centre")))
    parts.append(blank())
    if document.recipient:
        recipient = document.recipient.rstrip("：:")
        parts.append(Text(f"{recipient}：", replace(BODY, indent=0.0)))
    return parts


def _with_closing(story: list[Flowable], document: OfficialDocument) -> list[Flowable]:
    """Tie what ends the document to the last words."""
    attachments = attachment_lines(document.attachment_names)
    if len(attachments) > MOST_LINES_TIED_TO_SIGNATURE:
        story, attachments = [*story, *attachments], []
    tail = list(attachments)
    if document.signature and document.layout is not DocumentLayout.MINUTES:
        tail += signature_lines(document.signature)
    tail += note_lines(document.notes)
    if document.data_line:
        tail.append(DataLine(document.data_line))
    if not tail:
        return story
    if not story or isinstance(story[-1], PageBreak):
        return [*story, *tail]
    return [*story[:-1], Unbroken([], story[-1], tail)]


def _appendix(appendix: Appendix, label: str, part: list[str]) -> list[Flowable]:
    """附件n flush left on the first line, its title on the third."""
    layout, lines = (LANDSCAPE, LANDSCAPE_LINES) if appendix.landscape else (OFFICIAL, LINES)
    outline = f"{label}　{appendix.title}"
    top = [
        NextPageTemplate(LANDSCAPE_PAGE if appendix.landscape else PORTRAIT_PAGE),
        PageBreak(),
        Head([Span(label, "hei")], outline, 0, replace(BODY, indent=0.0)),
        blank(),
        *title_lines(appendix.title, layout.text_width),
        blank(),
    ]
    room = (lines - len(top) + 2) * LINE_PITCH
    return [*top, *flowables(appendix.blocks, part, landscape=appendix.landscape, lines=lines, whole=room)]


def story(document: OfficialDocument) -> list[Flowable]:
    """The whole document as flowables."""
    numbered = captions(document)
    parts = _with_closing(flowables(document.blocks, numbered[0]), document)
    parts = [*_opening(document), *parts]
    only = len(document.appendices) == 1
    for index, (appendix, part) in enumerate(zip(document.appendices, numbered[1:], strict=True), start=1):
        parts += _appendix(appendix, "附件" if only else f"附件{index}", part)
    if document.copies or document.printed_by or document.printed_on:
        if document.appendices and document.appendices[-1].landscape:
            parts += [NextPageTemplate(PORTRAIT_PAGE), PageBreak()]
        ruled = document.layout is not DocumentLayout.LETTER
        parts.append(PublishingRecord(document.copies, document.printed_by, document.printed_on, ruled))
    return parts


def _number(canvas: Canvas, page: int, document: OfficialDocument) -> None:
    if document.layout is DocumentLayout.LETTER and page == 1:
        draw_letter_foot(canvas)
    else:
        official_page_number(canvas, page, 0)


def _templates(document: OfficialDocument) -> list[PageTemplate]:
    practice = document.imprint.practice

    def portrait(canvas: Canvas, template: BaseDocTemplate) -> None:
        if practice:
            draw_practice_mark(canvas, OFFICIAL)
        _number(canvas, template.page, document)

    def landscape(canvas: Canvas, template: BaseDocTemplate) -> None:
        """The sheet stays upright and its number where it always stands (8); the table is turned with its head to the left edge,
        which is the binding edge of odd and the cut edge of even pages.  The reader sees the page turned."""
        _number(canvas, template.page, document)
        canvas.translate(A4[0], 0)
        canvas.rotate(90)
        if practice:
            draw_practice_mark(canvas, LANDSCAPE)

    def page(name: str, layout: PageLayout, on_page: Callable[[Canvas, BaseDocTemplate], None]) -> PageTemplate:
        bottom = layout.height - layout.top - layout.frame_height
        frame = Frame(layout.left, bottom, layout.text_width, layout.frame_height, 0, 0, 0, 0, id=name)
        template = PageTemplate(name, [frame], onPage=on_page, pagesize=(layout.width, layout.height))
        template.rotation = 90 if layout is LANDSCAPE else 0
        return template

    return [page(PORTRAIT_PAGE, OFFICIAL, portrait), page(LANDSCAPE_PAGE, LANDSCAPE, landscape)]


def write_pdf(document: OfficialDocument, path: str | Path, progress: Progress | None = None) -> int:
    """Write the document; returns the number of pages."""
    if progress:
        progress(0, 2, "正在画图表")
    parts = story(document)
    if progress:
        progress(1, 2, "正在排版")
    pages = 0

    def write(target: Path) -> None:
        nonlocal pages
        template = BaseDocTemplate(
            str(target), pagesize=A4, title=document.title, author=document.imprint.office, subject=document.title, creator="织网",
            pageCompression=1,
        )  # fmt: skip
        template.addPageTemplates(_templates(document))
        template.build(parts, canvasmaker=OutlinedCanvas)
        pages = int(template.page)

    atomic_write(path, write)
    if progress:
        progress(2, 2, "已完成")
    return pages
