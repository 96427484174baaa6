"""A backup is one encrypted file, its key file and a JSON beside it; it counts only after it was opened again and found whole.

    office-20261120-181500.zhiwang  .zhiwang.key  .zhiwang.json

The copy is made in one step: stepwise copying beside a writer may never end, and a plain file copy misses what is still in the log.
It is read through a connection of its own, so that work goes on meanwhile.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.errors import Cancelled, Unavailable
from app.models.backup_views import HOUSEKEEPING, RESTORE, kept_of
from app.settings import OFFICE_ZONE, now_ms
from app.storage import checks, driver, key_file, migrations, restoring
from app.storage.faults import translated
from app.storage.journal import last_seal
from app.storage.lock import Lock, mark_restored
from app.storage.register import Register

ENDING = ".zhiwang"
NAMES = ("register", "made_ms", "dev", "dseq", "number", "seal", "sha256")
LEAST_FREE = 1 << 20
MORE = ("kind", "size", "people", "checked_ms", "whole")
FAULTS = {
    "disk_full": "备份位置“{place}”已满，这次没有备份，登记簿本身没有影响。请清理空间，或换一个位置再备份。",
    "no_permission": "备份位置“{place}”不让写入，这次没有备份，登记簿本身没有影响。请检查文件夹权限，或换一个位置。",
    "read_only": "备份位置“{place}”是只读的，这次没有备份，登记簿本身没有影响。请检查 U 盘的写保护开关，或换一个位置。",
    "disk_error": "读写备份位置“{place}”时出错，这次没有备份，登记簿本身没有影响。请换一个 U 盘或位置再备份。",
    "cannot_open": "打不开备份位置“{place}”，这次没有备份，登记簿本身没有影响。请检查它是否还在，或换一个位置。",
    "place_gone": "备份位置“{place}”不在了，可能 U 盘已拔下或共享已断开，这次没有备份到那里。接上后再点立即备份。",
}


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
    kind: str = "manual"
    size: int = 0
    people: int = -1  # -1: not counted (made by an older program)
    also: tuple[str, ...] = ()  # names of further places that hold the same copy
    checked_ms: int = 0
    whole: bool = True  # what the last check said

    @property
    def day(self) -> date:
        """The office day it was made on."""
        return datetime.fromtimestamp(self.made_ms / 1000, OFFICE_ZONE).date()


@contextmanager
def place_faults(folder: Path) -> Iterator[None]:
    """What goes wrong at a backup place says so: the register itself is not touched by it."""
    try:
        with translated():
            yield
    except Unavailable as error:
        if error.reason not in FAULTS:
            raise
        raise Unavailable(FAULTS[error.reason].format(place=folder.name or folder), error.reason) from error
    except OSError as error:  # the stick was pulled out, the share is gone
        raise Unavailable(FAULTS["place_gone"].format(place=folder.name or folder), "place_gone") from error
    except driver.OperationalError as error:  # the driver's own backup call gives no number: the place is asked
        reason = _why(folder)
        raise Unavailable(FAULTS[reason].format(place=folder.name or folder), reason) from error


def _why(folder: Path) -> str:
    try:
        return "disk_full" if shutil.disk_usage(folder).free < LEAST_FREE else "disk_error"
    except OSError:
        return "place_gone"


def backup(register: Register, directory: str | os.PathLike[str], kind: str = "manual") -> Path:
    """Seal, then make a verified copy in a directory and thin out the older ones; returns the new file."""
    register.work.seal_now()
    return copy(register, directory, kind)


def copy(register: Register, directory: str | os.PathLike[str], kind: str = "manual") -> Path:
    """The copy alone, from any thread: it reads through a connection of its own and work goes on."""
    if register.path is None:
        raise ValueError("a register in memory has no backup")
    folder = Path(directory)
    with register.copying, place_faults(folder):
        if register.closed:
            raise Cancelled("登记簿已关闭，没有备份。")
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(f"{register.path.stem}-*.part"):
            left.unlink()
        target = _free_name(folder, register.path.stem)
        part = target.with_name(target.name + ".part")
        try:
            facts = _copy(register, part)
            _finish(register, part, target, facts | {"kind": kind})
        except BaseException:
            _remove(part, key_file.key_path(target), _json_path(target))
            raise
        thin_out(folder, facts["register"])
    return target


def _remove(*paths: Path) -> None:
    for path in paths:
        with contextlib.suppress(OSError):  # where the place is gone there is nothing to remove
            path.unlink(missing_ok=True)


def _free_name(folder: Path, stem: str) -> Path:
    at = datetime.fromtimestamp(now_ms() / 1000, OFFICE_ZONE).strftime("%Y%m%d-%H%M%S")
    names = [f"{stem}-{at}{ENDING}", *(f"{stem}-{at}-{count}{ENDING}" for count in range(2, 1000))]
    return next(folder / name for name in names if not (folder / name).exists())


def _json_path(path: Path) -> Path:
    return path.with_name(path.name + ".json")


def _copy(register: Register, part: Path) -> dict[str, Any]:
    """Copy in one step, then open the copy again and look at every page, the chain and the seals; returns what it holds."""
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    source, connection = register.reader(), driver.connect(str(part))
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(driver.key_pragma(register.file_key))
        source.conn.backup(connection)
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()  # one file, nothing beside it
        opened = Copy(driver.database(connection), part)
        problems = checks.check_file(opened) + checks.check_chain(opened)
        if problems:
            raise Unavailable(f"备份没有通过检查，已删除：{problems[0]}。请换一个磁盘再备份，并检查登记簿。", "damaged")
        return _facts(opened.db)
    finally:
        connection.close()
        register.give_back(source)


def _facts(db: Any) -> dict[str, Any]:
    identity, dev, dseq, number = db.conn.execute("SELECT register, dev, dseq, number FROM context").fetchone()
    seal = last_seal(db, dev)
    return {
        "register": identity,
        "dev": dev,
        "dseq": dseq,
        "number": number,
        "schema": migrations.version(db),
        "seal": seal.short if seal else "",
        "people": people(db),
    }


def people(db: Any) -> int:
    """Persons with an open residence; -1 where the file is from a time before that table."""
    with contextlib.suppress(driver.Error):
        found = db.conn.execute("SELECT count(DISTINCT resident_id) FROM residence WHERE status IN ('active', 'pending')").fetchone()
        return int(found[0])
    return -1


@dataclass(frozen=True)
class Copy:
    """What the checks need of a register."""

    db: Any
    path: Path | None


def _finish(register: Register, part: Path, target: Path, facts: dict[str, Any]) -> None:
    source = key_file.key_path(register.path or part)
    key_file.write(key_file.key_path(target), key_file.read(source))
    made = {"format": "zhiwang-backup", "made_ms": now_ms(), "size": part.stat().st_size, "sha256": sha256(part)}
    key_file.write(_json_path(target), facts | made | {"checked_ms": made["made_ms"], "whole": True})
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    os.replace(part, target)
    key_file.sync_directory(target.parent)


def sha256(path: Path) -> str:
    """Digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def mirror(made: Path, directory: str | os.PathLike[str], place: str = "") -> Path:
    """The same copy in a second place: written, read back and compared before it counts.  ``place`` is noted at the first copy."""
    folder, content = Path(directory), _content(made)
    with place_faults(folder):
        if not folder.is_dir():
            raise FileNotFoundError(folder)
        target = folder / made.name
        part = target.with_name(target.name + ".part")
        try:
            _remove(*folder.glob(f"{made.stem.rsplit('-', 2)[0]}-*.part"))
            shutil.copyfile(made, part)
            with contextlib.suppress(OSError):  # a stick's file system may know no owners
                os.chmod(part, 0o600)
            with part.open("rb+") as file:
                os.fsync(file.fileno())
            _forget_pages(part)
            if sha256(part) != content["sha256"]:
                raise Unavailable(f"写到“{folder.name or folder}”的备份读回来不一样，已删除，那里可能坏了。请换一个 U 盘或位置。", "damaged")
            key_file.write(key_file.key_path(target), key_file.read(key_file.key_path(made)))
            key_file.write(_json_path(target), content)
            os.replace(part, target)
            key_file.sync_directory(folder)
        except BaseException:
            _remove(part, *((key_file.key_path(target), _json_path(target)) if not target.exists() else ()))
            raise
        thin_out(folder, content["register"])
    note(made, also=[*content.get("also", []), place or folder.name])
    return target


