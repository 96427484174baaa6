"""Rows on their way into the register: collected per table and handed over in portions, or only counted in a dry run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.storage.schema import TABLES

if TYPE_CHECKING:
    from app.storage.work import Operation

PORTION = 4000
Row = tuple[object, ...]


class Writing:
    """Insertions and changes of one operation; without an operation (dry run) nothing is kept.

    Writing in a thread beside the checks was tried: it saved a twelfth of the time and needed a second connection for look-ups.
    """

    def __init__(self, operation: Operation | None) -> None:
        self._operation = operation
        self._columns: dict[str, Sequence[str]] = {}
        self._rows: dict[str, list[Row]] = {}
        self._updates: dict[tuple[str, tuple[str, ...]], list[Row]] = {}

    def insert(self, table: str, columns: Sequence[str], row: Row) -> None:
        """One new row; ``columns`` is the same for every row of a table."""
        if self._operation is None:
            return
        rows = self._rows.get(table)
        if rows is None:
            self._columns[table] = columns
            rows = self._rows[table] = []
        rows.append(row)
        if len(rows) >= PORTION:
            self._hand_over()

    def update(self, table: str, columns: tuple[str, ...], row: Row) -> None:
        """Change columns of one row, whose key is the last value; done at the end, after all insertions."""
        if self._operation is not None:
            self._updates.setdefault((table, columns), []).append(row)

    def finish(self) -> None:
        """Hand over what is left."""
        self._hand_over()
        if self._operation is not None:
            for (table, names), changes in self._updates.items():
                self._operation.bulk_update(table, names, changes)
        self._updates.clear()

    def _hand_over(self) -> None:
        """All tables in the order of the registry: what others point to comes first."""
        if self._operation is None:
            return
        for table in TABLES:
            if rows := self._rows.get(table):
                self._operation.bulk_insert(table, self._columns[table], rows)
                rows.clear()
