"""How long a person stays on record after leaving (PIPL art. 19, 47; domain.md §8, 5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.errors import Problem, Refused

YEARS, LEAST, MOST = 2, 1, 30
WORD = "匿名化"  # what has to be typed: it cannot be taken back


@dataclass(frozen=True)
class RetentionLine:
    """One person to decide about."""

    resident_id: str
    name: str
    id_masked: str
    grid: str
    closed_on: str
    close_reason: str
    kept_until: str
    kept_why: str


def years_of(settings: Mapping[str, object]) -> int:
    """The office's years; out of the limits is the proposal."""
    given = settings.get("retention_years")
    return given if isinstance(given, int) and LEAST <= given <= MOST else YEARS


def checked(years: int) -> int:
    """As typed."""
    if not LEAST <= years <= MOST:
        raise Refused([Problem("years", f"保存年数要在 {LEAST} 到 {MOST} 之间")])
    return years


def years_before(day: date, years: int) -> date:
    """The same day of an earlier (or, negative, a later) year; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
