"""Which months of a summary have begun, and whether the last one is over."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass

from app.models.documents import YearSummary
from app.models.statistics import Figures


@dataclass(frozen=True)
class Months:
    """The months that have begun, and a note if the last is not over."""

    labels: tuple[str, ...]
    figures: tuple[Figures, ...]
    unfinished: str

    def values(self, figure: str) -> list[int]:
        """One figure month by month."""
        return [int(getattr(month, figure)) for month in self.figures]


def months(summary: YearSummary) -> Months:
    """Months up to the day counted."""
    year, month, day = (int(part) for part in summary.as_of.split("-"))
    labels = [label for label, _ in summary.months]
    end = labels.index(f"{month}月") + 1 if f"{month}月" in labels else len(labels)
    unfinished = f"前{day}天" if end and labels[end - 1] == f"{month}月" and day < monthrange(year, month)[1] else ""
    rows = summary.months[:end]
    return Months(tuple(label for label, _ in rows), tuple(figures for _, figures in rows), unfinished)
