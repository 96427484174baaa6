"""125,000 residents into the register, with journal: our gate against raw ``executemany`` into the same encrypted tables."""

from __future__ import annotations

import shutil
import time
from typing import Any

from app.storage.identity_of_rows import new_id
from app.storage.register import Register

from app.demo.plan import LOGIN, PASSWORD
from app.storage.schema import TABLES
from benchmarks.measure import Result, show
from benchmarks.offices import FOLDER, resident_rows

NUMBER = 125_000
TABLE = "resident"


class Actor:
    """Stands for the person who imports."""

    actor_id = "benchmark"
    actor_name = "基准"


def rows(columns: tuple[str, ...], number: int) -> list[tuple[Any, ...]]:
    """Values of the resident table for that many people."""
    result = []
    for cells in resident_rows(number):
        known = {
            "id": new_id(),
            "community": "*",
            "status": "active",
            "name": cells[0],
            "sex": "1" if cells[1] == "男" else "2",
            "id_type": "111",
            "id_number": cells[3],
            "birth_date": cells[4].isoformat(),
            "registered_address": cells[7],
            "phone": cells[14],
            "entered_ms": 1_763_600_000_000,
        }
        result.append(tuple(known.get(column, None if column.endswith("_ms") else "") for column in columns))
    return result


def new_register(name: str) -> Register:
    """An empty encrypted register in its own folder."""
    folder = FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return Register.create(folder / "office.zhiwang", office="青禾街道", login=LOGIN, password=PASSWORD, practice=True)


def bare(values: list[tuple[Any, ...]], columns: tuple[str, ...]) -> float:
    """The limit: the same table with the same indexes in the same encrypted file, no journal, one ``executemany``."""
    register = new_register("bulk-bare")
    connection = register.db.conn
    for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER [{trigger}]")
    connection.commit()
    start = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    order = f"INSERT INTO {TABLE} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    connection.executemany(order, values)
    connection.execute("COMMIT")
    seconds = time.perf_counter() - start
    register.close()
    return seconds


def ours(values: list[tuple[Any, ...]], columns: tuple[str, ...]) -> float:
    """The gate: operation, journal lines, seals."""
    register = new_register("bulk-ours")
    start = time.perf_counter()
    with register.work.operation("import.residents", Actor()) as operation:
        operation.bulk_insert(TABLE, columns, values)
    seconds = time.perf_counter() - start
    register.close()
    return seconds


def measure(number: int = NUMBER) -> list[Result]:
    """Bare first, ours second, on the same rows."""
    columns = TABLES[TABLE].column_names
    values = rows(columns, number)
    limit = bare(values, columns)
    return [
        Result(
            "bulk write with journal",
            f"{number:,} residents × {len(columns)}",
            "raw executemany, same tables and cipher",
            limit,
            ours(values, columns),
            "s",
            2.5,
        )
    ]


if __name__ == "__main__":
    show(measure())
