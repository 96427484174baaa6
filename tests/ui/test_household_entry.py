"""入户采集 by keys alone: a household of four, one key for a known door, a departure, doubles, drafts that come back with the cursor."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.models.dwelling_plan import BuildingRule
from app.models.vocabulary import Role
from app.services import drafts, dwellings
from app.services import session as sessions
from app.ui.forms.keystrokes import KeystrokeCounter
from app.ui.main_window import MainWindow
from app.ui.tables.dwelling_plan import PlanModel
from app.ui.theme import Theme
from app.ui.workbench import Workbench
from tests.services.door_world import World, settled, world
from tests.ui.lifecycle_desk import CTRL, ENTER, SHIFT, Desk, number
from tests.ui.test_pages import cut_off, settle

Build = Callable[..., Desk]


@pytest.fixture
def office() -> World:
    return world()


@pytest.fixture
def desk(office: World, theme: Any, jobs: Any, messages: Any, preferences: Any, qtbot: Any, qapp: Any) -> Any:
    def build(scale: float = 1.0, size: tuple[int, int] = (1366, 698), admin: bool = False) -> Desk:
        look = Theme(scale)
        if scale != 1.0:
            look.apply(qapp)
        session = office.session("", Role.ADMIN) if admin else office.session("李秀兰", Role.MEMBER)
        bench = Workbench(session, jobs, messages, look, preferences, [], "青禾街道桂湖社区")
        bench.resize(*size)
        qtbot.addWidget(bench)
        with qtbot.waitActive(bench):
            bench.show()
            bench.activateWindow()
        bench.recall({})
        settle(qapp)
        return Desk(bench, qtbot, qapp, office)

    yield build
    Theme().apply(qapp)


def at_door(at: Desk, door: str) -> Any:
    """F5, then the door as a click on the plan would open it."""
    at.key(Qt.Key.Key_F5)
    assert at.bench.current == "household_entry"
    page = at.bench.pages["household_entry"]
    page.open_door(at.world[door])
    settle(at.app)
    return page


def living_at(office: World, door: str) -> list[str]:
    rows = office.all("""SELECT r.name FROM residence x JOIN resident r ON r.id = x.resident_id WHERE x.dwelling_id = ?
      AND x.status IN ('active', 'pending') ORDER BY x.rowid""", office[door])  # fmt: skip
    return [row[0] for row in rows]


def test_a_household_of_four_ends_saved_with_the_cursor_at_the_next_door(desk: Build, office: World) -> None:
    at = desk()
    at.key(Qt.Key.Key_F5)
    at.key(Qt.Key.Key_Slash)
    at.type("901")
    at.key(ENTER)
    at.back_in_the_window()
    page = at.bench.pages["household_entry"]
    assert [member.name for member in page.desk.members] == ["黄志明", "林小燕", "黄小宝"]
    assert at.focus is page.people.table
    at.key(Qt.Key.Key_Space, times=3)
    assert [row.result for row in page.panel.members.rows] == ["无变化"] * 3
    at.key(Qt.Key.Key_N, CTRL)
    at.type(number("99020619510803234"))
    at.key(ENTER)
    at.write("王桂英")
    at.key(ENTER)
    at.key(Qt.Key.Key_5)  # 父母
    at.key(ENTER)  # 民族
    at.key(Qt.Key.Key_3)  # 流动
    at.type("230815")
    at.key(ENTER, CTRL)
    assert living_at(office, "901") == ["黄志明", "林小燕", "黄小宝", "王桂英"]
    assert office.one("SELECT count(*) FROM visit WHERE visited_on = '2026-11-20' AND dwelling_id = ?", office["901"]) == 1
    assert page.people.door() not in ("", office["901"])
    assert not page.people.unsaved()
    assert page.people.table.hasFocus() or page.strip.path.focused() == "use"
    assert drafts.listed(at.bench.context.session, "household") == []
    settled(office)


def test_a_known_household_is_one_key(desk: Build, office: World, qapp: Any) -> None:
    at = desk()
    page = at_door(at, "901")
    counter = KeystrokeCounter(qapp)
    at.key(ENTER, CTRL | SHIFT)
    used = counter.total
    counter.stop()
    assert used <= 3
    assert office.one("SELECT persons_met FROM visit WHERE visited_on = '2026-11-20' AND dwelling_id = ?", office["901"]) == 3
    assert page.people.door() != office["901"]
    at.key(Qt.Key.Key_Z, CTRL)
    assert office.one("SELECT count(*) FROM visit WHERE visited_on = '2026-11-20' AND status <> 'voided'") == 0
    settled(office)


def test_the_one_key_works_with_the_cursor_in_a_field(desk: Build, office: World) -> None:
    at = desk()
    page = at_door(at, "901")
    at.key(ENTER)
    assert page.form.path.focused() == "phone"
    at.key(ENTER, CTRL | SHIFT)
    assert page.people.door() != office["901"]


def test_a_member_leaves_and_another_moves_away(desk: Build, office: World) -> None:
    at = desk()
    page = at_door(at, "901")
    at.key(Qt.Key.Key_Down)
    at.key(Qt.Key.Key_Delete, CTRL)
    assert page.panel.ask.isVisible()
    at.key(Qt.Key.Key_2)  # 搬离
    at.key(ENTER, CTRL)
    assert page.panel.members.rows[1].result == "移出：搬离"
    assert living_at(office, "901") == ["黄志明", "林小燕", "黄小宝"]  # nothing happens before the door is saved
    at.key(ENTER, CTRL)
    assert living_at(office, "901") == ["黄志明", "黄小宝"]
    row = office.one("SELECT status, close_reason, closed_on FROM residence WHERE id = ?", office["居住林小燕"])
    assert row == ("closed", "left", "2026-11-20")
    settled(office)


def test_a_new_member_is_dropped_and_a_departed_one_comes_back_with_space(desk: Build, office: World) -> None:
    at = desk()
    page = at_door(at, "901")
    at.key(Qt.Key.Key_N, CTRL)
    assert len(page.desk.members) == 4
    at.key(Qt.Key.Key_Delete, CTRL)
    assert len(page.desk.members) == 3
    page.people.table.select_row(1)
    at.key(Qt.Key.Key_Delete, CTRL)
    at.key(Qt.Key.Key_1)
    at.key(ENTER, CTRL)
    page.people.table.select_row(1)
    page.people.table.setFocus()
    at.key(Qt.Key.Key_Space)
    assert page.desk.departures == {}
    assert page.panel.members.rows[1].result != "移出：迁出"


def test_nobody_seen_makes_an_attempt_and_a_revisit(desk: Build, office: World) -> None:
    at = desk()
    page = at_door(at, "902")
    at.key(Qt.Key.Key_G, CTRL)
    assert page.panel.ask.isVisible()
    at.type("+3")
    at.key(ENTER, CTRL)
    assert office.one("SELECT outcome FROM visit WHERE visited_on = '2026-11-20' AND dwelling_id = ?", office["902"]) == "absent"
    assert office.one("SELECT due_on FROM revisit WHERE dwelling_id = ? AND state = 'open'", office["902"]) == "2026-11-23"
    settled(office)


def test_the_number_of_somebody_known_is_told_on_the_last_digit(desk: Build, office: World) -> None:
    mother = number("99020619510803234")
    with office.register.work.operation("import.demo", office.session("")) as act:
        act.update("resident", office["何秀珍"], {"id_number": mother, "id_type": "111", "birth_date": "1951-08-03", "sex": "2"})
    at = desk()
    page = at_door(at, "901")
    at.key(Qt.Key.Key_N, CTRL)
    at.type(mother)
    standing = page.form.messages.standing("id_number")
    assert any("何秀珍" in text and "902" in text for text in standing)
    assert page.panel.members.rows[3].result == "证号已登记，待确认"
    at.key(Qt.Key.Key_1, CTRL)  # 迁入本户
    assert page.desk.members[3].resident_id == office["何秀珍"]
    assert page.form.path.focused() == "relation"
    at.key(Qt.Key.Key_5)
    page.form.editor("consistency").set_value("21")
    page.form.editor("came_on").set_value("2026-11-20")
    at.key(ENTER, CTRL)
    assert living_at(office, "901")[-1] == "何秀珍"
    assert living_at(office, "902") == []
    settled(office)


def test_esc_at_a_double_gives_the_number_back(desk: Build, office: World) -> None:
    mother = number("99020619510803234")
    with office.register.work.operation("import.demo", office.session("")) as act:
        act.update("resident", office["何秀珍"], {"id_number": mother, "id_type": "111"})
    at = desk()
    page = at_door(at, "901")
    at.key(Qt.Key.Key_N, CTRL)
    at.type(mother)
    at.key(Qt.Key.Key_Escape)
    assert at.bench.current == "household_entry"
    assert page.form.path.focused() == "id_number"
    assert page.form.messages.standing("id_number") == []


def test_what_is_wrong_stands_at_its_field_and_warnings_pass_the_second_time(desk: Build, office: World) -> None:
    at = desk()
    page = at_door(at, "901")
    at.key(Qt.Key.Key_N, CTRL)
    at.write("x")
    at.key(ENTER, CTRL)
    assert living_at(office, "901") == ["黄志明", "林小燕", "黄小宝"]
    assert page.desk.at == 3
    assert page.form.messages.standing("name") or page.form.messages.standing("id_number")
    page.discard()
    assert len(page.desk.members) == 3
    at.key(ENTER)
    page.form.editor("phone").set_value("")
    at.type("1990000")
    at.key(ENTER, CTRL)
    assert office.one("SELECT phone FROM resident WHERE id = ?", office["黄志明"]) == ""
    assert "再按一次 Ctrl+Enter" in page.panel.banner.text.text()
    at.key(ENTER, CTRL)
    assert office.one("SELECT phone FROM resident WHERE id = ?", office["黄志明"]) == "1990000"
    settled(office)


def test_an_empty_door_is_not_saved_before_its_use_is_told(desk: Build, office: World) -> None:
    with office.register.work.operation("import.demo", office.session("")) as act:
        act.update("dwelling", office["101"], {"use": ""})
    at = desk()
    page = at_door(at, "101")
    before = office.one("SELECT count(*) FROM operation")
    assert (page.strip.path.focused(), page.strip.collect()["use"]) == ("use", "")
    at.key(ENTER, CTRL)
    at.key(ENTER, CTRL)
    assert page.strip.messages.standing("use") == ["房屋用途没有选。没人住选空置，没见到人按 Ctrl+G 约回访。"]
    assert (page.people.door(), page.strip.path.focused()) == (office["101"], "use")
    assert office.one("SELECT count(*) FROM operation") == before
    at.key(Qt.Key.Key_3)  # 空置
    at.key(ENTER, CTRL)
    assert office.one("SELECT use FROM dwelling WHERE id = ?", office["101"]) == "vacant"
    assert page.people.door() != office["101"]
    settled(office)


def test_a_draft_comes_back_with_the_cursor_in_the_same_place(desk: Build, office: World) -> None:
    at = desk()
    page = at_door(at, "901")
    at.key(Qt.Key.Key_Space)
    at.key(Qt.Key.Key_N, CTRL)
    at.type("990206")
    at.key(Qt.Key.Key_Left)
    page.drafts.timer.timeout.emit()  # ten seconds later
    assert at.bench.status.state.text().startswith("草稿 ")
    at.bench.hide()  # the power goes here: nothing else is stored

    again = desk()
    again.key(Qt.Key.Key_F5)
    other = again.bench.pages["household_entry"]
    other.open_door(office["901"])
    assert [member.result for member in other.desk.members] == ["unchanged", "", "", "new"]
    assert other.form.editor("id_number").value() == "990206"
    assert (other.form.path.focused(), other.form.editor("id_number").caret()) == ("id_number", 5)
    assert "草稿" in other.panel.banner.text.text()
    again.key(Qt.Key.Key_Delete, CTRL | SHIFT)
    assert len(other.desk.members) == 3
    assert drafts.listed(again.bench.context.session, "household") == []


def test_closing_the_window_keeps_what_was_typed(theme: Any, jobs: Any, messages: Any, preferences: Any, qtbot: Any, qapp: Any,
                                                tmp_path: Path) -> None:  # fmt: skip
    path = tmp_path / "桂湖.zhiwang"
    session = sessions.create_office(path, "桂湖社区", "admin", "钱程", "桂湖-ab-2026", True)
    root = session.register.db.conn.execute("SELECT id FROM grid").fetchone()[0]
    dwellings.create_building(session, BuildingRule("桂湖花园", "3栋"), root)
    window = MainWindow(qapp, theme, jobs, messages, preferences)
    window.sign_out = sessions.sign_out
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.open(session)
    settle(qapp)
    page = window.workbench.open_quick("household_entry")
    page.people.add()
    qtbot.keyClicks(page.form.editor("id_number"), "990206")
    window.close()
    again = sessions.sign_in(path, "admin", "桂湖-ab-2026")
    kept = drafts.listed(again, "household")
    assert [note.payload["form"]["values"]["id_number"] for note in kept] == ["990206"]
    sessions.sign_out(again)


def test_the_workbench_opens_a_draft_and_counts_it(desk: Build, office: World) -> None:
    at = desk()
    page = at_door(at, "901")
    at.key(Qt.Key.Key_N, CTRL)
    at.type("99")
    at.key(Qt.Key.Key_S, CTRL)
    home = at.bench.open_page("home")
    assert len(home.view.drafts) == 1
    name = at.bench.draft_page("household")
    page.open_door(office["902"])
    at.bench.open_quick(name).open_draft(home.view.drafts[0].id)
    assert page.people.door() == office["901"]
    assert len(page.desk.members) == 4


def test_esc_returns_and_keeps_what_was_typed(desk: Build, office: World) -> None:
    at = desk()
    at.bench.open_page("residents")
    at_door(at, "901")
    at.key(Qt.Key.Key_N, CTRL)
    at.type("99")
    at.key(Qt.Key.Key_Escape)
    assert at.bench.current == "residents"
    assert len(drafts.listed(at.bench.context.session, "household")) == 1
    at.key(Qt.Key.Key_F5)
    assert len(at.bench.pages["household_entry"].desk.members) == 4


def test_the_walk_along_the_stairs(desk: Build, office: World) -> None:
    at = desk()
    page = at_door(at, "901")
    plan = page.plan_view.plan
    place = plan.order.index(office["901"])
    at.key(Qt.Key.Key_PageDown)
    assert page.people.door() == plan.order[place + 1]
    at.key(Qt.Key.Key_PageUp)
    assert page.people.door() == office["901"]
    view = page.plan.plan
    QAbstractItemModelTester(view.tiles, QAbstractItemModelTester.FailureReportingMode.Warning)
    assert view.tiles.data(view.tiles.place(office["901"])) == "01 录"
    view.setFocus()
    at.key(Qt.Key.Key_Right)
    at.key(ENTER)
    assert page.people.door() == office["902"]
    assert isinstance(view.tiles, PlanModel)


def test_somebody_elses_door_is_only_looked_at(desk: Build, office: World) -> None:
    at = desk()
    page = at_door(at, "5栋201")
    assert "修改请联系" in page.panel.banner.text.text()
    assert not page.panel.save_button.isVisible()
    at.key(Qt.Key.Key_N, CTRL)
    at.key(ENTER, CTRL)
    assert len(page.desk.members) == 1
    assert office.one("SELECT count(*) FROM visit WHERE visited_on = '2026-11-20'") == 0


def test_a_second_household_behind_the_same_door(desk: Build, office: World) -> None:
    at = desk()
    page = at_door(at, "902")
    page.panel.another.click()
    assert page.desk.members == []
    assert list(page.panel.households.buttons.values())[-1].text() == "新的一户"
    at.key(Qt.Key.Key_N, CTRL)
    at.type("9902061951080323")
    page.drafts.keep()
    page.open_door(office["901"])
    page.open_door(office["902"])  # the draft knows which household it is about
    assert [member.result for member in page.desk.members] == ["new"]
    page.people.focus_form()
    at.key(Qt.Key.Key_End)
    at.type(number("99020619510803234")[16:])
    at.key(ENTER)
    at.write("王桂英")
    at.key(ENTER)
    page.form.editor("consistency").set_value("21")
    page.form.editor("came_on").set_value("2023-08-15")
    at.key(ENTER, CTRL)
    homes = office.all("SELECT DISTINCT household_id FROM residence WHERE dwelling_id = ? AND status = 'active'", office["902"])
    assert len(homes) == 2
    page.open_door(office["902"])
    assert len(page.panel.households.buttons) == 2
    settled(office)


def test_without_a_keeper_the_administrator_says_who_collected(desk: Build, office: World) -> None:
    with office.register.work.operation("import.demo", office.session("")) as act:
        for row in office.all("SELECT id FROM assignment"):
            act.update("assignment", row[0], {"valid_to": "2025-01-01"})
    at = desk(admin=True)
    page = at_door(at, "901")
    assert page.strip.rare_visible()
    at.key(ENTER, CTRL | SHIFT)
    assert page.strip.path.focused() == "member_id"
    assert "哪位网格员" in page.panel.banner.text.text()
    page.strip.editor("member_id").set_value(office["李秀兰"])
    at.key(ENTER, CTRL | SHIFT)
    visited = office.one("SELECT member_id FROM visit WHERE visited_on = '2026-11-20' AND dwelling_id = ?", office["901"])
    assert visited == office["李秀兰"]
    assert page.panel.collector() == office["李秀兰"]  # stays chosen for the next door


def test_an_empty_door_begins_with_its_use(desk: Build, office: World) -> None:
    at = desk()
    page = at_door(at, "101")
    assert page.strip.path.focused() == "use"
    at.key(ENTER, times=3)
    assert len(page.desk.members) == 1
    assert page.desk.members[0].relation == "02"
    assert page.form.path.focused() == "id_number"


@pytest.mark.parametrize("scale", [1.0, 1.15])
def test_nothing_is_clipped_at_the_door(desk: Build, office: World, scale: float, qapp: Any) -> None:
    at = desk(scale)
    page = at_door(at, "901")
    assert list(cut_off(at.bench)) == []
    at.key(Qt.Key.Key_N, CTRL)
    settle(qapp)
    assert page.panel.save_button.isVisible()
    assert list(cut_off(at.bench)) == []
    page.people.table.select_row(0)
    at.key(Qt.Key.Key_Delete, CTRL)
    settle(qapp)
    assert list(cut_off(at.bench)) == []
