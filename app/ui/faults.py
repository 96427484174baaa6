"""A bug: say so plainly, keep what was typed, write a masked report to the log."""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.logs import masked
from app.ui.widgets.basics import button, label

log = logging.getLogger("app.faults")
TITLE = "这一步没有完成，是程序的问题"
TEXT = "已保存的内容不受影响，可以关闭这个窗口继续工作。请把下面的报告交给管理员，报告里的姓名和号码已经遮住。"


def report_of(error: BaseException) -> str:
    """The report that may leave the office."""
    return masked("".join(traceback.format_exception(type(error), error, error.__traceback__)))


class FaultDialog(QDialog):
    """Shows the report with 复制报告 and 关闭."""

    def __init__(self, report: str, log_path: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("织网")
        self.resize(620, 380)
        self.text = QPlainTextEdit(report)
        self.text.setReadOnly(True)
        self.text.setAccessibleName("问题报告")
        copy = button("复制报告", "clipboard-text")
        copy.clicked.connect(self._copy)
        close = button("关闭", key="Esc", kind="primary")
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(copy)
        row.addStretch()
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(label(TITLE, "subtitle"))
        column.addWidget(label(TEXT, wrap=True))
        column.addWidget(self.text, 1)
        if log_path is not None:
            column.addWidget(label(f"日志：{log_path}", "helper", wrap=True))
        column.addLayout(row)

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.text.toPlainText())


class Faults:
    """Where every unexpected error ends.  At most one window at a time."""

    def __init__(self, log_path: Path | None = None, quiet: bool = False) -> None:
        self.log_path = log_path
        self.quiet = quiet
        self.reports: list[str] = []
        self.parent: QWidget | None = None
        self._showing = False

    def handle(self, error: BaseException) -> None:
        """Log and show one bug."""
        log.error("bug", exc_info=error)
        self.reports.append(report_of(error))
        if self.quiet or self._showing:
            return
        self._showing = True
        try:
            FaultDialog(self.reports[-1], self.log_path, self.parent).exec()
        finally:
            self._showing = False

    def install(self) -> None:
        """Errors inside Qt slots end here too."""

        def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
            if issubclass(kind, KeyboardInterrupt):
                sys.__excepthook__(kind, error, trace)
            else:
                self.handle(error)

        sys.excepthook = hook
