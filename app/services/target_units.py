"""Who gets a share of a target and what the shares are reckoned by: grids or members with people, area, households, last year's result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from app.models import dates
from app.models.fair_ranking import Holding, households_in_charge
from app.models.statistics import Period
from app.models.target_pace import Span
from app.models.target_views import SplitOrder
from app.models.targets import CAPPED_BY, GRID, OFFICE, Unit
from app.services import statistics
from app.services.statistics import LEADING_ROLES
from app.storage import fair_ranking as holding_rows
from app.storage import grids, members
from app.storage import targets as stored
from app.storage.members import Member

if TYPE_CHECKING:
    from app.services.session import Session

Bases = dict[str, Fraction]
ONE_DAY = timedelta(days=1)


def basis_day(session: Session, year: int) -> date:
    """The day whose people and households are counted: today, for a year that is over its last day."""
    return min(session.today, date(year, 12, 31))


def units(session: Session, db: Any, order: SplitOrder) -> tuple[list[Unit], dict[str, Span]]:
    """Units with their measures, and the days each is in office (in being)."""
    if order.level == OFFICE:
        office = session.office
        return [Unit("", office.code, office.name, {"equal": Fraction(1)})], {"": Span(order.first, order.last)}
    make = _grid_units if order.level == GRID else _member_units
    names, spans, bases = make(session, db, order)
    before = _last_year(session, db, order)
    span = Span(order.first, order.last)
    found = []
    for key, (code, name) in names.items():
        part = Fraction(spans[key].days, span.days)
        whole = {**bases.get(key, {}), "last_year": before.get(key, 0) * part, "equal": part}
        found.append(Unit(key, code, name, whole, _cap(order, whole)))
    return found, spans


def _cap(order: SplitOrder, bases: Mapping[str, Fraction]) -> int | None:
    if not order.times:
        return None
    most = bases.get(CAPPED_BY[order.indicator], Fraction(0)) * order.times
    return most.numerator // most.denominator


def _last_year(session: Session, db: Any, order: SplitOrder) -> dict[str, int]:
    span = dates.year_period(order.year - 1)
    rows = statistics.figures(session, Period("range", span.first, span.last), order.level, db).rows
    return {row.id: int(getattr(row.figures, order.indicator)) for row in rows if row.id}


def grid_values(db: Any, day: date) -> dict[str, dict[str, int]]:
    """Measure → grid → value on a day."""
    basis = stored.basis(db, day.isoformat())
    return {
        "population": {key: value.population for key, value in basis.items()},
        "households": {key: value.households for key, value in basis.items()},
        "entities": {key: value.entities for key, value in basis.items()},
        "area": stored.areas(db),
    }


Named = dict[str, tuple[str, str]]


def _grid_units(session: Session, db: Any, order: SplitOrder) -> tuple[Named, dict[str, Span], dict[str, Bases]]:
    day = basis_day(session, order.year)
    text = day.isoformat()
    values = grid_values(db, day)
    names, spans, bases = {}, {}, {}
    for grid in grids.grids(db).values():
        if not (grid.leaf and grid.parent_id and grid.valid_in(text, text)):
            continue
        span = _span(order, grid.valid_from, grid.valid_to)
        names[grid.id], spans[grid.id] = (grid.code, grid.label), span
        part = Fraction(span.days, Span(order.first, order.last).days)
        bases[grid.id] = {name: found.get(grid.id, 0) * part for name, found in values.items()}
    return names, spans, bases


def _span(order: SplitOrder, first: str, last: str) -> Span:
    """Days of the year from ``first`` to ``last`` (ISO, both included, '' = open)."""
    return Span(order.first, order.last).within(dates.from_iso(first) or order.first, dates.from_iso(last) or order.last)


def collectors(db: Any, first: str, last: str) -> dict[str, Member]:
    """Members in service in a span who collect; who only leads gets no target."""
    tasks = members.assignments(db, first, last)
    found = {}
    for member in members.members(db).values():
        roles = {task.role for task in tasks.get(member.id, ())}
        if member.serves_in(first, last) and not (roles and roles <= LEADING_ROLES):
            found[member.id] = member
    return found


def service_span(order: SplitOrder, member: Member) -> Span:
    """Days in office: up to the day before leaving."""
    left = dates.from_iso(member.left_on)
    return _span(order, member.joined_on, (left - ONE_DAY).isoformat() if left else "")


def _member_units(session: Session, db: Any, order: SplitOrder) -> tuple[Named, dict[str, Span], dict[str, Bases]]:
    first, last = order.first.isoformat(), order.last.isoformat()
    found = collectors(db, first, last)
    spans = {key: service_span(order, member) for key, member in found.items()}
    held = [holding for holding in holding_rows.holdings(db, first, last, LEADING_ROLES) if holding.member_id in found]
    bases: dict[str, Bases] = {key: {} for key in found}
    for name, values in grid_values(db, basis_day(session, order.year)).items():
        for key, value in in_charge(held, values, Span(order.first, order.last), spans).items():
            bases[key][name] = value
    return {key: (member.staff_no, member.name) for key, member in found.items()}, spans, bases


def in_charge(held: Sequence[Holding], values: Mapping[str, int], span: Span, spans: Mapping[str, Span]) -> Bases:
    """Member → what he or she has in charge, averaged over the span: part years and transfers count by days, keepers share a grid."""
    cuts = {span.first, span.last + ONE_DAY}
    for first, last in [*((holding.first, holding.last) for holding in held), *((a.isoformat(), b.isoformat()) for a, b in spans.values())]:
        begin, end = dates.from_iso(first), dates.from_iso(last)
        cuts |= {day for day in (begin, end + ONE_DAY if end else None) if day and span.first < day <= span.last}
    total: Bases = {}
    days = sorted(cuts)
    for begin, end in zip(days, days[1:], strict=False):
        serving = {begin.isoformat(): {key for key, own in spans.items() if own.first <= begin <= own.last}}
        for key, value in households_in_charge(held, values, [begin.isoformat()], serving).items():
            total[key] = total.get(key, Fraction(0)) + value * (end - begin).days / span.days
    return total
