"""One door as one act: known and new people, moves, returns, departures, the visit, warnings, and taking all of it back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import Refused
from app.models.confirmations import finding_of
from app.models.household_entry import HouseholdDraft
from app.models.household_views import Departure, DoorVisit, DraftNote
from app.models.vocabulary import Role
from app.services import drafts, history, households
from app.storage.schema import TABLES
from tests.services import door_world
from tests.services.household_drafts import TODAY, everybody, figures, newborn, number, rows_of


@pytest.fixture
def world():
    made = door_world.world()
    yield made
    door_world.settled(made)


# ---- looking -------------------------------------------------------------------------------------------------------------------


def test_a_door_shows_its_people_masked_and_when_it_was_last_collected(world):
    view = households.open_dwelling(world.session(), world["901"])

    assert view.strip.address == "桂湖花园3栋1单元901"
    assert view.strip.code == "06-03-1-901"
    assert view.last_collected == "上次 2026-08-21 李秀兰 家属代述"
    assert [each.draft.name for each in view.members] == ["黄志明", "林小燕", "黄小宝"]
    assert view.members[0].summary == "户主 男 46岁"
    assert view.household_id == world["户901"]
    assert view.draft.members == tuple(each.draft for each in view.members)
    assert (view.member, view.read_only) == ("李秀兰", "")
    assert view.next_id == world["902"]


def test_phones_and_numbers_leave_masked_and_come_back_whole(world):
    with world.register.work.operation("import.test", world.session("")) as act:
        act.update("resident", world["黄志明"], {"id_type": "111", "id_number": number("19800501", "001"), "phone": "19912345678"})
        act.update("dwelling", world["901"], {"owner_name": "黄志明", "owner_phone": "19912345678"})
    session = world.session()
    view = households.open_dwelling(session, world["901"])
    head = view.draft.members[0]
    assert (head.phone, head.id_number[6:14], view.strip.owner_phone) == ("199****5678", "********", "199****5678")

    copied = replace(view.draft.members[1], phone=head.phone)  # F4: the husband's phone
    households.save_household(session, replace(view.draft, members=(head, copied, view.draft.members[2])))

    assert world.one("SELECT phone FROM resident WHERE id = ?", world["林小燕"]) == "19912345678"
    assert world.one("SELECT phone, id_number FROM resident WHERE id = ?", world["黄志明"]) == (
        "19912345678",
        number("19800501", "001"),
    )
    assert world.one("SELECT owner_phone FROM dwelling WHERE id = ?", world["901"]) == "19912345678"


def test_a_colleagues_door_may_be_looked_at_only(world):
    view = households.open_dwelling(world.session(), world["5栋201"])

    assert "张伟明" in view.read_only
    with pytest.raises(Refused, match="张伟明"):
        households.save_household(world.session(), view.draft)
    with pytest.raises(Refused, match="张伟明"):
        households.no_change(world.session(), world["5栋201"])


# ---- a household of four -------------------------------------------------------------------------------------------------------


def test_three_known_and_one_new_are_one_act_with_the_figures_by_hand(world):
    session = world.session()
    view = households.open_dwelling(session, world["901"])
    draft = everybody(view, "unchanged", "", "unchanged")
    changed = replace(draft.members[1], workplace="青禾小学", result="changed")
    draft = replace(draft, use="own", members=(draft.members[0], changed, draft.members[2], newborn()))
    before = world.one("SELECT count(*) FROM operation")

    done = households.save_household(session, draft)

    assert done.message == "已保存：桂湖花园3栋1单元901，4 人，新登记 1 人"
    assert world.one("SELECT count(*) FROM operation") == before + 1
    found = figures(world)
    assert (found.new_residents, found.cancelled_residents, found.visited_persons, found.visited_households) == (1, 0, 4, 1)
    assert world.one("SELECT workplace FROM resident WHERE id = ?", world["林小燕"]) == "青禾小学"
    born = world.one("SELECT id, population, sex FROM resident WHERE name = '黄小妹'")
    assert born[1:] == ("01", "2")
    assert world.one("SELECT household_id, opened_by, open_reason, status FROM residence WHERE resident_id = ?", born[0]) == (
        world["户901"],
        world["李秀兰"],
        "birth",
        "active",
    )
    visit = world.one("SELECT target_kind, target_id, kind, outcome, persons_met FROM visit WHERE visited_on = ?", TODAY)
    assert visit == ("household", world["户901"], "01", "met", 4)
    lines = history.history(session, of=done.operation_id)
    assert {line.table for line in lines} == {"resident", "residence", "visit", "visit_person"}
    assert [c.label for line in lines if line.row == world["林小燕"] for c in line.changes] == ["工作单位"]


def test_taking_back_the_whole_door_restores_every_row_and_figure(world):
    session = world.session()
    view = households.open_dwelling(session, world["901"])
    draft = everybody(view, "unchanged", "unchanged", "left")
    draft = replace(draft, owner_name="黄志明", members=(*draft.members, newborn(tags=("602",))))
    before = rows_of(world)

    done = households.save_household(session, draft, departures=[Departure(draft.members[2].residence_id, "moved_out")])
    assert (figures(world).new_residents, figures(world).cancelled_residents) == (1, 1)
    history.undo(session, done.operation_id)

    after = rows_of(world)
    for name, rows in before.items():
        assert {key: after[name][key] for key in rows} == rows, name
        status = TABLES[name].column_names.index("status")
        assert all(row[status] == "voided" for key, row in after[name].items() if key not in rows), name
    found = figures(world)
    assert found is None or (found.new_residents, found.cancelled_residents, found.visited_persons) == (0, 0, 0)


def test_the_first_household_of_an_empty_door_is_made(world):
    session = world.session()
    view = households.open_dwelling(session, world["101"])
    assert view.household_id == ""
    head = newborn(
        name="方建国", sex="1", id_number=number("19700101", "001"), birth_date="", relation="02", open_reason="moved_in"
    )

    households.save_household(session, replace(view.draft, use="rented", owner_name="郑少华", rent_use="02", members=(head,)))

    assert world.one("SELECT birth_date FROM resident WHERE name = '方建国'") == "1970-01-01"  # from the number
    assert world.one("SELECT use, rent_use, owner_name FROM dwelling WHERE id = ?", world["101"]) == ("rented", "02", "郑少华")
    view = households.open_dwelling(session, world["101"])
    assert [each.name for each in view.draft.members] == ["方建国"]
    assert view.household_id


def test_somebody_without_a_document_is_to_be_verified_until_the_number_comes(world):
    session = world.session()
    view = households.open_dwelling(session, world["901"])
    child = newborn(id_type="000", id_number="", no_number_reason="新生儿未落户")
    households.save_household(session, replace(view.draft, members=(*view.draft.members, child)))
    view = households.open_dwelling(session, world["901"])
    at = [each.draft.name for each in view.members].index("黄小妹")
    assert view.members[at].state == "pending"

    members = list(view.draft.members)
    members[at] = replace(members[at], id_type="111", id_number=number("20260801", "002"), no_number_reason="")
    households.save_household(session, replace(view.draft, members=tuple(members)))

    assert households.open_dwelling(session, world["901"]).members[at].state == "active"


# ---- visits --------------------------------------------------------------------------------------------------------------------


def test_a_second_save_of_the_evening_continues_the_visit(world):
    session = world.session()
    view = households.open_dwelling(session, world["901"])
    households.save_household(session, everybody(view, "unchanged", "", ""))
    assert figures(world).visited_persons == 1

    done = households.save_household(session, everybody(view, "", "unchanged", ""))

    assert "合并" in done.message
    assert world.one("SELECT count(*) FROM visit WHERE visited_on = ? AND status = 'active'", TODAY) == 1
    found = figures(world)
    assert (found.visited_persons, found.visited_households) == (2, 1)


def test_one_key_confirms_a_whole_household(world):
    done = households.no_change(world.session(), world["901"])

    assert done.message == "已核对：桂湖花园3栋1单元901，3 人无变化"
    found = figures(world)
    assert (found.visited_persons, found.visited_households) == (3, 1)
    assert world.one("SELECT count(*) FROM visit_person p JOIN visit v ON v.id = p.visit_id WHERE v.visited_on = ?", TODAY) == 3


def test_an_empty_dwelling_is_confirmed_as_empty_and_a_door_without_people_is_asked_about(world):
    households.no_change(world.session(), world["702"])
    assert world.one("SELECT outcome, target_kind FROM visit WHERE visited_on = ?", TODAY) == ("vacant", "dwelling")
    assert figures(world).visited_households == 0

    with pytest.raises(Refused, match="没有登记的人"):
        households.no_change(world.session(), world["101"])


def test_nobody_seen_agrees_a_revisit_and_counts_as_an_attempt(world):
    assert households.propose_revisit(world.session()) == "2026-11-21"
    done = households.not_met(world.session(), world["901"], "2026-11-22", "邻居说周末在家", household_id=world["户901"])

    assert "2026-11-22" in done.message
    assert world.one("SELECT outcome, note FROM visit WHERE visited_on = ?", TODAY) == ("absent", "邻居说周末在家")
    assert world.one("SELECT due_on, state, target_kind FROM revisit") == ("2026-11-22", "open", "household")
    assert (figures(world).visited_persons, figures(world).visited_households) == (0, 0)
    assert households.open_dwelling(world.session(), world["901"]).open_revisit_on == "2026-11-22"
    with pytest.raises(Refused, match="回访日期"):
        households.not_met(world.session(), world["901"], "")


def test_a_list_typed_in_makes_no_visit(world):
    view = households.open_dwelling(world.session(), world["901"])
    households.save_household(world.session(), replace(view.draft, note="六楼转九楼"), visit=DoorVisit(record=False))

    assert world.one("SELECT count(*) FROM visit WHERE visited_on = ?", TODAY) == 0
    assert world.one("SELECT note FROM dwelling WHERE id = ?", world["901"]) == "六楼转九楼"


def test_the_administrators_entry_counts_for_who_keeps_the_grid(world):
    view = households.open_dwelling(world.session(""), world["901"])
    households.save_household(world.session(""), view.draft)

    assert figures(world).visited_persons == 3


# ---- checks --------------------------------------------------------------------------------------------------------------------


def test_an_accepted_warning_is_remembered_with_the_name_and_nothing_is_half_written(world):
    session = world.session()
    view = households.open_dwelling(session, world["901"])
    mother = newborn(name="黄老太", sex="2", id_number=number("19750101", "002"), birth_date="1975-01-01", relation="52",
                     open_reason="moved_in")  # fmt: skip
    draft = replace(view.draft, members=(*view.draft.members, mother))
    before = rows_of(world)

    with pytest.raises(Refused) as refused:
        households.save_household(session, draft)
    (problem,) = refused.value.problems
    assert (problem.field, problem.severity) == ("3.relation", "warning")
    assert rows_of(world) == before
    assert [(each.field, each.text) for each in households.check(session, draft)] == [("3.relation", problem.text)]

    done = households.save_household(session, draft, {problem.text})
    assert world.one("SELECT reason FROM operation WHERE grp = ?", done.operation_id) == f"已确认：黄老太：{finding_of(problem.text)}"


def test_hard_problems_name_the_member_and_the_field(world):
    session = world.session()
    view = households.open_dwelling(session, world["901"])
    wrong = newborn(id_number="990106202608010000", relation="02", came_on="2026-11-21")

    with pytest.raises(Refused) as refused:
        households.save_household(session, replace(view.draft, members=(*view.draft.members, wrong)))

    fields = {each.field for each in refused.value.problems if each.severity == "error"}
    assert {"3.id_number", "3.relation", "3.came_on"} <= fields


def test_what_the_register_lacks_of_known_people_does_not_stop_the_evening(world):
    """Imported people often lack what the form asks for; only what is typed now is checked."""
    session = world.session()
    view = households.open_dwelling(session, world["901"])
    assert view.draft.members[0].id_number == ""

    households.save_household(session, everybody(view, "unchanged", "unchanged", "unchanged"))
    changed = replace(view.draft.members[0], phone="19900000123")
    households.save_household(session, replace(view.draft, members=(changed, *view.draft.members[1:])))

    assert world.one("SELECT phone FROM resident WHERE id = ?", world["黄志明"]) == "19900000123"


def test_empty_use_with_people_is_refused(world):
    view = households.open_dwelling(world.session(), world["901"])
    with pytest.raises(Refused, match="空置"):
        households.save_household(world.session(), replace(view.draft, use="vacant"))


def test_handing_in_forgets_the_draft(world):
    session = world.session()
    drafts.keep(session, DraftNote("household", {}, subject=world["901"]))
    view = households.open_dwelling(session, world["901"])
    assert view.saved_draft

    other = drafts.keep(session, DraftNote("household", {}, subject="somewhere"))
    households.save_household(session, view.draft, draft_id=other.id)

    assert households.open_dwelling(session, world["901"]).saved_draft == ""
    assert drafts.listed(session) == []


def test_a_leader_writes_nothing(world):
    session = world.session("李秀兰", Role.LEADER)
    with pytest.raises(Refused):
        households.save_household(session, HouseholdDraft(world["901"]))
    assert households.open_dwelling(session, world["901"]).read_only


def test_the_door_before_is_the_source_of_the_same_again(world):
    session = world.session()
    households.no_change(session, world["901"])

    previous = households.open_dwelling(session, world["902"]).previous

    assert previous is not None
    assert previous.use == "own"
    assert [(each.name, each.relation) for each in previous.members] == [("", "02"), ("", "10"), ("", "20")]
