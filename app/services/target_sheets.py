"""A split as a sheet: names, shares, monthly mean, the rule in words, what has changed since it was set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from app.models import dates
from app.models import targets as rules
from app.models.fair_ranking import rounded
from app.models.statistics import Period
from app.models.target_pace import MONTH_RULES, PACE_RULES, Span, month_mean
from app.models.target_views import AllotRow, AllotSheet, SplitOrder, VersionLine
from app.models.targets import CAPPED_BY, DEFAULT_WEIGHTS, GRID, INDICATORS, LEVELS, MEMBER, OFFICE
from app.services import statistics, target_units
from app.services.session import Session
from app.storage import grid_book, grids, members
from app.storage import targets as stored
from app.storage.targets import Line, Plan

MEASURES = {"population": "population", "area": "area_m2", "households": "households", "entities": "entities", "last_year": "last_year"}
RECODED = "recode"  # a grid that only got another code: nobody moved


def names_of(session: Session, db: Any, level: str) -> dict[str, tuple[str, str]]:
    """Subject → (code, name), also those that are no more."""
    if level == GRID:
        return {grid.id: (grid.code, grid.label) for grid in grids.grids(db).values()}
    if level == MEMBER:
        return {member.id: (member.staff_no, member.name) for member in members.members(db).values()}
    return {"": (session.office.code, session.office.name)}


def stored_sheet(session: Session, db: Any, plan: Plan, lines: Sequence[Line]) -> AllotSheet:
    """A plan as it was set."""
    every = stored.versions(db, plan.year, plan.indicator, plan.level)
    hints, divided = _changes_since(session, db, plan, lines)
    weights = rules.read_weights(plan.weights)
    return AllotSheet(
        **_body(session, db, plan.year, plan.indicator, plan.level, lines),
        rule=rule_words(weights, plan.times, plan.indicator, plan.month_rule, plan.pace, plan.first_day, plan.basis_on, plan.level),
        bases=tuple(name for name in rules.BASES if name in weights),
        notes=(plan.notes,) if plan.notes else (),
        hints=hints,
        divided=divided,
        version=plan.version,
        versions=tuple(_version(each) for each in every),
        form=form_of(plan),
    )


def preview_sheet(
    session: Session, db: Any, order: SplitOrder, basis_on: str, lines: Sequence[Line], notes: tuple[str, ...]
) -> AllotSheet:
    """A split that nobody has saved."""
    first = order.first.isoformat()
    return AllotSheet(
        **_body(session, db, order.year, order.indicator, order.level, lines),
        rule=rule_words(order.weights, order.times, order.indicator, order.month_rule, order.pace, first, basis_on, order.level),
        bases=tuple(name for name in rules.BASES if name in order.weights),
        notes=notes,
    )


def _body(session: Session, db: Any, year: int, indicator: str, level: str, lines: Sequence[Line]) -> dict[str, Any]:
    names = names_of(session, db, level)
    sums = {name: sum(getattr(line, column) for line in lines) for name, column in MEASURES.items()}
    rows = [_row(line, names.get(line.subject_id, ("", "（已不在册）")), sums) for line in lines]
    rows.sort(key=lambda row: (row.code, row.name, row.id))
    return {"year": year, "indicator": indicator, "level": level, "rows": tuple(rows), "total": _total(rows, sums)}


def _row(line: Line, name: tuple[str, str], sums: Mapping[str, int]) -> AllotRow:
    span = Span(date.fromisoformat(line.first_day), date.fromisoformat(line.last_day))
    mean = month_mean(line.amount, span)
    return AllotRow(
        line.subject_id,
        *name,
        line.population,
        line.area_m2,
        line.households,
        line.entities,
        line.last_year,
        {base: rules.share_tenths(getattr(line, column), sums[base]) for base, column in MEASURES.items()},
        line.limit_at,
        line.computed,
        line.adjustment,
        line.adjust_why,
        line.amount,
        None if mean is None else rounded(mean * 10),
        line.by_month,
        span_words(span),
        line.limit_at is not None and line.computed >= line.limit_at > 0,
    )


def _total(rows: Sequence[AllotRow], sums: Mapping[str, int]) -> AllotRow:
    amount = sum(row.amount for row in rows)
    months = tuple(sum(row.months[place] for row in rows) for place in range(12))
    used = sum(bool(value) for value in months)
    return AllotRow(
        "", "", "合计", sums["population"], sums["area"], sums["households"], sums["entities"], sums["last_year"],
        {base: 1000 if value else None for base, value in sums.items()}, None, sum(row.computed for row in rows),
        sum(row.adjustment for row in rows), "", amount, rounded(Fraction(amount * 10, used)) if used else None, months,
    )  # fmt: skip


def span_words(span: Span) -> str:
    """'' for a whole year, else '4月1日起', '至6月30日', '4月1日至6月30日'."""
    begins, ends = (span.first.month, span.first.day) != (1, 1), (span.last.month, span.last.day) != (12, 31)
    first, last = f"{span.first.month}月{span.first.day}日", f"{span.last.month}月{span.last.day}日"
    if begins and ends:
        return f"{first}至{last}"
    return f"{first}起" if begins else f"至{last}" if ends else ""


def rule_words(
    weights: Mapping[str, Fraction], times: int, indicator: str, month_rule: str, pace: str, first_day: str, basis_on: str, level: str
) -> str:
    """The rule of a split in one sentence."""
    parts = [] if level == OFFICE else [f"按{rules.weight_words(weights)}分解", f"底数为 {basis_on}"]
    if times:
        parts.append(f"上限为{rules.BASES[CAPPED_BY[indicator]]}×{times}")
    parts += [f"分月{MONTH_RULES[month_rule]}", f"时间进度{PACE_RULES[pace]}"]
    if not first_day.endswith("-01-01"):
        parts.append(f"{first_day} 起算")
    return "，".join(parts) + "。"


def _version(plan: Plan) -> VersionLine:
    rule = "" if plan.level == OFFICE else rules.weight_words(rules.read_weights(plan.weights))
    return VersionLine(plan.version, plan.total, plan.set_on, plan.set_by, plan.why or "首次设定", rule)


# ---- forms -----------------------------------------------------------------------------------------------------------------------


def form_of(plan: Plan) -> dict[str, str]:
    """What the form starts with when a target is changed."""
    weights = rules.read_weights(plan.weights)
    typed = {name: f"{value.numerator / value.denominator:g}" for name, value in weights.items()} if plan.level != OFFICE else {}
    first = "" if plan.first_day.endswith("-01-01") else plan.first_day
    return {**typed, "total": str(plan.total), "times": str(plan.times or ""), "month_rule": plan.month_rule, "pace": plan.pace,
            "first_day": first}  # fmt: skip


def blank_form(session: Session, db: Any, year: int, indicator: str, level: str) -> dict[str, str]:
    """What the form starts with when nothing is set: the total of another level, else last year's result; 60 / 40 where areas are known."""
    other = next((found[indicator].total for each in (OFFICE, GRID, MEMBER) if indicator in (found := stored.plans(db, year, each))), None)
    if other is None:
        span = dates.year_period(year - 1)
        figures = statistics.figures(session, Period("range", span.first, span.last), "office", db).total
        other = int(getattr(figures, indicator)) or None
    weights = dict(DEFAULT_WEIGHTS) if stored.areas(db) else {"population": "100"}
    return {**weights, "total": str(other or ""), "month_rule": "workdays", "pace": "days"}


