"""开始清单 on the workbench: five steps in a line, what the next one is about, and a way to put it away."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton

from app.models.home_start import STEPS, StartStep
from app.services import home_start
from app.ui import icons
from app.ui.context import Context
from app.ui.start_marks import StartMarks
from app.ui.widgets.basics import button, column, label, row

HUGE = 1.3


class StartList(QFrame):
    """Absent until there is something to show; gone when all is done or it was put away."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.marks = StartMarks(context.preferences, context.session.account.id)
        self.steps: tuple[StartStep, ...] = ()
        self.across = len(STEPS) if context.theme.scale < HUGE else 3  # 特大: two lines
        self.setProperty("role", "panel")
        self.setAccessibleName("开始清单")
        self.count, self.hint = label("", "helper"), label("", "helper", wrap=True)
        self.buttons: dict[str, QPushButton] = {}
        for place, step in enumerate(STEPS, start=1):
            part = button(f"{place} {step.title}", "circle-dashed", small=True, action=partial(self.go, step.key))
            self.buttons[step.key] = part
        self.hide_button = button("收起清单", kind="text", small=True, action=self.put_away)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(6)
        self.grid.setVerticalSpacing(4)
        head = row(label("开始清单", "subtitle"), self.count, 4, self.hint, self.hide_button)
        head.setStretch(head.indexOf(self.hint), 1)
        whole = column(head, spacing=2, margins=(12, 2, 8, 8))
        whole.addLayout(self.grid)
        self.setLayout(whole)
        self.hide()

    def refresh(self) -> None:
        """Read the ticks."""
        if self.marks.hidden:
            self.hide()
            return
        context = self.context
        pages = [step.page for step in STEPS if context.shell.has_page(step.page)] if context.can("visit.write") else []
        context.jobs.query(self, home_start.steps, context.session, pages, self.marks.seen, done=self._show, key="start")

    def go(self, key: str) -> None:
        """Where the step is done."""
        step = next(each for each in STEPS if each.key == key)
        if step.page == "household_entry":
            self.context.shell.open_quick(step.page)
        else:
            self.context.shell.open_page(step.page)

    def put_away(self) -> None:
        """For good; the help says what was on it."""
        self.marks.hide()
        self.hide()

    def _show(self, steps: tuple[StartStep, ...]) -> None:
        self.steps = steps
        shown = {step.key: step for step in steps}
        for key, part in self.buttons.items():
            step = shown.get(key)
            if step is None:
                part.hide()
                continue
            place = steps.index(step) + 1
            self.grid.addWidget(part, *divmod(place - 1, self.across))
            part.show()  # after it has a place: shown without one it would flash a window of its own
            part.setText(f" {place} {step.title}")
            part.setIcon(icons.icon("circle-check" if step.done else "circle-dashed", "ok" if step.done else "ink2"))
            part.setAccessibleName(f"{step.title}，{'已完成' if step.done else '未完成'}")
        self.count.setText(f"已完成 {sum(step.done for step in steps)} / {len(steps)}")
        upcoming = next((step for step in steps if not step.done), None)
        self.hint.setText(f"下一步：{upcoming.title}。{upcoming.hint}" if upcoming is not None else "")
        self.setVisible(bool(steps) and not self.marks.hidden)
