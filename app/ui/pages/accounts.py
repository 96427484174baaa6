"""系统管理 用户与角色: who may open the register and as what; first passwords are shown once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame

from app.models.account_views import AccountDraft, AccountLine
from app.services import accounts
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.pages.account_fields import RULE_FIELDS, account_fields
from app.ui.pages.base import Page
from app.ui.tables.accounts import account_columns
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.act_strip import ActStrip
from app.ui.widgets.basics import Banner, boxed, button, column, label, panel, row

ONCE = "只显示这一次。请当面告诉本人，第一次登录时要换成自己的密码"


class PasswordNotice(QFrame):
    """A first password in large letters until somebody says that it was told."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel-on")
        self.title, self.word = label("", "subtitle"), label("", "code")
        self.word.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.word.setAccessibleName("初始密码")
        self.known = button("已告诉本人", "check", small=True, action=self.forget)
        copy = button("复制", "clipboard-text", small=True, action=lambda: QApplication.clipboard().setText(self.word.text()))
        self.setLayout(column(row(self.title, label(ONCE, "helper"), None), row(self.word, copy, self.known, None, spacing=10),
                              spacing=6, margins=(14, 8, 14, 8)))  # fmt: skip
        self.hide()

    def tell(self, login: str, password: str) -> None:
        """Show it."""
        self.title.setText(f"账号 {login} 的初始密码")
        self.word.setText(password)
        self.show()
        self.known.setFocus()

    def forget(self) -> None:
        """Nothing of it stays, neither here nor in the clipboard."""
        if QApplication.clipboard().text() == self.word.text():
            QApplication.clipboard().clear()
        self.word.clear()
        self.hide()


