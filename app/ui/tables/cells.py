"""What a cell looks like, as data: the models say it, the delegate paints it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

LEFT, CENTRE, RIGHT = "left", "centre", "right"
TEXT, TAGS, CHECK, BAR = "text", "tags", "check", "bar"


@dataclass(frozen=True)
class Bar:
    """An in-row bar: shares of the full width; None = not drawn."""

    share: float
    last: float | None = None
    target: float | None = None
    token: str = "bar"


@dataclass(frozen=True)
class Cell:
    """One painted cell.  ``note``: a smaller word after the text (并列); ``tags``: (word, tone)."""

    text: str = ""
    token: str = "ink"
    bold: bool = False
    note: str = ""
    tags: tuple[tuple[str, str], ...] = ()
    bar: Bar | None = None
    checked: bool = False
    fill: str = ""
    struck: bool = False  # done: struck through
    box: bool = True  # in a column of ticks: whether this row can be ticked


@dataclass(frozen=True)
class Column:
    """One column as data.  ``sort``: word of the sort order it asks for ('' = not sortable); ``extra``: only on wide screens;
    ``optional``: may be hidden by the person; ``stretch``: share of the spare width; ``droppable``: lowest goes first when narrow."""

    key: str
    title: str
    width: int
    cell: Callable[[Any], Cell]
    align: str = LEFT
    kind: str = TEXT
    sort: str = ""
    extra: bool = False
    optional: bool = True
    stretch: int = 0
    droppable: int = 0
