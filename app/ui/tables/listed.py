"""A table of few rows that are all at hand: members of a ranking, records behind a number, rejected lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from app.ui.tables.cells import LEFT, RIGHT, Cell, Column
from app.ui.tables.paged import ALIGNMENT, Index

SHOWN_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.TextAlignmentRole, Qt.ItemDataRole.ToolTipRole)


class ListedTableModel(QAbstractTableModel):
    """``rows`` in, cells out; a total row may follow the last one."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self.rows: list[Any] = []

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def record(self, row: int) -> Any | None:
        """The row itself."""
        return self.rows[row] if 0 <= row < len(self.rows) else None

    def cell(self, row: int, column: int) -> Cell:
        """What the delegate paints."""
        return self.columns[column].cell(self.rows[row])

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Qt."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Qt."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """For screen readers and tests."""
        if not index.isValid() or role not in SHOWN_ROLES:
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


def text_column(key: str, title: str, width: int, align: str = LEFT, stretch: int = 0, token: str = "ink", bold: bool = False) -> Column:
    """A column that shows one attribute of the row as text."""
    return Column(key, title, width, lambda row: Cell(str(getattr(row, key)), token=token, bold=bold), align=align, stretch=stretch)


@dataclass(frozen=True)
class Choice:
    """One line of a list of choices: a word and its count."""

    text: str
    count: int
    value: str = ""
    token: str = "ink"


def choice_columns() -> list[Column]:
    """Word left, count right."""
    return [
        Column("text", "", 120, lambda row: Cell(row.text), stretch=1),
        Column("count", "", 66, lambda row: Cell(f"{row.count:,}", token=row.token, bold=True), align=RIGHT),
    ]
