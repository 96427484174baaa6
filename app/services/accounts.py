"""Accounts: who may open the register and as what.  Each account opens the file with its own slot of the key file; making, stopping
and new passwords therefore change two things, the row and the slot, and both or none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app import settings
from app.errors import Problem, Refused
from app.models.account_views import AccountDraft, AccountLine, problems
from app.models.passwords import PasswordRules, as_settings, checked_rules, weaknesses
from app.models.vocabulary import Role
from app.services.session import Done, Session, sign_in, sign_out
from app.storage import accounts as stored
from app.storage import area, grids, key_file
from app.storage import rekey as rekeying
from app.storage.accounts import StoredAccount
from app.storage.key_file import SlotFacts
from app.storage.rekey import NewKey
from app.storage.work import Operation

CLOSED = "closed"
ROLES: tuple[tuple[str, str], ...] = tuple((str(role.value), role.label) for role in Role)


@dataclass(frozen=True)
class NewPassword:
    """What an act that gives a first password answers: it is shown once and kept nowhere."""

    done: Done
    login: str
    password: str


def lines(session: Session) -> list[AccountLine]:
    """All accounts, those in use first."""
    session.require("account.write")
    db = session.reader
    slots, seen = _slots(session), stored.last_seen(db)
    labels = {grid.id: grid.label for grid in grids.grids(db).values()}
    return [_line(session, row, slots.get(row.login), seen.get(row.id, 0), labels) for row in stored.every(db)]


def _line(session: Session, row: StoredAccount, slot: SlotFacts | None, seen: int, labels: Mapping[str, str]) -> AccountLine:
    role = Role(row.role)
    waits = slot.waits_until_ms if slot is not None and slot.waits_until_ms > settings.now_ms() else 0
    return AccountLine(
        id=row.id,
        login=row.login,
        name=row.name,
        role=row.role,
        role_label=role.label,
        member_id=row.member_id,
        member=row.member,
        scope=row.scope,
        scope_label="、".join(labels.get(grid, "已停用的网格") for grid in row.scope) or _usual_scope(role, row.member_id),
        active=row.active,
        way_in=slot is not None,
        temporary=bool(slot and slot.temporary),
        overdue=bool(slot and _overdue(session.rules, slot)),
        changed_on=_moment(slot.changed_ms)[:10] if slot and slot.changed_ms else "",
        waits_until=_moment(waits)[11:] if waits else "",
        last_seen=_moment(seen) if seen else "",
        own=row.id == session.account.id,
    )


def _usual_scope(role: Role, member_id: str) -> str:
    if role is Role.AUDITOR:
        return "操作日志"
    return "本人任职的网格" if role is Role.MEMBER and member_id else "全部网格"


def _moment(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, settings.OFFICE_ZONE).strftime("%Y-%m-%d %H:%M")


def _overdue(rules: PasswordRules, slot: SlotFacts) -> bool:
    return bool(rules.days and slot.changed_ms and settings.now_ms() - slot.changed_ms > timedelta(days=rules.days).total_seconds() * 1000)


def choices(session: Session) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Members in office and grids in use that an account may stand for: (id, words) each."""
    session.require("account.write")
    db, today = session.reader, session.today.isoformat()
    staff = [(key, f"{number} {name}".strip()) for key, number, name in area.members(db, today)]
    known = [(grid.id, grid.label) for grid in grids.grids(db).values() if grid.parent_id and grid.valid_in(today, today)]
    return staff, known


def must_change(session: Session) -> str:
    """Why the own password has to be changed now ('' = it need not): a first one, or one that is too old."""
    slot = _slots(session).get(session.account.login)
    if slot is None:
        return ""
    if slot.temporary:
        return "这是管理员给的初始密码，请换成自己的"
    return f"密码用了超过 {session.rules.days} 天，请换一个" if _overdue(session.rules, slot) else ""


# ---- acts of the administrator --------------------------------------------------------------------------------------------------


def create(session: Session, draft: AccountDraft) -> NewPassword:
    """A new account with a first password that has to be changed at the first sign-in."""
    session.require("account.write")
    _refuse(session, draft)
    password = key_file.temporary_password()
    with session.work.operation("account.add", session, reason=f"{draft.login} {Role(draft.role).label}") as operation:
        operation.insert("account", _values(draft))
        _give(session, draft.login, password)
    return NewPassword(_done(operation, f"已新建账号 {draft.login}"), draft.login, password)


def save(session: Session, draft: AccountDraft) -> Done:
    """Name, role, member and grids of an account; the login name stays."""
    session.require("account.write")
    row = _known(session, draft.account_id)
    _refuse(session, draft)
    if draft.login != row.login:
        raise Refused([Problem("login", "登录名不能改。需要换名时新建一个账号，再停用这个")])
    if row.role == Role.ADMIN.value and draft.role != row.role:
        _keep_an_administrator(session, row)
    if row.id == session.account.id and draft.role != row.role:
        raise Refused([Problem("role", "不能改自己的角色，请由另一位管理员来改")])
    with session.work.operation("account.save", session, reason=row.login) as operation:
        operation.update("account", row.id, _values(draft))
    return _done(operation, f"已修改账号 {row.login}")


def reset(session: Session, account_id: str) -> NewPassword:
    """A new first password for somebody who forgot theirs; also ends the waiting after wrong attempts."""
    session.require("account.write")
    row = _known(session, account_id)
    if not row.active:
        raise Refused(f"账号 {row.login} 已停用，请先启用")
    if row.id == session.account.id:
        raise Refused("自己的密码请用“修改我的密码”")
    password = key_file.temporary_password()
    with session.work.operation("account.reset", session, reason=row.login) as operation:
        _give(session, row.login, password)
    return NewPassword(_done(operation, f"已重设 {row.login} 的密码"), row.login, password)


