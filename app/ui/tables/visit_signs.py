"""Tables of 走访真实性提示: signs by member, the records behind one, the rules."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from app.models.sign_rules import RecheckOutcome, Rule
from app.models.sign_views import EvidenceLine, SignLine
from app.ui.tables.cells import CENTRE, CHECK, TAGS, Cell, Column
from app.ui.tables.listed import ListedTableModel, text_column
from app.ui.tables.view import GridView

TONES = {RecheckOutcome.TRUE.value: "ok", RecheckOutcome.FALSE.value: "danger", RecheckOutcome.UNCLEAR.value: "warn", "": "blue"}
KEYS = {str(number): outcome.value for number, outcome in enumerate(RecheckOutcome, 1)}


class SignsModel(ListedTableModel):
    """Signs by member; the name stands at the first of each."""

    def __init__(self) -> None:
        self._week = Column("week", "周", 72, lambda line: Cell(line.week.split("年")[-1], token="ink2"))
        self._others = [
            Column("member", "网格员", 78, self._member),
            Column("kind", "提示", 134, lambda line: Cell(line.kind_label, token="ink" if line.standing else "ink3")),
            Column("sentence", "情况", 150, lambda line: Cell(line.sentence, token="ink2"), stretch=1),
            Column("state", "复核", 96, lambda line: Cell(line.state, token="warn" if line.waiting else "ink2")),
        ]
        super().__init__(self._others)

    def show_lines(self, lines: Sequence[SignLine], several: bool) -> None:
        """These signs; with the week as a column when there are several weeks."""
        self.beginResetModel()
        self.columns = [self._others[0], self._week, *self._others[1:]] if several else list(self._others)
        self.rows = list(lines)
        self.endResetModel()

    def _member(self, line: SignLine) -> Cell:
        place = self.rows.index(line)
        before = self.rows[place - 1] if place else None
        same = before is not None and (before.key.member_id, before.key.meeting) == (line.key.member_id, line.key.meeting)
        return Cell("" if same else line.member, bold=True)


class EvidenceModel(ListedTableModel):
    """Records behind a sign; the ticked ones go onto the list."""

    def __init__(self) -> None:
        super().__init__(
            [
                Column("tick", "", 34, lambda line: Cell(checked=line.id in self.ticked, box=line.recheck is None), kind=CHECK),
                Column("day", "日期", 62, lambda line: Cell(line.day[5:], token="ink2")),
                Column("title", "对象", 84, lambda line: Cell(line.title, bold=True), stretch=1),
                text_column("address", "地址", 130, stretch=1),
                Column("detail", "登记的内容", 150, lambda line: Cell(line.detail), stretch=4),
                Column("recheck", "复核", 86, _outcome, kind=TAGS, align=CENTRE),
            ]
        )
        self.ticked: set[str] = set()
        self.ticks = self

    def count(self, _rows: int = 0) -> int:
        """How many are ticked."""
        return len(self.ticked_lines())

    def toggle_row(self, place: int) -> None:
        """Space."""
        line = self.rows[place]
        if line.recheck is None:
            self.ticked ^= {line.id}
            self._changed()

    def tick_all(self, on: bool) -> None:
        """Ctrl+A and the box in the header."""
        self.ticked = {line.id for line in self.rows if line.recheck is None} if on else set()
        self._changed()

    def ticked_lines(self) -> list[EvidenceLine]:
        """Ticked records in their order."""
        return [line for line in self.rows if line.id in self.ticked and line.recheck is None]

    def _changed(self) -> None:
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, 0))


def _outcome(line: EvidenceLine) -> Cell:
    if line.recheck is None:
        return Cell()
    return Cell(tags=((line.recheck.outcome_label, TONES[line.recheck.outcome]),))


class EvidenceTable(GridView):
    """``judged(outcome)``: 1 属实, 2 不属实, 3 无法核实; ``listed``: L puts on the list; ``dropped``: Del takes off it."""

    judged = Signal(str)
    listed = Signal()
    dropped = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Digits, L and Del; everything else as in every list."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        valid = self.currentIndex().isValid()
        if plain and valid and event.text() in KEYS:
            self.judged.emit(KEYS[event.text()])
        elif plain and valid and event.text().lower() == "l":
            self.listed.emit()
        elif plain and valid and event.key() == Qt.Key.Key_Delete:
            self.dropped.emit()
        else:
            super().keyPressEvent(event)


def rule_columns() -> list[Column]:
    """Kind and numbers."""
    return [
        Column("kind", "提示", 150, lambda rule: Cell(rule.kind.label, bold=True, token="ink" if rule.active else "ink3")),
        Column("words", "什么情况下提示", 330, _words, stretch=1),
    ]


def _words(rule: Rule) -> Cell:
    return Cell(rule.words if rule.active else "已停用", token="ink" if rule.active else "ink3")
