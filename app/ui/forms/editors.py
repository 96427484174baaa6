"""Makes the editor for a field from its description."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.models.form_fields import Choice, FormField, short_hint
from app.models.identity import NumberCheck, check_credit_code, check_resident_id
from app.ui.forms.choice_field import ChoiceEditor
from app.ui.forms.date_field import DateEditor
from app.ui.forms.door_field import DoorEditor
from app.ui.forms.fields import TextEditor
from app.ui.forms.identity_field import CREDIT_GROUPS, Check, IdentityEditor, Verdict
from app.ui.forms.number_field import NumberEditor, PhoneEditor
from app.ui.forms.option_row import OptionRow
from app.ui.forms.tag_field import TagEditor
from app.ui.forms.text_area import TextAreaEditor


def identity_check(today: Callable[[], date], practice: bool) -> Check:
    """The check of identity numbers for a form of this register."""

    def check(number: str) -> Verdict:
        return _verdict(check_resident_id(number, today(), practice))

    return check


def credit_check(practice: bool) -> Check:
    """The check of unified social credit codes for a form of this register."""
    return lambda code: _verdict(check_credit_code(code, practice))


def _verdict(checked: NumberCheck) -> Verdict:
    if checked.severity == "ok":
        return Verdict("", "", True)
    return Verdict(f"{checked.reason}。", checked.severity, checked.usable)


def _always_valid(number: str) -> Verdict:
    return Verdict("", "", bool(number))


@dataclass(frozen=True)
class FormContext:
    """What editors need from outside: the office day, code lists by table name, the check of numbers, habits of the person."""

    today: Callable[[], date]
    choices: Mapping[str, Sequence[Choice]] = field(default_factory=dict)
    check_identity: Check = _always_valid
    auto_advance: bool = True
    practice: bool = False


def make_editor(form_field: FormField, context: FormContext) -> Any:
    """The widget for one field."""
    choices = form_field.choices or tuple(context.choices.get(form_field.code_table, ()))
    hint = form_field.hint
    if form_field.kind == "choice":
        return ChoiceEditor(choices, hint or short_hint(choices), context.auto_advance)
    if form_field.kind == "tags":
        return TagEditor(choices, hint, context.auto_advance)
    if form_field.kind == "options":
        return OptionRow(choices, form_field.multiple, form_field.exclusive, context.auto_advance)
    if form_field.kind == "date":
        return DateEditor(context.today, form_field.future, hint)
    if form_field.kind == "identity":
        return IdentityEditor(context.check_identity, hint=hint)
    makers: dict[str, Callable[[], Any]] = {
        "credit": lambda: IdentityEditor(credit_check(context.practice), CREDIT_GROUPS, "✓ 校验通过", hint),
        "door": lambda: DoorEditor(hint),
        "number": lambda: NumberEditor(hint=hint),
        "phone": lambda: PhoneEditor(hint),
        "area": lambda: TextAreaEditor(hint, form_field.rows),
        "text": lambda: TextEditor(hint),
    }
    return makers[form_field.kind]()
