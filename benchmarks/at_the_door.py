"""The acts of an evening in a register of 125,000 residents: open a door, save it, 全户无变化, the plan of a tall staircase, a visit.

The limit of each is the eye: a save is acknowledged within 100 ms, a plan or a door comes without a visible pause (50 ms).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import islice

from benchmarks.measure import Result, show
from benchmarks.offices import office

PEOPLE = 125_000
DOORS = 60
FLOORS, ROOMS = 34, 8
SAVE, LOOK = 100, 50  # milliseconds


def _times(acts: Iterable[Callable[[], object]]) -> list[float]:
    times = []
    for act in acts:
        start = time.perf_counter()
        act()
        times.append((time.perf_counter() - start) * 1000)
    return sorted(times)


def _result(name: str, times: list[float], goal: float) -> Result:
    p95 = times[min(len(times) - 1, int(len(times) * 0.95))]
    return Result(name, f"{PEOPLE:,} residents, p95 of {len(times)}", "goal", None, p95, "ms", goal, absolute=True,
                  note=f"median {times[len(times) // 2]:.1f} ms, slowest {times[-1]:.1f} ms")  # fmt: skip


def measure() -> list[Result]:
    """95th percentiles over different doors; nothing is done twice at one door."""
    from app.models.dwelling_plan import BuildingRule
    from app.models.dwelling_views import DwellingFilter
    from app.models.visit_views import VisitDraft
    from app.services import dwellings, households, visits

    session = office(PEOPLE)
    try:
        keys = dwellings.find(session, DwellingFilter()).keys
        step = max(1, len(keys) // (DOORS * 4))
        doors = [row.dwelling_id for row in dwellings.rows(session, keys[::step]) if row.persons]
        take = iter(doors)
        opening = _times([lambda door=door: households.open_dwelling(session, door) for door in islice(take, DOORS)])
        drafts = [households.open_dwelling(session, door).draft for door in islice(take, DOORS)]
        stamp = str(time.time_ns() % 10**8)
        changed = [replace(draft, owner_name=f"业主{stamp}") for draft in drafts]
        saving = _times([lambda draft=draft: households.save_household(session, draft) for draft in changed])
        unchanged = _times([lambda door=door: households.no_change(session, door) for door in islice(take, DOORS)])
        views = [view for view in (households.open_dwelling(session, door) for door in doors[:DOORS]) if view.members]
        met = [
            VisitDraft(
                "household",
                view.household_id,
                "met",
                member_id=view.member_id,
                met=tuple(m.draft.resident_id for m in view.members),
            )
            for view in views
        ]
        visiting = _times([lambda draft=draft: visits.save(session, draft) for draft in met])
        estate = f"高层{stamp}"
        rule = BuildingRule(estate, "1栋", last_floor=FLOORS, rooms_per_floor=ROOMS)
        dwellings.create_building(session, rule, session.register.db.execute("SELECT id FROM grid WHERE level > 0").fetchone()[0])
        planning = _times([lambda: dwellings.plan(session, estate, "1栋", "1单元")] * 20)
    finally:
        from app.services.session import sign_out

        sign_out(session)
    return [
        _result("open a door", opening, LOOK),
        _result("save a household", saving, SAVE),
        _result("全户无变化", unchanged, SAVE),
        _result("save a visit, whole service", visiting, SAVE),
        _result(f"plan of {FLOORS} floors × {ROOMS} rooms", planning, LOOK),
    ]


if __name__ == "__main__":
    show(measure())
