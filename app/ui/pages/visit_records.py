"""走访 · 记录: stored visits by period, member and outcome; Enter corrects, Del voids with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, ClassVar

from PySide6.QtWidgets import QStackedWidget

from app.models.form_fields import FormField
from app.models.visit_records import STATES, VisitFilter, VisitKeys, VisitRow
from app.models.vocabulary import Outcome, TargetKind
from app.services import visit_records, visits
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.ledger_paper import print_acts
from app.ui.tables.view import GridView, current_row
from app.ui.tables.visit_records import VisitRecordsModel
from app.ui.widgets.act_strip import ActStrip
from app.ui.widgets.basics import Banner, boxed, button, column, label, panel, row
from app.ui.widgets.filters import FilterChips
from app.ui.widgets.find_box import FindBox
from app.ui.widgets.segments import Segments
from app.ui.widgets.states import LateNotice, StateView

PERIODS = (("today", "今天"), ("week", "7 天"), ("month", "30 天"), ("year", "今年"), ("all", "全部"))
DAYS = {"today": 0, "week": 6, "month": 29}
DEFAULTS: dict[str, tuple[str, ...]] = {"state": ("standing",)}
VOID_FIELDS = (FormField("status_why", "原因", required=True, span=2, hint="写清哪里错了，以后查得到"),)


class VisitRecordsPage(Page):
    """Own grids or the whole office, as the account may see."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"visit"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.answer = VisitKeys()
        self._build()
        self.bind_acts()
        context.jobs.query(self, visit_records.member_choices, context.session, done=self._show_choices)

    def _build(self) -> None:
        theme = self.context.theme
        self.find_box = FindBox(theme, "姓名 地址 情况")
        self.find_box.asked.connect(lambda _text: self.refresh())
        self.find_box.left.connect(self._to_table)
        self.periods = Segments(PERIODS, "week")
        self.periods.changed.connect(lambda _value: self.refresh())
        self.chips = FilterChips(theme, DEFAULTS)
        self.chips.changed.connect(self.refresh)
        tools = row(self.find_box, self.periods, self.chips, None)
        tools.setStretchFactor(self.find_box, 3)
        self.banner = Banner()
        self.model = VisitRecordsModel(self._fetch)
        self.table = GridView(theme, "走访记录")
        self.table.setModel(self.model)
        self.table.opened.connect(lambda _row, _column: self.correct())
        self.table.moved.connect(lambda _row: self._show_buttons())
        self.state = StateView(theme)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.table)
        self.middle.addWidget(self.state)
        self.found, self.detail = label("", "bold"), label("", "body13")
        self.correct_button = button("更正", "edit", key="F2", small=True, action=self.correct)
        self.void_button = button("作废", key="Del", kind="danger", small=True, action=self.void)
        foot = row(self.found, self.detail, None, self.void_button, self.correct_button, margins=(12, 4, 8, 4))
        self.strip = ActStrip(self.context)
        self.late = LateNotice(self, self._loading)
        whole = column(boxed(tools), self.banner, spacing=8, margins=(12, 10, 12, 10))
        whole.addWidget(panel(self.middle, panel(foot, role="section"), margin=1, grow=0), 1)
        whole.addWidget(self.strip)
        self.setLayout(whole)

    def acts(self) -> list[Act]:
        """Keys of the page."""
        return [
            Act("", "↑↓", "选择"),
            Act("F2", "F2", "更正", self.correct),
            Act("Delete", "Del", "作废", self.void),
            Act("", "F6", "再走访一次"),
            *print_acts(self, "visits", self.wanted),
            Act("/", "/", "查找", self.focus_find),
            Act("", "Enter", "更正", in_bar=False),
            Act("Ctrl+R", "Ctrl+R", "重新读取", self.refresh, in_bar=False),
            Act("Escape", "Esc", "清空查找和筛选", self.back, in_bar=False),
        ]

    def focus_first(self) -> None:
        """The list."""
        self._to_table()

    def focus_find(self) -> None:
        """/."""
        self.find_box.setFocus()
        self.find_box.selectAll()

    def current(self) -> VisitRow | None:
        """The chosen visit."""
        place = current_row(self.table)
        return self.model.record(place) if 0 <= place < self.model.rowCount() else None

    def selected_target(self) -> tuple[str, str] | None:
        """What F6 visits again."""
        record = self.current()
        return (record.target_kind, record.target_id) if record is not None else None

    # -- asking ------------------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask with what is chosen."""
        self.late.start()
        self.context.jobs.query(self, visit_records.find, self.context.session, self.wanted(), done=self._show, failed=self._failed, key="find")

    def wanted(self) -> VisitFilter:
        """The filter as chosen."""
        chosen, today, period = self.chips.chosen, self.context.today(), self.periods.value
        first = (today - timedelta(days=DAYS[period])).isoformat() if period in DAYS else f"{today.year}-01-01" if period == "year" else ""
        return VisitFilter(first, "", self.find_box.text().strip(), chosen.get("member", ()), chosen.get("outcome", ()), chosen.get("kind", ()),
                           chosen.get("state", ()) or tuple(key for key, _ in STATES))  # fmt: skip

    def back(self) -> None:
        """Esc: the strip first, then the find box, then the filters."""
        if self.strip.close_if_open():
            return
        if self.find_box.text():
            self.find_box.set_quietly("")
            self.refresh()
        elif self.chips.chosen != DEFAULTS:
            self.chips.reset()
        self._to_table()

    def _fetch(self, keys: Sequence[int], arrived: Callable[[Sequence[Any]], object]) -> None:
        self.context.jobs.query(self, visit_records.rows, self.context.session, keys, done=arrived)

    def _show_choices(self, members: Any) -> None:
        choices: dict[str, tuple[str, Sequence[tuple[str, str]]]] = {
            "outcome": ("结果", [(outcome.value, outcome.label) for outcome in Outcome]),
            "kind": ("对象", [(kind.value, kind.label) for kind in TargetKind]),
            "state": ("状态", STATES),
        }
        if not self.context.session.account.member_id:
            choices = {"member": ("走访人", members), **choices}
        self.chips.set_choices(choices)

    def _show(self, answer: VisitKeys) -> None:
        self.late.stop()
        self.answer = answer
        place = max(0, current_row(self.table))
        self.model.set_keys(answer.keys)
        self.found.setText(f"{answer.visits:,} 条")
        missed = answer.visits - answer.counted
        self.detail.setText(f"计入走访 {answer.counted:,} 次 {answer.persons:,} 人" + (f" · 未遇等 {missed:,} 次" if missed else ""))
        if answer.keys:
            self.middle.setCurrentWidget(self.table)
            self.table.select_row(min(place, len(answer.keys) - 1))
        else:
            self._show_empty()
        self._show_buttons()

    def _show_empty(self) -> None:
        if self.find_box.text() or self.chips.chosen != DEFAULTS:
            self.state.show_state("search", "没有符合条件的走访", "可以少输几个字，或去掉一项筛选", [("清空查找和筛选", "Esc", self._clear)])
        else:
            actions = [("登记走访", "F6", lambda: self.context.shell.open_quick("visits"))]
            self.state.show_state("walk", "这段时间没有走访", "可以看更长的一段时间，或登记一次走访", actions)
        self.middle.setCurrentWidget(self.state)

    def _clear(self) -> None:
        self.find_box.set_quietly("")
        self.chips.reset()

    def _show_buttons(self) -> None:
        record = self.current()
        standing = record is not None and record.state != "voided"
        self.correct_button.setVisible(standing)
        self.void_button.setVisible(standing)

    def _loading(self) -> None:
        if not self.answer.keys:
            self.state.show_state("loader-2", "正在读取…", "", [])
            self.middle.setCurrentWidget(self.state)

    def _failed(self, error: BaseException) -> None:
        self.late.stop()
        self.banner.show_error(error)

    def _to_table(self) -> None:
        self.table.setFocus()
        if current_row(self.table) < 0:
            self.table.select_row(0)

    # -- acting --------------------------------------------------------------------------------------------------------------------

    def correct(self) -> None:
        """F2, Enter: the form with this visit in it."""
        record = self.current()
        if record is None:
            return
        if record.state == "voided":
            self.banner.show_text("这次走访已作废，不能再改。要恢复，请在变更记录里撤销作废", "info")
            return
        page = self.context.shell.open_quick("visits")
        if page is not None:
            page.correct(record.visit_id)

    def void(self) -> None:
        """Del: out of all figures, with a reason; it stays readable."""
        record = self.current()
        if record is None or record.state == "voided":
            return

        def submit(values: dict[str, Any]) -> None:
            self.context.jobs.operation(self, visits.void, self.context.session, record.visit_id, values["status_why"], done=done,
                                        failed=self.strip.failed)  # fmt: skip

        def done(result: Any) -> None:
            self.strip.done()
            self.context.shell.show_done(result)

        self.strip.ask(f"作废 {record.day} 对 {record.title} 的走访", VOID_FIELDS, "作废", submit, danger=True, hint="作废后不再计入任何数字")
