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
DAY = 24 * 60 * 60

_held: list[IO[bytes]] = []


def claim() -> Path:
    """A folder for everything temporary of this process, after sweeping what dead ones left."""
    place = Path(tempfile.gettempdir())
    sweep(place)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
    lock = (folder / IN_USE).open("wb")
    take(lock)
    _held.append(lock)
    tempfile.tempdir = str(folder)
    atexit.register(_give_back, folder, lock)
    return folder


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
