"""登记, 注销, 回流, 移动, 作废, 更正 as services: figures by hand from product.md (口径), history, undo, rights."""

from __future__ import annotations

import pytest

from app.errors import Refused
from app.models.household_entry import PersonDraft
from app.models.vocabulary import Role
from app.services import history, lifecycle
from app.storage import residences
from app.storage.checks import rebuild_check
from app.storage.statistics import by_pair
from tests.services import door_world

TODAY = "2026-11-20"
NEW = PersonDraft(
    name="周小雨",
    relation="02",
    sex="2",
    id_type="000",
    no_number_reason="证件遗失",
    birth_date="1990-03-04",
    ethnic_group="01",
    consistency="21",
    came_on="2026-11-01",
    open_reason="newly_living",
    unknown=("registered_address", "phone", "marital_status", "employment"),
)


@pytest.fixture
def world():
    made = door_world.world()
    yield made
    assert rebuild_check(made.register) == []


def figures(world, day=TODAY):
    found = by_pair(world.register.db, day, day)
    total = {}
    for each in found.values():
        for name in ("new_residents", "returned_residents", "cancelled_residents", "corrections"):
            total[name] = total.get(name, 0) + getattr(each, name)
    return tuple(total.get(name, 0) for name in ("new_residents", "returned_residents", "cancelled_residents", "corrections"))


def stay(world, name):
    """The open residence of a person, else the last."""
    lived = residences.stays(world.register.db, [world[name]])[world[name]]
    return next((each for each in reversed(lived) if each.open), lived[-1])


def living(world, day=TODAY):
    return world.one(
        "SELECT count(*) FROM residence WHERE status NOT IN ('voided', 'merged') AND opened_on <= ? AND (closed_on = '' OR closed_on > ?)",
        day, day,
    )  # fmt: skip


def test_a_new_person_is_registered_once_and_stays_to_be_verified_without_a_document(world):
    session = world.session()
    done = lifecycle.register(session, NEW, world["101"])
    assert done.message == "已登记：周小雨，桂湖花园3栋1单元101"
    assert done.touched == {"resident", "residence", "household"}
    row = world.one(
        """SELECT r.population, x.status, x.opened_by, x.grid_id, r.community FROM resident r JOIN residence x
        ON x.resident_id = r.id WHERE r.name = '周小雨'"""
    )
    assert row == ("02", "pending", world["李秀兰"], world["06"], world["社区"])
    assert figures(world) == (1, 0, 0, 0)
    residence = world.one("SELECT id FROM residence WHERE opened_on = ?", TODAY)
    lifecycle.verify(session, residence)
    assert world.one("SELECT status FROM residence WHERE id = ?", residence) == "active"
    with pytest.raises(Refused, match="已经核实过"):
        lifecycle.verify(session, residence)


def test_what_is_missing_is_named_at_its_field(world):
    with pytest.raises(Refused) as refused:
        lifecycle.register(world.session(), PersonDraft(name="", relation=""), world["101"])
    assert {"name", "relation", "id_number"} <= {problem.field for problem in refused.value.problems}
    assert world.one("SELECT count(*) FROM resident WHERE name = ''") == 0


def test_cancel_its_undo_and_the_return(world):
    session = world.session()
    before = living(world)
    done = lifecycle.cancel(session, stay(world, "陈国富").id, "moved_out", on="2026-11-19")
    assert done.message == "已注销：陈国富（迁出）"
    assert living(world) == before - 1
    assert figures(world, "2026-11-19") == (0, 0, 1, 0)
    with pytest.raises(Refused, match="先撤销注销再重办"):
        lifecycle.cancel(session, stay(world, "陈国富").id, "left")
    lifecycle.undo_cancel(session, stay(world, "陈国富").id, "人没走")
    assert living(world) == before
    assert figures(world, "2026-11-19") == (0, 0, 0, 0)
    lifecycle.cancel(session, stay(world, "陈国富").id, "moved_out", on="2026-11-19")
    back = lifecycle.return_person(session, world["陈国富"], world["101"])
    assert back.message == "已办回流：陈国富，桂湖花园3栋1单元101"
    assert figures(world) == (0, 1, 0, 0)
    assert len(residences.stays(world.register.db, [world["陈国富"]])[world["陈国富"]]) == 2
    assert stay(world, "陈国富").open_reason == "return"
    assert stay(world, "陈国富").relation == "02"
    with pytest.raises(Refused, match="没有注销可撤销"):
        lifecycle.undo_cancel(session, world["居住陈国富"])


def test_a_cancel_ends_planned_visits_and_history_undo_brings_both_back(world):
    session = world.session()
    with session.work.operation("test", session) as operation:
        wanted = {"target_kind": "resident", "target_id": world["陈国富"], "due_on": "2026-11-25", "state": "open"}
        plan = operation.insert("revisit", wanted)
    done = lifecycle.cancel(session, stay(world, "陈国富").id, "death", proof="死亡证明 2026-118")
    assert world.one("SELECT state FROM revisit WHERE id = ?", plan) == "dropped"
    assert any("注销原因" in line.text for line in history.history(session, of=done.operation_id))
    history.undo(session, done.operation_id)
    assert world.one("SELECT state FROM revisit WHERE id = ?", plan) == "open"
    assert stay(world, "陈国富").open


