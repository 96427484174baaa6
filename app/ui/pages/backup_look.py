"""A copy opened to be looked at, and the one question before it replaces the present data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLineEdit, QWidget

from app.models.backup_views import BackupLine, CopyLook
from app.ui.context import Context
from app.ui.lock import PasswordField
from app.ui.widgets.basics import Banner, boxed, button, column, label, row

SHOWN_LOST = 6
LEFT, RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight


def lost_text(look: CopyLook) -> str:
    """'导入居民 1 次、入户采集 3 次 …'."""
    parts = [f"{name} {count:,} 次" for name, count in look.lost[:SHOWN_LOST]]
    more = sum(count for _, count in look.lost[SHOWN_LOST:])
    return "、".join(parts) + (f"，另有 {more:,} 次" if more else "") if parts else "没有，备份以后没有改动"


class LookDialog(QDialog):
    """Key figures beside today's, the last acts, what a restore would take away.  Nothing is changed by looking."""

    def __init__(self, context: Context, look: CopyLook, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("织网")
        self.setMinimumWidth(context.theme.px(620))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        for place, head in enumerate(("", "这份备份", "现在", "相差")):
            grid.addWidget(label(head, "helper"), 0, place, RIGHT)
        for line, pair in enumerate(look.figures, 1):
            difference = pair.now - pair.copy
            shown = "—" if pair.copy < 0 else f"{difference:+,}" if difference else "相同"
            for place, text in enumerate((pair.label, f"{pair.copy:,}" if pair.copy >= 0 else "—", f"{pair.now:,}", shown)):
                grid.addWidget(label(text, "" if place else "form"), line, place, RIGHT if place else LEFT)
        acts = QGridLayout()
        acts.setHorizontalSpacing(16)
        acts.setVerticalSpacing(2)
        for line, (at, who, what) in enumerate(look.last):
            for place, text in enumerate((at, who, what)):
                acts.addWidget(label(text), line, place)
        acts.setColumnStretch(2, 1)
        done = button("看完了", key="Esc", kind="primary", action=self.accept)
        self.setLayout(
            column(label(f"{look.at} 的备份", "title"), label("只读打开，现在的数据没有改动", "helper"), boxed(grid),
                   label("最后几次操作", "subtitle"), boxed(acts), label("恢复后会少掉", "subtitle"), label(lost_text(look), wrap=True),
                   row(None, done), spacing=8, margins=(20, 16, 20, 16))
        )  # fmt: skip


class PasswordDialog(QDialog):
    """The password of the time before the file key was changed."""

    def __init__(self, text: str, go_on: Callable[[str], object], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("织网")
        self.password = PasswordField("那时的密码", lambda _on: None)
        self.password.returnPressed.connect(self._go)
        self._go_on = go_on
        self.setLayout(column(label(text, wrap=True), self.password, row(None, button("不看了", key="Esc", action=self.reject),
                              button("打开副本", "eye", kind="primary", action=self._go)), spacing=10, margins=(20, 16, 20, 16)))  # fmt: skip

    def _go(self) -> None:
        self.accept()
        self._go_on(self.password.text())


class RestoreDialog(QDialog):
    """Asks by name and password; Esc and Enter alone change nothing."""

    def __init__(self, context: Context, line: BackupLine, look: CopyLook, submit: Callable[[str, str], object], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("织网")
        self.setFixedWidth(context.theme.px(560))
        self._submit = submit
        lost = sum(count for _, count in look.lost)
        self.title = label(f"用 {line.at} 的备份替换现在的数据，少掉此后 {lost:,} 次操作？", "subtitle", wrap=True)
        self.office, self.banner = QLineEdit(), Banner()
        self.office.setAccessibleName("单位名称")
        self.office.setPlaceholderText(str(context.session.office.name))
        self.caps = label("大写锁定可能开着", "error")
        self.caps.setVisible(False)
        self.password = PasswordField("您的密码", self.caps.setVisible)
        form = QGridLayout()
        for place, (text, field) in enumerate((("单位名称", self.office), ("您的密码", self.password))):
            form.addWidget(label(text, "form"), place, 0)
            form.addWidget(field, place, 1)
        self.replace_button = button("替换数据", kind="danger", action=self.submit)
        self.keep_button = button("不替换", key="Esc", kind="primary", action=self.reject)
        self.keep_button.setDefault(True)
        self.setLayout(
            column(self.title, label(f"会少掉：{lost_text(look)}", wrap=True),
                   label("替换前先把现在的数据再备份一次，现在的文件也留在旁边，恢复错了可以换回来。替换后要重新登录。", "helper", wrap=True),
                   boxed(form), self.caps, self.banner, row(None, self.replace_button, self.keep_button), spacing=10, margins=(20, 16, 20, 16))
        )  # fmt: skip
        self.office.setFocus()

    def submit(self) -> None:
        """替换数据."""
        if not self.office.text().strip() or not self.password.text():
            self.banner.show_text("写上单位名称和您的密码，才会替换", "warn", closable=False)
            (self.password if self.office.text().strip() else self.office).setFocus()
            return
        self.replace_button.setEnabled(False)
        self._submit(self.office.text(), self.password.text())

    def failed(self, error: BaseException) -> None:
        """Say why; nothing was replaced."""
        self.replace_button.setEnabled(True)
        self.banner.show_error(error)


def show(dialog: QDialog, context: Context) -> Any:
    """Open a dialog; tests, which run everything at once, look at it themselves."""
    if context.jobs.synchronous:
        dialog.show()
        return dialog
    dialog.exec()
    return dialog
