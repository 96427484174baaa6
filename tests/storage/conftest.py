"""What the tests of the register share: a cheap password hash, an author, a register in memory and one on the disk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.storage import checks, key_file
from app.storage.register import Register

CHEAP = key_file.Cost(1, 64)


@dataclass(frozen=True)
class Person:
    actor_id: str = "a-1"
    actor_name: str = "王芳"


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Anchors of one test are not seen by another; the password hash costs nothing."""
    monkeypatch.setenv("ZHIWANG_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(key_file, "DEFAULT_COST", CHEAP)
    monkeypatch.setattr(key_file, "RECOVERY_COST", CHEAP)


@pytest.fixture
def wang() -> Person:
    return Person()


@pytest.fixture
def li() -> Person:
    return Person("a-2", "李强")


def healthy(register: Register) -> None:
    """Nothing is wrong with file, journal and tables."""
    assert checks.check_file(register) == []
    assert checks.check_chain(register) == []
    assert checks.rebuild_check(register) == []


@pytest.fixture
def register() -> Iterator[Register]:
    """In memory; whatever a test did, tables equal the journal afterwards."""
    made = Register.in_memory()
    yield made
    healthy(made)
    made.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "office.zhiwang"


def new_register(path: Path) -> Register:
    return Register.create(path, office="练习社区", login="admin", password="Practice-1")


def reopened(path: Path) -> Register:
    return Register.open(path, login="admin", password="Practice-1")
