"""What may be done in which state; expected values by hand from product.md (口径) and issue 2."""

from __future__ import annotations

import pytest

from app.models.lifecycle import (
    ALLOWED,
    Act,
    Cancellation,
    LifecycleRules,
    Opening,
    PersonFacts,
    PersonState,
    ResidenceFacts,
    acts_for,
    check_cancel,
    check_correction,
    check_household_move,
    check_move,
    check_opening,
    check_undo_cancel,
    check_void,
    needs_new_head,
    open_reason_for,
    refusal,
    state_of,
    state_on,
    status_after_cancel,
)

TODAY = "2026-11-20"
LIVING = ResidenceFacts("r1", "active", "2025-03-12", "", "moved_in", "", "", "h1", "d1")
LEFT = ResidenceFacts("r1", "closed", "2025-03-12", "2026-02-01", "moved_in", "left", "m1", "h1", "d1")
OPEN = PersonFacts("王桂英", "active", "1951-08-03", (LIVING,))
CLOSED = PersonFacts("王桂英", "active", "1951-08-03", (LEFT,))
NEW = PersonFacts("王桂英", "active", "1951-08-03")
PENDING = PersonFacts("王桂英", "active", "", (ResidenceFacts("r1", "pending", "2026-11-01"),))
MERGED = PersonFacts("王桂英", "merged", "", (LIVING,))
VOIDED = PersonFacts("王桂英", "active", "", (ResidenceFacts("r1", "voided", "2026-11-01", "2026-11-02", "moved_in", "misentry"),))


@pytest.mark.parametrize(
    ("person", "state"),
    [
        (NEW, PersonState.UNREGISTERED),
        (OPEN, PersonState.OPEN),
        (PENDING, PersonState.PENDING),
        (CLOSED, PersonState.CLOSED),
        (VOIDED, PersonState.VOIDED),
        (MERGED, PersonState.MERGED),
    ],
)
def test_every_act_is_offered_or_refused_with_a_sentence(person: PersonFacts, state: PersonState) -> None:
    assert state_of(person) is state
    assert acts_for(person) == ALLOWED[state]
    for act in Act:
        text = refusal(person, act)
        assert (text == "") is (act in ALLOWED[state])
        if text:
            assert text.startswith("王桂英")
            assert text.endswith("。")
            assert "{" not in text


def test_a_return_after_leaving_reopens_and_is_stored_as_return() -> None:
    assert check_opening(CLOSED, Opening("2026-11-19", "newly_living"), TODAY) == []
    assert open_reason_for(CLOSED, "newly_living") == "return"
    assert open_reason_for(NEW, "birth") == "birth"
    assert open_reason_for(VOIDED, "moved_in") == "moved_in"  # a voided entry never was


def test_state_on_a_past_day_counts_the_last_day_out() -> None:
    assert state_on(CLOSED, "2025-03-12") == LEFT
    assert state_on(CLOSED, "2026-01-31") == LEFT
    assert state_on(CLOSED, "2026-02-01") is None
    assert state_on(CLOSED, "2025-03-11") is None


@pytest.mark.parametrize(
    ("person", "opening", "field"),
    [
        (NEW, Opening("", "moved_in"), "opened_on"),
        (NEW, Opening("2026-11-21", "moved_in"), "opened_on"),
        (NEW, Opening("2026-11-20", "move"), "open_reason"),
        (NEW, Opening("2026-11-20", "moved_in", "2026-12-01"), "came_on"),
        (NEW, Opening("1950-01-01", "moved_in"), "opened_on"),
        (CLOSED, Opening("2026-01-31", "return"), "opened_on"),
    ],
)
def test_openings_refused_at_the_field(person: PersonFacts, opening: Opening, field: str) -> None:
    assert field in {p.field for p in check_opening(person, opening, TODAY) if p.severity == "error"}


def test_the_dead_do_not_return() -> None:
    dead = PersonFacts("王桂英", "active", "", (ResidenceFacts("r1", "closed", "2025-01-01", "2026-01-01", "moved_in", "death"),))
    assert "撤销注销" in check_opening(dead, Opening("2026-11-20", "return"), TODAY)[0].text


@pytest.mark.parametrize(
    ("cancel", "field"),
    [
        (Cancellation("", "left"), "closed_on"),
        (Cancellation("2026-11-21", "left"), "closed_on"),
        (Cancellation("2025-03-11", "left"), "closed_on"),
        (Cancellation("2026-11-20", ""), "close_reason"),
        (Cancellation("2026-11-20", "move"), "close_reason"),
        (Cancellation("2026-11-20", "death"), "close_proof"),
    ],
)
def test_cancels_refused_at_the_field(cancel: Cancellation, field: str) -> None:
    assert [p.field for p in check_cancel(OPEN, cancel, TODAY)] == [field]


def test_second_person_only_where_the_office_wants_it_and_never_the_same_one() -> None:
    rules = LifecycleRules(second_person_for=("death", "misentry"))
    death = Cancellation("2026-11-19", "death", "死亡证明 12", "a1")
    assert check_cancel(OPEN, death, TODAY) == []
    assert [p.field for p in check_cancel(OPEN, death, TODAY, rules)] == ["confirmed_by"]
    same = Cancellation("2026-11-19", "death", "死亡证明 12", "a1", "a1")
    assert "同一人" in check_cancel(OPEN, same, TODAY, rules)[0].text
    assert check_cancel(OPEN, Cancellation("2026-11-19", "misentry", "", "a1", "a2"), TODAY, rules) == []
    assert check_cancel(OPEN, Cancellation("2026-11-19", "left", "", "a1"), TODAY, rules) == []


def test_an_old_event_is_accepted_with_a_warning() -> None:
    problems = check_cancel(OPEN, Cancellation("2026-03-01", "left"), TODAY)
    assert [(p.field, p.severity) for p in problems] == [("closed_on", "warning")]


def test_misentry_and_duplicate_void() -> None:
    assert [status_after_cancel(r) for r in ("left", "death", "misentry", "duplicate")] == ["closed", "closed", "voided", "voided"]


def test_undo_move_void_and_correct() -> None:
    assert check_undo_cancel(CLOSED) == []
    assert "另选住处" in check_undo_cancel(CLOSED, "房屋已作废")[0].text
    assert check_move(OPEN, "2026-11-20", "d2", TODAY) == []
    assert check_move(OPEN, "2026-11-20", "d1", TODAY)[0].field == "dwelling_id"
    assert check_move(OPEN, "2025-03-11", "d2", TODAY)[0].field == "opened_on"
    assert check_move(OPEN, "2026-11-20", "", TODAY)[0].field == "dwelling_id"
    assert len(check_household_move([OPEN, OPEN], "2026-12-01", "d2", TODAY)) == 1
    assert check_household_move([], "2026-11-20", "d2", TODAY)[0].field == ""
    assert check_void(OPEN, " ")[0].field == "status_why"
    assert check_void(OPEN, "录重了") == []
    assert check_correction(OPEN, {}, "")[0].text.startswith("没有改动")
    assert check_correction(OPEN, {"id_number": "x"}, "")[0].field == "reason"
    assert check_correction(CLOSED, {"phone": "19900000000"}, "") == []


def test_a_household_that_loses_its_head_needs_another() -> None:
    assert needs_new_head("02", ["10"])
    assert not needs_new_head("02", [])
    assert not needs_new_head("10", ["02"])
