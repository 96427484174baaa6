"""A program that writes and says on stdout what it was told is saved; the tests of sudden death run and kill it.

writing_process.py saves REGISTER           one visit after the other, each acknowledged by its key
writing_process.py imports REGISTER AFTER   imports until a signal at AFTER seconds ends it, each acknowledged by its operation
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from app.storage.identity_of_rows import new_id
from app.storage.register import Register

ROWS = 3000


@dataclass(frozen=True)
class Person:
    actor_id: str = "a-1"
    actor_name: str = "王芳"


def said(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def saves(register: Register) -> None:
    while True:
        with register.work.operation("visit.save", Person()) as operation:
            person = operation.insert("resident", {"name": "张三"})
            key = operation.insert("visit", {"target_kind": "resident", "target_id": person, "outcome": "met"})
            operation.insert("visit_person", {"visit_id": key, "resident_id": person, "met": 1})
        said(key)


def people() -> Iterator[tuple[str, str, str, str, str]]:
    for number in range(ROWS):
        yield new_id(), "*", "active", f"李{number}", f"138{number:08}"


def imports(register: Register) -> None:
    while True:
        with register.work.operation("import.residents", Person()) as operation:
            operation.bulk_insert("resident", ("id", "community", "status", "name", "phone"), people())
        said(operation.id)


def main() -> None:
    what, path, *after = sys.argv[1:]
    register = Register.open(path, login="admin", password="Practice-1")
    said("open")
    if after:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)  # no handler: the process ends at once, in the middle of whatever it does
        signal.setitimer(signal.ITIMER_REAL, float(after[0]))
    {"saves": saves, "imports": imports}[what](register)


if __name__ == "__main__":
    main()
