"""A backup opened to be looked at or checked: read-only, nothing is written beside it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.errors import Unavailable
from app.settings import user_directory
from app.storage import backup as backups
from app.storage import checks, driver, key_file
from app.storage.backup import Copy
from app.storage.faults import translated
from app.storage.register import Register

FIGURES: tuple[tuple[str, str], ...] = (
    ("在册居民", "SELECT count(DISTINCT resident_id) FROM residence WHERE status IN ('active', 'pending')"),
    ("户", "SELECT count(*) FROM household WHERE status = 'active'"),
    ("房屋", "SELECT count(*) FROM dwelling WHERE status = 'active'"),
    ("法人单位", "SELECT count(*) FROM entity_registration WHERE status IN ('active', 'pending')"),
    ("走访记录", "SELECT count(*) FROM visit WHERE status NOT IN ('voided', 'merged')"),
    ("操作记录", "SELECT count(*) FROM operation"),
)


@contextmanager
def opened(path: Path, key: bytes) -> Iterator[Any]:
    """A copy through a reading connection; Unavailable where the key does not fit (reason ``other_key``)."""
    with translated():
        connection = driver.connect(str(path), read_only=True)
        try:
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute(driver.key_pragma(key))
            connection.execute("PRAGMA query_only = ON")
            try:
                connection.execute("SELECT count(*) FROM context").fetchone()
            except driver.DatabaseError as error:
                raise Unavailable(
                    f"这份备份“{path.name}”用现在的密码打不开：它是换钥匙以前备的，或已损坏。请输入那时的密码再看。", "other_key"
                ) from error
            yield driver.database(connection)
        finally:
            connection.close()


def key_of(path: Path, login: str, password: str) -> bytes:
    """The file key of a copy by a password of its own key file."""
    return key_file.unlock(key_file.key_path(path), login, password)


def figures(db: Any) -> list[tuple[str, int]]:
    """Key figures of a register or a copy; -1 where a table is not there yet."""
    found = []
    for label, sql in FIGURES:
        try:
            found.append((label, int(db.conn.execute(sql).fetchone()[0])))
        except driver.Error:
            found.append((label, -1))
    return found


def last_acts(db: Any, limit: int) -> list[tuple[int, str, str]]:
    """The last acts as (moment, who, kind)."""
    rows = db.conn.execute(
        "SELECT at_ms, actor_name, kind FROM operation WHERE kind NOT LIKE 'session.%' ORDER BY seq DESC LIMIT ?", (limit,)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def last_act(db: Any, kind: str) -> tuple[int, str] | None:
    """Moment and reason of the newest act of a kind."""
    row = db.conn.execute("SELECT at_ms, reason FROM operation WHERE kind = ? ORDER BY seq DESC LIMIT 1", (kind,)).fetchone()
    return (row[0], row[1]) if row else None


def problems(path: Path, key: bytes) -> list[str]:
    """Everything that is wrong with a copy: its digest, every page, the journal."""
    try:
        backups.refuse_broken(path)
        with opened(path, key) as db:
            copy = Copy(db, path)
            return checks.check_file(copy) + checks.check_chain(copy)
    except Unavailable as error:
        if error.reason in ("damaged", "no_key_file"):
            return [error.text]
        raise


def rehearse(path: Path, key: bytes) -> tuple[list[str], int]:
    """Restore a copy into a place of its own, open it there, check everything including the journal against the tables, delete it.

    Returns what is wrong and how many persons it holds.
    """
    with translated():
        place = Path(tempfile.mkdtemp(prefix="rehearsal-", dir=user_directory()))
        try:
            target = place / "rehearsal.zhiwang"
            backups.restore(path, target)
            register = Register.open_copy(target, key)
            try:
                found = checks.check_file(register) + checks.check_chain(register) + checks.rebuild_check(register)
                return found, backups.people(register.db)
            finally:
                register.close()
        finally:
            shutil.rmtree(place, ignore_errors=True)
