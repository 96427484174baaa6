"""备份与恢复 in the window: the sentence, the list, looking, restoring by name and password; the gate's way out of each fault; a save on
a full disk keeps what was typed and offers 重试."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.errors import Unavailable
from app.services import backups, home, visits
from app.services import session as sessions
from app.storage import key_file
from app.ui.backup_keeper import SECOND_PLACE
from app.ui.jobs import Jobs
from app.ui.lock import FirstRunGate, UnlockGate
from app.ui.main_window import MainWindow
from tests.services.door_world import world
from tests.ui.test_pages import cut_off, settle

OFFICE, PASSWORD = "桂湖社区", "Practice-1"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office with one backup and one task after it."""
    monkeypatch.setenv("ZHIWANG_HOME", str(tmp_path / "home"))
    path = tmp_path / "office" / "office.zhiwang"
    session = sessions.create_office(path, OFFICE, "admin", "管理员", PASSWORD, practice=True)
    backups.make(session)
    home.add_task(session, "备份以后的一条")
    sessions.sign_out(session)
    return path


@pytest.fixture
def window(qapp, theme, jobs, messages, preferences, qtbot) -> MainWindow:
    window = MainWindow(qapp, theme, jobs, messages, preferences)
    window.sign_out = sessions.sign_out
    qtbot.addWidget(window)
    window.show()
    return window


def unlocked(window: MainWindow, path: Path, password: str = PASSWORD) -> None:
    gate = window.show_unlock(path)
    gate.password.setText(password)
    gate.unlock()
    window.app.processEvents()


def gate_of(window: MainWindow) -> UnlockGate:
    gate = window.centralWidget()
    assert isinstance(gate, UnlockGate)
    return gate


def page_of(window: MainWindow):
    page = window.workbench.open_page("backups")
    settle(window.app)
    return page


def test_the_page_says_shows_and_backs_up(window, path, tmp_path, messages, qtbot) -> None:
    unlocked(window, path)
    page = page_of(window)
    assert page.sentence.text().startswith("上次备份 今天 ")
    assert page.sentence.text().endswith("，在本机")
    assert [line.since for line in page.model.rows] == [1]
    assert page.lost.text() == "添加任务 1 次"
    stick = tmp_path / "KINGSTON"
    stick.mkdir()
    messages.answers.append(path.parent / "backups")
    page.choose_second()
    assert "同一个文件夹" in page.banner.text.text()
    messages.answers.append(stick)
    page.to_stick()
    assert page.banner.text.text() == "已备份到 2 处，检查完好"
    assert [line.places for line in page.model.rows] == ["本机 + KINGSTON", "本机"]
    assert window.workbench.status.backup.text().endswith("，在 2 处")
    assert len(list(stick.glob("*.zhiwang"))) == 1
    shutil.rmtree(stick)
    page.refresh()
    assert page.sentence.text().endswith("第二处“KINGSTON”没接上，已备在本机")
    page.check()
    assert page.banner.text.text().endswith("都检查过")
    page.rehearse()
    assert "演练通过" in page.banner.text.text()
    assert "通过" in page.rehearsal.text()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    page.look()
    assert page.dialog.isVisible()
    page.dialog.accept()
    assert window.workbench.open_page("home").backup.words.text() == page.sentence.text()


@pytest.mark.parametrize("scale", [1.0, 1.15])
def test_nothing_is_clipped(window, path, scale) -> None:
    window.set_scale(scale)
    unlocked(window, path)
    page = page_of(window)
    page.banner.show_text("已备份到 2 处，检查完好", "ok")
    settle(window.app)
    assert list(cut_off(page)) == []
    assert page.now_button.isVisible()


def test_restoring_asks_by_name_and_password_and_ends_at_the_gate(window, path) -> None:
    unlocked(window, path)
    page = page_of(window)
    page.restore()
    dialog = page.dialog
    assert dialog.title.text().endswith("少掉此后 1 次操作？")
    assert dialog.keep_button.isDefault()
    dialog.submit()
    assert "才会替换" in dialog.banner.text.text()
    dialog.office.setText("别处")
    dialog.password.setText(PASSWORD)
    dialog.submit()
    assert "单位名称" in dialog.banner.text.text()
    assert window.session is not None
    dialog.office.setText(OFFICE)
    dialog.submit()
    gate = gate_of(window)
    assert window.session is None
    assert gate.banner.text.text().startswith("已恢复到 今天")
    gate.password.setText(PASSWORD)
    gate.unlock()
    page = page_of(window)
    assert [line.kind for line in page.model.rows] == ["restore", "manual"]
    assert window.session.register.db.conn.execute("SELECT count(*) FROM task").fetchone() == (0,)


def test_a_missing_key_file_comes_back_from_the_backup(window, path) -> None:
    key_file.key_path(path).unlink()
    unlocked(window, path)
    gate = gate_of(window)
    assert gate.banner.text.text().startswith("找不到钥匙文件“office.zhiwang.key”")
    assert gate.offers.key.isVisible()
    gate.offers.key.click()
    assert "已从备份" in gate.banner.text.text()
    gate.unlock()
    assert window.workbench is not None


