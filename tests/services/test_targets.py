"""Targets in an office: set, adjusted, copied, followed by the figures; part years, transfers, re-divisions, counted by hand."""

from __future__ import annotations

import pytest

from app.errors import Refused
from app.models.target_views import AllotSheet, ProgressSheet, TargetDraft
from app.models.vocabulary import Role
from app.services import fair_ranking, history, home, rankings, target_progress, target_renewal, targets
from app.storage import history as stored_history
from tests.builders import Office

BY_PEOPLE = {"population": "1"}
MEETING = "2026-11-20"


@pytest.fixture
def office() -> Office:
    """Grid 01: 3 people, 100 ㎡; grid 02: 1 person, 300 ㎡."""
    office = Office()
    for number in range(4):
        office.resident(f"住户{number}", grid="01" if number < 3 else "02", opened_on="2025-03-01")
    office.update("grid", office.grids["01"], area_m2=100)
    office.update("grid", office.grids["02"], area_m2=300)
    return office


def set_target(office: Office, total: int | str, level: str = "grid", indicator: str = "visited_persons", **more) -> AllotSheet:
    draft = TargetDraft(2026, indicator, level, str(total), **more)
    targets.save(office.session, draft)
    return targets.sheet(office.session, 2026, indicator, level)


def amounts(sheet: AllotSheet) -> dict[str, int]:
    return {row.code: row.amount for row in sheet.rows}


def matrix(office: Office, level: str = "grid", month: int = 0) -> ProgressSheet:
    return target_progress.matrix(office.session, 2026, month, level)


def cell(office: Office, code: str, indicator: str = "visited_persons", level: str = "grid", month: int = 0):
    return next(row.cells[indicator] for row in matrix(office, level, month).rows if row.code == code)


def test_sixty_forty_over_two_grids(office: Office) -> None:
    sheet = set_target(office, 100)
    # 60 · 3/4 + 40 · 1/4 = 55; 60 · 1/4 + 40 · 3/4 = 45
    assert amounts(sheet) == {"01": 55, "02": 45}
    assert [(row.shares["population"], row.shares["area"]) for row in sheet.rows] == [(750, 250), (250, 750)]
    assert (sheet.total.amount, sheet.total.computed, sheet.total.population, sheet.total.area_m2) == (100, 100, 4, 400)
    assert all(sum(row.months) == row.amount for row in sheet.rows)
    assert sheet.rows[0].mean == 46  # 55 ÷ 12 = 4.58
    assert sheet.rule.startswith("按人口 60%、面积 40%分解，底数为 2026-11-20，分月按工作日，时间进度按天数")
    assert (sheet.version, sheet.versions[0].why) == (1, "首次设定")


def test_preview_writes_nothing(office: Office) -> None:
    sheet = targets.preview(office.session, TargetDraft(2026, "volume", "grid", "100"))
    assert (amounts(sheet), sheet.version) == ({"01": 55, "02": 45}, 0)
    assert targets.sheet(office.session, 2026, "volume", "grid").rows == ()
    assert [line.total for line in targets.overview(office.session, 2026, "grid")] == [None] * 8


def test_progress_uses_the_figures_of_the_rankings(office: Office) -> None:
    set_target(office, 100)
    for number in range(44):
        office.visit("2026-03-02", "WG-01", f"人{number}", "met", 1)
    one = cell(office, "01")
    # 44 of 55 = 80.0 %; 20 November is day 324 of 365 = 88.8 %; 55 · 324/365 = 48.8
    assert (one.done, one.completion, one.elapsed, one.lag, one.expected) == (44, 800, 888, -88, 49)
    total = matrix(office).total.cells["visited_persons"]
    assert (total.target, total.done, total.completion) == (100, 44, 440)
    assert cell(office, "01", "new_entities").target is None
    lines = target_progress.records(office.session, 2026, 0, "grid", office.grids["01"], "visited_persons")
    assert sum(line.count for line in lines) == 44


