"""The first screens: unlock a register, or set up an office.  Nothing heavy is imported before they are visible."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QLineEdit, QWidget

from app.errors import Refused, Unavailable
from app.models.passwords import PasswordRules, in_words, weaknesses
from app.ui.gate_offers import GateOffers
from app.ui.jobs import Jobs
from app.ui.messages import REGISTER, Messages
from app.ui.preferences import Preferences
from app.ui.theme import Theme
from app.ui.widgets.basics import Banner, button, column, label, restyle, row

Opened = Callable[[Any], object]


def _sign_in(path: Path, login: str, password: str) -> Any:
    from app.services import session  # on the data thread: the window is already on the screen

    opened = session.sign_in(path, login, password)
    _ = opened.office  # read here, not on the window's thread
    return opened


def _create_office(path: Path, office: str, login: str, name: str, password: str, practice: bool) -> Any:
    from app.services import session

    opened = session.create_office(path, office, login, name, password, practice)
    _ = opened.office
    return opened


class PasswordField(QLineEdit):
    """Hidden text, and a hint while Caps Lock seems to be on (a letter that is large without Shift)."""

    def __init__(self, name: str, hint: Callable[[bool], object]) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setAccessibleName(name)
        self._hint = hint

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Look at the letter before it is taken."""
        text = event.text()
        if text.isascii() and text.isalpha():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._hint(text.isupper() != shift)
        super().keyPressEvent(event)


class Gate(QWidget):
    """A card in the middle of the window."""

    def __init__(self, theme: Theme, title: str, width: int) -> None:
        super().__init__()
        self.setObjectName("page")
        self.theme = theme
        brand = QFrame()
        brand.setObjectName("brand")
        name = label("织网 · 网格化管理工作台")
        name.setObjectName("brandName")
        brand.setLayout(row(name, None, margins=(24, 12, 24, 12)))
        self.card = QFrame()
        self.card.setProperty("role", "card")
        self.card.setFixedWidth(theme.px(width))
        self.form = QGridLayout()
        self.form.setHorizontalSpacing(theme.px(12))
        self.form.setVerticalSpacing(theme.px(10))
        self.form.setColumnStretch(1, 1)
        self.banner = Banner()
        self.foot = row(spacing=8)
        self.body = column(label(title, "title"), self.banner, self.form, self.foot, spacing=14, margins=(28, 24, 28, 24))
        self.card.setLayout(self.body)
        self.setLayout(column(brand, None, row(None, self.card, None), None, None, spacing=0))

    def field(self, place: int, text: str, widget: QWidget, helper: str = "") -> None:
        """One line of the form."""
        words = label(text, "form")
        words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.form.addWidget(words, place * 2, 0)
        self.form.addWidget(widget, place * 2, 1)
        if helper:
            self.form.addWidget(label(helper, "helper", wrap=True), place * 2 + 1, 1)

    def trouble(self, error: BaseException) -> None:
        """Say what went wrong where it happened."""
        text = error.text if isinstance(error, Unavailable) else "；".join(p.text for p in error.problems) if isinstance(error, Refused) else ""
        self.banner.show_text(text or "没有打开，程序出了问题，报告已写入日志", "danger", closable=False)


class UnlockGate(Gate):
    """Password → register.  ``opened(session)``; ``other()`` chooses another register or a new office."""

    def __init__(self, theme: Theme, jobs: Jobs, messages: Messages, preferences: Preferences, path: Path, opened: Opened,
                 choose: Callable[[Path | None], Any], forgotten: Callable[[str], object]) -> None:  # fmt: skip
        super().__init__(theme, "打开登记簿", 520)
        self.jobs, self.messages, self.preferences = jobs, messages, preferences
        self.path, self.opened = path, opened
        self.wrong = 0
        place = label(path.stem, "bold")
        place.setToolTip(str(path))
        self.login = QLineEdit(str(preferences.get(f"login:{path}", "admin")))
        self.login.setAccessibleName("登录名")
        self.caps = label("大写锁定可能开着", "error")
        self.caps.setVisible(False)
        self.password = PasswordField("密码", self.caps.setVisible)
        for number, (text, widget) in enumerate((("登记簿", place), ("登录名", self.login), ("密码", self.password))):
            self.field(number, text, widget)
        self.form.addWidget(self.caps, 5, 1)
        self.enter = button("打开", "key", key="Enter", kind="primary", action=self.unlock)
        other = button("打开其他登记簿", "folder-open", kind="text", action=lambda: self._other(choose))
        new = button("建立新单位", "plus", kind="text", action=lambda: choose(None))
        lost = button("忘记密码", kind="text", action=lambda: forgotten(self.login.text().strip()))
        for part in (other, new, lost):
            self.foot.addWidget(part)
        self.foot.addStretch(1)
        self.foot.addWidget(self.enter)
        self.password.returnPressed.connect(self.unlock)
        self.login.returnPressed.connect(self.password.setFocus)
        self.offers = GateOffers(self, choose)

    def focus_first(self) -> None:
        """The password, unless there is no login yet."""
        (self.password if self.login.text() else self.login).setFocus()

    def unlock(self) -> None:
        """Try the password."""
        if not self.password.text():
            self.banner.show_text("还没有输入密码", "danger", closable=False)
            self.password.setFocus()
            return
        self.enter.setEnabled(False)
        self.offers.clear()
        self.banner.show_text("正在打开…", "info", closable=False)
        self.jobs.operation(self, _sign_in, self.path, self.login.text().strip(), self.password.text(), done=self._done, failed=self.failed)

    def _done(self, session: Any) -> None:
        self.preferences.put(f"login:{self.path}", self.login.text().strip())
        self.preferences.put("register", str(self.path))
        self.password.clear()
        self.opened(session)

    def failed(self, error: BaseException) -> None:
        """Say why it did not open and offer what helps."""
        self.enter.setEnabled(True)
        self.trouble(error)
        self.offers.show_for(str(getattr(error, "reason", "")))
        if getattr(error, "reason", "") == "wrong_password":
            self.wrong += 1
            hints = "。输错多次时可找管理员重设密码" if self.wrong >= 3 else "。留意大小写和输入法"
            self.banner.show_text(self.banner.text.text().rstrip("。") + hints, "danger", closable=False)
        self.password.setFocus()
        self.password.selectAll()

    def _other(self, choose: Callable[[Path | None], object]) -> None:
        path = self.messages.open_file(self, "打开登记簿", REGISTER)
        if path is not None:
            choose(path)


