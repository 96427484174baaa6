"""走访 · 真实性提示: signs of a week by member, each with its evidence; records to be asked again, outcomes by key, statements, the sheet.

Nothing here changes a figure or a rank, and the page says so.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QStackedWidget, QWidget

from app.models.sign_rules import NO_DEDUCTION, RecheckOutcome, RecheckWay
from app.models.sign_views import OUTCOME_FIELDS, STATEMENT_FIELDS, SignLine, SignWeek
from app.services import documents, rankings, rechecks, visit_signs
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.sign_panel import SignPanel
from app.ui.pages.sign_rules import SignRulesDialog
from app.ui.tables.view import GridView, current_row
from app.ui.tables.visit_signs import SignsModel
from app.ui.widgets.act_strip import ActStrip
from app.ui.widgets.basics import Banner, boxed, button, column, hide_unless, icon_button, label, panel, row
from app.ui.widgets.card_panel import PAUSE_MS
from app.ui.widgets.print_dialog import PrintDialog, PrintTask
from app.ui.widgets.segments import Segments
from app.ui.widgets.states import LateNotice, StateView

SPANS = (("1", "本周"), ("4", "近四周"))
PAPER_NOTES = ("单上只写登记的内容，不写提示的原因。", "由走访人以外的人上门或打电话核实。", "打印会记入操作日志。")


class VisitSignsPage(Page):
    """↑↓ chooses a sign, Enter goes to its records, Enter there opens one; ←→ change the week."""

    timer: QTimer  # annotated: the table names them before they exist
    panel: SignPanel

    WATCHES: ClassVar[frozenset[str]] = frozenset({"sign", "visit", "residence", "dwelling", "attendance", "phrase", "member", "week"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.weeks: list[Any] = []
        self.meeting = self._wanted = ""
        self._checker, self._way = "", RecheckWay.DOOR.value
        self._build()
        self.bind_acts()

    def _build(self) -> None:
        theme, can = self.context.theme, self.context.can
        self.earlier = icon_button("chevron-left", "上一周（←）", lambda: self.step(1))
        self.later = icon_button("chevron-right", "下一周（→）", lambda: self.step(-1))
        for part in (self.earlier, self.later):
            part.setProperty("outlined", True)
        self.week = QComboBox()
        self.week.setAccessibleName("选择周")
        self.week.setMinimumWidth(theme.px(250))
        self.week.activated.connect(lambda place: self.show_week(self.weeks[place].meeting))
        self.span = Segments(SPANS, "1")
        self.span.changed.connect(lambda _value: self.show_week(self.meeting))
        self.rules_button = button("提示规则", "settings", action=lambda: self.rules_dialog().exec())
        self.print_button = button("打印复核单", "printer", key="Ctrl+P", kind="primary", action=self.print_sheet)
        hide_unless(self.rules_button, can("sign.rules"))
        self.print_button.hide()
        tools = row(self.earlier, self.week, self.later, 4, self.span, None, self.rules_button, self.print_button)
        self.banner = Banner()
        self.model = SignsModel()
        self.table = GridView(theme, "真实性提示")
        self.table.setModel(self.model)
        self.table.moved.connect(lambda _row: self.timer.start(0 if self.context.jobs.synchronous else PAUSE_MS))
        self.table.opened.connect(lambda _row, _column: self.panel.table.setFocus())
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self._ask_card)
        self.found, self.told = label("", "bold"), label("", "helper")
        foot = panel(row(self.found, None, self.told, margins=(12, 0, 12, 0)), role="section")
        foot.setFixedHeight(theme.px(34))
        self.panel = SignPanel(self.context)
        self.panel.acted.connect(self.act)
        self.panel.judged.connect(self.ask_outcome)
        self.state = StateView(theme)
        self.middle = QStackedWidget()
        self.middle.addWidget(self._both(foot))
        self.middle.addWidget(panel(self.state, margin=1, grow=0))
        self.strip = ActStrip(self.context)
        note = label(NO_DEDUCTION, "helper", wrap=True)
        whole = column(boxed(tools), note, self.banner, spacing=8, margins=(12, 10, 12, 10))
        whole.addWidget(self.middle, 1)
        whole.addWidget(self.strip)
        self.setLayout(whole)
        self.late = LateNotice(self, self._loading)

    def _both(self, foot: QWidget) -> QWidget:
        both = row(panel(self.table, foot, margin=1, grow=0), self.panel, spacing=8)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        return boxed(both)

    def acts(self) -> list[Act]:
        """Keys of the page."""
        checking = self.context.can("sign.check")
        listing = Act("L", "L", "列入复核", lambda: self.act("list"))
        more = [Act("", "空格", "勾选"), listing, Act("", "1 2 3", "属实 不属实 无法核实")] if checking else []
        paper = [Act("Ctrl+P", "Ctrl+P", "打印复核单", self.print_sheet)] if checking else []
        return [
            Act("Left", "←", "上一周", lambda: self.step(1)),
            Act("Right", "→", "下一周", lambda: self.step(-1)),
            Act("", "Enter", "看依据、打开记录"),
            *more,
            Act("F2", "F2", "情况说明", lambda: self.act("state")),
            *paper,
            Act("Ctrl+R", "Ctrl+R", "重新读取", self.refresh, in_bar=False),
            Act("Escape", "Esc", "放弃，回到提示", self.back, in_bar=False),
        ]

    def focus_first(self) -> None:
        """The signs."""
        self.table.setFocus()

    def remember(self) -> dict[str, Any]:
        """Week, span and sign."""
        line = self.current()
        return {"meeting": self.meeting, "span": self.span.value, "sign": line.key.text if line is not None else ""}

    def recall(self, state: dict[str, Any]) -> None:
        """As it was."""
        if state:
            self.meeting, self._wanted = state["meeting"], state["sign"]
            self.span.choose(state["span"])

    def current(self) -> SignLine | None:
        """The chosen sign."""
        return self.model.record(current_row(self.table))

    def selected_target(self) -> tuple[str, str] | None:
        """What F6 visits: the target of the chosen record."""
        line = self.panel.current()
        return (line.target_kind, line.target_id) if line is not None else None

    # -- reading ----------------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Weeks, then the signs."""
        self.late.start()
        self.context.jobs.query(self, rankings.weeks, self.context.session, done=self._show_weeks, failed=self._failed, key="weeks")

    def _show_weeks(self, weeks: Any) -> None:
        self.weeks = sorted(weeks, key=lambda week: str(week.meeting), reverse=True)
        self.week.clear()
        for week in self.weeks:
            self.week.addItem(f"{week.label}　{week.first[5:]} 至 {week.last[5:]}")
        if self._place() < 0 and self.weeks:
            self.meeting = next((week for week in self.weeks if week.has_data), self.weeks[0]).meeting
        if self.weeks:
            self.show_week(self.meeting)

    def _place(self) -> int:
        return next((place for place, week in enumerate(self.weeks) if week.meeting == self.meeting), -1)

    def show_week(self, meeting: str) -> None:
        """Read the signs of a week, or of four up to it."""
        line = self.current()
        if line is not None and not self._wanted:
            self._wanted = line.key.text
        self.meeting = meeting
        place = self._place()
        self.week.setCurrentIndex(place)
        self.earlier.setEnabled(0 <= place < len(self.weeks) - 1)
        self.later.setEnabled(place > 0)
        self.late.start()
        self.context.jobs.query(self, visit_signs.recent, self.context.session, meeting, int(self.span.value), done=self._show,
                                failed=self._failed, key="signs")  # fmt: skip

    def step(self, weeks: int) -> None:
        """One week earlier (1) or later (−1)."""
        place = self._place() + weeks
        if 0 <= place < len(self.weeks):
            self.show_week(self.weeks[place].meeting)

    def _show(self, found: SignWeek) -> None:
        self.late.stop()
        self.model.show_lines(found.lines, self.span.value != "1")
        whose = "" if found.own_only else f"，{found.members} 人"
        self.found.setText(f"{len(found.lines)} 条提示{whose}")
        self.told.setText(f"待复核 {found.waiting} 条" if found.waiting else "")
        listed = any(line.listed for line in found.lines if line.key.meeting == self.meeting)
        self.print_button.setVisible(listed and self.context.can("sign.check"))
        if found.lines:
            self.middle.setCurrentIndex(0)
            place = next((place for place, line in enumerate(found.lines) if line.key.text == self._wanted), 0)
            self.table.select_row(place)
            self._ask_card()
        else:
            self.panel.clear()
            span = "本周" if self.span.value == "1" else "这四周"
            self.state.show_state("circle-check", f"{span}没有需要了解的情况", "可以按 ← → 看别的周", [])
            self.middle.setCurrentIndex(1)
        self._wanted = ""

    def _ask_card(self) -> None:
        line = self.current()
        if line is not None:
            self.context.jobs.query(self, visit_signs.card, self.context.session, line.key.text, done=self.panel.show_card,
                                    failed=self._failed, key="card")  # fmt: skip

    def _loading(self) -> None:
        if not self.model.rows:
            self.state.show_state("loader-2", "正在读取…", "", [])
            self.middle.setCurrentIndex(1)

    def _failed(self, error: BaseException) -> None:
        self.late.stop()
        self.banner.show_error(error)

    def back(self) -> None:
        """Esc."""
        if not self.strip.close_if_open():
            self.table.setFocus()

    # -- acting -----------------------------------------------------------------------------------------------------------------

    def act(self, word: str) -> None:
        """A button or a key of the card."""
        card, line = self.panel.card, self.panel.current()
        if card is None:
            return
        session, key = self.context.session, card.line.key.text
        if word == "open" and line is not None:
            self.open_record()
        elif word == "state" and card.may_state:
            values = {"statement": card.statement.text if card.statement else ""}
            self._ask(f"{card.line.member} {card.line.kind_label}", STATEMENT_FIELDS, "保存说明", rechecks.state, (key,), values)
        elif word == "list" and card.may_check and (chosen := self.panel.chosen_ids()):
            self.context.jobs.operation(self, rechecks.put_on_list, session, key, chosen, done=self._listed, failed=self.banner.show_error)
        elif word == "take_off" and card.may_check and line is not None and line.recheck is not None:
            self.context.jobs.operation(self, rechecks.take_off, session, line.recheck.id, done=self._done, failed=self.banner.show_error)

    def open_record(self) -> None:
        """Enter on a record: the visit in its form, or the person."""
        line = self.panel.current()
        if line is None:
            return
        if line.table == "visit":
            page = self.context.shell.open_quick("visits")
            if page is not None:
                page.correct(line.id)
        else:
            page = self.context.shell.open_page("residents")
            if page is not None:
                page.show_resident(line.target_id)

    def ask_outcome(self, outcome: str) -> None:
        """1, 2, 3: who asked, how, and what was said; checker and way stay as they were for the next line."""
        card, line = self.panel.card, self.panel.current()
        if card is None or line is None or not card.may_check:
            return
        if line.recheck is None:
            self.banner.show_text("这条还没有列入复核，先按 L 列入，再按 1、2、3 登记结果", "info")
            return
        word = next(each.label for each in RecheckOutcome if each.value == outcome)
        values = {"way": self._way, "checked_by": self._checker or self.context.session.actor_name,
                  "checked_on": self.context.today().isoformat(), "note": line.recheck.note}  # fmt: skip
        self._ask(f"{line.day} {line.title} {word}", OUTCOME_FIELDS, f"登记{word}", rechecks.record_outcome, (line.recheck.id, outcome), values,
                  after=self.panel.go_on)  # fmt: skip

    def _ask(self, title: str, fields: Any, verb: str, function: Any, first: tuple[str, ...], values: dict[str, Any],
             after: Callable[[], object] | None = None) -> None:  # fmt: skip
        def submit(typed: dict[str, Any]) -> None:
            self._way, self._checker = str(typed.get("way") or self._way), str(typed.get("checked_by") or self._checker)
            rest = [str(typed[field.name] or "") for field in fields]
            self.context.jobs.operation(self.strip, function, self.context.session, *first, *rest, done=done, failed=self.strip.failed)

        def done(result: Any) -> None:
            self.strip.done()
            self._done(result)
            if after is not None:
                after()

        self.strip.ask(title, fields, verb, submit, values, hint="不改变任何数字和名次", widths=(1, 1, 1))

    def _listed(self, done: Any) -> None:
        self.panel.model.ticked.clear()
        self._done(done)

    def _done(self, done: Any) -> None:
        self.banner.hide()
        self.context.shell.show_done(done)

    def rules_dialog(self) -> SignRulesDialog:
        """提示规则."""
        return SignRulesDialog(self.context, self)

    def print_sheet(self) -> None:
        """Ctrl+P."""
        if self.print_button.isVisible():
            self.print_dialog().exec()
        else:
            self.banner.show_text("这一周没有列入复核的记录，先在依据里勾选，按 L 列入", "info")

    def print_dialog(self) -> PrintDialog:
        """The dialog of 走访复核单."""
        session, meeting = self.context.session, self.meeting

        def build(path: Path, _full: bool, _purpose: str) -> Any:
            return rechecks.sheet_pdf, (session, meeting, path), {"act": documents.PREVIEW}

        return PrintDialog(self.context, PrintTask("走访复核单", f"走访复核单-{meeting}", build, landscape=True, notes=PAPER_NOTES), self)
