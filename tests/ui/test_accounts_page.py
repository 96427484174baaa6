"""Accounts in the window: a new one by keys, its password once; a first password stops at the gate; the idle screen locks itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.services import accounts
from app.services.session import Session, create_office, sign_in
from app.ui.idle import IdleWatch
from app.ui.main_window import MainWindow
from app.ui.own_password import MustChangeGate
from app.ui.pages import pages_of

PASSWORD = "Lianxi-2026"


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """A real register with cheap guesses."""
    from app.storage import key_file

    monkeypatch.setattr(key_file, "DEFAULT_COST", key_file.Cost(1, 8))
    session = create_office(tmp_path / "office.zhiwang", "桂湖社区", "admin", "赵敏", PASSWORD, practice=True)
    yield session
    session.register.close()


def test_a_new_account_by_keys_and_its_password_once(session, show_bench) -> None:
    page = show_bench(session).open_page("accounts")
    assert [(line.login, line.state) for line in page.model.rows] == [("admin", "正常")]
    assert page.stop_button.isHidden()  # nobody stops the own account
    page.enter_new()
    form = page.strip.form
    QTest.keyClicks(form.editor("login"), "chief")
    form.set_value("name", "孙强")
    form.editor("role").setFocus()
    QTest.keyClick(form.editor("role"), Qt.Key.Key_2)
    QTest.keyClick(form.editor("name"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not page.notice.isHidden()
    password = page.notice.word.text()
    assert len(password) == 10
    assert [(line.login, line.role_label, line.state) for line in page.model.rows] == [
        ("admin", "管理员", "正常"), ("chief", "网格长", "待改初始密码"),
    ]  # fmt: skip
    QApplication.clipboard().setText(password)
    page.notice.known.click()
    assert (page.notice.word.text(), QApplication.clipboard().text()) == ("", "")


def test_what_is_refused_stands_at_the_field_and_stopping_asks(session, messages, show_bench) -> None:
    made = accounts.create(session, accounts.AccountDraft(login="chief", name="孙强", role="chief"))
    page = show_bench(session).open_page("accounts")
    page.enter_new()
    page.strip.form.fill({"login": "CHIEF", "name": "重名", "role": "chief"})
    page.strip.submit()
    assert page.strip.isVisible()
    assert page.strip.form.messages.standing("login")
    page.strip.close_strip()
    page.table.select_row(1)
    messages.answers.append(0)
    page.stop()
    assert [line.state for line in page.model.rows] == ["正常", "停用"]
    assert messages.asked[-1].startswith("停用账号 chief")
    assert page.stop_button.text() == "启用"
    page.stop()
    assert page.notice.word.text() not in ("", made.password)


def test_a_first_password_is_changed_before_the_work(session, jobs, messages, theme, preferences, qtbot, qapp, tmp_path) -> None:
    made = accounts.create(session, accounts.AccountDraft(login="chief", name="孙强", role="chief"))
    session.register.close()
    window = MainWindow(qapp, theme, jobs, messages, preferences)
    qtbot.addWidget(window)
    window.path = tmp_path / "office.zhiwang"
    chief = sign_in(tmp_path / "office.zhiwang", "chief", made.password)
    window.open(chief)
    gate = window.centralWidget()
    assert isinstance(gate, MustChangeGate)
    for name, text in (("old", made.password), ("new", "Zhao-2026"), ("again", "Zhao-2027")):
        gate.inside.fields[name].setText(text)
    gate.inside.submit()
    assert gate.inside.banner.text.text() == "两次输入的新密码不一样，请再输一次"
    gate.inside.fields["again"].setText("Zhao-2026")
    gate.inside.submit()
    assert window.workbench is not None
    assert window.idle.timer.interval() == 15 * 60_000
    chief.register.close()


def test_the_idle_screen_locks_itself_and_any_key_starts_anew(qapp, qtbot) -> None:
    locked: list[bool] = []
    keeper = QObject()
    watch = IdleWatch(qapp, lambda: locked.append(True), keeper)
    watch.watch(15)
    begun: list[int] = []
    watch.timer.start = lambda *minutes: begun.append(len(minutes))  # type: ignore[method-assign]
    QApplication.sendEvent(keeper, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier))
    QApplication.sendEvent(keeper, QEvent(QEvent.Type.Timer))
    assert begun == [0]  # the key, not the tick
    watch.timer.timeout.emit()
    qtbot.waitUntil(lambda: locked == [True])
    watch.watch(0)
    assert not watch.timer.isActive()
    qapp.removeEventFilter(watch)


def test_accounts_are_the_administrators(qapp) -> None:
    for role in ("member", "chief", "leader", "auditor"):
        assert "accounts" not in [entry.name for entry in pages_of(role)]
