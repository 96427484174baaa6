"""Characters that nobody sees: control characters, marks of writing direction, joiners.  They come with pasted text and foreign systems,
make two equal names unequal, and can turn a number around on paper; in the register they have no business."""

from __future__ import annotations

import unicodedata

_KEPT = "\t\n"


def visible(text: str) -> str:
    """The text without characters that nobody sees; tabs and line ends stay."""
    if text.isprintable():
        return text  # nearly every text: nothing to do
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(each for each in text if each in _KEPT or unicodedata.category(each) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
