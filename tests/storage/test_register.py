"""Creating, opening and closing the register, and each way in which it cannot be opened."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app.errors import Cancelled, Refused, Unavailable
from app.storage import checks, driver, key_file, migrations, place, triggers
from app.storage.register import Register
from app.storage.schema import TABLES


@pytest.fixture
def new(own_home, path):
    made = Register.create(path, office="练习社区", login="admin", password="Practice-1", practice=True, code="990101")
    yield made
    made.close()


def opened(path: Path, password: str = "Practice-1") -> Register:
    return Register.open(path, login="admin", password=password)


def reason_of(action) -> tuple[str, str]:
    with pytest.raises(Unavailable) as caught:
        action()
    return caught.value.reason, caught.value.text


def test_a_new_register_has_office_root_grid_and_administrator(new) -> None:
    assert new.db.conn.execute("SELECT name, code, practice, meeting_weekday FROM office").fetchall() == [
        ("练习社区", "990101", 1, 5)
    ]
    assert new.db.conn.execute("SELECT name, code, level, parent_id FROM grid").fetchall() == [("练习社区", "990101", 0, "")]
    assert new.db.conn.execute("SELECT login, name, role FROM account").fetchall() == [("admin", "管理员", "admin")]


def test_the_file_is_encrypted_and_only_for_its_owner(new, path) -> None:
    old = os.umask(0)
    try:
        with new.work.operation("visit.save", _Person()) as operation:
            operation.insert("resident", {"name": "张三丰"})
        for each in path.parent.glob("office.zhiwang*"):
            assert stat.S_IMODE(each.stat().st_mode) == 0o600, each
    finally:
        os.umask(old)
    new.close()
    assert path.read_bytes()[:15] != b"SQLite format 3"
    assert "张三丰".encode() not in path.read_bytes()


def test_the_pragmas_of_a_safe_file(new) -> None:
    found = {name: new.db.conn.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "foreign_keys")}
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    strict = dict(
        new.db.conn.execute("SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    )
    assert all(strict[name] for name in ("office", "resident", "visit", "change", "operation", "seal", "context"))


def test_what_was_saved_is_there_after_reopening(new, path) -> None:
    with new.work.operation("resident.save", _Person()) as operation:
        key = operation.insert("resident", {"name": "张三"})
    new.close()
    again = opened(path)
    assert again.db.conn.execute("SELECT name FROM resident WHERE id = ?", (key,)).fetchone() == ("张三",)
    assert checks.check_file(again) + checks.check_chain(again) + checks.rebuild_check(again) == []
    again.close()


def test_wrong_password_and_wrong_name_sound_alike(new, path) -> None:
    new.close()
    first = reason_of(lambda: opened(path, "practice-1"))
    second = reason_of(lambda: Register.open(path, login="nobody", password="Practice-1"))
    assert first == second
    assert first[0] == "wrong_password"
    opened(path).close()  # a failed opening leaves no lock behind


def test_missing(tmp_path) -> None:
    assert reason_of(lambda: opened(tmp_path / "no.zhiwang"))[0] == "missing"
    assert list(tmp_path.glob("*.lock")) == []


def test_without_its_key_file(new, path) -> None:
    new.close()
    key_file.key_path(path).unlink()
    reason, text = reason_of(lambda: opened(path))
    assert reason == "no_key_file"
    assert "备份" in text


@pytest.mark.parametrize(
    "content", ["", "{}", "[1]", '{"format": "zhiwang-key", "slots": [{"kind": "account", "login": "admin"}]}']
)
def test_a_damaged_key_file(new, path, content) -> None:
    new.close()
    key_file.key_path(path).write_text(content)
    assert reason_of(lambda: opened(path))[0] == "no_key_file"


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0" + bytes(4096), os.urandom(8192)], ids=["empty", "plain", "noise"])
def test_a_file_that_is_no_register_is_damaged_and_left_alone(new, path, content) -> None:
    new.close()
    path.write_bytes(content)
    reason, text = reason_of(lambda: opened(path))
    assert reason == "damaged"
    assert "备份" in text
    assert path.read_bytes() == content


def test_one_flipped_bit_is_found(new, path) -> None:
    new.close()
    raw = bytearray(path.read_bytes())
    raw[-3000] ^= 1  # the last page: nothing at opening reads it
    path.write_bytes(raw)
    damaged = opened(path)
    found = checks.check_file(damaged)
    assert "损坏的页" in found[0]
    assert "恢复" in found[-1]

    damaged.db.conn.close()
    damaged._lock.release()


def test_a_file_of_a_newer_program_is_refused_untouched(new, path) -> None:
    new.db.conn.execute(f"PRAGMA user_version = {migrations.latest() + 1}")
    new.close()
    before = path.read_bytes()
    reason, text = reason_of(lambda: opened(path))
    assert reason == "too_new"
    assert "升级" in text
    assert path.read_bytes() == before


def test_a_file_of_an_older_program_is_backed_up_and_brought_up_to_date(new, path) -> None:
    later = [number for number in migrations.available() if number > 1]
    connection = new.db.conn
    first = {table for table, in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    old_sql = migrations.available()[1].read_text(encoding="utf-8")
    connection.execute("PRAGMA foreign_keys = OFF")
    for table in sorted(first & set(TABLES)):
        if f"CREATE TABLE {table} (" not in old_sql:
            connection.execute(f"DROP TABLE {table}")
    connection.execute("DROP TABLE draft")
    connection.execute("DROP TABLE redaction")
    connection.execute("DELETE FROM migration WHERE number > 1")
    connection.execute("PRAGMA user_version = 1")
    new.close()
    register = opened(path)
    try:
        assert migrations.version(register.db) == max(later)
        assert triggers.differing(register.db) == []
        assert list((path.parent / "backups").glob("*.zhiwang"))
        assert checks.check_file(register) + checks.rebuild_check(register) == []
    finally:
        register.close()


def test_a_second_opening_names_computer_user_and_time(new, path) -> None:
    reason, text = reason_of(lambda: opened(path))
    assert reason == "locked"
    note = json.loads(path.with_name(path.name + ".lock").read_text(encoding="utf-8"))
    assert note["computer"] in text
    assert note["user"] in text
    assert "年" in text
    assert note["pid"] == os.getpid()


def test_the_lock_goes_with_its_process(path) -> None:
    code = (
        "import os, sys\nfrom app.storage import key_file\nfrom app.storage.register import Register\n"
        "key_file.DEFAULT_COST = key_file.RECOVERY_COST = key_file.Cost(1, 64)\n"
        "Register.create(sys.argv[1], office='练习社区', login='admin', password='Practice-1')\nos._exit(9)\n"
    )
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code, str(path)], cwd=root, check=False, timeout=60).returncode == 9
    register = opened(path)  # unclean end: the quick check runs and finds nothing
    assert register._lock.unclean
    register.close()


def test_nothing_is_overwritten_and_nothing_half_made_stays(new, path, tmp_path, monkeypatch) -> None:
    with pytest.raises(Refused):
        Register.create(path, office="另一个", login="admin", password="x")
    with pytest.raises(Refused):
        Register.create(tmp_path / "b.zhiwang", office=" ", login="admin", password="x")

    def fails(*_: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr("app.storage.register._build", fails)
    assert reason_of(lambda: Register.create(tmp_path / "b.zhiwang", office="o", login="a", password="x"))[0] == "disk_full"
    assert [each.name for each in tmp_path.glob("b.zhiwang*")] == []


def test_readers_cannot_write(new) -> None:
    reader = new.reader()
    assert reader.conn.execute("SELECT count(*) FROM office").fetchone() == (1,)
    with pytest.raises(driver.Error):
        reader.conn.execute("UPDATE context SET grp = 'x'")


def test_a_reader_sees_only_what_was_committed(new) -> None:
    reader = new.reader()
    with new.work.operation("resident.save", _Person()) as operation:
        operation.insert("resident", {"name": "张三"})
        assert reader.conn.execute("SELECT count(*) FROM resident").fetchone() == (0,)
    assert reader.conn.execute("SELECT count(*) FROM resident").fetchone() == (1,)


def test_recovery_code_gives_a_new_password(new, path) -> None:
    code = new.recovery_code
    new.close()
    Register.recover(path, code.lower().replace("-", " "), login="admin", new_password="Another-2").close()
    assert reason_of(lambda: opened(path))[0] == "wrong_password"
    opened(path, "Another-2").close()


def test_a_moved_or_copied_file_goes_on_under_a_new_device(new, path, tmp_path) -> None:
    first = new.device
    new.close()
    again = opened(path)
    assert again.device == first
    again.close()
    elsewhere = tmp_path / "copy.zhiwang"
    for ending in ("", ".key"):
        shutil.copy(str(path) + ending, str(elsewhere) + ending)
    copy = opened(elsewhere)
    assert copy.device != first
    with copy.work.operation("resident.save", _Person()) as operation:
        operation.insert("resident", {"name": "张三"})
    assert checks.check_chain(copy) + checks.rebuild_check(copy) == []
    copy.close()


def test_an_older_copy_put_back_by_hand_never_reuses_a_number(new, path, tmp_path) -> None:
    first = new.device
    new.close()
    shutil.copy(path, tmp_path / "older")
    later = opened(path)
    with later.work.operation("document.print", _Person()):
        pass
    later.close()
    shutil.copy(tmp_path / "older", path)
    older = opened(path)
    assert older.device != first
    older.close()


def test_another_computer_is_another_device(new, path, monkeypatch) -> None:
    first = new.device
    new.close()
    monkeypatch.setenv("ZHIWANG_MACHINE", "another")
    again = opened(path)
    assert again.device != first
    again.close()


def test_interrupt_rolls_back_and_says_cancelled(new) -> None:
    new.db.conn.create_function("stop_now", 0, lambda: new.interrupt() or 1)
    endless = "WITH RECURSIVE n(i) AS (SELECT stop_now() UNION ALL SELECT i + 1 FROM n WHERE i < 1e7) SELECT max(i) FROM n"

    def long_work() -> None:
        with new.work.operation("import", _Person()) as operation:
            operation.insert("resident", {"name": "张三"})
            new.db.conn.execute(endless).fetchone()

    with pytest.raises(Cancelled):
        long_work()
    assert new.db.conn.execute("SELECT count(*) FROM resident").fetchone() == (0,)


def test_network_shares_and_sync_folders_are_refused(new, path, tmp_path, monkeypatch) -> None:
    new.close()
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\n//server/share {tmp_path} cifs rw 0 0\n")
    monkeypatch.setattr(place, "MOUNTS", mounts)
    reason, text = reason_of(lambda: opened(path))
    assert reason == "network_share"
    assert "本机磁盘" in text
    mounts.write_text("/dev/sda1 / ext4 rw 0 0\n")
    assert (
        reason_of(lambda: Register.create(tmp_path / "OneDrive - 单位" / "a.zhiwang", office="o", login="a", password="x"))[0]
        == "network_share"
    )


@pytest.mark.parametrize(
    ("mounts", "remote"),
    [
        ("/dev/a / ext4 rw\nserver:/x /data nfs4 rw", True),
        ("/dev/a / ext4 rw\nserver:/x /dat nfs4 rw", False),
        ("server:/x / nfs4 rw\n/dev/b /data ext4 rw", False),
        ("/dev/a / ext4 rw\nuser@host: /data/my\\040share fuse.sshfs rw", False),
    ],
)
def test_the_longest_mount_decides(mounts, remote) -> None:
    assert place.on_network(Path("/data/office.zhiwang"), mounts) is remote


def test_heavy_libraries_stay_out_and_the_driver_is_the_one() -> None:
    code = (
        "import sys\nimport app.storage.register\nimport sqlite_utils.utils, sqlcipher3\n"
        "assert sqlite_utils.utils.sqlite3 is sqlcipher3, sqlite_utils.utils.sqlite3\n"
        "assert sqlite_utils.utils.OperationalError is sqlcipher3.dbapi2.OperationalError\n"
        "print([name for name in ('pandas', 'numpy', 'pypinyin', 'argon2') if name in sys.modules])\nimport numpy, pandas\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


class _Person:
    actor_id = "a-1"
    actor_name = "王芳"
