"""Right of the minutes: what the register says the meeting should go through, and whether the week is settled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QFrame, QWidget

from app.models.meeting_views import Agenda, MeetingView
from app.ui.theme import Theme
from app.ui.widgets.basics import boxed, button, column, label, panel, put_inside, row, scrolled

WIDTH, WIDE = 252, 380


class AgendaPanel(QFrame):
    """``close_week``: what the button of an unsettled week does."""

    def __init__(self, theme: Theme, close_week: Callable[[], object]) -> None:
        super().__init__()
        self.theme = theme
        self.setFixedWidth(theme.px(WIDTH))
        self.open_words = label("", "body13", wrap=True)
        self.close_button = button("结算本周", "lock", small=True, action=close_week)
        self.open_box = panel(
            column(label("这一周还没有结算", "warn-title"), self.open_words, row(self.close_button, None), spacing=5, margins=(12, 9, 12, 9))
        )
        self.open_box.hide()
        head = panel(row(label("议程", "subtitle"), label("按登记簿自动提取", "fact"), None, margins=(12, 8, 12, 8)), role="panel-head")
        self.area = scrolled(QWidget())
        whole = column(self.open_box, spacing=8)
        whole.addWidget(panel(head, self.area, margin=1, grow=1), 1)
        self.setLayout(whole)

    def set_wide(self, wide: bool) -> None:
        """Wider on wide screens."""
        self.setFixedWidth(self.theme.px(WIDE if wide else WIDTH))

    def show_view(self, view: MeetingView) -> None:
        """Whether the week is settled."""
        self.open_box.setVisible(not view.sheet_closed)
        if view.line.state == "final":
            words = "纪要已按定稿时的数字写成，不会再变。"
        elif view.may_close:
            words = "数字还会变。可以先写草稿，定稿前结算。"
        else:
            words = f"{view.line.last} 结束后可以结算，现在可以先写草稿。"
        self.open_words.setText(words)
        self.close_button.setVisible(view.may_close)

    def show_agenda(self, agenda: Agenda) -> None:
        """One heading after the other."""
        lines: list[Any] = []
        for section in agenda.sections:
            if lines:
                lines.append(6)
            lines.append(label(section.title, {"ok": "ok-title", "warn": "warn-title"}.get(section.tone, "plain-title")))
            lines += [label(line, "body13", wrap=True) for line in section.lines]
        put_inside(self.area, boxed(column(*lines, None, spacing=3, margins=(12, 10, 12, 10))))
