"""The bar on the left: 168 px with words, or icons alone from text size 大 on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QLabel, QWidget

from app.ui import icons
from app.ui.pages import PageEntry
from app.ui.theme import Theme, color
from app.ui.widgets.basics import boxed, column, icon_button, label, row

WIDTH, COMPACT_WIDTH = 168, 46
ROLE_WORDS = {"member": "网格员", "chief": "网格长", "leader": "分管领导", "admin": "管理员", "auditor": "审计员"}


class NavigationItem(QAbstractButton):
    """Icon, name, key; the current one has a tint and a bar."""

    def __init__(self, entry: PageEntry, theme: Theme) -> None:
        super().__init__()
        self.entry = entry
        self.theme = theme
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAccessibleName(entry.title)
        self.setToolTip(f"{entry.title} {entry.key}".strip())
        self.setFixedHeight(theme.px(34))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as the bar."""
        return QSize(self.theme.px(COMPACT_WIDTH if self.theme.compact_navigation else WIDTH), self.theme.px(34))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint code, because QSS cannot right-align the key."""
        painter = QPainter(self)
        theme, on = self.theme, self.isChecked()
        if on or self.underMouse():
            painter.fillRect(self.rect(), color("primary_tint" if on else "primary_50"))
        if on:
            painter.fillRect(0, 0, 3, self.height(), color("primary"))
        ink = "primary_dark" if on else "ink2"
        size = theme.px(18)
        left = (self.width() - size) // 2 if theme.compact_navigation else theme.px(16)
        painter.drawPixmap(left, (self.height() - size) // 2, icons.pixmap(self.entry.icon, ink, size))
        if not theme.compact_navigation:
            painter.setFont(theme.font(14, bold=on))
            painter.setPen(color(ink))
            words = QRect(theme.px(43), 0, self.width() - theme.px(43), self.height())
            painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), self.entry.title)
            painter.setFont(theme.font(12, bold=on))
            painter.setPen(color("primary_dark" if on else "ink3"))
            painter.drawText(words.adjusted(0, 0, -theme.px(10), 0), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight),
                             self.entry.key)  # fmt: skip
        if self.hasFocus():
            painter.setPen(color("primary"))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class Navigation(QFrame):
    """``chosen(name)`` when an item is clicked, ``password_asked`` at the name below."""

    chosen = Signal(str)
    password_asked = Signal()

    def __init__(self, entries: Sequence[PageEntry], theme: Theme, office: str, person: str, role: str, scope: str = "") -> None:
        super().__init__()
        self.setObjectName("navigation")
        self.theme = theme
        compact = theme.compact_navigation
        self.setFixedWidth(theme.px(COMPACT_WIDTH if compact else WIDTH))
        self.items: dict[str, NavigationItem] = {}
        parts: list[QWidget | int | None] = [self._brand(office, compact), theme.px(10)]
        group = ""
        for entry in entries:
            if entry.group != group:
                if not compact:
                    parts.append(self._group(entry.group))
                elif group:
                    parts.append(theme.px(14))
                group = entry.group
            item = NavigationItem(entry, theme)
            item.clicked.connect(lambda _on=False, name=entry.name: self.chosen.emit(name))
            self.items[entry.name] = item
            parts.append(item)
        parts.append(None)
        if not compact:
            parts.append(self._foot(person, role, scope))
        self.setLayout(column(*parts, spacing=0))

    def set_current(self, name: str) -> None:
        """Mark the open page."""
        if name in self.items:
            self.items[name].setChecked(True)

    def _brand(self, office: str, compact: bool) -> QFrame:
        brand = QFrame()
        brand.setObjectName("brand")
        brand.setFixedHeight(self.theme.px(48))
        name = label("网" if compact else "网格化管理工作台")
        name.setObjectName("brandName")
        if compact:
            name.setAlignment(Qt.AlignmentFlag.AlignCenter)
            brand.setLayout(column(name))
            brand.setToolTip(office)
            return brand
        place = label(office)
        place.setObjectName("brandOffice")
        place.setToolTip(office)
        brand.setLayout(column(None, name, place, None, spacing=2, margins=(12, 0, 6, 0)))
        return brand

    def _group(self, text: str) -> QLabel:
        result = label(text)
        result.setObjectName("navGroup")
        result.setFixedHeight(self.theme.px(28))
        result.setContentsMargins(14, 4, 0, 0)
        return result

    def _foot(self, person: str, role: str, scope: str) -> QFrame:
        foot = QFrame()
        foot.setObjectName("navFoot")
        foot.setFixedHeight(self.theme.px(53))
        name = label(person)
        name.setObjectName("navPerson")
        what = label(" · ".join(word for word in (ROLE_WORDS.get(role, role), scope) if word))
        what.setObjectName("navRole")
        change = icon_button("key", "修改我的密码", self.password_asked.emit)
        inside = boxed(column(None, name, what, None, spacing=1, margins=(12, 0, 6, 0)))
        line = row(inside, change, spacing=0, margins=(0, 0, 6, 0))
        line.setStretch(0, 1)
        foot.setLayout(line)
        return foot
