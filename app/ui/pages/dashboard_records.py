"""The dashboard opened up: a chart as a table (also for those who do not see it), and the records behind a value."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QWidget

from app.models.dashboard import Panel, PanelRow, Request, Target
from app.services import dashboard_lines
from app.services.dashboard_lines import Behind
from app.ui.context import Context
from app.ui.tables.cells import RIGHT, Cell, Column
from app.ui.tables.listed import ListedTableModel, text_column
from app.ui.tables.view import GridView
from app.ui.widgets.basics import Banner, button, column, hide_unless, label, panel, row


def columns_of(shown: Panel) -> list[Column]:
    """Label, one column for each series, and the note where there is one."""

    def value(place: int) -> Column:
        return Column(f"value{place}", shown.heads[place + 1], 110, lambda line: Cell(line.texts[place], bold=not place), align=RIGHT)

    result = [text_column("label", shown.heads[0], 150, stretch=2)]
    result += [value(place) for place in range(len(shown.heads) - 1)]
    if any(line.note for line in shown.rows):
        result.append(text_column("note", "说明", 120, stretch=1, token="ink2"))
    return result


class PanelTable(QDialog):
    """``opened(row, series)``: Enter on a figure."""

    opened = Signal(int, int)

    def __init__(self, context: Context, shown: Panel, span: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown = shown
        theme = context.theme
        self.setWindowTitle(shown.title)
        self.resize(theme.px(560), theme.px(540))
        self.model = ListedTableModel(columns_of(shown), self)
        self.table = GridView(theme, shown.title, 29)
        self.table.setModel(self.model)
        self.model.set_rows(shown.rows)
        self.table.copied = self._copy
        self.table.opened.connect(self._open)
        words = f"{shown.subtitle} · {span}" if shown.subtitle else span
        reference = label(shown.reference_text, "helper")
        hide_unless(reference, bool(shown.reference_text))
        whole = column(label(shown.title, "subtitle", wrap=True), label(words, "helper", wrap=True), reference, spacing=8, margins=(16, 14, 16, 14))
        whole.addWidget(panel(self.table, margin=1), 1)
        whole.addLayout(row(label("回车看记录，Ctrl+C 复制", "helper"), None, button("关闭", key="Esc", action=self.reject)))
        self.setLayout(whole)
        if shown.rows:
            self.table.select_row(0)
        self.table.setFocus()

    def _open(self, number: int, place: int) -> None:
        self.opened.emit(number, min(max(0, place - 1), len(self.shown.heads) - 2))

    def _copy(self) -> str:
        def cells(line: PanelRow) -> str:
            return "\t".join((line.label, *line.texts, line.note))

        return "\n".join(["\t".join((*self.shown.heads, "说明")), *(cells(line) for line in self.shown.rows)])


class RecordsBehind(QDialog):
    """The list that adds up to a value; ``people_asked`` opens 人口房屋 with the same filter."""

    people_asked = Signal(object)

    def __init__(self, context: Context, request: Request, target: Target, span: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self.target = context, target
        theme = context.theme
        self.setWindowTitle(target.title)
        self.resize(theme.px(820), theme.px(560))
        self.model = ListedTableModel(
            [
                text_column("day", "日期", 104, token="ink2"),
                text_column("title", "对象", 200, stretch=1, bold=True),
                text_column("detail", "内容", 320, stretch=2, token="ink2"),
            ],
            self,
        )
        self.table = GridView(theme, "记录", 29)
        self.table.setModel(self.model)
        self.table.copied = self._copy
        self.count, self.banner = label("", "body13"), Banner()
        foot = panel(row(self.count, None, margins=(12, 0, 12, 0)), role="section")
        foot.setFixedHeight(theme.px(34))
        self.people = button("在人口房屋里打开", "users", action=self._people)
        hide_unless(self.people, target.kind in ("population", "tag") and not target.more)
        whole = column(row(label(target.title, "title"), label(span, "helper"), None), self.banner, spacing=10, margins=(16, 14, 16, 14))
        whole.addWidget(panel(self.table, foot, margin=1, grow=0), 1)
        whole.addLayout(row(self.people, None, button("关闭", key="Esc", action=self.reject)))
        self.setLayout(whole)
        self.table.setFocus()
        context.jobs.query(self, dashboard_lines.lines, context.session, request, target, done=self._show, failed=self.banner.show_error)

    def _show(self, found: Behind) -> None:
        self.model.set_rows(found.lines)
        unit = found.unit or "条"
        words = f"共 {found.count:,} {unit}" if found.total == found.count else f"共 {found.count:,} 条记录，合计 {found.total:,}"
        more = found.count - len(found.lines)
        self.count.setText(words + (f"，只列出前 {len(found.lines):,} {unit}" if more > 0 else ""))
        if found.lines:
            self.table.select_row(0)

    def _people(self) -> None:
        self.accept()
        self.people_asked.emit(self.target)

    def _copy(self) -> str:
        lines: list[Any] = self.model.rows
        return "\n".join(["日期\t对象\t内容", *(f"{line.day}\t{line.title}\t{line.detail}" for line in lines)])
