"""班次: the office's shifts and who follows one of their own; the form below the list changes the chosen one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from app.errors import Refused
from app.models.attendance_views import TemplateLine
from app.models.form_fields import Choice, FormField
from app.services import attendance_settings
from app.ui.actions import Act, bind
from app.ui.context import Context
from app.ui.forms.editors import FormContext
from app.ui.forms.entry_form import EntryForm
from app.ui.tables.listed import ListedTableModel, text_column
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.basics import Banner, button, column, hide_unless, label, panel, row

WEEKDAYS = tuple(Choice(str(number), f"周{word}", str(number)) for number, word in enumerate("一二三四五六日", start=1))
FOR_WHOM = (Choice("1", "全体", "1"), Choice("0", "只给指定的人", "2"))


def fields(members: Sequence[tuple[str, str, str]]) -> tuple[FormField, ...]:
    """The form; ``members``: (id, name, 工号)."""
    choices = tuple(Choice(member_id, f"{name}({staff_no})") for member_id, name, staff_no in members)
    return (
        FormField("name", "名称", required=True),
        FormField("everybody", "适用", "options", required=True, choices=FOR_WHOM),
        FormField("starts", "上班", required=True, hint="14:00"),
        FormField("ends", "下班", required=True, hint="21:00"),
        FormField("weekdays", "星期", "options", required=True, choices=WEEKDAYS, multiple=True, span=2),
        FormField("members", "指定的人", "tags", choices=choices, span=2, hint="姓名首字母，从今天起按这个班次"),
    )


class ShiftsDialog(QDialog):
    """Enter on a line goes to the form, Ctrl+Enter saves."""

    def __init__(self, context: Context, members: Sequence[tuple[str, str, str]], parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        theme = context.theme
        self.setWindowTitle("班次")
        self.resize(theme.px(760), theme.px(560))
        self.template_id = ""
        self.form: EntryForm = EntryForm(fields(members), FormContext(context.today), (1, 1), 76)
        self.model = ListedTableModel([
            text_column("name", "班次", 110, bold=True),
            text_column("text", "时间", 220),
            text_column("members", "适用", 300, stretch=1, token="ink2"),
        ])  # fmt: skip
        self.table = GridView(theme, "班次")
        self.table.setModel(self.model)
        self.table.moved.connect(lambda place: self._fill(self.model.record(place)))
        self.table.opened.connect(lambda _row, _column: self.form.focus_first())
        self.form.save_requested.connect(self.save)
        self.banner = Banner()
        self.new = button("新班次", "plus", key="Ctrl+N", action=self.start_new)
        self.delete = button("停用", kind="danger", action=self.give_up)
        self.change = button("保存班次", key="Ctrl+Enter", kind="primary", action=self.save)
        self.form.set_primary(self.change)
        foot = row(self.new, self.delete, None, button("关闭", key="Esc", action=self.reject), self.change)
        for part in (self.new, self.delete, self.change, self.form):
            hide_unless(part, context.can("attendance.write"))
        whole = column(label("有指定班次的人（如非全日制）只按自己的班次，其余的人按适用全体的班次。改动只影响应出勤，不改已登记的考勤",
                             "helper", wrap=True), spacing=10, margins=(16, 14, 16, 14))  # fmt: skip
        whole.addWidget(panel(self.table, margin=1), 1)
        whole.addWidget(self.form)
        whole.addWidget(self.banner)
        whole.addLayout(foot)
        self.setLayout(whole)
        bind(self, [Act("Ctrl+N", "Ctrl+N", "新班次", self.start_new)])
        self.refresh()
        self.table.setFocus()

    def refresh(self) -> None:
        """Read again."""
        self.context.jobs.query(self, attendance_settings.templates, self.context.session, done=self._show, failed=self.banner.show_error)

    def start_new(self) -> None:
        """An empty form."""
        self.template_id = ""
        self.form.fill({"everybody": "1"})
        self.form.focus_first()

    def save(self) -> None:
        """Store the form."""
        values = self.form.collect()
        arguments = (values["name"], "".join(values["weekdays"]), values["starts"], values["ends"], values["everybody"] == "1", values["members"])
        self.context.jobs.operation(self, attendance_settings.save_template, self.context.session, self.template_id, *arguments,
                                    done=self._done, failed=self._failed)  # fmt: skip

    def give_up(self) -> None:
        """停用 the chosen one."""
        line: TemplateLine | None = self.model.record(current_row(self.table))
        if line is not None:
            self.context.jobs.operation(self, attendance_settings.delete_template, self.context.session, line.id, done=self._done,
                                        failed=self._failed)  # fmt: skip

    def _done(self, done: Any) -> None:
        self.banner.show_text(done.message, "ok")
        self.context.shell.show_done(done)
        self.refresh()
        self.table.setFocus()

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Refused):
            rest = self.form.show_problems(error.problems)
            self.banner.show_text("；".join(problem.text for problem in rest), "warn")
        else:
            self.banner.show_error(error)

    def _show(self, lines: Any) -> None:
        place = max(0, current_row(self.table))
        self.model.set_rows(lines)
        self.table.select_row(min(place, len(lines) - 1))

    def _fill(self, line: TemplateLine | None) -> None:
        if line is None:
            return
        self.template_id = line.id
        self.delete.setEnabled(bool(line.id))
        self.form.fill({
            "name": line.name, "weekdays": tuple(line.weekdays), "starts": line.starts, "ends": line.ends,
            "everybody": "1" if line.everybody else "0", "members": line.member_ids,
        })  # fmt: skip
