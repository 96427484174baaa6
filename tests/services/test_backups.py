"""Backups as services: what is said of them, when they are due, looking, rehearsal, and the way back by name and password."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.errors import Refused, Unavailable
from app.models.backup_views import BackupPolicy, policy_of
from app.models.vocabulary import Role
from app.services import backup_copies, backups, clock, history, home
from app.services import session as sessions
from app.storage import backup as stored
from app.storage import key_file
from app.storage.accounts import Account

OFFICE, PASSWORD = "桂湖社区", "Practice-1"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ZHIWANG_HOME", str(tmp_path / "home"))
    return tmp_path / "office" / "office.zhiwang"


@pytest.fixture
def session(path: Path):
    opened = sessions.create_office(path, OFFICE, "admin", "管理员", PASSWORD, practice=True)
    yield opened
    opened.register.close()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    place = tmp_path / "KINGSTON"
    place.mkdir()
    return place


def test_the_sentence_follows_what_happened(session, stick, path) -> None:
    told = backups.state(session, str(stick))
    assert (told.sentence, told.tone, told.due) == ("还没有备份", "warn", True)
    made = backups.make(session, "manual", str(stick))
    assert next(line.reason for line in history.operations(session, changing=False) if line.kind == "backup") == "本机"  # no name of a folder
    assert (made.second, made.message) == ("ok", "已备份到 2 处，检查完好")
    told = backups.state(session, str(stick))
    assert told.sentence.startswith("上次备份 今天 ")
    assert told.sentence.endswith("，在 2 处")
    assert not told.due
    assert backups.state(session).sentence.endswith("，在本机")

    home.add_task(session, "试一条")
    shutil.move(stick, stick.with_name("away"))  # the stick is pulled out
    made = backups.make(session, "auto", str(stick))
    assert made.second == "failed"
    assert "第二处没有备上" in made.message
    told = backups.state(session, str(stick))
    assert told.sentence.endswith("第二处“KINGSTON”没接上，已备在本机")
    assert told.tone == "ok"  # missed for a moment only: said calmly
    assert told.second == "missing"

    shutil.move(stick.with_name("away"), stick)
    told = backups.state(session, str(stick))
    assert told.catch_up
    backups.catch_up(session, str(stick))
    assert backups.state(session, str(stick)).sentence.endswith("，在 2 处")
    assert [line.places for line in backups.sheet(session, str(stick)).lines] == ["本机 + KINGSTON", "本机 + KINGSTON"]


def test_a_second_copy_that_is_missing_for_long_is_warned_of(session, monkeypatch) -> None:
    made = Path(backups.make(session).path)
    monkeypatch.setattr(backups, "now_ms", lambda: stored.backups(made.parent)[0].made_ms + 8 * 24 * 3_600_000)
    assert backups.state(session, "/nowhere/STICK").tone == "warn"
    backups.set_policy(session, 60, 30)
    assert backups.state(session, "/nowhere/STICK").tone == "ok"
    assert backups.state(session, "").minutes == 60
    with pytest.raises(Refused):
        backups.set_policy(session, 1, 30)
    assert policy_of({"backup": {"minutes": "x", "second_days": 3}}) == BackupPolicy(30, 3)


def test_on_closing_only_when_something_was_changed(session) -> None:
    assert backups.on_closing(session) is not None
    assert backups.on_closing(session) is None
    home.add_task(session, "试一条")
    made = backups.on_closing(session)
    assert made is not None
    assert stored.backups(Path(made.path).parent)[0].kind == "closing"


def test_a_failing_backup_never_stops_closing(session, path) -> None:
    (path.parent / "backups").write_bytes(b"")  # a file where the folder should be
    made = backups.on_closing(session)
    assert made is not None
    assert (made.path, made.second) == ("", "failed")
    assert "没有备份" in made.message


def test_a_copy_is_looked_at_and_compared_with_today(session) -> None:
    made = backups.make(session)
    home.add_task(session, "试一条")
    home.add_task(session, "试二条")
    look = backup_copies.look(session, made.path)
    acts = next(pair for pair in look.figures if pair.label == "操作记录")
    assert acts.now - acts.copy == 2
    assert look.lost == (("添加任务", 2),)
    assert [line[2] for line in look.last][:1] == ["备份"]
    assert backup_copies.check(session, made.path).endswith("都检查过")


def test_a_damaged_copy_is_named_and_not_offered(session) -> None:
    made = Path(backups.make(session).path)
    raw = bytearray(made.read_bytes())
    raw[9000] ^= 1
    made.write_bytes(raw)
    with pytest.raises(Unavailable, match="有损坏，不能用来恢复"):
        backup_copies.check(session, str(made))
    (line,) = backups.sheet(session).lines
    assert not line.whole
    assert backups.state(session).due  # a copy that is no good does not count


def test_the_rehearsal_is_written_down(session) -> None:
    backups.make(session)
    result = backup_copies.rehearse(session)
    assert result.startswith("通过")
    backup_copies.record_rehearsal(session, result)
    assert "，通过：" in backups.sheet(session).rehearsal
    assert not backups.state(session).rehearse


def test_a_restore_asks_by_name_and_password_and_keeps_everything(session, path) -> None:
    made = backups.make(session)
    home.add_task(session, "试一条")
    for office, password, field in (("别的社区", PASSWORD, "office"), (OFFICE, "wrong", "password")):
        with pytest.raises(Refused) as caught:
            backups.replace(session, made.path, office, password)
        assert caught.value.problems[0].field == field
    text = backups.replace(session, made.path, OFFICE, PASSWORD)
    assert "恢复错了可以再换回来" in text
    again = sessions.sign_in(path, "admin", PASSWORD)
    assert again.register.db.conn.execute("SELECT count(*) FROM task").fetchone() == (0,)
    before = next(line for line in backups.sheet(again).lines if line.protected)
    assert backup_copies.look(again, before.path).lost == ()
    assert len(list(path.parent.glob("*恢复前*.zhiwang"))) == 1
    backups.replace(again, before.path, OFFICE, PASSWORD)  # and back again
    third = sessions.sign_in(path, "admin", PASSWORD)
    assert third.register.db.conn.execute("SELECT count(*) FROM task").fetchone() == (1,)
    sessions.sign_out(third)


def test_a_copy_of_another_file_key_asks_for_its_own_password(session, path) -> None:
    made = Path(backups.make(session).path)
    sessions.sign_out(session)
    key_file.change_password(key_file.key_path(path), "admin", PASSWORD, "Newer-22-x")
    again = sessions.sign_in(path, "admin", "Newer-22-x")
    assert backup_copies.look(again, str(made)).figures  # a new password alone is the same key
    again.register._key = bytes(32)  # as after a change of the file key
    with pytest.raises(Unavailable) as caught:
        backup_copies.look(again, str(made))
    assert caught.value.reason == "other_key"
    assert backup_copies.look(again, str(made), PASSWORD).figures
    sessions.sign_out(again)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.CHIEF, Role.LEADER, Role.AUDITOR])
def test_only_the_administrator_runs_backups(session, role) -> None:
    made = backups.make(session)
    session.account = Account(session.account.id, "x", "某人", role, "", ())
    for call in (
        lambda: backups.sheet(session),
        lambda: backups.set_policy(session, 30, 7),
        lambda: backup_copies.look(session, made.path),
        lambda: backup_copies.check(session, made.path),
        lambda: backup_copies.line_of(session, made.path),
        lambda: backups.replace(session, made.path, OFFICE, PASSWORD),
    ):
        with pytest.raises(Refused):
            call()
    assert backups.state(session).sentence  # everybody may know that there is a copy


def test_a_copy_of_another_register_is_refused(session, tmp_path) -> None:
    other = sessions.create_office(tmp_path / "other.zhiwang", "别的社区", "admin", "管理员", PASSWORD, practice=True)
    made = backups.make(other)
    sessions.sign_out(other)
    with pytest.raises(Refused, match="另一个登记簿"):
        backup_copies.line_of(session, made.path)


def test_the_gate_brings_key_file_and_register_back(session, path) -> None:
    made = backups.make(session)
    sessions.sign_out(session)
    keys = key_file.key_path(path)
    keys.unlink()
    with pytest.raises(Unavailable) as caught:
        sessions.sign_in(path, "admin", PASSWORD)
    assert caught.value.reason == "no_key_file"
    assert "已从备份" in backup_copies.take_key(path)
    sessions.sign_out(sessions.sign_in(path, "admin", PASSWORD))
    path.write_bytes(path.read_bytes()[:-4096])
    with pytest.raises(Unavailable, match="登录名或密码不对"):
        backup_copies.restore_closed(path, made.path, "admin", "wrong")
    assert "已恢复" in backup_copies.restore_closed(path, made.path, "admin", PASSWORD)
    sessions.sign_out(sessions.sign_in(path, "admin", PASSWORD))


def test_a_damaged_register_is_rescued_with_what_was_done_after_the_backup(session, path) -> None:
    backups.make(session)
    for number in range(30):
        home.add_task(session, f"第 {number} 件")
    sessions.sign_out(session)
    raw = bytearray(path.read_bytes())
    raw[-4096 + 50] ^= 1
    path.write_bytes(raw)
    found = backup_copies.rescue_file(path, "admin", PASSWORD)
    assert path.read_bytes() == raw
    assert found.checked
    assert 30 <= found.taken + found.unreadable <= 31  # the sign-out may be among what cannot be read
    assert "损坏的文件留在原处" in found.message
    again = sessions.sign_in(found.path, "admin", PASSWORD)
    assert again.register.db.conn.execute("SELECT count(*) FROM task").fetchone() == (found.taken,)
    sessions.sign_out(again)


def test_a_clock_that_was_set_back_is_said_once(session, path, monkeypatch) -> None:
    sessions.sign_out(session)
    real = clock.now_ms()
    import app.storage.work as work

    earlier = real - 3 * 24 * 3_600_000
    monkeypatch.setattr(clock, "now_ms", lambda: earlier)
    monkeypatch.setattr(work, "now_ms", lambda: earlier)
    again = sessions.sign_in(path, "admin", PASSWORD)
    assert "早于上一次操作" in again.notice
    assert "请核对电脑的日期和时间" in again.notice
    sessions.sign_out(again)
    third = sessions.sign_in(path, "admin", PASSWORD)
    assert third.notice == ""
    kinds = [row[0] for row in third.register.db.conn.execute("SELECT kind FROM operation WHERE kind = 'clock.back'")]
    assert kinds == ["clock.back"]
    sessions.sign_out(third)
