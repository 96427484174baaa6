"""数据核对 and 历史版本 of the document that is open."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from app.models.report_text import Content
from app.models.report_views import OpenDocument, VersionLine
from app.services import report_lists, reports
from app.ui.context import Context
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.reports import check_columns, version_columns
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.basics import Banner, button, label, panel, row


class CheckTab(QFrame):
    """All figures of the text, each once, beside those they are compared with."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.model = ListedTableModel(check_columns())
        self.table = GridView(context.theme, "数据核对")
        self.table.setModel(self.model)
        self.sum = label("", "bold")
        foot = panel(row(self.sum, None, label("“表格合计”是按网格的附表各行之和", "helper"), margins=(12, 0, 12, 0)), role="section")
        foot.setFixedHeight(context.theme.px(34))
        self.setLayout(row(panel(self.table, foot, margin=1, grow=0), spacing=0))

    def show_document(self, opened: OpenDocument, content: Content) -> None:
        """Compare again."""
        lines = report_lists.checked(opened, content)
        self.model.set_rows(lines)
        wrong, hand = sum(not line.agrees for line in lines), sum(line.by_hand for line in lines)
        parts = [f"{len(lines)} 项数据", f"与表不符 {wrong} 项" if wrong else "与表全部一致", f"手工 {hand} 项" if hand else ""]
        self.sum.setText(" · ".join(part for part in parts if part) + f" · 取数时间 {opened.taken_at}")
        if lines:
            self.table.select_row(0)


class VersionTab(QFrame):
    """``print_asked(line)``, ``text_asked(line)``: print it again, or write on from its text."""

    print_asked = Signal(object)
    text_asked = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.model = ListedTableModel(version_columns())
        self.table = GridView(context.theme, "历史版本")
        self.table.setModel(self.model)
        self.table.opened.connect(lambda _row, _column: self._ask(self.print_asked))
        self.table.moved.connect(lambda _row: self._show_buttons())
        self.banner = Banner()
        self.print_button = button("打印这一版", "printer", key="Enter", small=True, action=lambda: self._ask(self.print_asked))
        self.text_button = button("用这一版的文字", small=True, action=lambda: self._ask(self.text_asked))
        foot = row(label("定稿的版本保留当时的文字和数字，以后随时可以重印", "helper"), None, self.text_button, self.print_button)
        foot.setContentsMargins(12, 4, 8, 4)
        self.setLayout(row(panel(self.banner, self.table, panel(foot, role="section"), margin=1, grow=1), spacing=0))
        self.writable = False

    def read(self, document_id: str, writable: bool) -> None:
        """Read the list."""
        self.writable = writable
        self.context.jobs.query(self, reports.versions, self.context.session, document_id, done=self._show,
                                failed=self.banner.show_error, key="versions")  # fmt: skip

    def _show(self, lines: Any) -> None:
        self.model.set_rows(lines)
        if lines:
            self.table.select_row(0)
        self._show_buttons()

    def current(self) -> VersionLine | None:
        """The chosen version."""
        return self.model.record(current_row(self.table))

    def _show_buttons(self) -> None:
        line = self.current()
        self.print_button.setVisible(line is not None)
        self.text_button.setVisible(line is not None and self.writable)

    def _ask(self, signal: Any) -> None:
        line = self.current()
        if line is not None:
            signal.emit(line)
