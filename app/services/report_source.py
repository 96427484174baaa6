"""Counts behind a document: one reading of the register for a period and a scope, each count made when it is first asked for."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from app.models import report_periods
from app.models.dates import month_period, same_period_last_year
from app.models.documents import PopulationKey
from app.models.report_figures import LAST_YEAR, NOW, OPENING, PREVIOUS
from app.models.report_views import Subject
from app.models.statistics import FigureRow, Figures, Period
from app.services import area, statistics
from app.storage import browse, closed_weeks, grids, population, report_cross, report_levels
from app.storage import statistics as counts
from app.storage.statistics import ReasonCounts

if TYPE_CHECKING:
    from app.services.session import Session

Pairs = dict[counts.Pair, Figures]


class Source:
    """``grids`` = the grids of the scope, () = the whole office.  Nothing here is masked or worded."""

    def __init__(self, session: Session, subject: Subject, db: Any = None) -> None:
        self.session, self.subject = session, subject
        self.db = db if db is not None else session.reader
        self.period = report_periods.until(subject.period, session.today)
        self.grids = area.narrowed(session, self.db, (subject.grid_id,) if subject.grid_id else ())
        self.spans: dict[str, Period] = {
            NOW: self.period,
            LAST_YEAR: same_period_last_year(self.period),
            PREVIOUS: report_periods.before(self.period),
        }
        self._totals: dict[str, Figures] = {}
        self._keys: dict[str, PopulationKey] = {}
        self._reasons: dict[str, ReasonCounts] = {}

    @property
    def scope(self) -> str:
        """Name of the scope: the office, or the grid."""
        found = grids.grids(self.db).get(self.subject.grid_id)
        return found.label if found else self.session.office.name

    def last_day(self, span: str = NOW) -> str:
        """The day on which stocks of a span are counted."""
        if span == OPENING:
            return (self.period.first - timedelta(days=1)).isoformat()
        return self.spans[span].last.isoformat()

    def _bounds(self, span: str) -> tuple[str, str]:
        period = self.spans[span]
        return period.first.isoformat(), period.last.isoformat()

    def totals(self, span: str = NOW) -> Figures:
        """Figures of the whole scope."""
        if span not in self._totals:
            self._totals[span] = self._total_of(self.spans[span], self._pairs if span == NOW else None)
        return self._totals[span]

    def _total_of(self, period: Period, pairs: Pairs | None) -> Figures:
        if not self.grids:
            return statistics.figures(self.session, period, "office", self.db, pairs).total
        rows = statistics.figures(self.session, period, "grid", self.db, pairs).rows
        return Figures.total(row.figures for row in rows if row.id in self.grids)

    @cached_property
    def _parts(self) -> tuple[tuple[Period, Pairs], ...]:
        """The period month by month, the last one as far as it has come: the only reading of its visits for all of its tables."""
        found, first = [], self.period.first
        while first <= self.period.last:
            whole = month_period(first.year, first.month)
            part = Period("month", max(whole.first, self.period.first), min(whole.last, self.period.last))
            found.append((part, counts.by_pair(self.db, part.first.isoformat(), part.last.isoformat())))
            first = whole.last + timedelta(days=1)
        return tuple(found)

    @cached_property
    def _pairs(self) -> Pairs:
        """Counts of the whole period.  Months add up to it, because nothing is counted once across two days."""
        found: Pairs = {}
        for _, pairs in self._parts:
            for pair, figures in pairs.items():
                found[pair] = found[pair] + figures if pair in found else figures
        return found

    def compares(self, span: str) -> bool:
        """Whether the register holds anything of an earlier span."""
        return span in (NOW, OPENING) or self.totals(span) != Figures()

    def key(self, span: str = NOW) -> PopulationKey:
        """Stocks on the last day of a span; the beginning of a year and the end of the year before are one day."""
        day = self.last_day(span)
        if day not in self._keys:
            self._keys[day] = population.key_figures(self.db, day, self.grids)
        return self._keys[day]

    def reasons(self, span: str = NOW) -> ReasonCounts:
        """Openings, closings and visits by their words."""
        if span not in self._reasons:
            self._reasons[span] = counts.reasons(self.db, *self._bounds(span), self.grids)
        return self._reasons[span]

    def households_met(self, span: str = NOW) -> int:
        """Households met at least once."""
        return counts.households_met(self.db, *self._bounds(span), self.grids)

    def weeks_closed(self, span: str = NOW) -> int:
        """Weeks whose meeting lies in the span."""
        return closed_weeks.count_between(self.db, *self._bounds(span))

    @cached_property
    def care_tags(self) -> dict[str, int]:
        """Residents by care tag on the last day."""
        return population.care_tags(self.db, self.last_day(), self.grids)

    @cached_property
    def entity_kinds(self) -> dict[str, int]:
        """Legal entities by kind on the last day."""
        return population.entity_kinds(self.db, self.last_day(), self.grids)

    @cached_property
    def levels(self) -> list[report_levels.Level]:
        """The tree of grids, level by level."""
        return report_levels.levels(self.db, self.last_day(), self.grids)

    @cached_property
    def by_grid(self) -> tuple[FigureRow, ...]:
        """Rows by grid; their sum is ``totals()``."""
        rows = statistics.figures(self.session, self.period, "grid", self.db, self._pairs).rows
        return tuple(row for row in rows if not self.grids or row.id in self.grids)

    @cached_property
    def by_member(self) -> tuple[FigureRow, ...]:
        """Rows by member; of a single grid only what was done there."""
        if not self.grids:
            return statistics.figures(self.session, self.period, "member", self.db, self._pairs).rows
        first, last = self._bounds(NOW)
        pairs = {pair: own for pair, own in self._pairs.items() if pair[1] in self.grids}
        rows = statistics.member_rows(self.db, first, last, counts.folded(pairs, lambda pair: pair[0]))
        return statistics.ranked(row for row in rows if row.figures != Figures())

    @cached_property
    def months(self) -> tuple[tuple[str, Figures], ...]:
        """Figures month by month."""
        return tuple((f"{part.first.month}月", self._total_of(part, pairs)) for part, pairs in self._parts)

    @property
    def unfinished(self) -> str:
        """'前20天' when the last month is still running."""
        whole = month_period(self.period.last.year, self.period.last.month)
        return f"前{self.period.last.day}天" if self.period.last < whole.last else ""

    @cached_property
    def list_grids(self) -> tuple[str, ...]:
        """Grids of the list: those of its filter inside the scope."""
        wanted = self.subject.filter.grid_ids
        if not wanted:
            return self.grids
        below = tuple(browse.grids_below(self.db, wanted))
        return tuple(grid for grid in below if not self.grids or grid in self.grids) or ("-",)

    @cached_property
    def list_size(self) -> tuple[int, int]:
        """Residents and households of the list."""
        wanted = self.subject.filter
        return report_cross.list_size(self.db, self.last_day(), self.list_grids, wanted.tags, wanted.populations)

    @cached_property
    def cross(self) -> dict[tuple[str, str], int]:
        """The list by its two features."""
        wanted, subject = self.subject.filter, self.subject
        return report_cross.counts(
            self.db, self.last_day(), self.list_grids, wanted.tags, wanted.populations, subject.rows, subject.columns
        )
