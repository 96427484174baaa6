"""SQL lists of stored words, made from the vocabulary so that a figure's meaning is written down once."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

from app.models.vocabulary import (
    CANCEL_REASONS,
    COUNTED_OUTCOMES,
    INTERNAL_CLOSE_REASONS,
    INTERNAL_OPEN_REASONS,
    NEW_REASONS,
    VOIDING_REASONS,
    Word,
)


def listed(words: Iterable[Word]) -> str:
    """``('met','relative')`` for use inside SQL; the words are our own constants, never typed text."""
    return "(" + ",".join(f"'{word.value}'" for word in words) + ")"


LIVING = "NOT IN ('voided','merged')"  # rows that count at all
NEW = listed(NEW_REASONS)
CANCELLED = listed(CANCEL_REASONS)
VOIDING = listed(VOIDING_REASONS)
MOVED_IN = listed(INTERNAL_OPEN_REASONS)
MOVED_OUT = listed(INTERNAL_CLOSE_REASONS)
COUNTED = listed(COUNTED_OUTCOMES)


def open_on(alias: str, day: str = "?") -> str:
    """Condition 'open at the end of that day'; ``day`` is the parameter, used twice."""
    return f"({alias}.status {LIVING} AND {alias}.opened_on <= {day} AND ({alias}.closed_on = '' OR {alias}.closed_on > {day}))"


def inside(column: str, grids: Collection[str], parameter: str = ":grids") -> str:
    """Condition ' AND the grid is one of these' ('' = everywhere); the parameter is a JSON list (``listed_grids``)."""
    return f" AND {column} IN (SELECT value FROM json_each({parameter}))" if grids else ""


def listed_grids(grids: Collection[str]) -> str:
    """The parameter of ``inside``."""
    return json.dumps(sorted(grids))


def marks(count: int) -> str:
    """``?,?,?`` for a list of parameters."""
    return ",".join("?" * count)