def test_a_month_of_the_year(office: Office) -> None:
    sheet = set_target(office, 1200, weights=BY_PEOPLE, month_rule="equal")
    assert sheet.rows[0].months == (75,) * 12
    office.visit("2026-11-03", "WG-01", "某人", "met", 1)
    one = cell(office, "01", month=11)
    # 20 of 30 days = 66.7 %; 1 of 75 = 1.3 %
    assert (one.target, one.done, one.elapsed, one.completion, one.lag) == (75, 1, 667, 13, -654)
    assert cell(office, "01", month=12).elapsed == 0


def test_members_by_the_time_in_office(office: Office) -> None:
    # WG-03 shares grid 01 from 1 July: 184 of 365 days; 01 = 3 people
    office.member("WG-03", "新人", "01", joined_on="2026-07-01")
    sheet = set_target(office, 1000, "member", weights=BY_PEOPLE)
    # WG-01: 181 days alone 3, 184 days 1.5 → 819/365; WG-03: 184 · 1.5 = 276/365; WG-02: 365/365: of 1460 → 560.96 189.04 250
    assert amounts(sheet) == {"WG-01": 561, "WG-02": 250, "WG-03": 189}
    new = next(row for row in sheet.rows if row.code == "WG-03")
    assert (new.span, new.months[:6], new.mean) == ("7月1日起", (0,) * 6, 315)
    # 1 July … 20 November is 143 of 184 days
    assert cell(office, "WG-03", level="member").elapsed == 777
    assert cell(office, "WG-03", level="member", month=5).target is None


def test_equal_shares_by_the_time_in_office(office: Office) -> None:
    office.update("grid_member", office.members["WG-02"], left_on="2026-07-01")  # 181 days
    office.member("WG-04", "没有网格")
    sheet = set_target(office, 911, "member", weights={"equal": "1"})
    assert amounts(sheet) == {"WG-01": 365, "WG-02": 181, "WG-04": 365}
    gone = cell(office, "WG-02", level="member")
    assert (gone.elapsed, gone.per_day, next(row.span for row in sheet.rows if row.code == "WG-02")) == (1000, None, "至6月30日")


def test_a_member_without_a_grid_is_named(office: Office) -> None:
    office.member("WG-04", "没有网格")
    sheet = set_target(office, 40, "member", weights=BY_PEOPLE)
    assert amounts(sheet) == {"WG-01": 30, "WG-02": 10, "WG-04": 0}
    assert "没有网格 按这些权重分不到指标" in sheet.notes[0]


def test_who_only_leads_gets_no_target(office: Office) -> None:
    office.member("WG-09", "网格长", "01", role="01")
    assert "WG-09" not in amounts(set_target(office, 40, "member", weights={"equal": "1"}))


def test_a_transfer_in_mid_year(office: Office) -> None:
    row = office.register.db.execute("SELECT id FROM assignment WHERE member_id = ?", (office.members["WG-01"],)).fetchone()[0]
    office.update("assignment", row, valid_to="2026-06-30")
    office.insert("assignment", member_id=office.members["WG-01"], grid_id=office.grids["02"], role="03", valid_from="2026-07-01")
    sheet = set_target(office, 727, "member", weights=BY_PEOPLE)
    # WG-01: 181 · 3 + 184 · 0.5 = 635; WG-02: 181 · 1 + 184 · 0.5 = 273; nobody keeps grid 01 in the second half: of 908
    assert amounts(sheet) == {"WG-01": 508, "WG-02": 219}


def test_caps_by_what_exists(office: Office) -> None:
    # everybody counts as a household of the own: 3 and 1; twice each: 6 and 2
    with pytest.raises(Refused, match="最多能定 8"):
        set_target(office, 9, indicator="visited_households", weights=BY_PEOPLE, times="2")
    sheet = set_target(office, 8, indicator="visited_households", weights={"area": "1"}, times="2")
    # by area 2 : 6; grid 02 may have 2, the rest goes to grid 01
    assert amounts(sheet) == {"01": 6, "02": 2}
    assert "02网格 已到上限，多出的约 4" in sheet.notes[0]
    assert "上限为户数×2" in sheet.rule
    with pytest.raises(Refused, match="不能设上限"):
        set_target(office, 9, indicator="new_entities", weights=BY_PEOPLE, times="2")


