"""网格体系 over a register in memory: worked by keys, divided, merged, undone; nothing clipped at two text sizes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from app.models.vocabulary import Role
from app.storage import checks
from app.ui.tables.grids import GridsModel, GroupsModel, change_columns
from app.ui.tables.listed import ListedTableModel
from app.ui.workbench import Workbench
from tests.builders import Office
from tests.ui.test_pages import cut_off, settle

CTRL = Qt.KeyboardModifier.ControlModifier


def big_office() -> Office:
    """A community with six grids; grid 01 has four buildings with two households each, the others one."""
    made = Office(grids=(), name="青禾街道桂湖社区")
    community = made.grid("990106001001", level=1, level_name="社区", kind="01")
    made.update("grid", community, name="桂湖社区", community=community)
    for number in range(1, 7):
        code = f"{number:02d}"
        made.grid(code, "990106001001", 2, "网格", kind="11", range_text="东至湖滨路，南至青禾大道，西至桂花巷，北至运河", area_m2=52000,
                  valid_from="2020-01-01")  # fmt: skip
        made.member(f"WG-{code}", f"网格员{number}", code)
        for building in range(1, 5 if number == 1 else 2):
            for floor in (1, 2):
                door = made.dwelling(f"{floor}01", code, building=f"{number * 10 + building}栋")
                made.resident(
                    f"居民{number}{building}{floor}",
                    grid=code,
                    dwelling_id=door,
                    household_id=made.household(door),
                    by=f"WG-{code}",
                )
    made.resident("无房人", grid="01")
    made.entity("桂湖便利店", grid="01")
    return made


@pytest.fixture
def office(monkeypatch) -> Office:
    monkeypatch.setenv("ZHIWANG_TODAY", "2026-11-20")
    return big_office()


@pytest.fixture
def bench(office, show_bench, qapp):
    def build(role: Role = Role.ADMIN, scale: float = 1.0) -> Workbench:
        made = show_bench(office.session if role is Role.ADMIN else office.as_role(role, "WG-01"), scale, practice=False)
        settle(qapp)
        return made

    return build


def codes(page) -> list[str]:
    return [line.code for line in page.model.rows if line.depth == 2]


def test_the_tree_stands_beside_the_card(bench) -> None:
    page = bench().open_page("grids")
    assert codes(page) == ["01", "02", "03", "04", "05", "06"]
    page.table.select_row(2)
    assert (page.panel.card.line.code, page.panel.card.line.figures.persons, page.panel.card.path) == (
        "01",
        9,
        "青禾街道桂湖社区 › 桂湖社区",
    )
    page.find_box.setText("网格员3")
    page.find_box.ask_now()
    assert [line.code for line in page.model.rows][2:] == ["03"]
    page.back()
    assert len(codes(page)) == 6


def test_a_grid_is_split_with_the_digits_and_undone(bench, office, qtbot, qapp) -> None:
    made = bench()
    page = made.open_page("grids")
    page.table.select_row(2)
    page.act("split")
    desk = page.desk
    assert [group.label for group in desk.groups] == [
        "桂湖花园11栋",
        "桂湖花园12栋",
        "桂湖花园13栋",
        "桂湖花园14栋",
        "没有登记房屋的人和单位",
    ]
    desk.form.set_value("code1", "19")
    desk.form.set_value("name1", "湖东网格")
    desk.look()
    desk.focus_table()
    for digit in ("0", "1", "1"):
        qtbot.keyClicks(desk.table, digit)
    assert desk.shown.moved == (4, 4, 4, 0)
    assert desk.moved.text() == "换网格：4 套房屋 4 户 4 人 0 家单位"
    qtbot.keyClick(desk.table, Qt.Key.Key_Return, CTRL)
    settle(qapp)
    assert page.faces.currentIndex() == 0
    assert codes(page) == ["01", "02", "03", "04", "05", "06", "19"]
    assert [line.figures.persons for line in page.model.rows if line.code in ("01", "19")] == [5, 4]
    made.undo_last()
    assert codes(page) == ["01", "02", "03", "04", "05", "06"]
    assert checks.rebuild_check(office.register) == []


def test_what_is_wrong_is_said_at_the_desk_and_nothing_moves(bench) -> None:
    page = bench().open_page("grids")
    page.table.select_row(2)
    page.act("split")
    page.desk.form.set_value("code1", "02")
    page.desk.submit()
    assert page.desk.form.messages.standing("code1")
    assert "还是只有一个网格" in page.desk.banner.text.text()
    page.back()
    assert (page.faces.currentIndex(), codes(page)[:2]) == (0, ["01", "02"])


def test_ticked_grids_are_merged(bench, qtbot, office) -> None:
    page = bench().open_page("grids")
    assert not page.merge_button.isEnabled()
    page.table.setFocus()
    for place in (3, 4):
        page.table.select_row(place)
        qtbot.keyClick(page.table, Qt.Key.Key_Space)
    assert page.merge_button.isEnabled()
    page.merge()
    assert page.desk.shown.moved == (2, 2, 2, 0)
    page.desk.submit()
    assert codes(page) == ["01", "02", "04", "05", "06"]
    page.which.buttons["all"].click()
    assert codes(page) == ["01", "02", "03", "04", "05", "06"]
    page.table.select_row(3)
    assert {person.name for person in page.panel.card.people if person.now} == {"网格员2", "网格员3"}


def test_buildings_move_and_a_code_changes(bench, office) -> None:
    page = bench().open_page("grids")
    page.table.select_row(2)
    page.act("move")
    page.desk.form.set_value("target", office.grids["02"])
    page.desk.model.place(0, 1)
    page.desk.submit()
    assert [line.figures.persons for line in page.model.rows if line.code in ("01", "02")] == [7, 4]
    page.table.select_row(2)
    page.act("recode")
    page.desk.form.set_value("code", "99010600100101")
    page.desk.form.set_value("name", "一号网格")
    page.desk.submit()
    assert page.panel.card is not None
    assert "99010600100101" in [line.code for line in page.model.rows]


def test_a_grid_is_entered_assigned_and_closed(bench, office) -> None:
    page = bench().open_page("grids")
    page.table.select_row(1)
    page.enter_new()
    assert page.panel.form.collect()["code"] == "07"
    page.panel.form.set_value("name", "商圈专属网格")
    page.panel.form.set_value("territorial", "0")
    page.panel.save()
    assert codes(page)[-1] == "07"
    page.table.select_row(page.model.rowCount() - 1)
    page.act("assign")
    page.strip.form.set_value("member_id", office.members["WG-02"])
    page.strip.submit()
    assert [person.name for person in page.panel.card.people] == ["网格员2"]
    page._release(page.panel.card.people[0])
    page.strip.submit()
    assert page.panel.card.people[0].valid_to == "2026-11-20"
    page.act("close")
    page.strip.submit()
    assert page.strip.form.messages.standing("day")  # it began today
    page.strip.form.set_value("day", "2026-11-20")
    page.back()
    assert codes(page)[-1] == "07"


def test_the_list_and_the_comparison_reach_the_disk(bench, messages, tmp_path: Path) -> None:
    page = bench().open_page("grids")
    messages.answers.append(tmp_path / "网格.xlsx")
    page.export()
    assert (tmp_path / "网格.xlsx").is_file()
    for place in (3, 4):
        page.model.toggle_row(place)
    page.merge()
    page.desk.submit()
    dialog = page.compare_dialog(page)
    assert dialog.pages == 1
    assert list(cut_off(dialog)) == []
    dialog.reject()


def test_a_leader_reads_and_a_member_has_no_such_page(bench) -> None:
    page = bench(Role.LEADER).open_page("grids")
    page.table.select_row(2)
    assert page.panel.card.acts == ()
    assert not page.new_button.isVisible()
    assert not page.merge_button.isVisible()
    assert page.compare_button.isVisible()
    assert bench(Role.MEMBER).open_page("grids") is None


def test_the_models_keep_their_promises(office, qtbot) -> None:
    changes = ListedTableModel(change_columns())
    for model in (GridsModel("2026-11-20"), GroupsModel(), changes):
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        model.set_rows([])


@pytest.mark.parametrize("scale", [1.0, 1.15])
def test_nothing_is_clipped(bench, qapp, scale) -> None:
    made = bench(scale=scale)
    page = made.open_page("grids")
    page.table.select_row(2)
    bad = []

    def look(name: str) -> None:
        settle(qapp)
        bad.extend(f"{name}: {text}" for text in cut_off(made))
        assert (made.width(), made.height()) == (1366, 698)

    look("tree")
    page.change()
    look("form")
    page.back()
    page.act("assign")
    look("assign")
    page.back()
    for kind in ("split", "move", "recode"):
        page.act(kind)
        look(kind)
        assert page.desk.act.mapTo(made, QPoint(0, 0)).y() < 698
        page.back()
    for place in (2, 3):
        page.model.toggle_row(place)
    page.merge()
    look("merge")
    assert bad == []
    assert QApplication.focusWidget() is not None
