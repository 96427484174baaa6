"""Fields of an entry form as data, and how a typed code, initial or word finds its choice (ux.md §5).

The same description serves the rules (which are required, which carry over) and the window (which editor, in which order).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Choice:
    """One entry of a code list: ``code`` is stored, ``key`` is typed (often one digit), ``label`` is read."""

    code: str
    label: str
    key: str = ""
    initials: str = ""  # '' = computed from the label when letters are typed

    @property
    def text(self) -> str:
        """As a list shows it: '5 父母'."""
        return f"{self.key} {self.label}" if self.key else self.label


@dataclass(frozen=True)
class FormField:
    """One field of a form.  ``kind``: text, identity, credit, choice, date, number, phone, area, tags, options, door, heading (a line).
    ``quick`` = on the Enter path; Tab visits every field."""

    name: str
    label: str
    kind: str = "text"
    quick: bool = True
    required: bool = False
    rare: bool = False  # shown after F3
    derived: bool = False  # filled by the program (自动), opened with F2
    carries: bool = False  # taken over from the previous record (同上)
    code_table: str = ""
    choices: tuple[Choice, ...] = ()
    multiple: bool = False
    exclusive: tuple[str, ...] = ()  # codes that stand alone among several ('无')
    future: bool = False  # dates: days to come make sense
    hint: str = ""
    span: int = 1  # columns
    rows: int = 3  # lines of a text area


@lru_cache(maxsize=4096)
def initials_of(label: str) -> str:
    """First letters of the syllables, lower case: '父母' → 'fm'.  Loaded late: the reading table takes a quarter of a second."""
    from pypinyin import Style, lazy_pinyin

    return "".join(part[:1].lower() for part in lazy_pinyin(label, style=Style.FIRST_LETTER) if part)


def normal(typed: str) -> str:
    """Half-width, lower case, without blanks."""
    return "".join(unicodedata.normalize("NFKC", typed).lower().split())


def choice_of(choices: Iterable[Choice], code: str) -> Choice | None:
    """The choice stored as ``code``."""
    return next((choice for choice in choices if choice.code == code), None)


def matching(choices: Sequence[Choice], typed: str) -> list[Choice]:
    """Choices that fit what was typed, best first.  Digits → key, then words, then code; letters → initials, then words; Chinese → label."""
    text = normal(typed)
    if not text:
        return list(choices)
    exact = [c for c in choices if text in (normal(c.text), normal(c.label), c.code.lower())]
    worded = [c for c in choices if text in normal(c.label)]  # 'wg-06', '06' find 'WG-06 李秀兰'
    if text.isdigit():
        ranked = [c for c in choices if c.key == text], [c for c in choices if c.key.startswith(text)], exact
        coded = [c for c in choices if c.code.startswith(text) and "-" not in c.code]  # the identity of a row is nobody's code
        return _once([*ranked[0], *ranked[2], *ranked[1], *worded, *coded])
    if text.isascii():
        letters = [(c, c.initials or initials_of(c.label)) for c in choices]
        whole = [c for c, have in letters if have == text]
        begins = [c for c, have in letters if have.startswith(text)]
        inside = [c for c, have in letters if text in have]
        return _once([*exact, *whole, *begins, *inside, *worded])
    label = text.lstrip("0123456789")
    return _once(
        [*exact, *(c for c in choices if normal(c.label).startswith(label)), *(c for c in choices if label in normal(c.label))]
    )


def completed(choices: Sequence[Choice], typed: str) -> Choice | None:
    """The choice whose key is complete and cannot become another one: '5' of 0–8, '01' of 01–56, but not '1' beside '11'."""
    text = normal(typed)
    if not text:
        return None
    found = [choice for choice in choices if choice.key.startswith(text)]
    return found[0] if len(found) == 1 and found[0].key == text else None


def unique_by_letters(choices: Sequence[Choice], typed: str) -> Choice | None:
    """The only choice whose initials begin with two or more letters typed, else None."""
    text = normal(typed)
    if len(text) < 2 or not (text.isascii() and text.isalpha()):
        return None
    found = [choice for choice in choices if (choice.initials or initials_of(choice.label)).startswith(text)]
    return found[0] if len(found) == 1 else None


def short_hint(choices: Sequence[Choice], most: int = 5) -> str:
    """Placeholder that teaches the keys: '0户主 1配偶 2子 3女 5父母'."""
    return (
        " ".join(f"{choice.key}{choice.label}" for choice in choices if choice.key)[:200]
        if len(choices) <= most
        else " ".join(f"{choice.key}{choice.label}" for choice in choices[:most] if choice.key)
    )


def _once(choices: Iterable[Choice]) -> list[Choice]:
    return list(dict.fromkeys(choices))
