"""人口房屋 · 户 and 房屋: what stands empty, is rented, is crowded; the card with owner and tenants apart; new buildings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget

from app.errors import Refused, Unavailable
from app.models.dwelling_views import DWELLING_HINTS, HOUSEHOLD_HINTS, DwellingFilter, DwellingRow, HouseholdRow, PlaceKeys
from app.models.form_fields import FormField
from app.models.resident_fields import USE_CHOICES
from app.services import code_lists, dwelling_changes, dwellings, lifecycle, residents
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.building import BuildingDialog
from app.ui.pages.dwelling_panel import DwellingPanel
from app.ui.pages.form_paper import notice_task
from app.ui.pages.ledger_paper import print_acts
from app.ui.pages.person_acts import DOOR, follow_doors
from app.ui.tables.cells import Column
from app.ui.tables.paged import PagedTableModel
from app.ui.tables.places import dwelling_columns, household_columns
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.act_strip import ActStrip
from app.ui.widgets.basics import Banner, boxed, button, column, hide_unless, label, panel, row
from app.ui.widgets.filters import FilterChips
from app.ui.widgets.find_box import FindBox
from app.ui.widgets.print_dialog import PrintDialog
from app.ui.widgets.segments import Segments
from app.ui.widgets.states import LateNotice, StateView

WIDE, HUGE, QUICK_HINTS = 1600, 1.3, 4
EDIT_FIELDS = (
    FormField("use", "房屋用途", "choice", choices=USE_CHOICES),
    FormField("rent_use", "出租用途", "choice", code_table="rent_use"),
    FormField("owner_name", "产权人"),
    FormField("owner_phone", "产权电话", "phone"),
    FormField("note", "备注", span=2),
)
MOVED_ON = FormField("opened_on", "移动日期", "date", required=True, hint="今天 j")


class PlacesPage(Page):
    """One list of doors; the two tabs differ in lines and hints."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"dwelling", "household", "residence", "resident", "visit", "grid"})
    NOUN: ClassVar[str] = ""
    HINTS: ClassVar[Mapping[str, str]] = {}
    LEDGER: ClassVar[str] = ""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.answer = PlaceKeys()
        self.filter = DwellingFilter()
        self.writes = context.can("resident.write")
        self.grids: list[tuple[str, str]] = []
        self.dialog: BuildingDialog | None = None
        self._build()
        self.bind_acts()
        context.jobs.query(self, residents.filter_choices, context.session, done=self._show_choices)

    def columns(self) -> list[Column]:
        """Columns of the list."""
        return []

    def ask_keys(self) -> Callable[..., Any]:
        """The service that answers the filter."""
        return dwellings.find

    def ask_rows(self) -> Callable[..., Any]:
        """The service that reads lines."""
        return dwellings.rows

    # -- face ------------------------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self.context.theme
        self.find_box = FindBox(theme, "地址 住户 产权人")
        self.find_box.asked.connect(lambda _text: self.ask())
        self.chips = FilterChips(theme, {})
        self.chips.changed.connect(self.ask)
        self.new_button = button("新建楼栋", "plus", key="Ctrl+N", kind="primary", action=self.new_building)
        hide_unless(self.new_button, self.writes)
        self.quick = Segments([("", "全部"), *list(self.HINTS.items())[:QUICK_HINTS]], "")
        self.quick.changed.connect(self._quick_hint)
        tools = row(self.find_box, self.quick, self.chips, None, self.new_button)
        tools.setStretchFactor(self.find_box, 3)
        self.banner = Banner()
        self.model = PagedTableModel(self.columns(), self._fetch)
        self.table = GridView(theme, f"{self.NOUN}列表")
        self.table.setModel(self.model)
        self.table.moved.connect(self._row_changed)
        self.table.opened.connect(lambda _row, _column: self.act("enter"))
        self.find_box.left.connect(self._to_table)
        self.state = StateView(theme)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.table)
        self.middle.addWidget(self.state)
        self.found, self.detail, self.whole = label("", "bold"), label("", "body13"), label("", "helper")
        foot = panel(row(label("筛选结果", "body13"), self.found, self.detail, self.whole, None, margins=(12, 0, 12, 0)), role="section")
        foot.setFixedHeight(theme.px(34))
        self.panel = DwellingPanel(self.context)
        self.panel.act_asked.connect(self.act)
        hide_unless(self.panel, theme.scale < HUGE)
        self.strip = ActStrip(self.context)
        self.late = LateNotice(self, self._loading)
        body = row(panel(self.middle, foot, margin=1, grow=0), self.panel, spacing=8)
        body.setStretch(0, 1)
        whole = column(boxed(tools), self.banner, spacing=8, margins=(12, 10, 12, 10))
        whole.addLayout(body, 1)
        whole.addWidget(self.strip)
        self.setLayout(whole)

    def acts(self) -> list[Act]:
        """Keys of the page."""
        writing = [
            Act("F2", "F2", "修改用途和产权人", lambda: self.act("edit")),
            Act("", "F5", "入户采集"),
            Act("", "F6", "登记走访"),
            Act("Ctrl+N", "Ctrl+N", "新建楼栋", self.new_building),
            Act("Ctrl+M", "Ctrl+M", "全户移动", lambda: self.act("move"), in_bar=False),
        ]
        return [
            Act("", "↑↓", "选择"),
            *(writing if self.writes else []),
            *print_acts(self, self.LEDGER, lambda: self.filter),
            *([Act("Ctrl+D", "Ctrl+D", "打印告知书", self.print_notice, in_bar=False)] if self.writes else []),
            Act("/", "/", "回到查找框", self.focus_first),
            Act("F3", "F3", "资料栏", lambda: self.panel.setVisible(not self.panel.isVisible()), in_bar=False),
            Act("Ctrl+R", "Ctrl+R", "重新读取", self.refresh, in_bar=False),
            Act("Escape", "Esc", "清空查找和筛选", self.back, in_bar=False),
        ]

    def focus_first(self) -> None:
        """The find box."""
        self.find_box.setFocus()
        self.find_box.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Wide screens have a wider card."""
        super().resizeEvent(event)
        self.panel.set_wide(self.window().width() >= WIDE)

    # -- asking ------------------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask the same again."""
        self.ask(keep=True)

    def ask(self, keep: bool = False) -> None:
        """Ask with what the find box and the chips say."""
        chosen = self.chips.chosen
        hints = chosen.get("hint", ())[-1:]  # one hint at a time
        if len(chosen.get("hint", ())) > 1:
            self.chips.set_chosen(chosen | {"hint": hints})
        now = hints[0] if hints and hints[0] in self.quick.buttons else ""
        self.quick.buttons[now].setChecked(True)
        self.filter = DwellingFilter(self.find_box.text().strip(), chosen.get("grid", ()), chosen.get("use", ()), hints[0] if hints else "")
        place = current_row(self.table) if keep else 0
        self.late.start()
        self.context.jobs.query(self, self.ask_keys(), self.context.session, self.filter, key="find",
                                done=lambda answer: self._show(answer, place), failed=self._failed)  # fmt: skip

    def _quick_hint(self, key: str) -> None:
        others = {name: values for name, values in self.chips.chosen.items() if name != "hint"}
        self.chips.set_chosen(others | ({"hint": (key,)} if key else {}))
        self.ask()

    def current(self) -> Any:
        """The chosen line."""
        place = current_row(self.table)
        return self.model.record(place) if 0 <= place < self.model.rowCount() else None

    def selected_target(self) -> tuple[str, str] | None:
        """The door: for F5 and F6."""
        record = self.current()
        return ("dwelling", record.dwelling_id) if record is not None else None

    def back(self) -> None:
        """Esc: the find box first, then the filters."""
        if self.find_box.text():
            self.find_box.set_quietly("")
            self.ask()
        elif self.chips.chosen:
            self.chips.reset()
        self.focus_first()

    def remember(self) -> dict[str, Any]:
        """Find box and filters."""
        return {"text": self.find_box.text(), "chosen": dict(self.chips.chosen)}

    def recall(self, state: dict[str, Any]) -> None:
        """As it was."""
        if state:
            self.find_box.set_quietly(state["text"])
            self.chips.set_chosen(state["chosen"])

    def _fetch(self, keys: Sequence[int], arrived: Callable[[Sequence[Any]], object]) -> None:
        self.context.jobs.query(self, self.ask_rows(), self.context.session, keys, done=arrived)

    def _show_choices(self, choices: Any) -> None:
        self.grids = list(choices.grids)
        uses = [(choice.code, choice.label) for choice in USE_CHOICES]
        self.chips.set_choices({"hint": ("提示", list(self.HINTS.items())), "use": ("用途", uses), "grid": ("网格", self.grids)})

    def _show(self, answer: PlaceKeys, place: int) -> None:
        self.late.stop()
        self.answer = answer
        self.model.set_keys(answer.keys)
        self.found.setText(f"{len(answer.keys):,} {self.NOUN}")
        self.detail.setText(f"{answer.residents:,} 人")
        self.whole.setText(f"（共 {answer.whole:,} {self.NOUN}）")
        if answer.keys:
            self.middle.setCurrentWidget(self.table)
            self.table.select_row(min(max(place, 0), len(answer.keys) - 1))
            return
        self.panel.clear()
        if answer.whole:
            actions = [("清空查找和筛选", "Esc", self._clear)]
            self.state.show_state("search", "没有符合条件的", "可以少输几个字，或去掉一项筛选", actions)
        else:
            actions = [("新建楼栋", "Ctrl+N", self.new_building)] if self.writes else []
            self.state.show_state("home", "还没有房屋", "按规则新建楼栋，或从 Excel 导入居民时一起建立", actions)
        self.middle.setCurrentWidget(self.state)

    def _clear(self) -> None:
        self.find_box.set_quietly("")
        self.chips.set_chosen({})
        self.ask()

    def _loading(self) -> None:
        if not self.answer.keys:
            self.state.show_state("loader-2", "正在读取…", "", [])
            self.middle.setCurrentWidget(self.state)

    def _failed(self, error: BaseException) -> None:
        self.late.stop()
        if isinstance(error, Refused):
            self.banner.show_text("；".join(problem.text for problem in error.problems), "warn")
        elif isinstance(error, Unavailable):
            self.banner.show_text(error.text, "danger")

    def _to_table(self) -> None:
        self.table.setFocus()

    def _row_changed(self, place: int) -> None:
        record = self.model.record(place) if place >= 0 else None
        if record is not None:
            self.panel.follow(record.dwelling_id)
        elif place >= 0:
            self.model.dataChanged.connect(self._row_arrived, Qt.ConnectionType.SingleShotConnection)

    def _row_arrived(self) -> None:
        self._row_changed(current_row(self.table))

    # -- acting ------------------------------------------------------------------------------------------------------------------

    def act(self, act: str) -> None:
        """F2, F5, F6, Ctrl+M on the chosen door."""
        record = self.current()
        if record is None or not self.writes:
            return
        if act == "notice":
            self.print_notice()
        elif act in ("enter", "visit"):
            page = "household_entry" if act == "enter" else "visits"
            self.context.shell.open_quick(page, ("dwelling", record.dwelling_id))
        elif act == "edit":
            self._edit(record)
        elif act == "move":
            self._move(record)

    def print_notice(self) -> None:
        """Ctrl+D: 告知书 of the chosen door."""
        record = self.current()
        if record is not None and self.writes:
            PrintDialog(self.context, notice_task(self.context, record.dwelling_id, record.address), self).exec()

    def _edit(self, record: DwellingRow | HouseholdRow) -> None:
        card = self.panel.card
        values = dict(card.values) if card is not None and card.row.dwelling_id == record.dwelling_id else {}

        def submit(typed: dict[str, Any]) -> None:
            changes = {name: str(value) for name, value in typed.items() if value != values.get(name, "")}
            if not changes:
                self.strip.banner.show_text("没有改动任何内容。要关闭按 Esc", "info")
                return
            self.context.jobs.operation(self.strip, dwelling_changes.save_dwelling, self.context.session, record.dwelling_id, changes,
                                        done=self._done, failed=self.strip.failed)  # fmt: skip

        self.strip.ask(f"修改 {record.address}", EDIT_FIELDS, "保存", submit, values, hint="产权人和租住的人分开记", widths=(1, 1),
                       choices=code_lists.choices_of(["rent_use"]))  # fmt: skip

    def _move(self, record: DwellingRow | HouseholdRow) -> None:
        household = getattr(record, "household_id", "")
        if not household:
            self.banner.show_text("全户移动在“户”里办，先选一户", "info")
            return

        def submit(typed: dict[str, Any]) -> None:
            accepted = tuple(problem.text for problem in self.strip.form.accepted()) if self.strip.form is not None else ()
            self.context.jobs.operation(self.strip, lifecycle.move_household, self.context.session, household, typed["dwelling_id"],
                                        typed["opened_on"], accepted=accepted, done=self._done, failed=self.strip.failed)  # fmt: skip

        form = self.strip.ask(f"{record.address} 全户移动", (DOOR, MOVED_ON), "移动全户", submit,
                              {"opened_on": self.context.today().isoformat()}, widths=(1, 1))  # fmt: skip
        follow_doors(self.context, form, everywhere=True)

    def _done(self, result: Any) -> None:
        self.strip.done()
        self.context.shell.show_done(result)

    def new_building(self) -> None:
        """Ctrl+N: floors × rooms by rule."""
        if self.writes:
            self.dialog = BuildingDialog(self.context, self, self.grids)
            self.dialog.open()


class DwellingsPage(PlacesPage):
    """房屋."""

    NOUN = "套"
    LEDGER = "dwellings"
    HINTS = DWELLING_HINTS

    def columns(self) -> list[Column]:
        """Owner and tenants apart."""
        return dwelling_columns(str(self.context.today().year))


class HouseholdsPage(PlacesPage):
    """户."""

    NOUN = "户"
    LEDGER = "households"
    HINTS = HOUSEHOLD_HINTS

    def columns(self) -> list[Column]:
        """Head and members."""
        return household_columns(str(self.context.today().year))

    def ask_keys(self) -> Callable[..., Any]:
        """Households."""
        return dwellings.find_households

    def ask_rows(self) -> Callable[..., Any]:
        """Lines of households."""
        return dwellings.household_rows
