"""工作台: what waits today, who is due, what was left unfinished, and the own week beside the last one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from app.errors import Problem, Refused
from app.models.dates import Week, day_text, from_iso, previous_week, week_of
from app.models.dwelling_plan import RoomFacts, arrange, resume_point
from app.models.entity_views import EXPIRES_SOON
from app.models.home_views import GridOverdue, HomeDraft, HomeTask, HomeView, OwnWeek, QuietMember, ResumePoint, WeekFigure
from app.models.meetings import MEETING_TASK
from app.models.statistics import FIGURE_LABELS, VOLUME_FIGURES, FigureRow, Figures, Period
from app.models.vocabulary import Role
from app.services import area as areas
from app.services import due_targets, fair_ranking, statistics
from app.services.due_targets import DueTarget
from app.services.session import Done, Session
from app.settings import OFFICE_ZONE
from app.storage import area, grids, members, visit_entry
from app.storage import home as stored

SPANS = {"day": 0, "week": 6, "month": 29}
SHOWN_REVISITS = 50
LOOK_BACK = 30  # days without an entry that are still told apart
LONGEST_TITLE = 60
TASK_KINDS = {"visit_sheet": "走访单", MEETING_TASK: "例会"}
CHIEFS = (Role.CHIEF, Role.LEADER, Role.ADMIN)


def today(session: Session, span: str = "week") -> HomeView:
    """Everything on the page; ``span`` (day, week, month) is how far 到期回访 looks ahead."""
    db, day = session.reader, session.today
    own_grids = areas.grids_of(session, db)
    until = (day + timedelta(days=SPANS.get(span, SPANS["week"]))).isoformat()
    member = session.account.member_id if session.account.role is Role.MEMBER else ""
    due = due_targets.due_until(db, own_grids, day.isoformat(), until, member if own_grids else "")
    tasks = _tasks(session, db)
    chief = session.account.role in CHIEFS
    return HomeView(
        day=day.isoformat(),
        day_text=day_text(day),
        role=session.account.role.value,
        member_id=session.account.member_id,
        tasks=tasks,
        tasks_done=sum(task.done for task in tasks),
        revisits=tuple(due_targets.as_revisits(db, due[:SHOWN_REVISITS], day.isoformat())),
        revisits_due=len(due),
        revisits_overdue=sum(each.due.overdue_days > 0 for each in due),
        drafts=tuple(
            HomeDraft(each.id, each.kind, each.title, _moment(each.saved_ms)) for each in stored.drafts(db, session.actor_id)
        ),
        week=own_week(session),
        resume=_resume(session, db, own_grids),
        visits_today=stored.visits_on(db, day.isoformat(), member),
        licences_expiring=stored.licences_ending(db, (day + timedelta(days=EXPIRES_SOON)).isoformat(), own_grids),
        quiet=quiet_members(session) if chief else (),
        overdue=overdue_by_grid(db, due, day) if chief else (),
    )


def _moment(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, OFFICE_ZONE).strftime("%m-%d %H:%M")


# ---- the week ------------------------------------------------------------------------------------------------------------------


def own_week(session: Session) -> OwnWeek:
    """The six figures of the week so far beside last week up to the same day; of the office where the account is no member's."""
    week = week_of(session.today, session.office.meeting_weekday)
    before = previous_week(week)
    days = (session.today - week.first).days
    so_far = Period("range", before.first, before.first + timedelta(days=days))
    rows = statistics.figures(session, week.period, "member").rows
    now, rank = _of(session, rows)
    last, _ = _of(session, statistics.figures(session, before.period, "member").rows)
    same, _ = _of(session, statistics.figures(session, so_far, "member").rows)
    names = ("visited_persons", *(name for name in VOLUME_FIGURES if name != "visited_persons"))
    figures = tuple(
        WeekFigure(name, FIGURE_LABELS[name], getattr(now, name), getattr(same, name), getattr(last, name)) for name in names
    )
    return OwnWeek(
        label=_week_text(week),
        meeting=week.meeting.isoformat(),
        figures=figures,
        volume=now.volume,
        last_volume_so_far=same.volume,
        last_volume=last.volume,
        days_left=(week.last - session.today).days + 1,
        text=_compared(now.volume, same.volume),
        rank=rank,
        of=sum(bool(row.id) for row in rows) if rank else None,
        target=fair_ranking.week_target(session.reader, week.period, session.account.member_id),
    )


