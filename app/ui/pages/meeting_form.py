"""The form of a meeting in three faces – who came, what is said, what is decided –, all of it by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QStackedWidget, QWidget

from app.errors import Problem
from app.models.meeting_fields import HEAD_FIELDS
from app.models.meeting_views import Agenda, MeetingView
from app.models.meetings import MeetingDraft, MeetingPerson
from app.services import meetings
from app.ui.context import Context
from app.ui.forms.editors import FormContext
from app.ui.forms.entry_form import EntryForm
from app.ui.pages.meeting_decisions import DecisionsFace
from app.ui.tables.meetings import PeopleGrid, PeopleModel
from app.ui.tables.view import current_row
from app.ui.widgets.basics import button, column, label, panel, row
from app.ui.widgets.segments import Segments

PEOPLE, TEXTS, DECISIONS = "people", "texts", "decisions"
FACES = ((PEOPLE, "出席"), (TEXTS, "纪要"), (DECISIONS, "议定事项"))
TEXT_NAMES = (("summary", "一、上周情况"), ("review", "二、点评"), ("plan", "三、部署"))
DIGITS = "1 出席　2 请假　3 缺席　4 列席　空格 换"


class MeetingForm(QWidget):
    """``changed``: something was typed; ``face_changed(name)``: another face is open."""

    changed = Signal()
    face_changed = Signal(str)
    table: PeopleGrid  # annotated: the form above names it before it exists

    def __init__(self, context: Context, refill: Callable[[str], object]) -> None:
        super().__init__()
        self.context = context
        self.draft: MeetingDraft | None = None
        self._filling = False
        self.by_hand = False  # whether somebody's attendance was set here
        self.faces = Segments(FACES, PEOPLE)
        self.faces.changed.connect(self.open_face)
        self.faces.buttons[DECISIONS].setMinimumWidth(context.theme.px(104))  # the count comes and goes
        self.stack = QStackedWidget()
        self.texts: dict[str, QPlainTextEdit] = {}
        self.refill_buttons: list[QWidget] = []
        self.decisions = DecisionsFace(context)
        self.decisions.changed.connect(self._changed)
        for face in (self._people_face(), self._texts_face(refill), self.decisions):
            self.stack.addWidget(face)
        self.setLayout(column(self.stack, spacing=0))

    # -- faces ------------------------------------------------------------------------------------------------------------------

    def _people_face(self) -> QWidget:
        self.head = EntryForm(HEAD_FIELDS, FormContext(self.context.today), (4, 4, 5), 40)
        self.head.changed.connect(lambda _name: self._changed())
        self.head.finished.connect(lambda: self.table.setFocus())
        self.head.committed.connect(self._head_stands)
        self.people = PeopleModel()
        self.people.changed.connect(self._people_changed)
        self.table = PeopleGrid(self.context.theme)
        self.table.setModel(self.people)
        self.table.typed.connect(lambda attendance: self._set(attendance))
        self.counts = label("", "bold")
        self.digits = label(DIGITS, "helper")
        self.guest = QLineEdit()
        self.guest.setPlaceholderText("列席的人，Enter 加入")
        self.guest.setAccessibleName("列席的人")
        self.guest.setFixedWidth(self.context.theme.px(170))
        self.guest.returnPressed.connect(self.add_guest)
        foot = panel(row(self.counts, None, self.digits, self.guest, margins=(12, 4, 8, 4)), role="section")
        whole = column(self.head, panel(self.table, foot, margin=1, grow=0), spacing=8)
        whole.setStretch(1, 1)
        face = QWidget()
        face.setLayout(whole)
        return face

    def _texts_face(self, refill: Callable[[str], object]) -> QWidget:
        whole = column(spacing=4)
        for name, title in TEXT_NAMES:
            text = QPlainTextEdit()
            text.setAccessibleName(title)
            text.setTabChangesFocus(True)
            text.setMinimumHeight(self.context.theme.px(64))
            text.textChanged.connect(self._changed)
            self.texts[name] = text
            again = button("重新提取", small=True, kind="text", action=partial(refill, name))
            self.refill_buttons.append(again)
            whole.addLayout(row(label(title, "bold"), None, again))
            whole.addWidget(text, 1)
        face = QWidget()
        face.setLayout(whole)
        return face

    def open_face(self, name: str) -> None:
        """Ctrl+1, 2, 3."""
        self.faces.choose(name)
        self.stack.setCurrentIndex([key for key, _ in FACES].index(name))
        self.focus_first()
        self.face_changed.emit(name)

    def focus_first(self) -> None:
        """Where the work of the open face starts."""
        face = self.faces.value
        if face == PEOPLE:
            if current_row(self.table) < 0:
                self.table.select_row(0)  # before the focus, which would make the first row current without marking it
            self.table.setFocus()
        elif face == TEXTS:
            self.texts["summary" if not self.texts["summary"].toPlainText() else "review"].setFocus()
        else:
            self.decisions.focus_first()

    # -- values -----------------------------------------------------------------------------------------------------------------

    def show_view(self, view: MeetingView, draft: MeetingDraft) -> None:
        """Show a meeting; ``draft`` is the stored form or what was typed last."""
        self._filling = True
        self.draft = draft
        self.head.fill({field.name: getattr(draft, field.name) for field in HEAD_FIELDS})
        self.people.set_rows(draft.people)
        self.table.show_people()
        self.by_hand = bool(view.line.state) or draft is not view.draft
        for name, text in self.texts.items():
            text.setPlainText(getattr(draft, name))
        self.decisions.show_view(view, draft)
        self._lock(not view.editable)
        self._filling = False
        self._show_counts()

    def _lock(self, locked: bool) -> None:
        for field in HEAD_FIELDS:
            editor = self.head.editor(field.name)
            if hasattr(editor, "setReadOnly"):
                editor.setReadOnly(locked)
            else:
                editor.setEnabled(not locked)
        for text in self.texts.values():
            text.setReadOnly(locked)
        self.people.locked = locked
        for part in (self.guest, self.digits, *self.refill_buttons):
            part.setVisible(not locked)

    def collect(self) -> MeetingDraft | None:
        """What the form holds now."""
        if self.draft is None:
            return None
        values = {name: str(value or "") for name, value in self.head.collect().items()}
        texts = {name: text.toPlainText() for name, text in self.texts.items()}
        return replace(self.draft, **values, **texts, people=tuple(self.people.rows), decisions=self.decisions.collect())

    def refill(self, name: str, agenda: Agenda) -> None:
        """重新提取: the sentences of the register in the place of what stands there; Ctrl+Z in the field brings it back."""
        text = self.texts[name]
        cursor = text.textCursor()
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText(getattr(agenda, name))
        text.setFocus()

    def show_problems(self, problems: tuple[Problem, ...] | list[Problem]) -> list[Problem]:
        """At their fields; gives those that belong to none."""
        rest = self.head.show_problems(problems, focus=False)
        if len(rest) < len(problems) or any(problem.field == "people" for problem in rest):
            self.open_face(PEOPLE)
            self.head.show_problems(problems)
        elif any(problem.field in ("text", "member_id", "due_on") for problem in rest):
            self.open_face(DECISIONS)
        elif any(problem.field in self.texts for problem in rest):
            self.open_face(TEXTS)
        return rest

    def add_guest(self) -> None:
        """Somebody who is no member sat with us."""
        name = self.guest.text().strip()
        if name:
            self.people.set_rows([*self.people.rows, MeetingPerson("", name, "guest")])
            self.guest.clear()
            self._people_changed()

    def _set(self, attendance: str) -> None:
        place = current_row(self.table)
        self.people.set_attendance(place, attendance)
        if place + 1 < len(self.people.rows):
            self.table.select_row(place + 1)

    def _head_stands(self, name: str) -> None:
        """Another date of the meeting: who was in service and on leave that day, as long as nothing was set by hand."""
        day = str(self.head.editor("held_on").value() or "")
        if name == "held_on" and day and not self.by_hand and not self.people.locked and self.draft is not None and day != self.draft.held_on:
            self.context.jobs.query(self, meetings.roster_of, self.context.session, day, done=self._show_roster, key="roster")

    def _show_roster(self, people: tuple[MeetingPerson, ...]) -> None:
        if not self.by_hand:
            self.people.set_rows(people)
            self.table.show_people()
            self._show_counts()

    def _people_changed(self) -> None:
        self.by_hand = True
        self._changed()

    def _changed(self) -> None:
        self._show_counts()
        if not self._filling:
            self.changed.emit()

    def _show_counts(self) -> None:
        rows = self.people.rows
        parts = (("present", "出席"), ("leave", "请假"), ("absent", "缺席"), ("guest", "列席"))
        found = [(word, sum(person.attendance == key for person in rows)) for key, word in parts]
        self.counts.setText(" · ".join(f"{word} {count}" for word, count in found if count))
        decided = len(self.decisions.collect())
        self.faces.buttons[DECISIONS].setText(f"议定事项 {decided}" if decided else "议定事项")
