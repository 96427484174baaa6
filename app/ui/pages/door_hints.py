"""The first households of 入户采集: above the form stands what the keys do in the field with the cursor; gone after five."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel

from app.services import home_start
from app.ui.context import Context
from app.ui.forms.entry_form import EntryForm
from app.ui.widgets.basics import restyle

HINTS = {
    "identity": "输完按 Enter，性别、出生日期、户籍地自动得出",
    "choice": "打代码数字、拼音首字母或中文，Enter 下一项",
    "date": "今天打 j，1118 是 11 月 18 日，Enter 下一项",
}
USUAL = "Enter 下一项，和上一人一样按 F4"


class DoorHints(QObject):
    """Writes into the line that otherwise explains the colours."""

    def __init__(self, context: Context, form: EntryForm, line: QLabel) -> None:
        super().__init__(line)
        self.context, self.line, self.usual = context, line, line.text()
        self.kinds = {name: field.kind for name, field in form.fields.items()}
        self.on = False
        form.path.entered.connect(self.show_for)
        context.jobs.changes_saved.connect(self._saved)
        self.refresh()

    def refresh(self) -> None:
        """Count again after each household."""
        self.context.jobs.query(self, home_start.wants_hints, self.context.session, done=self._turn, key="hints")

    def show_for(self, name: str) -> None:
        """The cursor came into a field."""
        if self.on:
            self.line.setText(HINTS.get(self.kinds.get(name, ""), USUAL))

    def _saved(self, _touched: object) -> None:
        if self.on:
            self.refresh()

    def _turn(self, wanted: bool) -> None:
        self.on = wanted
        restyle(self.line, "role", "bold" if wanted else "helper")
        if not wanted:
            self.line.setText(self.usual)
