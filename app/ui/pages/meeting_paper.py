"""The minutes and the list of tasks in the print dialog."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from app.models.meeting_views import MeetingView
from app.services import documents, meeting_documents
from app.ui.context import Context
from app.ui.widgets.print_dialog import PrintDialog, PrintTask

ARCHIVE_COPIES = 2


def minutes_dialog(context: Context, view: MeetingView | None, version: int, parent: QWidget) -> PrintDialog:
    """The minutes of a meeting; ``version`` 0 = as they are now."""
    name, meeting = (view.line.label, view.line.meeting) if view is not None else ("", "")
    stem = f"会议纪要-{name}" + (f"-第{version}稿" if version else "")

    def build(path: Path, _full: bool, _purpose: str) -> Any:
        return meeting_documents.minutes_pdf, (context.session, meeting, path), {"act": documents.PREVIEW, "version": version}

    people = len(view.draft.people) if view is not None else 0
    task = PrintTask("会议纪要", stem, build, ARCHIVE_COPIES, f"存档 {ARCHIVE_COPIES} 份，名单上 {people} 人")
    return PrintDialog(context, task, parent)


def tasks_dialog(context: Context, open_only: bool, parent: QWidget) -> PrintDialog:
    """The tasks of the meetings as the page shows them."""

    def build(path: Path, _full: bool, _purpose: str) -> Any:
        return meeting_documents.tasks_pdf, (context.session, path), {"act": documents.PREVIEW, "open_only": open_only}

    return PrintDialog(context, PrintTask("例会任务清单", f"例会任务-{context.today():%Y%m%d}", build), parent)
