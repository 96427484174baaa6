"""The form of one legal entity: fields of ``models.entity_fields`` wired to the form engine.  It reads no register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from PySide6.QtWidgets import QWidget

from app.models.entity_fields import ENTITY_FIELDS, ONLY_KNOWN, ONLY_NEW
from app.models.entity_views import DerivedEntity, EntityDraft
from app.models.form_fields import Choice
from app.ui.forms.editors import FormContext
from app.ui.forms.entry_form import EntryForm
from app.ui.forms.inline_message import MessageAction

OPEN_KNOWN = "open_known"
_COLUMNS = {each.name for each in fields(EntityDraft)}


class EntityForm(EntryForm):
    """``draft`` gives what was typed; ``show_derived`` what follows from the credit code."""

    def __init__(self, context: FormContext, parent: QWidget | None = None) -> None:
        super().__init__(ENTITY_FIELDS, context, (1, 1), 76, parent)
        self.stored = EntityDraft()
        self.changed.connect(self._react)
        self.committed.connect(self._react)

    def set_grids(self, grids: Sequence[tuple[str, str]]) -> None:
        """Grids of the account, for addresses without a dwelling."""
        self.editor("grid_id").set_choices(grid_choices(grids))

    def show_draft(self, draft: EntityDraft, address: str = "") -> None:
        """A new or a stored entity; ``address`` of its dwelling."""
        self.stored = draft
        values = {name: getattr(draft, name) for name in self.fields if name in _COLUMNS}
        self.fill(values, draft.unknown)
        self.editor("dwelling_id").show_door(draft.dwelling_id, address)
        for names, shown in ((ONLY_NEW, not draft.entity_id), (ONLY_KNOWN, bool(draft.entity_id))):
            for name in names:
                self.grid.label(name).setVisible(shown)
                self.editor(name).setVisible(shown)
        self._skip()

    def draft(self) -> EntityDraft:
        """What is typed."""
        values: dict[str, Any] = {name: value for name, value in self.collect().items() if name in _COLUMNS}
        accepted = tuple(problem.text for problem in self.accepted())
        return replace(self.stored, **values, unknown=self.unknown(), accepted=accepted)

    def show_derived(self, derived: DerivedEntity) -> None:
        """Kind and, where somebody has the code already, who."""
        self.derive({"kind": derived.kind})
        if derived.known_id:
            actions = [MessageAction(f"{OPEN_KNOWN}:{derived.known_id}", "打开那一家", "Ctrl+2")]
            self.show_message("credit_code", "error", f"{derived.known_text}。", actions)
        elif derived.former_code:
            self.show_message("credit_code", "warning", f"{derived.problem}。")

    def _react(self, name: str) -> None:
        if name in ("credit_code", "dwelling_id"):
            self._skip()

    def _skip(self) -> None:
        """A code needs no reason for its absence; a dwelling knows its address and grid."""
        skipped = ["no_code_reason"] if self.editor("credit_code").value() else []
        if self.editor("dwelling_id").value():
            skipped += ["address", "grid_id"]
        self.set_skipped(skipped)


def grid_choices(grids: Sequence[tuple[str, str]]) -> tuple[Choice, ...]:
    """Grids by the number that their name begins with: '06网格' is typed 06."""
    made = []
    for key, label in grids:
        name = label.lstrip("0123456789")
        made.append(Choice(key, name or label, label[: len(label) - len(name)] if name else ""))
    return tuple(made)


def door_of_values(values: Mapping[str, Any]) -> dict[str, str]:
    """Dwelling, address and grid of a strip's form as the services want them."""
    return {name: str(values.get(name) or "") for name in ("dwelling_id", "address", "grid_id")}
