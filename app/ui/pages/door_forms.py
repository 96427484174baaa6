"""Code lists and checks that the forms of people share."""

from __future__ import annotations

from app.models.resident_fields import RESIDENT_FIELDS
from app.services import code_lists
from app.ui.context import Context
from app.ui.forms.editors import FormContext, identity_check
from app.ui.forms.identity_field import Verdict

_TABLES = tuple(dict.fromkeys([field.code_table for field in RESIDENT_FIELDS if field.code_table] + ["rent_use"]))


def form_context(context: Context) -> FormContext:
    """What the editors of these forms need; a number that the register shows masked was checked when it was typed."""
    practice = bool(context.session.practice)
    check = identity_check(context.today, practice)

    def checked(number: str) -> Verdict:
        return Verdict() if "*" in number else check(number)

    return FormContext(context.today, code_lists.choices_of(_TABLES), checked)
