"""Dwellings: the plan of a staircase and its progress, the lists 房屋 and 户, a building by rule, another grid."""

from __future__ import annotations

import json

import pytest

from app.errors import Refused
from app.models.dwelling_plan import BuildingRule, RoomState
from app.models.dwelling_views import DwellingFilter
from app.models.vocabulary import Role
from app.services import dwellings, history, households
from app.storage.population import flows
from tests.services import door_world

TODAY = "2026-11-20"
STAIRS = ("桂湖花园", "3栋", "1单元")


@pytest.fixture
def world():
    made = door_world.world()
    yield made
    door_world.settled(made)


def states(view):
    return {tile.room: tile.state for tile in view.plan.tiles.values()}


# ---- the plan ------------------------------------------------------------------------------------------------------------------


def test_the_plan_tells_what_was_done_since_the_first_day_of_the_quarter(world):
    view = dwellings.plan(world.session(), *STAIRS)

    assert view.since == "2026-10-01"
    assert states(view) == {
        "1001": RoomState.DONE,  # met on 10-03
        "901": RoomState.NOT_DONE,  # met on 08-21, the quarter before
        "902": RoomState.DONE,
        "702": RoomState.VACANT,
        "101": RoomState.NOT_DONE,
    }
    assert (view.done, view.total, view.to_verify, view.vacant) == (3, 5, 0, 1)
    assert view.progress_text == "已采 3 / 5 户"
    assert view.resume == world["101"]
    tip = view.facts[world["901"]]
    assert (tip.head, tip.persons) == ("黄志明", 3)
    assert view.facts[world["1001"]].tags == ("301",)
    assert (view.title, view.grid) == ("桂湖花园3栋1单元", "06网格")


def test_the_office_may_begin_its_round_on_another_day(world):
    with world.register.work.operation("office.settings", world.session("")) as act:
        act.update("office", world.one("SELECT id FROM office"), {"settings": json.dumps({"collection_round_from": "2026-08-01"})})

    assert states(dwellings.plan(world.session(), *STAIRS))["901"] is RoomState.DONE


def test_the_evening_moves_the_plan_and_its_numbers(world):
    session = world.session()
    households.no_change(session, world["901"])
    households.not_met(session, world["902"], "2026-11-22")
    households.not_met(session, world["101"], "2026-11-22")

    view = dwellings.plan_of(session, world["901"])

    assert states(view) == {
        "1001": RoomState.DONE,
        "901": RoomState.CURRENT,
        "902": RoomState.TO_VERIFY,  # met on 11-12, but not today
        "702": RoomState.VACANT,
        "101": RoomState.TO_VERIFY,
    }
    assert (view.done, view.to_verify) == (3, 2)  # the door being entered is counted by what is stored
    assert view.progress_text == "已采 3 / 5 户，待核 2 户"
    assert (view.tonight.households, view.tonight.persons_met, view.tonight.attempts, view.tonight.new_persons) == (1, 3, 2, 0)
    assert view.tonight.text == "1 户 3 人"


def test_the_average_leaves_pauses_out(world):
    session = world.session()
    start = 1_763_600_000_000
    with world.register.work.operation("import.test", session) as act:
        for minutes, door in ((0, "901"), (4, "902"), (9, "1001"), (60, "101"), (63, "702")):
            world.visit(act, "dwelling", world[door], TODAY, dwelling=world[door], entered_ms=start + minutes * 60_000)

    tonight = dwellings.plan(session, *STAIRS).tonight

    assert tonight.average_seconds == 240  # 4, 5 and 3 minutes; 51 is a pause
    assert tonight.average_text == "4 分 0 秒"


def test_it_goes_on_after_the_door_entered_last(world):
    session = world.session()
    info = dwellings.resume(session)
    assert (info.last_dwelling_id, info.next_dwelling_id) == (world["902"], world["101"])  # nothing open above 902

    households.no_change(session, world["702"])
    assert dwellings.resume(session).next_dwelling_id == world["901"]
    assert dwellings.resume(session).text == "接着录 桂湖花园3栋1单元901"


