"""The register: one encrypted file, one key file, one lock, one writing connection.

register = Register.create(path, office="练习社区", login="admin", password="…")
register = Register.open(path, login="admin", password="…")
register = Register.in_memory()
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import Refused, Unavailable
from app.settings import now_ms
from app.storage import derived, driver, journal, key_file, migrations, place, restoring, search, triggers
from app.storage.faults import SENTENCES, translated
from app.storage.identity_of_rows import new_id
from app.storage.lock import Lock, lock_path
from app.storage.work import Work

if TYPE_CHECKING:
    from sqlite_utils import Database

CACHE_KIB = 65536  # a full scan of the encrypted file then costs what plain SQLite costs
READER_CACHE_KIB = 65536  # with half of it the find box reads its pages from the file again and again: 3 ms a search, not 1.4


@dataclass(frozen=True)
class Program:
    """The author of what the program does by itself: building a register, repairing triggers."""

    actor_id: str = "program"
    actor_name: str = "织网"


class Register:
    """An open register.  ``db`` belongs to one thread, the data thread; others read through ``reader()``."""

    def __init__(self, db: Any, path: Path | None, key: bytes, lock: Lock | None) -> None:
        self.db: Database = db
        self.path = path
        self.recovery_code = ""  # filled by create() only, to be shown once
        self._key = key
        self._lock = lock
        self._anchor: place.Anchor | None = None
        self._readers: list[Any] = []
        self._closed = False
        self.copying = threading.Lock()  # one backup at a time; closing waits for it
        self.work = Work(db, self._remember)

    @classmethod
    def create(
        cls,
        path: str | os.PathLike[str],
        *,
        office: str,
        login: str,
        password: str,
        name: str = "管理员",
        practice: bool = False,
        code: str = "",
        cost: key_file.Cost | None = None,
    ) -> Register:
        """A new register with its key file, its office, the root of the grid tree and the first account."""
        target = Path(os.path.abspath(path))
        _refuse_bad_start(target, office, login, password)
        with translated():
            target.parent.mkdir(parents=True, exist_ok=True)
            lock = Lock(target)
            try:
                identity = new_id()
                key, recovery = key_file.create(key_file.key_path(target), identity, login, password, cost)
                os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
                db = _connected(target, key, new=True)
                _build(db, identity)
                register = cls(db, target, key, lock)
                register._anchor = place.Anchor(register.device)
                register._seed(office=office, login=login, name=name, practice=practice, code=code)
                register._set_place()
                key_file.sync_directory(target.parent)
            except BaseException:
                _remove_half_made(target)
                lock.release()
                with contextlib.suppress(OSError):
                    lock_path(target).unlink()
                raise
        register.recovery_code = recovery
        return register

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, login: str, password: str) -> Register:
        """Open with an account's password."""
        target = Path(os.path.abspath(path))
        _refuse_bad_place(target)
        keys = key_file.key_path(target)
        waiting = key_file.next_path(keys)
        if not waiting.exists():
            return cls._opened(target, lambda: key_file.unlock(keys, login, password))
        try:
            register = cls._opened(target, lambda: key_file.unlock(keys, login, password))
        except Unavailable as error:
            if error.reason != "damaged":
                raise
            # The power went while the file key was being changed, after the register had the new one.
            register = cls._opened(target, lambda: key_file.unlock(waiting, login, password))
            key_file.take_next(keys)
            return register
        waiting.unlink()
        return register

    @staticmethod
    def first_login(path: str | os.PathLike[str]) -> str:
        """Login of the account that made the register, '' where no key file can be read."""
        try:
            return next(iter(key_file.logins(key_file.key_path(Path(os.path.abspath(path))))), "")
        except (Unavailable, OSError):
            return ""

    @classmethod
    def recover(cls, path: str | os.PathLike[str], code: str, *, login: str, new_password: str) -> Register:
        """Open with the recovery code and give the account a new password."""
        target = Path(os.path.abspath(path))
        _refuse_bad_place(target)
        keys = key_file.key_path(target)
        register = cls._opened(target, lambda: key_file.unlock_with_recovery(keys, code))
        with translated():
            key_file.add_slot(keys, register._key, login, new_password)
        return register

    @classmethod
    def open_copy(cls, path: str | os.PathLike[str], key: bytes) -> Register:
        """Open a copy for a rehearsal or a rescue with the file key at hand; it becomes a register of its own device."""
        return cls._opened(Path(os.path.abspath(path)), lambda: key)

    @classmethod
    def in_memory(cls, *, office: str = "练习社区", practice: bool = True) -> Register:
        """The same tables and triggers without a file, for tests: some milliseconds."""
        db = driver.database(driver.connect(":memory:"))
        db.conn.execute("PRAGMA foreign_keys = ON")
        _build(db, new_id())
        register = cls(db, None, b"", None)
        register._seed(office=office, login="admin", name="管理员", practice=practice, code="")
        return register

    @classmethod
    def _opened(cls, target: Path, unlock: Callable[[], bytes]) -> Register:
        with translated():
            lock = Lock(target)
            db: Any = None
            try:
                restored = restoring.finish(target) or lock.restored
                key = unlock()
                db = _connected(target, key)
                migrations.refuse_newer(db)
                if lock.unclean:
                    _quick_check(db)
                register = cls(db, target, key, lock)
                register._settle_device(restored=restored)
                restoring.forget(target)
                register._bring_up_to_date()
            except BaseException:
                if db is not None:
                    db.conn.close()
                lock.give_back()
                raise
        return register

    @property
    def device(self) -> str:
        """The name of this incarnation of this file."""
        return str(self.db.conn.execute("SELECT dev FROM context").fetchone()[0])

    @property
    def closed(self) -> bool:
        """Whether it was closed, or is being closed."""
        return self._closed

    @property
    def identity(self) -> str:
        """The register's own key, the same in all its copies."""
        return str(self.db.conn.execute("SELECT register FROM context").fetchone()[0])

    @property
    def file_key(self) -> bytes:
        """The key of the file; needed to write slots and backups, never shown."""
        return self._key

    def reader(self) -> Database:
        """A new reading connection for one other thread; it cannot write and never moves the log into the file."""
        if self.path is None:
            return self.db
        with translated():
            connection = driver.connect(str(self.path))
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute(driver.key_pragma(self._key))
            db: Database = driver.database(connection)
            for pragma in ("query_only = ON", "mmap_size = 0", "wal_autocheckpoint = 0", f"cache_size = -{READER_CACHE_KIB}"):
                connection.execute(f"PRAGMA {pragma}")
        self._readers.append(connection)
        return db

    def give_back(self, reader: Any) -> None:
        """Close a reading connection before the register is closed."""
        if reader is not self.db and reader.conn in self._readers:
            self._readers.remove(reader.conn)
            reader.conn.close()

    def interrupt(self) -> None:
        """Stop the statement that is running, from another thread; the operation rolls back and ``Cancelled`` is raised there."""
        self.db.conn.interrupt()

    def seal_now(self) -> str:
        """Seal everything up to now and return the newest seal as it is printed."""
        self.work.seal_now()
        return self.work.last_seal()

    def last_seal(self) -> str:
        """The newest seal as it is printed on the weekly bulletin."""
        return self.work.last_seal()

    def close(self) -> None:
        """Seal, move the log into the file, let others in."""
        if self._closed:
            return
        self._closed = True
        clean = False
        self.copying.acquire()
        try:
            for connection in self._readers:
                connection.close()
            if self.path is not None:
                self.work.seal_now()
                self._remember()
                with translated():
                    self.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            clean = True
        finally:
            self.copying.release()
            self.db.conn.close()
            if self._lock:
                self._lock.release(clean=clean)

    def _remember(self) -> None:
        if self._anchor is None:
            return
        dev, dseq, number = self.db.conn.execute("SELECT dev, dseq, number FROM context").fetchone()
        with contextlib.suppress(OSError):  # the profile may be full or read-only: the register itself is safe
            self._anchor.write(dseq, number, journal.head_digest(self.db, dev, dseq))

    def _seed(self, *, office: str, login: str, name: str, practice: bool, code: str) -> None:
        with self.work.operation("register.create", Program()) as operation:
            operation.insert(
                "office",
                {"name": office, "code": code, "practice": int(practice), "meeting_weekday": 5,
                 "level_names": "[]", "settings": "{}"},
            )  # fmt: skip
            operation.insert(
                "grid",
                {"code": code, "name": office, "level": 0, "territorial": 0, "level_name": "", "valid_from": ""},
            )
            operation.insert("account", {"login": login, "name": name, "role": "admin", "scope": "[]"})

    def _bring_up_to_date(self) -> None:
        if self.path and migrations.version(self.db) < migrations.latest():
            from app.storage.backup import backup  # only needed here; it knows us

            backup(self, self.path.parent / "backups", "migration")
        connection = self.db.conn
        connection.execute("BEGIN IMMEDIATE")
        try:
            applied = migrations.apply(self.db)
            if self._wrong_triggers(installing=bool(applied)):
                connection.execute("COMMIT")
                self._repair_triggers()
                connection.execute("BEGIN IMMEDIATE")
            derived.install(self.db)
            connection.execute("COMMIT")
            if derived.needs_filling(self.db):
                search.rebuild(self.db)
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    def _wrong_triggers(self, *, installing: bool) -> bool:
        names = triggers.differing(self.db)
        if names and installing:
            triggers.reinstall(self.db, names)
            return False
        return bool(names)

    def _repair_triggers(self) -> None:
        """Triggers were changed without a migration: put back, and say so in the history."""
        names = triggers.differing(self.db)
        with self.work.operation("register.triggers", Program(), reason="恢复日志触发器:" + "、".join(names)):
            triggers.reinstall(self.db, names)

    def _settle_device(self, *, restored: bool) -> None:
        """A file that was copied, moved or restored goes on under a new device name, so that no line number is ever used twice."""
        dev, dseq, number, machine, path = self.db.conn.execute("SELECT dev, dseq, number, machine, path FROM context").fetchone()
        anchor = place.Anchor(dev)
        known = anchor.read()
        seen, acts = known.get("dseq"), known.get("number")
        same = (
            not restored
            and machine == place.machine()
            and path == os.path.realpath(str(self.path))
            and isinstance(seen, int)
            and isinstance(acts, int)
            and seen <= dseq
            and acts <= number
            and journal.head_digest(self.db, dev, seen) == known.get("digest")
        )
        if same:
            self._anchor = anchor
            return
        self.db.conn.execute("UPDATE context SET dev = ?, dseq = 0, number = 0", (journal.new_device(),))
        self._set_place()
        self._anchor = place.Anchor(self.device)
        self._remember()
        self.work = Work(self.db, self._remember)

    def _set_place(self) -> None:
        self.db.conn.execute("UPDATE context SET machine = ?, path = ?", (place.machine(), os.path.realpath(str(self.path))))


