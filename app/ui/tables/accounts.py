"""Columns of the list of accounts."""

from __future__ import annotations

from app.models.account_views import AccountLine
from app.ui.tables.cells import TAGS, Cell, Column

TONES = {"正常": "ok", "停用": "plain", "没有密码": "warn", "待改初始密码": "blue", "密码该换了": "warn"}


def account_columns() -> list[Column]:
    """Who, as what, where, since when the password, last seen."""

    def state(line: AccountLine) -> Cell:
        return Cell(tags=((line.state, TONES.get(line.state, "danger")),))

    def login(line: AccountLine) -> Cell:
        return Cell(f"{line.login}（我）" if line.own else line.login, bold=True, token="ink" if line.active else "ink3")

    return [
        Column("login", "登录名", 130, login, stretch=1),
        Column("name", "姓名", 96, lambda line: Cell(line.name)),
        Column("role", "角色", 84, lambda line: Cell(line.role_label)),
        Column("member", "对应网格员", 104, lambda line: Cell(line.member or "—", token="ink" if line.member else "ink3")),
        Column("scope", "范围", 170, lambda line: Cell(line.scope_label, token="ink2"), stretch=2),
        Column("changed_on", "密码设于", 100, lambda line: Cell(line.changed_on or "—", token="ink2"), droppable=1),
        Column("last_seen", "上次登录", 132, lambda line: Cell(line.last_seen or "没有登录过", token="ink2")),
        Column("state", "状态", 130, state, kind=TAGS),
    ]
