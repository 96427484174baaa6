"""Copies opened to be looked at, checked and rehearsed; and what the gate offers when the register itself cannot be opened."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.errors import Refused, Unavailable
from app.models.backup_views import BackupLine, CopyLook, FigurePair, Rescued
from app.models.operations import kind_label
from app.models.vocabulary import Role
from app.services.backups import FOLDER, moment
from app.services.session import Done, Session
from app.settings import OFFICE_ZONE, now, now_ms
from app.storage import accounts, copies, key_file, rescue
from app.storage import backup as stored
from app.storage.backup import Backup

Progress = Callable[[int, int, str], None]
LAST = 8


def _copy(path: str) -> Backup:
    found = next((each for each in stored.backups(Path(path).parent) if each.path == Path(path)), None)
    if found is None:
        raise Unavailable(f"找不到备份“{Path(path).name}”。请接上放它的 U 盘或共享盘，再按 Ctrl+R 重新读取。", "missing")
    return found


def _key(session: Session, path: str, password: str) -> bytes:
    return copies.key_of(Path(path), session.account.login, password) if password else session.register.file_key


def look(session: Session, path: str, password: str = "") -> CopyLook:
    """Key figures, last acts and how a copy differs from today; nothing is changed.  ``password``: of a copy with an older file key."""
    session.require("backup.run")
    copy = _copy(path)
    today = dict(copies.figures(session.reader))
    with copies.opened(copy.path, _key(session, path, password)) as db:
        figures = tuple(FigurePair(label, value, today.get(label, -1)) for label, value in copies.figures(db))
        last = tuple((_short(at), who, kind_label(kind)) for at, who, kind in copies.last_acts(db, LAST))
    return CopyLook(moment(copy.made_ms), figures, last, _lost(session, copy))


def _lost(session: Session, copy: Backup) -> tuple[tuple[str, int], ...]:
    lost: dict[str, int] = {}
    for kind, count in stored.kinds_since(session.reader, copy):
        lost[kind_label(kind)] = lost.get(kind_label(kind), 0) + count
    return tuple(sorted(lost.items(), key=lambda each: -each[1]))


def lost_after(session: Session, path: str) -> CopyLook:
    """What a restore would take away, without opening the copy."""
    session.require("backup.run")
    copy = _copy(path)
    return CopyLook(moment(copy.made_ms), (), (), _lost(session, copy))


def line_of(session: Session, path: str) -> tuple[BackupLine, CopyLook]:
    """A copy that lies anywhere, as a line and with what a restore would take away; only copies of this register."""
    session.require("backup.run")
    copy = _copy(path)
    if copy.register != stored.identity_of(session.reader):
        raise Refused("这是另一个登记簿的备份，不能用来恢复这一个。要打开它，请在登录画面点“打开其他登记簿”。")
    at = f"{datetime.fromtimestamp(copy.made_ms / 1000, OFFICE_ZONE):%Y-%m-%d %H:%M}"
    line = BackupLine(copy.sha256, str(copy.path), at, copy.kind, "", copy.size, copy.people, stored.changes_since(session.reader, copy),
                      copy.whole, "", False)  # fmt: skip
    return line, lost_after(session, path)


def _short(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, OFFICE_ZONE).strftime("%m-%d %H:%M")


def check(session: Session, path: str, progress: Progress | None = None) -> str:
    """Look at every page and the journal of a copy again; the answer is noted beside it."""
    session.require("backup.run")
    copy = _copy(path)
    if progress is not None:
        progress(0, 1, "正在逐页检查这份备份")
    found = copies.problems(copy.path, session.register.file_key)
    stored.note(copy.path, whole=not found, checked_ms=now_ms())
    if found:
        raise Unavailable(f"{moment(copy.made_ms)} 的备份有损坏，不能用来恢复：{found[0].rstrip('。')}。请改用另一份，并现在再备份一次。", "damaged")
    return f"{moment(copy.made_ms)} 的备份完好：每一页、日志和封签都检查过"


def rehearse(session: Session, path: str = "", progress: Progress | None = None) -> str:
    """Restore a copy ('' = the newest) into a place of its own, check it there, delete it; ``record_rehearsal`` writes the result down."""
    session.require("backup.run")
    folder = session.register.path.parent / FOLDER if session.register.path else None
    newest = next((each for each in stored.backups(folder, stored.identity_of(session.reader)) if each.whole), None) if folder else None
    copy = _copy(path) if path else newest
    if copy is None:
        raise Unavailable("还没有备份，不能演练。请先点立即备份。", "missing")
    if progress is not None:
        progress(0, 1, "正在把备份恢复到临时位置并检查")
    found, people = copies.rehearse(copy.path, session.register.file_key)
    if found:
        stored.note(copy.path, whole=False, checked_ms=now_ms())
        return f"没有通过：{moment(copy.made_ms)} 的备份，{found[0]}"
    return f"通过：{moment(copy.made_ms)} 的备份可以恢复，{people:,} 人"


def record_rehearsal(session: Session, result: str) -> Done:
    """The result in the journal."""
    session.require("backup.run")
    with session.work.operation("backup.rehearsal", session, reason=result) as operation:
        pass
    return Done(operation.id, frozenset({"backup"}), f"备份演练{result}")


# ---- at the gate, where nobody is signed in yet -----------------------------------------------------------------------------------


def key_copies(path: str | os.PathLike[str], second: str = "") -> list[Path]:
    """Key files that lie with the backups of this register, the newest first."""
    place = Path(path)
    found = [each for folder in _folders(place, second) for each in stored.backups(folder) if each.path.name.startswith(place.stem + "-")]
    newest = sorted(found, key=lambda each: -each.made_ms)
    return [key_file.key_path(each.path) for each in newest if key_file.key_path(each.path).exists()]


def _folders(place: Path, second: str) -> list[Path]:
    return [place.parent / FOLDER, *([Path(second)] if second else [])]


def take_key(path: str | os.PathLike[str], second: str = "") -> str:
    """Put the newest key file of the backups back beside the register; a key file that is there is kept under another name."""
    place = Path(path)
    found = key_copies(place, second)
    if not found:
        raise Unavailable("备份里没有找到钥匙文件。请接上放备份的 U 盘或共享盘再试。", "no_key_file")
    content = key_file.read(found[0])
    there = key_file.key_path(place)
    if there.exists():
        os.replace(there, there.with_name(f"{there.name}.损坏-{now():%Y%m%d-%H%M%S}"))
    key_file.write(there, content)
    return f"钥匙文件已从备份“{found[0].name}”取回，请再输一次密码打开"


def restore_closed(path: str | os.PathLike[str], copy: str | os.PathLike[str], login: str, password: str) -> str:
    """Restore at the gate: the copy must be opened by an administrator's own password."""
    source = Path(copy)
    stored.refuse_broken(source)
    with copies.opened(source, copies.key_of(source, login, password)) as db:
        account = accounts.find_account(db, login)
    if account is None or account.role is not Role.ADMIN:
        raise Refused("恢复备份要用管理员账号。请输入管理员的登录名和密码。")
    aside = stored.restore(source, path)
    return "已恢复，请输入密码打开" + (f"。原来的文件留在旁边“{aside.name}”" if aside else "")


def rescue_file(path: str | os.PathLike[str], login: str, password: str, second: str = "", progress: Progress | None = None) -> Rescued:
    """A damaged register into a new file: the newest good backup and whatever its journal still gives."""
    place = Path(path)
    if progress is not None:
        progress(0, 1, "正在抢救到新文件，损坏的文件不会改动")
    target = rescue.new_path(place, now())
    found = rescue.rescue(place, target, _folders(place, second), login, password)
    said = f"已抢救到新文件“{target.name}”：{moment(found.copy.made_ms)} 的备份，加上此后 {found.taken} 项操作"
    lost = found.unreadable + found.refused
    if found.cut_off:
        said += "；备份以后的日志读不出来，请对照纸质记录补录"
    else:
        said += f"；有 {lost} 项读不出或接不上，请对照纸质记录补录" if lost else "，全部读出"
    said += "。损坏的文件留在原处，没有改动。" if not found.problems else f"。新文件检查发现：{found.problems[0]}"
    return Rescued(str(target), moment(found.copy.made_ms), found.taken, found.unreadable, found.refused, not found.problems, said)
