"""Numbered, frozen migrations in plain SQL.  A file that a newer program wrote is refused, never guessed at.

The first one is the registry written out (``python -m app.storage.migrations`` prints it); from the first release on it is never
touched again, and every further number adds tables or nullable columns only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.errors import Unavailable
from app.settings import now_ms
from app.storage import driver, journal
from app.storage.schema import REFERENCES, TABLES, Table

DIRECTORY = Path(__file__).parent / "migrations"
APPLICATION_ID = 0x5A57_4A31  # 'ZWJ1': tells a register from any other database
NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")


def available(directory: Path = DIRECTORY) -> dict[int, Path]:
    """Migrations by number."""
    return {int(path.name[:4]): path for path in sorted(directory.iterdir()) if NAME.fullmatch(path.name)}


def latest(directory: Path = DIRECTORY) -> int:
    """The number this program writes."""
    return max(available(directory))


def version(db: Any) -> int:
    """The number of the last migration that this file has seen."""
    return int(db.conn.execute("PRAGMA user_version").fetchone()[0])


def refuse_newer(db: Any, directory: Path = DIRECTORY) -> None:
    """Stop before touching a file that a newer program wrote."""
    found, known = version(db), latest(directory)
    if found > known:
        raise Unavailable(
            f"这个登记簿是更新版本的织网保存的（格式 {found}，本程序只认到 {known}）。请先升级本程序再打开，文件没有改动。",
            "too_new",
        )


def statements(text: str) -> Iterator[str]:
    """The single statements of a file: the driver's own script runner would commit in between."""
    collected = ""
    for line in text.splitlines():
        if not collected and (not line.strip() or line.lstrip().startswith("--")):
            continue
        collected += line + "\n"
        if driver.complete_statement(collected):
            yield collected.strip().rstrip(";")
            collected = ""
    if collected.strip():
        raise ValueError(f"unfinished statement: {collected[:80]}")


def apply(db: Any, directory: Path = DIRECTORY) -> list[int]:
    """Bring a file up to date inside the caller's transaction; returns the numbers that were applied."""
    done = []
    for number, path in available(directory).items():
        if number <= version(db):
            continue
        for statement in statements(path.read_text(encoding="utf-8")):
            db.conn.execute(statement)
        db.conn.execute("INSERT INTO migration (number, name, applied_ms) VALUES (?, ?, ?)", (number, path.stem, now_ms()))
        db.conn.execute(f"PRAGMA user_version = {number}")
        db.conn.execute("UPDATE context SET schema = ?", (number,))
        done.append(number)
    return done


def table_sql(table: Table) -> str:
    """CREATE TABLE and its indexes as the registry says.  References are checked at COMMIT, so the order inside an operation is free."""
    lines = []
    for column in table.all_columns:
        declaration = column.declaration
        if column.name == "id":
            declaration = "id TEXT NOT NULL PRIMARY KEY"
        elif column.name == "community":
            declaration = "community TEXT NOT NULL DEFAULT '*'"
        elif column.name == "status":
            declaration = "status TEXT NOT NULL DEFAULT 'active'"
        target, always = REFERENCES.get((table.name, column.name), ("", False))
        if always:
            declaration += f" REFERENCES {target} (id) DEFERRABLE INITIALLY DEFERRED"
        lines.append(" " + declaration)
    text = f"CREATE TABLE {table.name} (\n" + ",\n".join(lines) + "\n) STRICT;\n"
    for columns in table.indexes:
        text += f"CREATE INDEX {table.name}__{'_'.join(columns)} ON {table.name} ({', '.join(columns)});\n"
    return text


def registry_sql() -> str:
    """The tables of the registry as the first migration and its successors leave them (drafts, which are not business data, apart)."""
    head = "CREATE TABLE migration (\n number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_ms INTEGER NOT NULL\n) STRICT;\n"
    return head + journal.DDL.lstrip() + "".join(table_sql(table) for table in TABLES.values())


if __name__ == "__main__":
    import sys

    sys.stdout.write(registry_sql())
