"""Acts on people by keys: 注销, its undo and 回流, a move between grids, a merge and its undo, batches, 变更记录, 户 and 房屋."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QWidget

from app.models.vocabulary import Role
from app.ui.tables.history import EntriesModel, FieldsModel
from app.ui.theme import Theme
from app.ui.workbench import Workbench
from tests.services.door_world import World, settled, world
from tests.ui.lifecycle_desk import CTRL, ENTER, Desk, number
from tests.ui.test_pages import cut_off, settle

Build = Callable[..., Desk]


@pytest.fixture
def office() -> World:
    return world()


@pytest.fixture
def desk(office: World, theme: Any, jobs: Any, messages: Any, preferences: Any, qtbot: Any, qapp: Any) -> Any:
    def build(scale: float = 1.0, role: Role = Role.ADMIN) -> Desk:
        look = Theme(scale)
        if scale != 1.0:
            look.apply(qapp)
        session = office.session("李秀兰", role) if role is Role.MEMBER else office.session("", role)
        if role is Role.LEADER:
            session.account = type(session.account)(session.account.id, "leader", "分管", Role.LEADER, "", ())
        bench = Workbench(session, jobs, messages, look, preferences, [], "青禾街道桂湖社区")
        bench.resize(1366, 698)
        qtbot.addWidget(bench)
        with qtbot.waitActive(bench):
            bench.show()
            bench.activateWindow()
        bench.recall({})
        settle(qapp)
        return Desk(bench, qtbot, qapp, office)

    yield build
    Theme().apply(qapp)


def find_person(at: Desk, name: str) -> Any:
    """The list with the cursor on somebody."""
    page = at.bench.open_page("residents")
    page.find_box.setText(name)
    page.find_box.ask_now()
    page.table.setFocus()
    page.table.select_row(0)
    assert page.panel.card.row.name == name
    return page


def residence(office: World, name: str) -> Any:
    return office.one("SELECT status, closed_on, close_reason FROM residence WHERE id = ?", office[f"居住{name}"])


# ---- 注销, undo, 回流 ------------------------------------------------------------------------------------------------------------


def test_a_cancel_its_undo_and_a_return(desk: Build, office: World) -> None:
    at = desk()
    find_person(at, "何秀珍")
    at.key(Qt.Key.Key_F9)
    page = at.bench.pages["cancellation"]
    assert page.who.draft.name == "何秀珍"
    at.key(Qt.Key.Key_1)  # 迁出
    at.key(ENTER, CTRL)
    assert residence(office, "何秀珍") == ("closed", "2026-11-20", "moved_out")
    assert page.finder.box.hasFocus()
    at.key(Qt.Key.Key_Z, CTRL)
    assert residence(office, "何秀珍") == ("active", "", "")

    at.write("何秀珍")
    at.key(ENTER)
    at.key(Qt.Key.Key_2)
    at.key(ENTER, CTRL)
    assert residence(office, "何秀珍") == ("closed", "2026-11-20", "left")
    at.key(Qt.Key.Key_Escape)
    assert at.bench.current == "residents"
    people = at.bench.pages["residents"]
    people.chips.set_chosen({"state": ("closed",)})
    people.ask()
    people.work.run("return")
    assert people.work.strip.form.collect()["dwelling_id"] == office["902"]  # the old door is offered
    at.key(ENTER, CTRL)
    rows = office.all("SELECT status, open_reason FROM residence WHERE resident_id = ? ORDER BY rowid", office["何秀珍"])
    assert rows == [("closed", "newly_living"), ("active", "return")]
    settled(office)


def test_death_asks_for_a_proof_at_its_field(desk: Build, office: World) -> None:
    at = desk()
    find_person(at, "陈国富")
    at.key(Qt.Key.Key_F9)
    page = at.bench.pages["cancellation"]
    at.key(Qt.Key.Key_3)
    at.key(ENTER, CTRL)
    assert residence(office, "陈国富")[0] == "active"
    assert page.form.path.focused() == "close_proof"
    at.write("死亡证明")
    at.key(ENTER, CTRL)
    assert residence(office, "陈国富") == ("closed", "2026-11-20", "death")
    settled(office)


def test_a_cancelled_person_is_given_back_on_the_same_page(desk: Build, office: World) -> None:
    at = desk()
    find_person(at, "何秀珍")
    at.key(Qt.Key.Key_F9)
    at.key(Qt.Key.Key_1)
    at.key(ENTER, CTRL)
    page = at.bench.pages["cancellation"]
    page.open_person(office["何秀珍"])
    assert not page.save_button.isVisible()
    page.undo_button.click()
    assert residence(office, "何秀珍")[0] == "active"
    assert page.save_button.isVisible()
    settled(office)


# ---- 移动 ----------------------------------------------------------------------------------------------------------------------


def test_one_person_moves_into_another_grid(desk: Build, office: World) -> None:
    at = desk()
    page = find_person(at, "林小燕")
    at.key(Qt.Key.Key_M, CTRL)
    at.key(Qt.Key.Key_1)  # 只移这个人
    at.type("201")
    at.key(ENTER)
    at.key(ENTER, CTRL)
    assert not page.work.strip.isVisible()
    row = office.one("SELECT grid_id, open_reason FROM residence WHERE resident_id = ? AND status = 'active'", office["林小燕"])
    assert row == (office["07"], "move")
    at.key(Qt.Key.Key_Z, CTRL)
    assert residence(office, "林小燕") == ("active", "", "")
    settled(office)


def test_a_whole_household_moves(desk: Build, office: World) -> None:
    at = desk()
    find_person(at, "黄志明")
    at.key(Qt.Key.Key_M, CTRL)
    at.key(Qt.Key.Key_2)
    at.type("201")
    at.key(ENTER)
    at.key(ENTER, CTRL)
    rows = office.all("SELECT DISTINCT grid_id FROM residence WHERE status = 'active' AND resident_id IN (?, ?, ?)", office["黄志明"],
                      office["林小燕"], office["黄小宝"])  # fmt: skip
    assert rows == [(office["07"],)]
    settled(office)


# ---- 修改, batches ---------------------------------------------------------------------------------------------------------------


def test_a_correction_needs_a_reason_for_the_number(desk: Build, office: World) -> None:
    at = desk()
    page = find_person(at, "何秀珍")
    at.key(Qt.Key.Key_F2)
    dialog = page.work.dialog
    dialog.form.set_value("id_number", number("99020619800501234"))
    dialog.form.set_value("workplace", "桂湖小学")
    dialog.save()
    assert office.one("SELECT workplace FROM resident WHERE id = ?", office["何秀珍"]) == ""
    dialog.form.set_value("reason", "原号输错")
    dialog.save()
    if dialog.isVisible():
        dialog.save()  # what looks odd is accepted the second time
    assert office.one("SELECT workplace FROM resident WHERE id = ?", office["何秀珍"]) == "桂湖小学"
    settled(office)


def test_a_batch_is_looked_at_done_and_undone(desk: Build, office: World, qtbot: Any) -> None:
    at = desk()
    page = find_person(at, "何秀珍")
    page.back()
    page.table.setFocus()
    at.key(Qt.Key.Key_A, CTRL)
    assert page.work.batch_button.isVisible()
    assert [action.text() for action in page.work.batch_menu().actions()] == ["&1 打标签", "&2 去标签", "&3 调整网格", "&4 注销"]
    page.work.begin_batch("tag_add")
    page.work.strip.form.set_value("tag", "303")
    at.key(ENTER, CTRL)
    dialog = page.work.batches.dialog
    assert dialog.preview.ready == 6
    assert office.one("SELECT count(*) FROM resident_tag WHERE tag = '303'") == 0  # a preview writes nothing
    dialog.run()
    assert office.one("SELECT count(*) FROM resident_tag WHERE tag = '303' AND status = 'active'") == 6
    at.bench.undo_last()
    assert office.one("SELECT count(*) FROM resident_tag WHERE tag = '303' AND status = 'active'") == 0
    settled(office)


def test_who_may_not_write_is_offered_nothing(desk: Build, office: World) -> None:
    at = desk(role=Role.LEADER)
    page = at.bench.open_page("residents")
    page.table.select_row(0)
    assert not page.panel.foot.isVisible()
    assert not {"household_entry", "person_entry", "cancellation", "duplicates", "history"} & {entry.name for entry in at.bench.entries}
    assert "F2" not in [act.shown for act in page.acts()]


# ---- 单人登记 ------------------------------------------------------------------------------------------------------------------


def test_one_person_is_registered_by_keys(desk: Build, office: World) -> None:
    at = desk()
    at.key(Qt.Key.Key_F8)
    page = at.bench.pages["person_entry"]
    at.type("902")
    at.key(ENTER)
    assert "何秀珍" in page.lives.text()
    assert page.form.path.focused() == "id_number"
    at.type(number("99020619510803234"))
    at.key(ENTER)
    at.write("王桂英")
    at.key(ENTER)
    at.key(Qt.Key.Key_8)
    at.key(ENTER)
    at.key(Qt.Key.Key_3)
    at.type("230815")
    at.key(ENTER, CTRL)
    row = office.one("""SELECT r.name, x.dwelling_id, x.open_reason FROM residence x JOIN resident r ON r.id = x.resident_id
      ORDER BY x.rowid DESC LIMIT 1""")  # fmt: skip
    assert row == ("王桂英", office["902"], "newly_living")
    assert page.form.path.focused() == "id_number"
    assert page.form.collect()["name"] == ""
    settled(office)


# ---- 疑似重复 ------------------------------------------------------------------------------------------------------------------


def test_a_merge_and_its_undo(desk: Build, office: World) -> None:
    with office.register.work.operation("import.demo", office.session("")) as act:
        for key in ("何秀珍", "林小燕"):
            act.update("resident", office[key], {"name": "何秀珍", "birth_date": "1955-02-03", "sex": "2", "phone": "19900001111"})
    at = desk()
    page = at.bench.open_page("duplicates")
    assert page.pairs.rowCount() == 1
    at.key(ENTER)
    assert page.sides_table.hasFocus()
    line = page.sides.record(0)
    at.key(Qt.Key.Key_Left)
    assert page.sides.picks[line.key] == "left"
    at.key(Qt.Key.Key_Right)
    assert page.sides.picks[line.key] == "right"
    at.key(ENTER, CTRL)
    assert office.one("SELECT count(*) FROM resident WHERE status = 'merged'") == 1
    assert page.pairs.rowCount() == 0
    page.kinds.buttons["merged"].click()
    assert page.merges.rowCount() == 1
    at.key(ENTER, CTRL)
    assert office.one("SELECT count(*) FROM resident WHERE status = 'merged'") == 0
    page.kinds.buttons["pairs"].click()
    assert page.pairs.rowCount() == 1
    at.key(Qt.Key.Key_Delete, CTRL)
    at.write("母女同名")
    at.key(ENTER, CTRL)
    assert page.pairs.rowCount() == 0
    settled(office)


# ---- 变更记录 ------------------------------------------------------------------------------------------------------------------


def test_single_fields_are_put_back_with_a_reason(desk: Build, office: World) -> None:
    from app.services import lifecycle

    session = office.session("")
    lifecycle.correct(session, "resident", office["何秀珍"], {"workplace": "桂湖小学", "note": "下午在家"}, "上门核实")
    lifecycle.correct(session, "resident", office["何秀珍"], {"workplace": "桂湖中学"}, "又换了")
    at = desk()
    find_person(at, "何秀珍")
    at.key(Qt.Key.Key_H, CTRL)
    page = at.bench.pages["history"]
    assert page.title.text() == "何秀珍"
    QAbstractItemModelTester(page.fields, QAbstractItemModelTester.FailureReportingMode.Warning)
    assert isinstance(page.model, EntriesModel)
    assert isinstance(page.fields, FieldsModel)
    at.key(Qt.Key.Key_Down)
    ticked = {page.fields.record(place).label: place in page.fields.ticks for place in range(page.fields.rowCount())}
    assert ticked == {"工作单位": False, "备注": True}  # what was changed since is not taken back unasked
    at.key(ENTER, CTRL)
    assert page.reason.hasFocus()
    at.write("记错人了")
    at.key(ENTER, CTRL)
    assert office.one("SELECT workplace, note FROM resident WHERE id = ?", office["何秀珍"]) == ("桂湖中学", "")
    settled(office)


def test_a_whole_act_is_undone_and_a_past_day_is_told(desk: Build, office: World) -> None:
    at = desk()
    find_person(at, "何秀珍")
    at.key(Qt.Key.Key_F9)
    at.key(Qt.Key.Key_1)
    at.key(ENTER, CTRL)
    page = at.bench.open_page("history")
    page.show_resident(office["何秀珍"])
    page.table.select_row(0)
    at.key(Qt.Key.Key_Delete, CTRL)
    at.write("人还在")
    at.key(Qt.Key.Key_Delete, CTRL)
    assert residence(office, "何秀珍")[0] == "active"
    page.day.setText("2026-01-01")
    page.show_day()
    assert "902" in page.state_on.text()
    page.kinds.buttons["looks"].click()
    assert page.head.text() == "没有这类记录"
    page.show_resident("")
    assert page.title.text() == "全部操作"
    settled(office)


def test_undoing_an_act_of_many_changes_asks_first(desk: Build, office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.ui.pages.history.MANY", 0)
    at = desk()
    find_person(at, "何秀珍")
    at.key(Qt.Key.Key_F9)
    at.key(Qt.Key.Key_1)
    at.key(ENTER, CTRL)
    page = at.bench.open_page("history")
    page.show_resident(office["何秀珍"])
    page.table.select_row(0)
    page.reason.setText("人还在")
    for answer, status in ((1, "closed"), (0, "active")):  # 不撤销, then 撤销整次操作
        page.context.messages.answers.append(str(answer))
        page.undo()
        assert residence(office, "何秀珍")[0] == status
    assert "处改动" in page.context.messages.asked[-1]


# ---- 户, 房屋 ------------------------------------------------------------------------------------------------------------------


def test_places_are_listed_filtered_and_changed(desk: Build, office: World) -> None:
    at = desk()
    page = at.bench.open_page("dwellings")
    assert page.found.text() == "6 套"
    page.quick.buttons["vacant"].click()
    assert page.found.text() == "1 套"
    page.table.setFocus()
    at.key(Qt.Key.Key_F2)
    page.strip.form.set_value("owner_name", "郑少华")
    at.key(ENTER, CTRL)
    assert office.one("SELECT owner_name FROM dwelling WHERE id = ?", office["702"]) == "郑少华"
    assert page.panel.card.values["owner_name"] == "郑少华"
    page.table.setFocus()
    at.key(Qt.Key.Key_F5)
    assert at.bench.pages["household_entry"].people.door() == office["702"]
    households = at.bench.open_page("households")
    assert households.found.text() == "4 户"
    households.find_box.setText("黄志明")
    households.find_box.ask_now()
    assert households.current().persons == 3
    settled(office)


def test_a_building_is_made_by_rule_and_taken_back(desk: Build, office: World) -> None:
    at = desk()
    page = at.bench.open_page("dwellings")
    page.table.setFocus()
    at.key(Qt.Key.Key_N, CTRL)
    dialog = page.dialog
    for name, value in (("estate", "新苑"), ("building", "9栋"), ("units", "1-2"), ("last_floor", 3), ("grid_id", office["06"])):
        dialog.form.set_value(name, value)
    dialog.look()
    assert dialog.make.text().startswith(" 新建 12 户")
    assert dialog.plan.tiles.rowCount() == 3
    dialog.save()
    assert office.one("SELECT count(*) FROM dwelling WHERE estate = '新苑'") == 12
    at.back_in_the_window()
    at.bench.undo_last()
    assert office.one("SELECT count(*) FROM dwelling WHERE estate = '新苑' AND status = 'active'") == 0
    settled(office)


# ---- looks ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scale", [1.0, 1.15])
def test_nothing_is_clipped_on_the_pages_of_people(desk: Build, office: World, scale: float) -> None:
    at = desk(scale)
    bad: list[str] = []

    def look(name: str) -> None:
        settle(at.app)
        bad.extend(f"{name}: {text}" for text in cut_off(at.bench))
        bars = [bar for bar in at.bench.findChildren(QWidget) if type(bar).__name__ == "QScrollBar" and bar.isVisible()]
        bad.extend(f"{name}: horizontal scroll bar" for bar in bars if bar.orientation() == Qt.Orientation.Horizontal)

    people = find_person(at, "黄志明")
    look("residents")
    people.work.run("move")
    look("move")
    people.work.strip.close_strip()
    for name in ("households", "dwellings", "duplicates", "history", "person_entry"):
        at.bench.open_page(name)
        look(name)
    at.bench.pages["dwellings"].act("edit")
    at.bench.open_page("dwellings")
    look("edit")
    history = at.bench.open_page("history")
    history.show_resident(office["何秀珍"])
    look("history of a person")
    at.bench.open_quick("cancellation", ("resident", office["何秀珍"]))
    look("cancellation")
    assert at.bench.pages["cancellation"].save_button.isVisible()
    assert bad == []
