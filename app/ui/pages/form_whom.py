"""填给谁 of 一表通: by conditions or the names in the form; beside it what would stand in the form, and what the register does not know."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QSpinBox, QWidget

from app.models.form_recognition import CARD
from app.models.form_views import FILTER, NAMES, FormPreview, OpenedForm, Whom
from app.models.residents import ResidentFilter
from app.ui.context import Context
from app.ui.tables.cells import Cell, Column
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.view import GridView
from app.ui.widgets.basics import boxed, column, label, panel, row, scrolled
from app.ui.widgets.filters import FilterChips
from app.ui.widgets.segments import Segments

DEFAULTS: dict[str, tuple[str, ...]] = {"state": ("active", "pending")}
OLDEST = 130
SHOWN = 9
MOST_LINES = 40


class FormWhomView(QWidget):
    """``changed``: other people; the page then asks for a preview."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        theme = context.theme
        self.mode = Segments([(FILTER, "按条件选人"), (NAMES, "表里已有的人")], FILTER)
        self.chips = FilterChips(theme, DEFAULTS)
        self.sexes = Segments([("", "不限"), ("男", "男"), ("女", "女")], "")
        self.age_from, self.age_to = self._age("年龄从"), self._age("年龄到")
        self.receiver, self.purpose = QLineEdit(), QLineEdit()
        self.numbers = Segments([("masked", "遮住中间"), ("full", "完整显示")], "masked")
        self.conditions = boxed(self._conditions())
        self.later = QTimer(self)
        self.later.setSingleShot(True)
        self.later.setInterval(250)
        self.later.timeout.connect(self.changed)
        self._connect()
        self.count = label("", "subtitle")
        self.since = label("", "helper", wrap=True)
        self.table = GridView(theme, "前几行")
        self.model = ListedTableModel([Column("name", "", 80, lambda line: Cell(""))], self)
        self.table.setModel(self.model)
        self.told = label("", "body13", wrap=True)
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop)
        told = scrolled(boxed(column(self.told, None, margins=(12, 8, 12, 8))))
        told.setFixedHeight(theme.px(120))
        head = panel(column(self.count, self.since, spacing=2, margins=(12, 8, 12, 8)), role="panel-head")
        shown = panel(head, self.table, panel(told, role="section"), margin=1, grow=1)
        whole = column(panel(self._top(), margin=1), spacing=8)
        whole.addWidget(shown, 1)
        self.setLayout(whole)

    def _age(self, name: str) -> QSpinBox:
        box = QSpinBox()
        box.setRange(-1, OLDEST)
        box.setSpecialValueText("不限")
        box.setValue(-1)
        box.setAccessibleName(name)
        box.setFixedWidth(self.context.theme.px(84))
        return box

    def _conditions(self) -> Any:
        ages = (label("年龄", "form"), self.age_from, label("到", "helper"), self.age_to, label("岁", "helper"))
        return row(*ages, 12, label("性别", "form"), self.sexes, None)

    def _top(self) -> Any:
        self.receiver.setPlaceholderText("例如 街道民政办")
        self.receiver.setAccessibleName("报给")
        self.receiver.setFixedWidth(self.context.theme.px(220))
        self.purpose.setPlaceholderText("例如 高龄津贴年审，会记入日志")
        self.purpose.setAccessibleName("用途")
        handing = row(label("报给", "form"), self.receiver, 12, label("用途", "form"), self.purpose)
        handing.setStretch(4, 1)
        if self.context.can("export.full"):
            handing.addSpacing(12)
            handing.addWidget(label("号码", "form"))
            handing.addWidget(self.numbers)
        who = row(label("填给谁", "form"), self.mode, 12, self.conditions)
        who.setStretch(3, 1)
        return column(who, row(self.chips, None), handing, spacing=8, margins=(14, 10, 14, 10))

    def _connect(self) -> None:
        self.mode.changed.connect(self._mode_changed)
        self.chips.changed.connect(self.changed)
        self.sexes.changed.connect(lambda _value: self.changed.emit())
        for box in (self.age_from, self.age_to):
            box.valueChanged.connect(lambda _value: self.later.start())

    def _mode_changed(self, value: str) -> None:
        self._show_conditions(value == FILTER)
        self.changed.emit()

    def _show_conditions(self, shown: bool) -> None:
        for part in (self.conditions, self.chips):
            part.setVisible(shown)

    def set_choices(self, choices: Any) -> None:
        """What the filters offer."""
        self.chips.set_choices({"grid": ("网格", choices.grids), "tag": ("标签", choices.tags), "population": ("类别", choices.populations)})

    def show_form(self, opened: OpenedForm) -> None:
        """A form that brings names along starts with them."""
        card = any(part.kind == CARD for part in opened.form.parts)
        named = opened.rows > 0 and not card
        self.mode.buttons[NAMES].setText(f"表里已有的人（{opened.rows} 行）" if named else "表里已有的人")
        self.mode.buttons[NAMES].setEnabled(named or card)
        self.mode.choose(NAMES if named else FILTER)
        self._show_conditions(not named)

    def whom(self) -> Whom:
        """What was chosen."""
        chosen = self.chips.chosen
        people = replace(ResidentFilter(), grid_ids=chosen.get("grid", ()), tags=chosen.get("tag", ()), populations=chosen.get("population", ()))
        return Whom(self.mode.value, people, self.sexes.value, self.age_from.value(), self.age_to.value())

    def show_preview(self, preview: FormPreview) -> None:
        """The first rows, the changes since last time, what is not known."""
        files = f"，{preview.files} 份" if preview.files > 1 else ""
        self.count.setText(f"将填 {preview.lines:,} 行{files}")
        self.since.setText(_since(preview))
        self.since.setVisible(bool(self.since.text()))
        shown = [place for place, title in enumerate(preview.titles) if any(place < len(line) and line[place] for line in preview.sample)][:SHOWN]
        columns = [Column(str(place), preview.titles[place].split(" · ")[-1], 92, _reader(place), stretch=1) for place in shown]
        self.model = ListedTableModel(columns or [Column("none", "", 80, lambda line: Cell(""))], self)
        self.table.setModel(self.model)
        self.model.set_rows(list(preview.sample))
        self.told.setText("\n".join(_told(preview)) or "登记簿能填的都有")

    def focus_first(self) -> None:
        """Whom the form goes to is asked last, the people first."""
        (self.chips.add if self.mode.value == FILTER else self.receiver).setFocus()


