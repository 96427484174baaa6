"""Visits at the door: queue, saving, joining of one day, attempts, the log, correcting and taking back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import Refused
from app.models.visit_views import VisitDraft
from app.services import history, phrases, revisits, visits
from app.storage.statistics import by_pair
from tests.services import door_world

TODAY = "2026-11-20"


@pytest.fixture
def world():
    made = door_world.world()
    yield made
    door_world.settled(made)


def figures(world, day=TODAY):
    return by_pair(world.register.db, day, day).get((world["李秀兰"], world["06"]))


def draft(world, name="陈国富", outcome="met", **more):
    return VisitDraft("resident", world[name], outcome, **more)


# ---- queue and target ----------------------------------------------------------------------------------------------------------


def test_the_queue_has_the_most_overdue_first_and_says_why(world):
    lines = visits.queue(world.session())
    # 独居老人 weekly, last seen 10-03: due 10-10, 41 days late; the dwelling 702 (never) is due 180 days after nothing: today+180
    assert [(line.title, line.due_text, line.why) for line in lines[:2]] == [
        ("陈国富", "超期 41 天", "独居老人每周走访"),
        ("何秀珍", "剩 22 天", "残疾人每月走访"),
    ]
    assert lines[0].address == "桂湖花园3栋1单元1001"
    assert lines[0].last_text == "10-03 见到本人"
    assert lines[0].tone == "danger"


def test_a_member_sees_only_the_own_grids(world):
    own = visits.queue(world.session("张伟明"), "building", anchor=world["5栋201"])
    assert [line.title for line in own] == ["外格人"]
    with pytest.raises(Refused, match="属于07网格，您可以查看，修改请联系张伟明"):
        visits.save(world.session("李秀兰"), draft(world, "外格人"))


def test_the_building_is_walked_from_the_top_down(world):
    lines = visits.queue(world.session(), "building", anchor=world["101"])
    assert [line.address.removeprefix("桂湖花园3栋1单元") for line in lines] == ["1001", "901", "902", "702", "101"]
    assert [line.title for line in lines] == ["陈国富", "黄志明", "何秀珍", "空置房", "未登记住户"]
    assert lines[1].kind == "household"


def test_search_finds_people_doors_and_shops(world):
    session = world.session()
    assert visits.target_search(session, "陈国富")[0].id == world["陈国富"]
    assert visits.target_search(session, "cgf")[0].id == world["陈国富"]
    assert ("entity", world["好又多"]) in [(line.kind, line.id) for line in visits.target_search(session, "好又多")]
    assert world["陈国富"] in [line.id for line in visits.target_search(session, "1001")]
    assert visits.queue(session, "search", "  ") == []


def test_the_target_shows_who_lives_there_and_what_was_found(world):
    shown = visits.target(world.session(), "household", world["户901"])
    assert [(member.name, member.relation) for member in shown.members] == [
        ("黄志明", "户主"),
        ("林小燕", "配偶"),
        ("黄小宝", "子"),
    ]
    assert shown.ticked == (world["黄志明"], world["林小燕"], world["黄小宝"])
    assert [visit.outcome for visit in shown.visits] == ["家属代述"]
    chen = visits.target(world.session(), "resident", world["陈国富"])
    assert chen.detail == "男 78岁 独居老人"
    assert dict(chen.facts) == {"电话": "199****0417", "注意": "敲门要久等一会儿"}
    assert chen.proposed_next == "2026-11-27"  # a week after today
    assert chen.joins == ""


# ---- saving --------------------------------------------------------------------------------------------------------------------


def test_a_visit_is_saved_with_findings_and_an_agreed_date(world):
    session = world.session()
    done = visits.save(
        session, draft(world, findings=("身体变化", "用电用火"), text="插线板老化", next_on="2026-11-23", visited_at="18:40")
    )
    assert done.message == "已登记：陈国富 见到本人，下次 2026-11-23"
    assert {"visit", "revisit"} <= done.touched
    row = world.one("SELECT finding, kind, persons_met, next_on FROM visit WHERE visited_on = ?", TODAY)
    assert row == ("身体变化、用电用火：插线板老化", "02", 1, "2026-11-23")
    assert world.all("SELECT resident_id, met FROM visit_person") == [(world["陈国富"], 1)]
    assert world.one("SELECT due_on, why, state, target_id, member_id FROM revisit") == (
        "2026-11-23", "复查身体变化、用电用火", "open", world["陈国富"], world["李秀兰"],
    )  # fmt: skip
    assert figures(world).visited_persons == 1
    line = revisits.due(session, until="2026-11-23")[0]
    assert (line.title, line.due_text, line.why) == ("陈国富", "剩 3 天", "复查身体变化、用电用火")


def test_the_date_of_the_cycle_needs_no_row(world):
    visits.save(world.session(), draft(world, next_on="2026-11-27"))
    assert world.all("SELECT 1 FROM revisit") == []
    assert revisits.due(world.session(), until="2026-11-27")[0].due_on == "2026-11-27"


def test_the_next_visit_fulfils_the_plan(world):
    session = world.session()
    visits.save(session, draft(world, visited_on="2026-11-18", next_on="2026-11-20"))
    visits.save(session, draft(world))
    visit = world.one("SELECT id FROM visit WHERE visited_on = ?", TODAY)
    assert world.all("SELECT state, closed_by_visit FROM revisit") == [("done", visit)]


def test_several_people_of_one_door_are_one_visit(world):
    session = world.session()
    visits.save(session, VisitDraft("dwelling", world["901"], "met", met=(world["黄志明"], world["黄小宝"])))
    row = world.one("SELECT target_kind, target_id, persons_met, dwelling_id FROM visit WHERE visited_on = ?", TODAY)
    assert row == ("household", world["户901"], 2, world["901"])
    assert (figures(world).visited_persons, figures(world).visited_households) == (2, 1)


def test_the_second_visit_of_a_day_continues_the_first(world):
    session = world.session()
    visits.save(session, draft(world, "黄志明", "absent", visited_at="14:10", text="无人应门"))
    assert (figures(world).attempts, figures(world).visited_persons) == (1, 0)
    visits.save(session, draft(world, "黄志明", "met", visited_at="19:05", findings=("堆物占道",)))
    done = visits.save(session, VisitDraft("household", world["户901"], "met", met=(world["黄志明"], world["林小燕"])))
    assert done.message.endswith("（与当天上一次合并）")
    rows = world.all(
        "SELECT target_kind, outcome, persons_met, finding, visited_at FROM visit WHERE visited_on = ? AND status = 'active'", TODAY
    )
    assert rows == [("household", "met", 2, "堆物占道：无人应门", "19:05")]
    found = figures(world)
    assert (found.visited_persons, found.visited_households, found.attempts) == (2, 1, 0)
    history.undo(session, done.operation_id)
    assert figures(world).visited_persons == 1


def test_people_already_met_one_by_one_are_not_counted_again_with_their_door(world):
    session = world.session()
    visits.save(session, draft(world, "黄志明"))
    visits.save(session, draft(world, "林小燕"))
    assert figures(world).visited_persons == 2
    everybody = (world["黄志明"], world["林小燕"], world["黄小宝"])
    done = visits.save(session, VisitDraft("household", world["户901"], "met", met=everybody))
    assert figures(world).visited_persons == 3
    assert len(world.all("SELECT 1 FROM visit WHERE visited_on = ? AND status = 'active'", TODAY)) == 1
    history.undo(session, done.operation_id)
    assert figures(world).visited_persons == 2


def test_an_attempt_leaves_the_plan_open_with_another_hour(world):
    session = world.session()
    visits.save(session, draft(world, visited_on="2026-11-13", next_on="2026-11-19"))
    done = visits.save(session, draft(world, outcome="absent", visited_at="14:20", next_on="2026-11-21"))
    assert done.message == "已登记：陈国富 未遇，2026-11-21 再访，建议 18:00"  # met at 18:40 in October
    row = world.one("SELECT state, due_on, postponed_from, postpone_why, proposed_hour FROM revisit")
    assert row == ("open", "2026-11-21", "2026-11-19", "未遇", "18:00")
    assert world.all("SELECT 1 FROM visit_person WHERE visit_id = (SELECT id FROM visit WHERE visited_on = ?)", TODAY) == []
    assert visits.queue(session)[0].proposed_hour == "18:00"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"outcome": ""}, "outcome"),
        ({"target_id": "nobody"}, "target_id"),
        ({"visited_on": "2026-11-21"}, "visited_on"),
        ({"visited_on": "2026-13-01"}, "visited_on"),
        ({"visited_at": "25:00"}, "visited_at"),
        ({"next_on": "2026-11-20"}, "next_on"),
        ({"next_on": "2030-01-01"}, "next_on"),
        ({"met": ("somebody else",)}, "met"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(world, change, field):
    before = world.one("SELECT count(*) FROM operation")
    with pytest.raises(Refused) as caught:
        visits.save(world.session(), replace(draft(world), **change))
    assert field in [problem.field for problem in caught.value.problems]
    assert world.one("SELECT count(*) FROM operation") == before


def test_a_household_needs_somebody_ticked_and_an_administrator_a_member(world):
    with pytest.raises(Refused, match="没有勾选"):
        visits.save(world.session(), VisitDraft("household", world["户901"], "met"))
    with pytest.raises(Refused, match="没有填走访人"):
        visits.save(world.session(""), draft(world))
    visits.save(world.session(""), draft(world, member_id=world["李秀兰"]))
    assert visits.members(world.session("")) == [(world["李秀兰"], "WG-06 李秀兰"), (world["张伟明"], "WG-07 张伟明")]


def test_warnings_pass_when_accepted_and_are_remembered(world):
    session, empty = world.session(), VisitDraft("dwelling", world["101"], "met", persons_met=2)
    problems = visits.check(session, empty)
    assert [(each.field, each.severity) for each in problems] == [("met", "warning")]
    with pytest.raises(Refused):
        visits.save(session, empty)
    done = visits.save(session, empty, accepted=[problems[0].text])
    assert world.one("SELECT reason FROM operation WHERE grp = ?", done.operation_id).startswith("已确认：")
    assert figures(world).visited_persons == 2


def test_entities_are_counted_apart(world):
    visits.save(
        world.session(), VisitDraft("entity", world["好又多"], "met", findings=("堆物占道",), text="后门纸箱", next_on="2026-11-25")
    )
    found = figures(world)
    assert (found.visited_entities, found.visited_persons, found.visited_households) == (1, 0, 0)
    assert world.one("SELECT kind, grid_id FROM visit WHERE visited_on = ?", TODAY) == ("03", world["06"])


# ---- log, correcting, voiding --------------------------------------------------------------------------------------------------


def test_the_log_of_today_takes_each_line_back(world):
    session = world.session()
    visits.save(session, draft(world, visited_at="18:22"))
    visits.save(session, VisitDraft("entity", world["好又多"], "met", visited_at="18:30"))
    lines = visits.today(session)
    assert [(line.title, line.outcome, line.at) for line in lines] == [
        ("好又多便利店", "法人走访 见到本人", "18:30"),
        ("陈国富", "重点对象走访 见到本人", "18:22"),
    ]
    history.undo(session, lines[1].operation_id)
    assert [line.title for line in visits.today(session)] == ["好又多便利店"]
    assert visits.today(world.session("张伟明")) == []


def test_undo_of_a_continued_visit_leaves_the_first(world):
    session = world.session()
    visits.save(session, draft(world, outcome="absent", visited_at="14:00"))
    visits.save(session, draft(world, visited_at="18:00"))
    history.undo(session, visits.today(session)[0].operation_id)
    assert [(line.outcome, line.at) for line in visits.today(session)] == [("重点对象走访 未遇", "14:00")]


def test_a_visit_is_corrected_and_its_plan_follows(world):
    session = world.session()
    visits.save(session, draft(world, text="血压平稳", next_on="2026-11-23"))
    stored = visits.draft_of(session, visits.today(session)[0].visit_id)
    assert (stored.text, stored.met, stored.next_on) == ("血压平稳", (world["陈国富"],), "2026-11-23")
    done = visits.save(
        session, replace(stored, outcome="phone", text="电话里说血压平稳", next_on="2026-11-25"), reason="记错了方式"
    )
    row = world.one("SELECT outcome, finding, persons_met FROM visit WHERE id = ?", stored.visit_id)
    assert row == ("phone", "电话里说血压平稳", 1)
    assert world.all("SELECT due_on, state FROM revisit") == [("2026-11-25", "open")]
    assert history.history(session, of=stored.visit_id)[0].reason == "记错了方式"
    history.undo(session, done.operation_id)
    assert world.one("SELECT outcome FROM visit WHERE id = ?", stored.visit_id) == "met"


def test_a_voided_visit_counts_nowhere_and_its_revisit_is_open_again(world):
    session = world.session()
    visits.save(session, draft(world, visited_on="2026-11-18", next_on="2026-11-20"))
    visits.save(session, draft(world))
    line = visits.today(session)[0]
    with pytest.raises(Refused, match="作废原因"):
        visits.void(session, line.visit_id, " ")
    done = visits.void(session, line.visit_id, "走错了门")
    assert figures(world) is None
    assert world.all("SELECT state FROM revisit") == [("open",)]
    history.undo(session, done.operation_id)
    assert figures(world).visited_persons == 1
    assert world.all("SELECT state FROM revisit") == [("done",)]


def test_phrases_are_kept_per_member(world):
    session = world.session()
    assert [line.text for line in phrases.phrases(session)][0] == "精神状态良好，无异常"
    phrases.save_phrase(session, "  已提醒停用 插线板 ")
    mine = phrases.phrases(session)[0]
    assert (mine.text, mine.position, mine.own) == ("已提醒停用 插线板", 1, True)
    assert phrases.phrases(world.session("张伟明"))[0].text == "精神状态良好，无异常"
    with pytest.raises(Refused, match="不用再加"):
        phrases.save_phrase(session, "已提醒停用 插线板")
    phrases.save_phrase(session, "已更换插线板", mine.id)
    done = phrases.delete_phrase(session, mine.id)
    assert not phrases.phrases(session)[0].own
    history.undo(session, done.operation_id)
    assert phrases.phrases(session)[0].text == "已更换插线板"
