"""网格体系: tree, card, form, tasks; split, merge and another code, counted by hand before and after, undone, and true to the journal."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from app import settings
from app.errors import Refused
from app.models.grid_division import DivisionPlan, NewGrid
from app.models.grid_views import GridDraft, GridFigures, size_warnings
from app.models.statistics import Period
from app.models.vocabulary import Role
from app.services import grid_divisions, grids, history, statistics
from app.storage import checks
from tests.builders import Office

TODAY = "2026-11-20"
DAY = "2026-11-01"


@pytest.fixture(autouse=True)
def office_day(monkeypatch):
    monkeypatch.setenv("ZHIWANG_TODAY", TODAY)
    assert settings.office_day() == date(2026, 11, 20)


@pytest.fixture
def office() -> Office:
    """Grid 01: 1栋 with two doors and three people in two households, 2栋 with one door and two people, one person without a
    dwelling, a shop without a dwelling; grid 02: 5栋 with one person."""
    made = Office()
    for number, (building, room, grid, names) in enumerate(
        (
            ("1栋", "101", "01", ("甲一", "甲二")),
            ("1栋", "102", "01", ("甲三",)),
            ("2栋", "201", "01", ("乙一", "乙二")),
            ("5栋", "501", "02", ("丙一",)),
        )
    ):
        door = made.dwelling(room, grid, building=building)
        household = made.household(door)
        for name in names:
            made.grids[f"stay:{name}"] = made.resident(
                name, grid=grid, dwelling_id=door, household_id=household, by=f"WG-{grid}", opened_on=f"2026-10-0{number + 1}"
            ).residence_id
    made.resident("无房", grid="01", opened_on="2026-09-01", by="WG-01")
    made.entity("路边摊", grid="01")
    return made


def span(first: str, last: str) -> Period:
    return Period("range", date.fromisoformat(first), date.fromisoformat(last))


def population(office: Office, first: str, last: str) -> dict[str, tuple[int, ...]]:
    """Grid → opening, new, moved in, cancelled, moved out, closing."""
    return {
        flow.grid: (flow.opening, flow.new, flow.moved_in, flow.cancelled, flow.moved_out, flow.closing)
        for flow in statistics.flows(office.session, span(first, last))
        if any((flow.opening, flow.closing, flow.moved_in, flow.moved_out))
    }


def sound(office: Office) -> None:
    assert checks.rebuild_check(office.register) == []


def split(office: Office, **more) -> DivisionPlan:
    source = office.grids["01"]
    placed = (((source, "桂湖花园", "2栋"), "1"), ((source, "", ""), "1"))
    values = {"new": (NewGrid("1", "03", "东网格", office.members["WG-02"]),), "placements": placed, "why": "网格过大", **more}
    return DivisionPlan("split", values.pop("day", DAY), (source,), **values)


# ---- split -----------------------------------------------------------------------------------------------------------------------


def test_a_split_is_shown_before_it_is_done(office) -> None:
    shown = grid_divisions.preview(office.session, split(office))
    assert [
        (line.old_code, line.new_code, line.dwellings, line.households, line.persons, line.entities) for line in shown.lines
    ] == [
        ("01", "01", 2, 2, 3, 0),
        ("01", "03", 1, 1, 3, 1),
    ]
    assert shown.problems == ()
    assert shown.moved == (1, 1, 3, 1)
    assert "东网格：1 户，少于通常的 300 户" in shown.hints


def test_figures_before_the_day_stay_and_afterwards_each_grid_has_its_own(office) -> None:
    before = population(office, "2026-10-01", "2026-10-31")
    figures = statistics.figures(office.session, span("2026-10-01", "2026-10-31"), "grid")
    grid_divisions.divide(office.session, split(office))
    assert population(office, "2026-10-01", "2026-10-31") == before
    assert statistics.figures(office.session, span("2026-10-01", "2026-10-31"), "grid") == figures
    # grid 01 had 6 people, 3 went to 03: in November neither new nor cancelled, out of the one and into the other
    assert population(office, DAY, "2026-11-30") == {"01": (6, 0, 0, 0, 3, 3), "02": (1, 0, 0, 0, 0, 1), "03": (0, 0, 3, 0, 0, 3)}
    assert statistics.figures(office.session, span(DAY, "2026-11-30"), "office").total.volume == 0
    assert sorted(line.code for line in grids.tree(office.session) if line.parent_id) == ["01", "02", "03"]
    made = next(line for line in grids.tree(office.session) if line.code == "03")
    assert (made.figures.persons, made.figures.entities, made.keepers, made.valid_from) == (3, 1, ("网格员02",), DAY)
    sound(office)


def test_identity_of_flows_holds_for_every_grid(office) -> None:
    grid_divisions.divide(office.session, split(office))
    for flow in statistics.flows(office.session, span("2026-10-15", TODAY)):
        assert flow.opening + flow.new + flow.returned + flow.moved_in - flow.cancelled - flow.moved_out == flow.closing


def test_a_split_is_undone_by_one_act(office) -> None:
    before = [(line.code, line.figures) for line in grids.tree(office.session)]
    done = grid_divisions.divide(office.session, split(office))
    history.undo(office.session, done.operation_id)
    assert [(line.code, line.figures) for line in grids.tree(office.session)] == before
    assert population(office, DAY, TODAY) == {"01": (6, 0, 0, 0, 0, 6), "02": (1, 0, 0, 0, 0, 1)}
    with pytest.raises(Refused, match="没有可对照"):
        grid_divisions.comparison(office.session)
    sound(office)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"day": "2026-10-02"}, "2026-10-03 才登记"),
        ({"day": "2026-12-01"}, "晚于今天"),
        ({"new": (NewGrid("1", "02", "东网格"),)}, "已由“02网格”使用"),
        ({"new": (NewGrid("1", "", "东网格"),)}, "没有编码"),
        ({"placements": ()}, "还是只有一个网格"),
        ({"closing": "source"}, "还有楼栋没有选去向"),
    ],
)
def test_what_a_split_refuses(office, changes, words) -> None:
    if "closing" in changes:
        changes = {"closing": (office.grids["01"],)}
    lines = office.register.db.execute("SELECT count(*) FROM change").fetchone()
    with pytest.raises(Refused, match=words):
        grid_divisions.divide(office.session, split(office, **changes))
    assert office.register.db.execute("SELECT count(*) FROM change").fetchone() == lines


# ---- merge -----------------------------------------------------------------------------------------------------------------------


def test_two_grids_become_a_new_one(office) -> None:
    sources = (office.grids["01"], office.grids["02"])
    plan = grid_divisions.merge_plan(office.session, sources, "1", DAY, new=(NewGrid("1", "09", "湖东网格"),))
    done = grid_divisions.divide(office.session, plan)
    assert "4 户 7 人 1 家单位" in done.message
    assert population(office, DAY, TODAY) == {"01": (6, 0, 0, 0, 6, 0), "02": (1, 0, 0, 0, 1, 0), "09": (0, 0, 7, 0, 0, 7)}
    assert population(office, "2026-10-01", "2026-10-31")["01"][-1] == 6
    assert [line.code for line in grids.tree(office.session) if line.parent_id] == ["09"]
    everything = {line.code: line for line in grids.tree(office.session, with_closed=True)}
    assert (everything["01"].valid_to, everything["01"].figures) == ("2026-10-31", GridFigures())
    card = grids.card(office.session, everything["09"].id)
    assert [(person.name, person.valid_from, person.now) for person in card.people] == [
        ("网格员01", DAY, True),
        ("网格员02", DAY, True),
    ]
    old = grids.card(office.session, office.grids["01"])
    assert [(person.name, person.valid_to, person.now) for person in old.people] == [("网格员01", "2026-10-31", False)]
    sound(office)
    history.undo(office.session, done.operation_id)
    assert population(office, DAY, TODAY) == {"01": (6, 0, 0, 0, 0, 6), "02": (1, 0, 0, 0, 0, 1)}
    sound(office)


def test_one_grid_is_merged_into_its_neighbour_with_the_scope_of_accounts(office) -> None:
    account = office.insert("account", login="c", name="片长", role="chief", scope=f'["{office.grids["02"]}"]')
    plan = grid_divisions.merge_plan(office.session, (office.grids["01"], office.grids["02"]), office.grids["01"], DAY)
    grid_divisions.divide(office.session, plan)
    assert population(office, DAY, TODAY) == {"01": (6, 0, 1, 0, 0, 7), "02": (1, 0, 0, 0, 1, 0)}
    assert (
        office.register.db.execute("SELECT scope FROM account WHERE id = ?", (account,)).fetchone()[0]
        == f'["{office.grids["01"]}"]'
    )
    with pytest.raises(Refused, match="两个以上"):
        grid_divisions.divide(
            office.session, grid_divisions.merge_plan(office.session, (office.grids["01"],), office.grids["01"], DAY)
        )


def test_buildings_go_to_a_known_grid(office) -> None:
    source, target = office.grids["01"], office.grids["02"]
    plan = DivisionPlan("move", DAY, (source,), placements=(((source, "桂湖花园", "1栋"), target),))
    grid_divisions.divide(office.session, plan)
    assert population(office, DAY, TODAY) == {"01": (6, 0, 0, 0, 3, 3), "02": (1, 0, 3, 0, 0, 4)}
    office.update("grid", target, territorial=0)
    back = DivisionPlan("move", TODAY, (source,), placements=(((source, "桂湖花园", "2栋"), target),))
    with pytest.raises(Refused, match="不能放房屋"):
        grid_divisions.divide(office.session, back)


# ---- codes -----------------------------------------------------------------------------------------------------------------------


def test_another_code_keeps_the_old_one_in_its_history(office) -> None:
    office.grid("0101", parent="01", level=2)
    plan = grid_divisions.recode_plan(office.session, office.grids["01"], "11", "湖西网格", DAY, "街道文件")
    done = grid_divisions.divide(office.session, plan)
    card = grids.card(office.session, office.grids["01"])
    assert (card.line.code, card.line.name) == ("11", "湖西网格")
    assert card.codes == (("01", "", "2026-10-31"), ("11", DAY, ""))
    assert grids.card(office.session, office.grids["0101"]).line.code == "1101"
    assert [(line.old_code, line.new_code) for line in card.changes] == [("01", "11")]
    assert population(office, DAY, TODAY)["11"] == (6, 0, 0, 0, 0, 6)
    history.undo(office.session, done.operation_id)
    assert grids.card(office.session, office.grids["01"]).line.code == "01"
    sound(office)
    with pytest.raises(Refused, match="没有变"):
        grid_divisions.divide(office.session, grid_divisions.recode_plan(office.session, office.grids["02"], "02", "02网格", DAY))


# ---- 历史对照表 --------------------------------------------------------------------------------------------------------------------


def test_the_comparison_is_written_as_pdf_and_workbook(office, tmp_path: Path) -> None:
    grid_divisions.divide(office.session, split(office))
    grid_divisions.divide(office.session, grid_divisions.recode_plan(office.session, office.grids["02"], "22", "", "2026-11-10"))
    assert grid_divisions.comparison_pdf(office.session, tmp_path / "对照.pdf") == 1
    grid_divisions.comparison_xlsx(office.session, tmp_path / "对照.xlsx")
    page = CalamineWorkbook.from_path(str(tmp_path / "对照.xlsx")).get_sheet_by_index(0).to_python()
    assert [str(cell) for cell in page[3][:6]] == [DAY, "保留", "01", "01网格", "01", "01网格"]
    assert [int(cell) for cell in page[4][6:10]] == [1, 1, 3, 1]
    assert [str(cell) for cell in page[5][:6]] == ["2026-11-10", "改编码", "02", "02网格", "22", "22网格"]
    assert [int(cell) for cell in page[6][6:10]] == [1, 1, 3, 1]
    leader = office.as_role(Role.LEADER)
    with pytest.raises(Refused, match="网格员"):
        grid_divisions.comparison(office.as_role(Role.MEMBER, "WG-01"))
    assert len(grid_divisions.comparison(leader, DAY).lines) == 2


# ---- tree, form, tasks -----------------------------------------------------------------------------------------------------------


def test_the_tree_sums_what_lies_below(office) -> None:
    office.visit("2026-11-05", "WG-01", office.resident("访客", grid="02"), persons=1)
    office.visit("2026-10-05", "WG-01", office.resident("早访", grid="02"), persons=1)
    root, first, second = grids.tree(office.session)
    assert (first.figures.dwellings, first.figures.households, first.figures.persons, first.figures.entities, first.buildings) == (
        3,
        3,
        6,
        1,
        2,
    )
    assert (second.figures.persons, second.figures.visited_persons, second.keepers) == (3, 1, ("网格员02",))
    assert (root.figures.persons, root.figures.visited_persons, root.buildings, root.leaf) == (9, 1, 3, False)
    assert [line.code for line in grids.tree(office.session, "网格员02")] == [root.code, "02"]


def test_sizes_warn() -> None:
    assert size_warnings(GridFigures(households=559, persons=1200), True, True) == (
        "559 户，多于通常的 500 户",
        "1,200 人，多于通常的 1,000 人",
    )
    assert size_warnings(GridFigures(households=500, persons=1000), True, True) == ()
    assert size_warnings(GridFigures(households=54), True, True) == ("54 户，少于通常的 300 户",)
    assert size_warnings(GridFigures(households=559), False, True) == size_warnings(GridFigures(persons=5000), True, False) == ()


def test_a_grid_is_added_changed_and_closed(office) -> None:
    draft = grids.new_draft(office.session, office.root)
    assert draft.code == "03"
    grids.save(
        office.session,
        GridDraft(parent_id=office.root, name="专属网格", code="03", kind="12", territorial="0", area_m2="52000", day=DAY),
    )
    made = next(line for line in grids.tree(office.session) if line.code == "03")
    grids.save(office.session, GridDraft(made.id, office.root, "商圈网格", "03", "网格", "12", "0", "东至湖滨路", "52001"))
    card = grids.card(office.session, made.id)
    assert (card.line.name, card.range_text, card.area_m2, card.line.territorial, card.codes) == (
        "商圈网格",
        "东至湖滨路",
        52001,
        False,
        (("03", DAY, ""),),
    )
    with pytest.raises(Refused, match="已由"):
        grids.save(office.session, GridDraft(parent_id=office.root, name="又一个", code="03"))
    with pytest.raises(Refused, match="3 套房屋、6 人、1 家单位"):
        grids.close(office.session, office.grids["01"], TODAY)
    grids.close(office.session, made.id, TODAY)
    assert [line.code for line in grids.tree(office.session) if line.parent_id] == ["01", "02"]
    assert grids.card(office.session, made.id).line.valid_to == "2026-11-19"
    sound(office)


def test_several_are_responsible_together_from_day_to_day(office) -> None:
    second = office.members["WG-02"]
    grids.assign(office.session, office.grids["01"], second, "07", "2026-11-05")
    with pytest.raises(Refused, match="已是这个角色"):
        grids.assign(office.session, office.grids["01"], second, "07", "2026-11-06")
    card = grids.card(office.session, office.grids["01"])
    assert [(person.name, person.role) for person in card.people if person.now] == [("网格员01", "03"), ("网格员02", "07")]
    task = next(person for person in card.people if person.role == "07")
    with pytest.raises(Refused, match="不能早于"):
        grids.release(office.session, task.assignment_id, "2026-11-01")
    grids.release(office.session, task.assignment_id, "2026-11-18")
    assert [person.now for person in grids.card(office.session, office.grids["01"]).people] == [True, False]


@pytest.mark.parametrize("role", [Role.MEMBER, Role.LEADER])
def test_who_may_not_change_grids(office, role) -> None:
    session = office.as_role(role, "WG-01")
    for act in (
        lambda: grids.save(session, GridDraft(parent_id=office.root, name="新", code="44")),
        lambda: grids.close(session, office.grids["01"], TODAY),
        lambda: grids.assign(session, office.grids["01"], office.members["WG-02"], "07", TODAY),
        lambda: grid_divisions.divide(session, split(office)),
    ):
        with pytest.raises(Refused, match="您的角色是"):
            act()
    assert grids.card(session, office.grids["01"]).acts == ()
