"""人口房屋 · 变更记录 (picture M): who changed what and when, single fields put back, whole acts undone – always with the reason."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLineEdit

from app.errors import Refused, Unavailable
from app.models.person_views import HistoryEntry, PersonView
from app.services import history, lifecycle, person_history, persons
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.forms.date_field import DateEditor
from app.ui.pages.base import Page
from app.ui.tables.history import ROW, EntriesModel, EntryDelegate, FieldsModel
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.basics import Banner, button, column, label, panel, row
from app.ui.widgets.segments import Segments

WIDTH = 300
MANY = 200  # changes of one operation that are undone without a question
ALL, CHANGES, LOOKS = "all", "changes", "looks"


class HistoryPage(Page):
    """Of one person (from the card), else of the whole office."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"resident", "residence", "household", "dwelling", "care_tag", "visit", "entity", "revisit"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.resident_id = ""
        self.entries: list[HistoryEntry] = []
        body = row(self._list(), spacing=8, margins=(12, 10, 12, 10))
        body.addWidget(self._detail(), 1)
        self.setLayout(body)
        self.bind_acts()
        self._show_title(None)

    # -- face -----------------------------------------------------------------------------------------------------------------

    def _list(self) -> QFrame:
        theme = self.context.theme
        self.title, self.about = label("", "subtitle"), label("", "helper")
        self.office_button = button("全部操作", kind="text", small=True, action=lambda: self.show_resident(""))
        self.kinds = Segments([(ALL, "全部"), (CHANGES, "只看修改"), (LOOKS, "只看查看")], ALL)
        self.kinds.changed.connect(lambda _kind: self._show_entries())
        self.model = EntriesModel()
        self.table = GridView(theme, "变更记录", ROW)
        self.table.header.hide()
        self.table.setModel(self.model)
        self.delegate = EntryDelegate(theme)  # the view does not own it
        self.table.setItemDelegate(self.delegate)
        self.table.moved.connect(self._row_moved)
        self.day = DateEditor(self.context.today, hint="如 2026-03-01")
        self.day.setAccessibleName("看某一天的状态")
        self.day.setFixedWidth(theme.px(116))
        self.day.returnPressed.connect(self.show_day)
        self.state_on = label("", "body13", wrap=True)
        past = column(row(label("某一天在哪里", "body13"), self.day, None), self.state_on, spacing=4, margins=(12, 6, 12, 6))
        self.past = panel(past, role="section")
        note = panel(row(label("谁看过完整证件号、导出、打印也有记录", "helper", wrap=True), margins=(12, 6, 12, 6)), role="section")
        head = panel(row(self.title, self.about, None, self.office_button, margins=(12, 3, 6, 3)), role="panel-head")
        kinds = panel(row(self.kinds, None, margins=(12, 6, 12, 6)), role="panel-head")
        frame = panel(head, kinds, self.table, self.past, note, margin=1, grow=2)
        frame.setFixedWidth(theme.px(WIDTH))
        return frame

    def _detail(self) -> QFrame:
        theme = self.context.theme
        self.head, self.detail = label("", "subtitle"), label("", "helper")
        self.fields = FieldsModel()
        self.field_table = GridView(theme, "改动的项目")
        self.field_table.setModel(self.fields)
        self.field_table.ticked.connect(self._show_buttons)
        self.banner = Banner()
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("例如：核实后仍住原处，只是周末来住")
        self.reason.setAccessibleName("原因")
        self.undo_button = button("撤销整次操作", "arrow-back-up", key="Ctrl+Del", action=self.undo)
        self.restore_button = button("恢复选中的项", key="Ctrl+Enter", kind="primary", action=self.restore)
        why = row(label("原因", "form"), self.reason, margins=(14, 8, 14, 8))
        why.setStretch(1, 1)
        told = row(self.banner, margins=(14, 8, 14, 0))
        self.foot = panel(column(told, why, row(label("撤销和恢复也会记入日志，以后还能再恢复", "helper"), None, self.undo_button,
                                                self.restore_button, margins=(14, 0, 12, 8)), spacing=0), role="section")  # fmt: skip
        head = panel(row(self.head, self.detail, None, margins=(14, 8, 14, 8)), role="panel-head")
        return panel(head, self.field_table, self.foot, margin=1, grow=1)

    def acts(self) -> list[Act]:
        """Keys of the page."""
        return [
            Act("", "↑↓", "换记录"),
            Act("", "空格", "勾选项目"),
            Act("Right", "→", "到项目", self._to_fields),
            Act("Ctrl+Return", "Ctrl+Enter", "恢复选中的项", self.restore),
            Act("Ctrl+Enter", "", "恢复", self.restore, in_bar=False),
            Act("Ctrl+Delete", "Ctrl+Del", "撤销整次操作", self.undo),
            Act("Ctrl+R", "Ctrl+R", "重新读取", self.refresh, in_bar=False),
            Act("Escape", "Esc", "回到记录", self.back, in_bar=False),
        ]

    def focus_first(self) -> None:
        """The list."""
        self.table.setFocus()

    def selected_target(self) -> tuple[str, str] | None:
        """The person whose record is shown."""
        return ("resident", self.resident_id) if self.resident_id else None

    # -- asking ------------------------------------------------------------------------------------------------------------------

    def show_resident(self, resident_id: str) -> None:
        """The record of one person, '' = of the whole office."""
        self.resident_id = resident_id
        self.state_on.setText("")
        self.refresh()
        self.table.setFocus()

    def refresh(self) -> None:
        """Read the list again."""
        if self.resident_id:
            self.context.jobs.query(self, persons.person, self.context.session, self.resident_id, done=self._show_title, key="person",
                                    failed=self._failed)  # fmt: skip
            self.context.jobs.query(self, person_history.entries, self.context.session, self.resident_id, done=self._show, key="entries")
        else:
            self._show_title(None)
            self.context.jobs.query(self, person_history.office_entries, self.context.session, done=self._show, key="entries")

    def show_day(self) -> None:
        """Where the person stood at the end of a day."""
        problem = self.day.commit()
        if problem or not self.day.value() or not self.resident_id:
            self.state_on.setText(problem or "输入日期后按 Enter")
            return
        self.context.jobs.query(self, lifecycle.state_on, self.context.session, self.resident_id, self.day.value(), key="day",
                                done=lambda found: self.state_on.setText(found.text), failed=self._failed)  # fmt: skip

    def _show_title(self, who: PersonView | None) -> None:
        self.title.setText(who.draft.name if who is not None else "全部操作")
        self.office_button.setVisible(who is not None)
        self.past.setVisible(who is not None)

    def _show(self, entries: Any) -> None:
        self.entries = entries
        self._show_entries()

    def _show_entries(self) -> None:
        now = self.model.record(current_row(self.table))
        kind = self.kinds.value
        shown = [entry for entry in self.entries if kind == ALL or entry.viewing == (kind == LOOKS)]
        self.model.set_rows(shown)
        self.about.setText(f"共 {len(shown)} 条")
        place = next((place for place, entry in enumerate(shown) if now is not None and entry.operation_id == now.operation_id), 0)
        self.table.select_row(place)
        if not shown:
            self._row_moved(-1)

    def _row_moved(self, place: int) -> None:
        entry = self.model.record(place)
        self.banner.hide()
        self.reason.clear()
        if entry is None:
            self.head.setText("没有这类记录")
            self.detail.setText("")
            self.fields.set_rows([])
            self.foot.hide()
            return
        self.head.setText(f"{entry.at} {entry.who} {entry.label}")
        self.detail.setText(entry.reason if not entry.viewing else "")
        self.context.jobs.query(self, person_history.fields, self.context.session, entry.operation_id, self.resident_id, key="fields",
                                done=self._show_fields)  # fmt: skip

    def _show_fields(self, found: Any) -> None:
        self.fields.set_rows(found)
        entry = self.current()
        later = [field.label for field in found if field.changed_since]
        words = f"“{'、'.join(later)}”在这之后又改过，默认不恢复；要恢复请勾选" if later else ""
        if entry is not None and entry.undone:
            words = "这次操作已经撤销过"
        self.banner.show_text(words, "warn" if later else "info", closable=False)
        self._show_buttons()

    def _show_buttons(self) -> None:
        entry, keys = self.current(), self.fields.keys()
        writes = self.context.can("resident.write")
        live = entry is not None and not entry.viewing and not entry.undone and writes
        self.foot.setVisible(live)
        self.undo_button.setVisible(bool(entry is not None and entry.undoable))
        self.restore_button.setVisible(bool(keys))
        self.restore_button.setText(f"恢复选中的 {len(keys)} 项 │ Ctrl+Enter")

    def current(self) -> HistoryEntry | None:
        """The chosen act."""
        return self.model.record(current_row(self.table))

    def _to_fields(self) -> None:
        self.field_table.setFocus()
        self.field_table.select_row(max(0, current_row(self.field_table)))

    def back(self) -> None:
        """Esc: from the fields to the list, from there to the residents."""
        if self.table.hasFocus():
            self.context.shell.open_page("residents")
        else:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- acting ------------------------------------------------------------------------------------------------------------------

    def restore(self) -> None:
        """Ctrl+Enter: the ticked fields go back to what they were."""
        entry, keys, why = self.current(), self.fields.keys(), self.reason.text().strip()
        if entry is None or not keys or not self.foot.isVisible():
            return
        if not why:
            self._ask_reason("恢复要写原因，以后查得到")
            return
        self.context.jobs.operation(self, lifecycle.restore_fields, self.context.session, entry.operation_id, keys, why,
                                    done=self.context.shell.show_done, failed=self._failed)  # fmt: skip

    def undo(self) -> None:
        """Ctrl+Del: the whole act is taken back."""
        entry, why = self.current(), self.reason.text().strip()
        if entry is None or not entry.undoable or not self.foot.isVisible():
            return
        if not why:
            self._ask_reason("撤销整次操作要写原因，以后查得到")
            return
        if entry.whole > MANY and not self._wants_all(entry):
            return
        self.context.jobs.operation(self, history.undo, self.context.session, entry.operation_id, why, done=self.context.shell.show_done,
                                    failed=self._failed)  # fmt: skip

    def _wants_all(self, entry: HistoryEntry) -> bool:
        """What touched so many records is asked about once more (ux.md §9)."""
        title = f"撤销 {entry.at} 的“{entry.label}”，共 {entry.whole:,} 处改动？"
        text = "这次操作不只改了眼前这一个人，撤销会把它改过的全部退回。撤销本身也能再撤销。"
        return self.context.messages.ask(self, title, text, ("撤销整次操作", "不撤销"), danger=True) == 0

    def _ask_reason(self, words: str) -> None:
        self.banner.show_text(words, "warn", closable=False)
        self.reason.setFocus()

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Refused):
            self.banner.show_text("；".join(problem.text for problem in error.problems), "warn")
        elif isinstance(error, Unavailable):
            self.banner.show_text(error.text, "danger")
