"""Another password for oneself: as a gate where it must be changed, as a dialog where one wants to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from app.errors import Refused, Unavailable
from app.models.passwords import in_words
from app.ui.jobs import Jobs
from app.ui.lock import Gate, PasswordField
from app.ui.theme import Theme
from app.ui.widgets.basics import Banner, button, column, label, restyle, row

FIELDS = (("old", "现在的密码"), ("new", "新密码"), ("again", "再输一次"))


def must_change(session: Any) -> str:
    """Why the password has to be changed before the work begins, '' = it need not."""
    from app.services import accounts  # on the data thread

    return accounts.must_change(session)


def _change(session: Any, old: str, new: str, again: str) -> Any:
    from app.services import accounts

    return accounts.change_own(session, old, new, again)


class PasswordForm(QWidget):
    """Three hidden fields and what is wrong with them."""

    def __init__(self, theme: Theme, jobs: Jobs, session: Any, changed: Callable[[Any], object]) -> None:
        super().__init__()
        self.jobs, self.session, self.changed = jobs, session, changed
        self.caps = label("大写锁定可能开着", "error")
        self.caps.setVisible(False)
        self.banner = Banner()
        self.fields = {name: PasswordField(words, self.caps.setVisible) for name, words in FIELDS}
        form = QGridLayout()
        form.setHorizontalSpacing(theme.px(12))
        form.setVerticalSpacing(theme.px(10))
        form.setColumnStretch(1, 1)
        for place, (name, words) in enumerate(FIELDS):
            form.addWidget(label(words, "form"), place, 0)
            form.addWidget(self.fields[name], place, 1)
        form.addWidget(self.caps, len(FIELDS), 1)
        form.addWidget(label(in_words(session.rules), "helper", wrap=True), len(FIELDS) + 1, 1)
        whole = column(self.banner, spacing=12)
        whole.addLayout(form)
        self.setLayout(whole)
        self.fields["old"].returnPressed.connect(self.fields["new"].setFocus)
        self.fields["new"].returnPressed.connect(self.fields["again"].setFocus)
        self.fields["again"].returnPressed.connect(self.submit)

    def submit(self) -> None:
        """Change it."""
        values = [field.text() for field in self.fields.values()]
        for field in self.fields.values():
            restyle(field, "wrong", False)
        self.jobs.operation(self, _change, self.session, *values, done=self._done, failed=self._failed)

    def _done(self, result: Any) -> None:
        for field in self.fields.values():
            field.clear()
        self.changed(result)

    def _failed(self, error: BaseException) -> None:
        wrong = "old"
        if isinstance(error, Refused):
            wrong = next((problem.field for problem in error.problems if problem.field in self.fields), "new")
            self.banner.show_text("；".join(problem.text for problem in error.problems), "danger", closable=False)
        elif isinstance(error, Unavailable):
            text = "现在的密码不对，请再输一次" if error.reason == "wrong_password" else error.text
            self.banner.show_text(text, "danger", closable=False)
        restyle(self.fields[wrong], "wrong", True)
        self.fields[wrong].setFocus()
        self.fields[wrong].selectAll()


class MustChangeGate(Gate):
    """Between the password and the work: a first password, or one that is too old.  ``later`` only for the latter."""

    def __init__(self, theme: Theme, jobs: Jobs, session: Any, reason: str, go_on: Callable[[], object], later: bool) -> None:
        super().__init__(theme, "换一个密码", 520)
        self.inside = PasswordForm(theme, jobs, session, lambda _done: go_on())
        self.banner.show_text(reason, "info", closable=False)
        self.form.addWidget(self.inside, 0, 0, 1, 2)
        self.foot.addStretch(1)
        if later:
            self.foot.addWidget(button("以后再说", action=go_on))
        self.foot.addWidget(button("换密码并进入", "key", key="Enter", kind="primary", action=self.inside.submit))

    def focus_first(self) -> None:
        """The present password."""
        self.inside.fields["old"].setFocus()


class OwnPasswordDialog(QDialog):
    """From the name at the lower left."""

    def __init__(self, theme: Theme, jobs: Jobs, session: Any, changed: Callable[[Any], object], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("修改我的密码")
        self.setMinimumWidth(theme.px(460))
        self.form = PasswordForm(theme, jobs, session, self._done)
        self.changed = changed
        act = button("修改密码", key="Enter", kind="primary", action=self.form.submit)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 18, 24, 16)
        whole.setSpacing(14)
        whole.addWidget(self.form)
        whole.addLayout(row(None, button("关闭", key="Esc", action=self.reject), act))
        self.form.fields["old"].setFocus()

    def _done(self, result: Any) -> None:
        self.accept()
        self.changed(result)
