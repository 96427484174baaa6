"""简报: what the dashboard hands to paper."""

from __future__ import annotations

from dataclasses import dataclass

from app.models.dashboard import BigNumber, Panel
from app.models.documents import Imprint


@dataclass(frozen=True)
class DashboardSheet:
    """A tab as one page."""

    imprint: Imprint
    tab: str  # '总览'
    span: str  # '2026年（2026-01-01 至 2026-11-20）'
    scope: str
    as_of: str
    numbers: tuple[BigNumber, ...]
    panels: tuple[Panel, ...]
    meaning: str
