"""Forms that were not handed in: inside the encrypted file, but neither journalled nor shared.

A draft is written every few seconds while somebody types, so it has its own small transaction beside the operations.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from app.storage.faults import translated
from app.storage.identity_of_rows import new_id
from app.storage.work import cleaned

if TYPE_CHECKING:
    from sqlite_utils import Database


class StoredDraft(NamedTuple):
    """One draft as stored."""

    id: str
    kind: str
    owner: str
    title: str
    subject: str
    payload: str
    focus: str
    saved_ms: int

    @property
    def values(self) -> dict[str, Any]:
        """What was typed; nothing when it cannot be read."""
        try:
            found = json.loads(self.payload)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


_COLUMNS = ", ".join(StoredDraft._fields)


@contextmanager
def _transaction(db: Database) -> Iterator[None]:
    with translated():
        db.conn.execute("BEGIN IMMEDIATE")
        try:
            yield
            db.conn.execute("COMMIT")
        except BaseException:
            if db.conn.in_transaction:
                db.conn.execute("ROLLBACK")
            raise


def keep(
    db: Database, kind: str, subject: str, owner: str, payload: Mapping[str, object], title: str, focus: str, saved_ms: int
) -> str:
    """Store a draft in the place of an earlier one of the same kind, subject and owner; returns its key."""
    text = cleaned(json.dumps(payload, ensure_ascii=False))
    with _transaction(db):
        row = db.conn.execute(
            "SELECT id FROM draft WHERE kind = ? AND subject = ? AND owner = ? ORDER BY saved_ms DESC LIMIT 1",
            (kind, subject, owner),
        ).fetchone()
        key = str(row[0]) if row else new_id()
        db.conn.execute("DELETE FROM draft WHERE kind = ? AND subject = ? AND owner = ?", (kind, subject, owner))
        db.conn.execute(
            f"INSERT INTO draft ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (key, kind, owner, cleaned(title), subject, text, focus, saved_ms),
        )
    return key


def listed(db: Database, owner: str, kind: str = "") -> list[StoredDraft]:
    """Drafts of somebody, the newest first."""
    narrow, parameters = (" AND kind = ?", (owner, kind)) if kind else ("", (owner,))
    sql = f"SELECT {_COLUMNS} FROM draft WHERE owner = ?{narrow} ORDER BY saved_ms DESC, rowid DESC"
    return [StoredDraft(*row) for row in db.conn.execute(sql, parameters)]


def draft(db: Database, key: str) -> StoredDraft | None:
    """One draft by its key."""
    row = db.conn.execute(f"SELECT {_COLUMNS} FROM draft WHERE id = ?", (key,)).fetchone()
    return StoredDraft(*row) if row else None


def about(db: Database, kind: str, subject: str, owner: str) -> StoredDraft | None:
    """The draft of somebody about a subject."""
    sql = f"SELECT {_COLUMNS} FROM draft WHERE kind = ? AND subject = ? AND owner = ? ORDER BY saved_ms DESC LIMIT 1"
    row = db.conn.execute(sql, (kind, subject, owner)).fetchone()
    return StoredDraft(*row) if row else None


def drop(db: Database, key: str, owner: str) -> bool:
    """Forget a draft of somebody; whether there was one."""
    with _transaction(db):
        return int(db.conn.execute("DELETE FROM draft WHERE id = ? AND owner = ?", (key, owner)).rowcount) > 0


def forget(db: Database, kind: str, subject: str, owner: str, key: str = "") -> None:
    """Within a running act: the form was handed in."""
    db.conn.execute("DELETE FROM draft WHERE owner = ? AND ((kind = ? AND subject = ?) OR id = ?)", (owner, kind, subject, key))
