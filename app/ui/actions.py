"""What a key does: one list per page feeds the shortcuts, the bottom bar and the F1 card, so the three can never disagree."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True)
class Act:
    """``key`` as Qt writes it ('' = shown only), ``shown`` as people read it, ``run`` None = the focused widget handles the key."""

    key: str
    shown: str
    label: str
    run: Callable[[], object] | None = None
    in_bar: bool = True


def bind(widget: QWidget, acts: Iterable[Act], whole_window: bool = False) -> list[QShortcut]:
    """Make the keys work while ``widget`` or something inside it has the focus (or anywhere in its window)."""
    context = Qt.ShortcutContext.WindowShortcut if whole_window else Qt.ShortcutContext.WidgetWithChildrenShortcut
    shortcuts = []
    for act in acts:
        if act.key and act.run is not None:
            shortcut = QShortcut(QKeySequence(act.key), widget)
            shortcut.setContext(context)
            shortcut.activated.connect(act.run)
            shortcuts.append(shortcut)
    return shortcuts
