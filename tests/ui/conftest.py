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
from app.ui.workbench import Workbench

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


@pytest.fixture
def show_bench(jobs, messages, preferences, theme, qtbot, qapp):
    """A workbench on the screen, for a session and a text size; afterwards the usual look is back."""

    def show(session, scale: float = 1.0, practice: bool = True) -> Workbench:
        look = Theme(scale)
        if scale != 1.0:
            look.apply(qapp)
        made = Workbench(session, jobs, messages, look, preferences, [], "青禾街道桂湖社区", practice=practice)
        made.resize(1366, 698)
        qtbot.addWidget(made)
        with qtbot.waitActive(made):
            made.show()
            made.activateWindow()
        made.recall({})
        return made

    yield show
    Theme().apply(qapp)
