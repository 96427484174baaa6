"""A backup is one encrypted file, its key file and a JSON beside it; it counts only after it was opened again and found whole.

    office-20261120-181500.zhiwang  .zhiwang.key  .zhiwang.json

The copy is made in one step: stepwise copying beside a writer may never end, and a plain file copy misses what is still in the log.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.errors import Unavailable
from app.settings import OFFICE_ZONE, now_ms
from app.storage import checks, driver, key_file, migrations
from app.storage.faults import translated
from app.storage.lock import Lock, mark_restored
from app.storage.register import Register

ENDING = ".zhiwang"
ALL_DAYS, DAILY, WEEKLY, MONTHLY = 2, 12, 10, 9


@dataclass(frozen=True)
class Backup:
    """One backup as its JSON describes it."""

    path: Path
    register: str
    made_ms: int
    dev: str
    dseq: int
    number: int
    seal: str
    sha256: str

    @property
    def day(self) -> date:
        """The office day it was made on."""
        return datetime.fromtimestamp(self.made_ms / 1000, OFFICE_ZONE).date()


def backup(register: Register, directory: str | os.PathLike[str]) -> Path:
    """Make a verified copy in a directory and thin out the older ones; returns the new file."""
    if register.path is None:
        raise ValueError("a register in memory has no backup")
    folder = Path(directory)
    register.work.seal_now()
    with translated():
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(f"{register.path.stem}-*.part"):
            left.unlink()
        target = _free_name(folder, register.path.stem)
        part = target.with_name(target.name + ".part")
        try:
            _copy(register, part)
            _finish(register, part, target)
        except BaseException:
            for path in (part, key_file.key_path(target), _json_path(target)):
                path.unlink(missing_ok=True)
            raise
        thin_out(folder, register.identity)
    return target


def _free_name(folder: Path, stem: str) -> Path:
    at = datetime.fromtimestamp(now_ms() / 1000, OFFICE_ZONE).strftime("%Y%m%d-%H%M%S")
    names = [f"{stem}-{at}{ENDING}", *(f"{stem}-{at}-{count}{ENDING}" for count in range(2, 1000))]
    return next(folder / name for name in names if not (folder / name).exists())


def _json_path(path: Path) -> Path:
    return path.with_name(path.name + ".json")


def _copy(register: Register, part: Path) -> None:
    """Copy in one step, then open the copy again and look at every page, the chain and the seals."""
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    connection = driver.connect(str(part))
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(driver.key_pragma(register.file_key))
        register.db.conn.backup(connection)
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()  # one file, nothing beside it
        copy = Copy(driver.database(connection), part)
        problems = checks.check_file(copy) + checks.check_chain(copy)
    finally:
        connection.close()
    if problems:
        raise Unavailable(f"备份没有通过检查，已删除：{problems[0]}。请换一个磁盘再备份，并检查登记簿。", "damaged")


@dataclass(frozen=True)
class Copy:
    """What the checks need of a register."""

    db: Any
    path: Path | None


def _finish(register: Register, part: Path, target: Path) -> None:
    source = key_file.key_path(register.path or part)
    key_file.write(key_file.key_path(target), key_file.read(source))
    dev, dseq, number = register.db.conn.execute("SELECT dev, dseq, number FROM context").fetchone()
    content = {
        "format": "zhiwang-backup",
        "register": register.identity,
        "made_ms": now_ms(),
        "schema": migrations.version(register.db),
        "dev": dev,
        "dseq": dseq,
        "number": number,
        "seal": register.last_seal(),
        "size": part.stat().st_size,
        "sha256": _sha256(part),
    }
    key_file.write(_json_path(target), content)
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    os.replace(part, target)
    key_file.sync_directory(target.parent)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def backups(directory: str | os.PathLike[str], register: str = "") -> list[Backup]:
    """Backups in a directory, newest first, of one register or of all."""
    found = []
    for path in Path(directory).glob(f"*{ENDING}.json"):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            content = json.loads(path.read_text(encoding="utf-8"))
            file = path.with_name(path.name[: -len(".json")])
            names = ("register", "made_ms", "dev", "dseq", "number", "seal", "sha256")
            if file.exists() and content["format"] == "zhiwang-backup" and register in ("", content["register"]):
                found.append(Backup(file, *(content[name] for name in names)))
    return sorted(found, key=lambda each: (each.made_ms, each.path.name), reverse=True)


def is_due(register: Register, directory: str | os.PathLike[str]) -> bool:
    """Whether anything happened since the newest backup there."""
    newest = next(iter(backups(directory, register.identity)), None)
    row = register.db.conn.execute("SELECT dev, dseq, number FROM context").fetchone()
    return newest is None or (newest.dev, newest.dseq, newest.number) != tuple(row)


def kept(found: Iterable[Backup]) -> set[Path]:
    """All of the last two days with backups, then the newest of 12 days, 10 weeks and 9 months (newest first)."""
    newest_first = list(found)
    days = sorted({each.day for each in newest_first}, reverse=True)[:ALL_DAYS]
    keep = {each.path for each in newest_first if each.day in days}
    spans: tuple[tuple[int, Callable[[Backup], object]], ...] = (
        (DAILY, lambda each: each.day),
        (WEEKLY, lambda each: each.day.isocalendar()[:2]),
        (MONTHLY, lambda each: (each.day.year, each.day.month)),
    )
    for most, span in spans:
        seen: set[object] = set()
        for each in newest_first:
            if span(each) not in seen and len(seen) < most:
                seen.add(span(each))
                keep.add(each.path)
    return keep


def thin_out(directory: Path, register: str) -> None:
    """Remove the backups of this register that the policy no longer keeps."""
    found = backups(directory, register)
    keep = kept(found)
    for each in found:
        if each.path not in keep:
            for path in (each.path, key_file.key_path(each.path), _json_path(each.path)):
                path.unlink(missing_ok=True)


def restore(source: str | os.PathLike[str], target: str | os.PathLike[str]) -> Path | None:
    """Put a backup where the register is (or shall be).  The old file is kept beside it under a new name, which is returned.

    The restored file goes on under a new device name.  Newer passwords stay valid when the key file there opens the same file key.
    """
    backup_file, place = Path(source), Path(os.path.abspath(target))
    with translated():
        _refuse_broken(backup_file)
        place.parent.mkdir(parents=True, exist_ok=True)
        lock = Lock(place)
        try:
            part = place.with_name(place.name + ".part")
            part.unlink(missing_ok=True)
            os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            shutil.copyfile(backup_file, part)
            with part.open("rb+") as file:
                os.fsync(file.fileno())
            old = _put_aside(place, keep_key=_same_key(backup_file, place))
            if not key_file.key_path(place).exists():
                key_file.write(key_file.key_path(place), key_file.read(key_file.key_path(backup_file)))
            os.replace(part, place)
            key_file.sync_directory(place.parent)
        except BaseException:
            lock.give_back()
            raise
        mark_restored(lock)
        lock.release(clean=False)
    return old


def _refuse_broken(path: Path) -> None:
    if not path.is_file():
        raise Unavailable(f"找不到备份“{path.name}”。请检查路径，U盘是否插好。", "missing")
    key_file.read(key_file.key_path(path))
    try:
        content = json.loads(_json_path(path).read_text(encoding="utf-8"))
        whole = content["sha256"] == _sha256(path)
    except FileNotFoundError:
        whole = True  # somebody carried only file and key; opening will tell
    except (ValueError, KeyError, TypeError):
        whole = False
    if not whole:
        raise Unavailable(f"备份“{path.name}”已损坏，没有恢复，现有登记簿没有改动。请改用另一个备份。", "damaged")


def _same_key(source: Path, place: Path) -> bool:
    try:
        here, there = (key_file.read(key_file.key_path(path)) for path in (place, source))
        return bool(here["register"] == there["register"] and here.get("key") == there.get("key"))
    except Unavailable:
        return False


def _put_aside(place: Path, *, keep_key: bool) -> Path | None:
    at = datetime.fromtimestamp(now_ms() / 1000, OFFICE_ZONE).strftime("%Y%m%d-%H%M%S")
    aside = place.with_name(f"{place.stem}-恢复前-{at}{place.suffix}")
    keys = key_file.key_path(place)
    if keys.exists():
        if keep_key:
            key_file.write(key_file.key_path(aside), key_file.read(keys))
        else:
            os.replace(keys, key_file.key_path(aside))
    if not place.exists():
        return None
    for ending in ("-wal", "-shm"):  # what is not yet in the file belongs to it
        beside = place.with_name(place.name + ending)
        if beside.exists():
            os.replace(beside, aside.with_name(aside.name + ending))
    os.replace(place, aside)
    return aside
