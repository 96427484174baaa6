"""Where things are and which day it is: the only place that asks the operating system for either.

The office lives in Asia/Shanghai, which has had no summer time since 1991, so a fixed offset is right and needs no zone database.
``ZHIWANG_TODAY=2026-11-20`` sets the office day for tests and documentation.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

OFFICE_ZONE = timezone(timedelta(hours=8), "Asia/Shanghai")
PROGRAM_NAME = "织网"
APPLICATION = "zhiwang"


def _fixed_day() -> date | None:
    text = os.environ.get("ZHIWANG_TODAY", "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def now() -> datetime:
    """The office's clock; with ``ZHIWANG_TODAY`` the time of day is real and the date is the given one."""
    real = datetime.now(OFFICE_ZONE)
    fixed = _fixed_day()
    return real if fixed is None else datetime.combine(fixed, real.timetz())


def office_day() -> date:
    """Today as the office counts it."""
    return now().date()


def now_ms() -> int:
    """The computer's clock in epoch milliseconds; never moved by ``ZHIWANG_TODAY`` because the journal needs real order."""
    return time.time_ns() // 1_000_000


def resource_path(*parts: str) -> Path:
    """A file that ships with the program (fonts, icons, code tables), also inside a frozen package."""
    return _root().joinpath("resources", *parts)


def help_directory() -> Path:
    """The pages of the help, which are also the documentation of the project."""
    return _root() / "docs" / "help"


def _root() -> Path:
    bundle = getattr(sys, "_MEIPASS", None)
    return Path(bundle) if bundle else Path(__file__).resolve().parent.parent


def user_directory() -> Path:
    """Where this user's own settings and logs live; made readable by the owner only."""
    given = os.environ.get("ZHIWANG_HOME", "").strip()
    if given:
        path = Path(given)
    else:
        import platformdirs

        path = Path(platformdirs.user_data_dir(APPLICATION, appauthor=False))
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def default_register() -> Path:
    """The register that opens when none is named."""
    return user_directory() / "office.zhiwang"


def restored_path(register: Path) -> Path:
    """Where a backup waits to take the place of a register (a power cut may part the two steps)."""
    return register.with_name(register.name + ".restored")


def register_exists(register: Path) -> bool:
    """Whether there is a register to open, also one whose restore was cut off in the middle."""
    return register.exists() or restored_path(register).with_name(restored_path(register).name + ".json").exists()
