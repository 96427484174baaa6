"""Colours, sizes and fonts of the window.  Everything that has a size in pixels asks here, so that Ctrl + / − enlarges it."""

from __future__ import annotations

import re

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from app.settings import resource_path

TOKENS: dict[str, str] = {
    "primary": "#1E5AA8",
    "primary_dark": "#17457F",
    "primary_tint": "#DCE8F6",
    "primary_50": "#EEF4FB",
    "primary_line": "#A9C4E6",
    "ink": "#1B2733",
    "ink2": "#3D4A57",
    "ink3": "#566370",
    "bg": "#F2F4F7",
    "surface": "#FFFFFF",
    "head": "#EDF1F5",
    "zebra": "#F8FAFC",
    "line": "#DDE3EA",
    "line_input": "#7F8D9B",
    "ok": "#1B6E3F",
    "ok_tint": "#E5F3EA",
    "warn": "#8A5200",
    "warn_tint": "#FFF3DB",
    "warn_line": "#E2C27F",
    "danger": "#B3261E",
    "danger_tint": "#FCEBEA",
    "danger_line": "#E8A9A5",
    "focus": "#FFFBE0",
    "auto": "#EEF2F6",
    "violet": "#5B3A9E",
    "violet_tint": "#EEE8FA",
    "bar": "#5F92D2",
    "bar_warn": "#D9A040",
    "bar_grey": "#9AA7B4",
}

# foreground, background, least contrast: texts 4.5 : 1, borders of inputs 3 : 1 (tests/ui/test_theme.py)
PAIRS: tuple[tuple[str, str, float], ...] = (
    ("ink", "surface", 4.5), ("ink", "focus", 4.5), ("ink", "primary_tint", 4.5), ("ink", "zebra", 4.5), ("ink2", "head", 4.5),
    ("ink3", "surface", 4.5), ("ink3", "bg", 4.5), ("ink3", "primary_tint", 4.5), ("ink2", "auto", 4.5), ("surface", "primary", 4.5),
    ("surface", "primary_dark", 4.5), ("primary", "surface", 4.5), ("primary_dark", "primary_tint", 4.5),
    ("primary_dark", "primary_50", 4.5), ("ok", "ok_tint", 4.5), ("warn", "warn_tint", 4.5), ("danger", "danger_tint", 4.5),
    ("ok", "surface", 4.5), ("warn", "surface", 4.5), ("danger", "surface", 4.5), ("warn", "primary_tint", 4.5),
    ("ok", "primary_tint", 4.5), ("violet", "violet_tint", 4.5), ("surface", "ink", 4.5), ("line_input", "surface", 3.0),
    ("danger", "bg", 4.5),
)  # fmt: skip

SCALES: tuple[float, ...] = (1.0, 1.15, 1.3)
SCALE_NAMES = {1.0: "标准", 1.15: "大", 1.3: "特大"}
PROJECTION = 1.5
FAMILIES = ("Zhiwang Sans", "Zhiwang Serif", "Zhiwang Rare A", "Zhiwang Rare B")
_UI_FONTS = ("ZhiwangSans-Regular.ttf", "ZhiwangSans-Bold.ttf")
_RARE_FONTS = ("ZhiwangSerif-Regular.ttf", "ZhiwangRareA-Regular.ttf", "ZhiwangRareB-Regular.ttf")


def color(token: str) -> QColor:
    """The colour of a token."""
    return QColor(TOKENS[token])


class Theme:
    """One look at one size.  ``px(31)`` is 31 pixels of the design at this size."""

    def __init__(self, scale: float = 1.0) -> None:
        self.scale = scale

    def px(self, pixels: float) -> int:
        """Pixels of the design → pixels on the screen; hair lines stay hair lines."""
        return round(pixels) if pixels <= 2 else round(pixels * self.scale)

    def font(self, pixels: int = 14, bold: bool = False) -> QFont:
        """The window's font; ``pixels`` as in the design."""
        font = QFont()
        font.setFamilies(list(FAMILIES))
        font.setPixelSize(self.px(pixels))
        font.setBold(bold)
        return font

    @property
    def compact_navigation(self) -> bool:
        """From 大 on the bar shows icons only."""
        return self.scale > 1.0

    def larger(self, step: int) -> float:
        """The next text size up (1) or down (−1)."""
        place = min(range(len(SCALES)), key=lambda i: abs(SCALES[i] - self.scale)) + step
        return SCALES[max(0, min(len(SCALES) - 1, place))]

    def style_sheet(self) -> str:
        """The one style sheet with colours and sizes filled in."""
        text = "".join(resource_path("qss", name).read_text(encoding="utf-8") for name in ("app.qss", "forms.qss"))
        text = re.sub(r"@(\w+)", lambda found: TOKENS.get(found[1], found[0]), text)
        text = text.replace("$icons", resource_path("icons").as_posix())
        return re.sub(r"\b(\d+)px", lambda found: f"{self.px(int(found[1]))}px", text)

    def apply(self, app: QApplication) -> None:
        """Dress the whole application."""
        app.setFont(self.font())
        app.setPalette(_palette())
        app.setStyleSheet(self.style_sheet())


def _palette() -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: "bg", QPalette.ColorRole.WindowText: "ink", QPalette.ColorRole.Base: "surface",
        QPalette.ColorRole.AlternateBase: "zebra", QPalette.ColorRole.Text: "ink", QPalette.ColorRole.Button: "surface",
        QPalette.ColorRole.ButtonText: "ink", QPalette.ColorRole.Highlight: "primary", QPalette.ColorRole.HighlightedText: "surface",
        QPalette.ColorRole.PlaceholderText: "ink3", QPalette.ColorRole.ToolTipBase: "ink", QPalette.ColorRole.ToolTipText: "surface",
        QPalette.ColorRole.Link: "primary", QPalette.ColorRole.BrightText: "surface",
    }  # fmt: skip
    for role, token in roles.items():
        palette.setColor(role, color(token))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, color("ink3"))
    return palette


def load_fonts() -> None:
    """The window's own font: the same look on every computer, with no font package installed."""
    for name in _UI_FONTS:
        QFontDatabase.addApplicationFont(str(resource_path("fonts", name)))


def load_rare_fonts() -> None:
    """Big fonts with the rare characters of names; called once the window is on the screen."""
    for name in _RARE_FONTS:
        QFontDatabase.addApplicationFont(str(resource_path("fonts", name)))


def speak_chinese(app: QApplication) -> None:
    """Qt's own texts (file dialogs, context menus, calendars) in Chinese."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)


def dress(app: QApplication, scale: float = 1.0) -> Theme:
    """Fusion, fonts, Chinese, colours: everything before the first window."""
    app.setStyle("Fusion")
    load_fonts()
    speak_chinese(app)
    theme = Theme(scale)
    theme.apply(app)
    return theme
