"""A damaged register: the newest good backup goes into a new file, then the acts that the damaged file's journal still gives are done
again there, in their order and under their authors.  The damaged file is only read, never written.

A damaged page spoils its connection, so each failure opens a new one and the range is halved around what cannot be read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.errors import Unavailable
from app.models.backup_views import HOUSEKEEPING
from app.settings import OFFICE_ZONE
from app.storage import backup as backups
from app.storage import checks, copies, driver, journal, key_file
from app.storage.backup import Backup
from app.storage.faults import DRIVER_ERROR, translated
from app.storage.register import Register
from app.storage.schema import TABLES
from app.storage.work import Operation

PORTION = 500
MOST_FAILURES = 4000  # more holes than that: the rest is given up


@dataclass(frozen=True)
class Outcome:
    """What came back: from which copy, how many acts of the journal, how many could not be read or not be done again."""

    target: Path
    copy: Backup
    taken: int
    unreadable: int
    refused: int
    cut_off: bool  # the end of the journal cannot be read: nobody knows how much is missing
    problems: tuple[str, ...]


@dataclass(frozen=True)
class _Act:
    seq: int
    grp: str
    kind: str
    actor_id: str
    actor_name: str
    at_ms: int
    reason: str
    undoes: str
    lines: int


class _Damaged:
    """A file of which some pages cannot be read."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path, self._key = path, key
        self._failures = 0
        self._connection: Any = None

    def ask(self, sql: str, *parameters: object) -> list[Any] | None:
        """Rows, or None where a page in the way is damaged."""
        try:
            if self._connection is None:
                self._connection = driver.connect(str(self._path), read_only=True)
                self._connection.execute("PRAGMA cipher_log_level = NONE")
                self._connection.execute(driver.key_pragma(self._key))
            return list(self._connection.execute(sql, parameters))
        except DRIVER_ERROR:
            self._failures += 1
            self.close()
            return None

    def rows(self, sql: str, first: int, last: int) -> Iterator[Any]:
        """All rows of ``sql`` (with two marks for the range) between two keys that can be read."""
        open_ranges = [(low, min(low + PORTION - 1, last)) for low in range(first, last + 1, PORTION)]
        open_ranges.reverse()
        while open_ranges and self._failures < MOST_FAILURES:
            low, high = open_ranges.pop()
            found = self.ask(sql, low, high)
            if found is not None:
                yield from found
            elif low < high:
                middle = (low + high) // 2
                open_ranges += [(middle + 1, high), (low, middle)]

    def ends(self, copy: Backup, act: int, line: int) -> tuple[int, int] | None:
        """The last keys of acts and lines, by the tables or by the counters; None where neither can be read."""
        acts, lines = self.ask("SELECT max(seq) FROM operation"), self.ask("SELECT max(lseq) FROM change")
        counted = self.ask("SELECT number, dseq FROM context WHERE dev = ?", copy.dev)
        number, dseq = (counted[0][0] - copy.number, counted[0][1] - copy.dseq) if counted else (0, 0)
        if (acts is None or lines is None) and not counted:
            return None
        return (acts[0][0] or 0) if acts else act + number, (lines[0][0] or 0) if lines else line + dseq

    def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def rescue(path: Path, target: Path, folders: list[Path], login: str, password: str) -> Outcome:
    """Bring what can be brought into a new file at ``target``."""
    if target.exists():
        raise Unavailable(f"“{target.name}”已存在，没有覆盖。请换一个文件名再抢救。", "exists")
    with translated():
        copy, key = _newest_good(path, folders, login, password)
        if _fits(path, copy.path):  # newer passwords stay valid
            key_file.write(key_file.key_path(target), key_file.read(key_file.key_path(path)))
        backups.restore(copy.path, target)
        register = Register.open_copy(target, key)
        source = _Damaged(path, _own_key(path, key, login, password))
        try:
            taken, unreadable, refused, cut_off = _bring_over(register, source, copy)
            problems = checks.check_file(register) + checks.check_chain(register) + checks.rebuild_check(register)
        finally:
            source.close()
            register.close()
    return Outcome(target, copy, taken, unreadable, refused, cut_off, tuple(problems))


def _newest_good(path: Path, folders: list[Path], login: str, password: str) -> tuple[Backup, bytes]:
    """The newest copy of this register that opens and is whole."""
    identity = _identity(path)
    found = [each for folder in folders for each in backups.backups(folder, identity)]
    wrong: Unavailable | None = None
    for each in sorted(found, key=lambda copy: -copy.made_ms):
        try:
            key = copies.key_of(each.path, login, password)
        except Unavailable as error:
            try:
                key = copies.key_of(path, login, password)
            except Unavailable:
                wrong = wrong or error
                continue
        if not _unfit(each, key):
            return each, key
    if wrong is not None:
        raise wrong
    raise Unavailable(
        f"没有找到“{path.stem}”的完好备份，不能抢救。请接上放备份的 U 盘或共享盘再试，损坏的文件请留着，不要覆盖。", "no_backup"
    )


