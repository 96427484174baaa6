"""Cells of a foreign table as clean text, numbers, dates and times.  Nothing is repaired that cannot be known for sure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from app.models.dates import parse_date

MOST_EXACT_DIGITS = 15  # a spreadsheet keeps no more of a number
DAMAGED = "号码已被表格损坏：数字格只保留 15 位，后几位已变成 0。请把单元格设为文本，对照证件重新填写"
_FULL_WIDTH: dict[int, int | None] = {
    **{code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))},
    0x3000: 0x20, 0x00: None, 0xFEFF: None, 0x200B: None,
}
_TIME = re.compile(r"(\d{1,2})\s*[:点时.]\s*(\d{1,2})?\s*(?:[:分]\s*(\d{1,2})?秒?)?")
_BREAK = re.compile(r"[\t\r\n]+")
_LISTED = re.compile(r"[、,，;；/|\s]+")


def is_blank(cell: object) -> bool:
    """Nothing in the cell."""
    return cell is None or cell == "" or (isinstance(cell, str) and not cell.strip("\x00\u3000 \t\r\n'"))


def free_text(cell: object) -> str:
    """Text as people wrote it: full-width digits and letters become half-width, Chinese punctuation stays."""
    return _free(cell) if type(cell) is str else _other(cell)


@lru_cache(maxsize=65_536)
def _free(text: str) -> str:
    return text.translate(_FULL_WIDTH).strip().lstrip("'").strip()


def line_text(cell: object) -> str:
    """A name: the same on one line, for cells that were broken with Alt+Enter."""
    text = free_text(cell)
    return text if text.isprintable() else (" " if text.isascii() else "").join(part.strip() for part in _BREAK.split(text))


def code_text(cell: object) -> str:
    """Code, number or short word: wholly half-width, without blanks."""
    return _code(cell) if type(cell) is str else _other(cell)


@lru_cache(maxsize=65_536)
def _code(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).replace("\x00", "").split()).lstrip("'")


def _other(cell: object) -> str:
    """A cell that is no text: whole numbers lose their '.0', dates become ISO text."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell == cell and abs(cell) < 1e15 and cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell)


def is_damaged(cell: object) -> bool:
    """A number cell with more digits than a spreadsheet keeps."""
    return isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= 10 ** (MOST_EXACT_DIGITS - 1)


def listed(cell: object) -> tuple[str, ...]:
    """Several words in one cell."""
    text = free_text(cell)
    return tuple(part for part in _LISTED.split(text) if part) if text else ()


def day_text(cell: object) -> tuple[str, str]:
    """(ISO date, '') or ('', reason); a blank cell gives ('', '')."""
    value, reason = parse_date(cell)
    return (value.isoformat(), "") if value is not None else ("", reason)


def clock_text(cell: object) -> tuple[str, str]:
    """('HH:MM', '') or ('', reason): time cells, fractions of a day, '14:05', '14点05分', '1405'."""
    if is_blank(cell):
        return "", ""
    if isinstance(cell, datetime | time):
        return f"{cell.hour:02d}:{cell.minute:02d}", ""
    if isinstance(cell, timedelta):
        return _minutes(cell.total_seconds() / 60, cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _minutes((cell % 1) * 1440, cell) if cell != int(cell) or cell == 0 else _clock(str(int(cell)))
    return _clock(str(cell))


def _minutes(minutes: float, cell: object) -> tuple[str, str]:
    whole = round(minutes)
    if 0 <= whole < 1440:
        return f"{whole // 60:02d}:{whole % 60:02d}", ""
    return "", f"看不懂时间“{cell}”，请写成 14:05"


@lru_cache(maxsize=4096)
def _clock(text: str) -> tuple[str, str]:
    clean = unicodedata.normalize("NFKC", text).strip().lstrip("'")
    later = 12 if clean.startswith(("下午", "晚上", "PM")) else 0
    clean = re.sub(r"^(上午|下午|早上|晚上|中午|AM|PM)\s*", "", clean)
    if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}[ T]+\d{1,2}:\d{2}.*", clean):
        clean = re.split(r"[ T]+", clean, maxsplit=1)[1]
    if re.fullmatch(r"\d{3,4}", clean):
        clean = f"{clean[:-2]}:{clean[-2:]}"
    match = _TIME.fullmatch(clean)
    if match:
        hour, minute = int(match[1]), int(match[2] or 0)
        hour += later if hour < 12 else 0
        if hour < 24 and minute < 60:
            return f"{hour:02d}:{minute:02d}", ""
    return "", f"看不懂时间“{text.strip()[:20]}”，请写成 14:05"


def count_of(cell: object) -> int | None:
    """Whole number of a cell ('3人' counts), None when it is none; blank is -1."""
    if is_blank(cell):
        return -1
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return int(cell) if cell == cell and abs(cell) < 1e9 and cell == int(cell) and cell >= 0 else None
    match = re.fullmatch(r"(\d{1,6})(\.0+)?[人个]?", code_text(cell))
    return int(match[1]) if match else None


def decimal_of(cell: object) -> Decimal | None:
    """Exact decimal of a cell, None when it is none."""
    text = str(cell) if isinstance(cell, int | float) else re.sub(r"(km2|平方公里|平方千米)$", "", code_text(cell), flags=re.IGNORECASE)
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def in_future(day: str, today: date) -> bool:
    """ISO text after today."""
    return day > today.isoformat()
