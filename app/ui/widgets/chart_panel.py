"""One chart of the dashboard: finding, picture, and a place behind every value that opens its records."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QToolTip, QWidget

from app.models.dashboard import Panel, Picture
from app.ui.theme import Theme, color
from app.ui.widgets.basics import column, row

RESIZE_PAUSE_MS = 60
Draw = Callable[[Panel, int, int, float, float, Callable[[Picture], object]], object]


class FocusFrame(QFrame):
    """A white box that Tab reaches; the ring is painted inside, so that nothing jumps."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The box, then the ring."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(color("primary"))
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 4, 4)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 3, 3)
            painter.end()

    def focusInEvent(self, event: QEvent) -> None:  # type: ignore[override]  # noqa: N802
        """The ring comes."""
        super().focusInEvent(event)  # type: ignore[arg-type]
        self.update()

    def focusOutEvent(self, event: QEvent) -> None:  # type: ignore[override]  # noqa: N802
        """The ring goes."""
        super().focusOutEvent(event)  # type: ignore[arg-type]
        self.update()


class ShortLabel(QLabel):
    """A line that is cut with … where there is no room; the tooltip has all of it."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.whole = ""

    def show_text(self, text: str) -> None:
        """Another text."""
        self.whole = text
        self._cut()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Another width."""
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        shown = self.fontMetrics().elidedText(self.whole, Qt.TextElideMode.ElideRight, max(0, self.width() - 2))
        self.setText(shown)
        self.setToolTip(self.whole if shown != self.whole else "")


class ChartCanvas(QWidget):
    """Paints the picture; ``chosen(row, series)`` on a click, words on hovering."""

    chosen = Signal(int, int)
    resized = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.panel: Panel | None = None
        self.picture: Picture | None = None
        self.pixmap = QPixmap()
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Three bars must be seen."""
        return QSize(self.theme.px(160), self.theme.px(70))

    def show_picture(self, panel: Panel, picture: Picture) -> None:
        """A drawn chart arrived."""
        self.panel, self.picture = panel, picture
        image = QImage(picture.rgba, picture.width, picture.height, picture.width * 4, QImage.Format.Format_RGBA8888)
        self.pixmap = QPixmap.fromImage(image)
        self.pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        self.update()

    def hit(self, place: QPoint) -> tuple[int, int] | None:
        """Row and series under the mouse."""
        if self.picture is None:
            return None
        ratio = self.devicePixelRatioF()
        x, y = place.x() * ratio, place.y() * ratio
        for left, top, right, bottom, number, series in self.picture.areas:
            if left <= x < right and top <= y < bottom:
                return number, series
        return None

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The picture at its own size; while a new one is drawn, the old one stays."""
        painter = QPainter(self)
        if not self.pixmap.isNull():
            painter.drawPixmap(QRect(QPoint(0, 0), self.pixmap.deviceIndependentSize().toSize()), self.pixmap)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """A new picture is wanted."""
        super().resizeEvent(event)
        self.resized.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """The records behind the value."""
        found = self.hit(event.position().toPoint())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(*found)
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Label and figures of what lies under the mouse."""
        found = self.hit(event.position().toPoint())
        line = self.panel.rows[found[0]] if found is not None and self.panel is not None else None
        opens = line is not None and found is not None and line.target(found[1]) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)
        words = " ".join(part for part in (line.label, *line.texts, line.note) if part) if line is not None else ""
        QToolTip.showText(event.globalPosition().toPoint(), words, self)


class ChartPanel(FocusFrame):
    """``value_opened(panel, row, series)``, ``table_asked(panel)``: Enter, or a double click on the title."""

    value_opened = Signal(object, int, int)
    table_asked = Signal(object)

    def __init__(self, theme: Theme, draw: Draw) -> None:
        super().__init__()
        self.theme, self.draw = theme, draw
        self.panel: Panel | None = None
        self.title, self.subtitle = ShortLabel("subtitle"), ShortLabel("helper")
        self.canvas = ChartCanvas(theme)
        self.canvas.chosen.connect(self._chosen)
        self.pause = QTimer(self)
        self.pause.setSingleShot(True)
        self.pause.setInterval(RESIZE_PAUSE_MS)
        self.pause.timeout.connect(self.redraw)
        self.canvas.resized.connect(self.pause.start)
        words = column(self.title, self.subtitle, spacing=0, margins=(12, 7, 12, 0))
        whole = column(spacing=2, margins=(1, 1, 1, 4))
        whole.addLayout(words)
        whole.addLayout(row(self.canvas, margins=(4, 0, 4, 0)), 1)
        self.setLayout(whole)

    def show_panel(self, panel: Panel) -> None:
        """Another chart in the same place."""
        self.panel = panel
        self.title.show_text(panel.title)
        self.subtitle.show_text(panel.subtitle)
        self.setAccessibleName(f"{panel.title}，回车看表")
        self.setAccessibleDescription(panel.spoken)
        self.redraw()

    def redraw(self) -> None:
        """Ask for the picture at the size and sharpness of this moment."""
        self.pause.stop()
        size = self.canvas.size()
        if self.panel is not None and self.isVisible() and min(size.width(), size.height()) > 20:
            panel, ratio = self.panel, self.canvas.devicePixelRatioF()
            self.draw(panel, size.width(), size.height(), ratio, self.theme.scale, lambda picture: self._arrived(panel, picture))

    def _arrived(self, panel: Panel, picture: Picture) -> None:
        if panel is self.panel:
            self.canvas.show_picture(panel, picture)

    def _chosen(self, number: int, series: int) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self.panel is not None:
            self.value_opened.emit(self.panel, number, series)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter: the figures as a table."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.panel is not None:
            self.table_asked.emit(self.panel)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """On the words over the chart: the table."""
        if self.panel is not None and event.position().y() < self.canvas.y():
            self.table_asked.emit(self.panel)
