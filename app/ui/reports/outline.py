"""章节 of a document at the left: numbers as printed, and whether each is as generated, changed, or waits for words."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QWidget

from app.models.official_document import level_label
from app.models.report_text import AUTO, EDITED, OPEN, STATES, Content
from app.ui import icons
from app.ui.theme import Theme
from app.ui.widgets.basics import icon_button, label, panel, row

ICONS = {AUTO: ("circle-check", "ok"), EDITED: ("edit", "primary"), OPEN: ("circle-dashed", "warn")}
HEAD_KEY = "head"
HEAD = "标题与落款"


def numbered(content: Content) -> list[tuple[str, str, int]]:
    """(key, heading with its number, level) of every section."""
    found: list[tuple[str, str, int]] = []
    counts = [0, 0, 0]
    several = sum(section.appendix for section in content.sections) > 1
    appendix = 0
    for section in content.sections:
        if section.appendix:
            appendix += 1
            found.append((section.key, f"附件{appendix if several else ''} {section.heading}", 1))
        elif not section.level:
            found.append((section.key, "导语", 1))
        else:
            counts[section.level] += 1
            if section.level == 1:
                counts[2] = 0
            found.append((section.key, f"{level_label(section.level, counts[section.level])}{section.heading}", section.level))
    return found


class Outline(QListWidget):
    """``picked(key)`` when another section is chosen; ``menu_asked()`` for adding, moving, deleting."""

    picked = Signal(str)
    menu_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setObjectName("reportOutline")
        self.setAccessibleName("章节")
        self.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.currentRowChanged.connect(self._row_changed)
        self._quiet = False
        self.title = label("章节", "subtitle")
        self.done = label("", "helper")

    def boxed(self) -> QWidget:
        """The panel with its head and legend."""
        self.change = icon_button("list-details", "增加、移动、删除章节", self.menu_asked.emit)
        head = panel(row(self.title, self.done, None, self.change, margins=(12, 0, 6, 0)), role="panel-head")
        head.setFixedHeight(self.theme.px(36))
        legend = row(spacing=4, margins=(10, 0, 6, 0))
        for state, (icon, token) in ICONS.items():
            picture = QLabel()
            picture.setPixmap(icons.pixmap(icon, token, self.theme.px(14)))
            legend.addWidget(picture)
            legend.addWidget(label(STATES[state], "key-word"))
        legend.addStretch(1)
        foot = panel(legend, role="section")
        foot.setFixedHeight(self.theme.px(34))
        whole = panel(head, self, foot, margin=1)
        whole.setFixedWidth(self.theme.px(240))
        return whole

    def show_content(self, content: Content, key: str) -> None:
        """Sections with their states; the chosen one stays chosen."""
        self._quiet = True
        states = content.states()
        rows = [(HEAD_KEY, HEAD, 1), *numbered(content)]
        if self.count() != len(rows):
            self.clear()
            self.addItems([""] * len(rows))
        marks = [OPEN if not content.title.strip() or any(where == "标题" for where, _ in content.unfilled()) else AUTO, *states]
        for place, ((own, words, level), state) in enumerate(zip(rows, marks, strict=True)):
            self._show(self.item(place), own, words, level, state)
            if own == key:
                self.setCurrentRow(place)
        self.done.setText(f"{sum(state != OPEN for state in marks)} / {len(marks)} 已完成")
        self._quiet = False

    def _show(self, item: QListWidgetItem, key: str, words: str, level: int, state: str) -> None:
        item.setData(Qt.ItemDataRole.UserRole, key)
        item.setText("　" * (level - 1) + words)
        icon, token = ICONS[state]
        item.setIcon(icons.icon(icon, token, self.theme.px(16)))
        item.setToolTip(f"{words}　{STATES[state]}")
        item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, STATES[state])

    def key(self) -> str:
        """Key of the chosen section."""
        item = self.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else HEAD_KEY

    def step(self, by: int) -> None:
        """Ctrl+↑↓."""
        self.setCurrentRow(max(0, min(self.count() - 1, self.currentRow() + by)))

    def choose(self, key: str) -> None:
        """Go to a section."""
        for place in range(self.count()):
            if self.item(place).data(Qt.ItemDataRole.UserRole) == key:
                self.setCurrentRow(place)

    def _row_changed(self, place: int) -> None:
        if place >= 0 and not self._quiet:
            self.picked.emit(self.key())
