"""统一社会信用代码 GB 32100-2015 and the older numbers of organisations (domain.md §2)."""

from __future__ import annotations

import re

from app.models.number_checks import NOTES, OK, WARNING, NumberCheck, clean, error, fine
from app.models.resident_numbers import PROVINCES

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I O S V Z
PREFIXES = frozenset(
    "11 12 13 19 21 29 31 32 33 34 35 39 41 49 51 52 53 54 59 61 62 69 71 72 79 81 89 91 92 93 99 A1 A9 N1 N2 N3 N9 Y1".split()
)
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_DEPARTMENTS = frozenset(prefix[0] for prefix in PREFIXES)


def check_credit_code(text: str, practice: bool = False) -> NumberCheck:
    """Check a 统一社会信用代码.  A right old number (组织机构代码, 注册号) is answered with its own ``kind``: keep it as 曾用号码.
    A practice register takes the invented region 99 without a remark.  Never raises on any string."""
    number, note = clean(text)
    if len(number) != 18:
        return _other_length(number, note)
    wrong = next((place for place, character in enumerate(number, 1) if character not in _VALUE), 0)
    if wrong:
        return error("uscc", "E_CHARS", _wrong_character(wrong, number[wrong - 1]), number)
    if number[0] not in _DEPARTMENTS:
        return error("uscc", "E_CHARS", f"登记管理部门代码“{number[0]}”不存在，请核对第 1 位", number)
    if not re.fullmatch(r"[0-9]{6}", number[2:8]):
        return error("uscc", "E_CHARS", "第 3–8 位是登记机关地区码，应为数字，请核对", number)
    expected = check_character(number[:17])
    if number[17] != expected:
        return error("uscc", "E_CHECK", f"信用代码末位应为 {expected}，可能输错一位，请对照执照核对", number)
    code, reason = _remark(number, note, practice)
    return NumberCheck("uscc", WARNING if code.startswith("W") else OK, code, reason, number, region=number[2:8])


def check_character(first17: str) -> str:
    """18th character that belongs to 17 characters of the alphabet."""
    total = sum(_VALUE[character] * weight for character, weight in zip(first17, _WEIGHTS, strict=True))
    return ALPHABET[(31 - total) % 31]


def organisation_check(first8: str) -> str:
    """Check character of an 组织机构代码 (GB 11714): a digit or X."""
    total = sum(int(character, 36) * weight for character, weight in zip(first8, _ORGANISATION_WEIGHTS, strict=True))
    return ("0123456789X0")[11 - total % 11]


def _other_length(number: str, note: str) -> NumberCheck:
    if not number:
        return error("uscc", "E_EMPTY", "没有填写统一社会信用代码", number)
    if re.fullmatch(r"[0-9](\.[0-9]+)?E\+?[0-9]{1,3}", number):
        return error("uscc", "E_SCI", "代码已被表格改成科学计数，后几位已丢失，请对照执照重新填写（单元格设为文本）", number)
    for old in (check_organisation_code(number), check_licence_number(number)):
        if old.severity == OK:
            return old._replace(reason_code=note, reason=NOTES[note])
    return error("uscc", "E_LENGTH", f"统一社会信用代码应为 18 位，现在是 {len(number)} 位，请核对", number)


def _wrong_character(place: int, character: str) -> str:
    instead = {"I": "1", "O": "0", "S": "5", "V": "U", "Z": "2"}.get(character, "")
    hint = f"，可能是 {instead}" if instead else ""
    return f"第 {place} 位“{character}”不会出现在信用代码里{hint}，请核对"


def _remark(number: str, note: str, practice: bool) -> tuple[str, str]:
    if number[:2] not in PREFIXES:
        return "W_CLASS", f"前两位“{number[:2]}”不在机构类别表里，请核对"
    if number[2:4] not in PROVINCES and not (practice and number[2:4] == "99"):
        return "W_REGION", "地区码不是省级代码（部委或军队登记），请核对"
    if organisation_check(number[8:16]) != number[16]:
        return "W_ORG", "第 9–17 位组织机构代码的校验位不符，个别登记机关如此，请对照执照核对"
    return note, NOTES[note]


def check_organisation_code(text: str) -> NumberCheck:
    """Old 组织机构代码: 8 characters, hyphen, check character."""
    number, note = clean(text)
    bare = number.replace("-", "")
    if len(bare) != 9:
        return error("org", "E_LENGTH", f"组织机构代码应为 9 位，现在是 {len(bare)} 位，请核对", number)
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", bare):
        return error("org", "E_CHARS", "组织机构代码只有数字和大写字母，末位为数字或 X，请核对", number)
    expected = organisation_check(bare[:8])
    if bare[8] != expected:
        return error("org", "E_CHECK", f"组织机构代码末位应为 {expected}，可能输错一位，请核对", number)
    return fine("org", f"{bare[:8]}-{bare[8]}", note)


def check_licence_number(text: str) -> NumberCheck:
    """Old 营业执照注册号: 15 digits with a check digit (ISO 7064 MOD 11,10), or 13 digits without one."""
    number, note = clean(text)
    if not (number.isascii() and number.isdigit()):
        return error("reg15", "E_CHARS", "注册号只有数字，请核对", number)
    if len(number) == 13:
        return fine("reg15", number, note, number[:6])
    if len(number) != 15:
        return error("reg15", "E_LENGTH", f"注册号应为 15 位，现在是 {len(number)} 位，请核对", number)
    product = 10
    for digit in number[:14]:
        product = 2 * (((product + int(digit)) % 10) or 10) % 11
    expected = (11 - product) % 10
    if int(number[14]) != expected:
        return error("reg15", "E_CHECK", f"注册号末位应为 {expected}，可能输错一位，请核对", number)
    return fine("reg15", number, note, number[:6])
