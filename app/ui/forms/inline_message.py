"""A sentence where its cause is, with actions that have keys; it never takes the focus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget


@dataclass(frozen=True)
class MessageAction:
    """One button of a message: what is reported, what is written, which key."""

    name: str
    label: str
    key: str = ""  # portable text: 'Ctrl+1', 'Esc'


class InlineMessage(QFrame):
    """Severity 'info', 'warning', 'error'; ``acted`` gives the name of the action chosen."""

    acted = Signal(str)

    def __init__(
        self, severity: str, text: str, actions: Sequence[MessageAction] = (), title: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("inlineMessage")
        self.setProperty("severity", severity)
        self.severity, self.text, self.actions_offered = severity, text, tuple(actions)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 3, 6, 3)
        row.setSpacing(8)
        sign = QLabel("ⓘ" if severity == "info" else "!")
        sign.setProperty("tone", severity)
        strong = sign.font()
        strong.setBold(True)
        sign.setFont(strong)
        row.addWidget(sign)
        if title:
            heading = QLabel(title)
            heading.setFont(strong)
            heading.setProperty("tone", severity)
            row.addWidget(heading)
        body = QLabel(text)
        body.setObjectName("messageBody")
        body.setTextFormat(Qt.TextFormat.PlainText)
        body.setWordWrap(True)
        body.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row.addWidget(body, 1)
        for action in actions:
            row.addWidget(self._button(action))
        self.setAccessibleName(text)

    def action_for(self, sequence: QKeySequence) -> MessageAction | None:
        """The action that this key chooses."""
        return next((a for a in self.actions_offered if a.key and QKeySequence(a.key) == sequence), None)

    def _button(self, action: MessageAction) -> QPushButton:
        button = QPushButton(f"{action.label} │ {action.key}" if action.key else action.label)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab walks the fields; the button has a key
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(lambda: self.acted.emit(action.name))
        return button
