"""Is the file whole, is the journal whole, and are the tables what the journal says?  Every function returns sentences; none = good."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, Protocol

from app.storage import journal, triggers
from app.storage.faults import DRIVER_ERROR
from app.storage.schema import TABLES, Table
from app.storage.titles import Titles

MOST = 20  # problems named per table; more than that means the same


class Checkable(Protocol):
    """A register, or the copy of one that a backup has just made."""

    @property
    def db(self) -> Any:
        """The connection."""
        ...

    @property
    def path(self) -> Path | None:
        """The file, None in memory."""
        ...


def check_file(register: Checkable) -> list[str]:
    """Every page as encrypted (finds any flipped bit), the structure, the references, the triggers."""
    connection = register.db.conn
    try:
        problems = []
        if register.path is not None:
            problems += [f"文件有损坏的页：{row[0]}" for row in connection.execute("PRAGMA cipher_integrity_check")]
        problems += [f"文件结构有损坏：{row[0]}" for row in connection.execute("PRAGMA integrity_check(20)") if row[0] != "ok"]
        problems += [
            f"{TABLES[table].label if table in TABLES else table}有一行指向不存在的内容（第 {rowid} 行）"
            for table, rowid, *_ in connection.execute("PRAGMA foreign_key_check").fetchmany(MOST)
        ]
    except DRIVER_ERROR as error:
        return [f"文件有损坏，读不完整：{error}"]
    if names := triggers.differing(register.db):
        problems.append(f"记录日志的触发器被改动：{'、'.join(names)}")
    return problems


def check_chain(register: Checkable) -> list[str]:
    """Lines and acts of every device without a hole, every line in an operation of its device, every seal as it was made."""
    db = register.db
    problems = []
    for key, table in (("dseq", "change"), ("number", "operation")):
        holes = db.conn.execute(
            f"SELECT dev, count(*), min({key}), max({key}) FROM {table} GROUP BY dev HAVING min({key}) <> 1 OR max({key}) <> count(*)"
        )
        problems += [f"设备 {dev} 的日志不连续：应有 {last} 条，只有 {count} 条" for dev, count, _, last in holes]
    strayed = db.conn.execute(
        """SELECT count(*) FROM change c LEFT JOIN operation o ON o.grp = c.grp
        WHERE o.grp IS NULL OR o.dev IS NOT c.dev OR c.dseq NOT BETWEEN o.first_dseq AND o.first_dseq + o.lines - 1"""
    ).fetchone()[0]
    if strayed:
        problems.append(f"有 {strayed} 条改动不属于任何操作")
    short = db.conn.execute("SELECT (SELECT coalesce(sum(lines), 0) FROM operation) - (SELECT count(*) FROM change)").fetchone()[0]
    if short:
        problems.append(f"操作记录与改动条数相差 {short}")
    dev, dseq, number = db.conn.execute("SELECT dev, dseq, number FROM context").fetchone()
    for last, table, key in ((dseq, "change", "dseq"), (number, "operation", "number")):
        found = db.conn.execute(f"SELECT coalesce(max({key}), 0) FROM {table} WHERE dev = ?", (dev,)).fetchone()[0]
        if found != last:
            problems.append(f"日志末尾缺 {last - found} 条")
    return problems + list(_broken_seals(db))


def _broken_seals(db: Any) -> Iterator[str]:
    before: dict[str, journal.Seal] = {}
    for number, seal in enumerate(journal.seals(db), 1):
        previous = before.get(seal.dev)
        value, count = journal.block_hash(db, seal.dev, previous, seal.upto, seal.operations)
        if seal.number != number or seal.previous != (previous.hash if previous else "") or (value, count) != (seal.hash, seal.n):
            yield f"第 {seal.number} 号封签与日志不符：{seal.short}"
            return
        before[seal.dev] = seal


def rebuild_check(register: Checkable) -> list[str]:
    """Whether every table is exactly what the journal's lines make of it."""
    problems: list[str] = []
    for table in TABLES.values():
        problems += _differences(register.db, table)
    return problems


def _differences(db: Any, table: Table) -> list[str]:
    found: list[str] = []
    unknown = db.conn.execute(
        f"SELECT id FROM {table.name} t WHERE NOT EXISTS (SELECT 1 FROM change c WHERE c.row = t.id) LIMIT ?", (MOST,)
    )
    found += [f"{Titles(db).row(table.name, row)}不在日志里" for (row,) in unknown.fetchall()]
    # A row with one line must equal it to the byte: one comparison inside the engine.  Only rows with more are folded one by one.
    db.conn.execute("DROP TABLE IF EXISTS temp.suspect")
    db.conn.execute("CREATE TEMP TABLE suspect (row TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID")
    db.conn.execute(
        f"""INSERT OR IGNORE INTO suspect SELECT c.row FROM change c LEFT JOIN {table.name} t ON t.id = c.row
        WHERE c.entity = ? AND (c.op <> 'I' OR t.id IS NULL OR t.community IS NOT c.community
        OR c.cols IS NOT {triggers.line_of_insert(table, "t")})""",
        (table.name,),
    )
    for row, expected, live in _folded(db, table):
        if expected != live:
            found.append(_difference(db, table, row, expected, live))
            if len(found) >= MOST:
                break
    db.conn.execute("DROP TABLE temp.suspect")
    return found


def _folded(db: Any, table: Table) -> Iterator[tuple[str, dict[str, Any], dict[str, Any] | None]]:
    names = table.column_names
    lines = db.conn.execute(
        f"""SELECT s.row, c.op, c.row, c.community, c.cols, t.id IS NOT NULL, {", ".join("t." + name for name in names)}
        FROM suspect s CROSS JOIN change c ON c.row = s.row LEFT JOIN {table.name} t ON t.id = s.row
        WHERE c.entity = ? ORDER BY s.row, c.hlc, c.dev, c.dseq""",
        (table.name,),
    )
    for row, group in groupby(lines, key=lambda line: line[0]):
        several = list(group)
        expected = journal.fold(dict(table.blank), [line[1:5] for line in several])
        live = dict(zip(names, several[0][6:], strict=True)) if several[0][5] else None
        yield row, expected, live


def _difference(db: Any, table: Table, row: str, expected: dict[str, Any], live: dict[str, Any] | None) -> str:
    title = Titles(db).row(table.name, row)
    if live is None:
        return f"{title}在日志里有，表里没有"
    labels = "、".join(column.label for column in table.all_columns if expected[column.name] != live[column.name])
    return f"{title}的{labels}与日志不符"
