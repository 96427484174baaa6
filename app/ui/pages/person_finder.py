"""Finds one person by anything that is typed: name, initials, end of the number, phone, address."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QFrame

from app.models.residents import FindHit
from app.services import find
from app.ui.context import Context
from app.ui.tables.cells import Cell, Column
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.basics import label, panel, row
from app.ui.widgets.find_box import FindBox

WIDTH, MOST = 316, 60


class PersonBox(FindBox):
    """↑↓ walk in the answers, Enter takes one."""

    stepped = Signal(int)
    taken = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """The answers stand below."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not event.modifiers():
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.ask_now()
            self.taken.emit()
        else:
            super().keyPressEvent(event)


class PersonFinder(QFrame):
    """``chosen(resident_id)``."""

    chosen = Signal(str)

    def __init__(self, context: Context, title: str) -> None:
        super().__init__()
        self.context = context
        self._waiting = False  # the answer to what is typed now is not here
        self._take_when_arrived = False
        self.setProperty("role", "panel")
        self.setFixedWidth(context.theme.px(WIDTH))
        self.box = PersonBox(context.theme, "姓名 首字母 证号尾号 门牌")
        self.box.setMaximumWidth(16_777_215)
        self.box.asked.connect(self._asked)
        self.box.stepped.connect(self._step)
        self.box.taken.connect(self._take)
        self.model = ListedTableModel([
            Column("title", "姓名", 74, lambda hit: Cell(hit.title, bold=True)),
            Column("detail", "情况", 200, lambda hit: Cell(hit.detail, token="ink2"), stretch=1),
        ])  # fmt: skip
        self.table = GridView(context.theme, "找到的人")
        self.table.header.hide()
        self.table.setModel(self.model)
        self.table.opened.connect(lambda place, _column: self._open(place))
        self.table.clicked.connect(lambda index: self._open(index.row()))
        self.count = label("输入后按 Enter 选人", "helper")
        head = panel(row(label(title, "subtitle"), None, margins=(12, 7, 12, 7)), role="panel-head")
        foot = panel(row(self.count, margins=(12, 5, 12, 5)), role="section")
        finder = QFrame()
        finder.setLayout(row(self.box, margins=(10, 8, 10, 8)))
        self.setLayout(row(panel(head, finder, self.table, foot, role="", grow=2), margins=(1, 1, 1, 1)))

    def begin(self) -> None:
        """The next one: an empty box with the cursor in it."""
        self.box.set_quietly("")
        self._show("", [])
        self.box.setFocus()

    def _asked(self, text: str) -> None:
        self._waiting, self._take_when_arrived = True, False
        self.context.jobs.query(self, find.find, self.context.session, text, MOST, key="find", done=lambda hits: self._show(text, hits))

    def _show(self, text: str, hits: Any) -> None:
        if text != self.box.text().strip():
            return  # another one is wanted by now
        people = [hit for hit in hits if isinstance(hit, FindHit) and hit.kind == "resident"]
        self.model.set_rows(people)
        self.table.select_row(0)
        empty = "没有找到，可试首字母、证号后四位或门牌" if self.box.text().strip() else "输入后按 Enter 选人"
        self.count.setText(f"{len(people)} 人" if people else empty)
        take, self._waiting, self._take_when_arrived = self._take_when_arrived, False, False
        if take:
            self._open(0)

    def _step(self, places: int) -> None:
        self.table.select_row(max(0, min(current_row(self.table) + places, self.model.rowCount() - 1)))

    def _take(self) -> None:
        """Enter: who is listed now may answer to older words; then it waits."""
        if self._waiting:
            self._take_when_arrived = True
        else:
            self._open(current_row(self.table))

    def _open(self, place: int) -> None:
        hit = self.model.record(place)
        if hit is not None:
            self.chosen.emit(hit.id)
