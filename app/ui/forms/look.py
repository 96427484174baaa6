"""How a field looks in each state: sizes that grow with the text, colours of marks; the rest is in ``resources/qss/forms.qss``.

A style sheet of the form itself would keep Qt from passing a new font size down to its children: there is one for the application.
"""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QWidget

from app.ui.theme import TOKENS

INK, INK2, INK3 = TOKENS["ink"], TOKENS["ink2"], TOKENS["ink3"]
PRIMARY, TINT, SURFACE, LINE_INPUT = TOKENS["primary"], TOKENS["primary_tint"], TOKENS["surface"], TOKENS["line_input"]
FOCUS, DANGER = TOKENS["focus"], TOKENS["danger"]
_TONES = {"": "ink3", "ok": "ok", "warning": "warn", "error": "danger", "same": "primary"}


def scaled(widget: QWidget, pixels: int) -> int:
    """``pixels`` of the design at the widget's font size (14 px = 1.0)."""
    size = widget.font().pixelSize()
    return max(1, round(pixels * size / 14)) if size > 0 else pixels


def small_font(widget: QWidget, pixels: int = 12) -> QFont:
    """Font of marks and keys inside a field, never below 12 px."""
    font = QFont(widget.font())
    font.setPixelSize(max(12, scaled(widget, pixels)))
    return font


def tone(name: str) -> QColor:
    """Colour of a mark: '', ok, warning, error, same."""
    return QColor(TOKENS[_TONES.get(name, "ink3")])


def restyle(widget: QWidget) -> None:
    """Make the style sheet look again after a property changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()
