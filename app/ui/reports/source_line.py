"""Below the text: where the marked figure comes from, its records, last year's, and the bond that can be broken and restored."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit

from app.models import report_periods
from app.models.report_figures import LAST_YEAR, NOW, NUMBER, OPENING, SPANS
from app.models.report_text import FIGURE, Chip
from app.models.report_views import OpenDocument
from app.services.report_lists import indicators
from app.ui.context import Context
from app.ui.widgets.basics import button, column, label, restyle, row


class SourceLine(QFrame):
    """``changed(chip)``: the marked chip shall become this one; ``records_asked(chip)``; ``insert_asked(chip)``: a further one."""

    changed = Signal(object)
    records_asked = Signal(object)
    insert_asked = Signal(object)
    left = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.setProperty("role", "section")
        self.opened: OpenDocument | None = None
        self.chip: Chip | None = None
        self.known = indicators()
        self.words = label("", "body13", wrap=True)
        self.state = label("", "ok")
        self.records = button("查看明细", small=True, action=lambda: self.records_asked.emit(self.chip))
        self.year = button("", small=True, action=self._insert_year)
        self.hand = button("改为手填", small=True, action=self._ask)
        self.bind = button("恢复取数", small=True, action=lambda: self._write(""))
        self.line = QLineEdit()
        self.line.setAccessibleName("手填的内容")
        self.line.setPlaceholderText("手填的内容，Enter 写入")
        self.line.setMaximumWidth(context.theme.px(170))
        self.line.returnPressed.connect(lambda: self._write(self.line.text().strip()))
        self.setLayout(
            column(
                self.words,
                row(self.records, self.year, self.hand, self.line, self.bind, None, self.state),
                spacing=4,
                margins=(12, 6, 12, 8),
            )
        )
        self.setFixedHeight(context.theme.px(88))
        self.show_chip(None, None)

    def show_chip(self, opened: OpenDocument | None, chip: Chip | None) -> None:
        """The figure at the cursor, or what the keys do."""
        self.opened, self.chip = opened, chip
        figure = chip is not None and chip.kind == FIGURE and opened is not None
        writable = figure and opened is not None and opened.state != "final"
        self.line.hide()
        self.state.setVisible(bool(figure))
        self.records.setVisible(chip is not None and bool(figure) and self.has_records(chip))
        self.bind.setVisible(bool(writable and chip is not None and chip.hand))
        self.hand.setVisible(bool(writable and chip is not None and not chip.hand))
        self.year.hide()
        if not figure or opened is None or chip is None:
            self.words.setText(self._hint(opened, chip))
            return
        self.words.setText(self._origin(opened, chip))
        self.state.setText("手工填写，不随数据更新" if chip.hand else "已定稿，不再更新" if opened.state == "final" else "随数据更新")
        restyle(self.state, "role", "error" if chip.hand else "ok")
        last = opened.book.get(chip.code, LAST_YEAR)
        if last is not None and chip.span == NOW and chip.form == NUMBER and writable:
            self.year.setText(f"插入上年 {last.grouped}")
            self.year.show()

    def has_records(self, chip: Chip) -> bool:
        """Whether the records behind a figure can be shown to this person."""
        known = self.known.get(chip.code) if chip.span != OPENING else None
        return bool(known and known.records) and self.context.can("ranking.records")

    @staticmethod
    def _hint(opened: OpenDocument | None, chip: Chip | None) -> str:
        if chip is not None and opened is not None:
            return "表和图随数据更新，按 Delete 可去掉"
        return "光标放在蓝框数字上，这里显示它的来历。输入“/”插入数据、表、图和常用表述"

    def _origin(self, opened: OpenDocument, chip: Chip) -> str:
        known = self.known.get(chip.code)
        meaning = known.meaning if known is not None else ""
        period = opened.subject.period
        span = "" if chip.span == NOW else f"（{SPANS[chip.span]}）"
        name = chip.words(opened.names.get(chip.code, chip.code)) if chip.form != NUMBER else opened.names.get(chip.code, chip.code)
        words = f"{name}，{meaning}" if meaning and "." not in chip.code else name
        text = f"{chip.text(opened.book)} 的来历：{report_periods.label(period)}{span} {words}"
        return f"{text}。取数得 {replace(chip, hand='').text(opened.book)}" if chip.hand else text

    def _insert_year(self) -> None:
        if self.chip is not None:
            self.insert_asked.emit(replace(self.chip, span=LAST_YEAR))

    def _ask(self) -> None:
        if self.chip is not None and self.opened is not None:
            self.line.setText(self.chip.text(self.opened.book))
            self.line.show()
            self.hand.hide()
            self.line.selectAll()
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _write(self, text: str) -> None:
        if self.chip is not None:
            self.changed.emit(replace(self.chip, hand=text))
        self.left.emit()
