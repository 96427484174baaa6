"""A dwelling chosen by typing part of its address; the answers come from the register while one types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.models.form_fields import Choice
from app.ui.forms.choice_field import ChoiceEditor
from app.ui.forms.fields import UNKNOWN


class DoorEditor(ChoiceEditor):
    """``asked(text)``: look for doors; ``answer`` shows them.  The value is the id of the dwelling or ''."""

    asked = Signal(str)
    arrived = Signal()  # the answer came when the cursor was elsewhere already, and was taken

    def __init__(self, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__((), hint, auto_advance=False, parent=parent)
        self._waiting = ""  # what was asked and is not answered yet
        self._entered = False  # Enter came before the answer

    def show_door(self, dwelling_id: str, address: str) -> None:
        """Show a stored dwelling."""
        self.choices = (Choice(dwelling_id, address),) if dwelling_id else ()
        self.set_value(dwelling_id)

    def answer(self, text: str, doors: Sequence[tuple[str, str]]) -> None:
        """Doors that fit ``text`` as (id, address); late answers to an older text are dropped."""
        if text != self.text().strip() or not self._typing:
            return
        self._waiting = ""
        found = [Choice(key, address) for key, address in doors]
        kept = tuple(choice for choice in self.choices if choice.code == self._code)
        self.choices = (*found, *(choice for choice in kept if choice not in found))
        self._found = found
        if self.window().focusWidget() is not self:
            if found:
                self._take(found[0])
                self.edited.emit()
                self.arrived.emit()
            return
        self._offer(found, 0)
        self._found = found
        if self._entered:
            self._entered = False
            self.advance.emit()

    def take_enter(self) -> bool:
        """Enter is faster than the register: it counts when the answer is there."""
        self._entered = bool(self._waiting)
        return self._entered

    def show_value(self, value: Any) -> None:
        self._waiting, self._entered = "", False
        super().show_value(value)

    def commit(self) -> str:
        """Take the highlighted door."""
        typed = self.text().strip()
        if self._waiting:
            return f"还在找“{typed}”，看到地址再按 Enter。"
        if self._typing and typed and not self._found and self.origin != UNKNOWN:
            self._close()
            self._code = ""
            return f"没有找到“{typed}”。可输楼栋和门牌，或留空写路名门牌。"
        return super().commit()

    def _normalise(self, text: str) -> None:
        self._typing = True
        self._found = []
        self._waiting, self._entered = text.strip(), False
        if text.strip():
            self.asked.emit(text.strip())
        else:
            self._close()
