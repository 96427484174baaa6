"""Builds the practice office the way a real office would: empty register, six Excel files imported, weeks closed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from app.demo.plan import CHIEF, LOGIN, PASSWORD, SIZES
from app.demo.targets import set_targets
from app.demo.workbooks import write_workbooks
from app.demo.world import make_world
from app.errors import Unavailable
from app.services import imports, rankings
from app.services.session import Session, create_office, sign_in, sign_out

Progress = Callable[[int, int, str], None]

REGISTER = "practice.zhiwang"
TABLES_FOLDER = "tables"
_BUILT = "built.json"
_VERSION = 2  # of the invented people: another number, another office


def register_in(directory: Path) -> Path:
    """Where the practice register of a demo folder lies."""
    return directory / REGISTER


def is_built(directory: Path, word: str) -> bool:
    """Whether the folder holds a finished practice office of that size, made by this version."""
    try:
        built = json.loads((directory / _BUILT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return register_in(directory).exists() and built == {"size": word, "version": _VERSION}


def build(directory: Path, word: str, progress: Progress) -> Session:
    """Write the Excel files, create the register, import, close all weeks but the last; returns the open session.

    The last week stays open so that whoever tries the program can close it at the meeting himself.
    """
    _make_room(directory)
    progress(0, 1, "虚构居民、法人和一年的走访")
    paths = write_workbooks(make_world(word), directory / TABLES_FOLDER, progress)
    progress(0, 1, "新建加密登记簿")
    session = create_office(register_in(directory), SIZES[word].office, LOGIN, CHIEF, PASSWORD, True)
    for kind, path in paths.items():
        _import(session, kind, path, progress)
    _close_weeks(session, progress)
    progress(0, 1, "设定年度目标")
    set_targets(session)
    (directory / _BUILT).write_text(json.dumps({"size": word, "version": _VERSION}), encoding="utf-8")
    return session


def open_built(directory: Path) -> Session:
    """Open the practice office that is already there."""
    return sign_in(register_in(directory), LOGIN, PASSWORD)


def _make_room(directory: Path) -> None:
    """Take away the practice office of an earlier run, unless it is open somewhere."""
    directory.mkdir(parents=True, exist_ok=True)
    if register_in(directory).exists():
        try:
            sign_out(open_built(directory))
        except Unavailable as trouble:
            if trouble.reason == "locked":
                raise
    (directory / _BUILT).unlink(missing_ok=True)
    for path in directory.glob(REGISTER + "*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _import(session: Session, kind: str, path: Path, progress: Progress) -> None:
    result = imports.run(session, kind, path, progress=progress)
    if result.rejected:
        raise RuntimeError(f"the practice office's own rows were rejected: {kind} {result.reasons}")


def _close_weeks(session: Session, progress: Progress) -> None:
    weeks = sorted((week for week in rankings.weeks(session) if week.has_data and not week.closed), key=lambda week: week.meeting)
    inside = [week for week in weeks if week.meeting.startswith("2026")][:-1]
    for done, week in enumerate(inside):
        progress(done, len(inside), f"结算{week.label}")
        rankings.close_week(session, week.meeting)
