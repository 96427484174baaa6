"""What stands where data is missing: nothing yet, nothing found, reading; and the strip of long work."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QWidget

from app.ui import icons
from app.ui.theme import Theme
from app.ui.widgets.basics import button, column, label, row

LOADING_AFTER_MS = 400


class StateView(QFrame):
    """An icon, a sentence, a helper line, buttons: what is missing and what to do about it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.picture = QLabel()
        self.title = label("", "subtitle")
        self.text = label("", "helper", wrap=True)
        for part in (self.picture, self.title, self.text):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        middle = row(None, spacing=0)
        middle.addLayout(self.buttons)
        middle.addStretch(1)
        self.setLayout(column(None, self.picture, self.title, self.text, middle, None, None, spacing=10, margins=(24, 24, 24, 24)))

    def show_state(self, icon: str, title: str, text: str, actions: Sequence[tuple[str, str, Callable[[], object]]]) -> None:
        """``actions``: (word, key, what it does); the first is the primary one."""
        self.picture.setPixmap(icons.pixmap(icon, "line_input", self.theme.px(36)))
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        while self.buttons.count():
            old = self.buttons.takeAt(0).widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for word, key, action in actions:
            self.buttons.addWidget(button(word, key=key, action=action))


class LateNotice:
    """Calls ``show`` only if the answer is not there after 0.4 s: quick answers never flicker."""

    def __init__(self, owner: QWidget, show: Callable[[], object]) -> None:
        self.timer = QTimer(owner)
        self.timer.setSingleShot(True)
        self.timer.setInterval(LOADING_AFTER_MS)
        self.timer.timeout.connect(show)

    def start(self) -> None:
        """The question was asked."""
        self.timer.start()

    def stop(self) -> None:
        """The answer is there."""
        self.timer.stop()


class ProgressStrip(QFrame):
    """Long work: what, how far, how long still, 取消."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.theme = theme
        self.title = label("", "subtitle")
        self.count = label("", "helper")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("进度")
        self.text = label("", "helper")
        self.cancel = button("取消", small=True)
        self.cancel.clicked.connect(self._cancel)
        self.setLayout(column(row(self.title, None, self.count), self.bar, row(self.text, None, self.cancel), spacing=6, margins=(14, 8, 14, 8)))
        self._stop: Callable[[], object] | None = None
        self._began = 0.0
        self.hide()

    def begin(self, title: str, stop: Callable[[], object] | None) -> None:
        """Show the strip; ``stop`` None = cannot be cancelled."""
        self._stop = stop
        self._began = time.monotonic()
        self.title.setText(title)
        self.text.setText("")
        self.count.setText("")
        self.bar.setRange(0, 0)
        self.cancel.setVisible(stop is not None)
        self.cancel.setEnabled(True)
        self.show()

    def advance(self, done: int, total: int, text: str) -> None:
        """One step further."""
        if total > 0:
            self.bar.setRange(0, total)
            self.bar.setValue(min(done, total))
            self.count.setText(f"{done:,} / {total:,}")
        spent = time.monotonic() - self._began
        left = spent * (total - done) / done if done and total > done else 0
        rest = f"，约还需 {readable(left)}" if spent > 3 and left > 1 else ""
        self.text.setText(f"{text}{rest}")

    def end(self) -> None:
        """Done, failed or cancelled."""
        self._stop = None
        self.hide()

    def _cancel(self) -> None:
        if self._stop is not None:
            self.cancel.setEnabled(False)
            self.text.setText("正在停下，已做的会退回")
            self._stop()


def readable(seconds: float) -> str:
    """``1 分 20 秒``."""
    whole = round(seconds)
    return f"{whole // 60} 分 {whole % 60} 秒" if whole >= 60 else f"{whole} 秒"
