"""The one door to the row checks of an import: a check for each kind of table (interfaces.md, Import templates).

``check = row_check('residents', mapping, tables, today)`` gives a function of the cells of one line; it answers ``(row, problems)``:
a row (with warnings, if any), or None with every reason in words that a community worker understands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from app.errors import Problem
from app.models.code_tables import CodeTable
from app.models.import_entities import EntityCheck, EntityRow
from app.models.import_office import AttendanceCheck, AttendanceRow, GridCheck, GridRow, StaffCheck, StaffRow
from app.models.import_parts import Setting, blank_row
from app.models.import_people import ResidentCheck, ResidentRow
from app.models.import_templates import KINDS, TEMPLATES, HeaderMatch, Template, find_header, mapping_from_titles, recognise_header
from app.models.import_visits import VisitCheck, VisitRow

LONGEST_CELL = 2000
RowCheck = Callable[[Sequence[object]], tuple[Any, list[Problem]]]
_CHECKS: dict[str, Callable[[Mapping[str, int], Setting], RowCheck]] = {
    "grids": GridCheck,
    "staff": StaffCheck,
    "residents": ResidentCheck,
    "entities": EntityCheck,
    "visits": VisitCheck,
    "attendance": AttendanceCheck,
}


def row_check(
    kind: str, mapping: Mapping[str, int], tables: Callable[[str], CodeTable], today: date, practice: bool = False
) -> RowCheck:
    """Check for the lines of one file: ``mapping`` says which column feeds which field, ``tables`` gives a code table by name."""
    check = _CHECKS[kind](mapping, Setting(tables, today, practice))
    fields = {place: field for field, place in mapping.items()}

    def checked(cells: Sequence[object]) -> tuple[Any, list[Problem]]:
        if any(type(cell) is str and len(cell) > LONGEST_CELL for cell in cells) and (problems := _too_long(kind, cells, fields)):
            return None, problems
        return check(cells)

    return checked


def _too_long(kind: str, cells: Sequence[object], fields: Mapping[int, str]) -> list[Problem]:
    """Cells of a length that no form has: a whole letter in 备注, or a file whose quotes do not close."""
    return [
        Problem(fields[place], f"{TEMPLATES[kind].title_of(fields[place])}有 {len(cell):,} 个字，最多 {LONGEST_CELL:,} 个，请缩短")
        for place, cell in enumerate(cells)
        if place in fields and type(cell) is str and len(cell) > LONGEST_CELL
    ]


__all__ = [
    "KINDS",
    "TEMPLATES",
    "AttendanceRow",
    "EntityRow",
    "GridRow",
    "HeaderMatch",
    "Problem",
    "ResidentRow",
    "RowCheck",
    "Setting",
    "StaffRow",
    "Template",
    "VisitRow",
    "blank_row",
    "find_header",
    "mapping_from_titles",
    "recognise_header",
    "row_check",
]
