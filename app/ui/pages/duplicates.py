"""人口房屋 · 疑似重复: pairs that may be one person, side by side, merged field by field – or remembered as two people."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QStackedWidget

from app.errors import Refused, Unavailable
from app.models.form_fields import FormField, choice_of
from app.models.household_views import DuplicatePair, MergeLine, MergeView
from app.models.resident_fields import RESIDENT_FIELDS
from app.models.residents import FindHit
from app.services import code_lists, duplicates
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.tables.duplicates import LEFT, RIGHT_SIDE, SideModel, line_of_merge, merge_columns, pair_columns
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.act_strip import ActStrip
from app.ui.widgets.basics import Banner, button, column, label, panel, row
from app.ui.widgets.segments import Segments
from app.ui.widgets.states import LateNotice, StateView

WIDTH = 400
PAIRS, MERGED = "pairs", "merged"
WHY = (FormField("why", "原因", span=2, hint="例如：同名的母女，证件号不同"),)


class SideView(GridView):
    """``picked(side)``: ← or →."""

    picked = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows to the sides choose, not walk."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.picked.emit(LEFT if event.key() == Qt.Key.Key_Left else RIGHT_SIDE)
        else:
            super().keyPressEvent(event)


class DuplicatesPage(Page):
    """The list is made when the page opens and on Ctrl+R: comparing everybody takes a moment."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"duplicate"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.view: MergeView | None = None
        tables = {field.name: field.code_table for field in RESIDENT_FIELDS if field.code_table} | {"population": "population_type"}
        lists = code_lists.choices_of(set(tables.values()))
        self.words_of = {name: lists[table] for name, table in tables.items()}
        self._build()
        self.bind_acts()

    # -- face -----------------------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self.context.theme
        self.kinds = Segments([(PAIRS, "疑似重复"), (MERGED, "已合并")], PAIRS)
        self.kinds.changed.connect(lambda _kind: self.refresh())
        self.count = label("", "helper")
        self.pairs, self.merges = ListedTableModel(pair_columns()), ListedTableModel(merge_columns())
        self.pair_table, self.merge_table = GridView(theme, "疑似重复"), GridView(theme, "已合并")
        for table, model in ((self.pair_table, self.pairs), (self.merge_table, self.merges)):
            table.setModel(model)
            table.moved.connect(self._row_moved)
        self.pair_table.opened.connect(lambda _row, _column: self.sides_table.setFocus())
        self.state = StateView(theme)
        self.lists = QStackedWidget()
        for part in (self.pair_table, self.merge_table, self.state):
            self.lists.addWidget(part)
        head = panel(row(self.kinds, None, self.count, margins=(12, 6, 12, 6)), role="panel-head")
        left = panel(head, self.lists, margin=1, grow=1)
        left.setFixedWidth(theme.px(WIDTH))
        self.strip = ActStrip(self.context)
        right = column(spacing=8)
        right.addWidget(self._detail(), 1)
        right.addWidget(self.strip)
        body = row(left, spacing=8, margins=(12, 10, 12, 10))
        body.addLayout(right, 1)
        self.setLayout(body)
        self.late = LateNotice(self, lambda: self._say("loader-2", "正在比对全部档案…", ""))

    def _detail(self) -> QFrame:
        self.title, self.words = label("", "subtitle"), label("", "body13", wrap=True)
        self.banner = Banner()
        self.sides = SideModel()
        self.sides_table = SideView(self.context.theme, "两份档案对照")
        self.sides_table.setModel(self.sides)
        self.sides_table.picked.connect(lambda side: self.sides.pick(current_row(self.sides_table), side))
        self.sides_table.clicked.connect(self._clicked)
        self.view_button = button("看并入的档案", action=self.look)
        self.different_button = button("不是同一人", key="Ctrl+Del", action=self.not_same)
        self.merge_button = button("合并成一份", key="Ctrl+Enter", kind="primary", action=self.merge)
        self.unmerge_button = button("撤销合并", "arrow-back-up", key="Ctrl+Enter", action=self.unmerge)
        head = panel(column(self.title, self.words, spacing=2, margins=(14, 7, 14, 7)), role="panel-head")
        told = row(self.banner, margins=(14, 6, 14, 6))
        foot = panel(row(label("合并后随时可以撤销", "helper"), None, self.view_button, self.different_button, self.merge_button,
                         self.unmerge_button, margins=(14, 7, 12, 7)), role="section")  # fmt: skip
        return panel(head, self.sides_table, told, foot, margin=1, grow=1)

    def acts(self) -> list[Act]:
        """Keys of the page."""
        return [
            Act("", "↑↓", "换一对"),
            Act("", "Enter", "到对照"),
            Act("", "← →", "取哪一边"),
            Act("Ctrl+Return", "Ctrl+Enter", "合并", self._main_key),
            Act("Ctrl+Enter", "", "合并", self._main_key, in_bar=False),
            Act("Ctrl+Delete", "Ctrl+Del", "不是同一人", self.not_same),
            Act("Ctrl+R", "Ctrl+R", "重新比对", self.refresh),
            Act("Escape", "Esc", "回到列表", self.focus_first, in_bar=False),
        ]

    def focus_first(self) -> None:
        """The list."""
        (self.pair_table if self.kinds.value == PAIRS else self.merge_table).setFocus()

    # -- asking ------------------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Compare everybody again, or read the merges."""
        if self.kinds.value == PAIRS:
            self.late.start()
            self.context.jobs.query(self, duplicates.pairs, self.context.session, key="list", done=self._show_pairs, failed=self._failed)
        else:
            self.context.jobs.query(self, duplicates.merges, self.context.session, key="list", done=self._show_merges, failed=self._failed)

    def _show_pairs(self, pairs: Any) -> None:
        self.late.stop()
        self._list(self.pairs, self.pair_table, pairs)
        self.count.setText(f"{len(pairs)} 对")
        if not pairs:
            self._say("users", "没有疑似重复的档案", "按姓名、出生日期、电话、住址和证号比对过全部档案")

    def _show_merges(self, merges: Any) -> None:
        self._list(self.merges, self.merge_table, merges)
        self.count.setText(f"{len(merges)} 次")
        if not merges:
            self._say("users", "没有合并过档案", "合并之后在这里可以随时撤销")

    def _list(self, model: ListedTableModel, table: GridView, lines: Any) -> None:
        place = max(0, current_row(table))
        self._show_nothing()  # before the list: a table that comes into view chooses its first row
        model.set_rows(lines)
        self.lists.setCurrentWidget(table)
        if lines:
            table.select_row(min(place, len(lines) - 1))

    def _say(self, icon: str, title: str, text: str) -> None:
        self.state.show_state(icon, title, text, [])
        self.lists.setCurrentWidget(self.state)

    def _row_moved(self, _place: int) -> None:
        pair, line = self.pair(), self.merged()
        if pair is not None:
            self.context.jobs.query(self, duplicates.compare, self.context.session, pair.first.resident_id, pair.second.resident_id,
                                    key="compare", done=self._show_sides, failed=self._failed)  # fmt: skip
        elif line is not None:
            self._show_nothing()
            self.title.setText(line_of_merge(line))
            self.words.setText("撤销后两份档案各自恢复，之后的走访留在保留的那份")
            self.unmerge_button.show()

    def pair(self) -> DuplicatePair | None:
        """The chosen pair."""
        return self.pairs.record(current_row(self.pair_table)) if self.kinds.value == PAIRS else None

    def merged(self) -> MergeLine | None:
        """The chosen merge."""
        return self.merges.record(current_row(self.merge_table)) if self.kinds.value == MERGED else None

    def _show_sides(self, view: MergeView) -> None:
        self.view, pair = view, self.pair()
        self.sides.show(view, self._word)
        self.title.setText(f"{view.left_title}　与　{view.right_title}")
        visits = f"走访 {view.left_visits} 次、{view.right_visits} 次，合并后归到一份"
        self.words.setText("；".join(part for part in (pair.explanation if pair is not None else "", visits) if part))
        self.banner.show_text("；".join(problem.text for problem in view.problems), "warn", closable=False)
        blocked = any(problem.severity == "error" for problem in view.problems)
        self.unmerge_button.hide()
        self.view_button.show()
        self.different_button.show()
        self.merge_button.setVisible(not blocked)
        self.sides_table.select_row(0)

    def _word(self, column_name: str, code: str) -> str:
        """The label of a code; other values as they are."""
        found = choice_of(self.words_of.get(column_name, ()), code)
        return found.label if found is not None else code

    def _show_nothing(self) -> None:
        self.view = None
        self.title.setText("")
        self.words.setText("")
        self.sides.set_rows([])
        self.banner.hide()
        for part in (self.view_button, self.different_button, self.merge_button, self.unmerge_button):
            part.hide()

    def _clicked(self, index: Any) -> None:
        if index.column() in (1, 2):
            self.sides.pick(index.row(), LEFT if index.column() == 1 else RIGHT_SIDE)

    # -- acting ------------------------------------------------------------------------------------------------------------------

    def _main_key(self) -> None:
        if self.kinds.value == PAIRS:
            self.merge()
        else:
            self.unmerge()

    def look(self) -> None:
        """The card of the record that would be merged away."""
        page = self.context.shell.open_page("residents") if self.view is not None else None
        if page is not None and self.view is not None:
            page.show_hit(FindHit("resident", self.view.right_id, self.view.right_title.split(" ")[0], ""))

    def merge(self) -> None:
        """Ctrl+Enter: one record of two, every field as picked."""
        view = self.view
        if view is None or not self.merge_button.isVisible():
            return
        self.context.jobs.operation(self, duplicates.merge, self.context.session, view.left_id, view.right_id, dict(self.sides.chosen()),
                                    done=self._done, failed=self._failed)  # fmt: skip

    def unmerge(self) -> None:
        """撤销合并, however long ago."""
        line = self.merged()
        if line is not None:
            self.context.jobs.operation(self, duplicates.unmerge, self.context.session, line.merge_id, done=self._done, failed=self._failed)

    def not_same(self) -> None:
        """Ctrl+Del: two people; the pair is never proposed again."""
        pair = self.pair()
        if pair is None:
            return

        def submit(values: dict[str, Any]) -> None:
            self.context.jobs.operation(self.strip, duplicates.not_same, self.context.session, pair.first.resident_id, pair.second.resident_id,
                                        values["why"], done=done, failed=self.strip.failed)  # fmt: skip

        def done(result: Any) -> None:
            self.strip.done()
            self.context.shell.show_done(result)  # the list is read again by the change itself

        self.strip.ask(f"{pair.first.name} 与 {pair.second.name} 不是同一人", WHY, "记住", submit, hint="以后不再提示这一对")

    def _done(self, result: Any) -> None:
        self.context.shell.show_done(result)
        self.refresh()

    def _failed(self, error: BaseException) -> None:
        self.late.stop()
        if isinstance(error, Refused):
            self.banner.show_text("；".join(problem.text for problem in error.problems), "warn")
        elif isinstance(error, Unavailable):
            self.banner.show_text(error.text, "danger")
