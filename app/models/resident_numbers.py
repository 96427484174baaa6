"""公民身份号码 and the numbers built like it: GB 11643-1999, 港澳台居民居住证, 外国人永久居留身份证 (domain.md §1.1, §1.2).

An import checks 125,000 numbers, so the check sum is looked up in three parts (region, birth date, serial) that repeat all the time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from app.models.dates import calendar_problem, today_in_office
from app.models.number_checks import NOTES, OK, WARNING, NumberCheck, clean, error

PROVINCES = frozenset("11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82".split())
CHECK_CHARACTERS = "10X98765432"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
EARLIEST_BIRTH_YEAR = 1850
OLDEST_AGE = 120
_DIGITS = re.compile(r"[0-9]{17}[0-9X]")
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?E\+?[0-9]{1,3}")
_PASSPORT_WEIGHTS = (7, 3, 1)  # ICAO 9303


class _Region(NamedTuple):
    kind: str  # ric, hmt, fpr_new, '' = no such province
    part: int  # share of the check sum
    text: str
    practice: bool
    vague: bool  # province only, or a region that this kind of number does not have


class _Birth(NamedTuple):
    part: int
    day: date | None
    code: str
    problem: str


def check_character(first17: str) -> str:
    """18th character that belongs to 17 digits (ISO 7064 MOD 11-2)."""
    return CHECK_CHARACTERS[sum(int(digit) * weight for digit, weight in zip(first17, WEIGHTS, strict=True)) % 11]


def _part(digits: str, start: int) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS[start:], strict=False)) % 11


_SERIALS = {f"{number:03d}": _part(f"{number:03d}", 14) for number in range(1000)}


@lru_cache(maxsize=8192)
def _region(code: str) -> _Region:
    part = _part(code, 0)
    if code.startswith("99"):  # no province begins with 9, so this can never be a foreigner's card
        return _Region("ric", part, code, True, False)
    if code[0] == "9":
        return _Region("fpr_new" if code[1:3] in PROVINCES else "", part, f"{code[1:3]}/{code[3:]}", False, False)
    if code[:2] in ("81", "82", "83"):
        return _Region("hmt", part, code, False, code[2:] != "0000")
    return _Region("ric" if code[:2] in PROVINCES else "", part, code, False, code[2:] == "0000")


@lru_cache(maxsize=65_536)
def _birth(digits: str) -> _Birth:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    part = _part(digits, 6)
    problem = calendar_problem(max(year, EARLIEST_BIRTH_YEAR), month, day)
    if problem:
        return _Birth(part, None, "E_DATE", f"出生日期不存在：{problem}，请核对第 7–14 位")
    if year < EARLIEST_BIRTH_YEAR:
        return _Birth(part, None, "E_TOO_OLD", f"出生年份 {year} 早于 {EARLIEST_BIRTH_YEAR} 年，请核对第 7–10 位")
    return _Birth(part, date(year, month, day), "", "")


def check_resident_id(text: str, today: date | None = None, practice: bool = False) -> NumberCheck:
    """Check the number of a resident: identity card, 港澳台居民居住证 or 外国人永久居留身份证.  Never raises on any string.

    ``practice``: the register is marked 练习, where invented numbers with region 99xxxx are accepted.
    """
    day = today if today is not None else today_in_office()
    if len(text) == 18 and _DIGITS.fullmatch(text):
        return _check_18(text, day, practice, "")
    number, note = clean(text)
    if len(number) == 18 and _DIGITS.fullmatch(number):
        return _check_18(number, day, practice, note)
    if len(number) == 15 and number.isascii() and number[0].isalpha():
        return check_old_permanent_card(number, note)
    return _malformed(number, day, practice)


def check_many(numbers: Sequence[str], today: date, practice: bool = False) -> list[NumberCheck]:
    """``check_resident_id`` for a whole column."""
    return [check_resident_id(number, today, practice) for number in numbers]


def _malformed(number: str, today: date, practice: bool) -> NumberCheck:
    if not number:
        return error("ric", "E_EMPTY", "没有填写证件号码", number)
    if _SCIENTIFIC.fullmatch(number):
        return error("ric", "E_SCI", "号码已被表格改成科学计数，后几位已丢失，请对照证件重新填写（单元格设为文本）", number)
    if len(number) == 15 and number.isascii() and number.isdigit():
        return _check_15(number, today, practice)
    if len(number) != 18:
        return error("ric", "E_LENGTH", f"证件号码应为 18 位，现在是 {len(number)} 位，请核对", number)
    wrong = next(place for place, letter in enumerate(number, 1) if letter not in ("0123456789X" if place == 18 else "0123456789"))
    hint = "，可能把数字 0 写成了字母 O" if number[wrong - 1] == "O" else ""
    return error("ric", "E_CHARS", f"第 {wrong} 位“{number[wrong - 1]}”不是数字{hint}，请核对", number)


def _check_15(number: str, today: date, practice: bool) -> NumberCheck:
    longer = upgrade(number)
    checked = _check_18(longer, today, practice, "")
    if checked.severity not in (OK, WARNING):
        return checked._replace(normalized=number)
    return error("ric", "E_15", f"这是 15 位旧号码，升为 18 位是 {longer}，请对照证件核对后改用", number, longer)


def upgrade(number: str) -> str:
    """18-digit number of an old 15-digit one: the century 19 is inserted and the check character added."""
    first17 = f"{number[:6]}19{number[6:]}"
    return first17 + check_character(first17)


def _check_18(number: str, today: date, practice: bool, note: str) -> NumberCheck:
    region = _region(number[:6])
    if not region.kind or (region.practice and not practice):
        hint = "，虚构号码只能用在练习登记簿" if region.practice else ""
        return error("ric", "E_REGION", f"前两位“{number[:2]}”不是省级代码{hint}，请核对", number)
    birth = _birth(number[6:14])
    if birth.day is None:
        return error(region.kind, birth.code, birth.problem, number)
    if birth.day > today:
        return error(region.kind, "E_FUTURE", f"出生日期 {birth.day} 还没有到，请核对第 7–14 位", number)
    serial = number[14:17]
    expected = CHECK_CHARACTERS[(region.part + birth.part + _SERIALS[serial]) % 11]
    if number[17] != expected:
        return _wrong_check(region.kind, number, expected)
    code, reason = _remark(region, birth.day, serial, today, note)
    severity = WARNING if code.startswith("W") else OK
    return NumberCheck(region.kind, severity, code, reason, number, birth.day, "1" if serial[2] in "13579" else "2", region.text)


def _wrong_check(kind: str, number: str, expected: str) -> NumberCheck:
    if number.endswith("000"):
        return error(kind, "E_EXCEL_TAIL", "末三位为 000，号码可能已被表格截断，请对照证件重新填写", number)
    text = f"证件号末位应为 {expected}，可能输错一位，或相邻两位写反，请对照证件核对"
    return error(kind, "E_CHECK", text, number)


def _remark(region: _Region, birth: date, serial: str, today: date, note: str) -> tuple[str, str]:
    """The one remark worth saying about a number that is right."""
    if serial == "000":
        return "W_SEQ", "顺序码 000 少见，请对照证件核对"
    if region.vague and not note:
        return "W_REGION", "地区码只到省级，请对照证件核对" if region.kind == "ric" else f"地区码通常是 {region.text[:2]}0000，请核对"
    if region.kind == "ric" and today.year - birth.year > OLDEST_AGE and (today.month, today.day) >= (birth.month, birth.day):
        return "W_AGE", f"按号码年龄超过 {OLDEST_AGE} 岁，请核对"
    return note, NOTES[note]


def check_old_permanent_card(text: str, note: str = "") -> NumberCheck:
    """外国人永久居留身份证 issued before December 2023: 3 letters, 4 digits of the region, birth date YYMMDD, serial, check digit."""
    number, cleaned = clean(text)
    if len(number) != 15:
        return error("fpr_old", "E_LENGTH", f"永久居留身份证旧号码应为 15 位，现在是 {len(number)} 位，请核对", number)
    if not re.fullmatch(r"[A-Z]{3}", number[:3]):
        return error("fpr_old", "E_CHARS", "前三位应为国籍字母代码，请核对", number)
    if not re.fullmatch(r"[0-9]{12}", number[3:]):
        return error("fpr_old", "E_CHARS", "第 4–15 位应为数字，请核对", number)
    if calendar_problem(2000, int(number[9:11]), int(number[11:13])):  # 2000 was a leap year: the century is unknown
        return error("fpr_old", "E_DATE", "出生日期不存在，请核对第 8–13 位", number)
    total = sum(int(character, 36) * _PASSPORT_WEIGHTS[place % 3] for place, character in enumerate(number[:14]))
    if total % 10 != int(number[14]):
        return error("fpr_old", "E_CHECK", f"末位应为 {total % 10}，可能输错一位，请对照证件核对", number)
    code = note or cleaned
    return NumberCheck("fpr_old", OK, code, NOTES[code], number, region=f"{number[:3]}/{number[3:7]}")
