"""Does a word of a search fit a person or a door, and how well: the rule that the index only speeds up."""

from __future__ import annotations

from dataclasses import dataclass

from app.models.addresses import stored_building, stored_room
from app.models.find_text import CHINESE, DIGITS, LETTERS, FindWord, address_terms
from app.models.names import DOTS, readings

EXACT, PREFIX, INSIDE, NOT = 0, 1, 2, 9
MATCH_NAMES = {EXACT: "exact", PREFIX: "prefix", INSIDE: "inside"}
SHORTEST_NUMBER = 4  # fewer digits mean a room or a building


@dataclass(frozen=True)
class Findable:
    """What a search looks at of one person and the place where he or she lives."""

    name: str
    former_name: str = ""
    id_number: str = ""
    phone: str = ""
    estate: str = ""
    building: str = ""
    unit: str = ""
    room: str = ""


def without_dots(text: str) -> str:
    """Minority names are typed with any dot or none."""
    return "".join(character for character in text if character not in DOTS)


def _text(text: str, typed: str) -> int:
    if text == typed:
        return EXACT
    return PREFIX if text.startswith(typed) else INSIDE if typed in text else NOT


def _number(number: str, typed: str) -> int:
    if number == typed:
        return EXACT
    return PREFIX if number.startswith(typed) else INSIDE if number.endswith(typed) else NOT


def _letters(person: Findable, typed: str) -> int:
    level = NOT
    for name in (person.name, person.former_name):
        for pair in readings(name) if name else ():
            level = min(level, EXACT if typed in pair else PREFIX if any(form.startswith(typed) for form in pair) else NOT)
    return level


def _digits(person: Findable, typed: str) -> int:
    level = NOT
    if len(typed) >= SHORTEST_NUMBER:
        level = min(_number(person.id_number, typed), _number(person.phone, typed))
    if typed in (person.room, stored_room(person.room)) or person.building == stored_building(typed):
        level = min(level, PREFIX)
    return level


def _door(person: Findable, word: FindWord) -> int:
    terms = address_terms(person.estate, person.building, person.unit, person.room).split()
    for group in word.groups:
        if not any(term in terms or (term.endswith("*") and any(own.startswith(term[:-1]) for own in terms)) for term in group):
            return NOT
    return EXACT


def fit(word: FindWord, person: Findable) -> int:
    """``EXACT``, ``PREFIX``, ``INSIDE`` or ``NOT``."""
    if word.kind == LETTERS:
        return _letters(person, word.text)
    if word.kind == DIGITS:
        return _digits(person, word.text)
    if word.kind == CHINESE:
        typed = without_dots(word.text)
        level = min(_text(without_dots(person.name), typed), _text(without_dots(person.former_name), typed))
        return level if level != NOT or typed not in person.estate + person.building else INSIDE
    return _door(person, word)


def fits(words: tuple[FindWord, ...], person: Findable) -> bool:
    """Whether every word fits."""
    return all(fit(word, person) != NOT for word in words)


def best(words: tuple[FindWord, ...], person: Findable) -> int:
    """The best of the words, for ordering hits."""
    return min((fit(word, person) for word in words), default=NOT)
