"""What the cards beside the lists share: they follow the chosen row and read it once the arrow key rests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QWidget

from app.ui.context import Context
from app.ui.widgets.basics import boxed, column, label, put_inside, scrolled

PAUSE_MS = 40


class CardPanel(QFrame):
    """``read(session, record_id)`` is the service that gives the card; ``show_card`` of the subclass builds it.

    ``wanted`` is the record that is chosen, which the card may still be on its way to: keys act on it, never on the old card.
    """

    def __init__(
        self,
        context: Context,
        name: str,
        hint: str,
        read: Callable[[Any, str], Any],
        width: int,
        *,
        extra_width: int = 0,
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        super().__init__()
        self.context = context
        self.setProperty("role", "panel")
        self.setAccessibleName(name)
        self.card: Any = None
        self.wanted = ""
        self.area = scrolled(QWidget())
        self._hint, self._read, self._card_failed = hint, read, failed
        self._widths = (width, width + extra_width)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(PAUSE_MS)
        self.timer.timeout.connect(self._ask)
        self.set_wide(False)

    def set_wide(self, wide: bool) -> None:
        """Wider on wide screens, where the card has a wider form."""
        self.setFixedWidth(self.context.theme.px(self._widths[wide]))

    def clear(self) -> None:
        """Nothing is chosen: the hint says what to do."""
        self.card, self.wanted = None, ""
        put_inside(self.area, boxed(column(label(self._hint, "helper", wrap=True), None, margins=(14, 14, 14, 14))))

    def forget(self) -> None:
        """Another row is chosen and not read yet: no key may act on the record of the old card."""
        self.timer.stop()
        self.wanted = ""

    def follow(self, record_id: str) -> None:
        """Read the card once the arrow key rests."""
        self.wanted = record_id
        if self.context.jobs.synchronous:
            self._ask()
        else:
            self.timer.start()

    def may_read(self) -> bool:
        """Whether the card may be shown now; a form that is open stays."""
        return True

    def show_card(self, card: Any) -> None:
        """Build the card."""
        raise AssertionError("each card builds itself")

    def _ask(self) -> None:
        if self.wanted and self.may_read():
            self.context.jobs.query(self, self._read, self.context.session, self.wanted, done=self.show_card,
                                    failed=self._card_failed, key="card")  # fmt: skip
