"""What leaves the register: asked before, numbered, entered, and remembered until it is deleted again (domain.md §8, 4).

A list with more whole numbers than the office's limit needs another chief or administrator.  Trying to make it asks them: there is no
second form to fill in.  Their consent holds for the same list, purpose and receiver, for the person who asked, and once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from app import settings
from app.errors import Problem, Refused
from app.models.access import ACTIONS
from app.models.field_classes import FieldClass, class_that_leaves, full_numbers_leave
from app.models.outgoing import ALONE, INSIDE, Handing, Leaving, OutgoingLine, OutgoingRules, RequestLine, checked_rules, rules_of
from app.services.session import Done, Session
from app.storage import outgoing as stored
from app.storage.outgoing import StoredRequest
from app.storage.work import Operation


@dataclass(frozen=True)
class Permit:
    """That something may leave, under which number."""

    leaving: Leaving
    handing: Handing
    number: int
    request_id: str
    approval: str
    watermark: str


def permit(session: Session, leaving: Leaving, handing: Handing, preview: str = "") -> Permit:
    """May this leave?  Refused where another person has to agree first (the request is then made).

    ``preview``: the file that is only looked at; it keeps its number when it is built again, and leaves by ``entered_paper``.
    """
    if leaving.full and not handing.purpose.strip():
        raise Refused([Problem("purpose", "完整证件号码要先写用途，例如“街道年终核对”，用途会记入操作记录")])
    request_id, approval = _consent(session, leaving, handing)
    earlier = session.drawn.get(preview)
    number = earlier.number if isinstance(earlier, Permit) else _next_number(session)
    at = settings.now().strftime("%Y-%m-%d %H:%M")
    given = Permit(leaving, handing, number, request_id, approval, f"{session.actor_name}　{at}　外发第 {number} 号")
    if preview:
        session.drawn[preview] = given
    return given


def enter(session: Session, operation: Operation, given: Permit) -> None:
    """Inside the operation that makes the file: put it on the list, use up the consent."""
    leaving, handing = given.leaving, given.handing
    row = operation.insert("outgoing", {
        "number": given.number, "kind": leaving.kind, "title": leaving.title, "form": leaving.form,
        "receiver": handing.receiver.strip() or INSIDE, "purpose": handing.purpose.strip(), "lines": leaving.lines,
        "sensitivity": class_that_leaves(leaving.kind, leaving.full).value, "full": int(leaving.full),
        "left_at": settings.now().strftime("%Y-%m-%d %H:%M"), "left_by": session.account.id,
        "expires_on": handing.expires_on(session.today, rules(session)), "request_id": given.request_id, "approval": given.approval,
    })  # fmt: skip
    if given.request_id:
        operation.update("outgoing_request", given.request_id, {"used_by": row})


def enter_drawn(session: Session, operation: Operation, preview: str, form: str) -> None:
    """What was only looked at has been printed or saved; printed once more from the same preview it is the same number."""
    given = session.drawn.pop(preview, None)
    if isinstance(given, Permit):
        enter(session, operation, replace(given, leaving=replace(given.leaving, form=form)))


def _next_number(session: Session) -> int:
    drawn = [each.number for each in session.drawn.values() if isinstance(each, Permit)]
    return max([stored.highest_number(session.register.db), *drawn]) + 1


def _consent(session: Session, leaving: Leaving, handing: Handing) -> tuple[str, str]:
    """(request, words for the list); ('', '') where nobody has to be asked."""
    limit = rules(session).limit
    if not full_numbers_leave(leaving.kind, leaving.full) or leaving.lines <= limit:
        return "", ""
    db = session.register.db
    others = stored.others_who_approve(db, session.account.id, _approvers())
    if not others:
        return "", ALONE
    mine = [each for each in stored.requests(db) if _same(each, session, leaving, handing)]
    open_ones = [each for each in mine if not each.decision and each.lines >= leaving.lines]
    agreed = next((each for each in mine if each.decision == "approved" and not each.used_by and each.lines >= leaving.lines), None)
    if agreed is not None:
        return agreed.id, f"{agreed.decider} 同意"
    if mine and not open_ones and mine[0].decision == "refused":
        raise Refused(f"{mine[0].decider} 没有同意这次外发：{mine[0].decided_why}。用途或范围改变后可以再申请")
    if not open_ones:
        _ask(session, leaving, handing)
    raise Refused(
        f"有 {leaving.lines:,} 行完整证件号码，超过 {limit} 行，要由另一位（{'、'.join(others)}）同意。"
        "已提交申请，对方在“数据交换 · 外发记录”里同意后，再做一次即可"
    )


def _approvers() -> tuple[str, ...]:
    return tuple(sorted(role.value for role in ACTIONS["outgoing.approve"]))


def _same(request: StoredRequest, session: Session, leaving: Leaving, handing: Handing) -> bool:
    wanted = (session.account.id, leaving.kind, leaving.scope, handing.purpose.strip(), handing.receiver.strip() or INSIDE)
    return (request.asked_by, request.kind, request.scope, request.purpose, request.receiver) == wanted


def _ask(session: Session, leaving: Leaving, handing: Handing) -> None:
    reason = f"{leaving.title} · {leaving.lines} 行 · {handing.purpose.strip()}"
    with session.work.operation("outgoing.ask", session, reason=reason) as operation:
        operation.insert("outgoing_request", {
            "kind": leaving.kind, "form": leaving.form, "scope": leaving.scope, "title": leaving.title, "lines": leaving.lines,
            "receiver": handing.receiver.strip() or INSIDE, "purpose": handing.purpose.strip(),
            "expires_on": handing.expires_on(session.today, rules(session)), "asked_by": session.account.id,
            "asked_at": settings.now().strftime("%Y-%m-%d %H:%M"),
        })  # fmt: skip


# ---- the list -------------------------------------------------------------------------------------------------------------------


def lines(session: Session) -> list[OutgoingLine]:
    """What left, newest first."""
    session.require("outgoing.read")
    today = session.today.isoformat()
    return [
        OutgoingLine(
            *row[:7], sensitivity=FieldClass(row.sensitivity).label, full=bool(row.full), left_at=row.left_at, left_by=row.left_by,
            expires_on=row.expires_on, approval=row.approval, deleted_on=row.deleted_on, deleted_by=row.deleted_by,
            due=not row.deleted_on and row.expires_on <= today,
        )
        for row in stored.rows(session.reader)
    ]  # fmt: skip


def requests(session: Session) -> list[RequestLine]:
    """Requests, those that wait first."""
    session.require("outgoing.read")
    return [
        RequestLine(row.id, row.title, row.lines, row.receiver, row.purpose, row.expires_on, row.asker, row.asked_at,
                    row.asked_by == session.account.id, row.decision, row.decider, row.decided_why, bool(row.used_by))
        for row in stored.requests(session.reader)
    ]  # fmt: skip


def decide(session: Session, request_id: str, approve: bool, why: str = "") -> Done:
    """Another person's consent or refusal; a refusal says why."""
    session.require("outgoing.approve")
    row = next((each for each in stored.requests(session.register.db) if each.id == request_id), None)
    if row is None or row.decision:
        raise Refused("这份申请已经处理过了，请重新读取")
    if row.asked_by == session.account.id:
        raise Refused("自己的申请要由另一位网格长或管理员审批")
    if not approve and not why.strip():
        raise Refused([Problem("why", "不同意要写理由，申请人会看到")])
    decision = "approved" if approve else "refused"
    with session.work.operation("outgoing.decide", session, reason=f"{row.title} · {'同意' if approve else '不同意'}") as operation:
        operation.update("outgoing_request", row.id, {
            "decision": decision, "decided_by": session.account.id, "decided_at": settings.now().strftime("%Y-%m-%d %H:%M"),
            "decided_why": why.strip(),
        })  # fmt: skip
    return _done(operation, f"已{'同意' if approve else '退回'}“{row.title}”的外发申请")


