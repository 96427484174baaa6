"""周例会 · 下周任务: what the meetings decided – who, until when, for how many weeks –, ticked, put off, given up, printed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from PySide6.QtWidgets import QStackedWidget

from app.models.meeting_fields import GIVE_UP_FIELDS, TASK_DATE_FIELDS
from app.models.meeting_views import MeetingTaskLine
from app.services import home, meeting_tasks
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.meeting_paper import tasks_dialog
from app.ui.tables.meetings import MeetingTasksModel
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.act_strip import ActStrip
from app.ui.widgets.basics import Banner, boxed, button, column, label, panel, row
from app.ui.widgets.print_dialog import PrintDialog
from app.ui.widgets.segments import Segments
from app.ui.widgets.states import StateView


class MeetingTasksPage(Page):
    """A list with a box to tick; dates are changed with a reason."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"meeting", "task", "member"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.writes = context.can("meeting.write")
        self._build()
        self.bind_acts()

    def _build(self) -> None:
        theme = self.context.theme
        self.which = Segments((("open", "未完成"), ("all", "全部")), "open")
        self.which.changed.connect(lambda _value: self.refresh())
        self.print_button = button("打印任务清单", "printer", key="Ctrl+P", kind="primary", action=self.print_list)
        tools = row(self.which, None, self.print_button)
        self.banner = Banner()
        self.model = MeetingTasksModel()
        self.model.toggled.connect(self.tick)
        self.table = GridView(theme, "例会任务", 30)
        self.table.setModel(self.model)
        self.table.moved.connect(lambda _row: self._show_buttons())
        self.table.opened.connect(lambda _row, _column: self.change_date())
        self.state = StateView(theme)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.table)
        self.middle.addWidget(self.state)
        self.found, self.detail = label("", "bold"), label("", "body13")
        self.tick_button = button("办完", key="空格", small=True, action=self.tick_current)
        self.date_button = button("改期", key="Enter", small=True, action=self.change_date)
        self.drop_button = button("不再办理", kind="danger", small=True, action=self.give_up)
        foot = row(self.found, self.detail, None, self.drop_button, self.date_button, self.tick_button, margins=(12, 4, 8, 4))
        self.strip = ActStrip(self.context)
        whole = column(boxed(tools), self.banner, spacing=8, margins=(12, 10, 12, 10))
        whole.addWidget(panel(self.middle, panel(foot, role="section"), margin=1, grow=0), 1)
        whole.addWidget(self.strip)
        self.setLayout(whole)
        self._show_buttons()

    def acts(self) -> list[Act]:
        """Keys of the page."""
        ticking = [Act("", "空格", "办完")] if self.context.can("visit.write") else []
        return [
            Act("", "↑↓", "选择"),
            *ticking,
            *([Act("", "Enter", "改期")] if self.writes else []),
            Act("Ctrl+P", "Ctrl+P", "打印", self.print_list),
            Act("Ctrl+R", "Ctrl+R", "重新读取", self.refresh, in_bar=False),
            Act("Ctrl+Return", "Ctrl+Enter", "保存", self.strip.submit, in_bar=False),
            Act("Escape", "Esc", "放弃", self.strip.close_if_open, in_bar=False),
        ]

    def focus_first(self) -> None:
        """The list."""
        self.table.setFocus()

    def current(self) -> MeetingTaskLine | None:
        """The chosen task."""
        return self.model.record(current_row(self.table))

    def refresh(self) -> None:
        """Read the list again."""
        self.context.jobs.query(self, meeting_tasks.tasks, self.context.session, self.which.value == "open", done=self._show,
                                failed=self.banner.show_error, key="tasks")  # fmt: skip

    def _show(self, lines: Any) -> None:
        place = max(0, current_row(self.table))
        self.model.set_rows(lines)
        open_ = [line for line in lines if not line.done]
        self.found.setText(f"{len(open_)} 项未完成" if lines else "")
        late, carried = sum(line.late for line in open_), sum(line.weeks > 1 for line in open_)
        self.detail.setText(" · ".join(words for words, count in ((f"超期 {late}", late), (f"续办 {carried}", carried)) if count))
        if lines:
            self.middle.setCurrentWidget(self.table)
            self.table.select_row(min(place, len(lines) - 1))
        else:
            actions = [("写会议纪要", "", lambda: self.context.shell.open_page("meetings"))] if self.writes else []
            self.state.show_state("circle-check", "没有要办的例会任务", "会议纪要定稿后，议定事项列在这里", actions)
            self.middle.setCurrentWidget(self.state)
        self._show_buttons()

    def _show_buttons(self) -> None:
        line = self.current()
        open_ = line is not None and not line.done
        self.tick_button.setVisible(line is not None and line.own)
        self.tick_button.setText(" 办完 │ 空格" if open_ else " 恢复 │ 空格")
        self.date_button.setVisible(open_ and self.writes)
        self.drop_button.setVisible(open_ and self.writes)
        self.print_button.setEnabled(bool(self.model.rows))

    # -- acts -------------------------------------------------------------------------------------------------------------------

    def tick_current(self) -> None:
        """The button."""
        line = self.current()
        if line is not None and line.own:
            self.tick(line)

    def tick(self, line: MeetingTaskLine) -> None:
        """Done, or not done after all; 撤销 is offered."""
        self.context.jobs.operation(self, home.tick_task, self.context.session, line.id, not line.done, done=self.context.shell.show_done,
                                    failed=self.banner.show_error)  # fmt: skip

    def change_date(self) -> None:
        """Enter: another date and why."""
        line = self.current()
        if line is not None and not line.done and self.writes:
            due_on = (max(self.context.today(), date.fromisoformat(line.due_on)) + timedelta(days=7)).isoformat()
            form = self._ask(f"“{line.text}”改期", TASK_DATE_FIELDS, "改期", {"due_on": due_on}, meeting_tasks.change_date, line.id,
                             hint=f"{line.person} · 现在 {line.due_on}")  # fmt: skip
            form.focus_field("due_on")

    def give_up(self) -> None:
        """不再办理: the matter ends, with the reason."""
        line = self.current()
        if line is not None and not line.done and self.writes:
            self._ask(f"“{line.text}”不再办理", GIVE_UP_FIELDS, "不再办理", {}, meeting_tasks.give_up, line.id, danger=True,
                      hint="写进下次会议纪要的落实情况")  # fmt: skip

    def _ask(self, title: str, fields: Any, verb: str, values: dict[str, Any], function: Any, task_id: str, danger: bool = False,
             hint: str = "") -> Any:  # fmt: skip
        def submit(typed: dict[str, Any]) -> None:
            rest = [str(typed[field.name] or "") for field in fields]
            self.context.jobs.operation(self.strip, function, self.context.session, task_id, *rest, done=self._done, failed=self.strip.failed)

        return self.strip.ask(title, fields, verb, submit, values, danger=danger, hint=hint, widths=(1, 2))

    def _done(self, done: Any) -> None:
        self.strip.done()
        self.context.shell.show_done(done)

    # -- paper ------------------------------------------------------------------------------------------------------------------

    def print_list(self) -> None:
        """Ctrl+P."""
        if self.model.rows:
            self.print_dialog().exec()

    def print_dialog(self) -> PrintDialog:
        """The dialog of the list as it is shown."""
        return tasks_dialog(self.context, self.which.value == "open", self)
