"""Is the file whole, is the journal whole, and are the tables what the journal says?  Every function returns sentences; none = good."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, groupby, islice
from pathlib import Path
from typing import Any, Protocol

from app.errors import Cancelled
from app.storage import journal, migrations, redaction, triggers
from app.storage.faults import DRIVER_ERROR, translate
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


def _collected(found: Iterator[str]) -> list[str]:
    """All problems; a page that cannot be read ends the search and is one itself."""
    problems: list[str] = []
    try:
        problems.extend(found)
    except DRIVER_ERROR as error:
        if isinstance(translate(error), Cancelled):
            raise Cancelled("检查已取消。") from error
        problems.append("文件有损坏，有一部分读不出来。请不要继续使用此文件，从最近的备份恢复")
    return problems


def check_file(register: Checkable) -> list[str]:
    """Every page as encrypted (finds any flipped bit), the structure, the references, the triggers."""
    return _damaged_pages(register) + _collected(_of_structure(register.db))


def check_chain(register: Checkable) -> list[str]:
    """Lines and acts of every device without a hole, every line in an operation of its device, every seal as it was made."""
    return _collected(chain(_holes(register.db), _broken_seals(register.db), redaction.problems(register.db)))


def rebuild_check(register: Checkable) -> list[str]:
    """Whether every table is exactly what the journal's lines make of it."""
    return _collected(problem for table in TABLES.values() for problem in _differences(register.db, table))


def _damaged_pages(register: Checkable) -> list[str]:
    if register.path is None:
        return []
    return _collected(f"文件有损坏的页（{row[0]}）" for row in register.db.conn.execute("PRAGMA cipher_integrity_check"))


def _of_structure(db: Any) -> Iterator[str]:
    for (text,) in db.conn.execute("PRAGMA integrity_check(20)"):
        if text != "ok":
            yield f"文件结构有损坏（{text}）"
    for table, rowid, *_ in db.conn.execute("PRAGMA foreign_key_check").fetchmany(MOST):
        yield f"{TABLES[table].label if table in TABLES else table}有一行指向不存在的内容（第{rowid}行）"
    # A file of an older program has the triggers of its own time; they are compared once its migrations have run.
    if migrations.version(db) == migrations.latest() and (names := triggers.differing(db)):
        yield f"记录日志的触发器被改动（{'、'.join(names)}）"


def _holes(db: Any) -> Iterator[str]:
    for key, table in (("dseq", "change"), ("number", "operation")):
        found = db.conn.execute(
            f"SELECT dev, count(*), max({key}) FROM {table} GROUP BY dev HAVING min({key}) <> 1 OR max({key}) <> count(*)"
        ).fetchall()
        for dev, count, last in found:
            yield f"设备{dev}的日志不连续：应有{last}条，只有{count}条"
    strayed = db.conn.execute(
        """SELECT count(*) FROM change c LEFT JOIN operation o ON o.grp = c.grp
        WHERE o.grp IS NULL OR o.dev IS NOT c.dev OR c.dseq NOT BETWEEN o.first_dseq AND o.first_dseq + o.lines - 1"""
    ).fetchone()[0]
    if strayed:
        yield f"有{strayed}条改动不属于任何操作"
    short = db.conn.execute("SELECT (SELECT coalesce(sum(lines), 0) FROM operation) - (SELECT count(*) FROM change)").fetchone()[0]
    if short:
        yield f"操作记录与改动条数相差{abs(short)}条"
    dev, dseq, number = db.conn.execute("SELECT dev, dseq, number FROM context").fetchone()
    for last, table, key in ((dseq, "change", "dseq"), (number, "operation", "number")):
        there = db.conn.execute(f"SELECT coalesce(max({key}), 0) FROM {table} WHERE dev = ?", (dev,)).fetchone()[0]
        if there != last:
            yield f"日志末尾应到第{last}条，实际到第{there}条"


def _broken_seals(db: Any) -> Iterator[str]:
    before: dict[str, journal.Seal] = {}
    for number, seal in enumerate(journal.seals(db), 1):
        previous = before.get(seal.dev)
        value, count = journal.block_hash(db, seal.dev, previous, seal.upto, seal.operations)
        if seal.number != number or seal.previous != (previous.hash if previous else "") or (value, count) != (seal.hash, seal.n):
            yield f"第 {seal.number} 号封签与日志不符：{seal.short}"
            return
        before[seal.dev] = seal


def _differences(db: Any, table: Table) -> Iterator[str]:
    unknown = db.conn.execute(
        f"SELECT id FROM {table.name} t WHERE NOT EXISTS (SELECT 1 FROM change c WHERE c.row = t.id) LIMIT ?", (MOST,)
    )
    for (row,) in unknown.fetchall():
        yield f"{Titles(db).row(table.name, row)}不在日志里"
    # A row with one line must equal it to the byte: one comparison inside the engine.  Only rows with more are folded one by one.
    db.conn.execute("DROP TABLE IF EXISTS temp.suspect")
    db.conn.execute("CREATE TEMP TABLE suspect (row TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID")
    db.conn.execute(
        f"""INSERT OR IGNORE INTO suspect SELECT c.row FROM change c LEFT JOIN {table.name} t ON t.id = c.row
        WHERE c.entity = ? AND (c.op <> 'I' OR t.id IS NULL OR t.community IS NOT c.community
        OR c.cols IS NOT {triggers.line_of_insert(table, "t")})""",
        (table.name,),
    )
    wrong = ((row, expected, live) for row, expected, live in _folded(db, table) if expected != live)
    for row, expected, live in list(islice(wrong, MOST)):
        yield _difference(db, table, row, expected, live)
    db.conn.execute("DROP TABLE temp.suspect")


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
