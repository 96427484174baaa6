"""One program at a time: a lock held by the operating system, so that a crash always frees it, with a note that names who holds it."""

from __future__ import annotations

import getpass
import json
import os
import platform
from datetime import datetime
from pathlib import Path
from typing import IO

from app.errors import Unavailable
from app.settings import OFFICE_ZONE, now_ms

FAR = 1 << 30  # Windows locks bytes, also for readers: lock one far behind the note


def lock_path(register: Path) -> Path:
    """The lock file of a register; it stays where it is, empty while nobody works."""
    return register.with_name(register.name + ".lock")


class Lock:
    """Held from opening to closing.  ``unclean`` tells that the program before us ended without closing."""

    def __init__(self, register: Path) -> None:
        self._file = _opened(lock_path(register))
        if not take(self._file):
            note = _note(self._file)
            self._file.close()
            raise Unavailable(_sentence(note), "locked")
        self._before = _text(self._file)
        before = _note(self._file)
        self.restored = bool(before.get("restored"))
        self.unclean = bool(before) and not self.restored
        self.write(
            json.dumps({"computer": platform.node(), "user": _user(), "at_ms": now_ms(), "pid": os.getpid()}, ensure_ascii=False)
        )

    def write(self, text: str) -> None:
        """Replace the note."""
        self._file.seek(0)
        self._file.truncate()
        self._file.write(text.encode("utf-8"))
        self._file.flush()

    def give_back(self) -> None:
        """Let others in after an opening that failed; the note says again what it said before."""
        self.write(self._before)
        self._file.close()

    def release(self, *, clean: bool = True) -> None:
        """Let others in; the note is emptied only when everything was closed properly."""
        if self._file.closed:
            return
        if clean:
            self.write("")
        self._file.close()  # closing frees the lock


def mark_restored(lock: Lock) -> None:
    """Tell the next opening that this file came out of a backup and needs a new device name."""
    lock.write(json.dumps({"restored": True}))


def _opened(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")


def take(file: IO[bytes]) -> bool:
    """Hold the lock on an open file until it is closed or the process ends; False where another holds it."""
    if os.name == "nt":
        import msvcrt

        try:
            file.seek(FAR)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read(4096).decode("utf-8", errors="replace")


def _note(file: IO[bytes]) -> dict[str, object]:
    try:
        found = json.loads(_text(file))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "?"


def _sentence(note: dict[str, object]) -> str:
    at = note.get("at_ms")
    when = datetime.fromtimestamp(at / 1000, OFFICE_ZONE).strftime("%Y年%m月%d日 %H:%M") if isinstance(at, int) else "不详"
    return (
        f"登记簿正在使用中：电脑“{note.get('computer', '不详')}”，用户“{note.get('user', '不详')}”，自 {when} 起。"
        "同一时间只能由一个程序打开，请先在那里关闭织网再试。"
    )
