"""Rows of the small templates: grids, staff and attendance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.errors import Problem
from app.models.document_numbers import check_phone
from app.models.import_cells import clock_text, code_text, day_text, decimal_of, free_text, is_blank, line_text, listed
from app.models.import_parts import Codes, Column, Setting, day, error, refused, warn, word
from app.models.import_words import choices_of
from app.models.names import normal_name
from app.models.number_checks import WARNING
from app.models.vocabulary import AttendanceState

SQUARE_METRES = 1_000_000  # of a square kilometre
LARGEST_GRID = Decimal(20_000)  # square kilometres; more is another unit
FULL_TIME = "03"


@dataclass(slots=True)
class GridRow:
    """One grid.  ``level_name`` as written (社区, 网格 …), ``kind`` a code of grid_kind."""

    code: str
    name: str
    parent_code: str
    level_name: str
    kind: str
    territorial: int  # 0 = industry or enterprise grid without dwellings
    range_text: str
    area_m2: int | None


@dataclass(slots=True)
class StaffRow:
    """One grid member and the grids that are given to it; ``role`` a code of grid_member_role."""

    staff_no: str
    name: str
    role: str
    phone: str
    grid_codes: tuple[str, ...]
    joined_on: str
    left_on: str


@dataclass(slots=True)
class AttendanceRow:
    """One member on one day (and shift)."""

    day: str
    staff_no: str
    shift: str
    state: str
    came_at: str
    left_at: str
    note: str


class GridCheck:
    """Checks the rows of one file."""

    def __init__(self, mapping: Mapping[str, int], setting: Setting) -> None:
        self._column = Column("grids", mapping)
        self._table = setting.tables("grid_kind")
        self._kinds = Codes(self._table)

    def __call__(self, cells: Sequence[object]) -> tuple[GridRow | None, list[Problem]]:
        """The row with its warnings, or None with all reasons."""
        code, name, parent, level, kind, range_cell, area = self._column.pick(cells)
        problems: list[Problem] = []
        code_word, name_text, parent_word = code_text(code), line_text(name), code_text(parent)
        if not code_word:
            error(problems, "code", "没有填写网格编码")
        if not name_text:
            error(problems, "name", "没有填写网格名称")
        if code_word and code_word == parent_word:
            error(problems, "parent_code", f"网格“{code_word}”的上级编码是它自己，请核对")
        kind_code = self._kinds.code(code_text(kind))
        if code_text(kind) and not kind_code:
            warn(problems, "kind", f"网格类型“{code_text(kind)[:20]}”不在代码表里，没有登记类型")
        item = self._table.item(kind_code)
        territorial = 0 if item is not None and item.extra.get("territorial") == "0" else 1
        row = GridRow(
            *(code_word, name_text, parent_word, free_text(level), kind_code, territorial, free_text(range_cell)),
            self._area(problems, area),
        )
        return (None if refused(problems) else row), problems

    def _area(self, problems: list[Problem], cell: object) -> int | None:
        if is_blank(cell):
            return None
        value = decimal_of(cell)
        if value is None or not 0 <= value <= LARGEST_GRID:
            warn(problems, "area_m2", f"面积“{str(cell)[:20]}”看不懂，应为平方公里数，没有登记面积")
            return None
        return int((value * SQUARE_METRES).to_integral_value())


class StaffCheck:
    """Checks the rows of one file."""

    def __init__(self, mapping: Mapping[str, int], setting: Setting) -> None:
        self._column = Column("staff", mapping)
        self._roles = Codes(setting.tables("grid_member_role"))

    def __call__(self, cells: Sequence[object]) -> tuple[StaffRow | None, list[Problem]]:
        """The row with its warnings, or None with all reasons."""
        number, name, role, phone, grids, joined, left = self._column.pick(cells)
        problems: list[Problem] = []
        staff_no, person_name, role_text = code_text(number), normal_name(free_text(name)), code_text(role)
        if not staff_no:
            error(problems, "staff_no", "没有填写工号")
        if not person_name:
            error(problems, "name", "没有填写姓名")
        role_code = self._roles.code(role_text)
        if role_text and not role_code:
            warn(problems, "role", f"角色“{role_text[:20]}”不在代码表里，已按专职网格员登记")
        joined_on, left_on = (self._day(problems, *each) for each in (("joined_on", "任职日期", joined), ("left_on", "离任日期", left)))
        if joined_on and left_on and left_on < joined_on:
            error(problems, "left_on", f"离任日期 {left_on} 早于任职日期 {joined_on}，请核对")
        checked = check_phone(code_text(phone))
        if checked.severity == WARNING:
            warn(problems, "phone", checked.reason)
        codes = tuple(dict.fromkeys(code_text(part) for part in listed(grids if isinstance(grids, str) else code_text(grids))))
        row = StaffRow(staff_no, person_name, role_code or FULL_TIME, checked.normalized, codes, joined_on, left_on)
        return (None if refused(problems) else row), problems

    def _day(self, problems: list[Problem], field: str, title: str, cell: object) -> str:
        """Both may lie in the future: a successor is often entered before the day."""
        text, reason = day_text(cell)
        if reason:
            error(problems, field, f"{title}：{reason}")
        return text


class AttendanceCheck:
    """Checks the rows of one file."""

    def __init__(self, mapping: Mapping[str, int], setting: Setting) -> None:
        self._column = Column("attendance", mapping)
        self._today = setting.today.isoformat()

    def __call__(self, cells: Sequence[object]) -> tuple[AttendanceRow | None, list[Problem]]:
        """The row with its warnings, or None with all reasons."""
        day_cell, number, shift, state, came, left, note = self._column.pick(cells)
        problems: list[Problem] = []
        day_word = self._day(problems, day_cell)
        staff_no = code_text(number)
        if not staff_no:
            error(problems, "staff_no", "没有填写工号")
        state_word = word(problems, "state", "状态", state, AttendanceState)
        if not code_text(state):
            error(problems, "state", f"没有填写状态，可填：{choices_of(AttendanceState)}")
        clocks: list[str] = []
        for field, title, cell in (("came_at", "上班时间", came), ("left_at", "下班时间", left)):
            clock, reason = clock_text(cell)
            if reason:
                warn(problems, field, f"{title}：{reason}")
            clocks.append(clock)
        row = AttendanceRow(day_word, staff_no, free_text(shift), state_word, clocks[0], clocks[1], free_text(note))
        return (None if refused(problems) else row), problems

    def _day(self, problems: list[Problem], cell: object) -> str:
        return day(problems, "day", "日期", cell, self._today, needed=True)
