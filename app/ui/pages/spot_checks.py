"""走访 · 抽查: draws left, their items right, results by digit in the order of the sheet; 合格率 as a second view."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.models.spot_check_views import CheckLine, ItemLine
from app.models.spot_checks import CheckResult
from app.services import spot_checks
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.spot_check_acts import ask_draw, ask_finding, ask_void, results_dialog, sheet_dialog
from app.ui.pages.spot_check_shares import SPANS, SharesView, span_of
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.spot_checks import ItemTable, check_columns, item_columns
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.act_strip import ActStrip
from app.ui.widgets.basics import Banner, boxed, button, column, label, panel, row
from app.ui.widgets.print_dialog import PrintDialog
from app.ui.widgets.segments import Segments
from app.ui.widgets.states import StateView

DIGITS = "1 合格　2 不合格　3 无法核实　0 清除"


class SpotChecksPage(Page):
    """Enter on a draw goes to its items; a digit stores the result and goes on to the next item."""

    item_table: ItemTable  # annotated: the list of draws names it before it exists

    WATCHES: ClassVar[frozenset[str]] = frozenset({"spot_check", "visit", "residence", "entity", "member"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._wanted = ""  # draw to choose after reading
        self._number = 1  # item to choose
        self._build()
        self.bind_acts()

    def _build(self) -> None:
        theme = self.context.theme
        self.view = Segments((("draws", "抽查单"), ("shares", "合格率")), "draws")
        self.view.changed.connect(lambda _value: self._turn())
        self.spans = Segments(SPANS, "month")
        self.spans.changed.connect(lambda _value: self._ask_shares())
        self.void_button = button("作废", key="Del", kind="danger", action=self.void)
        self.print_button = button("打印", "printer", key="Ctrl+P", action=self.print_paper)
        self.new_button = button("新抽查", "plus", key="Ctrl+N", kind="primary", action=self.draw)
        tools = row(self.view, 4, self.spans, None, self.void_button, self.print_button, self.new_button)
        self.banner, self.strip = Banner(), ActStrip(self.context)
        self.state, self.shares = StateView(theme), SharesView(self.context)
        self.both = self._build_both()
        self.middle = QStackedWidget()
        for part in (self.both, panel(self.state, margin=1, grow=0), self.shares):
            self.middle.addWidget(part)
        whole = column(boxed(tools), self.banner, spacing=8, margins=(12, 10, 12, 10))
        whole.addWidget(self.middle, 1)
        whole.addWidget(self.strip)
        self.setLayout(whole)
        self._show_view()

    def _build_both(self) -> QWidget:
        theme = self.context.theme
        self.model, self.items = ListedTableModel(check_columns()), ListedTableModel(item_columns())
        self.table = GridView(theme, "抽查单")
        self.table.setModel(self.model)
        self.table.moved.connect(lambda _row: self._ask_items())
        self.table.opened.connect(lambda _row, _column: self.item_table.setFocus())
        self.item_table = ItemTable(theme, "抽查的登记")
        self.item_table.setModel(self.items)
        self.item_table.moved.connect(self._item_moved)
        self.item_table.typed.connect(self.set_result)
        self.item_table.opened.connect(lambda _row, _column: self.note())
        self.item_table.left_back.connect(self.table.setFocus)
        self.count, self.head, self.told = label("", "bold"), label("", "body13", wrap=True), label("", "helper")
        self.repeat_button = button("核对抽取", small=True, action=self.repeat)
        self.repeat_button.setToolTip("用当时的随机数重抽一遍，看是不是同样的结果")
        self.note_button = button("核实情况", "edit", key="F2", small=True, action=self.note)
        foot = panel(row(self.count, None, margins=(12, 0, 12, 0)), role="section")
        foot.setFixedHeight(theme.px(34))
        top = row(self.head, self.repeat_button, margins=(12, 5, 8, 5))
        top.setStretch(0, 1)
        self.done_text = label("", "bold")
        item_foot = panel(row(self.done_text, self.told, None, label(DIGITS, "helper"), self.note_button, margins=(12, 3, 8, 3)), role="section")
        both = row(panel(self.table, foot, margin=1, grow=0), panel(panel(top, role="panel-head"), self.item_table, item_foot, margin=1, grow=1))
        both.setStretch(0, 2)
        both.setStretch(1, 6)
        return boxed(both)

    def acts(self) -> list[Act]:
        """Keys of the page."""
        return [
            Act("", "↑↓", "选择"),
            Act("", "Enter", "逐条录结果"),
            Act("", "1 2 3", "合格 不合格 无法核实"),
            Act("F2", "F2", "核实情况", self.note),
            Act("Ctrl+N", "Ctrl+N", "新抽查", self.draw),
            Act("Ctrl+P", "Ctrl+P", "打印", self.print_paper),
            Act("Delete", "Del", "作废", self.void, in_bar=False),
            Act("", "←", "回到抽查单", in_bar=False),
            Act("Ctrl+R", "Ctrl+R", "重新读取", self.refresh, in_bar=False),
            Act("Escape", "Esc", "放弃，回到抽查单", self.back, in_bar=False),
        ]

    def focus_first(self) -> None:
        """The list of draws, or the shares."""
        (self.table if self.view.value == "draws" else self.shares.table).setFocus()

    def remember(self) -> dict[str, Any]:
        """View and draw."""
        check = self.current()
        return {"view": self.view.value, "span": self.spans.value, "check": check.id if check else "", "number": self._number}

    def recall(self, state: dict[str, Any]) -> None:
        """As it was."""
        if state:
            self.view.choose(state["view"])
            self.spans.choose(state["span"])
            self._wanted, self._number = state["check"], state["number"]
            self._show_view()

    def current(self) -> CheckLine | None:
        """The chosen draw."""
        return self.model.record(current_row(self.table)) if self.view.value == "draws" else None

    def current_item(self) -> ItemLine | None:
        """The chosen item."""
        return self.items.record(current_row(self.item_table)) if self.view.value == "draws" else None

    # -- reading ----------------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Draws with their state, and the shares."""
        check = self.current()
        if check is not None and not self._wanted:
            self._wanted = check.id
        self.context.jobs.query(self, spot_checks.checks, self.context.session, done=self._show, failed=self.banner.show_error, key="checks")
        self._ask_shares()

    def _show(self, lines: Any) -> None:
        self.model.set_rows(lines)
        open_ones = sum(line.tally.checked < line.tally.drawn for line in lines)
        self.count.setText(f"{len(lines):,} 次抽查" + (f" · {open_ones:,} 次没查完" if open_ones else ""))
        if lines:
            self.table.select_row(next((place for place, line in enumerate(lines) if line.id == self._wanted), 0))
        else:
            self.items.set_rows([])
        self._wanted = ""
        self._show_view()

    def _ask_items(self) -> None:
        check = self.current()
        if check is not None:
            self.context.jobs.query(self, spot_checks.items, self.context.session, check.id, done=lambda lines: self._show_items(check, lines),
                                    failed=self.banner.show_error, key="items")  # fmt: skip

    def _show_items(self, check: CheckLine, lines: Any) -> None:
        before = self.items.rows[0].id if self.items.rows else ""
        self.items.set_rows(lines)
        if not lines or lines[0].id != before:  # another draw begins where work is left
            self._number = next((line.number for line in lines if not line.result), 1)
        self.item_table.select_row(next((place for place, line in enumerate(lines) if line.number == self._number), 0))
        whose = f"{check.member}的" if check.member else ""
        self.head.setText(
            f"{check.sheet_no}　{check.first} 至 {check.last} {whose}{check.subject}　{check.method}，候选 {check.candidates:,} 条，"
            f"随机数 {check.seed}　抽查人 {check.checker}"
        )
        self.done_text.setText(f"{check.state} · 合格率 {check.tally.share_text}")
        missing = sum(line.result == CheckResult.BAD.value and not line.finding for line in lines)
        self.told.setText(f"{missing} 条不合格没写情况" if missing else "")

    def _item_moved(self, place: int) -> None:
        item = self.items.record(place)
        if item is not None:
            self._number = item.number

    def _ask_shares(self) -> None:
        first, last, _ = span_of(self.spans.value, self.context.today())
        self.context.jobs.query(self, spot_checks.shares, self.context.session, first, last, done=self._show_shares,
                                failed=self.banner.show_error, key="shares")  # fmt: skip

    def _show_shares(self, lines: Any) -> None:
        self.shares.show_lines(lines, [("新抽查", "Ctrl+N", self.draw)])

    def _turn(self) -> None:
        self.banner.hide()
        self._show_view()

    def _show_view(self) -> None:
        draws = self.view.value == "draws"
        if draws and not self.model.rows:
            text = "从一段时间的走访和登记里随机或按风险抽几条，打印抽查单，核实后按序号录结果"
            self.state.show_state("shield-check", "还没有抽查", text, [("新抽查", "Ctrl+N", self.draw)])
        self.middle.setCurrentIndex(2 if not draws else 0 if self.model.rows else 1)
        self.spans.setVisible(not draws)
        self.void_button.setVisible(draws and bool(self.model.rows))
        self.print_button.setText(" 打印抽查单 │ Ctrl+P" if draws else " 打印结果表 │ Ctrl+P")
        self.print_button.setVisible(not draws or bool(self.model.rows))

    # -- acting -------------------------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        """Ctrl+N."""
        self.view.choose("draws")
        self._show_view()
        self.context.jobs.query(self, spot_checks.choices, self.context.session, done=self._ask_draw, failed=self.banner.show_error)

    def _ask_draw(self, members: Any) -> None:
        ask_draw(self.context, self.strip, members, self._drawn)

    def _drawn(self, _done: Any) -> None:
        self._wanted = "newest"  # no such key: the newest stands first
        self.banner.hide()
        self.table.setFocus()

    def set_result(self, result: str) -> None:
        """A digit: store, then the next item."""
        check, item = self.current(), self.current_item()
        if check is None or item is None:
            return
        here, place = self._number, current_row(self.item_table)
        following = self.items.record(place + 1) if result else None
        self._number = following.number if following is not None else item.number
        if result == item.result:
            self.item_table.select_row(min(place + 1, len(self.items.rows) - 1) if result else place)
            return

        def failed(error: BaseException) -> None:
            self._number = here
            self.banner.show_error(error)

        self.context.jobs.operation(self, spot_checks.record, self.context.session, check.id, item.number, result, done=self._done, failed=failed)

    def note(self) -> None:
        """F2 or Enter on an item: what was found."""
        check, item = self.current(), self.current_item()
        if check is None or item is None:
            return
        if not item.result:
            self.banner.show_text(f"第 {item.number} 号还没有结果，先按 1 合格、2 不合格或 3 无法核实", "info")
            return
        self._number = item.number
        ask_finding(self.context, self.strip, check, item)

    def void(self) -> None:
        """Del."""
        check = self.current()
        if check is not None:
            ask_void(self.context, self.strip, check)

    def repeat(self) -> None:
        """Draw once more with the stored seed and say whether it is the same."""
        check = self.current()
        if check is not None:
            self.context.jobs.query(self, spot_checks.repeat, self.context.session, check.id, done=self._show_repeated,
                                    failed=self.banner.show_error, key="repeat")  # fmt: skip

    def _show_repeated(self, found: Any) -> None:
        self.banner.show_text(found.text, "ok" if found.same_candidates and found.same_sample else "warn")

    def _done(self, done: Any) -> None:
        self.banner.hide()
        self.context.shell.show_done(done)

    def back(self) -> None:
        """Esc: the strip, then from the items to the draws."""
        if not self.strip.close_if_open():
            self.focus_first()

    def print_paper(self) -> None:
        """Ctrl+P: the sheet of the chosen draw, or the table of results."""
        dialog = self.print_dialog()
        if dialog is not None:
            dialog.exec()

    def print_dialog(self) -> PrintDialog | None:
        """The dialog itself."""
        if self.view.value == "shares":
            return results_dialog(self.context, *span_of(self.spans.value, self.context.today()), self)
        check = self.current()
        return sheet_dialog(self.context, check, self) if check is not None else None