def test_a_new_indicator_in_mid_year(office: Office) -> None:
    office.visit("2026-06-30", "WG-01", "早", "met", 1)
    office.visit("2026-07-01", "WG-01", "晚", "met", 1)
    sheet = set_target(office, 184, weights={"equal": "1"}, first_day="2026-07-01")
    assert sheet.rows[0].months[:6] == (0,) * 6
    one = cell(office, "01")
    assert (one.target, one.done, one.elapsed) == (92, 1, 777)  # 143 of 184 days; what was before does not count
    with pytest.raises(Refused, match="不在 2026 年里"):
        set_target(office, 1, indicator="volume", first_day="2025-07-01")


def test_the_next_version_needs_a_reason_and_can_be_undone(office: Office) -> None:
    set_target(office, 100)
    with pytest.raises(Refused, match="改动要写明依据"):
        targets.save(office.session, TargetDraft(2026, "visited_persons", "grid", "200"))
    done = targets.save(office.session, TargetDraft(2026, "visited_persons", "grid", "200", why="区里追加任务"))
    sheet = targets.sheet(office.session, 2026, "visited_persons", "grid")
    assert [(each.version, each.total, each.why) for each in sheet.versions] == [(2, 200, "区里追加任务"), (1, 100, "首次设定")]
    assert amounts(sheet) == {"01": 110, "02": 90}
    history.undo(office.session, done.operation_id)
    sheet = targets.sheet(office.session, 2026, "visited_persons", "grid")
    assert (sheet.version, amounts(sheet), len(sheet.versions)) == (1, {"01": 55, "02": 45}, 1)


def test_a_version_that_was_followed_by_another_is_not_undone(office: Office) -> None:
    first = targets.save(office.session, TargetDraft(2026, "volume", "grid", "100"))
    targets.save(office.session, TargetDraft(2026, "volume", "grid", "200", why="追加"))
    with pytest.raises(Refused):
        history.undo(office.session, first.operation_id)
    assert targets.sheet(office.session, 2026, "volume", "grid").total.amount == 200


def test_adjusting_between_units_and_with_the_total(office: Office) -> None:
    set_target(office, 100)
    ids = office.grids
    with pytest.raises(Refused, match="合计是 -5，不是 0"):
        targets.adjust(office.session, 2026, "visited_persons", "grid", ids["01"], "-5", "", "拆迁")
    with pytest.raises(Refused, match="没有写原因"):
        targets.adjust(office.session, 2026, "visited_persons", "grid", ids["01"], "-5", ids["02"], " ")
    done = targets.adjust(office.session, 2026, "visited_persons", "grid", ids["01"], "−5", ids["02"], "拆迁")
    sheet = targets.sheet(office.session, 2026, "visited_persons", "grid")
    assert [(row.computed, row.adjustment, row.amount, row.adjust_why) for row in sheet.rows] == [(55, -5, 50, "拆迁"), (45, 5, 50, "拆迁")]
    assert (sheet.total.adjustment, sheet.total.amount, sheet.version) == (0, 100, 2)
    assert "总数不变" in done.message
    assert all(sum(row.months) == row.amount for row in sheet.rows)
    targets.adjust(office.session, 2026, "visited_persons", "grid", ids["02"], "+10", "total", "新建小区")
    sheet = targets.sheet(office.session, 2026, "visited_persons", "grid")
    assert (sheet.total.amount, sheet.total.adjustment, sheet.rows[1].adjust_why, sheet.versions[0].total) == (110, 10, "拆迁；新建小区", 110)
    for wrong in ("", "0", "多", "+-3", "999"):
        with pytest.raises(Refused):
            targets.adjust(office.session, 2026, "visited_persons", "grid", ids["02"], f"-{wrong}" if wrong == "999" else wrong, "total", "x")


