"""From the first start to the lock: set up an office, keep the recovery code, unlock, forget the password, change the text size."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from app.models.account_views import AccountDraft
from app.services import accounts
from app.services import session as sessions
from app.ui.gallery import SAMPLE
from app.ui.jobs import Jobs
from app.ui.lock import FirstRunGate, UnlockGate
from app.ui.main_window import MainWindow
from app.ui.recovery import ForgottenGate, RecoveryGate

PASSWORD = "练习密码-ab-2026"


@pytest.fixture
def window(qapp: QApplication, theme, jobs, messages, preferences, qtbot, monkeypatch, tmp_path) -> MainWindow:
    monkeypatch.setenv("ZHIWANG_HOME", str(tmp_path))
    window = MainWindow(qapp, theme, jobs, messages, preferences)
    window.sign_out = sessions.sign_out
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


def gate_of(window: MainWindow, kind: type):
    gate = window.centralWidget()
    assert isinstance(gate, kind)
    return gate


def set_up(window: MainWindow, path: Path) -> str:
    """Create an office through the first screens; returns its recovery code."""
    window.start(path)
    gate = gate_of(window, FirstRunGate)
    for field, text in ((gate.office, "桂湖社区"), (gate.person, "钱程"), (gate.password, PASSWORD), (gate.again, PASSWORD)):
        field.setText(text)
    gate.practice.setChecked(True)
    gate.make.click()
    recovery = gate_of(window, RecoveryGate)
    assert not recovery.go_on.isEnabled()
    recovery.kept.setChecked(True)
    code = recovery.code
    recovery.go_on.click()
    window.app.processEvents()  # the new page is shown by the event loop
    return code


def test_from_the_first_start_to_a_new_password(window, tmp_path, qtbot, qapp) -> None:
    path = tmp_path / "桂湖.zhiwang"
    code = set_up(window, path)
    assert window.workbench.current
    assert "桂湖社区" in window.windowTitle()
    window.workbench.open_page("rankings")

    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    gate = gate_of(window, UnlockGate)
    assert window.session is None
    gate.password.setText("不是这个密码")
    gate.unlock()
    assert gate.banner.text.text().startswith("登录名或密码不对")
    gate.password.setText(PASSWORD)
    gate.unlock()
    assert window.workbench.current == "rankings"  # where one was before locking

    window.lock()
    gate_of(window, UnlockGate)
    forgotten = window.show_forgotten(path, "admin")
    forgotten.recover()
    assert forgotten.banner.text.text() == "还没有输入恢复码"
    forgotten.code.setText(code)
    forgotten.password.setText("新密码-cd-2026")
    forgotten.again.setText("新密码-cd-2026")
    forgotten.recover()
    assert window.session is not None
    window.close()
    assert window.session is None
    again = sessions.sign_in(path, "admin", "新密码-cd-2026")
    sessions.sign_out(again)


def test_somebody_else_unlocks_and_finds_nothing_of_the_one_before(window, tmp_path) -> None:
    path = tmp_path / "桂湖.zhiwang"
    set_up(window, path)
    made = accounts.create(window.session, AccountDraft(login="chief", name="莫云", role="chief"))
    page = window.workbench.open_page("residents")
    page.find_box.set_quietly("卢秀兰")
    window.workbench.open_page("accounts")
    window.lock()

    window.open(sessions.sign_in(path, "chief", made.password))  # must change the password first
    window._enter()
    assert window.workbench.current == "home"  # not the page that a chief does not have
    assert window.workbench.open_page("residents").find_box.text() == ""


def test_the_recovery_code_is_kept_outside(window, tmp_path, messages, qapp) -> None:
    gate = window.show_recovery("7K3M-Q9TD", "桂湖社区", lambda: None)
    gate.copy()
    assert qapp.clipboard().text() == "7K3M-Q9TD"
    messages.answers.append(tmp_path / "恢复码.txt")
    gate.save()
    assert "7K3M-Q9TD" in (tmp_path / "恢复码.txt").read_text(encoding="utf-8")
    assert (tmp_path / "恢复码.txt").stat().st_mode & 0o077 == 0


def test_what_is_missing_is_said_at_the_field(window, tmp_path) -> None:
    gate = window.show_first_run(tmp_path / "a.zhiwang")
    said = []
    for field, text in ((gate.office, "桂湖社区"), (gate.person, "钱程"), (gate.password, "短"), (gate.password, PASSWORD), (gate.again, "别的")):
        gate.make_office()
        said.append(gate.banner.text.text())
        field.setText(text)
    assert said[0].startswith("单位名称还没有填")
    assert said[1].startswith("管理员姓名还没有填")
    assert said[2].startswith("密码只有 0 位")
    assert said[3].startswith("密码只有 1 位")
    assert said[4].startswith("两次输入的密码不一样")


def test_caps_lock_is_noticed(window, tmp_path, qtbot) -> None:
    gate = window.show_first_run(tmp_path / "a.zhiwang")
    window.app.processEvents()
    for text, shown in (("A", True), ("a", False)):
        gate.password.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, text))
        assert gate.caps.isVisible() is shown


def test_another_register_can_be_chosen(window, tmp_path, messages) -> None:
    gate = window.show_unlock(tmp_path / "a.zhiwang")
    messages.answers.append(tmp_path / "b.zhiwang")
    next(b for b in gate.findChildren(type(gate.enter)) if "其他" in b.text()).click()
    assert gate_of(window, UnlockGate).path.name == "b.zhiwang"
    window.show_forgotten(tmp_path / "b.zhiwang", "admin")
    gate_of(window, ForgottenGate)


def test_the_text_grows_and_nothing_that_was_chosen_is_lost(window, tmp_path, qtbot) -> None:
    set_up(window, tmp_path / "桂湖.zhiwang")
    page = window.workbench.open_page("residents")
    page.find_box.set_quietly("王")
    for scale, compact in ((1.15, True), (1.3, True), (1.15, True), (1.0, False)):
        key = Qt.Key.Key_Plus if scale > window.theme.scale else Qt.Key.Key_Minus
        qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
        window.app.processEvents()
        assert window.theme.scale == scale
        assert window.theme.compact_navigation is compact
        assert window.workbench.current == "residents"
        assert window.workbench.pages["residents"].find_box.text() == "王"
    window.close()


def test_nothing_heavy_is_imported_before_the_unlock_screen(tmp_path) -> None:
    code = (
        "import sys; from app.bootstrap import application, compose\n"
        "window = compose(application()); window.start(None); window.show()\n"
        "heavy = {'pandas', 'numpy', 'matplotlib', 'reportlab', 'sqlite_utils', 'sqlcipher3', 'pypinyin', 'pypdfium2', 'python_calamine'}\n"
        "print(sorted(heavy & set(sys.modules)), type(window.centralWidget()).__name__)"
    )
    environment = {"QT_QPA_PLATFORM": "offscreen", "ZHIWANG_HOME": str(tmp_path), "PATH": "", "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, timeout=60, check=True)
    assert done.stdout.strip() == "[] FirstRunGate"


def test_with_real_threads_from_an_empty_office_to_a_printed_roster(qapp, theme, messages, preferences, qtbot, monkeypatch, tmp_path) -> None:
    """The same screens with the data thread, the reading thread and the thread for pages, on an encrypted file."""
    monkeypatch.setenv("ZHIWANG_HOME", str(tmp_path))
    jobs = Jobs()
    bugs: list[BaseException] = []
    jobs.on_bug = bugs.append
    window = MainWindow(qapp, theme, jobs, messages, preferences)
    window.sign_out = sessions.sign_out
    qtbot.addWidget(window)
    window.show()
    first = window.show_first_run(tmp_path / "桂湖.zhiwang")
    for field, text in ((first.office, "桂湖社区"), (first.person, "钱程"), (first.password, PASSWORD), (first.again, PASSWORD)):
        field.setText(text)
    first.practice.setChecked(True)
    first.make.click()
    qtbot.waitUntil(lambda: isinstance(window.centralWidget(), RecoveryGate), timeout=20_000)
    window.centralWidget().kept.setChecked(True)
    window.centralWidget().go_on.click()
    qtbot.waitUntil(lambda: window.workbench is not None, timeout=20_000)
    imports = window.workbench.open_page("imports")
    for kind, lines, good in (
        ("grids", "编码,名称\n06,06网格\n", 1),
        ("staff", "工号,姓名,网格编码,任职日期\nWG-06,李秀兰,06,2025-01-01\n", 1),
        ("residents", SAMPLE, 2),
    ):
        path = tmp_path / f"{kind}.csv"
        path.write_text(lines, encoding="utf-8")
        imports.kind.setCurrentIndex(imports.kind.findData(kind))
        imports.load(path)
        qtbot.waitUntil(lambda: imports.step == 2 and imports.job is None, timeout=20_000)
        assert imports.preview.accepted == good
        imports.next()
        qtbot.waitUntil(lambda: imports.step == 3, timeout=20_000)
        imports.back()
    page = window.workbench.open_page("residents")
    qtbot.waitUntil(lambda: page.panel.card is not None, timeout=20_000)
    assert page.found.text() == "2"
    dialog = page.roster_dialog()
    qtbot.waitUntil(lambda: dialog.ready and not dialog.picture.pixmap().isNull(), timeout=20_000)
    directory = dialog.directory
    dialog.reject()
    qtbot.waitUntil(lambda: not directory.exists(), timeout=20_000)
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)  # it stays until the register is closed
    assert bugs == []
    sessions.sign_out(sessions.sign_in(tmp_path / "桂湖.zhiwang", "admin", PASSWORD))  # the lock was given back
