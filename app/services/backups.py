"""Verified copies of the register in two places, what stands in them, and the way back."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from app.errors import Problem, Refused, Unavailable
from app.models.backup_views import (
    MINUTES,
    REHEARSAL_DAYS,
    RESTORE,
    SECOND_DAYS,
    BackupLine,
    BackupMade,
    BackupPolicy,
    BackupSheet,
    BackupState,
    policy_of,
)
from app.services.session import Done, Session
from app.settings import OFFICE_ZONE, now_ms
from app.storage import backup as stored
from app.storage import copies, key_file
from app.storage.backup import Backup

Progress = Callable[[int, int, str], None]
FOLDER = "backups"
HERE = "本机"  # what the journal says of that folder
DAY_MS = 24 * 60 * 60 * 1000


# ---- making ----------------------------------------------------------------------------------------------------------------------


def default_directory(session: Session) -> Path | None:
    """The folder beside the register; None for a register in memory."""
    path = session.register.path
    return path.parent / FOLDER if path else None


def backup(session: Session, directory: str | os.PathLike[str] | None = None, kind: str = "manual") -> Path:
    """Make a verified copy (opened again as proof) in a directory, by default beside the register; recorded in the journal."""
    folder = directory or default_directory(session)
    if folder is None:
        raise ValueError("a register in memory has no backup")
    with session.work.operation("backup", session, reason=HERE if folder == default_directory(session) else str(Path(folder).name)):
        pass
    return stored.backup(session.register, folder, kind)


def announce(session: Session) -> None:
    """The part of a backup that writes: its act in the journal and a seal over everything so far.  ``copy`` follows, in any thread."""
    with session.work.operation("backup", session, reason=HERE):
        pass
    session.register.seal_now()


def copy(session: Session, kind: str = "manual", second: str = "", progress: Progress | None = None) -> BackupMade:
    """The copies themselves, beside the register and in the second place; work goes on meanwhile."""
    folder = default_directory(session)
    if folder is None:
        raise ValueError("a register in memory has no backup")
    _tell(progress, 0, "正在备份到本机并检查")
    made = stored.copy(session.register, folder, kind)
    if not second:
        return BackupMade(str(made), "", "已备份到本机，检查完好")
    _tell(progress, 1, "正在备份到第二处")
    try:
        stored.mirror(made, second, place_name(second))
    except Unavailable as error:
        return BackupMade(str(made), "failed", f"已备份到本机，检查完好。第二处没有备上：{error.text}")
    return BackupMade(str(made), "ok", "已备份到 2 处，检查完好")


def _tell(progress: Progress | None, done: int, text: str) -> None:
    if progress is not None:
        progress(done, 2, text)


def catch_up(session: Session, second: str) -> BackupMade:
    """The second place is there again: it gets the newest copy."""
    folder = default_directory(session)
    first = next((each for each in stored.backups(folder, _identity(session)) if each.whole), None) if folder else None
    if first is None:
        return BackupMade("", "", "")
    stored.mirror(first.path, second, place_name(second))
    return BackupMade(str(first.path), "ok", f"第二处“{place_name(second)}”已补上")


def make(session: Session, kind: str = "manual", second: str = "") -> BackupMade:
    """Both parts at once, on the thread that writes: for closing and before a restore."""
    announce(session)
    return copy(session, kind, second)


def on_closing(session: Session, second: str = "") -> BackupMade | None:
    """A copy when something was changed since the last good one; closing is never stopped by it."""
    if not is_due(session):
        return None
    try:
        return make(session, "closing", second)
    except Unavailable as error:
        return BackupMade("", "failed", error.text)


def is_due(session: Session) -> bool:
    """Whether anything was changed since the newest good copy beside the register."""
    folder = default_directory(session)
    return folder is not None and stored.is_due(session.register, folder)


def _identity(session: Session) -> str:
    return stored.identity_of(session.log_reader)


def place_name(path: str) -> str:
    """A place as it is called on the screen."""
    return Path(path).name or path


# ---- telling ---------------------------------------------------------------------------------------------------------------------


def moment(ms: int) -> str:
    """'今天 18:02', '昨天 18:02', '11-02 18:02', with the year when it is another."""
    at, now = (datetime.fromtimestamp(each / 1000, OFFICE_ZONE) for each in (ms, now_ms()))
    if at.date() == now.date():
        return f"今天 {at:%H:%M}"
    if at.date() == now.date() - timedelta(days=1):
        return f"昨天 {at:%H:%M}"
    return f"{at:%m-%d %H:%M}" if at.year == now.year else f"{at:%Y-%m-%d %H:%M}"


def state(session: Session, second: str = "") -> BackupState:
    """The sentence for the start page and the bottom bar; everybody may know it."""
    policy = policy_of(session.office.settings)
    folder = default_directory(session)
    if folder is None:
        return BackupState("", "", "ok", False, "", False, policy.minutes)
    db = session.log_reader  # the journal alone tells; an auditor at the desk is no reason for no backup
    first = [each for each in stored.backups(folder, _identity(session)) if each.whole]
    ready = bool(second) and Path(second).is_dir()
    there = [each for each in stored.backups(second, _identity(session)) if each.whole] if ready else []
    due = not first or stored.changes_since(db, first[0]) > 0
    last = copies.last_act(db, "backup.rehearsal")
    rehearse = bool(first) and (now_ms() - (last[0] if last else first[-1].made_ms)) > REHEARSAL_DAYS * DAY_MS
    word = ("ready" if ready else "missing") if second else ""
    sentence, detail, tone = _sentence(first, there, second, ready, policy)
    equal = bool(first and there and first[0].sha256 == there[0].sha256)
    newest = max((each.made_ms for each in (*first[:1], *there[:1])), default=0)
    short = f"上次备份 {moment(newest)}{'，在 2 处' if equal else ''}" if newest else "还没有备份"
    return BackupState(sentence, detail, tone, due, word, rehearse, policy.minutes, short, bool(first) and ready and not equal)


def _sentence(first: list[Backup], there: list[Backup], second: str, ready: bool, policy: BackupPolicy) -> tuple[str, str, str]:
    if not first and not there:
        return "还没有备份", "点立即备份，或退出时自动备份", "warn"
    newest = max([*first[:1], *there[:1]], key=lambda each: each.made_ms)
    said = f"上次备份 {moment(newest.made_ms)}"
    name = place_name(second)
    if not second:
        return f"{said}，在本机", "还没有选第二处。电脑坏了，只有另一处的备份还在：请选一个 U 盘或共享文件夹", "ok"
    if not ready:
        seen = next((each.made_ms for each in first if name in each.also), 0)
        late = now_ms() - (seen or first[-1].made_ms if first else 0) > policy.second_days * DAY_MS
        last = f"那里最近一份是 {moment(seen)} 的" if seen else "那里还没有备份"
        return f"{said}，第二处“{name}”没接上，已备在本机", f"{last}，接上后会自动补上", "warn" if late else "ok"
    if there and first and there[0].sha256 == first[0].sha256:
        return f"{said}，在 2 处", "两处的最新一份相同，都打开检查过", "ok"
    old = f"第二处最近一份是 {moment(there[0].made_ms)} 的" if there else "第二处还没有备份"
    return f"{said}，在本机", f"{old}，下次备份会一起写", "ok"


def sheet(session: Session, second: str = "") -> BackupSheet:
    """The page."""
    session.require("backup.run")
    db, folder = session.reader, default_directory(session)
    first = stored.backups(folder, _identity(session)) if folder else []
    there = stored.backups(second, _identity(session)) if second else []
    figures = dict(copies.figures(db))
    size = session.register.path.stat().st_size if session.register.path else 0
    counts = "、".join(f"{figures[label]:,} {unit}" for label, unit in _UNITS)
    told = state(session, second)
    last = copies.last_act(db, "backup.rehearsal")
    return BackupSheet(
        state=told,
        counts=f"共 {counts}，文件 {size_text(size)}",
        lines=tuple(_lines(db, first, there, second)),
        first=str(folder or ""),
        second=second,
        second_text={"ready": "已接上", "missing": "没接上"}.get(told.second, ""),
        rehearsal=f"上次演练 {moment(last[0])}，{last[1]}" if last else "还没有演练过",
        policy=policy_of(session.office.settings),
    )


_UNITS = (("在册居民", "人"), ("户", "户"), ("法人单位", "家单位"), ("走访记录", "条走访"))


def size_text(size: int) -> str:
    """'214 MB', '820 KB'."""
    return f"{size / 1024 / 1024:,.0f} MB" if size >= 10 * 1024 * 1024 else f"{max(size // 1024, 1):,} KB"


def _lines(db: Any, first: list[Backup], there: list[Backup], second: str) -> list[BackupLine]:
    both = {each.sha256 for each in first} & {each.sha256 for each in there}
    lines = []
    for each in sorted([*first, *(each for each in there if each.sha256 not in both)], key=lambda found: -found.made_ms):
        here = each in first
        names = ["本机"] if here else []
        names += [place_name(second)] if each.sha256 in both or not here else [f"{name}（没接上）" for name in dict.fromkeys(each.also)]
        at = datetime.fromtimestamp(each.made_ms / 1000, OFFICE_ZONE)
        checked = moment(each.checked_ms) if each.checked_ms else ""
        lines.append(
            BackupLine(each.sha256, str(each.path), f"{at:%Y-%m-%d %H:%M}", each.kind, " + ".join(names), each.size or _size(each.path),
                       each.people, stored.changes_since(db, each), each.whole, checked, each.kind == RESTORE)
        )  # fmt: skip
    return lines


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def backups(session: Session, directory: str | os.PathLike[str] | None = None) -> list[Backup]:
    """Copies of this register in a directory, newest first."""
    folder = directory or default_directory(session)
    return stored.backups(folder, _identity(session)) if folder else []


def set_policy(session: Session, minutes: int, second_days: int) -> Done:
    """How often while working, and when a missing second copy is said."""
    session.require("backup.run")
    problems = []
    if minutes not in MINUTES:
        problems.append(Problem("minutes", f"间隔请选 {'、'.join(map(str, MINUTES))} 分钟之一。"))
    if second_days not in SECOND_DAYS:
        problems.append(Problem("second_days", f"提醒请选 {'、'.join(map(str, SECOND_DAYS))} 天之一。"))
    if problems:
        raise Refused(problems)
    kept = {**session.office.settings, "backup": {"minutes": minutes, "second_days": second_days}}
    with session.work.operation("backup.policy", session) as operation:
        operation.update("office", session.office.id, {"settings": json.dumps(kept, ensure_ascii=False, sort_keys=True)})
    session.forget_office()
    return Done(operation.id, frozenset({"backup", *operation.touched}), f"已改：工作时每 {minutes} 分钟备份，第二处超过 {second_days} 天提醒")


# ---- the way back ----------------------------------------------------------------------------------------------------------------


def restore(copy: str | os.PathLike[str], target: str | os.PathLike[str]) -> Path | None:
    """Put a copy where the register is; the old file stays beside it under the name that is returned."""
    return stored.restore(copy, target)


def replace(session: Session, path: str, office: str, password: str, second: str = "") -> str:
    """Replace the present data by a copy: asked by name and password; the present data are backed up first, the present file stays.
    The session ends; returns the sentence for the gate."""
    session.require("backup.run")
    if office.strip() != session.office.name:
        raise Refused([Problem("office", f"这里要写单位名称“{session.office.name}”，用来确认没有选错。")])
    place = session.register.path
    if place is None:
        raise ValueError("a register in memory is not restored")
    try:
        key_file.unlock(key_file.key_path(place), session.account.login, password)
    except Unavailable as error:
        raise Refused([Problem("password", error.text)]) from error
    stored.refuse_broken(Path(path))
    at = moment(next((each.made_ms for each in stored.backups(Path(path).parent) if each.path == Path(path)), now_ms()))
    make(session, RESTORE, second)
    with session.work.operation("restore", session, reason=f"{at} 的备份"):
        pass
    session.register.close()
    aside = stored.restore(path, place)
    kept = f"原来的文件留在旁边“{aside.name}”，" if aside else ""
    return f"已恢复到 {at} 的备份。{kept}恢复以前的数据也已备份，恢复错了可以再换回来。"
