"""The card of one dwelling: facts, the people by household with owner and tenants apart, firms, last visits."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout

from app.models.dwelling_views import DwellingCard
from app.services import dwellings
from app.ui.context import Context
from app.ui.widgets.basics import boxed, button, column, hide_unless, label, panel, put_inside, row
from app.ui.widgets.card_panel import CardPanel

WIDTH, EXTRA_WIDTH = 292, 120
SHOWN_PEOPLE = 12


class DwellingPanel(CardPanel):
    """Follows the current row; ``act_asked(act)``: enter, visit, notice, edit, move."""

    act_asked = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__(context, "房屋资料", "在左边选一行，这里显示房屋和住户", dwellings.card, WIDTH, extra_width=EXTRA_WIDTH)
        self.card: DwellingCard | None = None
        writes = context.can("resident.write")
        self.enter_button = button("入户采集", key="F5", small=True, action=lambda: self.act_asked.emit("enter"))
        self.visit_button = button("登记走访", key="F6", small=True, action=lambda: self.act_asked.emit("visit"))
        self.foot = panel(row(self.enter_button, self.visit_button, None, spacing=6, margins=(8, 6, 8, 6)), role="section")
        hide_unless(self.foot, writes)
        self.writes = writes
        whole = column(self.area, self.foot, spacing=0, margins=(1, 1, 1, 1))
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.clear()

    def clear(self) -> None:
        """No dwelling is chosen."""
        super().clear()
        self.foot.hide()

    def show_card(self, card: DwellingCard) -> None:
        """Build the card."""
        self.card = card
        whole = QVBoxLayout()
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        for part in (self._head(card), self._facts(card), self._people(card), self._visits(card)):
            whole.addWidget(part)
        whole.addStretch(1)
        put_inside(self.area, boxed(whole))
        self.foot.setVisible(self.writes)

    def _head(self, card: DwellingCard) -> QFrame:
        edit = button("修改", key="F2", small=True, action=lambda: self.act_asked.emit("edit"))
        self.notice_button = button("告知书", small=True, action=lambda: self.act_asked.emit("notice"))
        for each in (edit, self.notice_button):
            hide_unless(each, self.writes)
        address = label(card.row.address, "subtitle", wrap=True)
        return _section(column(row(label(card.row.grid or "未分网格", "fact"), None, self.notice_button, edit, spacing=6), address, spacing=4), "")

    def _facts(self, card: DwellingCard) -> QFrame:
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.context.theme.px(12))
        grid.setVerticalSpacing(self.context.theme.px(2))
        grid.setColumnStretch(1, 1)
        for place, (name, value) in enumerate(card.facts):
            grid.addWidget(label(name, "fact14"), place, 0)
            grid.addWidget(label(value, wrap=True), place, 1)
        if not card.facts:
            grid.addWidget(label("用途和产权人还没有记", "fact"), 0, 0)
        return _section(grid)

    def _people(self, card: DwellingCard) -> QFrame:
        lines: list[Any] = [row(label("住户", "plain-title"), label(f"{card.row.persons} 人", "fact"), None)]
        if not card.households:
            lines.append(label("没有登记的人", "fact"))
        for place, (_, people) in enumerate(card.households, start=1):
            if len(card.households) > 1:
                lines.append(label(f"第 {place} 户", "fact"))
            lines += [label(person, "body13") for person in people[:SHOWN_PEOPLE]]
            if len(people) > SHOWN_PEOPLE:
                lines.append(label(f"还有 {len(people) - SHOWN_PEOPLE} 人", "fact"))
        if card.entities:
            lines += [4, label("经营单位", "plain-title"), *(label(name, "body13", wrap=True) for name in card.entities)]
        return _section(column(*lines, spacing=3))

    def _visits(self, card: DwellingCard) -> QFrame:
        lines: list[Any] = [row(label("最近走访", "plain-title"), None, label(f"共 {card.visit_count} 次", "fact"))]
        lines += [label(text, "body13", wrap=True) for text in card.visits] or [label("还没有走访记录", "fact")]
        return _section(column(*lines, spacing=4))


def _section(content: Any, role: str = "section") -> QFrame:
    frame = QFrame()
    frame.setProperty("role", role)
    content.setContentsMargins(12, 10, 12, 10)
    frame.setLayout(content)
    return frame
