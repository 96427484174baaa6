"""Beside the ranking: the week's totals and what the meeting should talk about."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.models.rankings import WeeklySheet
from app.models.statistics import FIGURE_LABELS
from app.ui.context import Context
from app.ui.tables.rankings import percent
from app.ui.theme import Theme
from app.ui.widgets.basics import boxed, button, column, hide_unless, label, panel, row, scrolled

WIDTH = 216
HEADING_ROLES = {"进步最大": "ok-title", "需要了解原因": "warn-title", "数据质量": "warn-title", "更正": "warn-title"}


class RankingPanel(QFrame):
    """Two cards, rebuilt for every week."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setFixedWidth(theme.px(WIDTH))
        self.whole = QVBoxLayout(self)
        self.whole.setContentsMargins(0, 0, 0, 0)
        self.whole.setSpacing(8)

    def show_sheet(self, sheet: WeeklySheet) -> None:
        """Totals and highlights of a week."""
        while self.whole.count():
            old = self.whole.takeAt(0).widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self.whole.addWidget(self._totals(sheet))
        self.whole.addWidget(self._highlights(sheet), 1)

    def _totals(self, sheet: WeeklySheet) -> QFrame:
        total = sheet.total
        before = sheet.last_total.volume if sheet.last_total is not None else None
        change = percent(total.volume, before, 1)
        tone = "danger" if change.startswith("−") else "ok"
        number = label(f"{total.volume:,}", "number")
        lines: list[Any] = [
            label("本周数据量", "fact"),
            row(number, label(change, tone), None, spacing=8),
            label(f"走访 {total.visited_persons:,} · 新增 {total.new_residents:,}", "body13", wrap=True),
            label(f"注销 {total.cancelled_residents:,} · 法人 {total.new_entities + total.cancelled_entities + total.visited_entities:,}", "body13",
                  wrap=True),
        ]  # fmt: skip
        if total.returned_residents or total.attempts:
            lines.append(label(f"回流 {total.returned_residents:,} · 未遇等 {total.attempts:,}（不计入）", "fact", wrap=True))
        if total.corrections:
            lines.append(label(f"更正 {total.corrections:,} 条", "fact"))
        return panel(column(*lines, spacing=2), margin=12)

    def _highlights(self, sheet: WeeklySheet) -> QFrame:
        lines: list[Any] = []
        points = list(sheet.highlights)
        points += [("更正", f"{c.name} {c.week_label} {FIGURE_LABELS.get(c.figure, c.figure)} {c.change:+d}") for c in sheet.corrections]
        for heading, group in groupby(points, key=lambda point: point[0]):
            if lines:
                lines.append(6)
            lines.append(label(heading, HEADING_ROLES.get(heading, "plain-title")))
            lines += [label(sentence, "body13", wrap=True) for _, sentence in group]
        if not lines:
            lines = [label("这一周没有需要特别说明的变化", "fact", wrap=True)]
        inside = column(*lines, None, spacing=3, margins=(12, 10, 12, 10))
        area = scrolled(boxed(inside))
        head = panel(row(label("例会要点", "subtitle"), label("自动提取", "fact"), None, margins=(12, 8, 12, 8)), role="panel-head")
        return panel(head, area, margin=1, grow=1)


class MeetingDoors(QWidget):
    """生成会议纪要 and 布置下周任务: to the meeting of the week that is shown.  ``meeting()`` names it."""

    def __init__(self, context: Context, meeting: Callable[[], str]) -> None:
        super().__init__()
        self.context, self.meeting = context, meeting
        self.minutes_button = button("生成会议纪要", "clipboard-text", action=self.open_minutes)
        self.tasks_button = button("布置下周任务", "target", action=self.open_tasks)
        self.setLayout(column(self.minutes_button, self.tasks_button))
        hide_unless(self, context.can("meeting.write"))

    def open_minutes(self) -> None:
        """The minutes of the week."""
        page = self.context.shell.open_page("meetings")
        if page is not None and self.meeting():
            page.show_meeting(self.meeting())

    def open_tasks(self) -> None:
        """Its decisions."""
        page = self.context.shell.open_page("meetings")
        if page is not None and self.meeting():
            page.show_decisions(self.meeting())