def test_death_needs_a_proof_and_where_the_office_says_so_a_second_person(world):
    session = world.session()
    with pytest.raises(Refused, match="需要凭证"):
        lifecycle.cancel(session, stay(world, "陈国富").id, "death")
    office = world.one("SELECT id FROM office")
    with session.work.operation("office", session) as operation:
        operation.update("office", office, {"settings": '{"second_person_for": ["death", "misentry"]}'})
    session.forget_office()
    with pytest.raises(Refused, match="第二人复核"):
        lifecycle.cancel(session, stay(world, "陈国富").id, "death", proof="告知人 儿子")
    with pytest.raises(Refused, match="同一人"):
        lifecycle.cancel(session, stay(world, "陈国富").id, "death", proof="告知人 儿子", confirmed_by=world["李秀兰"])
    lifecycle.cancel(session, stay(world, "陈国富").id, "death", proof="告知人 儿子", confirmed_by=world["张伟明"])
    with pytest.raises(Refused, match="以死亡注销"):
        lifecycle.return_person(session, world["陈国富"], world["101"])


def test_the_head_leaves_and_the_others_need_a_new_one(world):
    done = lifecycle.cancel(world.session(), stay(world, "黄志明").id, "left")
    assert done.message == "已注销：黄志明（搬离），这户还有 2 人没有户主，请指定"


def test_a_move_between_grids_is_neither_new_nor_cancelled(world):
    session = world.session()
    old = stay(world, "黄小宝")
    done = lifecycle.move_person(session, old.id, world["5栋201"], relation="97")
    assert done.message == "已移动：黄小宝 → 桂湖花园5栋201"
    new = stay(world, "黄小宝")
    assert (new.moved_from, new.open_reason, new.grid_id, new.relation) == (old.id, "move", world["07"], "97")
    assert new.household_id == world["户5栋201"]
    assert figures(world) == (0, 0, 0, 0)
    assert living(world) == 6
    with pytest.raises(Refused, match="已经不住这里|以前注销过|已于"):
        lifecycle.move_person(session, old.id, world["101"])
    history.undo(session, done.operation_id)
    assert stay(world, "黄小宝").id == old.id


def test_a_household_moves_as_one(world):
    session = world.session()
    done = lifecycle.move_household(session, world["户901"], world["101"])
    assert done.message == "已移动全户 3 人 → 桂湖花园3栋1单元101"
    assert {stay(world, name).dwelling_id for name in ("黄志明", "林小燕", "黄小宝")} == {world["101"]}
    assert {stay(world, name).household_id for name in ("黄志明", "林小燕", "黄小宝")} == {world["户901"]}
    assert [stay(world, name).relation for name in ("黄志明", "林小燕", "黄小宝")] == ["02", "10", "20"]
    with pytest.raises(Refused, match="已经住在这里"):
        lifecycle.move_household(session, world["户901"], world["101"])
    history.undo(session, done.operation_id)
    assert stay(world, "林小燕").dwelling_id == world["901"]


def test_a_wrong_entry_is_voided_with_its_moves_and_shown_once_as_a_correction(world):
    session = world.session()
    lifecycle.register(session, NEW, world["101"])
    world.ids["周小雨"] = world.one("SELECT id FROM resident WHERE name = '周小雨'")
    lifecycle.move_person(session, stay(world, "周小雨").id, world["702"])
    assert figures(world) == (1, 0, 0, 0)
    with pytest.raises(Refused, match="作废原因没有写"):
        lifecycle.void(session, stay(world, "周小雨").id, "misentry")
    done = lifecycle.void(session, stay(world, "周小雨").id, "misentry", "录成了别人")
    assert figures(world) == (0, 0, 0, 1)
    assert living(world) == 6
    again = lifecycle.register(session, NEW, world["101"])  # no number: another record
    history.undo(session, again.operation_id)
    history.undo(session, done.operation_id)
    assert figures(world) == (1, 0, 0, 0)


def test_what_was_voided_may_be_registered_again_under_the_same_record(world):
    session = world.session()
    lifecycle.cancel(session, stay(world, "陈国富").id, "misentry", proof="查错人")
    draft = PersonDraft(
        **{**NEW.__dict__, "resident_id": world["陈国富"], "name": "陈国富", "birth_date": "1948-03-02", "sex": "1"}
    )
    lifecycle.register(session, draft, world["1001"])
    assert stay(world, "陈国富").open_reason == "newly_living"
    assert world.one("SELECT count(*) FROM resident WHERE name = '陈国富'") == 1


