"""Plain data of the papers about grids and their members: 历史对照表, 交接单."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.models.documents import Imprint
from app.models.grid_views import GridChangeLine


@dataclass(frozen=True)
class GridComparison:
    """What became of which grid; ``verbs``: word of a kind."""

    imprint: Imprint
    lines: tuple[GridChangeLine, ...]
    verbs: Mapping[str, str]


@dataclass(frozen=True)
class HandoverPart:
    """One table of the sheet; ``total`` counts lines that are not printed too."""

    caption: str
    heads: tuple[tuple[str, float], ...]  # head and share of the width
    lines: tuple[tuple[str, ...], ...]
    total: int = 0
    empty: str = "没有"


@dataclass(frozen=True)
class HandoverSheet:
    """What somebody who leaves hands over: each part a caption, heads and lines of texts."""

    imprint: Imprint
    staff_no: str
    name: str
    last_day: str
    successor: str
    parts: tuple[HandoverPart, ...]
