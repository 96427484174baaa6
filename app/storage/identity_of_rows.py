"""Keys of rows: UUIDv7 made where the row is made, UUIDv5 of the code for seed rows that must be equal on every computer."""

from __future__ import annotations

import os
import threading
import time
import uuid
from collections.abc import Iterator

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


def new_ids(portion: int = 1000) -> Iterator[str]:
    """Keys without end for bulk work, made in portions: four times as quick as one by one."""
    global _last
    while True:
        with _lock:
            start = max((time.time_ns() // 1_000_000) << 12, _last + 1)
            _last = start + portion - 1
        noise = os.urandom(8 * portion).hex()
        for number in range(portion):
            head, tail = f"{start + number:015x}", noise[16 * number : 16 * number + 16]
            variant = "89ab"[int(tail[0], 16) & 3]
            yield f"{head[:8]}-{head[8:12]}-7{head[12:]}-{variant}{tail[1:4]}-{tail[4:]}"


def seed_id(kind: str, code: str) -> str:
    """The key of a row given by an official code (grid, community, code table); never used for persons."""
    return str(uuid.uuid5(SEED_SPACE, f"{kind}:{code}"))
