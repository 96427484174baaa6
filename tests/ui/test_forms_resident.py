"""The form of one person, by keys: number, automatic values, checks, no document, and how many keys it takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from app.models.household_entry import HouseholdDraft, PersonDraft, new_member
from app.models.resident_fields import choices
from app.ui.forms.editors import FormContext, identity_check
from app.ui.forms.inline_message import MessageAction
from app.ui.forms.keystrokes import KeystrokeCounter
from app.ui.forms.resident import ResidentForm

TODAY = date(2026, 11, 20)
LISTS = {
    "family_relation": [("02", "户主"), ("10", "配偶"), ("20", "子"), ("30", "女"), ("50", "父母")],
    "id_document_type": [("111", "居民身份证"), ("414", "普通护照"), ("000", "无证件(记原因)")],
    "sex": [("0", "未知的性别"), ("1", "男性"), ("2", "女性"), ("9", "未说明的性别")],
    "ethnic_group": [("01", "汉族"), ("02", "蒙古族"), ("11", "满族")],
    "residence_consistency": [("11", "人户一致"), ("21", "人在户不在(外来)"), ("90", "不详")],
    "marital_status": [("10", "未婚"), ("20", "已婚"), ("30", "丧偶"), ("40", "离婚")],
    "service_category": [("301", "独居老人"), ("303", "高龄老人(80岁以上)")],
}


def number(first17: str) -> str:
    weights = [2 ** (18 - i) % 11 for i in range(1, 18)]
    return first17 + "10X98765432"[sum(int(d) * w for d, w in zip(first17, weights, strict=True)) % 11]


MOTHER = number("99020619510803234")
HEAD = PersonDraft(
    name="王建平",
    relation="02",
    id_number=number("99020619790412131"),
    sex="1",
    birth_date="1979-04-12",
    consistency="21",
    came_on="2023-08-15",
    ethnic_group="01",
    registered_address="云汀市南川县",
    phone="19900007725",
)


class Door:
    """The resident form in a window, and hands on the keyboard."""

    def __init__(self, qtbot: Any) -> None:
        self.bot = qtbot
        self.window = QWidget()
        qtbot.addWidget(self.window)
        context = FormContext(
            lambda: TODAY,
            {name: choices(name, items) for name, items in LISTS.items()},
            identity_check(lambda: TODAY, practice=True),
        )
        self.form = ResidentForm(context, {"990206": "云汀市南川县"}, practice=True)
        self.button = QPushButton("保存本户，录下一户")
        box = QVBoxLayout(self.window)
        box.addWidget(self.form)
        box.addWidget(self.button)
        self.form.set_primary(self.button)
        self.window.resize(936, 400)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow, timeout=2000)
        person, same = new_member(HouseholdDraft(members=(HEAD,)), TODAY)
        self.form.show_person(person, same, [HEAD])
        self.form.set_previous(vars(HEAD))
        self.form.focus_first()

    def type(self, text: str) -> None:
        for character in text:
            self.bot.keyClicks(QApplication.focusWidget(), character)

    def write(self, text: str) -> None:
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(QApplication.focusWidget(), event)

    def enter(self, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.key(Qt.Key.Key_Return, modifiers)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.bot.keyClick(QApplication.focusWidget(), key, modifiers)

    @property
    def at(self) -> str:
        return self.form.path.focused()


@pytest.fixture
def door(qtbot: Any) -> Door:
    return Door(qtbot)


def test_a_new_person_takes_at_most_45_keys(door: Door, qapp: QApplication) -> None:
    counter = KeystrokeCounter(qapp)
    door.type(MOTHER)
    door.enter()
    door.write("王桂英")
    door.enter()
    door.type("5")
    door.enter()  # 民族 同上
    door.enter()  # 人户情况 同上
    door.enter()  # 来住日期 同上
    door.type("19900000417")
    door.enter()
    door.type("3")
    with door.bot.waitSignal(door.form.save_requested, timeout=1000):
        door.enter(Qt.KeyboardModifier.ControlModifier)
    counter.stop()
    assert counter.total <= 45
    assert door.form.problems() == []
    draft = door.form.draft()
    assert draft == PersonDraft(
        name="王桂英",
        relation="50",
        id_number=MOTHER,
        sex="2",
        birth_date="1951-08-03",
        registered_address="云汀市南川县",
        consistency="21",
        population="02",
        came_on="2023-08-15",
        ethnic_group="01",
        phone="19900000417",
        marital_status="30",
        opened_on="2026-11-20",
        result="new",
    )


def test_automatic_values_follow_the_number(door: Door) -> None:
    door.type(MOTHER)
    assert [door.form.editor(n).mark()[0] for n in ("sex", "birth_date", "registered_address")] == ["自动"] * 3
    assert door.form.editor("birth_date").note == "（75岁）"
    door.key(Qt.Key.Key_Backspace)
    assert door.form.collect()["birth_date"] == ""
    assert door.form.editor("sex").mark()[0] == ""


def test_an_unknown_county_is_carried_from_the_member_before(door: Door) -> None:
    door.form._regions = {}
    door.type(MOTHER)
    editor = door.form.editor("registered_address")
    assert (editor.value(), editor.mark()[0]) == ("云汀市南川县", "同上")
    door.key(Qt.Key.Key_Backspace)
    assert editor.value() == "云汀市南川县"  # only automatic values go with their source


def test_no_document_takes_three_keys_and_asks_sex_and_birth(door: Door) -> None:
    door.type("9")
    door.enter()
    door.bot.waitUntil(lambda: bool(door.form.messages.standing("id_number")), timeout=1000)
    door.key(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert (door.at, door.form.draft().no_number_reason, door.form.draft().id_type) == ("name", "新生儿未落户", "000")
    door.write("王小宝")
    door.enter()
    door.type("2")
    assert door.at == "sex"
    door.type("1")
    assert door.at == "birth_date"
    door.type("20261001")
    door.enter()
    assert door.at == "ethnic_group"
    assert [p.field for p in door.form.problems() if p.severity == "error"] == ["came_on"]  # born after the family came


def test_soft_check_at_the_field_accepted_with_enter_and_kept(door: Door) -> None:
    door.form.focus_field("phone")
    door.type("1990000")
    door.enter()
    assert door.at == "phone"
    door.enter()
    assert door.at == "marital_status"
    assert door.form.draft().accepted == ("电话是 7 位，手机应为 11 位，请核对。没错按 Enter。",)
    assert "phone" not in [p.field for p in door.form.problems()]


def test_a_second_head_is_named_at_once(door: Door) -> None:
    door.form.focus_field("relation")
    door.type("0")
    assert door.at == "relation"
    assert door.form.messages.standing("relation") == ["户主已经是王建平，一户只能有一位户主。"]


def test_duplicate_message_on_the_last_digit(door: Door) -> None:
    chosen: list[str] = []
    door.form.action_chosen.connect(lambda name, action: chosen.append(action))
    door.form.number_completed.connect(
        lambda name, found: door.form.show_message(
            name, "warning", "王桂英，湖畔里5栋1204", [MessageAction("move", "迁入本户", "Ctrl+1")], "该证号已登记："
        )
    )
    door.type(MOTHER)
    assert door.form.messages.standing("id_number") == ["王桂英，湖畔里5栋1204"]
    door.key(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert chosen == ["move"]


def test_a_known_person_shows_what_came_from_the_number(door: Door) -> None:
    door.form.show_person(replace(HEAD, phone="", unknown=("phone",)))
    assert door.form.editor("sex").mark()[0] == "自动"
    assert door.form.unknown() == ("phone",)
    assert door.form.draft() == replace(HEAD, phone="", unknown=("phone",), population="02")
    assert not door.form.is_dirty()


def test_passport_is_free_text(door: Door) -> None:
    door.form.set_value("id_type", "414")
    door.form.committed.emit("id_type")
    door.form.focus_field("id_number")
    door.type("E12345678")
    assert door.form.draft().id_number == "E12345678"
