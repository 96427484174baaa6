"""Code tables: shape, parsing and look-up by code, label or the words that people really write (domain.md §3).

Reading the files is the task of ``app.storage.code_tables``.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from io import StringIO

from app.models.code_synonyms import SYNONYMS

FOREIGN_DOCUMENTS = frozenset(("511", "516", "553", "554", "571", "572"))
_IN_BRACKETS = re.compile(r"(.+?)\((.+?)\)")
_PARTS = re.compile(r"[/、或]")


@dataclass(frozen=True)
class CodeItem:
    """One line of a code table; ``extra`` holds the columns beyond code and label."""

    code: str
    label: str
    extra: Mapping[str, str] = field(default_factory=dict)


def plain(text: str) -> str:
    """Comparable form of a label: half-width, no blanks, no case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).strip("'").upper()


class CodeTable:
    """A code table in its order.  ``find`` accepts code, label, parts of a label and the synonyms of the table."""

    def __init__(self, name: str, items: Iterable[CodeItem]) -> None:
        self.name = name
        self.items = tuple(items)
        self._by_code = {item.code: item for item in self.items}
        self._by_word: dict[str, CodeItem] = {}
        for item in self.items:
            self._by_word.setdefault(plain(item.label), item)
            self._by_word.setdefault(plain(item.code), item)
        self._add_parts()
        for word, code in SYNONYMS.get(name, {}).items():
            if code in self._by_code:
                self._by_word[plain(word)] = self._by_code[code]

    def _add_parts(self) -> None:
        """'最低生活保障对象(低保)' is found by either part, as long as only one line has it."""
        found: dict[str, list[CodeItem]] = {}
        for item in self.items:
            for part in _label_parts(plain(item.label)):
                found.setdefault(part, []).append(item)
        for part, items in found.items():
            if len(items) == 1:
                self._by_word.setdefault(part, items[0])

    def __len__(self) -> int:
        return len(self.items)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def item(self, code: str) -> CodeItem | None:
        """Line with exactly this code."""
        return self._by_code.get(code)

    def label(self, code: str) -> str:
        """Label of a stored code; an unknown code is shown as it is."""
        found = self._by_code.get(code)
        return found.label if found else code

    def find(self, text: str) -> CodeItem | None:
        """Line meant by what somebody wrote: code (also without its leading zero), label, part of a label, synonym."""
        word = plain(text)
        if not word:
            return None
        found = self._by_word.get(word)
        if found is None and word.isdigit():
            width = max(len(item.code) for item in self.items) if self.items else 0
            found = self._by_code.get(word.zfill(width)) or self._by_code.get(word.lstrip("0"))
        return found

    def code(self, text: str) -> str:
        """Code meant by what somebody wrote, '' when nothing fits."""
        found = self.find(text)
        return found.code if found else ""

    def near(self, text: str, most: int = 5) -> list[CodeItem]:
        """Lines whose label contains the text or is contained in it, for 'did you mean'."""
        word = plain(text)
        if not word:
            return []
        labels = [(plain(item.label), item) for item in self.items]
        return [item for label, item in labels if word in label or label in word][:most]

    def with_items(self, items: Iterable[CodeItem]) -> CodeTable:
        """The table with the office's own lines added or replaced."""
        merged = dict(self._by_code)
        merged.update((item.code, item) for item in items)
        return CodeTable(self.name, merged.values())


def _label_parts(label: str) -> list[str]:
    match = _IN_BRACKETS.fullmatch(label)
    outer = [match[1], match[2]] if match else [label]
    parts = [*outer, *(piece for part in outer for piece in _PARTS.split(part))]
    return [part for part in dict.fromkeys(parts) if len(part) > 1 and part != label]


def parse_rows(text: str) -> list[dict[str, str]]:
    """Rows of a CSV text with a header line."""
    return list(csv.DictReader(StringIO(text.lstrip("\ufeff"))))


def parse_table(name: str, text: str) -> CodeTable:
    """Code table from the text of its CSV file (columns code and name_zh; all others become ``extra``)."""
    rows = parse_rows(text)
    return CodeTable(
        name,
        (
            CodeItem(row["code"], row["name_zh"], {key: value or "" for key, value in row.items() if key not in ("code", "name_zh")})
            for row in rows
        ),
    )


def population_of(id_type: str, consistency: str) -> str:
    """Code of population_type that follows from document and 人户情况; '' when it does not follow."""
    if id_type in FOREIGN_DOCUMENTS:
        return "03"
    return {"11": "01", "22": "01", "21": "02", "23": "02"}.get(consistency, "")
