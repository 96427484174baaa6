"""Jumping about in a list of everybody: key vector and blocks of 128 against OFFSET paging in the same order."""

from __future__ import annotations

import sys
from random import Random
from typing import Any

from app.models.residents import ResidentFilter
from app.services import residents
from app.services.session import sign_out
from benchmarks.measure import Result, median, percentile, show
from benchmarks.offices import office

BLOCK = 128
OFFSET = """
SELECT r.id, r.name, r.sex, r.birth_date, r.id_number, r.phone, d.estate, d.building, d.unit, d.room FROM residence x
JOIN resident r ON r.id = x.resident_id JOIN dwelling d ON d.id = x.dwelling_id
WHERE x.status IN ('active','pending') ORDER BY d.estate, d.building, d.unit, d.room LIMIT 128 OFFSET ?"""


def compare(number: int) -> list[Result]:
    """A jump to the last row, and p95 of a hundred jumps anywhere."""
    session: Any = office(number)
    reader = session.reader
    keys = residents.find(session, ResidentFilter()).keys
    end = len(keys) - BLOCK
    rival = median(lambda: reader.execute(OFFSET, (end,)).fetchall(), 3) * 1000
    last = median(lambda: residents.rows(session, list(keys[end:])), 5) * 1000
    random = Random(2)
    places = [random.randrange(end) for _ in range(100)]
    anywhere = percentile([lambda place=place: residents.rows(session, list(keys[place : place + BLOCK])) for place in places]) * 1000  # type: ignore[misc]
    whole = median(lambda: residents.find(session, ResidentFilter()), 3) * 1000
    sign_out(session)
    size = f"{number:,} residents"
    return [
        Result("browse: jump to the end", size, "OFFSET paging", rival, last, "ms", 0.5),
        Result("browse: a block anywhere, p95", size, "goal (a frame)", None, anywhere, "ms", 33, absolute=True),
        Result("browse: the whole key vector", size, "one OFFSET page at the end", rival, whole, "ms", 3.0),
    ]


def measure() -> list[Result]:
    """125,000; a million with ``--million``."""
    return compare(125_000) + (compare(1_000_000) if "--million" in sys.argv else [])


if __name__ == "__main__":
    show(measure())