# ---- what has changed since -----------------------------------------------------------------------------------------------------


def divisions_since(db: Any, plan: Plan) -> list[Any]:
    """Re-divisions of the year that the plan does not know of yet."""
    last = f"{plan.year}-12-31"
    return [line for line in grid_book.changes(db) if line.kind != RECODED and max(plan.basis_on, plan.first_day) < line.day <= last]


def _changes_since(session: Session, db: Any, plan: Plan, lines: Sequence[Line]) -> tuple[tuple[str, ...], bool]:
    if plan.level == GRID:
        known = {line.subject_id for line in lines}
        moved = [line for line in divisions_since(db, plan) if line.old_id in known and line.old_id != line.new_id]
        if moved:
            days = "、".join(dict.fromkeys(line.day for line in moved))
            return (f"{days} 网格有调整，指标还在原网格名下，可以按网格调整折算。",), True
    hints = []
    if plan.level == MEMBER:
        order = SplitOrder(plan.year, plan.indicator, MEMBER, 0, {}, 0, "", "", date.fromisoformat(plan.first_day), date(plan.year, 12, 31))
        now = target_units.collectors(db, plan.first_day, f"{plan.year}-12-31")
        held = {line.subject_id: line for line in lines}
        came = [member.name for key, member in now.items() if key not in held]
        left = [member.name for key, member in now.items()
                if key in held and target_units.service_span(order, member).last.isoformat() != held[key].last_day]  # fmt: skip
        if came:
            hints.append(f"{'、'.join(came)}在设定之后到任，还没有指标，可以重新分解。")
        if left:
            hints.append(f"{'、'.join(left)}的在任时间有变，可以重新分解，按在任天数折算。")
    for level, words in LEVELS.items():
        other = stored.plans(db, plan.year, level).get(plan.indicator) if level != plan.level else None
        if other is not None and other.total != plan.total:
            hints.append(f"{words}的{INDICATORS[plan.indicator]}总数是 {other.total:,}，与这里的 {plan.total:,} 不同。")
    return tuple(hints), False
