"""What the row checks of all kinds share: picking cells by column, collecting problems, looking up codes once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import NamedTuple

from app.errors import Problem
from app.models.code_tables import CodeTable
from app.models.import_cells import code_text, day_text, is_blank
from app.models.import_templates import TEMPLATES
from app.models.import_words import choices_of, word_of
from app.models.vocabulary import Word

Tables = Callable[[str], CodeTable]


class Setting(NamedTuple):
    """What row checks need to know of the office."""

    tables: Tables
    today: date
    practice: bool = False


class Column:
    """Picks the cells of one kind's fields out of the rows of a file, whatever their order."""

    def __init__(self, kind: str, mapping: Mapping[str, int]) -> None:
        self.fields = tuple(column.field for column in TEMPLATES[kind].columns)
        self._places = tuple(mapping.get(field, -1) for field in self.fields)
        self._width = max(self._places, default=-1) + 1

    def pick(self, cells: Sequence[object]) -> list[object]:
        """Cells in the order of the template; columns that the file does not have are None."""
        if len(cells) < self._width:
            cells = list(chain(cells, [None] * (self._width - len(cells))))
        return [cells[place] if place >= 0 else None for place in self._places]


class Codes:
    """Codes of one table as people wrote them, each spelling looked up once."""

    def __init__(self, table: CodeTable) -> None:
        self._find = table.code
        self._known: dict[str, str] = {"": ""}

    def code(self, text: str) -> str:
        """Code, '' when nothing fits."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self._find(text)
        return found


def blank_row(cells: Sequence[object]) -> bool:
    """A row without anything in it."""
    return all(is_blank(cell) for cell in cells)


def error(problems: list[Problem], field: str, text: str) -> None:
    """The row stays out."""
    problems.append(Problem(field, text))


def warn(problems: list[Problem], field: str, text: str) -> None:
    """The row goes in, but deserves a look."""
    problems.append(Problem(field, text, "warning"))


def refused(problems: Sequence[Problem]) -> bool:
    """Whether one of the problems keeps the row out."""
    return any(problem.severity == "error" for problem in problems)


def day(problems: list[Problem], field: str, title: str, cell: object, today: str, needed: bool = False) -> str:
    """ISO date of a cell that cannot lie in the future."""
    if type(cell) is date:
        text = cell.isoformat()
    else:
        text, reason = day_text(cell)
        if reason:
            error(problems, field, f"{title}：{reason}")
            return ""
    if not text:
        if needed:
            error(problems, field, f"没有填写{title}")
    elif text > today:
        error(problems, field, f"{title} {text} 在今天之后，请核对")
    return text


def word(problems: list[Problem], field: str, title: str, cell: object, words: type[Word]) -> str:
    """Stored word of a cell; an unknown one is refused with the words that can be used."""
    text = code_text(cell)
    if not text:
        return ""
    value = word_of(words, text)
    if not value:
        error(problems, field, f"{title}“{text[:20]}”看不懂，可填：{choices_of(words)}")
    return value


def closing(problems: list[Problem], opened_on: str, cells: tuple[object, object], words: type[Word], today: str) -> tuple[str, str]:
    """(注销日期, 注销原因): both or neither, not before the opening."""
    day_cell, reason_cell = cells
    if (day_cell is None or day_cell == "") and (reason_cell is None or reason_cell == ""):
        return "", ""
    closed_on = day(problems, "closed_on", "注销日期", day_cell, today)
    reason = word(problems, "close_reason", "注销原因", reason_cell, words)
    if closed_on and is_blank(reason_cell):
        error(problems, "close_reason", f"有注销日期，没有注销原因，可填：{choices_of(words)}")
    if is_blank(day_cell) and reason:
        error(problems, "closed_on", "有注销原因，没有注销日期")
    if closed_on and opened_on and closed_on < opened_on:
        error(problems, "closed_on", f"注销日期 {closed_on} 早于登记日期 {opened_on}，请核对")
    return closed_on, reason


