"""The form of one visit: fields of ``models.visit_fields`` wired to the form engine.  It reads no register."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.errors import Problem
from app.models.form_fields import Choice
from app.models.visit_fields import COUNTED, REPEATED, VISIT_FIELDS, clock_of, member_choices
from app.models.visit_views import NOTHING_FOUND, VisitDraft, VisitTarget
from app.models.vocabulary import TargetKind
from app.ui.forms.editors import FormContext
from app.ui.forms.entry_form import EntryForm
from app.ui.forms.fields import SAME, TYPED
from app.ui.forms.text_area import TextAreaEditor

LABEL_WIDTH = 70
_PROPOSES = ("outcome", "findings", "visited_on", "text")


class VisitForm(EntryForm):
    """One visit.  ``draft`` gives what was typed; ``proposal_wanted`` asks for the next date again."""

    proposal_wanted = Signal()

    def __init__(self, context: FormContext, asks_member: bool = False, parent: QWidget | None = None) -> None:
        fields = [field for field in VISIT_FIELDS if field.name != "member_id" or asks_member]
        super().__init__(fields, context, (1, 1, 1), LABEL_WIDTH, parent)
        self.target: VisitTarget | None = None
        self.visit_id = ""
        self.next_why = ""
        self._next_by_hand = False
        self._carried: dict[str, Any] = {}
        self.checker = self._check
        self.changed.connect(self._react)
        self.committed.connect(self._stands)
        self.editor("next_on").edited.connect(self._next_typed)

    def set_members(self, members: Sequence[tuple[str, str]]) -> None:
        """Who may be named as the visitor, for accounts that are no member's."""
        self.editor("member_id").set_choices([Choice(key, words) for key, words in members])

    # -- showing -------------------------------------------------------------------------------------------------------------

    def show_target(self, target: VisitTarget, today: str, clock: str) -> None:
        """An empty visit of a target; day and time come from the clock, or from the last visit when that was dated by hand."""
        self.target, self.visit_id, self.next_why, self._next_by_hand = target, "", "", False
        self._set_members(target)
        values = {"visited_on": today, "visited_at": clock, "met": target.ticked, "next_on": target.proposed_next, **self._carried}
        self.fill(values, origins=dict.fromkeys(self._carried, SAME))
        self.set_note("next_on", f"　{target.why}" if target.why and target.proposed_next else "")
        self._show_met()

    def show_visit(self, target: VisitTarget, draft: VisitDraft) -> None:
        """An earlier visit, to be corrected."""
        self.target, self.visit_id, self.next_why = target, draft.visit_id, draft.next_why
        self._next_by_hand = True
        self._set_members(target)
        values = {name: getattr(draft, name) for name in self.fields}
        self.fill({**values, "findings": draft.findings or ((NOTHING_FOUND[1],) if not draft.text else ())})
        self.set_note("next_on", "")
        self._show_met()

    def propose(self, next_on: str, why: str) -> None:
        """The proposal for the next date; what was typed by hand stays."""
        self.next_why = why
        if not self._next_by_hand:
            self.set_value("next_on", next_on)
            self.set_note("next_on", f"　{why}" if next_on and why else "")

    def insert_phrase(self, text: str) -> None:
        """Ctrl+1 … 9: at the cursor of 情况记录, parted from what stands before."""
        area: TextAreaEditor = self.editor("text")
        before = area.toPlainText()[: area.caret()]
        area.insert(text if not before or before[-1] in "。；，：\n" else f"；{text}")
        self.focus_field("text")

    # -- reading -------------------------------------------------------------------------------------------------------------

    def draft(self) -> VisitDraft:
        """What is typed."""
        values, target = self.collect(), self.target
        counted = values["outcome"] in COUNTED
        return VisitDraft(
            target_kind=target.kind if target else "",
            target_id=target.id if target else "",
            outcome=values["outcome"],
            met=values["met"] if counted else (),
            visited_on=values["visited_on"],
            visited_at=clock_of(values["visited_at"]),
            kind=values["kind"],
            findings=tuple(word for word in values["findings"] if word != NOTHING_FOUND[1]),
            text=values["text"],
            next_on=values["next_on"],
            next_why=self.next_why if values["next_on"] else "",
            persons_met=values["persons_met"] if counted and not self.editor("persons_met").isHidden() else None,
            member_id=values.get("member_id", ""),
            visit_id=self.visit_id,
        )

    def remember_for_next(self, today: str) -> None:
        """After saving: F4 copies from this visit; a day entered by hand is carried over."""
        values = self.collect()
        self.set_previous({name: values[name] for name in REPEATED})
        self._carried = {name: values[name] for name in ("member_id",) if values.get(name)}
        if values["visited_on"] != today:
            self._carried |= {name: values[name] for name in ("visited_on", "visited_at")}

    @property
    def findings(self) -> tuple[str, ...]:
        """Words found so far, and whether anything was written."""
        return tuple(word for word in self.editor("findings").value() if word != NOTHING_FOUND[1])

    # -- inside ----------------------------------------------------------------------------------------------------------------

    def _set_members(self, target: VisitTarget) -> None:
        self.editor("met").set_choices(member_choices(target.members))

    def _show_met(self) -> None:
        """Who was met is asked where somebody lives; how many, where nobody is registered; neither of a firm."""
        target = self.target
        counted = self.editor("outcome").value() in (*COUNTED, "")
        people = bool(target and target.members)
        count = bool(target and not people and target.kind != TargetKind.ENTITY.value)
        for name, shown in (("met", people and counted), ("persons_met", count and counted)):
            self.grid.label(name).setVisible(shown)
            self.editor(name).setVisible(shown)

    def _react(self, name: str) -> None:
        if name == "outcome":
            self._show_met()
        if name in _PROPOSES:
            self.proposal_wanted.emit()

    def _stands(self, name: str) -> None:
        if name == "visited_at":
            clock = clock_of(self.editor(name).value())
            if clock != self.editor(name).value():
                self.set_value(name, clock, TYPED)

    def _next_typed(self) -> None:
        self._next_by_hand = True
        self.set_note("next_on", "")

    def _check(self, name: str, values: dict[str, Any]) -> list[Problem]:
        if name == "outcome" and not values[name]:
            return [Problem(name, "还没有选走访结果，按数字键选一项。")]
        return []
