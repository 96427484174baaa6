"""工作台: tasks, due revisits, drafts, the own week beside the last one, and what the chief sees."""

from __future__ import annotations

import pytest

from app.errors import Refused
from app.models.visit_views import VisitDraft
from app.models.vocabulary import Role
from app.services import history, home, visit_sheets, visits
from tests.services import door_world

TODAY = "2026-11-20"


@pytest.fixture
def world():
    made = door_world.world()
    yield made
    door_world.settled(made)


def test_the_page_of_a_member(world):
    view = home.today(world.session())
    assert (view.day_text, view.role) == ("11月20日 周五", "member")
    assert [line.title for line in view.revisits] == ["陈国富"]
    assert (view.revisits_due, view.revisits_overdue) == (1, 1)
    assert (view.tasks, view.drafts, view.visits_today) == ((), (), 0)
    assert view.licences_expiring == 1
    assert view.quiet == ()
    assert home.today(world.session(), "month").revisits_due == 2  # 何秀珍 on 12-12 too


def test_tasks_are_added_ticked_and_deleted_each_with_undo(world):
    session = world.session()
    home.add_task(session, " 核对 3栋1单元 9 层住户 ", "2026-11-21", "入户采集")
    home.add_task(session, "领取宣传单")
    tasks = home.today(session).tasks
    assert [(task.title, task.due_text, task.kind) for task in tasks] == [
        ("核对 3栋1单元 9 层住户", "明天", "入户采集"),
        ("领取宣传单", "", ""),
    ]
    done = home.tick_task(session, tasks[0].id, note="已登记 6 家")
    view = home.today(session)
    assert (view.tasks_done, view.tasks[0].done_note) == (1, "已登记 6 家")
    history.undo(session, done.operation_id)
    assert home.today(session).tasks_done == 0
    done = home.delete_task(session, tasks[1].id)
    assert len(home.today(session).tasks) == 1
    history.undo(session, done.operation_id)
    assert len(home.today(session).tasks) == 2
    assert home.today(world.session("张伟明")).tasks == ()
    assert len(home.today(world.session("")).tasks) == 2
    with pytest.raises(Refused, match="别的网格员"):
        home.tick_task(world.session("张伟明"), tasks[0].id)


@pytest.mark.parametrize(("title", "due_on"), [(" ", ""), ("字" * 61, ""), ("可以", "2026-11-19"), ("可以", "2026-11-31")])
def test_a_task_needs_words_and_a_day_to_come(world, title, due_on):
    with pytest.raises(Refused):
        home.add_task(world.session(), title, due_on)


def test_a_printed_sheet_is_a_task(world, tmp_path):
    session = world.session()
    visit_sheets.visit_sheet_pdf(session, visit_sheets.visit_sheet(session), tmp_path / "sheet.pdf")
    task = home.today(session).tasks[0]
    assert (task.title, task.kind, task.due_text, task.source) == ("走访单 1120-1（1 户）", "走访单", "今天", "")


def test_the_own_week_stands_beside_the_same_days_of_the_last(world, monkeypatch):
    monkeypatch.setenv("ZHIWANG_TODAY", "2026-11-18")  # Wednesday of the week 11-13 … 11-19
    session = world.session()
    visits.save(
        session, VisitDraft("household", world["户901"], "met", met=(world["黄志明"], world["林小燕"]), visited_on="2026-11-13")
    )
    visits.save(session, VisitDraft("entity", world["好又多"], "met", visited_on="2026-11-18"))
    week = home.own_week(session)
    # last week 11-06 … 11-12 holds two visits on 11-12, a Thursday: not among its days up to Wednesday
    assert (week.label, week.meeting, week.days_left) == ("第47周 11-13 至 11-19", "2026-11-20", 2)
    assert (week.volume, week.last_volume_so_far, week.last_volume) == (3, 0, 2)
    assert [(each.label, each.this_week, each.last_week) for each in week.figures if each.this_week or each.last_week] == [
        ("走访人数", 2, 1),
        ("走访法人", 1, 1),
    ]
    assert week.text == "上周同期 0 条，本周多 3 条"
    assert (week.rank, week.of) == (1, 2)


def test_drafts_are_counted_and_entry_goes_on_at_the_next_door(world):
    session = world.session()
    world.register.db.conn.execute(
        "INSERT INTO draft (id, kind, owner, title, payload, saved_ms) VALUES ('d', 'household', ?, '3栋1单元902', '{}', 1795007000000)",
        (session.actor_id,),
    )
    visits.save(session, VisitDraft("household", world["户901"], "met", met=(world["黄志明"],)))
    view = home.today(session)
    assert [(draft.title, draft.kind) for draft in view.drafts] == [("3栋1单元902", "household")]
    assert view.resume.text == "接着录 桂湖花园3栋1单元902"
    assert view.visits_today == 1


def test_the_chief_sees_who_was_quiet_and_which_grids_are_late(world):
    visits.save(world.session(), VisitDraft("resident", world["何秀珍"], "met"))
    view = home.today(world.session("李秀兰", Role.CHIEF))
    assert [(line.name, line.grid, line.last_entry_on) for line in view.quiet] == [("张伟明", "07网格", "")]
    assert [(line.grid, line.members, line.overdue, line.longest_days) for line in view.overdue] == [
        ("07网格", "张伟明", 1, 499),
        ("06网格", "李秀兰", 1, 41),
    ]
