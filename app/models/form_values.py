"""Facts of the register as the cells of a form want them: dates in the form's own writing, 是 or √, numbers as numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.models.dates import age_of
from app.models.form_words import YES_NO
from app.models.masking import mask_id, mask_phone
from app.models.residents import TAG_WORDS

NUMBERS = frozenset(("id_number", "head_id_number", "owner_number"))
PHONES = frozenset(("phone", "head_phone", "owner_phone", "emergency_phone"))
DATES = frozenset(("birth", "visited_on", "came_on", "opened_on", "licence_expires_on"))
COUNTS = frozenset(("age", "household_size", "seq"))
GIVES_BIRTH = frozenset(("birth", "age", "birth_year"))  # the usual mask of a number would hide nothing beside these
OLD = 80
_PLACES = {"birth_year": 0, "birth_month": 1, "birth_day": 2}
_DATE_SHAPES = (
    (re.compile(r"\d{4}年\d{1,2}月\d{1,2}日|Y+年M+月D+日", re.IGNORECASE), "{y}年{m}月{d}日"),
    (re.compile(r"\d{4}年\d{1,2}月|Y+年M+月", re.IGNORECASE), "{y}年{m}月"),
    (re.compile(r"\d{4}([-./])\d{2}\1\d{2}|Y{4}([-./])M{2}\2D{2}", re.IGNORECASE), "{y}{s}{mm}{s}{dd}"),
    (re.compile(r"\d{4}([-./])\d{1,2}\1\d{1,2}|Y{4}([-./])M\2D", re.IGNORECASE), "{y}{s}{m}{s}{d}"),
    (re.compile(r"(?<!\d)(?:19|20)\d{6}(?!\d)|Y{4}MMDD", re.IGNORECASE), "{y}{mm}{dd}"),
    (re.compile(r"\d{4}([-./])\d{2}(?!\d)|Y{4}([-./])MM", re.IGNORECASE), "{y}{s}{mm}"),
    (re.compile(r"\d{4}([-./])\d(?!\d)", re.IGNORECASE), "{y}{s}{m}"),
    (re.compile(r"(?<!\d)(?:19|20)\d{4}(?!\d)|Y{4}MM(?!D)", re.IGNORECASE), "{y}{mm}"),
)
_SEX_CODES = re.compile(r"1[.、\-—:：=]?男.{0,3}2[.、\-—:：=]?女")


@dataclass(frozen=True)
class FormValue:
    """What goes into a cell; ``kind``: text, number, date (ISO text).  ``known`` False: the register does not know, the cell stays empty."""

    text: str
    kind: str = "text"
    known: bool = True


UNKNOWN = FormValue("", "text", False)


def masked(facts: Mapping[str, str], fields: frozenset[str]) -> dict[str, str]:
    """Facts with numbers and telephones hidden; strictly where the same form shows birth or age."""
    strict = bool(fields & GIVES_BIRTH)
    hidden = {key: mask_id(facts[key], strict=strict) for key in NUMBERS if facts.get(key)}
    hidden.update({key: mask_phone(facts[key]) for key in PHONES if facts.get(key)})
    return {**facts, **hidden}


def value_of(key: str, facts: Mapping[str, str], today: date, title: str = "", example: str = "") -> FormValue:
    """The cell for one fact of one row."""
    if key.startswith(YES_NO):
        return _yes_no(key[len(YES_NO) :], facts, today, title, example)
    if key == "tags_text":
        words = [word for code in facts.get("tags", "").split() if (word := TAG_WORDS.get(code) or facts.get(f"tag_label:{code}", ""))]
        return FormValue("、".join(words)) if words else UNKNOWN
    if key == "age":
        age = age_of(facts.get("birth", ""), today)
        return FormValue(str(age), "number") if age is not None else UNKNOWN
    if key in _PLACES and (born := facts.get("birth", "")):
        return FormValue(born.split("-")[_PLACES[key]].lstrip("0"), "number")
    text = facts.get(key, "")
    if not text:
        return UNKNOWN
    if key in COUNTS:
        return FormValue(text, "number")
    if key == "sex" and (_SEX_CODES.search(title) or example in ("1", "2")):
        return FormValue({"男": "1", "女": "2"}.get(text, text))
    if key == "ethnic" and example and not example.endswith("族") and text.endswith("族"):
        return FormValue(text.removesuffix("族") if len(text) > 2 else text)
    return _day(text, key, title, example) if key in DATES else FormValue(text)


def _day(iso: str, key: str, title: str, example: str) -> FormValue:
    year, month, day = (iso.split("-") + ["", ""])[:3]
    parts = {"y": year, "m": month.lstrip("0"), "d": day.lstrip("0"), "mm": month, "dd": day}
    for wanted in (example, title):
        for shape, pattern in _DATE_SHAPES:
            if wanted and (match := shape.search(wanted)):
                separator = next((group for group in match.groups() if group), "-") if shape.groups else "-"
                return FormValue(pattern.format(**parts, s=separator))
    clean = re.sub(r"\s", "", title)
    if "年份" in clean or clean.endswith("生年"):
        return FormValue(year)
    if clean.split("(")[0].split("（")[0].endswith(("出生年月", "生年月")):
        return FormValue(f"{year}-{month}")
    return FormValue(iso, "date")


def _yes_no(code: str, facts: Mapping[str, str], today: date, title: str, example: str) -> FormValue:
    if code in facts.get("sealed", "").split():
        return UNKNOWN  # sealed tags never leave, and 否 would be a lie
    age = age_of(facts.get("birth", ""), today)
    yes = code in facts.get("tags", "").split() or (code == "303" and age is not None and age >= OLD) \
        or (code == "201" and "202" in facts.get("tags", "").split())  # fmt: skip
    if "√" in title or example in ("√", "✓"):
        return FormValue("√" if yes else "")
    if re.search(r"有\s*[/、或]?\s*无", title):
        return FormValue("有" if yes else "无")
    return FormValue("是" if yes else "否")
