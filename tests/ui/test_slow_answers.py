"""The door with answers that come late: keys act on what is chosen now, nothing is done twice, nothing typed gets lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.models.vocabulary import Role
from app.ui.pages.door_choice import DoorChoice
from app.ui.workbench import Workbench
from tests.services.door_world import World, settled, world
from tests.ui.held_jobs import HeldJobs
from tests.ui.lifecycle_desk import CTRL, ENTER, Desk
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
