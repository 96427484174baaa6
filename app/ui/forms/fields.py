"""What every editor of a form can do, and the plain one-line editor.

An editor knows its value, where the value came from (typed, 自动, 同上, 已改, 不详), whether the input method is composing, and how
it reports itself: ``edited`` after each change by hand, ``advance`` when the value is complete and the cursor may go on.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QInputMethodEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.forms import look

TYPED, AUTO, SAME, CHANGED, UNKNOWN = "typed", "auto", "same", "changed", "unknown"
MARKS = {AUTO: ("自动", ""), SAME: ("同上", "same"), CHANGED: ("已改", "warning"), UNKNOWN: ("", "")}
UNKNOWN_TEXT = "不详"


class FieldState:
    """Origin, severity and mark of an editor; mixed into the Qt classes, never used alone."""

    origin: str = TYPED
    severity: str = ""
    composing: bool = False
    _mark: tuple[str, str] = ("", "")
    note: str = ""

    def value(self) -> Any:
        """Plain value as it is stored."""
        raise AttributeError("each editor gives its own value")

    def show_value(self, value: Any) -> None:
        """Show a stored value; editors override this."""

    def set_value(self, value: Any, origin: str = TYPED) -> None:
        """Show ``value``; ``origin`` says where it came from.  Nothing is emitted: only people edit."""
        self.set_mark("")
        self.set_origin(origin)
        self.show_value(UNKNOWN_TEXT if origin == UNKNOWN else value)

    def is_empty(self) -> bool:
        """True when nothing was answered; 不详 is an answer."""
        return self.origin != UNKNOWN and self.value() in ("", (), None)

    def set_origin(self, origin: str) -> None:
        """Mark where the value came from; 自动 closes the field until F2."""
        self.origin = origin
        self._property("origin", origin)
        self.lock(origin == AUTO)

    def lock(self, locked: bool) -> None:
        """Close the field against typing."""
        if hasattr(self, "setReadOnly"):
            self.setReadOnly(locked)

    def unlock(self) -> None:
        """F2: an automatic value may be changed by hand."""
        self.lock(False)

    def set_severity(self, severity: str) -> None:
        """'' , 'warning' or 'error': the colour of the border."""
        self.severity = severity
        self._property("severity", severity)

    def set_mark(self, text: str, tone: str = "") -> None:
        """Own words at the right inside the field ('✓ 有效'); '' shows the origin again."""
        self._mark = (text, tone)
        self.update_mark()

    def mark(self) -> tuple[str, str]:
        """Words and tone now shown at the right."""
        return self._mark if self._mark[0] else MARKS.get(self.origin, ("", ""))

    def update_mark(self) -> None:
        """Make room for the mark; editors with a text margin override this."""

    def commit(self) -> str:
        """Take what was typed as the value (parse a date, choose the highlighted entry); a Chinese sentence when impossible."""
        return ""

    def take_enter(self) -> bool:
        """True when the editor used Enter itself (chose a tag) and the cursor stays."""
        return False

    def select_content(self) -> None:
        """Entering a field selects its content."""

    def caret(self) -> int:
        """Position of the cursor, for drafts."""
        return 0

    def set_caret(self, position: int) -> None:
        """Put the cursor back."""

    def _touched(self) -> None:
        """A person changed the value."""
        self.set_mark("")
        self.set_origin(CHANGED if self.origin in (AUTO, CHANGED) else TYPED)
        self.lock(False)

    def _property(self, name: str, value: str) -> None:
        widget = self
        if isinstance(widget, QWidget) and widget.property(name) != value:
            widget.setProperty(name, value)
            look.restyle(widget)
            self.update_mark()


class LineEditor(FieldState, QLineEdit):
    """One line of text with a mark at the right inside the border."""

    edited = Signal()
    advance = Signal()

    def __init__(self, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._complete = False  # set by ``_normalise`` when nothing more can follow
        self.setFrame(False)
        self.setPlaceholderText(hint)
        self.setProperty("origin", TYPED)
        self.setProperty("severity", "")
        self.textEdited.connect(self._edited_by_hand)
        self._fit_height()

    def value(self) -> Any:
        return "" if self.origin == UNKNOWN else self.text().strip()

    def show_value(self, value: Any) -> None:
        self.setText("" if value is None else str(value))
        self.setCursorPosition(0)

    def select_content(self) -> None:
        self.selectAll()

    def caret(self) -> int:
        return self.cursorPosition()

    def set_caret(self, position: int) -> None:
        self.setCursorPosition(position)

    def set_note(self, note: str) -> None:
        """Words behind the value ('（75岁）'), not part of it."""
        self.note = note
        self.update()

    def restore_typed(self, text: str) -> None:
        """Text of a draft that was not yet a value when the power went."""
        self.setText(text)
        self._normalise(text)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember whether characters are still being composed: Enter then belongs to the input method."""
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() not in (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.PopupFocusReason):
            self.select_content()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.composing = False
        super().focusOutEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_height()

    def update_mark(self) -> None:
        text = self.mark()[0]
        width = QFontMetrics(look.small_font(self)).horizontalAdvance(text) + 6 if text else 0
        self.setTextMargins(self._left_margin(), 0, max(width, self._right_margin()), 0)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        text, tone = self.mark()
        if not text and not self.note:
            return
        painter = QPainter(self)
        painter.setFont(look.small_font(self))
        inner = self.rect().adjusted(8, 0, -8, 0)
        if text:
            painter.setPen(look.tone(tone))
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)
        if self.note and not self.hasFocus() and self.text():
            self._paint_note(painter, inner)
        painter.end()

    def _paint_note(self, painter: QPainter, inner: QRect) -> None:
        painter.setFont(self.font())
        painter.setPen(look.tone("") if self.isReadOnly() else QColor(look.INK))
        start = inner.left() + self.fontMetrics().horizontalAdvance(self.text()) + 6
        painter.drawText(QRect(start, 0, max(0, inner.right() - start), self.height()), Qt.AlignmentFlag.AlignVCenter, self.note)

    def _left_margin(self) -> int:
        return 0

    def _right_margin(self) -> int:
        return 0

    def _fit_height(self) -> None:
        self.setFixedHeight(max(look.scaled(self, 30), self.fontMetrics().height() + 6))

    def _edited_by_hand(self, text: str) -> None:
        self._touched()
        self._complete = False
        self._normalise(text)
        self.edited.emit()
        if self._complete:
            self.advance.emit()

    def _normalise(self, text: str) -> None:
        """Repair what was typed while keeping the cursor; plain text needs nothing."""

    def replace_text(self, text: str, counts: Callable[[str], bool]) -> None:
        """Show ``text`` instead, with the cursor behind as many counting characters as before."""
        if text == self.text():
            return
        before = sum(counts(character) for character in unicodedata.normalize("NFKC", self.text()[: self.cursorPosition()]))
        self.setText(text)
        position = 0
        while position < len(text) and before > 0:
            before -= counts(text[position])
            position += 1
        self.setCursorPosition(position)


class TextEditor(LineEditor):
    """Plain text; outer blanks are cut when the cursor leaves."""

    def commit(self) -> str:
        if self.origin != UNKNOWN and self.text() != self.text().strip():
            self.setText(self.text().strip())
        return ""
