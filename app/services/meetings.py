"""例会: opened with what the register knows, kept as a draft, made final (frozen, decisions become tasks), opened again with a reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

from app import settings
from app.errors import Problem, Refused
from app.models import access, dates
from app.models.dates import Week
from app.models.meeting_views import MeetingLine, MeetingView, MinutesVersion
from app.models.meetings import (
    BLACK,
    DRAFT,
    EVERYBODY,
    FINAL,
    MEETING_TASK,
    RED,
    Decision,
    MeetingAttendance,
    MeetingDraft,
    MeetingPerson,
    Minutes,
    attendance_from,
    chain_length,
    check_draft,
    clock,
    minutes_from_json,
    minutes_of,
    minutes_to_json,
    with_carried,
)
from app.services import attendance, meeting_agenda, rankings
from app.services.session import Done, Session
from app.storage import attendance as stored_attendance
from app.storage import closed_weeks, members
from app.storage import meetings as stored
from app.storage.meetings import Meeting

NOT_CLOSED = "定稿时{label}的数据尚未结算。"


# ---- the list --------------------------------------------------------------------------------------------------------------------


def meetings(session: Session) -> list[MeetingLine]:
    """Every week, newest first, with what was written; members see final minutes only."""
    session.require("meeting.final")
    found = stored.every(session.reader)
    reads_drafts = access.allowed(session.account.role, "meeting.read")
    return [
        MeetingLine(week.meeting, week.label, week.first, week.last, *found.get(week.meeting, ("", 0, 0)))
        for week in rankings.weeks(session)
        if reads_drafts or found.get(week.meeting, ("",))[0] == FINAL
    ]


def latest(session: Session) -> str:
    """The meeting that is due: the newest week that is over; '' = none yet."""
    today = session.today.isoformat()
    return next((line.meeting for line in meetings(session) if line.last < today), "")


# ---- one meeting -----------------------------------------------------------------------------------------------------------------


def open_meeting(session: Session, meeting: str) -> MeetingView:
    """The form of a meeting: as stored, or filled in from the register where nothing was stored yet."""
    session.require("meeting.final")
    db, week = session.reader, _week(session, meeting)
    row = stored.meeting(db, week.meeting.isoformat())
    reads_drafts = access.allowed(session.account.role, "meeting.read")
    if not reads_drafts and (row is None or row.state != FINAL):
        raise Refused(f"{week.label}的会议纪要还没有定稿，定稿后可以查看。")
    versions = stored.minutes(db, row.id) if row else []
    draft = _stored_draft(session, db, row) if row else _new_draft(session, db, week)
    if not reads_drafts:  # why somebody was away is for the chief
        draft = replace(draft, people=tuple(replace(each, note="") for each in draft.people))
    closed = closed_weeks.get(db, week.meeting.isoformat()) is not None
    line = MeetingLine(
        week.meeting.isoformat(), week.label, week.first.isoformat(), week.last.isoformat(), row.state if row else "",
        versions[0].version if versions else 0, len(draft.decisions),
    )  # fmt: skip
    serving = [member for member in members.members(db).values() if member.serves_in(draft.held_on, draft.held_on)]
    return MeetingView(
        line, draft, tuple(MinutesVersion(each.version, each.finished_at, each.finished_by, each.reopened_why) for each in versions),
        access.allowed(session.account.role, "meeting.write"), closed,
        not closed and session.today > week.last and access.allowed(session.account.role, "week.close"),
        tuple((member.id, member.staff_no, member.name) for member in serving),
    )  # fmt: skip


def _new_draft(session: Session, db: Any, week: Week) -> MeetingDraft:
    meeting = week.meeting.isoformat()
    said = meeting_agenda.agenda(session, meeting, db)
    before = stored.before(db, meeting)
    shifts = [template for template in attendance.roster(db).templates if str(week.meeting.isoweekday()) in template.weekdays]
    draft = MeetingDraft(
        meeting, meeting,
        held_at=before.held_at if before else next((template.starts for template in shifts), ""),
        place=before.place if before else "",
        host=before.host if before else session.actor_name,
        recorder=before.recorder if before else "",
        mark=before.mark if before else BLACK,
        summary=said.summary, review=said.review, plan=said.plan,
        people=_roster(db, meeting),
    )  # fmt: skip
    return replace(draft, decisions=with_carried((), said.last_tasks, meeting))


def roster_of(session: Session, day: str) -> tuple[MeetingPerson, ...]:
    """Members in service on a day with the attendance that is known of them, for another date of the meeting."""
    session.require("meeting.write")
    return _roster(session.reader, day)


def _roster(db: Any, day: str) -> tuple[MeetingPerson, ...]:
    records = stored_attendance.records(db, day, day)
    grids = meeting_agenda.grid_labels(db, day)
    return tuple(
        MeetingPerson(
            member.id, member.name, *attendance_from(record.state for record in records.get(member.id, ())),
            staff_no=member.staff_no, grid=grids.get(member.id, ""),
        )
        for member in members.members(db).values()
        if member.serves_in(day, day)
    )  # fmt: skip


def _stored_draft(session: Session, db: Any, row: Meeting) -> MeetingDraft:
    known, grids, links = members.members(db), meeting_agenda.grid_labels(db, row.held_on), stored.chains(db)
    people = []
    for each in stored.people(db, row.id):
        member = known.get(each.member_id)
        name = member.name if member else each.name
        people.append(
            MeetingPerson(
                each.member_id, name, each.attendance, each.note, member.staff_no if member else "", grids.get(each.member_id, "")
            )
        )
    decisions = tuple(
        Decision(
            line.decision, line.member_id, line.due_on, line.id, line.task_id, line.carried_from,
            chain_length(line.id, links), known[line.member_id].name if line.member_id in known else EVERYBODY,
        )
        for line in stored.decisions(db, row.id)
    )  # fmt: skip
    if row.state != FINAL:
        decisions = with_carried(decisions, meeting_agenda.last_tasks(db, row.meeting_on), row.meeting_on)
    return MeetingDraft(
        row.meeting_on, row.held_on, row.held_at, row.place, row.host, row.recorder, row.mark, row.summary, row.review, row.plan,
        tuple(people), decisions,
    )  # fmt: skip


# ---- saving ----------------------------------------------------------------------------------------------------------------------


def save(session: Session, draft: MeetingDraft) -> Done:
    """Keep the form as it is; nothing is final yet."""
    session.require("meeting.write")
    week, clean = _week(session, draft.meeting), _cleaned(draft)
    _refuse(session, clean, final=False)
    operation_id, touched = _write(session, week, clean)
    return Done(operation_id, touched, f"已保存 {week.label}例会（草稿）")


def finish(session: Session, draft: MeetingDraft) -> Done:
    """定稿: the form is kept, then its minutes are frozen and the decisions become tasks.  Taking it back leaves the draft."""
    session.require("meeting.write")
    db, week = session.register.db, _week(session, draft.meeting)
    meeting = week.meeting.isoformat()
    last = meeting_agenda.last_tasks(db, meeting)
    clean = _cleaned(draft)
    clean = replace(clean, decisions=with_carried(clean.decisions, last, meeting))
    _refuse(session, clean, final=True)
    _write(session, week, clean)
    row = stored.meeting(db, meeting)
    if row is None:
        raise LookupError(meeting)
    version = max((each.version for each in stored.minutes(db, row.id)), default=0) + 1
    note = "" if closed_weeks.get(db, meeting) else NOT_CLOSED.format(label=week.label)
    minutes = minutes_of(
        clean, last, told(db, clean), office=session.office.name, label=week.label, practice=session.practice, version=version,
        is_draft=False, note=note,
    )  # fmt: skip
    with session.work.operation("meeting.finish", session, reason=week.label) as operation:
        operation.update("meeting", row.id, {"state": FINAL})
        operation.insert(
            "meeting_minutes",
            {
                "meeting_id": row.id,
                "version": version,
                "content": minutes_to_json(minutes),
                "finished_at": settings.now().strftime("%Y-%m-%dT%H:%M:%S"),
                "finished_by": session.actor_name,
            },
        )
        _make_tasks(operation, row)
    count = len(clean.decisions)
    tasks = f"，{count} 项议定事项已成为任务" if count else ""
    return Done(operation.id, frozenset(operation.touched), f"{week.label}会议纪要已定稿{tasks}")


def close_and_finish(session: Session, draft: MeetingDraft) -> Done:
    """Settle the week, then 定稿; what is wrong with the form is said before the week is settled, which cannot be undone."""
    session.require("meeting.write")
    session.require("week.close")
    _refuse(session, _cleaned(draft), final=True)
    meeting = _week(session, draft.meeting).meeting.isoformat()
    closing = rankings.close_week(session, meeting)
    done = finish(session, draft)
    return Done(done.operation_id, done.touched | closing.touched, f"{closing.message}；{done.message}")


def _make_tasks(operation: Any, row: Meeting) -> None:
    """New decisions become tasks; a task that goes on takes the words, person and date of its newest decision."""
    newest = {line.task_id: line.id for line, _ in stored.latest_decisions(operation.db)}
    for line in stored.decisions(operation.db, row.id):
        values = {"title": line.decision, "member_id": line.member_id, "due_on": line.due_on}
        if not line.task_id:
            task_id = operation.insert("task", {**values, "kind": MEETING_TASK, "source": f"{row.label}例会"})
            operation.update("meeting_decision", line.id, {"task_id": task_id})
        elif newest.get(line.task_id) == line.id and not line.done_on:
            operation.update("task", line.task_id, values)


def reopen(session: Session, meeting: str, why: str) -> Done:
    """Final minutes are opened again; the frozen text stays and can be printed as it was."""
    session.require("meeting.write")
    db, week = session.register.db, _week(session, meeting)
    row = stored.meeting(db, week.meeting.isoformat())
    if row is None or row.state != FINAL:
        raise Refused(f"{week.label}的会议纪要没有定稿，可以直接修改。")
    if not why.strip():
        raise Refused([Problem("reopened_why", "没有写原因。纪要已发出，改动要说明原因，请写一句。")])
    frozen = stored.minutes(db, row.id)[0]
    with session.work.operation("meeting.reopen", session, reason=why.strip()) as operation:
        operation.update("meeting", row.id, {"state": DRAFT})
        operation.update(
            "meeting_minutes",
            frozen.id,
            {
                "reopened_at": settings.now().strftime("%Y-%m-%dT%H:%M:%S"),
                "reopened_by": session.actor_name,
                "reopened_why": why.strip(),
            },
        )
    return Done(operation.id, frozenset(operation.touched), f"{week.label}会议纪要已重新打开，第 {frozen.version} 稿仍可打印")


def _write(session: Session, week: Week, draft: MeetingDraft) -> tuple[str, frozenset[str]]:
    db, meeting = session.register.db, week.meeting.isoformat()
    row = stored.meeting(db, meeting)
    if row is not None and row.state == FINAL:
        raise Refused(f"{week.label}的会议纪要已定稿。要改动请先重新打开，写明原因。")
    _refuse_lost_matters(db, row, draft)
    names = ("held_on", "held_at", "place", "host", "recorder", "mark", "summary", "review", "plan")
    values: dict[str, object] = {name: getattr(draft, name) for name in names}
    values |= {"meeting_on": meeting, "label": week.label}
    known = {line.id for line in stored.decisions(db, row.id)} if row else set()
    with session.work.operation("meeting.save", session, reason=week.label) as operation:
        meeting_id = stored.put(operation, values, row.id if row else "")
        people = [
            {
                "member_id": each.member_id,
                "name": "" if each.member_id else each.name,
                "attendance": each.attendance,
                "note": each.note,
            }
            for each in draft.people
        ]
        stored.put_people(operation, meeting_id, people)
        lines = [
            {
                "id": each.id if each.id in known else "",
                "decision": each.text,
                "member_id": each.member_id,
                "due_on": each.due_on,
                "task_id": each.task_id,
                "carried_from": each.carried_from,
            }
            for each in draft.decisions
        ]
        stored.put_decisions(operation, meeting_id, lines)
    return operation.id, frozenset(operation.touched)


def _refuse_lost_matters(db: Any, row: Meeting | None, draft: MeetingDraft) -> None:
    """A matter that a later meeting has taken over cannot be struck from this one."""
    if row is None:
        return
    kept = {each.id for each in draft.decisions}
    later = set(stored.chains(db).values())
    lost = [line.decision for line in stored.decisions(db, row.id) if line.id not in kept and line.id in later]
    if lost:
        raise Refused(f"“{lost[0]}”已转入后面的例会继续办理，不能从这次例会删去。")


def _refuse(session: Session, draft: MeetingDraft, final: bool) -> None:
    problems = check_draft(draft, session.today.isoformat(), final)
    known = members.members(session.register.db)
    problems += [
        Problem("member_id", f"“{each.text}”的责任人已不在网格员名册里，请重新选。")
        for each in draft.decisions
        if each.member_id and each.member_id not in known
    ]
    if problems:
        raise Refused(problems)


def _cleaned(draft: MeetingDraft) -> MeetingDraft:
    """Without stray blanks; times as 15:00."""
    kinds = {kind.value for kind in MeetingAttendance}
    people = tuple(
        replace(each, name=each.name.strip(), note=each.note.strip(), attendance=each.attendance if each.attendance in kinds else "present")
        for each in draft.people
        if each.member_id or each.name.strip()
    )
    decisions = tuple(replace(each, text=" ".join(each.text.split())) for each in draft.decisions)
    plain = {name: " ".join(getattr(draft, name).split()) for name in ("place", "host", "recorder")}
    texts = {name: "\n".join(line.strip() for line in getattr(draft, name).splitlines() if line.strip()) for name in ("summary", "review", "plan")}
    mark = RED if draft.mark == RED else BLACK
    return replace(draft, held_at=clock(draft.held_at), mark=mark, people=people, decisions=decisions, **plain, **texts)


# ---- the minutes -----------------------------------------------------------------------------------------------------------------


def minutes(session: Session, meeting: str, version: int = 0) -> Minutes:
    """A frozen text (0 = the newest), or where the meeting is not final what the draft would print."""
    session.require("meeting.final")
    db, week = session.reader, _week(session, meeting)
    row = stored.meeting(db, week.meeting.isoformat())
    reads_drafts = access.allowed(session.account.role, "meeting.read")
    if row is None or (row.state != FINAL and not reads_drafts):
        raise Refused(f"{week.label}的会议纪要还没有{'保存' if reads_drafts else '定稿'}，没有可以打印的内容。")
    frozen = stored.minutes(db, row.id)
    if version or row.state == FINAL:
        found = next((each for each in frozen if each.version == version or not version), None)
        if found is None or (not reads_drafts and found is not frozen[0]):
            raise Refused(f"{week.label}的会议纪要没有第 {version} 稿，请重新选。")
        return minutes_from_json(found.content)
    draft = _stored_draft(session, db, row)
    last = meeting_agenda.last_tasks(db, row.meeting_on)
    return minutes_of(
        draft, last, told(db, draft), office=session.office.name, label=row.label, practice=session.practice,
        version=len(frozen) + 1, is_draft=True,
    )  # fmt: skip


def told(db: Any, draft: MeetingDraft) -> dict[str, str]:
    """Member → name as the minutes call him or her; namesakes with their number."""
    known = members.members(db)
    named = {each.member_id for each in draft.people} | {each.member_id for each in draft.decisions}
    named &= set(known)
    often = Counter(known[key].name for key in named)
    return {key: f"{known[key].name}（{known[key].staff_no}）" if often[known[key].name] > 1 else known[key].name for key in named}


def _week(session: Session, meeting: str) -> Week:
    day = dates.from_iso(str(meeting))
    if day is None:
        raise Refused(f"“{meeting}”不是例会日期，请写成 2026-11-20。")
    return _week_of(day, session.office.meeting_weekday)


def _week_of(day: date, weekday: int) -> Week:
    return dates.week_of_meeting(day) if day.isoweekday() == weekday else dates.week_of(day, weekday)
