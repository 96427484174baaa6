"""The monthly sheet of attendance on paper and as a workbook; both are recorded in the journal."""

from __future__ import annotations

import os
from pathlib import Path

from app.models.attendance_views import AttendanceSheet
from app.services import attendance
from app.services.documents import Progress, imprint, record
from app.services.session import Session


def sheet(session: Session, year: int, month: int) -> AttendanceSheet:
    """The month with who prints it."""
    return AttendanceSheet(imprint(session), attendance.month(session, year, month))


def sheet_pdf(
    session: Session, year: int, month: int, path: str | os.PathLike[str], progress: Progress | None = None, act: str = "document.pdf"
) -> int:
    """Write the sheet as PDF; returns the number of pages.  ``act``: PREVIEW while it is only looked at."""
    from app.reports import attendance_sheet

    data = sheet(session, year, month)
    if progress:
        progress(0, 1, "排版考勤表")
    pages = attendance_sheet.write_pdf(data, Path(path))
    record(session, act, attendance_sheet.heading(data.month))
    return pages


def sheet_xlsx(session: Session, year: int, month: int, path: str | os.PathLike[str], progress: Progress | None = None) -> None:
    """Write the sheet as a workbook."""
    from app.reports import attendance_sheet

    data = sheet(session, year, month)
    if progress:
        progress(0, 1, "写出考勤表")
    attendance_sheet.write_xlsx(data, Path(path))
    record(session, "document.xlsx", attendance_sheet.heading(data.month))
