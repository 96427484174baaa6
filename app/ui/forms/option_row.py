"""A row of answers chosen with a digit (走访登记): one answer goes on by itself, several are switched on and off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.models.form_fields import Choice
from app.ui.forms import look
from app.ui.forms.fields import TYPED, UNKNOWN, FieldState

GAP = 8


class OptionRow(FieldState, QWidget):
    """Answers as buttons in one painted widget: digits choose, ←→ walk, Space switches.  Value: code, or tuple when ``multiple``."""

    edited = Signal()
    advance = Signal()

    def __init__(
        self,
        choices: Sequence[Choice],
        multiple: bool = False,
        exclusive: Sequence[str] = (),
        auto_advance: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.choices = tuple(choices)
        self.multiple = multiple
        self.exclusive = tuple(exclusive)
        self.auto_advance = auto_advance
        self._codes: tuple[str, ...] = ()
        self._at = 0
        self._locked = False
        self.setProperty("origin", TYPED)
        self.setProperty("severity", "")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def value(self) -> Any:
        if self.origin == UNKNOWN:
            return () if self.multiple else ""
        return self._codes if self.multiple else (self._codes[0] if self._codes else "")

    def show_value(self, value: Any) -> None:
        codes = (value,) if isinstance(value, str) else tuple(value or ())
        self._codes = tuple(code for code in codes if any(choice.code == code for choice in self.choices))
        self._at = next((i for i, c in enumerate(self.choices) if c.code in self._codes), 0)
        self.update()

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Other answers (members of another household); nothing is chosen."""
        self.choices = tuple(choices)
        self._codes, self._at = (), 0
        self._fit_height()
        self.updateGeometry()
        self.update()

    def lock(self, locked: bool) -> None:
        self._locked = locked

    def caret(self) -> int:
        return self._at

    def set_caret(self, position: int) -> None:
        self._at = max(0, min(position, len(self.choices) - 1))
        self.update()

    def select_content(self) -> None:
        self._at = next((i for i, c in enumerate(self.choices) if c.code in self._codes), self._at)
        self.update()

    def choose(self, index: int) -> None:
        """Choose (or switch, when several are allowed) the answer at ``index``; counts as typed."""
        if self._locked or not 0 <= index < len(self.choices):
            return
        code = self.choices[index].code
        self._at = index
        self._touched()
        if not self.multiple:
            self._codes = (code,)
        elif code in self._codes:
            self._codes = tuple(other for other in self._codes if other != code)
        elif code in self.exclusive:
            self._codes = (code,)
        else:
            kept = {*(other for other in self._codes if other not in self.exclusive), code}
            self._codes = tuple(choice.code for choice in self.choices if choice.code in kept)
        self.update()
        self.edited.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
            return
        key = event.key()
        index = next((i for i, choice in enumerate(self.choices) if choice.key and choice.key == event.text()), -1)
        if index >= 0:
            self.choose(index)
            if self.auto_advance and not self.multiple and not self._locked:
                self.advance.emit()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self.choices:
            self._at = (self._at + (1 if key == Qt.Key.Key_Right else -1)) % len(self.choices)
            self.update()
        elif key == Qt.Key.Key_Space:
            self.choose(self._at)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for index, box in enumerate(self._boxes(self.width())):
            if box.contains(event.position().toPoint()):
                self.setFocus(Qt.FocusReason.MouseFocusReason)
                self.choose(index)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.select_content()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_height()

    def _fit_height(self) -> None:
        # an own fixed height: a grid asks for the height of one column's width even where the row spans all of them
        self.setFixedHeight(self.heightForWidth(self.width()))

    def heightForWidth(self, width: int) -> int:
        boxes = self._boxes(width)
        return (boxes[-1].bottom() + 1) if boxes else look.scaled(self, 30)

    def sizeHint(self) -> QSize:
        boxes = self._boxes(100_000)
        return QSize(boxes[-1].right() + 1 if boxes else 0, look.scaled(self, 30))

    def minimumSizeHint(self) -> QSize:
        return QSize(look.scaled(self, 120), look.scaled(self, 30))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, box in enumerate(self._boxes(self.width())):
            self._paint_answer(painter, self.choices[index], box, self.hasFocus() and index == self._at)
        painter.end()

    def _paint_answer(self, painter: QPainter, choice: Choice, box: QRect, here: bool) -> None:
        chosen = choice.code in self._codes
        border = look.PRIMARY if chosen or here else (look.DANGER if self.severity == "error" else look.LINE_INPUT)
        painter.setPen(QPen(QColor(border), 2 if here else 1))
        painter.setBrush(QColor(look.FOCUS if here and not chosen else (look.TINT if chosen else look.SURFACE)))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 3, 3)
        inner = box.adjusted(10, 0, -10, 0)
        if choice.key:
            painter.setFont(look.small_font(self, 13))
            painter.setPen(QColor(look.PRIMARY if chosen else look.INK3))
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, choice.key)
            inner.setLeft(inner.left() + self._key_width(choice))
        painter.setFont(self._answer_font(chosen))
        painter.setPen(QColor(look.PRIMARY if chosen else look.INK))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, choice.label)

    def _answer_font(self, bold: bool) -> QFont:
        font = QFont(self.font())
        font.setBold(bold)
        return font

    def _key_width(self, choice: Choice) -> int:
        return QFontMetrics(look.small_font(self, 13)).horizontalAdvance(choice.key) + 7 if choice.key else 0

    def _boxes(self, width: int) -> list[QRect]:
        """Where each answer stands: left to right, next line when the width is used up."""
        height = max(look.scaled(self, 30), self.fontMetrics().height() + 6)
        metrics = QFontMetrics(self._answer_font(True))  # bold is wider: nothing moves when chosen
        boxes: list[QRect] = []
        left = top = 0
        for choice in self.choices:
            wide = metrics.horizontalAdvance(choice.label) + self._key_width(choice) + 22
            if left and left + wide > width:
                left, top = 0, top + height + 6
            boxes.append(QRect(left, top, wide, height))
            left += wide + GAP
        return boxes
