"""Dates typed short: 20230815, 230815, 0815, j 今天, z 昨天, +7."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QWidget

from app.models.dates import parse_shorthand
from app.ui.forms.fields import UNKNOWN, LineEditor


class DateEditor(LineEditor):
    """A date; the value is ISO text or ''.  ``today`` gives the office day, ``future`` allows days to come."""

    def __init__(self, today: Callable[[], date], future: bool = False, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(hint, parent)
        self._today = today
        self._future = future
        self._value = ""

    def value(self) -> Any:
        return "" if self.origin == UNKNOWN else self._parsed()[0]

    def show_value(self, value: Any) -> None:
        super().show_value(value)
        self._value = "" if self.origin == UNKNOWN else str(value or "")

    def is_empty(self) -> bool:
        return self.origin != UNKNOWN and not self.text().strip()

    def commit(self) -> str:
        """Turn the shorthand into a date; what cannot be one stays as typed and is named."""
        if self.origin == UNKNOWN:
            return ""
        self._value, reason = self._parsed()
        if not reason and self.text() != self._value:
            self.setText(self._value)
        return reason

    def _parsed(self) -> tuple[str, str]:
        """(ISO date or '', reason); changes nothing, so a draft may ask in the middle of typing."""
        typed = self.text().strip()
        if typed == self._value:
            return self._value, ""
        parsed = parse_shorthand(typed, self._today())
        if parsed.value is None:
            return "", parsed.reason
        if parsed.value > self._today() and not self._future:
            return "", f"{parsed.value.isoformat()} 晚于今天，这一项不能填以后的日期，请核对。"
        return parsed.value.isoformat(), ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow up and down change the date by a day."""
        step = {int(Qt.Key.Key_Up): 1, int(Qt.Key.Key_Down): -1}.get(event.key())
        if (
            step is None
            or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            or self.isReadOnly()
            or self.commit()
            or not self._value
        ):
            super().keyPressEvent(event)
            return
        day = date.fromordinal(date.fromisoformat(self._value).toordinal() + step)
        if day <= self._today() or self._future:
            self._touched()
            self._value = day.isoformat()
            self.setText(self._value)
            self.selectAll()
            self.edited.emit()
