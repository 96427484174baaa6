"""系统管理 安全: sealed tags, what the office does not record, and people whose time on record is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, ClassVar

from PySide6.QtWidgets import QStackedWidget

from app.models.form_fields import Choice, FormField
from app.models.outgoing import LIMITS
from app.models.retention import LEAST, MOST, WORD
from app.services import outgoing, privacy, retention
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.security import field_columns, retention_columns, seal_columns
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.act_strip import ActStrip
from app.ui.widgets.basics import Banner, boxed, button, column, label, panel, row
from app.ui.widgets.segments import Segments
from app.ui.widgets.states import StateView

VIEWS = (("seals", "封存标签"), ("fields", "停用的项"), ("retention", "保存期限"))
HINTS = {
    "seals": "封存的标签只有本网格网格员和指定的人能看到，名单、导出、查找、图表里都没有",
    "fields": "空格：停用或恢复登记。导入时遇到停用的列会跳过并提示",
    "retention": "注销满规定年数的人列在这里，由人决定。匿名化后找不回姓名和号码，统计数字不变",
}
ROLE_CHOICES = tuple(Choice(role, words) for role, words in privacy.ROLES)
RULE_FIELDS = (
    *(FormField(name, words, "number", required=True, hint=f"{least} 到 {most:,}") for name, (least, most, words) in LIMITS.items()),
    FormField("years", "保存年数", "number", required=True, hint=f"注销后 {LEAST} 到 {MOST} 年"),
)
KEEP_FIELDS = (FormField("reason", "理由", required=True, span=2, hint="例如：有未了结的纠纷"),)
ERASE_FIELDS = (FormField("typed", "确认", required=True, hint=f"写“{WORD}”三个字，不能撤销"),)


def _read(session: Any) -> dict[str, list[Any]]:
    return {"seals": privacy.seals(session), "fields": privacy.switched_off(session), "retention": retention.candidates(session)}


def _save_rules(session: Any, values: dict[str, int]) -> Any:
    outgoing.save_rules(session, values)
    return retention.save_years(session, values.get("years", 0))


class SecurityPage(Page):
    """Three lists, one at a time."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"office", "account", "retention", "resident", "residence"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.rows: dict[str, list[Any]] = {}
        self.views = Segments(VIEWS, "seals")
        self.views.changed.connect(lambda _key: self._fill())
        columns = {"seals": seal_columns(), "fields": field_columns(), "retention": retention_columns()}
        self.models = {key: ListedTableModel(made) for key, made in columns.items()}
        self.tables = {key: GridView(context.theme, words) for key, words in VIEWS}
        self.middle, self.state = QStackedWidget(), StateView(context.theme)
        for key, table in self.tables.items():
            table.setModel(self.models[key])
            table.moved.connect(lambda _row: self._row_changed())
            table.opened.connect(lambda _row, _column: self.change())
            self.middle.addWidget(table)
        self.middle.addWidget(self.state)
        self.banner, self.strip = Banner(), ActStrip(context)
        self.found, self.hint = label("", "bold"), label("", "helper")
        foot = panel(row(self.found, None, self.hint, margins=(12, 0, 12, 0)), role="section")
        foot.setFixedHeight(context.theme.px(34))
        self.undo_seal = button("取消封存", action=self.unseal)
        self.seal_button = button("封存", "lock", key="F2", kind="primary", action=self.change)
        self.field_button = button("停用", key="Space", kind="primary", action=self.change)
        self.erase_button = button("匿名化", kind="danger", action=self.erase)
        self.keep_button = button("继续保存", key="F2", kind="primary", action=self.change)
        tools = row(self.views, button("外发和保存规则", "shield-check", action=self.change_rules), None, self.undo_seal, self.erase_button,
                    self.seal_button, self.field_button, self.keep_button)  # fmt: skip
        body = column(boxed(tools), self.banner, spacing=8, margins=(12, 10, 12, 10))
        body.addWidget(panel(self.middle, foot, margin=1, grow=0), 1)
        body.addWidget(self.strip)
        self.setLayout(body)
        self.bind_acts()
        self._row_changed()

    def acts(self) -> list[Act]:
        """Keys of the page."""
        return [
            Act("", "↑↓", "选择"),
            Act("F2", "F2", "办理", self.change),
            Act("Space", "空格", "停用、恢复", self._toggle),
            Act("Ctrl+Return", "Ctrl+Enter", "保存", self.strip.submit, in_bar=False),
            Act("Ctrl+R", "Ctrl+R", "重新读取", self.refresh, in_bar=False),
            Act("Escape", "Esc", "放弃", self.strip.close_if_open, in_bar=False),
        ]

    def focus_first(self) -> None:
        """The list."""
        self.tables[self.views.value].setFocus()

    def show_view(self, key: str) -> None:
        """Another list."""
        self.views.choose(key)
        self._fill()

    def refresh(self) -> None:
        """Read the lists again."""
        self.context.jobs.query(self, _read, self.context.session, done=self._show, failed=self.banner.show_error, key="security")

    def _show(self, found: dict[str, list[Any]]) -> None:
        self.rows = found
        for key, words in VIEWS:
            self.views.buttons[key].setText(f"{words} {len(found[key])}" if key == "retention" and found[key] else words)
        self._fill()

    def _fill(self) -> None:
        key = self.views.value
        place = max(current_row(self.tables[key]), 0)
        shown = self.rows.get(key, [])
        self.models[key].set_rows(shown)
        self.hint.setText(HINTS[key])
        counts = {"seals": sum(line.sealed for line in shown) if key == "seals" else 0,
                  "fields": sum(line[2] for line in shown) if key == "fields" else 0, "retention": len(shown)}  # fmt: skip
        self.found.setText(f"{counts[key]} {'人待决定' if key == 'retention' else '个已封存' if key == 'seals' else '项已停用'}")
        if shown:
            self.middle.setCurrentWidget(self.tables[key])
            self.tables[key].select_row(min(place, len(shown) - 1))
        else:
            self.state.show_state("shield-check", "没有到期要决定的人", "注销满规定年数的人会列在这里", [])
            self.middle.setCurrentWidget(self.state)
        self._row_changed()

    def current(self) -> Any:
        """The chosen line of the list that is shown."""
        key = self.views.value
        place, shown = current_row(self.tables[key]), self.models[key].rows
        return shown[place] if 0 <= place < len(shown) else None

    def _row_changed(self) -> None:
        key, line = self.views.value, self.current()
        self.seal_button.setVisible(key == "seals" and line is not None)
        self.undo_seal.setVisible(key == "seals" and line is not None and line.sealed)
        self.field_button.setVisible(key == "fields" and line is not None)
        for part in (self.erase_button, self.keep_button):
            part.setVisible(key == "retention" and line is not None)
        if key == "fields" and line is not None:
            self.field_button.setText("恢复登记 │ 空格" if line[2] else "停用 │ 空格")

    # -- acts -------------------------------------------------------------------------------------------------------------------

    def change(self) -> None:
        """F2: what the list that is shown is for."""
        if self.current() is not None:
            {"seals": self._seal, "fields": self._toggle, "retention": self._keep}[self.views.value]()

    def _seal(self) -> None:
        line = self.current()

        def ask(people: list[tuple[str, str]]) -> None:
            fields = (
                FormField("roles", "角色", "tags", choices=ROLE_CHOICES, multiple=True, hint="还有谁能看到，可空"),
                FormField("accounts", "账号", "tags", choices=tuple(Choice(key, words) for key, words in people), multiple=True, span=2,
                          hint="单独指定的人，可空"),
            )  # fmt: skip

            def submit(typed: dict[str, Any]) -> None:
                self._do(privacy.seal, line.tag, tuple(typed.get("roles") or ()), tuple(typed.get("accounts") or ()))

            self.strip.ask(f"封存“{line.label}”", fields, "封存", submit, {"roles": line.roles, "accounts": line.accounts}, widths=(1, 1),
                           hint="本网格网格员总能看到")  # fmt: skip

        self.context.jobs.query(self, privacy.people, self.context.session, done=ask, failed=self.banner.show_error)

    def unseal(self) -> None:
        """Everybody sees it again."""
        line = self.current()
        if self.views.value == "seals" and line is not None and line.sealed:
            self._do(privacy.unseal, line.tag)

    def _toggle(self) -> None:
        line = self.current()
        if self.views.value == "fields" and line is not None:
            off = [name for name, _, was in self.rows["fields"] if was != (name == line[0])]
            self._do(privacy.switch_off, off)

    def _keep(self) -> None:
        line = self.current()
        self.strip.ask(f"继续保存 {line.name}", KEEP_FIELDS, "继续保存",
                       lambda typed: self._do(retention.keep, [line.resident_id], str(typed.get("reason") or "")), widths=(1, 1))  # fmt: skip

    def erase(self) -> None:
        """Asked with a typed word: it cannot be taken back."""
        line = self.current()
        if self.views.value == "retention" and line is not None:
            self.strip.ask(f"匿名化 {line.name}，不能撤销", ERASE_FIELDS, "匿名化",
                           lambda typed: self._do(retention.anonymise, [line.resident_id], str(typed.get("typed") or "")),
                           danger=True, widths=(1, 1))  # fmt: skip

    def change_rules(self) -> None:
        """Limit of the second person, days until deletion, years on record."""
        session = self.context.session
        now = asdict(outgoing.rules(session)) | {"years": retention.years(session)}

        def submit(typed: dict[str, Any]) -> None:
            self._do(_save_rules, {name: int(value) for name, value in typed.items() if str(value or "").isdigit()})

        self.strip.ask("外发和保存规则", RULE_FIELDS, "保存", submit, {name: str(value) for name, value in now.items()}, widths=(1, 1, 1))

    def _do(self, function: Callable[..., Any], *arguments: Any) -> None:
        failed = self.strip.failed if self.strip.isVisible() else self.banner.show_error
        self.context.jobs.operation(self, function, self.context.session, *arguments, done=self._done, failed=failed)

    def _done(self, done: Any) -> None:
        self.strip.done()
        self.banner.hide()
        self.context.shell.show_done(done, undoable="匿名化" not in done.message)
        self.refresh()
