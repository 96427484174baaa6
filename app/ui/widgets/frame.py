"""Parts of the frame around the pages: header, bottom bar, undo bar, the card of keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

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


class KeyCard(QWidget):
    """F1: all keys of this page and of the window over the dimmed screen; any key or click closes it."""

    def __init__(self, theme: Theme, parent: QWidget, title: str, page: Sequence[Act], everywhere: Sequence[Act]) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        card = QFrame(self)
        card.setObjectName("overlayCard")
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(28))
        grid.setVerticalSpacing(theme.px(7))
        for half, (head, acts) in enumerate((("本页", page), ("任何页面", everywhere))):
            grid.addWidget(label(head, "subtitle"), 0, half * 2, 1, 2)
            for place, act in enumerate((act for act in acts if act.shown), start=1):
                grid.addWidget(label(act.shown, "key"), place, half * 2, Qt.AlignmentFlag.AlignLeft)
                grid.addWidget(label(act.label), place, half * 2 + 1)
        grid.setRowStretch(grid.rowCount(), 1)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(24, 18, 24, 20)
        inside.setSpacing(14)
        inside.addWidget(label(f"{title} · 按键", "title"))
        inside.addLayout(grid, 1)
        inside.addWidget(label("按任意键关闭", "helper"))
        self.card = card
        self.setGeometry(parent.rect())
        size = card.sizeHint()
        card.setGeometry((self.width() - size.width()) // 2, max(0, (self.height() - size.height()) // 2), size.width(), size.height())
        self.show()
        self.raise_()
        self.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Dim what is behind."""
        shade = color("ink")
        shade.setAlpha(110)
        QPainter(self).fillRect(self.rect(), shade)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Any key closes; a lone modifier does not."""
        if event.key() not in (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt):
            self._close()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click anywhere closes."""
        self._close()

    def _close(self) -> None:
        self.hide()
        self.deleteLater()


