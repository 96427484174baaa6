"""A form in a window with every kind of field, and the keys of a person: shared by the tests of the form engine."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from app.models.form_fields import Choice, FormField
from app.ui.forms.editors import FormContext
from app.ui.forms.entry_form import EntryForm
from app.ui.forms.identity_field import Verdict

RELATIONS = (
    Choice("02", "户主", "0", "hz"),
    Choice("10", "配偶", "1", "po"),
    Choice("20", "子", "2", "z"),
    Choice("50", "父母", "5", "fm"),
    Choice("28", "女婿", "", "nx"),
)
TAGS = (Choice("301", "独居老人", "", "djlr"), Choice("303", "高龄老人", "", "gllr"), Choice("101", "低保", "", "db"))
WAYS = (Choice("1", "上门", "1"), Choice("2", "电话", "2"))
FINDINGS = (Choice("0", "无", "0"), Choice("1", "身体变化", "1"), Choice("2", "用电用火", "2"))
FIELDS = (
    FormField("number", "证件号码", "identity", required=True),
    FormField("name", "姓名", required=True),
    FormField("relation", "与户主", "choice", choices=RELATIONS),
    FormField(
        "id_type", "证件类型", "choice", quick=False, choices=(Choice("111", "居民身份证", "1"), Choice("000", "无证件", "9"))
    ),
    FormField("sex", "性别", "choice", derived=True, required=True, choices=(Choice("1", "男", "1"), Choice("2", "女", "2"))),
    FormField("came_on", "来住日期", "date"),
    FormField("phone", "联系电话", "phone"),
    FormField("tags", "关爱标签", "tags", choices=TAGS),
    FormField("school", "学校", rare=True),
    FormField("visit", "走访", "heading"),
    FormField("way", "方式", "options", choices=WAYS),
    FormField("found", "发现情况", "options", choices=FINDINGS, multiple=True, exclusive=("0",)),
    FormField("next_on", "下次走访", "date", future=True),
    FormField("finding", "情况记录", "area"),
    FormField("count", "人数", "number"),
)


def check_number(number: str) -> Verdict:
    return Verdict("", "", True) if number[-1] == "8" else Verdict("证件号末位应为 8，可能输错一位", "error")


class Desk:
    """A form in a window with its primary button, and the keys of a person."""

    def __init__(self, qtbot: Any) -> None:
        self.bot = qtbot
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.form = EntryForm(FIELDS, FormContext(lambda: date(2026, 11, 20), check_identity=check_number), (2, 1, 2))
        self.button = QPushButton("保存")
        box = QVBoxLayout(self.window)
        box.addWidget(self.form)
        box.addWidget(self.button)
        self.form.set_primary(self.button)
        self.window.resize(960, 600)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow, timeout=2000)
        self.pressed: list[str] = []
        self.button.clicked.connect(lambda: self.pressed.append("button"))
        self.form.save_requested.connect(lambda: self.pressed.append("save"))
        self.form.focus_first()

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.bot.keyClick(QApplication.focusWidget(), key, modifiers)

    def enter(self, times: int = 1) -> None:
        for _ in range(times):
            self.key(Qt.Key.Key_Return)

    def type(self, text: str) -> None:
        for character in text:
            self.bot.keyClicks(QApplication.focusWidget(), character)

    def write(self, text: str) -> None:
        """Chinese comes committed by the input method."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(QApplication.focusWidget(), event)

    def compose(self, text: str) -> None:
        QApplication.sendEvent(QApplication.focusWidget(), QInputMethodEvent(text, []))

    @property
    def at(self) -> str:
        return self.form.path.focused() or ("button" if self.button.hasFocus() else "")