def test_a_tower_of_34_floors_and_8_rooms_is_drawn_whole(world):
    session = world.session("")
    rule = BuildingRule("云汀府", "1栋", ("1单元",), last_floor=34, rooms_per_floor=8)
    done = dwellings.create_building(session, rule, world["06"])
    assert done.message == "已新建 272 户：云汀府1栋"

    view = dwellings.plan(session, "云汀府", "1栋", "1单元")

    assert (len(view.plan.floors), view.plan.columns, view.total, view.done) == (34, 8, 272, 0)
    assert view.plan.floors[0] == 34
    assert all(tile is not None for row in view.plan.rows for tile in row)
    assert view.plan.tiles[view.resume].room == "101"
    history.undo(session, done.operation_id)
    with pytest.raises(Refused, match="没有登记的房屋"):
        dwellings.plan(session, "云汀府", "1栋", "1单元")


def test_staircases_are_those_of_the_own_grids(world):
    assert [(unit.label, unit.grid, unit.dwellings, unit.residents) for unit in dwellings.units(world.session())] == [
        ("桂湖花园3栋1单元", "06网格", 5, 5)
    ]
    assert [unit.label for unit in dwellings.units(world.session(""))] == ["桂湖花园3栋1单元", "桂湖花园5栋"]
    assert dwellings.search(world.session(), "3栋901") == [(world["901"], "桂湖花园3栋1单元901")]
    assert dwellings.search(world.session(), "5栋201") == []
    moving = [(world["5栋201"], "桂湖花园5栋201")]
    assert dwellings.search(world.session(), "5栋201", everywhere=True) == moving
    assert dwellings.search(world.session(), "桂湖花园", everywhere=True)[-1:] == moving  # the own doors come first


# ---- lists ---------------------------------------------------------------------------------------------------------------------


def listed(session, **wanted):
    return [
        row.address.removeprefix("桂湖花园")
        for row in dwellings.rows(session, dwellings.find(session, DwellingFilter(**wanted)).keys)
    ]


def test_dwellings_in_the_order_of_a_walk_with_their_people(world):
    session = world.session("")
    found = dwellings.find(session, DwellingFilter())

    assert (len(found.keys), found.residents, found.whole) == (6, 6, 6)
    assert listed(session) == ["3栋1单元101", "3栋1单元702", "3栋1单元901", "3栋1单元902", "3栋1单元1001", "5栋201"]
    row = dwellings.rows(session, found.keys)[2]
    assert (row.persons, row.households, row.use_label, row.last_visit, row.grid) == (3, 1, "自住", "2026-08-21", "06网格")
    assert dwellings.find(world.session(), DwellingFilter()).whole == 5


def test_filters_by_use_grid_text_person_and_owner(world):
    session = world.session("")
    with world.register.work.operation("import.test", session) as act:
        act.update("dwelling", world["902"], {"use": "rented", "owner_name": "郑少华", "owner_phone": "19900007725"})

    assert listed(session, uses=("vacant",)) == ["3栋1单元702"]
    assert listed(session, grid_ids=(world["07"],)) == ["5栋201"]
    assert listed(session, text="黄志明") == ["3栋1单元901"]
    assert listed(session, text="3栋1001") == ["3栋1单元1001"]
    assert listed(session, text="郑少华") == ["3栋1单元902"]
    assert listed(session, text="7725") == ["3栋1单元902"]
    assert listed(session, hint="rented") == ["3栋1单元902"]
    assert listed(session, text="没有这人") == []


