"""Right of 待核数据: one doubt in words – what is wrong, why it matters, what to do – and what may be done about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal

from app.models.doubts import DoubtCard
from app.services import doubts
from app.ui.context import Context
from app.ui.widgets.basics import boxed, button, column, hide_unless, label, panel, put_inside, row
from app.ui.widgets.card_panel import CardPanel

WIDTH, EXTRA_WIDTH = 292, 120


class DoubtPanel(CardPanel):
    """``acted(word)``: open, repair or silence was asked for."""

    acted = Signal(str)

    def __init__(self, context: Context, failed: Callable[[BaseException], None]) -> None:
        super().__init__(context, "待核说明", "在左边选一条，这里说明哪里不对、为什么要紧、怎么改", doubts.card, WIDTH,
                         extra_width=EXTRA_WIDTH, failed=failed)  # fmt: skip
        self.open_button = button("去改", key="Enter", kind="primary", action=lambda: self.acted.emit("open"))
        self.repair_button = button("一键改正", key="Ctrl+D", action=lambda: self.acted.emit("repair"))
        self.silence_button = button("不用改", key="Del", action=lambda: self.acted.emit("silence"))
        self.preview = label("", "body13", wrap=True)  # beside its button, never below the edge of the card
        beside = row(self.silence_button, self.open_button)
        self.foot = panel(column(self.preview, self.repair_button, beside, spacing=6, margins=(12, 8, 12, 8)), role="section")
        whole = column(self.area, self.foot, spacing=0, margins=(1, 1, 1, 1))
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.clear()

    def clear(self) -> None:
        """Nothing is chosen."""
        super().clear()
        hide_unless(self.foot, False)

    def show_card(self, card: DoubtCard) -> None:
        """Another doubt."""
        self.card = card
        line = card.line
        parts = [label(line.label, "subtitle", wrap=True), label(f"{line.title}　{line.address}".strip(), "body13", wrap=True)]
        for head, text in (("哪里不对", line.sentence), ("为什么要紧", card.why), ("怎么办", card.todo),
                           ("不用改的原因", card.ignored)):  # fmt: skip
            if text:
                parts += [label(head, "plain-title"), label(text, "body13", wrap=True)]
        if not card.may_change:
            parts.append(label("不在您的网格里，只能查看。", "helper", wrap=True))
        put_inside(self.area, boxed(column(*parts, None, spacing=5, margins=(14, 12, 14, 12))))
        self.silence_button.setText("恢复提示 │ Del" if card.ignored else "不用改 │ Del")
        self.foot.setVisible(card.may_change)
        self.preview.setText(f"一键改正：{card.repair}")
        self.preview.setVisible(bool(card.repair))
        self.repair_button.setVisible(bool(card.repair))
        self.open_button.setVisible(not card.ignored)
