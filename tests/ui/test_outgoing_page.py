"""外发记录 in the window: what left, ticked as deleted; a colleague's request agreed to by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.errors import Refused
from app.models.vocabulary import Role
from app.services import exports, outgoing
from app.services.session import Session
from app.storage import accounts
from app.ui.pages import pages_of
from app.ui.workbench import Workbench
from tests.services.import_desk import desk, number, resident, table


@pytest.fixture
def office(tmp_path):
    """Two people, a limit of one."""
    from app.services import imports

    session = desk(tmp_path)
    rows = [resident("甲", number("19900101", 11)), resident("乙", number("19910101", 12), 房号="202")]
    imports.run(session, "residents", table(tmp_path / "in.xlsx", "residents", rows))
    outgoing.save_rules(session, {"limit": 1, "days": 30})
    return session


def page_of(session, jobs, messages, theme, preferences, qtbot):
    bench = Workbench(session, jobs, messages, theme, preferences, [], "桂湖社区", practice=True)
    qtbot.addWidget(bench)
    bench.resize(1366, 698)
    with qtbot.waitActive(bench):
        bench.show()
        bench.activateWindow()
    return bench.open_page("outgoing")


def test_who_has_the_page() -> None:
    having = [role for role in ("member", "chief", "leader", "admin", "auditor") if "outgoing" in {entry.name for entry in pages_of(role)}]
    assert having == ["chief", "admin"]


def test_deleted_by_a_key(office, tmp_path, jobs, messages, theme, preferences, qtbot) -> None:
    exports.export(office, "residents", tmp_path / "a.xlsx", purpose="核对")
    page = page_of(office, jobs, messages, theme, preferences, qtbot)
    page.focus_first()
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    assert page.model.rows[0].state == "已删除 2026-11-20"
    assert page.deleted_button.isHidden()


def test_a_request_is_agreed_to(office, tmp_path, jobs, messages, theme, preferences, qtbot) -> None:
    with office.work.operation("account.add", office) as operation:
        operation.insert("account", {"login": "chief", "name": "孙强", "role": Role.CHIEF.value, "scope": "[]"})
    chief = Session(office.register, accounts.find_account(office.register.db, "chief"))
    with pytest.raises(Refused):
        exports.export(chief, "residents", tmp_path / "a.xlsx", full_ids=True, purpose="核对")
    with pytest.raises(Refused):
        exports.export(office, "residents", tmp_path / "a.xlsx", full_ids=True, purpose="自己的")
    page = page_of(office, jobs, messages, theme, preferences, qtbot)
    page.views.buttons["asked"].click()
    own = next(place for place, line in enumerate(page.requests.rows) if line.own)
    page.request_table.select_row(own)
    assert page.agree_button.isHidden()  # not one's own
    page.request_table.select_row(1 - own)
    assert not page.agree_button.isHidden()
    page.request_table.setFocus()
    QTest.keyClick(page.request_table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert exports.export(chief, "residents", tmp_path / "a.xlsx", full_ids=True, purpose="核对") == 2
