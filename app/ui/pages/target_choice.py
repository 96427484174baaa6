"""What both tabs of 年度目标 have: the year, the level, and the strip that tells when it closes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from app.models.targets import GRID, LEVELS, MEMBER, OFFICE
from app.ui.context import Context
from app.ui.widgets.act_strip import ActStrip
from app.ui.widgets.basics import icon_button, row
from app.ui.widgets.segments import Segments

ORDER = (GRID, MEMBER, OFFICE)


class PeriodChoice(QWidget):
    """Earlier, a list, later; ``changed(value)`` when another one is chosen.  Lists run from the newest down."""

    changed = Signal()

    def __init__(self, context: Context, name: str, width: int) -> None:
        super().__init__()
        self.values: list[int] = []
        self.box = QComboBox()
        self.box.setAccessibleName(name)
        self.box.setMinimumWidth(context.theme.px(width))
        self.box.activated.connect(lambda _place: self._told())
        self.earlier = icon_button("chevron-left", "往前", lambda: self.step(1))
        self.later = icon_button("chevron-right", "往后", lambda: self.step(-1))
        for part in (self.earlier, self.later):
            part.setProperty("outlined", True)
        self.setLayout(row(self.earlier, self.box, self.later))

    @property
    def value(self) -> int:
        """The chosen one, 0 = none yet."""
        place = self.box.currentIndex()
        return self.values[place] if 0 <= place < len(self.values) else 0

    def offer(self, values: Sequence[int], words: Callable[[int], str], chosen: int) -> None:
        """Fill the list without a signal."""
        self.values = list(values)
        self.box.clear()
        self.box.addItems([words(value) for value in self.values])
        self.box.setCurrentIndex(self.values.index(chosen) if chosen in self.values else 0)
        self._ends()

    def step(self, by: int) -> None:
        """One further down (earlier) or up the list."""
        place = self.box.currentIndex() + by
        if 0 <= place < len(self.values):
            self.box.setCurrentIndex(place)
            self._told()

    def _told(self) -> None:
        self._ends()
        self.changed.emit()

    def _ends(self) -> None:
        place = self.box.currentIndex()
        self.earlier.setEnabled(place < len(self.values) - 1)
        self.later.setEnabled(place > 0)


def level_segments() -> Segments:
    """网格, 网格员, 全单位."""
    return Segments(tuple((level, LEVELS[level]) for level in ORDER), GRID)


class PreviewStrip(ActStrip):
    """Says when it was closed, so that a preview gives way to what is stored."""

    closed = Signal()

    def close_strip(self) -> None:
        """Done or given up."""
        super().close_strip()
        self.closed.emit()
