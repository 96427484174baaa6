"""Code lists as choices of a form: the shipped tables, with the keys that people type."""

from __future__ import annotations

from collections.abc import Iterable

from app.models.form_fields import Choice
from app.models.resident_fields import choices
from app.storage.code_tables import code_table

_CODES_OF_DIGITS = ("visit_kind", "legal_entity_type")  # the code itself is typed


def choices_of(names: Iterable[str]) -> dict[str, tuple[Choice, ...]]:
    """``FormContext.choices`` for some tables."""
    return {name: _choices(name) for name in names}


def _choices(name: str) -> tuple[Choice, ...]:
    items = [(item.code, item.label) for item in code_table(name).items]
    if name in _CODES_OF_DIGITS:
        return tuple(Choice(code, label.split("(")[0], code) for code, label in items)
    return choices(name, items)
