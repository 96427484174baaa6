"""考勤: the month of all members, states by key, leave for a span.  补签 and settings have files of their own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from app.errors import Problem, Refused
from app.models import dates
from app.models.attendance import (
    DEFAULT_TEMPLATES,
    LEAVE,
    DayRecord,
    Roster,
    Service,
    day_sum,
    month_sums,
    planned_days,
    span_words,
)
from app.models.attendance_views import LABELS, MonthCell, MonthDay, MonthRow, MonthSheet
from app.models.vocabulary import AttendanceState
from app.models.work_calendar import WEEKDAYS, CalendarDay, WorkCalendar
from app.services.session import Done, Session
from app.storage import attendance as stored
from app.storage import closed_weeks, members
from app.storage.members import Member

if TYPE_CHECKING:
    from app.storage.work import Operation

TO_COME = {AttendanceState.PRESENT.value, AttendanceState.ABSENT.value}  # nobody can say this of a day that has not come
LONGEST_LEAVE = 366
FINAL_NOTE = "。那一周已结算，排名表不变"


def roster(db: Any) -> Roster:
    """Calendar, shifts and arrangements as they are now; the usual shifts until the office writes its own."""
    return Roster(WorkCalendar(stored.calendar_edits(db)), stored.templates(db) or DEFAULT_TEMPLATES, stored.arrangements(db))


def service_of(member: Member) -> Service:
    """Days in service."""
    return Service(member.id, member.joined_on, member.left_on)


def month(session: Session, year: int, number: int, db: Any = None) -> MonthSheet:
    """Members in service in a month × its days, with sums."""
    session.require("attendance.read")
    reader = db if db is not None else session.reader
    period = dates.month_period(year, number)
    first, last, today = period.first.isoformat(), period.last.isoformat(), session.today.isoformat()
    plan, records = roster(reader), stored.records(reader, first, last)
    days = plan.calendar.days(period.first, period.last)
    tasks = members.assignments(reader, first, last)
    asked = {(line.member_id, line.day) for line in stored.corrections(reader, first, last) if line.decision == "open"}
    rows = []
    for member in members.members(reader).values():
        if not member.serves_in(first, last) and member.id not in records:
            continue
        codes = "、".join(dict.fromkeys(task.grid_code for task in tasks.get(member.id, ()) if task.grid_code))
        rows.append(_row(member, codes, plan, days, records.get(member.id, []), asked, today))
    waiting = sum(line.decision == "open" for line in stored.corrections(reader, "", ""))
    columns = tuple(
        MonthDay(each.day.isoformat(), each.day.day, WEEKDAYS[each.day.weekday()], each.kind.value, each.note, each.edited)
        for each in days
    )
    remark = plan.calendar.remark(period.first, period.last)
    return MonthSheet(dates.period_label(period), year, number, columns, tuple(rows), remark, waiting)


def _row(
    member: Member,
    codes: str,
    plan: Roster,
    days: list[CalendarDay],
    records: list[DayRecord],
    asked: set[tuple[str, str]],
    today: str,
) -> MonthRow:
    service = service_of(member)
    by_day: dict[str, list[DayRecord]] = {}
    for record in records:
        by_day.setdefault(record.day, []).append(record)
    cells, sums = [], []
    for each in days:
        text = each.day.isoformat()
        templates = plan.planned(service, each)
        found = by_day.get(text, [])
        counted = day_sum(len(templates), found, text <= today)
        sums.append((text, counted))
        shifts = "、".join(f"{template.name} {template.hours}".strip() for template in templates)
        note = "；".join(dict.fromkeys(record.note for record in found if record.note))
        cells.append(
            MonthCell(counted.shown, len(templates), shifts, note, service.on(text), (member.id, text) in asked, text <= today)
        )
    return MonthRow(member.id, member.staff_no, member.name, codes, tuple(cells), month_sums(sums, today))


def set_state(session: Session, member_id: str, day: str, state: str) -> Done:
    """One member on one day; '' takes the record away."""
    session.require("attendance.write")
    db = session.register.db
    member = member_of(db, member_id)
    text = day_of(day)
    if state:
        _check_state(session, member, text, state)
    elif not stored.lines(db, member_id, text, text):
        raise Refused(f"{member.name} {said(text)}没有考勤记录，不用清除。")
    with session.work.operation("attendance.state", session) as operation:
        write_state(operation, db, member_id, text, state)
    words = LABELS[state] if state else "已清除"
    return Done(operation.id, frozenset(operation.touched), f"{member.name} {said(text)} {words}{final_note(session, text)}")


def fill_day(session: Session, day: str) -> Done:
    """Everybody with a planned shift and no record on a day was on duty: one act for the whole column."""
    session.require("attendance.write")
    db = session.register.db
    text = day_of(day)
    if text > session.today.isoformat():
        raise Refused(f"{said(text)}还没到，不能登记出勤。")
    plan, records = roster(db), stored.records(db, text, text)
    what = plan.calendar.day(date.fromisoformat(text))
    missing = [
        member.id for member in members.members(db).values() if member.id not in records and plan.planned(service_of(member), what)
    ]
    if not missing:
        raise Refused(f"{said(text)}该出勤的人都已登记，或这一天没有排班。")
    with session.work.operation("attendance.day", session) as operation:
        for member_id in missing:
            write_state(operation, db, member_id, text, AttendanceState.PRESENT.value)
    return Done(operation.id, frozenset(operation.touched), f"{said(text)} {len(missing)} 人记为出勤{final_note(session, text)}")


def leave(session: Session, member_id: str, first: str, last: str, state: str, note: str = "") -> Done:
    """Leave from a day to a day: written on the days with a planned shift."""
    session.require("attendance.write")
    db = session.register.db
    member = member_of(db, member_id)
    if state not in {kind.value for kind in LEAVE} | {AttendanceState.OFFICIAL.value}:
        raise Refused([Problem("state", "没有选假别，可选请假、病假、年休假、调休、婚产丧假、公出。")])
    begin, end = day_of(first, "first"), day_of(last or first, "last")
    if end < begin:
        raise Refused([Problem("last", f"结束日期 {end} 早于开始日期 {begin}，请核对。")])
    if (date.fromisoformat(end) - date.fromisoformat(begin)).days >= LONGEST_LEAVE:
        raise Refused([Problem("last", "一次请假最长一年，请分次登记。")])
    days = planned_days(roster(db), service_of(member), date.fromisoformat(begin), date.fromisoformat(end))
    if not days:
        raise Refused(
            [
                Problem(
                    "first", f"{span_words(date.fromisoformat(begin), date.fromisoformat(end))}没有{member.name}的班次，不用请假。"
                )
            ]
        )
    with session.work.operation("attendance.leave", session, reason=note.strip()) as operation:
        for day in days:
            write_state(operation, db, member_id, day, state, note.strip())
    off = (date.fromisoformat(end) - date.fromisoformat(begin)).days + 1 - len(days)
    rest = f"，其间 {off} 天没有班次不计" if off else ""
    span = span_words(date.fromisoformat(begin), date.fromisoformat(end))
    text = f"{member.name} {span} {LABELS[state]} {len(days)} 天{rest}{final_note(session, days[0])}"
    return Done(operation.id, frozenset(operation.touched), text)


def write_state(operation: Operation, db: Any, member_id: str, day: str, state: str, note: str = "") -> None:
    """Inside an operation: every line of that day gets the state, a first one is made where there is none."""
    found = stored.lines(db, member_id, day, day)
    for row_id, _, before in found:
        if not state:
            operation.void("attendance", row_id, "清除")
        else:
            changes: dict[str, object] = {"state": state, **({"note": note} if note else {})}
            if state != before and state not in TO_COME:
                changes |= {"came_at": "", "left_at": ""}  # clock times of a day on which one was away mean nothing
            operation.update("attendance", row_id, changes)
    if state and not found:
        operation.insert("attendance", {"member_id": member_id, "day": day, "state": state, "note": note})


def _check_state(session: Session, member: Member, day: str, state: str) -> None:
    if state not in LABELS:
        raise Refused([Problem("state", f"没有“{state}”这种考勤状态。")])
    if state in TO_COME and day > session.today.isoformat():
        raise Refused([Problem("day", f"{said(day)}还没到，不能登记{LABELS[state]}；请假可以先登记。")])
    if not service_of(member).on(day):
        raise Refused([Problem("day", f"{member.name} {said(day)}不在任，没有考勤。")])


def member_of(db: Any, member_id: str) -> Member:
    """The member, or a refusal."""
    found = members.members(db).get(member_id)
    if found is None:
        raise Refused([Problem("member_id", "没有找到这名网格员，可能已被删除。")])
    return found


def day_of(text: str, field: str = "day") -> str:
    """A stored day, or a refusal at the field."""
    found = dates.from_iso(str(text))
    if found is None:
        raise Refused(
            [Problem(field, "没有填日期，请写成 2026-11-20。" if not text else f"看不懂日期“{text}”，请写成 2026-11-20。")]
        )
    return found.isoformat()


def said(day: str) -> str:
    """'11月20日'."""
    found = date.fromisoformat(day)
    return f"{found.month}月{found.day}日"


def final_note(session: Session, day: str) -> str:
    """A closed week keeps its sheet."""
    week = dates.week_of(date.fromisoformat(day), session.office.meeting_weekday)
    return FINAL_NOTE if closed_weeks.get(session.register.db, week.meeting.isoformat()) else ""


def month_before(year: int, number: int, step: int = -1) -> tuple[int, int]:
    """The month some steps away."""
    whole = year * 12 + number - 1 + step
    return whole // 12, whole % 12 + 1


def months(session: Session) -> list[tuple[int, int]]:
    """Months to choose from, newest first: the next one, back to the first attendance (a year at least)."""
    today = session.today
    first = dates.from_iso(stored.first_day(session.reader)) or today
    begin = min(first, today - timedelta(days=365))
    found = [month_before(today.year, today.month, 1)]
    while found[-1] > (begin.year, begin.month):
        found.append(month_before(*found[-1]))
    return found