def _refuse_bad_start(target: Path, office: str, login: str, password: str) -> None:
    if not (office.strip() and login.strip() and password):
        raise Refused("单位名称、登录名和密码都要填写。")
    for path in (target, key_file.key_path(target)):
        if path.exists():
            raise Refused(f"“{path.name}”已存在，没有覆盖。请换一个文件名，或直接打开它。")
    place.refuse_unsafe(target)


def _refuse_bad_place(target: Path) -> None:
    if not target.is_file() and not restoring.pending(target):
        raise Unavailable(f"找不到登记簿“{target.name}”。请检查它是否被移走或改名，U盘是否插好；也可以从备份恢复。", "missing")
    place.refuse_unsafe(target)


def _connected(path: Path, key: bytes, *, new: bool = False) -> Any:
    """The writing connection; the order of these statements matters.  What is no register is refused before anything touches it."""
    connection = driver.connect(str(path))
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(driver.key_pragma(key))
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # a wrong key or a damaged first page shows here
        if not new and connection.execute("PRAGMA application_id").fetchone()[0] != migrations.APPLICATION_ID:
            raise Unavailable(SENTENCES[26][1], "damaged")
        connection.execute("PRAGMA journal_mode = WAL").fetchone()
        for pragma in ("synchronous = FULL", f"cache_size = -{CACHE_KIB}", "foreign_keys = ON", "mmap_size = 0",
                       "temp_store = MEMORY", "journal_size_limit = 67108864"):  # fmt: skip
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return driver.database(connection)


def _build(db: Any, identity: str) -> None:
    connection = db.conn
    connection.execute(f"PRAGMA application_id = {migrations.APPLICATION_ID}")
    connection.execute("BEGIN IMMEDIATE")
    migrations.apply(db)
    connection.execute(
        "INSERT INTO context (one, register, dev, dseq, number, hlc, schema, machine, path) VALUES (1, ?, ?, 0, 0, ?, ?, '', '')",
        (identity, journal.new_device(), now_ms() << 16, migrations.latest()),
    )
    triggers.reinstall(db, triggers.differing(db))
    derived.install(db)
    derived.mark_filled(db)
    connection.execute("COMMIT")


def _quick_check(db: Any) -> None:
    if db.conn.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise Unavailable(SENTENCES[11][1], "damaged")


def _remove_half_made(target: Path) -> None:
    keys = key_file.key_path(target)
    for path in (target, target.with_name(target.name + "-wal"), target.with_name(target.name + "-shm"), keys):
        with contextlib.suppress(OSError):
            path.unlink()
