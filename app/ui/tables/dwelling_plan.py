"""楼栋图 as a table: floors × rooms, each tile with its state as a sign and a colour; arrows walk, Enter opens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from app.models.dwelling_plan import STATE_NAMES, Plan, RoomState, Tile, floor_label, neighbour
from app.ui.theme import Theme, color

Index = QModelIndex | QPersistentModelIndex
FLOOR_WIDTH, ROW = 36, 36
_LOOKS = {
    RoomState.NOT_DONE: ("surface", "line_input", "ink"),
    RoomState.CURRENT: ("primary", "primary", "surface"),
    RoomState.DONE: ("ok_tint", "ok", "ok"),
    RoomState.TO_VERIFY: ("warn_tint", "warn_line", "warn"),
    RoomState.VACANT: ("auto", "line", "ink3"),
}
_ARROWS = {Qt.Key.Key_Left: "left", Qt.Key.Key_Right: "right", Qt.Key.Key_Up: "up", Qt.Key.Key_Down: "down"}


class PlanModel(QAbstractTableModel):
    """Column 0 names the floor, the others are the rooms."""

    def __init__(self) -> None:
        super().__init__()
        self.plan = Plan()
        self.current = ""
        self.tips: Mapping[str, str] = {}

    def show_plan(self, plan: Plan, current: str, tips: Mapping[str, str]) -> None:
        """Another unit, or the same with other states."""
        self.beginResetModel()
        self.plan, self.current, self.tips = plan, current, tips
        self.endResetModel()

    def tile(self, index: Index) -> Tile | None:
        """The room at a place."""
        if not index.isValid() or index.column() == 0:
            return None
        row = self.plan.rows[index.row()]
        return row[index.column() - 1] if index.column() <= len(row) else None

    def state(self, tile: Tile) -> RoomState:
        """正在录 wins over what is stored."""
        return RoomState.CURRENT if tile.dwelling_id == self.current else tile.state

    def place(self, dwelling_id: str) -> QModelIndex:
        """Where a room stands."""
        tile = self.plan.tiles.get(dwelling_id)
        return self.index(self.plan.floors.index(tile.floor), tile.column + 1) if tile is not None else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Qt."""
        return 0 if parent.isValid() else len(self.plan.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Qt."""
        return 0 if parent.isValid() or not self.plan.rows else self.plan.columns + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """For screen readers, tips and tests."""
        if index.isValid() and index.column() == 0:
            return floor_label(self.plan.floors[index.row()]) if role == Qt.ItemDataRole.DisplayRole else None
        tile = self.tile(index)
        if tile is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{tile.label} {self.state(tile).label}".strip()
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            tip = self.tips.get(tile.dwelling_id, "")
            return "　".join(part for part in (tile.room, STATE_NAMES[self.state(tile)], tip) if part)
        return None


class PlanDelegate(QStyledItemDelegate):
    """Paints one tile; narrow ones carry their sign below the number."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.font, self.small = theme.font(13), theme.font(12)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """All the same."""
        return QSize(0, self.theme.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One floor name or one room."""
        model: Any = index.model()
        rect: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        painter.fillRect(rect, color("surface"))  # the style has painted its own selection
        tile = model.tile(index)
        if index.column() == 0:
            painter.setFont(self.small)
            painter.setPen(color("ink2"))
            painter.drawText(rect.adjusted(0, 0, -self.theme.px(4), 0), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight),
                             model.data(index))  # fmt: skip
        elif tile is not None:
            chosen = bool(option.state & QStyle.StateFlag.State_Selected) and option.widget.hasFocus()  # type: ignore[attr-defined]
            self._tile(painter, rect, tile.label, model.state(tile), chosen)
        painter.restore()

    def _tile(self, painter: QPainter, rect: QRect, name: str, state: RoomState, chosen: bool) -> None:
        ground, line, ink = _LOOKS[state]
        box = QRect(rect.left() + 2, rect.top() + 3, rect.width() - 5, rect.height() - 7)
        painter.setPen(QPen(color("ink" if chosen else line), 2 if chosen else 1))
        painter.setBrush(color(ground))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(color(ink))
        words = f"{name} {state.label}".strip()
        for font in (self.font, self.small):
            painter.setFont(font)
            if QFontMetrics(font).horizontalAdvance(words) <= box.width() - 3:
                painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)
                return
        name = QFontMetrics(self.small).elidedText(name, Qt.TextElideMode.ElideRight, box.width() - 2)
        upper = box.adjusted(0, 0, 0, -box.height() // 2 + 1) if state.label else box
        painter.drawText(upper, int(Qt.AlignmentFlag.AlignCenter), name)
        if state.label:
            painter.drawText(box.adjusted(0, box.height() // 2 - 1, 0, 0), int(Qt.AlignmentFlag.AlignCenter), state.label)


class PlanView(QTableView):
    """``opened(dwelling_id)``: Enter or a click."""

    opened = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("grid")
        self.setAccessibleName("楼栋图")
        self.theme = theme
        self.tiles = PlanModel()
        self.delegate = PlanDelegate(theme)  # the view does not own it
        self.setItemDelegate(self.delegate)
        self.setModel(self.tiles)
        self.horizontalHeader().hide()
        self.horizontalHeader().setMinimumSectionSize(theme.px(14))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(theme.px(12))
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW))
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)

    def show_plan(self, plan: Plan, current: str, tips: Mapping[str, str]) -> None:
        """Show a unit; the room being entered is visible."""
        same = plan.floors == self.tiles.plan.floors
        place = self.verticalScrollBar().value()
        self.tiles.show_plan(plan, current, tips)
        self._fit()
        if same:
            self.verticalScrollBar().setValue(place)
        self.walk_to(current or (plan.order[0] if plan.order else ""))

    def set_current(self, dwelling_id: str) -> None:
        """Another room is being entered."""
        self.tiles.current = dwelling_id
        self.walk_to(dwelling_id)
        self.viewport().update()

    def walk_to(self, dwelling_id: str) -> None:
        """Put the cursor on a room."""
        index = self.tiles.place(dwelling_id)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def cursor_room(self) -> str:
        """The room under the cursor, '' = none."""
        tile = self.tiles.tile(self.currentIndex())
        return tile.dwelling_id if tile is not None else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows walk as one walks in a house; Enter and Space open the room."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        room = self.cursor_room()
        if plain and event.key() in _ARROWS:
            self.walk_to(neighbour(self.tiles.plan, room, _ARROWS[Qt.Key(event.key())]))
        elif plain and event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.tiles.plan.order:
            self.walk_to(self.tiles.plan.order[-1 if event.key() == Qt.Key.Key_Home else 0])
        elif plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and room:
            self.opened.emit(room)
        elif event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            event.ignore()  # 上一户, 下一户 of the page
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click opens."""
        super().mouseReleaseEvent(event)
        tile = self.tiles.tile(self.indexAt(event.position().toPoint()))
        if tile is not None and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(tile.dwelling_id)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Rooms share the width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        columns = self.tiles.columnCount()
        if columns < 2:
            return
        floor = self.theme.px(FLOOR_WIDTH)
        space = self.viewport().width() - floor
        width = min(self.theme.px(74), space // (columns - 1))
        self.setColumnWidth(0, floor)
        for column in range(1, columns):
            self.setColumnWidth(column, width)
