"""人口房屋 · 待核数据: everything doubtful by rank; Enter opens the right form, Ctrl+D puts right what is certain, Del says 不用改."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget

from app.models.doubts import GROUPS, IGNORE_FIELDS, KINDS, Doubt, DoubtFilter, DoubtLine, DoubtList
from app.models.form_fields import Choice, FormField
from app.models.resident_fields import USE_CHOICES
from app.models.residents import FindHit
from app.services import doubts, dwelling_changes, persons, residents
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.correction import CorrectionDialog
from app.ui.pages.doubt_panel import DoubtPanel
from app.ui.pages.ledger_paper import ledger_dialog, print_acts
from app.ui.tables.doubts import DoubtTable, doubt_columns, grid_columns
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.paged import PagedTableModel
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.act_strip import ActStrip
from app.ui.widgets.basics import Banner, boxed, button, column, hide_unless, label, panel, row
from app.ui.widgets.filters import FilterChips
from app.ui.widgets.segments import Segments
from app.ui.widgets.states import LateNotice, StateView

WIDE, GRIDS_HEIGHT = 1600, 146
IGNORED = "ignored"
USE = (FormField("use", "房屋用途", "choice", choices=USE_CHOICES, required=True),)
PLACES = {"member": "members", "pair": "duplicates"}  # pages that are simply opened


class DoubtsPage(Page):
    """↑↓ chooses, Enter opens the form, Ctrl+D repairs, Del says that it is right."""

    WATCHES: ClassVar[frozenset[str]] = frozenset(
        {"doubt", "resident", "residence", "household", "dwelling", "grid", "member", "entity", "visit", "duplicate"}
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.answer = DoubtList()
        self.filter = DoubtFilter()
        self.grids: list[tuple[str, str]] = []
        self.dialog: CorrectionDialog | None = None
        self._build()
        self.bind_acts()
        context.jobs.query(self, residents.filter_choices, context.session, done=self._show_choices)

    # -- face ------------------------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self.context.theme
        self.group = Segments([("", "全部"), *GROUPS.items(), (IGNORED, "已记不用改")], "")
        self.group.changed.connect(lambda _group: self.ask())
        self.chips = FilterChips(theme, {})
        self.chips.changed.connect(self.ask)
        self.print_button = button("打印清单", "printer", key="Ctrl+P", action=self._print)
        hide_unless(self.print_button, self.context.can("report.roster"))
        tools = row(self.group, self.chips, None, self.print_button)
        self.banner = Banner()
        self.model = PagedTableModel(doubt_columns(), self._fetch)
        self.table = DoubtTable(theme, "待核数据")
        self.table.setModel(self.model)
        self.table.moved.connect(self._row_changed)
        self.table.opened.connect(lambda _row, _column: self.act("open"))
        self.table.silenced.connect(lambda: self.act("silence"))
        self.state = StateView(theme)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.table)
        self.middle.addWidget(self.state)
        self.found, self.whole = label("", "bold"), label("", "helper")
        foot = panel(row(label("筛选结果", "body13"), self.found, self.whole, None, margins=(12, 0, 12, 0)), role="section")
        foot.setFixedHeight(theme.px(34))
        self.panel = DoubtPanel(self.context, self._failed)
        self.panel.acted.connect(self.act)
        self.spread = ListedTableModel(grid_columns())
        self.spread_table = GridView(theme, "各网格条数", 27)
        self.spread_table.setModel(self.spread)
        self.spread_table.opened.connect(lambda place, _column: self.show_grid(self.spread.record(place)))
        self.spread_panel = panel(self.spread_table, margin=1, grow=0)
        self.spread_panel.setFixedHeight(theme.px(GRIDS_HEIGHT))
        self.strip = ActStrip(self.context)
        self.late = LateNotice(self, lambda: self._say("loader-2", "正在逐条检查…", ""))
        right = column(self.panel, self.spread_panel, spacing=8)
        right.setStretch(0, 1)
        body = row(panel(self.middle, foot, margin=1, grow=0), spacing=8)
        body.setStretch(0, 1)
        body.addLayout(right)
        whole = column(boxed(tools), self.banner, spacing=8, margins=(12, 10, 12, 10))
        whole.addLayout(body, 1)
        whole.addWidget(self.strip)
        self.setLayout(whole)

    def acts(self) -> list[Act]:
        """Keys of the page."""
        return [
            Act("", "↑↓", "选择"),
            Act("", "Enter", "去改"),
            Act("Ctrl+D", "Ctrl+D", "一键改正", lambda: self.act("repair")),
            Act("", "Del", "不用改"),
            Act("", "F6", "登记走访"),
            *print_acts(self, "doubts", lambda: self.filter),
            Act("Ctrl+R", "Ctrl+R", "重新检查", self.refresh, in_bar=False),
            Act("Escape", "Esc", "清空筛选", self.back, in_bar=False),
        ]

    def focus_first(self) -> None:
        """The list."""
        self.table.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Wide screens have a wider card."""
        super().resizeEvent(event)
        wide = self.window().width() >= WIDE
        self.panel.set_wide(wide)
        self.spread_panel.setFixedWidth(self.panel.width())

    def remember(self) -> dict[str, Any]:
        """Group and filters."""
        return {"group": self.group.value, "chosen": dict(self.chips.chosen)}

    def recall(self, state: dict[str, Any]) -> None:
        """As it was."""
        if state:
            self.group.choose(state["group"])
            self.chips.set_chosen(state["chosen"])

    # -- asking ------------------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Search again; nothing saved since: the same list at once."""
        self.ask(keep=True)

    def ask(self, keep: bool = False) -> None:
        """Ask with what the chips say."""
        group, chosen = self.group.value, self.chips.chosen
        silent = group == IGNORED
        self.filter = DoubtFilter("" if silent else group, chosen.get("kind", ()), chosen.get("grid", ()), silent)
        place = max(0, current_row(self.table)) if keep else 0
        self.late.start()
        self.context.jobs.long_query(self, doubts.find, self.context.session, self.filter, done=lambda answer: self._show(answer, place),
                                     failed=self._failed, on_progress=self._advance, key="find")  # fmt: skip

    def show_grid(self, line: tuple[str, str, int] | None) -> None:
        """Enter on a grid: only its doubts."""
        if line is not None and line[0]:
            self.chips.set_chosen({**self.chips.chosen, "grid": (line[0],)})
            self.ask()
            self.table.setFocus()

    def current(self) -> DoubtLine | None:
        """The chosen line."""
        place = current_row(self.table)
        return self.model.record(place) if 0 <= place < self.model.rowCount() else None

    def selected_target(self) -> tuple[str, str] | None:
        """What F6 visits and F5 opens."""
        line = self.current()
        return doubts.target_of(line.doubt) if line is not None and line.doubt.table != "grid_member" else None

    def back(self) -> None:
        """Esc: the form below first, then the filters."""
        if not self.strip.close_if_open() and (self.chips.chosen or self.group.value):
            self.group.choose("")
            self.chips.set_chosen({})
            self.ask()
        self.focus_first()

    def _advance(self, done: int, total: int, text: str) -> None:
        if self.middle.currentWidget() is self.state:
            self._say("loader-2", "正在逐条检查…", f"{text}（{done}/{total}）")

    def _fetch(self, keys: Sequence[int], arrived: Callable[[Sequence[Any]], object]) -> None:
        wanted = [self.answer.found[key] for key in keys]
        self.context.jobs.query(self, doubts.rows, self.context.session, wanted, done=arrived, failed=self._failed)

    def _show_choices(self, choices: Any) -> None:
        self.grids = list(choices.grids)
        self.chips.set_choices({"kind": ("待核内容", KINDS), "grid": ("网格", self.grids)})

    def _show(self, answer: DoubtList, place: int) -> None:
        self.late.stop()
        self.answer = answer
        self.panel.clear()
        self.model.set_keys(answer.keys)
        self.spread.set_rows(answer.grids)
        self.found.setText(f"{len(answer.found):,} 条")
        silent = f"，另有 {answer.ignored:,} 条已记不用改" if answer.ignored else ""
        self.whole.setText(f"（共 {answer.whole:,} 条{silent}）")
        if answer.found:
            self.middle.setCurrentWidget(self.table)
            self.table.select_row(min(place, len(answer.found) - 1))
            self._row_changed(current_row(self.table))
        elif self.filter == DoubtFilter():
            self._say("circle-check", "没有待核的数据", "每次保存后都会重新检查")
        else:
            self._say("search", "这里没有", "可以去掉一项筛选，或按 Esc 看全部")

    def _say(self, icon: str, title: str, text: str) -> None:
        self.state.show_state(icon, title, text, [])
        self.middle.setCurrentWidget(self.state)

    def _row_changed(self, place: int) -> None:
        if 0 <= place < len(self.answer.found):
            self.panel.follow(self.answer.found[place].text)

    def _failed(self, error: BaseException) -> None:
        self.late.stop()
        self.banner.show_error(error)

    # -- acting ------------------------------------------------------------------------------------------------------------------

    def act(self, word: str) -> None:
        """Enter, Ctrl+D, Del."""
        card, place = self.panel.card, current_row(self.table)
        if card is None or not 0 <= place < len(self.answer.found) or card.line.doubt != self.answer.found[place] or not card.may_change:
            return
        doubt, session = card.line.doubt, self.context.session
        if word == "repair" and card.repair:
            self.context.jobs.operation(self, doubts.repair, session, doubt.text, done=self._done, failed=self._failed)
        elif word == "silence" and card.ignored:
            self.context.jobs.operation(self, doubts.unignore, session, doubt.text, done=self._done, failed=self._failed)
        elif word == "silence":
            self._ask(f"{card.line.title} {card.line.label} 不用改", IGNORE_FIELDS, "记住",
                      lambda typed: (doubts.ignore, session, doubt.text, str(typed["reason"] or "")), "这条记录改动后会再提示")  # fmt: skip
        elif word == "open" and not card.ignored:
            self._open(card.way, card.field, card.line)

    def _open(self, way: str, field: str, line: DoubtLine) -> None:
        """The right form, with the cursor where the doubt is."""
        doubt, shell = line.doubt, self.context.shell
        if way == "person":
            self.context.jobs.query(self, persons.person, self.context.session, doubt.subject_id, failed=self._failed,
                                    done=lambda view: self._correct(view, field))  # fmt: skip
        elif way == "use":
            self._ask(f"{line.address} 房屋用途", USE, "保存",
                      lambda typed: (dwelling_changes.save_dwelling, self.context.session, doubt.dwelling_id,
                                     {"use": str(typed["use"] or "")}))  # fmt: skip
        elif way == "grid":
            self._ask_grid(doubt, line.address)
        elif way in ("visit", "call"):
            page = shell.open_quick("visits", None if way == "visit" else doubts.target_of(doubt))
            if page is not None and way == "visit":
                page.correct(doubt.record_id)
        elif way == "home":
            shell.open_quick("household_entry", ("dwelling", doubt.dwelling_id) if doubt.dwelling_id else ("resident", doubt.subject_id))
        elif way in PLACES:
            if shell.open_page(PLACES[way]) is None:
                self.banner.show_text("这一项由网格长办理，请告诉网格长。", "info")
        else:
            self._show_record(way, line)

    def _show_record(self, way: str, line: DoubtLine) -> None:
        page = self.context.shell.open_page("entities" if way == "entity" else "residents")
        if page is not None and way == "entity":
            page.show_entity(line.doubt.subject_id, line.title)
        elif page is not None:
            page.show_hit(FindHit("resident", line.doubt.subject_id, line.title, ""))

    def _correct(self, view: Any, field: str) -> None:
        self.dialog = CorrectionDialog(self.context, self, view)
        self.dialog.form.focus_field(field)
        self.dialog.open()

    def _ask_grid(self, doubt: Doubt, address: str) -> None:
        if not self.context.can("grid.write"):
            self.banner.show_text("房屋的网格由网格长调整，请告诉网格长。", "info")
            return
        choices = tuple(Choice(key, words) for key, words in self.grids)
        self._ask(f"{address} 调整网格", (FormField("grid_id", "网格", "choice", required=True, choices=choices),), "调整",
                  lambda typed: (dwelling_changes.move_dwellings_to_grid, self.context.session, [doubt.dwelling_id], str(typed["grid_id"] or "")),
                  "住在这里的人和单位一起过去")  # fmt: skip

    def _ask(self, title: str, fields: Sequence[FormField], verb: str, call: Callable[[dict[str, Any]], tuple[Any, ...]], hint: str = "") -> None:
        def submit(typed: dict[str, Any]) -> None:
            self.context.jobs.operation(self.strip, *call(typed), done=done, failed=self.strip.failed)

        def done(result: Any) -> None:
            self.strip.done()
            self._done(result)

        self.strip.ask(title, fields, verb, submit, hint=hint, widths=(1, 1))

    def _done(self, result: Any) -> None:
        self.banner.hide()
        self.context.shell.show_done(result)

    def _print(self) -> None:
        ledger_dialog(self.context, "doubts", self.filter, self).exec()
