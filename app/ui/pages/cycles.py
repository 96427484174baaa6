"""走访周期: every how many days whom; one line per kind, edited in place below the list."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from app.errors import Refused, Unavailable
from app.models.form_fields import FormField
from app.models.visit_views import CycleLine
from app.services import revisits
from app.ui.context import Context
from app.ui.forms.editors import FormContext
from app.ui.forms.entry_form import EntryForm
from app.ui.tables.cells import RIGHT, Cell, Column
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.basics import Banner, button, column, label, panel, row

FIELDS = (FormField("days", "周期（天）", "number", required=True, hint="0 = 不安排"),)


class CyclesDialog(QDialog):
    """Enter on a line goes to the number, Enter there saves and comes back."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        theme = context.theme
        self.setWindowTitle("走访周期")
        self.resize(theme.px(620), theme.px(560))
        self.model = ListedTableModel(
            [
                Column("kind", "适用于", 100, lambda line: Cell(line.kind_label, token="ink2")),
                Column("label", "对象", 220, lambda line: Cell(line.label, bold=True), stretch=1),
                Column("text", "多久走访一次", 130, lambda line: Cell(line.cycle_text, token="ink" if line.days else "ink3")),
                Column("days", "天数", 80, lambda line: Cell(f"{line.days:,}" if line.days else "—"), align=RIGHT),
            ]
        )
        self.form = EntryForm(FIELDS, FormContext(context.today), (1,), 84)
        self.table = GridView(theme, "走访周期")
        self.table.setModel(self.model)
        self.table.moved.connect(lambda place: self._fill(self.model.record(place)))
        self.table.opened.connect(lambda _row, _column: self.form.focus_first())
        self.form.setFixedWidth(theme.px(240))
        self.change = button("保存周期", key="Enter", kind="primary", action=self.save)
        self.form.save_requested.connect(self.save)
        self.form.finished.connect(self.save)
        self.banner = Banner()
        whole = column(label("同一个人符合几条时，按间隔最短的一条。改后马上按新周期排出回访", "helper", wrap=True), spacing=10,
                       margins=(16, 14, 16, 14))  # fmt: skip
        whole.addWidget(panel(self.table, margin=1), 1)
        whole.addWidget(self.banner)
        whole.addLayout(row(self.form, self.change, None, button("关闭", key="Esc", action=self.reject)))
        self.setLayout(whole)
        self.refresh()
        self.table.setFocus()

    def refresh(self) -> None:
        """Read again."""
        self.context.jobs.query(self, revisits.cycles, self.context.session, done=self._show)

    def save(self) -> None:
        """Store the number for the chosen line."""
        line: CycleLine | None = self.model.record(current_row(self.table))
        days = self.form.collect()["days"]
        if line is None:
            return
        if days is None:
            self.banner.show_text("没有填天数。填 0 到 730，0 表示不安排", "warn")
            self.form.focus_first()
            return
        self.context.jobs.operation(self, revisits.save_cycle, self.context.session, line.kind, line.code, days, done=self._done,
                                    failed=self._failed)  # fmt: skip

    def _done(self, done: Any) -> None:
        self.banner.show_text(done.message, "ok")
        self.refresh()
        self.table.setFocus()

    def _failed(self, error: BaseException) -> None:
        text = error.text if isinstance(error, Unavailable) else "；".join(p.text for p in error.problems) if isinstance(error, Refused) else ""
        self.banner.show_text(text or "没有保存成功，报告已写入日志", "warn")

    def _show(self, lines: Any) -> None:
        place = max(0, current_row(self.table))
        self.model.set_rows(lines)
        self.table.select_row(place)

    def _fill(self, line: CycleLine | None) -> None:
        if line is not None:
            self.form.fill({"days": line.days})
