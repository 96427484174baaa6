"""Attendance as screens and pages show it."""

from __future__ import annotations

from dataclasses import dataclass

from app.models.attendance import MARKS, MonthSums
from app.models.documents import Imprint
from app.models.vocabulary import AttendanceState

LABELS = {state.value: state.label for state in AttendanceState}
RULES = (
    "口径：以班次计。应出勤＝月内计划班次（节假日、休息日不排班，补班日按本人一周里第一个有班的日子排班）；任职当日起、离任前一日止计入。"
    "出勤含公出；休息日加班另列；休息日上的请假不计。出勤率＝应出勤班次中出勤的 ÷ 截至统计日的应出勤班次。"
)
LEGEND = "√ 出勤　事 请假　病 病假　年 年休假　调 调休　婚 婚产丧假　公 公出　旷 旷工　○ 应出勤未登记　休 休息日　— 不在任"


@dataclass(frozen=True)
class MonthDay:
    """A column of the month."""

    day: str
    number: int
    weekday: str  # 一 … 日
    kind: str  # DayKind word
    note: str = ""
    edited: bool = False


@dataclass(frozen=True)
class MonthCell:
    """One member on one day."""

    state: str = ""  # AttendanceState word, '' = no record
    planned: int = 0
    shifts: str = ""  # '晚班 14:00–21:00'
    note: str = ""
    in_service: bool = True
    asked: bool = False  # a 补签 waits for approval
    due: bool = False  # the day has come

    @property
    def mark(self) -> str:
        """The one character of the sheet."""
        if self.state:
            return MARKS.get(self.state, "?")
        if not self.in_service:
            return "—"
        return "○" if self.planned and self.due else ""

    @property
    def words(self) -> str:
        """The state in words."""
        if self.state:
            return LABELS.get(self.state, self.state)
        if not self.in_service:
            return "不在任"
        if not self.planned:
            return "没有排班"
        return "没有登记" if self.due else "还没到"


@dataclass(frozen=True)
class MonthRow:
    """One member's month."""

    member_id: str
    staff_no: str
    name: str
    grid: str
    cells: tuple[MonthCell, ...]
    sums: MonthSums


@dataclass(frozen=True)
class MonthSheet:
    """The monthly sheet on screen and on paper."""

    label: str  # '2026年11月'
    year: int
    month: int
    days: tuple[MonthDay, ...]
    rows: tuple[MonthRow, ...]
    remark: str = ""  # where the calendar has no data
    waiting: int = 0  # 补签 that wait for approval

    @property
    def as_of(self) -> str:
        """The last day of the month."""
        return self.days[-1].day


@dataclass(frozen=True)
class AttendanceSheet:
    """The monthly sheet with who printed it."""

    imprint: Imprint
    month: MonthSheet


@dataclass(frozen=True)
class CorrectionLine:
    """One 补签."""

    id: str
    member: str
    staff_no: str
    day: str
    wanted: str  # label
    reason: str
    asked: str  # '张三 11-06'
    decision: str  # open, approved, refused
    decided: str  # '李四 11-07 同意'
    own: bool  # asked by, or for, the person who looks: somebody else decides


@dataclass(frozen=True)
class TemplateLine:
    """One shift in the dialog; ``id`` '' = the usual one, which is not stored yet."""

    id: str
    name: str
    weekdays: str
    starts: str
    ends: str
    everybody: bool
    text: str  # '周一至周四 14:00–21:00'
    members: str  # who follows it
    member_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class CalendarLine:
    """One day that differs from plain Monday-to-Friday, or that the office changed."""

    day: str
    text: str  # '10月1日 周四'
    kind: str
    kind_label: str
    note: str
    edited: bool
