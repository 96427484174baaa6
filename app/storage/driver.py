"""The one place where the SQLCipher driver and sqlite-utils are loaded, in the order that matters.

sqlite-utils must find SQLCipher under the name ``pysqlite3``: otherwise its exception classes do not match, ``alter=True`` fails and a
failing query can leave a transaction open, so that later saves are silently not committed.  It also imports pandas and numpy when they
are installed (half a second of start) only to know their number types, which the register never stores: both are hidden meanwhile.
"""

from __future__ import annotations

import sys
from typing import Any

import sqlcipher3
import sqlcipher3.dbapi2

HEAVY = ("pandas", "numpy")

sys.modules.setdefault("pysqlite3", sqlcipher3)
sys.modules.setdefault("pysqlite3.dbapi2", sqlcipher3.dbapi2)

Error: Any = sqlcipher3.dbapi2.Error
DatabaseError: Any = sqlcipher3.dbapi2.DatabaseError
OperationalError: Any = sqlcipher3.dbapi2.OperationalError
IntegrityError: Any = sqlcipher3.dbapi2.IntegrityError


def _sqlite_utils() -> Any:
    hidden = [name for name in HEAVY if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # None makes an import of that name fail at once
    try:
        import sqlite_utils
    finally:
        for name in hidden:
            del sys.modules[name]
    return sqlite_utils


sqlite_utils = _sqlite_utils()


def connect(path: str, *, read_only: bool = False) -> Any:
    """A bare connection.  Transactions are ours alone: the driver must not begin or commit on its own (``isolation_level=None``)."""
    if path == ":memory:":
        return sqlcipher3.dbapi2.connect(path, isolation_level=None, check_same_thread=False)
    address = f"file:{quoted(path)}?mode={'ro' if read_only else 'rw'}"  # never creates a file by a mistyped name
    return sqlcipher3.dbapi2.connect(address, uri=True, isolation_level=None, check_same_thread=False, timeout=10.0)


def quoted(path: str) -> str:
    """A path as it must be written in an SQLite address."""
    from urllib.parse import quote

    address = quote(path.replace("\\", "/"))
    return "/" + address if len(path) > 1 and path[1] == ":" else address


def key_pragma(key: bytes) -> str:
    """The raw file key; no derivation happens here, so opening takes well below a millisecond."""
    return f"PRAGMA key = \"x'{key.hex()}'\""


def rekey_pragma(key: bytes) -> str:
    """Encrypt the whole file anew with another raw key, in one transaction."""
    return f"PRAGMA rekey = \"x'{key.hex()}'\""


def database(connection: Any) -> Any:
    """A connection as sqlite-utils sees it; no plug-ins of the surroundings may touch the register."""
    return sqlite_utils.Database(connection, execute_plugins=False)


def complete_statement(text: str) -> bool:
    """Whether the text ends a statement; knows triggers, comments and quoted text."""
    return bool(sqlcipher3.dbapi2.complete_statement(text))
