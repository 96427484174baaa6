"""The records behind one member's numbers of a week: the list adds up to the figure."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QDialog, QHBoxLayout, QWidget

from app.errors import Refused, Unavailable
from app.models.rankings import SheetRow, WeeklySheet
from app.models.statistics import FIGURE_LABELS
from app.services import rankings
from app.ui.context import Context
from app.ui.tables.listed import Choice, ListedTableModel, choice_columns, text_column
from app.ui.tables.rankings import grid_label
from app.ui.tables.view import GridView
from app.ui.widgets.basics import Banner, button, column, label, panel, row


class RecordsDialog(QDialog):
    """Figures on the left, their records on the right."""

    def __init__(self, context: Context, sheet: WeeklySheet, member: SheetRow, figure: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self.sheet, self.member = context, sheet, member
        theme = context.theme
        self.setWindowTitle(f"{member.name} {sheet.label} 明细")
        self.resize(theme.px(900), theme.px(560))
        self.names = list(FIGURE_LABELS)
        self.figures = GridView(theme, "数据项", 31)
        self.figures.header.hide()
        choices = ListedTableModel(choice_columns(), self)
        self.figures.setModel(choices)
        choices.set_rows([Choice(FIGURE_LABELS[name], getattr(member.figures, name), name) for name in self.names])
        self.model = ListedTableModel(
            [
                text_column("day", "日期", 104, token="ink2"),
                text_column("title", "对象", 220, stretch=1, bold=True),
                text_column("detail", "内容", 320, stretch=2, token="ink2"),
            ],
            self,
        )
        self.table = GridView(theme, "记录", 29)
        self.table.setModel(self.model)
        self.table.copied = self._copy
        self.count = label("", "body13")
        self.banner = Banner()
        foot = panel(row(self.count, None, margins=(12, 0, 12, 0)), role="section")
        foot.setFixedHeight(theme.px(34))
        right = panel(self.banner, self.table, foot, margin=1)
        left = panel(self.figures, margin=1)
        left.setFixedWidth(theme.px(190))
        body: QHBoxLayout = row(left, right)
        body.setStretch(1, 1)
        summary = f"{grid_label(member.grid)} · {sheet.label} · 第 {member.rank} 名 · 合计 {member.volume:,}"
        head = row(label(member.name, "title"), label(summary, "helper"), None)
        whole = column(head, spacing=10, margins=(16, 14, 16, 14))
        whole.addLayout(body, 1)
        whole.addLayout(row(label("走访、新增等按采集日期算在采集人名下；同一天同一对象只算一次", "helper"), None,
                            button("关闭", key="Esc", action=self.reject)))  # fmt: skip
        self.setLayout(whole)
        self.figures.moved.connect(self._ask)
        self.figures.select_row(self.names.index(figure if figure in self.names else "visited_persons"))
        self.figures.setFocus()

    def _ask(self, place: int) -> None:
        figure = self.names[place]
        self.context.jobs.query(self, rankings.records, self.context.session, self.sheet.meeting, self.member.member_id, figure,
                                done=lambda lines: self._show(figure, lines), failed=self._failed, key="records")  # fmt: skip

    def _show(self, figure: str, lines: Any) -> None:
        self.banner.hide()
        self.model.set_rows(lines)
        number = getattr(self.member.figures, figure)
        total = sum(int(getattr(line, "count", 1)) for line in lines)
        word = f"{len(lines):,} 条记录" + (f"，合计 {total:,}" if total != len(lines) else "")
        self.count.setText(f"{FIGURE_LABELS[figure]} {number:,}：{word}" + ("，与表中数字一致" if total == number else ""))
        if lines:
            self.table.select_row(0)

    def _failed(self, error: BaseException) -> None:
        self.model.set_rows([])
        self.count.setText("")
        text = error.text if isinstance(error, Unavailable) else "；".join(p.text for p in error.problems) if isinstance(error, Refused) else ""
        self.banner.show_text(text or "没有读到记录，关闭后再打开一次", "warn", closable=False)

    def _copy(self) -> str:
        lines = ["日期\t对象\t内容", *(f"{line.day}\t{line.title}\t{line.detail}" for line in self.model.rows)]
        return "\n".join(lines)
