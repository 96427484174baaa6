"""A template as text: copy a shipped one, change an own one; what is wrong in it is said with its line."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from app.models.report_views import CatalogueLine
from app.services import report_templates
from app.ui.context import Context
from app.ui.widgets.basics import Banner, button, column, label, row

HELP = "“---”上面写名称、期间、标题；下面写正文，# 是一级标题，## 是二级标题，{{ 数(\"新增人口\") }} 是数据，{{ 待补充 }} 是要手写的地方"


class TemplateDialog(QDialog):
    """Ctrl+Enter saves."""

    def __init__(self, context: Context, line: CatalogueLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self.own = context, line.own
        theme = context.theme
        self.setWindowTitle("修改模板" if line.own else "另存为本单位模板")
        room = parent.window().size() if parent is not None else self.size()
        self.resize(min(theme.px(900), room.width() - 60), min(theme.px(600), room.height() - 40))
        self.text = QPlainTextEdit()
        self.text.setAccessibleName("模板内容")
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.banner = Banner()
        self.save_button = button("保存模板", key="Ctrl+Enter", kind="primary", action=self.save)
        self.save_button.setShortcut("Ctrl+Return")
        whole = column(label(HELP, "helper", wrap=True), spacing=10, margins=(16, 14, 16, 14))
        whole.addWidget(self.text, 1)
        whole.addWidget(self.banner)
        whole.addLayout(row(None, button("放弃", key="Esc", action=self.reject), self.save_button))
        self.setLayout(whole)
        context.jobs.query(self, report_templates.source_of, context.session, line.key, done=self._show, failed=self.banner.show_error)

    def _show(self, source: str) -> None:
        if not self.own:
            source = source.replace("名称：", "名称：本单位", 1)
        self.text.setPlainText(source)
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        self.text.setFocus()

    def save(self) -> None:
        """Ctrl+Enter."""
        self.context.jobs.operation(self, report_templates.save_own, self.context.session, self.text.toPlainText(), self.own,
                                    done=self._saved, failed=self.banner.show_error)  # fmt: skip

    def _saved(self, done: Any) -> None:
        self.context.shell.show_done(done)
        self.accept()
