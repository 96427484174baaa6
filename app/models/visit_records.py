"""Stored visits as the list 走访记录 sees them: what is asked, the answer, one line."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

STATES = (("standing", "有效"), ("voided", "作废"))


@dataclass(frozen=True)
class VisitFilter:
    """Empty = no restriction.  ``text``: name, address or words of what was found."""

    first: str = ""
    last: str = ""
    text: str = ""
    member_ids: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()  # TargetKind
    states: tuple[str, ...] = ("standing",)
    grid_ids: tuple[str, ...] = ()  # with all grids below them


@dataclass(frozen=True)
class VisitKeys:
    """Row numbers, newest first, with the counts of the footer."""

    keys: array[int] = field(default_factory=lambda: array("q"))
    visits: int = 0
    counted: int = 0  # with a counted outcome
    persons: int = 0


@dataclass(frozen=True)
class VisitRow:
    """One line of the list."""

    key: int
    visit_id: str
    day: str
    at: str
    title: str
    address: str
    target_kind: str
    target_id: str
    target_label: str
    kind: str  # 入户走访 …
    outcome: str  # in words
    counted: bool
    persons_met: int
    finding: str
    member: str
    next_on: str
    state: str  # active, voided