def _reader(place: int) -> Any:
    return lambda line: Cell(line[place] if place < len(line) else "")


def _since(preview: FormPreview) -> str:
    words = [preview.changes.sentence] if preview.changes.sent_on else []
    for title, names in (("新增", preview.changes.added), ("减少", preview.changes.gone), ("变更", preview.changes.changed)):
        if names:
            words.append(f"{title}：{'、'.join(names[:6])}{f' 等 {len(names)} 人' if len(names) > 6 else ''}")
    return "　".join(words)


def _told(preview: FormPreview) -> list[str]:
    lines = list(preview.notes)
    if preview.doubtful:
        lines.append(f"认不准的 {len(preview.doubtful)} 行，不填：")
        lines += [f"　第 {number} 行 {name}：{why}" for number, name, why in preview.doubtful[:MOST_LINES]]
    if preview.differing:
        lines.append(f"表里和登记簿不一样的 {len(preview.differing)} 处，保留表里的：")
        lines += [f"　第 {number} 行 {name}：{what}" for number, name, what in preview.differing[:MOST_LINES]]
    if preview.unanswered:
        lines.append(f"登记簿没有的列，留空：{'、'.join(preview.unanswered)}")
    return lines + _not_known(preview)


def _not_known(preview: FormPreview) -> list[str]:
    """Columns that nobody has a value for are said once; the others by name."""
    counts = Counter(what for _, whats in preview.unknown for what in whats)
    nobody = [what for what, count in counts.items() if count == preview.lines > 1]
    lines = [f"谁都没有登记的列，留空：{'、'.join(nobody)}"] if nobody else []
    some = [(name, rest) for name, whats in preview.unknown if (rest := [what for what in whats if what not in nobody])]
    if some:
        lines.append(f"留空的 {len(some):,} 处：")
        lines += [f"　{name}：{'、'.join(whats)}" for name, whats in some[:MOST_LINES]]
        if len(some) > MOST_LINES:
            lines.append(f"　还有 {len(some) - MOST_LINES:,} 处")
    return lines
