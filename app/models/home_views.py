"""The workbench (工作台) as the screen sees it."""

from __future__ import annotations

from dataclasses import dataclass

from app.models.visit_views import RevisitLine


@dataclass(frozen=True)
class HomeTask:
    """One line of 今日任务."""

    id: str
    title: str
    kind: str  # tag shown behind it: 入户采集, 法人走访, 通知, 走访单 …
    due_on: str
    due_text: str
    done: bool
    done_note: str = ""
    source: str = ""
    overdue: bool = False


@dataclass(frozen=True)
class HomeDraft:
    """One draft that was not handed in."""

    id: str
    kind: str
    title: str
    saved_at: str  # '11-18 21:03'


@dataclass(frozen=True)
class WeekFigure:
    """One bar of 我的本周: this week beside last week up to the same weekday, and the whole of last week."""

    name: str  # key of FIGURE_LABELS
    label: str
    this_week: int
    last_week_so_far: int
    last_week: int


@dataclass(frozen=True)
class OwnWeek:
    """我的本周."""

    label: str  # '第47周 11-13 至 11-19'
    meeting: str
    figures: tuple[WeekFigure, ...]
    volume: int
    last_volume_so_far: int
    last_volume: int
    days_left: int
    text: str  # '上周同期 79 条，本周多 7 条'
    rank: int | None = None
    of: int | None = None
    target: int | None = None  # 数据量 of the week, None = none was set


@dataclass(frozen=True)
class ResumePoint:
    """Where the evening's entry stopped: what F5 continues with."""

    dwelling_id: str
    text: str  # '接着录 3栋1单元1002'


@dataclass(frozen=True)
class QuietMember:
    """Chief: a member without entries today (or for some days)."""

    member_id: str
    staff_no: str
    name: str
    grid: str
    last_entry_on: str
    days_quiet: int | None


@dataclass(frozen=True)
class GridOverdue:
    """Chief: overdue revisits of one grid."""

    grid_id: str
    grid: str
    members: str
    overdue: int
    due_today: int
    longest_days: int


@dataclass(frozen=True)
class HomeView:
    """Everything on the page; chiefs get ``quiet`` and ``overdue`` too."""

    day: str
    day_text: str  # '11月20日 周五'
    role: str
    member_id: str
    tasks: tuple[HomeTask, ...]
    tasks_done: int
    revisits: tuple[RevisitLine, ...]  # most overdue first, at most ``revisit_limit``
    revisits_due: int  # until the end of the span
    revisits_overdue: int
    drafts: tuple[HomeDraft, ...]
    week: OwnWeek | None
    resume: ResumePoint | None
    visits_today: int
    licences_expiring: int
    quiet: tuple[QuietMember, ...] = ()
    overdue: tuple[GridOverdue, ...] = ()
