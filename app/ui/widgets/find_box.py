"""The find box of a page: asks 120 ms after the last key, never in the middle of an input method's composition."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from app.ui import icons
from app.ui.theme import Theme

PAUSE_MS = 120


class FindBox(QLineEdit):
    """``asked(text)`` when typing pauses; ``left()`` when ↓ goes to the list below."""

    asked = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, hint: str) -> None:
        super().__init__()
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setMinimumWidth(theme.px(180))
        self.setMaximumWidth(theme.px(330))
        self.addAction(QAction(icons.icon("search", "primary"), "", self), QLineEdit.ActionPosition.LeadingPosition)
        self.wipe = QAction(icons.icon("x", "ink2"), "清空查找", self)
        self.wipe.triggered.connect(self.clear)
        self.wipe.setVisible(False)
        self.addAction(self.wipe, QLineEdit.ActionPosition.TrailingPosition)
        self._last = ""
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(PAUSE_MS)
        self.timer.timeout.connect(self.ask_now)
        self.textChanged.connect(self._changed)

    def ask_now(self) -> None:
        """Ask without waiting (Enter)."""
        self.timer.stop()
        text = self.text().strip()
        if text != self._last:
            self._last = text
            self.asked.emit(text)

    def set_quietly(self, text: str) -> None:
        """Set the text without asking."""
        self._last = text.strip()
        self.setText(text)
        self.timer.stop()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802
        """While pinyin is being composed nothing is searched."""
        super().inputMethodEvent(event)
        if event.preeditString():
            self.timer.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """↓ and Enter go to the list."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.ask_now()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _changed(self, text: str) -> None:
        self.wipe.setVisible(bool(text))
        self.timer.start()
