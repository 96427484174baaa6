"""dev.py: what it would install, and that a second call has nothing to do."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "STAMP", tmp_path / "stamp")
    return module


def calls_of(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    calls: list[list[str]] = []

    def call(arguments: list[str], **_: object) -> int:
        calls.append(arguments)
        return 0

    monkeypatch.setattr(dev.subprocess, "call", call)
    return calls


def test_locks_are_installed_once_with_hashes(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = calls_of(dev, monkeypatch)
    dev.install_locked(dev.lock_file("test"))
    dev.install_locked(dev.lock_file("test"))
    assert len(calls) == 1
    assert "--require-hashes" in calls[0]
    assert calls[0][-1].endswith("requirements-dev.lock")
    dev.install_locked(dev.lock_file("demo"))  # the development lock holds all of it
    assert len(calls) == 1
    dev.install_locked(dev.lock_file("bench"))
    dev.install_locked(dev.lock_file("test"))
    assert len(calls) == 2


def test_a_changed_lock_is_installed_again(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = calls_of(dev, monkeypatch)
    dev.install_locked(dev.lock_file("demo"))
    monkeypatch.setattr(dev, "digest", lambda path: "changed")
    dev.install_locked(dev.lock_file("demo"))
    assert len(calls) == 2


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="system packages are a matter of Linux")
def test_missing_libraries_are_named_by_their_package(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "has_library", lambda name: name != "libEGL.so.1")
    monkeypatch.setattr(dev.shutil, "which", lambda program: None)
    assert dev.missing_system_packages("demo", True) == ["libegl1"]
    assert dev.missing_system_packages("test", True) == ["libegl1", "poppler-utils"]
    assert dev.missing_system_packages("lint", True) == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="system packages are a matter of Linux")
def test_without_rights_the_order_is_named(dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(dev.shutil, "which", lambda program: "/usr/bin/apt-get")
    monkeypatch.setattr(dev.os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit) as ended:
        dev.install_system_packages(["libegl1"])
    assert ended.value.code == 4
    assert "sudo apt-get install -y --no-install-recommends libegl1" in capsys.readouterr().err
