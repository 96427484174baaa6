"""Doubles while typing: on the last digit of a number, and by name and birth date where there is no number (ux.md §5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from app.models.household_entry import PersonDraft
from app.models.household_views import DuplicateHit, DuplicateLine
from app.models.identity import NO_DOCUMENT
from app.models.person_views import PersonView
from app.models.residents import FindHit
from app.services import duplicates, persons
from app.ui.context import Context
from app.ui.forms.inline_message import MessageAction
from app.ui.forms.resident import ResidentForm

TAKE, VIEW, CHANGE = "take_in", "view", "change_number"


class NumberWatch(QObject):
    """``take_in(view)``: this record is the person; ``found(text)``: the number is (not) registered elsewhere ('' = not)."""

    def __init__(self, context: Context, form: ResidentForm, door: Callable[[], str], take_in: Callable[[PersonView, DuplicateHit | None], object],
                 found: Callable[[str], object], verb: str = "") -> None:  # fmt: skip
        super().__init__(form)
        self.context, self.form, self.door = context, form, door
        self.take_in, self.found, self.verb = take_in, found, verb
        self.hit: DuplicateHit | None = None
        self.line: DuplicateLine | None = None
        form.number_completed.connect(self._ask)
        form.committed.connect(self._committed)
        form.changed.connect(self._changed)
        form.action_chosen.connect(self._chosen)

    def reset(self) -> None:
        """Another person is in the form."""
        self.hit = self.line = None

    def _ask(self, name: str, number: str) -> None:
        if name != "id_number" or "*" in number:
            return
        own = self.form.draft().resident_id
        self.context.jobs.query(self, duplicates.by_number, self.context.session, number, self.door(), own, key="number",
                                done=lambda hit: self._show_hit(number, hit))  # fmt: skip

    def _show_hit(self, number: str, hit: DuplicateHit | None) -> None:
        if self.form.editor("id_number").value() != number:
            return
        self.hit = hit
        self.found(hit.text if hit is not None else "")
        if hit is None:
            return
        label = self.verb or hit.act_label
        actions = [MessageAction(TAKE, label, "Ctrl+1")] if hit.act else []
        actions += [MessageAction(VIEW, "查看", "Ctrl+2")] if hit.visible else []
        actions.append(MessageAction(CHANGE, "改证号", "Esc"))
        self.form.show_message("id_number", "warning", hit.text, actions)

    def _committed(self, name: str) -> None:
        draft = self.form.draft()
        if name not in ("name", "birth_date") or draft.resident_id or not (draft.name and draft.birth_date):
            return
        if draft.id_type != NO_DOCUMENT and draft.id_number:
            return
        self.context.jobs.query(self, duplicates.candidates, self.context.session, draft, self.door(), 1, key="alike",
                                done=lambda lines: self._show_alike(draft, lines))  # fmt: skip

    def _show_alike(self, asked: PersonDraft, lines: Any) -> None:
        now = self.form.draft()
        if (now.name, now.birth_date, now.resident_id) != (asked.name, asked.birth_date, asked.resident_id):
            return  # somebody else stands in the form
        self.line = lines[0] if lines else None
        if self.line is None:
            return
        text = f"{self.line.name}，{self.line.address or self.line.state}：{self.line.explanation}"
        actions = [MessageAction(TAKE, self.verb or "就是这个人", "Ctrl+1"), MessageAction(VIEW, "查看", "Ctrl+2")]
        self.form.show_message("name", "warning", text, actions, "可能已登记：")

    def _changed(self, name: str) -> None:
        if name == "id_number" and self.hit is not None:
            self.hit = None
            self.found("")

    def _chosen(self, field: str, action: str) -> None:
        hit = self.hit if field == "id_number" else None
        resident = hit.resident_id if hit is not None else self.line.resident_id if self.line is not None else ""
        if action == CHANGE:
            self.form.clear_messages("id_number")
            self.form.focus_field("id_number")
        elif action == VIEW and resident:
            name = hit.name if hit is not None else self.line.name if self.line is not None else ""
            page = self.context.shell.open_page("residents")
            if page is not None:
                page.show_hit(FindHit("resident", resident, name, ""))
        elif action == TAKE and resident:
            line = self.line

            def arrived(view: PersonView) -> None:
                if self.hit is hit and self.line is line:  # still the same person in the form
                    self.take_in(view, hit)

            self.context.jobs.query(self, persons.person, self.context.session, resident, key="take", done=arrived)
