"""Targets of the practice office: what it did in the year so far and an eighth more, split over grids and members 60 : 40."""

from __future__ import annotations

from app.models.target_views import TargetDraft
from app.models.targets import GRID, INDICATORS, MEMBER
from app.services import statistics, targets
from app.services.session import Session

STEP = 10  # an office sets round numbers


def set_targets(session: Session) -> None:
    """One target per indicator and level for the year of the office day."""
    year = session.today.year
    done = statistics.figures(session, statistics.period(session, "year", str(year)), "office").total
    for name in INDICATORS:
        total = -(-int(getattr(done, name)) * 9 // (8 * STEP)) * STEP
        for level in (GRID, MEMBER):
            if total:
                targets.save(session, TargetDraft(year, name, level, str(total), why=f"{year}年工作安排"))
