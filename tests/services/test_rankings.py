"""The Friday sheet on a hand-made fortnight; every expected number was counted by hand in the comments."""

from __future__ import annotations

import pytest

from app.errors import Refused
from app.models.vocabulary import Role
from app.services import history, rankings, statistics
from tests.builders import Office

MEETING = "2026-11-20"  # week 2026-11-13 … 2026-11-19
BEFORE = "2026-11-13"  # week 2026-11-06 … 2026-11-12


@pytest.fixture
def office() -> Office:
    """Three members, one of them without a grid; a week with ties, doubles, moves, a return and a voided entry."""
    office = Office()
    office.member("WG-09", "机动员")
    old = [office.resident(f"老住户{number}", by="WG-01") for number in range(6)]
    # the week before: WG-01 visits two, WG-02 one
    office.visit("2026-11-06", "WG-01", old[0])
    office.visit("2026-11-12", "WG-01", old[1])
    office.visit("2026-11-12", "WG-02", old[2], grid="02")
    # this week, WG-01: new 2 (one of them a namesake), voided 1, cancelled 1, visits 1 + 3 persons
    office.resident("王建平", opened_on="2026-11-13", by="WG-01")
    office.resident("王建平", opened_on="2026-11-19", reason="newly_living", by="WG-01")
    office.close(office.resident("误录者", opened_on="2026-11-13", by="WG-01"), "2026-11-14", "misentry", "WG-01")
    office.close(old[5], "2026-11-16", "death", "WG-01")
    office.visit("2026-11-13", "WG-01", old[0], "absent", 0)
    office.visit("2026-11-13", "WG-01", old[0], "met", 1)  # the same day: counts as met once
    office.visit("2026-11-13", "WG-01", old[0], "phone", 1)  # and once more: still once
    household = office.household(office.dwelling("502"))
    office.visit("2026-11-18", "WG-01", household, "met", 3, kind="household")
    # WG-02: a return (no 新增), a move (nothing), an entity, its visit, an attempt; volume 2 + visit of 5 persons = 7
    gone = office.resident("回来者", grid="02", opened_on="2026-02-01", by="WG-02")
    office.close(gone, "2026-06-01", "left", "WG-02")
    office.residence(gone.resident_id, grid="02", opened_on="2026-11-17", reason="return", by="WG-02")
    office.move(old[4], "2026-11-17", "02", "WG-02")
    shop, _ = office.entity(grid="02", opened_on="2026-11-14", by="WG-02")
    office.visit("2026-11-14", "WG-02", shop, "met", 1, kind="entity", grid="02")
    office.visit("2026-11-15", "WG-02", shop, "refused", 0, kind="entity", grid="02")
    office.visit("2026-11-19", "WG-02", office.household(office.dwelling("601", "02")), "relative", 5, kind="household", grid="02")
    # outside the week
    office.visit("2026-11-20", "WG-01", old[1])
    return office


def test_figures_and_ranks_counted_by_hand(office: Office) -> None:
    sheet = rankings.weekly(office.session, MEETING)
    rows = {row.staff_no: row for row in sheet.rows}
    one, two, nine = rows["WG-01"].figures, rows["WG-02"].figures, rows["WG-09"]
    assert (one.new_residents, one.cancelled_residents, one.visited_persons, one.visited_households) == (2, 1, 4, 2)
    assert (one.attempts, one.corrections, one.volume) == (0, 1, 7)
    assert (two.new_residents, two.returned_residents, two.cancelled_residents) == (0, 1, 0)
    assert (two.new_entities, two.visited_entities, two.visited_persons, two.attempts, two.volume) == (1, 1, 5, 1, 7)
    assert (rows["WG-01"].rank, rows["WG-02"].rank, nine.rank) == (1, 1, 3)
    assert rows["WG-01"].shared_rank
    assert not nine.shared_rank
    assert (rows["WG-01"].last_volume, rows["WG-01"].last_rank, rows["WG-02"].last_volume, rows["WG-02"].last_rank) == (2, 1, 1, 2)
    assert (nine.grid, rows["WG-01"].grid, nine.volume) == ("", "01", 0)
    assert sheet.total.volume == 14
    assert sheet.last_total is not None
    assert sheet.last_total.volume == 3
    assert (sheet.label, sheet.closed_at) == ("2026年第47周", "")


def test_every_list_adds_up_to_its_figure(office: Office) -> None:
    sheet = rankings.weekly(office.session, MEETING)
    for row in sheet.rows:
        for figure in ("new_residents", "returned_residents", "cancelled_residents", "visited_persons", "visited_households",
                       "new_entities", "cancelled_entities", "visited_entities", "attempts", "corrections", "volume"):  # fmt: skip
            lines = rankings.records(office.session, MEETING, row.member_id, figure)
            assert sum(line.count for line in lines) == getattr(row.figures, figure), (row.staff_no, figure)


def test_a_member_sees_only_the_records_of_the_own_figures(office: Office) -> None:
    member = office.as_role(Role.MEMBER, "WG-01")
    assert rankings.records(member, MEETING, office.members["WG-01"], "new_residents")
    with pytest.raises(Refused):
        rankings.records(member, MEETING, office.members["WG-02"], "new_residents")


