"""The tree of grids as screens, exports and papers see it; what is said about the size of a grid (it warns, it never blocks)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from app.errors import Problem

MOST_HOUSEHOLDS, FEWEST_HOUSEHOLDS, MOST_PERSONS = 500, 300, 1000
DEEPEST = 6


@dataclass(frozen=True)
class GridFigures:
    """Key figures of a grid or of all below it; visits of the running month."""

    dwellings: int = 0
    households: int = 0
    persons: int = 0
    registered: int = 0  # 户籍
    floating: int = 0  # 流动
    overseas: int = 0  # 境外
    entities: int = 0
    visited_persons: int = 0
    visited_households: int = 0
    visited_entities: int = 0

    def __add__(self, other: GridFigures) -> GridFigures:
        return GridFigures(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    @staticmethod
    def total(found: Iterable[GridFigures]) -> GridFigures:
        """Sum of many."""
        result = GridFigures()
        for each in found:
            result = result + each
        return result


@dataclass(frozen=True)
class GridLine:
    """One line of the tree in reading order; ``depth`` 0 = the office."""

    id: str
    code: str
    name: str
    parent_id: str
    depth: int
    level_name: str
    kind: str
    kind_label: str
    territorial: bool
    leaf: bool
    valid_from: str
    valid_to: str
    keepers: tuple[str, ...] = ()
    figures: GridFigures = GridFigures()
    buildings: int = 0
    warnings: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """'06网格' unless the name says more."""
        return self.name or f"{self.code}网格"

    def closed(self, today: str) -> bool:
        """Whether the grid is no longer used."""
        return bool(self.valid_to) and self.valid_to < today


@dataclass(frozen=True)
class GridPerson:
    """Somebody who is, was or will be responsible for a grid."""

    assignment_id: str
    member_id: str
    staff_no: str
    name: str
    phone: str  # masked
    role: str
    role_label: str
    valid_from: str
    valid_to: str
    now: bool


@dataclass(frozen=True)
class GridChangeLine:
    """One line of the comparison: what became of a grid."""

    day: str
    kind: str
    old_id: str
    old_code: str
    old_name: str
    new_id: str
    new_code: str
    new_name: str
    dwellings: int
    households: int
    persons: int
    entities: int
    why: str = ""

    @property
    def old_label(self) -> str:
        """Name as it was."""
        return self.old_name or f"{self.old_code}网格"

    @property
    def new_label(self) -> str:
        """Name as it became."""
        return self.new_name or f"{self.new_code}网格"


@dataclass(frozen=True)
class GridCard:
    """Everything beside the tree about one grid."""

    line: GridLine
    path: str
    range_text: str
    area_m2: int | None
    people: tuple[GridPerson, ...]
    codes: tuple[tuple[str, str, str], ...]  # code, from, to
    changes: tuple[GridChangeLine, ...]
    below: int
    acts: tuple[str, ...]


@dataclass(frozen=True)
class GridDraft:
    """A grid as its form has it."""

    grid_id: str = ""
    parent_id: str = ""
    name: str = ""
    code: str = ""
    level_name: str = ""
    kind: str = ""
    territorial: str = "1"
    range_text: str = ""
    area_m2: str = ""
    day: str = ""  # from when on it exists, or its new code holds


def size_warnings(figures: GridFigures, leaf: bool, territorial: bool) -> tuple[str, ...]:
    """A rule of thumb of the field: 300 to 500 households, about 1,000 people (GB/T 34300)."""
    if not leaf or not territorial:
        return ()
    said = []
    if figures.households > MOST_HOUSEHOLDS:
        said.append(f"{figures.households:,} 户，多于通常的 {MOST_HOUSEHOLDS} 户")
    elif 0 < figures.households < FEWEST_HOUSEHOLDS:
        said.append(f"{figures.households:,} 户，少于通常的 {FEWEST_HOUSEHOLDS} 户")
    if figures.persons > MOST_PERSONS:
        said.append(f"{figures.persons:,} 人，多于通常的 {MOST_PERSONS:,} 人")
    return tuple(said)


def check_grid(draft: GridDraft, known: Sequence[GridLine], today: str, others_code: str = "") -> list[Problem]:
    """Problems of the form; ``others_code`` names the grid that has the same code now."""
    problems = []
    if not draft.name.strip() and not draft.code.strip():
        problems.append(Problem("name", "网格没有名称也没有编码，至少填一项，名单和排名里才认得出。"))
    if others_code:
        problems.append(Problem("code", f"编码“{draft.code}”已由“{others_code}”使用，请换一个编码。"))
    parent = next((each for each in known if each.id == draft.parent_id), None)
    if not draft.grid_id and parent is None:
        problems.append(Problem("parent_id", "没有选上级，请先在左边选一个上级网格。"))
    if parent is not None and parent.depth >= DEEPEST:
        problems.append(Problem("parent_id", f"网格最多 {DEEPEST} 层，请挂在上一层。"))
    if draft.area_m2.strip() and not draft.area_m2.strip().isdigit():
        problems.append(Problem("area_m2", "面积按平方米写整数，例如 52000。"))
    if draft.day and draft.day > today:
        problems.append(Problem("day", f"日期 {draft.day} 晚于今天，请填今天或更早的日期。"))
    return problems
