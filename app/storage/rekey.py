"""Another file key for a register: everything is encrypted anew, whoever knows the old key has nothing any more."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from app.storage import driver, key_file
from app.storage.faults import translated
from app.storage.register import Program, Register


@dataclass(frozen=True)
class NewKey:
    """What has to be told after a change of the file key: the new recovery code, temporary passwords by login."""

    recovery_code: str
    passwords: dict[str, str]


def rekey(path: str | os.PathLike[str], *, login: str, password: str, cost: key_file.Cost | None = None) -> NewKey:
    """Encrypt the closed register anew with another key; nobody who knows the old one can open it afterwards.

    The new key file waits beside the old one until the register has the new key, so that a power cut at any moment leaves one of the two
    that fits (``Register.open`` tries both).  The other accounts get temporary passwords, because theirs are known to nobody.
    """
    target = Path(os.path.abspath(path))
    keys = key_file.key_path(target)
    register = Register.open(target, login=login, password=password)
    others = {name: key_file.temporary_password() for name in key_file.logins(keys) if name != login}
    with translated():
        try:
            key, code = key_file.renewed(keys, login, password, others, cost)
            with register.work.operation("register.rekey", Program(), reason="更换文件密钥"):
                pass
            register.work.seal_now()
            register.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            register.db.conn.execute("PRAGMA journal_mode = DELETE").fetchone()
            register.db.conn.execute(driver.rekey_pragma(key))
            register.db.conn.execute("PRAGMA journal_mode = WAL").fetchone()
            key_file.take_next(keys)
        finally:
            register.close()
    return NewKey(code, others)
