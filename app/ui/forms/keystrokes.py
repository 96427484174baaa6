"""Counts the keys a person presses: proof for 'new person ≤ 45 keystrokes' (issue 2); used by the benchmark and the journeys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget

_MODIFIERS = {
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_Meta,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
}


class KeystrokeCounter(QObject):
    """Installed on the application while counting.  A chord counts once; a key that runs a shortcut counts once; characters that
    the input method commits are counted apart, because the letters before them never reach the program."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self.keys = 0
        self.committed_characters = 0
        application.installEventFilter(self)

    @property
    def total(self) -> int:
        """Keys and committed characters together."""
        return self.keys + self.committed_characters

    def reset(self) -> None:
        """Start again from zero."""
        self.keys = self.committed_characters = 0

    def stop(self) -> None:
        """Count no longer."""
        self._application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            # an ignored key travels up through the parents: only where it arrived first does it count
            first = isinstance(watched, QWidget) and watched in (QApplication.focusWidget(), QApplication.activePopupWidget())
            self.keys += first and event.key() not in _MODIFIERS
        elif kind == QEvent.Type.Shortcut:
            self.keys += 1
        elif kind == QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent) and watched is QApplication.focusWidget():
            self.committed_characters += len(event.commitString())
        return False
