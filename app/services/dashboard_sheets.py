"""The dashboard on paper; every page is recorded in the journal."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from app.models.dashboard import TABS, Request
from app.models.dashboard_paper import DashboardSheet
from app.services import dashboard, documents
from app.services.documents import Progress

if TYPE_CHECKING:
    from app.services.session import Session

TITLE = "网格工作简报"


def sheet(session: Session, request: Request, tab: str) -> DashboardSheet:
    """A tab as one page."""
    board = dashboard.board(session, request, tab)
    span = f"{board.span.label}（{board.span.days_text}）"
    return DashboardSheet(
        imprint=documents.imprint(session),
        tab=dict(TABS)[tab],
        span=span if board.span.period.kind != "range" or board.span.unfinished else board.span.days_text,
        scope=board.scope,
        as_of=board.as_of,
        numbers=board.numbers,
        panels=board.panels,
        meaning=board.meaning,
    )


def sheet_pdf(
    session: Session, request: Request, tab: str, path: str | os.PathLike[str], progress: Progress | None = None, act: str = "document.pdf"
) -> int:  # fmt: skip
    """Write the 简报; returns the number of pages.  ``act``: ``documents.PREVIEW`` while it is only looked at."""
    from app.reports import dashboard_sheet

    if progress:
        progress(0, 1, "统计并画图")
    data = sheet(session, request, tab)
    pages = dashboard_sheet.write_pdf(data, Path(path))
    documents.record(session, act, f"{TITLE} {data.tab} {data.span} {data.scope}")
    return pages
