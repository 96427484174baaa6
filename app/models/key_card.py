"""The card of keys to stick beside the keyboard."""

from __future__ import annotations

from dataclasses import dataclass

from app.models.documents import Imprint

KeyLine = tuple[str, str]  # (key, what it does)


@dataclass(frozen=True)
class KeyCardSheet:
    """Keys of one page of the window and of the window as a whole."""

    title: str
    page: tuple[KeyLine, ...]
    everywhere: tuple[KeyLine, ...]
    imprint: Imprint
