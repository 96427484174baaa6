"""From the start of the process to a usable unlock screen, against an empty window of the same Qt."""

from __future__ import annotations

import statistics

from app.services.session import sign_out
from benchmarks.measure import Result, python_child, show
from benchmarks.offices import empty_office

EMPTY = """
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication([])
window = QMainWindow()
window.show()
application.processEvents()
"""
OURS = """
import os, sys
from pathlib import Path
from app import bootstrap
application = bootstrap.application()
window = bootstrap.compose(application)
window.start(Path(sys.argv[1]))
window.show()
application.processEvents()
assert window.isVisible()
os._exit(0)
"""
REPEAT = 7


def measure() -> list[Result]:
    """Medians of seven starts each, taken in turn."""
    session = empty_office("start")
    register = str(session.register.path)
    sign_out(session)
    empty, ours = [], []
    for _ in range(REPEAT):
        empty.append(python_child(EMPTY))
        ours.append(python_child(OURS, register))
    rival = statistics.median(one.seconds for one in empty)
    mine = statistics.median(one.seconds for one in ours)
    memory = statistics.median(one.megabytes for one in ours)
    bare = statistics.median(one.megabytes for one in empty)
    return [
        Result("start to unlock screen", "register exists", "empty PySide6 window", rival, mine, "s", 2.0),
        Result("memory at start", "unlock screen", "empty PySide6 window", bare, memory, "MB", 2.0),
    ]


if __name__ == "__main__":
    show(measure())
