"""125,000 residents into the register, with journal: our gate against raw ``executemany`` into the same encrypted tables."""

from __future__ import annotations

import shutil
import time
from typing import Any

from app.demo.plan import LOGIN, PASSWORD
from app.storage.identity_of_rows import new_id
from app.storage.register import Register
from app.storage.schema import TABLES
from benchmarks.measure import Result, show
from benchmarks.offices import FOLDER, resident_rows

NUMBER = 125_000
Rows = dict[str, tuple[tuple[str, ...], list[tuple[Any, ...]]]]  # table -> columns, values


class Actor:
    """Stands for the person who imports."""

    actor_id = "benchmark"
    actor_name = "基准"


def rows(number: int) -> Rows:
    """Values of the resident and residence tables for that many people."""
    people, stays = [], []
    for cells in resident_rows(number):
        person = {
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
        stay = {
            "id": new_id(),
            "community": "*",
            "status": "active",
            "resident_id": person["id"],
            "household_id": "|".join(cells[8:12]),
            "dwelling_id": "-".join(cells[8:12]),
            "grid_id": cells[12],
            "relation": "02",
            "opened_on": cells[16].isoformat(),
            "open_reason": "late",
            "opened_by": cells[18],
            "opened_entered_ms": 1_763_600_000_000,
        }
        people.append(filled("resident", person))
        stays.append(filled("residence", stay))
    return {"resident": (TABLES["resident"].column_names, people), "residence": (TABLES["residence"].column_names, stays)}


def filled(table: str, known: dict[str, Any]) -> tuple[Any, ...]:
    """A whole row of the table; what is not known is blank."""
    return tuple(known.get(column.name, "" if column.type == "TEXT" else None) for column in TABLES[table].all_columns)


def new_register(name: str) -> Register:
    """An empty encrypted register in its own folder."""
    folder = FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return Register.create(folder / "office.zhiwang", office="青禾街道", login=LOGIN, password=PASSWORD, practice=True)


def bare(values: Rows) -> float:
    """The limit: the same tables with the same indexes in the same encrypted file, no journal, ``executemany`` in one transaction."""
    register = new_register("bulk-bare")
    connection = register.db.conn
    for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER [{trigger}]")
    connection.commit()
    start = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    for table, (columns, lines) in values.items():
        order = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
        connection.executemany(order, lines)
    connection.execute("COMMIT")
    seconds = time.perf_counter() - start
    register.close()
    return seconds


def ours(values: Rows) -> float:
    """The gate: operation and journal lines."""
    register = new_register("bulk-ours")
    start = time.perf_counter()
    with register.work.operation("import.residents", Actor()) as operation:
        for table, (columns, lines) in values.items():
            operation.bulk_insert(table, columns, lines)
    seconds = time.perf_counter() - start
    register.close()
    return seconds


def measure(number: int = NUMBER) -> list[Result]:
    """Bare first, ours second, on the same rows."""
    values = rows(number)
    size = f"{number:,} residents and residences, {sum(len(columns) for columns, _ in values.values())} columns"
    return [Result("bulk write with journal", size, "raw executemany, same tables and cipher", bare(values), ours(values), "s", 2.5)]


if __name__ == "__main__":
    show(measure())
