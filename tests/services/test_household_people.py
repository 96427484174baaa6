"""Who of a door is known already: moves, returns, households behind one door, departures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import Refused
from app.models.household_views import Departure, DoorVisit
from app.services import households
from tests.services import door_world
from tests.services.household_drafts import TODAY, everybody, figures, newborn, number, with_number


@pytest.fixture
def world():
    made = door_world.world()
    yield made
    door_world.settled(made)


# ---- who is known already ------------------------------------------------------------------------------------------------------


def test_a_number_of_somebody_who_lives_elsewhere_stops_the_save(world):
    with_number(world, "外格人", number("19800501", "009"))
    session = world.session()
    view = households.open_dwelling(session, world["901"])
    twice = newborn(name="外格人", sex="1", id_number=number("19800501", "009"), birth_date="1980-05-01", relation="97")
    before = world.one("SELECT count(*) FROM change")

    with pytest.raises(Refused) as refused:
        households.save_household(session, replace(view.draft, members=(*view.draft.members, twice)))

    problem = next(each for each in refused.value.problems if each.severity == "error")
    assert problem.field == "3.id_number"
    assert "迁入本户" in problem.text
    assert world.one("SELECT count(*) FROM change") == before


def test_somebody_moved_in_is_a_move_and_the_other_worker_is_told(world):
    with_number(world, "外格人", number("19800501", "009"))
    session = world.session()
    view = households.open_dwelling(session, world["901"])
    comes = replace(households.person_draft(session, world["外格人"]), relation="97")
    assert comes.id_number[6:14] == "********"

    done = households.save_household(session, replace(view.draft, members=(*view.draft.members, comes)))

    assert "迁入 1 人" in done.message
    stays = world.all(
        "SELECT dwelling_id, status, open_reason, close_reason, opened_on, closed_on FROM residence WHERE resident_id = ? ORDER BY rowid",
        world["外格人"],
    )
    assert stays == [
        (world["5栋201"], "closed", "newly_living", "move", "2025-01-10", TODAY),
        (world["901"], "active", "move", "", TODAY, ""),
    ]
    assert world.one("SELECT id_number FROM resident WHERE id = ?", world["外格人"]) == number("19800501", "009")
    found = figures(world)
    assert (found.new_residents, found.cancelled_residents, found.visited_persons) == (0, 0, 4)
    task = world.one("SELECT title, member_id FROM task")
    assert task == ("外格人已由桂湖花园5栋201迁入桂湖花园3栋1单元901（李秀兰登记）", world["张伟明"])


def test_a_cancelled_number_comes_back_as_the_old_record(world):
    with_number(world, "何秀珍", number("19800501", "022"))
    session = world.session()
    view = households.open_dwelling(session, world["902"])
    gone = Departure(view.draft.members[0].residence_id, "left", day="2026-11-01")
    households.save_household(session, everybody(view, "left"), {""}, departures=[gone], visit=DoorVisit(record=False))
    view = households.open_dwelling(session, world["901"])
    comes = newborn(name="何秀珍", sex="2", id_number=number("19800501", "022"), birth_date="1980-05-01", relation="97",
                    phone="19900000666", open_reason="newly_living")  # fmt: skip

    done = households.save_household(session, replace(view.draft, members=(*view.draft.members, comes)))

    assert "回流 1 人" in done.message
    assert world.one("SELECT count(*) FROM resident WHERE name = '何秀珍'") == 1
    assert world.one(
        "SELECT open_reason, dwelling_id FROM residence WHERE resident_id = ? AND closed_on = ''", world["何秀珍"]
    ) == (
        "return",
        world["901"],
    )
    assert world.one("SELECT phone FROM resident WHERE id = ?", world["何秀珍"]) == "19900000666"
    assert world.one("SELECT count(*) FROM resident_tag WHERE resident_id = ? AND valid_to = ''", world["何秀珍"]) == 1  # kept
    assert (figures(world).new_residents, figures(world).returned_residents) == (0, 1)


def test_a_returned_number_under_another_name_is_asked_about(world):
    with_number(world, "何秀珍", number("19800501", "022"))
    session = world.session()
    view = households.open_dwelling(session, world["902"])
    gone = Departure(view.draft.members[0].residence_id, "left", day="2026-11-01")
    households.save_household(session, everybody(view, "left"), {""}, departures=[gone])
    view = households.open_dwelling(session, world["901"])
    comes = newborn(name="何秀真", sex="1", id_number=number("19800501", "022"), birth_date="1980-05-01", relation="97")

    with pytest.raises(Refused) as refused:
        households.save_household(session, replace(view.draft, members=(*view.draft.members, comes)))

    assert ("3.name", "warning") in {(each.field, each.severity) for each in refused.value.problems}
    assert "何秀珍" in next(each.text for each in refused.value.problems if each.field == "3.name")


def test_somebody_who_lives_here_already_is_not_entered_twice(world):
    with_number(world, "林小燕", number("19800501", "022"))
    session = world.session()
    view = households.open_dwelling(session, world["901"], households.NEW_HOUSEHOLD)
    assert (view.household_id, view.draft.members, view.households) == ("", (), (world["户901"],))
    assert all(each.other_household for each in view.members)
    again = newborn(name="林小燕", id_number=number("19800501", "022"), birth_date="1980-05-01", relation="02")

    with pytest.raises(Refused, match="就住在这个地址"):
        households.save_household(session, replace(view.draft, members=(again,)), {"0.name"})


def test_one_more_household_behind_the_same_door(world):
    session = world.session()
    view = households.open_dwelling(session, world["901"], households.NEW_HOUSEHOLD)
    lodger = newborn(name="方建国", sex="1", id_number=number("19700101", "001"), birth_date="1970-01-01", relation="02",
                     open_reason="newly_living")  # fmt: skip

    households.save_household(session, replace(view.draft, members=(lodger,)))

    assert world.one("SELECT count(DISTINCT household_id) FROM residence WHERE dwelling_id = ?", world["901"]) == 2
    assert figures(world).visited_persons == 1
    assert len(households.open_dwelling(session, world["901"]).households) == 2
    made = world.one("SELECT household_id FROM residence WHERE relation = '02' AND opened_on = ?", TODAY)
    view = households.open_dwelling(session, world["901"], made)
    gone = [Departure(view.draft.members[0].residence_id, "left")]
    with pytest.raises(Refused, match="还有 3 人登记在这里") as refused:
        households.save_household(session, replace(everybody(view, "left"), use="vacant"), departures=gone)
    assert refused.value.problems[0].field == "use"


def test_everybody_as_before_verifies_who_waited(world):
    with_number(world, "林小燕", number("19800501", "022"))
    with world.register.work.operation("import.test", world.session("")) as act:
        for name in ("林小燕", "黄小宝"):
            act.update("residence", world[f"居住{name}"], {"status": "pending"})
        act.update("resident", world["黄小宝"], {"id_type": "000"})

    households.no_change(world.session(), world["901"])

    assert world.one("SELECT status FROM residence WHERE id = ?", world["居住林小燕"]) == "active"
    assert world.one("SELECT status FROM residence WHERE id = ?", world["居住黄小宝"]) == "pending"  # still without a document


# ---- who leaves ----------------------------------------------------------------------------------------------------------------


def test_a_member_who_leaves_needs_a_reason_and_one_who_moves_a_door(world):
    session = world.session()
    view = households.open_dwelling(session, world["901"])
    draft = everybody(view, "unchanged", "left", "left")
    with pytest.raises(Refused, match="离开的原因") as refused:
        households.save_household(session, draft)
    assert [each.field for each in refused.value.problems] == ["1.close_reason", "2.close_reason"]

    wife, child = view.draft.members[1:]
    leaving = [
        Departure(wife.residence_id, "moved_out", day="2026-11-18"),
        Departure(child.residence_id, to_dwelling_id=world["902"], relation="97"),
    ]
    done = households.save_household(session, draft, departures=leaving)

    assert "1 人，离开 2 人" in done.message
    assert world.one("SELECT close_reason, closed_on, closed_by FROM residence WHERE id = ?", wife.residence_id) == (
        "moved_out",
        "2026-11-18",
        world["李秀兰"],
    )
    assert world.one("SELECT dwelling_id, relation FROM residence WHERE moved_from = ?", child.residence_id) == (world["902"], "97")
    found = figures(world)
    assert (found.new_residents, found.visited_persons) == (0, 1)


def test_an_old_screen_does_not_bring_back_who_was_cancelled_meanwhile(world):
    session = world.session()
    view = households.open_dwelling(session, world["902"])
    gone = Departure(view.draft.members[0].residence_id, "left")
    households.save_household(session, everybody(view, "left"), {""}, departures=[gone])

    with pytest.raises(Refused, match="重新打开这一户"):
        households.save_household(session, everybody(view, "unchanged"))
