"""Random work of several people with undo in between: tables always equal the journal, and undo is exact."""

from __future__ import annotations

import contextlib
import random

import pytest

from app.errors import Refused
from app.storage import checks, history
from app.storage.identity_of_rows import new_id
from app.storage.register import Register
from app.storage.schema import TABLES
from app.storage.undo import undo

SUBJECTS = ("resident", "dwelling", "grid", "visit", "legal_entity")
TEXTS = ("", "张三", '引"号', "\\", "𬱖", "行\n行", "'", "12")


class World:
    """One register and one stream of random choices."""

    def __init__(self, seed: int, people) -> None:
        self.random = random.Random(seed)
        self.register = Register.in_memory()
        self.people = people
        self.keys: dict[str, list[str]] = {name: [] for name in SUBJECTS}
        self.done: list[str] = []

    def some_values(self, table: str) -> dict[str, object]:
        columns = [column for column in TABLES[table].columns if column.name not in ("merged_into", "resident_id")]
        chosen = self.random.sample(columns, self.random.randint(1, 4))
        return {
            column.name: self.random.choice(TEXTS) if column.type == "TEXT" else self.random.choice((None, 0, 1, 2**53 + 1))
            for column in chosen
        }

    def write(self, operation) -> None:
        table = self.random.choice(SUBJECTS)
        keys = self.keys[table]
        kind = self.random.random()
        if kind < 0.35 or not keys:
            keys.append(operation.insert(table, self.some_values(table)))
        elif kind < 0.75:
            operation.update(table, self.random.choice(keys), self.some_values(table))
        elif kind < 0.85:
            rows = [(new_id(), self.random.choice(("*", "c1")), "active", self.random.choice(TEXTS)) for _ in range(5)]
            operation.bulk_insert(table, ("id", "community", "status", "note" if table != "grid" else "name"), rows)
            keys.extend(row[0] for row in rows)
        elif kind < 0.95:
            names = tuple(self.some_values(table))
            rows = [[self.random.choice(TEXTS) if column_is_text(table, name) else 7 for name in names] for _ in range(3)]
            operation.bulk_update(table, names, [(*row, self.random.choice(keys)) for row in rows])
        else:
            operation.void(table, self.random.choice(keys), "误录")

    def act(self) -> str | None:
        """One operation of one to four writes; one in ten fails on the way and must leave no trace."""
        before = {name: list(keys) for name, keys in self.keys.items()}
        try:
            with self.register.work.operation("resident.save", self.random.choice(self.people)) as operation:
                for _ in range(self.random.randint(1, 4)):
                    self.write(operation)
                if self.random.random() < 0.1:
                    raise ZeroDivisionError
        except ZeroDivisionError:
            self.keys = before
            return None
        self.done.append(operation.id)
        return operation.id

    def rows(self) -> dict[tuple[str, str], tuple]:
        return {(name, row[0]): row for name in SUBJECTS for row in self.register.db.conn.execute(f"SELECT * FROM {name}")}


def column_is_text(table: str, name: str) -> bool:
    return next(column.type for column in TABLES[table].columns if column.name == name) == "TEXT"


@pytest.mark.parametrize("seed", range(12))
def test_tables_equal_the_journal(seed, wang, li) -> None:
    world = World(seed, (wang, li))
    for _ in range(30):
        world.act()
        if world.done and world.random.random() < 0.4:
            with contextlib.suppress(Refused):
                world.done.append(undo(world.register.work, li, world.random.choice(world.done)).id)
    register = world.register
    assert checks.rebuild_check(register) + checks.check_chain(register) + checks.check_file(register) == []
    for table, key in world.random.sample(sorted(world.rows()), 20):
        assert tuple(history.as_of(register.db, table, key, 1 << 46).values()) == world.rows()[table, key]
    register.close()


@pytest.mark.parametrize("seed", range(100, 110))
def test_undo_at_once_is_exact_and_so_is_redo(seed, wang, li) -> None:
    world = World(seed, (wang, li))
    for _ in range(8):
        before = world.rows()
        operation = world.act()
        after = world.rows()
        if operation is None or before == after:
            assert before == after
            continue
        back = undo(world.register.work, wang, operation)
        undone = world.rows()
        assert {key: undone[key] for key in before} == before
        assert all(undone[key][2] == "voided" for key in undone.keys() - before.keys())
        undo(world.register.work, wang, back.id)
        assert world.rows() == after
    assert checks.rebuild_check(world.register) == []
    world.register.close()
