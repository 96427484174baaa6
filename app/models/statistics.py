"""What is counted, for whom and when: plain shapes shared by storage, services, reports and screens (meanings: product.md, 口径)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date

FIGURE_LABELS: dict[str, str] = {
    "new_residents": "新增人口",
    "returned_residents": "回流人口",
    "cancelled_residents": "注销人口",
    "visited_persons": "走访人数",
    "visited_households": "走访户次",
    "new_entities": "新增法人",
    "cancelled_entities": "注销法人",
    "visited_entities": "走访法人",
}
VOLUME_FIGURES = ("new_residents", "cancelled_residents", "visited_persons", "new_entities", "cancelled_entities", "visited_entities")


@dataclass(frozen=True)
class Period:
    """A span of whole days, both ends included.  ``kind``: week, month, year, range."""

    kind: str
    first: date
    last: date

    @property
    def days(self) -> int:
        """Number of days in the period."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Figures:
    """The eight figures of one row of a table, plus attempts and corrections shown beside them."""

    new_residents: int = 0
    returned_residents: int = 0
    cancelled_residents: int = 0
    visited_persons: int = 0
    visited_households: int = 0
    new_entities: int = 0
    cancelled_entities: int = 0
    visited_entities: int = 0
    attempts: int = 0  # 未遇, 拒访, 空置: shown beside, never counted as 走访
    corrections: int = 0  # entries voided in the period (更正)

    @property
    def volume(self) -> int:
        """数据量 with all weights 1: the sum of the six figures of the weekly ranking."""
        return sum(getattr(self, name) for name in VOLUME_FIGURES)

    def weighted(self, weights: dict[str, int]) -> int:
        """数据量 with the office's weights in thousandths (1000 = 1)."""
        return sum(getattr(self, name) * weights.get(name, 1000) for name in VOLUME_FIGURES)

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @staticmethod
    def total(rows: Iterable[Figures]) -> Figures:
        """Sum of many rows."""
        result = Figures()
        for row in rows:
            result = result + row
        return result


@dataclass(frozen=True)
class FigureRow:
    """One row of a table of figures.  ``id`` is the member's or grid's internal id, ``key`` its label (工号, 网格编码)."""

    id: str
    key: str
    name: str
    grid: str
    figures: Figures
    rank: int = 0


@dataclass(frozen=True)
class FigureTable:
    """Figures of a period by member, grid, community or office."""

    period: Period
    by: str
    rows: tuple[FigureRow, ...]
    total: Figures
    frozen: bool = False


@dataclass(frozen=True)
class PopulationFlow:
    """Opening and closing population of one grid with the flows between: closing = opening + new + returned + moved_in −
    cancelled − moved_out (product.md; domain.md §9)."""

    grid_id: str
    grid: str
    opening: int
    new: int
    returned: int
    moved_in: int
    cancelled: int
    moved_out: int
    closing: int

    @property
    def difference(self) -> int:
        """0 when the identity holds."""
        return self.closing - (self.opening + self.new + self.returned + self.moved_in - self.cancelled - self.moved_out)
