"""Keeps what is typed at a door: every ten seconds, when the page is left and when the window closes (ux.md §1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, QTimer

from app.models.household_views import DraftNote
from app.services import drafts
from app.settings import OFFICE_ZONE
from app.ui.context import Context

INTERVAL_MS = 10_000
KIND = "household"


class DoorDrafts(QObject):
    """``make()`` gives the draft of what is typed now, None when there is nothing to lose."""

    def __init__(self, owner: Any, context: Context, make: Callable[[], DraftNote | None]) -> None:
        super().__init__(owner)
        self.context = context
        self.make = make
        self.id = ""
        self._last: DraftNote | None = None
        self._under_way = ""  # the door whose draft is being stored
        self.timer = QTimer(self)
        self.timer.setInterval(INTERVAL_MS)
        self.timer.timeout.connect(self.keep)
        self.timer.start()

    def keep(self) -> None:
        """Store what changed since the last time."""
        note = self.make()
        if note is None or note == self._last:
            return
        self._last = note
        subject = self._under_way = note.subject
        self.context.jobs.operation(self, drafts.keep, self.context.session, note, done=lambda kept: self._kept(subject, kept),
                                    failed=self._failed)  # fmt: skip

    def begin(self, note: DraftNote | None) -> None:
        """Another door; ``note`` is its draft if it had one."""
        self.id = note.id if note is not None else ""
        self._last = None

    def drop(self, then: Callable[[], object]) -> None:
        """Handed in or thrown away; ``then`` follows when the draft is gone, so that the door is not read together with it."""
        gone, storing = self.id, self._under_way
        self.begin(None)
        if not gone and not storing:
            then()
            return
        how = (drafts.drop_about, KIND, storing) if storing else (drafts.drop, gone)  # what is being stored has no id yet
        self.context.jobs.operation(self, how[0], self.context.session, *how[1:], done=lambda _gone: self._dropped(then),
                                    failed=lambda error: self._failed_to_drop(error, then))  # fmt: skip

    def _dropped(self, then: Callable[[], object]) -> None:
        self._tell()
        then()

    def _kept(self, subject: str, kept: DraftNote) -> None:
        self._under_way = ""
        if self._last is not None and self._last.subject == subject:
            self.id = kept.id
        self.context.shell.set_state(f"草稿 {clock(kept.saved_ms)} 已存")
        self._tell()

    def _tell(self) -> None:
        self.context.jobs.changes_saved.emit(frozenset({"draft"}))  # the workbench counts them

    def _failed_to_drop(self, error: BaseException, then: Callable[[], object]) -> None:
        if self.context.jobs.on_trouble is not None:
            self.context.jobs.on_trouble(error)
        then()

    def _failed(self, error: BaseException) -> None:
        self._last, self._under_way = None, ""
        self.context.shell.set_state("草稿没有存成", "danger")
        if self.context.jobs.on_trouble is not None:
            self.context.jobs.on_trouble(error)


def clock(moment_ms: int) -> str:
    """'19:12:40'."""
    return f"{datetime.fromtimestamp(moment_ms / 1000, OFFICE_ZONE):%H:%M:%S}"
