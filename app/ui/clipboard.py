"""Full numbers do not stay in the clipboard: a minute after they were copied here, and when the screen locks or the window closes, they
are gone.  Whatever way they were copied – a key, a button, the mouse – the clipboard itself is watched."""

from __future__ import annotations

import re

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

SECONDS = 60
# Numbers of documents (18 and 15), mobile numbers, grouped codes such as the recovery code
_SECRET = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15}|1[3-9]\d{9})(?!\d)|(?:[0-9A-Za-z]{4,8}[- ]){3,}[0-9A-Za-z]{4,8}")


class ClipboardWatch(QObject):
    """One for the program."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._secret = ""
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(SECONDS * 1000)
        self.timer.timeout.connect(self.clear_now)
        QApplication.clipboard().dataChanged.connect(self._changed)

    def ours(self) -> bool:
        """Whether what is in the clipboard was put there by this program."""
        return QApplication.clipboard().ownsClipboard()

    def _changed(self) -> None:
        clipboard = QApplication.clipboard()
        text = clipboard.text()
        if text and self.ours() and _SECRET.search(text):
            self._secret = text
            self.timer.start()
        elif text != self._secret:  # something else was copied since, here or in another program
            self._secret = ""
            self.timer.stop()

    def clear_now(self) -> None:
        """What was copied here and is still there goes; what somebody else put there stays."""
        clipboard = QApplication.clipboard()
        if self._secret and clipboard.text() == self._secret:
            clipboard.clear()
        self._secret = ""
        self.timer.stop()
