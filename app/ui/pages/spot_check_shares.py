"""抽查 · 合格率: what was found of each member over a period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.models.spot_check_views import ShareLine
from app.models.spot_checks import Tally
from app.ui.context import Context
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.spot_checks import share_columns
from app.ui.tables.view import GridView
from app.ui.widgets.basics import column, label, panel, row
from app.ui.widgets.states import StateView

SPANS = (("month", "本月"), ("before", "上月"), ("quarter", "近三个月"), ("year", "今年"))


def span_of(key: str, today: date) -> tuple[str, str, str]:
    """(first, last, words) of one of SPANS; whole months, so that figures can be compared."""
    begin = today.replace(day=1)
    if key == "before":
        last = begin - timedelta(days=1)
        return last.replace(day=1).isoformat(), last.isoformat(), f"{last.year}年{last.month}月"
    if key == "year":
        return f"{today.year}-01-01", f"{today.year}-12-31", f"{today.year}年"
    end = (begin + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    if key == "quarter":
        first = ((begin - timedelta(days=1)).replace(day=1) - timedelta(days=1)).replace(day=1)
        year = "" if first.year == end.year else f"{end.year}年"
        return first.isoformat(), end.isoformat(), f"{first.year}年{first.month}月至{year}{end.month}月"
    return begin.isoformat(), end.isoformat(), f"{today.year}年{today.month}月"


class SharesView(QWidget):
    """A table to read and print."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        theme = context.theme
        self.model = ListedTableModel(share_columns())
        self.table = GridView(theme, "合格率")
        self.table.setModel(self.model)
        self.state = StateView(theme)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.table)
        self.middle.addWidget(self.state)
        self.found, self.rule = label("", "bold"), label("合格率 = 合格 ÷（合格 + 不合格），按登记的日期统计", "helper")
        foot = panel(row(self.found, None, self.rule, margins=(12, 0, 12, 0)), role="section")
        foot.setFixedHeight(theme.px(34))
        self.setLayout(column(panel(self.middle, foot, margin=1, grow=0), spacing=0))

    def show_lines(self, lines: Sequence[ShareLine], actions: Any) -> None:
        """Members of the period; ``actions``: what to do where nothing was drawn."""
        self.model.set_rows(lines)
        whole = sum((line.tally for line in lines), Tally())
        self.found.setText(f"{len(lines):,} 人 · 抽取 {whole.drawn:,} 条 · 已查 {whole.checked:,} 条 · 合格率 {whole.share_text}")
        if whole.drawn:
            self.middle.setCurrentWidget(self.table)
            self.table.select_row(0)
        else:
            self.state.show_state("shield-check", "这段时间的登记还没有抽查", "可以看更长的一段时间，或现在抽一次", actions)
            self.middle.setCurrentWidget(self.state)
