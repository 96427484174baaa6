"""Targets that follow from others: taken over from last year, reckoned anew after a re-division of grids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from app.errors import Problem, Refused
from app.models import dates
from app.models.fair_ranking import rounded
from app.models.statistics import Period
from app.models.target_pace import Moved, after_division
from app.models.target_views import SplitOrder
from app.models.targets import GRID, INDICATORS, LEVELS
from app.services import statistics, target_sheets
from app.services.session import Done, Session
from app.services.targets import in_force, order_of, prepare, write, write_version
from app.storage import grids
from app.storage import targets as stored
from app.storage.targets import Line

ENTITY_INDICATORS = ("new_entities", "cancelled_entities", "visited_entities")


def copy_last_year(session: Session, year: int, level: str, percent: str = "100") -> Done:
    """Every indicator that has no target yet: last year's total (its result where none was set) × percent, split over the units of now."""
    session.require("target.write")
    db = session.register.db
    part = _percent(percent)
    before, there = stored.plans(db, year - 1, level), stored.plans(db, year, level)
    span = dates.year_period(year - 1)
    results = statistics.figures(session, Period("range", span.first, span.last), "office", db).total
    orders: list[SplitOrder] = []
    for name in INDICATORS:
        if name in there:
            continue
        whole = Period("year", date(year, 1, 1), date(year, 12, 31))
        total = rounded((before[name].total if name in before else int(getattr(results, name))) * part)
        if name in before:
            old = order_of(before[name])
            orders.append(replace(old, year=year, total=total, first=whole.first, last=whole.last))
        elif total:
            weights = {"equal": Fraction(1)} if level == "office" else _usual_weights(session, db, year, name, level)
            orders.append(SplitOrder(year, name, level, total, weights, 0, "workdays", "days", whole.first, whole.last))
    if not orders:
        raise Refused(f"{year}年没有可以沿用的：指标都已设目标，或 {year - 1} 年没有目标也没有完成数。")
    prepared = [prepare(session, db, order) for order in orders]
    why = f"沿用{year - 1}年" + (f"×{percent.strip()}%" if part != 1 else "")
    with session.work.operation("target.copy", session, reason=why) as operation:
        for each in prepared:
            write(operation, session, each, why, None)
    words = "、".join(INDICATORS[order.indicator] for order in orders)
    return Done(operation.id, frozenset(operation.touched), f"{year}年{LEVELS[level]}的 {len(orders)} 项目标已按上年设定：{words}")


def _usual_weights(session: Session, db: Any, year: int, indicator: str, level: str) -> dict[str, Fraction]:
    form = target_sheets.blank_form(session, db, year, indicator, level)
    return {name: Fraction(form[name]) for name in ("population", "area") if form.get(name)}


def _percent(typed: str) -> Fraction:
    text = str(typed).strip().rstrip("%％") or "100"
    try:
        value = Fraction(text)
    except (ValueError, ZeroDivisionError):
        value = Fraction(-1)
    if not 0 < value <= 1000 or "/" in text:
        raise Refused([Problem("percent", f"比例“{typed}”不对，填 1 到 1000 的数，105 表示比上年多 5%。")])
    return value / 100


# ---- after a re-division --------------------------------------------------------------------------------------------------------


def follow_division(session: Session, year: int, indicator: str) -> Done:
    """The months to come go with the people from the old grids to the new ones; the sum stays."""
    session.require("target.write")
    db = session.register.db
    plan = in_force(db, year, indicator, GRID)
    changes = target_sheets.divisions_since(db, plan)
    lines = stored.lines(db, plan.id)
    moves = [Moved(date.fromisoformat(line.day), line.old_id, line.new_id, _weight(line, indicator)) for line in changes]
    if not any(move.old in lines and move.old != move.new for move in moves):
        raise Refused("设定之后网格没有调整，不用折算。")
    months = after_division({key: line.by_month for key, line in lines.items()}, moves)
    days = {move.new: move.day for move in reversed(moves) if move.new not in lines}
    wanted = [_moved(db, year, key, lines.get(key), found, days.get(key)) for key, found in months.items()]
    last = max(move.day for move in moves)
    why = f"{'、'.join(dict.fromkeys(line.day for line in changes))} 网格调整，以后各月的指标随人口转到现网格"
    values = {
        "year": year, "indicator": indicator, "level": GRID, "total": sum(line.amount for line in wanted), "weights": plan.weights,
        "times": 0, "month_rule": plan.month_rule, "pace": plan.pace, "first_day": plan.first_day,
        "basis_on": max(last, session.today).isoformat(), "notes": "", "why": why,
    }  # fmt: skip
    with session.work.operation("target.divide", session, reason=why) as operation:
        write_version(operation, session, values, wanted, plan)
    return Done(operation.id, frozenset(operation.touched), f"{INDICATORS[indicator]}指标已按网格调整折算，总数 {values['total']:,} 不变")


def _weight(line: Any, indicator: str) -> int:
    return int(line.entities if indicator in ENTITY_INDICATORS else line.persons)


def _moved(db: Any, year: int, key: str, line: Line | None, months: Sequence[int], begins: date | None) -> Line:
    """The line of a grid after it; a grid that ended keeps what was due before, a new one starts on its day."""
    amount, text = sum(months), " ".join(map(str, months))
    grid = grids.grids(db).get(key)
    ended = dates.from_iso(grid.valid_to) if grid else None
    last = min(ended or date(year, 12, 31), date(year, 12, 31)).isoformat()
    if line is None:
        first = (begins or date(year, 1, 1)).isoformat()
        return Line(key, first, last, 0, 0, 0, 0, 0, None, amount, 0, "", amount, text)
    return line._replace(last_day=max(last, _day_before(line.first_day)), limit_at=None, computed=amount, adjustment=0, adjust_why="",
                         amount=amount, months=text)  # fmt: skip


def _day_before(text: str) -> str:
    return (date.fromisoformat(text) - timedelta(days=1)).isoformat()
