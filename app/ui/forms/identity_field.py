"""Identity numbers and credit codes: shown in groups, repaired while typing (x → X, full-width, blanks), checked on the last digit."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from app.ui.forms import look
from app.ui.forms.fields import UNKNOWN, LineEditor

ID_GROUPS = (6, 8, 4)
CREDIT_GROUPS = (2, 6, 9, 1)


class Verdict(NamedTuple):
    """What the check says: '' = nothing to say yet; ``severity`` '' = valid."""

    text: str = ""
    severity: str = ""
    valid: bool = False


Check = Callable[[str], Verdict]


class IdentityEditor(LineEditor):
    """A number of fixed length in groups.  ``completed`` comes once when the last character makes it valid: look for duplicates then.
    Other documents (passport …) are free text: ``set_free(True)``."""

    completed = Signal(str)
    no_number = Signal()
    judged = Signal(str, str)  # sentence, severity; ('', '') = all is well

    def __init__(
        self,
        check: Check,
        groups: tuple[int, ...] = ID_GROUPS,
        valid_mark: str = "✓ 有效",
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(hint, parent)
        self._check = check
        self._groups = groups
        self._length = sum(groups)
        self._valid_mark = valid_mark
        self._free = False
        self._announced = ""
        self._fit_height()

    def value(self) -> Any:
        return "" if self.origin == UNKNOWN else _clean(self.text())

    def show_value(self, value: Any) -> None:
        text = str(value or "")
        super().show_value(text if self.origin == UNKNOWN else self._grouped(_clean(text)))
        self._announced = self.value()
        self._judge(announce=False)

    def set_free(self, free: bool) -> None:
        """Another document than the identity card: no groups, no check digit."""
        if self._free != free:
            self._free = free
            self.set_mark("")
            self.setText(self._grouped(self.value()))

    def commit(self) -> str:
        if self.value() == "9" and not self._free:
            # after the Enter that is being handled: the form then fills 无证件 and this field
            QTimer.singleShot(0, self, self.no_number.emit)
            return ""
        verdict = self._verdict(finished=True)
        return verdict.text if verdict.severity == "error" else ""

    def caret(self) -> int:
        return len(_clean(self.text()[: self.cursorPosition()]))

    def set_caret(self, position: int) -> None:
        text, passed = self.text(), 0
        for index, character in enumerate(text):
            if passed == position:
                self.setCursorPosition(index)
                return
            passed += character != " "
        self.setCursorPosition(len(text))

    def _fit_height(self) -> None:
        super()._fit_height()
        groups = getattr(self, "_groups", ())  # asked for by the base class before there are any
        if groups:
            mark = QFontMetrics(look.small_font(self)).horizontalAdvance(self._valid_mark)
            widest = self.fontMetrics().horizontalAdvance(" ".join("0" * size for size in groups))
            self.setMinimumWidth(widest + mark + look.scaled(self, 34))

    def _normalise(self, text: str) -> None:
        if self.composing:
            return
        clean = _clean(text)
        if not self._free:
            clean = "".join(c for c in clean if c.isascii() and c.isalnum())[: self._length]
        self.replace_text(self._grouped(clean), lambda character: not character.isspace())

    def _edited_by_hand(self, text: str) -> None:
        super()._edited_by_hand(text)  # first: a change clears old messages, then the check may show a new one
        if not self.composing:
            self._judge(announce=True)

    def restore_typed(self, text: str) -> None:
        super().restore_typed(text)
        self._judge(announce=False)

    def _judge(self, announce: bool) -> None:
        verdict = self._verdict(finished=False)
        self.set_mark(self._valid_mark if verdict.valid else "", "ok")
        self.judged.emit(verdict.text, verdict.severity)
        number = self.value()
        if announce and verdict.valid and number != self._announced:
            self._announced = number
            self.completed.emit(number)
        elif not verdict.valid:
            self._announced = ""

    def _verdict(self, finished: bool) -> Verdict:
        number = self.value()
        if self._free or not number or (not finished and len(number) < self._length):
            return Verdict()
        return self._check(number)

    def _grouped(self, clean: str) -> str:
        if self._free or not clean.isascii():
            return clean
        parts, start = [], 0
        for size in self._groups:
            parts.append(clean[start : start + size])
            start += size
        parts.append(clean[start:])
        return " ".join(part for part in parts if part)


def _clean(text: str) -> str:
    """Half-width capitals without blanks, quotes and dashes of pasted cells."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).upper() if not c.isspace() and c not in "'-‐‑–—·")
