"""网格员 花名册: who serves where, what somebody has in hand; entering, leaving, equipment, training, 以老带新."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtWidgets import QStackedWidget

from app.models.form_fields import FormField
from app.models.member_fields import (
    ISSUE_FIELDS,
    MEMBER_FIELDS,
    RETURN_FIELDS,
    TRAIN_FIELDS,
    UNPAIR_FIELDS,
    leave_fields,
    pair_fields,
)
from app.models.member_views import MemberDraft, MemberLine
from app.services import exports, handovers, members
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.messages import EXCEL
from app.ui.pages.base import Page
from app.ui.pages.member_panel import MemberPanel
from app.ui.tables.members import MembersModel
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.act_strip import ActStrip
from app.ui.widgets.basics import Banner, boxed, button, column, hide_unless, label, panel, row
from app.ui.widgets.find_box import FindBox
from app.ui.widgets.print_dialog import PrintDialog, PrintTask
from app.ui.widgets.segments import Segments
from app.ui.widgets.states import ProgressStrip, StateView


class MembersPage(Page):
    """The roster left, the card right; every act asks in the strip below the list."""

    table: GridView  # annotated: the find box names it before it exists

    WATCHES: ClassVar[frozenset[str]] = frozenset({"member", "staff", "grid", "residence", "visit", "account"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._wanted = ""
        self._build()
        self.bind_acts()

    def _build(self) -> None:
        theme = self.context.theme
        self.find_box = FindBox(theme, "工号 姓名 网格 角色")
        self.find_box.asked.connect(lambda _text: self.refresh())
        self.find_box.left.connect(lambda: self.table.setFocus())
        self.which = Segments((("now", "在岗"), ("all", "含离任")), "now")
        self.which.changed.connect(lambda _key: self.refresh())
        self.export_button = button("导出", "file-export", action=self.export)
        self.train_button = button("登记培训", action=self.train)
        self.new_button = button("新网格员", "plus", key="Ctrl+N", kind="primary", action=self.enter_new)
        for part, right in ((self.export_button, "export.masked"), (self.train_button, "staff.write"), (self.new_button, "staff.write")):
            hide_unless(part, self.context.can(right))
        self.progress, self.banner = ProgressStrip(theme), Banner()
        self.model = MembersModel(self.context.today().isoformat())
        self.table = GridView(theme, "网格员花名册")
        self.table.setModel(self.model)
        self.table.moved.connect(lambda _row: self._row_changed())
        self.table.opened.connect(lambda _row, _column: self.change())
        self.table.ticked.connect(self._show_ticks)
        self.state = StateView(theme)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.table)
        self.middle.addWidget(self.state)
        self.found, self.told = label("", "bold"), label("", "helper")
        foot = panel(row(self.found, None, self.told, margins=(12, 0, 12, 0)), role="section")
        foot.setFixedHeight(theme.px(34))
        self.strip = ActStrip(self.context)
        self.panel = MemberPanel(self.context)
        self.panel.acted.connect(self.act)
        left = column(panel(self.middle, foot, margin=1, grow=0), spacing=8)
        left.setStretch(0, 1)
        left.addWidget(self.strip)
        body = row(spacing=8)
        body.addLayout(left, 1)
        body.addWidget(self.panel)
        tools = row(self.find_box, self.which, None, self.export_button, self.train_button, self.new_button)
        whole = column(boxed(tools), self.progress, self.banner, spacing=8, margins=(12, 10, 12, 10))
        whole.addLayout(body, 1)
        self.setLayout(whole)

    def acts(self) -> list[Act]:
        """Keys of the page."""
        writing = [Act("F2", "F2", "修改", self.change), Act("Ctrl+N", "Ctrl+N", "新网格员", self.enter_new), Act("", "Space", "勾选培训")]
        return [
            Act("", "↑↓", "选择"),
            *(writing if self.context.can("staff.write") else []),
            Act("/", "/", "查找", self.focus_first),
            Act("Ctrl+P", "Ctrl+P", "交接单", lambda: self.act("handover", None), in_bar=False),
            Act("Ctrl+E", "Ctrl+E", "导出", self.export, in_bar=False),
            Act("Ctrl+R", "Ctrl+R", "重新读取", self.refresh, in_bar=False),
            Act("Ctrl+Return", "Ctrl+Enter", "保存", self.strip.submit, in_bar=False),
            Act("Escape", "Esc", "放弃，清空查找", self.back, in_bar=False),
        ]

    def focus_first(self) -> None:
        """The find box."""
        self.find_box.setFocus()
        self.find_box.selectAll()

    def remember(self) -> dict[str, Any]:
        """Find box and who is chosen."""
        record = self.current()
        return {"text": self.find_box.text(), "chosen": record.id if record is not None else ""}

    def recall(self, state: dict[str, Any]) -> None:
        """As it was."""
        self.find_box.set_quietly(state.get("text", ""))
        self._wanted = state.get("chosen", "")

    def current(self) -> MemberLine | None:
        """The chosen member."""
        return self.model.record(current_row(self.table))

    # -- asking -----------------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the roster again."""
        if not self._wanted and (record := self.current()) is not None:
            self._wanted = record.id
        self.context.jobs.query(self, members.roster, self.context.session, self.find_box.text().strip(), self.which.value == "all",
                                done=self._show, failed=self._failed, key="roster")  # fmt: skip

    def _show(self, lines: Any) -> None:
        self.model.set_rows(lines)
        today = self.context.today().isoformat()
        serving = [line for line in lines if not line.left(today)]
        self.found.setText(f"{len(serving):,} 人在岗" + (f" · {len(lines) - len(serving):,} 人离任" if len(lines) > len(serving) else ""))
        alone = sum(not line.grids for line in serving)
        self.told.setText(f"{alone} 人没有安排网格" if alone else "")
        self._show_ticks()
        if lines:
            self.middle.setCurrentWidget(self.table)
            self.table.select_row(next((place for place, line in enumerate(lines) if line.id == self._wanted), 0))
            self._row_changed()
        else:
            self.panel.clear()
            nobody = not self.find_box.text()
            enter = [("新网格员", "Ctrl+N", self.enter_new)] if self.context.can("staff.write") else []
            self.state.show_state("users" if nobody else "search", "还没有网格员" if nobody else "没有符合的网格员", "",
                                  enter if nobody else [("清空查找", "Esc", self.back)])  # fmt: skip
            self.middle.setCurrentWidget(self.state)
        self._wanted = ""

    def _show_ticks(self) -> None:
        count = self.model.count()
        self.train_button.setText(f"登记培训 {count} 人" if count else "登记培训")
        self.train_button.setEnabled(count > 0)

    def _failed(self, error: BaseException) -> None:
        self.progress.end()
        self.banner.show_error(error)

    def _row_changed(self) -> None:
        record = self.current()
        if record is not None:
            self.panel.follow(record.id)

    def back(self) -> None:
        """Esc."""
        if not self.strip.close_if_open() and self.find_box.text():
            self.find_box.set_quietly("")
            self.refresh()

    # -- acts -------------------------------------------------------------------------------------------------------------------

    def act(self, word: str, subject: Any) -> None:
        """A button of the card."""
        record = self.current()
        if record is None or not self.context.can("staff.write"):
            return
        today = self.context.today().isoformat()
        if word == "change":
            self.change()
        elif word == "handover":
            self.handover_dialog(record).exec()
        elif word == "issue":
            self._ask(f"{record.name} 领用装备", ISSUE_FIELDS, "领用", {"issued_on": today}, members.issue, record.id)
        elif word == "return":
            self._ask(f"交回 {subject.item}", RETURN_FIELDS, "交回", {"returned_on": today}, members.give_back, subject.id)
        elif word == "unpair":
            self._ask(f"结束 {subject.mentor} 带教 {subject.novice}", UNPAIR_FIELDS, "结束结对", {"ended_on": today}, members.unpair, subject.id)
        elif word in ("pair", "leave"):
            self.context.jobs.query(self, members.roster, self.context.session, failed=self._failed,
                                    done=lambda lines: self._with_colleagues(word, record, lines))  # fmt: skip

    def _with_colleagues(self, word: str, record: MemberLine, lines: Any) -> None:
        today = self.context.today().isoformat()
        people = [(line.id, f"{line.staff_no} {line.name}") for line in lines]
        if word == "pair":
            self._ask(f"{record.name} 由谁带教", pair_fields(people, record.id), "结对", {"began_on": today}, _pair, record.id)
        else:
            self._ask(f"{record.name} 离任", leave_fields(people, record.id), "离任", {"left_on": today}, handovers.leave, record.id,
                      danger=True, hint="任职、回访和任务转给接手人；先打印交接单")  # fmt: skip

    def change(self) -> None:
        """F2."""
        record = self.current()
        if record is not None and self.context.can("staff.write"):
            self.context.jobs.query(self, members.draft_of, self.context.session, record.id, done=self._form, failed=self._failed)

    def enter_new(self) -> None:
        """Ctrl+N."""
        if self.context.can("staff.write"):
            self.context.jobs.query(self, members.new_draft, self.context.session, done=self._form, failed=self._failed)

    def _form(self, draft: MemberDraft) -> None:
        values = {field.name: getattr(draft, field.name) for field in MEMBER_FIELDS}
        title = f"修改 {draft.name}" if draft.member_id else "新网格员"
        self._ask(title, MEMBER_FIELDS, "保存", values, _save, draft.member_id)

    def train(self) -> None:
        """The ticked members took part in a training."""
        lines = self.model.ticked_lines()
        if lines:
            values = {"held_on": self.context.today().isoformat(), "share": "full", "everybody": "1"}
            self._ask(f"登记培训 {len(lines)} 人", TRAIN_FIELDS, "登记", values, _train, [line.id for line in lines])

    def _ask(self, title: str, fields: tuple[FormField, ...], verb: str, values: dict[str, Any], function: Any, *first: Any,
             danger: bool = False, hint: str = "") -> None:  # fmt: skip
        """Ask in the strip, then call the service with ``first`` and the typed values in the order of the fields."""

        def submit(typed: dict[str, Any]) -> None:
            rest = [str(typed[field.name] or "") for field in fields]
            self.context.jobs.operation(self.strip, function, self.context.session, *first, *rest, done=self._done, failed=self.strip.failed)

        self.strip.ask(title, fields, verb, submit, values, danger=danger, hint=hint, widths=(1, 1))

    def _done(self, done: Any) -> None:
        self.strip.done()
        self.model.tick_all(False)
        self._show_ticks()
        self.context.shell.show_done(done)

    # -- paper ------------------------------------------------------------------------------------------------------------------

    def handover_dialog(self, record: MemberLine) -> PrintDialog:
        """The print dialog of the hand-over sheet."""

        def build(path: Path, _full: bool, _purpose: str) -> Any:
            return _sheet, (self.context.session, record.id, path), {}

        return PrintDialog(self.context, PrintTask("网格员交接单", f"交接单-{record.staff_no}-{record.name}", build, 3, "三方各一份"), self)

    def export(self) -> None:
        """Ctrl+E: the roster in the columns of the import template."""
        if not self.context.can("export.masked"):
            return
        target = self.context.messages.save_file(self, "导出网格员", f"网格员-{self.context.today():%Y%m%d}.xlsx", EXCEL)
        if target is None:
            return

        def done(_result: Any) -> None:
            self.progress.end()
            self.banner.show_text(f"已导出到 {target.name}，电话已遮住中间几位", "ok")

        self.progress.begin("正在导出网格员", None)
        self.context.jobs.long_operation(self, exports.export, self.context.session, "staff", target, purpose="导出网格员", done=done,
                                         failed=self._failed, on_progress=self.progress.advance, cancellable=False)  # fmt: skip


def _save(session: Any, member_id: str, staff_no: str, name: str, phone: str, joined_on: str, note: str) -> Any:
    return members.save(session, MemberDraft(member_id, staff_no, name, phone, joined_on, note))


def _pair(session: Any, novice_id: str, mentor_id: str, began_on: str) -> Any:
    return members.pair(session, mentor_id, novice_id, began_on)


def _train(session: Any, ids: list[str], held_on: str, title: str, share: str, everybody: str, held_by: str, minutes: str) -> Any:
    return members.train(session, ids, held_on, title, share, held_by, minutes, everybody == "1")


def _sheet(session: Any, member_id: str, path: Path, progress: Any = None) -> int:
    return handovers.sheet_pdf(session, member_id, path)
