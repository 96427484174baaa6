"""Figures of a year-end (or half-year) summary, gathered from the register for one period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from app.models.dates import month_period, same_period_last_year
from app.models.documents import Imprint, YearSummary
from app.models.statistics import Figures, Period
from app.models.vocabulary import CANCEL_REASONS, NEW_REASONS, OpenReason, Outcome
from app.services import statistics
from app.services.session import Session
from app.storage import closed_weeks, population
from app.storage import statistics as storage_statistics
from app.storage.code_tables import code_table


def year_summary(session: Session, year: int, imprint: Imprint, texts: Sequence[tuple[str, str]] = ()) -> YearSummary:
    """The summary of a year up to its last day or, in the running year, up to today."""
    period = Period("year", date(year, 1, 1), min(date(year, 12, 31), session.today))
    first, last = period.first.isoformat(), period.last.isoformat()
    db = session.reader
    reasons = storage_statistics.reasons(db, first, last)
    before = same_period_last_year(period)
    last_totals = statistics.figures(session, before, "office").total
    return YearSummary(
        imprint=imprint,
        title=f"{session.office.name}{year}年网格化服务管理工作总结",
        period_label=f"{year}年",
        as_of=last,
        opening=population.key_figures(db, (period.first - timedelta(days=1)).isoformat()),
        closing=population.key_figures(db, last),
        totals=statistics.figures(session, period, "office").total,
        last_totals=last_totals if last_totals != Figures() else None,
        months=tuple(_months(session, period)),
        by_grid=statistics.figures(session, period, "grid"),
        by_member=statistics.figures(session, period, "member"),
        open_reasons=_worded([(reason.label, reasons.opened.get(reason.value, 0)) for reason in (*NEW_REASONS, OpenReason.RETURN)]),
        close_reasons=_worded([(reason.label, reasons.closed.get(reason.value, 0)) for reason in CANCEL_REASONS]),
        entity_kinds=_coded("legal_entity_type", population.entity_kinds(db, last)),
        care_tags=_coded("service_category", population.care_tags(db, last)),
        visit_outcomes=tuple((outcome.label, reasons.outcomes.get(outcome.value, 0)) for outcome in Outcome),
        households_visited=storage_statistics.households_met(db, first, last),
        weeks_closed=closed_weeks.count_between(db, first, last),
        texts=tuple(texts),
    )


def _months(session: Session, period: Period) -> list[tuple[str, Figures]]:
    months = []
    for month in range(1, period.last.month + 1):
        whole = month_period(period.first.year, month)
        part = Period("month", whole.first, min(whole.last, period.last))
        months.append((f"{month}月", statistics.figures(session, part, "office").total))
    return months


def _worded(pairs: Sequence[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((pair for pair in pairs if pair[1]), key=lambda pair: -pair[1]))


def _coded(table: str, counts: dict[str, int]) -> tuple[tuple[str, int], ...]:
    labels = code_table(table)
    return _worded([(labels.label(code) or "未填", count) for code, count in counts.items()])
