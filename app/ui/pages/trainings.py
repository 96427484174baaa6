"""网格员 培训: what was held, who came for all of it, for a part, not at all."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtWidgets import QStackedWidget

from app.services import members
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.members import training_columns
from app.ui.tables.view import GridView
from app.ui.widgets.basics import Banner, column, label, panel, row
from app.ui.widgets.states import StateView


class TrainingsPage(Page):
    """A list to read; a training is entered from the roster, where its people are ticked."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"staff", "member"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.model = ListedTableModel(training_columns())
        self.table = GridView(context.theme, "培训")
        self.table.setModel(self.model)
        self.state, self.banner = StateView(context.theme), Banner()
        self.middle = QStackedWidget()
        self.middle.addWidget(self.table)
        self.middle.addWidget(self.state)
        self.found = label("", "bold")
        foot = panel(row(self.found, None, label("在花名册里勾选网格员后登记", "helper"), margins=(12, 0, 12, 0)), role="section")
        foot.setFixedHeight(context.theme.px(34))
        self.setLayout(column(self.banner, panel(self.middle, foot, margin=1, grow=0), spacing=8, margins=(12, 10, 12, 10)))
        self.bind_acts()

    def acts(self) -> list[Act]:
        """Keys of the page."""
        return [Act("", "↑↓", "选择"), Act("Ctrl+R", "Ctrl+R", "重新读取", self.refresh, in_bar=False)]

    def focus_first(self) -> None:
        """The list."""
        self.table.setFocus()

    def refresh(self) -> None:
        """Read the list again."""
        self.context.jobs.query(self, members.trainings, self.context.session, done=self._show, failed=self.banner.show_error, key="trainings")

    def _show(self, lines: Any) -> None:
        self.model.set_rows(lines)
        year = str(self.context.today().year)
        self.found.setText(f"今年 {sum(line.held_on.startswith(year) for line in lines)} 次 · 全部 {len(lines)} 次")
        if lines:
            self.middle.setCurrentWidget(self.table)
            self.table.select_row(0)
        else:
            self.state.show_state("calendar-event", "还没有培训记录", "在花名册里按空格勾选参加的人，再点“登记培训”",
                                  [("到花名册", "", lambda: self.context.shell.open_page("members"))])  # fmt: skip
            self.middle.setCurrentWidget(self.state)
