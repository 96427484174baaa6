"""Tables of 待核数据: the doubts by rank, how many in each grid."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from app.models.doubts import GROUPS, RULE, DoubtLine
from app.ui.tables.cells import CENTRE, RIGHT, TAGS, Cell, Column
from app.ui.tables.listed import text_column
from app.ui.tables.view import GridView

TONES = {"impossible": "danger", "double": "warn", "place": "warn", "missing": "blue", "stale": "plain"}


class DoubtTable(GridView):
    """``silenced``: Del says that it is right (or shows it again)."""

    silenced = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Del; everything else as in every list."""
        if event.key() == Qt.Key.Key_Delete and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.silenced.emit()
        else:
            super().keyPressEvent(event)


def doubt_columns() -> list[Column]:
    """What, who, where."""
    return [
        Column("group", "类", 66, _group, kind=TAGS, align=CENTRE),
        Column("label", "待核内容", 138, lambda line: Cell(line.label, bold=True)),
        Column("title", "姓名、名称", 92, lambda line: Cell(line.title), stretch=1),
        text_column("address", "地址", 160, stretch=1, token="ink2"),
        text_column("grid", "网格", 72, token="ink2"),
        Column("sentence", "情况", 270, lambda line: Cell(line.sentence, token="ink2"), stretch=6),
    ]


def _group(line: DoubtLine) -> Cell:
    group = RULE[line.doubt.kind].group
    return Cell(tags=((GROUPS[group], TONES[group]),))


def grid_columns() -> list[Column]:
    """(id, label, count)."""
    return [
        Column("grid", "网格", 120, lambda line: Cell(line[1]), stretch=1),
        Column("count", "条数", 70, lambda line: Cell(f"{line[2]:,}", bold=True), align=RIGHT),
    ]
