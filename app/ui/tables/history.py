"""变更记录: acts in three lines each, and the fields of one act with ticks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.models.person_views import ChangedField, HistoryEntry
from app.ui.tables.cells import CHECK, TAGS, Cell, Column
from app.ui.tables.delegate import TONES
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.paged import Ticks
from app.ui.theme import Theme, color

ROW = 74
UNCHANGED = "此后未再改动"


class EntriesModel(ListedTableModel):
    """Acts, newest first."""

    def __init__(self) -> None:
        super().__init__([Column("entry", "", 240, _words, stretch=1)])


def _words(entry: HistoryEntry) -> Cell:
    return Cell("　".join(part for part in (entry.at, entry.who, entry.label, entry.amount, entry.summary) if part))


class EntryDelegate(QStyledItemDelegate):
    """When and how much, who and what, in words."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.bold, self.small, self.tag = theme.font(14, bold=True), theme.font(13), theme.font(12)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        """All the same."""
        return QSize(0, self.theme.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """One act."""
        entry: HistoryEntry = index.model().record(index.row())  # type: ignore[attr-defined]
        rect: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.fillRect(rect, color("primary_tint"))
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), color("primary"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, color("line"))
        line = rect.adjusted(self.theme.px(12), self.theme.px(6), -self.theme.px(12), 0)
        line.setHeight(self.theme.px(20))
        painter.setFont(self.small)
        painter.setPen(color("ink3"))
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), entry.at)
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), entry.amount)
        self._who(painter, line.translated(0, self.theme.px(21)), entry)
        painter.setFont(self.small)
        painter.setPen(color("ink2"))
        below = line.translated(0, self.theme.px(42))
        painter.drawText(below, int(Qt.AlignmentFlag.AlignVCenter),
                         QFontMetrics(self.small).elidedText(entry.summary, Qt.TextElideMode.ElideRight, below.width()))  # fmt: skip
        painter.restore()

    def _who(self, painter: QPainter, line: QRect, entry: HistoryEntry) -> None:
        painter.setFont(self.bold)
        painter.setPen(color("ink"))
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), entry.who)
        left = line.left() + QFontMetrics(self.bold).horizontalAdvance(entry.who) + self.theme.px(6)
        painter.setFont(self.tag)
        width = QFontMetrics(self.tag).horizontalAdvance(entry.label) + self.theme.px(12)
        box = QRect(left, line.top() + self.theme.px(1), width, self.theme.px(18))
        ground, ink = TONES[entry.tone]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color(ground))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(color(ink))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), entry.label)


class FieldsModel(ListedTableModel):
    """Fields of one act; those that can be put back alone have a box."""

    def __init__(self) -> None:
        super().__init__(field_columns())
        self.ticks = Ticks()

    def set_rows(self, rows: Sequence[Any]) -> None:
        """What was not changed since is ticked."""
        self.ticks.set_all(False)
        for place, field in enumerate(rows):
            if field.key and not field.changed_since:
                self.ticks.toggle(place)
        super().set_rows(rows)

    def cell(self, row: int, column: int) -> Cell:
        """The box shows its tick."""
        if self.columns[column].kind == CHECK:
            return Cell(checked=row in self.ticks)
        return super().cell(row, column)

    def toggle_row(self, row: int) -> None:
        """Space or a click on the box; fields that cannot be put back alone have none."""
        if self.rows[row].key:
            self.ticks.toggle(row)
            self.dataChanged.emit(self.index(row, 0), self.index(row, 0))

    def tick_all(self, on: bool) -> None:
        """The box in the header."""
        self.ticks.set_all(False)
        if on:
            for place in [place for place, field in enumerate(self.rows) if field.key]:
                self.ticks.toggle(place)
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, 0))

    def keys(self) -> list[str]:
        """Keys of the ticked fields."""
        return [field.key for place, field in enumerate(self.rows) if field.key and place in self.ticks]


def field_columns() -> list[Column]:
    """Picture M."""
    return [
        Column("tick", "", 34, lambda field: Cell(), kind=CHECK),
        Column("label", "项目", 110, lambda field: Cell(field.label, bold=True)),
        Column("old", "改动前", 150, lambda field: _value(field.old, "danger"), kind=TAGS, stretch=2),
        Column("arrow", "", 30, lambda field: Cell("→", token="ink3")),
        Column("new", "改动后", 150, lambda field: _value(field.new, "ok"), kind=TAGS, stretch=2),
        Column("later", "之后的情况", 190, _later, stretch=2),
        Column("title", "属于", 130, lambda field: Cell(field.title, token="ink2"), droppable=1, stretch=1),
    ]


def _value(text: str, tone: str) -> Cell:
    return Cell(tags=((text or "（空）", tone if text else "plain"),))


def _later(field: ChangedField) -> Cell:
    if field.later:
        return Cell(field.later, token="warn")
    return Cell(UNCHANGED if field.key else "随整次操作撤销", token="ink2" if field.key else "ink3")
