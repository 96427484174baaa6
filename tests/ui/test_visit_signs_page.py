"""走访 · 真实性提示 by keyboard: signs, records, list, outcomes, statement, rules, paper; a member sees the own ones only."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.models.vocabulary import Role
from app.services import history, visit_signs
from app.ui.pages import pages_of
from tests.builders import Office
from tests.ui.test_pages import cut_off, settle

MEETING = "2026-11-20"


@pytest.fixture
def office(monkeypatch) -> Office:
    monkeypatch.setenv("ZHIWANG_TODAY", "2026-11-20")
    office = Office()
    door = office.dwelling("2204", estate="桂湖花园", building="12栋", unit="3单元")
    for place, name in enumerate(("陈国富", "李桂兰", "孙玉梅")):
        stay = office.resident(name, by="WG-02", dwelling_id=door)
        office.close(stay, "2026-11-02", by="WG-02")
        office.visit("2026-11-17", "WG-01", stay, dwelling_id=door, visited_at=f"19:0{place}", finding="精神状态良好，无异常")
    for room in ("101", "102"):
        empty = office.dwelling(room, use="vacant", grid="02")
        office.visit("2026-11-18", "WG-02", empty, kind="dwelling", dwelling_id=empty)
    return office


@pytest.fixture
def open_page(office, show_bench, qapp):
    def build(session=None, scale: float = 1.0):
        page = show_bench(session or office.session, scale).open_page("visit_signs")
        settle(qapp)
        return page

    return build


def shown(page) -> list[tuple[str, str]]:
    return [(line.member, line.kind_label) for line in page.model.rows]


def states(page) -> list[str]:
    return [line.recheck.outcome_label if line.recheck else "" for line in page.panel.model.rows]


def test_from_a_sign_to_its_outcomes_without_the_mouse(open_page, qtbot, qapp, office) -> None:
    page = open_page()
    assert shown(page) == [("网格员01", "见到已注销的人"), ("网格员02", "空置房见到人")]
    assert page.found.text() == "2 条提示，2 人"
    assert "搬走后回来取东西" in page.panel.innocent.text()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    evidence = page.panel.table
    assert evidence.hasFocus()
    qtbot.keyClick(evidence, Qt.Key.Key_1)
    assert not page.strip.isVisible()  # not on the list yet: said in the banner
    assert page.banner.isVisible()
    qtbot.keyClick(evidence, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(evidence, Qt.Key.Key_L)
    assert states(page) == ["待复核"] * 3
    qtbot.keyClick(evidence, Qt.Key.Key_1)
    assert page.strip.isVisible()
    page.strip.submit()
    settle(qapp)
    assert states(page) == ["属实", "待复核", "待复核"]
    assert page.panel.current().title == "李桂兰"  # on to the next
    qtbot.keyClick(evidence, Qt.Key.Key_2)
    page.strip.submit()
    assert page.strip.isVisible()  # 不属实 wants a word
    page.strip.form.fill({**page.strip.form.collect(), "note": "家属说十月就搬走了"})
    page.strip.submit()
    qtbot.keyClick(evidence, Qt.Key.Key_Delete)
    assert states(page) == ["属实", "不属实", ""]
    assert page.model.rows[0].state == "属实 1 不属实 1"
    last = history.last_undoable(office.session)
    assert last is not None
    assert last.label == "移出复核"


def test_statement_week_and_empty_week(open_page, qtbot, qapp) -> None:
    page = open_page()
    qtbot.keyClick(page.table, Qt.Key.Key_L)  # from the list of signs too
    settle(qapp)
    assert states(page)[0] == "待复核"
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    page.strip.form.fill({"statement": "老人回来取东西，正好遇到"})
    page.strip.submit()
    settle(qapp)
    assert page.panel.statement.text() == "老人回来取东西，正好遇到（管理员代记 2026-11-20）"
    qtbot.keyClick(page.table, Qt.Key.Key_Left)
    settle(qapp)
    assert page.state.isVisible()
    assert shown(page) == []
    page.step(-1)
    page.span.buttons["4"].click()
    assert len(page.model.columns) == 5
    assert len(shown(page)) == 2


def test_rules_in_one_table(open_page, qtbot) -> None:
    page = open_page()
    dialog = page.rules_dialog()
    qtbot.addWidget(dialog)
    dialog.table.select_row(3)
    assert dialog.form.collect()["least"] == 3
    dialog.form.fill({"active": "1", "least": 4})
    dialog.save()
    assert shown(page) == [("网格员02", "空置房见到人")]
    dialog.form.fill({"active": "1", "least": 0})
    dialog.save()
    assert dialog.model.rows[3].least == 4
    dialog.reset()
    assert len(shown(page)) == 2


def test_enter_opens_the_visit_and_the_sheet_is_printed(open_page, qtbot, qapp) -> None:
    page = open_page()
    assert not page.print_button.isVisible()
    page.act("list")
    assert page.print_button.isVisible()
    dialog = page.print_dialog()
    qtbot.addWidget(dialog)
    assert dialog.pages == 1
    page.panel.table.setFocus()
    qtbot.keyClick(page.panel.table, Qt.Key.Key_Return)
    settle(qapp)
    assert not page.isVisible()
    entry = page.context.shell.open_page("visits")
    assert entry.form.visit_id == page.panel.current().id


def test_a_member_sees_the_own_signs_and_writes_the_statement(open_page, office) -> None:
    page = open_page(office.as_role(Role.MEMBER, "WG-01"))
    assert shown(page) == [("网格员01", "见到已注销的人")]
    assert page.panel.state_button.isVisible()
    assert not page.panel.list_button.isVisible()
    assert not page.print_button.isVisible()
    assert not page.rules_button.isVisible()
    page.act("list")
    assert states(page) == [""] * 3
    page.act("state")
    page.strip.form.fill({"statement": "他们回来取东西"})
    page.strip.submit()
    card = visit_signs.card(office.session, page.model.rows[0].key.text)
    assert card.statement is not None
    assert card.statement.text == "他们回来取东西"


def test_leaders_have_no_such_page_and_nothing_is_cut_off(open_page, qapp) -> None:
    assert "visit_signs" not in {entry.name for entry in pages_of("leader")}
    for scale in (1.0, 1.15):
        page = open_page(scale=scale)
        assert not list(cut_off(page))
        page.act("state")
        settle(qapp)
        assert not list(cut_off(page))
        page.strip.close_strip()
