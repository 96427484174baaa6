"""Temporary files lie in one private folder; what a killed process left is swept at the next start, what a living one uses is not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from app import temporary

ROOT = Path(__file__).parent.parent
WORKING = """
import sys, tempfile
from pathlib import Path
from app import temporary
folder = temporary.claim()
Path(tempfile.mkdtemp(prefix="zhiwang-"), "预览.pdf").write_text("陈国富")
print(folder, flush=True)
sys.stdin.readline()
"""


def started(place: Path, home: Path) -> tuple[subprocess.Popen[str], Path]:
    environment = dict(os.environ, TMPDIR=str(place), TMP=str(place), TEMP=str(place), ZHIWANG_HOME=str(home), PYTHONPATH=str(ROOT))
    process = subprocess.Popen([sys.executable, "-c", WORKING], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


@pytest.mark.timeout(60)
def test_a_killed_process_is_swept_up_after_and_a_living_one_is_left_alone(tmp_path: Path) -> None:
    place, home = tmp_path / "temp", tmp_path / "home"
    place.mkdir()
    killed, left = started(place, home)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    assert len(list(left.rglob("*.pdf"))) == 1  # it lies there until somebody starts the program again
    living, used = started(place, home)
    assert not left.exists()
    after, last = started(place, home)
    assert len(list(used.rglob("*.pdf"))) == 1
    for process, folder in ((living, used), (after, last)):
        process.communicate("\n")
        assert not folder.exists()  # an orderly end leaves nothing
    assert list(place.iterdir()) == []


def test_only_own_and_only_dead_folders_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("ZHIWANG_HOME", str(home))
    old, young, other, rehearsal = (tmp_path / name for name in ("zhiwang-old", "zhiwang-young", "someone", "home/rehearsal-x"))
    for each in (old, young, other, rehearsal):
        each.mkdir(parents=True)
        (each / "file").write_text("x")
    (tmp_path / "zhiwang-link").symlink_to(other)
    for each in (old, rehearsal):
        os.utime(each, (1, 1))
    assert set(temporary.sweep(tmp_path)) == {old, rehearsal}
    assert [each.exists() for each in (old, young, other, rehearsal)] == [False, True, True, False]


def test_the_folder_is_for_its_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(temporary, "_held", [])
    folder = temporary.claim()
    try:
        assert folder.stat().st_mode & 0o077 == 0
        assert tempfile.gettempdir() == str(folder)
        assert temporary.claim() == folder
    finally:
        temporary._give_back(folder, temporary._held.pop())


def test_a_disk_in_memory_is_taken_where_there_is_one_with_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory, usual = tmp_path / "memory", tmp_path / "usual"
    memory.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(temporary, "MEMORY_DISK", memory)
    monkeypatch.setattr(temporary, "ENOUGH", 1)
    assert temporary._place(usual) == memory
    monkeypatch.setattr(temporary, "ENOUGH", 1 << 62)
    assert temporary._place(usual) == usual
    monkeypatch.setattr(temporary, "ENOUGH", 1)
    monkeypatch.setenv("TMPDIR", str(usual))
    assert temporary._place(usual) == usual
