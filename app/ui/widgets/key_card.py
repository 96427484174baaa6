"""F1: all keys of this page and of the window over the dimmed screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.actions import Act
from app.ui.theme import Theme, color
from app.ui.widgets.basics import button, label, row

MOST_ROWS = 13
MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt)


def shown_keys(acts: Sequence[Act]) -> tuple[tuple[str, str], ...]:
    """(key, what it does) of those that are written down."""
    return tuple((act.shown, act.label) for act in acts if act.shown)


class KeyCard(QWidget):
    """F1 again goes on to the help, Ctrl+P prints the card; any other key or a click closes it."""

    def __init__(self, theme: Theme, parent: QWidget, title: str, page: Sequence[Act], everywhere: Sequence[Act],
                 help_: Callable[[], object], print_: Callable[[], object]) -> None:  # fmt: skip
        super().__init__(parent)
        self.help_, self.print_ = help_, print_
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        card = QFrame(self)
        card.setObjectName("overlayCard")
        lists = row(*(self._list(theme, head, acts) for head, acts in (("本页", page), ("任何页面", everywhere))), spacing=theme.px(26))
        inside = QVBoxLayout(card)
        inside.setContentsMargins(24, 16, 24, 16)
        inside.setSpacing(12)
        inside.addWidget(label(f"{title} · 按键", "title"))
        inside.addLayout(lists, 1)
        inside.addLayout(self._foot())
        self.card = card
        self.setGeometry(parent.rect())
        size = card.sizeHint()
        card.setGeometry((self.width() - size.width()) // 2, max(0, (self.height() - size.height()) // 2), size.width(), size.height())
        self.show()
        self.raise_()
        self.setFocus()

    @staticmethod
    def _list(theme: Theme, head: str, acts: Sequence[Act]) -> QGridLayout:
        """One or two columns, so that the card fits the window."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(10))
        grid.setVerticalSpacing(theme.px(6))
        grid.addWidget(label(head, "subtitle"), 0, 0, 1, 2)
        for place, (key, words) in enumerate(shown_keys(acts)):
            half, line = divmod(place, MOST_ROWS)
            grid.addWidget(label(key, "key"), line + 1, half * 2, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(label(words), line + 1, half * 2 + 1)
        grid.setRowStretch(grid.rowCount(), 1)
        return grid

    def _foot(self) -> QHBoxLayout:
        help_button = button("帮助", "help-circle", key="F1", small=True, action=lambda: self._go_on(self.help_))
        print_button = button("打印按键卡", "printer", key="Ctrl+P", small=True, action=lambda: self._go_on(self.print_))
        for each in (help_button, print_button):
            each.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the card listens to the keys
        return row(label("按其他任意键关闭", "helper"), None, print_button, help_button, spacing=12)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Dim what is behind."""
        shade = color("ink")
        shade.setAlpha(110)
        QPainter(self).fillRect(self.rect(), shade)

    def event(self, event: QEvent) -> bool:
        """No shortcut of the window works behind the card."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """A lone modifier does nothing."""
        if event.key() == Qt.Key.Key_F1:
            self._go_on(self.help_)
        elif event.key() == Qt.Key.Key_P and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._go_on(self.print_)
        elif event.key() not in MODIFIERS:
            self._close()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click anywhere closes."""
        self._close()

    def _go_on(self, to: Callable[[], object]) -> None:
        self._close()
        to()

    def _close(self) -> None:
        self.hide()
        self.deleteLater()
