"""Addresses in four words (小区 楼栋 单元 房号): how they are stored, compared, shown and read from one text."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from app.models.unseen import visible

_BUILDING = r"(?:号楼|栋|幢|座|楼)"
_BARE = re.compile(r"[0-9]+|[A-Z]|[0-9]+[A-Z]|[A-Z][0-9]+")
_BUILDING_TAIL = re.compile(rf"(.*?)(?:{_BUILDING})$")
_UNIT_TAIL = re.compile(r"(.*?)(?:单元|门洞|门栋|单)$")
_ROOM_TAIL = re.compile(r"(.*?)(?:室|房|户|号)$")
_ZERO_POINT = re.compile(r"(\d+)\.0+")
_RUNNING = re.compile(
    rf"(?P<estate>.*?)(?P<building>[0-9A-Z一二三四五六七八九十]+(?:{_BUILDING}))(?:(?P<unit>[0-9A-Z一二三四五六七八九十]+)单元)?(?P<room>[^单]*)"
)
_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}


class Address(NamedTuple):
    """The four words of a dwelling as they are stored; '' = not given."""

    estate: str
    building: str
    unit: str
    room: str

    @property
    def text(self) -> str:
        """As lists show it: '桂湖花园3栋1单元1204'."""
        return f"{self.estate}{self.building}{self.unit}{self.room}"

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes two spellings the same door: 5栋, 5号楼, 5幢 and 5 are one building, 1204室 is 1204."""
        return address_key(self.estate, self.building, self.unit, self.room)

    @property
    def building_text(self) -> str:
        """Down to the building; unit and room stay hidden."""
        return f"{self.estate}{self.building}"


@lru_cache(maxsize=65_536)
def tidy(text: str) -> str:
    """Half-width, without blanks; a number that a spreadsheet made of a room (1204.0) becomes one again."""
    clean = visible("".join(unicodedata.normalize("NFKC", text).split()))
    match = _ZERO_POINT.fullmatch(clean)
    return match[1] if match else clean


@lru_cache(maxsize=65_536)
def stored_building(text: str) -> str:
    """Bare numbers and letters get their word: '3' → '3栋'; everything else stays as the office writes it."""
    clean = tidy(text).upper().lstrip("#").removesuffix("#")
    return f"{clean}栋" if _BARE.fullmatch(clean) else clean


@lru_cache(maxsize=65_536)
def stored_unit(text: str) -> str:
    """'1' → '1单元'; 无 and dashes mean none."""
    clean = tidy(text).upper()
    if clean in ("无", "-", "/", "无单元", "0"):
        return ""
    return f"{clean}单元" if _BARE.fullmatch(clean) else clean


@lru_cache(maxsize=65_536)
def stored_room(text: str) -> str:
    """'1204室' → '1204'; shops and other names stay as they are."""
    clean = tidy(text).upper()
    match = _ROOM_TAIL.fullmatch(clean)
    return match[1] if match and _BARE.fullmatch(match[1]) else clean


def stored_address(estate: str, building: str, unit: str, room: str) -> Address:
    """The four words as they are stored."""
    return Address(tidy(estate), stored_building(building), stored_unit(unit), stored_room(room))


@lru_cache(maxsize=65_536)
def address_key(estate: str, building: str, unit: str, room: str) -> tuple[str, str, str, str]:
    """Comparable form of four words in any spelling."""
    return tidy(estate).upper(), _number(tidy(building).upper(), _BUILDING_TAIL), _number(tidy(unit).upper(), _UNIT_TAIL), stored_room(room)


def _number(text: str, tail: re.Pattern[str]) -> str:
    match = tail.fullmatch(text)
    bare = match[1] if match and match[1] else text
    return str(_chinese_number(bare)) if bare and all(character in _DIGITS for character in bare) else bare.lstrip("0") or bare


def _chinese_number(text: str) -> int:
    if "十" not in text:
        return int("".join(str(_DIGITS[character]) for character in text))
    tens, ones = text.split("十", 1)
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0) if len(tens) < 2 and len(ones) < 2 else 0


@lru_cache(maxsize=65_536)
def parse_address(text: str) -> Address | None:
    """Address in one text: '小区-楼栋-单元-房号' (the visits template; three parts = no unit) or running '桂湖花园3栋1单元1204'."""
    clean = tidy(text).upper().replace("－", "-").replace("—", "-").replace("–", "-")
    parts = clean.split("-")
    if len(parts) == 4 and parts[0]:
        return stored_address(*parts)
    if len(parts) == 3 and parts[0]:
        return stored_address(parts[0], parts[1], "", parts[2])
    match = _RUNNING.fullmatch(clean.replace("-", ""))
    if match and match["room"]:
        return stored_address(match["estate"], match["building"], match["unit"] or "", match["room"])
    return None
