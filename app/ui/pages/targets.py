"""年度目标 · 目标: total and split of each indicator over grids or members, with a live preview while the rule is typed."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtWidgets import QSizePolicy, QStackedWidget

from app.errors import Refused, Unavailable
from app.models.target_fields import COPY_FIELDS, DROP_FIELDS, adjust_fields, split_fields
from app.models.target_views import MONTH_LABELS, AllotRow, AllotSheet, IndicatorLine, TargetDraft
from app.models.targets import BASES, INDICATORS, LEVELS, OFFICE
from app.services import target_renewal, targets
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.target_choice import PeriodChoice, PreviewStrip, level_segments
from app.ui.pages.target_paper import VersionsDialog, allotment_dialog, save_allotment
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.targets import AllotModel, indicator_columns
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.basics import Banner, boxed, button, column, hide_unless, label, panel, row
from app.ui.widgets.states import ProgressStrip, StateView

LEAST_ROW, MOST_ROW = 24, 31


class TargetsPage(Page):
    """Indicators left, the split of the chosen one right; every act asks in the strip below."""

    table: GridView  # annotated: the list of indicators names it before it exists

    WATCHES: ClassVar[frozenset[str]] = frozenset({"target", "member", "grid", "assignment", "calendar"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.sheet: AllotSheet | None = None
        self._wanted: dict[str, Any] = {}
        self._build()
        self.bind_acts()

    @property
    def may_write(self) -> bool:
        """Whether the role sets targets."""
        return bool(self.context.can("target.write"))

    def _build(self) -> None:
        theme = self.context.theme
        self.year = PeriodChoice(self.context, "选择年度", 110)
        self.year.changed.connect(self.reread)
        self.level = level_segments()
        self.level.changed.connect(lambda _key: self.reread())
        self.versions_button = button("版次", "history", action=lambda: self.versions_dialog().exec())
        self.drop_button = button("取消目标", kind="danger", action=self.ask_drop)
        self.copy_button = button("沿用上年", action=self.ask_copy)
        self.adjust_button = button("调整", key="F2", action=self.ask_adjust)
        self.export_button = button("导出", "file-export", action=self.export)
        self.print_button = button("打印", "printer", key="Ctrl+P", action=self.print_sheet)
        self.set_button = button("设全年目标", "plus", key="Ctrl+N", kind="primary", action=self.ask_split)
        for part in (self.versions_button, self.drop_button, self.copy_button, self.adjust_button):
            part.hide()  # until there is something to do it to
        hide_unless(self.set_button, self.may_write)
        tools = row(self.year, self.level, None, self.versions_button, self.drop_button, self.copy_button, self.export_button,
                    self.print_button, self.adjust_button, self.set_button)  # fmt: skip
        self.progress, self.banner = ProgressStrip(theme), Banner()
        self.hint = Banner()
        self.follow_button = button("按网格调整折算", small=True, action=self.follow)
        line = row(self.hint, self.follow_button)
        line.setStretch(0, 1)
        self.hints = boxed(line)
        self.hints.hide()
        self.indicators = ListedTableModel(indicator_columns())
        self.list = GridView(theme, "指标")
        self.list.setModel(self.indicators)
        self.list.moved.connect(lambda _row: self.read_sheet())
        self.list.opened.connect(lambda _row, _column: self.table.setFocus())
        self.model = AllotModel()
        self.table = GridView(theme, "指标分配表", MOST_ROW)
        self.table.setModel(self.model)
        self.table.moved.connect(lambda _row: self._show_months())
        self.table.opened.connect(lambda _row, _column: self.ask_adjust())
        self.state = StateView(theme)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.table)
        self.middle.addWidget(self.state)
        self.rule, self.months = label("", "body13"), label("", "helper")
        for words in (self.rule, self.months):
            words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        foot = panel(self.rule, self.months, margin=6, spacing=2, role="section")
        left = panel(self.list, margin=1)
        left.setFixedWidth(theme.px(206))
        body = row(left, spacing=8)
        body.addWidget(panel(self.middle, foot, margin=1, grow=0), 1)
        self.strip = PreviewStrip(self.context)
        self.strip.closed.connect(self._closed)
        whole = column(boxed(tools), self.progress, self.banner, self.hints, spacing=8, margins=(12, 10, 12, 10))
        whole.addLayout(body, 1)
        whole.addWidget(self.strip)
        self.setLayout(whole)

    def acts(self) -> list[Act]:
        """Keys of the page."""
        writing = [Act("Ctrl+N", "Ctrl+N", "设目标、重新分解", self.ask_split), Act("F2", "F2", "调整", self.ask_adjust)] if self.may_write else []
        return [
            Act("", "↑↓", "选择"),
            Act("Ctrl+Left", "Ctrl+←", "上一年", lambda: self.year.step(1)),
            Act("Ctrl+Right", "Ctrl+→", "下一年", lambda: self.year.step(-1), in_bar=False),
            *writing,
            Act("Ctrl+P", "Ctrl+P", "打印", self.print_sheet),
            Act("Ctrl+E", "Ctrl+E", "导出", self.export, in_bar=False),
            Act("Ctrl+R", "Ctrl+R", "重新读取", self.refresh, in_bar=False),
            Act("Ctrl+Return", "Ctrl+Enter", "保存", self.strip.submit, in_bar=False),
            Act("Escape", "Esc", "放弃", self.strip.close_if_open, in_bar=False),
        ]

    def focus_first(self) -> None:
        """The indicators."""
        self.list.setFocus()

    def remember(self) -> dict[str, Any]:
        """Year, level, indicator."""
        return {"year": self.year.value, "level": self.level.value, "indicator": self.indicator}

    def recall(self, state: dict[str, Any]) -> None:
        """As it was."""
        self._wanted = dict(state)
        self.level.choose(state.get("level", ""))

    @property
    def indicator(self) -> str:
        """Key of the chosen indicator."""
        line: IndicatorLine | None = self.indicators.record(max(0, current_row(self.list)))
        return line.indicator if line is not None else next(iter(INDICATORS))

    # -- reading ----------------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Years, then the rest."""
        self.context.jobs.query(self, targets.years, self.context.session, done=self._show_years, failed=self._failed, key="years")

    def _show_years(self, years: Any) -> None:
        chosen = self._wanted.pop("year", 0) or self.year.value or self.context.today().year
        self.year.offer(years, lambda value: f"{value}年", chosen)
        self.reread()

    def reread(self) -> None:
        """The totals, then the split."""
        if self.strip.isVisible():
            self.strip.close_strip()
        self.context.jobs.query(self, targets.overview, self.context.session, self.year.value, self.level.value, done=self._show_list,
                                failed=self._failed, key="list")  # fmt: skip

    def _show_list(self, lines: Any) -> None:
        wanted = self._wanted.pop("indicator", "") or self.indicator
        self.indicators.set_rows(lines)
        self.copy_button.setVisible(self.may_write and any(line.total is None for line in lines))
        self.list.select_row(next((place for place, line in enumerate(lines) if line.indicator == wanted), 0))

    def read_sheet(self) -> None:
        """The split of the chosen indicator."""
        if not self.indicators.rows or not self.year.value:
            return
        if self.strip.isVisible():
            self.strip.close_strip()
        self.context.jobs.query(self, targets.sheet, self.context.session, self.year.value, self.indicator, self.level.value,
                                done=self._show_sheet, failed=self._failed, key="sheet")  # fmt: skip

    def _show_sheet(self, sheet: AllotSheet) -> None:
        self.sheet = sheet
        self._show_rows(sheet)
        self.hint.show_text("".join(sheet.hints), "info", closable=False)
        self.hints.setVisible(bool(sheet.hints))
        self.follow_button.setVisible(sheet.divided and self.may_write)
        there = bool(sheet.rows)
        for part in (self.export_button, self.print_button):
            part.setEnabled(there)
        self.adjust_button.setVisible(self.may_write and there)
        self.drop_button.setVisible(self.may_write and there)
        self.versions_button.setVisible(len(sheet.versions) > 1)
        self.versions_button.setText(f" 第 {sheet.version} 版")
        self.set_button.setVisible(self.may_write)
        self.set_button.setText(f" {'重新分解' if there and sheet.level != OFFICE else '改目标' if there else '设全年目标'} │ Ctrl+N")

    def _show_rows(self, sheet: AllotSheet, note: str = "") -> None:
        place = max(0, current_row(self.table))
        self.model.show(sheet)
        self.rule.setText("　".join(part for part in (note, sheet.rule, *sheet.notes) if part))
        self.rule.setToolTip("\n".join((sheet.rule, *sheet.notes)))
        if sheet.rows:
            self.middle.setCurrentWidget(self.table)
            self.table.fit_rows(LEAST_ROW, MOST_ROW)
            self.table.select_row(min(place, len(sheet.rows) - 1))
            self._show_months()
            return
        self.months.setText("")
        actions = [("设全年目标", "Ctrl+N", self.ask_split)] if self.may_write else []
        year, what, level = self.year.value, INDICATORS[sheet.indicator], LEVELS[sheet.level]
        self.state.show_state("target", "还没有设目标", f"{year}年{what}还没有按{level}设目标。设了总数，按人口、面积等权重分到各单位", actions)
        self.middle.setCurrentWidget(self.state)

    def current(self) -> AllotRow | None:
        """The chosen unit; None = nothing or the sum."""
        found: AllotRow | None = self.model.record(current_row(self.table))
        return found if found is not None and self.sheet is not None and found in self.sheet.rows else None

    def _show_months(self) -> None:
        record: AllotRow | None = self.model.record(current_row(self.table))
        if record is None or not record.months:
            self.months.setText("")
            return
        pairs = zip(MONTH_LABELS, record.months, strict=True)
        self.months.setText(f"{record.name}　" + "　".join(f"{month} {value:,}" for month, value in pairs))

    def _failed(self, error: BaseException) -> None:
        self.progress.end()
        self.banner.show_error(error)

    # -- setting ----------------------------------------------------------------------------------------------------------------

    def ask_split(self) -> None:
        """Ctrl+N: total, weights, cap; the table follows while one types."""
        if not self.may_write or self.sheet is None:
            return
        sheet = self.sheet
        again = bool(sheet.rows)
        what = f"{sheet.year}年{sheet.label} · {LEVELS[sheet.level]}"
        hint = "权重按比例计算，60 和 40 与 3 和 2 一样" if sheet.level != OFFICE else ""
        form = self.strip.ask(what, split_fields(sheet.indicator, sheet.level, again), "保存目标", self._save_split, values=sheet.form, hint=hint,
                              widths=(1, 1, 1, 1))  # fmt: skip
        form.changed.connect(lambda _name: self.preview())
        self.preview()

    def draft(self, values: dict[str, Any]) -> TargetDraft:
        """The form as a draft."""
        weights = {name: str(values.get(name, "")) for name in BASES}
        text = {name: str(values.get(name, "") or "") for name in ("total", "times", "month_rule", "pace", "first_day", "why")}
        return TargetDraft(self.year.value, self.indicator, self.level.value, weights=weights, **text)

    def preview(self) -> None:
        """What the typed rule would give; nothing is written."""
        if self.strip.form is None or not self.strip.isVisible():
            return
        draft = self.draft(self.strip.form.collect())
        self.context.jobs.query(self, targets.preview, self.context.session, draft, done=self._show_preview, failed=self._no_preview, key="preview")

    def _show_preview(self, sheet: AllotSheet) -> None:
        if self.strip.isVisible():
            self.strip.banner.hide()
            self._show_rows(sheet, "预览，还没有保存。")

    def _no_preview(self, error: BaseException) -> None:
        if self.strip.isVisible() and isinstance(error, Refused):
            self.strip.banner.show_text("；".join(problem.text for problem in error.problems), "info", closable=False)
        elif isinstance(error, Unavailable):
            self.banner.show_error(error)

    def _save_split(self, values: dict[str, Any]) -> None:
        self._do(targets.save, self.draft(values))

    def ask_adjust(self) -> None:
        """F2, Enter: add or take away, with a reason and somebody who gives it."""
        record = self.current()
        if not self.may_write or record is None or self.sheet is None or self.strip.isVisible():
            return
        others = [(each.id, f"{each.name}（{each.code}）") for each in self.sheet.rows if each.id != record.id]
        hint = f"计算值 {record.computed:,}，现指标 {record.amount:,}"
        self.strip.ask(f"调整 {record.name} 的{self.sheet.label}指标", adjust_fields(others), "保存调整",
                       lambda values: self._save_adjustment(record.id, values), hint=hint, widths=(1, 2, 3))  # fmt: skip

    def _save_adjustment(self, subject: str, values: dict[str, Any]) -> None:
        self._do(targets.adjust, self.year.value, self.indicator, self.level.value, subject, values["change"], values["other"] or "", values["why"])

    def ask_copy(self) -> None:
        """沿用上年: everything that has no target yet."""
        if self.may_write:
            title, hint = f"{self.year.value}年没有设的指标沿用 {self.year.value - 1} 年", "上年没有目标的按上年完成数"
            self.strip.ask(title, COPY_FIELDS, "沿用上年", self._save_copy, values={"percent": "100"}, hint=hint, widths=(1, 3))

    def _save_copy(self, values: dict[str, Any]) -> None:
        self._do(target_renewal.copy_last_year, self.year.value, self.level.value, values["percent"])

    def ask_drop(self) -> None:
        """No target after all."""
        if self.may_write and self.sheet is not None and self.sheet.rows:
            self.strip.ask(f"取消 {self.sheet.year}年{self.sheet.label}的目标（{LEVELS[self.sheet.level]}）", DROP_FIELDS, "取消目标",
                           self._save_drop, danger=True)  # fmt: skip

    def _save_drop(self, values: dict[str, Any]) -> None:
        self._do(targets.drop, self.year.value, self.indicator, self.level.value, values["why"])

    def follow(self) -> None:
        """The months to come go with the people to the new grids."""
        self.context.jobs.operation(self, target_renewal.follow_division, self.context.session, self.year.value, self.indicator,
                                    done=self.context.shell.show_done, failed=self.banner.show_error)  # fmt: skip

    def _do(self, function: Any, *arguments: Any) -> None:
        self.context.jobs.operation(self, function, self.context.session, *arguments, done=self._done, failed=self.strip.failed)

    def _done(self, done: Any) -> None:
        self.strip.done()
        self.context.shell.show_done(done)

    def _closed(self) -> None:
        if self.sheet is not None:
            self._show_sheet(self.sheet)

    # -- paper ------------------------------------------------------------------------------------------------------------------

    def versions_dialog(self) -> VersionsDialog:
        """What was set before and why it was changed."""
        return VersionsDialog(self.context, self.sheet or AllotSheet(self.year.value, self.indicator, self.level.value), self)

    def print_sheet(self) -> None:
        """Ctrl+P."""
        if self.sheet is not None and self.sheet.rows:
            self.print_dialog().exec()

    def print_dialog(self) -> Any:
        """The dialog of 指标分配表."""
        return allotment_dialog(self.context, self.sheet, self)

    def export(self) -> None:
        """Ctrl+E: the workbook with the months."""
        if self.sheet is not None and self.sheet.rows:
            save_allotment(self, self.sheet)
