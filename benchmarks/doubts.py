"""待核数据: the whole list over every resident of a street against the same questions asked person by person; the slowest single rule."""

from __future__ import annotations

from time import perf_counter
from typing import Any

from app.models.doubts import DoubtFilter
from app.services import doubts
from app.services.session import sign_out
from app.storage import doubts as stored
from app.storage.doubts import People
from benchmarks.measure import Result, median, show
from benchmarks.offices import office

ONE_BY_ONE = """SELECT r.*, x.*, d.grid_id FROM residence x JOIN resident r ON r.id = x.resident_id LEFT JOIN dwelling d ON d.id = x.dwelling_id
WHERE x.status IN ('active','pending')"""


def compare(number: int) -> list[Result]:
    """Searching everything, asking again while nothing was saved, and each rule by itself."""
    session: Any = office(number)
    db, today = session.reader, session.today.isoformat()
    rival = median(lambda: db.conn.execute(ONE_BY_ONE).fetchall(), 3) * 1000
    started = perf_counter()
    answer = doubts.find(session, DoubtFilter())
    first = (perf_counter() - started) * 1000
    with session.work.operation("resident.correct", session, "benchmark") as operation:
        operation.update("resident", db.conn.execute("SELECT id FROM resident LIMIT 1").fetchone()[0], {"note": str(started)})
    started = perf_counter()
    doubts.find(session, DoubtFilter())
    after = (perf_counter() - started) * 1000
    again = median(lambda: doubts.find(session, DoubtFilter()), 3) * 1000
    days = People(today, f"{int(today[:4]) - 16}{today[4:]}", f"{int(today[:4]) - 121}{today[4:]}")
    together = len(stored.OF_PERSON) + len(stored.OF_STAY)  # rules that share one pass over the residences
    rules = {f"people, each of {together}": median(lambda: list(stored.people(db, days)), 3) * 1000 / together}
    rules |= {each.search.__name__: median(lambda each=each: list(each.search(db, today)), 3) * 1000 for each in stored.FINDERS}  # type: ignore[misc]
    slowest = max(rules, key=lambda name: rules[name])
    sign_out(session)
    size = f"{number:,} residents"
    note = ", ".join(f"{name} {took:.0f}" for name, took in sorted(rules.items(), key=lambda pair: -pair[1]))
    return [
        Result("doubts: whole list, first time", size, "reading every row", rival, first, "ms", 3.0, note=f"{len(answer.found):,} found"),
        Result("doubts: after one resident was corrected", size, "reading every row", rival, after, "ms", 1.5),
        Result("doubts: asked again, nothing saved", size, "reading every row", rival, again, "ms", 0.5),
        Result(f"doubts: slowest rule ({slowest})", size, "reading every row", rival, rules[slowest], "ms", 0.3, note=note),
    ]


def measure() -> list[Result]:
    """A street."""
    return compare(125_000)


if __name__ == "__main__":
    show(measure())
