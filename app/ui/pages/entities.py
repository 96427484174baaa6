"""法人单位: browser by kind, card and form beside it, 注销, 迁址, 重新登记, visits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget

from app.models.entity_views import EntityDraft, EntityFilter, EntityKeys, EntityRow
from app.services import legal_entities, residents
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.entity_acts import RegistrationActs, export_entities
from app.ui.pages.entity_panel import EntityPanel
from app.ui.pages.ledger_paper import print_acts
from app.ui.tables.entities import EntitiesModel
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.act_strip import ActStrip
from app.ui.widgets.basics import Banner, boxed, button, column, hide_unless, label, panel, row
from app.ui.widgets.filters import FilterChips
from app.ui.widgets.find_box import FindBox
from app.ui.widgets.states import LateNotice, ProgressStrip, StateView

WIDE = 1600
EVERYTHING = "all"
DEFAULTS: dict[str, tuple[str, ...]] = {"state": ("active", "pending")}
STATES = (("active", "在册"), ("pending", "待核"), ("closed", "注销"))
REMINDERS = (("expiring", "证照快到期"), ("overdue", "走访超期"))
ALWAYS = ("enterprise", "individual", "institution", "social")  # tabs that show without a single entity


class EntitiesPage(Page):
    """Picture F."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"entity", "visit", "cycle", "grid"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.filter = EntityFilter()
        self.answer = EntityKeys()
        self._wanted = ""
        self.grids: list[tuple[str, str]] = []
        self._build()
        self.bind_acts()
        context.jobs.query(self, residents.filter_choices, context.session, done=self._show_choices)

    # -- face -----------------------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self.context.theme
        self.find_box = FindBox(theme, "名称 信用代码 负责人 地址")
        self.find_box.asked.connect(lambda _text: self.ask())
        self.chips = FilterChips(theme, DEFAULTS)
        self.chips.changed.connect(self.ask)
        self.export_button = button("导出", "file-export", action=self.export)
        self.new_button = button("新登记", "plus", key="Ctrl+N", kind="primary", action=self.enter_new)
        for part, right in ((self.export_button, "export.masked"), (self.new_button, "entity.write")):
            hide_unless(part, self.context.can(right))
        tools = row(self.find_box, self.chips, None, self.export_button, self.new_button)
        tools.setStretchFactor(self.find_box, 3)
        self.progress = ProgressStrip(theme)
        self.banner = Banner()
        self.model = EntitiesModel(str(self.context.today().year), self._fetch)
        self.table = GridView(theme, "法人单位")
        self.table.setModel(self.model)
        self.table.moved.connect(self._row_changed)
        self.table.opened.connect(lambda _row, _column: self.change())
        self.table.sort_asked.connect(self._sort)
        self.find_box.left.connect(self._to_table)
        self.state = StateView(theme)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.table)
        self.middle.addWidget(self.state)
        self.found, self.groups, self.visited = label("", "bold"), label("", "body13"), label("", "helper")
        foot = panel(row(self.found, self.groups, None, self.visited, margins=(12, 0, 12, 0)), role="section")
        foot.setFixedHeight(theme.px(34))
        self.strip = ActStrip(self.context)
        self.registration = RegistrationActs(self.context, self.strip, self.grids, self._failed)
        self.panel = EntityPanel(self.context)
        self.panel.acted.connect(self.act)
        self.panel.saved.connect(self._stored)
        self.panel.opened.connect(self.show_entity)
        self.panel.editing_changed.connect(lambda on: self.new_button.setEnabled(not on))
        self.late = LateNotice(self, self._loading)
        left = column(panel(self.middle, foot, margin=1, grow=0), spacing=8)
        left.setStretch(0, 1)
        left.addWidget(self.strip)
        body = row(spacing=8)
        body.addLayout(left, 1)
        body.addWidget(self.panel)
        whole = column(boxed(tools), self.progress, self.banner, spacing=8, margins=(12, 10, 12, 10))
        whole.addLayout(body, 1)
        self.setLayout(whole)

    def acts(self) -> list[Act]:
        """Keys of the page."""
        writing = [Act("F2", "F2", "修改", self.change), Act("Ctrl+N", "Ctrl+N", "新登记", self.enter_new)]
        visiting = [Act("", "F6", "登记走访")] if self.context.can("visit.write") else []
        return [
            Act("", "↑↓", "选择"),
            *(writing if self.context.can("entity.write") else []),
            *visiting, *print_acts(self, "entities", lambda: self.filter),
            Act("/", "/", "查找", self.focus_first),
            Act("Ctrl+E", "Ctrl+E", "导出", self.export, in_bar=False),
            Act("Ctrl+R", "Ctrl+R", "重新读取", self.refresh, in_bar=False),
            Act("Ctrl+Return", "Ctrl+Enter", "保存", self._save_key, in_bar=False),
            Act("Escape", "Esc", "放弃修改，清空查找", self.back, in_bar=False),
        ]

    def tabs(self) -> list[tuple[str, str]]:
        """全部 68, 企业 19 …; kinds without an entity only where they are usual."""
        counts = {key: (words, count) for key, words, count in self.answer.groups}
        shown = [(key, f"{words} {count:,}") for key, (words, count) in counts.items() if count or key in ALWAYS or key == self.filter.group]
        return [(EVERYTHING, f"全部 {sum(count for _, count in counts.values()):,}"), *shown]

    def tab(self) -> str:
        """The open kind."""
        return self.filter.group or EVERYTHING

    def show_tab(self, key: str) -> None:
        """Another kind."""
        self.filter = replace(self.filter, group="" if key == EVERYTHING else key)
        self.ask()

    def focus_first(self) -> None:
        """The find box."""
        self.find_box.setFocus()
        self.find_box.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """A wider card on wide screens."""
        super().resizeEvent(event)
        self.panel.set_wide(self.window().width() >= WIDE)

    def selected_target(self) -> tuple[str, str] | None:
        """What F6 visits."""
        record = self.current()
        return ("entity", record.entity_id) if record is not None else None

    def current(self) -> EntityRow | None:
        """The chosen entity."""
        place = current_row(self.table)
        return self.model.record(place) if 0 <= place < self.model.rowCount() else None

    # -- asking -----------------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask the same again."""
        self.ask(keep=True)

    def ask(self, keep: bool = False) -> None:
        """Ask with what the find box and the chips say."""
        chosen = self.chips.chosen
        reminders = chosen.get("reminder", ())
        self.filter = replace(self.filter, text=self.find_box.text().strip(), grid_ids=chosen.get("grid", ()),
                              states=chosen.get("state", ()) or tuple(key for key, _ in STATES), expiring="expiring" in reminders,
                              overdue="overdue" in reminders)  # fmt: skip
        if keep and not self._wanted and (record := self.current()) is not None:
            self._wanted = record.entity_id
        self.late.start()
        self.context.jobs.query(self, legal_entities.find, self.context.session, self.filter, done=self._show, failed=self._failed, key="find")

    def show_hit(self, hit: Any) -> None:
        """An answer of the global find box."""
        self.show_entity(hit.id, hit.title)

    def show_entity(self, entity_id: str, name: str = "") -> None:
        """Choose one entity, whatever is filtered now."""
        self._wanted = entity_id
        self.filter = replace(self.filter, group="")
        self.find_box.set_quietly(name)
        self.chips.set_chosen({"state": tuple(key for key, _ in STATES)})
        self.panel.follow(entity_id)
        self.ask()

    def remember(self) -> dict[str, Any]:
        """Find box, filters, kind, sorting."""
        return {"text": self.find_box.text(), "chosen": dict(self.chips.chosen), "group": self.filter.group, "sort": self.filter.sort,
                "descending": self.filter.descending}  # fmt: skip

    def recall(self, state: dict[str, Any]) -> None:
        """As it was."""
        if state:
            self.find_box.set_quietly(state["text"])
            self.chips.set_chosen(state["chosen"])
            self.filter = replace(self.filter, group=state["group"], sort=state["sort"], descending=state["descending"])
        self.table.set_sort(self.filter.sort, self.filter.descending)

    def back(self) -> None:
        """Esc: out of the form, then the find box, then the filters."""
        if self.strip.close_if_open():
            return
        if self.panel.editing:
            self.panel.stop()
            self._to_table()
            return
        if self.find_box.text():
            self.find_box.set_quietly("")
            self.ask()
        elif self.chips.chosen != DEFAULTS:
            self.chips.reset()
        self.focus_first()

    def _fetch(self, keys: Sequence[int], arrived: Callable[[Sequence[Any]], object]) -> None:
        self.context.jobs.query(self, legal_entities.rows, self.context.session, keys, done=arrived)

    def _sort(self, key: str) -> None:
        self.filter = replace(self.filter, sort=key, descending=not self.filter.descending if key == self.filter.sort else False)
        self.ask()

    def _show_choices(self, choices: Any) -> None:
        self.grids[:] = choices.grids
        self.chips.set_choices({"grid": ("网格", self.grids), "state": ("状态", STATES), "reminder": ("提醒", REMINDERS)})
        self.panel.form.set_grids(self.grids)

    # -- answers ------------------------------------------------------------------------------------------------------------------

    def _show(self, answer: EntityKeys) -> None:
        self.late.stop()
        self.answer = answer
        self.model.set_keys(answer.keys)
        self.table.set_sort(self.filter.sort, self.filter.descending)
        self.found.setText(f"{answer.entities:,} 家")
        self.groups.setText(" · ".join(f"{words} {count:,}" for _, words, count in answer.groups if count))
        self.visited.setText(f"本月已走访 {answer.visited_this_month:,} 家 · 在册共 {answer.whole:,} 家")
        if answer.keys:
            self.middle.setCurrentWidget(self.table)
            self.table.select_row(self._row_of_wanted())
        else:
            self._show_nothing()
        self._wanted = ""
        self.context.shell.refresh_tabs()

    def _row_of_wanted(self) -> int:
        if self._wanted:
            for place in range(min(self.model.rowCount(), 2000)):
                record = self.model.record(place)
                if record is not None and self._wanted in (record.entity_id, record.name):
                    return place
        return 0

    def _show_nothing(self) -> None:
        if not self.panel.editing:
            self.panel.clear()
        if not self.answer.whole and not self.find_box.text():
            actions = [("新登记", "Ctrl+N", self.enter_new)] if self.context.can("entity.write") else []
            self.state.show_state("building-store", "还没有法人单位", "可以从名单导入，也可以逐家登记", actions)
        else:
            self.state.show_state("search", "没有符合条件的单位", "可以少输几个字，或去掉一项筛选", [("清空查找和筛选", "Esc", self._clear)])
        self.middle.setCurrentWidget(self.state)

    def _clear(self) -> None:
        self.find_box.set_quietly("")
        self.filter = replace(self.filter, group="")
        self.chips.reset()

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
        if current_row(self.table) < 0:
            self.table.select_row(0)

    def _row_changed(self, number: int) -> None:
        record = self.current()
        if record is not None:
            self.panel.follow(record.entity_id)
        elif number >= 0:
            self.model.dataChanged.connect(lambda: self._row_changed(current_row(self.table)), Qt.ConnectionType.SingleShotConnection)

    # -- entering and changing ------------------------------------------------------------------------------------------------------

    def act(self, word: str) -> None:
        """A button of the card."""
        record = self.current()
        if word == "visit":
            self.visit()
        elif word == "change":
            self.change()
        elif record is not None and not self.panel.editing:
            self._wanted = record.entity_id
            self.registration.ask(word, record)

    def enter_new(self) -> None:
        """Ctrl+N."""
        if not self.panel.editing:
            grid = self.grids[0][0] if len(self.grids) == 1 else ""
            self.panel.begin(EntityDraft(opened_on=self.context.today().isoformat(), grid_id=grid))

    def change(self) -> None:
        """F2 and Enter: the form of the chosen entity."""
        record = self.current()
        if record is None or self.panel.editing or not self.context.can("entity.write") or record.state == "voided":
            return

        def read(draft: EntityDraft) -> None:
            self.panel.begin(draft, record.address if draft.dwelling_id else "")

        self.context.jobs.query(self, legal_entities.draft_of, self.context.session, record.entity_id, done=read, failed=self._failed)

    def visit(self) -> None:
        """F6 of the chosen entity."""
        target = self.selected_target()
        if target is not None:
            self.context.shell.open_quick("visits", target)

    def _stored(self, name: str) -> None:
        self._wanted = name
        self.ask()
        self._to_table()

    def _save_key(self) -> None:
        if self.panel.editing:
            self.panel.save()
        elif self.strip.isVisible():
            self.strip.submit()

    # -- file -----------------------------------------------------------------------------------------------------------------------

    def export(self) -> None:
        """Ctrl+E: all entities as a workbook, telephone numbers masked."""
        if self.context.can("export.masked"):
            export_entities(self.context, self, self.progress, self.banner, self._failed)
