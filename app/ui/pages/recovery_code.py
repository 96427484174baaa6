"""A new recovery code: the own password first, then the code, once."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.errors import Refused, Unavailable
from app.services import accounts
from app.ui.context import Context
from app.ui.lock import PasswordField
from app.ui.widgets.basics import Banner, button, label, row

BEFORE = "新的恢复码生成后，旧的马上作废。先输入自己的密码。"
AFTER = "现在抄在纸上，和电脑分开保管。这串码只显示这一次，以后查不到。"


class RecoveryCodeDialog(QDialog):
    """Two steps in one window."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self.setWindowTitle("更换恢复码")
        self.setMinimumWidth(context.theme.px(520))
        self.text, self.banner = label(BEFORE, wrap=True), Banner()
        self.caps = label("大写锁定可能开着", "error")
        self.caps.setVisible(False)
        self.password = PasswordField("自己的密码", self.caps.setVisible)
        self.password.returnPressed.connect(self.make)
        self.code = label("", "code")
        self.code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.code.setAccessibleName("恢复码")
        self.code.hide()
        self.make_button = button("生成新恢复码", "key", key="Enter", kind="primary", action=self.make)
        self.close_button = button("关闭", key="Esc", action=self.reject)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 18, 24, 16)
        whole.setSpacing(12)
        for part in (self.text, self.banner, self.password, self.caps, self.code):
            whole.addWidget(part)
        whole.addLayout(row(None, self.close_button, self.make_button))

    def make(self) -> None:
        """Ask the service."""
        self.context.jobs.operation(self, accounts.new_recovery_code, self.context.session, self.password.text(), done=self._shown,
                                    failed=self._failed)  # fmt: skip

    def _shown(self, code: Any) -> None:
        self.password.clear()
        self.password.hide()
        self.banner.hide()
        self.text.setText(AFTER)
        self.code.setText(str(code))
        self.code.show()
        self.make_button.hide()
        self.close_button.setText("已经抄好 │ Esc")

    def _failed(self, error: BaseException) -> None:
        wrong = isinstance(error, Unavailable) and error.reason == "wrong_password"
        if wrong:
            self.banner.show_text("密码不对，请再输一次", "danger", closable=False)
        elif isinstance(error, Unavailable | Refused):
            self.banner.show_error(error)
        self.password.selectAll()
        self.password.setFocus()
