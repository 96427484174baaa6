"""/ in the text: a searchable list of figures, tables, charts and phrases at the cursor; pinyin initials find, Enter inserts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QWidget

from app.models.form_fields import Choice, matching
from app.models.report_exhibits import CHARTS, TABLES
from app.models.report_figures import (
    LAST_YEAR,
    NOW,
    NUMBER,
    OPENING,
    PREVIOUS,
    SERIAL,
    SERIAL_BOTH,
    SERIAL_RATE,
    YEARLY,
    YEARLY_BOTH,
    YEARLY_RATE,
)
from app.models.report_text import CHART, TABLE, Chip
from app.models.report_views import OpenDocument
from app.ui.theme import Theme
from app.ui.widgets.basics import column, label

MOST = 60
PHRASES = (
    "现将有关情况通报如下。",
    "现将有关情况汇报如下。",
    "按照街道统一部署，",
    "坚持每日走访、每周例会、每月小结，",
    "针对上班族白天不在家的实际，",
    "一是……；二是……；三是……。",
    "基本做到人来有登记、人走有注销。",
    "下一步，将继续做好以下工作：",
    "【此处待补充】",
)
VARIANTS = (
    (LAST_YEAR, NUMBER), (PREVIOUS, NUMBER), (NOW, YEARLY), (NOW, YEARLY_RATE), (NOW, YEARLY_BOTH), (NOW, SERIAL), (NOW, SERIAL_RATE),
    (NOW, SERIAL_BOTH),
)  # fmt: skip


@dataclass(frozen=True)
class Insertion:
    """One line of the list: a chip, or words."""

    title: str
    detail: str
    chip: Chip | None = None
    words: str = ""


def offered(opened: OpenDocument, kinds: str = "all") -> list[Insertion]:
    """Everything that can be inserted into this document; ``kinds``: all, figures, exhibits, phrases."""
    found: list[Insertion] = []
    if kinds in ("all", "figures"):
        found += _figures(opened)
    if kinds in ("all", "exhibits"):
        for kind, known, word in ((TABLE, TABLES, "表"), (CHART, CHARTS, "图")):
            found += [
                Insertion(f"{word}　{name}", "", Chip(code, kind=kind)) for code, name in known.items() if f"{kind}.{code}" in opened.exhibits
            ]
    if kinds in ("all", "phrases"):
        found += [Insertion(text, "常用表述", words=text) for text in PHRASES]
    return found


def _figures(opened: OpenDocument) -> list[Insertion]:
    plain, more = [], []
    for code, name in opened.names.items():
        figure = opened.book.get(code)
        if figure is None or ("." in code and not figure.value):
            continue
        plain.append(Insertion(name, Chip(code).text(opened.book), Chip(code)))
        chips = [Chip(code, span, form) for span, form in VARIANTS]
        if opened.book.get(code, OPENING) is not None:
            chips.append(Chip(code, OPENING))
        more += [Insertion(chip.words(name), chip.text(opened.book), chip) for chip in chips if chip.text(opened.book) != "—"]
    return plain + more


class Insertions(QFrame):
    """A popup below the cursor; ``chosen(insertion)``, ``left()`` when it closes without one."""

    chosen = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme, self.room = theme, parent
        self.setObjectName("hits")
        self.line = QLineEdit()
        self.line.setPlaceholderText("名称或拼音首字母，如 xzrk")
        self.line.setAccessibleName("查找要插入的内容")
        self.line.textChanged.connect(self._find)
        self.line.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName("可以插入的内容")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(lambda _item: self._take())
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.nothing = label("没有找到，换个词试试", "helper")
        self.setLayout(column(self.line, self.list, self.nothing, spacing=4, margins=(8, 8, 8, 8)))
        self.choices: list[Choice] = []
        self.entries: list[Insertion] = []
        self.hide()

    def open_at(self, point: QPoint, entries: Sequence[Insertion]) -> None:
        """Show at a point of the parent, inside it."""
        self.entries = list(entries)
        self.choices = [Choice(str(place), entry.title) for place, entry in enumerate(self.entries)]
        self.resize(self.theme.px(360), self.theme.px(320))
        room = self.room.size()
        self.move(max(0, min(point.x(), room.width() - self.width())), max(0, min(point.y(), room.height() - self.height())))
        self.line.clear()
        self._find("")
        self.show()
        self.raise_()
        self.line.setFocus()

    def _find(self, text: str) -> None:
        found = matching(self.choices, text)[:MOST]
        self.list.clear()
        for choice in found:
            entry = self.entries[int(choice.code)]
            item = QListWidgetItem(f"{entry.title}　{entry.detail}" if entry.detail else entry.title)
            item.setData(Qt.ItemDataRole.UserRole, int(choice.code))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.nothing.setVisible(not found)

    def _take(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.hide()
            self.chosen.emit(self.entries[int(item.data(Qt.ItemDataRole.UserRole))])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """↑↓ move, Enter inserts, Esc leaves; leaving the line closes the list."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        if event.type() == QEvent.Type.FocusOut:
            self.hide()
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        keys: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Down: lambda: self._step(1),
            Qt.Key.Key_Up: lambda: self._step(-1),
            Qt.Key.Key_Return: self._take,
            Qt.Key.Key_Enter: self._take,
            Qt.Key.Key_Escape: self._leave,
        }
        act = keys.get(event.key())
        if act is None:
            return False
        act()
        return True

    def _step(self, by: int) -> None:
        self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + by)))

    def _leave(self) -> None:
        self.hide()
        self.left.emit()

