"""Accounts and the office they work for, as the register keeps them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.models.vocabulary import Role


@dataclass(frozen=True)
class Account:
    """Who is signed in.  ``scope``: ids of the grids the account may see, empty = the whole office."""

    id: str
    login: str
    name: str
    role: Role
    member_id: str
    scope: tuple[str, ...]


@dataclass(frozen=True)
class Office:
    """The office of this register.  ``meeting_weekday`` 1 = Monday … 7 = Sunday; ``settings`` are the small office-wide ones."""

    id: str
    name: str
    code: str
    practice: bool
    meeting_weekday: int
    level_names: tuple[str, ...]
    settings: dict[str, Any]


def find_account(db: Any, login: str) -> Account | None:
    """The active account of that login name, or None."""
    row = db.conn.execute(
        "SELECT id, login, name, role, member_id, scope FROM account WHERE login = ? AND status = 'active'", (login,)
    ).fetchone()
    if row is None:
        return None
    return Account(row[0], row[1], row[2] or row[1], Role(row[3]), row[4], tuple(json.loads(row[5] or "[]")))


class StoredAccount(NamedTuple):
    """One row of the table."""

    id: str
    login: str
    name: str
    role: str
    member_id: str
    member: str
    scope: tuple[str, ...]
    active: bool


def every(db: Any) -> list[StoredAccount]:
    """All accounts, those in use first, by login."""
    sql = """SELECT a.id, a.login, a.name, a.role, a.member_id, ifnull(m.name, ''), a.scope, a.status = 'active' FROM account a
      LEFT JOIN grid_member m ON m.id = a.member_id WHERE a.status NOT IN ('voided', 'merged')
      ORDER BY a.status <> 'active', a.login"""
    return [
        StoredAccount(key, login, name, role, member_id, member, tuple(json.loads(scope or "[]")), bool(active))
        for key, login, name, role, member_id, member, scope, active in db.conn.execute(sql)
    ]


def last_seen(db: Any) -> dict[str, int]:
    """Account → milliseconds of its last sign-in."""
    sql = "SELECT actor, max(at_ms) FROM operation WHERE kind = 'session.sign_in' GROUP BY actor"
    return {str(row[0]): int(row[1]) for row in db.conn.execute(sql)}


def office(db: Any) -> Office:
    """The office; every register has exactly one."""
    row = db.conn.execute(
        "SELECT id, name, code, practice, meeting_weekday, level_names, settings FROM office WHERE status = 'active'"
    ).fetchone()
    return Office(row[0], row[1], row[2], bool(row[3]), row[4] or 5, tuple(json.loads(row[5] or "[]")), json.loads(row[6] or "{}"))
