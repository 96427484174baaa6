"""疑似重复: pairs with score and reasons, two records side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.models.household_views import DuplicatePair, MergeLine, MergeView
from app.ui.tables.cells import RIGHT, TAGS, Cell, Column
from app.ui.tables.listed import ListedTableModel, text_column

RESIDENCE = "residence"
LEFT, RIGHT_SIDE = "left", "right"


@dataclass(frozen=True)
class SideLine:
    """One line of the comparison."""

    key: str  # first column of the group, or 'residence'
    label: str
    left: str
    right: str
    why: str
    differs: bool


def pair_columns() -> list[Column]:
    """Score, the two names, why."""
    return [
        Column("score", "分", 44, lambda pair: Cell(str(pair.score), token="warn" if pair.level == "likely" else "ink", bold=True), align=RIGHT),
        Column("names", "两份档案", 150, _names, stretch=1),
        Column("where", "住址", 150, _where, stretch=1),
    ]


def _names(pair: DuplicatePair) -> Cell:
    one, other = pair.first.name, pair.second.name
    return Cell(one if one == other else f"{one}、{other}", bold=True)


def _where(pair: DuplicatePair) -> Cell:
    return Cell(pair.first.address or pair.first.state, token="ink2")


def merge_columns() -> list[Column]:
    """已合并."""
    return [
        text_column("day", "时间", 168, token="ink2"),
        text_column("name", "姓名", 90, stretch=1, bold=True),
        text_column("who", "经办", 80, token="ink2"),
    ]


def side_lines(view: MergeView, word: Callable[[str, str], str]) -> list[SideLine]:
    """What stands on either side, codes as words; empty lines are left out, those that differ come first."""
    lines = []
    if view.both_open:
        left, right = view.left_stays[-1] if view.left_stays else "", view.right_stays[-1] if view.right_stays else ""
        lines.append(SideLine(RESIDENCE, "现住处", left, right, "另一处记为重复", True))
    for field in view.fields:
        left, right = (
            " ".join(word(column, part) for column, part in zip(field.columns, side, strict=True) if part) for side in (field.left, field.right)
        )
        if left or right:
            lines.append(SideLine(field.columns[0], field.label, left, right, field.why, field.differs))
    return sorted(lines, key=lambda line: not line.differs)


class SideModel(ListedTableModel):
    """``picks``: which side each differing line is taken from."""

    def __init__(self) -> None:
        self.picks: dict[str, str] = {}
        super().__init__([
            Column("label", "项目", 92, lambda line: Cell(line.label, bold=line.differs, token="ink" if line.differs else "ink3")),
            Column("left", "保留的档案（←）", 200, lambda line: self._side(line, LEFT, line.left), kind=TAGS, stretch=2),
            Column("right", "并入的档案（→）", 200, lambda line: self._side(line, RIGHT_SIDE, line.right), kind=TAGS, stretch=2),
            Column("why", "建议", 120, lambda line: Cell(line.why if line.differs else "相同", token="ink2"), stretch=1),
        ])  # fmt: skip

    def show(self, view: MergeView, word: Callable[[str, str], str]) -> None:
        """Two other records."""
        self.picks = {field.columns[0]: field.pick for field in view.fields} | {RESIDENCE: view.residence_pick}
        self.set_rows(side_lines(view, word))

    def pick(self, row: int, side: str) -> None:
        """← or →."""
        line = self.record(row)
        if line is not None and line.differs:
            self.picks[line.key] = side
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))

    def chosen(self) -> Mapping[str, str]:
        """For the service: only what needed a decision."""
        return {line.key: self.picks[line.key] for line in self.rows if line.differs}

    def _side(self, line: Any, side: str, text: str) -> Cell:
        if not line.differs:
            return Cell(text, token="ink3")
        picked = self.picks.get(line.key) == side
        return Cell(tags=((f"✓ {text or '（空）'}" if picked else text or "（空）", "ok" if picked else "plain"),))


def line_of_merge(line: MergeLine) -> str:
    """Words for the heading of a merge that stands."""
    return f"{line.day} {line.who} 把两份“{line.name}”合成一份"