def disable(session: Session, account_id: str) -> Done:
    """Stop an account: its slot is taken out of the key file, so it opens nothing any more; its entries keep its name."""
    session.require("account.write")
    row = _known(session, account_id)
    if row.id == session.account.id:
        raise Refused("不能停用自己的账号，请由另一位管理员来停用")
    if row.role == Role.ADMIN.value:
        _keep_an_administrator(session, row)
    with session.work.operation("account.disable", session, reason=row.login) as operation:
        operation.update("account", row.id, {"status": CLOSED})
        if session.register.path is not None and row.login in _slots(session):
            key_file.remove_slot(_keys(session), row.login)
    return _done(operation, f"已停用账号 {row.login}，它不能再打开登记簿")


def enable(session: Session, account_id: str) -> NewPassword:
    """Let a stopped account in again, with a first password."""
    session.require("account.write")
    row = _known(session, account_id)
    if row.active:
        raise Refused(f"账号 {row.login} 正在使用")
    password = key_file.temporary_password()
    with session.work.operation("account.enable", session, reason=row.login) as operation:
        operation.update("account", row.id, {"status": "active"})
        _give(session, row.login, password)
    return NewPassword(_done(operation, f"已启用账号 {row.login}"), row.login, password)


def save_rules(session: Session, values: Mapping[str, int]) -> Done:
    """The office's rules of passwords and of the idle screen."""
    session.require("account.write")
    rules = checked_rules(values)
    kept = {**session.office.settings, "passwords": as_settings(rules)}
    with session.work.operation("account.rules", session) as operation:
        operation.update("office", session.office.id, {"settings": json.dumps(kept, ensure_ascii=False)})
        if session.register.path is not None:
            key_file.set_limits(_keys(session), rules)
    session.forget_office()
    return _done(operation, "已保存密码规则")


def new_recovery_code(session: Session, password: str) -> str:
    """Another recovery code, shown once; the old one opens nothing any more.  The own password is asked again."""
    session.require("account.write")
    _prove(session, password)
    with session.work.operation("account.recovery", session):
        return key_file.renew_recovery(_keys(session), session.register.file_key)


def rekey(path: str | Path, login: str, password: str) -> NewKey:
    """Encrypt the closed register with another key (after a key file went astray, or somebody left in anger): a new recovery code, and
    first passwords for all others.  Backups made before keep their old key.  Administrators only."""
    session = sign_in(path, login, password)
    try:
        session.require("account.write")
    finally:
        sign_out(session)
    return rekeying.rekey(path, login=login, password=password)


# ---- the own account --------------------------------------------------------------------------------------------------------------


def change_own(session: Session, old: str, new: str, again: str) -> Done:
    """Another password for oneself; the register is not encrypted anew."""
    if new != again:
        raise Refused([Problem("again", "两次输入的新密码不一样，请再输一次")])
    if found := weaknesses(new, session.account.login, session.rules, "new"):
        raise Refused(found)
    _prove(session, old)
    with session.work.operation("account.password", session) as operation:
        try:
            key_file.set_password(_keys(session), session.register.file_key, session.account.login, new, history=session.rules.history)
        except Refused as refused:
            raise Refused([Problem("new", problem.text) for problem in refused.problems]) from None
    return _done(operation, "密码已修改")


# ---- parts ------------------------------------------------------------------------------------------------------------------------


def _done(operation: Operation, message: str) -> Done:
    return Done(operation.id, frozenset(operation.touched | {"account"}), message)


def _keys(session: Session) -> Path:
    if session.register.path is None:
        raise Refused("这个登记簿没有文件，不能设密码")
    return key_file.key_path(session.register.path)


def _slots(session: Session) -> dict[str, SlotFacts]:
    return {} if session.register.path is None else key_file.facts(_keys(session))


def _prove(session: Session, password: str) -> None:
    """The person at the keyboard is the one who signed in."""
    key_file.unlock(_keys(session), session.account.login, password)


def _give(session: Session, login: str, password: str) -> None:
    """Inside the operation: where the slot cannot be written, the row stays as it was.  The other way round – the slot is written and
    the row is not committed – leaves a slot whose account is refused at the door."""
    if session.register.path is not None:
        key_file.set_password(_keys(session), session.register.file_key, login, password, history=session.rules.history, temporary=True)


def _values(draft: AccountDraft) -> dict[str, object]:
    return {
        "login": draft.login,
        "name": draft.name.strip(),
        "role": draft.role,
        "member_id": draft.member_id,
        "scope": json.dumps(list(draft.scope)),
    }


def _known(session: Session, account_id: str) -> StoredAccount:
    found = next((row for row in stored.every(session.register.db) if row.id == account_id), None)
    if found is None:
        raise Refused("没有找到这个账号，请重新读取")
    return found


def _refuse(session: Session, draft: AccountDraft) -> None:
    others = frozenset(row.login.lower() for row in stored.every(session.register.db) if row.id != draft.account_id)
    if found := problems(draft, others):
        raise Refused(found)


def _keep_an_administrator(session: Session, row: StoredAccount) -> None:
    slots = _slots(session)
    left = [
        other for other in stored.every(session.register.db)
        if other.id != row.id and other.active and other.role == Role.ADMIN.value and (other.login in slots or not slots)
    ]  # fmt: skip
    if not left:
        raise Refused("这是最后一个管理员账号，请先让另一个账号成为管理员")
