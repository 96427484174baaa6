"""The rules of 走访真实性提示: one table that the office edits; the first change writes the shipped numbers down."""

from __future__ import annotations

from collections.abc import Mapping

from app.errors import Refused
from app.models.sign_rules import DEFAULT_RULES, NUMBERS, Rule, SignKind, checked
from app.services.session import Done, Session
from app.services.visit_signs import rules_in_force
from app.storage import sign_book


def rules(session: Session) -> list[Rule]:
    """All nine, as stored or as shipped."""
    session.require("sign.read")
    found = rules_in_force(session.reader)
    return [found[kind] for kind in SignKind]


def save_rules(session: Session, kind: str, active: bool, values: Mapping[str, object]) -> Done:
    """Change one line of the table; the others are written down as they are, so that later versions of the program do not move them."""
    session.require("sign.rules")
    wanted = checked(kind, active, values)
    now = rules_in_force(session.register.db)
    if now[wanted.kind] == wanted:
        raise Refused(f"“{wanted.kind.label}”和原来一样，没有改动。")
    operation_id, touched = _write(session, "sign.rule", [wanted if rule.kind is wanted.kind else rule for rule in now.values()])
    words = wanted.words if active else "已停用"
    return Done(operation_id, touched, f"规则已保存：{wanted.kind.label}，{words}")


def reset_rules(session: Session) -> Done:
    """恢复默认 for all nine."""
    session.require("sign.rules")
    if list(rules_in_force(session.register.db).values()) == list(DEFAULT_RULES):
        raise Refused("规则都是默认的，不用恢复。")
    operation_id, touched = _write(session, "sign.reset", DEFAULT_RULES)
    return Done(operation_id, touched, "提示规则已恢复默认")


def _write(session: Session, act: str, wanted: list[Rule] | tuple[Rule, ...]) -> tuple[str, frozenset[str]]:
    with session.work.operation(act, session) as operation:
        rows = sign_book.rule_rows(operation.db)
        stored = {rule.kind: rule for rule in sign_book.rules(operation.db)}
        for rule in wanted:
            key = sign_book.rule_id(rule.kind.value)
            used = {number.name: getattr(rule, number.name) for number in NUMBERS[rule.kind]}
            columns: dict[str, object] = {"active": int(rule.active), **used}
            if key not in rows:
                operation.insert("sign_rule", {"id": key, "kind": rule.kind.value, **columns})
            elif rows[key] == "voided":
                operation.update("sign_rule", key, {"status": "active", "status_why": "", **columns})
            elif stored.get(rule.kind) != rule:
                operation.update("sign_rule", key, columns)
    return operation.id, frozenset(operation.touched)
