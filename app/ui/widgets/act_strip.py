"""A short form below a list for an act that needs a reason or a date: no window pops up, the list stays in view."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.errors import Refused, Unavailable
from app.models.form_fields import FormField
from app.ui.context import Context
from app.ui.forms.editors import FormContext
from app.ui.forms.entry_form import EntryForm
from app.ui.widgets.basics import Banner, add, button, label, row


class ActStrip(QFrame):
    """``ask`` shows the form; Ctrl+Enter does it, Esc closes.  ``submit(values)`` starts the job and reports with ``done`` or ``failed``."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.setProperty("role", "panel-on")
        self.whole = QVBoxLayout(self)
        self.whole.setContentsMargins(14, 8, 14, 8)
        self.whole.setSpacing(6)
        self.form: EntryForm | None = None
        self.banner = Banner()
        self.primary: QWidget | None = None
        self._submit: Callable[[dict[str, Any]], object] | None = None
        self._inside: QWidget | None = None
        self.before: QWidget | None = None
        self.hide()

    def ask(self, title: str, fields: Sequence[FormField], verb: str, submit: Callable[[dict[str, Any]], object],
            values: Mapping[str, Any] | None = None, danger: bool = False, hint: str = "", widths: Sequence[int] = (1, 2),
            choices: Mapping[str, Any] | None = None) -> EntryForm:  # fmt: skip
        """Ask for the fields; ``verb`` is the word on the button."""
        self.before = self.window().focusWidget() if not self.isVisible() else self.before
        if self._inside is not None:
            self.whole.removeWidget(self._inside)
            self._inside.hide()
            self._inside.deleteLater()
        self._submit = submit
        inside = QWidget()
        lines = QVBoxLayout(inside)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(6)
        form = EntryForm(fields, FormContext(self.context.today, choices or {}), widths, 70)
        act = button(verb, key="Ctrl+Enter", kind="danger" if danger else "primary", action=self.submit)
        form.set_primary(act)
        form.save_requested.connect(self.submit)
        form.fill(values or {})
        self.banner = Banner()
        add(lines, row(label(title, "subtitle"), label(hint, "helper"), None))
        add(lines, form)
        add(lines, self.banner)
        add(lines, row(None, button("放弃", key="Esc", action=self.close_strip), act))
        self.form, self.primary, self._inside = form, act, inside
        self.whole.addWidget(inside)
        self.show()
        form.focus_first()
        return form

    def submit(self) -> None:
        """Ctrl+Enter."""
        if self.form is None or self._submit is None or not self.isVisible() or self.context.jobs.busy_with(self):
            return
        self._submit(self.form.collect())

    def done(self, _result: Any = None) -> None:
        """It was done: close."""
        self.close_strip()

    def failed(self, error: BaseException) -> None:
        """Say at the field what was refused."""
        if self.form is None:
            return
        if isinstance(error, Refused):
            rest = self.form.show_problems(error.problems)
            self.banner.show_text("；".join(problem.text for problem in rest), "warn")
        elif isinstance(error, Unavailable):
            self.banner.show_text(error.text, "danger")

    def close_if_open(self) -> bool:
        """For the Esc of a page: True when there was something to close here."""
        if not self.isVisible():
            return False
        self.close_strip()
        return True

    def event(self, event: QEvent) -> bool:
        """Esc pressed in here belongs here, not to the page around."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_strip()
        else:
            super().keyPressEvent(event)

    def close_strip(self) -> None:
        """Esc: nothing is changed, the list has the keys again."""
        self.hide()
        self._submit = None
        if self.before is not None:
            self.before.setFocus(Qt.FocusReason.OtherFocusReason)
