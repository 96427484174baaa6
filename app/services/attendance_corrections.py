"""补签: one asks, somebody else approves; approving writes the state."""

from __future__ import annotations

from app.errors import Problem, Refused
from app.models.attendance_views import LABELS, CorrectionLine
from app.models.vocabulary import AttendanceState, Role
from app.services.attendance import day_of, final_note, member_of, said, service_of, write_state
from app.services.session import Done, Session
from app.storage import attendance as stored
from app.storage import members

WANTED = {AttendanceState.PRESENT.value, AttendanceState.OFFICIAL.value}
DECISIONS = {"approved": "同意", "refused": "不同意"}


def corrections(session: Session, first: str = "", last: str = "") -> list[CorrectionLine]:
    """补签 of a span and everything that waits; the waiting ones first."""
    session.require("attendance.read")
    known = members.members(session.reader)
    result = []
    for line in stored.corrections(session.reader, first, last):
        member = known.get(line.member_id)
        decided = f"{line.decided_name} {line.decided_on[5:]} {DECISIONS.get(line.decision, '')}".strip() if line.decided_on else ""
        if line.decided_why:
            decided += f"：{line.decided_why}"
        result.append(
            CorrectionLine(
                line.id,
                member.name if member else "",
                member.staff_no if member else "",
                line.day,
                LABELS.get(line.wanted, line.wanted),
                line.reason,
                f"{line.asked_name} {line.asked_on[5:]}",
                line.decision,
                decided,
                _is_own(session, line.asked_by, line.member_id),
            )
        )
    return result


def ask(session: Session, member_id: str, day: str, state: str, reason: str) -> Done:
    """Ask for a day on which one was on duty but that was not recorded so.  Members ask for themselves."""
    session.require("attendance.ask")
    db = session.register.db
    if session.account.role is Role.MEMBER and member_id != session.account.member_id:
        raise Refused("您只能为自己申请补签，别人的由本人或网格长申请。")
    member = member_of(db, member_id)
    text = day_of(day)
    problems = []
    if state not in WANTED:
        problems.append(Problem("state", "补签可补为出勤或公出；请假请用“请假”登记。"))
    if len(reason.strip()) < 2:
        problems.append(Problem("reason", "没有写原因，例如：手机没电没有打卡。"))
    if text > session.today.isoformat():
        problems.append(Problem("day", f"{said(text)}还没到，不用补签。"))
    elif not service_of(member).on(text):
        problems.append(Problem("day", f"{member.name} {said(text)}不在任，不能补签。"))
    elif any(before == state for _, _, before in stored.lines(db, member_id, text, text)):
        problems.append(Problem("day", f"{member.name} {said(text)}已登记为{LABELS[state]}，不用补签。"))
    elif stored.is_asked(db, member_id, text):
        problems.append(Problem("day", f"{member.name} {said(text)}的补签已在等审批，不用再申请。"))
    if problems:
        raise Refused(problems)
    values = {
        "member_id": member_id, "day": text, "wanted": state, "reason": reason.strip(), "asked_by": session.actor_id,
        "asked_name": session.actor_name, "asked_on": session.today.isoformat(), "decision": "open",
    }  # fmt: skip
    with session.work.operation("attendance.ask", session, reason=reason.strip()) as operation:
        operation.insert("attendance_correction", values)
    return Done(operation.id, frozenset(operation.touched), f"已申请补签：{member.name} {said(text)} {LABELS[state]}，等另一人审批")


def decide(session: Session, correction_id: str, approve: bool, why: str = "") -> Done:
    """Approve or refuse.  Never by who asked, nor by the member whose day it is."""
    session.require("attendance.approve")
    db = session.register.db
    line = stored.correction(db, correction_id)
    if line is None:
        raise Refused("没有找到这条补签，可能已被撤销。")
    if line.decision != "open":
        raise Refused(f"这条补签已由{line.decided_name}审批（{DECISIONS.get(line.decision, '')}），不用再审。")
    if _is_own(session, line.asked_by, line.member_id):
        raise Refused("补签由申请人以外的人审批。请另一位网格长或管理员登录后审批。")
    if not approve and not why.strip():
        raise Refused([Problem("why", "不同意要写原因，申请人看得到。")])
    member = member_of(db, line.member_id)
    decision = "approved" if approve else "refused"
    with session.work.operation("attendance.decide", session, reason=why.strip()) as operation:
        operation.update("attendance_correction", correction_id, {
            "decision": decision, "decided_by": session.actor_id, "decided_name": session.actor_name,
            "decided_on": session.today.isoformat(), "decided_why": why.strip(),
        })  # fmt: skip
        if approve:
            write_state(operation, db, line.member_id, line.day, line.wanted, f"补签：{line.reason}")
    end = final_note(session, line.day) if approve else ""
    return Done(operation.id, frozenset(operation.touched), f"{DECISIONS[decision]}补签：{member.name} {said(line.day)}{end}")


def _is_own(session: Session, asked_by: str, member_id: str) -> bool:
    return asked_by == session.actor_id or (bool(session.account.member_id) and session.account.member_id == member_id)
