"""Several entries of a list as chips: type initials, Enter takes one and stays, Enter on an empty line goes on, Backspace takes back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent

from app.models.form_fields import Choice, choice_of, matching, unique_by_letters
from app.ui.forms import look
from app.ui.forms.choice_field import ChoiceEditor
from app.ui.forms.fields import UNKNOWN, LineEditor


class TagEditor(ChoiceEditor):
    """Several codes; the value is a tuple in the order chosen."""

    _codes: tuple[str, ...] = ()

    def value(self) -> Any:
        return () if self.origin == UNKNOWN else self._codes

    def show_value(self, value: Any) -> None:
        self._close()
        self._typing = False
        if self.origin == UNKNOWN:
            self._codes = ()
            LineEditor.show_value(self, value)
        else:
            self._codes = tuple(value or ()) if not isinstance(value, str) else ((value,) if value else ())
            LineEditor.show_value(self, "")
        self.update_mark()

    def commit(self) -> str:
        """Half-typed words that fit exactly one tag are taken; others are named."""
        self._close()
        typed = self.text().strip()
        if not typed or self.origin == UNKNOWN:
            return ""
        if not self._typing or not self._found:
            return f"没有“{typed}”这个标签。可输拼音首字母或汉字，按 ↓ 看全部。"
        self._add(self._found[self._row()])
        return ""

    def take_enter(self) -> bool:
        """Enter takes the highlighted tag first; a second Enter goes on."""
        if not self._typing or not self._found or not (self.text().strip() or self.popup_open()):
            return False
        self._add(self._found[self._row()])
        self.edited.emit()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Backspace and not self.text() and self._codes and not self.isReadOnly() and not self.composing:
            self._touched()
            self._codes = self._codes[:-1]
            self.update_mark()
            self.edited.emit()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        LineEditor.paintEvent(self, event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.small_font(self))
        for label, box in self._chips():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.TINT))
            painter.drawRoundedRect(box, 3, 3)
            painter.setPen(QColor(look.PRIMARY))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, label)
        painter.end()

    def _normalise(self, text: str) -> None:
        self._typing = True
        if not text.strip():
            self._found = []
            self._close()
            return
        left = [choice for choice in self.choices if choice.code not in self._codes]
        only = unique_by_letters(left, text)
        self._offer([only] if only else matching(left, text), 0)

    def _add(self, choice: Choice) -> None:
        self._touched()
        self._codes = tuple(dict.fromkeys((*self._codes, choice.code)))
        self._close()
        self._typing = False
        self._found = []
        self.setText("")
        self.update_mark()

    def _picked(self, row: int) -> None:
        self._add(self._found[row])
        self.edited.emit()

    def _chips(self) -> Iterable[tuple[str, QRect]]:
        metrics = QFontMetrics(look.small_font(self))
        left, height = 8, metrics.height() + 2
        room = self.width() * 2 // 3
        for index, code in enumerate(self._codes):
            chosen = choice_of(self.choices, code)
            label = chosen.label.split("(")[0] if chosen else code
            width = metrics.horizontalAdvance(label) + 12
            if left + width > room and index:
                rest = f"+{len(self._codes) - index}"
                yield rest, QRect(left, (self.height() - height) // 2, metrics.horizontalAdvance(rest) + 12, height)
                return
            yield label, QRect(left, (self.height() - height) // 2, width, height)
            left += width + 4

    def _left_margin(self) -> int:
        return max((box.right() - 2 for _, box in self._chips()), default=0) if self._codes else 0

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self.update_mark()
