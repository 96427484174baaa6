"""Doubles: by number, by likeness, as a list; merging field by field and parting again whatever happened since."""

from __future__ import annotations

import pytest

from app.errors import Cancelled, Refused
from app.models.household_entry import PersonDraft
from app.services import duplicates, history, lifecycle
from app.storage import residences
from app.storage.checks import rebuild_check
from app.storage.statistics import by_pair
from tests.services import door_world

TODAY = "2026-11-20"
NUMBER = "990106194803020011"


@pytest.fixture
def world():
    made = door_world.world()
    with made.session().work.operation("test", made.session()) as act:
        made.person(
            act,
            "陈国付",
            "101",
            birth_date="1948-03-02",
            phone="19900000417",
            tags=["301", "201"],
            opened_on="2026-11-13",
            note="另记",
        )
        made.person(
            act, "王伟", "902", relation="99", birth_date="1990-01-01", id_number=NUMBER, id_type="111", phone="19900000001"
        )
    yield made
    assert rebuild_check(made.register) == []


def stay(world, name):
    lived = residences.stays(world.register.db, [world[name]])[world[name]]
    return next((each for each in reversed(lived) if each.open), lived[-1] if lived else None)


def new_and_corrected(world, first, last=TODAY):
    found = by_pair(world.register.db, first, last).values()
    return sum(each.new_residents for each in found), sum(each.corrections for each in found)


def typed(**more):
    return PersonDraft(**({"name": "陈国富", "sex": "1", "birth_date": "1948-03-02"} | more))


def test_a_number_is_known_on_its_last_digit(world):
    hit = duplicates.by_number(world.session(), f" {NUMBER.lower()} ", world["101"])
    assert hit.text == "该证号已登记：王伟，桂湖花园3栋1单元902，在册。"
    assert (hit.act, hit.act_label, hit.here, hit.visible) == ("move", "迁入本户", False, True)
    assert hit.id_masked == "990106********0011"
    assert duplicates.by_number(world.session(), NUMBER, world["902"]).here
    assert duplicates.by_number(world.session(), NUMBER, resident_id=world["王伟"]) is None
    assert duplicates.by_number(world.session(), "990106194803020012") is None
    lifecycle.cancel(world.session(), stay(world, "王伟").id, "left", on="2026-11-19")
    gone = duplicates.by_number(world.session(), NUMBER, world["101"])
    assert (gone.act, gone.text) == ("return", "该证号已登记：王伟，桂湖花园3栋1单元902，2026-11-19 已注销。")


def test_of_a_colleagues_people_only_the_grid_is_told(world):
    hit = duplicates.by_number(world.session("张伟明"), NUMBER)
    assert (hit.visible, hit.name, hit.address, hit.id_masked) == (False, "", "", "")
    assert hit.text == "该证号已在06网格登记，在册，可联系李秀兰核对。"
    assert "王伟" not in hit.text


def test_a_person_without_a_number_is_found_by_sound_day_phone_and_door(world):
    found = duplicates.candidates(world.session(), typed(phone="19900000417"), world["1001"])
    assert [(line.name, line.level) for line in found] == [("陈国富", "likely"), ("陈国付", "likely")]
    assert found[0].explanation == "姓名相同，出生日期相同，电话相同，同住一处：100 分，疑似同一人"
    assert found[1].explanation == "姓名同音（陈国富、陈国付），出生日期相同，电话相同，住同一栋：93 分，疑似同一人"
    assert duplicates.candidates(world.session(), typed(name="")) == []
    assert duplicates.candidates(world.session(), typed(name="林无名", birth_date="2001-02-03")) == []
    swapped = duplicates.candidates(world.session(), typed(birth_date="1948-02-03", resident_id=world["陈国富"]))
    assert [line.name for line in swapped] == []  # 30 for the sound and 24 for day and month the other way round: 54
    hidden = duplicates.candidates(world.session("张伟明"), typed())
    assert (hidden[0].name, hidden[0].birth_date, hidden[0].address) == ("陈*富", "", "06网格")


