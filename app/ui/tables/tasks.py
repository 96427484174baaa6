"""Lists of the workbench: today's tasks, members without entries, overdue visits by grid."""

from __future__ import annotations

from PySide6.QtCore import Signal

from app.models.home_views import GridOverdue, HomeTask, QuietMember
from app.ui.tables.cells import CHECK, RIGHT, TAGS, Cell, Column
from app.ui.tables.listed import ListedTableModel


def _when(task: HomeTask) -> Cell:
    return Cell(task.done_note or task.due_text, token="danger" if task.overdue else "ink2")


def task_columns() -> list[Column]:
    """Box, what, kind, until when."""
    return [
        Column("done", "", 34, lambda task: Cell(checked=task.done), kind=CHECK),
        Column("title", "任务", 200, lambda task: Cell(task.title, token="ink3" if task.done else "ink", struck=task.done), stretch=3),
        Column("kind", "类别", 92, lambda task: Cell(tags=((task.kind, "plain"),)) if task.kind else Cell(), kind=TAGS),
        Column("when", "期限", 110, _when, stretch=1),
    ]


class TasksModel(ListedTableModel):
    """``toggled(task)`` when a box is ticked; the service decides, the list is read again."""

    toggled = Signal(object)

    def __init__(self) -> None:
        super().__init__(task_columns())
        self.ticks = self

    def count(self, _rows: int = 0) -> int:
        """How many are done."""
        return sum(task.done for task in self.rows)

    def toggle_row(self, place: int) -> None:
        """Space or a click on the box."""
        self.toggled.emit(self.rows[place])

    def tick_all(self, _on: bool) -> None:
        """Tasks are ticked one by one."""


def quiet_columns() -> list[Column]:
    """Members without an entry today."""
    return [
        Column("name", "网格员", 90, lambda line: Cell(line.name, bold=True), stretch=1),
        Column("grid", "网格", 90, lambda line: Cell(line.grid), stretch=1),
        Column("last", "最近一次登记", 116, lambda line: Cell(line.last_entry_on or "30 天内没有", token="ink2")),
        Column("days", "已有", 70, _quiet_days, align=RIGHT),
    ]


def _quiet_days(line: QuietMember) -> Cell:
    if line.days_quiet is None:
        return Cell("30 天以上", token="danger")
    return Cell(f"{line.days_quiet} 天", token="danger" if line.days_quiet > 2 else "ink")


def overdue_columns() -> list[Column]:
    """Overdue visits by grid."""

    def late(line: GridOverdue) -> Cell:
        return Cell(f"{line.overdue:,}", token="danger" if line.overdue else "ink", bold=bool(line.overdue))

    return [
        Column("grid", "网格", 90, lambda line: Cell(line.grid, bold=True), stretch=1),
        Column("members", "网格员", 90, lambda line: Cell(line.members), stretch=1),
        Column("overdue", "超期", 64, late, align=RIGHT),
        Column("today", "今天到期", 76, lambda line: Cell(f"{line.due_today:,}"), align=RIGHT),
        Column("longest", "最长", 84, lambda line: Cell(f"{line.longest_days:,} 天" if line.longest_days else "—"), align=RIGHT),
    ]
