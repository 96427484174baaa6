"""Grids as figures and filters need them: code, name, community, whether somebody lives directly in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.storage.imports import community_of
from app.storage.words import LIVING

if TYPE_CHECKING:
    from sqlite_utils import Database


class Grid(NamedTuple):
    """One node of the tree."""

    id: str
    code: str
    name: str
    parent_id: str
    level: int
    level_name: str
    community: str  # id of the nearest community or village, '*' = none
    leaf: bool
    valid_from: str
    valid_to: str

    @property
    def label(self) -> str:
        """'06网格' unless the name says more."""
        return self.name or f"{self.code}网格"

    def valid_in(self, first: str, last: str) -> bool:
        """Whether the grid existed on any day of the period."""
        return self.valid_from <= last and (not self.valid_to or self.valid_to >= first)


def grids(db: Database) -> dict[str, Grid]:
    """All grids by id, in order of code."""
    sql = f"""SELECT id, code, name, parent_id, ifnull(level, 0), level_name, valid_from, valid_to FROM grid
              WHERE status {LIVING} ORDER BY code, name"""
    rows = db.conn.execute(sql).fetchall()
    parents = {row[0]: (row[3], row[5]) for row in rows}
    above = {row[3] for row in rows}
    return {
        row[0]: Grid(
            row[0], row[1], row[2], row[3], row[4], row[5], community_of(row[0], parents), row[0] not in above, row[6], row[7]
        )
        for row in rows
    }


def by_code(db: Database, code: str) -> Grid | None:
    """The grid with this code, also written without leading zeros."""
    found = grids(db).values()
    exact = next((grid for grid in found if grid.code == code), None)
    return exact or next((grid for grid in found if code and grid.code.lstrip("0") == code.lstrip("0")), None)
