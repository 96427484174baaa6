"""节假日: what is published, what the office changed, and a form that changes a day or a span."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from app.errors import Refused
from app.models.attendance_views import CalendarLine
from app.models.form_fields import Choice, FormField
from app.models.vocabulary import DayKind
from app.services import attendance_settings
from app.ui.context import Context
from app.ui.forms.editors import FormContext
from app.ui.forms.entry_form import EntryForm
from app.ui.tables.cells import CENTRE, TAGS, Cell, Column
from app.ui.tables.listed import ListedTableModel, text_column
from app.ui.tables.view import GridView
from app.ui.widgets.basics import Banner, button, column, hide_unless, icon_button, label, panel, row

KINDS = (*(Choice(kind.value, kind.label, str(key)) for key, kind in enumerate(DayKind, start=1)), Choice("published", "恢复公布的", "4"))
TONES = {DayKind.WORK.value: "blue", DayKind.REST.value: "plain", DayKind.HOLIDAY.value: "ok"}
FIELDS = (
    FormField("day", "日期", "date", required=True, future=True),
    FormField("last", "到", "date", future=True, hint="只改一天不用填"),
    FormField("kind", "改为", "options", required=True, choices=KINDS, span=2),
    FormField("note", "说明", span=2, hint="例如：元旦，或调休补班"),
)


class CalendarDialog(QDialog):
    """One year; Enter on a line takes its day into the form."""

    def __init__(self, context: Context, year: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.context, self.year = context, year
        theme = context.theme
        self.resize(theme.px(640), theme.px(600))
        self.form: EntryForm = EntryForm(FIELDS, FormContext(context.today), (1, 1), 60)
        self.model = ListedTableModel([
            text_column("text", "日期", 140, bold=True),
            Column("kind", "性质", 90, lambda line: Cell(tags=((line.kind_label, TONES[line.kind]),)), align=CENTRE, kind=TAGS),
            text_column("note", "说明", 200, stretch=1),
            Column("edited", "来源", 110, lambda line: Cell("本单位修改" if line.edited else "公布的安排", token="ink2")),
        ])  # fmt: skip
        self.table = GridView(theme, "节假日")
        self.table.setModel(self.model)
        self.table.moved.connect(lambda place: self._fill(self.model.record(place)))
        self.table.opened.connect(lambda _row, _column: self.form.focus_first())
        self.form.save_requested.connect(self.save)
        self.earlier = icon_button("chevron-left", "上一年", lambda: self.show_year(self.year - 1))
        self.later = icon_button("chevron-right", "下一年", lambda: self.show_year(self.year + 1))
        for arrow in (self.earlier, self.later):
            arrow.setProperty("outlined", True)
        self.head, self.remark, self.banner = label("", "subtitle"), Banner(), Banner()
        self.change = button("保存", key="Ctrl+Enter", kind="primary", action=self.save)
        self.form.set_primary(self.change)
        for part in (self.form, self.change):
            hide_unless(part, context.can("attendance.write"))
        hint = label("只列与周一至周五不同的日子和本单位改过的日子", "helper")
        whole = column(row(self.earlier, self.head, self.later, None, hint), self.remark, spacing=10, margins=(16, 14, 16, 14))
        whole.addWidget(panel(self.table, margin=1), 1)
        whole.addWidget(self.form)
        whole.addWidget(self.banner)
        whole.addLayout(row(None, button("关闭", key="Esc", action=self.reject), self.change))
        self.setLayout(whole)
        self.show_year(year)
        self.table.setFocus()

    def show_year(self, year: int) -> None:
        """Another year."""
        self.year = year
        self.setWindowTitle(f"节假日 {year}年")
        self.head.setText(f"{year}年")
        jobs, session = self.context.jobs, self.context.session
        jobs.query(self, attendance_settings.calendar, session, year, done=self._show, failed=self.banner.show_error, key="calendar")
        jobs.query(self, attendance_settings.remark, session, year, done=lambda text: self.remark.show_text(text, "info", closable=False),
                   failed=self.banner.show_error, key="remark")  # fmt: skip

    def save(self) -> None:
        """Store the form."""
        values = self.form.collect()
        kind = "" if values["kind"] == "published" else values["kind"] or "?"
        self.context.jobs.operation(self, attendance_settings.save_day, self.context.session, values["day"], kind, values["note"],
                                    values["last"], done=self._done, failed=self._failed)  # fmt: skip

    def _done(self, done: Any) -> None:
        self.banner.show_text(done.message, "ok")
        self.context.shell.show_done(done)
        self.show_year(self.year)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Refused):
            rest = self.form.show_problems(error.problems)
            self.banner.show_text("；".join(problem.text for problem in rest), "warn")
        else:
            self.banner.show_error(error)

    def _show(self, lines: Any) -> None:
        self.model.set_rows(lines)
        self.form.fill({})
        self.table.select_row(next((place for place, line in enumerate(lines) if line.day >= self.context.today().isoformat()), 0))

    def _fill(self, line: CalendarLine | None) -> None:
        if line is not None:
            self.form.fill({"day": line.day, "kind": line.kind, "note": line.note})
