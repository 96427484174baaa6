"""A register with damaged bytes: found at the start, rescued into a new file, never touched itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import Unavailable
from app.storage import backup, driver, key_file, rescue
from app.storage.lock import lock_path
from app.storage.register import Register
from tests.storage.conftest import healthy

PASSWORD = "Practice-1"
PAGE = 4096


def add(register, wang, name: str) -> str:
    with register.work.operation("resident.save", wang) as operation:
        return operation.insert("resident", {"name": name})


@pytest.fixture
def damaged(path, wang):
    """A backup of 20 persons, 300 more and one change after it, closed."""
    register = Register.create(path, office="练习社区", login="admin", password=PASSWORD)
    first = [add(register, wang, f"张{number}") for number in range(20)][0]
    backup.backup(register, path.parent / "backups")
    for number in range(300):
        add(register, wang, f"李{number}")
    with register.work.operation("resident.save", wang, reason="更名") as operation:
        operation.update("resident", first, {"name": "张改"})
    register.close()
    return path


def harm(path: Path, *pages: int) -> bytes:
    raw = bytearray(path.read_bytes())
    for page in pages:
        raw[page * PAGE + 100] ^= 1
    path.write_bytes(raw)
    return bytes(raw)


def pages_of(path: Path, table: str) -> list[int]:
    """Pages (from 0) that hold leaves of a table."""
    key = key_file.unlock(key_file.key_path(path), "admin", PASSWORD)
    connection = driver.connect(str(path), read_only=True)
    connection.execute(driver.key_pragma(key))
    try:
        found = connection.execute("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY pageno", (table,))
        return [row[0] - 1 for row in found]
    except driver.Error:
        return []
    finally:
        connection.close()


def rescued(path: Path, target: Path) -> rescue.Outcome:
    return rescue.rescue(path, target, [path.parent / "backups"], "admin", PASSWORD)


def names(path: Path) -> set[str]:
    register = Register.open(path, login="admin", password=PASSWORD)
    healthy(register)
    found = {row[0] for row in register.db.conn.execute("SELECT name FROM resident")}
    register.close()
    return found


def test_a_damaged_page_of_business_data_loses_nothing(damaged, tmp_path) -> None:
    size = damaged.stat().st_size // PAGE
    chosen = pages_of(damaged, "resident")[-1:] or [size // 2]
    harmed = harm(damaged, *chosen)
    lock_path(damaged).write_text('{"computer": "PC"}')  # the program ended without closing: the start looks at every page
    with pytest.raises(Unavailable) as caught:
        Register.open(damaged, login="admin", password=PASSWORD)
    assert caught.value.reason == "damaged"
    found = rescued(damaged, tmp_path / "new.zhiwang")
    assert damaged.read_bytes() == harmed
    assert found.problems == ()
    assert (found.taken, found.unreadable, found.refused) == (301, 0, 0)
    assert names(found.target) == {"张改", *(f"张{n}" for n in range(1, 20)), *(f"李{n}" for n in range(300))}


def test_damaged_pages_of_the_journal_lose_only_their_acts(damaged, tmp_path) -> None:
    size = damaged.stat().st_size // PAGE
    found = None
    for page in pages_of(damaged, "change")[-3:-2] or range(size - 40, size):
        whole = damaged.read_bytes()
        harm(damaged, page)
        found = rescued(damaged, tmp_path / f"new-{page}.zhiwang")
        damaged.write_bytes(whole)
        if found.unreadable:
            break
    assert found is not None
    assert found.problems == ()
    assert 0 < found.unreadable < 100
    assert found.taken + found.unreadable + found.refused == 301
    assert len(names(found.target)) == 20 + found.taken - int("张改" in names(found.target))


def test_acts_keep_their_author_and_say_when_they_were(damaged, tmp_path, wang) -> None:
    found = rescued(damaged, tmp_path / "new.zhiwang")
    register = Register.open(found.target, login="admin", password=PASSWORD)
    row = register.db.conn.execute("SELECT kind, actor_name, reason FROM operation WHERE kind = 'resident.save' ORDER BY seq DESC").fetchone()
    assert row[:2] == ("resident.save", wang.actor_name)
    assert row[2].startswith("抢救（原 20")
    assert row[2].endswith("）：更名")
    register.close()


def test_a_first_page_that_is_gone_leaves_the_backup(damaged, tmp_path) -> None:
    harm(damaged, 0)
    found = rescued(damaged, tmp_path / "new.zhiwang")
    assert (found.taken, found.cut_off, found.problems) == (0, True, ())
    assert len(names(found.target)) == 20


def test_a_damaged_backup_is_passed_over(damaged, tmp_path, wang) -> None:
    register = Register.open(damaged, login="admin", password=PASSWORD)
    newest = backup.backup(register, damaged.parent / "backups")
    register.close()
    harm(newest, 30)
    found = rescued(damaged, tmp_path / "new.zhiwang")
    assert found.copy.path != newest
    assert found.taken == 301


def test_without_a_good_backup_nothing_is_made(damaged, tmp_path) -> None:
    with pytest.raises(Unavailable, match="没有找到") as caught:
        rescue.rescue(damaged, tmp_path / "new.zhiwang", [tmp_path / "nowhere"], "admin", PASSWORD)
    assert caught.value.reason == "no_backup"
    with pytest.raises(Unavailable) as caught:
        rescue.rescue(damaged, tmp_path / "new.zhiwang", [damaged.parent / "backups"], "admin", "wrong")
    assert caught.value.reason == "wrong_password"
    assert not (tmp_path / "new.zhiwang").exists()
