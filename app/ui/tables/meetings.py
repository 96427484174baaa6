"""Tables of 例会: the meetings, who came, what was decided, the tasks of decisions."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from app.models.meeting_views import MeetingLine, MeetingTaskLine
from app.models.meetings import ATTENDANCE_KEYS, EVERYBODY, Decision, MeetingAttendance, MeetingPerson
from app.ui.tables.cells import CENTRE, CHECK, TAGS, Cell, Column
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.view import GridView
from app.ui.theme import Theme

LEAST_ROW, MOST_ROW = 21, 30
STATE_TONES = {"": "plain", "draft": "warn", "final": "ok"}
ATTENDANCE_TONES = {"present": "ok", "leave": "warn", "absent": "danger", "guest": "blue"}


def meeting_columns() -> list[Column]:
    """Week, day, state."""
    return [
        Column("label", "周次", 66, lambda line: Cell(line.label.split("年")[-1], bold=line.state == "final"), stretch=1),
        Column("meeting", "例会", 56, lambda line: Cell(line.meeting[5:], token="ink2"), align=CENTRE),
        Column("state", "状态", 74, _state, kind=TAGS),
    ]


def _state(line: MeetingLine) -> Cell:
    return Cell(tags=((line.state_words, STATE_TONES.get(line.state, "plain")),))


def _attendance(person: MeetingPerson) -> Cell:
    word = next((kind.label for kind in MeetingAttendance if kind.value == person.attendance), "")
    return Cell(tags=((word, ATTENDANCE_TONES.get(person.attendance, "plain")),))


class PeopleModel(ListedTableModel):
    """Who came.  A tick is 出席; ``changed`` when somebody's state is another one."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__(
            [
                Column("tick", "", 34, lambda person: Cell(checked=person.attendance == "present"), kind=CHECK),
                Column("staff_no", "工号", 78, lambda person: Cell(person.staff_no or "—", token="ink2"), droppable=2),
                Column("name", "姓名", 92, lambda person: Cell(person.name, bold=True), stretch=1),
                Column("grid", "网格", 96, lambda person: Cell(person.grid, token="ink2"), stretch=1, droppable=1),
                Column("attendance", "出席", 76, _attendance, kind=TAGS),
                Column("note", "说明", 90, lambda person: Cell(person.note, token="ink2"), stretch=1),
            ]
        )
        self.locked = False
        self.ticks = self

    def count(self, _rows: int = 0) -> int:
        """How many are there."""
        return sum(person.attendance == "present" for person in self.rows)

    def toggle_row(self, place: int) -> None:
        """Space: there, or on leave."""
        self.set_attendance(place, "leave" if self.rows[place].attendance == "present" else "present")

    def tick_all(self, on: bool) -> None:
        """Ctrl+A: everybody is there; nobody is sent away at once."""
        if on:
            for place, person in enumerate(self.rows):
                if person.attendance != "guest":
                    self.set_attendance(place, "present")

    def set_attendance(self, place: int, attendance: str) -> None:
        """A digit on a line."""
        if self.locked or not 0 <= place < len(self.rows) or self.rows[place].attendance == attendance:
            return
        note = "" if attendance in ("present", "guest") else self.rows[place].note
        self.rows[place] = replace(self.rows[place], attendance=attendance, note=note)
        self.dataChanged.emit(self.index(place, 0), self.index(place, len(self.columns) - 1))
        self.changed.emit()


class PeopleGrid(GridView):
    """``typed(attendance)``: a digit was pressed on a line."""

    typed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "出席名单", 26)

    def show_people(self) -> None:
        """Rows as high as there is room, and whether everybody is there."""
        self.fit_rows(LEAST_ROW, MOST_ROW)
        self._show_ticks()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """1 出席 2 请假 3 缺席 4 列席; everything else as in every list."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.text() in ATTENDANCE_KEYS:
            self.typed.emit(ATTENDANCE_KEYS[event.text()].value)
        else:
            super().keyPressEvent(event)


def decision_columns() -> list[Column]:
    """What, who, until when, for how many weeks."""
    return [
        Column("text", "议定事项", 200, lambda each: Cell(each.text), stretch=3),
        Column("person", "责任人", 92, lambda each: Cell(each.person or EVERYBODY, bold=True)),
        Column("due_on", "期限", 92, lambda each: Cell(each.due_on), align=CENTRE),
        Column("weeks", "续办", 74, _weeks, kind=TAGS),
    ]


def _weeks(each: Decision) -> Cell:
    return Cell(tags=((f"第 {each.weeks} 周", "warn"),)) if each.weeks > 1 else Cell()


def _task_until(line: MeetingTaskLine) -> Cell:
    changed = line.first_due_on not in ("", line.due_on)
    return Cell(line.due_on, token="danger" if line.late else "ink", note=f"原 {line.first_due_on[5:]}" if changed else "")


def _task_state(line: MeetingTaskLine) -> Cell:
    tags = [(line.state_words, "ok" if line.done else "danger" if line.late else "blue")]
    if line.carried_words:
        tags.append((f"续办{line.carried_words}", "warn"))
    return Cell(tags=tuple(tags))


class MeetingTasksModel(ListedTableModel):
    """``toggled(line)`` when a box is ticked; the service decides, the list is read again."""

    toggled = Signal(object)

    def __init__(self) -> None:
        super().__init__(
            [
                Column("done", "", 34, lambda line: Cell(checked=line.done, box=line.own), kind=CHECK),
                Column("text", "任务", 260, lambda line: Cell(line.text, token="ink3" if line.done else "ink", struck=line.done), stretch=4),
                Column("person", "责任人", 110, lambda line: Cell(line.person, bold=True), stretch=1),
                Column("due_on", "期限", 150, _task_until),
                Column("meeting", "例会", 100, lambda line: Cell(line.meeting.split("年")[-1], token="ink2"), align=CENTRE, droppable=1),
                Column("state", "状态", 180, _task_state, kind=TAGS),
                Column("note", "情况", 140, lambda line: Cell(line.done_note, token="ink2"), stretch=2, droppable=2),
            ]
        )
        self.ticks = self

    def count(self, _rows: int = 0) -> int:
        """How many are done."""
        return sum(line.done for line in self.rows)

    def toggle_row(self, place: int) -> None:
        """Space or a click on the box."""
        if 0 <= place < len(self.rows) and self.rows[place].own:
            self.toggled.emit(self.rows[place])

    def tick_all(self, _on: bool) -> None:
        """Not offered: each task is done by itself."""
