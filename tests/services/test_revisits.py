"""回访计划: what is due and why, putting off, orphans, cycles, and the printed evening sheet with its numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import Refused
from app.models.visit_views import VisitDraft
from app.models.vocabulary import Role
from app.services import history, revisits, visit_sheets, visits
from tests.services import door_world

TODAY = "2026-11-20"


@pytest.fixture
def world():
    made = door_world.world()
    yield made
    door_world.settled(made)


def chief(world):
    session = world.session("")
    assert session.account.role is Role.ADMIN
    return session


def due_days(lines):
    return {line.title: line.due_on for line in lines}


def test_due_dates_follow_the_cycles_from_the_last_counted_visit(world):
    lines = revisits.due(chief(world), until="2027-12-31")
    # by hand: 10-03 + 7; 11-12 + 30; 08-21 + 180; 11-12 + 90 (法人); never visited: registered 2025-01-10 + 180
    assert due_days(lines) == {
        "陈国富": "2026-10-10",
        "何秀珍": "2026-12-12",
        "黄志明": "2027-02-17",
        "好又多便利店": "2027-02-10",
        "外格人": "2025-07-09",
        "空置房": "2027-05-19",  # nothing is known of it: 180 days from today
    }
    assert [line.title for line in lines[:2]] == ["陈国富", "外格人"]  # 41/7 cycles late before 499/180
    assert (lines[1].overdue_days, lines[1].since_days, lines[1].cycle_days) == (499, None, 180)
    assert (lines[0].member, lines[0].grid) == ("李秀兰", "06网格")


def test_a_list_cut_short_tells_how_many_there_are(world):
    session = chief(world)
    found = revisits.due_list(session, "2027-12-31", limit=2)
    assert ([line.title for line in found.lines], found.total) == (["陈国富", "外格人"], 6)
    assert (found.overdue, found.never) == (2, 2)  # 陈国富 and 外格人 are late; 外格人 and 空置房 were never visited
    named = revisits.due_list(session, "2027-12-31", limit=2, words=("便利",))
    assert ([line.title for line in named.lines], named.total, named.never) == (["好又多便利店"], 1, 0)
    assert revisits.due_list(world.session("张伟明"), "2027-12-31").total == 1
    assert revisits.due_list(session).total == revisits.counts(session)[""][0]


def test_each_member_and_each_grid_has_its_own_list(world):
    session = chief(world)
    assert list(due_days(revisits.due(session, member_id=world["张伟明"]))) == ["外格人"]
    assert list(due_days(revisits.due(session, grid_ids=(world["06"],)))) == ["陈国富"]
    assert list(due_days(revisits.due(world.session("张伟明")))) == ["外格人"]
    assert revisits.due(world.session("张伟明"), grid_ids=(world["06"],)) == []
    assert revisits.counts(session)[""] == (2, 2, 499)
    assert revisits.counts(session)[world["06"]] == (1, 1, 41)


def test_attempts_do_not_move_the_clock_and_relatives_do(world):
    session = world.session()
    visits.save(session, VisitDraft("resident", world["陈国富"], "absent"))
    assert due_days(revisits.due(session))["陈国富"] == "2026-10-10"
    visits.save(session, VisitDraft("resident", world["陈国富"], "relative", visited_on="2026-11-19"))
    assert due_days(revisits.due(session, until="2026-11-30"))["陈国富"] == "2026-11-26"


def test_a_visit_to_the_door_counts_for_those_who_were_met(world):
    with world.register.work.operation("import.demo", door_world.Program()) as act:
        world.person(act, "陈老伴", "1001", "10", tags=["301"])
    session = world.session()
    visits.save(session, VisitDraft("household", world["户1001"], "met", met=(world["陈国富"],)))
    days = due_days(revisits.due(session, until="2026-12-31"))
    assert (days["陈国富"], days["陈老伴"]) == ("2026-11-27", "2025-01-17")


def test_a_visit_that_names_nobody_counts_for_all_of_the_door(world):
    with world.register.work.operation("import.demo", door_world.Program()) as act:
        world.visit(act, "household", world["户1001"], "2026-11-10", dwelling=world["1001"])
    assert due_days(revisits.due(world.session()))["陈国富"] == "2026-11-17"


def test_putting_off_keeps_the_old_date_and_the_reason(world):
    session = world.session()
    done = revisits.postpone(session, "resident", world["陈国富"], "2026-11-28", "hospital", "市二院")
    assert done.message == "陈国富的回访改到 2026-11-28（住院）"
    assert revisits.due(session) == []
    line = revisits.due(session, until="2026-11-28")[0]
    assert (line.due_on, line.postponed_from, line.postpone_why) == ("2026-11-28", "2026-10-10", "住院：市二院")
    assert line.why == "独居老人每周走访"
    revisits.postpone(session, "resident", world["陈国富"], "2026-11-30", "asked")
    assert world.all("SELECT due_on, postponed_from, state FROM revisit") == [("2026-11-30", "2026-11-28", "open")]
    history.undo(session, history.last_undoable(session).id)
    history.undo(session, done.operation_id)
    assert due_days(revisits.due(session))["陈国富"] == "2026-10-10"


@pytest.mark.parametrize(
    ("to", "reason", "note"),
    [("2026-11-20", "asked", ""), ("2027-06-01", "asked", ""), ("2026-11-25", "", ""), ("2026-11-25", "other", " ")],
)
def test_putting_off_needs_a_later_day_and_a_reason(world, to, reason, note):
    with pytest.raises(Refused):
        revisits.postpone(world.session(), "resident", world["陈国富"], to, reason, note)
    assert world.all("SELECT 1 FROM revisit") == []


def test_only_what_was_agreed_can_be_dropped(world):
    session = world.session()
    with pytest.raises(Refused, match="按周期走访"):
        revisits.drop(session, "resident", world["陈国富"], "不用了")
    visits.save(session, VisitDraft("household", world["户901"], "met", met=(world["黄志明"],), next_on="2026-11-25"))
    assert revisits.due(session, until="2026-11-25")[-1].why == "约定回访"
    done = revisits.drop(session, "household", world["户901"], "已电话问清")
    assert world.all("SELECT state, close_why FROM revisit") == [("dropped", "已电话问清")]
    history.undo(session, done.operation_id)
    assert world.all("SELECT state FROM revisit") == [("open",)]


def test_a_colleagues_door_cannot_be_put_off(world):
    with pytest.raises(Refused, match="修改请联系张伟明"):
        revisits.postpone(world.session(), "resident", world["外格人"], "2026-11-28", "asked")


def test_who_has_left_is_not_due_and_the_plan_is_cleaned_in_one_act(world):
    session = world.session()
    visits.save(session, VisitDraft("resident", world["陈国富"], "met", next_on="2026-11-24"))
    with world.register.work.operation("residence.close", session) as act:
        act.update("residence", world["居住陈国富"], {"status": "closed", "closed_on": TODAY, "close_reason": "moved_out"})
    assert "陈国富" not in due_days(revisits.due(session, until="2027-12-31"))
    assert [(line.title, line.due_text) for line in revisits.orphans(session)] == [("陈国富", "对象已不在册")]
    done = revisits.close_orphans(session)
    assert done.message == "已清理 1 条回访，对象都已不在册"
    assert revisits.orphans(session) == []
    assert revisits.close_orphans(session).operation_id == ""
    history.undo(session, done.operation_id)
    assert len(revisits.orphans(session)) == 1


def test_cycles_are_the_shipped_ones_until_somebody_edits_them(world):
    session = chief(world)
    lines = revisits.cycles(session)
    assert (lines[0].label, lines[0].days, lines[0].cycle_text) == ("独居老人", 7, "每周")
    assert all(line.kind != "hazard" for line in lines)
    assert world.all("SELECT 1 FROM visit_cycle") == []
    done = revisits.save_cycle(session, "tag", "301", 14)
    assert done.message == "独居老人改为每两周"
    assert revisits.cycles(session)[0].days == 14
    assert due_days(revisits.due(session))["陈国富"] == "2026-10-17"
    revisits.save_cycle(session, "tag", "801", 60)
    history.undo(session, history.last_undoable(session).id)
    history.undo(session, done.operation_id)
    assert revisits.cycles(session)[0].days == 7
    revisits.save_cycle(session, "tag", "301", 0)
    assert revisits.cycles(session)[0].cycle_text == "不走访"
    assert due_days(revisits.due(session, until="2027-12-31"))["陈国富"] == "2027-04-01"  # 10-03 + 180 as 普通户
    with pytest.raises(Refused, match="0 到 730"):
        revisits.save_cycle(session, "tag", "301", 731)
    with pytest.raises(Refused):
        revisits.save_cycle(world.session(), "tag", "301", 30)  # a member may not


def test_a_whole_office_and_its_grids_one_by_one_give_the_same_lines(world):
    with world.register.work.operation("import.demo", door_world.Program()) as act:
        world.person(act, "流动客", "101", population="02", opened_on="2026-10-01")
        world.person(act, "老来客", "5栋201", "10", tags=["303", "101"], opened_on="2026-11-01")
        world.visit(
            act, "household", world["户5栋201"], "2026-10-20", dwelling=world["5栋201"], grid_id=world["07"]
        )  # before she came
        world.visit(act, "dwelling", world["702"], "2026-06-01", "vacant", dwelling=world["702"])
        world.visit(act, "household", world["户1001"], "2026-11-02", "absent", dwelling=world["1001"])
    visits.save(world.session(), VisitDraft("household", world["户901"], "met", met=(world["林小燕"],), next_on="2026-12-01"))
    session = chief(world)
    whole = revisits.due(session, until="2027-12-31")
    parts = [line for grid in ("06", "07") for line in revisits.due(session, grid_ids=(world[grid],), until="2027-12-31")]
    assert sorted(whole, key=lambda line: line.id) == sorted(parts, key=lambda line: line.id)
    days = due_days(whole)
    assert (days["流动客"], days["老来客"], days["空置房"], days["黄志明"]) == (
        "2026-12-30",
        "2026-11-08",
        "2026-11-28",
        "2026-12-01",
    )
    assert "外格人" not in days  # the same door as 老来客, who is due by name


# ---- 走访单 --------------------------------------------------------------------------------------------------------------------


def test_the_sheet_walks_down_the_stairs_and_ends_in_the_street(world):
    targets = [
        ("entity", world["好又多"]),
        ("dwelling", world["101"]),
        ("resident", world["陈国富"]),
        ("household", world["户901"]),
    ]
    sheet = visit_sheets.visit_sheet(world.session(), targets=targets)
    assert [(building.label, [target.floor for target in building.targets]) for building in sheet.buildings] == [
        ("桂湖花园3栋1单元", ["1001", "901", "101"]),
        ("沿街单位", [""]),
    ]
    assert [target.number for target in sheet.targets] == [1, 2, 3, 4]
    chen = sheet.targets[0]
    assert (chen.title, chen.phone, chen.why, chen.due_text) == ("陈国富", "199****0417", "独居老人每周走访", "超期 41 天")
    assert sheet.targets[1].people == "黄志明（户主46）、林小燕（配偶46）、黄小宝（子11）"
    assert world.all("SELECT 1 FROM task") == []


def test_the_printed_sheet_is_keyed_back_by_its_numbers(world, tmp_path: Path):
    session = world.session()
    sheet = visit_sheets.visit_sheet(session, day="2026-12-12")
    done, printed = visit_sheets.visit_sheet_pdf(session, sheet, tmp_path / "sheet.pdf", "晚间走访")
    assert printed.sheet_no == "1212-1"
    assert [target.title for target in printed.targets] == ["陈国富", "何秀珍"]
    assert (tmp_path / "sheet.pdf").read_bytes()[:4] == b"%PDF"
    assert visit_sheets.by_sheet_number(session, "1212-1-2") == ("resident", world["何秀珍"])
    assert visit_sheets.by_sheet_number(session, "1") == ("resident", world["陈国富"])
    for wrong in ("1212-1-3", "1212-2-1", "陈国富"):
        with pytest.raises(Refused):
            visit_sheets.by_sheet_number(session, wrong)
    assert visit_sheets.sheets(session) == [("1212-1", "2026-12-12", "李秀兰", 2)]
    assert "陈国富" not in world.one("SELECT source FROM task")
    history.undo(session, done.operation_id)
    assert visit_sheets.sheets(session) == []
    _, again = visit_sheets.visit_sheet_pdf(session, sheet, tmp_path / "again.pdf")
    assert again.sheet_no == "1212-2"


def test_an_empty_round_is_not_printed(world, tmp_path: Path):
    sheet = visit_sheets.visit_sheet(world.session(), building="没有的小区")
    with pytest.raises(Refused, match="没有到期"):
        visit_sheets.visit_sheet_pdf(world.session(), sheet, tmp_path / "none.pdf")
    assert list(tmp_path.iterdir()) == []
