"""人口房屋 · 居民: find while typing, filter, read a card, print a roster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget

from app.errors import Refused, Unavailable
from app.models.residents import ResidentFilter, ResidentKeys, ResidentRow
from app.services import residents
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.resident_acts import ResidentActs
from app.ui.pages.resident_panel import ResidentPanel
from app.ui.pages.resident_paper import export_roster, roster_task
from app.ui.tables.residents import STATE_WORDS, ResidentsTableModel
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.basics import Banner, boxed, button, column, hide_unless, label, panel, row
from app.ui.widgets.columns_menu import ColumnsMenu
from app.ui.widgets.filters import FilterChips
from app.ui.widgets.find_box import FindBox
from app.ui.widgets.print_dialog import PrintDialog
from app.ui.widgets.states import LateNotice, ProgressStrip, StateView

DEFAULTS: dict[str, tuple[str, ...]] = {"state": ("active", "pending")}
STATES = ("active", "pending", "closed")
WIDE, HUGE = 1600, 1.3
COPY_LIMIT = 2000
FIND_HINT = "姓名 拼音 证号尾号 电话 地址"


def row_of(model: Any, resident_id: str) -> int:
    """Row of a person among the first fifty of a list that was narrowed to the name, 0 when not there."""
    for number in range(min(model.rowCount(), 50)):
        record = model.record(number)
        if record is not None and record.resident_id == resident_id:
            return number
    return 0


class ResidentsPage(Page):
    """The browser of residents, to the standard of picture C."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"residence", "resident", "household", "dwelling", "visit", "care_tag", "grid"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.filter = ResidentFilter()
        self.answer = ResidentKeys()
        self._wanted_resident = ""
        self._build()
        self.bind_acts()
        context.jobs.query(self, residents.filter_choices, context.session, done=self._show_choices)

    # -- face -----------------------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self.context.theme
        self.find_box = FindBox(theme, FIND_HINT)
        self.find_box.asked.connect(lambda _text: self.ask())
        self.chips = FilterChips(theme, DEFAULTS)
        self.chips.changed.connect(self.ask)
        self.columns_button = button("列", "columns-3")
        self.export_button = button("导出", "file-export", action=self.export)
        self.print_button = button("打印花名册", "printer", key="Ctrl+P", action=self.print_roster)
        self.enter_button = button("入户采集", "plus", key="F5", kind="primary", action=self.enter)
        hide_unless(self.enter_button, self.context.can("resident.write"))
        hide_unless(self.export_button, self.context.can("export.masked"))
        hide_unless(self.print_button, self.context.can("report.roster"))
        tools = row(self.find_box, self.chips, None, self.columns_button, self.export_button, self.print_button, self.enter_button)
        tools.setStretchFactor(self.find_box, 3)
        self.progress = ProgressStrip(theme)
        self.banner = Banner()
        self.model = ResidentsTableModel(str(self.context.today().year), self._fetch)
        self.columns_menu = ColumnsMenu(self, self.model.all_columns, self.context.preferences, "residents.columns")
        self.columns_menu.chosen.connect(self.model.set_columns)
        self.columns_button.setMenu(self.columns_menu)
        self.model.set_columns(self.columns_menu.wanted(False))
        self.table = GridView(theme, "居民列表")
        self.table.setModel(self.model)
        self.table.copied = self._copy
        self.table.moved.connect(self._row_changed)
        self.table.opened.connect(lambda _row, _column: self._open_card())
        self.table.sort_asked.connect(self._sort)
        self.table.ticked.connect(self._show_counts)
        self.find_box.left.connect(self._to_table)
        self.state = StateView(theme)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.table)
        self.middle.addWidget(self.state)
        self.found, self.households = label("", "bold"), label("", "body13")
        self.whole, self.ticked = label("", "helper"), label("", "helper")
        self.work = ResidentActs(self)
        foot = row(label("筛选结果", "body13"), self.found, self.households, self.whole, None, self.ticked, self.work.batch_button,
                   margins=(12, 0, 6, 0))  # fmt: skip
        foot_box = panel(foot, role="section")
        foot_box.setFixedHeight(theme.px(34))
        self.list_panel = panel(self.middle, foot_box, grow=0)
        self.panel = ResidentPanel(self.context)
        self.panel.member_chosen.connect(self.show_resident)
        self.panel.act_asked.connect(self.work.run)
        hide_unless(self.panel, theme.scale < HUGE)  # 特大: the list takes the room, F3 and Enter show the card
        self.late = LateNotice(self, self._loading)
        body = row(self.list_panel, self.panel, spacing=8)
        body.setStretch(0, 1)
        whole = column(boxed(tools), self.progress, self.banner, spacing=8, margins=(12, 10, 12, 10))
        whole.addLayout(body, 1)
        whole.addWidget(self.work.strip)
        self.setLayout(whole)

    def acts(self) -> list[Act]:
        """Keys of the page."""
        can = self.context.can
        paper = [Act("Ctrl+P", "Ctrl+P", "打印花名册", self.print_roster)] if can("report.roster") else []
        paper += [Act("Ctrl+E", "Ctrl+E", "导出", self.export)] if can("export.masked") else []
        return [
            Act("", "↑↓", "选择"),
            Act("", "Enter", "看资料"),
            Act("", "空格", "勾选"),
            Act("/", "/", "回到查找框", self.focus_first),
            *self.work.acts(),
            Act("Ctrl+C", "Ctrl+C", "复制", None, in_bar=False),
            *paper,
            Act("F3", "F3", "资料栏", self._toggle_panel, in_bar=False),
            Act("", "Ctrl+A", "全部勾选", None, in_bar=False),
            Act("", "Home End", "到头 到尾", None, in_bar=False),
            Act("Ctrl+R", "Ctrl+R", "重新读取", self.refresh, in_bar=False),
            Act("Escape", "Esc", "清空查找和筛选", self.back, in_bar=False),
        ]

    def focus_first(self) -> None:
        """The find box."""
        self.find_box.setFocus()
        self.find_box.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Wide screens show more columns and a wider card."""
        super().resizeEvent(event)
        wide = self.window().width() >= WIDE
        self.panel.set_wide(wide)
        wanted = self.columns_menu.wanted(wide)
        if len(wanted) != len(self.model.columns):
            self.model.set_columns(wanted)

    # -- asking -----------------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask the same again."""
        self.ask(keep=True)

    def ask(self, keep: bool = False) -> None:
        """Ask with what the find box and the chips say; only the newest answer arrives."""
        chosen = self.chips.chosen
        self.filter = replace(self.filter, text=self.find_box.text().strip(), grid_ids=chosen.get("grid", ()), tags=chosen.get("tag", ()),
                              states=chosen.get("state", ()) or STATES, populations=chosen.get("population", ()))  # fmt: skip
        row_before = current_row(self.table) if keep else 0
        self.late.start()
        self.context.jobs.query(self, residents.find, self.context.session, self.filter, key="find",
                                done=lambda answer: self._show(answer, row_before), failed=self.failed)  # fmt: skip

    def show_hit(self, hit: Any) -> None:
        """An answer of the global find box."""
        if hit.kind == "resident":
            self._wanted_resident = hit.id
            self._find_quietly(hit.title, STATES)
            self.panel.follow(hit.id)
        else:
            self._find_quietly(hit.title, DEFAULTS["state"])

    def selected_target(self) -> tuple[str, str] | None:
        """The person who is chosen, also while the card is still on its way: for F5, F6 and F9."""
        return ("resident", self.panel.wanted) if self.panel.wanted else None

    def enter(self) -> None:
        """入户采集 at the door of the person shown."""
        self.context.shell.open_quick("household_entry", self.selected_target())

    def show_resident(self, resident_id: str) -> None:
        """A member of the household was clicked."""
        self.panel.follow(resident_id)

    def remember(self) -> dict[str, Any]:
        """Find box, filters, sorting, row."""
        return {"text": self.find_box.text(), "chosen": dict(self.chips.chosen), "sort": self.filter.sort,
                "descending": self.filter.descending, "row": current_row(self.table)}  # fmt: skip

    def recall(self, state: dict[str, Any]) -> None:
        """As it was."""
        if state:
            self.find_box.set_quietly(state["text"])
            self.chips.set_chosen(state["chosen"])
            self.filter = replace(self.filter, sort=state["sort"], descending=state["descending"])
        self.table.set_sort(self.filter.sort, self.filter.descending)

    def back(self) -> None:
        """Esc: empty the find box first, then the filters."""
        if self.find_box.text():
            self.find_box.clear()
            self.find_box.ask_now()
        elif self.chips.chosen != DEFAULTS:
            self.chips.reset()
        self.focus_first()

    def _find_quietly(self, text: str, states: Sequence[str]) -> None:
        self.find_box.set_quietly(text)
        self.chips.set_chosen({"state": tuple(states)})
        self.ask()

    def _fetch(self, keys: Sequence[int], arrived: Callable[[Sequence[Any]], object]) -> None:
        self.context.jobs.query(self, residents.rows, self.context.session, keys, done=arrived)

    def _sort(self, key: str) -> None:
        descending = not self.filter.descending if key == self.filter.sort else False
        self.filter = replace(self.filter, sort=key, descending=descending)
        self.table.set_sort(key, descending)
        self.ask()

    # -- answers ------------------------------------------------------------------------------------------------------------------

    def _show_choices(self, choices: Any) -> None:
        states = [(word, STATE_WORDS[word]) for word in STATES]
        populations = [choice if isinstance(choice, tuple) else (choice, choice) for choice in choices.populations]
        self.work.set_grids(choices.grids)
        self.chips.set_choices({"grid": ("网格", choices.grids), "state": ("状态", states), "tag": ("标签", choices.tags),
                                "population": ("类别", populations)})  # fmt: skip

    def _show(self, answer: ResidentKeys, row_before: int) -> None:
        self.late.stop()
        self.answer = answer
        self.model.set_keys(answer.keys)
        self.table.header.all_ticked = False
        self.table.set_sort(self.filter.sort, self.filter.descending)
        self._show_counts()
        if answer.keys:
            self.middle.setCurrentWidget(self.table)
            if self._wanted_resident:
                self._select_wanted()
            else:
                self.table.select_row(min(max(row_before, 0), len(answer.keys) - 1))
        elif not answer.whole:
            self._show_empty()
        else:
            self._show_nothing_found(answer)
            self._wanted_resident = ""

    def _select_wanted(self) -> None:
        """The row of somebody found elsewhere, among namesakes too: once the rows are there."""
        if self._wanted_resident and self.model.record(0) is None:
            self.model.dataChanged.connect(self._select_wanted, Qt.ConnectionType.SingleShotConnection)
        elif self._wanted_resident:
            self.table.select_row(row_of(self.model, self._wanted_resident))
            self._wanted_resident = ""

    def _show_counts(self) -> None:
        answer = self.answer
        self.found.setText(f"{answer.residents:,}")
        self.households.setText(f"人 / {answer.households:,} 户")
        self.whole.setText(f"（共 {answer.whole:,} 人）")
        count = self.model.ticks.count(len(answer.keys))
        self.ticked.setText(f"已选 {count:,} 人　Ctrl+C 复制到表格" if count else self.work.tick_hint)
        self.work.show_count(count)

    def _show_empty(self) -> None:
        self.panel.clear()
        may_import = self.context.can("import.run")
        actions = [("从 Excel 导入", "", lambda: self.context.shell.open_page("imports"))] if may_import else []
        self.state.show_state("users", "还没有居民", "可以从派出所或社区的名单导入" if may_import else "名单由网格长或管理员导入", actions)
        self.middle.setCurrentWidget(self.state)

    def _show_nothing_found(self, answer: ResidentKeys) -> None:
        self.panel.clear()
        words = f"“{self.filter.text}”" if self.filter.text else "符合这些条件的人"
        near = f"相近的有：{'、'.join(answer.near)}" if answer.near else "可以少输几个字，或去掉一项筛选"
        self.state.show_state("search", f"没有找到{words}", near, [("清空查找和筛选", "Esc", self._clear_everything)])
        self.middle.setCurrentWidget(self.state)

    def _clear_everything(self) -> None:
        self.find_box.set_quietly("")
        self.chips.set_chosen(DEFAULTS)
        self.ask()

    def _loading(self) -> None:
        if not self.answer.keys:
            self.state.show_state("loader-2", "正在读取…", "", [])
            self.middle.setCurrentWidget(self.state)

    def failed(self, error: BaseException) -> None:
        """Say what went wrong above the list."""
        self.late.stop()
        if isinstance(error, Unavailable):
            self.banner.show_text(error.text, "danger")
        elif isinstance(error, Refused):
            self.banner.show_text("；".join(problem.text for problem in error.problems), "warn")

    # -- rows -----------------------------------------------------------------------------------------------------------------------

    def _to_table(self) -> None:
        self.table.setFocus()
        if current_row(self.table) < 0:
            self.table.select_row(0)

    def _row_changed(self, number: int) -> None:
        record: ResidentRow | None = self.model.record(number) if number >= 0 else None
        if record is not None:
            self.panel.follow(record.resident_id)
        elif number >= 0:
            self.panel.forget()
            self.model.dataChanged.connect(self._row_arrived, Qt.ConnectionType.SingleShotConnection)

    def _row_arrived(self) -> None:
        self._row_changed(current_row(self.table))

    def _copy(self) -> str:
        """Ticked rows, else the current one, as cells separated by tabs; numbers stay masked."""
        rows = [number for number, key in enumerate(self.model.keys) if key in self.model.ticks][:COPY_LIMIT]
        rows = rows or [current_row(self.table)]
        places = range(1, len(self.model.columns))
        lines = ["\t".join(str(self.model.data(self.model.index(number, place)) or "") for place in places) for number in rows]
        return "\n".join(["\t".join(self.model.columns[place].title for place in places), *lines])

    def _open_card(self) -> None:
        self.panel.show()
        self.panel.focus_first()

    def _toggle_panel(self) -> None:
        self.panel.setVisible(not self.panel.isVisible())

    # -- paper ------------------------------------------------------------------------------------------------------------------------

    def print_roster(self) -> None:
        """Ctrl+P."""
        self.roster_dialog().exec()

    def roster_dialog(self) -> PrintDialog:
        """The dialog of the roster of what is shown."""
        return PrintDialog(self.context, roster_task(self.context, self.filter), self)

    def export(self) -> None:
        """Ctrl+E."""
        export_roster(self)
