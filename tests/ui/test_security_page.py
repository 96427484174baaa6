"""安全 in the window: a tag sealed, a field switched off by a key, somebody anonymised with a typed word."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services import imports
from app.ui.pages import pages_of
from app.ui.workbench import Workbench
from tests.services.import_desk import desk, number, resident, table


@pytest.fixture
def page(tmp_path, jobs, messages, theme, preferences, qtbot):
    """One who left in 2023."""
    session = desk(tmp_path)
    left = {"登记日期": "2022-01-05", "注销日期": "2023-03-01", "注销原因": "搬离", "注销人": "WG-01"}
    imports.run(session, "residents", table(tmp_path / "in.xlsx", "residents", [resident("甲", number("19500101", 11), **left)]))
    bench = Workbench(session, jobs, messages, theme, preferences, [], "桂湖社区", practice=True)
    qtbot.addWidget(bench)
    bench.resize(1366, 698)
    with qtbot.waitActive(bench):
        bench.show()
        bench.activateWindow()
    return bench.open_page("security")


def test_who_has_the_page() -> None:
    assert [role for role in ("member", "chief", "leader", "admin", "auditor") if "security" in {e.name for e in pages_of(role)}] == ["admin"]


def test_seal_and_unseal(page) -> None:
    page.change()
    page.strip.form.set_value("roles", ("chief",))
    page.strip.submit()
    assert (page.models["seals"].rows[0].sealed, page.models["seals"].rows[0].seen_by) == (True, "本网格网格员、网格长")
    page.tables["seals"].select_row(0)
    page.unseal()
    assert not any(line.sealed for line in page.models["seals"].rows)


def test_space_switches_a_field_off_and_on(page) -> None:
    page.show_view("fields")
    page.focus_first()
    QTest.keyClick(page.tables["fields"], Qt.Key.Key_Space)
    assert page.models["fields"].rows[0] == ("ethnic_group", "民族", True)
    assert "ethnic_group" in page.context.session.switched_off
    QTest.keyClick(page.tables["fields"], Qt.Key.Key_Space)
    assert page.context.session.switched_off == frozenset({"political"})


def test_anonymise_asks_for_the_word(page) -> None:
    page.show_view("retention")
    assert [line.name for line in page.models["retention"].rows] == ["甲"]
    page.erase()
    page.strip.form.set_value("typed", "好")
    page.strip.submit()
    assert len(page.models["retention"].rows) == 1
    assert not page.strip.isHidden()  # what is wrong stands in the form
    page.strip.form.set_value("typed", "匿名化")
    page.strip.submit()
    assert page.models["retention"].rows == []


def test_keep_needs_a_reason(page) -> None:
    page.show_view("retention")
    page.change()
    page.strip.form.set_value("reason", "有纠纷")
    page.strip.submit()
    assert page.models["retention"].rows == []


def test_the_rules(page) -> None:
    page.change_rules()
    for name, value in (("limit", "100"), ("days", "60"), ("years", "3")):
        page.strip.form.set_value(name, value)
    page.strip.submit()
    assert page.context.session.office.settings["outgoing"] == {"limit": 100, "days": 60}
    assert page.context.session.office.settings["retention_years"] == 3
