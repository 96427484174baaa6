"""周例会 · 周排名: the Friday sheet on screen, on paper and on the wall."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtWidgets import QComboBox, QFrame, QStackedWidget

from app.errors import Refused, Unavailable
from app.models.ranking_views import VOLUME
from app.models.rankings import WeeklySheet
from app.services import documents, rankings
from app.ui import icons
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.messages import EXCEL, PDF
from app.ui.pages import ranking_paper
from app.ui.pages.base import Page
from app.ui.pages.ranking_panel import MeetingDoors, RankingPanel
from app.ui.pages.ranking_records import RecordsDialog
from app.ui.pages.ranking_views import RulesDialog, ViewBar
from app.ui.tables.rankings import FIGURE_OF_COLUMN, RISING_FIRST, RankingsTableModel
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.basics import Banner, boxed, button, column, icon_button, label, panel, row, tag
from app.ui.widgets.print_dialog import PrintDialog
from app.ui.widgets.projection import Projection
from app.ui.widgets.states import LateNotice, ProgressStrip, StateView

ROW_HEIGHT, LEAST_ROW, MOST_ROW = 27, 22, 34


class RankingsPage(Page):
    """The weekly ranking, to the standard of picture H."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"visit", "residence", "entity", "legal_entity", "week", "ranking", "attendance", "member",
                                                   "grid", "assignment", "shift", "calendar", "office"})  # fmt: skip

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.weeks: list[Any] = []
        self.sheet: WeeklySheet | None = None
        self.meeting = ""
        self.sort, self.descending = "rank", False
        self._build()
        self.bind_acts()

    # -- face -----------------------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self.context.theme
        self.earlier = icon_button("chevron-left", "上一周（←）", lambda: self.step(1))
        self.later = icon_button("chevron-right", "下一周（→）", lambda: self.step(-1))
        for part in (self.earlier, self.later):
            part.setProperty("outlined", True)
        self.week = QComboBox()
        self.week.setAccessibleName("选择周")
        self.week.setMinimumWidth(theme.px(250))
        self.week.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)  # the weeks come after the first show
        self.week.activated.connect(lambda place: self.show_week(self.weeks[place].meeting))
        self.compared = label("", "helper")
        self.closed = tag("", "ok")
        self.close_button = button("结算本周", "lock", action=self.close_week)
        self.export_pdf = button("PDF", "file-type-pdf", action=self.save_pdf)
        self.export_excel = button("导出", "file-export", action=self.save_excel)
        self.print_button = button("打印排名表", "printer", key="Ctrl+P", kind="primary", action=self.print_sheet)
        tools = row(self.earlier, self.week, self.later, 4, self.compared, None, self.closed, self.close_button, self.export_pdf,
                    self.export_excel, self.print_button)  # fmt: skip
        self.progress = ProgressStrip(theme)
        self.banner = Banner()
        self.model = RankingsTableModel()
        self.bar = ViewBar(self.context, lambda: self.rules_dialog().exec())
        self.bar.changed.connect(lambda _view: self.change_view())
        self.table = GridView(theme, "周排名表", ROW_HEIGHT)
        self.table.setModel(self.model)
        self.table.opened.connect(self.open_records)
        self.table.sort_asked.connect(self._sort)
        self.table.copied = self._copy
        self.state = StateView(theme)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.table)
        self.middle.addWidget(self.state)
        self.panel = RankingPanel(theme)
        self.doors = MeetingDoors(self.context, lambda: self.meeting)
        left = column(self.bar, spacing=6)
        left.addWidget(panel(self.middle, margin=1), 1)
        right = column(self.panel, self.doors)
        right.setStretch(0, 1)
        body = row(left, right, spacing=8)
        body.setStretch(0, 1)
        whole = column(boxed(tools), self.progress, self.banner, spacing=8, margins=(12, 10, 12, 10))
        whole.addLayout(body, 1)
        self.setLayout(whole)
        self.late = LateNotice(self, self._loading)
        self._show_closed()

    def acts(self) -> list[Act]:
        """Keys of the page."""
        may_print = self.context.can("ranking.print")
        paper = [Act("Ctrl+P", "Ctrl+P", "打印", self.print_sheet), Act("Ctrl+E", "Ctrl+E", "导出", self.save_excel)] if may_print else []
        return [
            Act("Left", "←", "上一周", lambda: self.step(1)),
            Act("Right", "→", "下一周", lambda: self.step(-1)),
            Act("", "Enter", "看个人明细"),
            Act("V", "V", "换对照", lambda: self.bar.step(1)),
            *paper,
            Act("F11", "F11", "全屏投影", self.project),
            Act("", "", "双击数字可看到对应的记录"),
            Act("Ctrl+R", "Ctrl+R", "重新读取", self.refresh, in_bar=False),
        ]

    def focus_first(self) -> None:
        """The table: ←→ change the week at once."""
        self.table.setFocus()

    def remember(self) -> dict[str, Any]:
        """Week and sorting."""
        return {"meeting": self.meeting, "sort": self.sort, "descending": self.descending, "view": self.bar.view}

    def recall(self, state: dict[str, Any]) -> None:
        """As it was."""
        if state:
            self.meeting, self.sort, self.descending = state["meeting"], state["sort"], state["descending"]
            self.bar.show_view(state.get("view", VOLUME))

    # -- weeks ------------------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Weeks, then the sheet."""
        self.late.start()
        self.context.jobs.query(self, rankings.weeks, self.context.session, done=self._show_weeks, failed=self._failed, key="weeks")

    def show_week(self, meeting: str) -> None:
        """Read one week."""
        self.meeting = meeting
        place = self._place()
        self.week.setCurrentIndex(place)
        self.earlier.setEnabled(0 <= place < len(self.weeks) - 1)
        self.later.setEnabled(place > 0)
        whole = self.bar.view != VOLUME
        self.context.jobs.query(self, rankings.weekly, self.context.session, meeting, None, whole, done=self._show_sheet, failed=self._failed,
                                key="sheet")  # fmt: skip

    def step(self, weeks: int) -> None:
        """One week earlier (1) or later (−1); the list runs from the newest down."""
        place = self._place() + weeks
        if 0 <= place < len(self.weeks):
            self.show_week(self.weeks[place].meeting)

    def change_view(self) -> None:
        """数据量, 加权得分, 完成率, 公平对照: the order starts at the rank again."""
        self.sort, self.descending = "rank", False
        if self.meeting:
            self.show_week(self.meeting)

    def rules_dialog(self) -> RulesDialog:
        """权重与目标."""
        return RulesDialog(self.context, self)

    def _place(self) -> int:
        return next((place for place, week in enumerate(self.weeks) if week.meeting == self.meeting), -1)

    def _show_weeks(self, weeks: Any) -> None:
        self.weeks = sorted(weeks, key=lambda week: str(week.meeting), reverse=True)
        self.week.clear()
        for week in self.weeks:
            sealed = "　已结算" if week.closed else ""
            self.week.addItem(icons.icon("calendar-week", "primary", 16), f"{week.label}　{_short(week.first)} 至 {_short(week.last)}{sealed}")
        if not self.weeks:
            self.late.stop()
            self._empty()
            return
        if self._place() < 0:
            with_data = [week for week in self.weeks if week.has_data]
            self.meeting = (with_data or self.weeks)[0].meeting
        self.show_week(self.meeting)

    def _show_sheet(self, sheet: WeeklySheet) -> None:
        self.late.stop()
        self.sheet = sheet
        row_before = max(0, current_row(self.table))
        self.model.set_sheet(sheet, self.sort, self.descending, self.bar.view)
        self.bar.show_rule(sheet)
        self.table.set_sort(self.sort, self.descending)
        self.table.fit_rows(LEAST_ROW, MOST_ROW)
        self.panel.show_sheet(sheet)
        self._show_closed()
        place = self._place()
        before = self.weeks[place + 1].label if 0 <= place < len(self.weeks) - 1 else ""
        self.compared.setText(f"对比 {before.split('年')[-1]}（上周）" if before and sheet.last_total is not None else "")
        if sheet.rows:
            self.middle.setCurrentWidget(self.table)
            self.table.select_row(min(row_before, len(sheet.rows) - 1))
        else:
            self._empty()

    def _show_closed(self) -> None:
        sheet = self.sheet
        closed = bool(sheet and sheet.closed_at)
        self.closed.setVisible(closed)
        if sheet and closed:
            self.closed.setText(f"已结算 {sheet.closed_at[5:16].replace('T', ' ')}")
            self.closed.setToolTip(f"结算人 {sheet.closed_by}。之后的更正计入下一周")
        usable = bool(sheet and sheet.rows)
        self.close_button.setVisible(usable and not closed and self.context.can("week.close") and self._is_over())
        for part in (self.export_pdf, self.export_excel, self.print_button):
            part.setEnabled(usable)
            part.setVisible(self.context.can("ranking.print"))

    def _is_over(self) -> bool:
        return self.sheet is not None and self.context.today() > self.sheet.period.last

    def _empty(self) -> None:
        actions = []
        if self.context.can("import.run"):
            actions = [("从 Excel 导入", "", lambda: self.context.shell.open_page("imports"))]
        self.state.show_state("calendar-event", "还没有可排名的数据", "导入网格员和走访记录后，这里按周排出名次", actions)
        self.middle.setCurrentWidget(self.state)

    def _loading(self) -> None:
        if self.sheet is None:
            self.state.show_state("loader-2", "正在读取…", "", [])
            self.middle.setCurrentWidget(self.state)

    def _failed(self, error: BaseException) -> None:
        self.late.stop()
        self.progress.end()
        if isinstance(error, Unavailable):
            self.banner.show_text(error.text, "danger")
        elif isinstance(error, Refused):
            self.banner.show_text("；".join(problem.text for problem in error.problems), "warn")

    # -- rows -------------------------------------------------------------------------------------------------------------------

    def _sort(self, key: str) -> None:
        self.descending = not self.descending if key == self.sort else key not in RISING_FIRST
        self.sort = key
        if self.sheet is not None:
            self.model.set_sheet(self.sheet, self.sort, self.descending, self.bar.view)
            self.table.set_sort(self.sort, self.descending)
            self.table.select_row(0)

    def open_records(self, number: int, place: int) -> None:
        """Enter or a double click on a number: the records behind it."""
        dialog = self.records_dialog(number, place)
        if dialog is not None:
            dialog.exec()

    def records_dialog(self, number: int, place: int) -> RecordsDialog | None:
        """The dialog of one member's records; the total row has none."""
        line = self.model.record(number)
        if line is None or line.total or self.sheet is None:
            return None
        own = str(getattr(self.context.session.account, "member_id", ""))
        if line.row.member_id != own and not self.context.can("ranking.records"):
            self.banner.show_text("明细里有别的网格员的走访对象，这里只能看自己的明细", "info")
            return None
        figure = FIGURE_OF_COLUMN.get(self.model.columns[max(place, 0)].key, "visited_persons")
        return RecordsDialog(self.context, self.sheet, line.row, "visited_persons" if figure == "volume" else figure, self)

    def _copy(self) -> str:
        places = [place for place, what in enumerate(self.model.columns) if what.key != "bar"]
        lines = ["\t".join(self.model.columns[place].title for place in places)]
        rows = range(self.model.rowCount())
        lines += ["\t".join(str(self.model.data(self.model.index(number, place)) or "") for place in places) for number in rows]
        return "\n".join(lines)

    def close_week(self) -> None:
        """Freeze the sheet.  It cannot be undone, so it is one of the few acts that ask first (ux.md §9)."""
        if self.sheet is None:
            return
        text = "结算后这一周的名次和数字固定，重印时不变；之后的更正列在下一周的表里。结算不能撤销。"
        if self.context.messages.ask(self, f"结算 {self.sheet.label}（{len(self.sheet.rows)} 名网格员，合计 {self.sheet.total.volume:,}）？", text,
                                     ["结算", "先不结算"]) != 0:  # fmt: skip
            return
        self.context.jobs.operation(self, rankings.close_week, self.context.session, self.meeting, done=self._closed, failed=self._failed)

    def _closed(self, done: Any) -> None:
        self.context.shell.show_done(done, undoable=False)
        self.table.setFocus()  # the button that was pressed goes
        self.refresh()

    # -- paper, file, wall ------------------------------------------------------------------------------------------------------

    def print_sheet(self) -> None:
        """Ctrl+P."""
        if self.sheet is not None and self.sheet.rows:
            self.print_dialog().exec()

    def print_dialog(self) -> PrintDialog:
        """The dialog of the bulletin of this week."""
        return ranking_paper.print_dialog(self.context, self.sheet, self.meeting, self.bar.view, self)

    def save_pdf(self) -> None:
        """The bulletin as a file."""
        self._save(documents.ranking_pdf, "存为 PDF", f"{self._stem()}.pdf", PDF)

    def save_excel(self) -> None:
        """Ctrl+E."""
        self._save(documents.ranking_xlsx, "导出排名表", f"{self._stem()}.xlsx", EXCEL)

    def _save(self, function: Any, title: str, name: str, kind: str) -> None:
        if self.sheet is None or not self.sheet.rows:
            return
        target = self.context.messages.save_file(self, title, name, kind)
        if target is None:
            return

        def done(_result: Any) -> None:
            self.progress.end()
            self.banner.show_text(f"已存为 {target.name}", "ok")

        self.progress.begin(f"正在生成 {target.name}", None)
        self.context.jobs.long_operation(self, function, self.context.session, self.meeting, target, done=done, failed=self._failed,
                                         on_progress=self.progress.advance, cancellable=False, view=self.bar.view)  # fmt: skip

    def _stem(self) -> str:
        return ranking_paper.stem(self.sheet, self.bar.view)

    def project(self) -> None:
        """F11: the table alone, half as large again, for the meeting room."""
        if self.sheet is not None and self.sheet.rows:
            self.projection(self.sheet).showFullScreen()

    def projection(self, sheet: WeeklySheet) -> QFrame:
        """The wall picture."""
        return Projection(sheet, self.sort, self.descending, self.window(), self.bar.view)


def _short(day: Any) -> str:
    return str(day)[5:10]