def test_undo_never_leaves_a_person_at_two_places(world):
    session = world.session()
    gone = lifecycle.cancel(session, stay(world, "陈国富").id, "left", on="2026-11-19")
    lifecycle.return_person(session, world["陈国富"], world["101"])
    with pytest.raises(Refused, match="两处在册登记"):
        history.undo(session, gone.operation_id)


def test_a_colleagues_people_are_seen_but_not_changed(world):
    session = world.session("李秀兰")
    with pytest.raises(Refused, match="属于07网格，您可以查看，修改请联系张伟明"):
        lifecycle.cancel(session, stay(world, "外格人").id, "left")
    lifecycle.move_person(session, stay(world, "外格人").id, world["101"])  # moves into the own grid
    assert stay(world, "外格人").grid_id == world["06"]
    with pytest.raises(Refused, match="不能做这项操作"):
        lifecycle.cancel(world.session("李秀兰", Role.LEADER), stay(world, "外格人").id, "left")


def test_every_act_is_offered_with_its_reason_when_it_cannot_be(world):
    offered = {choice.act: choice for choice in lifecycle.acts(world.session(), world["陈国富"])}
    assert [act for act, choice in offered.items() if not choice.refusal] == ["cancel", "move", "void", "correct"]
    assert "在册" in offered["return"].refusal


def test_corrections_name_what_was_changed_and_need_a_reason_for_the_number(world):
    session = world.session()
    person = world["陈国富"]
    done = lifecycle.correct(session, "resident", person, {"phone": "19900000999", "name": "陈国福"})
    assert done.message == "已更正居民：联系电话、姓名"
    masked = {"phone": "199****0999", "name": "陈国富"}
    lifecycle.correct(session, "resident", person, masked)
    assert world.one("SELECT phone FROM resident WHERE id = ?", person) == "19900000999"  # the mask was not touched
    with pytest.raises(Refused, match="没有改动"):
        lifecycle.correct(session, "resident", person, {"phone": "199****0999"})
    with pytest.raises(Refused, match="改证件号码要写原因"):
        lifecycle.correct(session, "resident", person, {"id_number": "990106194803020011"})
    with pytest.raises(Refused):
        lifecycle.correct(session, "resident", person, {"birth_date": "2030-01-01"}, "错了")


def test_a_corrected_day_moves_the_figure(world):
    session = world.session()
    lifecycle.register(session, NEW, world["101"])
    residence = world.one("SELECT id FROM residence WHERE opened_on = ?", TODAY)
    with pytest.raises(Refused, match="请写原因"):
        lifecycle.correct(session, "residence", residence, {"opened_on": "2026-11-18"})
    lifecycle.correct(session, "residence", residence, {"opened_on": "2026-11-18"}, "登记表上是 18 日")
    assert (figures(world, "2026-11-18"), figures(world)) == ((1, 0, 0, 0), (0, 0, 0, 0))
    with pytest.raises(Refused):
        lifecycle.correct(session, "residence", residence, {"opened_on": "2026-12-01"}, "x")


def test_single_fields_of_an_operation_come_back_though_others_were_changed_since(world):
    session = world.session()
    person = world["陈国富"]
    done = lifecycle.correct(session, "resident", person, {"phone": "19900000999", "note": "新的备注"})
    lifecycle.correct(session, "resident", person, {"note": "更新的备注"})
    fields = {field.label: field for field in lifecycle.restorable(session, done.operation_id)}
    assert (fields["联系电话"].old, fields["联系电话"].now) == ("199****0417", "199****0999")
    assert (fields["联系电话"].changed_since, fields["备注"].changed_since) == (False, True)
    assert fields["备注"].who == "李秀兰"
    with pytest.raises(Refused, match="恢复要写原因"):
        lifecycle.restore_fields(session, done.operation_id, [fields["联系电话"].key], "")
    lifecycle.restore_fields(session, done.operation_id, [fields["联系电话"].key], "新号是别人的")
    assert world.one("SELECT phone, note FROM resident WHERE id = ?", person) == ("19900000417", "更新的备注")
    with pytest.raises(Refused, match="没有选要恢复的项"):
        lifecycle.restore_fields(session, done.operation_id, ["resident|x|phone"], "试")


def test_any_past_day_can_be_asked(world):
    session = world.session()
    lifecycle.move_person(session, stay(world, "陈国富").id, world["5栋201"], on="2026-11-10")
    then = lifecycle.state_on(session, world["陈国富"], "2026-11-09")
    assert (then.text, then.grid) == ("2026-11-09 陈国富在册：桂湖花园3栋1单元1001，户主", "06网格")
    assert lifecycle.state_on(session, world["陈国富"], "2026-11-10").address == "桂湖花园5栋201"
    assert lifecycle.state_on(session, world["陈国富"], "2024-01-01").text == "2024-01-01 陈国富不在册"
    assert ("联系电话", "199****0417") in then.facts