def _unfit(copy: Backup, key: bytes) -> bool:
    try:
        return bool(copies.problems(copy.path, key))
    except Unavailable:
        return True


def _identity(path: Path) -> str:
    try:
        return str(key_file.read(key_file.key_path(path))["register"])
    except (Unavailable, KeyError):
        found = backups.backups(path.parent / "backups")
        return found[0].register if found else "?"


def _fits(path: Path, copy: Path) -> bool:
    try:
        here, there = (key_file.read(key_file.key_path(each)) for each in (path, copy))
        return bool(here["register"] == there["register"] and here.get("key") == there.get("key"))
    except Unavailable:
        return False


def _own_key(path: Path, key: bytes, login: str, password: str) -> bytes:
    try:
        return copies.key_of(path, login, password)
    except Unavailable:
        return key


def _bring_over(register: Register, source: _Damaged, copy: Backup) -> tuple[int, int, int, bool]:
    """Do the later acts again: (done, unreadable, refused, end unknown)."""
    first = int(register.db.conn.execute("SELECT coalesce(max(seq), 0) FROM operation").fetchone()[0])
    line = int(register.db.conn.execute("SELECT coalesce(max(lseq), 0) FROM change").fetchone()[0])
    ends = source.ends(copy, first, line)
    if ends is None:
        return 0, 0, 0, True
    last, last_line = max(ends[0], first), ends[1]
    if not _descends(register, source, first):
        return 0, last - first, 0, False
    acts = [
        _Act(*row)
        for row in source.rows(
            "SELECT seq, grp, kind, actor, actor_name, at_ms, reason, undoes, lines FROM operation WHERE seq BETWEEN ? AND ?",
            first + 1,
            last,
        )
    ]
    lines: dict[str, list[Any]] = {}
    for row in source.rows(
        "SELECT grp, op, entity, row, community, cols, lseq FROM change WHERE lseq BETWEEN ? AND ?", line + 1, last_line
    ):
        lines.setdefault(row[0], []).append(row[1:])
    taken = refused = 0
    unreadable = last - first - len(acts)
    renamed: dict[str, str] = {}
    for act in acts:
        if act.kind in HOUSEKEEPING:
            continue
        own = sorted(lines.get(act.grp, []), key=lambda each: each[5])
        if len(own) != act.lines:
            unreadable += 1
        elif new := _done_again(register, act, own, renamed.get(act.undoes, act.undoes)):
            renamed[act.grp] = new
            taken += 1
        else:
            refused += 1
    return taken, unreadable, refused, False


def _descends(register: Register, source: _Damaged, seq: int) -> bool:
    """Whether the damaged file went on from this copy (after a restore to an older one it did not)."""
    act = "SELECT grp FROM operation WHERE seq = ?"
    there = source.ask(act, seq)
    return not there or there[0][0] == register.db.conn.execute(act, (seq,)).fetchone()[0]


@dataclass(frozen=True)
class _Who:
    actor_id: str
    actor_name: str


def _done_again(register: Register, act: _Act, lines: list[Any], undoes: str) -> str:
    """The act once more, wholly or not at all ('' when what it builds on was lost)."""
    at = datetime.fromtimestamp(act.at_ms / 1000, OFFICE_ZONE).strftime("%Y-%m-%d %H:%M")
    reason = f"抢救（原 {at}）" + (f"：{act.reason}" if act.reason else "")
    try:
        with register.work.operation(act.kind, _Who(act.actor_id, act.actor_name), reason, undoes) as operation:
            for op, entity, row, community, cols, _lseq in lines:
                _apply(operation, op, entity, row, community, cols)
    except (LookupError, ValueError, driver.IntegrityError):
        return ""
    return operation.id


def _apply(operation: Operation, op: str, entity: str, row: str, community: str, cols: str) -> None:
    known = TABLES[entity].column_names
    values = {name: value for name, value in journal.decoded(cols).items() if name in known}
    if op == "I":
        operation.insert(entity, values | {"id": row, "community": community})
    else:
        operation.update(entity, row, {name: value[1] for name, value in values.items()})


def new_path(path: Path, now: datetime) -> Path:
    """Where a rescue goes: beside the damaged file, under a name that says what it is."""
    first = path.with_name(f"{path.stem}-抢救-{now:%Y%m%d-%H%M}{path.suffix}")
    names = [first, *(first.with_stem(f"{first.stem}-{count}") for count in range(2, 100))]
    return next(each for each in names if not os.path.exists(each))
