"""网格员 · 考勤: the month by keyboard, leave, 补签, shifts and holidays, the monthly sheet."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtWidgets import QComboBox, QStackedWidget

from app.models.attendance import KEYS
from app.models.attendance_views import CorrectionLine, MonthRow, MonthSheet
from app.services import attendance, attendance_corrections, attendance_documents, documents
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.pages.attendance_acts import ask_correction, ask_leave, ask_refusal
from app.ui.pages.attendance_calendar import CalendarDialog
from app.ui.pages.attendance_shifts import ShiftsDialog
from app.ui.pages.base import Page
from app.ui.tables.attendance import FIRST_DAY, MonthGrid, MonthTableModel, correction_columns
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.act_strip import ActStrip
from app.ui.widgets.basics import Banner, boxed, button, column, hide_unless, icon_button, label, panel, row
from app.ui.widgets.print_dialog import PrintDialog, PrintTask
from app.ui.widgets.segments import Segments
from app.ui.widgets.states import StateView

DIGITS = "　".join(f"{digit} {state.label}" for digit, state in KEYS.items()) + "　0 清除"


class AttendancePage(Page):
    """Members × days; a digit sets the state and goes on to the next member."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"attendance", "shift", "calendar", "member", "assignment", "grid"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        today = context.today()
        self.year, self.month = today.year, today.month
        self.sheet: MonthSheet | None = None
        self.listed: list[tuple[int, int]] = []
        self.place = (0, today.day - 1)
        self._build()
        self.bind_acts()

    def _build(self) -> None:
        theme, may = self.context.theme, self.context.can("attendance.write")
        self.earlier = icon_button("chevron-left", "上个月（Ctrl+←）", lambda: self.step(-1))
        self.later = icon_button("chevron-right", "下个月（Ctrl+→）", lambda: self.step(1))
        for arrow in (self.earlier, self.later):
            arrow.setProperty("outlined", True)
        self.months = QComboBox()
        self.months.setAccessibleName("选择月份")
        self.months.setMinimumWidth(theme.px(128))
        self.months.activated.connect(lambda place: self.show_month(*self.listed[place]))
        self.view = Segments((("month", "考勤表"), ("corrections", "补签")), "month")
        self.view.changed.connect(lambda _value: self._show_view())
        self.leave_button = button("请假", key="L", action=self.ask_leave)
        self.ask_button = button("补签", key="B", action=self.ask_correction)
        self.shifts_button = button("班次", "clock", action=lambda: self.shifts_dialog().exec())
        self.calendar_button = button("节假日", "calendar-week", action=lambda: self.calendar_dialog().exec())
        self.print_button = button("打印考勤表", "printer", key="Ctrl+P", kind="primary", action=self.print_sheet)
        for each in (self.leave_button, self.ask_button, self.shifts_button, self.calendar_button):
            hide_unless(each, may)
        tools = row(self.earlier, self.months, self.later, 4, self.view, None, self.leave_button, self.ask_button, self.shifts_button,
                    self.calendar_button, self.print_button)  # fmt: skip
        self.banner = Banner()
        self.model = MonthTableModel()
        self.table = MonthGrid(theme)
        self.table.setModel(self.model)
        self.table.moved_cell.connect(self._show_cell)
        if may:
            self.table.typed.connect(self.set_state)
            self.table.opened.connect(lambda _row, _column: self.ask_leave())
        self.corrections = ListedTableModel(correction_columns())
        self.correction_table = GridView(theme, "补签")
        self.correction_table.setModel(self.corrections)
        self.correction_table.moved.connect(lambda _row: self._show_buttons())
        self.correction_table.opened.connect(lambda _row, _column: self.approve())
        self.state = StateView(theme)
        self.middle = QStackedWidget()
        for view in (self.table, self.correction_table, self.state):
            self.middle.addWidget(view)
        self.here, self.digits = label("", "body13"), label(DIGITS if may else "", "helper")
        self.approve_button = button("同意", key="Enter", small=True, action=self.approve)
        self.refuse_button = button("不同意", key="Del", kind="danger", small=True, action=self.refuse)
        foot = row(self.here, None, self.digits, self.refuse_button, self.approve_button, margins=(12, 4, 8, 4))
        self.strip = ActStrip(self.context)
        whole = column(boxed(tools), self.banner, spacing=8, margins=(12, 10, 12, 10))
        whole.addWidget(panel(self.middle, panel(foot, role="section"), margin=1, grow=0), 1)
        whole.addWidget(self.strip)
        self.setLayout(whole)
        self._show_buttons()

    def acts(self) -> list[Act]:
        """Keys of the page."""
        writing = [
            Act("", "0–8", "设状态"),
            Act("Ctrl+D", "Ctrl+D", "当天其余记出勤", self.fill_day),
            Act("L", "L", "请假", self.ask_leave),
            Act("B", "B", "补签", self.ask_correction),
        ]
        return [
            Act("", "←→↑↓", "选日期和人"),
            *(writing if self.context.can("attendance.write") else []),
            Act("Ctrl+Left", "Ctrl+←", "上个月", lambda: self.step(-1)),
            Act("Ctrl+Right", "Ctrl+→", "下个月", lambda: self.step(1), in_bar=False),
            Act("Ctrl+P", "Ctrl+P", "打印", self.print_sheet),
            Act("Delete", "Del", "不同意补签", self.refuse, in_bar=False),
            Act("Ctrl+R", "Ctrl+R", "重新读取", self.refresh, in_bar=False),
        ]

    def focus_first(self) -> None:
        """The table."""
        self.middle.currentWidget().setFocus()

    def remember(self) -> dict[str, Any]:
        """Month and place."""
        return {"year": self.year, "month": self.month, "place": self.place}

    def recall(self, state: dict[str, Any]) -> None:
        """As it was."""
        if state:
            self.year, self.month, self.place = state["year"], state["month"], tuple(state["place"])

    # -- reading ----------------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Months, then the month."""
        jobs, session = self.context.jobs, self.context.session
        jobs.query(self, attendance.months, session, done=self._show_months, failed=self.banner.show_error, key="months")
        jobs.query(self, attendance.month, session, self.year, self.month, done=self._show, failed=self.banner.show_error, key="month")

    def show_month(self, year: int, month: int) -> None:
        """Another month."""
        self.year, self.month = year, month
        self.refresh()

    def step(self, months: int) -> None:
        """A month back or on, within the list."""
        here = (self.year, self.month)
        place = self.listed.index(here) - months if here in self.listed else -1  # the newest stands first
        if 0 <= place < len(self.listed):
            self.show_month(*self.listed[place])

    def _show_months(self, months: Any) -> None:
        self.listed = list(months)
        self.months.clear()
        self.months.addItems([f"{year}年{month}月" for year, month in self.listed])
        here = (self.year, self.month)
        place = self.listed.index(here) if here in self.listed else -1
        self.months.setCurrentIndex(place)
        self.earlier.setEnabled(0 <= place < len(self.listed) - 1)
        self.later.setEnabled(place > 0)

    def _show(self, sheet: MonthSheet) -> None:
        self.sheet = sheet
        here = self.place
        self.model.set_sheet(sheet)
        self.table.fit_rows(24, 31)
        self.table.go_to(*here)
        self.view.buttons["corrections"].setText(f"补签 {sheet.waiting} 待审" if sheet.waiting else "补签")
        self.banner.show_text(sheet.remark, "info")
        self.print_button.setEnabled(bool(sheet.rows))
        session, days = self.context.session, sheet.days
        self.context.jobs.query(self, attendance_corrections.corrections, session, days[0].day, days[-1].day, done=self._show_corrections,
                                failed=self.banner.show_error, key="corrections")  # fmt: skip

    def _show_corrections(self, lines: Any) -> None:
        place = max(0, current_row(self.correction_table))
        self.corrections.set_rows(lines)
        if lines:
            self.correction_table.select_row(min(place, len(lines) - 1))
        self._show_view()

    def _show_view(self) -> None:
        focus = self.middle.currentWidget().hasFocus() or self.view.isAncestorOf(self.focusWidget() or self)
        if self.view.value == "month":
            empty = self.sheet is not None and not self.sheet.rows
            self.state.show_state("users", "这个月没有在任的网格员", "导入网格员名单后，这里按月登记考勤", [])
        else:
            empty = not self.corrections.rows
            self.state.show_state("circle-check", "没有补签", "漏打卡的日子按 B 申请补签，由另一人审批", [])
        shown = self.table if self.view.value == "month" else self.correction_table
        self.middle.setCurrentWidget(self.state if empty else shown)
        if focus:
            self.middle.currentWidget().setFocus()
        self._show_buttons()

    def _show_cell(self) -> None:
        index = self.table.currentIndex()
        if index.isValid():
            self.place = (index.row(), index.column() - FIRST_DAY)
        self._show_buttons()

    def _show_buttons(self) -> None:
        listing = self.view.value == "corrections"
        line = self.correction()
        decidable = listing and line is not None and line.decision == "open" and not line.own and self.context.can("attendance.approve")
        self.approve_button.setVisible(decidable)
        self.refuse_button.setVisible(decidable)
        self.digits.setVisible(not listing and bool(self.digits.text()))
        for part in (self.leave_button, self.ask_button):
            part.setVisible(not listing and self.context.can("attendance.write"))
        self.here.setText(f"{len(self.corrections.rows)} 条" if listing else self._words())

    def _words(self) -> str:
        found = self.current()
        if found is None:
            return ""
        member, place = found
        day, cell = self.model.days[place], member.cells[place]
        said = day.note or ("" if day.kind == "work" else "休息日" if day.kind == "rest" else "节假日")
        parts = [f"{member.name} {self.month}月{day.number}日 周{day.weekday}", said, cell.shifts, cell.words, cell.note]
        return " · ".join(part for part in [*parts, "补签待审批" if cell.asked else ""] if part)

    def current(self) -> tuple[MonthRow, int] | None:
        """Member and day (from 0) of the current cell."""
        index = self.table.currentIndex()
        if self.view.value != "month" or not index.isValid() or self.model.day_at(index.column()) is None:
            return None
        return self.model.rows[index.row()], index.column() - FIRST_DAY

    def correction(self) -> CorrectionLine | None:
        """The chosen 补签."""
        return self.corrections.record(current_row(self.correction_table))

    # -- acting -----------------------------------------------------------------------------------------------------------------

    def set_state(self, state: str) -> None:
        """A digit: store, then the next member."""
        found = self.current()
        if found is None:
            return
        member, place = found
        before = self.place
        self.place = (min(before[0] + 1, len(self.model.rows) - 1), place)

        def failed(error: BaseException) -> None:
            self.place = before
            self.table.go_to(*before)
            self.banner.show_error(error)

        self.context.jobs.operation(self, attendance.set_state, self.context.session, member.member_id, self.model.days[place].day, state,
                                    done=self._done, failed=failed)  # fmt: skip

    def fill_day(self) -> None:
        """Ctrl+D: everybody else was on duty on the day of the current column."""
        found = self.current()
        if found is not None:
            self.context.jobs.operation(self, attendance.fill_day, self.context.session, self.model.days[found[1]].day, done=self._done,
                                        failed=self.banner.show_error)  # fmt: skip

    def ask_leave(self) -> None:
        """L or Enter: leave from the current day on."""
        found = self.current()
        if found is not None:
            ask_leave(self.context, self.strip, found[0], self.model.days[found[1]].day)

    def ask_correction(self) -> None:
        """B: 补签 of the current day."""
        found = self.current()
        if found is not None:
            ask_correction(self.context, self.strip, found[0], self.model.days[found[1]].day)

    def approve(self) -> None:
        """Enter in the list of 补签."""
        line = self.correction()
        if line is not None and line.decision == "open" and self.context.can("attendance.approve"):
            self.context.jobs.operation(self, attendance_corrections.decide, self.context.session, line.id, True, done=self._done,
                                        failed=self.banner.show_error)  # fmt: skip

    def refuse(self) -> None:
        """Del in the list of 补签: with a reason."""
        line = self.correction()
        if line is not None and self.view.value == "corrections" and self.refuse_button.isVisible():
            ask_refusal(self.context, self.strip, line)

    def _done(self, done: Any) -> None:
        self.banner.hide()
        self.context.shell.show_done(done)

    # -- dialogs and paper ------------------------------------------------------------------------------------------------------

    def shifts_dialog(self) -> ShiftsDialog:
        """班次."""
        members = self.sheet.rows if self.sheet else ()
        return ShiftsDialog(self.context, [(member.member_id, member.name, member.staff_no) for member in members], self)

    def calendar_dialog(self) -> CalendarDialog:
        """节假日."""
        return CalendarDialog(self.context, self.year, self)

    def print_sheet(self) -> None:
        """Ctrl+P."""
        if self.sheet is not None and self.sheet.rows:
            self.print_dialog().exec()

    def print_dialog(self) -> PrintDialog:
        """The dialog of the monthly sheet."""
        session, year, month = self.context.session, self.year, self.month

        def build(path: Any, _full: bool, _purpose: str) -> Any:
            return attendance_documents.sheet_pdf, (session, year, month, path), {"act": documents.PREVIEW}

        def excel(path: Any, _full: bool, _purpose: str) -> Any:
            return attendance_documents.sheet_xlsx, (session, year, month, path), {}

        return PrintDialog(self.context, PrintTask("考勤表", f"考勤表-{year}年{month}月", build, 1, "", excel=excel, landscape=True), self)
