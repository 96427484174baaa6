"""Paper and files of 年度目标, its versions, the records behind what was done."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from app.models.target_views import AllotSheet, ProgressSheet
from app.models.targets import INDICATORS, LEVELS
from app.services import documents, target_documents, target_progress
from app.ui.context import Context
from app.ui.messages import EXCEL
from app.ui.tables.cells import RIGHT, Cell, Column
from app.ui.tables.listed import ListedTableModel, text_column
from app.ui.tables.view import GridView
from app.ui.widgets.basics import Banner, button, column, label, panel, row
from app.ui.widgets.print_dialog import PrintDialog, PrintTask

NOTES = ("落后、超前用正负号表示，黑白打印可读。", "每次打印和导出都会记入操作日志。")


def allotment_dialog(context: Context, sheet: AllotSheet | None, parent: QWidget) -> PrintDialog:
    """The dialog of 指标分配表."""
    found = sheet or AllotSheet(context.today().year, "volume", "grid")
    arguments = (found.year, found.indicator, found.level)

    def build(path: Any, _full: bool, _purpose: str) -> Any:
        return target_documents.allotment_pdf, (context.session, *arguments, path), {"act": documents.PREVIEW}

    def excel(path: Any, _full: bool, _purpose: str) -> Any:
        return target_documents.allotment_xlsx, (context.session, *arguments, path), {}

    task = PrintTask("指标分配表", f"{found.title}-{LEVELS[found.level]}", build, 2, "存档 1 份，公示 1 份", excel=excel, notes=NOTES)
    return PrintDialog(context, task, parent)


def completion_dialog(context: Context, sheet: ProgressSheet, indicator: str, parent: QWidget) -> PrintDialog:
    """The dialog of 完成情况表; ``indicator`` '' = all."""
    arguments = (sheet.year, sheet.month, sheet.level, indicator)

    def build(path: Any, _full: bool, _purpose: str) -> Any:
        return target_documents.completion_pdf, (context.session, *arguments, path), {"act": documents.PREVIEW}

    def excel(path: Any, _full: bool, _purpose: str) -> Any:
        return target_documents.completion_xlsx, (context.session, *arguments, path), {}

    task = PrintTask("完成情况表", completion_stem(sheet, indicator), build, 2, "例会 1 份，存档 1 份", excel=excel, notes=NOTES)
    return PrintDialog(context, task, parent)


def completion_stem(sheet: ProgressSheet, indicator: str) -> str:
    """Name of the file."""
    return f"{sheet.label}{INDICATORS[indicator] if indicator else '各项'}指标完成情况-{LEVELS[sheet.level]}"


def save_allotment(page: Any, sheet: AllotSheet) -> None:
    """Ctrl+E of 目标."""
    arguments = (sheet.year, sheet.indicator, sheet.level)
    _save(page, target_documents.allotment_xlsx, arguments, "导出指标分配表", f"{sheet.title}-{LEVELS[sheet.level]}.xlsx")


def save_completion(page: Any, sheet: ProgressSheet, indicator: str) -> None:
    """Ctrl+E of 进度."""
    arguments = (sheet.year, sheet.month, sheet.level, indicator)
    _save(page, target_documents.completion_xlsx, arguments, "导出完成情况表", f"{completion_stem(sheet, indicator)}.xlsx")


def _save(page: Any, function: Any, arguments: tuple[Any, ...], title: str, name: str) -> None:
    context: Context = page.context
    target = context.messages.save_file(page, title, name, EXCEL)
    if target is None:
        return

    def done(_result: Any) -> None:
        page.progress.end()
        page.banner.show_text(f"已存为 {target.name}", "ok")

    def failed(error: BaseException) -> None:
        page.progress.end()
        page.banner.show_error(error)

    page.progress.begin(f"正在生成 {target.name}", None)
    context.jobs.long_operation(page, function, context.session, *arguments, target, done=done, failed=failed,
                                on_progress=page.progress.advance, cancellable=False)  # fmt: skip


class VersionsDialog(QDialog):
    """What was set, when, by whom and why."""

    def __init__(self, context: Context, sheet: AllotSheet, parent: QWidget) -> None:
        super().__init__(parent)
        theme = context.theme
        self.setWindowTitle(f"{sheet.year}年{sheet.label}目标的版次")
        self.resize(theme.px(820), theme.px(360))
        self.model = ListedTableModel([
            text_column("version", "版次", 56),
            Column("total", "总数", 84, lambda line: Cell(f"{line.total:,}", bold=True), align=RIGHT),
            text_column("set_on", "设定日期", 104, token="ink2"),
            text_column("set_by", "设定人", 90, token="ink2"),
            text_column("rule", "分解", 190, stretch=1, token="ink2"),
            text_column("why", "依据", 200, stretch=2),
        ])  # fmt: skip
        self.table = GridView(theme, "版次")
        self.table.setModel(self.model)
        self.model.set_rows(sheet.versions)
        self.table.select_row(0)
        whole = column(label("原来的版次保留不变；改动可以在变更记录里查到，也可以撤销", "helper"), spacing=10, margins=(16, 14, 16, 14))
        whole.addWidget(panel(self.table, margin=1), 1)
        whole.addLayout(row(None, button("关闭", key="Esc", action=self.reject)))
        self.setLayout(whole)


class TargetRecordsDialog(QDialog):
    """The records behind what one unit has done; the list adds up to the number."""

    def __init__(self, context: Context, sheet: ProgressSheet, subject: tuple[str, str], indicator: str, done: int, parent: QWidget) -> None:
        super().__init__(parent)
        theme, self.number, self.indicator = context.theme, done, indicator
        subject_id, name = subject
        self.setWindowTitle(f"{name} {sheet.label} {INDICATORS[indicator]}明细")
        self.resize(theme.px(760), theme.px(520))
        self.model = ListedTableModel([
            text_column("day", "日期", 104, token="ink2"),
            text_column("title", "对象", 200, stretch=1, bold=True),
            text_column("detail", "内容", 300, stretch=2, token="ink2"),
        ])  # fmt: skip
        self.table = GridView(theme, "记录", 29)
        self.table.setModel(self.model)
        self.count = label("", "body13")
        self.banner = Banner()
        foot = panel(row(self.count, None, margins=(12, 0, 12, 0)), role="section")
        foot.setFixedHeight(theme.px(34))
        whole = column(row(label(name, "title"), label(f"{sheet.label} · {INDICATORS[indicator]}", "helper"), None), self.banner, spacing=10,
                       margins=(16, 14, 16, 14))  # fmt: skip
        whole.addWidget(panel(self.table, foot, margin=1, grow=0), 1)
        whole.addLayout(row(None, button("关闭", key="Esc", action=self.reject)))
        self.setLayout(whole)
        self.table.setFocus()
        context.jobs.query(self, target_progress.records, context.session, sheet.year, sheet.month, sheet.level, subject_id, indicator,
                           done=self._show, failed=self.banner.show_error, key="records")  # fmt: skip

    def _show(self, lines: Any) -> None:
        self.model.set_rows(lines)
        total = sum(line.count for line in lines)
        words = f"{len(lines):,} 条记录" + (f"，合计 {total:,}" if total != len(lines) else "")
        self.count.setText(f"{INDICATORS[self.indicator]} {self.number:,}：{words}" + ("，与表中数字一致" if total == self.number else ""))
        if lines:
            self.table.select_row(0)
