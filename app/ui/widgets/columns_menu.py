"""列: which columns of a list show, remembered for this user."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from app.ui.preferences import Preferences
from app.ui.tables.cells import Column
from app.ui.widgets.filters import StayingMenu


class ColumnsMenu(StayingMenu):
    """``chosen(columns)`` when a tick changes; ``keys`` None = the usual columns."""

    chosen = Signal(list)

    def __init__(self, parent: QWidget, columns: Sequence[Column], preferences: Preferences, name: str) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self.preferences = preferences
        self.name = name
        saved = preferences.get(name)
        self.keys: set[str] | None = set(saved) if isinstance(saved, list) else None
        self.shown: set[str] = set()
        for column in self.columns:
            if column.optional:
                action = QAction(column.title, self)
                action.setCheckable(True)
                action.setData(column.key)
                action.triggered.connect(self._choose)
                self.addAction(action)
        self.aboutToShow.connect(self._mark)

    def wanted(self, wide: bool) -> list[Column]:
        """The columns to show: the person's choice, else the usual ones, with the extra ones on a wide screen."""
        keys = self.keys
        result = [c for c in self.columns if not c.optional or (c.key in keys if keys is not None else wide or not c.extra)]
        self.shown = {column.key for column in result}
        return result

    def _mark(self) -> None:
        for action in self.actions():
            action.setChecked(action.data() in self.shown)

    def _choose(self) -> None:
        self.keys = {action.data() for action in self.actions() if action.isChecked()}
        self.preferences.put(self.name, sorted(self.keys))
        self.chosen.emit(self.wanted(False))
