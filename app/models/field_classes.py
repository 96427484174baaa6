"""How sensitive each recorded thing is (domain.md §8): A general, B personal, C sensitive.

One list for all: exports and prints ask it whether class C leaves the register and therefore needs a purpose, a receiver and over a
limit a second person; the settings of the office ask it what may be switched off.  A test compares it with the tables, so that a new
column cannot stay without a class.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class FieldClass(Enum):
    """A 一般, B 个人信息, C 敏感个人信息."""

    A = "A"
    B = "B"
    C = "C"

    @property
    def label(self) -> str:
        """As lists show it."""
        return {"A": "一般", "B": "个人信息", "C": "敏感个人信息"}[self.value]


def _classes(**words: str) -> dict[str, FieldClass]:
    return {column: FieldClass(letter) for letter, columns in words.items() for column in columns.split()}


# Numbers of documents, disability and health, children, income, bank and photographs of cards are C; political affiliation (which the
# office switches off by default) and care tags tell of health, poverty and disability and are C as well.
CLASSES: dict[str, dict[str, FieldClass]] = {
    "resident": _classes(
        A="unknown_fields merged_into entered_ms",
        B="name former_name sex id_type birth_date ethnic_group population consistency registered_address phone marital_status "
        "education employment workplace emergency_contact emergency_phone vehicle note no_number_reason",
        C="id_number health political",
    ),
    "resident_tag": _classes(A="resident_id valid_from valid_to", C="tag note"),
    "residence": _classes(
        A="household_id dwelling_id grid_id opened_on open_reason opened_by opened_entered_ms moved_from closed_on closed_by "
        "closed_entered_ms confirmed_by",
        B="resident_id relation came_on close_reason close_proof note",
    ),
    "legal_entity": _classes(
        A="name credit_code former_code no_code_reason kind industry responsible_id licence_expires_on unknown_fields note entered_ms",
        B="responsible_name responsible_phone",
    ),
    "entity_registration": _classes(
        A="entity_id dwelling_id address grid_id opened_on open_reason opened_by opened_entered_ms moved_from closed_on close_reason "
        "closed_by closed_entered_ms close_proof note",
    ),
    "visit": _classes(
        A="visited_on visited_at member_id target_kind target_id dwelling_id grid_id kind outcome persons_met next_on entered_ms",
        B="finding note",
    ),
    "visit_person": _classes(A="visit_id", B="resident_id met"),
    "dwelling": _classes(
        A="estate building unit room grid_id floor use rent_use area_dm2 note",
        B="owner_name owner_phone",
        C="owner_number",
    ),
}

# What each kind of export or print carries, as (table, column): whole values, or masked where the class is C.
CONTENTS: dict[str, tuple[tuple[str, str], ...]] = {
    "residents": (("resident", "name"), ("resident", "id_number"), ("resident", "phone"), ("resident_tag", "tag")),
    "entities": (("legal_entity", "responsible_name"), ("legal_entity", "responsible_phone")),
    "visits": (("visit", "finding"), ("resident", "id_number")),
    "grids": (),
    "staff": (),
    "attendance": (),
    "roster": (("resident", "name"), ("resident", "id_number"), ("resident", "phone"), ("resident_tag", "tag")),
    "dwellings": (("dwelling", "owner_name"), ("dwelling", "owner_phone")),
    "households": (("resident", "name"),),
    "doubts": (("resident", "name"),),
    "form_people": (("resident", "name"), ("resident", "id_number"), ("resident", "phone"), ("resident_tag", "tag")),
    "form_entities": (("legal_entity", "responsible_name"), ("legal_entity", "responsible_phone")),
}
MASKABLE = frozenset({("resident", "id_number"), ("dwelling", "owner_number")})  # a mask leaves of these nothing that is C


def class_of(table: str, column: str) -> FieldClass:
    """Class of a stored column; what nobody classed is a bug."""
    return CLASSES[table][column]


def highest(columns: Iterable[tuple[str, str]]) -> FieldClass:
    """The most sensitive class among columns; A where there are none."""
    return max((class_of(*each) for each in columns), key=lambda each: each.value, default=FieldClass.A)


def class_that_leaves(kind: str, full: bool) -> FieldClass:
    """What a file of this kind carries: masked numbers count as personal, not as sensitive."""
    carried = CONTENTS[kind]
    return highest(carried if full else [each for each in carried if each not in MASKABLE])


def full_numbers_leave(kind: str, full: bool) -> bool:
    """Whether whole numbers of documents stand in the file: what the second person is asked about."""
    return full and any(each in MASKABLE for each in CONTENTS[kind])


def personal(kind: str) -> bool:
    """Whether the file tells of people at all, and is therefore watermarked and entered in the list of what left."""
    return highest(CONTENTS[kind]) is not FieldClass.A
