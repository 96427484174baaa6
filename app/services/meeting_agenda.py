"""What the Friday meeting goes through, counted from the register: ranking, last week's tasks, overdue revisits, quality."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.models import meeting_views as views
from app.models.home_views import GridOverdue
from app.models.meeting_views import Agenda, AgendaSection, QualityCounts
from app.models.meetings import EVERYBODY, CarriedTask
from app.models.rankings import WeeklySheet
from app.models.spot_checks import Tally
from app.services import due_targets, home, rankings, spot_checks, visit_signs
from app.services.session import Session
from app.storage import grids, meetings, members


def agenda(session: Session, meeting: str, db: Any = None) -> Agenda:
    """Everything beside the form, with the sentences that the form begins with."""
    session.require("meeting.read")
    reader = db if db is not None else session.reader
    sheet = rankings.weekly(session, meeting, reader)
    last = last_tasks(reader, sheet.meeting)
    overdue = _overdue(session, reader)
    counts = _quality(reader, sheet)
    quality = AgendaSection("数据质量", counts.lines or ("没有缺项、待核和更正",), "warn" if counts.lines else "ok")
    sections = (
        *(section for section in views.ranking_sections(sheet) if section.title != quality.title),
        views.task_section(last),
        views.overdue_section(overdue),
        AgendaSection(quality.title, (*quality.lines, *_said_of_quality(sheet)), quality.tone),
        views.sign_section(*visit_signs.count(session, sheet.meeting)),
        views.spot_check_section(_spot_checks(reader, sheet)),
    )
    return Agenda(
        sheet.meeting, sheet.label, bool(sheet.closed_at), sections, views.summary_text(sheet), views.review_text(sheet),
        views.plan_text(last, overdue, counts), tuple(last),
    )  # fmt: skip


def last_tasks(db: Any, meeting: str) -> list[CarriedTask]:
    """Tasks of earlier meetings: all that is still open, and what the last meeting decided and is done."""
    previous = meetings.last_final(db, meeting)
    names = {member.id: member.name for member in members.members(db).values()}
    return [
        CarriedTask(
            row.id, row.task_id, row.decision, row.member_id, names.get(row.member_id, "已撤销登记") if row.member_id else EVERYBODY,
            row.task_due_on, row.done_on, row.done_note, weeks,
        )
        for row, weeks in meetings.latest_decisions(db, meeting)
        if row.meeting_on == previous or not row.done_on
    ]  # fmt: skip


def _overdue(session: Session, db: Any) -> tuple[GridOverdue, ...]:
    """As of today: what was due last week and is not done is overdue today."""
    today = session.today
    due = due_targets.due_until(db, (), today.isoformat(), (today - timedelta(days=1)).isoformat())
    return home.overdue_by_grid(db, due, today)


def _quality(db: Any, sheet: WeeklySheet) -> QualityCounts:
    to_verify, without_phone, without_birth = meetings.quality(db, sheet.period.last.isoformat())
    return QualityCounts(to_verify, without_phone, without_birth, sheet.total.corrections, len(sheet.corrections))


def _said_of_quality(sheet: WeeklySheet) -> tuple[str, ...]:
    return tuple(sentence for heading, sentence in sheet.highlights if heading == "数据质量")


def _spot_checks(db: Any, sheet: WeeklySheet) -> Tally:
    found = spot_checks.tallies(db, sheet.period.first.isoformat(), sheet.period.last.isoformat())
    return sum(found.values(), Tally())


def grid_labels(db: Any, day: str) -> dict[str, str]:
    """Member → labels of the grids on a day."""
    labels = {grid.id: grid.label for grid in grids.grids(db).values()}
    found = members.assignments(db, day, day)
    return {key: "、".join(dict.fromkeys(labels.get(each.grid_id, "") for each in tasks)) for key, tasks in found.items()}

