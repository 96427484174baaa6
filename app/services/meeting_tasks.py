"""下周任务: the tasks that decisions became; ticking is the workbench's, another date and giving up want a reason."""

from __future__ import annotations

from app.errors import Problem, Refused
from app.models.dates import from_iso
from app.models.meeting_views import MeetingTaskLine
from app.models.meetings import EVERYBODY, GIVEN_UP
from app.models.vocabulary import Role
from app.services.session import Done, Session
from app.storage import meetings as stored
from app.storage import members


def tasks(session: Session, open_only: bool = True) -> list[MeetingTaskLine]:
    """Tasks of all meetings, the most urgent first; members see their own and those for everybody."""
    session.require("meeting.final")
    db, today = session.reader, session.today.isoformat()
    known = members.members(db)
    member = session.account.member_id if session.account.role is Role.MEMBER else ""
    writes = session.account.role is not Role.LEADER
    lines = []
    for row, weeks in stored.latest_decisions(db):
        task = stored.task_of(db, row.task_id)
        if task is None or (open_only and row.done_on) or (session.account.role is Role.MEMBER and row.member_id not in ("", member)):
            continue
        person = known[row.member_id].name if row.member_id in known else EVERYBODY if not row.member_id else "已撤销登记"
        lines.append(
            MeetingTaskLine(
                row.task_id, task[0], row.member_id, person, row.task_due_on, row.due_on, row.done_on, row.done_note, row.label, weeks,
                late=not row.done_on and row.task_due_on < today, own=writes,
            )
        )  # fmt: skip
    return sorted(lines, key=lambda line: (line.done, "" if not line.done else line.done_on, line.due_on, line.person))


def change_date(session: Session, task_id: str, due_on: str, why: str) -> Done:
    """Another date, with the reason in the history."""
    session.require("meeting.write")
    title, before, done_on = _open_task(session, task_id)
    today = session.today.isoformat()
    problems = []
    if from_iso(due_on) is None:
        problems.append(Problem("due_on", "没有填新的期限，请填日期，例如 +7。"))
    elif due_on < today or due_on == before:
        problems.append(Problem("due_on", "新的期限要是今天或以后，且与原来不同，请重新输入。"))
    if not why.strip():
        problems.append(Problem("why", "没有写改期的原因，请写一句。"))
    if problems:
        raise Refused(problems)
    with session.work.operation("task.postpone", session, reason=why.strip()) as operation:
        operation.update("task", task_id, {"due_on": due_on})
    return Done(operation.id, frozenset(operation.touched), f"“{title}”改到 {due_on}")


def give_up(session: Session, task_id: str, why: str) -> Done:
    """不再办理: the matter ends without being done; the reason stands in its place."""
    session.require("meeting.write")
    title, _, _ = _open_task(session, task_id)
    if not why.strip():
        raise Refused([Problem("why", "没有写不再办理的原因，请写一句。")])
    with session.work.operation("task.drop", session, reason=why.strip()) as operation:
        operation.update("task", task_id, {"done_on": session.today.isoformat(), "done_note": f"{GIVEN_UP}{why.strip()}"})
    return Done(operation.id, frozenset(operation.touched), f"“{title}”不再办理")


def _open_task(session: Session, task_id: str) -> tuple[str, str, str]:
    found = stored.task_of(session.register.db, task_id)
    if found is None:
        raise Refused("没有找到这项任务，可能已删除，请重新选。")
    if found[2]:
        raise Refused(f"“{found[0]}”已在 {found[2]} 办结，不用再改。")
    return found
