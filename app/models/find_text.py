"""What somebody typed into a find box: digits mean a number's tail, a phone or a room; letters mean initials or a full reading;
Chinese means characters of a name or an address; a mixture means an address.  Words parted by blanks must all fit."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from app.models.addresses import Address, parse_address, stored_building, stored_room, stored_unit, tidy
from app.models.names import DOTS, term_of, text_terms
from app.models.unseen import visible

DIGITS, LETTERS, CHINESE, ADDRESS, MIXED = "digits", "letters", "chinese", "address", "mixed"
_PART = re.compile(r"[0-9A-Z]+(?:号楼|栋|幢|座|单元|室|号|房)?|[^0-9A-Z\s-]+")
_NUMBERED = re.compile(r"([0-9A-Z]+)(号楼|栋|幢|座|单元|室|号|房)?")


@dataclass(frozen=True)
class FindWord:
    """One word of a search.  ``groups``: every group must be met by one of its terms; a term ending in ``*`` is a prefix.
    Digits have no groups: they are looked up among numbers, telephones and rooms instead."""

    kind: str  # digits, letters, chinese, address, mixed
    text: str
    groups: tuple[tuple[str, ...], ...] = ()

    @property
    def expression(self) -> str:
        """The word as a full-text expression; '' when the index cannot answer it (digits)."""
        parts = ["(" + " OR ".join(f'"{term.rstrip("*")}"{"*" if term.endswith("*") else ""}' for term in group) + ")" for group in self.groups]
        return " AND ".join(parts)


def classify(text: str) -> tuple[FindWord, ...]:
    """Words of a typed text, in order; nothing typed gives ()."""
    clean = visible(unicodedata.normalize("NFKC", text)).replace('"', " ")
    return tuple(word for piece in clean.split() if (word := _word(piece)) is not None)


def _word(piece: str) -> FindWord | None:
    bare = piece.strip("*,，。、;；")
    if re.fullmatch(r"[0-9]+[Xx]?", bare):
        return FindWord(DIGITS, bare.upper())
    if re.fullmatch(r"[A-Za-zÜü'’]+", bare):
        letters = re.sub(r"['’]", "", bare.lower().replace("ü", "v"))
        return FindWord(LETTERS, letters, ((f"1{letters}*", f"2{letters}*"),)) if letters else None
    if re.search(r"[0-9]", bare):
        return _mixed(bare)
    terms = searched(bare)
    return FindWord(CHINESE, bare, tuple((term,) for term in terms)) if terms else None


def searched(text: str) -> tuple[str, ...]:
    """Terms that a text with these neighbouring characters has: the pairs, or the one character."""
    plain = "".join(character for character in text if character not in DOTS)
    terms = text_terms(plain)
    return tuple(term for term in terms if term not in {term_of(character) for character in plain}) or terms


def _mixed(bare: str) -> FindWord | None:
    """An address, perhaps half typed: the last bare number may still grow and may be building, unit or room."""
    clean = tidy(bare).upper()
    if re.fullmatch(r"[0-9]+(-[0-9]+){1,2}", clean):
        numbers = clean.split("-")
        marks = "bur" if len(numbers) == 3 else "br"
        return FindWord(ADDRESS, bare, tuple((f"3{mark}{number}",) for mark, number in zip(marks, numbers, strict=True)))
    groups: list[tuple[str, ...]] = []
    parts = _PART.findall(clean)
    for place, part in enumerate(parts):
        match = _NUMBERED.fullmatch(part)
        if match is None:
            groups += [(term,) for term in searched(part)]
        elif match[2] is None and place == len(parts) - 1:
            groups.append(tuple(f"3{mark}{part.lower()}*" for mark in "bur") + (f"{part.lower()}*",))
        elif match[2] is None:
            groups.append((*(f"3{mark}{part.lower()}" for mark in "bur"), part.lower()))  # 桂湖花园-3-1-1204
        else:
            groups.append((number_term(part),))
    kind = ADDRESS if re.search(r"栋|幢|座|号楼|单元|室", bare) else MIXED
    return FindWord(kind, bare, tuple(dict.fromkeys(groups))) if groups else None


def number_term(part: str) -> str:
    """Term of a numbered part of an address: 3栋, 3号楼 → '3b3', 1单元 → '3u1', 1204室 → '3r1204'; a bare number is a room."""
    match = _NUMBERED.fullmatch(part)
    if match is None:
        return part.lower()
    mark = {"单元": "u", "室": "r", "号": "r", "房": "r", None: "r"}.get(match[2], "b")
    return f"3{mark}{match[1].lower()}"


@lru_cache(maxsize=65_536)
def address_terms(estate: str, building: str, unit: str, room: str) -> str:
    """Everything that the index stores for a dwelling: characters and pairs of the estate, marked numbers of the rest."""
    terms = list(text_terms(estate))
    for part in (stored_building(building), stored_unit(unit), stored_room(room)):
        if not part:
            continue
        terms += [number_term(part)] if _NUMBERED.fullmatch(part) else text_terms(part)
    return " ".join(dict.fromkeys(terms))


def address_in(text: str) -> Address | None:
    """A whole address typed in one go, for jumping straight to the door."""
    return parse_address(text)
