"""Who is meant by the rows that a form already has.  By number; else by a name that only one person has, together with something else
that agrees.  Whatever is doubtful is said and left as it is: nobody is guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from app.models.dates import parse_date


class Named(Protocol):
    """Somebody on the register."""

    @property
    def key(self) -> int: ...
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def sex(self) -> str: ...
    @property
    def birth(self) -> str: ...
    @property
    def address(self) -> str: ...


@dataclass(frozen=True)
class Match:
    """``key`` of the residence, or 0 and why not."""

    key: int = 0
    id: str = ""
    why: str = ""


def plain(text: str) -> str:
    """Names and numbers in comparable form."""
    return re.sub(r"[\s'·•]+", "", unicodedata.normalize("NFKC", text)).upper()


class Matcher:
    """Looks up rows of a form among the people of the register."""

    def __init__(self, people: Iterable[Named]) -> None:
        self._by_number: dict[str, list[Named]] = {}
        self._by_name: dict[str, list[Named]] = {}
        for each in people:
            if each.number:
                self._by_number.setdefault(plain(each.number), []).append(each)
            self._by_name.setdefault(plain(each.name), []).append(each)

    def find(self, row: Mapping[str, str]) -> Match:
        """``row``: what the form says, by field (name, id_number, phone, birth, address)."""
        number, name = plain(row.get("id_number", "")), plain(row.get("name", ""))
        if number and "*" not in number:
            return self._numbered(number, name)
        if not name:
            return Match(why="没有姓名和证件号码")
        found = self._by_name.get(name, [])
        if not found:
            return Match(why="登记簿里没有这个姓名")
        agreeing = [each for each in found if _agrees(each, row)]
        if len(agreeing) == 1:
            return Match(agreeing[0].key, agreeing[0].id)
        if len(found) > 1:
            return Match(why=f"有 {len(found)} 个同名的人，请补上证件号码或电话")
        contradicting = any(row.get(field, "") for field in ("phone", "birth", "address")) or number
        return Match(why="只有姓名相同，其他项对不上" if contradicting else "只有姓名，不能确定是同一人，请补上证件号码或电话")

    def _numbered(self, number: str, name: str) -> Match:
        found = self._by_number.get(number, [])
        if not found:
            return Match(why="登记簿里没有这个证件号码")
        if len(found) > 1:
            return Match(why="这个证件号码登记了不止一个人")
        if name and plain(found[0].name) != name:
            return Match(why=f"证件号码在登记簿里是“{found[0].name}”")
        return Match(found[0].key, found[0].id)


def _agrees(person: Named, row: Mapping[str, str]) -> bool:
    """Something besides the name is the same, and nothing that never changes contradicts."""
    agree = _same(row.get("phone", ""), person.phone) or _same_door(row.get("address", ""), person.address)
    number = plain(row.get("id_number", ""))
    if "*" in number:
        if not _fits(number, plain(person.number)):
            return False
        agree = True
    day, _ = parse_date(row.get("birth", "") or None)
    if day is not None and person.birth:
        if day.isoformat() != person.birth:
            return False
        agree = True
    return agree


def _same(said: str, known: str) -> bool:
    return bool(said and known) and (plain(said) == plain(known) or ("*" in said and _fits(plain(said), plain(known))))


def _same_door(said: str, known: str) -> bool:
    return bool(said and known) and plain(said).endswith(plain(known))


def _fits(masked: str, number: str) -> bool:
    pattern = "".join("." if character == "*" else re.escape(character) for character in masked)
    return bool(re.fullmatch(pattern, number))