def test_hints_are_found_and_said(world):
    session = world.session("")
    with world.register.work.operation("import.test", session) as act:
        act.update("dwelling", world["901"], {"use": "vacant"})
        act.update("dwelling", world["1001"], {"use": "rented"})
        act.update("resident", world["何秀珍"], {"consistency": "22"})
        for number in range(9):
            world.person(act, f"租客{number}", "101", "02" if number == 0 else "99")

    assert listed(session, hint="vacant_lived") == ["3栋1单元901"]
    assert listed(session, hint="no_owner") == ["3栋1单元1001"]
    assert listed(session, hint="separated") == ["3栋1单元902"]
    assert listed(session, hint="crowded") == ["3栋1单元101"]
    assert listed(session, hint="empty") == []
    hints = {row.address: row.hints for row in dwellings.rows(session, dwellings.find(session, DwellingFilter()).keys)}
    assert hints["桂湖花园3栋1单元901"] == ("空置有人住",)
    assert hints["桂湖花园3栋1单元101"] == ("群租提示",)
    assert {key: count for key, _, count in dwellings.hint_counts(session)} == {
        "vacant": 2, "rented": 1, "separated": 1, "crowded": 1, "vacant_lived": 1, "empty": 0, "no_owner": 1,
    }  # fmt: skip


def test_households_with_head_names_and_hints(world):
    session = world.session()
    found = dwellings.find_households(session, DwellingFilter())
    assert (len(found.keys), found.residents, found.whole) == (3, 5, 3)
    rows = dwellings.household_rows(session, found.keys)

    assert [(row.head, row.persons, row.names) for row in rows] == [
        ("黄志明", 3, "黄志明、林小燕、黄小宝"),
        ("何秀珍", 1, "何秀珍"),
        ("陈国富", 1, "陈国富"),
    ]
    assert rows[1].hints == ("独居",)
    alone = dwellings.find_households(session, DwellingFilter(hint="alone"))
    assert [row.head for row in dwellings.household_rows(session, alone.keys)] == ["何秀珍", "陈国富"]
    assert len(dwellings.find_households(session, DwellingFilter(text="林小燕")).keys) == 1


def test_the_card_keeps_owner_and_tenants_apart(world):
    session = world.session()
    dwellings.save_dwelling(session, world["901"], {"use": "rented", "owner_name": "黄志明", "owner_phone": "19912345678"})
    with world.register.work.operation("import.test", session) as act:
        act.insert("entity_registration", {"entity_id": world["好又多"], "dwelling_id": world["901"], "grid_id": world["06"],
                                           "opened_on": TODAY, "open_reason": "newly_living"})  # fmt: skip

    card = dwellings.card(session, world["901"])

    assert dict(card.facts) == {"用途": "出租", "产权人": "黄志明", "产权人电话": "199****5678", "租住": "2 人"}
    assert (card.row.owner, card.row.tenants) == ("黄志明", 2)
    assert card.households == ((world["户901"], ("户主 黄志明 男 46岁", "配偶 林小燕 女 46岁", "子 黄小宝 男 11岁")),)
    assert card.entities == ("好又多便利店",)
    assert card.visits == ("2026-08-21 李秀兰 家属代述",)


# ---- changes -------------------------------------------------------------------------------------------------------------------


def test_a_rule_makes_only_what_is_not_there_in_any_spelling(world):
    session = world.session()
    rule = BuildingRule("桂湖花园", "3号楼", ("1单元",), first_floor=9, last_floor=10, rooms_per_floor=2)
    preview = dwellings.preview_building(session, rule, world["06"])

    assert preview.existing == 3  # 901, 902, 1001
    assert [each.room for each in preview.new] == ["1002"]
    with pytest.raises(Refused, match="只补建没有的房号") as refused:
        dwellings.create_building(session, rule, world["06"])
    dwellings.create_building(session, rule, world["06"], accepted={refused.value.problems[0].text})

    assert world.one("SELECT building, unit, floor, community FROM dwelling WHERE room = '1002'") == (
        "3栋",
        "1单元",
        10,
        world["社区"],
    )
    assert dwellings.search(session, "3栋1002")


