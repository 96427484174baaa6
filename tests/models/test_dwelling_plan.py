"""Rooms on the plan, the walk and buildings made by rule; drawn by hand from picture D."""

from __future__ import annotations

import pytest

from app.models.dwelling_plan import (
    BuildingRule,
    RoomFacts,
    RoomState,
    arrange,
    check_building,
    floor_and_room,
    floor_label,
    generate,
    neighbour,
    next_room,
    previous_room,
    resume_point,
    summary,
    walk,
)


@pytest.mark.parametrize(
    ("room", "expected"),
    [
        ("1002", (10, "02")),
        ("101", (1, "01")),
        ("302A", (3, "02A")),
        ("B101", (-1, "01")),
        ("1204室", (12, "04")),
        ("10203", (10, "203")),
        ("东户", (None, "东户")),
        ("5", (None, "5")),
        ("商铺3", (None, "商铺3")),
        ("001", (None, "001")),
    ],
)
def test_door_numbers(room: str, expected: tuple[int | None, str]) -> None:
    assert floor_and_room(room) == expected


def rooms(*numbers: str) -> list[RoomFacts]:
    return [RoomFacts(number, number) for number in numbers]


def test_floors_from_the_top_missing_rooms_empty_missing_floors_left_out() -> None:
    plan = arrange(rooms("101", "102", "302", "301", "501"))
    assert plan.floors == (5, 3, 1)
    assert [[tile.label if tile else None for tile in row] for row in plan.rows] == [["01", None], ["01", "02"], ["01", "02"]]
    assert plan.order == ("101", "102", "301", "302", "501")
    assert [floor_label(f) for f in (10, -1)] == ["10层", "负1层"]


def test_shops_stand_right_of_the_ground_floor_and_recorded_floors_win() -> None:
    plan = arrange([*rooms("101", "102", "201"), RoomFacts("s", "商铺1"), RoomFacts("k", "车库", -1), RoomFacts("x", "201", 3)])
    assert plan.floors == (3, 2, 1, -1)
    assert [tile.room if tile else None for tile in plan.rows[2]] == ["101", "102", "商铺1"]
    assert plan.tiles["k"].floor == -1


def test_two_dwellings_with_one_number_both_show() -> None:
    plan = arrange([RoomFacts("a", "101"), RoomFacts("b", "101"), RoomFacts("c", "102")])
    assert len(plan.tiles) == len(plan.order) == 3
    assert len({(tile.floor, tile.column) for tile in plan.tiles.values()}) == 3


def test_states_and_progress() -> None:
    facts = [
        RoomFacts("101", "101", done_on="2026-11-19"),
        RoomFacts("102", "102", done_on="2026-10-01"),
        RoomFacts("103", "103", use="vacant"),
        RoomFacts("201", "201", pending=True, done_on="2026-11-19"),
        RoomFacts("202", "202", use="vacant"),
    ]
    plan = arrange(facts, current="202", since="2026-11-19")
    assert [plan.tiles[room].state for room in ("101", "102", "103", "201", "202")] == [
        RoomState.DONE,
        RoomState.NOT_DONE,
        RoomState.VACANT,
        RoomState.TO_VERIFY,
        RoomState.CURRENT,
    ]
    assert plan.progress == (2, 5)
    assert next_room(plan, "101", only_open=True) == "102"
    assert next_room(plan, "102", only_open=True) == "201"
    assert resume_point(plan, "201") == "102"  # nothing open after 201: back to what was left out
    assert resume_point(plan, "101") == "102"


def test_walk_and_arrows() -> None:
    plan = arrange(rooms("101", "102", "201", "203", "301", "302"))
    assert walk(plan, upwards=False) == ("301", "302", "201", "203", "101", "102")
    assert next_room(plan, "102") == "201"
    assert next_room(plan, "302") == ""
    assert next_room(plan, "102", upwards=False) == ""
    assert previous_room(plan, "201") == "102"
    assert neighbour(plan, "102", "up") == "201"  # no 202: nearest, left one first
    assert neighbour(plan, "201", "right") == "203"
    assert neighbour(plan, "203", "right") == "203"
    assert neighbour(plan, "301", "up") == "301"
    assert neighbour(plan, "", "up") == "101"
    assert neighbour(arrange([]), "", "up") == ""


def test_building_by_rule() -> None:
    rule = BuildingRule("桂湖花园", "3栋", ("1单元", "2单元"), 1, 18, 4)
    made = generate(rule)
    assert len(made) == 144
    assert (made[0].room, made[71].room, made[-1].unit) == ("101", "1804", "2单元")
    assert check_building(rule) == []
    assert summary(rule) == "桂湖花园3栋：2 个单元，18 层，每层 4 户，共 144 户；首户 1单元101，末户 2单元1804"


def test_skipped_numbers() -> None:
    rule = BuildingRule("", "5栋", ("",), 1, 15, 4, skip_floors=frozenset({13}), skip_digit_four=True)
    made = generate(rule)
    assert sorted({d.floor for d in made}) == [1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 15]
    assert [d.room for d in made[:4]] == ["101", "102", "103", "105"]
    below = generate(BuildingRule("", "5栋", ("",), -1, 1, 1))
    assert [(d.room, d.floor) for d in below] == [("B101", -1), ("101", 1)]


def test_numbering_through_the_units_and_running() -> None:
    shared = generate(BuildingRule("", "5栋", ("1单元", "2单元"), 1, 2, 2, shared_numbering=True))
    assert [d.room for d in shared] == ["101", "102", "201", "202", "103", "104", "203", "204"]
    assert [d.room for d in generate(BuildingRule("", "5栋", ("",), 1, 2, 2, "running"))] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (BuildingRule("", ""), "building"),
        (BuildingRule("甲", "1栋", ()), "units"),
        (BuildingRule("甲", "1栋", ("1单元", "1单元")), "units"),
        (BuildingRule("甲", "1栋", first_floor=7), "last_floor"),
        (BuildingRule("甲", "1栋", last_floor=999), "last_floor"),
        (BuildingRule("甲", "1栋", rooms_per_floor=0), "rooms_per_floor"),
        (BuildingRule("甲", "1栋", last_floor=100, rooms_per_floor=99), "rooms_per_floor"),
        (BuildingRule("甲", "1栋", skip_floors=frozenset(range(1, 7))), "skip_floors"),
    ],
)
def test_limits(rule: BuildingRule, field: str) -> None:
    assert [p.field for p in check_building(rule)] == [field]


def test_existing_rooms_are_kept() -> None:
    problems = check_building(BuildingRule("甲", "1栋"), [("1单元", "101")])
    assert [(p.severity, "1单元101" in p.text) for p in problems] == [("warning", True)]


def test_a_tower_of_34_floors() -> None:
    made = generate(BuildingRule("甲", "1栋", last_floor=34, rooms_per_floor=8))
    plan = arrange(RoomFacts(d.room, d.room) for d in made)
    assert (len(plan.floors), plan.columns, len(plan.order)) == (34, 8, 272)
