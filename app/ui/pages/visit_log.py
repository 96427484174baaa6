"""Below the form of 走访登记: what was entered today, newest first, each line with its own 撤销."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QStackedWidget

from app.models.visit_views import TodayLine
from app.services import visits
from app.ui.context import Context
from app.ui.tables.cells import Cell, Column
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.basics import button, column, label, panel, row

ROW = 28


def log_columns() -> list[Column]:
    """Time, target, door, how, what was found."""
    return [
        Column("at", "时间", 58, lambda line: Cell(line.at, token="ink2")),
        Column("title", "对象", 104, lambda line: Cell(line.title, bold=True), stretch=1),
        Column("address", "地址", 130, lambda line: Cell(line.address), stretch=1, droppable=2),
        Column("outcome", "结果", 176, lambda line: Cell(line.outcome)),
        Column("finding", "情况", 130, lambda line: Cell(line.finding or "无", token="ink" if line.finding else "ink3"), stretch=2),
    ]


class TodayLog(QFrame):
    """``correct_asked(visit_id)``: Enter on a line."""

    correct_asked = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        theme = context.theme
        self.setProperty("role", "panel")
        self.lines: list[TodayLine] = []
        self.model = ListedTableModel(log_columns())
        self.table = GridView(theme, "今日已登记", ROW)
        self.table.header.hide()
        self.table.setModel(self.model)
        self.table.opened.connect(self._open)
        self.count = label("", "helper")
        self.undo_line = button("撤销选中的一条", kind="text", action=self.undo_selected)
        self.undo_last = button("撤销上一条", "arrow-back-up", key="Ctrl+Z", kind="text", action=self.undo_newest)
        head = panel(row(label("今日已登记", "subtitle"), self.count, None, self.undo_line, self.undo_last, margins=(12, 3, 6, 3)),
                     role="panel-head")  # fmt: skip
        self.empty = label("今天还没有登记。登记一条后列在这里，可以更正或撤销", "helper", wrap=True)
        self.empty.setContentsMargins(14, 8, 14, 8)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.table)
        self.middle.addWidget(self.empty)
        self.setLayout(column(head, self.middle, spacing=0, margins=(1, 1, 1, 1)))
        self.least = theme.px(40 + ROW)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Head and one line."""
        return QSize(0, self.least)

    def refresh(self) -> None:
        """Read today's visits again."""
        self.context.jobs.query(self, visits.today, self.context.session, done=self._show, key="today")

    def undo_newest(self) -> None:
        """The last thing entered today."""
        self._undo(next((line for line in self.lines if line.undoable), None))

    def undo_selected(self) -> None:
        """The chosen line."""
        self._undo(self.model.record(current_row(self.table)))

    def _undo(self, line: TodayLine | None) -> None:
        if line is not None:
            self.context.shell.undo(line.operation_id)

    def _show(self, lines: Any) -> None:
        self.lines = list(lines)
        self.model.set_rows(self.lines)
        self.count.setText(f"{len(self.lines)} 条" if self.lines else "")
        self.undo_last.setVisible(bool(self.lines))
        self.undo_line.setVisible(len(self.lines) > 1)
        self.middle.setCurrentWidget(self.table if self.lines else self.empty)
        if self.lines:
            self.table.select_row(0)

    def _open(self, place: int, _column: int) -> None:
        line = self.model.record(place)
        if line is not None:
            self.correct_asked.emit(line.visit_id)
