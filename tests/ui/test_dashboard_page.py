"""仪表盘 by keys and mouse: periods, scopes, tabs, tables, records, paper; what is kept and when it is forgotten; nothing clipped."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from app.models.vocabulary import Role
from app.services import dashboard
from app.ui.theme import Theme
from app.ui.workbench import Workbench
from tests.builders import Office
from tests.ui.test_pages import cut_off, settle


@pytest.fixture
def office(monkeypatch) -> Office:
    monkeypatch.setenv("ZHIWANG_TODAY", "2026-11-20")
    office = Office(grids=tuple(f"{number:02}" for number in range(1, 19)))
    for number, code in enumerate(list(office.grids)[1:], start=1):
        door = office.dwelling(f"{number}01", grid=code)
        home = office.household(door)
        stay = office.resident(f"住户{number}", grid=code, opened_on="2026-11-03", by=f"WG-{code}", dwelling_id=door, household_id=home,
                               person={"population": "02" if number % 3 else "01", "sex": "12"[number % 2]})  # fmt: skip
        office.insert("resident_tag", resident_id=stay.resident_id, tag="101", valid_from="2026-11-03")
        for day in range(1, 2 + number % 4):
            office.visit(f"2026-11-{9 + day:02}", f"WG-{code}", stay, persons=number)
        office.insert("attendance", member_id=office.members[f"WG-{code}"], day="2026-11-16", state="present")
    return office


@pytest.fixture
def bench(office, jobs, messages, preferences, theme, qtbot, qapp):
    def build(role: Role = Role.ADMIN, scale: float = 1.0, size: tuple[int, int] = (1366, 698)) -> Workbench:
        look = Theme(scale)
        if scale != 1.0:
            look.apply(qapp)
        session = office.session if role is Role.ADMIN else office.as_role(role, "WG-01")
        made = Workbench(session, jobs, messages, look, preferences, [], "青禾街道桂湖社区", practice=True)
        made.resize(*size)
        qtbot.addWidget(made)
        with qtbot.waitActive(made):
            made.show()
            made.activateWindow()
        made.recall({})
        settle(qapp)
        return made

    yield build
    Theme().apply(qapp)


@pytest.fixture
def page(bench, qapp):
    made = bench().open_page("dashboard")
    settle(qapp)
    return made


def titles(page) -> list[str]:
    return [part.title.whole for part in page.face.panels]


def test_leaders_start_here_and_members_have_no_such_page(bench) -> None:
    assert bench(Role.LEADER).current == "dashboard"
    assert bench(Role.MEMBER).open_page("dashboard") is None


def test_periods_scopes_and_tabs_by_keys(page, office, qtbot) -> None:
    assert page.board.span.label == "2026年"
    chart = page.face.panels[0]
    assert chart.hasFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert (page.board.request.period, page.board.span.label) == ("quarter", "2026年第4季度")
    qtbot.keyClick(page.face.panels[0], Qt.Key.Key_Right)
    assert page.board.request.period == "year"
    qtbot.keyClick(page.face.panels[0], Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert (page.board.scope, page.scope.currentText().strip()) == ("01网格", "01网格")
    assert page.face.panels[-1].panel.key == "volume_parts"
    qtbot.keyClick(page.face.panels[0], Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert page.board.scope == "桂湖社区"
    for key, first in (("people", "kinds"), ("visits", "since_last"), ("team", "attendance")):
        page.show_tab(key)
        assert page.face.panels[0].panel.key == first
        assert page.face.panels[0].hasFocus()
    assert page.context.shell.header.tabs["team"].text() == "队伍"


def test_a_period_of_the_own_is_typed(page, qtbot) -> None:
    page.choose_period("range")
    page.custom.setText("2026-11-01 至 2026-11-12")
    qtbot.keyClick(page.custom, Qt.Key.Key_Return)
    assert page.board.span.days_text == "2026-11-01 至 2026-11-12"
    page.custom.setText("2026-13-01 至 2026-11-12")
    qtbot.keyClick(page.custom, Qt.Key.Key_Return)
    assert "没有 13 月" in page.banner.text.text()
    assert page.board.span.days_text == "2026-11-01 至 2026-11-12"


def test_a_click_on_a_bar_opens_its_records(page, qtbot, monkeypatch) -> None:
    opened = []
    monkeypatch.setattr(page.work, "open_target", opened.append)
    chart = page.face.panels[-1]
    qtbot.waitUntil(lambda: chart.canvas.picture is not None)
    left, top, right, bottom, number, _ = chart.canvas.picture.areas[0]
    qtbot.mouseClick(chart.canvas, Qt.MouseButton.LeftButton, pos=QPoint((left + right) // 2, (top + bottom) // 2))
    row = chart.panel.rows[number]
    assert (opened[0].kind, opened[0].value, opened[0].title) == ("figure", "volume", f"{row.label}数据量")
    monkeypatch.undo()
    dialog = page.work.records_dialog(opened[0])
    assert dialog.count.text().endswith(f"合计 {row.values[0]:,}")
    assert sum(line.count for line in dialog.model.rows) == row.values[0]
    dialog.reject()


def test_enter_opens_the_table_and_enter_there_the_records(page, qtbot, monkeypatch) -> None:
    asked, opened = [], []
    page.face.table_asked.disconnect()
    page.face.table_asked.connect(asked.append)
    qtbot.keyClick(page.face.panels[1], Qt.Key.Key_Return)
    dialog = page.work.table_dialog(asked[0])
    assert [column.title for column in dialog.model.columns[:3]] == ["月", "新增", "注销"]
    assert dialog.model.cell(10, 1).text == "18"
    assert dialog.table.accessibleName() == asked[0].title
    monkeypatch.setattr(page.work, "open_target", opened.append)
    dialog.opened.emit(10, 1)
    assert (opened[0].value, opened[0].title) == ("cancelled_residents", "11月注销人口")
    dialog.reject()
    assert "11月 18 0" in page.face.panels[1].accessibleDescription()


def test_people_open_with_the_same_filter(page) -> None:
    page.show_tab("people")
    kinds = next(part.panel for part in page.face.panels if part.panel.key == "kinds")
    row = next(row for row in kinds.rows if row.label == "流动")
    page.work.open_people(row.target())
    residents = page.context.shell.pages["residents"]
    assert residents.answer.residents == row.values[0] == 12


def test_a_leader_reads_no_single_visits(bench) -> None:
    page = bench(Role.LEADER).pages["dashboard"]
    dialog = page.work.records_dialog(page.board.numbers[1].target)
    assert "由网格长和管理员查看" in dialog.banner.text.text()
    dialog.reject()


def test_boards_are_kept_until_something_is_saved(page, office, jobs, monkeypatch) -> None:
    asked = []
    real = dashboard.board
    monkeypatch.setattr(dashboard, "board", lambda *arguments: asked.append(arguments[2]) or real(*arguments))
    page.show_tab("people")
    page.show_tab("overview")
    page.show_tab("people")
    assert asked == ["people"]
    office.visit("2026-11-19", "WG-01", "x", persons=7)
    jobs.changes_saved.emit(frozenset({"revisit"}))
    assert asked == ["people"]
    jobs.changes_saved.emit(frozenset({"visit"}))
    assert asked == ["people", "people"]
    before = page.board.numbers[1].text
    page.show_tab("overview")
    assert page.board.numbers[1].text == before


def test_paper_file_and_wall(page, messages, tmp_path: Path, qtbot, qapp) -> None:
    dialog = page.work.print_dialog()
    assert dialog.pages == 1
    assert list(cut_off(dialog)) == []
    dialog.reject()
    messages.answers.extend([tmp_path / "简报.pdf", tmp_path / "简报.png"])
    page.work.save_pdf()
    page.work.save_png()
    assert (tmp_path / "简报.pdf").stat().st_size > 10_000
    assert (tmp_path / "简报.png").read_bytes()[:4] == b"\x89PNG"
    wall = page.work.wall(page.board)
    qtbot.addWidget(wall)
    wall.resize(1920, 1080)
    wall.show()
    settle(qapp)
    assert [part.title.whole for part in wall.face.panels] == titles(page)
    qtbot.waitUntil(lambda: all(part.canvas.picture is not None for part in wall.face.panels))
    qtbot.keyClick(wall, Qt.Key.Key_Escape)
    assert not wall.isVisible()


def test_an_empty_register_says_what_is_missing(jobs, messages, preferences, theme, qtbot, qapp) -> None:
    empty = Workbench(Office(grids=()).session, jobs, messages, theme, preferences, [], "桂湖社区")
    empty.resize(1366, 698)
    qtbot.addWidget(empty)
    empty.show()
    empty.recall({})
    page = empty.open_page("dashboard")
    settle(qapp)
    assert {part.panel.empty for part in page.face.panels} == {"这段时间没有登记，换一段时间或范围再看"}
    assert list(cut_off(empty)) == []


@pytest.mark.parametrize(("scale", "size"), [(1.0, (1366, 698)), (1.15, (1366, 698)), (1.0, (1920, 1040)), (1.15, (1920, 1040))])
def test_nothing_is_clipped(bench, qapp, scale, size) -> None:
    made = bench(scale=scale, size=size)
    page = made.open_page("dashboard")
    for period in ("year", "month", "range"):
        page.choose_period(period)
        for tab, _ in page.tabs():
            page.show_tab(tab)
            settle(qapp)
            assert (made.width(), made.height()) == size
            assert list(cut_off(made)) == []
            assert page.print_button.isVisible()
            bars = [bar for bar in page.findChildren(QWidget) if type(bar).__name__ == "QScrollBar" and bar.isVisible()]
            assert bars == []
            short = [cell.change.whole for cell in page.face.cells if cell.change.text() != cell.change.whole]
            assert short == []
