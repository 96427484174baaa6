"""F11: the weekly ranking on the wall, sizes × 1.5, Esc leaves."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from app.models.ranking_views import VIEWS, VOLUME
from app.models.rankings import WeeklySheet
from app.ui.tables.rankings import RankingsTableModel
from app.ui.tables.view import GridView
from app.ui.theme import PROJECTION, Theme
from app.ui.widgets.basics import column, label, row

LEAST_ROW, MOST_ROW = 17, 34


class Projection(QFrame):
    """A window of its own; rows are as high as the wall allows."""

    def __init__(self, sheet: WeeklySheet, sort: str, descending: bool, parent: QWidget | None, view: str = VOLUME) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("projection")
        self.setWindowTitle(f"周排名 {sheet.label}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        theme = Theme(PROJECTION)
        self.setStyleSheet(theme.style_sheet())
        model = RankingsTableModel()
        model.setParent(self)
        table = GridView(theme, "周排名表")
        table.setModel(model)
        model.set_sheet(sheet, sort, descending, view)
        table.set_sort(sort, descending)
        table.fit_rows(LEAST_ROW, MOST_ROW)
        table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        look = "" if view == VOLUME else f"　{VIEWS[view]}"
        title = label(f"周排名{look}　{sheet.label}", "heading")
        span = label(f"{sheet.period.first:%m-%d} 至 {sheet.period.last:%m-%d}" + ("　已结算" if sheet.closed_at else "　未结算"), "helper")
        self.setLayout(column(row(title, span, None, label("Esc 退出", "helper"), spacing=16), table, spacing=12, margins=(28, 20, 28, 20)))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Esc and F11 leave."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F11):
            self.close()
        else:
            super().keyPressEvent(event)
