"""The same act on a list: preview and act agree, one undo takes all of it back."""

from __future__ import annotations

import pytest

from app.errors import Refused
from app.models.household_views import BatchAct
from app.services import history, lifecycle
from app.storage import population, residences
from app.storage.checks import rebuild_check
from tests.services import door_world

TODAY = "2026-11-20"


@pytest.fixture
def world():
    made = door_world.world()
    yield made
    assert rebuild_check(made.register) == []


def stay(world, name):
    lived = residences.stays(world.register.db, [world[name]])[world[name]]
    return next((each for each in reversed(lived) if each.open), lived[-1])


def ids(world, *names):
    return [world[name] for name in names]


def test_tags_are_added_where_they_are_missing_and_taken_back_at_once(world):
    session = world.session()
    chosen = ids(world, "陈国富", "黄志明", "外格人")
    act = BatchAct("tag_add", tag="301")
    shown = lifecycle.batch(session, chosen, act)
    assert [(line.name, line.refusal) for line in shown.lines] == [
        ("陈国富", "已有“独居老人”"),
        ("黄志明", ""),
        ("外格人", "属于07网格，不在您的网格内"),
    ]
    assert (shown.ready, shown.refused) == (1, 2)
    assert world.one("SELECT count(*) FROM resident_tag") == 2
    done = lifecycle.run_batch(session, chosen, act)
    assert done.message == "已办理 1 人，2 人未办"
    assert world.one("SELECT count(*) FROM resident_tag WHERE tag = '301' AND status = 'active'") == 2
    history.undo(session, done.operation_id)
    assert world.one("SELECT count(*) FROM resident_tag WHERE tag = '301' AND status = 'active'") == 1
    gone = lifecycle.run_batch(session, chosen, BatchAct("tag_remove", tag="301"))
    assert world.one("SELECT valid_to FROM resident_tag WHERE tag = '301' AND status = 'active'") == TODAY
    history.undo(session, gone.operation_id)
    with pytest.raises(Refused, match="请选一个关爱标签"):
        lifecycle.batch(session, chosen, BatchAct("tag_add", tag="nothing"))


def test_a_list_is_cancelled_by_the_rules_of_one(world):
    session = world.session()
    lifecycle.cancel(session, stay(world, "何秀珍").id, "left")
    chosen = ids(world, "何秀珍", "黄志明", "林小燕")
    shown = lifecycle.batch(session, chosen, BatchAct("cancel", reason="moved_out", day="2026-11-18"))
    assert [bool(line.refusal) for line in shown.lines] == [True, False, False]
    assert shown.lines[1].text == "2026-11-18 注销（迁出）"
    done = lifecycle.run_batch(session, chosen, BatchAct("cancel", reason="moved_out", day="2026-11-18", why="整栋搬迁"))
    assert {stay(world, name).closed_on for name in ("黄志明", "林小燕")} == {"2026-11-18"}
    history.undo(session, done.operation_id)
    assert stay(world, "林小燕").open
    with pytest.raises(Refused, match="都不能办理：何秀珍"):
        lifecycle.run_batch(session, ids(world, "何秀珍"), BatchAct("cancel", reason="left"))
    with pytest.raises(Refused, match="请先在列表里勾选"):
        lifecycle.batch(session, [], BatchAct("cancel"))


def test_another_grid_takes_the_whole_door_along(world):
    chief = world.session("")
    with chief.work.operation("test", chief) as act:
        shop = act.insert(
            "entity_registration",
            {"entity_id": world["好又多"], "dwelling_id": world["901"], "grid_id": world["06"], "opened_on": "2026-01-01"},
        )
        act.update(
            "entity_registration",
            world["登记好又多便利店"],
            {"status": "closed", "closed_on": "2026-01-01", "close_reason": "move"},
        )
        plan = act.insert(
            "revisit",
            {"target_kind": "household", "target_id": world["户901"], "dwelling_id": world["901"], "grid_id": world["06"],
             "state": "open", "due_on": "2026-12-01"},
        )  # fmt: skip
    act = BatchAct("grid", grid_id=world["07"], day="2026-11-16")
    shown = lifecycle.batch(chief, ids(world, "黄志明"), act)
    assert [(line.name, line.text) for line in shown.lines] == [("黄志明", "06网格 → 07网格")]
    assert [line.name for line in shown.also] == ["林小燕", "黄小宝"]
    done = lifecycle.run_batch(chief, ids(world, "黄志明"), act)
    assert {stay(world, name).grid_id for name in ("黄志明", "林小燕", "黄小宝")} == {world["07"]}
    assert {stay(world, name).household_id for name in ("黄志明", "林小燕", "黄小宝")} == {world["户901"]}
    assert world.one("SELECT grid_id FROM revisit WHERE id = ?", plan) == world["07"]
    assert world.one("SELECT grid_id FROM entity_registration WHERE moved_from = ?", shop) == world["07"]
    flows = {flow.grid_id: flow for flow in population.flows(world.register.db, "2026-11-12", "2026-11-13", "2026-11-19")}
    assert (flows[world["06"]].moved_out, flows[world["07"]].moved_in) == (3, 3)
    assert all(flow.difference == 0 for flow in flows.values())
    history.undo(chief, done.operation_id)
    assert stay(world, "黄小宝").grid_id == world["06"]
    with pytest.raises(Refused, match="不能做这项操作"):
        lifecycle.batch(world.session(), ids(world, "黄志明"), act)
