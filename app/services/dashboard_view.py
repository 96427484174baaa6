"""What every panel of the dashboard is told: period, grids, the units that are compared, and who may look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from app.errors import Refused
from app.models.dashboard import Request, Span, Target, comparable, span_of
from app.models.statistics import Figures
from app.models.targets import OFFICE
from app.services import area, statistics
from app.services.statistics import NOWHERE
from app.storage import dashboard as stored
from app.storage import grids, members, targets
from app.storage import statistics as counts
from app.storage.grids import Grid
from app.storage.statistics import Pair

if TYPE_CHECKING:
    from app.services.session import Session

MOST_GRIDS = 24  # bars that are still read at one glance; beyond, communities are compared where there are several
GRID, COMMUNITY, MEMBER = "grid:", "community:", "member:"


@dataclass(frozen=True)
class ScopeChoice:
    """One line of the scope selector."""

    id: str
    label: str
    depth: int


@dataclass(frozen=True)
class Unit:
    """One bar of a comparison: a grid or a community."""

    key: str  # GRID or COMMUNITY with its id
    label: str
    grids: frozenset[str]


class View:
    """One request, looked at by one account."""

    def __init__(self, session: Session, request: Request) -> None:
        session.require("dashboard.read")
        self.session, self.request = session, request
        self.db: Any = session.reader
        self.span: Span = span_of(request, session.today, session.office.meeting_weekday)
        self.first, self.last = self.span.period.first.isoformat(), self.span.period.last.isoformat()
        self.known: dict[str, Grid] = grids.grids(self.db)
        if request.grid_id and request.grid_id not in self.known:
            raise Refused("这个网格已停用或不存在，请另选范围。")
        self.grids: tuple[str, ...] = area.narrowed(session, self.db, (request.grid_id,) if request.grid_id else ())

    @property
    def scope(self) -> str:
        """The scope in words."""
        if self.request.grid_id:
            return self.known[self.request.grid_id].label
        return self.session.office.name if not self.grids else "本人负责的网格"

    @cached_property
    def first_visit(self) -> str:
        """Day of the first visit on record, '' = none."""
        return stored.first_visit(self.db)

    @cached_property
    def earlier(self) -> dict[str, stored.DayCount] | None:
        """Visits of the days compared with; None where they reach before the records."""
        before = self.span.before
        if not comparable(self.first_visit, before):
            return None
        return stored.visits_by_day(self.db, before.first.isoformat(), before.last.isoformat(), self.grids)

    def yearly_target(self, indicator: str) -> int | None:
        """The office's target of the year; None for a part of the office, another period, or where none is set."""
        if self.grids or self.request.period not in ("year", "last_year"):
            return None
        plan = targets.plans(self.db, self.span.period.first.year, OFFICE).get(indicator)
        line = targets.lines(self.db, plan.id).get("") if plan is not None else None
        return line.amount if line is not None and line.amount > 0 else None

    def monthly_target(self, indicator: str) -> int | None:
        """A twelfth of it."""
        year = self.yearly_target(indicator)
        return round(year / 12) if year else None

    @property
    def recorded(self) -> bool:
        """Whether visits were recorded at all by the end of the period; before that nothing can be said of who was visited."""
        return bool(self.first_visit) and self.first_visit <= self.last

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """Leaf grids of the scope, or the communities where there are too many grids."""
        inside = [grid for grid in self.known.values() if not self.grids or grid.id in self.grids]
        leaves = [grid for grid in inside if grid.leaf and grid.parent_id and grid.valid_in(self.first, self.last)]
        communities = [grid for grid in inside if grid.community == grid.id]
        if len(leaves) > MOST_GRIDS and len(communities) > 1:
            members: dict[str, set[str]] = {}
            for grid in inside:
                members.setdefault(grid.community, set()).add(grid.id)
            return tuple(Unit(COMMUNITY + each.id, each.label, frozenset(members[each.id])) for each in communities)
        return tuple(Unit(GRID + grid.id, grid.label, frozenset((grid.id,))) for grid in leaves)

    @property
    def unit_word(self) -> str:
        """'网格' or '社区'."""
        return "社区" if self.units and self.units[0].key.startswith(COMMUNITY) else "网格"

    def by_unit(self, found: Mapping[str, int]) -> list[tuple[Unit, int]]:
        """Numbers of grids added up to the units; what lies in no unit becomes one of its own, so that nothing is lost."""
        rows = [(unit, sum(found.get(grid, 0) for grid in unit.grids)) for unit in self.units]
        covered = frozenset[str]().union(*(unit.grids for unit in self.units)) if self.units else frozenset()
        for grid, value in found.items():
            if grid not in covered and value:
                label = self.known[grid].label if grid in self.known else NOWHERE
                rows.append((Unit(GRID + grid, label, frozenset((grid,))), value))
        return rows

    def pairs(self, first: str, last: str) -> dict[Pair, Figures]:
        """Figures by member and grid, of the scope only."""
        found = counts.by_pair(self.db, first, last)
        return {pair: figures for pair, figures in found.items() if not self.grids or pair[1] in self.grids}

    def total(self, first: str, last: str) -> Figures:
        """Figures of the scope."""
        return Figures.total(self.pairs(first, last).values())

    def grids_of(self, key: str) -> tuple[str, ...] | None:
        """Grids that a unit's key stands for, inside the scope; None = everything."""
        if key.startswith(GRID):
            return (key.removeprefix(GRID),) if not self.grids or key.removeprefix(GRID) in self.grids else ("-",)
        if key.startswith(COMMUNITY):
            wanted = key.removeprefix(COMMUNITY)
            return tuple(
                grid.id for grid in self.known.values() if grid.community == wanted and (not self.grids or grid.id in self.grids)
            )
        return self.grids or None

    def figure(self, name: str, key: str = "", title: str = "", first: str = "", last: str = "") -> Target:
        """The records behind a figure of the scope, a unit or a member."""
        return Target("figure", name, key, title, first, last)


def scopes(session: Session) -> list[ScopeChoice]:
    """Everything that can be chosen, in the order of the tree; the whole first."""
    session.require("dashboard.read")
    db = session.reader
    own = area.grids_of(session, db)
    known = grids.grids(db)
    children: dict[str, list[Grid]] = {}
    for grid in known.values():
        if grid.parent_id and (not own or grid.id in own):
            children.setdefault(grid.parent_id if grid.parent_id in known and (not own or grid.parent_id in own) else "", []).append(grid)
    roots = [grid.id for grid in known.values() if not grid.parent_id]
    whole = ScopeChoice("", session.office.name if not own else "本人负责的网格", 0)
    result = [whole]

    def walk(parent: str, depth: int) -> None:
        for grid in children.get(parent, ()):
            result.append(ScopeChoice(grid.id, grid.label, depth))
            walk(grid.id, depth + 1)

    for parent in ("", *roots):
        walk(parent, 1)
    return result


def rows_of_members(view: View) -> list[tuple[str, str, Figures]]:
    """(member, name, figures) of everybody who works in the scope; members of a closed week keep what was frozen."""
    if not view.grids:
        table = statistics.figures(view.session, view.span.period, "member", view.db)
        return [(row.id, row.name, row.figures) for row in table.rows]
    found = counts.folded(view.pairs(view.first, view.last), lambda pair: pair[0])
    tasks = members.assignments(view.db, view.first, view.last)
    here = {key for key, own in tasks.items() if any(task.grid_id in view.grids for task in own)}
    rows = statistics.ranked(statistics.member_rows(view.db, view.first, view.last, found))
    return [(row.id, row.name, row.figures) for row in rows if row.id in here or row.figures != Figures()]