class FirstRunGate(Gate):
    """Set up an office: five fields and one tick."""

    def __init__(self, theme: Theme, jobs: Jobs, messages: Messages, preferences: Preferences, path: Path, opened: Opened,
                 choose: Callable[[Path | None], object], back: Path | None = None) -> None:  # fmt: skip
        super().__init__(theme, "建立单位", 560)
        self.jobs, self.messages, self.preferences = jobs, messages, preferences
        self.path, self.opened = path, opened
        self.caps = label("大写锁定可能开着", "error")
        self.caps.setVisible(False)
        self.office, self.login, self.person = QLineEdit(), QLineEdit("admin"), QLineEdit()
        self.password = PasswordField("密码", self.caps.setVisible)
        self.again = PasswordField("再输一次密码", self.caps.setVisible)
        self.practice = QCheckBox("这是练习单位，只放虚构人员")
        fields = (
            ("单位名称", self.office, "如 青禾街道桂湖社区；印在通报和花名册上"),
            ("管理员姓名", self.person, ""),
            ("登录名", self.login, "以后登录时用，字母或数字"),
            ("密码", self.password, f"{in_words(PasswordRules(history=0))}。密码就是数据的钥匙，请记在安全的地方"),
            ("再输一次", self.again, ""),
        )
        for number, (text, widget, helper) in enumerate(fields):
            widget.setAccessibleName(text)
            self.field(number, text, widget, helper)
            widget.returnPressed.connect(lambda w=widget: w.nextInFocusChain().setFocus())
        self.form.addWidget(self.caps, 9, 1)
        self.form.addWidget(self.practice, 10, 1)
        self.form.addWidget(label(f"数据放在 {path}", "helper", wrap=True), 11, 1)
        self.make = button("建立并打开", "check", kind="primary", action=self.make_office)
        self.foot.addWidget(button("打开已有登记簿", "folder-open", kind="text", action=lambda: self._open(choose)))
        self.foot.addStretch(1)
        if back is not None:
            self.foot.addWidget(button("返回", action=lambda: choose(back)))
        self.foot.addWidget(self.make)

    def focus_first(self) -> None:
        """The name of the office."""
        self.office.setFocus()

    def problem(self) -> tuple[QLineEdit, str] | None:
        """The first thing that is missing."""
        if not self.office.text().strip():
            return self.office, "单位名称还没有填，它会印在每份文书上"
        if not self.person.text().strip():
            return self.person, "管理员姓名还没有填，变更记录里会写这个名字"
        if not self.login.text().strip():
            return self.login, "登录名还没有填，可用 admin"
        if found := weaknesses(self.password.text(), self.login.text().strip(), PasswordRules()):
            return self.password, found[0].text
        if self.password.text() != self.again.text():
            return self.again, "两次输入的密码不一样，请再输一次"
        return None

    def make_office(self) -> None:
        """Check, then create the encrypted file."""
        found = self.problem()
        for field in (self.office, self.person, self.login, self.password, self.again):
            restyle(field, "wrong", found is not None and found[0] is field)
        if found is not None:
            self.banner.show_text(found[1], "danger", closable=False)
            found[0].setFocus()
            return
        self.make.setEnabled(False)
        self.banner.show_text("正在建立…", "info", closable=False)
        self.jobs.operation(self, _create_office, self.path, self.office.text().strip(), self.login.text().strip(),
                            self.person.text().strip(), self.password.text(), self.practice.isChecked(),
                            done=self._done, failed=self._failed)  # fmt: skip

    def _done(self, session: Any) -> None:
        self.preferences.put("register", str(self.path))
        self.preferences.put(f"login:{self.path}", self.login.text().strip())
        self.opened(session)

    def _failed(self, error: BaseException) -> None:
        self.make.setEnabled(True)
        self.trouble(error)

    def _open(self, choose: Callable[[Path | None], object]) -> None:
        path = self.messages.open_file(self, "打开登记簿", REGISTER)
        if path is not None:
            choose(path)
