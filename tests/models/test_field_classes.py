"""Every recorded column has a class, and the class of what leaves follows from it (domain.md §8)."""

from __future__ import annotations

import pytest

from app.models.field_classes import CLASSES, CONTENTS, FieldClass, class_of, class_that_leaves, full_numbers_leave, personal
from app.models.import_rows import KINDS
from app.storage.schema import TABLES


@pytest.mark.parametrize("table", sorted(CLASSES))
def test_every_column_has_exactly_one_class(table) -> None:
    assert set(CLASSES[table]) == {column.name for column in TABLES[table].columns}


def test_the_sensitive_ones_of_the_handbook() -> None:
    for column in ("id_number", "health", "political"):
        assert class_of("resident", column) is FieldClass.C
    assert class_of("resident_tag", "tag") is FieldClass.C
    assert class_of("dwelling", "owner_number") is FieldClass.C
    assert class_of("resident", "name") is class_of("resident", "phone") is FieldClass.B
    assert class_of("visit", "visited_on") is FieldClass.A


def test_what_leaves() -> None:
    assert set(KINDS) <= set(CONTENTS)
    assert class_that_leaves("residents", full=True) is FieldClass.C
    assert class_that_leaves("visits", full=False) is FieldClass.B  # masked numbers
    assert class_that_leaves("visits", full=True) is FieldClass.C
    assert class_that_leaves("residents", full=False) is FieldClass.C  # the care tags
    assert class_that_leaves("grids", full=True) is FieldClass.A


def test_the_second_person_is_asked_about_whole_numbers_only() -> None:
    assert all(full_numbers_leave(kind, full=True) for kind in ("residents", "visits", "roster"))
    assert not full_numbers_leave("residents", full=False)
    assert not full_numbers_leave("entities", full=True)
    assert [kind for kind in CONTENTS if not personal(kind)] == ["grids", "staff", "attendance"]
