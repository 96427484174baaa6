"""The table of every list: horizontal lines only, fixed rows, a header that sorts and ticks, keys that work without the mouse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView, QWidget

from app.ui import icons
from app.ui.tables.cells import CENTRE, CHECK, RIGHT, Column
from app.ui.tables.delegate import CellDelegate, tick_box
from app.ui.theme import Theme, color

OPEN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class GridHeader(QHeaderView):
    """Paints titles aligned with the cells, the sort arrow, and the box that ticks everything."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("gridHeader")
        self.theme = theme
        self.sort_key = ""
        self.descending = False
        self.all_ticked = False
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(theme.px(24))

    def sizeHint(self) -> QSize:  # noqa: N802
        """30 px of the design."""
        return QSize(super().sizeHint().width(), self.theme.px(30))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:  # noqa: N802
        """One title."""
        column: Column = self.model().columns[section]  # type: ignore[attr-defined]
        painter.save()
        painter.fillRect(rect, color("head"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, color("line"))
        if column.kind == CHECK:
            size = self.theme.px(16)
            place = (rect.left() + (rect.width() - size) // 2, rect.top() + (rect.height() - size) // 2)
            painter.drawPixmap(*place, tick_box(size, self.all_ticked))
        else:
            self._title(painter, rect, column)
        painter.restore()

    def _title(self, painter: QPainter, rect: QRect, column: Column) -> None:
        pad = self.theme.px(8)
        inner = rect.adjusted(pad, 0, -pad, -1)
        painter.setFont(self.theme.font(14, bold=True))
        painter.setPen(color("ink2"))
        sorted_here = bool(column.sort) and column.sort == self.sort_key
        size = self.theme.px(14)
        width = painter.fontMetrics().horizontalAdvance(column.title)
        left = inner.left()
        if column.align == RIGHT:
            left = inner.right() + 1 - width
            if sorted_here:
                left = max(rect.left(), left - size + pad // 2)
        elif column.align == CENTRE:
            left = inner.left() + (inner.width() - width) // 2 - (size // 2 if sorted_here else 0)
        painter.drawText(QRect(left, inner.top(), width + 2, inner.height()), int(Qt.AlignmentFlag.AlignVCenter), column.title)
        if sorted_here:
            arrow = icons.pixmap("arrow-narrow-down" if self.descending else "arrow-narrow-up", "ink2", size)
            painter.drawPixmap(left + width + 1, rect.top() + (rect.height() - size) // 2, arrow)


class GridView(QTableView):
    """``opened(row)``: Enter or double click; ``moved(row)``: another row is current; ``sort_asked(key)``: a title was clicked."""

    opened = Signal(int, int)
    moved = Signal(int)
    sort_asked = Signal(str)
    ticked = Signal()

    def __init__(self, theme: Theme, name: str, row_height: int = 31) -> None:
        super().__init__()
        self.setObjectName("grid")
        self.setAccessibleName(name)
        self.theme = theme
        self.copied: Callable[[], str] | None = None
        self._row_heights: tuple[int, int] | None = None
        self.header = GridHeader(theme, self)
        self.setHorizontalHeader(self.header)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(theme.px(12))
        self.verticalHeader().setDefaultSectionSize(theme.px(row_height))
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(CellDelegate(theme, row_height, self))
        self.header.sectionClicked.connect(self._header_clicked)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row(), index.column()))

    def setModel(self, model: Any) -> None:  # noqa: N802
        """Also fits the columns and follows the current row."""
        super().setModel(model)
        self.selectionModel().currentRowChanged.connect(lambda now, _before: self.moved.emit(now.row()))
        model.modelReset.connect(self.fit_columns)
        self.fit_columns()

    def fit_columns(self) -> None:
        """Fixed widths, the spare width shared by stretching columns; what does not fit is left out, droppable columns first."""
        model = self.model()
        if model is None:
            return
        columns: list[Column] = model.columns  # type: ignore[attr-defined]
        space = self.viewport().width()
        widths = [self.theme.px(column.width) for column in columns]
        hidden: set[int] = set()
        for place in sorted((p for p, c in enumerate(columns) if c.droppable), key=lambda p: columns[p].droppable):
            if sum(width for p, width in enumerate(widths) if p not in hidden) > space:
                hidden.add(place)
        spare = space - sum(width for place, width in enumerate(widths) if place not in hidden)
        shares = sum(column.stretch for place, column in enumerate(columns) if place not in hidden)
        if spare and shares:
            stretching = [p for p, c in enumerate(columns) if c.stretch and p not in hidden]
            for place in stretching:
                widths[place] = max(self.theme.px(60), widths[place] + spare * columns[place].stretch // shares)
            rest = space - sum(width for place, width in enumerate(widths) if place not in hidden)
            widths[stretching[-1]] += rest if abs(rest) < len(columns) else 0
        for place, width in enumerate(widths):
            self.setColumnHidden(place, place in hidden)
            self.setColumnWidth(place, width)

    def fit_rows(self, lowest: int, highest: int) -> None:
        """All rows without scrolling if they fit between these heights (design pixels)."""
        self._row_heights = (lowest, highest)
        rows = self.model().rowCount() if self.model() is not None else 0
        if rows:
            wanted = (self.height() - self.header.height() - 2) // rows
            height = max(self.theme.px(lowest), min(self.theme.px(highest), wanted))
            if height != self.verticalHeader().defaultSectionSize():
                self.verticalHeader().setDefaultSectionSize(height)

    def select_row(self, row: int) -> None:
        """Make a row current and visible."""
        if self.model() is not None and 0 <= row < self.model().rowCount():
            self.setCurrentIndex(self.model().index(row, max(0, self.currentIndex().column())))
            self.scrollTo(self.model().index(row, 0))

    def set_sort(self, key: str, descending: bool) -> None:
        """Show the arrow."""
        self.header.sort_key, self.header.descending = key, descending
        self.header.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Columns follow the width."""
        super().resizeEvent(event)
        if self._row_heights is not None:
            self.fit_rows(*self._row_heights)
        self.fit_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter opens, Space ticks, Ctrl+A ticks everything, Ctrl+C copies; Home and End go to the ends of the list."""
        row = self.currentIndex().row()
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in OPEN_KEYS and row >= 0:
            self.opened.emit(row, self.currentIndex().column())
        elif event.key() == Qt.Key.Key_Space and row >= 0 and self._ticks():
            self._toggle(row)
        elif event.key() == Qt.Key.Key_A and control and self._ticks():
            self._tick_all(True)
        elif event.key() == Qt.Key.Key_C and control and self.copied is not None:
            QApplication.clipboard().setText(self.copied())
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and not control:
            self.select_row(0 if event.key() == Qt.Key.Key_Home else self.model().rowCount() - 1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click on the box ticks without opening anything."""
        index = self.indexAt(event.position().toPoint())
        super().mousePressEvent(event)
        if index.isValid() and self.model().columns[index.column()].kind == CHECK:  # type: ignore[attr-defined]
            self._toggle(index.row())

    def _ticks(self) -> bool:
        return any(column.kind == CHECK for column in self.model().columns)  # type: ignore[attr-defined]

    def _toggle(self, row: int) -> None:
        model: Any = self.model()
        model.toggle_row(row)
        self._show_ticks()

    def _tick_all(self, on: bool) -> None:
        model: Any = self.model()
        model.tick_all(on)
        self._show_ticks()

    def _show_ticks(self) -> None:
        model: Any = self.model()
        rows = model.rowCount()
        self.header.all_ticked = bool(rows) and model.ticks.count(rows) == rows
        self.header.viewport().update()
        self.ticked.emit()

    def _header_clicked(self, section: int) -> None:
        column: Column = self.model().columns[section]  # type: ignore[attr-defined]
        if column.kind == CHECK:
            self._tick_all(not self.header.all_ticked)
        elif column.sort:
            self.sort_asked.emit(column.sort)


def current_row(view: GridView) -> int:
    """Row of the current cell, −1 = none."""
    index: QModelIndex = view.currentIndex()
    return index.row()
