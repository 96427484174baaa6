"""Filters as chips: 网格：06网格 ×, one menu to add more."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from app.ui import icons
from app.ui.theme import Theme
from app.ui.widgets.basics import button, row

SHOWN_WORDS = 2


class StayingMenu(QMenu):
    """A menu of ticks that stays open while one ticks."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Toggle instead of closing."""
        action = self.activeAction()
        if action is not None and action.isCheckable():
            action.trigger()
        else:
            super().mouseReleaseEvent(event)


class FilterChips(QWidget):
    """``changed()`` whenever a choice changes; ``chosen[name]`` holds the values of one kind of filter."""

    changed = Signal()

    def __init__(self, theme: Theme, defaults: dict[str, tuple[str, ...]]) -> None:
        super().__init__()
        self.theme = theme
        self.defaults = dict(defaults)
        self.chosen: dict[str, tuple[str, ...]] = dict(defaults)
        self.choices: dict[str, tuple[str, list[tuple[str, str]]]] = {}
        self.chips: dict[str, QPushButton] = {}
        self.menu = QMenu(self)
        self.add = QPushButton(" 添加筛选")
        self.add.setIcon(icons.icon("filter", "ink2", 16))
        self.add.setProperty("kind", "add-chip")
        self.add.setMenu(self.menu)
        self.clear = button("清空", kind="text", action=self.reset)
        self.line = row(self.add, self.clear, spacing=8)
        self.setLayout(self.line)

    def set_choices(self, choices: dict[str, tuple[str, Sequence[tuple[str, str]]]]) -> None:
        """``{'grid': ('网格', [(id, label), …])}`` in the order of the menu."""
        self.choices = {name: (title, list(values)) for name, (title, values) in choices.items()}
        self.menu.clear()
        for name, (title, values) in self.choices.items():
            if not values:
                continue
            sub = StayingMenu(title, self.menu)
            self.menu.addMenu(sub)
            for value, text in values:
                action = QAction(text, sub)
                action.setCheckable(True)
                action.setData((name, value))
                action.triggered.connect(lambda on, n=name, v=value: self._toggle(n, v, on))
                sub.addAction(action)
            sub.aboutToShow.connect(lambda n=name, menu=sub: self._mark(n, menu))
        self._rebuild()

    def set_chosen(self, chosen: dict[str, tuple[str, ...]]) -> None:
        """Set everything quietly."""
        self.chosen = {name: tuple(values) for name, values in chosen.items()}
        self._rebuild()

    def reset(self) -> None:
        """清空: no restriction but the usual states."""
        self.set_chosen(self.defaults)
        self.changed.emit()

    def remove(self, name: str) -> None:
        """× of a chip."""
        self.chosen.pop(name, None)
        self._rebuild()
        self.changed.emit()

    def _toggle(self, name: str, value: str, on: bool) -> None:
        values = [other for other in self.chosen.get(name, ()) if other != value]
        self.chosen[name] = tuple([*values, value] if on else values)
        if not self.chosen[name]:
            del self.chosen[name]
        self._rebuild()
        self.changed.emit()

    def _mark(self, name: str, menu: QMenu) -> None:
        for action in menu.actions():
            action.setChecked(action.data()[1] in self.chosen.get(name, ()))

    def _words(self, name: str) -> str:
        title, values = self.choices[name]
        words = [text for value, text in values if value in self.chosen[name]]
        more = f" 等{len(words)}项" if len(words) > SHOWN_WORDS else ""
        return f"{title}：{'、'.join(words[:SHOWN_WORDS])}{more}"

    def _rebuild(self) -> None:
        for chip in self.chips.values():
            self.line.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = {}
        for place, name in enumerate(name for name in self.choices if self.chosen.get(name)):
            chip = QPushButton(f"{self._words(name)} ")
            chip.setProperty("kind", "chip")
            chip.setIcon(icons.icon("x", "primary_dark", 14))
            chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            chip.setAccessibleName(f"去掉筛选 {chip.text()}")
            chip.setToolTip("点击去掉这项筛选")
            chip.clicked.connect(lambda _on=False, n=name: self.remove(n))
            self.line.insertWidget(place, chip)
            self.chips[name] = chip
        self.clear.setVisible(self.chosen != self.defaults)