def deleted(session: Session, outgoing_id: str) -> Done:
    """Somebody says that the file or the paper is gone."""
    session.require("outgoing.read")
    row = next((each for each in stored.rows(session.register.db) if each.id == outgoing_id), None)
    if row is None or row.deleted_on:
        raise Refused("这份外发已经记为删除，请重新读取")
    with session.work.operation("outgoing.deleted", session, reason=f"外发第 {row.number} 号 {row.title}") as operation:
        operation.update("outgoing", row.id, {"deleted_on": session.today.isoformat(), "deleted_by": session.account.id})
    return _done(operation, f"外发第 {row.number} 号已记为删除")


def rules(session: Session) -> OutgoingRules:
    """The office's limit and time."""
    return rules_of(session.office.settings)


def save_rules(session: Session, values: Mapping[str, int]) -> Done:
    """Limit and time of the office; the administrator's."""
    session.require("privacy.write")
    kept = {**session.office.settings, "outgoing": asdict(checked_rules(values))}
    with session.work.operation("outgoing.rules", session) as operation:
        operation.update("office", session.office.id, {"settings": json.dumps(kept, ensure_ascii=False)})
    session.forget_office()
    return _done(operation, "已保存外发规则")


def _done(operation: Operation, message: str) -> Done:
    return Done(operation.id, frozenset(operation.touched), message)
