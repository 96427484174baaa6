"""入户采集 · 注销登记 (F9): find the person, one digit for the reason, the date, done – with 撤销 for whoever was wrong."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame

from app.errors import Problem, Refused, Unavailable
from app.models.form_fields import Choice
from app.models.lifecycle import PersonState
from app.models.person_views import PersonView
from app.services import lifecycle, persons, visits
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.forms.editors import FormContext
from app.ui.forms.entry_form import EntryForm
from app.ui.pages.base import Page
from app.ui.pages.person_acts import cancel_fields
from app.ui.pages.person_finder import PersonFinder
from app.ui.widgets.basics import Banner, boxed, button, column, label, panel, row

LIVING = (PersonState.OPEN.value, PersonState.PENDING.value)


class CancellationPage(Page):
    """One person after the other."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"residence", "resident"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.who: PersonView | None = None
        self.offered: list[str] = []
        self.busy = False
        self.finder = PersonFinder(context, "注销谁")
        self.finder.chosen.connect(self.open_person)
        self.form = EntryForm(cancel_fields((Choice("", ""),)), FormContext(context.today), (1, 1, 1), 70)
        body = row(self.finder, spacing=8, margins=(12, 10, 12, 10))
        body.addWidget(self._panel(), 1)
        self.setLayout(body)
        self.form.set_primary(self.save_button)
        self.form.save_requested.connect(self.save)
        self.bind_acts()
        self._show_nobody()
        context.jobs.query(self, visits.members, context.session, done=self._show_colleagues)

    def _show_colleagues(self, found: Any) -> None:
        self.form.editor("confirmed_by").choices = tuple(Choice(key, words) for key, words in found)

    def _panel(self) -> QFrame:
        self.name, self.detail = label("", "title"), label("", "helper")
        self.facts = label("", wrap=True)
        self.banner = Banner()
        self.save_button = button("注销，办下一人", key="Ctrl+Enter", kind="danger", action=self.save)
        self.undo_button = button("撤销注销", "arrow-back-up", action=self.undo_cancel)
        note = label("注销不是删除：档案留着，人回来时办回流。误录和重复会作废那条登记，不算注销。", "helper", wrap=True)
        head = panel(row(self.name, self.detail, None, margins=(14, 9, 14, 9)), role="panel-head")
        inside = column(self.facts, self.banner, self.form, 4, note, None, spacing=10, margins=(14, 12, 14, 10))
        self.inside = boxed(inside)
        foot = panel(row(None, self.undo_button, self.save_button, margins=(12, 7, 12, 7)), role="section")
        return panel(head, self.inside, foot, margin=1, grow=1)

    def acts(self) -> list[Act]:
        """Keys of the page."""
        return [
            Act("", "Enter", "选人，下一项"),
            Act("", "1–6", "原因"),
            Act("", "j", "今天"),
            Act("Ctrl+Return", "Ctrl+Enter", "注销", self.save),
            Act("Ctrl+Enter", "", "注销", self.save, in_bar=False),
            Act("/", "/", "找人", self.finder.begin),
            Act("Escape", "Esc", "返回", self.back),
        ]

    def focus_first(self) -> None:
        """The find box."""
        self.finder.box.setFocus()

    def start(self, target: tuple[str, str] | None) -> None:
        """F9 on a chosen person."""
        if target is not None and target[0] == "resident":
            self.open_person(target[1])
        else:
            self.finder.begin()

    def selected_target(self) -> tuple[str, str] | None:
        """The person shown."""
        return ("resident", self.who.draft.resident_id) if self.who is not None else None

    def refresh(self) -> None:
        """The person may have been cancelled elsewhere."""
        if self.who is not None:
            self.context.jobs.query(self, persons.person, self.context.session, self.who.draft.resident_id, key="person", done=self._show_facts,
                                    failed=self._failed)  # fmt: skip

    def open_person(self, resident_id: str) -> None:
        """Show somebody and ask for the reason; whoever stood here before cannot be cancelled by mistake meanwhile."""
        self.who = None
        self.context.jobs.query(self, persons.person, self.context.session, resident_id, key="person", done=self._show, failed=self._not_shown)

    def _not_shown(self, error: BaseException) -> None:
        self._show_nobody()
        if isinstance(error, Refused):
            self.detail.setText("；".join(problem.text for problem in error.problems))
        elif isinstance(error, Unavailable):
            self.detail.setText(error.text)

    def _show(self, who: PersonView) -> None:
        self.offered = []
        self.banner.hide()
        self._show_facts(who)
        self.form.fill({"closed_on": self.context.today().isoformat()})
        if self.form.isVisible():
            self.form.focus_field("close_reason")
        if who.read_only:
            self.banner.show_text(who.read_only, "info", closable=False)

    def _show_facts(self, who: PersonView) -> None:
        self.who = who
        living = who.state in LIVING
        ended = f"{who.closed_on} 已注销：{who.close_reason}" if who.closed_on and not living else ""
        self.name.setText(who.draft.name)
        self.detail.setText(" · ".join(part for part in (who.draft.id_number, who.state_label, who.grid) if part))
        together = f"同户还有 {'、'.join(who.household)}" if who.household else ""
        parts = (who.address, f"{who.opened_on} 登记" if who.opened_on else "", together, ended)
        self.facts.setText("　".join(part for part in parts if part))
        self.inside.show()
        self.form.setVisible(living)
        self.save_button.setVisible(living and not who.read_only)
        self.undo_button.setVisible(who.state == PersonState.CLOSED.value and not who.read_only)

    def _show_nobody(self) -> None:
        self.who = None
        self.name.setText("先选一个人")
        self.detail.setText("左边输入姓名、首字母、证号后四位或门牌")
        for part in (self.inside, self.save_button, self.undo_button):
            part.hide()

    def save(self) -> None:
        """Ctrl+Enter."""
        who = self.who
        if who is None or self.busy or not self.save_button.isVisible():
            return
        values = self.form.collect()
        if not values["close_reason"]:
            self.form.show_problems([Problem("close_reason", "没有选原因，按 1–6 选一项。")])
            return
        self.busy = True
        accepted = (*self.offered, *(problem.text for problem in self.form.accepted()))
        self.context.jobs.operation(self, lifecycle.cancel, self.context.session, who.residence_id, values["close_reason"], values["closed_on"],
                                    values["close_proof"], values.get("confirmed_by", ""), accepted=accepted, done=self._saved,
                                    failed=self._failed)  # fmt: skip

    def undo_cancel(self) -> None:
        """撤销注销: the residence goes on as before."""
        if self.who is not None:
            self.context.jobs.operation(self, lifecycle.undo_cancel, self.context.session, self.who.residence_id,
                                        done=self.context.shell.show_done, failed=self._failed)  # fmt: skip

    def _saved(self, done: Any) -> None:
        self.busy = False
        self._show_nobody()
        self.context.shell.show_done(done)
        self.finder.begin()

    def _failed(self, error: BaseException) -> None:
        self.busy = False
        if isinstance(error, Refused):
            self.offered += [problem.text for problem in error.problems if problem.severity == "warning"]
            rest = self.form.show_problems(error.problems)
            again = "再按一次 Ctrl+Enter 照此注销" if all(each.severity == "warning" for each in error.problems) else ""
            self.banner.show_text("　".join([*(problem.text for problem in rest), again]).strip(), "warn")
        elif isinstance(error, Unavailable):
            self.banner.show_text(error.text, "danger")

    def back(self) -> None:
        """Esc: from the person to the find box, then back."""
        if self.who is not None and not self.finder.box.hasFocus():
            self.finder.box.setFocus(Qt.FocusReason.OtherFocusReason)
            self.finder.box.selectAll()
        else:
            self.leave()
