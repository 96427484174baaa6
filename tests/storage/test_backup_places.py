"""Second places that vanish or are full, restores that are cut off, copies that are looked at, and the clock."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from app.errors import Unavailable
from app.storage import backup as subject
from app.storage import copies, key_file, restoring
from app.storage.register import Register
from tests.storage.conftest import healthy

PASSWORD = "Practice-1"


@pytest.fixture
def live(path, wang):
    register = Register.create(path, office="练习社区", login="admin", password=PASSWORD)
    with register.work.operation("resident.save", wang) as operation:
        operation.insert("resident", {"name": "张三"})
    yield register
    register.close()


def opened(path: Path) -> Register:
    return Register.open(path, login="admin", password=PASSWORD)


def names(register) -> list[str]:
    return [row[0] for row in register.db.conn.execute("SELECT name FROM resident ORDER BY name")]


def add(register, wang, name: str) -> None:
    with register.work.operation("resident.save", wang) as operation:
        operation.insert("resident", {"name": name})


def test_the_second_place_holds_the_same_copy_and_the_first_says_so(live, tmp_path) -> None:
    stick = tmp_path / "KINGSTON"
    stick.mkdir()
    made = subject.backup(live, tmp_path / "b")
    second = subject.mirror(made, stick)
    assert second.read_bytes() == made.read_bytes()
    assert sorted(each.name for each in stick.iterdir()) == [made.name, made.name + ".json", made.name + ".key"]
    assert subject.backups(tmp_path / "b")[0].also == ("KINGSTON",)
    copy = opened(second)
    assert names(copy) == ["张三"]
    copy.close()


def test_a_stick_that_is_pulled_out_leaves_the_first_copy_and_says_where(live, tmp_path, monkeypatch) -> None:
    stick = tmp_path / "KINGSTON"
    with pytest.raises(Unavailable, match="KINGSTON.*不在了") as caught:
        subject.mirror(subject.backup(live, tmp_path / "b"), stick)
    assert caught.value.reason == "place_gone"
    stick.mkdir()

    def pulled(_source: object, target: Path) -> None:
        Path(target).write_bytes(b"half")
        shutil.rmtree(stick)

    monkeypatch.setattr(shutil, "copyfile", pulled)
    made = subject.backup(live, tmp_path / "b")
    with pytest.raises(Unavailable, match="不在了"):
        subject.mirror(made, stick)
    assert subject.backups(tmp_path / "b")[0].also == ()
    assert not stick.exists()


def test_what_the_stick_gives_back_differently_does_not_count(live, tmp_path, monkeypatch) -> None:
    stick = tmp_path / "KINGSTON"
    stick.mkdir()
    made = subject.backup(live, tmp_path / "b")
    monkeypatch.setattr(shutil, "copyfile", lambda source, target: Path(target).write_bytes(Path(source).read_bytes()[:-1] + b"x"))
    with pytest.raises(Unavailable, match="读回来不一样"):
        subject.mirror(made, stick)
    assert list(stick.iterdir()) == []


@pytest.fixture
def tiny_disk(tmp_path):
    """A disk of 256 KiB; only the administrator of the computer can make one."""
    place = tmp_path / "满盘"
    place.mkdir()
    mounted = os.name != "nt" and os.geteuid() == 0
    if not mounted or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", place], check=False, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_a_full_disk_is_said_and_nothing_half_made_stays(live, tmp_path, tiny_disk) -> None:
    with pytest.raises(Unavailable, match="满盘.*已满") as caught:
        subject.backup(live, tiny_disk)
    assert caught.value.reason == "disk_full"
    assert list(tiny_disk.iterdir()) == []
    made = subject.backup(live, tmp_path / "b")
    with pytest.raises(Unavailable, match="已满"):
        subject.mirror(made, tiny_disk)
    assert list(tiny_disk.iterdir()) == []
    healthy(live)


@pytest.mark.parametrize(("error", "said"), [(13, "不让写入"), (30, "只读"), (5, "读写备份位置"), (28, "已满"), (2, "不在了"), (19, "不在了")])
def test_every_fault_of_a_place_has_its_sentence(live, tmp_path, monkeypatch, error: int, said: str) -> None:
    made = subject.backup(live, tmp_path / "b")
    (tmp_path / "c").mkdir()

    def fail(*_arguments: object) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(shutil, "copyfile", fail)
    with pytest.raises(Unavailable, match=said) as caught:
        subject.mirror(made, tmp_path / "c")
    assert "“c”" in caught.value.text
    assert list((tmp_path / "c").iterdir()) == []


def test_a_save_on_a_full_disk_rolls_back_and_goes_on_later(live, wang) -> None:
    pages = live.db.conn.execute("PRAGMA page_count").fetchone()[0]
    live.db.conn.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(Unavailable, match="磁盘已满") as caught:
        [add(live, wang, f"李{number}") for number in range(2000)]
    assert caught.value.reason == "disk_full"
    live.db.conn.execute("PRAGMA max_page_count = 1000000")
    before = len(names(live))
    add(live, wang, "王五")
    assert len(names(live)) == before + 1
    healthy(live)


def test_a_backup_runs_beside_the_writer(live, tmp_path, wang) -> None:
    made: list[Path] = []
    worker = threading.Thread(target=lambda: made.append(subject.copy(live, tmp_path / "b")))
    live.work.seal_now()
    worker.start()
    for number in range(40):
        add(live, wang, f"李{number}")
    worker.join()
    healthy(live)
    with copies.opened(made[0], live.file_key) as db:
        count = db.conn.execute("SELECT count(*) FROM resident").fetchone()[0]
    assert 1 <= count <= 41
    assert subject.changes_since(live.db, subject.backups(tmp_path / "b")[0]) == 41 - count


def test_comings_and_goings_make_no_backup_due(live, tmp_path, wang) -> None:
    subject.backup(live, tmp_path / "b")
    for kind in ("session.sign_in", "session.sign_out", "backup", "backup.rehearsal"):
        with live.work.operation(kind, wang):
            pass
    assert not subject.is_due(live, tmp_path / "b")
    add(live, wang, "李四")
    assert subject.is_due(live, tmp_path / "b")
    assert subject.kinds_since(live.db, subject.backups(tmp_path / "b")[0]) == [("resident.save", 1)]


def test_the_copy_made_before_a_restore_is_never_thinned(live, tmp_path) -> None:
    folder = tmp_path / "b"
    made = subject.backup(live, folder, "restore")
    old = json.loads(made.with_name(made.name + ".json").read_text())
    (made.with_name(made.name + ".json")).write_text(json.dumps(old | {"made_ms": 1_000_000_000_000}))  # 2001
    for number in range(3):
        plain = folder / f"office-2002010{number}-000000.zhiwang"
        plain.write_bytes(b"")
        plain.with_name(plain.name + ".json").write_text(json.dumps(old | {"made_ms": 1_010_000_000_000 + number, "kind": "auto"}))
    for _ in range(3):
        subject.backup(live, folder)
    assert made.exists()
    assert len(subject.backups(folder)) == 1 + 3 + 3  # two days with copies: all of both stay


@pytest.mark.parametrize("step", ["intent", "key", "aside", "ready"])
def test_a_restore_that_is_cut_off_is_finished_at_the_next_opening(live, path, tmp_path, wang, monkeypatch, step) -> None:
    class PowerCut(BaseException):
        pass

    made = subject.backup(live, tmp_path / "b")
    add(live, wang, "李四")
    device = live.device
    live.close()
    if step == "key":  # another file key: the key file of the copy has to come along
        content = key_file.read(key_file.key_path(made))
        key_file.write(key_file.key_path(made), content | {"key": "of another time"})
    calls = {"intent": 0, "key": 1, "aside": 0, "ready": 1}[step]
    real = os.replace

    def replace(source: object, target: object) -> None:
        nonlocal calls
        counts = restoring.pending(path) and not str(source).endswith(".json.part")
        if counts and (step != "intent"):
            calls -= 1
            if calls < 0:
                raise PowerCut
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    if step == "intent":
        monkeypatch.setattr(restoring, "finish", lambda _place: (_ for _ in ()).throw(PowerCut))
    with pytest.raises(PowerCut):
        subject.restore(made, path)
    monkeypatch.undo()
    monkeypatch.setenv("ZHIWANG_HOME", str(tmp_path / "home"))
    assert restoring.pending(path)
    again = opened(path)
    assert names(again) == ["张三"]
    assert again.device != device
    assert not restoring.pending(path)
    again.close()
    (aside,) = path.parent.glob("*恢复前*.zhiwang")
    kept = opened(aside)
    assert names(kept) == ["张三", "李四"]
    kept.close()


def test_a_copy_is_looked_at_and_rehearsed_without_leaving_anything(live, path, tmp_path) -> None:
    made = subject.backup(live, tmp_path / "b")
    before = sorted(each.name for each in made.parent.iterdir())
    with copies.opened(made, live.file_key) as db:
        assert dict(copies.figures(db))["操作记录"] == 2
        assert copies.last_acts(db, 1)[0][1:] == ("王芳", "resident.save")
    assert copies.problems(made, live.file_key) == []
    assert copies.rehearse(made, live.file_key) == ([], 0)
    assert sorted(each.name for each in made.parent.iterdir()) == before
    assert not list((tmp_path / "home").glob("rehearsal-*"))
    with pytest.raises(Unavailable) as caught, copies.opened(made, bytes(32)):
        pass
    assert caught.value.reason == "other_key"
    raw = bytearray(made.read_bytes())
    raw[5000] ^= 1
    made.write_bytes(raw)
    assert copies.problems(made, live.file_key)
