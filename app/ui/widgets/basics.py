"""The small parts every screen is made of: labels by role, buttons by kind, panels, inline messages, tags."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import Refused, Unavailable
from app.ui import icons

KIND_INK = {"primary": "surface", "danger": "danger", "text": "primary", "slots": "warn", "": "ink"}


def label(text: str = "", role: str = "", wrap: bool = False) -> QLabel:
    """A text; ``role`` chooses size and colour in the style sheet (title, subtitle, helper, key, number …)."""
    result = QLabel(text)
    result.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        result.setProperty("role", role)
    result.setWordWrap(wrap)
    return result


def button(text: str, icon: str = "", key: str = "", kind: str = "", small: bool = False, action: Callable[[], object] | None = None) -> QPushButton:
    """A button; ``kind``: primary (one per screen), danger, text or '' (secondary).  The key is part of the face."""
    face = f" {text}" if icon else text  # air between icon and word
    result = QPushButton(f"{face} │ {key}" if key else face)
    result.setAccessibleName(text)
    result.setProperty("kind", kind)
    result.setProperty("small", small)
    result.setAutoDefault(False)
    if icon:
        result.setIcon(icons.icon(icon, KIND_INK[kind]))
        result.setIconSize(QSize(18, 18))
    if action is not None:
        result.clicked.connect(lambda: action())
    return result


def icon_button(icon: str, name: str, action: Callable[[], object] | None = None, token: str = "ink2", size: int = 18) -> QToolButton:
    """An icon alone: always with a name for the screen reader and a tooltip."""
    result = QToolButton()
    result.setIcon(icons.icon(icon, token, size))
    result.setIconSize(QSize(size, size))
    result.setAccessibleName(name)
    result.setToolTip(name)
    result.setAutoRaise(True)
    if action is not None:
        result.clicked.connect(lambda: action())
    return result


def panel(*parts: QWidget | QLayout, margin: int = 0, spacing: int = 0, role: str = "panel", grow: int = -1) -> QFrame:
    """A white box with a hair line; the part number ``grow`` takes the spare height."""
    frame = QFrame()
    frame.setProperty("role", role)
    column = QVBoxLayout(frame)
    column.setContentsMargins(margin, margin, margin, margin)
    column.setSpacing(spacing)
    for part in parts:
        add(column, part)
    if grow >= 0:
        column.setStretch(grow, 1)
    return frame


def add(layout: QVBoxLayout | QHBoxLayout, part: QWidget | QLayout) -> None:
    """Widget or layout, whichever it is."""
    if isinstance(part, QWidget):
        layout.addWidget(part)
    else:
        layout.addLayout(part)


def row(*parts: QWidget | QLayout | int | None, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QHBoxLayout:
    """Parts side by side; None = stretch, a number = a gap."""
    line = QHBoxLayout()
    line.setContentsMargins(*margins)
    line.setSpacing(spacing)
    for part in parts:
        if part is None:
            line.addStretch(1)
        elif isinstance(part, int):
            line.addSpacing(part)
        else:
            add(line, part)
    return line


def column(*parts: QWidget | QLayout | int | None, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QVBoxLayout:
    """Parts below each other; None = stretch, a number = a gap."""
    line = QVBoxLayout()
    line.setContentsMargins(*margins)
    line.setSpacing(spacing)
    for part in parts:
        if part is None:
            line.addStretch(1)
        elif isinstance(part, int):
            line.addSpacing(part)
        else:
            add(line, part)
    return line


def boxed(layout: QLayout) -> QWidget:
    """A layout as a widget that can be hidden."""
    result = QWidget()
    result.setLayout(layout)
    return result


def scrolled(inside: QWidget) -> QScrollArea:
    """A part that scrolls when it is too tall; the ground shows through."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    put_inside(area, inside)
    return area


def put_inside(area: QScrollArea, inside: QWidget) -> None:
    """Set the content; Qt would paint it grey otherwise."""
    area.setWidget(inside)
    inside.setAutoFillBackground(False)
    area.viewport().setAutoFillBackground(False)


def tag(text: str, tone: str = "plain") -> QLabel:
    """A small coloured word; the word says it, the colour only helps."""
    result = label(text, "tag")
    result.setProperty("tone", tone)
    result.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return result


class Banner(QFrame):
    """An inline message where the cause is; ``tone``: info, warn, danger, ok.  Stays until dismissed."""

    ICONS = {"info": "info-circle", "warn": "alert-circle", "danger": "alert-circle", "ok": "circle-check"}
    INKS = {"info": "primary_dark", "warn": "warn", "danger": "danger", "ok": "ok"}

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "banner")
        self.icon = QLabel()
        self.text = label("", "banner-text", wrap=True)
        self.close_button = icon_button("x", "关闭提示", self.hide)
        self.retry_button: QPushButton | None = None
        self._retry: Callable[[], object] | None = None
        self._line = row(self.icon, self.text, self.close_button, margins=(12, 5, 6, 5))
        self._line.setStretch(1, 1)
        self.setLayout(self._line)
        self.hide()

    def show_text(self, text: str, tone: str = "info", closable: bool = True) -> None:
        """Show a sentence; an empty one hides the banner."""
        self.text.setText(text)
        self.icon.setPixmap(icons.pixmap(self.ICONS[tone], self.INKS[tone]))
        for widget in (self, self.text):
            restyle(widget, "tone", tone)
        self.close_button.setVisible(closable)
        if self.retry_button is not None:
            self.retry_button.hide()
        self.setVisible(bool(text))

    def offer_retry(self, retry: Callable[[], object]) -> None:
        """重试 behind the sentence: what was typed is still there, the disk may have room again."""
        self._retry = retry
        if self.retry_button is None:
            self.retry_button = button("重试", "refresh", small=True, action=self._again)
            self._line.insertWidget(2, self.retry_button)
        self.retry_button.show()

    def _again(self) -> None:
        if self._retry is not None:
            self.hide()
            self._retry()

    def show_error(self, error: BaseException) -> None:
        """What a rule or the surroundings refused; other errors have their own report."""
        if isinstance(error, Refused):
            self.show_text("；".join(problem.text for problem in error.problems), "warn")
        elif isinstance(error, Unavailable):
            self.show_text(error.text, "danger")


def hide_unless(widget: QWidget, wanted: bool) -> None:
    """For constructors: showing a widget that has no parent yet would flash a window of its own."""
    if not wanted:
        widget.hide()


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Change a property that the style sheet looks at."""
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
