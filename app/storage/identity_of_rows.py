"""Keys of rows: UUIDv7 made where the row is made, UUIDv5 of the code for seed rows that must be equal on every computer."""

from __future__ import annotations

import os
import threading
import time
import uuid

SEED_SPACE = uuid.UUID("6f1d0c52-5b0e-5d0a-9a53-7a68697761ff")  # fixed for ever: seed keys of all offices hang on it

_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """A UUIDv7 in lower case, rising strictly within this process, so that new rows are appended to the key index."""
    global _last
    with _lock:
        stamp = (time.time_ns() // 1_000_000) << 12  # 48 bits of time, then 12 bits that count within the millisecond
        _last = stamp if stamp > _last else _last + 1
        stamp = _last
    tail = int.from_bytes(os.urandom(8), "big") & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    text = f"{stamp >> 12:012x}7{stamp & 0xFFF:03x}{tail:016x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def seed_id(kind: str, code: str) -> str:
    """The key of a row given by an official code (grid, community, code table); never used for persons."""
    return str(uuid.uuid5(SEED_SPACE, f"{kind}:{code}"))
