"""Surroundings that say no, each provoked: a read-only disk, a file that another program holds, a disk that fills up while saving."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from app.errors import Unavailable, of_file
from app.storage import driver, faults
from app.storage.backup import backup
from app.storage.register import Register
from tests.storage.conftest import healthy

PASSWORD = "Practice-1"


def add(register: Register, wang, name: str) -> None:
    with register.work.operation("resident.save", wang) as operation:
        operation.insert("resident", {"name": name})


def opened(path: Path) -> Register:
    return Register.open(path, login="admin", password=PASSWORD)


@pytest.fixture
def disk(tmp_path: Path):
    """A small disk that can be made read-only; only the administrator of the computer can make one."""
    place = tmp_path / "U盘"
    place.mkdir()
    able = os.name != "nt" and os.geteuid() == 0
    if not able or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", place], check=False, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        while file.write(bytes(65536)):
            pass


def for_ever(register: Register, wang) -> None:
    while True:
        add(register, wang, "李四")


def test_a_register_on_a_read_only_disk(disk, wang) -> None:
    path = disk / "office.zhiwang"
    Register.create(path, office="练习社区", login="admin", password=PASSWORD).close()
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    with pytest.raises(Unavailable) as caught:
        opened(path)
    assert caught.value.reason == "read_only"
    assert "写保护" in caught.value.text
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    register = opened(path)
    with pytest.raises(Unavailable, match="U盘"):
        backup(register, "/proc/U盘")
    register.close()


def test_a_disk_that_fills_up_while_saving(disk, wang) -> None:
    path = disk / "office.zhiwang"
    register = Register.create(path, office="练习社区", login="admin", password=PASSWORD)
    filler = disk / "filler"
    with pytest.raises(OSError, match="No space"):
        fill(filler)
    with pytest.raises(Unavailable) as caught:
        for_ever(register, wang)
    saved = register.db.conn.execute("SELECT count(*) FROM resident").fetchone()[0]
    assert caught.value.reason == "disk_full"
    assert "之前保存的都在" in caught.value.text
    filler.unlink()
    add(register, wang, "王五")  # the same program goes on once there is room
    assert register.db.conn.execute("SELECT count(*) FROM resident").fetchone() == (saved + 1,)
    healthy(register)
    register.close()
    again = opened(path)
    healthy(again)
    again.close()


def test_a_file_that_another_program_holds(path, wang) -> None:
    register = Register.create(path, office="练习社区", login="admin", password=PASSWORD)
    other = driver.connect(str(path))
    other.execute("PRAGMA cipher_log_level = NONE")
    other.execute(driver.key_pragma(register.file_key))
    other.execute("BEGIN IMMEDIATE")
    register.db.conn.execute("PRAGMA busy_timeout = 20")
    with pytest.raises(Unavailable) as caught:
        add(register, wang, "李四")
    assert caught.value.reason == "busy"
    assert "请稍等片刻再试" in caught.value.text
    other.execute("ROLLBACK")
    other.close()
    add(register, wang, "李四")
    healthy(register)
    register.close()


@pytest.mark.parametrize("code", sorted(faults.SENTENCES))
def test_every_number_of_the_driver_has_a_sentence_that_says_what_to_do(code: int) -> None:
    error = driver.OperationalError("text that nobody reads")
    error.sqlite_errorcode = code | 0x100  # extended codes keep the primary one in their low byte
    better = faults.translate(error)
    assert isinstance(better, Unavailable)
    assert "请" in better.text
    assert better.text.endswith("。")


@pytest.mark.parametrize(("error", "reason"), [(28, "disk_full"), (122, "disk_full"), (13, "no_permission"), (1, "no_permission"),
                                               (30, "read_only"), (5, "disk_error")])  # fmt: skip
def test_what_the_system_says(error: int, reason: str) -> None:
    better = faults.translate(OSError(error, os.strerror(error)))
    assert isinstance(better, Unavailable)
    assert better.reason == reason


def test_what_is_unknown_stays_a_bug() -> None:
    error = ValueError("x")
    assert faults.translate(error) is error
    unknown = driver.OperationalError("no such table")
    unknown.sqlite_errorcode = 1
    assert faults.translate(unknown) is unknown


@pytest.mark.parametrize(
    ("number", "reason", "said"),
    [(13, "locked_file", "WPS"), (28, "disk_full", "换个位置"), (30, "read_only", "写保护"), (5, "disk_error", "U 盘"), (2, "place_gone", "不在了")],
)
def test_a_file_that_the_person_chose(number: int, reason: str, said: str) -> None:
    better = of_file(OSError(number, os.strerror(number), "/nowhere/U盘/花名册.xlsx"))
    assert better is not None
    assert better.reason == reason
    assert said in better.text
    assert "花名册.xlsx" in better.text


def test_a_missing_file_of_the_program_stays_a_bug(tmp_path) -> None:
    assert of_file(OSError(2, "No such file", str(tmp_path / "table.csv"))) is None
    assert of_file(OSError(22, "Invalid argument", "/nowhere/x")) is None
    assert of_file(OSError(28, "No space left")) is None
