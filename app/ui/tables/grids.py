"""Columns of 网格体系: the tree, the buildings of a grid with where they go, the comparison of old and new."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal

from app.models.grid_division import BuildingGroup
from app.models.grid_views import GridChangeLine, GridLine
from app.ui.tables.cells import CHECK, RIGHT, TAGS, Cell, Column
from app.ui.tables.listed import ListedTableModel

INDENT = "　"


def _count(number: int, warn: bool = False) -> Cell:
    return Cell(f"{number:,}", token="warn" if warn else "ink") if number else Cell("—", token="ink3")


def mergeable(line: GridLine) -> bool:
    """Whether a grid can be one of those that become one."""
    return bool(line.parent_id) and line.leaf and not line.valid_to


def _keepers(line: GridLine) -> Cell:
    return Cell("、".join(line.keepers)) if line.keepers else Cell("没有" if line.leaf else "", token="warn")


def grid_columns(today: str, ticked: Callable[[GridLine], bool]) -> list[Column]:
    """A tick for merging, the tree, who, how big."""

    def name(line: GridLine) -> Cell:
        closed = line.closed(today)
        words = INDENT * line.depth + line.label
        return Cell(words, token="ink3" if closed else "ink", bold=not line.leaf or not line.depth, note="已停用" if closed else "")

    def kind(line: GridLine) -> Cell:
        return Cell(line.kind_label, token="ink2") if line.territorial or not line.kind_label else Cell(tags=((line.kind_label, "violet"),))

    return [
        Column("tick", "", 34, lambda line: Cell(checked=ticked(line), box=mergeable(line)), kind=CHECK),
        Column("name", "网格", 168, name, stretch=3),
        Column("code", "编码", 134, lambda line: Cell(line.code, token="ink2"), stretch=1),
        Column("level", "层级", 64, lambda line: Cell(line.level_name, token="ink2"), droppable=1),
        Column("kind", "类型", 88, kind, kind=TAGS, droppable=2, stretch=1),
        Column("keepers", "负责人", 104, _keepers, stretch=2, droppable=4),
        Column("households", "户", 62, lambda line: _count(line.figures.households, any("户" in text for text in line.warnings)), align=RIGHT),
        Column("persons", "人", 66, lambda line: _count(line.figures.persons, any("人" in text for text in line.warnings)), align=RIGHT),
        Column("entities", "法人", 58, lambda line: _count(line.figures.entities), align=RIGHT, droppable=3),
    ]  # fmt: skip


class GridsModel(ListedTableModel):
    """The tree as a list; open leaves can be ticked for merging."""

    def __init__(self, today: str) -> None:
        super().__init__(grid_columns(today, lambda line: line.id in self.ticked))
        self.ticked: set[str] = set()
        self.ticks = self

    def count(self, _rows: int = 0) -> int:
        """How many are ticked."""
        return len(self.ticked_lines())

    def toggle_row(self, place: int) -> None:
        """Space."""
        line = self.rows[place]
        if mergeable(line):
            self.ticked ^= {line.id}
            self.dataChanged.emit(self.index(place, 0), self.index(place, 0))

    def tick_all(self, on: bool) -> None:
        """The box in the header only takes ticks away: merging everything is nobody's wish."""
        self.ticked.clear()
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, 0))

    def ticked_lines(self) -> list[GridLine]:
        """Ticked grids in their order."""
        return [line for line in self.rows if line.id in self.ticked]


class GroupsModel(ListedTableModel):
    """Buildings with where they go; ``placed(key)`` gives the number of the destination, 0 = stays."""

    chosen = Signal()

    def __init__(self) -> None:
        self.words: dict[int, str] = {}
        self.goes: dict[tuple[str, str, str], int] = {}
        super().__init__(
            [
                Column("label", "楼栋", 170, lambda group: Cell(group.label, bold=True), stretch=3),
                Column("dwellings", "房屋", 56, lambda group: _count(group.dwellings), align=RIGHT),
                Column("households", "户", 56, lambda group: _count(group.households), align=RIGHT),
                Column("persons", "人", 56, lambda group: _count(group.persons), align=RIGHT),
                Column("entities", "法人", 56, lambda group: _count(group.entities), align=RIGHT),
                Column("goes", "去向", 150, self._where, kind=TAGS, stretch=2),
            ]
        )

    def _where(self, group: BuildingGroup) -> Cell:
        number = self.goes.get(group.key, 0)
        word = self.words.get(number, "保留")
        return Cell(tags=((word, "blue"),)) if number else Cell(word, token="ink2")

    def place(self, row: int, number: int) -> None:
        """Where a building goes."""
        if 0 <= row < len(self.rows) and number in self.words:
            self.goes[self.rows[row].key] = number
            self.refresh()
            self.chosen.emit()

    def place_all(self, number: int) -> None:
        """Everything to one destination."""
        for group in self.rows:
            self.goes[group.key] = number
        self.refresh()
        self.chosen.emit()

    def refresh(self) -> None:
        """The words of the destinations changed."""
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self.columns) - 1))


def change_columns() -> list[Column]:
    """Old, new, what moves."""

    def grid(label: str, code: str) -> str:
        return label if not code or code in label else f"{label} {code}"

    def new(line: GridChangeLine) -> Cell:
        stays = line.old_id == line.new_id and line.kind != "recode"
        return Cell(grid(line.new_label, line.new_code), bold=not stays, note="保留" if stays else "")

    return [
        Column("old", "原网格", 118, lambda line: Cell(grid(line.old_label, line.old_code)), stretch=2),
        Column("new", "现网格", 130, new, stretch=3),
        Column("households", "户", 50, lambda line: _count(line.households), align=RIGHT),
        Column("persons", "人", 54, lambda line: _count(line.persons), align=RIGHT),
        Column("entities", "法人", 50, lambda line: _count(line.entities), align=RIGHT),
    ]