def test_a_building_in_a_colleagues_grid_or_in_none_is_refused(world):
    rule = BuildingRule("桂湖花园", "9栋")
    with pytest.raises(Refused, match="张伟明"):
        dwellings.create_building(world.session(), rule, world["07"])
    with pytest.raises(Refused, match="哪个网格"):
        dwellings.create_building(world.session(""), rule, "")


def test_a_dwelling_is_made_changed_and_never_doubled(world):
    session = world.session()
    dwellings.save_dwelling(
        session, "", {"estate": "桂湖花园", "building": "3", "unit": "1", "room": "1002室", "grid_id": world["06"]}
    )
    assert world.one("SELECT building, unit, floor FROM dwelling WHERE room = '1002'") == ("3栋", "1单元", 10)

    with pytest.raises(Refused, match="已经登记过"):
        dwellings.save_dwelling(
            session, "", {"estate": "桂湖花园", "building": "3幢", "unit": "1", "room": "1001", "grid_id": world["06"]}
        )
    with pytest.raises(Refused, match="不能改为空置"):
        dwellings.save_dwelling(session, world["901"], {"use": "vacant"})
    with pytest.raises(Refused, match="已经登记过"):
        dwellings.save_dwelling(session, world["901"], {"room": "902"})
    dwellings.save_dwelling(session, world["901"], {"room": "903", "area_dm2": "8950", "note": "门牌已换"}, "门牌更换")
    assert world.one("SELECT room, area_dm2, note FROM dwelling WHERE id = ?", world["901"]) == ("903", 8950, "门牌已换")
    assert dwellings.search(session, "3栋903")


def test_a_masked_owner_phone_is_no_change(world):
    session = world.session()
    dwellings.save_dwelling(session, world["901"], {"owner_name": "郑少华", "owner_phone": "19900007725"})
    dwellings.save_dwelling(session, world["901"], {"owner_name": "郑少华", "owner_phone": "199****7725", "use": "rented"})
    assert world.one("SELECT owner_phone, use FROM dwelling WHERE id = ?", world["901"]) == ("19900007725", "rented")


def test_another_grid_takes_everybody_along_and_is_neither_new_nor_cancelled(world):
    chief = world.session("李秀兰", Role.ADMIN)
    done = dwellings.move_dwellings_to_grid(chief, [world["901"], world["902"]], world["07"], TODAY, "网格调整")

    assert done.message == "已把 2 户调整到07网格"
    assert world.all(
        "SELECT status, open_reason, close_reason, grid_id FROM residence WHERE resident_id = ? ORDER BY rowid", world["林小燕"]
    ) == [("closed", "newly_living", "regrid", world["06"]), ("active", "regrid", "", world["07"])]
    assert world.one("SELECT grid_id FROM dwelling WHERE id = ?", world["901"]) == world["07"]
    by_grid = {flow.grid_id: flow for flow in flows(world.register.db, "2026-11-19", TODAY, TODAY)}
    here, there = by_grid[world["06"]], by_grid[world["07"]]
    assert (here.opening, here.new, here.cancelled, here.moved_out, here.closing) == (5, 0, 0, 4, 1)
    assert (there.opening, there.new, there.cancelled, there.moved_in, there.closing) == (1, 0, 0, 4, 5)
    assert world.one("SELECT count(*) FROM residence WHERE status IN ('active', 'pending')") == 6
    history.undo(chief, done.operation_id)
    assert world.one("SELECT count(*) FROM residence WHERE grid_id = ? AND status = 'active'", world["06"]) == 5


def test_moving_to_a_grid_is_for_chiefs_and_never_before_the_people_came(world):
    with pytest.raises(Refused):
        dwellings.move_dwellings_to_grid(world.session(), [world["901"]], world["07"])
    with pytest.raises(Refused, match="2025-01-10") as refused:
        dwellings.move_dwellings_to_grid(world.session(""), [world["901"]], world["07"], "2025-01-01")
    assert refused.value.problems[0].field == "day"
    with pytest.raises(Refused, match="没有要调整"):
        dwellings.move_dwellings_to_grid(world.session(""), [world["901"]], world["06"])
