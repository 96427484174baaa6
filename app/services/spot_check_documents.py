"""抽查单 and 抽查结果表 on paper and as a workbook; both are recorded in the journal."""

from __future__ import annotations

import os
from pathlib import Path

from app.errors import Refused
from app.models.dates import from_iso, period_label
from app.models.spot_check_views import SpotCheckResults, SpotCheckSheet
from app.models.statistics import Period
from app.services import spot_checks
from app.services.documents import Progress, imprint, record
from app.services.session import Session


def sheet(session: Session, check_id: str) -> SpotCheckSheet:
    """A draw with its items."""
    lines = spot_checks.items(session, check_id)
    return SpotCheckSheet(imprint(session), spot_checks.check_line(session, check_id), tuple(lines))


def sheet_pdf(
    session: Session, check_id: str, path: str | os.PathLike[str], progress: Progress | None = None, act: str = "document.pdf"
) -> int:
    """Write 抽查单 as PDF; returns the number of pages.  ``act``: PREVIEW while it is only looked at."""
    from app.reports import spot_check_sheet

    data = sheet(session, check_id)
    if progress:
        progress(0, 1, "排版抽查单")
    pages = spot_check_sheet.write_pdf(data, Path(path))
    record(session, act, spot_check_sheet.heading(data))
    return pages


def results(session: Session, first: str, last: str, label: str = "") -> SpotCheckResults:
    """合格率 of every member over a period."""
    begin, end = from_iso(first), from_iso(last)
    if begin is None or end is None or begin > end:
        raise Refused("看不懂起止日期，请写成 2026-11-01 和 2026-11-30，先起后止。")
    words = label or period_label(Period("range", begin, end))
    return SpotCheckResults(imprint(session), first, last, words, tuple(spot_checks.shares(session, first, last)))


def results_pdf(
    session: Session,
    first: str,
    last: str,
    path: str | os.PathLike[str],
    label: str = "",
    progress: Progress | None = None,
    act: str = "document.pdf",
) -> int:
    """Write 抽查结果表 as PDF; returns the number of pages."""
    from app.reports import spot_check_results

    data = results(session, first, last, label)
    if progress:
        progress(0, 1, "排版抽查结果表")
    pages = spot_check_results.write_pdf(data, Path(path))
    record(session, act, spot_check_results.heading(data))
    return pages


def results_xlsx(
    session: Session, first: str, last: str, path: str | os.PathLike[str], label: str = "", progress: Progress | None = None
) -> None:
    """Write 抽查结果表 as a workbook."""
    from app.reports import spot_check_results

    data = results(session, first, last, label)
    if progress:
        progress(0, 1, "写出抽查结果表")
    spot_check_results.write_xlsx(data, Path(path))
    record(session, "document.xlsx", spot_check_results.heading(data))
