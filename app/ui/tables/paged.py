"""A table over a million rows: a vector of keys, and blocks of 128 rows fetched by key when they come into view."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.ui.tables.cells import CENTRE, CHECK, RIGHT, Cell, Column

BLOCK = 128
KEPT_BLOCKS = 48
Index = QModelIndex | QPersistentModelIndex
EMPTY = Cell()
ALIGNMENT = {
    RIGHT: Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    CENTRE: Qt.AlignmentFlag.AlignCenter,
}
Fetch = Callable[[Sequence[int], Callable[[Sequence[Any]], object]], object]


class Ticks:
    """Which rows are ticked; 'all but these' costs nothing for a million rows."""

    def __init__(self) -> None:
        self.inverted = False
        self.keys: set[int] = set()

    def __contains__(self, key: int) -> bool:
        return (key in self.keys) != self.inverted

    def toggle(self, key: int) -> None:
        """Tick or untick one row."""
        self.keys ^= {key}

    def set_all(self, on: bool) -> None:
        """Tick or untick everything."""
        self.inverted = on
        self.keys = set()

    def count(self, rows: int) -> int:
        """How many of ``rows`` rows are ticked."""
        return rows - len(self.keys) if self.inverted else len(self.keys)


class PagedTableModel(QAbstractTableModel):
    """``fetch(keys, arrived)`` reads one block (in a job) and calls ``arrived(rows)`` with one row per key, in order."""

    def __init__(self, columns: Sequence[Column], fetch: Fetch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self.keys: array[int] = array("q")
        self.ticks = Ticks()
        self._fetch = fetch
        self._blocks: OrderedDict[int, Sequence[Any]] = OrderedDict()
        self._asked: set[int] = set()
        self._version = 0

    # -- data -----------------------------------------------------------------------------------------------------------

    def set_keys(self, keys: array[int]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.keys = keys
        self._forget()
        self.ticks.set_all(False)
        self.endResetModel()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns of the same rows."""
        self.beginResetModel()
        self.columns = list(columns)
        self.endResetModel()

    def reload(self) -> None:
        """The rows changed underneath: read what is in view again."""
        self._forget()
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(self.columns) - 1))

    def record(self, row: int) -> Any | None:
        """The row itself, or None while its block is on the way."""
        block = row // BLOCK
        rows = self._blocks.get(block)
        if rows is None:
            self._ask(block)
            rows = self._blocks.get(block)  # synchronous jobs answer at once
            if rows is None:
                return None
        else:
            self._blocks.move_to_end(block)
        place = row - block * BLOCK
        return rows[place] if place < len(rows) else None

    def cell(self, row: int, column: int) -> Cell:
        """What the delegate paints."""
        what = self.columns[column]
        if what.kind == CHECK:
            return Cell(checked=self.keys[row] in self.ticks)
        record = self.record(row)
        return EMPTY if record is None else what.cell(record)

    def _forget(self) -> None:
        self._version += 1
        self._blocks.clear()
        self._asked.clear()

    def _ask(self, block: int) -> None:
        if block in self._asked:
            return
        self._asked.add(block)
        first, version = block * BLOCK, self._version

        def arrived(rows: Sequence[Any]) -> None:
            if version != self._version:
                return
            self._asked.discard(block)
            self._blocks[block] = rows
            while len(self._blocks) > KEPT_BLOCKS:
                self._blocks.popitem(last=False)
            last = min(first + BLOCK, len(self.keys)) - 1
            if last >= first:
                self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

        self._fetch(self.keys[first : first + BLOCK], arrived)

    # -- ticks ----------------------------------------------------------------------------------------------------------

    def toggle_row(self, row: int) -> None:
        """Space or a click on the box."""
        self.ticks.toggle(self.keys[row])
        self.dataChanged.emit(self.index(row, 0), self.index(row, 0))

    def tick_all(self, on: bool) -> None:
        """The box in the header, Ctrl+A."""
        self.ticks.set_all(on)
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, 0))

    def ticked_keys(self, limit: int) -> list[int]:
        """Ticked rows in display order, at most ``limit``."""
        found: list[int] = []
        for key in self.keys:
            if key in self.ticks:
                found.append(key)
                if len(found) == limit:
                    break
        return found

    # -- Qt -------------------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Qt."""
        return 0 if parent.isValid() else len(self.keys)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Qt."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """For screen readers and tests; the delegate asks ``cell`` instead (three times faster)."""
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.TextAlignmentRole):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return ALIGNMENT.get(self.columns[index.column()].align)
        cell = self.cell(index.row(), index.column())
        return cell.text or " ".join(word for word, _ in cell.tags)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802
        """Qt."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return ALIGNMENT.get(self.columns[section].align, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None
