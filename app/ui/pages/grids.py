"""网格体系: the tree, the card of a grid, its tasks, and the desk of re-division."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.models.grid_fields import CLOSE_FIELDS, RELEASE_FIELDS, assign_fields
from app.models.grid_views import GridLine, GridPerson
from app.services import code_lists, exports, grid_divisions, grids
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.messages import EXCEL
from app.ui.pages.base import Page
from app.ui.pages.form_paper import grid_file_task
from app.ui.pages.grid_desk import GridDesk
from app.ui.pages.grid_panel import GridPanel
from app.ui.tables.grids import GridsModel
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.act_strip import ActStrip
from app.ui.widgets.basics import Banner, boxed, button, column, hide_unless, label, panel, row
from app.ui.widgets.find_box import FindBox
from app.ui.widgets.print_dialog import PrintDialog, PrintTask
from app.ui.widgets.segments import Segments
from app.ui.widgets.states import LateNotice, ProgressStrip, StateView


class GridsPage(Page):
    """The tree left, the card right; the desk takes the whole page while grids are divided."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"grid", "member", "dwelling", "residence", "resident", "entity", "visit"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.lines: list[GridLine] = []
        self.members: list[tuple[str, str]] = []
        self._wanted = ""
        self.roles = code_lists.choices_of(["grid_member_role"])
        self._build()
        self.bind_acts()

    # -- face -----------------------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self.context.theme
        self.find_box = FindBox(theme, "网格 编码 类型 负责人")
        self.find_box.asked.connect(lambda _text: self.refresh())
        self.find_box.left.connect(self._to_table)
        self.which = Segments((("open", "在用"), ("all", "全部")), "open")
        self.which.changed.connect(lambda _key: self.refresh())
        self.export_button = button("导出", "file-export", action=self.export)
        self.compare_button = button("历史对照", "history", action=self.compare)
        self.merge_button = button("合并", action=self.merge)
        self.new_button = button("新建下级", "plus", key="Ctrl+N", kind="primary", action=self.enter_new)
        for part, right in ((self.export_button, "export.masked"), (self.compare_button, "export.masked"), (self.merge_button, "grid.write"),
                            (self.new_button, "grid.write")):  # fmt: skip
            hide_unless(part, self.context.can(right))
        tools = row(self.find_box, self.which, None, self.compare_button, self.export_button, self.merge_button, self.new_button)
        self.progress, self.banner = ProgressStrip(theme), Banner()
        self.model = GridsModel(self.context.today().isoformat())
        self.table = GridView(theme, "网格体系")
        self.table.setModel(self.model)
        self.table.moved.connect(lambda _row: self._row_changed())
        self.table.opened.connect(lambda _row, _column: self.change())
        self.table.ticked.connect(self._show_ticks)
        self.state = StateView(theme)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.table)
        self.middle.addWidget(self.state)
        self.found, self.warned = label("", "bold"), label("", "helper")
        foot = panel(row(self.found, None, self.warned, margins=(12, 0, 12, 0)), role="section")
        foot.setFixedHeight(theme.px(34))
        self.strip = ActStrip(self.context)
        self.panel = GridPanel(self.context)
        self.panel.acted.connect(self.act)
        self.panel.released.connect(self._release)
        self.panel.saved.connect(self._to_table)
        self.panel.editing_changed.connect(lambda on: self.new_button.setEnabled(not on))
        self.late = LateNotice(self, self._loading)
        left = column(panel(self.middle, foot, margin=1, grow=0), spacing=8)
        left.setStretch(0, 1)
        left.addWidget(self.strip)
        body = row(spacing=8)
        body.addLayout(left, 1)
        body.addWidget(self.panel)
        face = column(boxed(tools), self.progress, self.banner, spacing=8, margins=(12, 10, 12, 10))
        face.addLayout(body, 1)
        self.desk = GridDesk(self.context)
        self.desk.left.connect(self._leave_desk)
        self.desk.finished.connect(lambda _done: self._leave_desk())
        self.faces = QStackedWidget()
        self.faces.addWidget(boxed(face))
        self.faces.addWidget(self.desk)
        self.setLayout(column(self.faces, spacing=0))

    def acts(self) -> list[Act]:
        """Keys of the page; the desk has its own."""
        if self.faces.currentIndex() == 1:
            keys = (("↑↓", "选楼栋"), ("0–3", "去向"), ("Ctrl+1", "全部去 1"), ("Ctrl+Enter", "执行"), ("Esc", "放弃"))
            return [Act("", shown, words) for shown, words in keys]
        writing = [Act("F2", "F2", "修改", self.change), Act("Ctrl+N", "Ctrl+N", "新建下级", self.enter_new), Act("", "Space", "勾选合并")]
        return [
            Act("", "↑↓", "选择"),
            *(writing if self.context.can("grid.write") else []),
            Act("/", "/", "查找", self.focus_first),
            Act("Ctrl+P", "Ctrl+P", "历史对照", self.compare, in_bar=False),
            *([Act("Ctrl+D", "Ctrl+D", "打印网格档案", self.print_file, in_bar=False)] if self.context.can("report.roster") else []),
            Act("Ctrl+E", "Ctrl+E", "导出", self.export, in_bar=False),
            Act("Ctrl+R", "Ctrl+R", "重新读取", self.refresh, in_bar=False),
            Act("Ctrl+Return", "Ctrl+Enter", "保存", self._save_key, in_bar=False),
            Act("Escape", "Esc", "放弃，清空查找", self.back, in_bar=False),
        ]

    def focus_first(self) -> None:
        """The find box, or the desk while it is open."""
        if self.faces.currentIndex() == 0:
            self.find_box.setFocus()
            self.find_box.selectAll()

    def remember(self) -> dict[str, Any]:
        """Find box and the chosen grid."""
        record = self.current()
        return {"text": self.find_box.text(), "chosen": record.id if record is not None else ""}

    def recall(self, state: dict[str, Any]) -> None:
        """As it was."""
        self.find_box.set_quietly(state.get("text", ""))
        self._wanted = state.get("chosen", "")

    def current(self) -> GridLine | None:
        """The chosen grid."""
        return self.model.record(current_row(self.table))

    # -- asking -----------------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the tree again."""
        if not self._wanted and (record := self.current()) is not None:
            self._wanted = record.id
        self.late.start()
        self.context.jobs.query(self, grids.tree, self.context.session, self.find_box.text().strip(), self.which.value == "all",
                                done=self._show, failed=self._failed, key="tree")  # fmt: skip
        self.context.jobs.query(self, grids.members, self.context.session, done=self._show_members, key="members")

    def _show(self, lines: Any) -> None:
        self.late.stop()
        self.lines = list(lines)
        self.model.set_rows(self.lines)
        leaves = [line for line in self.lines if line.leaf and line.parent_id]
        self.found.setText(f"{len(self.lines):,} 个节点 · {len(leaves):,} 个最下层网格")
        warned = sum(bool(line.warnings) for line in leaves)
        self.warned.setText(f"{warned:,} 个网格的户数或人数偏离通常大小" if warned else "")
        self._show_ticks()
        if self.lines:
            self.middle.setCurrentWidget(self.table)
            self.table.select_row(next((place for place, line in enumerate(self.lines) if line.id == self._wanted), 0))
            self._row_changed()
        else:
            self.panel.clear()
            self.state.show_state("search", "没有符合的网格", "可以少输几个字", [("清空查找", "Esc", self._clear)])
            self.middle.setCurrentWidget(self.state)
        self._wanted = ""

    def _show_members(self, found: Any) -> None:
        self.members = list(found)

    def _show_ticks(self) -> None:
        count = self.model.count()
        self.merge_button.setText(f"合并 {count} 个" if count > 1 else "合并")
        self.merge_button.setEnabled(count > 1)

    def _loading(self) -> None:
        if not self.lines:
            self.state.show_state("loader-2", "正在读取…", "", [])
            self.middle.setCurrentWidget(self.state)

    def _failed(self, error: BaseException) -> None:
        self.late.stop()
        self.progress.end()
        self.banner.show_error(error)

    def _clear(self) -> None:
        self.find_box.set_quietly("")
        self.refresh()

    def _to_table(self) -> None:
        self.table.setFocus()

    def _row_changed(self) -> None:
        record = self.current()
        if record is not None:
            self.panel.follow(record.id)

    def back(self) -> None:
        """Esc: out of the desk, the strip, the form, then the find box."""
        if self.faces.currentIndex() == 1:
            self._leave_desk()
        elif self.strip.close_if_open():
            return
        elif self.panel.editing:
            self.panel.stop()
            self._to_table()
        elif self.find_box.text():
            self._clear()

    # -- acts -------------------------------------------------------------------------------------------------------------------

    def act(self, word: str) -> None:
        """A button of the card."""
        record = self.current()
        if record is None:
            return
        if word == "file":
            self.print_file()
        elif word == "change":
            self.change()
        elif word == "assign":
            self._assign(record)
        elif word == "close":
            self.strip.ask(f"停用 {record.label}", CLOSE_FIELDS, "停用", lambda typed: self._run(grids.close, record.id, str(typed["day"] or "")),
                           {"day": self.context.today().isoformat()}, danger=True, widths=(1, 1))  # fmt: skip
        else:
            self._open_desk(word, [record])

    def change(self) -> None:
        """F2."""
        record = self.current()
        if record is None or not self.context.can("grid.write") or self.faces.currentIndex() == 1:
            return
        self.context.jobs.query(self, grids.draft_of, self.context.session, record.id, failed=self._failed,
                                done=lambda draft: self.panel.begin(draft, f"修改 {record.label}"))  # fmt: skip

    def enter_new(self) -> None:
        """Ctrl+N: below the chosen grid."""
        record = self.current()
        if record is None or not self.context.can("grid.write") or self.panel.editing or self.faces.currentIndex() == 1:
            return
        self.context.jobs.query(self, grids.new_draft, self.context.session, record.id, failed=self._failed,
                                done=lambda draft: self.panel.begin(draft, f"{record.label} 下新建"))  # fmt: skip

    def merge(self) -> None:
        """The ticked grids become one."""
        lines = self.model.ticked_lines()
        if len(lines) > 1:
            self._open_desk("merge", lines)

    def _assign(self, record: GridLine) -> None:
        self.strip.ask(f"{record.label} 安排责任人", assign_fields(self.members), "安排", lambda typed: self._run(
            grids.assign, record.id, *(str(typed[name] or "") for name in ("member_id", "role", "valid_from", "valid_to"))),
            {"valid_from": self.context.today().isoformat(), "role": "03"}, widths=(1, 1), choices=self.roles)  # fmt: skip

    def _release(self, person: GridPerson) -> None:
        self.strip.ask(f"结束 {person.name} 的任职（{person.role_label}）", RELEASE_FIELDS, "结束任职",
                       lambda typed: self._run(grids.release, person.assignment_id, str(typed["valid_to"] or "")),
                       {"valid_to": self.context.today().isoformat()}, widths=(1, 1))  # fmt: skip

    def _run(self, function: Any, *arguments: Any) -> None:
        self.context.jobs.operation(self.strip, function, self.context.session, *arguments, done=self._done, failed=self.strip.failed)

    def _done(self, done: Any) -> None:
        self.strip.done()
        self.context.shell.show_done(done)

    def _open_desk(self, kind: str, lines: list[GridLine]) -> None:
        places = [(line.id, line.label) for line in self.lines if line.leaf and line.territorial and line.parent_id and not line.valid_to]
        self.strip.close_if_open()
        self.faces.setCurrentIndex(1)
        self.desk.begin(kind, lines, self.members, places)
        self.context.shell.refresh_keys()

    def _leave_desk(self) -> None:
        self.faces.setCurrentIndex(0)
        self.model.tick_all(False)
        self._show_ticks()
        self._to_table()
        self.context.shell.refresh_keys()

    def _save_key(self) -> None:
        if self.faces.currentIndex() == 1:
            self.desk.submit()
        elif self.strip.isVisible():
            self.strip.submit()
        elif self.panel.editing:
            self.panel.save()

    # -- paper ------------------------------------------------------------------------------------------------------------------

    def compare(self) -> None:
        """Ctrl+P: what became of what, on paper."""
        if self.context.can("export.masked") and self.faces.currentIndex() == 0:
            self.compare_dialog(self).exec()

    def compare_dialog(self, parent: QWidget) -> PrintDialog:
        """The print dialog of the comparison, with Excel."""

        def build(path: Any, _full: bool, _purpose: str) -> Any:
            return _pdf, (self.context.session, path), {}

        def excel(path: Any, _full: bool, _purpose: str) -> Any:
            return _xlsx, (self.context.session, path), {}

        stem = f"网格历史对照表-{self.context.today():%Y%m%d}"
        return PrintDialog(self.context, PrintTask("网格历史对照表", stem, build, excel=excel), parent)

    def print_file(self) -> None:
        """Ctrl+D: 一格一档 of the chosen grid."""
        record = self.current()
        if record is not None and self.context.can("report.roster") and self.faces.currentIndex() == 0:
            PrintDialog(self.context, grid_file_task(self.context, record.id, record.label), self).exec()

    def export(self) -> None:
        """Ctrl+E: the grids in the columns of the import template."""
        if not self.context.can("export.masked"):
            return
        target = self.context.messages.save_file(self, "导出网格", f"网格-{self.context.today():%Y%m%d}.xlsx", EXCEL)
        if target is None:
            return

        def done(_result: Any) -> None:
            self.progress.end()
            self.banner.show_text(f"已导出到 {target.name}", "ok")

        self.progress.begin("正在导出网格", None)
        self.context.jobs.long_operation(self, exports.export, self.context.session, "grids", target, purpose="导出网格", done=done,
                                         failed=self._failed, on_progress=self.progress.advance, cancellable=False)  # fmt: skip


def _pdf(session: Any, path: Any, progress: Any = None) -> int:
    return grid_divisions.comparison_pdf(session, path)


def _xlsx(session: Any, path: Any, progress: Any = None) -> None:
    grid_divisions.comparison_xlsx(session, path)
