"""The form of a meeting while it is typed: kept every few seconds in the encrypted file, taken up again, forgotten when stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, QTimer

from app.models.household_views import DraftNote
from app.models.meeting_views import MeetingView
from app.models.meetings import MeetingDraft, draft_from_values, draft_to_values
from app.services import drafts
from app.settings import OFFICE_ZONE, now
from app.ui.context import Context
from app.ui.pages.meeting_form import MeetingForm

KIND = "meeting"
EVERY_MS = 5_000


class MeetingDrafts(QObject):
    """``dirty``: something was typed since the form was stored; ``view`` gives the meeting that is open."""

    def __init__(self, context: Context, form: MeetingForm, view: Callable[[], MeetingView | None], owner: QObject) -> None:
        super().__init__(owner)
        self.context, self.form, self.view = context, form, view
        self.dirty = False
        self._kept: dict[str, Any] | None = None
        self._line: dict[str, str] = {}  # a decision that was half typed while the rest was stored
        form.changed.connect(self._typed)
        self.timer = QTimer(self)
        self.timer.setInterval(EVERY_MS)
        self.timer.timeout.connect(self.keep)
        self.timer.start()

    def _typed(self) -> None:
        self.dirty = True
        self.context.shell.set_state("有内容还没有保存", "busy")

    def keep(self) -> None:
        """What is typed survives a power cut, and going elsewhere."""
        typed, view = self.form.collect(), self.view()
        if not self.dirty or typed is None or view is None or not view.editable:
            return
        payload = {"form": draft_to_values(typed), "typed": self.form.decisions.typed()}
        if payload == self._kept:
            return
        self._kept = payload
        note = DraftNote(KIND, payload, f"{view.line.label}例会纪要", typed.meeting)
        self.context.jobs.operation(self, drafts.keep, self.context.session, note, done=lambda _note: self._said())

    def show(self, view: MeetingView, note: DraftNote | None) -> str:
        """The stored form, or what was typed and not stored; answers what to say about it."""
        line, self._line = self._line, {}
        if note is None or not view.editable:
            self.form.show_view(view, view.draft)
            if line and view.editable:
                self.form.decisions.take_typed(line)
                self.dirty = True
            return ""
        self.dirty, self._kept = True, dict(note.payload)
        self.form.show_view(view, _typed_form(note, view.draft))
        typed: Any = note.payload.get("typed", {})
        self.form.decisions.take_typed(typed)
        at = datetime.fromtimestamp(note.saved_ms / 1000, OFFICE_ZONE).strftime("%m-%d %H:%M")
        return f"这是 {at} 没有保存的内容，接着写即可。不要了按 Ctrl+Shift+Del"

    def stored(self, meeting: str) -> None:
        """The form is in the register; a decision that is only half typed stays in its line."""
        self._line = self.form.decisions.typed()
        self.forget(meeting)

    def forget(self, meeting: str) -> None:
        """What was typed is stored, or not wanted."""
        self.dirty, self._kept = False, None
        self.context.jobs.operation(self, drafts.drop_about, self.context.session, KIND, meeting, done=lambda _done: self._changed())

    def _said(self) -> None:
        self.context.shell.set_state(f"草稿 {now():%H:%M:%S} 已存")
        self._changed()

    def _changed(self) -> None:
        self.context.jobs.changes_saved.emit(frozenset({"draft"}))


def _typed_form(note: DraftNote, stored: MeetingDraft) -> MeetingDraft:
    values: Any = note.payload.get("form")
    return draft_from_values(values) if values else stored
