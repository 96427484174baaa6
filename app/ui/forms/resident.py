"""The form of one person: fields and rules of ``models`` wired to the form engine.  It reads no register; pages ask services when
``number_completed`` comes and show what they find with ``show_message``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from app.errors import Problem
from app.models.dates import age_of
from app.models.form_fields import FormField
from app.models.household_checks import Surroundings, check_field, check_person
from app.models.household_entry import PersonDraft, carried_from_member, from_number, person_from_plain, suggested_population
from app.models.identity import IDENTITY_CARDS, NO_DOCUMENT
from app.models.resident_fields import shown_fields
from app.ui.forms.editors import FormContext
from app.ui.forms.entry_form import EntryForm
from app.ui.forms.fields import AUTO, SAME, TYPED
from app.ui.forms.inline_message import MessageAction

COLUMN_WIDTHS = (236, 190, 260)
NO_NUMBER_REASONS = ("新生儿未落户", "未带证件", "拒绝出示", "其他")
_NUMBERED_CARDS = (*IDENTITY_CARDS, "553", "571", "572")


class ResidentForm(EntryForm):
    """One member of a household.  ``draft`` gives what was typed, ``show_person`` shows somebody."""

    def __init__(
        self,
        context: FormContext,
        regions: Mapping[str, str] | None = None,
        practice: bool = False,
        form_fields: Sequence[FormField] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(form_fields or shown_fields(), context, COLUMN_WIDTHS, parent=parent)
        self._regions = regions or {}
        self._practice = practice
        self._base = PersonDraft()
        self._others: tuple[PersonDraft, ...] = ()
        self._names_here: tuple[str, ...] = ()
        self.checker = self._check
        self.changed.connect(self._react)
        self.committed.connect(self._react)
        self.no_number.connect(self._ask_reason)
        self.action_chosen.connect(self._take_reason)

    def show_person(self, person: PersonDraft, same: Iterable[str] = (), others: Sequence[PersonDraft] = ()) -> None:
        """Show a member; ``same`` names the fields that carried over, ``others`` are the other members of the household."""
        self._base, self._others = person, tuple(others)
        self.editor("id_number").set_free(person.id_type not in _NUMBERED_CARDS)
        values = {name: getattr(person, name, "") for name in self.fields}
        facts = from_number(person.id_number, self._today, self._practice, self._regions)
        origins = dict.fromkeys(same, SAME)
        origins.update({name: AUTO for name, value in facts.values().items() if value and values.get(name) == value})
        self.fill(values, person.unknown, origins)
        self.messages.set_accepted([Problem("", text, "warning") for text in person.accepted])
        self._note_age()

    def set_surroundings(self, names_here: Iterable[str]) -> None:
        """Names registered at this dwelling apart from this household."""
        self._names_here = tuple(names_here)

    def draft(self) -> PersonDraft:
        """The person as typed so far."""
        values: dict[str, Any] = {**self.collect(), "unknown": self.unknown()}
        draft = replace(self._base, **{k: v for k, v in vars(person_from_plain(values)).items() if k in values})
        population = suggested_population(draft.id_type, draft.consistency, self._base.population)
        return replace(draft, population=population, accepted=tuple(problem.text for problem in self.accepted()))

    def problems(self) -> list[Problem]:
        """All problems of the person now, accepted warnings left out."""
        known = {problem.text for problem in self.accepted()}
        found = check_person(self.draft(), self._others, self._around)
        return [problem for problem in found if problem.severity == "error" or problem.text not in known]

    @property
    def _today(self) -> date:
        return self._context.today()

    @property
    def _around(self) -> Surroundings:
        return Surroundings(self._today, self._practice, self._names_here)

    def _check(self, name: str, values: dict[str, Any]) -> list[Problem]:
        if name == "id_number" and values[name] == "9":
            return []  # about to become 无证件
        return check_field(name, self.draft(), self._others, self._around)

    def _react(self, name: str) -> None:
        if name == "id_number":
            facts = from_number(self.editor(name).value(), self._today, self._practice, self._regions)
            self.derive(facts.values())
            self._carry_address(facts.birth_date != "" and not facts.registered_address)
            if facts.id_type and self.editor("id_type").value() in ("", NO_DOCUMENT):
                self.set_value("id_type", facts.id_type)
        elif name == "id_type":
            self.editor("id_number").set_free(self.editor(name).value() not in (*_NUMBERED_CARDS, ""))
        if name in ("id_number", "birth_date"):
            self._note_age()

    def _carry_address(self, unknown_county: bool) -> None:
        """户籍地 of the member before, when the numbers begin with the same county and its name is not known."""
        if unknown_county and self._others and self.editor("registered_address").is_empty():
            carried = carried_from_member(self._others[-1], self.editor("id_number").value())
            if "registered_address" in carried:
                self.set_value("registered_address", carried["registered_address"], SAME)

    def _note_age(self) -> None:
        age = age_of(self.editor("birth_date").value(), self._today)
        self.set_note("birth_date", f"（{age}岁）" if age is not None else "")

    def _ask_reason(self, name: str) -> None:
        """'9' in the number field: 无证件; the reason is one more key."""
        self.set_value("id_number", "", TYPED)
        self.set_value("id_type", NO_DOCUMENT)
        self.derive({"sex": "", "birth_date": "", "registered_address": ""})
        actions = [MessageAction(reason, reason, f"Ctrl+{place}") for place, reason in enumerate(NO_NUMBER_REASONS, 1)]
        self.path.focus("id_number")
        self.show_message("id_number", "info", "选一个原因，以后在“待补证件”里补。", actions, "无证件：")
        self.editor("id_number").set_mark("无证件", "warning")

    def _take_reason(self, name: str, action: str) -> None:
        if name == "id_number" and action in NO_NUMBER_REASONS:
            self.set_value("no_number_reason", action)
            self.clear_messages("id_number")
            self.path.go_on("id_number")
