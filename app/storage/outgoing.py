"""What left the register, and the requests of those who had to ask."""

from __future__ import annotations

from typing import Any, NamedTuple

from app.storage.words import LIVING


class StoredOutgoing(NamedTuple):
    """One row with the names of its people."""

    id: str
    number: int
    title: str
    form: str
    receiver: str
    purpose: str
    lines: int
    sensitivity: str
    full: int
    left_at: str
    left_by: str
    expires_on: str
    approval: str
    deleted_on: str
    deleted_by: str


class StoredRequest(NamedTuple):
    """One request with the names of its people."""

    id: str
    kind: str
    scope: str
    title: str
    lines: int
    receiver: str
    purpose: str
    expires_on: str
    asked_by: str
    asker: str
    asked_at: str
    decision: str
    decider: str
    decided_why: str
    used_by: str


def highest_number(db: Any) -> int:
    """The last running number given, 0 before the first."""
    return int(db.conn.execute("SELECT coalesce(max(number), 0) FROM outgoing").fetchone()[0])


def rows(db: Any) -> list[StoredOutgoing]:
    """Newest first."""
    sql = f"""SELECT o.id, o.number, o.title, o.form, o.receiver, o.purpose, o.lines, o.sensitivity, o.full, o.left_at,
      ifnull(a.name, ''), o.expires_on, o.approval, o.deleted_on, ifnull(d.name, '')
      FROM outgoing o LEFT JOIN account a ON a.id = o.left_by LEFT JOIN account d ON d.id = o.deleted_by
      WHERE o.status {LIVING} ORDER BY o.number DESC, o.left_at DESC"""
    return [StoredOutgoing(*row) for row in db.conn.execute(sql)]


def requests(db: Any) -> list[StoredRequest]:
    """Those that wait first, then newest first."""
    sql = f"""SELECT q.id, q.kind, q.scope, q.title, q.lines, q.receiver, q.purpose, q.expires_on, q.asked_by, ifnull(a.name, ''),
      q.asked_at, q.decision, ifnull(d.name, ''), q.decided_why, q.used_by
      FROM outgoing_request q LEFT JOIN account a ON a.id = q.asked_by LEFT JOIN account d ON d.id = q.decided_by
      WHERE q.status {LIVING} ORDER BY q.decision <> '', q.asked_at DESC, q.id DESC"""
    return [StoredRequest(*row) for row in db.conn.execute(sql)]


def others_who_approve(db: Any, account_id: str, roles: tuple[str, ...]) -> list[str]:
    """Names of the active accounts with one of the roles, without this one."""
    marks = ", ".join("?" * len(roles))
    sql = f"SELECT name FROM account WHERE status = 'active' AND id <> ? AND role IN ({marks}) ORDER BY login"
    return [row[0] for row in db.conn.execute(sql, (account_id, *roles))]
