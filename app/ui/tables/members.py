"""Columns of the roster of members and of the list of trainings."""

from __future__ import annotations

from app.models.member_views import MemberLine, TrainingLine
from app.ui.tables.cells import CHECK, RIGHT, TAGS, Cell, Column
from app.ui.tables.listed import ListedTableModel


def _state(line: MemberLine, today: str) -> Cell:
    tags = []
    if line.left(today):
        tags.append(("离任", "plain"))
    elif line.left_on:
        tags.append((f"{line.left_on[5:]} 离任", "warn"))
    if line.mentor:
        tags.append((f"{line.mentor}带教", "blue"))
    if line.outstanding and line.left(today):
        tags.append(("装备未交", "danger"))
    return Cell(tags=tuple(tags))


class MembersModel(ListedTableModel):
    """The roster; ticked members are those of a training."""

    def __init__(self, today: str) -> None:
        super().__init__(
            [
                Column("tick", "", 34, lambda line: Cell(checked=line.id in self.ticked), kind=CHECK),
                Column("staff_no", "工号", 84, lambda line: Cell(line.staff_no, token="ink2")),
                Column("name", "姓名", 92, lambda line: Cell(line.name, bold=True), stretch=1),
                Column("grids", "网格", 120, lambda line: Cell(line.grids or "没有", token="ink" if line.grids else "warn"), stretch=2),
                Column("roles", "角色", 96, lambda line: Cell(line.roles), stretch=1, droppable=2),
                Column("phone", "电话", 112, lambda line: Cell(line.phone, token="ink2"), droppable=3),
                Column("joined_on", "任职日期", 94, lambda line: Cell(line.joined_on, token="ink2"), droppable=1),
                Column("trainings", "今年培训", 74, lambda line: Cell(f"{line.trainings} 次" if line.trainings else "—"), align=RIGHT, droppable=4),
                Column("state", "状态", 110, lambda line: _state(line, today), kind=TAGS, stretch=1),
            ]
        )
        self.ticked: set[str] = set()
        self.ticks = self

    def count(self, _rows: int = 0) -> int:
        """How many are ticked."""
        return len(self.ticked_lines())

    def toggle_row(self, place: int) -> None:
        """Space."""
        self.ticked ^= {self.rows[place].id}
        self._changed()

    def tick_all(self, on: bool) -> None:
        """Ctrl+A and the box in the header."""
        self.ticked = {line.id for line in self.rows} if on else set()
        self._changed()

    def ticked_lines(self) -> list[MemberLine]:
        """Ticked members in their order."""
        return [line for line in self.rows if line.id in self.ticked]

    def _changed(self) -> None:
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, 0))


def training_columns() -> list[Column]:
    """培训: when, what, how many."""

    def missing(line: TrainingLine) -> Cell:
        return Cell(f"{line.missing} 人", token="warn" if line.missing and line.everybody else "ink2") if line.missing else Cell("—", token="ink3")

    return [
        Column("held_on", "日期", 100, lambda line: Cell(line.held_on)),
        Column("title", "内容", 260, lambda line: Cell(line.title, bold=True), stretch=3),
        Column("meant", "对象", 90, lambda line: Cell("全员" if line.everybody else "部分人员")),
        Column("held_by", "主讲", 110, lambda line: Cell(line.held_by), stretch=1),
        Column("minutes", "时长", 84, lambda line: Cell(f"{line.minutes} 分钟" if line.minutes else "—", token="ink2"), align=RIGHT),
        Column("full", "全程", 74, lambda line: Cell(f"{line.full} 人"), align=RIGHT),
        Column("part", "部分", 74, lambda line: Cell(f"{line.part} 人" if line.part else "—"), align=RIGHT),
        Column("missing", "未参加", 84, missing, align=RIGHT),
    ]
