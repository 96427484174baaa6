"""Masked values on their way back from a form: a mask that was not touched is the stored value, one copied from a member of the
household is that member's value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from app.errors import Problem
from app.models.household_entry import PersonDraft
from app.models.masking import mask_id, mask_phone

STAR = "*"
_PHONES = ("phone", "emergency_phone")


def masked(person: PersonDraft) -> PersonDraft:
    """A stored person as forms show it."""
    return replace(
        person,
        id_number=mask_id(person.id_number),
        phone=mask_phone(person.phone) if person.phone else "",
        emergency_phone=mask_phone(person.emergency_phone) if person.emergency_phone else "",
    )


def real_value(value: str, own: str, others: Iterable[str], mask: Callable[[str], str]) -> str:
    """The value behind a mask: the own one first, then the first other one that looks so; a mask of nobody stays."""
    if STAR not in value:
        return value
    return next((each for each in (own, *others) if each and mask(each) == value), value)


def real_person(
    typed: PersonDraft, stored: PersonDraft | None, household: Sequence[PersonDraft], more_phones: Sequence[str] = ()
) -> PersonDraft:
    """What was typed with all masks taken off; ``household``: the stored members whose values may have been copied."""
    own = stored or PersonDraft()
    phones = [getattr(each, name) for each in household for name in _PHONES] + list(more_phones)
    values: dict[str, Any] = {name: real_value(getattr(typed, name), getattr(own, name), phones, mask_phone) for name in _PHONES}
    number = real_value(typed.id_number, own.id_number, [each.id_number for each in household], mask_id)
    return replace(typed, id_number=number, **values)


def masks_left(person: PersonDraft) -> list[Problem]:
    """Masks that belong to nobody here: the value must be typed."""
    labels = {"id_number": "证件号码", "phone": "联系电话", "emergency_phone": "紧急电话"}
    return [
        Problem(name, f"{label}里有星号，请输入完整的号码。") for name, label in labels.items() if STAR in getattr(person, name)
    ]
