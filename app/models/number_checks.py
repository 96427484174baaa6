"""The answer of every number check, and the silent clean-up that comes before it (domain.md §1.1)."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import NamedTuple

OK, WARNING, ERROR = "ok", "warning", "error"
NOTES = {
    "": "",
    "N_QUOTE": "已去掉表格文本前的单引号",
    "N_WIDTH": "全角字符已改为半角",
    "N_SPACE": "已去掉空格",
    "N_LOWER": "小写字母已改为大写",
}
_QUOTES = "'’‘`＇"


class NumberCheck(NamedTuple):
    """What is to be said about one number.  ``severity``: ok, warning (may be kept), error (kept only with a reason).

    ``reason_code``: '' or N_… (cleaned up, ok), W_… (warning), E_… (error).  ``kind``: ric, hmt, fpr_new, fpr_old, uscc, org, reg15, …
    """

    kind: str
    severity: str
    reason_code: str
    reason: str
    normalized: str
    birth: date | None = None
    sex: str = ""  # GB/T 2261.1: '1' male, '2' female, '' = the number does not tell
    region: str = ""
    suggestion: str = ""  # number offered instead, never taken over silently

    @property
    def usable(self) -> bool:
        """No error: the number may be stored without a supervisor's reason."""
        return self.severity != ERROR


def clean(text: str) -> tuple[str, str]:
    """Number as it is stored (half-width, no blanks, no apostrophe, capitals) and the code of what was cleaned up ('' = nothing)."""
    note = ""
    number = text
    if not number.isascii():
        number = unicodedata.normalize("NFKC", number)
        note = "N_WIDTH" if number != text else ""
    bare = "".join(character for character in number if not character.isspace() and character not in "\x00\u200b\ufeff")
    if bare != number:
        number, note = bare, note or "N_SPACE"
    if number[:1] and number[0] in _QUOTES:
        number, note = number.lstrip(_QUOTES), "N_QUOTE"
    capital = number.upper()
    if capital != number:
        number, note = capital, note or "N_LOWER"
    return number, note


def error(kind: str, code: str, reason: str, number: str, suggestion: str = "") -> NumberCheck:
    """A number that is wrong."""
    return NumberCheck(kind, ERROR, code, reason, number, suggestion=suggestion)


def fine(kind: str, number: str, note: str, region: str = "") -> NumberCheck:
    """A number that is right; ``note`` says what was cleaned up."""
    return NumberCheck(kind, OK, note, NOTES[note], number, region=region)
