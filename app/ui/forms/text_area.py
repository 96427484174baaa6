"""Several lines of text: Enter goes on, Alt+Enter makes a new line (the path of the form does both)."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, Qt, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.ui.forms import look
from app.ui.forms.fields import TYPED, UNKNOWN, FieldState


class TextAreaEditor(FieldState, QPlainTextEdit):
    """A text of a few lines."""

    edited = Signal()
    advance = Signal()

    def __init__(self, hint: str = "", rows: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self._showing = False
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setProperty("origin", TYPED)
        self.setProperty("severity", "")
        self.textChanged.connect(self._changed)
        self._fit_height()

    def value(self) -> Any:
        return "" if self.origin == UNKNOWN else self.toPlainText().strip()

    def show_value(self, value: Any) -> None:
        self._showing = True
        self.setPlainText("" if value is None else str(value))
        self._showing = False

    def insert(self, text: str) -> None:
        """Put a phrase where the cursor is; counts as typed."""
        self.insertPlainText(text)

    def new_line(self) -> None:
        """Alt+Enter."""
        self.insertPlainText("\n")

    def select_content(self) -> None:
        self.moveCursor(QTextCursor.MoveOperation.End)

    def caret(self) -> int:
        return self.textCursor().position()

    def set_caret(self, position: int) -> None:
        cursor = self.textCursor()
        cursor.setPosition(min(position, len(self.toPlainText())))
        self.setTextCursor(cursor)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.select_content()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.composing = False
        super().focusOutEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_height()

    def _fit_height(self) -> None:
        self.setFixedHeight(self._rows * self.fontMetrics().lineSpacing() + look.scaled(self, 14))

    def _changed(self) -> None:
        if self._showing:
            return
        self._touched()
        self.edited.emit()
