"""Left of 走访登记: who is to be visited – due, by staircase, as printed on a 走访单, or what the find box found."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QStackedWidget

from app.services import sheet_keying, visit_sheets, visits
from app.ui.context import Context
from app.ui.tables.queue import ROW, QueueDelegate, QueueModel
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.basics import label, panel, row
from app.ui.widgets.find_box import FindBox
from app.ui.widgets.segments import Segments
from app.ui.widgets.states import StateView

WIDTH = 222
DUE, BUILDING, SEARCH, SHEET = "due", "building", "search", "sheet"
SHEET_NUMBER = re.compile(r"#\d{1,3}|\d{4}-\d+[-/ ]\d{1,3}")  # '#3' of the latest sheet, '1120-1-3'
_NOTHING = {
    DUE: ("没有到期的对象", "近 30 天没有要回访的。可按楼栋走，或查找一个对象"),
    BUILDING: ("这个单元没有登记的房屋", "先选一个对象，再按楼栋列出同单元的住户"),
    SEARCH: ("没有找到", "可试姓名首字母、门牌或证号后四位"),
    SHEET: ("这张走访单没有对象", "换一个单号再试"),
}


class TargetBox(FindBox):
    """走访对象: shows the target; typing finds another one, ↑↓ walk in the answers, Enter takes one."""

    stepped = Signal(int)
    taken = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """The answers stand in the queue."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not event.modifiers():
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.ask_now()
            self.taken.emit()
        else:
            super().keyPressEvent(event)


