"""The recovery key of a new register: shown once, the only way in if every password is forgotten."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit

from app.models.passwords import PasswordRules, in_words, weaknesses
from app.ui.jobs import Jobs
from app.ui.lock import Gate, PasswordField
from app.ui.messages import Messages
from app.ui.theme import Theme
from app.ui.widgets.basics import button, label, row

TEXT = (
    "忘记所有密码时，只有恢复码能打开数据。现在抄在纸上，或存成文件放进 U 盘，和电脑分开保管。"
    "这串码只显示这一次，以后查不到。"
)
TEXT_FILE = "文本文件 (*.txt)"


def _recover(path: Path, code: str, login: str, password: str) -> Any:
    from app.services import session  # on the data thread

    opened = session.recover(path, code, login, password)
    _ = opened.office
    return opened


class ForgottenGate(Gate):
    """Recovery code and a new password instead of the forgotten one."""

    def __init__(self, theme: Theme, jobs: Jobs, path: Path, login: str, opened: Callable[[Any], object], back: Callable[[], object]) -> None:
        super().__init__(theme, "用恢复码打开", 520)
        self.jobs, self.path, self.opened = jobs, path, opened
        self.caps = label("大写锁定可能开着", "error")
        self.caps.setVisible(False)
        self.login, self.code = QLineEdit(login), QLineEdit()
        self.password, self.again = PasswordField("新密码", self.caps.setVisible), PasswordField("再输一次", self.caps.setVisible)
        helpers = ("", "建立单位时抄下或存下的那一串，大小写和横线不影响", in_words(PasswordRules(history=0)), "")
        fields = (("登录名", self.login), ("恢复码", self.code), ("新密码", self.password), ("再输一次", self.again))
        for place, ((text, widget), helper) in enumerate(zip(fields, helpers, strict=True)):
            widget.setAccessibleName(text)
            self.field(place, text, widget, helper)
        self.form.addWidget(self.caps, 9, 1)
        self.enter = button("设新密码并打开", "key", kind="primary", action=self.recover)
        self.foot.addStretch(1)
        self.foot.addWidget(button("返回", action=back))
        self.foot.addWidget(self.enter)
        self.again.returnPressed.connect(self.recover)

    def recover(self) -> None:
        """Check, then open."""
        if not self.code.text().strip():
            self._wrong(self.code, "还没有输入恢复码")
        elif found := weaknesses(self.password.text(), self.login.text().strip(), PasswordRules()):
            self._wrong(self.password, found[0].text)
        elif self.password.text() != self.again.text():
            self._wrong(self.again, "两次输入的新密码不一样，请再输一次")
        else:
            self.enter.setEnabled(False)
            self.banner.show_text("正在打开…", "info", closable=False)
            self.jobs.operation(self, _recover, self.path, self.code.text().strip(), self.login.text().strip(), self.password.text(),
                                done=self.opened, failed=self._failed)  # fmt: skip

    def _wrong(self, field: QLineEdit, text: str) -> None:
        self.banner.show_text(text, "danger", closable=False)
        field.setFocus()

    def _failed(self, error: BaseException) -> None:
        self.enter.setEnabled(True)
        self.trouble(error)
        self.code.setFocus()


class RecoveryGate(Gate):
    """Copy, save, tick, go on."""

    def __init__(self, theme: Theme, messages: Messages, code: str, office: str, go_on: Callable[[], object]) -> None:
        super().__init__(theme, "恢复码", 560)
        self.messages, self.code, self.office = messages, code, office
        shown = label(code, "code", wrap=True)
        shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        shown.setAccessibleName("恢复码")
        self.kept = QCheckBox("我已经抄好或存好")
        self.go_on = button("继续", "check", kind="primary", action=go_on)
        self.go_on.setEnabled(False)
        self.kept.toggled.connect(self.go_on.setEnabled)
        self.form.addWidget(label(TEXT, wrap=True), 0, 0, 1, 2)
        self.form.addWidget(shown, 1, 0, 1, 2)
        self.form.addLayout(row(button("复制", "clipboard-text", action=self.copy), button("存成文件", "device-floppy", action=self.save), None),
                            2, 0, 1, 2)  # fmt: skip
        self.form.addWidget(self.kept, 3, 0, 1, 2)
        self.foot.addStretch(1)
        self.foot.addWidget(self.go_on)

    def copy(self) -> None:
        """To the clipboard."""
        QApplication.clipboard().setText(self.code)

    def save(self) -> None:
        """To a text file that only its owner can read."""
        target = self.messages.save_file(self, "存恢复码", f"{self.office}恢复码.txt", TEXT_FILE)
        if target is None:
            return
        try:
            with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                file.write(f"{self.office} 恢复码\n{self.code}\n")
        except OSError:
            self.banner.show_text(f"没有存成 {target.name}：那个位置不能写，换个位置再存", "danger")
            return
        self.banner.show_text(f"已存为 {target.name}，请移到 U 盘，不要留在这台电脑上", "ok")
