"""Rows on their way into the register: collected per table and handed over in portions, or only counted in a dry run."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import TYPE_CHECKING

from app.storage.schema import TABLES

if TYPE_CHECKING:
    from app.storage.work import Operation

PORTION = 4000
WAITING = 1  # portions that may wait for the disk while the next rows are checked
TURN = 0.0005  # seconds: the usual 0.005 would keep the register waiting after every statement
Row = tuple[object, ...]


class Writing:
    """Insertions and changes of one operation; without an operation (dry run) nothing is kept.

    ``beside``: the register writes in a thread of its own while the next rows are checked here.  Until the ``with`` block ends the
    writing connection then belongs to that thread alone, so look-ups must go through a reading connection.
    """

    def __init__(self, operation: Operation | None, beside: bool = False) -> None:
        self._operation = operation
        self._columns: dict[str, Sequence[str]] = {}
        self._rows: dict[str, list[Row]] = {}
        self._updates: dict[tuple[str, tuple[str, ...]], list[Row]] = {}
        self._writer = ThreadPoolExecutor(1, "import") if beside and operation is not None else None
        self._turns = 0.0
        self._pending: deque[Future[None]] = deque()

    def __enter__(self) -> Writing:
        if self._writer is not None:
            self._turns = sys.getswitchinterval()
            sys.setswitchinterval(TURN)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Whatever happened, nobody writes any more when the operation ends or is rolled back."""
        if self._writer is not None:
            self._writer.shutdown(wait=True, cancel_futures=True)
            sys.setswitchinterval(self._turns)

    def insert(self, table: str, columns: Sequence[str], row: Row) -> None:
        """One new row; ``columns`` is the same for every row of a table."""
        if self._operation is None:
            return
        rows = self._rows.get(table)
        if rows is None:
            self._columns.setdefault(table, columns)
            rows = self._rows[table] = []
        rows.append(row)
        if len(rows) >= PORTION:
            self._hand_over()

    def update(self, table: str, columns: tuple[str, ...], row: Row) -> None:
        """Change columns of one row, whose key is the last value; done at the end, after all insertions."""
        if self._operation is not None:
            self._updates.setdefault((table, columns), []).append(row)

    def finish(self) -> None:
        """Hand over what is left and wait until it is written."""
        self._hand_over()
        while self._pending:
            self._pending.popleft().result()
        if self._operation is not None:
            for (table, names), changes in self._updates.items():
                self._operation.bulk_update(table, names, changes)
        self._updates.clear()

    def _hand_over(self) -> None:
        portion, self._rows = self._rows, {}
        if self._writer is None:
            self._write(portion)
            return
        while len(self._pending) >= WAITING:
            self._pending.popleft().result()
        self._pending.append(self._writer.submit(self._write, portion))

    def _write(self, portion: dict[str, list[Row]]) -> None:
        """All tables in the order of the registry: what others point to comes first."""
        if self._operation is None:
            return
        for table in TABLES:
            if rows := portion.get(table):
                self._operation.bulk_insert(table, self._columns[table], rows)
