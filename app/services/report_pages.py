"""From the text of a document to its pages: the same text and snapshot always give the same pages (PDF, DOCX, tables as XLSX)."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from app.errors import Refused
from app.models import report_periods, report_text
from app.models.documents import Imprint
from app.models.official_document import (
    Appendix,
    Block,
    DocumentLayout,
    Heading,
    OfficialDocument,
    Paragraph,
    Role,
    Run,
    Signature,
    TableBlock,
)
from app.models.report_figures import Book
from app.models.report_snapshot import Exhibit
from app.models.report_text import FIGURE, UNFILLED, Content, Section
from app.models.report_views import FINAL, OpenDocument, Subject
from app.services import documents, reports
from app.services.documents import Progress

if TYPE_CHECKING:
    from app.services.session import Session

ENDINGS = (".pdf", ".docx", ".xlsx")


def assembled(content: Content, book: Book, exhibits: dict[str, Exhibit], imprint: Imprint, data_line: str = "") -> OfficialDocument:
    """The finished document as plain data."""
    body: list[Block] = []
    appendices: list[Appendix] = []
    for section in content.sections:
        blocks = tuple(_blocks(section, book, exhibits))
        if section.appendix:
            appendices.append(Appendix(section.heading, blocks))
        else:
            if section.level and section.heading:
                body.append(Heading(section.level, section.heading))
            body.extend(blocks)
    return OfficialDocument(
        imprint=imprint,
        title=content.title,
        blocks=tuple(body),
        layout=DocumentLayout(content.layout or "plain"),
        issuer_mark=content.issuer_mark,
        number=content.number,
        recipient=content.recipient,
        signature=Signature(content.office, content.day) if content.office and content.day else None,
        appendices=tuple(appendices),
        copies=content.copies,
        data_line=data_line,
    )


def _blocks(section: Section, book: Book, exhibits: dict[str, Exhibit]) -> Iterable[Block]:
    for paragraph in section.paragraphs:
        runs: list[Run] = []
        for item in paragraph:
            if isinstance(item, str):
                runs += _runs(item)
            elif item.kind == FIGURE:
                runs.append(Run(item.text(book)))
            else:
                if runs:
                    yield Paragraph(tuple(runs))
                    runs = []
                found = exhibits.get(f"{item.kind}.{item.code}")
                if found is not None:  # nothing was counted, nothing is shown
                    yield found
        if runs:
            yield Paragraph(tuple(runs))


def _runs(text: str) -> Iterable[Run]:
    """Open slots are printed so that nobody overlooks them."""
    place = 0
    for found in UNFILLED.finditer(text):
        yield Run(text[place : found.start()])
        yield Run(found.group(), Role.HEI)
        place = found.end()
    if place < len(text):
        yield Run(text[place:])


def data_line(scope: str, subject: Subject, taken_at: str, today_limit: str) -> str:
    """口径, period, time of data, source."""
    return (
        f"数据由{scope}登记簿汇总，统计期间{subject.period.first.isoformat()}至{today_limit}，取数时间{taken_at}；"
        "新增、注销、走访分别按登记、注销、走访日期计，区内移动、误录、重复不计。"
    )


def of_open(session: Session, opened: OpenDocument, content: Content) -> OfficialDocument:
    """What the editor shows, as a document; a final one exactly as it was kept."""
    if opened.state == FINAL:
        return version_document(session, opened.id, opened.version)
    last = min(opened.subject.period.last, session.today).isoformat()
    line = data_line(opened.scope, opened.subject, opened.taken_at, last)
    return assembled(content, opened.book, opened.exhibits, documents.imprint(session), line)


class Previewed(NamedTuple):
    """Pages made, and slips of layout and wording that the checker found (it never changes anything)."""

    pages: int
    remarks: tuple[str, ...]


def preview(session: Session, opened: OpenDocument, content: Content, path: str | os.PathLike[str]) -> Previewed:
    """Pages of what is being written; nothing is recorded, because nothing leaves the window."""
    session.require("report.edit")
    from app.models.official_check import check
    from app.reports import official_pdf

    document = of_open(session, opened, content)
    pages = official_pdf.write_pdf(document, Path(path))
    found = [finding.sentence for finding in check(document) if not UNFILLED.search(finding.text)]  # open slots have a list of their own
    return Previewed(pages, tuple(found))


def write(
    session: Session,
    opened: OpenDocument,
    content: Content,
    path: str | os.PathLike[str],
    progress: Progress | None = None,
    act: str = "",
    knowingly: bool = False,
) -> int:
    """Export or print what is open as .pdf, .docx or .xlsx (its tables); open slots must be left knowingly.  Returns pages (PDF)."""
    session.require("report.edit")
    slots = content.unfilled()
    if slots and not knowingly:
        raise Refused(f"还有 {len(slots)} 处待补充。请补上，或选“先这样导出”。")
    return _write(session, of_open(session, opened, content), Path(path), progress, act)


def _write(session: Session, document: OfficialDocument, path: Path, progress: Progress | None, act: str) -> int:
    ending, pages = path.suffix.lower(), 0
    if progress:
        progress(0, 1, "正在排版")
    if ending == ".pdf":
        from app.reports import official_pdf

        pages = official_pdf.write_pdf(document, path)
    elif ending == ".docx":
        from app.reports import official_docx

        official_docx.write_docx(document, path)
    elif ending == ".xlsx":
        from app.reports import report_workbook

        report_workbook.write_xlsx(document.title, tables_of(document), document.imprint, path)
    else:
        raise Refused(f"公文可以写成 {'、'.join(ENDINGS)}，不能写成“{ending or '没有后缀的文件'}”")
    documents.record(session, act or f"document{ending}", document.title)
    if progress:
        progress(1, 1, "已完成")
    return pages


def tables_of(document: OfficialDocument) -> list[TableBlock]:
    """All tables in reading order."""
    every = [document.blocks, *(appendix.blocks for appendix in document.appendices)]
    return [block for blocks in every for block in blocks if isinstance(block, TableBlock)]


def version_document(session: Session, document_id: str, number: int = 0) -> OfficialDocument:
    """A stored version exactly as it was kept."""
    session.require("report.edit")
    found = reports.stored_document(session, document_id)
    version = reports.stored_version(session, document_id, number)
    taken, subject = reports.taken_of(version), reports.subject_of(found)
    content = report_text.from_json(json.loads(version.content))
    imprint = Imprint(content.office or session.office.name, version.saved_by, version.saved_at, session.practice)
    last = min(subject.period.last.isoformat(), version.saved_at[:10])
    line = data_line(taken.scope, subject, taken.at, last)
    return assembled(content, taken.book, taken.exhibits, imprint, line)


def write_version(
    session: Session, document_id: str, number: int, path: str | os.PathLike[str], progress: Progress | None = None, act: str = ""
) -> int:
    """Print or export a stored version again: a final one gives the same pages for ever."""
    return _write(session, version_document(session, document_id, number), Path(path), progress, act)


def compose_file(
    session: Session, template: str, subject: Subject, path: str | os.PathLike[str], progress: Progress | None = None
) -> str:
    """A document straight from its template into a file (command line); answers its title.  Open slots are printed visibly."""
    if progress:
        progress(0, 1, "正在汇总数字")
    content, taken, _, source = reports.composed(session, template, subject)
    line = data_line(source.scope, subject, taken.at, source.last_day())
    document = assembled(content, taken.book, taken.exhibits, documents.imprint(session), line)
    _write(session, document, Path(path), progress, "")
    return f"{content.title}（{report_periods.label(subject.period)}）"
