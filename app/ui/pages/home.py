"""工作台: what waits today, who is due, quick entry, the own week; chiefs also see every grid."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLineEdit, QStackedWidget, QVBoxLayout

from app.models.home_views import HomeTask, HomeView
from app.models.visit_views import RevisitLine
from app.services import backups, home
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.home_parts import BackupLine, CountCell, QuickButton, VolumeCell, WeekBars
from app.ui.pages.home_start import StartList
from app.ui.pages.home_team import TeamPanel
from app.ui.pages.postponing import ask_postpone
from app.ui.pages.sheet_printing import sheet_dialog
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.revisits import home_columns
from app.ui.tables.tasks import TasksModel
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.act_strip import ActStrip
from app.ui.widgets.basics import Banner, boxed, button, column, hide_unless, label, panel, row
from app.ui.widgets.print_dialog import PrintDialog
from app.ui.widgets.segments import Segments

SPANS = (("day", "今天"), ("week", "一周内"), ("month", "一个月内"))
RIGHT_WIDTH = 300
ROW = 27
TODAY, TEAM = "today", "team"
DRAFT = "草稿"


class HomePage(Page):
    """Picture B."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"task", "visit", "revisit", "cycle", "residence", "entity", "resident", "draft", "backup"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.view: HomeView | None = None
        self.leads = context.may("chief", "leader", "admin")
        self._build()
        self.bind_acts()

    # -- face -----------------------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self.context.theme
        self.counts = [CountCell(first=True), CountCell(), CountCell(), CountCell()]
        self.volume = VolumeCell(theme)
        counts = row(*self.counts, self.volume, spacing=0)
        for place in range(5):
            counts.setStretch(place, 5 if place == 4 else 4)
        strip = panel(counts, margin=1)
        self.banner = Banner()
        self.strip = ActStrip(self.context)
        self.start_list = StartList(self.context)
        left = column(self.start_list, spacing=8)
        left.addWidget(self._tasks_panel(), 4)
        left.addWidget(self._revisits_panel(), 5)
        left.addWidget(self.strip)
        right = column(self._quick_panel(), spacing=8)
        right.addWidget(self._week_panel(), 1)
        self.backup = BackupLine()
        right.addWidget(self.backup)
        side = boxed(right)
        side.setFixedWidth(theme.px(RIGHT_WIDTH))
        body = row(spacing=8)
        body.addLayout(left, 1)
        body.addWidget(side)
        self.faces = QStackedWidget()
        self.faces.addWidget(boxed(body))
        self.team: TeamPanel | None = None
        if self.leads:
            self.team = TeamPanel(theme)
            self.faces.addWidget(self.team)
        whole = column(strip, self.banner, spacing=8, margins=(12, 10, 12, 10))
        whole.addWidget(self.faces, 1)
        self.setLayout(whole)

    def _tasks_panel(self) -> QFrame:
        theme = self.context.theme
        self.tasks = TasksModel()
        self.tasks.toggled.connect(self.tick)
        self.task_table = GridView(theme, "今日任务", ROW)
        self.task_table.header.hide()
        self.task_table.setModel(self.tasks)
        self.task_table.opened.connect(lambda place, _column: self.tick(self.tasks.rows[place]))
        self.task_line = QLineEdit()
        self.task_line.setPlaceholderText("写一句，Enter 添加，Esc 不加")
        self.task_line.setAccessibleName("新任务")
        self.task_line.returnPressed.connect(self.add_task)
        self.task_line.hide()
        self.add_button = button("记一条", "plus", kind="text", small=True, action=self.begin_task)
        hide_unless(self.add_button, self.context.can("visit.write"))
        self.remove_button = button("删除选中的", kind="text", small=True, action=self.delete_task)
        self.day = label("", "helper")
        head = panel(row(label("今日任务", "subtitle"), self.day, None, self.remove_button, self.add_button, margins=(12, 3, 8, 3)),
                     role="panel-head")  # fmt: skip
        self.no_tasks = label("今天没有任务。点“记一条”写下要做的事", "helper", wrap=True)
        self.no_tasks.setContentsMargins(14, 8, 14, 8)
        self.no_tasks.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.task_faces = QStackedWidget()
        self.task_faces.addWidget(self.task_table)
        self.task_faces.addWidget(self.no_tasks)
        return panel(head, self.task_line, self.task_faces, margin=1, grow=2)

    def _revisits_panel(self) -> QFrame:
        theme = self.context.theme
        self.spans = Segments(SPANS, "week")
        self.spans.changed.connect(lambda _value: self.refresh())
        self.print_button = button("打印走访单", "printer", key="Ctrl+P", small=True, action=self.print_sheet)
        self.due_count = label("", "helper")
        head = panel(row(label("到期回访", "subtitle"), self.due_count, None, self.spans, self.print_button, margins=(12, 4, 8, 4)),
                     role="panel-head")  # fmt: skip
        self.revisits = ListedTableModel(home_columns())
        self.revisit_table = GridView(theme, "到期回访", ROW)
        self.revisit_table.setModel(self.revisits)
        self.revisit_table.opened.connect(lambda _row, _column: self.visit())
        self.no_revisits = label("这段时间没有到期的回访", "helper")
        self.no_revisits.setContentsMargins(14, 10, 14, 10)
        self.no_revisits.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.revisit_faces = QStackedWidget()
        self.revisit_faces.addWidget(self.revisit_table)
        self.revisit_faces.addWidget(self.no_revisits)
        self.rest_button = button("", kind="text", small=True, action=lambda: self.context.shell.open_page("revisit_plan"))
        self.writes = self.context.can("visit.write")
        keys = [label("Enter", "key"), label("登记走访", "helper"), label("Del", "key"), label("改期（需填原因）", "helper")] if self.writes else []
        for each in keys[::2]:
            each.setFixedHeight(theme.px(18))
        foot = panel(row(*keys, None, self.rest_button, margins=(12, 2, 8, 2)), role="section")
        foot.setFixedHeight(theme.px(34))
        return panel(head, self.revisit_faces, foot, margin=1, grow=1)

    def _quick_panel(self) -> QFrame:
        theme = self.context.theme
        self.quick: dict[str, QuickButton] = {}
        lines = QVBoxLayout()
        lines.setContentsMargins(12, 8, 12, 8)
        lines.setSpacing(4)
        for place, entry in enumerate(self.context.shell.quick_entries()):
            part = QuickButton(theme, entry.icon, entry.quick_text, entry.quick_hint, entry.quick, place == 0)
            part.clicked.connect(lambda _on=False, name=entry.name: self.context.shell.open_quick(name))
            self.quick[entry.quick] = part
            lines.addWidget(part)
        head = panel(row(label("快速登记", "subtitle"), label("任何界面按键即开", "helper"), None, margins=(12, 7, 12, 7)), role="panel-head")
        box = panel(head, lines, margin=1)
        hide_unless(box, bool(self.quick))
        return box

    def _week_panel(self) -> QFrame:
        self.week_label = label("", "helper")
        self.bars = WeekBars(self.context.theme)
        self.week_text = label("", "helper")
        title = "我的本周" if self.context.session.account.member_id else "本单位本周"
        head = panel(row(label(title, "subtitle"), self.week_label, None, margins=(12, 7, 12, 7)), role="panel-head")
        inside = column(spacing=0, margins=(12, 4, 12, 2))
        inside.addWidget(self.bars, 1)
        inside.addStretch(0)
        foot = panel(row(self.week_text, margins=(12, 4, 12, 4)), role="section")
        return panel(head, inside, foot, margin=1, grow=1)

    def acts(self) -> list[Act]:
        """Keys of the page."""
        names = [entry.quick for entry in self.context.shell.quick_entries()]
        quick = [Act("", names[0] if len(names) == 1 else f"{names[0]}–{names[-1]}", "快速登记")] if names else []
        writing = [Act("Delete", "Del", "改期", self.postpone), Act("Ctrl+N", "Ctrl+N", "记一条任务", self.begin_task)] if self.writes else []
        printing = [Act("Ctrl+P", "Ctrl+P", "打印走访单", self.print_sheet)] if self.writes else []
        return [
            *quick,
            Act("", "↑↓", "选择"),
            *([Act("", "Enter", "登记走访")] if self.writes else []),
            *writing,
            *printing,
            Act("", "空格", "勾选任务", in_bar=False),
            Act("", "Ctrl+K", "全局查找"),
            Act("Ctrl+R", "Ctrl+R", "重新读取", self.refresh, in_bar=False),
            Act("Escape", "Esc", "放弃改期或新任务", self._escape, in_bar=False),
        ]

    def tabs(self) -> list[tuple[str, str]]:
        """Chiefs have a second one."""
        return [(TODAY, "今日"), (TEAM, "各网格")] if self.leads else []

    def tab(self) -> str:
        """The open one."""
        return TEAM if self.faces.currentIndex() else TODAY

    def show_tab(self, key: str) -> None:
        """今日 or 各网格."""
        self.faces.setCurrentIndex(int(key == TEAM))

    def focus_first(self) -> None:
        """The due visits: Enter starts the evening."""
        (self.revisit_table if self.revisits.rows else self.task_table).setFocus()

    def selected_target(self) -> tuple[str, str] | None:
        """What F6 visits: the chosen line, when the list has the keys."""
        line = self.current()
        return (line.kind, line.id) if line is not None and self.revisit_table.hasFocus() else None

    def current(self) -> RevisitLine | None:
        """The chosen due visit."""
        return self.revisits.record(current_row(self.revisit_table))

    # -- reading ----------------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Everything in one question."""
        self.start_list.refresh()
        self.context.jobs.query(self, home.today, self.context.session, self.spans.value, done=self._show, failed=self.banner.show_error, key="home")
        self.context.jobs.query(self, backups.state, self.context.session, self.context.shell.keeper.second, key="backup",
                                done=self.backup.show_state, failed=self.banner.show_error)  # fmt: skip

    def _show(self, view: HomeView) -> None:
        self.view = view
        self._show_counts(view)
        self.day.setText(view.day_text)
        drafts = [
            HomeTask(each.id, f"接着录：{each.title}", DRAFT, "", f"{each.saved_at} 存", False, source=self.context.shell.draft_page(each.kind))
            for each in view.drafts
            if self.context.shell.draft_page(each.kind)
        ]
        self._put(self.tasks, self.task_table, [*view.tasks, *drafts])
        self.task_faces.setCurrentIndex(0 if self.tasks.rows else 1)
        self.remove_button.setVisible(self.writes and bool(view.tasks))
        self._put(self.revisits, self.revisit_table, view.revisits)
        self.revisit_faces.setCurrentIndex(0 if view.revisits else 1)
        self.print_button.setVisible(self.writes and bool(view.revisits))
        self.due_count.setText(f"按超期天数排序，共 {view.revisits_due:,} 户" if view.revisits else "")
        more = view.revisits_due - len(view.revisits)
        self.rest_button.setText(f"查看其余 {more:,} 户" if more > 0 else "回访计划")
        self.rest_button.setVisible(self.writes)
        if view.week is not None:
            self.week_label.setText(view.week.label)
            self.bars.show_figures(view.week.figures)
            self.week_text.setText(view.week.text)
        if view.resume is not None and "F5" in self.quick:
            self.quick["F5"].hint = view.resume.text
            self.quick["F5"].update()
        if self.team is not None:
            self.team.show_view(view)

    def _show_counts(self, view: HomeView) -> None:
        late = view.revisits_overdue
        drafts = len(view.drafts)
        self.counts[0].show_count(len(view.tasks), "项今日任务", f"已完成 {view.tasks_done} 项")
        self.counts[1].show_count(view.revisits_due, "户到期回访", f"其中超期 {late:,} 户" if late else "没有超期", "warn" if late else "")
        self.counts[2].show_count(drafts, "份草稿未提交", f"最早 {min(each.saved_at for each in view.drafts)}" if drafts else "都已提交")
        ending = view.licences_expiring
        self.counts[3].show_count(view.visits_today, "条今日走访", f"{ending} 家证照快到期" if ending else "没有快到期的证照")
        self.volume.show_week(view.week)

    @staticmethod
    def _put(model: ListedTableModel, table: GridView | None, lines: Any) -> None:
        place = max(0, current_row(table)) if table is not None else 0
        model.set_rows(lines)
        if table is not None and lines:
            table.select_row(min(place, len(lines) - 1))

    # -- tasks --------------------------------------------------------------------------------------------------------------------

    def begin_task(self) -> None:
        """Ctrl+N: one line at the top of the list."""
        if self.writes:
            self.task_line.show()
            self.task_line.setFocus()

    def add_task(self) -> None:
        """Enter in the line; an empty one is put away."""
        title = self.task_line.text().strip()
        if not title:
            self._end_task()
            return
        self._task(home.add_task, title)
        self.task_line.clear()

    def tick(self, task: HomeTask) -> None:
        """Space, Enter or a click on the box; a draft is taken up instead."""
        if task.kind == DRAFT:
            page = self.context.shell.open_quick(task.source)
            if page is not None:
                page.open_draft(task.id)
        elif self.writes:
            self._task(home.tick_task, task.id, not task.done)

    def delete_task(self) -> None:
        """Off the list; Ctrl+Z brings it back."""
        task = self.tasks.record(current_row(self.task_table))
        if task is not None and task.kind != DRAFT:
            self._task(home.delete_task, task.id)

    def _task(self, function: Any, *arguments: Any) -> None:
        self.context.jobs.operation(self, function, self.context.session, *arguments, done=self.context.shell.show_done,
                                    failed=self.banner.show_error)  # fmt: skip

    def _escape(self) -> None:
        if not self.strip.close_if_open():
            self._end_task()

    def _end_task(self) -> None:
        if self.task_line.isVisible():
            self.task_line.clear()
            self.task_line.hide()
            self.task_table.setFocus()

    # -- due visits -----------------------------------------------------------------------------------------------------------------

    def visit(self) -> None:
        """Enter."""
        line = self.current()
        if line is not None and self.writes:
            self.context.shell.open_quick("visits", (line.kind, line.id))

    def postpone(self) -> None:
        """Del: put the chosen visit off; in the list of tasks it takes the task away."""
        if self.task_table.hasFocus():
            self.delete_task()
            return
        line = self.current()
        if line is not None and self.writes:
            ask_postpone(self.context, self.strip, line)

    def print_sheet(self) -> None:
        """Ctrl+P: the evening's round."""
        if self.revisits.rows and self.writes:
            self.sheet_dialog().exec()

    def sheet_dialog(self) -> PrintDialog:
        """The print dialog itself."""
        return sheet_dialog(self.context, self.revisits.rows, self)
