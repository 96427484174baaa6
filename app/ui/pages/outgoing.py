"""数据交换 外发记录: what left the register, what is due for deletion, and requests that wait for another person."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtWidgets import QStackedWidget

from app.models.form_fields import FormField
from app.models.outgoing import OutgoingLine, RequestLine
from app.services import outgoing
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.outgoing import outgoing_columns, request_columns
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.act_strip import ActStrip
from app.ui.widgets.basics import Banner, boxed, button, column, label, panel, row
from app.ui.widgets.segments import Segments
from app.ui.widgets.states import StateView

WHY = (FormField("why", "理由", required=True, span=2, hint="申请人会看到"),)
EMPTY = {
    "all": ("还没有外发记录", "导出、打印居民和单位的名单后，这里会有编号、接收单位和到期日"),
    "due": ("没有到期要删除的", "到期的外发会列在这里，删掉文件或销毁纸质后勾选“已删除”"),
    "asked": ("没有外发申请", "完整证件号码超过规定行数时，会先在这里由另一位同意"),
}


def _read(session: Any) -> tuple[list[OutgoingLine], list[RequestLine]]:
    return outgoing.lines(session), outgoing.requests(session)


class OutgoingPage(Page):
    """Three views of the same: everything, what is due, what is asked."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"outgoing", "account", "office"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.lines: list[OutgoingLine] = []
        self.asked: list[RequestLine] = []
        self.views = Segments([("all", "全部"), ("due", "到期待删除"), ("asked", "审批")], "all")
        self.views.changed.connect(lambda _key: self._fill())
        self.model, self.requests = ListedTableModel(outgoing_columns()), ListedTableModel(request_columns())
        self.table, self.request_table = GridView(context.theme, "外发记录"), GridView(context.theme, "外发申请")
        self.table.setModel(self.model)
        self.request_table.setModel(self.requests)
        for table in (self.table, self.request_table):
            table.moved.connect(lambda _row: self._row_changed())
        self.state, self.banner, self.strip = StateView(context.theme), Banner(), ActStrip(context)
        self.middle = QStackedWidget()
        for part in (self.table, self.request_table, self.state):
            self.middle.addWidget(part)
        self.found = label("", "bold")
        foot = panel(row(self.found, None, label("★ 带完整证件号码；编号印在文件和纸上", "helper"), margins=(12, 0, 12, 0)), role="section")
        foot.setFixedHeight(context.theme.px(34))
        self.deleted_button = button("已删除", "check", key="Del", kind="primary", action=self.mark_deleted)
        self.refuse_button = button("不同意", kind="danger", action=self.refuse)
        self.agree_button = button("同意外发一次", "check", key="Ctrl+Enter", kind="primary", action=self.agree)
        tools = row(self.views, None, self.refuse_button, self.agree_button, self.deleted_button)
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
            Act("Delete", "Del", "已删除", self.mark_deleted),
            Act("Ctrl+Return", "Ctrl+Enter", "同意", self._submit),
            Act("Ctrl+R", "Ctrl+R", "重新读取", self.refresh, in_bar=False),
            Act("Escape", "Esc", "放弃", self.strip.close_if_open, in_bar=False),
        ]

    def focus_first(self) -> None:
        """The list."""
        (self.request_table if self.views.value == "asked" else self.table).setFocus()

    def refresh(self) -> None:
        """Read the lists again."""
        self.context.jobs.query(self, _read, self.context.session, done=self._show, failed=self.banner.show_error, key="outgoing")

    def _show(self, found: tuple[list[OutgoingLine], list[RequestLine]]) -> None:
        self.lines, self.asked = found
        counts = {"due": sum(line.due for line in self.lines), "asked": sum(not line.decision for line in self.asked)}
        for key, words in (("due", "到期待删除"), ("asked", "审批")):
            self.views.buttons[key].setText(f"{words} {counts[key]}" if counts[key] else words)
        self._fill()

    def _fill(self) -> None:
        view = self.views.value
        shown = [line for line in self.lines if line.due or view != "due"]
        self.model.set_rows(shown)
        self.requests.set_rows(self.asked)
        rows = self.asked if view == "asked" else shown
        table = self.request_table if view == "asked" else self.table
        full = sum(line.full for line in shown)
        self.found.setText(f"{len(rows)} 份申请" if view == "asked" else f"{len(rows)} 份" + (f" · {full} 份带完整证件号码" if full else ""))
        if rows:
            self.middle.setCurrentWidget(table)
            table.select_row(0)
        else:
            self.state.show_state("file-export", *EMPTY[view], [])
            self.middle.setCurrentWidget(self.state)
        self._row_changed()

    def current(self) -> OutgoingLine | None:
        """The chosen entry."""
        place = current_row(self.table)
        return self.model.rows[place] if self.views.value != "asked" and 0 <= place < len(self.model.rows) else None

    def request(self) -> RequestLine | None:
        """The chosen request."""
        place = current_row(self.request_table)
        return self.requests.rows[place] if self.views.value == "asked" and 0 <= place < len(self.requests.rows) else None

    def _row_changed(self) -> None:
        entry, asked = self.current(), self.request()
        self.deleted_button.setVisible(entry is not None and not entry.deleted_on)
        for part in (self.agree_button, self.refuse_button):
            part.setVisible(asked is not None and not asked.decision and not asked.own)

    # -- acts -------------------------------------------------------------------------------------------------------------------

    def mark_deleted(self) -> None:
        """Del: the file or the paper is gone."""
        entry = self.current()
        if entry is not None and not entry.deleted_on:
            self._act(outgoing.deleted, entry.id)

    def _submit(self) -> None:
        if self.strip.isVisible():
            self.strip.submit()
        else:
            self.agree()

    def agree(self) -> None:
        """Somebody else's file may be made once."""
        asked = self.request()
        if asked is not None and not asked.decision and not asked.own:
            self._act(outgoing.decide, asked.id, True)

    def refuse(self) -> None:
        """With a reason."""
        asked = self.request()
        if asked is None or asked.decision or asked.own:
            return

        def submit(typed: dict[str, Any]) -> None:
            why = str(typed.get("why") or "")
            self.context.jobs.operation(self.strip, outgoing.decide, self.context.session, asked.id, False, why, done=self._done,
                                        failed=self.strip.failed)  # fmt: skip

        self.strip.ask(f"不同意 {asked.asked_by} 外发", WHY, "不同意", submit, danger=True)

    def _act(self, function: Any, *arguments: Any) -> None:
        self.context.jobs.operation(self, function, self.context.session, *arguments, done=self._done, failed=self.banner.show_error)

    def _done(self, done: Any) -> None:
        self.strip.done()
        self.banner.hide()
        self.context.shell.show_done(done, undoable="删除" in done.message)
