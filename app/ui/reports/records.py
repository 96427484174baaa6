"""The records behind a figure of a document: the list adds up to it."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from app.models.report_text import Chip
from app.models.report_views import OpenDocument
from app.services import report_lists
from app.ui.context import Context
from app.ui.tables.listed import ListedTableModel, text_column
from app.ui.tables.view import GridView
from app.ui.widgets.basics import Banner, button, column, label, panel, row


class ChipRecords(QDialog):
    """Day, subject, detail; Esc closes."""

    def __init__(self, context: Context, opened: OpenDocument, chip: Chip, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = context.theme
        self.opened, self.chip = opened, chip
        name = chip.words(opened.names.get(chip.code, chip.code))
        self.setWindowTitle(f"{name} 明细")
        self.resize(theme.px(820), theme.px(540))
        columns = [
            text_column("day", "日期", 104, token="ink2"),
            text_column("title", "对象", 200, stretch=1, bold=True),
            text_column("detail", "内容", 320, stretch=2, token="ink2"),
        ]
        self.model = ListedTableModel(columns, self)
        self.table = GridView(theme, "明细", 29)
        self.table.setModel(self.model)
        self.banner, self.count = Banner(), label("正在读取…", "body13")
        foot = panel(row(self.count, None, margins=(12, 0, 12, 0)), role="section")
        foot.setFixedHeight(theme.px(34))
        whole = column(row(label(name, "title"), label(opened.scope, "helper"), None), self.banner, spacing=10, margins=(16, 14, 16, 14))
        whole.addWidget(panel(self.table, foot, margin=1, grow=0), 1)
        whole.addLayout(row(None, button("关闭", key="Esc", action=self.reject)))
        self.setLayout(whole)
        context.jobs.query(self, report_lists.records, context.session, opened.subject, chip.code, chip.span, done=self._show,
                           failed=self._failed, key="records")  # fmt: skip

    def _show(self, lines: Any) -> None:
        self.model.set_rows(lines)
        total = sum(int(line.count) for line in lines)
        found = self.opened.book.get(self.chip.code, self.chip.span)
        agrees = found is not None and found.value == total
        self.count.setText(f"{len(lines):,} 条记录，合计 {total:,}" + ("，与文中数字一致" if agrees else "，取数以后有变动，可按 Ctrl+R 重新取数"))
        if lines:
            self.table.select_row(0)
            self.table.setFocus()

    def _failed(self, error: BaseException) -> None:
        self.count.setText("")
        self.banner.show_error(error)
