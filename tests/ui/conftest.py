"""The window in tests: offscreen, jobs at once on the calling thread, and no Qt warning left unheard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from app.ui.jobs import Jobs
from app.ui.messages import Messages
from app.ui.preferences import Preferences
from app.ui.theme import Theme, dress

HARMLESS = ("This plugin does not support",)  # the offscreen platform has no window manager


@pytest.fixture(autouse=True)
def no_qt_warning() -> Iterator[list[str]]:
    """An unexpected Qt warning fails the test that caused it."""
    heard: list[str] = []

    def hear(kind: QtMsgType, _context: object, text: str) -> None:
        if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) and not text.startswith(HARMLESS):
            heard.append(text)

    before = qInstallMessageHandler(hear)
    yield heard
    qInstallMessageHandler(before)
    assert not heard, f"Qt complained: {heard}"


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    """The usual look."""
    if qapp.style().objectName().lower() != "fusion" or not qapp.styleSheet():
        return dress(qapp)
    theme = Theme()
    theme.apply(qapp)
    return theme


@pytest.fixture
def jobs(qapp: QApplication) -> Jobs:
    """Everything at once."""
    return Jobs(synchronous=True)


@pytest.fixture
def messages(tmp_path: Path) -> Messages:
    """Questions are answered in advance: ``messages.answers.append(path)``."""
    door = Messages()
    door.directory = tmp_path
    return door


@pytest.fixture
def preferences() -> Preferences:
    """Nothing is kept."""
    return Preferences()
