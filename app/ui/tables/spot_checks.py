"""Tables of 抽查: draws, their items with results by digit, 合格率 of members."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from app.models.spot_check_views import CheckLine, ItemLine, ShareLine
from app.models.spot_checks import KEYS, CheckResult, Tally
from app.ui.tables.cells import CENTRE, RIGHT, TAGS, Cell, Column
from app.ui.tables.listed import text_column
from app.ui.tables.view import GridView

TONES = {CheckResult.GOOD.value: "ok", CheckResult.BAD.value: "danger", CheckResult.UNCLEAR.value: "warn"}


def check_columns() -> list[Column]:
    """单号, period, how far."""

    def state(line: CheckLine) -> Cell:
        tally = line.tally
        return Cell(f"{tally.checked} / {tally.drawn}", token="ok" if tally.checked == tally.drawn else "warn", bold=True)

    return [
        text_column("sheet_no", "单号", 90, bold=True),
        text_column("period", "抽查的日期", 130, stretch=1),
        Column("method", "方式", 76, lambda line: Cell(line.method, token="ink2"), droppable=1),
        Column("state", "已查", 70, state, align=RIGHT),
    ]


def _result(line: ItemLine) -> Cell:
    return Cell(tags=((line.result_label, TONES[line.result]),)) if line.result else Cell("待查", token="ink3")


def _finding(line: ItemLine) -> Cell:
    if line.result == CheckResult.BAD.value and not line.finding:
        return Cell("按 F2 写清哪里不符", token="warn")
    return Cell(line.finding or line.changed, token="ink" if line.finding else "warn")


def item_columns() -> list[Column]:
    """As on the sheet, then result and finding."""
    return [
        Column("number", "序号", 50, lambda line: Cell(str(line.number), bold=True), align=RIGHT),
        Column("grid", "网格", 52, lambda line: Cell(line.grid, token="ink2"), align=CENTRE, droppable=3),
        text_column("address", "地址", 162, stretch=2),
        text_column("title", "对象", 96, stretch=1, bold=True),
        Column("claim", "登记的内容", 180, lambda line: Cell(f"{line.day[5:]} {line.claim}"), stretch=1),
        text_column("member", "登记人", 74),
        Column("result", "结果", 84, _result, kind=TAGS, align=CENTRE),
        Column("finding", "核实情况", 126, _finding, stretch=2),
        Column("why", "抽取依据", 190, lambda line: Cell(line.why, token="ink2"), stretch=1, droppable=2),
        Column("checked", "录入", 160, lambda line: Cell(line.checked, token="ink2"), droppable=1),
    ]


def share_columns() -> list[Column]:
    """Members and what was found."""

    def number(key: str, title: str, token: str = "ink") -> Column:
        def cell(line: ShareLine) -> Cell:
            value = int(getattr(line.tally, key))
            return Cell(f"{value:,}", token=token if value else "ink3")

        return Column(key, title, 84, cell, align=RIGHT)

    def share(line: ShareLine) -> Cell:
        tally: Tally = line.tally
        return Cell(tally.share_text, bold=tally.permille is not None, token="ink3" if tally.permille is None else "ink")

    return [
        text_column("staff_no", "工号", 100, token="ink2"),
        text_column("name", "姓名", 110, bold=True, stretch=1),
        text_column("grids", "网格", 130, stretch=1),
        number("drawn", "抽取"),
        number("checked", "已查"),
        number("good", "合格", "ok"),
        number("bad", "不合格", "danger"),
        number("unclear", "无法核实", "warn"),
        Column("share", "合格率", 96, share, align=RIGHT),
    ]


class ItemTable(GridView):
    """``typed(result)``: 1 合格, 2 不合格, 3 无法核实, 0 takes it back; ``left_back``: ← or Esc, back to the list of draws."""

    typed = Signal(str)
    left_back = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Digits; everything else as in every list."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.text() in KEYS and self.currentIndex().isValid():
            self.typed.emit(KEYS[event.text()].value)
        elif plain and event.text() == "0" and self.currentIndex().isValid():
            self.typed.emit("")
        elif plain and event.key() == Qt.Key.Key_Left:
            self.left_back.emit()
        else:
            super().keyPressEvent(event)
