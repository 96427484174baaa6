"""Second face of the workbench for chiefs: who entered nothing today, and what is overdue in which grid."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.models.home_views import HomeView
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.tasks import overdue_columns, quiet_columns
from app.ui.tables.view import GridView
from app.ui.theme import Theme
from app.ui.widgets.basics import label, panel, row

ROW = 30


class TeamPanel(QWidget):
    """Two lists side by side."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.quiet, self.by_grid = ListedTableModel(quiet_columns()), ListedTableModel(overdue_columns())
        self.quiet_count, self.late_count = label("", "helper"), label("", "helper")
        parts = []
        for title, count, model in (("今天没有登记的网格员", self.quiet_count, self.quiet), ("各网格到期回访", self.late_count, self.by_grid)):
            table = GridView(theme, title, ROW)
            table.setModel(model)
            head = panel(row(label(title, "subtitle"), count, None, margins=(12, 7, 12, 7)), role="panel-head")
            parts.append(panel(head, table, margin=1, grow=1))
        line = row(*parts, spacing=8)
        line.setStretch(0, 1)
        line.setStretch(1, 1)
        self.setLayout(line)

    def show_view(self, view: HomeView) -> None:
        """Longest quiet and most overdue first."""
        self.quiet.set_rows(view.quiet)
        self.by_grid.set_rows(view.overdue)
        self.quiet_count.setText(f"{len(view.quiet)} 人" if view.quiet else "都登记了")
        self.late_count.setText(f"超期 {sum(line.overdue for line in view.overdue):,} 户" if view.overdue else "没有到期的")
