"""Backups are whole, thinned by rule, and restoring keeps the old file and starts a new device."""

from __future__ import annotations

import json
import stat
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.errors import Unavailable
from app.settings import OFFICE_ZONE
from app.storage import backup as subject
from app.storage import checks, key_file
from app.storage.register import Register


@pytest.fixture
def live(own_home, path, wang):
    register = Register.create(path, office="练习社区", login="admin", password="Practice-1")
    with register.work.operation("resident.save", wang) as operation:
        operation.insert("resident", {"name": "张三"})
    yield register
    register.close()


def names(register) -> list[str]:
    return [row[0] for row in register.db.conn.execute("SELECT name FROM resident ORDER BY name")]


def opened(path: Path, password: str = "Practice-1") -> Register:
    return Register.open(path, login="admin", password=password)


def test_a_backup_of_a_running_register_is_complete_and_private(live, tmp_path) -> None:
    made = subject.backup(live, tmp_path / "b")
    files = sorted(each.name for each in (tmp_path / "b").iterdir())
    assert files == [made.name, made.name + ".json", made.name + ".key"]
    assert all(stat.S_IMODE(each.stat().st_mode) == 0o600 for each in (tmp_path / "b").iterdir())
    content = json.loads(made.with_name(made.name + ".json").read_text())
    assert content["seal"] == live.last_seal()
    assert content["dseq"] == 4
    copy = opened(made)  # a backup opens as it is, under a new device
    assert names(copy) == ["张三"]
    assert copy.device != live.device
    assert checks.check_file(copy) + checks.check_chain(copy) + checks.rebuild_check(copy) == []
    copy.close()


def test_a_backup_is_due_only_when_something_happened(live, tmp_path, wang) -> None:
    assert subject.is_due(live, tmp_path / "b")
    subject.backup(live, tmp_path / "b")
    assert not subject.is_due(live, tmp_path / "b")
    with live.work.operation("document.print", wang):
        pass
    assert subject.is_due(live, tmp_path / "b")


def test_restore_keeps_the_old_file_and_starts_a_new_device(live, path, tmp_path, wang) -> None:
    made = subject.backup(live, tmp_path / "b")
    first = live.device
    with live.work.operation("resident.save", wang) as operation:
        operation.insert("resident", {"name": "李四"})
    live.close()
    old = subject.restore(made, path)
    again = opened(path)
    assert names(again) == ["张三"]
    assert again.device != first
    with again.work.operation("resident.save", wang) as operation:
        operation.insert("resident", {"name": "王五"})
    assert checks.check_chain(again) + checks.rebuild_check(again) == []
    again.close()
    assert old is not None
    kept = opened(old)
    assert names(kept) == ["张三", "李四"]
    kept.close()


def test_a_restore_without_later_work_is_a_new_device_too(live, path, tmp_path) -> None:
    made = subject.backup(live, tmp_path / "b")
    first = live.device
    live.close()
    subject.restore(made, path)
    with pytest.raises(Unavailable):
        opened(path, "wrong")  # a failed opening does not lose the mark
    again = opened(path)
    assert again.device != first
    second = again.device
    again.close()
    last = opened(path)
    assert last.device == second
    last.close()


def test_restore_to_a_new_place(live, tmp_path) -> None:
    made = subject.backup(live, tmp_path / "b")
    assert subject.restore(made, tmp_path / "new" / "office.zhiwang") is None
    copy = opened(tmp_path / "new" / "office.zhiwang")
    assert names(copy) == ["张三"]
    copy.close()


def test_newer_passwords_stay_valid(live, path, tmp_path) -> None:
    made = subject.backup(live, tmp_path / "b")
    live.close()
    key_file.change_password(key_file.key_path(path), "admin", "Practice-1", "Newer-22")
    subject.restore(made, path)
    opened(path, "Newer-22").close()


def test_a_lost_key_file_comes_back_with_the_backup(live, path, tmp_path) -> None:
    made = subject.backup(live, tmp_path / "b")
    live.close()
    key_file.key_path(path).unlink()
    subject.restore(made, path)
    opened(path).close()


def test_an_open_register_is_not_replaced(live, path, tmp_path) -> None:
    made = subject.backup(live, tmp_path / "b")
    with pytest.raises(Unavailable) as caught:
        subject.restore(made, path)
    assert caught.value.reason == "locked"
    assert names(live) == ["张三"]


@pytest.mark.parametrize("harm", ["flip", "cut", "no_key", "json"])
def test_a_broken_backup_is_refused_before_anything_moves(live, path, tmp_path, harm) -> None:
    made = subject.backup(live, tmp_path / "b")
    live.close()
    before = path.read_bytes()
    raw = bytearray(made.read_bytes())
    if harm == "flip":
        raw[5000] ^= 1
        made.write_bytes(raw)
    elif harm == "cut":
        made.write_bytes(raw[:-4096])
    elif harm == "no_key":
        key_file.key_path(made).unlink()
    else:
        made.with_name(made.name + ".json").write_text("{")
    with pytest.raises(Unavailable):
        subject.restore(made, path)
    assert path.read_bytes() == before
    opened(path).close()


def test_a_damaged_register_gives_no_backup(live, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(checks, "check_file", lambda _: ["文件有损坏的页：3"])
    with pytest.raises(Unavailable) as caught:
        subject.backup(live, tmp_path / "b")
    assert caught.value.reason == "damaged"
    assert list((tmp_path / "b").iterdir()) == []


def at(text: str, name: str = "") -> subject.Backup:
    moment = datetime.fromisoformat(text).replace(tzinfo=OFFICE_ZONE)
    return subject.Backup(Path(name or text), "r", int(moment.timestamp() * 1000), "d", 1, 1, "", "")


def test_the_thinning_rule() -> None:
    start = datetime(2025, 11, 1, 9)
    made = [at((start + timedelta(hours=12 * count)).isoformat()) for count in range(2 * 385)]
    made.reverse()  # newest first: 2026-11-20 evening back to 2025-11-01
    paths = subject.kept(made)
    keep = [each for each in made if each.path in paths]
    days = [each.day.isoformat() for each in keep]
    assert days[:5] == ["2026-11-20", "2026-11-20", "2026-11-19", "2026-11-19", "2026-11-18"]
    assert len([day for day in days if day >= "2026-11-09"]) == 14  # twelve days, two of them with both
    assert "2026-11-08" in days  # the end of the week before
    assert days[-1] == "2026-03-31"  # nine months, each by its newest
    assert len(keep) == 14 + 8 + 8  # days; Sundays back to 20 September; ends of October … March


def test_thinning_never_touches_another_register(live, tmp_path) -> None:
    folder = tmp_path / "b"
    made = subject.backup(live, folder)
    other = at("2020-01-01", str(folder / "x.zhiwang"))
    (folder / "x.zhiwang").write_bytes(b"")
    content = json.loads(made.with_name(made.name + ".json").read_text()) | {"register": "other", "made_ms": other.made_ms}
    (folder / "x.zhiwang.json").write_text(json.dumps(content))
    subject.backup(live, folder)
    assert (folder / "x.zhiwang").exists()
    assert len(subject.backups(folder)) == 3
