"""Drafts: replaced per form and person, never journalled, only for whoever typed them."""

from __future__ import annotations

import pytest

from app.errors import Refused
from app.models.household_entry import HouseholdDraft, PersonDraft, from_plain, plain
from app.models.household_views import DraftNote
from app.models.vocabulary import Role
from app.services import drafts
from tests.builders import Office


def journal_length(office: Office) -> int:
    return int(office.register.db.execute("SELECT count(*) FROM change").fetchone()[0])


def test_a_household_comes_back_as_it_was_typed() -> None:
    office = Office()
    typed = HouseholdDraft(dwelling_id="d1", use="rented", members=(PersonDraft(name="王桂英", unknown=("phone",), tags=("301",)),))
    before = journal_length(office)

    kept = drafts.keep(office.session, DraftNote("household", plain(typed), "桂湖花园1栋1单元101", "d1", "0.phone"))
    found = drafts.take(office.session, kept.id)

    assert from_plain(found.payload) == typed
    assert (found.focus, found.title, found.subject) == ("0.phone", "桂湖花园1栋1单元101", "d1")
    assert found.saved_ms > 0
    assert journal_length(office) == before


def test_the_next_saving_replaces_the_draft_of_the_same_form_only() -> None:
    office = Office()
    first = drafts.keep(office.session, DraftNote("household", {"use": "own"}, subject="d1"))
    again = drafts.keep(office.session, DraftNote("household", {"use": "rented"}, subject="d1"))
    drafts.keep(office.session, DraftNote("household", {"use": "vacant"}, subject="d2"))
    drafts.keep(office.session, DraftNote("visit", {"outcome": "met"}, subject="d1"))

    assert again.id == first.id
    assert {(each.kind, each.subject): each.payload for each in drafts.listed(office.session)} == {
        ("household", "d1"): {"use": "rented"},
        ("household", "d2"): {"use": "vacant"},
        ("visit", "d1"): {"outcome": "met"},
    }
    assert [each.subject for each in drafts.listed(office.session, "visit")] == ["d1"]


def test_a_draft_handed_in_is_gone_and_taking_it_says_so() -> None:
    office = Office()
    kept = drafts.keep(office.session, DraftNote("household", {}, subject="d1"))

    assert drafts.about(office.session, "household", "d1") == kept
    assert drafts.drop_about(office.session, "household", "d1")
    assert not drafts.drop_about(office.session, "household", "d1")
    with pytest.raises(Refused, match="草稿已不在"):
        drafts.take(office.session, kept.id)


def test_nobody_sees_or_drops_the_draft_of_a_colleague() -> None:
    office = Office()
    kept = drafts.keep(office.session, DraftNote("household", {"use": "own"}, subject="d1"))
    colleague = office.as_role(Role.MEMBER, "WG-02")

    assert drafts.listed(colleague) == []
    assert not drafts.drop(colleague, kept.id)
    with pytest.raises(Refused):
        drafts.take(colleague, kept.id)
    assert drafts.take(office.session, kept.id).payload == {"use": "own"}


def test_a_draft_stands_beside_operations() -> None:
    office = Office()
    drafts.keep(office.session, DraftNote("household", {}, subject="d1"))
    office.dwelling("102")

    assert len(drafts.listed(office.session)) == 1