def test_a_damaged_register_is_rescued_from_the_gate(window, path) -> None:
    raw = bytearray(path.read_bytes())
    raw[40 * 4096 + 100] ^= 1
    path.write_bytes(raw)
    path.with_name(path.name + ".lock").write_text('{"computer": "PC"}')  # the program ended without closing
    unlocked(window, path)
    gate = gate_of(window)
    assert "有损坏" in gate.banner.text.text()
    assert gate.offers.rescue.isVisible()
    assert gate.offers.restore.isVisible()
    assert not gate.offers.key.isVisible()
    gate.offers.rescue.click()
    new = gate_of(window)
    assert new is not gate
    assert "抢救" in new.path.name
    assert new.banner.text.text().startswith("已抢救到新文件")
    assert path.read_bytes() == raw
    new.password.setText(PASSWORD)
    new.unlock()
    assert window.session.register.db.conn.execute("SELECT title FROM task").fetchone() == ("备份以后的一条",)


def test_a_damaged_register_is_restored_from_the_gate(window, path, messages) -> None:
    copy = next((path.parent / "backups").glob("*.zhiwang"))
    path.write_bytes(b"\0" * 8192)
    unlocked(window, path)
    gate = gate_of(window)
    messages.answers.extend([copy, 1])
    gate.offers.restore.click()  # 不替换
    assert path.read_bytes() == b"\0" * 8192
    messages.answers.extend([copy, 0])
    gate.offers.restore.click()
    assert gate.banner.text.text().startswith("已恢复")
    gate.unlock()
    assert window.workbench is not None


def test_a_register_on_a_stick_that_is_not_there_is_not_taken_for_a_new_office(window, path, preferences) -> None:
    preferences.put("register", str(path))
    away = path.with_name("away")
    path.rename(away)
    window.start(None)
    window.app.processEvents()
    gate = gate_of(window)
    assert gate.banner.text.text().startswith("找不到登记簿“office.zhiwang”")
    assert "U 盘是否插好" in gate.banner.text.text()
    away.rename(path)
    gate.password.setText(PASSWORD)
    assert gate.offers.retry.isVisible()
    gate.offers.retry.click()
    assert window.workbench is not None


def test_a_new_computer_starts_with_a_new_office(window, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("ZHIWANG_HOME", str(tmp_path / "empty"))
    window.start(None)
    assert isinstance(window.centralWidget(), FirstRunGate)


@pytest.mark.parametrize(
    ("reason", "offered"),
    [("disk_full", {"retry"}), ("read_only", {"retry"}), ("locked", {"retry"}), ("damaged", {"rescue", "restore"}), ("too_new", set()),
     ("network_share", set()), ("wrong_password", set())],
)  # fmt: skip
def test_each_fault_offers_what_helps(window, path, reason, offered) -> None:
    gate = window.show_unlock(path)
    gate.failed(Unavailable("说明。", reason))
    window.app.processEvents()
    shown = {name for name in ("key", "rescue", "restore", "retry") if getattr(gate.offers, name).isVisible()}
    assert shown == offered


def test_a_clock_that_ran_backwards_is_said_in_a_banner(window, path, monkeypatch) -> None:
    from app.services import clock

    real = clock.now_ms()
    monkeypatch.setattr(clock, "now_ms", lambda: real - 5 * 24 * 3_600_000)
    unlocked(window, path)
    assert "早于上一次操作" in window.workbench.banner.text.text()


def test_closing_backs_up_first_and_the_window_stays_until_then(qapp, theme, messages, preferences, qtbot, path, tmp_path) -> None:
    """With the real threads."""
    stick = tmp_path / "KINGSTON"
    stick.mkdir()
    preferences.put(SECOND_PLACE, str(stick))
    window = MainWindow(qapp, theme, Jobs(), messages, preferences)
    window.sign_out = sessions.sign_out

    def close(session, second):
        made = backups.on_closing(session, second)
        sessions.sign_out(session)
        return made

    window.close_register = close
    qtbot.addWidget(window)
    window.show()
    unlocked(window, path)
    qtbot.waitUntil(lambda: window.workbench is not None, timeout=20_000)
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)
    assert len(list(stick.glob("*.zhiwang"))) == 1
    sessions.sign_out(sessions.sign_in(path, "admin", PASSWORD))


def test_a_save_on_a_full_disk_keeps_what_was_typed_and_offers_to_try_again(theme, jobs, messages, preferences, qtbot, qapp, monkeypatch) -> None:
    from app.ui.workbench import Workbench

    office = world()
    bench = Workbench(office.session("李秀兰"), jobs, messages, theme, preferences, [], OFFICE)
    bench.resize(1366, 698)
    qtbot.addWidget(bench)
    bench.show()
    bench.recall({})
    page = bench.open_quick("visits")
    settle(qapp)
    page.form.fill({"outcome": "met"})
    real = visits.save

    def on_a_full_disk(*arguments, **named):
        raise Unavailable("磁盘已满，这次没有保存，之前保存的都在。请清理磁盘空间后再试。", "disk_full")

    target = page.target
    monkeypatch.setattr(visits, "save", on_a_full_disk)
    typed = page.form.snapshot()
    page.save()
    assert page.target is target
    assert page.form.snapshot() == typed
    assert page.banner.text.text().startswith("磁盘已满")
    assert "填好的内容还在这里" in page.banner.text.text()
    assert bench.status.state.text() == "没有保存成功"
    monkeypatch.setattr(visits, "save", real)
    page.banner.retry_button.click()
    assert page.target is not target
    assert office.one("SELECT count(*) FROM visit WHERE visited_on = '2026-11-20'") == 1
