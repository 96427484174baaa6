"""A bench over the small invented office, and hands on the keyboard: shared by the tests of 入户采集 and of the acts on people."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from app.models.resident_numbers import check_character
from app.ui.workbench import Workbench
from tests.services.door_world import World

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
ENTER = Qt.Key.Key_Return


def number(first17: str) -> str:
    """A valid identity number of the invented region."""
    return first17 + check_character(first17)


class Desk:
    """A bench and the keys of a person."""

    def __init__(self, bench: Workbench, bot: Any, app: QApplication, made: World) -> None:
        self.bench, self.bot, self.app, self.world = bench, bot, app, made

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
        for _ in range(times):
            self.bot.keyClick(QApplication.focusWidget() or self.bench, key, modifiers)
            self.app.processEvents()

    def type(self, text: str) -> None:
        for character in text:
            self.bot.keyClicks(QApplication.focusWidget(), character)

    def write(self, text: str) -> None:
        """Chinese comes committed by the input method."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(QApplication.focusWidget(), event)

    def back_in_the_window(self) -> None:
        """A dialog closed: window managers give the window its keys again, the offscreen platform has none."""
        self.bench.activateWindow()
        self.bot.waitUntil(self.bench.isActiveWindow, timeout=2000)

    @property
    def focus(self) -> Any:
        return QApplication.focusWidget()
