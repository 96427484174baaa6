"""Temporary files of this process: one folder that only its owner can read, gone at the end.  Previews, and the parts from which a workbook
is put together, hold names; what a killed process left of them is swept when the program is started again.

A folder belongs to a living process as long as that holds the lock on the file inside, which the operating system frees however it ends.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import IO

from app.settings import user_directory
from app.storage.lock import take

PREFIX, REHEARSAL = "zhiwang-", "rehearsal-"
IN_USE = "in-use"
MEMORY_DISK, ENOUGH = Path("/dev/shm"), 1 << 30  # noqa: S108 - the folder made there is readable by its owner only
DAY = 24 * 60 * 60

_held: list[IO[bytes]] = []


def claim() -> Path:
    """A folder for everything temporary of this process, after sweeping what dead ones left; asked again, the same one."""
    if _held:
        return Path(tempfile.gettempdir())
    usual = Path(tempfile.gettempdir())
    place = _place(usual)
    for each in {usual, place}:
        sweep(each)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
    lock = (folder / IN_USE).open("wb")
    take(lock)
    _held.append(lock)
    tempfile.tempdir = str(folder)
    atexit.register(_give_back, folder, lock)
    return folder


def _place(usual: Path) -> Path:
    """Where Linux has a disk in memory with room enough, what is temporary never reaches the real one: it is gone with the power.  A place
    that the user has named is kept to."""
    if any(os.environ.get(name) for name in ("TMPDIR", "TEMP", "TMP")) or not MEMORY_DISK.is_dir():
        return usual
    try:
        return MEMORY_DISK if os.access(MEMORY_DISK, os.W_OK) and shutil.disk_usage(MEMORY_DISK).free >= ENOUGH else usual
    except OSError:
        return usual


def _give_back(folder: Path, lock: IO[bytes]) -> None:
    lock.close()
    shutil.rmtree(folder, ignore_errors=True)


def sweep(place: Path) -> list[Path]:
    """Remove the folders of dead processes, and copies of a backup whose rehearsal was cut off; returns what went."""
    found = [each for each in place.glob(f"{PREFIX}*") if _is_own_folder(each) and _is_dead(each)]
    found += [each for each in user_directory().glob(f"{REHEARSAL}*") if _is_own_folder(each) and _is_old(each)]
    for folder in found:
        shutil.rmtree(folder, ignore_errors=True)
    return found


def _is_own_folder(path: Path) -> bool:
    """Never follow somebody else's link or touch another user's folder."""
    try:
        facts = path.lstat()
    except OSError:
        return False
    return path.is_dir() and not path.is_symlink() and (os.name == "nt" or facts.st_uid == os.getuid())


def _is_dead(folder: Path) -> bool:
    try:
        with (folder / IN_USE).open("r+b") as lock:
            return take(lock)
    except FileNotFoundError:
        return _is_old(folder)  # cut off, or another program just being started
    except OSError:
        return False


def _is_old(folder: Path) -> bool:
    try:
        return time.time() - folder.stat().st_mtime > DAY
    except OSError:
        return False
