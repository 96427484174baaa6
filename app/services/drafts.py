"""Drafts: what was typed and not handed in survives a power cut, with the cursor where it was.

``keep`` and ``drop`` write, so they belong to the thread of the operations; a draft of the same kind and subject is replaced.
"""

from __future__ import annotations

from dataclasses import replace

from app.errors import Refused
from app.models.household_views import DraftNote
from app.services.session import Session
from app.settings import now_ms
from app.storage import drafts
from app.storage.drafts import StoredDraft


def keep(session: Session, draft: DraftNote) -> DraftNote:
    """Store a draft; answers it with its id and the moment of saving."""
    saved = now_ms()
    key = drafts.keep(
        session.register.db, draft.kind, draft.subject, session.actor_id, draft.payload, draft.title, draft.focus, saved
    )
    return replace(draft, id=key, saved_ms=saved)


def listed(session: Session, kind: str = "") -> list[DraftNote]:
    """The account's own drafts, the newest first."""
    return [_note(each) for each in drafts.listed(session.reader, session.actor_id, kind)]


def about(session: Session, kind: str, subject: str) -> DraftNote | None:
    """The own draft of a form about a subject, None when there is none."""
    found = drafts.about(session.reader, kind, subject, session.actor_id)
    return _note(found) if found else None


def take(session: Session, draft_id: str) -> DraftNote:
    """A draft to go on with.  It stays stored until it is handed in (``drop``): another power cut loses nothing."""
    found = drafts.draft(session.reader, draft_id)
    if found is None or found.owner != session.actor_id:
        raise Refused("这份草稿已不在，可能已提交或删除。请在草稿列表里重新选。")
    return _note(found)


def drop(session: Session, draft_id: str) -> bool:
    """Forget a draft, because it was handed in or is not wanted; whether there was one."""
    return drafts.drop(session.register.db, draft_id, session.actor_id)


def drop_about(session: Session, kind: str, subject: str) -> bool:
    """Forget the draft of a form that was handed in; whether there was one."""
    found = drafts.about(session.register.db, kind, subject, session.actor_id)
    return drafts.drop(session.register.db, found.id, session.actor_id) if found else False


def _note(found: StoredDraft) -> DraftNote:
    return DraftNote(found.kind, found.values, found.title, found.subject, found.focus, found.id, found.saved_ms)
