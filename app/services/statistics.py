"""Figures of any period by member, grid, community or office (口径: product.md), and the flows of the population."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.models import dates
from app.models.frozen_sheets import sheet_from_json
from app.models.rankings import RecordLine, ranks
from app.models.statistics import FigureRow, Figures, FigureTable, Period, PopulationFlow
from app.storage import closed_weeks, grids, members, population, records
from app.storage import statistics as counts
from app.storage.records import Scope

if TYPE_CHECKING:
    from app.services.session import Session

BY = ("member", "grid", "community", "office")
LEADING_ROLES = frozenset(("01", "02", "05", "06", "07", "08"))  # who leads or is responsible, and is not ranked for collecting
NOBODY, NOWHERE = "（未注明登记人）", "（未分网格）"


def period(session: Session, kind: str, text: str) -> Period:
    """A period in words: week (any day in it), month 2026-11, year 2026, range 2026-01-01..2026-06-30."""
    return dates.parse_period(kind, text, session.office.meeting_weekday)


def figures(session: Session, span: Period, by: str, db: Any = None, pairs: dict[counts.Pair, Figures] | None = None) -> FigureTable:
    """The figures of a period; members and office of a closed week keep the figures that were frozen (a closed sheet has no grids).
    ``pairs`` are the counts of the period where the caller has them already."""
    if by not in BY:
        raise ValueError(f"figures by {by}")
    reader = db if db is not None else session.reader
    frozen = _frozen(reader, span) if by in ("member", "office") else None
    if frozen is not None:
        return frozen if by == "member" else _whole(session, frozen)
    first, last = span.first.isoformat(), span.last.isoformat()
    if pairs is None:
        pairs = counts.by_pair(reader, first, last)
    make = {"member": _by_member, "grid": _by_grid, "community": _by_community, "office": _by_office}[by]
    rows = ranked(make(session, reader, first, last, pairs))
    return FigureTable(span, by, rows, Figures.total(row.figures for row in rows))


def flows(session: Session, span: Period, db: Any = None) -> list[PopulationFlow]:
    """Opening and closing population of every grid with the flows between."""
    reader = db if db is not None else session.reader
    before = (span.first - timedelta(days=1)).isoformat()
    return population.flows(reader, before, span.first.isoformat(), span.last.isoformat())


def record_lines(session: Session, span: Period, by: str, row_id: str, figure: str, db: Any = None) -> list[RecordLine]:
    """The records behind one figure of one row; they add up to it."""
    reader = db if db is not None else session.reader
    first, last = span.first.isoformat(), span.last.isoformat()
    scope = Scope(first, last)
    if by == "member":
        scope = Scope(first, last, member_id=row_id)
    elif by == "grid":
        scope = Scope(first, last, grid_ids=(row_id,))
    elif by == "community":
        known = grids.grids(reader)
        inside = tuple(grid.id for grid in known.values() if grid.community == row_id)
        scope = Scope(first, last, grid_ids=(*inside, "") if row_id == "*" else inside)
    return records.behind(reader, figure, scope)


def ranked(rows: Iterable[FigureRow]) -> tuple[FigureRow, ...]:
    """Rows in order of rank; entries that belong to nobody are not ranked and come last."""
    listed = list(rows)
    known = [row for row in listed if row.id]
    places = dict(zip((row.id for row in known), ranks([row.figures.volume for row in known]), strict=True))
    result = [FigureRow(row.id, row.key, row.name, row.grid, row.figures, places.get(row.id, 0)) for row in listed]
    return tuple(sorted(result, key=lambda row: (row.rank == 0, row.rank, row.key, row.name)))


def _frozen(db: Any, span: Period) -> FigureTable | None:
    if span.kind != "week":
        return None
    closed = closed_weeks.get(db, (span.last + timedelta(days=1)).isoformat())
    if closed is None:
        return None
    sheet = sheet_from_json(closed.sheet)
    rows = tuple(FigureRow(row.member_id, row.staff_no, row.name, row.grid, row.figures, row.rank) for row in sheet.rows)
    return FigureTable(span, "member", rows, sheet.total, frozen=True)


def _whole(session: Session, frozen: FigureTable) -> FigureTable:
    row = FigureRow(session.office.id, session.office.code, session.office.name, "", frozen.total, 1)
    return FigureTable(frozen.period, "office", (row,), frozen.total, frozen=True)


def _by_member(session: Session, db: Any, first: str, last: str, pairs: dict[counts.Pair, Figures]) -> list[FigureRow]:
    return member_rows(db, first, last, counts.folded(pairs, lambda pair: pair[0]))


def member_rows(db: Any, first: str, last: str, found: dict[str, Figures]) -> list[FigureRow]:
    """One row per member in service in the period or with any figure.  Who only leads and collected nothing is left out."""
    known = members.members(db)
    tasks = members.assignments(db, first, last)
    rows = []
    for member in known.values():
        own = found.get(member.id, Figures())
        roles = {task.role for task in tasks.get(member.id, ())}
        if own == Figures() and (not member.serves_in(first, last) or (roles and roles <= LEADING_ROLES)):
            continue
        codes = "、".join(dict.fromkeys(task.grid_code for task in tasks.get(member.id, ()) if task.grid_code))
        rows.append(FigureRow(member.id, member.staff_no, member.name, codes, own))
    lost = Figures.total(value for member_id, value in found.items() if member_id not in known)
    return rows if lost == Figures() else [*rows, FigureRow("", "", NOBODY, "", lost)]


def _by_grid(session: Session, db: Any, first: str, last: str, pairs: dict[counts.Pair, Figures]) -> list[FigureRow]:
    found = counts.folded(pairs, lambda pair: pair[1])
    known = grids.grids(db)
    rows = [
        FigureRow(grid.id, grid.code, grid.label, grid.code, found.get(grid.id, Figures()))
        for grid in known.values()
        if grid.id in found or (grid.leaf and grid.parent_id and grid.valid_in(first, last))
    ]
    lost = Figures.total(value for grid_id, value in found.items() if grid_id not in known)
    return rows if lost == Figures() else [*rows, FigureRow("", "", NOWHERE, "", lost)]


def _by_community(session: Session, db: Any, first: str, last: str, pairs: dict[counts.Pair, Figures]) -> list[FigureRow]:
    known = grids.grids(db)
    found = counts.folded(pairs, lambda pair: known[pair[1]].community if pair[1] in known else "*")
    rows = [
        FigureRow(grid.id, grid.code, grid.label, grid.code, found.get(grid.id, Figures()))
        for grid in known.values()
        if grid.community == grid.id
    ]
    if not rows or "*" in found:
        rows.append(FigureRow("*", session.office.code, session.office.name, "", found.get("*", Figures())))
    return rows


def _by_office(session: Session, db: Any, first: str, last: str, pairs: dict[counts.Pair, Figures]) -> list[FigureRow]:
    total = Figures.total(pairs.values())
    return [FigureRow(session.office.id, session.office.code, session.office.name, "", total)]
