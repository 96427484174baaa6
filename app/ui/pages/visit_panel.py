"""Right of 走访登记: the person or entity at the door – facts, who lives there, earlier visits."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from app.models.visit_views import VisitTarget
from app.ui import icons
from app.ui.tables.residents import tag_tone
from app.ui.theme import Theme
from app.ui.widgets.basics import boxed, column, label, put_inside, row, scrolled, tag

WIDTH, EXTRA_WIDTH = 236, 120
KIND_ICONS = {"resident": "user", "household": "users", "dwelling": "home", "entity": "building-store"}


class VisitPanel(QFrame):
    """Rebuilt for every target."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setProperty("role", "panel")
        self.setAccessibleName("走访对象资料")
        self.area = scrolled(QWidget())
        self.setLayout(column(self.area, spacing=0, margins=(1, 1, 1, 1)))
        self.set_wide(False)
        self.clear()

    def set_wide(self, wide: bool) -> None:
        """120 px more on wide screens."""
        self.setFixedWidth(self.theme.px(WIDTH + (EXTRA_WIDTH if wide else 0)))

    def clear(self) -> None:
        """Nobody is chosen."""
        put_inside(self.area, boxed(column(label("选好走访对象后，这里显示资料和前几次走访", "helper", wrap=True), None, margins=(14, 14, 14, 14))))

    def show_target(self, target: VisitTarget) -> None:
        """Build the card."""
        parts: list[QWidget | int | None] = [self._head(target)]
        if target.facts or target.proposed_hour:
            parts.append(self._facts(target))
        if len(target.members) > 1 or (target.members and target.kind != "resident"):
            parts.append(self._members(target))
        parts += [self._visits(target), None]
        put_inside(self.area, boxed(column(*parts, spacing=0)))

    def _head(self, target: VisitTarget) -> QFrame:
        picture = QLabel()
        picture.setPixmap(icons.pixmap(KIND_ICONS.get(target.kind, "user"), "ink2", self.theme.px(18)))
        title = label(target.title, "subtitle", wrap=True)
        line = row(picture, title, spacing=8)
        line.setStretch(1, 1)
        where = " · ".join(part for part in (target.address, target.grid) if part)
        lines: list[Any] = [line]
        lines += [label(text, "fact", wrap=True) for text in (target.detail, where) if text]
        return _section(column(*lines, spacing=3), first=True)

    def _facts(self, target: VisitTarget) -> QFrame:
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.theme.px(10))
        grid.setVerticalSpacing(self.theme.px(2))
        grid.setColumnMinimumWidth(0, self.theme.px(60))
        grid.setColumnStretch(1, 1)
        facts = [*target.facts]
        if target.proposed_hour:
            facts.append(("建议时间", " ".join(part for part in (target.proposed_hour, target.hour_why) if part)))
        for place, (name, value) in enumerate(facts):
            key = label(name, "fact14")
            key.setAlignment(Qt.AlignmentFlag.AlignTop)
            text = label(value, "warn-fact" if name in ("注意", "建议时间") else "", wrap=True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(key, place, 0)
            grid.addWidget(text, place, 1)
        return _section(grid)

    def _members(self, target: VisitTarget) -> QFrame:
        lines: list[Any] = [row(label("同户成员", "plain-title"), label(f"{len(target.members)} 人", "fact"), None, spacing=8)]
        for member in target.members[:8]:
            age = "" if member.age is None else f"{member.age}岁"
            detail = " · ".join(part for part in (member.relation, member.sex, age) if part)
            lines.append(row(label(member.name, "body13"), label(detail, "fact"), None, spacing=6))
            if member.tags:
                lines.append(row(*[tag(word, tag_tone(word)) for word in member.tags[:3]], None, spacing=4))
        if len(target.members) > 8:
            lines.append(label(f"还有 {len(target.members) - 8} 人", "fact"))
        return _section(column(*lines, spacing=3))

    def _visits(self, target: VisitTarget) -> QFrame:
        lines: list[Any] = [row(label("前几次走访", "plain-title"), None, label(f"共 {target.visit_count} 次", "fact"))]
        if not target.visits:
            lines.append(label("还没有走访记录", "fact"))
        for visit in target.visits:
            what = " ".join(part for part in (visit.day[2:], visit.kind, visit.outcome) if part)
            lines.append(label(what, "fact", wrap=True))
            if visit.finding:
                lines.append(label(visit.finding, "body13", wrap=True))
        return _section(column(*lines, spacing=3))


def _section(content: Any, first: bool = False) -> QFrame:
    frame = QFrame()
    frame.setProperty("role", "" if first else "section")
    content.setContentsMargins(12, 10, 12, 10)
    frame.setLayout(content)
    return frame
