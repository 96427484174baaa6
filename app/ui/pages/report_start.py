"""What to begin: period and scope of the chosen kind of document; for a report on a list, who is on it and how it is crossed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QLabel, QLineEdit, QWidget

from app.errors import Refused
from app.models import report_periods
from app.models.report_views import CatalogueLine, Subject
from app.models.residents import ResidentFilter
from app.models.statistics import Period
from app.services import report_lists
from app.ui.context import Context
from app.ui.widgets.basics import Banner, button, column, hide_unless, label, row

WIDTH = 330


class StartPanel(QFrame):
    """``begin(template, subject)``, ``page_asked(name)``, ``copy_asked(line)``, ``edit_asked(line)``, ``delete_asked(line)``."""

    begin = Signal(str, object)
    page_asked = Signal(str)
    copy_asked = Signal(object)
    edit_asked = Signal(object)
    delete_asked = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.setProperty("role", "panel")
        self.setFixedWidth(context.theme.px(WIDTH))
        self.line: CatalogueLine | None = None
        self.kind = ""
        self.periods: list[tuple[Period, str]] = []
        self.name, self.what = label("", "title"), label("", "helper", wrap=True)
        self.banner = Banner()
        self.period, self.grid, self.tag, self.population = QComboBox(), QComboBox(), QComboBox(), QComboBox()
        self.rows, self.columns = QComboBox(), QComboBox()
        self.first, self.last = QLineEdit(), QLineEdit()
        grid = QGridLayout()
        grid.setHorizontalSpacing(context.theme.px(10))
        grid.setVerticalSpacing(context.theme.px(8))
        grid.setColumnStretch(1, 1)
        self.fields: dict[str, tuple[QLabel, QWidget]] = {}
        parts: tuple[tuple[str, str, QWidget], ...] = (
            ("period", "期间", self.period), ("first", "起", self.first), ("last", "止", self.last), ("grid", "范围", self.grid),
            ("tag", "关爱标签", self.tag), ("population", "人口类别", self.population), ("rows", "表格的行", self.rows),
            ("columns", "表格的列", self.columns),
        )  # fmt: skip
        for place, (name, words, editor) in enumerate(parts):
            title = label(words, "form")
            editor.setAccessibleName(words)
            grid.addWidget(title, place, 0)
            grid.addWidget(editor, place, 1)
            self.fields[name] = (title, editor)
        self.go = button("开始起草", key="Enter", kind="primary", action=self.start)
        self.copy = button("另存为本单位模板", small=True, action=lambda: self.copy_asked.emit(self.line))
        self.edit = button("修改模板", small=True, action=lambda: self.edit_asked.emit(self.line))
        self.remove = button("删除模板", kind="danger", small=True, action=lambda: self.delete_asked.emit(self.line))
        for each in (self.copy, self.edit, self.remove):
            hide_unless(each, False)
        own = row(self.copy, self.edit, self.remove, None)
        self.setLayout(column(self.name, self.what, grid, self.banner, row(None, self.go), None, own, spacing=10, margins=(16, 14, 16, 12)))
        self.show_line(None)

    def show_choices(self, grids: list[tuple[str, str]], lists: dict[str, list[tuple[str, str]]]) -> None:
        """Scope and features, read once."""
        _fill(self.grid, [("", "全部"), *grids])
        _fill(self.tag, [("", "不限"), *lists["tags"]])
        _fill(self.population, [("", "不限"), *lists["populations"]])
        _fill(self.rows, lists["features"])
        _fill(self.columns, lists["features"], 1)

    def show_line(self, line: CatalogueLine | None) -> None:
        """Another kind of document."""
        self.line = line
        self.banner.hide()
        writes = line is not None and line.opens == "editor"
        may = self.context.can("report.template") and writes
        self.name.setText(line.name if line is not None else "")
        self.what.setText(line.what if line is not None else "在左边选一种公文或表格")
        self.go.setVisible(line is not None)
        self.go.setText("开始起草 │ Enter" if writes else "打开 │ Enter")
        self.copy.setVisible(may and line is not None and not line.own)
        for each in (self.edit, self.remove):
            each.setVisible(may and line is not None and bool(line.own))
        self._show_fields(())
        if line is not None and writes:
            self.go.setEnabled(False)
            self.context.jobs.query(self, _kind, self.context.session, line.key, done=self._kind_known, failed=self.banner.show_error,
                                    key="kind")  # fmt: skip
        else:
            self.go.setEnabled(line is not None)

    def _kind_known(self, answer: Any) -> None:
        self.kind, of_list, self.periods, usual = answer
        self.go.setEnabled(True)
        if self.kind == "range":
            today = self.context.today()
            self.first.setText(today.replace(month=1, day=1).isoformat())
            self.last.setText(today.isoformat())
            names: tuple[str, ...] = ("first", "last", "grid")
        else:
            _fill(self.period, [(str(place), words) for place, (_, words) in enumerate(self.periods)])
            place = next((place for place, (period, _) in enumerate(self.periods) if period == usual), 0)
            self.period.setCurrentIndex(place)
            names = ("period", "grid")
        self._show_fields((*names, "tag", "population", "rows", "columns") if of_list else names)

    def _show_fields(self, names: tuple[str, ...]) -> None:
        for name, parts in self.fields.items():
            for part in parts:
                part.setVisible(name in names)

    def start(self) -> None:
        """Enter: begin it, or go to the page that prints it."""
        if self.line is None or not self.go.isEnabled():
            return
        if self.line.opens != "editor":
            self.page_asked.emit(self.line.opens)
            return
        try:
            subject = self.subject()
        except Refused as error:
            self.banner.show_error(error)
            return
        self.begin.emit(self.line.key, subject)

    def subject(self) -> Subject:
        """What is chosen."""
        if self.kind == "range":
            period = report_periods.parse("range", f"{self.first.text().strip()}..{self.last.text().strip()}")
        else:
            period = self.periods[self.period.currentIndex()][0]
        chosen = {name: str(box.currentData() or "") for name, box in (("tag", self.tag), ("population", self.population))}
        wanted = ResidentFilter(
            tags=(chosen["tag"],) if chosen["tag"] else (), populations=(chosen["population"],) if chosen["population"] else ()
        )
        return Subject(period, str(self.grid.currentData() or ""), wanted, str(self.rows.currentData()), str(self.columns.currentData()))


def _kind(session: Any, key: str) -> tuple[str, bool, list[tuple[Period, str]], Period | None]:
    kind, of_list = report_lists.period_kind(session, key)
    if kind == "range":
        return kind, of_list, [], None
    return kind, of_list, report_lists.period_choices(session, kind), report_lists.newest_period(session, kind)


def _fill(box: QComboBox, choices: list[tuple[str, str]], chosen: int = 0) -> None:
    box.clear()
    for value, words in choices:
        box.addItem(words, value)
    box.setCurrentIndex(min(chosen, box.count() - 1))