def _of(session: Session, rows: tuple[FigureRow, ...]) -> tuple[Figures, int | None]:
    member = session.account.member_id
    if not member:
        return Figures.total(row.figures for row in rows), None
    found = next((row for row in rows if row.id == member), None)
    return (found.figures, found.rank) if found else (Figures(), None)


def _week_text(week: Week) -> str:
    return f"{week.label.split('年')[-1]} {week.first.isoformat()[5:]} 至 {week.last.isoformat()[5:]}"


def _compared(now: int, same: int) -> str:
    change = now - same
    said = "与上周持平" if not change else f"本周{'多' if change > 0 else '少'} {abs(change)} 条"
    return f"上周同期 {same} 条，{said}"


# ---- what the chief sees -------------------------------------------------------------------------------------------------------


def quiet_members(session: Session) -> tuple[QuietMember, ...]:
    """Members in office without an entry today, the longest quiet first."""
    db, day = session.reader, session.today
    today_text = day.isoformat()
    since = (day - timedelta(days=LOOK_BACK)).isoformat()
    last = stored.last_entries(db, since, today_text)
    labels = {grid.id: grid.label for grid in grids.grids(db).values()}
    tasks = members.assignments(db, today_text, today_text)
    lines = []
    for key, number, name in area.members(db, today_text):
        own = tasks.get(key, [])
        roles = {each.role for each in own}
        if last.get(key) == today_text or not own or roles <= statistics.LEADING_ROLES:
            continue
        days = (day - date.fromisoformat(last[key])).days if key in last else None
        label = "、".join(dict.fromkeys(labels.get(each.grid_id, "") for each in own))
        lines.append(QuietMember(key, number, name, label, last.get(key, ""), days))
    return tuple(sorted(lines, key=lambda line: (line.last_entry_on, line.staff_no)))


def overdue_by_grid(db: Any, due: list[DueTarget], day: date) -> tuple[GridOverdue, ...]:
    """Overdue and due today by grid, the most overdue first."""
    keepers = area.keepers(db, day.isoformat())
    labels = {grid.id: grid.label for grid in grids.grids(db).values()}
    sums: dict[str, list[int]] = {}
    for each in due:
        late = each.due.overdue_days
        found = sums.setdefault(each.candidate.grid_id, [0, 0, 0])
        found[0] += late > 0
        found[1] += late == 0
        found[2] = max(found[2], late)
    lines = [
        GridOverdue(grid, labels.get(grid, "（未分网格）"), keepers.get(grid, ("", ""))[1], late, now, longest)
        for grid, (late, now, longest) in sums.items()
        if late or now
    ]
    return tuple(sorted(lines, key=lambda line: (-line.overdue, -line.longest_days, line.grid)))


# ---- where entry goes on -------------------------------------------------------------------------------------------------------


def _resume(session: Session, db: Any, own_grids: tuple[str, ...]) -> ResumePoint | None:
    member = session.account.member_id
    door = visit_entry.last_door(db, member, own_grids) if member else ""
    if not door:
        return None
    today_text = session.today.isoformat()
    rooms = visit_entry.stairs(db, door)
    seen = {each.candidate.id: each.candidate for each in due_targets.due_of(db, today_text, doors=[key for key, _, _ in rooms])}
    facts = [
        RoomFacts(key, room, floor, seen[key].use if key in seen else "", False, seen[key].last_counted_on if key in seen else "")
        for key, room, floor in rooms
    ]
    following = resume_point(arrange(facts, since=today_text), door)
    if not following:
        return None
    at = visit_entry.place(db, "dwelling", following, today_text)
    return ResumePoint(following, f"接着录 {at.address}") if at else None


