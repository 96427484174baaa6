"""Two or more choices side by side, one of them on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from app.ui.widgets.basics import row


class Segments(QWidget):
    """``changed(value)`` when another one is chosen."""

    changed = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str]], value: str) -> None:
        super().__init__()
        self.buttons: dict[str, QPushButton] = {}
        for key, text in choices:
            part = QPushButton(text)
            part.setProperty("kind", "segment")
            part.setCheckable(True)
            part.setAutoExclusive(True)
            part.setAutoDefault(False)
            part.setChecked(key == value)
            part.clicked.connect(lambda _on=False, k=key: self.changed.emit(k))
            self.buttons[key] = part
        self.setLayout(row(*self.buttons.values(), spacing=0))

    @property
    def value(self) -> str:
        """The one that is on."""
        return next((key for key, part in self.buttons.items() if part.isChecked()), "")

    def choose(self, value: str) -> None:
        """Turn one on without saying so."""
        if value in self.buttons:
            self.buttons[value].setChecked(True)
