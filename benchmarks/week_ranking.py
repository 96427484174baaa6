"""Figures of one week and of one year out of many visits: our covering index against a scan of the whole table."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from app.storage import statistics, visit_signs
from app.storage.identity_of_rows import new_id
from app.storage.schema import TABLES
from benchmarks.bulk_write import Actor, new_register
from benchmarks.measure import Result, median, show

MEMBERS = 77
WEEK = ("2026-11-13", "2026-11-19")
YEAR = ("2026-01-01", "2026-12-31")
SCAN = """
SELECT member_id, grid_id, sum(met) FROM (
  SELECT member_id, max(grid_id) AS grid_id, max(CASE WHEN outcome IN ('met','relative','phone') THEN persons_met ELSE 0 END) AS met
  FROM visit NOT INDEXED WHERE visited_on BETWEEN ? AND ? AND status NOT IN ('voided','merged')
  GROUP BY visited_on, member_id, target_kind, target_id) GROUP BY member_id, grid_id"""


def visits(number: int, years: int) -> Iterator[tuple[Any, ...]]:
    """Visits spread over the years before the meeting."""
    random = Random(3)
    last = date(2026, 11, 19)
    days = [(last - timedelta(days=back)).isoformat() for back in range(365 * years)]
    columns = TABLES["visit"].column_names
    for _ in range(number):
        member = random.randrange(MEMBERS)
        known = {
            "id": new_id(),
            "community": "*",
            "status": "active",
            "visited_on": random.choice(days),
            "visited_at": "19:30",
            "member_id": f"member-{member:02d}",
            "target_kind": "household",
            "target_id": f"household-{random.randrange(45_000)}",
            "grid_id": f"grid-{member:02d}",
            "outcome": random.choice(("met", "met", "met", "relative", "absent")),
            "persons_met": random.randrange(1, 5),
            "finding": "情况正常，无变化",
        }
        yield tuple(known.get(column, None if column.endswith("_ms") else "") for column in columns)


def compare(number: int, years: int, limit: float) -> list[Result]:
    """One size: the week by scan and by index, then the whole year."""
    register = new_register(f"visits-{number}")
    with register.work.operation("import.visits", Actor()) as operation:
        operation.bulk_insert("visit", TABLES["visit"].column_names, visits(number, years))
    scan = median(lambda: register.db.execute(SCAN, WEEK).fetchall(), 3) * 1000
    ours = median(lambda: statistics.by_pair(register.db, *WEEK), 7) * 1000
    signs = median(lambda: visit_signs.facts(register.db, *WEEK, {}, 60), 5) * 1000
    year = median(lambda: statistics.by_pair(register.db, *YEAR), 3) * 1000
    register.close()
    size = f"{number:,} visits in {years} years"
    return [
        Result("ranking of one week", size, "scan of the table", scan, ours, "ms", 1.0),
        Result("ranking of one week", size, "goal", None, ours, "ms", limit, absolute=True),
        Result("facts for the signs of one week", size, "goal", None, signs, "ms", 300, absolute=True),
        Result("figures of one year", size, "goal", None, year, "ms", 1000 if number > 1_000_000 else 300, absolute=True),
    ]


def measure() -> list[Result]:
    """57,000 and 1,000,000 visits; ten million with ``--million``."""
    results = compare(57_000, 1, 5) + compare(1_000_000, 5, 30)
    if "--million" in sys.argv:
        results += compare(10_000_000, 10, 1000)
    return results


if __name__ == "__main__":
    show(measure())
