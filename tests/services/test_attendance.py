"""考勤 at a register: keys, whole days, leave, 补签 by two people, shifts and calendar, and all of it undone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.errors import Refused
from app.models.vocabulary import AttendanceState, Role
from app.services import attendance, attendance_corrections, attendance_settings, history, rankings
from app.services.session import Session
from tests.builders import Office


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setenv("ZHIWANG_TODAY", "2026-11-20")
    office = Office()
    office.member("WG-07", "新来者", "01", joined_on="2026-11-11")
    return office


def row_of(office: Office, staff_no: str, month: int = 11) -> Any:
    sheet = attendance.month(office.session, 2026, month)
    return next(row for row in sheet.rows if row.staff_no == staff_no)


def marks(office: Office, staff_no: str, month: int = 11) -> str:
    return "".join(cell.mark or "." for cell in row_of(office, staff_no, month).cells)


def test_the_month_shows_gaps_rest_days_and_who_was_not_there_yet(office: Office) -> None:
    # 1 November is a Sunday; today the 20th
    assert marks(office, "WG-01") == ".○○○○○..○○○○○..○○○○○.........."
    assert marks(office, "WG-07") == "——————————○○○..○○○○○.........."
    assert row_of(office, "WG-01").sums.planned == 21
    assert row_of(office, "WG-07").sums.planned == 14


def test_a_key_sets_changes_and_clears_a_day(office: Office) -> None:
    wang = office.members["WG-01"]
    assert attendance.set_state(office.session, wang, "2026-11-16", "present").message == "网格员01 11月16日 出勤"
    attendance.set_state(office.session, wang, "2026-11-16", "sick")
    assert row_of(office, "WG-01").cells[15].words == "病假"
    done = attendance.set_state(office.session, wang, "2026-11-16", "")
    assert row_of(office, "WG-01").cells[15].mark == "○"
    history.undo(office.session, done.operation_id)
    assert row_of(office, "WG-01").cells[15].words == "病假"
    with pytest.raises(Refused, match="不用清除"):
        attendance.set_state(office.session, wang, "2026-11-17", "")


def test_what_cannot_be_is_refused_with_the_reason(office: Office) -> None:
    new = office.members["WG-07"]
    with pytest.raises(Refused, match="还没到"):
        attendance.set_state(office.session, new, "2026-11-23", "present")
    attendance.set_state(office.session, new, "2026-11-23", "annual")  # leave may be known before
    with pytest.raises(Refused, match="不在任"):
        attendance.set_state(office.session, new, "2026-11-10", "present")
    with pytest.raises(Refused, match="没有“late”"):
        attendance.set_state(office.session, new, "2026-11-12", "late")
    with pytest.raises(Refused, match="不能做这项操作"):
        attendance.set_state(office.as_role(Role.LEADER), new, "2026-11-12", "present")
    with pytest.raises(Refused):
        attendance.month(office.as_role(Role.MEMBER, "WG-07"), 2026, 11)


def test_the_rest_of_a_day_was_on_duty_in_one_act(office: Office) -> None:
    attendance.set_state(office.session, office.members["WG-02"], "2026-11-12", "leave")
    done = attendance.fill_day(office.session, "2026-11-12")
    assert done.message == "11月12日 2 人记为出勤"
    assert [row_of(office, number).cells[11].mark for number in ("WG-01", "WG-02", "WG-07")] == ["√", "事", "√"]
    history.undo(office.session, done.operation_id)
    assert [row_of(office, number).cells[11].mark for number in ("WG-01", "WG-02", "WG-07")] == ["○", "事", "○"]
    with pytest.raises(Refused, match="没有排班"):
        attendance.fill_day(office.session, "2026-11-15")
    with pytest.raises(Refused, match="还没到"):
        attendance.fill_day(office.session, "2026-11-24")


def test_leave_takes_only_days_with_a_shift_and_is_one_undo(office: Office) -> None:
    done = attendance.leave(office.session, office.members["WG-01"], "2026-11-19", "2026-11-24", "annual", "回老家")
    assert done.message == "网格员01 11月19日至24日 年休假 4 天，其间 2 天没有班次不计"
    row = row_of(office, "WG-01")
    assert (row.sums.of(AttendanceState.ANNUAL), row.cells[18].note) == (4, "回老家")
    history.undo(office.session, done.operation_id)
    assert row_of(office, "WG-01").sums.of(AttendanceState.ANNUAL) == 0
    for first, last, state, said in (
        ("2026-11-21", "2026-11-22", "sick", "不用请假"),
        ("2026-11-21", "2026-11-20", "sick", "早于"),
        ("2026-11-19", "", "present", "没有选假别"),
        ("2026-11-19", "2027-12-31", "sick", "最长一年"),
    ):
        with pytest.raises(Refused, match=said):
            attendance.leave(office.session, office.members["WG-01"], first, last, state)


def test_imported_lines_are_changed_not_doubled(office: Office) -> None:
    wang = office.members["WG-01"]
    office.insert("attendance", member_id=wang, day="2026-11-16", shift="晚班", state="present", came_at="14:00", left_at="21:00")
    attendance.set_state(office.session, wang, "2026-11-16", "leave")
    found = office.register.db.execute("SELECT shift, state, came_at FROM attendance WHERE status = 'active'").fetchall()
    assert found == [("晚班", "leave", "")]


def other_chief(office: Office) -> Session:
    return office.as_role(Role.CHIEF)


def test_a_correction_needs_two_people(office: Office) -> None:
    wang, chief = office.members["WG-01"], other_chief(office)
    asked = attendance_corrections.ask(office.session, wang, "2026-11-17", "present", "手机没电没有打卡")
    assert attendance.month(office.session, 2026, 11).waiting == 1
    assert row_of(office, "WG-01").cells[16].asked
    (line,) = attendance_corrections.corrections(chief)
    assert (line.member, line.wanted, line.decision, line.own) == ("网格员01", "出勤", "open", False)
    with pytest.raises(Refused, match="申请人以外"):
        attendance_corrections.decide(office.session, line.id, True)
    done = attendance_corrections.decide(chief, line.id, True)
    assert row_of(office, "WG-01").cells[16].mark == "√"
    (line,) = attendance_corrections.corrections(chief, "2026-11-01", "2026-11-30")
    assert (line.decision, line.decided) == ("approved", "网格长 11-20 同意")
    with pytest.raises(Refused, match="不用再审"):
        attendance_corrections.decide(chief, line.id, True)
    history.undo(office.session, done.operation_id)
    assert row_of(office, "WG-01").cells[16].mark == "○"
    assert attendance.month(office.session, 2026, 11).waiting == 1
    history.undo(office.session, asked.operation_id)
    assert attendance.month(office.session, 2026, 11).waiting == 0


def test_nobody_approves_the_own_day(office: Office) -> None:
    attendance_corrections.ask(office.session, office.members["WG-01"], "2026-11-17", "present", "忘记打卡")
    (line,) = attendance_corrections.corrections(office.session)
    chief = office.as_role(Role.CHIEF)
    chief.account = replace(chief.account, member_id=office.members["WG-01"])
    with pytest.raises(Refused, match="申请人以外"):
        attendance_corrections.decide(chief, line.id, True)


def test_refusing_needs_a_reason_and_leaves_the_day(office: Office) -> None:
    attendance_corrections.ask(office.session, office.members["WG-01"], "2026-11-17", "present", "忘记打卡")
    chief = other_chief(office)
    (line,) = attendance_corrections.corrections(chief)
    with pytest.raises(Refused, match="要写原因"):
        attendance_corrections.decide(chief, line.id, False)
    attendance_corrections.decide(chief, line.id, False, "当天没有排到")
    assert row_of(office, "WG-01").cells[16].mark == "○"


def test_what_cannot_be_asked_for(office: Office) -> None:
    wang, member = office.members["WG-01"], office.as_role(Role.MEMBER, "WG-01")
    attendance_corrections.ask(member, wang, "2026-11-16", "present", "忘记打卡")
    for session, who, day, state, reason, said in (
        (member, office.members["WG-02"], "2026-11-16", "present", "忘记打卡", "只能为自己"),
        (member, wang, "2026-11-16", "present", "忘记打卡", "不用再申请"),
        (member, wang, "2026-11-23", "present", "忘记打卡", "还没到"),
        (member, wang, "2026-11-17", "sick", "忘记打卡", "请假请用"),
        (member, wang, "2026-11-17", "present", " ", "没有写原因"),
        (office.session, office.members["WG-07"], "2026-11-02", "present", "忘记打卡", "不在任"),
    ):
        with pytest.raises(Refused, match=said):
            attendance_corrections.ask(session, who, day, state, reason)


def test_a_closed_week_keeps_its_sheet(office: Office) -> None:
    attendance.set_state(office.session, office.members["WG-01"], "2026-11-16", "present")
    rankings.close_week(office.session, "2026-11-20")
    before = rankings.weekly(office.session, "2026-11-20")
    done = attendance.set_state(office.session, office.members["WG-01"], "2026-11-17", "present")
    assert done.message.endswith("那一周已结算，排名表不变")
    assert rankings.weekly(office.session, "2026-11-20") == before


def test_shifts_are_kept_and_given_to_members(office: Office) -> None:
    assert [line.name for line in attendance_settings.templates(office.session)] == ["晚班", "例会班"]
    done = attendance_settings.save_template(office.session, "", "周末班", "67", "9:00", "1200", False, [office.members["WG-07"]])
    lines = {line.name: line for line in attendance_settings.templates(office.session)}
    assert (lines["周末班"].text, lines["周末班"].members) == ("周六、日 09:00–12:00", "新来者")
    assert lines["晚班"].members == "全体（另有安排的除外）"
    # from today, the 20th, on only the 21st, 22nd, 28th and 29th; before that as everybody: 11–13, 16–19
    assert row_of(office, "WG-07").sums.planned == 7 + 4
    assert row_of(office, "WG-01").sums.planned == 21
    weekend = lines["周末班"].id
    attendance_settings.save_template(office.session, weekend, "周末班", "6", "09:00", "12:00", False, [])
    assert row_of(office, "WG-07").sums.planned == 14
    attendance_settings.delete_template(office.session, weekend)
    assert [line.name for line in attendance_settings.templates(office.session)] == ["晚班", "例会班"]
    assert done.message == "班次已保存：周末班 周六、日"


def test_shifts_that_make_no_sense_are_refused(office: Office) -> None:
    for values, said in (
        (("", "1", "14:00", "21:00"), "没有名称"),
        (("早班", "", "8:00", "12:00"), "没有选星期"),
        (("早班", "1", "25:00", "26:00"), "看不懂"),
        (("早班", "1", "12:00", "8:00"), "不晚于"),
    ):
        with pytest.raises(Refused, match=said):
            attendance_settings.save_template(office.session, "", *values, True)
    attendance_settings.save_template(office.session, "", "早班", "1", "8:00", "12:00", True)
    with pytest.raises(Refused, match="已有叫"):
        attendance_settings.save_template(office.session, "", "早班", "1", "8:00", "12:00", True)


def test_the_office_edits_the_calendar_and_takes_it_back(office: Office) -> None:
    done = attendance_settings.save_day(office.session, "2026-11-16", "rest", "轮休", "2026-11-17")
    assert done.message == "11月16日起 2 天 休息日"
    assert row_of(office, "WG-01").sums.planned == 19
    lines = {line.day: line for line in attendance_settings.calendar(office.session, 2026)}
    assert (lines["2026-11-16"].note, lines["2026-11-16"].edited, lines["2026-10-01"].kind_label) == ("轮休", True, "节假日")
    attendance_settings.save_day(office.session, "2026-11-16", "")
    assert row_of(office, "WG-01").sums.planned == 20
    history.undo(office.session, attendance_settings.save_day(office.session, "2026-11-16", "holiday").operation_id)
    assert row_of(office, "WG-01").sums.planned == 20
    for day, kind, last, said in (
        ("2026-11-18", "", "", "没有改过"),
        ("2026-11-18", "feast", "", "没有选性质"),
        ("2026-11-18", "rest", "2026-11-17", "不早于"),
        ("坏", "rest", "", "看不懂"),
    ):
        with pytest.raises(Refused, match=said):
            attendance_settings.save_day(office.session, day, kind, "", last)


def test_a_year_without_data_says_so(office: Office) -> None:
    sheet = attendance.month(office.session, 2027, 1)
    assert "2027年的节假日安排还没有收录" in sheet.remark
    assert attendance.month(office.session, 2026, 11).remark == ""
    assert "2027年" in attendance_settings.remark(office.session, 2027)


def test_months_run_from_the_next_one_back(office: Office) -> None:
    office.insert("attendance", member_id=office.members["WG-01"], day="2025-03-03", state="present")
    months = attendance.months(office.session)
    assert (months[0], months[-1]) == ((2026, 12), (2025, 3))
