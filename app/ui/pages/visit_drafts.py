"""Drafts of visits: kept every ten seconds and when one goes to another target, taken up again when the target comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

from app.models.household_views import DraftNote
from app.models.visit_views import VisitTarget
from app.services import drafts
from app.settings import now
from app.ui.context import Context
from app.ui.forms.visit import VisitForm

KIND = "visit"
EVERY_MS = 10_000


def subject_of(kind: str, target_id: str) -> str:
    """What a draft is about."""
    return f"{kind}:{target_id}"


class VisitDrafts(QObject):
    """At hand in the page, and in the encrypted file for the day the power goes."""

    def __init__(self, context: Context, form: VisitForm, target: Callable[[], VisitTarget | None], owner: QObject) -> None:
        super().__init__(owner)
        self.context, self.form, self.target = context, form, target
        self.kept: dict[str, dict[str, Any]] = {}
        self.unstored: set[str] = set()  # at hand here, but the disk refused them: tried again at the next turn
        self.timer = QTimer(self)
        self.timer.setInterval(EVERY_MS)
        self.timer.timeout.connect(self.keep)
        self.timer.start()

    def keep(self) -> None:
        """Store what is typed; nothing happens when nothing was typed, or when a stored visit is being corrected."""
        target = self.target()
        if target is None or not self.form.is_dirty() or self.form.visit_id:
            return
        subject, snapshot = subject_of(target.kind, target.id), self.form.snapshot()
        if self.kept.get(subject) == snapshot and subject not in self.unstored:
            return
        self.kept[subject] = snapshot
        self.unstored.discard(subject)
        note = DraftNote(KIND, snapshot, f"走访 {target.title}", subject, str(snapshot.get("focus", "")))
        self.context.jobs.operation(self, drafts.keep, self.context.session, note, done=self._stored,
                                    failed=lambda _error: self.unstored.add(subject))  # fmt: skip

    def take(self, target: VisitTarget, arrived: Callable[[dict[str, Any]], object]) -> None:
        """What was typed of this target before, if anything."""
        subject = subject_of(target.kind, target.id)
        if subject in self.kept:
            arrived(self.kept[subject])
            return

        def found(note: DraftNote | None) -> None:
            now_open = self.target()
            if note is not None and now_open is not None and subject_of(now_open.kind, now_open.id) == subject and not self.form.is_dirty():
                self.kept[subject] = dict(note.payload)
                arrived(self.kept[subject])

        self.context.jobs.query(self, drafts.about, self.context.session, KIND, subject, done=found, key="draft")

    def forget(self, target: VisitTarget) -> None:
        """The visit was stored."""
        subject = subject_of(target.kind, target.id)
        if self.kept.pop(subject, None) is not None:
            self.context.jobs.operation(self, drafts.drop_about, self.context.session, KIND, subject, done=lambda _done: self._changed())

    def open_draft(self, draft_id: str, show: Callable[[str, str], object]) -> None:
        """A draft was chosen on the workbench."""

        def taken(note: DraftNote) -> None:
            kind, _, target_id = note.subject.partition(":")
            show(kind, target_id)

        self.context.jobs.query(self, drafts.take, self.context.session, draft_id, done=taken)

    def _stored(self, _note: DraftNote) -> None:
        self.context.shell.set_state(f"草稿 {now():%H:%M:%S} 已存")
        self._changed()

    def _changed(self) -> None:
        self.context.jobs.changes_saved.emit(frozenset({"draft"}))
