"""议定事项 of a meeting: a line for what, who and until when; Enter goes through and on to the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.errors import Problem
from app.models.dates import from_iso
from app.models.meeting_fields import EVERYBODY_CODE, decision_fields
from app.models.meeting_views import MeetingView
from app.models.meetings import EVERYBODY, Decision, MeetingDraft, check_decision
from app.ui.context import Context
from app.ui.forms.editors import FormContext
from app.ui.forms.entry_form import EntryForm
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.meetings import decision_columns
from app.ui.tables.view import GridView, current_row
from app.ui.theme import Theme
from app.ui.widgets.basics import Banner, add, button, column, hide_unless, label, panel, row

WEEK = timedelta(days=7)
NOT_STRUCK = "上周转来的事项不能删去。办完请在“下周任务”里打勾，不再办理请在那里写明原因"


class DecisionGrid(GridView):
    """``struck``: Del on a line."""

    struck = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "议定事项")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Del strikes the line; everything else as in every list."""
        if event.key() == Qt.Key.Key_Delete:
            self.struck.emit()
        else:
            super().keyPressEvent(event)


class DecisionsFace(QWidget):
    """Table above, line of entry below."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.held_on, self.editable, self.editing = "", False, -1
        self.names: dict[str, str] = {}
        self.members: tuple[tuple[str, str, str], ...] = ()
        self.model = ListedTableModel(decision_columns())
        self.table = DecisionGrid(context.theme)
        self.table.setModel(self.model)
        self.table.opened.connect(lambda place, _column: self.edit(place))
        self.table.struck.connect(self.strike)
        self.banner = Banner()
        self.title = label("新的议定事项", "subtitle")
        self.add_button = button("加入", key="Enter", kind="primary", small=True, action=self.enter)
        self.cancel_button = button("放弃修改", small=True, action=self.clear)
        hide_unless(self.cancel_button, False)
        self.form: EntryForm | None = None
        self.place = QVBoxLayout()
        self.box = QFrame()
        self.box.setProperty("role", "panel-on")
        inside = column(row(self.title, label("Enter 下一项，最后一项 Enter 加入", "helper"), None, self.cancel_button, self.add_button),
                        spacing=6, margins=(12, 8, 12, 8))  # fmt: skip
        inside.addLayout(self.place)
        self.box.setLayout(inside)
        hint = panel(row(label("Enter 修改　Del 删去　定稿后成为责任人工作台上的任务", "helper"), None, margins=(12, 4, 12, 4)), role="section")
        self.hint = hint
        whole = column(panel(self.table, hint, margin=1, grow=0), self.banner, self.box, spacing=8)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def show_view(self, view: MeetingView, draft: MeetingDraft) -> None:
        """The decisions of a meeting; the people of the choice are those of its day."""
        self.held_on, self.editable = draft.held_on, view.editable
        self.names = {key: name for key, _, name in view.members}
        self.model.set_rows(draft.decisions)
        self.box.setVisible(view.editable)
        self.hint.setVisible(view.editable)
        self.banner.hide()
        if self.form is None or self.members != view.members:
            self._make_form(view.members)
        self.clear(focus=False)

    def _make_form(self, members: tuple[tuple[str, str, str], ...]) -> None:
        """Other people may be chosen."""
        if self.form is not None:
            self.place.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
        self.members = members
        self.form = EntryForm(decision_fields(members), FormContext(self.context.today), (3, 2), 54)
        self.form.set_primary(self.add_button)
        self.form.finished.connect(self.enter)
        self.form.changed.connect(lambda _name: self.changed.emit())
        add(self.place, self.form)

    def collect(self) -> tuple[Decision, ...]:
        """All of them."""
        return tuple(self.model.rows)

    def focus_first(self) -> None:
        """The line of entry, or the table where nothing can be typed."""
        if self.editable and self.form is not None:
            self.form.focus_first()
        else:
            self.table.setFocus()

    def enter(self) -> None:
        """Enter behind the date: the decision joins the list, the line is ready for the next."""
        if self.form is None or not self.editable:
            return
        values = self.form.collect()
        chosen = str(values["member_id"] or "")
        before = self.model.rows[self.editing] if 0 <= self.editing < len(self.model.rows) else Decision("")
        member_id = "" if chosen == EVERYBODY_CODE else chosen
        decision = replace(before, text=str(values["text"] or "").strip(), member_id=member_id, due_on=str(values["due_on"] or ""),
                           person=self.names.get(member_id, EVERYBODY))  # fmt: skip
        problems = check_decision(decision, self.held_on)
        if not chosen:
            problems.append(Problem("member_id", "没有选责任人，可输工号、姓名或拼音首字母；全体输 qt。"))
        if problems:
            self.form.show_problems(problems)
            return
        rows = list(self.model.rows)
        place = self.editing if 0 <= self.editing < len(rows) else len(rows)
        rows[place : place + 1] = [decision]
        self.model.set_rows(rows)
        self.table.select_row(place)
        self.clear()
        self.changed.emit()

    def edit(self, place: int) -> None:
        """Enter on a line: it stands in the line of entry."""
        if self.form is None or not self.editable or not 0 <= place < len(self.model.rows):
            return
        each = self.model.rows[place]
        self.editing = place
        self.title.setText(f"修改第 {place + 1} 条")
        self.add_button.setText("改好 │ Enter")
        self.cancel_button.show()
        self.form.fill({"text": each.text, "member_id": each.member_id or EVERYBODY_CODE, "due_on": each.due_on})
        self.form.focus_first()

    def clear(self, focus: bool = True) -> None:
        """The line is empty; the date is a week on."""
        self.editing = -1
        self.title.setText("新的议定事项")
        self.add_button.setText("加入 │ Enter")
        self.cancel_button.hide()
        if self.form is not None:
            day = from_iso(self.held_on) or self.context.today()
            self.form.fill({"due_on": (max(self.context.today(), day) + WEEK).isoformat()})
            if focus:
                self.form.focus_first()

    def strike(self) -> None:
        """Del."""
        place = current_row(self.table)
        if not self.editable or not 0 <= place < len(self.model.rows):
            return
        if self.model.rows[place].carried:
            self.banner.show_text(NOT_STRUCK, "info")
            return
        rows = [each for number, each in enumerate(self.model.rows) if number != place]
        self.model.set_rows(rows)
        self.table.select_row(min(place, len(rows) - 1))
        self.clear(focus=False)
        self.changed.emit()

    def typed(self) -> dict[str, str]:
        """A decision that is half typed and not in the list yet; {} = none."""
        values = {name: str(value or "") for name, value in self.form.collect().items()} if self.form is not None else {}
        return values if values.get("text") and self.editing < 0 else {}

    def take_typed(self, values: dict[str, str]) -> None:
        """Bring it back."""
        if self.form is not None and values.get("text"):
            self.form.fill(values)

