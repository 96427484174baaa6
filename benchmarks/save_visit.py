"""One visit saved through the gate (journalled, FULL sync) against a bare insert with the same sync."""

from __future__ import annotations

import shutil
import sqlite3
import statistics
from itertools import count

from app.storage.schema import TABLES
from benchmarks.bulk_write import Actor, new_register
from benchmarks.measure import Result, median, show
from benchmarks.offices import FOLDER

VALUES = {
    "visited_on": "2026-11-20",
    "visited_at": "19:12",
    "member_id": "member",
    "target_kind": "household",
    "dwelling_id": "dwelling",
    "grid_id": "grid",
    "outcome": "met",
    "persons_met": 2,
    "finding": "情况正常，无变化",
}
REPEAT = 200


def measure() -> list[Result]:
    """Medians of 200 saves each."""
    folder = FOLDER / "save"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    plain = sqlite3.connect(folder / "plain.db", isolation_level=None)
    plain.execute("PRAGMA journal_mode=WAL")
    plain.execute("PRAGMA synchronous=FULL")
    table = TABLES["visit"]
    plain.execute(f"CREATE TABLE visit ({', '.join(column.declaration for column in table.all_columns)}, PRIMARY KEY (id)) STRICT")
    for position, columns in enumerate(table.indexes):
        plain.execute(f"CREATE INDEX visit_{position} ON visit ({', '.join(columns)})")
    numbers = count()

    def bare() -> None:
        values = {"id": f"{next(numbers):036d}", "target_id": "x", **VALUES}
        plain.execute(f"INSERT INTO visit ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})", list(values.values()))

    register = new_register("save-ours")

    def gate() -> None:
        with register.work.operation("visit.save", Actor()) as operation:
            operation.insert("visit", {**VALUES, "target_id": str(next(numbers))})

    bare()
    gate()
    pairs = [(median(bare, 1), median(gate, 1)) for _ in range(REPEAT)]  # in turn, so that a busy machine is fair to both
    limit, ours = (statistics.median(column) * 1000 for column in zip(*pairs, strict=True))
    register.close()
    plain.close()
    return [
        Result("save one visit", "one row", "bare insert + fsync, plain SQLite", limit, ours, "ms", 3.0),
        Result("save one visit", "one row", "goal", None, ours, "ms", 100, absolute=True),
    ]


if __name__ == "__main__":
    show(measure())