class VisitQueue(QFrame):
    """``chosen(line)``: another target is current; ``entered()``: the form is wanted."""

    chosen = Signal(object)
    entered = Signal()
    mode_changed = Signal(str)
    numbered = Signal(str, str)  # kind and id behind a number of a printed sheet

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        theme = context.theme
        self.setProperty("role", "panel")
        self.setFixedWidth(theme.px(WIDTH))
        self.mode, self.text, self.anchor = DUE, "", ""
        self.sheet_name = ""
        self.loading = False
        self._take_when_arrived = False
        self._quiet = False
        self.segments = Segments([(DUE, "到期"), (BUILDING, "楼栋"), (SEARCH, "查找")], DUE)
        self.segments.changed.connect(self.set_mode)
        self.model = QueueModel()
        self.view = GridView(theme, "待走访", ROW)
        self.view.header.hide()
        self.view.setModel(self.model)
        self.delegate = QueueDelegate(theme)  # the view does not own it
        self.view.setItemDelegate(self.delegate)
        self.view.moved.connect(self._moved)
        self.view.opened.connect(lambda place, _column: self._open_row(place))
        self.view.clicked.connect(lambda index: self._open_row(index.row()))
        self.state = StateView(theme)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.view)
        self.middle.addWidget(self.state)
        self.count = label("", "helper")
        head = panel(row(self.segments, None, self.count, margins=(10, 5, 10, 5)), role="panel-head")
        foot = panel(row(label("登记后自动跳到下一户", "helper"), margins=(12, 0, 12, 0)), role="section")
        foot.setFixedHeight(theme.px(34))
        self.setLayout(row(panel(head, self.middle, foot, role="", grow=1), margins=(1, 1, 1, 1)))

    def attach(self, box: TargetBox) -> None:
        """Let a find box look and walk here."""
        box.asked.connect(lambda text: None if SHEET_NUMBER.fullmatch(text) else self.search(text))
        box.stepped.connect(self.step)
        box.taken.connect(lambda: self._take_typed(box.text().strip()))

    def _take_typed(self, text: str) -> None:
        """Enter in the find box: a number of a printed sheet, else the current answer."""
        if not SHEET_NUMBER.fullmatch(text):
            self.take()
            return
        self.context.jobs.query(self, visit_sheets.by_sheet_number, self.context.session, text.lstrip("#"),
                                done=lambda found: self.numbered.emit(*found))  # fmt: skip

    def set_mode(self, mode: str) -> None:
        """Another list; the present target stays chosen when it is in it."""
        self.mode = mode
        self.mode_changed.emit(mode)
        if mode in self.segments.buttons:
            self.segments.buttons[mode].setChecked(True)
        self.refresh()

    def search(self, text: str) -> None:
        """Typing in the find box."""
        self.text = text
        self.set_mode(SEARCH if text else DUE)

    def show_sheet(self, name: str) -> None:
        """Key a printed sheet in: its targets in the printed order."""
        self.sheet_name = name
        for part in self.segments.buttons.values():
            part.setAutoExclusive(False)
            part.setChecked(False)
            part.setAutoExclusive(True)
        self.view.setCurrentIndex(QModelIndex())
        self.set_mode(SHEET)

    def take(self) -> None:
        """Enter in the find box: the current answer, as soon as there is one."""
        if self.loading:
            self._take_when_arrived = True
        elif self.model.rows:
            self._open_row(max(0, current_row(self.view)))

    def refresh(self, then: Callable[[], object] | None = None) -> None:
        """Read the list again."""
        self.loading = True
        if self.mode == SHEET:
            self.context.jobs.query(self, sheet_keying.sheet_lines, self.context.session, self.sheet_name, key="queue",
                                    done=lambda lines: self._show(lines, then), failed=self._failed)  # fmt: skip
            return
        anchor = self.anchor if self.mode == BUILDING else ""
        self.context.jobs.query(self, visits.queue, self.context.session, self.mode, self.text, anchor, key="queue",
                                done=lambda lines: self._show(lines, then), failed=self._failed)  # fmt: skip

    def step(self, places: int) -> bool:
        """Ctrl+↓, Ctrl+↑; False at the end of the list."""
        place = current_row(self.view) + places
        if not 0 <= place < len(self.model.rows):
            return False
        self.view.select_row(place)
        return True

    def next_waiting(self) -> bool:
        """After saving: the next target that was not visited today."""
        start = current_row(self.view)
        for place in range(start + 1, len(self.model.rows)):
            if not self.model.rows[place].visited_today:
                self.view.select_row(place)
                return True
        return False

    def show_current(self, kind: str, target_id: str, dwelling_id: str) -> None:
        """The form shows this target: mark it here without announcing it again."""
        self.anchor = dwelling_id or self.anchor
        self._quiet = True
        place = self.model.row_of(kind, target_id)
        if place >= 0:
            self.view.select_row(place)
        else:
            self.view.clearSelection()
        self._quiet = False

    def _show(self, lines: Any, then: Callable[[], object] | None) -> None:
        self.loading = False
        now = self.model.record(current_row(self.view))
        self._quiet = True
        self.model.set_rows(lines)
        place = self.model.row_of(now.kind, now.id) if now is not None else -1
        if place >= 0:
            self.view.select_row(place)
        elif self.mode == SEARCH and lines:
            self.view.select_row(0)
        self._quiet = False
        waiting = sum(not line.visited_today for line in lines)
        self.count.setText(f"{waiting} 户" if self.mode != SEARCH else f"{len(lines)} 个")
        if lines:
            self.middle.setCurrentWidget(self.view)
        else:
            self.state.show_state("walk", *_NOTHING[self.mode], [])
            self.middle.setCurrentWidget(self.state)
        if self._take_when_arrived:
            self._take_when_arrived = False
            self.take()
        if then is not None:
            then()

    def _failed(self, error: BaseException) -> None:
        self.loading = self._take_when_arrived = False
        if self.context.jobs.on_trouble is not None:
            self.context.jobs.on_trouble(error)

    def _moved(self, place: int) -> None:
        if not self._quiet and self.mode != SEARCH:
            self._announce(place)

    def _open_row(self, place: int) -> None:
        self._announce(place)
        self.entered.emit()

    def _announce(self, place: int) -> None:
        line = self.model.record(place)
        if line is not None:
            self.chosen.emit(line)
