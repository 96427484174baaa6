"""修改 (F2): the facts of one person in the same form as at the door, with the reason; what was before stays in 变更记录."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from app.errors import Refused, Unavailable
from app.models.form_fields import FormField
from app.models.household_entry import changed_columns
from app.models.person_views import PersonView
from app.models.resident_fields import shown_fields
from app.services import lifecycle
from app.ui.actions import Act, bind
from app.ui.context import Context
from app.ui.forms.resident import ResidentForm
from app.ui.pages.door_forms import form_context
from app.ui.widgets.basics import Banner, boxed, button, column, label, row, scrolled

AT_THE_DOOR = ("relation", "came_on", "tags")  # these belong to the household: 入户采集, 批量打标签
REASON = FormField("reason", "修改原因", span=3, hint="改证件号码必填，例如：原号输错、换领新证")


def fields(switched_off: frozenset[str]) -> tuple[FormField, ...]:
    """The form without what belongs to the household."""
    return (*(field for field in shown_fields(switched_off=switched_off) if field.name not in AT_THE_DOOR), REASON)


class CorrectionDialog(QDialog):
    """Ctrl+Enter saves, Esc leaves everything as it is."""

    def __init__(self, context: Context, parent: QWidget | None, who: PersonView) -> None:
        super().__init__(parent)
        self.context, self.who = context, who
        self.offered: list[str] = []
        self.setWindowTitle(f"修改 {who.draft.name}")
        theme = context.theme
        self.form = ResidentForm(form_context(context), practice=bool(context.session.practice), form_fields=fields(context.session.switched_off))
        self.form.show_person(who.draft)
        self.form.show_rare(True)
        self.form.mark_clean()
        self.banner = Banner()
        self.save_button = button("保存修改", "check", key="Ctrl+Enter", kind="primary", action=self.save)
        self.form.set_primary(self.save_button)
        self.form.save_requested.connect(self.save)
        head = row(label(who.draft.name, "subtitle"), label(f"{who.address} · {who.state_label}", "helper"), None,
                   label("与户主、来住日期、标签在入户采集（F5）里改", "helper"))  # fmt: skip
        foot = row(None, button("不修改", key="Esc", action=self.reject), self.save_button)
        self.area = scrolled(boxed(column(self.form, None)))
        whole = column(head, self.banner, self.area, foot, spacing=10, margins=(16, 14, 16, 14))
        whole.setStretch(2, 1)
        self.setLayout(whole)
        bind(self, [Act("Ctrl+Return", "Ctrl+Enter", "保存修改", self.save)])
        self.resize(min(theme.px(980), 1300), min(theme.px(500), 660))
        self.form.focus_field("phone")

    def save(self) -> None:
        """What differs, with the reason."""
        draft = self.form.draft()
        changes = changed_columns(vars(self.who.draft), draft)
        if not changes:
            self.banner.show_text("没有改动任何内容。要关闭按 Esc", "info")
            return
        accepted = (*self.offered, *(problem.text for problem in self.form.accepted()))
        reason = str(self.form.collect()["reason"])
        self.context.jobs.operation(self, lifecycle.correct, self.context.session, "resident", draft.resident_id, changes, reason, accepted,
                                    done=self._saved, failed=self._failed)  # fmt: skip

    def _saved(self, done: Any) -> None:
        self.context.shell.show_done(done)
        self.accept()

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Refused):
            self.offered += [problem.text for problem in error.problems if problem.severity == "warning"]
            rest = self.form.show_problems(error.problems)
            again = "再按一次 Ctrl+Enter 照此保存" if all(problem.severity == "warning" for problem in error.problems) else ""
            self.banner.show_text("　".join([*(problem.text for problem in rest), again]).strip(), "warn")
        elif isinstance(error, Unavailable):
            self.banner.show_text(error.text, "danger")
