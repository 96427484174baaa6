"""The field that asks the register for a door: keys may be faster than its answers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.models.form_fields import FormField
from app.ui.forms.editors import FormContext
from app.ui.forms.entry_form import EntryForm

FIELDS = (FormField("door", "新住处", "door", required=True), FormField("note", "备注"))
DOORS = [("k1", "桂湖花园5栋201"), ("k2", "桂湖花园6栋201")]


class Asking:
    """A form whose register answers when the test says so."""

    def __init__(self, bot: Any) -> None:
        self.bot = bot
        self.window = QWidget()
        bot.addWidget(self.window)
        self.form = EntryForm(FIELDS, FormContext(lambda: date(2026, 11, 20)))
        QVBoxLayout(self.window).addWidget(self.form)
        self.door = self.form.editor("door")
        self.asked: list[str] = []
        self.stood: list[str] = []
        self.door.asked.connect(self.asked.append)
        self.form.committed.connect(lambda name: self.stood.append(f"{name}={self.form.collect()[name]}"))
        with bot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.form.focus_first()

    def type(self, text: str) -> None:
        self.bot.keyClicks(QApplication.focusWidget(), text)

    def key(self, key: Qt.Key) -> None:
        self.bot.keyClick(QApplication.focusWidget(), key)


@pytest.fixture
def at(theme: Any, qtbot: Any) -> Asking:
    return Asking(qtbot)


def test_enter_before_the_answer_counts_when_it_comes(at: Asking) -> None:
    at.type("201")
    at.key(Qt.Key.Key_Return)
    assert (at.form.path.focused(), at.form.messages.standing("door")) == ("door", [])
    at.door.answer("201", DOORS)
    assert (at.door.value(), at.door.text(), at.form.path.focused()) == ("k1", "桂湖花园5栋201", "note")
    assert at.stood == ["door=k1"]


def test_enter_before_an_empty_answer_says_that_nothing_was_found(at: Asking) -> None:
    at.type("99")
    at.key(Qt.Key.Key_Return)
    at.door.answer("99", [])
    assert at.form.path.focused() == "door"
    assert at.form.messages.standing("door") == ["没有找到“99”。可输楼栋和门牌，或留空写路名门牌。"]


def test_tab_before_the_answer_takes_the_first_door_when_it_comes(at: Asking) -> None:
    at.type("201")
    at.key(Qt.Key.Key_Tab)
    assert (at.form.path.focused(), at.door.value()) == ("note", "")
    at.door.answer("201", DOORS)
    assert (at.door.value(), at.door.popup_open(), at.form.path.focused()) == ("k1", False, "note")
    assert at.form.messages.standing("door") == []
    assert at.stood[-1] == "door=k1"


def test_typing_on_drops_the_enter_and_the_answer_to_the_older_words(at: Asking) -> None:
    at.type("20")
    at.key(Qt.Key.Key_Return)
    at.type("1")
    at.door.answer("20", DOORS)
    assert (at.asked[-1], at.door.popup_open()) == ("201", False)
    at.door.answer("201", DOORS)
    assert (at.form.path.focused(), at.door.popup_open()) == ("door", True)
    at.key(Qt.Key.Key_Down)
    at.key(Qt.Key.Key_Return)
    assert (at.door.value(), at.form.path.focused()) == ("k2", "note")
