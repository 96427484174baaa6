"""Paints cells straight from ``model.cell``: text with 8 px padding, tags, tick boxes, in-row bars, the selected row's tint and bar."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui import icons
from app.ui.tables.cells import BAR, CENTRE, CHECK, RIGHT, TAGS, Bar, Cell
from app.ui.theme import Theme, color

TONES = {
    "plain": ("head", "ink2"),
    "blue": ("primary_tint", "primary_dark"),
    "ok": ("ok_tint", "ok"),
    "warn": ("warn_tint", "warn"),
    "danger": ("danger_tint", "danger"),
    "violet": ("violet_tint", "violet"),
}
FLAGS = {
    RIGHT: Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    CENTRE: Qt.AlignmentFlag.AlignCenter,
}
LEFT_FLAGS = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@lru_cache(maxsize=32)
def tick_box(size: int, checked: bool) -> QPixmap:
    """The tick box as a picture, the same as QCheckBox in the style sheet."""
    ratio = icons.pixmap("check", "surface", 14).devicePixelRatio()
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color("primary" if checked else "line_input"), 1))
    painter.setBrush(color("primary" if checked else "surface"))
    painter.drawRoundedRect(QRectF(0.5, 0.5, size - 1, size - 1), 3, 3)
    if checked:
        painter.drawPixmap(2, 2, icons.pixmap("tick", "surface", size - 4))
    painter.end()
    return picture


class CellDelegate(QStyledItemDelegate):
    """One for all tables."""

    def __init__(self, theme: Theme, row_height: int = 31, parent: object = None) -> None:
        super().__init__(parent)  # type: ignore[arg-type]
        self.row_height = theme.px(row_height)
        self.pad = theme.px(8)
        self.bar_height = theme.px(12)
        self.box = theme.px(16)
        self.fonts: dict[tuple[int, bool], QFont] = {(size, bold): theme.font(size, bold) for size in (14, 12) for bold in (False, True)}
        self.measure = {key: QFontMetrics(font) for key, font in self.fonts.items()}
        self.tag_height = self.measure[12, False].height() + theme.px(1)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        """Rows are all the same height."""
        return QSize(0, self.row_height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """One cell."""
        model = index.model()
        column = model.columns[index.column()]  # type: ignore[attr-defined]
        cell: Cell = model.cell(index.row(), index.column())  # type: ignore[attr-defined]
        rect = option.rect  # type: ignore[attr-defined]
        painter.save()
        self._ground(painter, option, rect, cell, index.column() == 0)
        inner = rect.adjusted(self.pad, 0, -self.pad, -1)
        if column.kind == CHECK and not cell.box:
            pass
        elif column.kind == CHECK:
            painter.drawPixmap(rect.left() + (rect.width() - self.box) // 2, rect.top() + (rect.height() - self.box) // 2,
                               tick_box(self.box, cell.checked))  # fmt: skip
        elif column.kind == TAGS and cell.tags:
            self._tags(painter, inner, cell, column.align == CENTRE)
        elif column.kind == BAR and cell.bar is not None:
            self._bar(painter, inner, cell.bar)
        else:
            self._text(painter, inner, cell, column.align)
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, cell: Cell, first: bool) -> None:
        selected = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        if selected:
            painter.fillRect(rect, color("primary_tint"))
        elif cell.fill:
            painter.fillRect(rect, color(cell.fill))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, color("line"))
        if selected and option.widget is not None and option.widget.hasFocus():  # type: ignore[attr-defined]
            painter.fillRect(rect.left(), rect.top(), rect.width(), 1, color("primary_line"))  # this list has the keys
            painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, color("primary_line"))
        if selected and first:
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), color("primary"))

    def _text(self, painter: QPainter, rect: QRect, cell: Cell, align: str) -> None:
        font = self.fonts[14, cell.bold]
        measure = self.measure[14, cell.bold]
        if cell.struck:
            font = QFont(font)
            font.setStrikeOut(True)
        painter.setFont(font)
        painter.setPen(color(cell.token))
        if not cell.note:
            text = cell.text
            if measure.horizontalAdvance(text) > rect.width():
                text = measure.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
            painter.drawText(rect, int(FLAGS.get(align, LEFT_FLAGS)), text)
            return
        small = self.measure[12, True]
        gap = 3
        whole = measure.horizontalAdvance(cell.text) + gap + small.horizontalAdvance(cell.note)
        left = rect.left() + ((rect.width() - whole) // 2 if align == CENTRE else rect.width() - whole if align == RIGHT else 0)
        painter.drawText(QRect(left, rect.top(), whole, rect.height()), int(LEFT_FLAGS), cell.text)
        left += measure.horizontalAdvance(cell.text) + gap
        painter.setFont(self.fonts[12, True])
        painter.drawText(QRect(left, rect.top(), whole, rect.height()), int(LEFT_FLAGS), cell.note)

    def _tags(self, painter: QPainter, rect: QRect, cell: Cell, centred: bool) -> None:
        measure = self.measure[12, False]
        painter.setFont(self.fonts[12, False])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pad, gap = self.pad * 3 // 4, self.pad // 2
        widths = [measure.horizontalAdvance(word) + 2 * pad for word, _ in cell.tags]
        left = rect.left()
        if centred and widths:
            left += max(0, (rect.width() - sum(widths) - gap * (len(widths) - 1)) // 2)
        top = rect.top() + (rect.height() - self.tag_height) // 2
        for place, ((word, tone), width) in enumerate(zip(cell.tags, widths, strict=True)):
            rest = len(cell.tags) - place
            more = measure.horizontalAdvance(f"+{rest - 1}") + gap if rest > 1 else 0
            if place and left + width + more > rect.right() + 1:
                painter.setPen(color("ink3"))
                painter.drawText(QRect(left, rect.top(), 60, rect.height()), int(LEFT_FLAGS), f"+{rest}")
                return
            ground, ink = TONES[tone]
            box = QRect(left, top, min(width, rect.right() + 1 - left), self.tag_height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color(ground))
            painter.drawRoundedRect(box, 3, 3)
            painter.setPen(color(ink))
            if width > box.width():
                word = measure.elidedText(word, Qt.TextElideMode.ElideRight, box.width() - 2 * pad)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), word)
            left += width + gap

    def _bar(self, painter: QPainter, rect: QRect, bar: Bar) -> None:
        top = rect.top() + (rect.height() - self.bar_height) // 2
        painter.fillRect(rect.left(), top, max(2, round(rect.width() * bar.share)), self.bar_height, color(bar.token))
        if bar.last is not None:
            place = rect.left() + round(rect.width() * bar.last)
            painter.fillRect(min(place, rect.right() - 1), top - 3, 2, self.bar_height + 6, color("ink"))
        if bar.target is not None:
            painter.setPen(QPen(color("ink3"), 1, Qt.PenStyle.DashLine))
            place = rect.left() + round(rect.width() * bar.target)
            painter.drawLine(place, rect.top(), place, rect.bottom() + 1)
