"""The weekly ranking on paper and in files, in the view that is on the screen."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.models.documents import BULLETIN_PARTS
from app.models.ranking_views import VIEWS, VOLUME
from app.models.rankings import WeeklySheet
from app.services import documents
from app.ui.context import Context
from app.ui.widgets.print_dialog import PrintDialog, PrintPart, PrintTask
from app.ui.widgets.print_form import JOURNAL_NOTE

ARCHIVE_COPIES = 2


def stem(sheet: WeeklySheet | None, view: str) -> str:
    """Name of the file."""
    look = "" if view == VOLUME else f"-{VIEWS[view]}"
    return f"周排名通报-{sheet.label}{look}" if sheet else "周排名通报"


def print_dialog(context: Context, sheet: WeeklySheet | None, meeting: str, view: str, parent: QWidget) -> PrintDialog:
    """The dialog of the bulletin of a week."""
    session = context.session
    members = len(sheet.rows) if sheet else 0

    def build(path: Any, _full: bool, _purpose: str) -> Any:
        return documents.ranking_pdf, (session, meeting, path), {"act": documents.PREVIEW, "view": view}

    def excel(path: Any, _full: bool, _purpose: str) -> Any:
        return documents.ranking_xlsx, (session, meeting, path), {"view": view}

    notes = ("黑白打印时，升降用箭头和数字表示，不靠颜色。", JOURNAL_NOTE)
    task = PrintTask("周排名通报", stem(sheet, view), build, members + ARCHIVE_COPIES, f"{members} 名网格员 + 存档 {ARCHIVE_COPIES} 份",
                     excel=excel, notes=notes, parts=_parts(sheet, view))  # fmt: skip
    return PrintDialog(context, task, parent)


def _parts(sheet: WeeklySheet | None, view: str) -> tuple[PrintPart, ...]:
    """What may be left out; columns only of the view that has them."""
    present = set(BULLETIN_PARTS)
    if view != VOLUME:
        present -= {"last_week", "attendance"}
    if sheet is None or not any(row.attendance for row in sheet.rows):
        present.discard("attendance")
    return tuple(PrintPart(key, words) for key, words in BULLETIN_PARTS.items() if key in present)
