"""提示规则: one table of nine lines, the numbers of the chosen one below it, 恢复默认."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.errors import Refused
from app.models.sign_rules import NO_DEDUCTION, Rule
from app.models.sign_views import rule_fields
from app.services import sign_rules
from app.ui.context import Context
from app.ui.forms.editors import FormContext
from app.ui.forms.entry_form import EntryForm
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.view import GridView, current_row
from app.ui.tables.visit_signs import rule_columns
from app.ui.widgets.basics import Banner, button, column, label, panel, row


class SignRulesDialog(QDialog):
    """Enter on a line goes to its numbers, Ctrl+Enter there saves and comes back."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        theme = context.theme
        self.setWindowTitle("提示规则")
        self.resize(theme.px(760), theme.px(580))
        self.model = ListedTableModel(rule_columns())
        self.table = GridView(theme, "提示规则")
        self.table.setModel(self.model)
        self.table.moved.connect(lambda place: self._fill(self.model.record(place)))
        self.table.opened.connect(lambda _row, _column: self._to_form())
        self.form: EntryForm | None = None
        self.holder = QVBoxLayout()
        self.holder.setContentsMargins(0, 0, 0, 0)
        self.banner = Banner()
        self.change = button("保存规则", key="Ctrl+Enter", kind="primary", action=self.save)
        self.reset_button = button("恢复默认", "refresh", action=self.reset)
        whole = column(label(NO_DEDUCTION, "helper", wrap=True), spacing=10, margins=(16, 14, 16, 14))
        whole.addWidget(panel(self.table, margin=1), 1)
        whole.addLayout(self.holder)
        whole.addWidget(self.banner)
        whole.addLayout(row(self.reset_button, None, button("关闭", key="Esc", action=self.reject), self.change))
        self.setLayout(whole)
        self.refresh()
        self.table.setFocus()

    def refresh(self) -> None:
        """Read again."""
        self.context.jobs.query(self, sign_rules.rules, self.context.session, done=self._show, failed=self.banner.show_error)

    def save(self) -> None:
        """Store the chosen line."""
        rule: Rule | None = self.model.record(current_row(self.table))
        if rule is None or self.form is None:
            return
        values = self.form.collect()
        active = str(values.pop("active", "1") or "1") == "1"
        self.context.jobs.operation(self, sign_rules.save_rules, self.context.session, rule.kind.value, active, values, done=self._done,
                                    failed=self._failed)  # fmt: skip

    def reset(self) -> None:
        """All nine as shipped; it can be undone."""
        self.context.jobs.operation(self, sign_rules.reset_rules, self.context.session, done=self._done, failed=self._failed)

    def _show(self, rules: Any) -> None:
        place = max(0, current_row(self.table))
        self.model.set_rows(rules)
        self.table.select_row(place)

    def _fill(self, rule: Rule | None) -> None:
        if rule is None:
            return
        if self.form is not None:
            self.holder.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
        self.form = EntryForm(rule_fields(rule), FormContext(self.context.today), (1, 1), 150)
        self.form.save_requested.connect(self.save)
        self.form.set_primary(self.change)
        self.form.fill({"active": "1" if rule.active else "0", "least": rule.least, "bound": rule.bound, "extra": rule.extra})
        self.holder.addWidget(self.form)

    def _to_form(self) -> None:
        if self.form is not None:
            self.form.focus_first()

    def _done(self, done: Any) -> None:
        self.banner.show_text(done.message, "ok")
        self.context.shell.show_done(done)
        self.refresh()
        self.table.setFocus()

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Refused) and self.form is not None:
            rest = self.form.show_problems(error.problems)
            self.banner.show_text("；".join(problem.text for problem in rest), "warn")
        else:
            self.banner.show_error(error)
