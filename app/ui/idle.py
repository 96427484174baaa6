"""Nobody at the keyboard for some minutes: the screen locks itself, what was typed is kept."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

SIGNS = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel, QEvent.Type.TouchBegin,
    QEvent.Type.InputMethod,
})  # fmt: skip


class IdleWatch(QObject):
    """``lock`` is called when nothing was pressed or moved for ``minutes``; 0 = never."""

    def __init__(self, app: QApplication, lock: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self.app, self.lock = app, lock
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self._idle)
        app.installEventFilter(self)

    def watch(self, minutes: int) -> None:
        """Begin to count, or stop with 0."""
        if minutes > 0:
            self.timer.start(minutes * 60_000)
        else:
            self.timer.stop()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Any sign of a person starts the count anew."""
        if event.type() in SIGNS and self.timer.isActive():
            self.timer.start()
        return False

    def _idle(self) -> None:
        """A dialog that is still open is closed first: nothing of it may stay on the screen."""
        dialog = self.app.activeModalWidget()
        if dialog is not None:
            dialog.close()
        QTimer.singleShot(0, self, self.lock)
