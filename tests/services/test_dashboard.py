"""The dashboard of a small office counted by hand; its figures are those of ``stats --json``, its lists add up to its values."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import Refused
from app.models.dashboard import TABS, Board, Panel, Request
from app.models.figure_json import figures_json
from app.models.target_views import TargetDraft
from app.models.vocabulary import Role
from app.services import dashboard, dashboard_lines, history, statistics, targets
from app.services.session import Session
from tests.builders import Office

YEAR = Request("year")
SHARES = ("unit_coverage", "tag_coverage", "attendance", "verified", "quiet")  # lists behind these are what is missing, or all entries


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    """Grid 01: 王家 (two, one door), 刘芳 alone; grid 02: 陈家 (an old woman and a child).  Events in October and November."""
    monkeypatch.setenv("ZHIWANG_TODAY", "2026-11-20")
    office = Office()
    door, other = office.dwelling("101"), office.dwelling("201", grid="02")
    home, second = office.household(door), office.household(other)
    wang = office.resident("王建平", opened_on="2025-03-01", by="WG-01", dwelling_id=door, household_id=home)
    office.resident("王小明", opened_on="2026-10-08", by="WG-01", reason="birth", dwelling_id=door, household_id=home,
                    person={"birth_date": "2026-10-01", "sex": "2"})  # fmt: skip
    liu = office.resident("刘芳", opened_on="2026-11-02", by="WG-01", reason="newly_living", person={"population": "02", "sex": "2"})
    chen = office.resident("陈秀珍", grid="02", opened_on="2025-03-01", by="WG-02", dwelling_id=other, household_id=second,
                           person={"birth_date": "1930-01-01", "sex": "2"})  # fmt: skip
    office.resident("陈冬冬", grid="02", opened_on="2025-03-01", by="WG-02", dwelling_id=other, household_id=second,
                    person={"birth_date": "2015-05-05"})  # fmt: skip
    gone = office.resident("何强", grid="02", opened_on="2026-01-05", by="WG-02")
    office.close(gone, "2026-11-10", "left", by="WG-02")
    for person, tag in ((wang, "102"), (chen, "102"), (chen, "101")):
        office.insert("resident_tag", resident_id=person.resident_id, tag=tag, valid_from="2026-01-01")
    office.visit("2026-10-12", "WG-01", home, kind="household", persons=2, dwelling_id=door)
    office.visit("2026-10-12", "WG-01", home, kind="household", persons=2, dwelling_id=door)  # the same day once more
    office.visit("2026-11-09", "WG-01", wang)
    office.visit("2026-11-09", "WG-01", liu, outcome="absent", persons=0)
    office.visit("2026-11-16", "WG-02", gone, outcome="phone")
    shop, _ = office.entity("好又多", grid="02", opened_on="2026-02-01", by="WG-02")
    office.entity("理发店", grid="02", opened_on="2025-02-01", by="WG-02")
    office.visit("2026-11-17", "WG-02", shop, kind="entity", grid="02")
    return office


def panel(board: Board, key: str) -> Panel:
    return next(each for each in board.panels if each.key == key)


def values(shown: Panel) -> dict[str, tuple[int | None, ...]]:
    return {row.label: row.values for row in shown.rows}


def text_of(board: Board) -> dict[str, tuple[str, str]]:
    return {number.label: (number.text, number.change) for number in board.numbers}


def test_the_five_numbers(office: Office) -> None:
    board = dashboard.board(office.session, YEAR, "overview")
    assert text_of(board) == {
        "实有人口": ("5", "↑2 期内"),
        "走访人数": ("4", "比去年同期 —"),  # 2 + 1 + 1; last year nobody recorded visits
        "走访户次": ("3", "比去年同期 —"),
        "新增 / 注销人口": ("3 / 1", "新增比去年同期 —"),
        "法人单位": ("2", "走访过 1 家"),
    }
    assert (board.span.days_text, board.scope, board.past) == ("2026-01-01 至 2026-11-20", "桂湖社区", False)


def test_last_year_stands_beside_where_it_was_recorded(office: Office) -> None:
    office.visit("2025-01-03", "WG-01", office.resident("旧人", opened_on="2024-12-01"), persons=3)
    office.visit("2025-10-09", "WG-01", office.resident("旧友", opened_on="2024-12-01"), persons=2)
    office.visit("2025-12-09", "WG-01", office.resident("另一人", opened_on="2024-12-01"), persons=1)  # after the same day of last year
    board = dashboard.board(office.session, YEAR, "overview")
    assert text_of(board)["走访人数"] == ("4", "↓1 比去年同期")
    trend = values(panel(board, "visits_trend"))
    assert (trend["1月"], trend["10月"], trend["11月"]) == ((0, 3), (2, 2), (2, 0))
    assert panel(board, "visits_trend").series == ("2026年", "2025年")


@pytest.mark.parametrize(
    ("request_", "kind", "period"),
    [(YEAR, "year", "2026"), (Request("month"), "month", "2026-11"), (Request("last_month"), "month", "2026-10"),
     (Request("last_week"), "week", "2026-11-16"), (Request("range", "2026-10-01", "2026-11-10"), "range", "2026-10-01..2026-11-10")],
)  # fmt: skip
def test_figures_are_those_of_the_statistics(office: Office, request_: Request, kind: str, period: str) -> None:
    span = statistics.period(office.session, kind, period)
    total = figures_json(statistics.figures(office.session, span, "office").total)
    board = dashboard.board(office.session, request_, "overview")
    shown = text_of(board)
    assert shown["走访人数"][0] == f"{total['visited_persons']:,}"
    assert shown["走访户次"][0] == f"{total['visited_households']:,}"
    assert shown["新增 / 注销人口"][0] == f"{total['new_residents']:,} / {total['cancelled_residents']:,}"
    assert sum(row.values[0] or 0 for row in panel(board, "visits_trend").rows) == total["visited_persons"]
    flows = panel(board, "flow_trend").rows
    assert [sum(row.values[side] or 0 for row in flows) for side in (0, 1)] == [total["new_residents"], total["cancelled_residents"]]
    by_grid = {row.name: row.figures.volume for row in statistics.figures(office.session, span, "grid").rows}
    assert {label: value[0] for label, value in values(panel(board, "unit_volume")).items()} == by_grid
    team = dashboard.board(office.session, request_, "team")
    by_member = {row.name: row.figures.volume for row in statistics.figures(office.session, span, "member").rows}
    assert {label: value[0] for label, value in values(panel(team, "volume")).items()} == by_member
    everything = sum(flow.closing for flow in statistics.flows(office.session, board.span.period))
    assert shown["实有人口"][0] == f"{everything:,}"


def test_a_scope_counts_its_grids_only(office: Office) -> None:
    span = statistics.period(office.session, "year", "2026")
    for code in ("01", "02"):
        found = next(row for row in statistics.figures(office.session, span, "grid").rows if row.key == code).figures
        board = dashboard.board(office.session, Request("year", grid_id=office.grids[code]), "overview")
        assert (board.scope, text_of(board)["走访人数"][0]) == (f"{code}网格", str(found.visited_persons))
        assert text_of(board)["新增 / 注销人口"][0] == f"{found.new_residents} / {found.cancelled_residents}"
        assert values(panel(board, "volume_parts"))["走访人数"] == (found.visited_persons,)
    with pytest.raises(Refused, match="停用"):
        dashboard.board(office.session, Request("year", grid_id="gone"), "overview")


def test_the_target_of_the_year_is_a_dashed_line(office: Office) -> None:
    targets.save(office.session, TargetDraft(2026, "visited_persons", "office", "48"))
    board = dashboard.board(office.session, YEAR, "overview")
    assert (panel(board, "visits_trend").reference, panel(board, "visits_trend").reference_text) == (4, "月均目标 4")
    assert board.numbers[1].note == "年目标 8.3%"  # 4 of 48
    part = dashboard.board(office.session, Request("year", grid_id=office.grids["01"]), "overview")
    assert (panel(part, "visits_trend").reference, part.numbers[1].note) == (None, "")


def test_figures_come_before_their_comparison(office: Office) -> None:
    soon = dashboard.board(office.session, YEAR, "overview", compare=False)
    assert (soon.compared, soon.numbers[1].text, soon.numbers[1].change) == (False, "4", "")
    whole = dashboard.compared(office.session, soon)
    assert replace(whole, as_of="") == replace(dashboard.board(office.session, YEAR, "overview"), as_of="")


def test_people(office: Office) -> None:
    board = dashboard.board(office.session, YEAR, "people")
    assert values(panel(board, "kinds")) == {"户籍": (4,), "流动": (1,)}
    assert values(panel(board, "tags")) == {"特困": (2,), "低保": (1,)}
    pyramid = values(panel(board, "pyramid"))
    # 1948-02-17: two of 78; 1930: 96; 2015: 11; 2026: 0
    assert {label: pair for label, pair in pyramid.items() if any(pair)} == {"0–4": (0, 1), "10–14": (1, 0), "75–79": (1, 1), "90+": (0, 1)}
    assert values(panel(board, "reasons")) == {"来·新来住": (1,), "来·出生": (1,), "来·迁入": (1,), "走·搬离": (1,)}


def test_visits(office: Office) -> None:
    board = dashboard.board(office.session, YEAR, "visits")
    # homes: 王家 (11-09), 刘芳 (only an attempt), 陈家 (never)
    assert values(panel(board, "since_last")) == {
        "30 天内": (1,), "31–90 天": (0,), "91–180 天": (0,), "181–365 天": (0,), "一年以上或没有": (2,)
    }  # fmt: skip
    assert values(panel(board, "unit_coverage")) == {"01网格": (500,), "02网格": (0,)}
    assert values(panel(board, "outcomes")) == {"见到本人": (3,), "电话": (1,), "未遇": (1,)}
    covered = {row.label: row.note for row in panel(board, "tag_coverage").rows}
    assert sorted(covered.values()) == ["0 / 1 人", "1 / 2 人"]
    month = dashboard.board(office.session, Request("last_month"), "visits")
    assert values(panel(month, "unit_coverage")) == {"01网格": (1000,), "02网格": (0,)}  # 刘芳 was not there in October
    before = dashboard.board(office.session, Request("last_year"), "visits")
    assert {each.key: each.empty for each in before.panels if each.key != "outcomes"} == dict.fromkeys(
        ("since_last", "tag_coverage", "unit_coverage"), "那时还没有走访记录"
    )


def test_the_team(office: Office) -> None:
    board = dashboard.board(office.session, YEAR, "team")
    assert values(panel(board, "quiet")) == {"网格员01": (11,), "网格员02": (3,)}  # 11-09, 11-17
    assert panel(board, "quiet").title == "网格员01已 11 天没有登记"
    assert panel(board, "attendance").empty == "这段时间没有考勤记录"
    assert values(panel(board, "verified")) == {"网格员01": (None,), "网格员02": (None,)}  # fewer than five visits
    office.insert("attendance", member_id=office.members["WG-01"], day="2026-11-16", state="present")
    week = dashboard.board(office.session, Request("last_week"), "team")
    assert {row.label: (row.texts, row.note) for row in panel(week, "attendance").rows} == {
        "网格员01": (("20.0%",), "1 / 5 班"), "网格员02": (("0.0%",), "0 / 5 班")
    }  # fmt: skip


@pytest.mark.parametrize("code", ["", "01", "02"])
@pytest.mark.parametrize("period", ["year", "last_month", "last_week"])
def test_every_list_adds_up_to_its_value(office: Office, code: str, period: str) -> None:
    request = Request(period, grid_id=office.grids[code])
    looked = 0
    for tab, _ in TABS:
        board = dashboard.board(office.session, request, tab)
        for number in board.numbers:
            if number.target is not None and number.target.kind == "figure" and number.label != "法人单位":
                assert dashboard_lines.lines(office.session, request, number.target).total == int(number.text.split(" / ")[0])
        for shown in board.panels:
            if shown.empty or shown.key in SHARES:
                continue
            for row in shown.rows:
                for series, value in enumerate(row.values):
                    target = row.targets[series] if series < len(row.targets) else None
                    if target is not None and value is not None:
                        looked += 1
                        assert dashboard_lines.lines(office.session, request, target).total == value, (shown.key, row.label)
    assert looked > 20


def test_what_is_missing_is_listed(office: Office) -> None:
    board = dashboard.board(office.session, YEAR, "visits")
    rows = {row.label: row for row in panel(board, "unit_coverage").rows}
    found = dashboard_lines.lines(office.session, YEAR, rows["02网格"].target())
    assert [(line.title, line.detail) for line in found.lines] == [("桂湖花园1栋1单元201", "陈秀珍等 2 人 · 一年内没有走访")]
    assert (found.total, found.unit) == (1, "户")
    low = next(row for row in panel(board, "tag_coverage").rows if row.label == "低保")
    assert [line.title for line in dashboard_lines.lines(office.session, YEAR, low.target()).lines] == ["陈秀珍"]


def test_an_undone_entry_is_gone_from_every_figure(office: Office) -> None:
    before = dashboard.board(office.session, YEAR, "overview")
    office.visit("2026-11-18", "WG-01", "x", persons=9)
    assert text_of(dashboard.board(office.session, YEAR, "overview"))["走访人数"][0] == "13"
    operation = history.last_undoable(office.session)
    history.undo(office.session, getattr(operation, "id", operation))
    assert dashboard.board(office.session, YEAR, "overview").numbers == before.numbers


def test_who_may_look(office: Office) -> None:
    with pytest.raises(Refused, match="网格员"):
        dashboard.board(office.as_role(Role.MEMBER, "WG-01"), YEAR, "overview")
    leader: Session = office.as_role(Role.LEADER)
    board = dashboard.board(leader, YEAR, "overview")
    targets = {number.label: number.target for number in board.numbers}
    assert dashboard_lines.lines(leader, YEAR, targets["新增 / 注销人口"]).total == 3
    with pytest.raises(Refused, match="网格长和管理员"):
        dashboard_lines.lines(leader, YEAR, targets["走访人数"])
    chief = office.as_role(Role.CHIEF, scope=(office.grids["02"],))
    assert text_of(dashboard.board(chief, YEAR, "overview"))["实有人口"][0] == "2"
    assert [choice.label for choice in dashboard.scopes(chief)] == ["本人负责的网格", "02网格"]
    assert dashboard.board(chief, Request("year", grid_id=office.grids["01"]), "overview").numbers[0].text == "0"


def test_an_empty_register_has_neutral_titles() -> None:
    office = Office(grids=())
    for tab, _ in TABS:
        for shown in dashboard.board(office.session, YEAR, tab).panels:
            assert shown.empty
            assert not any(character.isdigit() for character in shown.title.replace("近 3 天", ""))
