"""Documents as stored: the office's templates, documents with where they stand, versions with their snapshots."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.storage.words import LIVING

if TYPE_CHECKING:
    from sqlite_utils import Database


class StoredTemplate(NamedTuple):
    """The office's own copy of a template."""

    id: str
    code: str
    name: str
    source: str


class StoredDocument(NamedTuple):
    """One document without its text."""

    id: str
    template: str
    kind_name: str
    title: str
    period_kind: str
    first_day: str
    last_day: str
    grid_id: str
    list_filter: str
    state: str
    version: int
    saved_by: str
    saved_at: str


class StoredVersion(NamedTuple):
    """One version; ``content`` and ``figures`` are JSON."""

    id: str
    number: int
    state: str
    saved_by: str
    saved_at: str
    why: str
    content: str
    figures: str


_DOCUMENT = "id, template, kind_name, title, period_kind, first_day, last_day, grid_id, list_filter, state, ifnull(version, 0), saved_by, saved_at"


def templates(db: Database) -> list[StoredTemplate]:
    """The office's own templates in the order of their making."""
    sql = f"SELECT id, code, name, source FROM report_template WHERE status {LIVING} ORDER BY rowid"
    return [StoredTemplate(*row) for row in db.conn.execute(sql)]


def template(db: Database, template_id: str) -> StoredTemplate | None:
    """One own template."""
    row = db.conn.execute(
        f"SELECT id, code, name, source FROM report_template WHERE id = ? AND status {LIVING}", (template_id,)
    ).fetchone()
    return StoredTemplate(*row) if row else None


def documents(db: Database, state: str) -> list[StoredDocument]:
    """Documents in a state, the newest first."""
    sql = f"SELECT {_DOCUMENT} FROM report_document WHERE state = ? AND status {LIVING} ORDER BY saved_at DESC, rowid DESC"
    return [StoredDocument(*row) for row in db.conn.execute(sql, (state,))]


def document(db: Database, document_id: str) -> StoredDocument | None:
    """One document."""
    row = db.conn.execute(f"SELECT {_DOCUMENT} FROM report_document WHERE id = ? AND status {LIVING}", (document_id,)).fetchone()
    return StoredDocument(*row) if row else None


def before(db: Database, template: str, grid_id: str, first_day: str) -> StoredDocument | None:
    """The newest document of the same template and scope about an earlier period: a starting point."""
    sql = f"""SELECT {_DOCUMENT} FROM report_document WHERE template = ? AND grid_id = ? AND first_day < ? AND status {LIVING}
      ORDER BY first_day DESC, saved_at DESC, rowid DESC LIMIT 1"""
    row = db.conn.execute(sql, (template, grid_id, first_day)).fetchone()
    return StoredDocument(*row) if row else None


def versions(db: Database, document_id: str) -> list[StoredVersion]:
    """Versions without their texts, the newest first."""
    sql = f"""SELECT id, ifnull(number, 0), state, saved_by, saved_at, why, '', '' FROM report_version
      WHERE document_id = ? AND status {LIVING} ORDER BY number DESC, rowid DESC"""
    return [StoredVersion(*row) for row in db.conn.execute(sql, (document_id,))]


def version(db: Database, document_id: str, number: int = 0) -> StoredVersion | None:
    """One version with its text; 0 = the newest."""
    narrow, parameters = (" AND number = ?", (document_id, number)) if number else ("", (document_id,))
    sql = f"""SELECT id, ifnull(number, 0), state, saved_by, saved_at, why, content, figures FROM report_version
      WHERE document_id = ?{narrow} AND status {LIVING} ORDER BY number DESC, rowid DESC LIMIT 1"""
    row = db.conn.execute(sql, parameters).fetchone()
    return StoredVersion(*row) if row else None
