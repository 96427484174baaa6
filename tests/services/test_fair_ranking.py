"""The fair rank on awkward weeks, each counted by hand; planned shifts of 2026-11-13 … 19: Friday and Monday to Thursday, five."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.errors import Refused
from app.models.rankings import SheetRow, WeeklySheet
from app.models.vocabulary import Role
from app.services import attendance, attendance_settings, fair_ranking, history, rankings
from tests.builders import Office

MEETING = "2026-11-20"
DAYS = ("2026-11-13", "2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19")


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    """Grid 01 with four households, grid 02 with ten."""
    monkeypatch.setenv("ZHIWANG_TODAY", "2026-11-24")
    office = Office()
    for number in range(14):
        office.resident(f"住户{number}", grid="01" if number < 4 else "02")
    return office


def visits(office: Office, member: str, met: int, phone: int = 0, day: str = "2026-11-18") -> None:
    """So many visits to as many people."""
    for number in range(met + phone):
        office.visit(day, member, f"{member}-{day}-{number}", "met" if number < met else "phone", 1)


def attended(office: Office, member: str, states: str) -> None:
    """One letter a shift: p present, l leave, a absent, - nothing."""
    words = {"p": "present", "l": "leave", "a": "absent"}
    for day, letter in zip(DAYS, states, strict=True):
        if letter in words:
            office.insert("attendance", member_id=office.members[member], day=day, state=words[letter])


def sheet_of(office: Office, meeting: str = MEETING) -> WeeklySheet:
    return rankings.weekly(office.session, meeting, whole=True)


def rows_of(office: Office, meeting: str = MEETING) -> dict[str, SheetRow]:
    return {row.staff_no: row for row in sheet_of(office, meeting).rows}


def fair_of(office: Office, staff_no: str, meeting: str = MEETING) -> Any:
    return rows_of(office, meeting)[staff_no].fair


def test_1_ties_in_the_mean_of_places(office: Office) -> None:
    visits(office, "WG-01", met=10, phone=10)
    visits(office, "WG-02", met=20)
    one, two = fair_of(office, "WG-01"), fair_of(office, "WG-02")
    # 20 ÷ 5 each; 20·100÷4 = 500, 20·100÷10 = 200; 50 %, 100 %: places 1 1 2 and 1 2 1
    assert (one.per_shift, one.per_hundred, one.verified) == (400, 50000, 500)
    assert (two.per_shift, two.per_hundred, two.verified) == (400, 20000, 1000)
    assert (one.rank, two.rank, one.shared, two.shared) == (1, 1, True, True)


def test_2_namesakes_share_nothing(office: Office) -> None:
    office.member("WG-03", "网格员01", "01")
    visits(office, "WG-01", met=5)
    visits(office, "WG-03", met=10)
    one, three = fair_of(office, "WG-01"), fair_of(office, "WG-03")
    # both keep grid 01: 2 households each; 5·100÷2 and 10·100÷2
    assert (one.per_shift, one.per_hundred, one.households) == (100, 25000, 2)
    assert (three.per_shift, three.per_hundred, three.households) == (200, 50000, 2)
    assert (three.rank, one.rank) == (1, 2)


def test_3_leave_is_taken_off(office: Office) -> None:
    attended(office, "WG-01", "plllp")
    attended(office, "WG-02", "ppppp")
    visits(office, "WG-01", met=12)
    visits(office, "WG-02", met=20)
    rows = rows_of(office)
    assert (rows["WG-01"].rank, rows["WG-02"].rank) == (2, 1)  # raw
    assert (rows["WG-01"].fair.shifts, rows["WG-01"].fair.per_shift, rows["WG-01"].fair.note) == (2, 600, "休假 3 班")
    assert (rows["WG-02"].fair.per_shift, rows["WG-02"].fair.rank, rows["WG-01"].fair.rank) == (400, 2, 1)


def test_4_a_transfer_in_mid_week(office: Office) -> None:
    row = office.register.db.execute("SELECT id FROM assignment WHERE member_id = ?", (office.members["WG-01"],)).fetchone()[0]
    office.update("assignment", row, valid_to="2026-11-16")
    office.insert("assignment", member_id=office.members["WG-01"], grid_id=office.grids["02"], role="03", valid_from="2026-11-17")
    visits(office, "WG-01", met=31)
    visits(office, "WG-02", met=11)
    one, two = fair_of(office, "WG-01"), fair_of(office, "WG-02")
    # (4 days × 4 + 3 days × 10÷2) ÷ 7 = 31÷7; (4 × 10 + 3 × 5) ÷ 7 = 55÷7
    assert (one.households, one.per_hundred, two.households, two.per_hundred) == (4, 70000, 8, 14000)
    assert rows_of(office)["WG-01"].grid == "01、02"


def test_5_a_correction_after_closing_changes_nothing(office: Office) -> None:
    attended(office, "WG-01", "ppppp")
    visits(office, "WG-01", met=10)
    before = sheet_of(office)
    rankings.close_week(office.session, MEETING)
    frozen = sheet_of(office)
    assert [row.fair for row in frozen.rows] == [row.fair for row in before.rows]
    attendance.leave(office.session, office.members["WG-01"], "2026-11-16", "2026-11-19", "sick")
    visits(office, "WG-01", met=3, day="2026-11-17")
    office.resident("后来补的住户", grid="01")
    fair_ranking.save_rules(office.session, {"visited_persons": "3"}, "50")
    assert sheet_of(office) == frozen == rankings.weekly(office.session, MEETING)


def test_6_an_empty_week(office: Office) -> None:
    one, two = fair_of(office, "WG-01", "2026-11-06"), fair_of(office, "WG-02", "2026-11-06")
    for each in (one, two):
        assert (each.per_shift, each.per_hundred, each.verified, each.rank, each.shared) == (0, 0, None, 1, True)


def test_7_over_the_turn_of_the_year(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIWANG_TODAY", "2027-01-08")
    visits(office, "WG-01", met=8, day="2027-01-04")
    fair_ranking.save_rules(office.session, {}, "100")
    assert sheet_of(office, "2027-01-08").label == "2027年第1周"
    assert (fair_of(office, "WG-01", "2027-01-08").planned, fair_of(office, "WG-01", "2027-01-08").per_shift) == (5, 160)
    attendance_settings.save_day(office.session, "2027-01-01", "holiday", "元旦")
    row = rows_of(office, "2027-01-08")["WG-01"]
    # four shifts: 8÷4 = 2; the target of 100 shrinks to 80; 8÷80 = 10 %
    assert (row.fair.planned, row.fair.per_shift, row.target, row.completion.value) == (4, 200, 80, 100)
    # 2026-12-25 … 31 has five ordinary days
    assert fair_of(office, "WG-01", "2027-01-01").planned == 5


def test_8_part_time(office: Office) -> None:
    template = office.insert("shift_template", name="周六班", weekdays="6", starts="09:00", ends="12:00", everybody=0)
    office.insert("shift_template", name="晚班", weekdays="12345", starts="14:00", ends="21:00", everybody=1)
    office.insert("member_shift", member_id=office.members["WG-01"], template_id=template, valid_from="2026-11-01")
    visits(office, "WG-01", met=6, day="2026-11-14")
    visits(office, "WG-02", met=20)
    fair_ranking.save_rules(office.session, {}, "100")
    rows = rows_of(office)
    # one shift: 6 a shift against 20÷5 = 4; target 100÷5 = 20, 6÷20 = 30 %
    assert (rows["WG-01"].fair.planned, rows["WG-01"].fair.per_shift, rows["WG-02"].fair.per_shift) == (1, 600, 400)
    assert (rows["WG-01"].target, rows["WG-01"].completion.value, rows["WG-02"].target, rows["WG-02"].completion.value) == (
        20,
        300,
        100,
        200,
    )
    assert (rows["WG-01"].completion.rank, rows["WG-02"].completion.rank) == (1, 2)


def test_9_a_member_without_a_grid(office: Office) -> None:
    office.member("WG-09", "机动员")
    visits(office, "WG-09", met=15)
    visits(office, "WG-01", met=5, phone=5)
    nine, one = fair_of(office, "WG-09"), fair_of(office, "WG-01")
    # two measures: places 1 and 1, mean 1; WG-01: 2, 1, 2, mean 5/3; WG-02 nothing: per shift 3, per hundred 2, mean 5/2
    assert (nine.per_hundred, nine.rank, nine.note) == (None, 1, "没有网格")
    assert (one.rank, fair_of(office, "WG-02").rank) == (2, 3)


def test_10_nobody_on_duty(office: Office) -> None:
    attendance_settings.save_day(office.session, "2026-11-13", "holiday", "停工", "2026-11-19")
    visits(office, "WG-01", met=3)
    one, two = fair_of(office, "WG-01"), fair_of(office, "WG-02")
    assert (one.rank, one.per_shift, one.note) == (None, None, "没有排班，仅供参考")
    assert (two.rank, two.note) == (None, "没有排班")


def test_11_who_came_or_left_in_mid_week(office: Office) -> None:
    office.member("WG-11", "新来者", "02", joined_on="2026-11-17")
    office.member("WG-12", "离任者", "01", left_on="2026-11-17")
    visits(office, "WG-11", met=9)
    visits(office, "WG-12", met=4, day="2026-11-16")
    new, gone = fair_of(office, "WG-11"), fair_of(office, "WG-12")
    # shifts 17, 18, 19: 9÷3; households 3 days × 10÷2 = 15÷7: 9·100·7÷15 = 420
    assert (new.planned, new.per_shift, new.per_hundred) == (3, 300, 42000)
    # shifts 13 and 16: 4÷2; 4 days × 4÷2 = 8÷7: 4·100·7÷8 = 350
    assert (gone.planned, gone.per_shift, gone.per_hundred) == (2, 200, 35000)


def test_12_gaps_absence_and_extra_shifts_never_flatter(office: Office) -> None:
    attended(office, "WG-01", "pppp-")  # the gap counts as on duty
    attended(office, "WG-02", "ppppa")  # absence counts
    visits(office, "WG-01", met=20)
    visits(office, "WG-02", met=20)
    assert (fair_of(office, "WG-01").per_shift, fair_of(office, "WG-02").per_shift) == (400, 400)
    office.insert("attendance", member_id=office.members["WG-01"], day="2026-11-14", state="present")  # a Saturday
    assert (fair_of(office, "WG-01").shifts, fair_of(office, "WG-01").per_shift) == (6, 333)


def test_13_few_visits_are_shown_but_not_ranked(office: Office) -> None:
    visits(office, "WG-01", met=4)
    visits(office, "WG-02", met=3, phone=3)
    one, two = fair_of(office, "WG-01"), fair_of(office, "WG-02")
    assert (one.verified, one.verified_rank, two.verified, two.verified_rank) == (1000, None, 500, 1)


def test_14_the_best_outcome_of_a_day_counts_once(office: Office) -> None:
    for outcome in ("phone", "met", "absent"):
        office.visit("2026-11-18", "WG-01", "一个人", outcome, 1)
    office.visit("2026-11-19", "WG-01", "一个人", "phone", 1)
    one = fair_of(office, "WG-01")
    assert (one.met, one.counted) == (1, 2)
    figures = rows_of(office)["WG-01"].figures
    assert one.counted == figures.visited_households + figures.visited_entities


def test_an_open_week_counts_only_the_days_that_have_come(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIWANG_TODAY", "2026-11-17")
    visits(office, "WG-01", met=6, day="2026-11-16")
    assert (fair_of(office, "WG-01").planned, fair_of(office, "WG-01").per_shift) == (5, 200)  # Friday, Monday, Tuesday


def test_weights_change_open_weeks_and_can_be_undone(office: Office) -> None:
    office.resident("新来的", by="WG-01", opened_on="2026-11-16")
    visits(office, "WG-02", met=2)
    rows = rows_of(office)
    assert (rows["WG-01"].weighted.value, rows["WG-02"].weighted.value, rows["WG-02"].weighted.rank) == (1000, 2000, 1)
    assert (rows["WG-01"].completion, rows["WG-01"].target) == (None, None)
    done = fair_ranking.save_rules(office.session, {"new_residents": "3", "visited_persons": "0.5"}, "")
    assert "ranking" in done.touched
    rows = rows_of(office)
    assert (rows["WG-01"].weighted.value, rows["WG-01"].weighted.rank, rows["WG-02"].weighted.value) == (3000, 1, 1000)
    assert sheet_of(office).weights == "新增人口×3、走访人数×0.5，其余×1"
    assert (rows["WG-01"].rank, rows["WG-02"].rank) == (2, 1)  # the raw rank stays
    history.undo(office.session, done.operation_id)
    assert rows_of(office)["WG-01"].weighted.value == 1000
    with pytest.raises(Refused):
        fair_ranking.save_rules(office.as_role(Role.MEMBER, "WG-01"), {}, "")


def test_a_sheet_frozen_before_there_were_fair_figures_still_opens(office: Office) -> None:
    visits(office, "WG-01", met=3)
    rankings.close_week(office.session, MEETING)
    row_id, text = office.register.db.execute("SELECT id, sheet FROM closed_week").fetchone()
    content = json.loads(text)
    for key in ("weights", "weekly_target", "fair_rules"):
        del content[key]
    for row in content["rows"]:
        for key in ("weighted", "completion", "target", "fair"):
            del row[key]
    office.update("closed_week", row_id, sheet=json.dumps(content))
    sheet = sheet_of(office)
    assert (sheet.fair_rules, sheet.rows[0].fair, sheet.rows[0].volume) == ("", None, 3)
