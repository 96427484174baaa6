"""走访 · 回访计划: who is due until when, putting off, ending, the cycles, the printed evening sheet."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any, ClassVar

from PySide6.QtWidgets import QStackedWidget

from app.models.visit_views import DueList, RevisitLine
from app.services import revisits
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.cycles import CyclesDialog
from app.ui.pages.postponing import ask_drop, ask_postpone
from app.ui.pages.sheet_printing import SheetChooser, sheet_dialog
from app.ui.tables.cells import CHECK, Cell, Column
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.revisits import plan_columns
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.act_strip import ActStrip
from app.ui.widgets.basics import Banner, boxed, button, column, hide_unless, label, panel, row
from app.ui.widgets.find_box import FindBox
from app.ui.widgets.print_dialog import PrintDialog
from app.ui.widgets.segments import Segments
from app.ui.widgets.states import StateView

SPANS = (("0", "今天到期"), ("7", "一周内"), ("30", "一个月内"))
MOST = 2000


class TickedModel(ListedTableModel):
    """Lines that can be ticked for the sheet; ticks follow the targets when the list is read again."""

    def __init__(self) -> None:
        tick = Column("tick", "", 34, lambda line: Cell(checked=(line.kind, line.id) in self.ticked), kind=CHECK)
        super().__init__([tick, *plan_columns()])
        self.ticked: set[tuple[str, str]] = set()
        self.ticks = self

    def count(self, _rows: int = 0) -> int:
        """How many lines are ticked (what the header of the table asks)."""
        return len(self.ticked_lines())

    def toggle_row(self, place: int) -> None:
        """Space."""
        line = self.rows[place]
        self.ticked ^= {(line.kind, line.id)}
        self._changed()

    def tick_all(self, on: bool) -> None:
        """Ctrl+A and the box in the header."""
        self.ticked = {(line.kind, line.id) for line in self.rows} if on else set()
        self._changed()

    def ticked_lines(self) -> list[RevisitLine]:
        """Ticked lines in the order of the list."""
        return [line for line in self.rows if (line.kind, line.id) in self.ticked]

    def _changed(self) -> None:
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, 0))


class RevisitPlanPage(Page):
    """Most overdue first; Enter registers the visit, Del puts it off."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"visit", "revisit", "cycle", "residence", "entity", "resident"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.whole = DueList()
        self.words: tuple[str, ...] = ()  # what ``whole`` was found with
        self._build()
        self.bind_acts()

    def _build(self) -> None:
        theme = self.context.theme
        self.find_box = FindBox(theme, "姓名 地址 事由")
        self.find_box.asked.connect(lambda _text: self._find())
        self.spans = Segments(SPANS, "0")
        self.spans.changed.connect(lambda _value: self.refresh())
        self.sheets_button = button("按走访单录入", "clipboard-text", action=self.key_in)
        self.cycles_button = button("走访周期", "calendar-week", action=self.edit_cycles)
        hide_unless(self.cycles_button, self.context.can("grid.write"))
        self.print_button = button("打印走访单", "printer", key="Ctrl+P", kind="primary", action=self.print_sheet)
        tools = row(self.find_box, self.spans, None, self.cycles_button, self.sheets_button, self.print_button)
        tools.setStretchFactor(self.find_box, 3)
        self.banner = Banner()
        self.clean = button("清理", small=True, action=self.close_orphans)
        self.orphan_text = Banner()
        line = row(self.orphan_text, self.clean)
        line.setStretch(0, 1)
        self.orphans = boxed(line)
        self.orphans.hide()
        self.model = TickedModel()
        self.table = GridView(theme, "回访计划")
        self.table.setModel(self.model)
        self.table.opened.connect(lambda _row, _column: self.visit())
        self.table.moved.connect(lambda _row: self._show_buttons())
        self.table.ticked.connect(self._show_counts)
        self.find_box.left.connect(self._to_table)
        self.state = StateView(theme)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.table)
        self.middle.addWidget(self.state)
        self.found, self.detail, self.ticked = label("", "bold"), label("", "body13"), label("", "helper")
        self.visit_button = button("登记走访", key="Enter", small=True, action=self.visit)
        self.postpone_button = button("改期", key="Del", small=True, action=self.postpone)
        self.drop_button = button("不再回访", kind="danger", small=True, action=self.drop)
        foot = row(self.found, self.detail, None, self.ticked, self.drop_button, self.postpone_button, self.visit_button, margins=(12, 4, 8, 4))
        self.strip = ActStrip(self.context)
        list_panel = panel(self.middle, panel(foot, role="section"), margin=1, grow=0)
        whole = column(boxed(tools), self.orphans, self.banner, spacing=8, margins=(12, 10, 12, 10))
        whole.addWidget(list_panel, 1)
        whole.addWidget(self.strip)
        self.setLayout(whole)

    def acts(self) -> list[Act]:
        """Keys of the page."""
        return [
            Act("", "↑↓", "选择"),
            Act("", "Enter", "登记走访"),
            Act("Delete", "Del", "改期", self.postpone),
            Act("", "空格", "勾选"),
            Act("Ctrl+P", "Ctrl+P", "打印走访单", self.print_sheet),
            Act("/", "/", "查找", self.focus_find),
            Act("Ctrl+R", "Ctrl+R", "重新读取", self.refresh, in_bar=False),
            Act("Escape", "Esc", "清空查找", self._clear_find, in_bar=False),
        ]

    def focus_first(self) -> None:
        """The list."""
        self._to_table()

    def focus_find(self) -> None:
        """/."""
        self.find_box.setFocus()
        self.find_box.selectAll()

    def selected_target(self) -> tuple[str, str] | None:
        """What F6 visits."""
        line = self.current()
        return (line.kind, line.id) if line is not None else None

    def current(self) -> RevisitLine | None:
        """The chosen line."""
        return self.model.record(current_row(self.table))

    # -- reading ----------------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Due lines and what lost its target."""
        until = (self.context.today() + timedelta(days=int(self.spans.value))).isoformat()
        words = () if self._all_here() else tuple(self.find_box.text().split())
        self.context.jobs.query(self, revisits.due_list, self.context.session, until, MOST, words, done=lambda found: self._show(found, words),
                                failed=self.banner.show_error, key="due")  # fmt: skip
        self.context.jobs.query(self, revisits.orphans, self.context.session, done=self._show_orphans, failed=self.banner.show_error, key="orphans")

    def _all_here(self) -> bool:
        """Whether the list holds everything that is due, so that finding needs no register."""
        return not self.words and self.whole.total == len(self.whole.lines)

    def _show(self, found: DueList, words: tuple[str, ...]) -> None:
        self.whole, self.words = found, words
        self._filter()

    def _find(self) -> None:
        if self._all_here():
            self._filter()
        else:
            self.refresh()

    def _filter(self) -> None:
        words = self.find_box.text().split()
        kept = [line for line in self.whole.lines if line.fits(words)]
        place = max(0, current_row(self.table))
        self.model.set_rows(kept)
        self._show_counts()
        if kept:
            self.middle.setCurrentWidget(self.table)
            self.table.select_row(min(place, len(kept) - 1))
            return
        if words:
            actions = [("清空查找", "Esc", self._clear_find)]
            self.state.show_state("search", f"没有找到“{self.find_box.text()}”", "可以少输几个字，或看更长的一段时间", actions)
        else:
            self.state.show_state("circle-check", "没有到期的回访", "都已走访。可以看一周内、一个月内要走访的", [])
        self.middle.setCurrentWidget(self.state)

    def _show_counts(self) -> None:
        rows = self.model.rows
        total, late, never = self.whole.total, self.whole.overdue, self.whole.never
        if self._all_here():
            total, late, never = len(rows), sum(line.overdue_days > 0 for line in rows), sum(line.since_days is None for line in rows)
        self.found.setText(f"{total:,} 个对象")
        cut = f"显示最急的 {len(rows):,} 个，其余可以查找" if len(rows) < total else ""
        parts = [cut, f"超期 {late:,}" if late else "", f"从没走访过 {never:,}" if never else ""]
        self.detail.setText(" · ".join(part for part in parts if part))
        count = self.model.count()
        self.ticked.setText(f"已选 {count:,} 个，打印只印这些" if count else "")
        self._show_buttons()

    def _show_buttons(self) -> None:
        line = self.current()
        self.visit_button.setVisible(line is not None)
        self.postpone_button.setVisible(line is not None)
        self.drop_button.setVisible(line is not None and bool(line.revisit_id))
        self.print_button.setEnabled(bool(self.model.rows))

    def _show_orphans(self, lines: Any) -> None:
        names = "、".join(Counter(line.title for line in lines if line.title))
        self.orphan_text.show_text(f"有 {len(lines)} 条回访的对象已不在册（{names[:60]}），不会再排出来" if lines else "", "info", closable=False)
        self.orphans.setVisible(bool(lines))

    def _to_table(self) -> None:
        self.table.setFocus()
        if current_row(self.table) < 0:
            self.table.select_row(0)

    def _clear_find(self) -> None:
        if self.strip.close_if_open():
            return
        self.find_box.set_quietly("")
        self._find()
        self._to_table()

    # -- acting -------------------------------------------------------------------------------------------------------------------

    def visit(self) -> None:
        """Enter: the form of the visit; Esc there comes back here."""
        target = self.selected_target()
        if target is not None:
            self.context.shell.open_quick("visits", target)

    def postpone(self) -> None:
        """Del."""
        line = self.current()
        if line is not None:
            ask_postpone(self.context, self.strip, line)

    def drop(self) -> None:
        """End what was planned by hand."""
        line = self.current()
        if line is not None and line.revisit_id:
            ask_drop(self.context, self.strip, line)

    def close_orphans(self) -> None:
        """End the revisits without a target; one act, one undo."""
        self.context.jobs.operation(self, revisits.close_orphans, self.context.session, done=self.context.shell.show_done,
                                    failed=self.banner.show_error)  # fmt: skip

    def edit_cycles(self) -> None:
        """The cycles."""
        self.cycles_dialog().exec()

    def cycles_dialog(self) -> CyclesDialog:
        """The dialog itself."""
        return CyclesDialog(self.context, self)

    def print_sheet(self) -> None:
        """Ctrl+P: the ticked lines, else all that are shown."""
        if self.model.rows:
            self.sheet_dialog().exec()

    def sheet_dialog(self) -> PrintDialog:
        """The print dialog itself."""
        return sheet_dialog(self.context, self.model.ticked_lines() or self.model.rows, self)

    def key_in(self) -> None:
        """Choose a printed sheet, then register its lines in order."""
        chooser = SheetChooser(self.context, self)
        if chooser.exec():
            page = self.context.shell.open_quick("visits")
            if page is not None:
                page.show_sheet(chooser.name)
