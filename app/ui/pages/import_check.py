"""Step 2 of the import: four counts, reasons on the left, the rows behind the chosen reason on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget

from app.services.imports_tally import cause
from app.ui.context import Context
from app.ui.tables.cells import RIGHT, Cell, Column
from app.ui.tables.listed import Choice, ListedTableModel, choice_columns
from app.ui.tables.view import GridView
from app.ui.theme import TOKENS
from app.ui.widgets.basics import column, label, panel, row

SAMPLE_COLUMNS = 7
SAMPLE, EVERYTHING, REMARK = "可导入的样例", "全部退回的行", "remark"
WIDTHS = {"姓名": 76, "性别": 56, "证件号码": 170, "出生日期": 104, "网格编码": 84, "工号": 90, "走访日期": 104, "登记日期": 104, "日期": 104}
IDENTITY = ("姓名", "名称", "对象", "工号", "编码")


@dataclass(frozen=True)
class RejectLine:
    """A rejected row as shown."""

    line: int
    who: str
    content: str
    reasons: str
    causes: tuple[str, ...]
    whole: str


class CountCard(QFrame):
    """A big number with its meaning."""

    def __init__(self, role: str, title: str, helper: str) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.number = label("0", "number")
        if role:
            self.number.setStyleSheet(f"color: {role}")
        self.helper = label(helper, "helper")
        self.setLayout(column(row(self.number, label(title, "subtitle"), None, spacing=8), self.helper, spacing=2, margins=(14, 8, 14, 8)))


class CheckView(QWidget):
    """Shows one ImportPreview."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        theme = context.theme
        self.preview: Any = None
        self.lines: list[RejectLine] = []
        self.good = CountCard(TOKENS["ok"], "行可导入", "点“导入”后才写入")
        self.warned = CountCard(TOKENS["warn"], "行有提醒", "可以导入，建议看一眼")
        self.bad = CountCard(TOKENS["danger"], "行不能导入", "改正前不会写入")
        self.used = CountCard("", "列已认出", "")
        self.choices = ListedTableModel(choice_columns(), self)
        self.reasons = GridView(theme, "退回原因", 34)
        self.reasons.header.hide()
        self.reasons.setModel(self.choices)
        self.reasons.moved.connect(self._choose)
        left = panel(panel(row(label("检查结果", "subtitle"), None, margins=(12, 8, 12, 8)), role="panel-head"), self.reasons, margin=1, grow=1)
        left.setFixedWidth(theme.px(340))
        self.head = label("", "subtitle")
        self.head_helper = label("", "helper")
        self.table = GridView(theme, "行")
        self.model = ListedTableModel(self._reject_columns(), self)
        self.sample_model = ListedTableModel([Column("line", "行", 50, lambda row: Cell(""))], self)
        self.table.setModel(self.model)
        self.table.moved.connect(self._show_whole)
        self.whole = label("", "helper", wrap=True)
        self.whole.setMinimumHeight(theme.px(40))
        self.whole.setAlignment(Qt.AlignmentFlag.AlignTop)
        head = panel(row(self.head, self.head_helper, None, margins=(12, 8, 12, 8)), role="panel-head")
        foot = panel(row(self.whole, margins=(12, 8, 12, 8)), role="section")
        right = panel(head, self.table, foot, margin=1, grow=1)
        body = row(left, right)
        body.setStretch(1, 1)
        layout = column(row(self.good, self.warned, self.bad, self.used), spacing=8)
        layout.addLayout(body, 1)
        self.setLayout(layout)

    def focus_first(self) -> None:
        """The list of reasons."""
        self.reasons.setFocus()

    def show_preview(self, preview: Any) -> None:
        """Counts, reasons, rows."""
        self.preview = preview
        for card, number in ((self.good, preview.accepted), (self.warned, preview.warnings), (self.bad, preview.rejected),
                             (self.used, len(preview.mapping))):  # fmt: skip
            card.number.setText(f"{number:,}")
        spare = unused(preview)
        more = " 等" if len(spare) > 3 else ""
        self.used.helper.setText(f"没有用到：{'、'.join(spare[:3])}{more}" if spare else f"表里共 {len(preview.columns)} 列")
        self.lines = [_line(preview.columns, rejected) for rejected in preview.rejects]
        choices = [Choice(SAMPLE, preview.accepted, token="ok")]
        if preview.rejected:
            choices.append(Choice(EVERYTHING, preview.rejected, token="danger"))
        causes = sorted(preview.reasons.items(), key=lambda pair: -pair[1])
        choices += [Choice(text, count, cause(text), "danger") for text, count in causes]
        choices += [Choice(text, count, REMARK, "warn") for text, count in preview.remarks.items()]
        self.choices.set_rows(choices)
        self.reasons.select_row(1 if preview.rejected else 0)

    def _choose(self, place: int) -> None:
        choice = self.choices.record(place)
        if choice is None:
            return
        if choice.text == SAMPLE or choice.value == REMARK:
            self._show_sample()
            if choice.value == REMARK:
                self.head.setText(choice.text)
                self.head_helper.setText(f"{choice.count:,} 行，可以导入，建议看一眼。下面是文件的前几行")
            return
        reason = choice.value
        lines = [line for line in self.lines if not reason or reason in line.causes]
        self.model.set_rows(lines)
        if self.table.model() is not self.model:
            self.table.setModel(self.model)
        self.head.setText(choice.text)
        total = choice.count
        shown = f"，先列出 {len(lines):,} 行，全部在退回表里" if total > len(lines) else ""
        self.head_helper.setText(f"{total:,} 行{shown}")
        self.table.select_row(0)
        self._show_whole(0 if lines else -1)

    def _show_sample(self) -> None:
        columns, rows = list(self.preview.columns), list(self.preview.sample)
        used = [place for place, title in enumerate(columns) if title in used_columns(self.preview)] or list(range(len(columns)))
        shown = used[:SAMPLE_COLUMNS]
        spec = [Column(str(place), columns[place], WIDTHS.get(columns[place], 110), _reader(place), stretch=1) for place in shown]
        self.sample_model = ListedTableModel(spec, self)
        self.table.setModel(self.sample_model)
        self.sample_model.set_rows([cells_of(sample, columns) for sample in rows])
        self.head.setText(SAMPLE)
        self.head_helper.setText(f"前 {len(rows)} 行")
        pairs = [ours if ours == theirs else f"{ours}（{theirs}）" for ours, theirs in self.preview.mapping.items()]
        guessed = f"。列名相近，请核对：{'、'.join(self.preview.guessed)}" if self.preview.guessed else ""
        self.whole.setText(f"认出的列：{'、'.join(pairs)}{guessed}")

    def _show_whole(self, number: int) -> None:
        if self.table.model() is self.model and 0 <= number < len(self.model.rows):
            line = self.model.rows[number]
            self.whole.setText(f"第 {line.line} 行：{line.reasons}\n全部内容：{line.whole}")

    @staticmethod
    def _reject_columns() -> list[Column]:
        return [
            Column("line", "Excel 行", 80, lambda row: Cell(f"{row.line:,}", token="ink2"), align=RIGHT),
            Column("who", "对象", 130, lambda row: Cell(row.who, bold=True)),
            Column("reasons", "问题和改法", 320, lambda row: Cell(row.reasons, token="danger"), stretch=3),
            Column("content", "原内容", 180, lambda row: Cell(row.content, token="ink2"), stretch=2),
        ]


def unused(preview: Any) -> list[str]:
    """Columns of the file that nothing recognised."""
    used = used_columns(preview)
    return [title for title in preview.columns if title and title not in used]


def used_columns(preview: Any) -> set[str]:
    """Titles in the file that are understood."""
    return set(preview.mapping.values())


def cells_of(sample: Any, columns: Sequence[str]) -> list[str]:
    """A row as texts, one for each column of the file."""
    texts = list(sample)[: len(columns)]
    return texts + [""] * (len(columns) - len(texts))


def _reader(place: int) -> Any:
    return lambda cells: Cell(cells[place] if place < len(cells) else "")


def _line(columns: Sequence[str], rejected: Any) -> RejectLine:
    cells = cells_of(rejected.cells, columns)
    titled = dict(zip(columns, cells, strict=False))
    who = next((titled[title] for title in IDENTITY if titled.get(title)), "")
    filled = [text for text in cells if text]
    causes = tuple(cause(reason) for reason in rejected.reasons)
    content = " · ".join(text for text in filled if text != who)
    return RejectLine(rejected.line, who, content, "；".join(rejected.reasons), causes, " · ".join(filled))
