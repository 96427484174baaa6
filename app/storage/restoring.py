"""A copy takes the place of a register in steps that a power cut may part: what was begun is finished at the next opening.

    office.zhiwang.restored         the copy, whole and on the disk
    office.zhiwang.restored.key     its key file, where the present one does not fit
    office.zhiwang.restored.json    the intent, written last and removed last: {"aside": name, "keep_key": true}
"""

from __future__ import annotations

import json
import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from app.errors import Unavailable
from app.settings import OFFICE_ZONE, now_ms, restored_path
from app.storage import key_file


def _intent_path(place: Path) -> Path:
    ready = restored_path(place)
    return ready.with_name(ready.name + ".json")


def _intent(place: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(_intent_path(place).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("aside"), str) else None


def pending(place: Path) -> bool:
    """Whether a restore was begun here and not finished."""
    return _intent(place) is not None


def prepare(source: Path, place: Path) -> Path:
    """Put the copy beside the register and write the intent; returns where the present file will go."""
    ready = restored_path(place)
    part = ready.with_name(ready.name + ".part")
    part.unlink(missing_ok=True)
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        shutil.copyfile(source, part)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        keep_key = _same_key(source, place)
        if not keep_key:
            key_file.write(key_file.key_path(ready), key_file.read(key_file.key_path(source)))
        os.replace(part, ready)
        at = datetime.fromtimestamp(now_ms() / 1000, OFFICE_ZONE).strftime("%Y%m%d-%H%M%S")
        aside = _free(place.with_name(f"{place.stem}-恢复前-{at}{place.suffix}"))
        key_file.write(_intent_path(place), {"aside": aside.name, "keep_key": keep_key})
    except BaseException:
        for path in (part, ready, key_file.key_path(ready)):
            path.unlink(missing_ok=True)
        raise
    return aside


def _free(path: Path) -> Path:
    names = [path, *(path.with_stem(f"{path.stem}-{count}") for count in range(2, 100))]
    return next(each for each in names if not each.exists() and not key_file.key_path(each).exists())


def finish(place: Path) -> bool:
    """Exchange the files; the caller holds the lock.  True: the file now here came out of a backup and needs a new device name."""
    intent = _intent(place)
    if intent is None:
        return False
    ready, aside = restored_path(place), place.with_name(intent["aside"])
    keys, ready_keys = key_file.key_path(place), key_file.key_path(restored_path(place))
    if not ready.exists():
        return True  # only the new name is still to be given
    if place.exists():
        for ending in ("-wal", "-shm"):  # what is not yet in the file belongs to it
            beside = place.with_name(place.name + ending)
            if beside.exists():
                os.replace(beside, aside.with_name(aside.name + ending))
    if intent.get("keep_key"):
        if keys.exists():
            key_file.write(key_file.key_path(aside), key_file.read(keys))
    elif ready_keys.exists():
        if keys.exists():
            os.replace(keys, key_file.key_path(aside))
        os.replace(ready_keys, keys)
    if place.exists():
        os.replace(place, aside)
    os.replace(ready, place)
    key_file.sync_directory(place.parent)
    return True


def forget(place: Path) -> None:
    """The restored file has its new name: nothing is pending any more."""
    _intent_path(place).unlink(missing_ok=True)


def _same_key(source: Path, place: Path) -> bool:
    try:
        here, there = (key_file.read(key_file.key_path(path)) for path in (place, source))
        return bool(here["register"] == there["register"] and here.get("key") == there.get("key"))
    except Unavailable:
        return False
