"""Left of 入户采集: the staircase as floors × rooms, how far tonight has come, the doors before and after."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from app.models.dwelling_views import DwellingPlanView, TileFacts
from app.ui.context import Context
from app.ui.tables.dwelling_plan import PlanView
from app.ui.widgets.basics import button, column, label, panel, row

NARROW, BROAD, MANY_COLUMNS = 216, 284, 4
LEGEND = "✓ 已采　录 正在录　核 待核\n空 空置　白格 未采"


def tip_of(facts: TileFacts) -> str:
    """'黄志明等 3 人'."""
    if not facts.persons:
        return ""
    return f"{facts.head}等 {facts.persons} 人" if facts.head and facts.persons > 1 else facts.head or f"{facts.persons} 人"


class PlanPanel(QFrame):
    """``opened(dwelling_id)``; ``choose_asked()``: another building; ``stepped(places)``: 上一户, 下一户."""

    opened = Signal(str)
    choose_asked = Signal()
    stepped = Signal(int)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.view: DwellingPlanView | None = None
        self.setProperty("role", "panel")
        theme = context.theme
        self.title = button("选楼栋", "building-community", kind="text", action=self.choose_asked.emit)
        self.title.setToolTip("换楼栋或房号（/）")
        self.title.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = panel(row(self.title, None, margins=(4, 2, 4, 2)), role="panel-head")
        self.plan = PlanView(theme)
        self.plan.opened.connect(self.opened)
        legend = label(LEGEND, "helper")
        self.done = label("", "bold")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("本单元进度")
        self.tonight, self.more = label("", "bold"), label("", "helper", wrap=True)
        self.progress_title = label("本单元进度", "body13")
        figures = column(row(self.progress_title, None, self.done), self.bar, row(label("今天已录", "body13"), None, self.tonight), self.more,
                         spacing=5, margins=(12, 8, 12, 8))  # fmt: skip
        self.before_button = button("上一户", "chevron-left", small=True, action=lambda: self.stepped.emit(-1))
        self.after_button = button("下一户", "chevron-right", small=True, action=lambda: self.stepped.emit(1))
        for each, key in ((self.before_button, "PgUp"), (self.after_button, "PgDn")):
            each.setToolTip(key)
            each.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        foot = panel(row(self.before_button, self.after_button, margins=(10, 6, 10, 6)), role="section")
        words = QFrame()
        words.setLayout(column(legend, margins=(12, 4, 12, 6)))
        self.inside = panel(head, _padded(self.plan), words, panel(figures, role="section"), foot, role="", grow=1)
        self.setLayout(row(self.inside, margins=(1, 1, 1, 1)))
        self._fit_width(0)

    def show_plan(self, view: DwellingPlanView, current: str) -> None:
        """Another unit, or its states now."""
        self.view = view
        self._fit_width(view.plan.columns)
        self.title.setText(f" {self._fitting(view.title)}")
        self.title.setAccessibleName(view.title)
        self.plan.show_plan(view.plan, current, {key: tip_of(facts) for key, facts in view.facts.items()})
        self.done.setText(f"{view.done} / {view.total} 户")
        self.bar.setRange(0, max(1, view.total))
        self.bar.setValue(view.done)
        tonight = view.tonight
        self.tonight.setText(f"{tonight.households} 户 {tonight.persons_met} 人")
        parts = [f"新增 {tonight.new_persons} 人" if tonight.new_persons else "", f"未遇 {tonight.attempts} 次" if tonight.attempts else "",
                 f"待核 {view.to_verify} 户" if view.to_verify else ""]  # fmt: skip
        self.more.setText(" · ".join(part for part in parts if part) or "按走廊顺序，PgDn 下一户")

    def show_current(self, dwelling_id: str) -> None:
        """Another room of the same unit."""
        self.plan.set_current(dwelling_id)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The title keeps its end readable."""
        super().resizeEvent(event)
        if self.view is not None:
            self.title.setText(f" {self._fitting(self.view.title)}")

    def _fitting(self, title: str) -> str:
        room = self.width() - self.context.theme.px(56)
        return self.title.fontMetrics().elidedText(title, Qt.TextElideMode.ElideLeft, room)

    def _fit_width(self, columns: int) -> None:
        self.setFixedWidth(self.context.theme.px(BROAD if columns > MANY_COLUMNS else NARROW))


def _padded(inside: QWidget) -> QWidget:
    frame = QFrame()
    frame.setLayout(row(inside, margins=(4, 6, 3, 0)))
    return frame
