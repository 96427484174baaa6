"""指标分配表 and 完成情况表 on paper and as workbooks; every one is recorded in the journal."""

from __future__ import annotations

import os
from pathlib import Path

from app.errors import Refused
from app.models.target_views import AllotPaper, ProgressPaper
from app.models.targets import INDICATORS
from app.services import target_progress, targets
from app.services.documents import Progress, imprint, record
from app.services.session import Session

Target = str | os.PathLike[str]


def allotment(session: Session, year: int, indicator: str, level: str) -> AllotPaper:
    """The split in force with who prints it."""
    found = targets.sheet(session, year, indicator, level)
    if not found.rows:
        raise Refused(f"{year}年{INDICATORS[indicator]}还没有设目标，设定后可以打印。")
    return AllotPaper(imprint(session), found)


def allotment_pdf(
    session: Session, year: int, indicator: str, level: str, path: Target, progress: Progress | None = None, act: str = "document.pdf"
) -> int:
    """Write 指标分配表; returns the number of pages.  ``act``: PREVIEW while it is only looked at."""
    from app.reports import target_table

    paper = allotment(session, year, indicator, level)
    if progress:
        progress(0, 1, "排版指标分配表")
    pages = target_table.write_allotment_pdf(paper, Path(path))
    record(session, act, paper.sheet.title)
    return pages


def allotment_xlsx(session: Session, year: int, indicator: str, level: str, path: Target, progress: Progress | None = None) -> None:
    """Write 指标分配表 as a workbook, with the months."""
    from app.reports import target_table

    paper = allotment(session, year, indicator, level)
    if progress:
        progress(0, 1, "写出指标分配表")
    target_table.write_allotment_xlsx(paper, Path(path))
    record(session, "document.xlsx", paper.sheet.title)


def completion(session: Session, year: int, month: int, level: str, indicator: str) -> ProgressPaper:
    """The progress with who prints it; ``indicator`` '' = all."""
    found = target_progress.matrix(session, year, month, level)
    if not (found.total.cells[indicator].target is not None if indicator else found.set_indicators):
        raise Refused(f"{found.label}还没有设目标，设定后可以打印完成情况。")
    return ProgressPaper(imprint(session), found, indicator)


def completion_pdf(
    session: Session, year: int, month: int, level: str, indicator: str, path: Target, progress: Progress | None = None,
    act: str = "document.pdf",
) -> int:  # fmt: skip
    """Write 完成情况表; returns the number of pages."""
    from app.reports import target_table

    paper = completion(session, year, month, level, indicator)
    if progress:
        progress(0, 1, "排版完成情况表")
    pages = target_table.write_progress_pdf(paper, Path(path))
    record(session, act, target_table.progress_heading(paper))
    return pages


def completion_xlsx(
    session: Session, year: int, month: int, level: str, indicator: str, path: Target, progress: Progress | None = None
) -> None:
    """Write 完成情况表 as a workbook."""
    from app.reports import target_table

    paper = completion(session, year, month, level, indicator)
    if progress:
        progress(0, 1, "写出完成情况表")
    target_table.write_progress_xlsx(paper, Path(path))
    record(session, "document.xlsx", target_table.progress_heading(paper))