def test_weeks_run_from_the_first_visit_to_today(office: Office) -> None:
    weeks = rankings.weeks(office.session)
    assert [week.meeting for week in weeks][:3] == ["2026-11-27", MEETING, BEFORE]
    assert weeks[-1].first <= "2026-06-01"  # the first closing
    data = {week.meeting: week.has_data for week in weeks}
    assert data[MEETING]
    assert data[BEFORE]
    assert not data["2026-11-06"]


def test_a_closed_week_is_printed_the_same_for_ever(office: Office) -> None:
    done = rankings.close_week(office.session, MEETING)
    assert done.message == "已结算 2026年第47周"
    assert "ranking" in done.touched
    closed = rankings.weekly(office.session, MEETING)
    assert closed.closed_by == "管理员"
    assert closed.journal_seal
    office.resident("迟来者", opened_on="2026-11-18", by="WG-02")
    office.close(office.resident("又一个", opened_on="2026-11-18", by="WG-01"), "2026-11-19", "left", "WG-01")
    assert rankings.weekly(office.session, MEETING) == closed
    table = statistics.figures(office.session, closed.period, "member")
    assert table.frozen
    assert table.total == closed.total
    whole = statistics.figures(office.session, closed.period, "office")
    assert (whole.frozen, whole.total, whole.rows[0].figures) == (True, closed.total, closed.total)


def test_later_corrections_stand_in_the_next_week(office: Office) -> None:
    rankings.close_week(office.session, MEETING)
    assert rankings.weekly(office.session, "2026-11-27").corrections == ()
    office.resident("迟来者", opened_on="2026-11-18", by="WG-02")
    visit = office.visit("2026-11-19", "WG-01", office.resident("补记者"), "met", 2)
    lines = {(line.name, line.figure): line.change for line in rankings.weekly(office.session, "2026-11-27").corrections}
    assert lines == {("网格员02", "new_residents"): 1, ("网格员01", "visited_persons"): 2, ("网格员01", "visited_households"): 1}
    office.update("visit", visit, outcome="absent", persons_met=0)
    lines = {(line.name, line.figure): line.change for line in rankings.weekly(office.session, "2026-11-27").corrections}
    assert lines == {("网格员02", "new_residents"): 1}
    assert all(line.week_label == "2026年第47周" for line in rankings.weekly(office.session, "2026-11-27").corrections)


def test_a_correction_is_shown_in_one_sheet_only(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    rankings.close_week(office.session, BEFORE)
    office.resident("迟来者", opened_on="2026-11-07", by="WG-02")
    rankings.close_week(office.session, MEETING)
    assert len(rankings.weekly(office.session, MEETING).corrections) == 1
    assert rankings.weekly(office.session, "2026-11-27").corrections == ()
    office.resident("更迟者", opened_on="2026-11-07", by="WG-02")
    third = rankings.weekly(office.session, "2026-11-27").corrections
    assert [(line.week_label, line.change) for line in third] == [("2026年第46周", 1)]


def test_a_day_that_moves_out_of_a_closed_week_is_a_correction(office: Office) -> None:
    stay = office.resident("改日者", opened_on="2026-11-18", by="WG-02")
    rankings.close_week(office.session, MEETING)
    office.update("residence", stay.residence_id, opened_on="2026-11-20")
    lines = rankings.weekly(office.session, "2026-11-27").corrections
    assert [(line.figure, line.change) for line in lines] == [("new_residents", -1)]


def test_closing_is_refused_twice_too_early_and_to_members(office: Office) -> None:
    with pytest.raises(Refused, match="才结束"):
        rankings.close_week(office.session, "2026-11-27")
    with pytest.raises(Refused):
        rankings.close_week(office.as_role(Role.MEMBER, "WG-01"), MEETING)
    done = rankings.close_week(office.session, MEETING)
    with pytest.raises(Refused, match="不用再结算"):
        rankings.close_week(office.session, MEETING)
    with pytest.raises(Refused):
        history.undo(office.session, done.operation_id)


def test_an_empty_week_has_everybody_at_nothing(office: Office) -> None:
    sheet = rankings.weekly(office.session, "2026-10-30")
    assert [row.rank for row in sheet.rows] == [1, 1, 1]
    assert sheet.total.volume == 0
    assert sheet.last_total is None
    assert sheet.highlights == ()


def test_entries_without_a_collector_are_named_not_ranked(office: Office) -> None:
    office.resident("无主", opened_on="2026-11-15")
    sheet = rankings.weekly(office.session, MEETING)
    assert sheet.total.volume == 14
    assert any("有 1 条记录没有登记人" in sentence for _, sentence in sheet.highlights)
    table = statistics.figures(office.session, sheet.period, "member")
    assert table.total.volume == 15
    assert (table.rows[-1].name, table.rows[-1].rank) == ("（未注明登记人）", 0)


def test_attendance_and_leaders(office: Office) -> None:
    for day in ("2026-11-13", "2026-11-16", "2026-11-17"):
        office.insert("attendance", member_id=office.members["WG-01"], day=day, state="present")
    office.insert("attendance", member_id=office.members["WG-02"], day="2026-11-16", state="sick")
    office.member("WZ-01", "网格长", "01", role="01")
    office.member("WG-05", "离任者", "01", left_on="2026-11-12")
    rows = {row.staff_no: row for row in rankings.weekly(office.session, MEETING).rows}
    assert (rows["WG-01"].attendance, rows["WG-01"].days_present) == ("3 天", 3)
    assert (rows["WG-02"].attendance, rows["WG-09"].attendance) == ("病假1天", "")
    assert "WZ-01" not in rows
    assert "WG-05" not in rows
