"""The queue of 走访登记: two lines per target, the due badge at the right."""

from __future__ import annotations

import re

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.models.visit_views import QueueLine
from app.ui.tables.cells import Cell, Column
from app.ui.tables.delegate import TONES
from app.ui.tables.listed import ListedTableModel
from app.ui.theme import Theme, color

ROW = 51


def badge(line: QueueLine) -> tuple[str, str]:
    """Word and tone at the right: 已访 once the target was visited today."""
    return ("已访", "ok") if line.visited_today else (line.due_text, line.tone)


def short_reason(why: str) -> str:
    """'独居老人每周走访' → '独居老人': how often stands in the plan."""
    return re.sub(r"(?<=.)每[^每]*走访$", "", why)


class QueueModel(ListedTableModel):
    """Lines of the queue."""

    def __init__(self) -> None:
        super().__init__([Column("line", "", 200, _cell, stretch=1)])

    def row_of(self, kind: str, target_id: str) -> int:
        """Where a target stands, −1 = not in this list."""
        return next((place for place, line in enumerate(self.rows) if (line.kind, line.id) == (kind, target_id)), -1)


def _cell(line: QueueLine) -> Cell:
    return Cell("　".join(part for part in (line.title, badge(line)[0], line.address, line.why) if part))


class QueueDelegate(QStyledItemDelegate):
    """Paints name, badge, address and reason; the end of the address stays readable when it is too long."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.bold, self.small, self.tag = theme.font(14, bold=True), theme.font(13), theme.font(12)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        """All the same."""
        return QSize(0, self.theme.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """One target."""
        line: QueueLine = index.model().record(index.row())  # type: ignore[attr-defined]
        rect: QRect = option.rect  # type: ignore[attr-defined]
        selected = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.save()
        if selected:
            painter.fillRect(rect, color("primary_tint"))
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), color("primary"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, color("line"))
        pad = self.theme.px(12)
        upper = QRect(rect.left() + pad, rect.top() + self.theme.px(5), rect.width() - 2 * pad, self.theme.px(22))
        used = self._badge(painter, upper, line)
        painter.setFont(self.bold)
        painter.setPen(color("ink"))
        title = QFontMetrics(self.bold).elidedText(line.title, Qt.TextElideMode.ElideRight, upper.width() - used)
        painter.drawText(upper, int(Qt.AlignmentFlag.AlignVCenter), title)
        self._second(painter, upper.translated(0, self.theme.px(20)), line)
        painter.restore()

    def _badge(self, painter: QPainter, room: QRect, line: QueueLine) -> int:
        word, tone = badge(line)
        if not word:
            return 0
        painter.setFont(self.tag)
        width = QFontMetrics(self.tag).horizontalAdvance(word) + self.theme.px(12)
        height = self.theme.px(18)
        box = QRect(room.right() - width + 1, room.top() + (room.height() - height) // 2, width, height)
        ground, ink = TONES[tone]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color(ground))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(color(ink))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), word)
        return width + self.theme.px(6)

    def _second(self, painter: QPainter, room: QRect, line: QueueLine) -> None:
        measure = QFontMetrics(self.small)
        painter.setFont(self.small)
        painter.setPen(color("ink2"))
        hour = f" · 宜 {line.proposed_hour}" if line.proposed_hour else ""
        why = f" · {short_reason(line.why)}" if line.why else ""
        why = measure.elidedText(why + hour, Qt.TextElideMode.ElideRight, room.width() * 3 // 5)
        where = measure.elidedText(line.address, Qt.TextElideMode.ElideLeft, room.width() - measure.horizontalAdvance(why))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), where + why)
