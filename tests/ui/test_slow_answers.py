"""The door with answers that come late: keys act on what is chosen now, nothing is done twice, nothing typed gets lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.models.vocabulary import Role
from app.services import drafts
from app.ui.pages.door_choice import DoorChoice
from app.ui.workbench import Workbench
from tests.services.door_world import World, settled, world
from tests.ui.held_jobs import HeldJobs
from tests.ui.lifecycle_desk import CTRL, ENTER, SHIFT, Desk, number
from tests.ui.test_pages import settle


@pytest.fixture
def office() -> World:
    return world()


@pytest.fixture
def slow(qapp: Any) -> HeldJobs:
    return HeldJobs()


@pytest.fixture
def at(office: World, theme: Any, slow: HeldJobs, messages: Any, preferences: Any, qtbot: Any, qapp: Any) -> Desk:
    bench = Workbench(office.session("李秀兰", Role.MEMBER), slow, messages, theme, preferences, [], "青禾街道桂湖社区")
    bench.resize(1366, 698)
    qtbot.addWidget(bench)
    with qtbot.waitActive(bench):
        bench.show()
        bench.activateWindow()
    bench.recall({})
    settle(qapp)
    return Desk(bench, qtbot, qapp, office)


@pytest.fixture
def at_door(at: Desk) -> Callable[[str], Any]:
    def go(door: str) -> Any:
        at.key(Qt.Key.Key_F5)
        page = at.bench.pages["household_entry"]
        page.open_door(at.world[door])
        settle(at.app)
        return page

    return go


def living_at(office: World, door: str) -> list[str]:
    rows = office.all("""SELECT r.name FROM residence x JOIN resident r ON r.id = x.resident_id WHERE x.dwelling_id = ?
      AND x.status IN ('active', 'pending') ORDER BY x.rowid""", office[door])  # fmt: skip
    return [row[0] for row in rows]


# ---- 注销登记 F9 ------------------------------------------------------------------------------------------------------------------


def test_enter_takes_the_person_that_was_typed_not_the_one_listed_before(at: Desk, slow: HeldJobs) -> None:
    at.key(Qt.Key.Key_F9)
    at.key(Qt.Key.Key_Slash)
    page = at.bench.pages["cancellation"]
    at.write("陈国富")
    page.finder.box.ask_now()
    assert page.finder.model.record(0).title == "陈国富"
    slow.hold("read")
    page.finder.box.selectAll()
    at.write("何秀珍")
    at.key(ENTER)
    slow.release()
    assert page.who.draft.name == "何秀珍"


def test_the_answer_to_older_words_is_not_listed_under_an_empty_box(at: Desk, slow: HeldJobs) -> None:
    at.key(Qt.Key.Key_F9)
    at.key(Qt.Key.Key_Slash)
    page = at.bench.pages["cancellation"]
    slow.hold("read")
    at.write("陈国富")
    page.finder.box.ask_now()
    page.finder.begin()
    slow.release()
    assert page.finder.model.rowCount() == 0


def test_whoever_stood_there_before_is_not_cancelled_while_the_next_one_is_read(at: Desk, slow: HeldJobs, office: World) -> None:
    page = at.bench.open_quick("cancellation", ("resident", office["陈国富"]))
    settle(at.app)
    at.bench.open_page("home")
    slow.hold("read")
    at.bench.open_quick("cancellation", ("resident", office["何秀珍"]))
    page.form.focus_field("close_reason")
    at.key(Qt.Key.Key_1)
    at.key(ENTER, CTRL)
    slow.release()
    assert living_at(office, "1001") == ["陈国富"]
    assert page.who.draft.name == "何秀珍"
    assert page.form.collect()["close_reason"] == ""


def test_cancelled_once_though_pressed_twice(at: Desk, slow: HeldJobs, office: World) -> None:
    page = at.bench.open_quick("cancellation", ("resident", office["何秀珍"]))
    settle(at.app)
    at.key(Qt.Key.Key_2)
    slow.hold("data")
    at.key(ENTER, CTRL, times=2)
    assert len(slow.waiting) == 1
    slow.release()
    assert not page.banner.isVisible()
    assert living_at(office, "902") == []
    settled(office)


# ---- 单人登记 F8 ------------------------------------------------------------------------------------------------------------------


def test_registered_once_though_pressed_twice(at: Desk, slow: HeldJobs, office: World) -> None:
    page = at.bench.open_quick("person_entry", ("dwelling", office["101"]))
    settle(at.app)
    for name, value in {"name": "韦小宝", "id_type": "000", "no_number_reason": "新生儿未落户", "sex": "1", "birth_date": "2026-10-01",
                        "relation": "02", "ethnic_group": "01", "consistency": "11", "came_on": "2026-10-01"}.items():  # fmt: skip
        page.form.set_value(name, value)
    slow.hold("data")
    at.key(ENTER, CTRL, times=2)
    slow.release()
    assert living_at(office, "101") == ["韦小宝"], page.banner.text.text()
    settled(office)


# ---- doors -------------------------------------------------------------------------------------------------------------------------


def test_enter_in_the_choice_of_doors_waits_for_the_doors(at: Desk, slow: HeldJobs, office: World, at_door: Any) -> None:
    page = at_door("901")
    slow.hold("read")
    at.key(Qt.Key.Key_Slash)
    dialog = next(each for each in page.findChildren(DoorChoice))
    at.type("902")
    at.key(ENTER)
    slow.release()
    assert not dialog.isVisible()
    assert page.people.door() == office["902"]


def test_the_next_door_asked_for_during_a_save_comes_after_it(at: Desk, slow: HeldJobs, office: World, at_door: Any) -> None:
    page = at_door("901")
    page.people.add()
    at.type("99")
    slow.hold("data")
    at.key(ENTER, CTRL)
    page.open_door(office["1001"])
    assert page.people.door() == office["901"]
    slow.release()  # refused: a number and a name are missing
    assert page.people.door() == office["901"]
    assert page.form.editor("id_number").value() == "99"
    page.discard()
    slow.hold("data")
    at.key(ENTER, CTRL)
    page.open_door(office["1001"])
    slow.release()
    assert page.people.door() == office["1001"]
    settled(office)


def test_a_door_that_is_being_left_is_not_saved(at: Desk, slow: HeldJobs, office: World, at_door: Any) -> None:
    page = at_door("901")
    slow.hold("read")
    at.key(Qt.Key.Key_PageDown)
    at.key(ENTER, CTRL)
    at.key(ENTER, CTRL | SHIFT)
    at.key(Qt.Key.Key_G, CTRL)
    slow.release()
    assert office.one("SELECT count(*) FROM visit WHERE visited_on = '2026-11-20'") == 0
    assert page.people.door() != office["901"]
    assert not page.panel.ask.isVisible()


def test_what_was_typed_after_the_list_was_read_again_stays(at: Desk, slow: HeldJobs, office: World, at_door: Any) -> None:
    page = at_door("901")
    at.key(ENTER)
    slow.hold("read")
    page.refresh()
    at.type("1990000")
    slow.release()
    assert page.form.editor("phone").value() == "1990000"
    assert page.people.unsaved()


def test_thrown_away_while_the_draft_is_being_stored(at: Desk, slow: HeldJobs, office: World, at_door: Any) -> None:
    page = at_door("901")
    at.key(Qt.Key.Key_N, CTRL)
    at.type("99")
    slow.hold("data")
    at.key(Qt.Key.Key_S, CTRL)
    at.key(Qt.Key.Key_Delete, CTRL | SHIFT)
    slow.release()
    assert len(page.desk.members) == 3
    assert not page.people.unsaved()
    assert drafts.listed(at.bench.context.session, "household") == []


def test_a_saved_page_goes_on_though_its_list_is_read_again(at: Desk, slow: HeldJobs, office: World, at_door: Any) -> None:
    page = at_door("901")
    slow.hold("data")
    at.key(ENTER, CTRL | SHIFT)
    slow.hold("read")
    slow.release("data")  # the change is announced before the next door is there
    page.refresh()
    slow.release()
    assert page.people.door() not in ("", office["901"])


def test_a_draft_stays_at_its_door(at: Desk, slow: HeldJobs, office: World, at_door: Any) -> None:
    page = at_door("901")
    at.key(Qt.Key.Key_N, CTRL)
    at.type("99")
    page.open_door(office["902"])
    slow.hold("read")
    page.open_door(office["901"])  # its draft is on the way
    page.open_door(office["1001"])
    slow.release()
    assert page.people.door() == office["1001"]
    assert [member.name for member in page.desk.members] == ["陈国富"]
    assert not page.people.unsaved()


def test_taken_in_only_while_the_same_person_stands_in_the_form(at: Desk, slow: HeldJobs, office: World, at_door: Any) -> None:
    mother = number("99020619510803234")
    with office.register.work.operation("import.demo", office.session("")) as act:
        act.update("resident", office["何秀珍"], {"id_number": mother, "id_type": "111"})
    page = at_door("901")
    at.key(Qt.Key.Key_N, CTRL)
    at.type(mother)
    slow.hold("read")
    at.key(Qt.Key.Key_1, CTRL)
    at.key(Qt.Key.Key_Up, CTRL)  # to the member above
    slow.release()
    assert [member.resident_id for member in page.desk.members[:3]] == [office["黄志明"], office["林小燕"], office["黄小宝"]]
    assert page.desk.members[3].resident_id == ""


def test_a_strip_is_handed_in_once_though_pressed_twice(at: Desk, slow: HeldJobs, office: World) -> None:
    people = at.bench.open_page("residents")
    people.find_box.setText("何秀珍")
    people.find_box.ask_now()
    people.work.run("move")
    form = people.work.strip.form
    form.editor("dwelling_id").show_door(office["5栋201"], "桂湖花园5栋201")
    slow.hold("data")
    at.key(ENTER, CTRL, times=2)
    assert len(slow.waiting) == 1
    slow.release()
    assert not people.work.strip.isVisible()
    assert "何秀珍" in living_at(office, "5栋201")
    settled(office)


def test_keys_act_on_the_row_chosen_now_while_its_card_is_still_on_the_way(at: Desk, slow: HeldJobs, office: World) -> None:
    people = at.bench.open_page("residents")
    people.find_box.setText("3栋")
    people.find_box.ask_now()
    people.table.setFocus()
    people.table.select_row(0)
    first = people.selected_target()[1]
    slow.hold("read")
    at.key(Qt.Key.Key_Down)
    chosen = people.selected_target()[1]
    assert chosen != first
    at.key(Qt.Key.Key_F9)
    slow.release()
    assert at.bench.pages["cancellation"].who.draft.resident_id == chosen
    at.bench.open_page("residents")
    slow.hold("read")
    people.table.setFocus()
    at.key(Qt.Key.Key_Up)
    at.key(Qt.Key.Key_F6)
    slow.release()
    assert at.bench.pages["visits"].target.id == first


# ---- 走访登记 F6 ------------------------------------------------------------------------------------------------------------------


def visited(office: World) -> list[str]:
    rows = office.all("SELECT target_id FROM visit WHERE visited_on = '2026-11-20' AND status <> 'voided' ORDER BY rowid")
    return [row[0] for row in rows]


def test_no_visit_is_stored_while_another_target_is_on_its_way(at: Desk, slow: HeldJobs, office: World) -> None:
    page = at.bench.open_quick("visits", ("resident", office["陈国富"]))
    slow.hold("read")
    page.open_target("resident", office["何秀珍"])
    at.key(Qt.Key.Key_1)
    at.key(ENTER, CTRL)
    slow.release()
    assert visited(office) == []
    assert page.target.id == office["何秀珍"]
    at.key(Qt.Key.Key_1)
    at.key(ENTER, CTRL)
    assert visited(office) == [office["何秀珍"]]
    settled(office)


def test_the_target_asked_for_during_a_save_comes_after_it(at: Desk, slow: HeldJobs, office: World) -> None:
    page = at.bench.open_quick("visits", ("resident", office["陈国富"]))
    at.key(Qt.Key.Key_1)
    slow.hold("data")
    at.key(ENTER, CTRL)
    page.open_target("resident", office["何秀珍"])
    assert page.target.id == office["陈国富"]
    slow.release()
    assert visited(office) == [office["陈国富"]]
    assert page.target.id == office["何秀珍"]
    assert drafts.listed(at.bench.context.session, "visit") == []
    settled(office)


def test_back_to_the_target_that_is_still_shown(at: Desk, slow: HeldJobs, office: World) -> None:
    page = at.bench.open_quick("visits", ("resident", office["陈国富"]))
    slow.hold("read")
    page.open_target("resident", office["何秀珍"])
    page.open_target("resident", office["陈国富"])
    slow.release()
    assert page.target.id == office["陈国富"]
