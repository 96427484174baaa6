"""对应列 of 一表通: every column or label of the form, what the register answers, and why it is believed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from app.models import masking
from app.models.form_recognition import CARD, LIST, MEMBERS, STATISTICS, FormItem, FormPart
from app.models.form_views import OpenedForm
from app.services import forms
from app.ui.context import Context
from app.ui.widgets.basics import column, label, panel, put_inside, row, scrolled, tag

LEFT_EMPTY = "留空，不填"
KINDS = {LIST: "名单", CARD: "一人一份的表", STATISTICS: "统计表", MEMBERS: "家庭成员"}
REMARKS = {"title": ("名称一致", "ok"), "content": ("按内容识别", "ok"), "kept": ("上次用过", "ok"), "hand": ("手工选择", "blue")}
HEADS = ("列", "表头", "第一行内容", "登记簿的项", "说明")
LONG = 16


class FormColumnsView(QWidget):
    """``changed``: another field was chosen for some column."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.opened: OpenedForm | None = None
        self.boxes: dict[tuple[int, int], QComboBox] = {}
        self.remarks: dict[tuple[int, int], Any] = {}
        self.on_all: Callable[[], object] | None = None  # the last one was accepted
        self.head = label("", "subtitle")
        self.place = label("", "helper")
        self.state = label("", "helper")
        self.area = scrolled(QWidget())
        head = panel(row(self.head, self.place, None, margins=(12, 8, 12, 8)), role="panel-head")
        foot = panel(row(self.state, None, margins=(12, 8, 12, 8)), role="section")
        self.setLayout(column(panel(head, self.area, foot, margin=1, grow=1)))

    def show_form(self, opened: OpenedForm) -> None:
        """Offer every column with its proposal."""
        self.opened, self.boxes, self.remarks = opened, {}, {}
        self.head.setText(f"{opened.title}.{opened.kind}")
        parts = opened.form.parts
        kinds = "、".join(dict.fromkeys(KINDS[part.kind] for part in parts)) + (f"，{len(parts)} 张" if len(parts) > 1 else "")
        kept = "，已套用上次的对应" if opened.form.remembered else ""
        self.place.setText(f"{kinds}{kept}")
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.context.theme.px(12))
        grid.setVerticalSpacing(self.context.theme.px(4))
        grid.setContentsMargins(*[self.context.theme.px(12)] * 4)
        for place, text in enumerate(HEADS):
            grid.addWidget(label(text, "plain-title"), 0, place)
        line = 1
        for number, part in enumerate(parts):
            if len(parts) > 1:
                grid.addWidget(label(f"工作表“{part.sheet_name}”", "subtitle"), line, 0, 1, len(HEADS))
                line += 1
            for place, item in enumerate(part.items):
                self._line(grid, line, part, (number, place), item)
                line += 1
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        grid.setColumnStretch(3, 2)
        inside = QWidget()
        inside.setLayout(column(row(grid), None))
        put_inside(self.area, inside)
        self._tell()

    def _line(self, grid: QGridLayout, line: int, part: FormPart, key: tuple[int, int], item: FormItem) -> None:
        box = QComboBox()
        box.setAccessibleName(item.title or f"第 {item.column + 1} 列")
        box.setMaxVisibleItems(16)
        box.addItem(LEFT_EMPTY, "")
        for value, text in forms.choices(part):
            box.addItem(text, value)
        if item.field and box.findData(item.field) < 0:
            box.addItem(forms.label(part, item.field), item.field)
        box.setCurrentIndex(max(0, box.findData(item.field)))
        box.setEnabled(not item.formula)
        box.installEventFilter(self)
        box.currentIndexChanged.connect(lambda _place, k=key: self._chosen(k))
        self.boxes[key] = box
        name = _letters(item, part)
        title = label(_short(item.title) or "（没有表头）", "form")
        title.setToolTip(item.title)
        grid.addWidget(label(name, "helper"), line, 0)
        grid.addWidget(title, line, 1)
        grid.addWidget(label(_example(item.example), "helper"), line, 2)
        grid.addWidget(box, line, 3)
        self.remarks[key] = self._remark(item)
        grid.addWidget(self.remarks[key], line, 4)

    @staticmethod
    def _remark(item: FormItem) -> QWidget:
        if item.formula:
            return tag("公式，自己算", "plain")
        if item.field:
            return tag(*REMARKS.get(item.how, REMARKS["title"]))
        return tag("登记簿没有这一项", "warn") if item.how != "hand" else tag("留空", "plain")

    def _chosen(self, key: tuple[int, int]) -> None:
        remark = self.remarks[key]
        used = bool(self.boxes[key].currentData())
        fresh = tag("手工选择", "blue") if used else tag("留空", "plain")
        grid = remark.parentWidget().layout().itemAt(0).layout().itemAt(0).layout()
        grid.replaceWidget(remark, fresh)
        remark.hide()
        remark.deleteLater()
        self.remarks[key] = fresh
        self._tell()
        self.changed.emit()

    def chosen(self) -> dict[tuple[int, int], str]:
        """The field of every column; '' = stays empty."""
        return {key: str(box.currentData()) for key, box in self.boxes.items()}

    def focus_first(self) -> None:
        """The first column nobody answers, else the first."""
        first = next((box for box in self.boxes.values() if box.isEnabled() and not box.currentData()), next(iter(self.boxes.values()), None))
        if first is not None:
            self._go(first)

    def clear_current(self) -> None:
        """Del: this column stays empty."""
        box = next((box for box in self.boxes.values() if box.hasFocus()), None)
        if box is not None:
            box.setCurrentIndex(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Enter accepts the proposal and goes on; the wheel never changes a choice."""
        if event.type() == QEvent.Type.Wheel:
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._next(watched)
                return True
            if event.key() == Qt.Key.Key_Delete:
                self.clear_current()
                return True
        return super().eventFilter(watched, event)

    def _next(self, box: QObject) -> None:
        boxes = [each for each in self.boxes.values() if each.isEnabled()]
        place = next((number for number, each in enumerate(boxes) if each is box), len(boxes))
        if place + 1 < len(boxes):
            self._go(boxes[place + 1])
        elif self.on_all is not None:
            self.on_all()

    def _go(self, box: QComboBox) -> None:
        box.setFocus(Qt.FocusReason.TabFocusReason)
        self.area.ensureWidgetVisible(box)

    def _tell(self) -> None:
        used = sum(1 for box in self.boxes.values() if box.currentData())
        empty = len(self.boxes) - used
        rest = f"，{empty} 列登记簿没有，留空" if empty else ""
        self.state.setText(f"{len(self.boxes)} 列中 {used} 列已对应{rest}")


def _letters(item: FormItem, part: FormPart) -> str:
    if item.column < 0:
        return f"第 {item.row + 1} 行" if item.row >= 0 else "表题"
    letters, rest = "", item.column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(65 + digit) + letters
    return f"{letters}{item.row + 1}" if part.kind == CARD else letters


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONG else text[: LONG - 1] + "…"


def _example(text: str) -> str:
    clean = "".join(text.split())
    if len(clean) >= 15 and clean[:-1].isdigit():
        return masking.mask_id(clean)
    if len(clean) == 11 and clean.isdigit():
        return masking.mask_phone(clean)
    return _short(text)
