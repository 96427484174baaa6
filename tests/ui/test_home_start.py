"""The start list on the workbench: ticks appear, it goes away by itself or by hand, and stays away."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from app.models.vocabulary import Role
from app.ui.start_marks import StartMarks
from app.ui.workbench import Workbench
from tests.builders import Office


@pytest.fixture
def open_bench(qapp: QApplication, theme, jobs, messages, preferences, qtbot):
    def build(session) -> Workbench:
        bench = Workbench(session, jobs, messages, theme, preferences, [], "桂湖社区", practice=True)
        bench.resize(1366, 698)
        qtbot.addWidget(bench)
        with qtbot.waitActive(bench):
            bench.show()
        bench.open_page("home")
        return bench

    return build


def test_it_ticks_and_goes(open_bench) -> None:
    office = Office()
    bench = open_bench(office.session)
    start = bench.pages["home"].start_list
    assert start.isVisible()
    assert start.count.text() == "已完成 0 / 5"
    assert start.hint.text().startswith("下一步：导入居民名单。")
    start.buttons["ranking"].click()
    assert bench.current == "rankings"
    bench.open_page("dwellings")
    for kind in ("import.residents", "household.save"):
        with office.session.work.operation(kind, office.session) as operation:
            operation.insert("task", {"title": "随便"})
    bench.open_page("home").refresh()
    assert start.count.text() == "已完成 4 / 5"
    assert start.buttons["ranking"].accessibleName() == "看本周排名，已完成"
    with office.session.work.operation("document.visit_sheet", office.session):
        pass
    bench.open_page("home").refresh()
    assert not start.isVisible()


def test_put_away_it_stays_away_for_this_account_only(open_bench, preferences) -> None:
    office = Office()
    start = open_bench(office.session).pages["home"].start_list
    start.hide_button.click()
    assert not start.isVisible()
    assert not open_bench(office.session).pages["home"].start_list.isVisible()
    assert open_bench(office.as_role(Role.CHIEF)).pages["home"].start_list.isVisible()
    assert StartMarks(preferences, office.session.account.id).hidden


def test_a_member_has_no_import_step_and_a_leader_no_list(open_bench) -> None:
    office = Office()
    start = open_bench(office.as_role(Role.MEMBER, "WG-01")).pages["home"].start_list
    assert start.buttons["import"].isHidden()
    assert start.buttons["dwellings"].text() == " 1 核对本网格楼栋"
    assert not open_bench(office.as_role(Role.LEADER)).pages["home"].start_list.isVisible()


def test_broken_preferences_are_no_trouble(preferences) -> None:
    preferences.put("start", "?")
    marks = StartMarks(preferences, "a")
    marks.see("home")
    assert (marks.seen, marks.hidden) == (frozenset({"home"}), False)


def test_hints_at_the_first_households(open_bench) -> None:
    office = Office()
    office.dwelling()
    page = open_bench(office.session).open_quick("household_entry")
    legend = page.panel.legend
    assert page.panel.hints.on
    page.form.path.entered.emit("id_number")
    assert legend.text() == "输完按 Enter，性别、出生日期、户籍地自动得出"
    page.form.path.entered.emit("relation")
    assert "代码" in legend.text()
    page.form.path.entered.emit("name")
    assert "F4" in legend.text()
    for _ in range(5):
        with office.session.work.operation("household.save", office.session) as operation:
            operation.insert("task", {"title": "随便"})
    page.context.jobs.changes_saved.emit(frozenset({"residence"}))
    assert not page.panel.hints.on
    assert legend.text() == page.panel.hints.usual
    page.form.path.entered.emit("name")
    assert legend.text() == page.panel.hints.usual
