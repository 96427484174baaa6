"""Accounts as the administrator sees them, and what is asked when one is made."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.errors import Problem
from app.models.vocabulary import Role

LOGIN = re.compile(r"[A-Za-z0-9_.-]{2,32}")


@dataclass(frozen=True)
class AccountDraft:
    """An account as typed.  ``scope``: ids of grids, empty = what the role or the member's own assignments give."""

    account_id: str = ""
    login: str = ""
    name: str = ""
    role: str = Role.MEMBER.value
    member_id: str = ""
    scope: tuple[str, ...] = ()


@dataclass(frozen=True)
class AccountLine:
    """One line of the list.  ``way_in``: has a slot in the key file; ``waits_until``: '14:32' while it is locked, else ''."""

    id: str
    login: str
    name: str
    role: str
    role_label: str
    member_id: str
    member: str
    scope: tuple[str, ...]
    scope_label: str
    active: bool
    way_in: bool
    temporary: bool
    overdue: bool
    changed_on: str
    waits_until: str
    last_seen: str
    own: bool

    @property
    def state(self) -> str:
        """In one word."""
        if not self.active:
            return "停用"
        if not self.way_in:
            return "没有密码"
        if self.waits_until:
            return f"{self.waits_until} 前锁定"
        return "待改初始密码" if self.temporary else "密码该换了" if self.overdue else "正常"


def problems(draft: AccountDraft, taken: frozenset[str]) -> list[Problem]:
    """What is wrong with an account as typed; ``taken``: login names of the others, in small letters."""
    found = []
    if not LOGIN.fullmatch(draft.login):
        found.append(Problem("login", "登录名用 2 到 32 个字母、数字、点、横线或下划线，例如工号 WG-06"))
    elif draft.login.lower() in taken:
        found.append(Problem("login", f"登录名“{draft.login}”已有人用，请换一个"))
    if not draft.name.strip():
        found.append(Problem("name", "姓名还没有填，变更记录里会写这个名字"))
    if draft.role not in {role.value for role in Role}:
        found.append(Problem("role", "请选择角色"))
    if draft.role == Role.MEMBER.value and not draft.member_id and not draft.scope:
        found.append(Problem("member_id", "网格员账号要对应一名网格员，或指定网格，否则看不到任何网格"))
    if draft.role == Role.AUDITOR.value and (draft.member_id or draft.scope):
        found.append(Problem("role", "审计员只看操作日志，不对应网格员，也不指定网格"))
    return found