class AccountsPage(Page):
    """A list; forms open below it."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"account", "staff", "grid", "office"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._wanted = ""
        self.model = ListedTableModel(account_columns())
        self.table = GridView(context.theme, "账号")
        self.table.setModel(self.model)
        self.table.moved.connect(lambda _row: self._row_changed())
        self.table.opened.connect(lambda _row, _column: self.change())
        self.banner, self.notice, self.strip = Banner(), PasswordNotice(), ActStrip(context)
        self.found = label("", "bold")
        foot = panel(row(self.found, None, label("停用的账号打不开登记簿，它做过的记录都还在", "helper"), margins=(12, 0, 12, 0)), role="section")
        foot.setFixedHeight(context.theme.px(34))
        self.change_button = button("修改", "edit", key="F2", action=self.change)
        self.reset_button = button("重设密码", "key", action=self.reset)
        self.stop_button = button("停用", kind="danger", action=self.stop)
        tools = row(button("密码规则", "shield-check", action=self.change_rules), button("更换恢复码", "key", action=self.renew_code), None,
                    self.stop_button, self.reset_button, self.change_button,
                    button("新账号", "plus", key="Ctrl+N", kind="primary", action=self.enter_new))  # fmt: skip
        body = column(boxed(tools), self.banner, self.notice, spacing=8, margins=(12, 10, 12, 10))
        body.addWidget(panel(self.table, foot, margin=1, grow=0), 1)
        body.addWidget(self.strip)
        self.setLayout(body)
        self.bind_acts()

    def acts(self) -> list[Act]:
        """Keys of the page."""
        return [
            Act("", "↑↓", "选择"),
            Act("F2", "F2", "修改", self.change),
            Act("Ctrl+N", "Ctrl+N", "新账号", self.enter_new),
            Act("Delete", "Del", "停用", self.stop),
            Act("Ctrl+R", "Ctrl+R", "重新读取", self.refresh, in_bar=False),
            Act("Ctrl+Return", "Ctrl+Enter", "保存", self.strip.submit, in_bar=False),
            Act("Escape", "Esc", "放弃", self.strip.close_if_open, in_bar=False),
        ]

    def focus_first(self) -> None:
        """The list."""
        self.table.setFocus()

    def refresh(self) -> None:
        """Read the list again."""
        record = self.current()
        self._wanted = record.id if record is not None else ""
        self.context.jobs.query(self, accounts.lines, self.context.session, done=self._show, failed=self.banner.show_error, key="accounts")

    def current(self) -> AccountLine | None:
        """The chosen account."""
        place = current_row(self.table)
        return self.model.rows[place] if 0 <= place < len(self.model.rows) else None

    def _show(self, lines: list[AccountLine]) -> None:
        self.model.set_rows(lines)
        active = sum(line.active for line in lines)
        self.found.setText(f"{active} 个在用" + (f" · {len(lines) - active} 个停用" if len(lines) > active else ""))
        self.table.select_row(next((place for place, line in enumerate(lines) if line.id == self._wanted), 0))
        self._row_changed()

    def _row_changed(self) -> None:
        record = self.current()
        self.reset_button.setVisible(record is not None and not record.own and record.active)
        self.stop_button.setVisible(record is not None and not record.own)
        if record is not None:
            self.stop_button.setText("停用" if record.active else "启用")

    # -- acts -------------------------------------------------------------------------------------------------------------------

    def enter_new(self) -> None:
        """Ctrl+N."""
        self._form(AccountDraft(), "新账号", "新建", _create)

    def change(self) -> None:
        """F2."""
        record = self.current()
        if record is not None:
            draft = AccountDraft(record.id, record.login, record.name, record.role, record.member_id, record.scope)
            self._form(draft, f"修改 {record.login}", "保存", _save)

    def _form(self, draft: AccountDraft, title: str, verb: str, function: Callable[..., Any]) -> None:
        new = not draft.account_id

        def ask(found: Any) -> None:
            members, grids = found

            def submit(typed: dict[str, Any]) -> None:
                kept = {name: typed.get(name) or () if name == "scope" else str(typed.get(name) or "").strip() for name in typed}
                values = {**asdict(draft), **kept}
                self.context.jobs.operation(self.strip, function, self.context.session, values, done=self._done, failed=self.strip.failed)

            self.strip.ask(title, account_fields(members, grids, new), verb, submit, asdict(draft), widths=(1, 1))

        self.context.jobs.query(self, accounts.choices, self.context.session, done=ask, failed=self.banner.show_error)

    def reset(self) -> None:
        """A first password for somebody who forgot theirs."""
        record = self.current()
        if record is not None and not record.own:
            self._act(accounts.reset, record.id)

    def stop(self) -> None:
        """Stop an account after a question, or let it in again."""
        record = self.current()
        if record is None or record.own:
            return
        if not record.active:
            self._act(accounts.enable, record.id)
        elif self.context.messages.ask(self, f"停用账号 {record.login}", f"{record.name} 不能再打开登记簿，做过的记录都还在。",
                                        ["停用", "不停用"], danger=True) == 0:  # fmt: skip
            self._act(accounts.disable, record.id)

    def change_rules(self) -> None:
        """What passwords must be like, when the screen locks itself."""
        rules = self.context.session.rules

        def submit(typed: dict[str, Any]) -> None:
            values = {name: int(value) for name, value in typed.items() if str(value or "").isdigit()}
            self.context.jobs.operation(self.strip, accounts.save_rules, self.context.session, values, done=self._done, failed=self.strip.failed)

        self.strip.ask("密码规则", RULE_FIELDS, "保存", submit, {name: str(value) for name, value in asdict(rules).items()},
                       hint="最近几次的密码不能重用；输错几次后锁定几分钟；无人操作几分钟后锁屏；0 = 不限", widths=(1, 1))  # fmt: skip

    def renew_code(self) -> None:
        """A new recovery code after the own password."""
        from app.ui.pages.recovery_code import RecoveryCodeDialog

        RecoveryCodeDialog(self.context, self).exec()

    def _act(self, function: Callable[..., Any], account_id: str) -> None:
        self.context.jobs.operation(self, function, self.context.session, account_id, done=self._done, failed=self.banner.show_error)

    def _done(self, result: Any) -> None:
        self.strip.done()
        self.banner.hide()
        if isinstance(result, accounts.NewPassword):
            self.notice.tell(result.login, result.password)
            self.refresh()
            self.context.shell.show_done(result.done, undoable=False)
        else:
            self.context.shell.show_done(result, undoable=False)


def _create(session: Any, values: dict[str, Any]) -> accounts.NewPassword:
    return accounts.create(session, AccountDraft(**values))


def _save(session: Any, values: dict[str, Any]) -> Any:
    return accounts.save(session, AccountDraft(**values))