def test_the_list_of_the_whole_register_and_what_was_decided(world):
    session, seen = world.session(""), []
    found = duplicates.pairs(session, lambda done, total, text: seen.append((done, total)))
    assert [(pair.first.name, pair.second.name, pair.level) for pair in found] == [("陈国富", "陈国付", "likely")]
    assert seen[0] == (0, 100)
    assert seen[-1] == (100, 100)
    done = duplicates.not_same(session, world["陈国付"], world["陈国富"], "两兄弟")
    assert duplicates.pairs(session) == []
    assert [line.name for line in duplicates.candidates(session, typed(resident_id=world["陈国富"]))] == []
    with pytest.raises(Refused, match="不用再记"):
        duplicates.not_same(session, world["陈国富"], world["陈国付"])
    history.undo(session, done.operation_id)
    assert len(duplicates.pairs(session)) == 1
    with pytest.raises(Cancelled):
        duplicates.pairs(session, cancelled=lambda: True)


def test_two_records_side_by_side(world):
    view = duplicates.compare(world.session(), world["陈国付"], world["陈国富"])
    assert view.left_id in (world["陈国付"], world["陈国富"])
    assert view.both_open
    fields = {line.label: line for line in view.fields}
    assert fields["姓名"].differs
    assert fields["联系电话"].left == ("199****0417",)
    assert not view.problems
    assert {view.left_visits, view.right_visits} == {0, 1}
    with pytest.raises(Refused):
        duplicates.compare(world.session(), world["陈国富"], world["陈国富"])


def test_a_merge_keeps_one_person_one_home_and_all_visits(world):
    session = world.session()
    assert new_and_corrected(world, "2025-01-01") == (8, 0)
    visit = world.one("SELECT id FROM visit WHERE target_id = ?", world["陈国富"])
    done = duplicates.merge(session, world["陈国付"], world["陈国富"], {"name": "right", "residence": "right"}, "同一人")
    assert done.message == "已合并为一份档案：陈国富。有误可随时撤销合并"
    assert world.one("SELECT status, merged_into FROM resident WHERE id = ?", world["陈国富"]) == ("merged", world["陈国付"])
    assert world.one("SELECT name, note FROM resident WHERE id = ?", world["陈国付"])[0] == "陈国富"
    assert world.one("SELECT target_id FROM visit WHERE id = ?", visit) == world["陈国付"]
    lived = residences.stays(world.register.db, [world["陈国付"]])[world["陈国付"]]
    assert [(each.dwelling_id, each.status) for each in lived] == [(world["1001"], "active"), (world["101"], "voided")]
    tags = world.all("SELECT tag, status FROM resident_tag WHERE resident_id = ? ORDER BY tag, status", world["陈国付"])
    assert tags == [("201", "active"), ("301", "active"), ("301", "voided")]
    # the entry of 11-13 was the double: it is no 新增 any more and shows as 更正
    assert new_and_corrected(world, "2026-11-13") == (0, 1)
    assert [line.merged_id for line in duplicates.merges(session, world["陈国付"])] == [world["陈国富"]]
    history.undo(session, done.operation_id)
    assert new_and_corrected(world, "2025-01-01") == (8, 0)
    assert duplicates.merges(session) == []


def test_the_newer_door_is_where_the_person_lives_on(world):
    session = world.session()
    duplicates.merge(session, world["陈国富"], world["陈国付"])
    now = stay(world, "陈国富")
    assert (now.dwelling_id, now.open_reason, now.moved_from) == (world["101"], "move", world["居住陈国富"])
    assert new_and_corrected(world, "2025-01-01") == (7, 1)


