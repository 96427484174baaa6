"""系统管理 操作日志: every act of everybody, what it changed in sentences; verified, exported, printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtWidgets import QStackedWidget

from app.models.audit import LogFilter, LogKeys, LogRow
from app.services import audit, documents
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.messages import EXCEL
from app.ui.pages.base import Page
from app.ui.tables.audit import LogModel
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.basics import Banner, boxed, button, column, label, panel, put_inside, row, scrolled
from app.ui.widgets.filters import FilterChips
from app.ui.widgets.find_box import FindBox
from app.ui.widgets.print_dialog import PrintDialog, PrintTask
from app.ui.widgets.segments import Segments
from app.ui.widgets.states import LateNotice, ProgressStrip, StateView

PERIODS = (("today", "今天"), ("week", "7 天"), ("month", "30 天"), ("all", "全部"))
DAYS = {"today": 0, "week": 6, "month": 29}


class AuditPage(Page):
    """A list, and below it what the chosen act changed."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"log", "account", "office"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.answer = LogKeys()
        self._build()
        self.bind_acts()
        context.jobs.query(self, audit.choices, context.session, done=self._show_choices, failed=self.banner.show_error)

    def _build(self) -> None:
        theme = self.context.theme
        self.find_box = FindBox(theme, "姓名 单位 证号后几位 说明")
        self.find_box.asked.connect(lambda _text: self.refresh())
        self.find_box.left.connect(self._to_table)
        self.periods = Segments(PERIODS, "week")
        self.periods.changed.connect(lambda _value: self.refresh())
        self.chips = FilterChips(theme, {})
        self.chips.changed.connect(self.refresh)
        tools = row(self.find_box, self.periods, self.chips, None, button("核对日志链", "shield-check", action=self.verify),
                    button("导出", "file-export", key="Ctrl+E", action=self.export),
                    button("打印", "printer", key="Ctrl+P", action=lambda: self.print_dialog().exec()))  # fmt: skip
        tools.setStretchFactor(self.find_box, 3)
        self.banner, self.progress = Banner(), ProgressStrip(theme)
        self.model = LogModel(self._fetch)
        self.table = GridView(theme, "操作日志")
        self.table.setModel(self.model)
        self.table.moved.connect(lambda _row: self._read())
        self.state = StateView(theme)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.table)
        self.middle.addWidget(self.state)
        self.found = label("", "bold")
        foot = row(self.found, None, label("日志只增不减，谁也不能改", "helper"), margins=(12, 4, 12, 4))
        self.head = label("", "subtitle")
        self.area = scrolled(label(""))
        self.detail = panel(row(self.head, None, margins=(12, 7, 12, 3)), self.area, margin=1, grow=1)
        self.detail.setFixedHeight(theme.px(150))
        self.late = LateNotice(self, self._loading)
        whole = column(boxed(tools), self.progress, self.banner, spacing=8, margins=(12, 10, 12, 10))
        whole.addWidget(panel(self.middle, panel(foot, role="section"), margin=1, grow=0), 1)
        whole.addWidget(self.detail)
        self.setLayout(whole)

    def acts(self) -> list[Act]:
        """Keys of the page."""
        return [
            Act("", "↑↓", "选择"),
            Act("/", "/", "查找", self.focus_find),
            Act("Ctrl+P", "Ctrl+P", "打印", lambda: self.print_dialog().exec()),
            Act("Ctrl+E", "Ctrl+E", "导出", self.export),
            Act("Ctrl+R", "Ctrl+R", "重新读取", self.refresh, in_bar=False),
            Act("Escape", "Esc", "清空查找和筛选", self.back, in_bar=False),
        ]

    def focus_first(self) -> None:
        """The list."""
        self._to_table()

    def focus_find(self) -> None:
        """/."""
        self.find_box.setFocus()
        self.find_box.selectAll()

    def current(self) -> LogRow | None:
        """The chosen act."""
        place = current_row(self.table)
        return self.model.record(place) if 0 <= place < self.model.rowCount() else None

    def wanted(self) -> LogFilter:
        """The filter as chosen."""
        period, today, chosen = self.periods.value, self.context.today(), self.chips.chosen
        first = (today - timedelta(days=DAYS[period])).isoformat() if period in DAYS else ""
        return LogFilter(first, "", self.find_box.text().strip(), chosen.get("actor", ()), chosen.get("group", ()))

    # -- reading ----------------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask with what is chosen."""
        self.late.start()
        self.context.jobs.query(self, audit.find, self.context.session, self.wanted(), done=self._show, failed=self._failed, key="find")

    def _fetch(self, keys: Sequence[int], arrived: Callable[[Sequence[Any]], object]) -> None:
        def done(found: Any) -> None:
            arrived(found)
            self._read()

        self.context.jobs.query(self, audit.rows, self.context.session, keys, done=done)

    def _show_choices(self, found: Any) -> None:
        people, groups = found
        self.chips.set_choices({"actor": ("操作人", people), "group": ("类别", groups)})

    def _show(self, answer: LogKeys) -> None:
        self.late.stop()
        self.answer = answer
        self.model.set_keys(answer.keys)
        self.found.setText(f"{len(answer.keys):,} 次操作 · {answer.people} 人")
        if answer.keys:
            self.middle.setCurrentWidget(self.table)
            self.table.select_row(0)
            self._read()
        else:
            self._tell("", [])
            self.state.show_state("search", "没有符合条件的操作", "可以看更长的一段时间，或去掉一项筛选", [("清空查找和筛选", "Esc", self.back)])
            self.middle.setCurrentWidget(self.state)

    def _read(self) -> None:
        record = self.current()
        if record is None:
            return
        head = f"{record.at} {record.who} {record.label}"
        if not record.lines:
            self._tell(head, [record.reason or "这次操作没有改动登记内容"])
            return
        self.context.jobs.query(self, audit.sentences, self.context.session, record.operation_id, key="sentences",
                                done=lambda lines: self._tell(f"{head} · 改动 {record.lines:,} 处", lines))  # fmt: skip

    def _tell(self, head: str, lines: Sequence[str]) -> None:
        self.head.setText(head)
        words = [label(line, "body13", wrap=True) for line in lines]
        put_inside(self.area, boxed(column(*words, None, spacing=3, margins=(12, 4, 12, 8))))

    def _loading(self) -> None:
        if not self.answer.keys:
            self.state.show_state("loader-2", "正在读取…", "", [])
            self.middle.setCurrentWidget(self.state)

    def _failed(self, error: BaseException) -> None:
        self.late.stop()
        self.progress.end()
        self.banner.show_error(error)

    def _to_table(self) -> None:
        self.table.setFocus()

    def back(self) -> None:
        """Esc."""
        self.find_box.set_quietly("")
        if self.chips.chosen:
            self.chips.reset()
        else:
            self.refresh()
        self._to_table()

    # -- acting -----------------------------------------------------------------------------------------------------------------

    def verify(self) -> None:
        """The chain from the first line to the last."""

        def done(result: Any) -> None:
            self.progress.end()
            whole = result.message.startswith("日志链完好")
            self.banner.show_text(result.message, "ok" if whole else "danger")

        self.progress.begin("正在核对日志链", None)
        self.context.jobs.long_operation(self, audit.verify, self.context.session, done=done, failed=self._failed,
                                         on_progress=self.progress.advance, cancellable=False)  # fmt: skip

    def _stem(self) -> str:
        return f"操作日志-{self.context.today():%Y%m%d}"

    def export(self) -> None:
        """Ctrl+E."""
        target = self.context.messages.save_file(self, "导出操作日志", f"{self._stem()}.xlsx", EXCEL)
        if target is None:
            return

        def done(count: Any) -> None:
            self.progress.end()
            self.banner.show_text(f"已导出 {count:,} 次操作到 {target.name}", "ok")

        self.progress.begin("正在导出操作日志", None)
        self.context.jobs.long_operation(self, audit.export, self.context.session, self.wanted(), target, done=done, failed=self._failed,
                                         on_progress=self.progress.advance)  # fmt: skip

    def print_dialog(self) -> PrintDialog:
        """The print dialog of the list."""

        def build(path: Path, _full: bool, _purpose: str) -> Any:
            return audit.export, (self.context.session, self.wanted(), path), {"act": documents.PREVIEW}

        return PrintDialog(self.context, PrintTask("操作日志", self._stem(), build, cancellable=True, landscape=True), self)
