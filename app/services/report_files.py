"""``zhiwang report``: documents from their templates straight into files, by their stable English names."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from app.errors import Refused
from app.models import report_periods
from app.models.report_views import Subject
from app.services import report_pages
from app.services.documents import Progress
from app.storage import grids

if TYPE_CHECKING:
    from app.services.session import Session

# name on the command line → (template, kind of period)
FROM_TEMPLATES: dict[str, tuple[str, str]] = {
    "monthly-bulletin": ("R02", "month"),
    "quarter-summary": ("R05", "quarter"),
    "half-year-summary": ("R06", "half"),
    "year-summary": ("R07", "year"),
    "special-report": ("R08", "range"),
    "monthly-brief": ("R20", "month"),
}


def write(
    session: Session, kind: str, period: str, path: str | os.PathLike[str], grid_code: str = "", progress: Progress | None = None
) -> None:
    """One document; 【此处待补充】 is printed where the office has to write itself."""
    template, period_kind = FROM_TEMPLATES[kind]
    grid_id = ""
    if grid_code:
        found = grids.by_code(session.reader, grid_code)
        if found is None:
            raise Refused(f"没有编码为“{grid_code}”的网格，请核对编码")
        grid_id = found.id
    subject = Subject(report_periods.parse(period_kind, period), grid_id)
    report_pages.compose_file(session, template, subject, path, progress)
