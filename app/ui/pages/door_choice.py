"""Another building or door: type part of an address, ↑↓ choose, Enter opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from app.models.dwelling_views import UnitLine
from app.services import dwellings
from app.ui.actions import Act, bind
from app.ui.context import Context
from app.ui.tables.cells import RIGHT, Cell, Column
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.basics import button, column, label, row
from app.ui.widgets.find_box import FindBox

MOST_UNITS, MOST_DOORS = 200, 30


@dataclass(frozen=True)
class Place:
    """One answer: a staircase, or (``dwelling_id``) one door."""

    address: str
    detail: str
    unit: UnitLine | None = None
    dwelling_id: str = ""


class DoorChoice(QDialog):
    """``chosen(place)``."""

    chosen = Signal(object)

    def __init__(self, context: Context, parent: QWidget | None, title: str = "找楼栋或房号", doors_only: bool = False) -> None:
        super().__init__(parent)
        self.context = context
        self.doors_only = doors_only  # where somebody moves to: doors of colleagues, too
        self.units: Sequence[UnitLine] = ()
        self._waiting = False  # the doors for what is typed are not here yet
        self._take_when_arrived = False
        self.setWindowTitle(title)
        theme = context.theme
        self.box = FindBox(theme, "楼栋、单元、房号，如 3栋1002" if not doors_only else "楼栋和房号，如 3栋1002")
        self.box.setMaximumWidth(16_777_215)
        self.box.asked.connect(lambda text: self._asked(text))
        self.box.left.connect(self._take_or_walk)
        self.model = ListedTableModel([
            Column("address", "地址", 280, lambda place: Cell(place.address, bold=True), stretch=1),
            Column("detail", "", 150, lambda place: Cell(place.detail, token="ink2"), align=RIGHT),
        ])  # fmt: skip
        self.table = GridView(theme, "地址")
        self.table.header.hide()
        self.table.setModel(self.model)
        self.table.opened.connect(lambda place, _column: self._take(place))
        self.hint = label("", "helper")
        actions = row(self.hint, None, button("取消", key="Esc", action=self.reject),
                      button("打开", key="Enter", kind="primary", action=lambda: self._take(current_row(self.table))))  # fmt: skip
        whole = column(self.box, self.table, actions, spacing=10, margins=(16, 14, 16, 14))
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.resize(theme.px(560), theme.px(430))
        bind(self, [Act("Down", "↓", "下一个", lambda: self._walk(1)), Act("Up", "↑", "上一个", lambda: self._walk(-1))])
        if doors_only:
            self.hint.setText("输入楼栋和房号")
        else:
            context.jobs.query(self, dwellings.units, context.session, done=self._show_units)
        self.box.setFocus()

    def _show_units(self, units: Any) -> None:
        self.units = units
        self._asked(self.box.text().strip(), self._take_when_arrived)

    def _asked(self, text: str, take: bool = False) -> None:
        self._waiting, self._take_when_arrived = bool(text), take
        parts = text.split()
        units = [unit for unit in self.units if all(part in unit.label for part in parts)][:MOST_UNITS]
        self._show([Place(unit.label, f"{unit.grid} · {unit.dwellings} 户 {unit.residents} 人", unit) for unit in units])
        if text:
            self.context.jobs.query(self, dwellings.search, self.context.session, text, MOST_DOORS, self.doors_only, key="doors",
                                    done=lambda found: self._add_doors(units, found))  # fmt: skip

    def _add_doors(self, units: Sequence[UnitLine], found: Any) -> None:
        doors = [Place(address, "这一户", None, key) for key, address in found]
        places = [Place(unit.label, f"{unit.grid} · {unit.dwellings} 户 {unit.residents} 人", unit) for unit in units]
        self._waiting = False
        self._show([*places, *doors] if len(units) > 1 or self.doors_only else [*doors[:8], *places, *doors[8:]])
        if self._take_when_arrived:
            self._take_when_arrived = False
            self._take(0)

    def _show(self, places: list[Place]) -> None:
        self.model.set_rows(places)
        self.table.select_row(0)
        self.hint.setText("" if places else "没有找到。核对楼栋名称，或在“房屋”里新建楼栋" if self.box.text() else "输入楼栋和房号")

    def _walk(self, places: int) -> None:
        self.table.select_row(max(0, min(current_row(self.table) + places, self.model.rowCount() - 1)))

    def _take_or_walk(self) -> None:
        """Enter: what is listed now may lack the doors; then it waits for them."""
        if self._waiting:
            self._take_when_arrived = True
        else:
            self._take(current_row(self.table))

    def _take(self, place: int) -> None:
        found = self.model.record(place)
        if found is not None:
            self.accept()
            self.chosen.emit(found)


def choose_door(context: Context, parent: QWidget, title: str, taken: Any, doors_only: bool = False) -> DoorChoice:
    """Open the dialog; ``taken(place)`` gets the answer.  It is not run modally, so that tests and the gallery can look at it."""
    dialog = DoorChoice(context, parent, title, doors_only)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.chosen.connect(taken)
    dialog.open()
    return dialog
