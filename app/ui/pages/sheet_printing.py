"""打印走访单 from the workbench and the plan, and choosing a printed sheet to key in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from app.models.visit_views import RevisitLine
from app.services import visit_sheets
from app.ui.context import Context
from app.ui.tables.cells import RIGHT, Cell, Column
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.basics import button, column, label, panel, row
from app.ui.widgets.print_dialog import PrintDialog, PrintTask

NOTES = ("按楼梯从上往下排，每户有编号和手写的地方。", "回来后在“走访登记”按编号录入。", "打印会记入操作日志，并占用一个单号。")


def _write(session: Any, targets: Sequence[tuple[str, str]], path: Path, progress: Any = None) -> Any:
    """Put the round in order, number it and write the PDF."""
    sheet = visit_sheets.visit_sheet(session, targets=targets)
    done, _printed = visit_sheets.visit_sheet_pdf(session, sheet, path)
    if progress is not None:
        progress(1, 1, done.message)
    return done


def sheet_dialog(context: Context, lines: Sequence[RevisitLine], parent: QWidget) -> PrintDialog:
    """The print dialog of an evening's round."""
    targets = [(line.kind, line.id) for line in lines[: visit_sheets.MOST]]

    def build(path: Path, _full: bool, _purpose: str) -> Any:
        return _write, (context.session, targets, path), {}

    stem = f"走访单-{context.today():%Y%m%d}"
    return PrintDialog(context, PrintTask("走访单", stem, build, copies_hint=f"{len(targets)} 户", notes=NOTES), parent)


class SheetChooser(QDialog):
    """Which printed sheet to key in: Enter takes it."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self.name = ""
        theme = context.theme
        self.setWindowTitle("按走访单录入")
        self.resize(theme.px(520), theme.px(380))
        self.model = ListedTableModel(
            [
                Column("number", "单号", 100, lambda sheet: Cell(sheet[0], bold=True)),
                Column("day", "日期", 120, lambda sheet: Cell(sheet[1])),
                Column("member", "走访人", 120, lambda sheet: Cell(sheet[2]), stretch=1),
                Column("count", "户数", 80, lambda sheet: Cell(f"{sheet[3]:,}"), align=RIGHT),
            ]
        )
        self.table = GridView(theme, "打印过的走访单")
        self.table.setModel(self.model)
        self.table.opened.connect(lambda _row, _column: self.take())
        self.text = label("选一张打印过的走访单，按单上的顺序录入", "helper", wrap=True)
        self.primary = button("按这张单录入", key="Enter", kind="primary", action=self.take)
        whole = column(self.text, spacing=10, margins=(16, 14, 16, 14))
        whole.addWidget(panel(self.table, margin=1), 1)
        whole.addLayout(row(None, button("关闭", key="Esc", action=self.reject), self.primary))
        self.setLayout(whole)
        context.jobs.query(self, visit_sheets.sheets, context.session, done=self._show)

    def take(self) -> None:
        """The chosen sheet."""
        sheet = self.model.record(current_row(self.table))
        if sheet is not None:
            self.name = sheet[0]
            self.accept()

    def _show(self, sheets: Any) -> None:
        self.model.set_rows(sheets)
        self.primary.setEnabled(bool(sheets))
        if sheets:
            self.table.select_row(0)
            self.table.setFocus()
        else:
            self.text.setText("还没有打印过走访单。在“回访计划”选好对象，按 Ctrl+P 打印一张")