def _forget_pages(path: Path) -> None:
    """Read back from the stick, not from the memory of the computer, where the system can be asked for that."""
    if hasattr(os, "posix_fadvise"):
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _content(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(_json_path(path).read_text(encoding="utf-8"))
    return content


def note(path: Path, **values: object) -> None:
    """Write facts into the JSON of a copy; on a read-only place they are not kept."""
    with contextlib.suppress(OSError, ValueError):
        key_file.write(_json_path(path), _content(path) | values)


def backups(directory: str | os.PathLike[str], register: str = "") -> list[Backup]:
    """Backups in a directory, newest first, of one register or of all."""
    found = []
    with contextlib.suppress(OSError):
        for path in list(Path(directory).glob(f"*{ENDING}.json")):
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
                content = json.loads(path.read_text(encoding="utf-8"))
                file = path.with_name(path.name[: -len(".json")])
                if file.exists() and content["format"] == "zhiwang-backup" and register in ("", content["register"]):
                    more = {name: content[name] for name in MORE if name in content} | {"also": tuple(content.get("also", ()))}
                    found.append(Backup(file, *(content[name] for name in NAMES), **more))
    return sorted(found, key=lambda each: (each.made_ms, each.path.name), reverse=True)


def changes_since(db: Any, copy: Backup) -> int:
    """Acts after a copy, without those that only come and go (signing in, the backups themselves)."""
    marks = ", ".join("?" * len(HOUSEKEEPING))
    dev = db.conn.execute("SELECT dev FROM context").fetchone()[0]
    where, value = ("dev = ? AND number > ?", (dev, copy.number)) if dev == copy.dev else ("at_ms > ?", (copy.made_ms,))
    found = db.conn.execute(f"SELECT count(*) FROM operation WHERE {where} AND kind NOT IN ({marks})", (*value, *HOUSEKEEPING))
    return int(found.fetchone()[0])


def kinds_since(db: Any, copy: Backup) -> list[tuple[str, int]]:
    """What a restore would take away: kinds of acts after a copy with their number, the most frequent first."""
    marks = ", ".join("?" * len(HOUSEKEEPING))
    dev = db.conn.execute("SELECT dev FROM context").fetchone()[0]
    where, value = ("dev = ? AND number > ?", (dev, copy.number)) if dev == copy.dev else ("at_ms > ?", (copy.made_ms,))
    select = f"SELECT kind, count(*) FROM operation WHERE {where} AND kind NOT IN ({marks}) GROUP BY kind ORDER BY 2 DESC, 1"
    return [(row[0], row[1]) for row in db.conn.execute(select, (*value, *HOUSEKEEPING))]


def identity_of(db: Any) -> str:
    """The register's own key through any connection."""
    return str(db.conn.execute("SELECT register FROM context").fetchone()[0])


def is_due(register: Register, directory: str | os.PathLike[str]) -> bool:
    """Whether anything was changed since the newest good backup there."""
    return is_due_in(register.db, directory)


def is_due_in(db: Any, directory: str | os.PathLike[str]) -> bool:
    """The same through any connection."""
    newest = next((each for each in backups(directory, identity_of(db)) if each.whole), None)
    return newest is None or changes_since(db, newest) > 0


def kept(found: list[Backup]) -> set[Path]:
    """Which of them the policy keeps; a copy made before a restore always stays and takes nobody's place."""
    plain = [each for each in found if each.kind != RESTORE]
    chosen = kept_of([(each.day, each.made_ms) for each in plain])
    return {plain[place].path for place in chosen} | {each.path for each in found if each.kind == RESTORE}


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
        refuse_broken(backup_file)
        place.parent.mkdir(parents=True, exist_ok=True)
        lock = Lock(place)
        try:
            if restoring.pending(place):
                restoring.finish(place)  # an earlier one was cut off
            aside = restoring.prepare(backup_file, place)
            restoring.finish(place)
        except BaseException:
            lock.give_back()
            raise
        mark_restored(lock)
        restoring.forget(place)
        lock.release(clean=False)
    return aside if aside.exists() else None


def refuse_broken(path: Path) -> None:
    """Stop before anything moves when a copy is not what it was when it was made."""
    if not path.is_file():
        raise Unavailable(f"找不到备份“{path.name}”。请检查路径，U盘是否插好。", "missing")
    key_file.read(key_file.key_path(path))
    try:
        content = json.loads(_json_path(path).read_text(encoding="utf-8"))
        whole = content["sha256"] == sha256(path)
    except FileNotFoundError:
        whole = True  # somebody carried only file and key; opening will tell
    except (ValueError, KeyError, TypeError):
        whole = False
    if not whole:
        raise Unavailable(f"备份“{path.name}”已损坏，没有恢复，现有登记簿没有改动。请改用另一个备份。", "damaged")
