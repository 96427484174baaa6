"""Numbered steps: done ones ticked, the current one bold."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame

from app.ui import icons
from app.ui.theme import Theme, color


class Steps(QFrame):
    """Painted: circles, names, lines between."""

    def __init__(self, theme: Theme, names: Sequence[str]) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.theme = theme
        self.names = tuple(names)
        self.current = 0
        self.setFixedHeight(theme.px(44))

    def set_current(self, step: int) -> None:
        """Show where one is."""
        self.current = step
        self.setAccessibleName(f"第 {step + 1} 步 {self.names[step]}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The whole strip."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px = self.theme.px
        left, size = px(16), px(24)
        top = (self.height() - size) // 2
        for number, name in enumerate(self.names):
            on, done = number == self.current, number < self.current or (number == self.current == len(self.names) - 1)
            circle = QRect(left, top, size, size)
            painter.setPen(QPen(color("ok" if done else "primary" if on else "line_input"), 1))
            painter.setBrush(color("ok" if done else "primary" if on else "surface"))
            painter.drawEllipse(circle)
            if done:
                tick = px(14)
                painter.drawPixmap(left + (size - tick) // 2, top + (size - tick) // 2, icons.pixmap("check", "surface", tick))
            else:
                painter.setFont(self.theme.font(13, bold=on))
                painter.setPen(color("surface" if on else "ink2"))
                painter.drawText(circle, int(Qt.AlignmentFlag.AlignCenter), str(number + 1))
            left += size + px(8)
            painter.setFont(self.theme.font(14, bold=on))
            painter.setPen(color("primary_dark" if on else "ink"))
            width = painter.fontMetrics().horizontalAdvance(name)
            painter.drawText(QRect(left, 0, width + 4, self.height()), int(Qt.AlignmentFlag.AlignVCenter), name)
            left += width + px(12)
            if number < len(self.names) - 1:
                painter.setPen(QPen(color("line_input"), 1))
                painter.drawLine(left, self.height() // 2, left + px(56), self.height() // 2)
                left += px(68)
