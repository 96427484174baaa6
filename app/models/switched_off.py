"""What an office does not record (PIPL art. 6: no more than the business needs): absent from forms, lists, files, history.

Values that were stored before stay where they are and come back when the office switches the thing on again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.errors import Problem, Refused
from app.models.resident_fields import OFF_BY_DEFAULT, RESIDENT_FIELDS

# Nothing else of the program computes with these.
SWITCHABLE: tuple[str, ...] = (
    "ethnic_group", "registered_address", "marital_status", "education", "employment", "workplace", "health", "political", "former_name",
    "vehicle", "emergency_contact",
)  # fmt: skip
_TOGETHER = {"emergency_contact": ("emergency_contact", "emergency_phone")}
LABELS: dict[str, str] = {field.name: field.label for field in RESIDENT_FIELDS if field.name in SWITCHABLE}


def chosen_off(settings: Mapping[str, object]) -> tuple[str, ...]:
    """As the office chose them; an office that has not chosen does without those that are off by default."""
    given = settings.get("switched_off")
    if not isinstance(given, list):
        return OFF_BY_DEFAULT
    return tuple(name for name in SWITCHABLE if name in given)


def switched_off(settings: Mapping[str, object]) -> frozenset[str]:
    """Columns of ``resident`` that are not recorded."""
    return frozenset(column for name in chosen_off(settings) for column in _TOGETHER.get(name, (name,)))


def checked(names: Sequence[str]) -> list[str]:
    """In the order of the form; refused where something is needed by the program itself."""
    if unknown := set(names) - set(SWITCHABLE):
        raise Refused([Problem("fields", f"“{'、'.join(sorted(unknown))}”不能停用，程序要用它")])
    return [name for name in SWITCHABLE if name in names]
