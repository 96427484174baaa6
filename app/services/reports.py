"""Documents of the office: begun from a template, written, kept in versions, finished with their figures, taken back for changes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from app import settings
from app.errors import Problem, Refused
from app.models import report_text
from app.models.household_views import DraftNote
from app.models.report_figures import Book
from app.models.report_snapshot import Exhibit, exhibit_json, exhibit_of
from app.models.report_text import FIGURE, Chip, Content
from app.models.report_views import DRAFT, FINAL, ChangedFigure, OpenDocument, Subject, VersionLine
from app.models.residents import ResidentFilter
from app.models.statistics import Period
from app.services import drafts, report_templates
from app.services.report_exhibits import exhibits
from app.services.report_figures import Counted, counted
from app.services.report_source import Source
from app.services.session import Done
from app.storage import report_documents as stored
from app.storage.drafts import forget
from app.storage.report_documents import StoredDocument, StoredVersion

if TYPE_CHECKING:
    from app.services.session import Session

DRAFTS = "report"


@dataclass(frozen=True)
class Taken:
    """Figures and exhibits as counted at one moment."""

    book: Book
    exhibits: dict[str, Exhibit]
    names: dict[str, str]
    at: str
    scope: str


def take(source: Source) -> tuple[Counted, Taken]:
    """Count everything that the document may show."""
    found = counted(source)
    names = {code: each.name for code, each in found.catalogue.items()}
    return found, Taken(found.book, exhibits(source, found), names, settings.now().strftime("%Y-%m-%d %H:%M"), source.scope)


# -- beginning -------------------------------------------------------------------------------------------------------------------


def composed(session: Session, template: str, subject: Subject, db: Any = None) -> tuple[Content, Taken, str, Source]:
    """A new text with its figures, not stored: (text, figures, kind of document, counts)."""
    session.require("report.edit")
    chosen = report_templates.template(session, template)
    source = Source(session, subject, db)
    found, taken = take(source)
    title, sections = report_templates.fill(source, found, chosen)
    content = Content(
        title=title,
        sections=sections,
        office=session.office.name,
        day=session.today.isoformat(),
        layout=chosen.layout,
        number=chosen.number,
        recipient=chosen.recipient,
        copies=chosen.copies,
        issuer_mark=chosen.issuer_mark,
    )
    return content, taken, chosen.name, source


def create(session: Session, template: str, subject: Subject) -> tuple[Done, str]:
    """Begin a document; answers its id.  The first version is stored at once, so that nothing is lost."""
    content, taken, kind, _ = composed(session, template, subject, session.register.db)
    with session.work.operation("report.create", session, reason=content.title) as operation:
        values = {
            "template": template,
            "kind_name": kind,
            "title": content.title,
            "period_kind": subject.period.kind,
            "first_day": subject.period.first.isoformat(),
            "last_day": subject.period.last.isoformat(),
            "grid_id": subject.grid_id,
            "list_filter": _list_json(subject),
            **_standing(session, DRAFT, 1),
        }
        key = operation.insert("report_document", values)
        operation.insert("report_version", _version(session, key, 1, DRAFT, content, taken, "新建"))
    return Done(operation.id, frozenset(operation.touched), f"已起草《{content.title}》"), key


def _standing(session: Session, state: str, version: int) -> dict[str, object]:
    return {"state": state, "version": version, "saved_by": session.actor_name, "saved_at": settings.now().strftime("%Y-%m-%d %H:%M")}


def _version(
    session: Session, document_id: str, number: int, state: str, content: Content, taken: Taken, why: str
) -> dict[str, object]:
    figures = {
        "book": taken.book.to_json(),
        "exhibits": {code: exhibit_json(block) for code, block in taken.exhibits.items()},
        "names": taken.names,
        "taken_at": taken.at,
        "scope": taken.scope,
        "practice": session.practice,
    }
    texts = {
        "content": json.dumps(report_text.to_json(content), ensure_ascii=False),
        "figures": json.dumps(figures, ensure_ascii=False),
    }
    standing = _standing(session, state, number)
    return {
        "document_id": document_id, "number": number, "state": state, **texts, "why": why,
        "saved_by": standing["saved_by"], "saved_at": standing["saved_at"],
    }  # fmt: skip


def _list_json(subject: Subject) -> str:
    wanted = asdict(subject.filter)
    kept = {name: list(wanted[name]) for name in ("grid_ids", "tags", "populations") if wanted[name]}
    return json.dumps({**kept, "rows": subject.rows, "columns": subject.columns}, ensure_ascii=False)


def subject_of(document: StoredDocument) -> Subject:
    """What a stored document is about."""
    period = Period(document.period_kind, date.fromisoformat(document.first_day), date.fromisoformat(document.last_day))
    data = json.loads(document.list_filter or "{}")
    wanted = ResidentFilter(
        grid_ids=tuple(data.get("grid_ids", ())), tags=tuple(data.get("tags", ())), populations=tuple(data.get("populations", ()))
    )
    return Subject(period, document.grid_id, wanted, data.get("rows", "grid"), data.get("columns", "population"))


# -- opening -----------------------------------------------------------------------------------------------------------------------


def open_document(session: Session, document_id: str, number: int = 0) -> OpenDocument:
    """A document for the editor.  A draft shows the figures of today and the text of its draft note; a final one, and any earlier
    version (``number``), shows what was stored with it."""
    session.require("report.edit")
    document, version = stored_document(session, document_id), stored_version(session, document_id, number)
    subject = subject_of(document)
    content, taken = report_text.from_json(json.loads(version.content)), taken_of(version)
    note = None
    if version.state == DRAFT and not number:
        _, taken = take(Source(session, subject))
        note = drafts.about(session, DRAFTS, document_id)
        if note is not None:
            written: Any = note.payload["content"]
            content = report_text.from_json(written)
    return OpenDocument(
        id=document_id,
        template=document.template,
        name=document.kind_name,
        subject=subject,
        scope=taken.scope,
        state=version.state if number else document.state,
        version=version.number,
        content=content,
        book=taken.book,
        exhibits=dict(taken.exhibits),
        names=taken.names,
        taken_at=taken.at,
        from_draft="" if note is None else clock(note.saved_ms),
    )


def clock(moment_ms: int) -> str:
    """'10:23' at the office."""
    return f"{datetime.fromtimestamp(moment_ms / 1000, settings.OFFICE_ZONE):%H:%M}"


def stored_document(session: Session, document_id: str) -> StoredDocument:
    """The document or a refusal."""
    found = stored.document(session.reader, document_id)
    if found is None:
        raise Refused("没有找到这份公文，可能已被删除。请在报表页重新选。")
    return found


def stored_version(session: Session, document_id: str, number: int = 0) -> StoredVersion:
    """A version (0 = the newest) or a refusal."""
    found = stored.version(session.reader, document_id, number)
    if found is None:
        raise Refused(f"没有找到第 {number} 版，请在历史版本里重新选。")
    return found


def taken_of(version: StoredVersion) -> Taken:
    """The snapshot stored with a version."""
    data: Mapping[str, Any] = json.loads(version.figures)
    blocks = {code: exhibit_of(block) for code, block in data["exhibits"].items()}
    return Taken(Book.from_json(data["book"]), blocks, dict(data["names"]), str(data["taken_at"]), str(data["scope"]))


def versions(session: Session, document_id: str) -> list[VersionLine]:
    """All stored versions, the newest first."""
    session.require("report.edit")
    return [
        VersionLine(each.id, each.number, each.state, each.saved_at, each.saved_by, each.why)
        for each in stored.versions(session.reader, document_id)
    ]


def recount(session: Session, opened: OpenDocument, content: Content) -> tuple[OpenDocument, list[ChangedFigure]]:
    """重新取数: the same document with the figures of this moment, and what of its text says something else now."""
    session.require("report.edit")
    _, taken = take(Source(session, opened.subject))
    fresh = replace(opened, book=taken.book, exhibits=dict(taken.exhibits), names=taken.names, taken_at=taken.at)
    return fresh, changed(content, opened.book, taken.book, taken.names)


def changed(content: Content, before: Book, after: Book, names: Mapping[str, str]) -> list[ChangedFigure]:
    """Figures of a text that differ between two counts, each once; what is written by hand does not follow."""
    found: dict[str, ChangedFigure] = {}
    for chip in content.chips():
        if chip.kind == FIGURE and not chip.hand and chip.text(before) != chip.text(after):
            found.setdefault(chip.key, ChangedFigure(chip_name(chip, names), chip.text(before), chip.text(after)))
    return list(found.values())


def chip_name(chip: Chip, names: Mapping[str, str]) -> str:
    """'新增人口 上年同期'."""
    return chip.words(names.get(chip.code, chip.code))


def previous_text(session: Session, opened: OpenDocument) -> Content | None:
    """The text of the document about the period before (上期文字); its chips take the figures of the new period."""
    session.require("report.edit")
    document = stored.before(session.reader, opened.template, opened.subject.grid_id, opened.subject.period.first.isoformat())
    version = stored.version(session.reader, document.id) if document else None
    return report_text.from_json(json.loads(version.content)) if version else None


# -- keeping --------------------------------------------------------------------------------------------------------------------------


def keep_draft(session: Session, document_id: str, content: Content, focus: str = "") -> DraftNote:
    """What is typed survives a power cut; no version is made."""
    session.require("report.edit")
    payload = {"content": report_text.to_json(content)}
    return drafts.keep(session, DraftNote(DRAFTS, payload, content.title, document_id, focus))


def save(session: Session, opened: OpenDocument, content: Content, why: str = "") -> Done:
    """Ctrl+S: a new version with the figures it shows."""
    session.require("report.edit")
    document = _for_change(session, opened)
    number = document.version + 1
    taken = Taken(opened.book, dict(opened.exhibits), opened.names, opened.taken_at, opened.scope)
    return _write(session, document, number, DRAFT, content, taken, "report.save", why or "保存", f"已存为第 {number} 版")


def finish(session: Session, opened: OpenDocument, content: Content, knowingly: bool = False) -> Done:
    """定稿: text and figures stay as they are from now on.  Refused while slots are open (unless ``knowingly``) and when a figure
    changed since it was looked at."""
    session.require("report.edit")
    document = _for_change(session, opened)
    open_slots = content.unfilled()
    if open_slots and not knowingly:
        where = "、".join(dict.fromkeys(heading for heading, _ in open_slots[:6]))
        raise Refused([Problem("unfilled", f"还有 {len(open_slots)} 处待补充：{where}。请补上，或选“先这样定稿”。")])
    _, taken = take(Source(session, opened.subject, session.register.db))
    moved = changed(content, opened.book, taken.book, taken.names)
    if moved:
        named = "；".join(f"{each.name} {each.before}→{each.after}" for each in moved[:3])
        raise Refused([Problem("figures", f"有 {len(moved)} 个数字在您看过以后变了（{named}）。请按 Ctrl+R 重新取数，核对后再定稿。")])
    number = document.version + 1
    return _write(session, document, number, FINAL, content, taken, "report.finish", "定稿", f"《{content.title}》已定稿")


def reopen(session: Session, document_id: str, why: str) -> Done:
    """退回修改: a new version to write on; the final one stays in the history and can be printed."""
    session.require("report.edit")
    document, version = stored_document(session, document_id), stored_version(session, document_id)
    if document.state != FINAL:
        raise Refused("这份公文还没有定稿，可以直接修改。")
    if not why.strip():
        raise Refused([Problem("why", "没有写退回的原因，请写一句，例如“领导要求补充问题部分”。")])
    number = document.version + 1
    content = report_text.from_json(json.loads(version.content))
    taken = taken_of(version)
    return _write(session, document, number, DRAFT, content, taken, "report.reopen", f"退回修改：{why.strip()}", "已退回，可以修改")


def discard(session: Session, document_id: str) -> Done:
    """Take a draft out of the list; a final document stays."""
    session.require("report.edit")
    document = stored_document(session, document_id)
    if document.state == FINAL:
        raise Refused("已定稿的公文不能删除。要修改请先退回。")
    with session.work.operation("report.discard", session, reason=document.title) as operation:
        operation.void("report_document", document_id, "删除")
        forget(session.register.db, DRAFTS, document_id, session.actor_id)
    return Done(operation.id, frozenset(operation.touched), f"已删除《{document.title}》")


def _for_change(session: Session, opened: OpenDocument) -> StoredDocument:
    document = stored.document(session.register.db, opened.id)
    if document is None:
        raise Refused("没有找到这份公文，可能已被删除。请在报表页重新选。")
    if document.state == FINAL:
        raise Refused("这份公文已定稿，文字和数字不再变。要修改请先“退回修改”。")
    if document.version != opened.version:
        raise Refused(
            f"{document.saved_by}在 {document.saved_at} 存了第 {document.version} 版。您的文字还在草稿里，请重新打开，合并后再存。"
        )
    return document


def _write(
    session: Session, document: StoredDocument, number: int, state: str, content: Content, taken: Taken, kind: str, why: str, message: str
) -> Done:
    with session.work.operation(kind, session, reason=content.title) as operation:
        operation.insert("report_version", _version(session, document.id, number, state, content, taken, why))
        operation.update("report_document", document.id, {"title": content.title, **_standing(session, state, number)})
        forget(session.register.db, DRAFTS, document.id, session.actor_id)
    return Done(operation.id, frozenset(operation.touched), message)

