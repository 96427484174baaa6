"""Ctrl+K: one box for the whole register, answers below it, Enter opens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QWidget

from app.ui import icons
from app.ui.theme import Theme
from app.ui.widgets.basics import column, label

KIND_WORDS = {"resident": "居民", "household": "户", "dwelling": "房屋", "entity": "法人"}
SHOWN = 10


class GlobalFind(QLineEdit):
    """``opened(hit)`` when an answer was chosen.  ``ask(text, arrived)`` is set by the frame."""

    opened = Signal(object)

    def __init__(self, theme: Theme, kinds: Sequence[str]) -> None:
        super().__init__()
        self.theme = theme
        self.kinds = tuple(kinds)
        self.ask: Callable[[str, Callable[[Any], object]], object] | None = None
        self.setPlaceholderText("全局查找 姓名/证号/地址  Ctrl+K")
        self.setAccessibleName("全局查找")
        self.setFixedWidth(theme.px(260))
        self.addAction(QAction(icons.icon("search", "ink2"), "", self), QLineEdit.ActionPosition.LeadingPosition)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(120)
        self.timer.timeout.connect(self._ask)
        self.textEdited.connect(lambda _text: self.timer.start())
        self.popup: QFrame | None = None
        self.list: QListWidget | None = None
        self.foot = label("", "helper")
        self._answered = ""  # the words whose answers are shown
        self._hurried = ""  # the words for which Enter was pressed before the answers were there

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """↑↓ move in the answers, Enter opens, Esc closes."""
        popup = self.popup
        if popup is not None and popup.isVisible() and self.list is not None:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._enter(self.list.currentItem())
                return
            if event.key() == Qt.Key.Key_Escape:
                popup.hide()
                return
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask()
            return
        super().keyPressEvent(event)

    def _enter(self, item: QListWidgetItem | None) -> None:
        """Enter opens an answer to the words that stand here; one to older words waits for the new answers."""
        if self.text().strip() == self._answered:
            self._open(item)
            return
        self.timer.stop()
        self._hurried = self.text().strip()
        self._ask()

    def _arrived(self, text: str, hits: Sequence[Any]) -> None:
        if text != self.text().strip():
            return
        self._answered = text
        self.show_hits(hits)
        if self._hurried == text and self.list is not None and self.list.count():
            self._open(self.list.item(0))
        self._hurried = ""

    def show_hits(self, hits: Sequence[Any]) -> None:
        """The answers of the newest question."""
        popup, found = self._popup(), self.list
        if found is None:
            return
        found.clear()
        wanted = [hit for hit in hits if hit.kind in self.kinds]
        for hit in wanted[:SHOWN]:
            item = QListWidgetItem(f"{KIND_WORDS.get(hit.kind, '')}　{hit.title}　{hit.detail}")
            item.setData(Qt.ItemDataRole.UserRole, hit)
            found.addItem(item)
        found.setVisible(bool(wanted))
        found.setFixedHeight(self.theme.px(34) * min(SHOWN, len(wanted)) + 2)
        more = len(wanted) - SHOWN
        self.foot.setText(f"没有找到“{self.text().strip()}”，可试姓名拼音首字母或证号后四位" if not wanted
                          else f"还有 {more} 条，多输几个字可缩小范围" if more > 0 else "Enter 打开 · Esc 关闭")  # fmt: skip
        if wanted:
            found.setCurrentRow(0)
        width = self.theme.px(440)
        corner = self.mapTo(self.window(), QPoint(self.width() - width, self.height() + 2))
        popup.setFixedWidth(width)
        popup.adjustSize()
        popup.move(corner)
        popup.show()
        popup.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """A click elsewhere closes the answers."""
        if event.type() == QEvent.Type.FocusOut and self.popup is not None:
            self.popup.hide()
        return super().eventFilter(watched, event)

    def _popup(self) -> QFrame:
        if self.popup is None or self.list is None:
            self.popup = QFrame(self.window())
            self.popup.setObjectName("hits")
            self.list = QListWidget()
            self.list.setAccessibleName("查找结果")
            self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.list.itemClicked.connect(self._open)
            self.foot.setContentsMargins(10, 4, 10, 4)
            self.popup.setLayout(column(self.list, self.foot, spacing=0, margins=(1, 1, 1, 1)))
            self.installEventFilter(self)
        return self.popup

    def _ask(self) -> None:
        text = self.text().strip()
        if not text:
            if self.popup is not None:
                self.popup.hide()
        elif self.ask is not None:
            self.ask(text, lambda hits: self._arrived(text, hits))

    def _open(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        if self.popup is not None:
            self.popup.hide()
        hit = item.data(Qt.ItemDataRole.UserRole)
        self.clear()
        self.opened.emit(hit)


def focus(widget: QWidget) -> None:
    """Put the cursor there and select what is typed."""
    widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
    if isinstance(widget, QLineEdit):
        widget.selectAll()
