"""How a field looks in each state, chosen by two properties (``origin``, ``severity``).

``FORM_QSS`` belongs into the style sheet of the application: a sheet on the form itself would keep Qt from passing a new font size
down to its children.
"""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QWidget

INK, INK2, INK3 = "#1B2733", "#3D4A57", "#566370"
PRIMARY, TINT, PRIMARY_50, PRIMARY_LINE = "#1E5AA8", "#DCE8F6", "#EEF4FB", "#A9C4E6"
LINE, LINE_INPUT, SURFACE = "#DDE3EA", "#7F8D9B", "#FFFFFF"
OK, OK_TINT, WARN, WARN_TINT, DANGER, DANGER_TINT = "#1B6E3F", "#E5F3EA", "#8A5200", "#FFF3DB", "#B3261E", "#FCEBEA"
FOCUS, AUTO, SAME = "#FFFBE0", "#EEF2F6", "#F3F8FE"
WARN_LINE = "#E0A94A"

TONES = {"": INK3, "ok": OK, "warning": WARN, "error": DANGER, "same": PRIMARY}

FORM_QSS = f"""
EntryForm QLineEdit, EntryForm QPlainTextEdit {{ background: {SURFACE}; color: {INK}; border: 1px solid {LINE_INPUT}; border-radius: 3px;
    padding: 0 8px; selection-background-color: {PRIMARY}; selection-color: #FFFFFF; }}
EntryForm QPlainTextEdit {{ padding: 3px 4px; }}
EntryForm QLineEdit[origin="auto"], EntryForm QPlainTextEdit[origin="auto"] {{ background: {AUTO}; border-color: #C5CED8; }}
EntryForm QLineEdit[origin="same"], EntryForm QPlainTextEdit[origin="same"] {{ background: {SAME}; border-color: {PRIMARY_LINE}; }}
EntryForm QLineEdit:disabled, EntryForm QPlainTextEdit:disabled {{ background: {AUTO}; color: {INK3}; border-color: #C5CED8; }}
EntryForm QLineEdit[severity="warning"], EntryForm QPlainTextEdit[severity="warning"] {{ border: 1px solid {WARN_LINE}; }}
EntryForm QLineEdit[severity="error"], EntryForm QPlainTextEdit[severity="error"] {{ border: 2px solid {DANGER}; padding: 0 7px; }}
EntryForm QLineEdit:focus {{ background: {FOCUS}; border: 2px solid {PRIMARY}; padding: 0 7px; }}
EntryForm QPlainTextEdit:focus {{ background: {FOCUS}; border: 2px solid {PRIMARY}; padding: 2px 3px; }}
EntryForm QLabel#fieldLabel {{ color: {INK2}; background: transparent; }}
EntryForm QLabel#headingLabel {{ color: {INK}; font-weight: bold; background: transparent; }}
EntryForm QLabel#headingHint {{ color: {INK3}; background: transparent; }}
EntryForm QFrame#headingLine {{ background: {LINE}; border: none; min-height: 1px; max-height: 1px; }}
EntryForm QFrame#inlineMessage[severity="info"] {{ background: {PRIMARY_50}; border: 1px solid {PRIMARY_LINE}; border-radius: 3px; }}
EntryForm QFrame#inlineMessage[severity="warning"] {{ background: {WARN_TINT}; border: 1px solid {WARN_LINE}; border-radius: 3px; }}
EntryForm QFrame#inlineMessage[severity="error"] {{ background: {DANGER_TINT}; border: 1px solid #E8A09A; border-radius: 3px; }}
EntryForm QFrame#inlineMessage QLabel {{ color: {INK}; background: transparent; border: none; }}
EntryForm QFrame#inlineMessage QLabel[tone="warning"] {{ color: {WARN}; }}
EntryForm QFrame#inlineMessage QLabel[tone="error"] {{ color: {DANGER}; }}
EntryForm QFrame#inlineMessage QLabel[tone="info"] {{ color: {PRIMARY}; }}
EntryForm QFrame#inlineMessage QPushButton {{ background: {SURFACE}; color: {INK}; border: 1px solid {LINE_INPUT};
    border-radius: 3px; padding: 2px 8px; }}
EntryForm QFrame#inlineMessage QPushButton:hover {{ background: {PRIMARY_50}; }}
QListView#choicePopup {{ background: {SURFACE}; color: {INK}; border: 1px solid {LINE_INPUT}; border-radius: 3px; outline: 0; }}
QListView#choicePopup::item {{ padding: 0 8px; height: 28px; }}
QListView#choicePopup::item:selected {{ background: {TINT}; color: {INK}; }}
"""


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
    return QColor(TONES.get(name, INK3))


def restyle(widget: QWidget) -> None:
    """Make the style sheet look again after a property changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()