def test_last_years_targets_or_results(office: Office) -> None:
    for number in range(10):
        office.visit("2025-05-05", "WG-01", f"人{number}", "met", 1)
    targets.save(office.session, TargetDraft(2025, "new_entities", "grid", "20", BY_PEOPLE))
    done = target_renewal.copy_last_year(office.session, 2026, "grid", "110")
    found = {line.indicator: line.total for line in targets.overview(office.session, 2026, "grid") if line.total is not None}
    # 20 · 1.1; 10 visits and 4 registrations · 1.1 = 11, 4.4; volume 14 · 1.1 = 15.4; 10 · 1.1
    assert found == {"new_entities": 22, "visited_persons": 11, "new_residents": 4, "volume": 15, "visited_households": 11}
    assert amounts(targets.sheet(office.session, 2026, "new_entities", "grid")) == {"01": 17, "02": 5}  # 16.5, 5.5: the first
    history.undo(office.session, done.operation_id)
    assert all(line.total is None for line in targets.overview(office.session, 2026, "grid"))
    with pytest.raises(Refused, match="没有可以沿用的"):
        target_renewal.copy_last_year(office.session, 2028, "grid")
    with pytest.raises(Refused, match="比例"):
        target_renewal.copy_last_year(office.session, 2026, "grid", "很多")


