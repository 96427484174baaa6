"""Right of the signs: one of them with its records, what may also explain it, what the member says."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QStackedWidget

from app.models.sign_views import EvidenceLine, SignCard
from app.ui.context import Context
from app.ui.tables.view import current_row
from app.ui.tables.visit_signs import EvidenceModel, EvidenceTable
from app.ui.widgets.basics import button, column, label, panel, row

HINT = "在左边选一条提示，这里显示依据、也可能的情况和本人的说明"


class SignPanel(QFrame):
    """``acted(word)``: list, state, open or take_off was asked for; ``judged(outcome)``: a digit in the table."""

    acted = Signal(str)
    judged = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.card: SignCard | None = None
        self.setProperty("role", "panel")
        theme = context.theme
        self.title, self.sentence, self.rule = label("", "subtitle"), label("", "body13", wrap=True), label("", "helper", wrap=True)
        head = panel(column(self.title, self.sentence, self.rule, spacing=3, margins=(12, 8, 12, 8)), role="panel-head")
        self.model = EvidenceModel()
        self.table = EvidenceTable(theme, "依据", 29)
        self.table.setModel(self.model)
        self.table.opened.connect(lambda _row, _column: self.acted.emit("open"))
        self.table.moved.connect(lambda _row: self._show_line())
        self.table.ticked.connect(self._show_buttons)
        self.table.listed.connect(lambda: self.acted.emit("list"))
        self.table.dropped.connect(lambda: self.acted.emit("take_off"))
        self.table.judged.connect(self.judged)
        self.told = label("", "body13", wrap=True)
        self.innocent = label("", "body13", wrap=True)
        self.statement = label("", "body13", wrap=True)
        lines = column(self.told, label("也可能是", "plain-title"), self.innocent, label("本人说明", "plain-title"), self.statement, spacing=3,
                       margins=(12, 7, 12, 7))  # fmt: skip
        self.list_button = button("列入复核", key="L", small=True, action=lambda: self.acted.emit("list"))
        self.drop_button = button("移出", key="Del", small=True, action=lambda: self.acted.emit("take_off"))
        self.state_button = button("情况说明", key="F2", small=True, action=lambda: self.acted.emit("state"))
        self.outcomes = label("1 属实　2 不属实　3 无法核实", "helper")
        buttons = (self.drop_button, self.state_button, self.list_button)
        foot = panel(row(self.outcomes, None, *buttons, spacing=6, margins=(12, 5, 8, 5)), role="section")
        whole = panel(head, self.table, panel(lines, role="section"), foot, role="", grow=1)
        empty = panel(column(label(HINT, "helper", wrap=True), None, margins=(14, 14, 14, 14)), role="")
        self.middle = QStackedWidget()
        self.middle.addWidget(whole)
        self.middle.addWidget(empty)
        self.setLayout(column(self.middle, margins=(1, 1, 1, 1)))
        self.clear()

    def clear(self) -> None:
        """Nothing is chosen."""
        self.card = None
        self.middle.setCurrentIndex(1)

    def show_card(self, card: SignCard) -> None:
        """Another sign, or the same after a change."""
        same = self.card is not None and self.card.line.key == card.line.key
        place = current_row(self.table) if same else 0
        self.card = card
        line = card.line
        self.title.setText(f"{line.member} · {line.kind_label} · {line.week}")
        self.sentence.setText(line.sentence)
        self.rule.setText(f"规则：{card.rule}")
        self.model.ticked = self.model.ticked if same else set()
        self.model.set_rows(card.evidence)
        self.innocent.setText("；".join(card.innocent))
        said = card.statement
        self.statement.setText(f"{said.text}（{said.written_by} {said.stated_on}）" if said else "还没有说明")
        self.middle.setCurrentIndex(0)
        if card.evidence:
            self.table.select_row(min(max(place, 0), len(card.evidence) - 1))
        self._show_line()

    def current(self) -> EvidenceLine | None:
        """The chosen record."""
        return self.model.record(current_row(self.table)) if self.card is not None else None

    def chosen_ids(self) -> list[str]:
        """Ticked records, else the one the cursor is on."""
        ticked = [line.id for line in self.model.ticked_lines()]
        line = self.current()
        return ticked or ([line.id] if line is not None and line.recheck is None else [])

    def go_on(self) -> None:
        """To the next record, once this one has its outcome."""
        place = current_row(self.table)
        self.table.select_row(min(place + 1, len(self.model.rows) - 1))
        self.table.setFocus()

    def _show_line(self) -> None:
        line = self.current()
        self.told.setText(_said(line) if line is not None else "")
        self._show_buttons()

    def _show_buttons(self) -> None:
        card, line = self.card, self.current()
        if card is None:
            return
        found = line.recheck if line is not None else None
        count = self.model.count()
        self.list_button.setText(f"列入复核 {count} 条 │ L" if count else "列入复核 │ L")
        self.list_button.setVisible(card.may_check and card.line.standing and bool(self.chosen_ids()))
        self.drop_button.setVisible(card.may_check and found is not None and not found.outcome)
        self.outcomes.setVisible(card.may_check and found is not None)
        self.state_button.setVisible(card.may_state)


def _said(line: EvidenceLine) -> str:
    """The whole record, then what asking again came to."""
    said = f"{line.day} {line.title} {line.address}　{line.detail}"
    found = line.recheck
    if found is None:
        return said
    if not found.outcome:
        return f"{said}\n{found.listed_on} 列入复核，还没有结果"
    note = f"：{found.note}" if found.note else ""
    return f"{said}\n{found.checked_on} {found.checked_by} {found.way}复核，{found.outcome_label}{note}"
