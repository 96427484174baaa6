"""The Enter path, in every editor class, with keys only (ux.md §5 and §15.3)."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from app.errors import Problem
from app.ui.forms.inline_message import MessageAction
from app.ui.forms.keystrokes import KeystrokeCounter
from tests.ui.form_desk import FIELDS, Desk


@pytest.fixture
def desk(qtbot: Any) -> Desk:
    return Desk(qtbot)


def test_enter_visits_quick_fields_and_ends_at_the_button(desk: Desk) -> None:
    seen = [desk.at]
    for _ in range(11):
        desk.enter()
        seen.append(desk.at)
    assert seen == [
        "number",
        "name",
        "relation",
        "sex",  # could not be derived without a number, so it is asked
        "came_on",
        "phone",
        "tags",
        "way",
        "found",
        "next_on",
        "finding",
        "count",
    ]
    desk.enter()
    assert (desk.at, desk.pressed) == ("button", [])
    desk.enter()
    assert desk.pressed == ["button"]
    desk.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert desk.at == "count"


def test_shift_enter_goes_back_and_the_keypad_enters_too(desk: Desk) -> None:
    desk.bot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert desk.at == "name"
    desk.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert desk.at == "number"
    desk.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert desk.at == "number"


def test_tab_visits_every_visible_field(desk: Desk) -> None:
    seen = []
    for _ in range(13):
        seen.append(desk.at)
        desk.key(Qt.Key.Key_Tab)
    assert seen == [f.name for f in FIELDS if f.kind != "heading" and not f.rare]
    desk.form.show_rare(True)
    desk.form.focus_field("tags")
    desk.key(Qt.Key.Key_Tab)
    assert desk.at == "school"


@pytest.mark.parametrize("name", ["number", "name", "relation", "came_on", "phone", "tags", "finding", "count"])
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_while_composing_never_moves(desk: Desk, name: str, key: Qt.Key) -> None:
    desk.form.focus_field(name)
    desk.compose("gui")
    before = desk.form.collect()
    desk.key(key)
    desk.key(key, Qt.KeyboardModifier.ControlModifier)
    assert (desk.at, desk.pressed) == (name, [])
    assert desk.form.collect() == before
    desk.compose("")
    desk.enter(2)
    assert desk.at != name


def test_a_held_enter_does_not_run_through_the_form(desk: Desk) -> None:
    event = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", True)
    QApplication.sendEvent(QApplication.focusWidget(), event)
    assert desk.at == "number"


def test_control_enter_saves_from_anywhere_with_the_last_value(desk: Desk) -> None:
    desk.form.focus_field("came_on")
    desk.type("0815")
    desk.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert desk.pressed == ["save"]
    assert desk.form.editor("came_on").text() == "2026-08-15"


def test_alt_enter_makes_a_line_and_enter_goes_on(desk: Desk) -> None:
    desk.form.focus_field("finding")
    desk.write("血压平稳")
    desk.key(Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    desk.write("已提醒")
    desk.enter()
    assert (desk.at, desk.form.collect()["finding"]) == ("count", "血压平稳\n已提醒")


def test_entering_selects_so_that_typing_replaces(desk: Desk) -> None:
    desk.form.set_value("phone", "19900000417")
    desk.form.focus_field("came_on")
    desk.enter()
    desk.type("1")
    assert desk.form.collect()["phone"] == "1"


def test_skipped_fields_are_grey_and_left_out(desk: Desk) -> None:
    desk.form.set_skipped(["relation", "sex"])
    desk.form.focus_field("name")
    desk.enter()
    assert desk.at == "came_on"


def test_a_message_stops_enter_once_and_is_accepted_by_the_next(desk: Desk) -> None:
    warning = Problem("phone", "电话是 3 位，手机应为 11 位。没错按 Enter。", "warning")
    desk.form.checker = lambda name, values: [warning] if name == "phone" and len(values["phone"]) not in (0, 11) else []
    desk.form.focus_field("phone")
    desk.type("110")
    desk.enter()
    assert (desk.at, desk.form.messages.standing("phone")) == ("phone", [warning.text])
    assert desk.form.editor("phone").severity == "warning"
    desk.enter()
    assert (desk.at, desk.form.accepted(), desk.form.messages.standing("phone")) == ("tags", [warning], [])
    desk.form.focus_field("phone")
    desk.enter()
    assert desk.at == "tags"  # accepted once is enough
    desk.form.focus_field("phone")
    desk.type("120")
    assert desk.form.accepted() == []  # another value, another question
    desk.enter()
    assert desk.at == "phone"


def test_an_error_stays_but_holds_nobody(desk: Desk) -> None:
    desk.form.focus_field("came_on")
    desk.type("20261301")
    desk.enter()
    assert desk.at == "came_on"
    assert desk.form.editor("came_on").severity == "error"
    desk.enter()
    assert desk.at == "phone"
    assert "没有 13 月" in desk.form.messages.standing("came_on")[0]


def test_message_actions_have_keys_and_go_when_the_field_changes(desk: Desk) -> None:
    chosen: list[tuple[str, str]] = []
    desk.form.action_chosen.connect(lambda name, action: chosen.append((name, action)))
    desk.form.number_completed.connect(
        lambda name, number: desk.form.show_message(
            name,
            "warning",
            f"{number[-4:]} 已登记",
            [MessageAction("move", "迁入本户", "Ctrl+1"), MessageAction("fix", "改证号", "Esc")],
        )
    )
    desk.type("990206195108032348")
    assert desk.form.messages.standing("number") == ["2348 已登记"]
    desk.key(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    desk.key(Qt.Key.Key_Escape)
    assert chosen == [("number", "move"), ("number", "fix")]
    desk.key(Qt.Key.Key_Backspace)
    assert desk.form.messages.standing("number") == []


def test_keystrokes_are_counted_once_each(desk: Desk, qapp: QApplication) -> None:
    counter = KeystrokeCounter(qapp)
    desk.type("990206195108032348")
    desk.enter()
    desk.write("王桂英")
    desk.enter()
    desk.type("5")
    desk.key(Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    counter.stop()
    assert (counter.keys, counter.committed_characters, counter.total) == (22, 3, 25)


def test_problems_of_saving_go_to_their_fields(desk: Desk) -> None:
    rest = desk.form.show_problems(
        [Problem("school", "学校没有填。"), Problem("", "整户没有户主。"), Problem("name", "姓名没有填。")]
    )
    assert [problem.text for problem in rest] == ["整户没有户主。"]
    assert (desk.at, desk.form.rare_visible()) == ("school", True)
    assert desk.form.messages.standing("name") == ["姓名没有填。"]