def test_parting_at_once_restores_both(world):
    session = world.session()
    before = world.all("SELECT id, resident_id, status, closed_on, dwelling_id FROM residence ORDER BY id")
    duplicates.merge(session, world["陈国富"], world["陈国付"])
    merge = duplicates.merges(session)[0]
    done = duplicates.unmerge(session, merge.merge_id, "是两兄弟")
    assert done.message == "已撤销合并：陈国付恢复为单独档案"
    after = world.all("SELECT id, resident_id, status, closed_on, dwelling_id FROM residence WHERE status <> 'voided' ORDER BY id")
    assert after == before
    assert world.one("SELECT status, merged_into FROM resident WHERE id = ?", world["陈国付"]) == ("active", "")
    with pytest.raises(Refused, match="已撤销"):
        duplicates.unmerge(session, merge.merge_id)
    history.undo(session, done.operation_id)  # together again
    assert world.one("SELECT status FROM resident WHERE id = ?", world["陈国付"]) == "merged"


def test_parting_later_keeps_what_was_done_since(world):
    session = world.session()
    duplicates.merge(session, world["陈国富"], world["陈国付"])  # lives at 101 now
    lifecycle.correct(session, "resident", world["陈国富"], {"phone": "19900000777"})
    lifecycle.move_person(session, stay(world, "陈国富").id, world["702"])
    merge = duplicates.merges(session)[0]
    done = duplicates.unmerge(session, merge.merge_id)
    assert "保持现状" in done.message
    assert world.one("SELECT phone FROM resident WHERE id = ?", world["陈国富"]) == "19900000777"
    assert stay(world, "陈国富").dwelling_id == world["702"]  # has moved on since, stays there
    assert (stay(world, "陈国付").dwelling_id, stay(world, "陈国付").status) == (world["101"], "active")


def test_a_stay_that_continues_a_returned_one_goes_with_it(world):
    session = world.session()
    duplicates.merge(session, world["陈国付"], world["陈国富"], {"residence": "right"})
    lifecycle.move_person(session, world["居住陈国富"], world["702"])
    assert stay(world, "陈国付").dwelling_id == world["702"]
    duplicates.unmerge(session, duplicates.merges(session)[0].merge_id)
    assert stay(world, "陈国富").dwelling_id == world["702"]
    assert stay(world, "陈国付").dwelling_id == world["101"]


def test_who_left_and_came_under_another_record_is_a_return(world):
    session = world.session()
    lifecycle.cancel(session, world["居住陈国富"], "moved_out", on="2026-11-01")
    done = duplicates.merge(session, world["陈国富"], world["陈国付"])
    assert stay(world, "陈国富").open_reason == "return"
    history.undo(session, done.operation_id)
    assert stay(world, "陈国付").open_reason == "newly_living"


def test_merging_is_refused_in_words(world):
    session = world.session()
    with session.work.operation("test", session) as act:
        act.update("resident", world["陈国富"], {"id_number": "990106194803020038"})
    with pytest.raises(Refused, match="证件号码不同"):
        duplicates.merge(session, world["陈国富"], world["王伟"])
    duplicates.merge(session, world["陈国富"], world["陈国付"])
    with pytest.raises(Refused, match="已作废或合并"):
        duplicates.merge(session, world["王伟"], world["陈国付"], reason="试")
    with pytest.raises(Refused, match="属于07网格"):
        duplicates.merge(session, world["王伟"], world["外格人"])
    with pytest.raises(Refused, match="已并入另一份"):
        lifecycle.correct(session, "resident", world["陈国付"], {"note": "x"})


def test_the_same_number_is_entered_twice_only_by_its_sentence(world):
    session = world.session()
    draft = PersonDraft(
        name="王未", relation="99", sex="1", id_type="111", id_number=NUMBER, birth_date="1948-03-02", ethnic_group="01",
        consistency="11", came_on="2026-11-01", registered_address="桂湖", phone="19900000002", marital_status="10", employment="11",
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        lifecycle.register(session, draft, world["101"])
    texts = [problem.text for problem in refused.value.problems if "该证号已登记" in problem.text]
    assert texts == ["该证号已登记：王伟，桂湖花园3栋1单元902，在册。"]