def test_a_grid_is_divided_after_the_target_was_set(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIWANG_TODAY", "2026-01-10")
    sheet = set_target(office, 1200, weights={"equal": "1"}, month_rule="equal")
    assert sheet.rows[0].months == (50,) * 12
    monkeypatch.setenv("ZHIWANG_TODAY", "2026-11-20")
    office.grid("03", valid_from="2026-07-01")
    for new, persons in (("01", 1), ("03", 4)):
        office.insert("grid_change", day="2026-07-01", kind="split", old_id=office.grids["01"], old_code="01", new_id=office.grids[new],
                      new_code=new, persons=persons)  # fmt: skip
    sheet = targets.sheet(office.session, 2026, "visited_persons", "grid")
    assert sheet.divided
    assert "可以按网格调整折算" in sheet.hints[0]
    target_renewal.follow_division(office.session, 2026, "visited_persons")
    sheet = targets.sheet(office.session, 2026, "visited_persons", "grid")
    # a fifth of the second half stays: 6 · 50 + 6 · 10 = 360; 6 · 40 = 240
    assert amounts(sheet) == {"01": 360, "02": 600, "03": 240}
    assert (sheet.rows[2].span, sheet.rows[2].months, sheet.divided) == ("7月1日起", (0,) * 6 + (40,) * 6, False)
    assert sheet.total.amount == 1200
    with pytest.raises(Refused, match="没有调整"):
        target_renewal.follow_division(office.session, 2026, "visited_persons")


def test_who_came_and_left_since_is_told(office: Office) -> None:
    set_target(office, 40, "member", weights=BY_PEOPLE)
    office.member("WG-05", "后来的", "02", joined_on="2026-11-01")
    office.update("grid_member", office.members["WG-01"], left_on="2026-11-15")
    hints = targets.sheet(office.session, 2026, "visited_persons", "member").hints
    assert "后来的在设定之后到任" in hints[0]
    assert "网格员01的在任时间有变" in hints[1]
    set_target(office, 50, "office")
    assert "全单位的走访人数总数是 50，与这里的 40 不同。" in targets.sheet(office.session, 2026, "visited_persons", "member").hints


def test_the_office_as_one(office: Office) -> None:
    sheet = set_target(office, 365, "office", "volume")
    assert [(row.name, row.amount) for row in sheet.rows] == [("桂湖社区", 365)]
    office.visit("2026-02-02", "WG-01", "某人", "met", 1)
    row = matrix(office, "office").rows[0]
    # 1 visit in 2026
    assert (row.cells["volume"].done, row.cells["volume"].target, row.cells["volume"].expected) == (1, 365, 324)
    lines = target_progress.records(office.session, 2026, 0, "office", "", "volume")
    assert sum(line.count for line in lines) == 1


def test_the_week_asks_for_its_part_of_the_year(office: Office) -> None:
    sheet = set_target(office, 4 * 365, "member", "volume", weights=BY_PEOPLE)
    november = {row.code: row.months[10] for row in sheet.rows}
    for number in range(8):
        office.visit("2026-11-18", "WG-01", f"人{number}", "met", 1)
    for day in ("2026-11-16", "2026-11-17"):
        office.insert("attendance", member_id=office.members["WG-01"], day=day, state="leave")
    found = rankings.weekly(office.session, MEETING, whole=True)
    rows = {row.staff_no: row for row in found.rows}
    # November has 21 working days, five of them in the week; two of five shifts on leave
    assert rows["WG-02"].target == round(november["WG-02"] * 5 / 21)
    assert rows["WG-01"].target == round(november["WG-01"] * 5 / 21 * 3 / 5)
    assert rows["WG-01"].completion.value == round(8000 / rows["WG-01"].target)
    assert found.target_rule.startswith("本周目标由年度目标按工作日折算")
    assert targets.years(office.session)[:2] == [2027, 2026]


def test_the_workbench_shows_the_target_of_the_week(office: Office) -> None:
    assert home.own_week(office.session).target is None
    set_target(office, 4 * 365, "member", "volume", weights=BY_PEOPLE)
    # the week of 20 … 26 November has five of the 21 working days, nobody is on leave
    rows = targets.sheet(office.session, 2026, "volume", "member").rows
    wanted = {row.code: round(row.months[10] * 5 / 21) for row in rows}
    assert home.own_week(office.session).target == sum(wanted.values())
    assert home.own_week(office.as_role(Role.MEMBER, "WG-02")).target == wanted["WG-02"]


def test_members_without_a_yearly_target_keep_the_weekly_one(office: Office) -> None:
    fair_ranking.save_rules(office.session, {}, "20")
    set_target(office, 1000, "member", "volume", weights=BY_PEOPLE)
    office.member("WG-08", "后来的", "02", joined_on="2026-11-02")
    rows = {row.staff_no: row.target for row in rankings.weekly(office.session, MEETING, whole=True).rows}
    assert rows["WG-08"] == 20
    assert rows["WG-01"] != 20


def test_closed_weeks_keep_their_targets(office: Office) -> None:
    fair_ranking.save_rules(office.session, {}, "20")
    office.visit("2026-11-18", "WG-01", "某人", "met", 1)
    rankings.close_week(office.session, MEETING)
    before = rankings.weekly(office.session, MEETING, whole=True)
    set_target(office, 1000, "member", "volume", weights=BY_PEOPLE)
    assert rankings.weekly(office.session, MEETING, whole=True) == before
    assert before.rows[0].target == 20


def test_a_target_can_be_dropped(office: Office) -> None:
    set_target(office, 100)
    with pytest.raises(Refused, match="没有写原因"):
        targets.drop(office.session, 2026, "visited_persons", "grid", "")
    done = targets.drop(office.session, 2026, "visited_persons", "grid", "设错年度")
    assert targets.sheet(office.session, 2026, "visited_persons", "grid").rows == ()
    history.undo(office.session, done.operation_id)
    assert amounts(targets.sheet(office.session, 2026, "visited_persons", "grid")) == {"01": 55, "02": 45}


def test_rights(office: Office) -> None:
    set_target(office, 100)
    leader, member = office.as_role(Role.LEADER), office.as_role(Role.MEMBER, "WG-01")
    assert targets.sheet(leader, 2026, "visited_persons", "grid").total.amount == 100
    with pytest.raises(Refused):
        targets.save(leader, TargetDraft(2026, "volume", "grid", "5"))
    with pytest.raises(Refused):
        target_progress.matrix(member, 2026, 0, "grid")


def test_history_reads_in_words(office: Office) -> None:
    set_target(office, 100)
    targets.adjust(office.session, 2026, "visited_persons", "grid", office.grids["01"], "-5", office.grids["02"], "拆迁")
    texts = [line.text for line in stored_history.lines(office.register.db, limit=200) if line.table in ("target", "target_plan")]
    whole = "".join(texts)
    wanted = ("登记年度目标“2026年走访人数”", "指标 走访人数；层级 网格；", "权重 人口 60、面积 40", "分月办法 按工作日", "单位 01网格", "调整 -5")
    for words in wanted:
        assert words in whole, words
    assert not any(key in whole for key in (*office.grids.values(), "workdays") if key)


def test_sixty_members_add_up() -> None:
    office = Office(grids=tuple(f"{number:03d}" for number in range(60)))
    sheet = set_target(office, 57187, "member", weights={"equal": "1"})
    assert (len(sheet.rows), sheet.total.amount) == (60, 57187)
    assert {row.amount for row in sheet.rows} == {953, 954}
