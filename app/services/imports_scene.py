"""What every kind of import shares while it runs: the register as it is, the rows on their way into it, the count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from app.errors import Problem
from app.services.imports_directory import NO_GRID, Grids, Members
from app.services.imports_doors import Door, Doors
from app.services.imports_tally import Tally
from app.services.imports_writing import Writing
from app.storage import imports as lookups
from app.storage.imports import GridFact, MemberFact

Database = Any  # a connection that only storage looks into

T = TypeVar("T")
NO_MEMBER = MemberFact("", "", "", "")


@dataclass(slots=True)
class Parsed(Generic[T]):
    """One line of the file after the checks that need no register: a row (``problems`` are remarks), or the reasons why it is none."""

    line: int
    cells: Sequence[object]
    row: T | None
    problems: Sequence[Problem] = ()


@dataclass
class Scene:
    """Shared by the rows of one import."""

    db: Database
    writing: Writing
    tally: Tally
    today: str
    now_ms: int
    practice: bool
    grids: Grids = field(init=False)
    members: Members = field(init=False)
    doors: Doors = field(init=False)

    def __post_init__(self) -> None:
        self.grids = Grids(lookups.grids(self.db))
        self.members = Members(lookups.members(self.db))
        self.doors = Doors(self.db, self.writing)

    def member(self, text: str) -> MemberFact | str:
        """The member named in a cell; a blank cell is nobody."""
        return self.members.find(text) if text else NO_MEMBER

    def settle_grid(self, door: Door, grid: GridFact) -> GridFact:
        """The grid of a known door; a door that had none takes the one that the row names."""
        if not door.grid_id and grid.id:
            door.grid_id = grid.id
            self.writing.update("dwelling", ("grid_id",), (grid.id, door.id))
        return self.grids.by_id.get(door.grid_id, NO_GRID)
