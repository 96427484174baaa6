"""Another file key: the old one opens nothing any more, a power cut at any step leaves a way in, backups keep their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import Unavailable
from app.storage import checks, driver, key_file
from app.storage.backup import backup, restore
from app.storage.register import Register
from app.storage.rekey import rekey

OLD = "Practice-1"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A register with two accounts, closed."""
    path = tmp_path / "office.zhiwang"
    register = Register.create(path, office="练习社区", login="admin", password=OLD)
    key_file.add_slot(key_file.key_path(path), register.file_key, "wang", "Second-22")
    register.close()
    return path


def test_the_old_key_opens_nothing_and_everybody_gets_a_way_in(path: Path) -> None:
    register = Register.open(path, login="admin", password=OLD)
    old_key, identity = register.file_key, register.identity
    register.close()
    made = rekey(path, login="admin", password=OLD)
    assert list(made.passwords) == ["wang"]
    for login, password in (("admin", OLD), ("wang", made.passwords["wang"])):
        again = Register.open(path, login=login, password=password)
        assert again.identity == identity
        assert again.file_key != old_key
        assert checks.check_chain(again) == []
        again.close()
    with pytest.raises(Unavailable, match="登录名或密码不对"):
        Register.open(path, login="wang", password="Second-22")
    assert key_file.facts(key_file.key_path(path))["wang"].temporary
    Register.recover(path, made.recovery_code, login="admin", new_password="Recovered-9").close()
    raw = driver.connect(str(path))
    raw.execute(driver.key_pragma(old_key))
    with pytest.raises(driver.Error):
        raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
    raw.close()


@pytest.mark.parametrize("moment", ["before the register has the new key", "after it"])
def test_a_power_cut_leaves_one_key_file_that_fits(path: Path, moment: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class PowerCut(BaseException):
        pass

    def cut(*_arguments: object) -> None:
        raise PowerCut

    if moment == "after it":
        monkeypatch.setattr(key_file, "take_next", cut)
    else:
        monkeypatch.setattr(driver, "rekey_pragma", cut)
    with pytest.raises(PowerCut):
        rekey(path, login="admin", password=OLD)
    monkeypatch.undo()
    assert key_file.next_path(key_file.key_path(path)).exists()
    register = Register.open(path, login="admin", password=OLD)
    assert checks.check_file(register) + checks.check_chain(register) == []
    register.close()
    assert not key_file.next_path(key_file.key_path(path)).exists()
    Register.open(path, login="admin", password=OLD).close()


def test_a_backup_from_before_is_restored_with_its_own_key_file(path: Path, tmp_path: Path) -> None:
    register = Register.open(path, login="admin", password=OLD)
    copy = backup(register, tmp_path / "backups")
    register.close()
    rekey(path, login="admin", password=OLD)
    aside = restore(copy, path)
    Register.open(path, login="wang", password="Second-22").close()
    assert aside is not None
    assert key_file.key_path(aside).exists()
