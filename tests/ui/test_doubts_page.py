"""人口房屋 · 待核数据 by keys: rank, the form with the field focused, one-key repair with undo, 不用改, grids, paper; a member's own."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.models.doubts import DoubtFilter
from app.models.vocabulary import Role
from app.services import ledgers
from app.ui.pages import pages_of
from tests.builders import Office
from tests.services.test_doubts import BLANK, Street
from tests.ui.test_pages import cut_off, settle


@pytest.fixture
def office(monkeypatch) -> Office:
    monkeypatch.setenv("ZHIWANG_TODAY", "2026-11-20")
    office = Office()
    street = Street(office)
    street.home("没电话", person={"phone": ""})
    street.home("网格不对", grid="01", residence_grid="02")
    street.home("太老", grid="02", person={"birth_date": "1900-01-01", **BLANK})
    street.home("空置有人", grid="02", use="vacant")
    return office


@pytest.fixture
def open_page(office, show_bench, qapp):
    def build(session=None, scale: float = 1.0):
        page = show_bench(session or office.session, scale).open_page("doubts")
        settle(qapp)
        return page

    return build


def shown(page) -> list[tuple[str, str]]:
    return [(page.model.record(place).label, page.model.record(place).title) for place in range(page.model.rowCount())]


ALL = [("年龄超过 120 岁", "太老"), ("网格与房屋不一致", "网格不对"), ("空置房有人住", "空置有人"), ("没有联系电话", "没电话")]


def test_by_rank_with_the_card(open_page, qtbot) -> None:
    page = open_page()
    assert shown(page) == ALL
    assert page.found.text() == "4 条"
    assert page.table.hasFocus()
    assert page.panel.card.line.sentence == "出生日期 1900-01-01，已超过 120 岁。"
    assert not page.panel.repair_button.isVisible()
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    assert page.panel.card.line.title == "网格不对"
    assert page.panel.repair_button.isVisible()
    assert page.panel.preview.text().startswith("一键改正：网格由02网格改为01网格")
    assert [(line[1], line[2]) for line in page.spread.rows] == [("02网格", 3), ("01网格", 1)]


def test_repair_by_key_and_undo(open_page, qtbot, qapp) -> None:
    page = open_page()
    qtbot.keyClick(page.table, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert shown(page) == ALL  # nothing certain about the first
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.keyClick(page.table, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    settle(qapp)
    assert [title for _, title in shown(page)] == ["太老", "空置有人", "没电话"]
    qtbot.keyClick(page.window(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(qapp)
    assert shown(page) == ALL


def test_enter_opens_the_form_at_the_field(open_page, qtbot, qapp) -> None:
    page = open_page()
    page.table.select_row(3)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert page.dialog is not None
    assert page.dialog.isVisible()
    assert page.dialog.windowTitle() == "修改 没电话"
    editor = page.dialog.form.editor("phone")
    assert editor.hasFocus() or editor.isAncestorOf(page.dialog.focusWidget())
    page.dialog.form.fill({**page.dialog.form.collect(), "phone": "19912345678"})
    page.dialog.save()
    settle(qapp)
    assert [title for _, title in shown(page)] == ["太老", "网格不对", "空置有人"]


def test_use_of_the_dwelling_below_the_list(open_page, qtbot, qapp) -> None:
    page = open_page()
    page.table.select_row(2)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert page.strip.isVisible()
    page.strip.form.fill({"use": "rented"})
    page.strip.submit()
    settle(qapp)
    assert "空置有人" not in [title for _, title in shown(page)]


def test_not_to_be_changed_and_back_again(open_page, qtbot, qapp) -> None:
    page = open_page()
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    assert page.strip.isVisible()
    page.strip.submit()
    assert page.strip.isVisible()  # a reason is asked for
    page.strip.form.fill({"reason": "看过户口簿，确实如此"})
    page.strip.submit()
    settle(qapp)
    assert [title for _, title in shown(page)] == ["网格不对", "空置有人", "没电话"]
    assert page.whole.text() == "（共 3 条，另有 1 条已记不用改）"
    page.group.buttons["ignored"].click()
    assert [title for _, title in shown(page)] == ["太老"]
    assert page.panel.card.ignored.startswith("看过户口簿，确实如此")
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    settle(qapp)
    assert shown(page) == []
    page.back()
    assert shown(page) == ALL


def test_groups_grids_and_esc(open_page, qtbot, office) -> None:
    page = open_page()
    page.group.buttons["place"].click()
    assert [title for _, title in shown(page)] == ["网格不对", "空置有人"]
    page.group.buttons["stale"].click()
    assert page.middle.currentWidget() is page.state
    page.back()
    page.spread_table.setFocus()
    page.spread_table.select_row(1)
    qtbot.keyClick(page.spread_table, Qt.Key.Key_Return)
    assert page.filter == DoubtFilter(grid_ids=(office.grids["01"],))
    assert [title for _, title in shown(page)] == ["没电话"]
    qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    assert shown(page) == ALL


def test_who_has_the_page(open_page, office) -> None:
    assert [role for role in ("member", "chief", "leader", "admin", "auditor") if "doubts" in {each.name for each in pages_of(role)}] == [
        "member", "chief", "admin",
    ]  # fmt: skip
    page = open_page(office.as_role(Role.MEMBER, "WG-01"))
    assert shown(page) == [ALL[3]]


def test_the_list_on_paper(office) -> None:
    sheet = ledgers.doubtful(office.session, DoubtFilter(group="place"))
    assert sheet.title.endswith("待核清单")
    assert [line[:4] for line in sheet.lines] == [("1", "02网格", "网格与房屋不一致", "网格不对"), ("2", "02网格", "空置房有人住", "空置有人")]
    assert sheet.scope == "位置 · 共 2 条 · 截至 2026-11-20"


@pytest.mark.parametrize("scale", [1.0, 1.15])
def test_nothing_is_cut_off(open_page, scale) -> None:
    page = open_page(scale=scale)
    for place in range(4):
        page.table.select_row(place)
        assert list(cut_off(page)) == []
    assert not page.table.horizontalScrollBar().isVisible()
