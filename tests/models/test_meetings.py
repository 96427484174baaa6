"""例会 by rule: chains of carried-over matters, attendance, what a form must hold, and the frozen text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.models.home_views import GridOverdue
from app.models.meeting_views import QualityCounts, plan_text, review_text, sign_section, spot_check_section, summary_text
from app.models.meetings import (
    EVERYBODY,
    CarriedTask,
    Decision,
    MeetingDraft,
    MeetingPerson,
    attendance_from,
    carried_over,
    chain_length,
    check_draft,
    clock,
    draft_from_values,
    draft_to_values,
    minutes_from_json,
    minutes_of,
    minutes_to_json,
    with_carried,
)
from app.models.rankings import SheetRow, WeeklySheet
from app.models.spot_checks import Tally
from app.models.statistics import Figures, Period


def carried(task: str, done_on: str = "", due_on: str = "2026-11-13", weeks: int = 1) -> CarriedTask:
    return CarriedTask(f"d-{task}", task, f"事项{task}", "m1", "周晓燕", due_on, done_on, "", weeks)


def test_the_chain_counts_every_meeting_that_spoke_of_a_matter() -> None:
    links = {"c": "b", "b": "a", "x": "x"}
    assert [chain_length(key, links) for key in ("a", "b", "c")] == [1, 2, 3]
    assert chain_length("", links) == 0
    assert chain_length("x", links) == 1  # a damaged chain ends


def test_only_what_is_open_goes_on_and_gets_a_day_that_is_to_come() -> None:
    last = [carried("1"), carried("2", done_on="2026-11-12"), carried("3", due_on="2026-12-04", weeks=3)]
    going = carried_over(last, "2026-11-20")
    assert [(each.task_id, each.due_on, each.weeks, each.carried_from) for each in going] == [
        ("1", "2026-11-27", 2, "d-1"),
        ("3", "2026-12-04", 4, "d-3"),
    ]
    assert [task.words for task in last] == ["未完成，转入本周（第 2 周）", "已完成", "未完成，转入本周（第 4 周）"]


def test_a_draft_follows_what_was_done_since() -> None:
    own = Decision("新的事", "m2", "2026-11-27")
    draft = (replace(carried_over([carried("1")], "2026-11-20")[0], due_on="2026-11-30"), own)
    assert with_carried(draft, [carried("1")], "2026-11-20") == draft  # a date that was typed stays
    assert with_carried(draft, [carried("1", done_on="2026-11-19")], "2026-11-20") == (own,)
    assert [each.task_id for each in with_carried((own,), [carried("1")], "2026-11-20")] == ["1", ""]


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ((), ("present", "")),
        (("present",), ("present", "")),
        (("sick",), ("leave", "病假")),
        (("present", "leave"), ("leave", "请假")),
        (("official",), ("leave", "公出")),
        (("absent",), ("absent", "")),
    ],
)
def test_attendance_comes_from_the_day(states, expected) -> None:
    assert attendance_from(states) == expected


def test_times_are_typed_short() -> None:
    assert [clock(text) for text in ("1500", "900", "9:05", "15：30", "下午", "")] == ["15:00", "09:00", "09:05", "15:30", "下午", ""]


DRAFT = MeetingDraft("2026-11-20", "2026-11-20", "15:00", "二楼会议室", "赵敏", "钱工", people=(MeetingPerson("m1", "周晓燕"),))


def test_what_a_form_must_hold() -> None:
    assert check_draft(DRAFT, "2026-11-20", True) == []
    empty = MeetingDraft("2026-11-20", "2026-11-20")
    assert check_draft(empty, "2026-11-20", False) == []
    assert [problem.field for problem in check_draft(empty, "2026-11-20", True)] == ["held_at", "place", "host", "recorder", "people"]
    assert [problem.field for problem in check_draft(DRAFT, "2026-11-19", True)] == ["held_on"]
    wrong = replace(DRAFT, held_at="25:00", decisions=(Decision("", "", "2026-11-27"), Decision("事", "", "2026-11-19")))
    assert [problem.field for problem in check_draft(wrong, "2026-11-20", False)] == ["held_at", "text", "due_on"]


def test_the_frozen_text_comes_back_whole() -> None:
    people = (*DRAFT.people, MeetingPerson("m2", "周晓燕", "leave", "病假"), MeetingPerson("", "街道王科长", "guest"))
    draft = replace(DRAFT, people=people, decisions=(Decision("换锁", "m1", "2026-11-27", weeks=2), Decision("宣传", "", "2026-11-30")))
    names = {"m1": "周晓燕（WG-05）", "m2": "周晓燕（WG-06）"}
    minutes = minutes_of(draft, [carried("1")], names, office="桂湖社区", label="2026年第47周", practice=True, version=2, is_draft=False)
    assert minutes.present == ("周晓燕（WG-05）",)
    assert minutes.on_leave == ("周晓燕（WG-06）",)  # without the reason
    assert minutes.guests == ("街道王科长",)
    assert [(each.person, each.weeks) for each in minutes.decisions] == [("周晓燕（WG-05）", 2), (EVERYBODY, 1)]
    assert minutes.settled == ("事项1（周晓燕）：未完成，转入本周（第 2 周）。",)
    text = minutes_to_json(minutes)
    assert minutes_from_json(text) == minutes
    assert minutes_from_json(text[:-1] + ',"later":1}') == minutes  # written by a newer program
    assert draft_from_values(draft_to_values(draft)) == draft


def sheet(**more) -> WeeklySheet:
    rows = (
        SheetRow("1", "WG-01", "周晓燕", "05", Figures(new_residents=10, visited_persons=990), 1),
        SheetRow("2", "WG-02", "梁国栋", "11", Figures(visited_persons=500), 2),
    )
    total = Figures(new_residents=10, visited_persons=1490)
    return WeeklySheet(Period("week", date(2026, 11, 13), date(2026, 11, 19)), "2026年第47周", "2026-11-20", rows, total, **more)


def test_sentences_are_counted() -> None:
    text = summary_text(sheet(last_total=Figures(visited_persons=1200)))
    assert text == (
        "第47周（11月13日至11月19日）2名网格员共采集数据1500条：走访1490人，新增人口10人，注销人口0人，新增法人0家，注销法人0家，走访法人0家。"
        "比前一周增加300条（25.0%）。前三名：周晓燕（1000条）、梁国栋（500条）。"
    )
    assert "比前一周" not in summary_text(sheet(last_total=None))
    points = (("进步最大", "甲 从第 9 名升到第 2 名。"), ("数据质量", "乙 更正 1 条。"), ("数据质量", "丙 更正 2 条。"))
    assert review_text(sheet(last_total=None, highlights=points)).splitlines() == [
        "进步最大：甲 从第 9 名升到第 2 名。",
        "数据质量：乙 更正 1 条。丙 更正 2 条。",
    ]
    overdue = [GridOverdue("g", "05网格", "周晓燕", 12, 1, 30), GridOverdue("h", "06网格", "", 0, 4, 0)]
    assert plan_text([carried("1"), carried("2", "2026-11-19")], overdue, QualityCounts(to_verify=3)).splitlines() == [
        "上周议定事项还有1项没有完成，本周继续办理，列入议定事项。",
        "超期没有回访的有12户（05网格12户），本周先走访超期时间长的。",
        "待核的有3人，本周上门核实。",
    ]
    assert plan_text([], [], QualityCounts()) == ""


def test_signs_and_spot_checks_in_words() -> None:
    assert sign_section(0, 0, 0, 0).lines == ("这一周没有提示",)
    assert sign_section(5, 3, 2, 1).lines == ("5 条要了解情况，涉及 3 人", "列入复核的登记 2 条，待回结果 1 条")
    assert sign_section(5, 3, 2, 0).lines[1] == "列入复核的登记 2 条，都有结果"
    assert spot_check_section(Tally()).lines == ("这一周的登记还没有抽查",)
    assert spot_check_section(Tally(4, 2, 1, 1)).lines == ("抽 4 条，有结果 4 条", "合格 2，不合格 1，无法核实 1，合格率 66.7%")
