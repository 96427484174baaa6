"""F11: a tab of the dashboard on the wall, sizes × 1.5, Esc leaves."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from app.models.dashboard import TABS, Board
from app.ui.theme import PROJECTION, Theme
from app.ui.widgets.basics import column, label, row
from app.ui.widgets.chart_panel import Draw
from app.ui.widgets.dashboard_face import DashboardFace


class DashboardWall(QFrame):
    """A window of its own with the same charts."""

    def __init__(self, board: Board, draw: Draw, parent: QWidget | None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("projection")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        theme = Theme(PROJECTION)
        self.setStyleSheet(theme.style_sheet())
        name = dict(TABS)[board.tab]
        self.setWindowTitle(f"仪表盘 {name}")
        self.face = DashboardFace(theme, draw)
        title = label(f"{board.scope}　{name}　{board.span.label}", "heading")
        span = label(f"{board.span.days_text}　数据截至 {board.as_of[5:]}", "helper")
        head = row(title, span, None, label("Esc 退出", "helper"), spacing=16)
        whole = column(head, spacing=12, margins=(28, 20, 28, 20))
        whole.addWidget(self.face, 1)
        self.setLayout(whole)
        self.face.show_board(board)
        for part in (*self.face.cells, *self.face.panels):
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # nobody works on the wall
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Esc and F11 leave."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F11):
            self.close()
        else:
            super().keyPressEvent(event)
