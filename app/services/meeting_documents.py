"""The minutes (R11) and the list of tasks on paper; each is recorded in the journal."""

from __future__ import annotations

import os
from pathlib import Path

from app.models.meeting_views import MeetingTaskSheet
from app.services import meeting_tasks, meetings
from app.services.documents import Progress, imprint, record
from app.services.session import Session


def minutes_pdf(
    session: Session,
    meeting: str,
    path: str | os.PathLike[str],
    progress: Progress | None = None,
    act: str = "document.pdf",
    version: int = 0,
) -> int:
    """Write the minutes; returns the number of pages.  Final ones come from their frozen text alone."""
    from app.reports import meeting_minutes

    data = meetings.minutes(session, meeting, version)
    if progress:
        progress(0, 1, "排版会议纪要")
    pages = meeting_minutes.write_pdf(data, Path(path))
    state = "讨论稿" if data.draft else f"第 {data.version} 稿"
    record(session, act, f"会议纪要 {data.label} {state}")
    return pages


def tasks_pdf(
    session: Session, path: str | os.PathLike[str], progress: Progress | None = None, act: str = "document.pdf", open_only: bool = True
) -> int:
    """Write the list of tasks; returns the number of pages."""
    from app.reports import meeting_task_sheet

    by = imprint(session)
    lines = tuple(meeting_tasks.tasks(session, open_only))
    data = MeetingTaskSheet(by.office, session.today.isoformat(), by.printed_by, by.printed_at, by.practice, lines)
    if progress:
        progress(0, 1, "排版例会任务")
    pages = meeting_task_sheet.write_pdf(data, Path(path))
    record(session, act, f"例会任务 {data.day} {len(lines)} 项")
    return pages