# ---- tasks ---------------------------------------------------------------------------------------------------------------------


def _tasks(session: Session, db: Any) -> tuple[HomeTask, ...]:
    day = session.today.isoformat()
    whose = session.account.member_id if session.account.role is Role.MEMBER else None
    return tuple(_task(each, day) for each in stored.tasks(db, whose, day))


def _task(each: stored.Task, day: str) -> HomeTask:
    late = bool(each.due_on) and each.due_on < day and not each.done_on
    text = "已完成" if each.done_on else ""
    if not text and each.due_on:
        left = (date.fromisoformat(each.due_on) - date.fromisoformat(day)).days
        text = f"超期 {-left} 天" if left < 0 else "今天" if left == 0 else "明天" if left == 1 else f"{each.due_on[5:]} 前"
    return HomeTask(
        each.id,
        each.title,
        TASK_KINDS.get(each.kind, each.kind),
        each.due_on,
        text,
        bool(each.done_on),
        each.done_note,
        each.source if each.kind not in TASK_KINDS else "",
        late,
    )


def add_task(session: Session, title: str, due_on: str = "", kind: str = "", member_id: str = "") -> Done:
    """A task for oneself; a chief may name another member ('' = everybody)."""
    session.require("visit.write")
    clean = " ".join(title.split())
    problems = []
    if not clean:
        problems.append(Problem("title", "任务没有内容，请写一句。"))
    elif len(clean) > LONGEST_TITLE:
        problems.append(Problem("title", f"任务有 {len(clean)} 个字，最多 {LONGEST_TITLE} 个。"))
    if due_on and from_iso(due_on) is None:
        problems.append(Problem("due_on", f"期限“{due_on}”不存在，请核对。"))
    elif due_on and due_on < session.today.isoformat():
        problems.append(Problem("due_on", "期限已过，请填今天或以后的日期。"))
    if kind in TASK_KINDS:
        problems.append(Problem("kind", "这个类别由程序产生，请换一个。"))
    if problems:
        raise Refused(problems)
    whose = session.account.member_id if session.account.role is Role.MEMBER else member_id
    with session.work.operation("task.add", session) as operation:
        operation.insert("task", {"title": clean, "kind": kind.strip(), "due_on": due_on, "member_id": whose})
    return Done(operation.id, frozenset(operation.touched), f"已添加任务：{clean}")


def tick_task(session: Session, task_id: str, done: bool = True, note: str = "") -> Done:
    """Done, or not done after all."""
    found = _own_task(session, task_id)
    with session.work.operation("task.done", session) as operation:
        operation.update(
            "task", task_id, {"done_on": session.today.isoformat() if done else "", "done_note": note.strip() if done else ""}
        )
    return Done(operation.id, frozenset(operation.touched), f"任务{'已完成' if done else '恢复为未完成'}：{found.title}")


def delete_task(session: Session, task_id: str) -> Done:
    """Take a task off the list; it stays in the history."""
    found = _own_task(session, task_id)
    if found.kind == MEETING_TASK:
        raise Refused("这是例会议定的事项，不能删除。办完请打勾，要改期请网格长在“下周任务”里改。")
    with session.work.operation("task.delete", session) as operation:
        operation.void("task", task_id, "删除")
    return Done(operation.id, frozenset(operation.touched), f"已删除任务：{found.title}")


def _own_task(session: Session, task_id: str) -> stored.Task:
    session.require("visit.write")
    found = stored.task(session.register.db, task_id)
    if found is None:
        raise Refused("没有找到这项任务，可能已被删除。")
    if session.account.role is Role.MEMBER and found.member_id not in ("", session.account.member_id):
        raise Refused("这是别的网格员的任务，您可以查看，不能改动。")
    return found
