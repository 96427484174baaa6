"""From the start of the process to a usable unlock screen, against an empty window of the same Qt."""

from __future__ import annotations

import statistics

from benchmarks.measure import Result, python_child, show

EMPTY = """
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication([])
window = QMainWindow()
window.show()
application.processEvents()
"""
OURS = """
from app import bootstrap
application, window = bootstrap.unlock_window()
application.processEvents()
assert window.isVisible()
import os
os._exit(0)
"""
REPEAT = 7


def measure() -> list[Result]:
    """Medians of seven starts each, taken in turn."""
    empty, ours = [], []
    for _ in range(REPEAT):
        empty.append(python_child(EMPTY))
        ours.append(python_child(OURS))
    rival = statistics.median(one.seconds for one in empty)
    mine = statistics.median(one.seconds for one in ours)
    memory = statistics.median(one.megabytes for one in ours)
    bare = statistics.median(one.megabytes for one in empty)
    return [
        Result("start to unlock screen", "cold register", "empty PySide6 window", rival, mine, "s", 2.0),
        Result("memory at start", "unlock screen", "empty PySide6 window", bare, memory, "MB", 2.0),
    ]


if __name__ == "__main__":
    show(measure())
