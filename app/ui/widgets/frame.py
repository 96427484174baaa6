"""Parts of the frame around the pages: header, bottom bar, undo bar."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from app.ui import icons
from app.ui.actions import Act
from app.ui.theme import Theme, color
from app.ui.widgets.basics import hide_unless, icon_button, label, restyle, row, tag

UNDO_SECONDS = 10


class Header(QFrame):
    """h1, tabs, global find, F1."""

    help_asked = Signal()
    tab_chosen = Signal(str)

    def __init__(self, theme: Theme, find: QWidget, practice: bool = False) -> None:
        super().__init__()
        self.setObjectName("header")
        self.setFixedHeight(theme.px(48))
        self.title = label("", "title")
        self.tabs: dict[str, QPushButton] = {}
        self.tab_line = row(spacing=0)
        self.help = icon_button("help-circle", "本页按键（F1）", self.help_asked.emit, size=theme.px(20))
        mark = tag("练习单位 · 人员和号码都是虚构的", "warn")
        hide_unless(mark, practice)
        line = row(self.title, 8, self.tab_line, 8, mark, None, find, 4, self.help, spacing=4, margins=(theme.px(14), 0, theme.px(10), 0))
        self.setLayout(line)

    def show_page(self, title: str, tabs: Sequence[tuple[str, str]], current: str) -> None:
        """Name the open page and its tabs as (key, words)."""
        self.title.setText(title)
        if list(self.tabs) != [key for key, _ in tabs]:
            self._build_tabs(tabs)
        for key, words in tabs:
            self.tabs[key].setText(words)
            self.tabs[key].setChecked(key == current)

    def _build_tabs(self, tabs: Sequence[tuple[str, str]]) -> None:
        for old in self.tabs.values():
            self.tab_line.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.tabs = {}
        for key, _words in tabs:
            part = QPushButton()
            part.setObjectName("tab")
            part.setCheckable(True)
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            part.clicked.connect(lambda _on=False, k=key: self.tab_chosen.emit(k))
            self.tabs[key] = part
            self.tab_line.addWidget(part)


class StatusBar(QFrame):
    """Keys of the page on the left, what is saved on the right; 27 px so that nothing jumps."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("statusBar")
        self.setFixedHeight(theme.px(27))
        self.theme = theme
        self.acts: Sequence[Act] = ()
        self.state_icon = QLabel()
        self.state = label("", "ok")
        self.backup = label("", "helper")
        self.setLayout(row(None, self.backup, 8, self.state_icon, self.state, spacing=4, margins=(theme.px(12), 0, theme.px(12), 0)))
        self.set_state("数据已保存")

    def set_state(self, text: str, tone: str = "ok") -> None:
        """已保存, 正在保存, 没有保存成功 …"""
        names = {"ok": "circle-check", "danger": "alert-circle", "busy": "loader-2"}
        self.state_icon.setPixmap(icons.pixmap(names[tone], "danger" if tone == "danger" else "ok", self.theme.px(15)))
        self.state.setText(text)

    def set_backup(self, text: str, sentence: str, tone: str) -> None:
        """When the last backup was made; the whole sentence as a tooltip."""
        self.backup.setText(text)
        self.backup.setToolTip(sentence)
        restyle(self.backup, "role", "warn" if tone == "warn" else "helper")
        self.update()

    def set_acts(self, acts: Sequence[Act]) -> None:
        """Show the keys that fit."""
        self.acts = [act for act in acts if act.in_bar]
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Keys are painted: no widgets to build at every change of page."""
        super().paintEvent(event)
        painter = QPainter(self)
        theme = self.theme
        left, limit = theme.px(12), self.backup.x() - theme.px(12)
        key_font, word_font = theme.font(12), theme.font(13)
        height = theme.px(18)
        top = (self.height() - height) // 2
        for act in self.acts:
            painter.setFont(key_font)
            key_width = painter.fontMetrics().horizontalAdvance(act.shown) + theme.px(10) if act.shown else 0
            painter.setFont(word_font)
            word_width = painter.fontMetrics().horizontalAdvance(act.label)
            if left + key_width + word_width + theme.px(5) > limit:
                return
            if act.shown:
                painter.setFont(key_font)
                painter.setPen(color("line_input"))
                painter.setBrush(color("surface"))
                painter.drawRoundedRect(left, top, key_width, height, 3, 3)
                painter.setPen(color("ink2"))
                painter.drawText(left, top, key_width, height, int(Qt.AlignmentFlag.AlignCenter), act.shown)
                left += key_width + theme.px(5)
            painter.setFont(word_font)
            painter.setPen(color("ink2"))
            painter.drawText(left, 0, word_width + 4, self.height(), int(Qt.AlignmentFlag.AlignVCenter), act.label)
            left += word_width + theme.px(16)


class UndoBar(QFrame):
    """Floats over the page for ten seconds after a change; later the change can still be undone with Ctrl+Z."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("undoBar")
        self.theme = theme
        self._room = parent
        self.text = label()
        self.text.setObjectName("undoText")
        self.undo = QPushButton("撤销 Ctrl+Z")
        self.undo.setObjectName("undoButton")
        self.undo.setAccessibleName("撤销")
        self.setLayout(row(self.text, None, self.undo, spacing=16, margins=(16, 4, 10, 4)))
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(UNDO_SECONDS * 1000)
        self.timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def show_text(self, text: str, undoable: bool = True) -> None:
        """Only the last change is shown."""
        self.text.setText(text)
        self.undo.setVisible(undoable)
        self.show()
        self.raise_()
        self._place()
        self.timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Stay at the bottom when the window changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        parent = self._room
        width = min(self.theme.px(520), parent.width() - 40)
        height = self.theme.px(42)
        self.setGeometry((parent.width() - width) // 2, parent.height() - height - self.theme.px(84), width, height)
