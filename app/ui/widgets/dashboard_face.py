"""The face of a tab of the dashboard: five numbers, charts left, a tall one right.  The page and the wall picture share it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models.dashboard import BigNumber, Board
from app.ui.theme import Theme
from app.ui.widgets.basics import boxed, column, label, row
from app.ui.widgets.chart_panel import ChartPanel, Draw, FocusFrame, ShortLabel

NUMBERS = 5


class NumberCell(FocusFrame):
    """A big number with its comparison; Enter or a click opens what is behind it."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.shown: BigNumber | None = None
        self.title, self.number, self.unit = label("", "helper"), label("", "number"), label("", "body13")
        self.change = ShortLabel("body13")
        line = row(self.number, self.unit, None, spacing=5)
        line.setAlignment(self.unit, Qt.AlignmentFlag.AlignBottom)
        self.setLayout(column(self.title, line, self.change, spacing=0, margins=(14, 6, 10, 7)))

    def show_number(self, shown: BigNumber) -> None:
        """Another number in the same place."""
        self.shown = shown
        self.title.setText(shown.label)
        self.number.setText(shown.text)
        self.unit.setText(shown.unit)
        self.change.show_text(" · ".join(part for part in (shown.change, shown.note) if part))
        self.setAccessibleName(f"{shown.label} {shown.text} {shown.unit}，{self.change.whole}")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.shown is not None:
            self.opened.emit(self.shown)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click."""
        if self.shown is not None and event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit(self.shown)


class DashboardFace(QWidget):
    """``number_opened(BigNumber)``, ``value_opened(Panel, row, series)``, ``table_asked(Panel)``."""

    number_opened = Signal(object)
    value_opened = Signal(object, int, int)
    table_asked = Signal(object)

    def __init__(self, theme: Theme, draw: Draw) -> None:
        super().__init__()
        self.theme, self.draw = theme, draw
        self.cells = [NumberCell() for _ in range(NUMBERS)]
        for cell in self.cells:
            cell.opened.connect(self.number_opened)
        self.panels: list[ChartPanel] = []
        self.keys: tuple[str, ...] = ()
        self.body = QHBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        numbers = row(*self.cells)
        for place in range(NUMBERS):
            numbers.setStretch(place, 1)
        whole = column(boxed(numbers), spacing=8)
        whole.addLayout(self.body, 1)
        self.setLayout(whole)

    def show_board(self, board: Board) -> None:
        """The figures of a tab; the places stay where the tab is the same."""
        for cell, number in zip(self.cells, board.numbers, strict=True):
            cell.show_number(number)
        keys = tuple(panel.key for panel in board.panels)
        if keys != self.keys:
            self._build(board)
            self.keys = keys
        for part, panel in zip(self.panels, board.panels, strict=True):
            part.show_panel(panel)

    def _build(self, board: Board) -> None:
        while self.body.count():
            old = self.body.takeAt(0).widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self.panels = [self._part() for _ in board.panels]
        tall = [part for part, panel in zip(self.panels, board.panels, strict=True) if panel.tall]
        rest = [part for part, panel in zip(self.panels, board.panels, strict=True) if not panel.tall]
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        pairs = [rest[:2], rest[2:]] if len(rest) > 2 else [[part] for part in rest]
        for pair in pairs:
            line = row(*pair)
            for place in range(len(pair)):
                line.setStretch(place, 1)
            left.addLayout(line, 1)
        side = boxed(left)
        self.body.addWidget(side, 3)
        for part in tall:
            self.body.addWidget(part, 2)
        for new in (side, *self.panels):
            new.show()  # at once, not with the next turn of events: the first chart takes the keys now
        layout = self.layout()
        if layout is not None:
            layout.activate()  # and is drawn at its own size, not at the one of a new widget

    def _part(self) -> ChartPanel:
        part = ChartPanel(self.theme, self.draw)
        part.value_opened.connect(self.value_opened)
        part.table_asked.connect(self.table_asked)
        return part
