"""Masks for what is shown, printed and exported (domain.md §1.3).

The usual mask of an identity number hides only the birth date: where the same table shows age or birth date it hides nothing at
all.  There the strict mask is due.
"""

from __future__ import annotations

import re

COMPOUND_SURNAMES = frozenset(
    """欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 令狐 慕容 宇文 长孙 司徒 司空 夏侯 万俟 闻人 赫连 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠
    仲孙 轩辕 钟离 鲜于 闾丘 亓官 司寇 南宫 西门 东郭 百里 呼延 端木 拓跋 独孤 第五 左丘 梁丘 公羊 谷梁 段干 漆雕 乐正 壤驷 公西 巫马 颛孙
    宰父 微生 羊舌 子车 东门 南门 北堂 纳兰 完颜 耶律""".split()
)
_ROOM = re.compile(r"(.*(?:栋|幢|号楼|座|单元))(.+)")
_DASHED = re.compile(r"([^-]+-[^-]+)-(.+)")


def mask_id(number: str, strict: bool = False) -> str:
    """Identity or document number: usual ``110105********002X``; strict shows only the first and the last character."""
    if len(number) <= 2:
        return "*" * len(number)
    if strict or len(number) < 8:
        return number[0] + "*" * (len(number) - 2) + number[-1]
    if len(number) == 18:
        return f"{number[:6]}********{number[-4:]}"
    shown = 6 if len(number) == 15 else 2
    tail = 3 if len(number) == 15 else 2
    return number[:shown] + "*" * (len(number) - shown - tail) + number[-tail:]


def mask_phone(number: str) -> str:
    """Mobile ``138****8000``; any other number loses its last four digits."""
    if len(number) == 11 and number.startswith("1"):
        return f"{number[:3]}****{number[7:]}"
    return number[:-4] + "****" if len(number) > 4 else "*" * len(number)


def surname_of(name: str) -> str:
    """Family name: two characters for the known compound ones, else the first character."""
    return name[:2] if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else name[:1]


def mask_name(name: str) -> str:
    """``张*``, ``张*明``, ``欧阳**``; of names with a dot only the first character and the dots stay."""
    if "·" in name:
        return name[:1] + "".join("·" if character == "·" else "*" for character in name[1:])
    surname = surname_of(name)
    given = len(name) - len(surname)
    if given <= 0:
        return "*" * len(name)
    if len(surname) == 1 and given >= 2:
        return surname + "*" * (given - 1) + name[-1]
    return surname + "*" * given


def anonymous_name(name: str) -> str:
    """``朱某``, as reports write it."""
    return f"{surname_of(name)}某" if name else ""


def mask_address(address: str) -> str:
    """Address down to the building; unit and room are hidden."""
    match = re.match(r"(.*?(?:栋|幢|号楼|座))(.+)", address) or _ROOM.fullmatch(address) or _DASHED.fullmatch(address)
    return match[1] + "***" if match else re.sub(r"\d+(室|号|房)?$", "***", address)


def mask_account(number: str) -> str:
    """Bank account: only the last four digits."""
    return "*" * max(len(number) - 4, 0) + number[-4:] if len(number) > 4 else "*" * len(number)
