"""Line icons (Tabler, MIT) drawn in any colour and size, sharp at every device pixel ratio."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.settings import resource_path
from app.ui.theme import TOKENS


@lru_cache(maxsize=512)
def pixmap(name: str, token: str = "ink2", size: int = 18, ratio: float = 0.0) -> QPixmap:
    """The icon as a picture of ``size`` logical pixels."""
    ratio = ratio or max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)
    text = resource_path("icons", f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", TOKENS[token])
    renderer = QSvgRenderer(QByteArray(text.encode()))
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter, QRectF(0, 0, picture.width(), picture.height()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


@lru_cache(maxsize=256)
def icon(name: str, token: str = "ink2", size: int = 18, checked: str = "") -> QIcon:
    """The icon for a button; ``checked``: its colour while the button is on."""
    result = QIcon(pixmap(name, token, size))
    result.addPixmap(pixmap(name, "bar_grey", size), QIcon.Mode.Disabled)
    if checked:
        result.addPixmap(pixmap(name, checked, size), QIcon.Mode.Normal, QIcon.State.On)
    return result
