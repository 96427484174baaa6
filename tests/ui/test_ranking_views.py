"""周排名 in its four views by key, weights and target, paper of the view, weeks that were closed before."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.models.vocabulary import Role
from app.services import history, rankings
from app.ui.theme import Theme
from app.ui.workbench import Workbench
from tests.builders import Office
from tests.ui.test_pages import cut_off, settle

VIEWS = ("volume", "weighted", "completion", "fair")


@pytest.fixture
def office(monkeypatch) -> Office:
    """WG-01 has 8 visits and was on leave for three of five shifts; WG-02 has 10."""
    monkeypatch.setenv("ZHIWANG_TODAY", "2026-11-24")
    office = Office()
    for number in range(4):
        office.resident(f"住户{number}", grid=f"0{1 + number % 2}")
    for member, count in (("WG-01", 8), ("WG-02", 10)):
        for number in range(count):
            office.visit("2026-11-18", member, f"{member}{number}", "met" if number < 6 else "phone", 1)
    for day in ("2026-11-13", "2026-11-16", "2026-11-17"):
        office.insert("attendance", member_id=office.members["WG-01"], day=day, state="annual")
    return office


@pytest.fixture
def open_page(office, theme, jobs, messages, preferences, qtbot, qapp):
    def build(session=None, scale: float = 1.0):
        look = Theme(scale)
        if scale != 1.0:
            look.apply(qapp)
        bench = Workbench(session or office.session, jobs, messages, look, preferences, [], "青禾街道桂湖社区", practice=True)
        bench.resize(1366, 698)
        qtbot.addWidget(bench)
        with qtbot.waitActive(bench):
            bench.show()
            bench.activateWindow()
        bench.recall({})
        assert [window for window in qapp.topLevelWidgets() if window.isVisible()] == [bench]
        page = bench.open_page("rankings")
        page.show_week("2026-11-20")
        settle(qapp)
        return page

    yield build
    Theme().apply(qapp)


def shown(page, key: str) -> list[str]:
    place = next(place for place, column in enumerate(page.model.columns) if column.key == key)
    return [page.model.data(page.model.index(row, place)) for row in range(page.model.rowCount())]


def test_v_walks_through_the_views(open_page, qtbot) -> None:
    page = open_page()
    assert page.bar.rule.text().startswith("数据量＝")
    assert shown(page, "name") == ["网格员02", "网格员01", "2 人"]
    seen = []
    for _ in VIEWS:
        qtbot.keyClick(page.table, Qt.Key.Key_V)
        seen.append(page.bar.view)
    assert seen == ["weighted", "completion", "fair", "volume"]


def test_the_fair_view_turns_the_rank_round(open_page) -> None:
    page = open_page()
    page.bar.segments.buttons["fair"].click()
    # 8 ÷ 2 = 4 against 10 ÷ 5 = 2; 2 households each: 400 against 500; 75 % against 60 %: places 1 2 1 and 2 1 2
    assert shown(page, "name") == ["网格员01", "网格员02", "2 人"]
    assert shown(page, "per_shift") == ["4.00", "2.00", "2.57"]
    assert shown(page, "raw")[:2] == ["2", "1"]
    assert shown(page, "note")[0] == "休假 3 班"
    page._sort("per_hundred")
    assert shown(page, "name") == ["网格员02", "网格员01", "2 人"]
    assert "平均名次" in page.bar.rule.text()


def test_weights_and_target_are_set_here_and_undone(open_page) -> None:
    page = open_page()
    page.bar.segments.buttons["completion"].click()
    assert page.bar.rule.text().startswith("没有设每周目标")
    assert shown(page, "completion")[:2] == ["—", "—"]
    dialog = page.rules_dialog()
    dialog.form.set_value("visited_persons", "很多")
    dialog.save()
    assert not dialog.result()
    dialog.form.set_value("visited_persons", "0.5")
    dialog.form.set_value("weekly_target", "20")
    dialog.save()
    # leave of three shifts: 20 × 2/5 = 8: 8 of 8, 10 of 20
    assert shown(page, "target") == ["8", "20", "28"]
    assert shown(page, "completion") == ["100.0", "50.0", "64.3"]
    place = next(place for place, column in enumerate(page.model.columns) if column.key == "bar")
    assert [page.model.cell(line, place).bar.token for line in range(2)] == ["bar_grey", "bar_warn"]  # on leave; below 80 %
    page.bar.segments.buttons["weighted"].click()
    assert shown(page, "score") == ["5.0", "4.0", "9.0"]
    page.context.shell.undo(history.last_undoable(page.context.session).id)
    assert shown(page, "score") == ["10.0", "8.0", "18.0"]


@pytest.mark.parametrize("view", VIEWS)
def test_paper_follows_the_view(open_page, view) -> None:
    page = open_page()
    page.bar.segments.buttons[view].click()
    dialog = page.print_dialog()
    assert dialog.pages == 1
    assert ("公平对照" in dialog.task.stem) == (view == "fair")
    dialog.done(0)


def test_a_closed_week_keeps_its_fair_figures(open_page, office) -> None:
    rankings.close_week(office.session, "2026-11-20")
    page = open_page()
    page.bar.segments.buttons["fair"].click()
    before = shown(page, "per_shift")
    office.insert("attendance", member_id=office.members["WG-02"], day="2026-11-13", state="sick")
    page.refresh()
    assert shown(page, "per_shift") == before


def test_members_see_the_views_but_set_nothing(open_page, office) -> None:
    page = open_page(office.as_role(Role.MEMBER, "WG-01"))
    page.bar.segments.buttons["fair"].click()
    assert shown(page, "per_shift")[0] == "4.00"
    assert not page.bar.edit.isVisible()


def test_view_and_week_are_remembered(open_page) -> None:
    page = open_page()
    page.bar.segments.buttons["weighted"].click()
    state = page.remember()
    page.bar.segments.buttons["volume"].click()
    page.recall(state)
    page.refresh()
    assert shown(page, "score")


def test_projection_shows_the_same_view(open_page, qtbot) -> None:
    page = open_page()
    page.bar.segments.buttons["fair"].click()
    wall = page.projection(page.sheet)
    qtbot.addWidget(wall)
    assert wall.windowTitle().startswith("周排名")
    wall.close()


@pytest.mark.parametrize("scale", [1.0, 1.15])
@pytest.mark.parametrize("view", VIEWS)
def test_nothing_is_clipped(open_page, qapp, scale, view) -> None:
    page = open_page(scale=scale)
    page.bar.segments.buttons[view].click()
    settle(qapp)
    bench = page.window()
    assert (bench.width(), bench.height()) == (1366, 698)
    assert list(cut_off(bench)) == []
    bars = [bar for bar in bench.findChildren(QWidget) if type(bar).__name__ == "QScrollBar" and bar.isVisible()]
    assert all(bar.orientation() == Qt.Orientation.Vertical for bar in bars)
