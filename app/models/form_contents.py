"""What the cells of a column say about it where its title says nothing: numbers of persons, telephones, sexes, doors."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app.models.addresses import parse_address
from app.models.form_words import ENTITY

if TYPE_CHECKING:
    from app.models.form_recognition import FormItem, FormSheet

_ID = re.compile(r"[1-9]\d{16}[0-9Xx]|[1-9]\d{5}\*{4,}[\dXx]{2,4}")
_PHONE = re.compile(r"1[3-9]\d{9}|1[3-9]\d\*{4}\d{4}")
_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
_DATE = re.compile(r"(?:19|20)\d{2}[-./年]\d{1,2}(?:[-./月]\d{1,2}日?)?月?|(?:19|20)\d{6}")
_NUMBER = re.compile(r"\d{5,}")
_SHARE = 0.8
# what a column has to look like; the titles that are too poor to decide alone
_SHAPES: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("id_number", lambda text: bool(_ID.fullmatch(text))),
    ("phone", lambda text: bool(_PHONE.fullmatch(text))),
    ("sex", lambda text: text in ("男", "女")),
    ("ethnic", lambda text: text.endswith("族") and 1 < len(text) < 6),
    ("relation", lambda text: text in ("户主", "本人", "配偶", "妻", "夫", "子", "女", "儿子", "女儿", "父亲", "母亲", "父", "母", "妻子")),
    ("address", lambda text: parse_address(text) is not None and bool(re.search(r"[栋幢号楼单元室]", text))),
)


def looks_filled(text: str) -> bool:
    """A value, not a title: a long number, a date, a sex."""
    return bool(text in ("男", "女") or _ID.fullmatch(text) or _PHONE.fullmatch(text) or _DATE.fullmatch(text) or _NUMBER.fullmatch(text))


def by_content(about: str, items: Sequence[FormItem], sheet: FormSheet, filled: Sequence[int]) -> list[FormItem]:
    """Items without a field get the one that their cells show, if no other item has it."""
    if not filled:
        return list(items)
    used = {item.field for item in items if item.field}
    result = []
    for item in items:
        values = ["".join(text.split()) for row in filled[:100] if (text := sheet.text(row, item.column))]
        found = "" if item.field or not values else _shape(about, values)
        if found and found not in used:
            used.add(found)
            item = replace(item, field=found, how="content")
        result.append(item)
    return result


def _shape(about: str, values: Sequence[str]) -> str:
    if about == ENTITY:
        return "credit_code" if _share(values, lambda text: bool(_CODE.fullmatch(text))) else "phone" if _share(values, _SHAPES[1][1]) else ""
    return next((key for key, fits in _SHAPES if _share(values, fits)), "")


def _share(values: Sequence[str], fits: Callable[[str], bool]) -> bool:
    return sum(map(fits, values)) >= _SHARE * len(values)
