"""年度目标 · 进度: what is done beside what is due by now, one indicator with bars or all of them as a matrix."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtWidgets import QSizePolicy, QStackedWidget

from app.models.target_views import ProgressSheet, tenths
from app.models.targets import INDICATORS
from app.services import target_progress, targets
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.target_choice import PeriodChoice, level_segments
from app.ui.pages.target_paper import TargetRecordsDialog, completion_dialog, save_completion
from app.ui.tables.targets import RISING_FIRST, ProgressLine, ProgressModel
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.basics import Banner, boxed, button, column, label, panel, row
from app.ui.widgets.segments import Segments
from app.ui.widgets.states import LateNotice, ProgressStrip, StateView

ONE, ALL = "one", "all"
ROW_HEIGHT, LEAST_ROW, MOST_ROW = 27, 22, 34


class TargetProgressPage(Page):
    """←→ another month, 1–8 another indicator, V the other look, Enter the records."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"target", "visit", "residence", "entity", "legal_entity", "member", "grid", "assignment",
                                                   "calendar"})  # fmt: skip

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.sheet: ProgressSheet | None = None
        self.indicator = ""
        self.sort, self.descending = "code", False
        self._wanted: dict[str, Any] = {}
        self._build()
        self.bind_acts()

    def _build(self) -> None:
        theme = self.context.theme
        self.period = PeriodChoice(self.context, "选择年度或月份", 150)
        self.period.changed.connect(self.reread)
        self.level = level_segments()
        self.level.changed.connect(lambda _key: self.reread())
        self.view = Segments(((ALL, "一览"), (ONE, "单项")), ALL)
        self.view.changed.connect(lambda _key: self._show_rows())
        self.export_button = button("导出", "file-export", action=self.export)
        self.print_button = button("打印完成情况", "printer", key="Ctrl+P", kind="primary", action=self.print_sheet)
        tools = row(self.period, self.level, self.view, None, self.export_button, self.print_button)
        self.choice = Segments(tuple(INDICATORS.items()), "")
        self.choice.changed.connect(self.choose)
        self.progress, self.banner = ProgressStrip(theme), Banner()
        self.model = ProgressModel()
        self.table = GridView(theme, "完成情况表", ROW_HEIGHT)
        self.table.setModel(self.model)
        self.table.sort_asked.connect(self._sort)
        self.table.opened.connect(self.open_records)
        self.table.moved.connect(lambda _row: self._show_sentence())
        self.state = StateView(theme)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.table)
        self.middle.addWidget(self.state)
        self.found, self.sentence = label("", "bold"), label("", "body13")
        self.sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        line = row(self.found, 8, self.sentence, margins=(12, 0, 12, 0))
        line.setStretch(2, 1)
        foot = panel(line, role="section")
        foot.setFixedHeight(theme.px(34))
        self.remark = label("", "helper")
        whole = column(boxed(tools), row(self.choice, None), self.progress, self.banner, spacing=8, margins=(12, 10, 12, 10))
        whole.addWidget(panel(self.middle, foot, margin=1, grow=0), 1)
        whole.addWidget(self.remark)
        self.setLayout(whole)
        self.late = LateNotice(self, self._loading)

    def acts(self) -> list[Act]:
        """Keys of the page."""
        digits = [Act(str(place), str(place), name, lambda key=key: self.choose(key), in_bar=False)  # type: ignore[misc]
                  for place, (key, name) in enumerate(INDICATORS.items(), start=1)]  # fmt: skip
        records = [Act("", "Enter", "看明细")] if self.context.can("ranking.records") else []
        return [
            Act("", "↑↓", "选择"),
            Act("Left", "←", "上一期", lambda: self.period.step(1)),
            Act("Right", "→", "下一期", lambda: self.period.step(-1)),
            Act("", "1–8", "换指标"),
            Act("V", "V", "一览、单项", self.other_view),
            *records,
            *digits,
            Act("Ctrl+P", "Ctrl+P", "打印", self.print_sheet),
            Act("Ctrl+E", "Ctrl+E", "导出", self.export, in_bar=False),
            Act("Ctrl+R", "Ctrl+R", "重新读取", self.refresh, in_bar=False),
        ]

    def focus_first(self) -> None:
        """The table."""
        self.table.setFocus()

    def remember(self) -> dict[str, Any]:
        """Period, level, look, indicator."""
        return {"period": self.period.value, "level": self.level.value, "view": self.view.value, "indicator": self.indicator}

    def recall(self, state: dict[str, Any]) -> None:
        """As it was."""
        self._wanted = dict(state)
        self.level.choose(state.get("level", ""))
        self.view.choose(state.get("view", ""))
        self.indicator = state.get("indicator", "")

    # -- reading ----------------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Periods, then the matrix."""
        self.late.start()
        self.context.jobs.query(self, targets.years, self.context.session, done=self._show_periods, failed=self._failed, key="years")

    def _show_periods(self, years: Any) -> None:
        today = self.context.today()
        periods = []
        for year in years:
            last = 12 if year < today.year else today.month if year == today.year else 0
            periods += [year * 100, *(year * 100 + month for month in range(last, 0, -1))]
        chosen = self._wanted.pop("period", 0) or self.period.value or today.year * 100
        self.period.offer(periods, lambda value: f"{value // 100}年" + (f"{value % 100}月" if value % 100 else " 全年"), chosen)
        self.reread()

    def reread(self) -> None:
        """The matrix of the chosen period and level."""
        year, month = divmod(self.period.value, 100)
        self.context.jobs.query(self, target_progress.matrix, self.context.session, year, month, self.level.value, done=self._show_sheet,
                                failed=self._failed, key="matrix")  # fmt: skip

    def _show_sheet(self, sheet: ProgressSheet) -> None:
        self.late.stop()
        self.sheet = sheet
        there = sheet.set_indicators
        for key, part in self.choice.buttons.items():
            part.setVisible(key in there)
        if self.indicator not in there:
            self.indicator = there[0] if there else ""
        self.choice.choose(self.indicator)
        self.choice.setVisible(bool(there))
        self.remark.setText(sheet.remark)
        self.remark.setVisible(bool(sheet.remark))
        for button_ in (self.export_button, self.print_button):
            button_.setEnabled(bool(there))
        self._show_rows()

    def _show_rows(self) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        if not self.indicator:
            self._empty(sheet)
            return
        everything = self.view.value == ALL
        if not any(each.sort == self.sort for each in self.model.columns) or (everything and self.sort in ("completion", "lag")):
            self.sort, self.descending = "code", False
        place = max(0, current_row(self.table))
        self.model.show(sheet, self.indicator, everything, self.sort, self.descending)
        self.table.set_sort(self.sort, self.descending)
        self.table.fit_rows(LEAST_ROW, MOST_ROW)
        self.middle.setCurrentWidget(self.table)
        self.table.select_row(min(place, len(self.model.rows) - 1))
        behind = sum(row.cells[self.indicator].behind for row in sheet.rows)
        self.found.setText(f"{INDICATORS[self.indicator]}：{behind} 个落后于序时" if behind else f"{INDICATORS[self.indicator]}：没有落后于序时的")
        self._show_sentence()

    def _show_sentence(self) -> None:
        line: ProgressLine | None = self.model.record(current_row(self.table))
        if line is None or not self.indicator:
            self.sentence.setText("")
            return
        self.sentence.setText(f"{line.row.name}　{sentence_of(line)}")

    def _empty(self, sheet: ProgressSheet) -> None:
        actions = [("设全年目标", "", self._to_targets)] if self.context.can("target.write") else []
        self.found.setText("")
        self.sentence.setText("")
        self.state.show_state("target", "还没有设目标", f"{sheet.label}还没有设目标，设了以后这里对照完成数和时间进度", actions)
        self.middle.setCurrentWidget(self.state)

    def _to_targets(self) -> None:
        page = self.context.shell.open_page("targets")
        if page is not None:
            page.ask_split()

    def _loading(self) -> None:
        if self.sheet is None:
            self.state.show_state("loader-2", "正在读取…", "", [])
            self.middle.setCurrentWidget(self.state)

    def _failed(self, error: BaseException) -> None:
        self.late.stop()
        self.banner.show_error(error)

    # -- looking ----------------------------------------------------------------------------------------------------------------

    def choose(self, indicator: str) -> None:
        """1–8, or a click: another indicator, if it has a target."""
        if self.sheet is not None and indicator in self.sheet.set_indicators:
            self.indicator = indicator
            self.choice.choose(indicator)
            self._show_rows()

    def other_view(self) -> None:
        """V."""
        self.view.choose(ONE if self.view.value == ALL else ALL)
        self._show_rows()

    def _sort(self, key: str) -> None:
        self.descending = not self.descending if key == self.sort else key not in RISING_FIRST
        self.sort = key
        self._show_rows()

    def open_records(self, number: int, place: int) -> None:
        """Enter or a double click on a number."""
        dialog = self.records_dialog(number, place)
        if dialog is not None:
            dialog.exec()

    def records_dialog(self, number: int, place: int) -> TargetRecordsDialog | None:
        """The records behind a unit's number; the sum row has none."""
        line: ProgressLine | None = self.model.record(number)
        if line is None or line.total or self.sheet is None:
            return None
        if not self.context.can("ranking.records"):
            self.banner.show_text("明细里有走访对象的姓名，需要网格长或管理员账号查看", "info")
            return None
        key = self.model.columns[max(place, 0)].key
        if key in INDICATORS and key != self.indicator:
            self.choose(key)
        subject = (line.row.id, line.row.name)
        return TargetRecordsDialog(self.context, self.sheet, subject, self.indicator, line.row.cells[self.indicator].done, self)

    # -- paper ------------------------------------------------------------------------------------------------------------------

    @property
    def printed(self) -> str:
        """The indicator that is printed, '' = all."""
        return "" if self.view.value == ALL else self.indicator

    def print_sheet(self) -> None:
        """Ctrl+P: what is on the screen."""
        if self.sheet is not None and self.indicator:
            self.print_dialog().exec()

    def print_dialog(self) -> Any:
        """The dialog of 完成情况表."""
        return completion_dialog(self.context, self.sheet, self.printed, self)  # type: ignore[arg-type]

    def export(self) -> None:
        """Ctrl+E."""
        if self.sheet is not None and self.indicator:
            save_completion(self, self.sheet, self.printed)


def sentence_of(line: ProgressLine) -> str:
    """One unit in words: '指标 6,000，完成 5,000（83.3%），按序时应完成 5,326，落后 5.5 点，还差 1,000，每个工作日还需 35'."""
    cell = line.cell
    if cell.target is None:
        return f"没有指标，完成 {cell.done:,}"
    parts = [f"指标 {cell.target:,}", f"完成 {cell.done:,}" + (f"（{tenths(cell.completion)}%）" if cell.completion is not None else "")]
    if cell.lag is not None and cell.expected is not None:
        word = f"{'落后' if cell.lag < 0 else '超前'} {tenths(abs(cell.lag))} 点" if cell.lag else "与序时持平"
        parts += [f"按序时应完成 {cell.expected:,}", word]
    if cell.missing:
        parts.append(f"还差 {cell.missing:,}")
    if cell.per_day:
        parts.append(f"剩 {cell.days_left} 个工作日，每日还需 {cell.per_day:,}")
    return "，".join(parts)
