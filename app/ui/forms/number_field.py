"""Whole numbers and telephone numbers: full-width digits become half-width, blanks and dashes of a pasted number go."""

from __future__ import annotations

import unicodedata
from typing import Any

from PySide6.QtWidgets import QWidget

from app.ui.forms.fields import UNKNOWN, LineEditor


class NumberEditor(LineEditor):
    """A whole number; the value is ``int`` or None."""

    def __init__(self, least: int = 0, most: int = 999_999, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(hint, parent)
        self._least, self._most = least, most

    def value(self) -> Any:
        text = unicodedata.normalize("NFKC", self.text()).strip()
        return int(text) if self.origin != UNKNOWN and text.lstrip("-").isdecimal() and text.count("-") <= 1 else None

    def is_empty(self) -> bool:
        return self.origin != UNKNOWN and not self.text().strip()

    def commit(self) -> str:
        if self.origin == UNKNOWN or not self.text().strip():
            return ""
        number = self.value()
        if number is None:
            return f"“{self.text().strip()}”不是整数，请填 {self._least} 到 {self._most} 的数字。"
        if not self._least <= number <= self._most:
            return f"{number} 超出范围，请填 {self._least} 到 {self._most}。"
        self.setText(str(number))
        return ""

    def _normalise(self, text: str) -> None:
        if not self.composing:
            self.replace_text("".join(filter(_counts, unicodedata.normalize("NFKC", text))), _counts)


class PhoneEditor(LineEditor):
    """A telephone number: digits, + of a country, 转 of an extension."""

    def _normalise(self, text: str) -> None:
        if not self.composing:
            self.replace_text("".join(filter(_dials, unicodedata.normalize("NFKC", text))), _dials)


def _counts(character: str) -> bool:
    return character in "0123456789-"


def _dials(character: str) -> bool:
    return character in "0123456789+转"
