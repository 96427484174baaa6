"""拆分、合并、改编码、调整楼栋: what goes where on the left, what becomes of it on the right, done only after it was seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from app.errors import Refused, Unavailable
from app.models.grid_division import BuildingGroup, DivisionPlan, DivisionPreview, NewGrid
from app.models.grid_fields import MOST_NEW, NEW, division_fields
from app.models.grid_views import GridLine
from app.services import grid_divisions
from app.ui.context import Context
from app.ui.forms.editors import FormContext
from app.ui.forms.entry_form import EntryForm
from app.ui.tables.grids import GroupsModel, change_columns
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.basics import Banner, boxed, button, column, label, panel, row

VERBS = {"split": "拆分", "merge": "合并", "recode": "改编码", "move": "调整楼栋"}
HINTS = {
    "split": "↑↓ 选楼栋，按 1、2、3 分到新网格，0 保留；全部分走的原网格自动停用",
    "merge": "选中网格里的一切都并到一个网格，其余网格停用",
    "recode": "编码以原编码开头的下级网格一起改；旧编码留在历史里",
    "move": "↑↓ 选楼栋，按 1 或空格调整，0 保留",
}


class GroupTable(GridView):
    """Digits say where the building goes, Space takes the next destination; then one row down."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """0–4 and Space."""
        model: Any = self.model()
        text, place = event.text(), current_row(self)
        if isinstance(model, GroupsModel) and text.isdigit() and int(text) in model.words:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                model.place_all(int(text))
            else:
                model.place(place, int(text))
                self.select_row(min(place + 1, model.rowCount() - 1))
        elif isinstance(model, GroupsModel) and event.key() == Qt.Key.Key_Space and place >= 0:
            numbers = sorted(model.words)
            now = numbers.index(model.goes.get(model.rows[place].key, 0))
            model.place(place, numbers[(now + 1) % len(numbers)])
        else:
            super().keyPressEvent(event)


class GridDesk(QFrame):
    """``finished(done)`` when it was done, ``left()`` for Esc."""

    finished = Signal(object)
    left = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.kind = ""
        self.sources: list[GridLine] = []
        self.groups: list[BuildingGroup] = []
        self.form: EntryForm | None = None
        self.shown = DivisionPreview(())
        theme = context.theme
        self.title, self.hint, self.moved = label("", "subtitle"), label("", "helper"), label("", "bold")
        self.form_place: QWidget = QFrame()
        self.banner, self.hints = Banner(), label("", "helper", wrap=True)
        self.model, self.changes = GroupsModel(), ListedTableModel(change_columns())
        self.table = GroupTable(theme, "楼栋和去向")
        self.table.setModel(self.model)
        self.preview_table = GridView(theme, "调整前后对照")
        self.preview_table.setModel(self.changes)
        self.model.chosen.connect(self.look)
        self.act = button("调整", key="Ctrl+Enter", kind="primary", action=self.submit)
        self.left_part = panel(self.table, margin=1, grow=0)
        foot = panel(row(self.moved, None, margins=(12, 7, 12, 7)), role="section")
        said = boxed(column(self.hints, margins=(12, 4, 12, 6)))
        seen = panel(row(label("调整前后", "subtitle"), None, margins=(12, 7, 12, 7)), role="panel-head")
        self.right_part = panel(seen, self.preview_table, said, foot, margin=1, grow=1)
        body = row(self.left_part, self.right_part)
        body.setStretch(0, 5)
        body.setStretch(1, 6)
        head = panel(row(self.title, self.hint, None, spacing=12, margins=(14, 8, 14, 8)), role="panel-head")
        self.top = panel(head, self.form_place, boxed(column(self.banner, margins=(12, 0, 12, 8))), role="panel", margin=1)
        whole = column(self.top, spacing=8, margins=(12, 10, 12, 10))
        whole.addLayout(body, 1)
        whole.addLayout(row(None, button("放弃", key="Esc", action=self.left.emit), self.act))
        self.setLayout(whole)

    # -- asking -----------------------------------------------------------------------------------------------------------------

    def begin(self, kind: str, sources: Sequence[GridLine], members: Sequence[tuple[str, str]], grids: Sequence[tuple[str, str]]) -> None:
        """Another act; ``grids``: where things may go."""
        self.kind, self.sources = kind, list(sources)
        names = "、".join(line.label for line in sources[:4]) + (f"等 {len(sources)} 个网格" if len(sources) > 4 else "")
        self.title.setText(f"{VERBS[kind]} {names}")
        self.hint.setText(HINTS[kind])
        self.act.setText(f"{VERBS[kind]} │ Ctrl+Enter")
        self.act.setAccessibleName(VERBS[kind])
        places = [(line.id, line.label) for line in sources] if kind == "merge" else [each for each in grids if each[0] != sources[0].id]
        self._new_form(EntryForm(division_fields(kind, members, places), FormContext(self.context.today, {}), (1, 1, 1), 96))
        self.left_part.setVisible(kind != "recode")
        self.banner.hide()
        self.model.goes.clear()
        self.model.set_rows([])
        self.changes.set_rows([])
        if kind == "recode":
            self.look()
        else:
            ids = [line.id for line in sources]
            self.context.jobs.query(self, grid_divisions.groups, self.context.session, ids, done=self._show_groups, key="groups")

    def _new_form(self, form: EntryForm) -> None:
        self.form = form
        old = self.form_place
        self.form_place = boxed(column(form, margins=(14, 10, 14, 6)))
        self.top.layout().replaceWidget(old, self.form_place)  # type: ignore[union-attr]
        old.hide()
        old.deleteLater()
        form.set_primary(self.act)
        form.save_requested.connect(self.submit)
        first = self.sources[0]
        values: dict[str, Any] = {"day": self.context.today().isoformat()}
        if self.kind == "recode":
            values |= {"code": first.code, "name": first.name}
        if self.kind == "merge":
            values |= {"target": first.id}
        form.fill(values)
        form.mark_clean()
        form.changed.connect(lambda _name: self.look())
        form.committed.connect(lambda _name: self.look())
        form.focus_field("code1" if self.kind == "split" else "target" if self.kind in ("merge", "move") else "code")

    def _show_groups(self, groups: Any) -> None:
        self.groups = list(groups)
        self.model.set_rows(self.groups)
        self._words()
        if self.groups:
            self.table.select_row(0)
        self.look()

    def _words(self) -> None:
        """What the digits mean now."""
        if self.kind == "split":
            named = [number for number in range(1, MOST_NEW) if self._text(f"code{number}")]
            self.model.words = {0: "保留", **{number: f"{number} {self._new_label(number)}" for number in named}}
        elif self.kind == "move":
            self.model.words = {0: "保留", 1: "1 调整"}
        else:
            self.model.words = {0: "并入"}
        for key, number in list(self.model.goes.items()):
            if number not in self.model.words:
                self.model.goes[key] = 0
        self.model.refresh()

    def _text(self, name: str) -> str:
        return str(self.form.collect().get(name) or "").strip() if self.form is not None and name in self.form.fields else ""

    def _new_label(self, number: int) -> str:
        return self._text(f"name{number}") or f"{self._text(f'code{number}')}网格"

    # -- the plan ---------------------------------------------------------------------------------------------------------------

    def request(self) -> tuple[Any, ...]:
        """What is typed and chosen, as (service that makes the plan, its arguments): widgets are read here, the register there."""
        day, why, ids = self._text("day"), self._text("why"), tuple(line.id for line in self.sources)
        target = self._text("target")
        if self.kind == "recode":
            return grid_divisions.recode_plan, ids[0], self._text("code"), self._text("name"), day, why
        if self.kind == "merge":
            new = self._new(1) if target == NEW else ()
            return grid_divisions.merge_plan, ids, "1" if new else target, day, new, why
        if self.kind == "move":
            placed = tuple((key, target) for key, number in self.model.goes.items() if number and target)
            return _ready, DivisionPlan("move", day, ids, placements=placed, why=why)
        numbers = [number for number in range(1, MOST_NEW) if self._text(f"code{number}")]
        placed = tuple((key, str(number)) for key, number in self.model.goes.items() if number)
        empty = len(placed) == len(self.groups) > 0
        new = tuple(each for number in numbers for each in self._new(number))
        return _ready, DivisionPlan("split", day, ids, new, placed, ids if empty else (), why=why)

    def _new(self, number: int) -> tuple[NewGrid, ...]:
        return (NewGrid(str(number), self._text(f"code{number}"), self._text(f"name{number}"), self._text(f"member{number}")),)

    def look(self) -> None:
        """Ask what would become of it."""
        if self.form is None:
            return
        if self.kind == "merge":
            self.form.set_skipped([] if self._text("target") == NEW else ["code1", "name1", "member1"])
        self._words()
        self.context.jobs.query(self, _look, self.context.session, self.request(), done=self._show, failed=self._failed, key="look")

    def _show(self, seen: Any) -> None:
        self.shown = seen
        self.changes.set_rows(seen.lines)
        dwellings, households, persons, entities = seen.moved
        words = f"换网格：{dwellings:,} 套房屋 {households:,} 户 {persons:,} 人 {entities:,} 家单位"
        self.moved.setText(f"{len(seen.lines)} 个网格换编码" if self.kind == "recode" else words)
        said = [*(problem.text for problem in seen.problems if not problem.field), *seen.hints]
        self.hints.setText("\n".join(said[:5]) or "生效日期以前的统计不变，以后按现网格")

    def submit(self) -> None:
        """Ctrl+Enter."""
        if self.form is not None and self.isVisible():
            self.context.jobs.operation(self, _do, self.context.session, self.request(), done=self._done, failed=self._failed)

    def _done(self, done: Any) -> None:
        if self.form is not None:
            self.form.mark_clean()
        self.context.shell.show_done(done)
        self.finished.emit(done)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Refused) and self.form is not None:
            known = [problem for problem in error.problems if problem.field in self.form.fields]
            rest = [problem for problem in error.problems if problem.field not in self.form.fields]
            rest += self.form.show_problems(known)
            self.banner.show_text("；".join(problem.text for problem in rest), "warn")
        elif isinstance(error, Unavailable):
            self.banner.show_text(error.text, "danger")

    def focus_table(self) -> QWidget:
        """The list of buildings has the keys."""
        self.table.setFocus()
        return self.table


def _ready(_session: Any, plan: DivisionPlan) -> DivisionPlan:
    return plan


def _look(session: Any, request: tuple[Any, ...]) -> DivisionPreview:
    make, *arguments = request
    return grid_divisions.preview(session, make(session, *arguments))


def _do(session: Any, request: tuple[Any, ...]) -> Any:
    make, *arguments = request
    return grid_divisions.divide(session, make(session, *arguments))
