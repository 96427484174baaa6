"""The one gate: every write is part of an operation, and an operation is one transaction with its journal lines and its author.

    with work.operation("visit.save", session) as operation:
        operation.insert("visit", {...})

"已保存" may be said once the block has ended: COMMIT has then returned with the data forced to the disk.  Anything raised inside rolls
everything back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any, Protocol

from app.settings import now_ms
from app.storage import journal, search, triggers
from app.storage.faults import translated
from app.storage.identity_of_rows import new_id
from app.storage.schema import TABLES

ROWS_TOGETHER = 50  # at most 32,766 values may stand in one statement
SEAL_EVERY = 1000  # lines and acts; a block never splits an operation
# A big import is sealed by the backup that follows it, before printing or at closing: hashing it now would keep the person waiting.
SEAL_LATER = 20_000


class Actor(Protocol):
    """Who acts: a signed-in person, or the program itself while it builds a register."""

    @property
    def actor_id(self) -> str:
        """Key of the account."""
        ...

    @property
    def actor_name(self) -> str:
        """Name as shown in the history."""
        ...


class Operation:
    """A running operation; its methods are the only writers of business tables."""

    def __init__(self, db: Any, kind: str, actor: Actor, reason: str, undoes: str) -> None:
        self.id = new_id()
        self.kind = kind
        self.actor_id = actor.actor_id
        self.actor_name = actor.actor_name
        self.reason = reason
        self.undoes = undoes
        self.touched: set[str] = set()
        self.altered: set[str] = set()  # tables whose rows were changed, not only added
        self.lines = 0
        self.db = db
        self._open = True

    def insert(self, table: str, values: Mapping[str, object]) -> str:
        """A new row; key, community and status are filled in where absent.  Returns its key."""
        self._check(table, values)
        row = {"id": new_id(), "community": "*", "status": "active"} | {name: cleaned(value) for name, value in values.items()}
        names = ", ".join(row)
        self.db.conn.execute(f"INSERT INTO {table} ({names}) VALUES ({_marks(len(row))})", tuple(row.values()))
        self._touch(table)
        return str(row["id"])

    def update(self, table: str, row_id: str, changes: Mapping[str, object]) -> None:
        """Change columns of one row; what stays the same leaves no line."""
        self._check(table, changes)
        if "id" in changes:
            raise ValueError("keys never change")
        if not changes:
            return
        assignments = ", ".join(f"{name} = ?" for name in changes)
        values = [cleaned(value) for value in changes.values()]
        if self.db.conn.execute(f"UPDATE {table} SET {assignments} WHERE id = ?", (*values, row_id)).rowcount != 1:
            raise LookupError(f"no row {row_id} in {table}")
        self._touch(table)
        self.altered.add(table)

    def void(self, table: str, row_id: str, why: str) -> None:
        """Take a row out of all figures; it stays in the register, with the reason."""
        self.update(table, row_id, {"status": "voided", "status_why": why})

    def bulk_insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
        """Many new rows at the speed of the bare driver; their lines are written by one statement, equal to what triggers write.

        Rows must hold ``id``, ``community`` and ``status`` and be cleaned already (``cleaned``).  Returns how many there were.
        """
        self._check(table, columns)
        if missing := {"id", "community", "status"} - set(columns):
            raise ValueError(f"bulk rows of {table} lack {sorted(missing)}")
        connection = self.db.conn
        before = connection.execute(f"SELECT coalesce(max(rowid), 0) FROM {table}").fetchone()[0]
        with triggers.suspended(self.db, table):
            _insert_all(connection, table, columns, rows)
        count = int(connection.execute(f"SELECT coalesce(max(rowid), 0) - ? FROM {table}", (before,)).fetchone()[0])
        connection.execute(_lines_of_new_rows(table), (before, before, before, before))
        if count:
            self._touch(table)
        return count

    def bulk_update(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
        """Change the same columns of many rows; the last element of each row is the key.  Returns how many rows were found."""
        self._check(table, columns)
        if "id" in columns:
            raise ValueError("keys never change")
        assignments = ", ".join(f"{name} = ?" for name in columns)
        count = int(self.db.conn.executemany(f"UPDATE {table} SET {assignments} WHERE id = ?", rows).rowcount)
        if count > 0:
            self._touch(table)
            self.altered.add(table)
        return max(count, 0)

    def run(self, table: str, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> int:
        """One set-based UPDATE or INSERT … SELECT written by this floor; the triggers write its lines.  Returns the rows it met."""
        self._check(table, ())
        count = int(self.db.conn.execute(sql, parameters).rowcount)
        if count > 0:
            self._touch(table)
            self.altered.add(table)
        return count

    def _check(self, table: str, columns: Iterable[str]) -> None:
        if not self._open:
            raise RuntimeError("the operation has ended")
        known = TABLES[table].column_names
        if unknown := [name for name in columns if name not in known]:
            raise KeyError(f"{table} has no columns {unknown}")

    def _touch(self, table: str) -> None:
        self.touched.add(TABLES[table].watch)

    def end(self) -> None:
        """Nothing more can be written through this operation."""
        self._open = False


class Work:
    """Owner of the writing connection's transactions."""

    def __init__(self, db: Any, committed: Callable[[], None] | None = None) -> None:
        self._db = db
        self._committed = committed or (lambda: None)
        self._running = False
        self._unsealed = _unsealed(db)

    @property
    def running(self) -> bool:
        """Whether an operation is under way."""
        return self._running

    @contextmanager
    def operation(self, kind: str, session: Actor, reason: str = "", undoes: str = "") -> Iterator[Operation]:
        """Everything inside happens wholly or not at all, under one name in the history."""
        if self._running:
            raise RuntimeError("operations do not nest")
        if not session.actor_id or not kind:
            raise ValueError("an operation needs an author and a kind")
        operation = Operation(self._db, kind, session, cleaned(reason), undoes)
        self._running = True
        try:
            with translated():
                self._db.conn.execute("BEGIN IMMEDIATE")
                try:
                    self._begin(operation)
                    yield operation
                    sealed = self._finish(operation)
                    self._db.conn.execute("COMMIT")
                except BaseException:
                    self._roll_back()
                    raise
        finally:
            operation.end()
            self._running = False
        self._unsealed = 0 if sealed else self._unsealed + operation.lines + 1
        self._committed()

    def seal_now(self) -> journal.Seal | None:
        """Seal what is not sealed yet (before a bulletin is printed, a backup is made, the register is closed)."""
        if self._running:
            raise RuntimeError("an operation is running")
        with translated():
            self._db.conn.execute("BEGIN IMMEDIATE")
            try:
                seal = self._seal()
                self._db.conn.execute("COMMIT")
            except BaseException:
                self._roll_back()
                raise
        self._unsealed = 0
        return seal

    def last_seal(self) -> str:
        """The newest seal as printed, '' before the first one."""
        found = self._db.conn.execute("SELECT dev FROM seal ORDER BY number DESC LIMIT 1").fetchone()
        seal = journal.last_seal(self._db, found[0]) if found else None
        return seal.short if seal else ""

    def _begin(self, operation: Operation) -> None:
        start = now_ms() << 16
        # The next line has lseq = last + 1; both shifts turn that into the device's next number and the clock's next tick.
        self._db.conn.execute(
            """UPDATE context SET grp = ?1, actor = ?2,
            dseq_shift = dseq - (SELECT coalesce(max(lseq), 0) FROM change),
            hlc_shift = max(hlc + 1, ?3) - 1 - (SELECT coalesce(max(lseq), 0) FROM change)""",
            (operation.id, operation.actor_id, start),
        )

    def _finish(self, operation: Operation) -> bool:
        connection = self._db.conn
        dev, dseq, number, schema, last, hlc = connection.execute(
            f"SELECT dev, dseq, number, schema, {triggers.NEXT} - 1 + dseq_shift, {triggers.NEXT} - 1 + hlc_shift FROM context"
        ).fetchone()
        operation.lines = last - dseq
        search.follow(self._db, operation.touched, operation.altered, operation.lines)
        connection.execute(
            """INSERT INTO operation (dev, number, grp, kind, actor, actor_name, at_ms, reason, undoes, schema, first_dseq, lines)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (dev, number + 1, operation.id, operation.kind, operation.actor_id, cleaned(operation.actor_name), now_ms(),
             operation.reason, operation.undoes, schema, dseq + 1, operation.lines),
        )  # fmt: skip
        connection.execute(
            "UPDATE context SET dseq = ?, number = ?, hlc = ?, grp = NULL, actor = NULL, dseq_shift = 0, hlc_shift = 0",
            (last, number + 1, hlc),
        )
        if not SEAL_EVERY <= self._unsealed + operation.lines + 1 <= SEAL_LATER:
            return False
        self._seal()
        return True

    def _seal(self) -> journal.Seal | None:
        dev, dseq, number = self._db.conn.execute("SELECT dev, dseq, number FROM context").fetchone()
        return journal.add_seal(self._db, dev, dseq, number, now_ms())

    def _roll_back(self) -> None:
        if self._db.conn.in_transaction:  # some errors (disk full, corruption) have already ended it
            self._db.conn.execute("ROLLBACK")


def cleaned(value: Any) -> Any:
    """Text without what JSON and other databases cannot hold: NUL and lone surrogates; everything else as it is."""
    if isinstance(value, str):
        if "\0" in value:
            value = value.replace("\0", "")
        if not value.isascii() and any("\ud800" <= each <= "\udfff" for each in value):
            value = "".join(each for each in value if not "\ud800" <= each <= "\udfff")
        return value
    if isinstance(value, bool):
        return int(value)
    return value


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _insert_all(connection: Any, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Fifty rows a statement: as quick as one, but other threads of the program run meanwhile instead of waiting at every row."""
    start = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "
    one = f"({_marks(len(columns))})"
    together = start + ", ".join([one] * ROWS_TOGETHER)
    walk = iter(rows)
    while len(portion := list(islice(walk, ROWS_TOGETHER))) == ROWS_TOGETHER:
        connection.execute(together, list(chain.from_iterable(portion)))
    connection.executemany(start + one, portion)


def _lines_of_new_rows(name: str) -> str:
    table = TABLES[name]
    return f"""INSERT INTO change (lseq, dev, dseq, grp, hlc, entity, row, op, base, community, schema, cols)
SELECT m.last + t.rowid - ?, c.dev, m.last + t.rowid - ? + c.dseq_shift, c.grp, m.last + t.rowid - ? + c.hlc_shift,
 '{name}', t.id, 'I', 0, t.community, c.schema, {triggers.line_of_insert(table, "t")}
FROM context c, (SELECT coalesce(max(lseq), 0) AS last FROM change) m, {name} t WHERE t.rowid > ? ORDER BY t.rowid"""


def _unsealed(db: Any) -> int:
    row = db.conn.execute(
        """SELECT c.dseq + c.number - coalesce((SELECT max(s.upto + s.operations) FROM seal s WHERE s.dev = c.dev), 0)
        FROM context c"""
    ).fetchone()
    return int(row[0])
