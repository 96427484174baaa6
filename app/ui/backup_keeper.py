"""Backups that make themselves: soon after signing in, then every so many minutes, when something was changed; never in anybody's way.

The part that writes (an act and a seal) takes the data thread for a moment, the copy is made beside the work.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import Unavailable
from app.ui.context import Context

SECOND_PLACE = "backup_second"  # preference of this computer: path of the second place
FIRST_LOOK_MS = 20_000
Told = Callable[[Any], object]


class BackupKeeper(QObject):
    """One per workbench; ``told`` carries every new ``BackupState``."""

    told = Signal(object)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self.context = context
        self.running = False
        self.trouble = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(lambda: self.look(act=True))
        context.jobs.changes_saved.connect(self._changed)

    @property
    def second(self) -> str:
        """Path of the second place, '' = none chosen on this computer."""
        return str(self.context.preferences.get(SECOND_PLACE, "") or "")

    def start(self) -> None:
        """Say at once how things stand; the first copy waits until the first pages are there."""
        self.look()
        if not self.context.jobs.synchronous:
            self._timer.start(FIRST_LOOK_MS)

    def look(self, act: bool = False) -> None:
        """How do the backups stand; ``act``: make what is due."""
        from app.services import backups

        self.context.jobs.query(self, backups.state, self.context.session, self.second, key="state",
                                done=lambda state: self._told(state, act), failed=lambda _error: None)  # fmt: skip

    def run(self, kind: str, done: Told | None = None, failed: Told | None = None) -> None:
        """Back up now."""
        if self.running:
            return
        from app.services import backups

        self.running = True
        jobs, session = self.context.jobs, self.context.session

        def finished(made: Any) -> None:
            self.running, self.trouble = False, ""
            if done is not None:
                done(made)

        def went_wrong(error: BaseException) -> None:
            self.running = False
            if failed is not None:
                failed(error)
            else:
                self._complain(error)

        jobs.operation(self, backups.announce, session, failed=went_wrong,
                       done=lambda _none: jobs.work(self, backups.copy, session, kind, self.second, done=finished, failed=went_wrong))  # fmt: skip

    def _told(self, state: Any, act: bool) -> None:
        self.told.emit(state)
        if not act:
            return
        self._timer.start(state.minutes * 60_000)
        if state.due:
            self.run("auto")
        elif state.catch_up:
            self._catch_up()
        elif state.rehearse and self.context.can("backup.run"):
            self.rehearse()

    def _catch_up(self) -> None:
        from app.services import backups

        self.context.jobs.work(self, backups.catch_up, self.context.session, self.second, failed=self._complain)

    def rehearse(self, path: str = "", done: Told | None = None, failed: Told | None = None) -> None:
        """Restore a copy for a trial beside the work, then write down what came of it."""
        from app.services import backup_copies

        jobs, session = self.context.jobs, self.context.session
        jobs.work(self, backup_copies.rehearse, session, path, failed=failed or self._complain,
                  done=lambda result: jobs.operation(self, backup_copies.record_rehearsal, session, result, done=done, failed=failed))  # fmt: skip

    def _complain(self, error: BaseException) -> None:
        if isinstance(error, Unavailable) and error.text != self.trouble:
            self.trouble = error.text  # said once, not every half hour
            self.context.shell.show_text(error.text, "warn")

    def _changed(self, touched: frozenset[str]) -> None:
        if "backup" in touched:
            self.look()
