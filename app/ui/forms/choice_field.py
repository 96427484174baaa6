"""One entry of a code list, chosen by code digit, pinyin initials or Chinese; the list opens while typing and needs no mouse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, QRect, QStringListModel, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyleOptionFrame, QWidget

from app.models.form_fields import Choice, choice_of, completed, matching
from app.ui.forms import look
from app.ui.forms.fields import AUTO, UNKNOWN, LineEditor

MOST_ROWS = 9
_STEPS: dict[int, int] = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


class ChoicePopup(QListView):
    """The list below (or above) a choice field: a child of the window, so it never takes the focus."""

    picked = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("choicePopup")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setModel(QStringListModel(self))
        self.setAccessibleName("可选项")
        self.clicked.connect(lambda index: self.picked.emit(index.row()))
        self.hide()
        self._window = parent

    def offer(self, field: QWidget, texts: Sequence[str], row: int) -> None:
        """Show the texts at the field, below it or above where the window ends."""
        model = self.model()
        if isinstance(model, QStringListModel):
            model.setStringList(list(texts))
        height = max(1, self.sizeHintForRow(0)) * min(len(texts), MOST_ROWS) + 4
        corner = field.mapTo(self._window, QPoint(0, field.height()))
        if corner.y() + height > self._window.height():
            corner.setY(max(0, corner.y() - field.height() - height))
        width = max(field.width(), self.sizeHintForColumn(0) + 24 + (18 if len(texts) > MOST_ROWS else 0))
        left = min(corner.x(), max(0, self._window.width() - width))
        self.setGeometry(QRect(left, corner.y(), width, height))
        self.setCurrentIndex(model.index(row, 0))
        self.raise_()
        self.show()


class ChoiceEditor(LineEditor):
    """A searchable choice; the value is the stored code or ''.  A complete code goes on by itself (``auto_advance``)."""

    def __init__(self, choices: Sequence[Choice], hint: str = "", auto_advance: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(hint, parent)
        self.choices: tuple[Choice, ...] = tuple(choices)
        self.auto_advance = auto_advance
        self._code = ""
        self._typing = False
        self._found: list[Choice] = []
        self._popup: ChoicePopup | None = None
        self.update_mark()

    def value(self) -> Any:
        if self.origin == UNKNOWN:
            return ""
        if self._typing:
            return self._found[self._row()].code if self._found and self.text().strip() else ""
        return self._code

    def show_value(self, value: Any) -> None:
        self._close()
        self._typing = False
        if self.origin == UNKNOWN:
            self._code = ""
            super().show_value(value)
            return
        chosen = choice_of(self.choices, str(value or ""))
        self._code = str(value or "")
        super().show_value(chosen.text if chosen else self._code)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Another list (for another 人口类别 …); the value stays if the new list has it."""
        self.choices = tuple(choices)
        self.show_value(self._code if self.origin != UNKNOWN else self.text())

    def commit(self) -> str:
        """Take the highlighted entry; a sentence when nothing fits."""
        self._close()
        if not self._typing or self.origin == UNKNOWN:
            return ""
        typed = self.text().strip()
        if not typed:
            self._take(None)
            return ""
        if not self._found:
            self._code = ""
            return f"没有“{typed}”这一项。可输代码、拼音首字母或汉字，按 ↓ 看全部。"
        self._take(self._found[self._row()])
        return ""

    def open(self) -> None:
        """Show the whole list, the present value highlighted."""
        if self.isReadOnly():
            return
        self._offer(list(self.choices), next((i for i, c in enumerate(self.choices) if c.code == self._code), 0))

    def popup_open(self) -> bool:
        """Whether the list is visible."""
        return self._popup is not None and self._popup.isVisible()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._close()
        super().focusOutEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.position().x() > self.width() - look.scaled(self, 30):
            self.open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk the list, Escape closes it and brings the old value back."""
        key, step = event.key(), _STEPS.get(event.key(), 0)
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.AltModifier,
        )
        if step and plain and not self.composing and (self.popup_open() or abs(step) == 1):
            if not self.popup_open():
                self.open()
            else:
                self._highlight(self._row() + step)
            return
        if key == Qt.Key.Key_Escape and self.popup_open():
            self.show_value(self._code)
            self.selectAll()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """While the cursor is elsewhere the code is grey and the label dark; the arrow says that there is a list."""
        if self.hasFocus() or self.origin == UNKNOWN or not self._code or self._typing:
            super().paintEvent(event)
            self._paint_arrow()
            return
        painter = QPainter(self)
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, option, painter, self)
        margins = self.textMargins()
        inner = self.rect().adjusted(9 + margins.left(), 0, -9 - margins.right(), 0)
        self._paint_value(painter, inner)
        text, tone = self.mark()
        if text:
            painter.setFont(look.small_font(self))
            painter.setPen(look.tone(tone))
            side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(self.rect().adjusted(8, 0, -8, 0), side, text)
        painter.end()
        self._paint_arrow()

    def _paint_value(self, painter: QPainter, inner: QRect) -> None:
        chosen = choice_of(self.choices, self._code) or Choice(self._code, self._code)
        metrics = self.fontMetrics()
        painter.setFont(self.font())
        if chosen.key and self.origin != AUTO:
            painter.setPen(look.tone(""))
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, chosen.key)
            inner = inner.adjusted(metrics.horizontalAdvance(chosen.key) + 8, 0, 0, 0)
        painter.setPen(QColor(look.INK if self.isEnabled() else look.INK3))
        label = metrics.elidedText(chosen.label, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, label)

    def _paint_arrow(self) -> None:
        if self.mark()[0] or self.isReadOnly():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(look.INK2))
        x, y, half = self.width() - look.scaled(self, 16), self.height() // 2, look.scaled(self, 4)
        painter.drawPolyline([QPoint(x - half, y - half // 2), QPoint(x, y + half // 2), QPoint(x + half, y - half // 2)])
        painter.end()

    def _right_margin(self) -> int:
        return look.scaled(self, 18)

    def _normalise(self, text: str) -> None:
        self._typing = True
        if not text.strip():
            self._found = []
            self._close()
            return
        whole = completed(self.choices, text)
        if whole is not None and self.auto_advance and not self.composing:
            self._take(whole)
            self._complete = True
            return
        self._offer(matching(self.choices, text), 0)

    def _offer(self, found: list[Choice], row: int) -> None:
        self._found = found
        if not found or not self.window().isVisible():
            self._close()
            return
        if self._popup is None or self._popup.parent() is not self.window():
            self._popup = ChoicePopup(self.window())
            self._popup.picked.connect(self._picked)
        self._popup.setFont(self.font())
        self._popup.offer(self, [choice.text for choice in found], row)

    def _row(self) -> int:
        row = self._popup.currentIndex().row() if self._popup is not None else 0
        return row if 0 <= row < len(self._found) else 0

    def _highlight(self, row: int) -> None:
        if self._popup is not None and self._found:
            self._typing = True
            self._popup.setCurrentIndex(self._popup.model().index(max(0, min(row, len(self._found) - 1)), 0))
            if not self.text() or self.hasSelectedText():
                self.setText(self._found[self._row()].text)
                self.selectAll()

    def _picked(self, row: int) -> None:
        self._take(self._found[row])
        self.edited.emit()
        self.advance.emit()

    def _take(self, choice: Choice | None) -> None:
        changed = (choice.code if choice else "") != self._code
        if changed and self.origin != UNKNOWN:
            self._touched()
        self._close()
        self._typing = False
        self._found = []
        self._code = choice.code if choice else ""
        self.setText(choice.text if choice else "")
        if self.hasFocus():
            self.selectAll()

    def _close(self) -> None:
        if self._popup is not None:
            self._popup.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        self._close()
        super().hideEvent(event)
