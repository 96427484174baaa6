"""Addresses of cells in formulas and lists when rows are put into a sheet."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

_CELL = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d+)")
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)")
_ROWS = re.compile(r"(\$?)(\d+):(\$?)(\d+)")


@dataclass(frozen=True)
class RowsAdded:
    """``count`` rows before row ``at`` (counted from 1).  ``sheet``: only addresses that name this sheet, '' = those that name none."""

    at: int
    count: int
    sheet: str = ""

    def row(self, number: int) -> int:
        """Where a row stands afterwards."""
        return number + self.count if number >= self.at else number

    def end(self, number: int) -> int:
        """Where the end of a range stands: a range down to the row before takes the new rows in."""
        return number + self.count if number >= self.at - 1 else number

    def of_sheet(self, name: str) -> RowsAdded:
        """The same for addresses from elsewhere."""
        return replace(self, sheet=name)


def column_letters(column: int) -> str:
    """0 → A, 27 → AB."""
    letters, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


def place_of(address: str) -> tuple[int, int]:
    """'B3' → (2, 1)."""
    match = _PLACE.fullmatch(address)
    if match is None:
        raise ValueError(address)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def shifted_list(text: str, added: RowsAdded, grow: bool = True) -> str:
    """Addresses apart by blanks: 'A5:C14 E5'.  ``grow``: a range that ends just before the new rows takes them in."""
    return " ".join(_shifted(each, added, grow) for each in text.split())


def _shifted(address: str, added: RowsAdded, grow: bool = True) -> str:
    if match := _ROWS.fullmatch(address):
        return f"{match[1]}{added.row(int(match[2]))}:{match[3]}{added.end(int(match[4]))}"
    first, colon, last = address.partition(":")
    if not colon:
        return _moved(first, added.row)
    return f"{_moved(first, added.row)}:{_moved(last, added.end if grow else added.row)}"


def _moved(address: str, to: Callable[[int], int]) -> str:
    match = _CELL.fullmatch(address)
    return f"{match[1]}{match[2]}{match[3]}{to(int(match[4]))}" if match else address


def shifted_formula(text: str, added: RowsAdded) -> str:
    """A formula (with or without its '=') whose addresses follow the rows."""
    from openpyxl.formula import Tokenizer
    from openpyxl.formula.tokenizer import Token

    equals = text.startswith("=")
    tokens = Tokenizer(text if equals else f"={text}").items
    written = []
    for token in tokens:
        value = token.value
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            value = _shifted_operand(value, added)
        written.append(value)
    return ("=" if equals else "") + "".join(written)


def _shifted_operand(value: str, added: RowsAdded) -> str:
    sheet, mark, address = value.rpartition("!")
    name = sheet.strip("'").replace("''", "'")
    if bool(mark) != bool(added.sheet) or name != added.sheet:
        return value
    return f"{sheet}{mark}{_shifted(address, added)}"


def translated(formula: str, origin: str, place: str) -> str:
    """A formula copied to another cell."""
    from openpyxl.formula.translate import Translator

    return str(Translator(f"={formula}", origin=origin).translate_formula(place))[1:]
