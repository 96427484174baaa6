"""Targets beside what was done, with the same figures as everywhere: matrix of a year or month, the records behind a number, the week."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from app.models import dates
from app.models.rankings import RecordLine
from app.models.statistics import Figures, FigureTable, Period
from app.models.target_pace import Progress, Span, amount_of_days, progress, total_progress, working_days
from app.models.target_views import ProgressRow, ProgressSheet
from app.models.targets import INDICATORS, MEMBER, OFFICE, VOLUME
from app.models.work_calendar import WorkCalendar
from app.services import statistics, target_sheets
from app.services.session import Session
from app.services.targets import calendar
from app.storage import targets as stored
from app.storage.targets import Line, Plan


class _Done:
    """Figures of a period by its first day, counted once each."""

    def __init__(self, session: Session, db: Any, level: str, span: Span) -> None:
        self.session, self.db, self.level, self.span = session, db, level, span
        self.tables: dict[date, FigureTable | None] = {}

    def table(self, plan: Plan | None) -> FigureTable | None:
        first = max(self.span.first, dates.from_iso(plan.first_day) or self.span.first) if plan else self.span.first
        if first not in self.tables:
            period = Period("range", first, self.span.last)
            self.tables[first] = statistics.figures(self.session, period, self.level, self.db) if first <= self.span.last else None
        return self.tables[first]


def matrix(session: Session, year: int, month: int, level: str, db: Any = None) -> ProgressSheet:
    """Every unit × every indicator; ``month`` 0 = the whole year."""
    session.require("target.read")
    reader = db if db is not None else session.reader
    span = _period(year, month)
    plans = stored.plans(reader, year, level)
    lines = {name: stored.lines(reader, plan.id) for name, plan in plans.items()}
    done = _Done(session, reader, level, span)
    whole = done.table(None)
    rows = {_subject(level, row.id): (row.key, row.name, row.grid if level == MEMBER else "") for row in whole.rows} if whole else {}
    names = target_sheets.names_of(session, reader, level)
    for found in lines.values():
        for key in found:
            rows.setdefault(key, (*names.get(key, ("", "（已不在册）")), ""))
    days = calendar(reader)
    cells: dict[str, dict[str, Progress]] = {key: {} for key in rows}
    totals: dict[str, Progress] = {}
    left = working_days(days, span.within(session.today + timedelta(days=1), span.last))
    for name in INDICATORS:
        table, plan = done.table(plans.get(name)), plans.get(name)
        figures = {_subject(level, row.id): row.figures for row in table.rows} if table else {}
        for key in rows:
            figure = int(getattr(figures.get(key, Figures()), name))
            line = lines[name].get(key) if plan else None
            cells[key][name] = cell(figure, line, span, month, session.today, plan.pace if plan else "days", days)
        total = int(getattr(table.total, name)) if table else 0
        totals[name] = total_progress([cells[key][name] for key in rows], total, left)
    listed = [ProgressRow(key, *texts, cells[key]) for key, texts in rows.items()]
    listed.sort(key=lambda row: (not row.code, row.code, row.name))
    remark = days.remark(span.first, span.last)
    return ProgressSheet(year, month, level, session.today.isoformat(), tuple(listed), ProgressRow("", "", "合计", "", totals), remark)


def _period(year: int, month: int) -> Span:
    period = dates.month_period(year, month) if month else dates.year_period(year)
    return Span(period.first, period.last)


def _subject(level: str, row_id: str) -> str:
    """The office's own row is kept under ''."""
    return "" if level == OFFICE else row_id


def cell(done: int, line: Line | None, span: Span, month: int, today: date, pace: str, days: WorkCalendar) -> Progress:
    """One unit and indicator in a period."""
    if line is None:
        return progress(None, done, span, today, pace, days)
    own = Span(date.fromisoformat(line.first_day), date.fromisoformat(line.last_day)).within(span.first, span.last)
    if not own.days:  # not in office in this period
        return progress(None, done, span, today, pace, days)
    return progress(line.by_month[month - 1] if month else line.amount, done, own, today, pace, days)


def records(session: Session, year: int, month: int, level: str, subject_id: str, indicator: str) -> list[RecordLine]:
    """The records behind what one unit has done; they add up to the number."""
    session.require("ranking.records")
    db = session.reader
    span = _period(year, month)
    plan = stored.plans(db, year, level).get(indicator)
    first = max(span.first, dates.from_iso(plan.first_day) or span.first) if plan else span.first
    period = Period("range", first, span.last)
    return statistics.record_lines(session, period, level, session.office.id if level == OFFICE else subject_id, indicator, db)


# ---- the week's part ------------------------------------------------------------------------------------------------------------


def week_targets(db: Any, week: Period) -> dict[str, Fraction]:
    """Member → 数据量 that the yearly targets ask for in a week; only those who have one.  A week over New Year takes from both years."""
    days = [week.first + timedelta(days=step) for step in range(week.days)]
    found: dict[str, Fraction] = {}
    calendar_of_office: WorkCalendar | None = None
    for year in sorted({day.year for day in days}):
        plan = stored.plans(db, year, MEMBER).get(VOLUME)
        if plan is None:
            continue
        calendar_of_office = calendar_of_office or calendar(db)
        inside = [day for day in days if day.year == year]
        for key, line in stored.lines(db, plan.id).items():
            span = Span(date.fromisoformat(line.first_day), date.fromisoformat(line.last_day))
            if span.within(inside[0], inside[-1]).days:
                amount = amount_of_days(line.by_month, span, inside, calendar_of_office)
                found[key] = found.get(key, Fraction(0)) + amount
    return found


def after_leave(target: Mapping[str, Fraction], member_id: str, planned: int, away: int) -> Fraction:
    """The week's part without the shifts on leave; absence without leave takes nothing off."""
    amount = target.get(member_id, Fraction(0))
    return amount * max(0, planned - away) / planned if planned else Fraction(0)
