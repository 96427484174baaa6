"""An evening at the door on an encrypted file, through the real window with its threads, by keys alone.

The tests of the pages answer every question at once; here answers come when they come, as they do for a person.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QEventLoop, Qt
from PySide6.QtWidgets import QApplication

from app import bootstrap
from app.services import checks, drafts, statistics
from app.services.session import Session, sign_in, sign_out
from app.storage.checks import rebuild_check
from app.storage.register import Program, Register
from tests.services.door_world import World, world
from tests.ui.lifecycle_desk import CTRL, ENTER, NONE, SHIFT, Desk, number

ROOT = Path(__file__).parent.parent.parent
PASSWORD = "wanshang-2026"
KILLED = """
import sys
from pathlib import Path
from tests.journeys.test_door import Evening
evening = Evening(Path(sys.argv[1]), sys.argv[2])
evening.types_until_the_power_goes()
"""

pytestmark = [pytest.mark.journey, pytest.mark.timeout(120)]
NEIGHBOURS = ("韦秀兰", "覃玉兰", "农桂香", "莫少华", "陆小燕", "黄美珍", "梁国安", "蒙秀英", "龙桂芳")


class Evening(Desk):
    """The window of one member, with threads; ``key`` waits until everything asked for has arrived."""

    def __init__(self, path: Path, login: str, bot: Any = None) -> None:
        self.session = sign_in(path, login, PASSWORD)
        self.window = bootstrap.compose(bootstrap.application(), keep=False)
        self.window.show()
        self.window.open(self.session)
        while self.window.workbench is None and self.window.jobs.pending:
            bootstrap.application().processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
        assert self.window.workbench is not None, type(self.window.centralWidget())
        made = World(self.session.register)
        super().__init__(self.window.workbench, bot or Bot(), bootstrap.application(), made)
        self.wait()

    def wait(self) -> None:
        """Until no job is under way and no timer of the page is due."""
        while self.window.jobs.pending:
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
        self.app.processEvents()
        self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        if self.window.jobs.pending:
            self.wait()
        if QApplication.activeModalWidget() is None and not self.window.isActiveWindow():
            self.window.activateWindow()
            self.app.processEvents()

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, times: int = 1) -> None:
        for _ in range(times):
            super().key(key, modifiers)
            self.wait()

    @property
    def page(self) -> Any:
        return self.bench.pages[self.bench.current]

    def until(self, reached: Callable[[], bool]) -> None:
        """For what waits on a pause of the typing hand."""
        self.bot.waitUntil(reached, timeout=5000)
        self.wait()

    def find(self, name: str) -> None:
        """A person of the list, found by name; the card follows the row."""
        people = self.bench.open_page("residents")
        self.wait()
        people.find_box.setFocus()
        people.find_box.clear()
        self.write(name)
        self.key(Qt.Key.Key_Down)
        self.until(lambda: people.model.rowCount() == 1 and people.panel.wanted != "")

    def leave(self) -> None:
        """As closing the window does."""
        if self.window.session is not None:
            self.window.sign_out = sign_out
            self.window.close()
            self.bot.waitUntil(lambda: not self.window.isVisible(), timeout=20_000)  # it stays until the register is closed
            self.window.deleteLater()

    def types_until_the_power_goes(self) -> None:
        """Half a new member, the timer of ten seconds, then nothing is said to anybody any more."""
        self.key(Qt.Key.Key_F5)
        self.page.open_door(self.world.one("SELECT id FROM dwelling WHERE room = '901'"))
        self.wait()
        self.key(Qt.Key.Key_Space)
        self.key(Qt.Key.Key_N, CTRL)
        self.type("990206")
        self.key(Qt.Key.Key_Left)
        self.page.drafts.timer.timeout.emit()
        self.wait()
        os.kill(os.getpid(), signal.SIGKILL)


class Bot:
    """The few hands of pytest-qt that ``Desk`` needs, for the process that is killed."""

    @staticmethod
    def keyClick(widget: Any, key: Any, modifiers: Any) -> None:  # noqa: N802
        from PySide6.QtTest import QTest

        QTest.keyClick(widget, key, modifiers)

    @staticmethod
    def keyClicks(widget: Any, text: str) -> None:  # noqa: N802
        from PySide6.QtTest import QTest

        QTest.keyClicks(widget, text)


@pytest.fixture
def office(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """The world of the services in an encrypted file, nine more lonely people on the stairs, an account each for clerk and chief."""
    path = tmp_path / "door.zhiwang"
    register = Register.create(path, office="青禾街道桂湖社区", login="admin", password=PASSWORD, practice=True)
    made = world(register)
    with register.work.operation("import.demo", Program()) as act:
        for place, name in enumerate(NEIGHBOURS):
            room = str(1101 + place * 100)
            made.ids[room] = act.insert("dwelling", {"community": made["社区"], "estate": "桂湖花园", "building": "3栋", "unit": "1单元",
                                                     "room": room, "grid_id": made["06"], "use": "own"})  # fmt: skip
            made.person(act, name, room, tags=["301"], birth_date="1950-01-01", opened_on=f"2026-10-{10 + place:02d}")
    from app.storage import key_file

    key_file.add_slot(key_file.key_path(path), register._key, "WG-06", PASSWORD)
    register.close()
    return path, made.ids


@pytest.fixture
def evening(office: tuple[Path, dict[str, str]], qtbot: Any) -> Iterator[Callable[[str], Evening]]:
    opened: list[Evening] = []

    def begin(login: str = "WG-06") -> Evening:
        opened.append(Evening(office[0], login, qtbot))
        opened[-1].world.ids.update(office[1])
        return opened[-1]

    yield begin
    for each in opened:
        each.leave()


def sound(session: Session) -> None:
    """Journal and tables agree, and so do the sums."""
    report = checks.check(World(session.register).session(""))
    assert report.ok, [line.text for line in report.lines if not line.ok]
    assert rebuild_check(session.register) == []


def stays(at: Evening, name: str) -> list[Any]:
    return at.world.all("SELECT status, close_reason, open_reason FROM residence WHERE resident_id = ? ORDER BY rowid", at.world[name])


def flows(session: Session) -> dict[str, dict[str, Any]]:
    """Population of the year by grid; the identity holds in each."""
    found = statistics.flows(session, statistics.period(session, "year", "2026"))
    assert [each.difference for each in found] == [0] * len(found)
    return {each.grid_id: asdict(each) for each in found}


def test_household_of_four_then_one_key_then_nobody_at_home(evening: Callable[..., Evening]) -> None:
    at = evening()
    at.key(Qt.Key.Key_F5)
    at.page.open_door(at.world["901"])
    at.wait()
    page = at.page
    at.key(Qt.Key.Key_Space, times=3)
    at.key(Qt.Key.Key_N, CTRL)
    at.type(number("99020619510803234"))
    at.key(ENTER)
    at.write("王桂英")
    at.key(ENTER)
    at.key(Qt.Key.Key_5)
    at.key(ENTER)
    at.key(Qt.Key.Key_3)
    at.type("230815")
    at.key(ENTER, CTRL)
    living = "SELECT count(*) FROM residence WHERE dwelling_id = ? AND status = 'active'"
    assert at.world.one(living, at.world["901"]) == 4
    second = page.people.door()
    assert second not in ("", at.world["901"])  # the next door is open, and the saved one is not called back
    assert page.people.table.hasFocus() or page.strip.path.focused() == "use"  # its first field
    page.open_door(at.world["902"])
    at.wait()
    at.key(ENTER, CTRL | SHIFT)
    third = page.people.door()
    assert third not in (at.world["902"], at.world["901"])
    at.key(Qt.Key.Key_N, CTRL)
    at.type("99")
    at.key(Qt.Key.Key_S, CTRL)
    assert len(drafts.listed(at.session, "household")) == 1
    at.key(Qt.Key.Key_Delete, CTRL | SHIFT)
    assert page.people.door() == third
    assert not page.people.unsaved()  # what was thrown away does not come back as a draft
    at.key(Qt.Key.Key_G, CTRL)
    at.type("+3")
    at.key(ENTER, CTRL)
    assert at.world.one("SELECT due_on FROM revisit WHERE dwelling_id = ? AND state = 'open'", third) == "2026-11-23"
    at.key(Qt.Key.Key_Z, CTRL)
    at.key(Qt.Key.Key_Z, CTRL)
    at.key(Qt.Key.Key_Z, CTRL)
    assert at.world.one(living, at.world["901"]) == 3
    assert at.world.one("SELECT count(*) FROM visit WHERE visited_on = '2026-11-20' AND status <> 'voided'") == 0
    sound(at.session)


def test_ten_visits_and_one_taken_back(evening: Callable[..., Evening]) -> None:
    at = evening()
    at.key(Qt.Key.Key_F6)
    seen = []
    for _ in range(10):
        seen.append(at.page.target.title)
        at.key(Qt.Key.Key_1)
        at.key(ENTER, CTRL)
    today = "SELECT count(*) FROM visit WHERE visited_on = '2026-11-20' AND status <> 'voided'"
    assert len(set(seen)) == 10
    assert at.world.one(today) == 10
    at.key(Qt.Key.Key_Z, CTRL)
    assert at.world.one(today) == 9
    sound(at.session)


def test_cancel_undo_return_and_a_move_between_grids(evening: Callable[..., Evening]) -> None:
    at = evening()
    at.find("陈国富")
    at.find("何秀珍")
    at.key(Qt.Key.Key_F9)
    assert at.page.who.draft.name == "何秀珍"  # the found one, not the one whose card stood there before
    at.key(Qt.Key.Key_1)
    at.key(ENTER, CTRL)
    assert stays(at, "何秀珍") == [("closed", "moved_out", "newly_living")]
    at.key(Qt.Key.Key_Z, CTRL)
    assert stays(at, "何秀珍") == [("active", "", "newly_living")]
    at.bench.open_quick("cancellation", ("resident", at.world["何秀珍"]))
    at.wait()
    at.key(Qt.Key.Key_2)
    at.key(ENTER, CTRL)
    people = at.bench.open_page("residents")
    people.find_box.clear()
    people.chips.set_chosen({"state": ("closed",)})
    people.ask()
    at.until(lambda: people.model.rowCount() == 1 and people.panel.wanted == at.world["何秀珍"])
    people.work.run("return")
    at.wait()
    at.key(ENTER, CTRL)
    assert stays(at, "何秀珍") == [("closed", "left", "newly_living"), ("active", "", "return")]
    people.chips.set_chosen({"state": ("active", "pending")})
    people.ask()
    at.wait()
    at.find("林小燕")
    assert people.panel.wanted == at.world["林小燕"]
    at.key(Qt.Key.Key_M, CTRL)
    assert people.work.strip.isVisible()
    at.key(Qt.Key.Key_1)
    before = flows(at.session)
    at.type("201")  # the only such door lies in a colleague's grid
    at.key(ENTER)  # faster than the register
    door = people.work.strip.form.editor("dwelling_id")
    assert (door.text(), people.work.strip.form.path.focused()) == ("桂湖花园5栋201", "opened_on")
    at.key(ENTER, CTRL)
    after = flows(at.session)
    assert [after[at.world["06"]][name] - before[at.world["06"]][name] for name in ("moved_in", "moved_out", "closing")] == [0, 1, -1]
    assert [after[at.world["07"]][name] - before[at.world["07"]][name] for name in ("moved_in", "moved_out", "closing")] == [1, 0, 1]
    assert [after[grid][name] for grid in after for name in ("new", "cancelled")] == [
        before[grid][name] for grid in before for name in ("new", "cancelled")]  # fmt: skip
    assert at.world.one("SELECT grid_id FROM residence WHERE resident_id = ? AND status = 'active'", at.world["林小燕"]) == at.world["07"]
    at.key(Qt.Key.Key_Z, CTRL)
    assert stays(at, "林小燕") == [("active", "", "newly_living"), ("voided", "", "move")]
    assert flows(at.session) == before
    sound(at.session)


def test_a_merge_is_undone(evening: Callable[..., Evening]) -> None:
    at = evening("admin")
    with at.session.work.operation("import.demo", at.session) as act:
        for key in ("何秀珍", "林小燕"):
            act.update("resident", at.world[key], {"name": "何秀珍", "birth_date": "1955-02-03", "sex": "2", "phone": "19900001111"})
    page = at.bench.open_page("duplicates")
    at.wait()
    merged = "SELECT count(*) FROM resident WHERE status = 'merged'"
    at.key(ENTER)
    at.key(ENTER, CTRL)
    assert at.world.one(merged) == 1
    page.kinds.buttons["merged"].click()
    at.wait()
    at.key(ENTER, CTRL)
    assert at.world.one(merged) == 0
    sound(at.session)


def test_a_power_cut_loses_nothing_that_is_ten_seconds_old(office: tuple[Path, dict[str, str]], evening: Callable[..., Evening]) -> None:
    path, ids = office
    environment = dict(os.environ, ZHIWANG_TODAY="2026-11-20", QT_QPA_PLATFORM="offscreen", PYTHONPATH=str(ROOT))
    dead = subprocess.run([sys.executable, "-c", KILLED, str(path), "WG-06"], cwd=ROOT, env=environment, capture_output=True, text=True,
                          check=False)  # fmt: skip
    assert dead.returncode == -signal.SIGKILL, dead.stderr[-3000:]
    at = evening()
    at.key(Qt.Key.Key_F5)
    at.page.open_door(ids["901"])
    at.wait()
    assert [member.result for member in at.page.desk.members] == ["unchanged", "", "", "new"]
    editor = at.page.form.editor("id_number")
    assert (editor.value(), at.page.form.path.focused(), editor.caret()) == ("990206", "id_number", 5)
    sound(at.session)


def test_the_last_digit_of_a_known_number_asks_and_is_answered_by_key(evening: Callable[..., Evening]) -> None:
    at = evening()
    mother = number("99020619510803234")
    with at.session.work.operation("import.demo", at.session) as act:
        act.update("resident", at.world["何秀珍"], {"id_number": mother, "id_type": "111", "birth_date": "1951-08-03", "sex": "2"})
    at.key(Qt.Key.Key_F5)
    page = at.page
    page.open_door(at.world["901"])
    at.wait()
    at.key(Qt.Key.Key_N, CTRL)
    at.type(mother)
    at.wait()
    assert any("何秀珍" in text for text in page.form.messages.standing("id_number"))
    at.key(Qt.Key.Key_Escape)  # 改证号
    assert (at.bench.current, page.form.path.focused()) == ("household_entry", "id_number")
    assert page.form.messages.standing("id_number") == []
    at.key(Qt.Key.Key_End)
    at.key(Qt.Key.Key_Backspace)
    at.type(mother[-1])
    at.wait()
    at.key(Qt.Key.Key_2, CTRL)  # 查看
    assert at.bench.current == "residents"
    at.until(lambda: at.page.panel.wanted == at.world["何秀珍"])
    at.key(Qt.Key.Key_F5)
    page.open_door(at.world["901"])
    at.wait()
    assert [member.result for member in page.desk.members] == ["", "", "", "new"]
    page.people.table.select_row(3)
    page.form.focus_field("id_number")
    at.key(Qt.Key.Key_End)
    at.key(Qt.Key.Key_Backspace)
    at.type(mother[-1])
    at.wait()
    at.key(Qt.Key.Key_1, CTRL)  # 迁入本户
    assert page.desk.members[3].resident_id == at.world["何秀珍"]
    at.key(Qt.Key.Key_5)
    page.form.editor("consistency").set_value("21")
    page.form.editor("came_on").set_value("2026-11-20")
    at.key(ENTER, CTRL)
    assert stays(at, "何秀珍")[0][:2] == ("closed", "move")
    home = "SELECT dwelling_id FROM residence WHERE resident_id = ? AND status = 'active'"
    assert at.world.one(home, at.world["何秀珍"]) == at.world["901"]
    sound(at.session)


def test_a_batch_is_done_once_and_taken_back_at_once(evening: Callable[..., Evening]) -> None:
    at = evening()
    people = at.bench.open_page("residents")
    at.wait()
    people.table.setFocus()
    at.key(Qt.Key.Key_A, CTRL)
    people.work.begin_batch("tag_add")
    at.wait()
    at.type("303")
    at.key(ENTER, CTRL)
    dialog = people.work.batches.dialog
    assert dialog.isVisible()
    tagged = "SELECT count(*) FROM resident_tag WHERE tag = '303' AND status = 'active'"
    ready = dialog.preview.ready
    assert (ready > 5, at.world.one(tagged)) == (True, 0)  # a preview writes nothing
    at.until(lambda: QApplication.activeModalWidget() is dialog and dialog.table.hasFocus())
    Desk.key(at, ENTER, CTRL, times=2)  # pressed twice before the answer
    at.wait()
    assert at.world.one(tagged) == ready
    at.until(lambda: not dialog.isVisible())
    at.key(Qt.Key.Key_Z, CTRL)
    assert at.world.one(tagged) == 0
    sound(at.session)


def test_a_walking_sheet_is_printed_and_keyed_back_by_number(evening: Callable[..., Evening]) -> None:
    at = evening()
    plan = at.bench.open_page("revisit_plan")
    at.wait()
    plan.table.setFocus()
    for _ in range(3):
        at.key(Qt.Key.Key_Space)
        at.key(Qt.Key.Key_Down)
    dialog = plan.sheet_dialog()
    at.wait()
    assert dialog.pages == 1
    dialog.close()
    page = at.bench.open_quick("visits")
    page.show_sheet("1120-1")
    at.wait()
    lines = [(line.kind, line.id) for line in page.queue.model.rows]
    assert (len(lines), page.target.id) == (3, lines[0][1])
    for place in (3, 1):
        at.key(Qt.Key.Key_Slash)
        at.type(f"#{place}")
        at.key(ENTER)
        assert page.target.id == lines[place - 1][1]
        at.key(Qt.Key.Key_1)
        at.key(ENTER, CTRL)
    stored = at.world.all("SELECT target_id FROM visit WHERE visited_on = '2026-11-20' ORDER BY rowid")
    assert [row[0] for row in stored] == [lines[2][1], lines[0][1]]
    sound(at.session)


def test_a_key_pressed_at_once_acts_on_the_person_of_the_list(evening: Callable[..., Evening]) -> None:
    """F6 opens its page for the first time: the queue that is read beside it must not take the place of the one who was chosen."""
    at = evening()
    at.find("何秀珍")
    at.key(Qt.Key.Key_F6)
    assert at.page.target.id == at.world["何秀珍"]


def test_a_leader_looks_and_no_key_changes_anything(evening: Callable[..., Evening], office: tuple[Path, dict[str, str]]) -> None:
    at = evening("admin")
    with at.session.work.operation("import.demo", at.session) as act:
        act.update("account", office[1]["account:李秀兰"], {"role": "leader", "member_id": ""})
    at.leave()
    at = evening()
    before = at.world.one("SELECT count(*) FROM change")
    assert at.bench.quick_entries() == []
    for name in ("residents", "households", "dwellings", "entities"):
        at.bench.open_page(name)
        at.wait()
        for key, modifiers in ((Qt.Key.Key_Return, CTRL), (Qt.Key.Key_N, CTRL), (Qt.Key.Key_M, CTRL), (Qt.Key.Key_F9, NONE), (Qt.Key.Key_F5, NONE)):
            at.key(key, modifiers)
            assert at.bench.current == name
    assert at.world.one("SELECT count(*) FROM change") == before
