"""Weighted score, completion of the weekly target and the fair figures of a week, added to its sheet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from app import settings
from app.models import fair_ranking as rules_of_fairness
from app.models import ranking_rules
from app.models.attendance import MonthSums, sums_between
from app.models.fair_ranking import FairFact, places, rounded, scaled_target
from app.models.ranking_rules import RankingRules
from app.models.rankings import SheetRow, Standing, WeeklySheet
from app.models.statistics import Period
from app.models.vocabulary import AttendanceState
from app.services import attendance, target_progress
from app.services.session import Done
from app.services.statistics import LEADING_ROLES
from app.services.target_units import collectors
from app.storage import accounts, members
from app.storage import attendance as stored_attendance
from app.storage import fair_ranking as stored

if TYPE_CHECKING:
    from app.services.session import Session


def rules(session: Session, db: Any = None) -> RankingRules:
    """Weights and weekly target as they are now."""
    return ranking_rules.rules_of(accounts.office(db if db is not None else session.reader).settings)


def save_rules(session: Session, weights: Mapping[str, str], target: str) -> Done:
    """Other weights or another target: for open weeks; closed ones keep theirs."""
    session.require("ranking.rules")
    wanted = ranking_rules.checked(weights, target)
    office = accounts.office(session.register.db)
    text = json.dumps(ranking_rules.settings_with(office.settings, wanted), ensure_ascii=False, sort_keys=True)
    with session.work.operation("office.ranking", session) as operation:
        operation.update("office", office.id, {"settings": text})
    session.forget_office()
    goal = f"，每周目标 {wanted.weekly_target:,}" if wanted.weekly_target else "，不设目标"
    touched = frozenset(operation.touched) | {"ranking"}
    return Done(operation.id, touched, f"排名权重已保存：{wanted.words}{goal}")


def complete(db: Any, sheet: WeeklySheet) -> WeeklySheet:
    """The sheet of an open week with weighted, completion and fair standings."""
    wanted = ranking_rules.rules_of(accounts.office(db).settings)
    first, last = sheet.period.first, sheet.period.last
    today = settings.office_day().isoformat()
    plan = attendance.roster(db)
    known = members.members(db)
    records = stored_attendance.records(db, first.isoformat(), last.isoformat())
    sums = {
        row.member_id: sums_between(
            plan, attendance.service_of(known[row.member_id]), records.get(row.member_id, ()), first, last, today
        )
        for row in sheet.rows
        if row.member_id in known
    }
    yearly = target_progress.week_targets(db, sheet.period)
    return with_standings(sheet, wanted, sums, plan.shifts_a_week, _fair_facts(db, sheet, sums, today), yearly)


def _fair_facts(db: Any, sheet: WeeklySheet, sums: Mapping[str, MonthSums], today: str) -> list[FairFact]:
    first, last = sheet.period.first, sheet.period.last
    days = [(first + timedelta(days=step)).isoformat() for step in range(sheet.period.days)]
    services = [attendance.service_of(member) for member in members.members(db).values()]
    serving = {day: {service.member_id for service in services if service.on(day)} for day in days}
    held = stored.holdings(db, days[0], days[-1], LEADING_ROLES)
    charge = rules_of_fairness.households_in_charge(held, stored.households(db, min(last.isoformat(), today)), days, serving)
    met = stored.met_in_person(db, first.isoformat(), last.isoformat())
    facts = []
    for row in sheet.rows:
        own = sums.get(row.member_id, MonthSums())
        shifts = own.worked + own.unrecorded + own.of(AttendanceState.ABSENT)
        seen, counted = met.get(row.member_id, (0, 0))
        households = charge.get(row.member_id, Fraction(0))
        facts.append(FairFact(row.member_id, row.volume, own.planned, shifts, own.away, households, seen, counted))
    return facts


def with_standings(
    sheet: WeeklySheet,
    wanted: RankingRules,
    sums: Mapping[str, MonthSums],
    full: int,
    facts: list[FairFact],
    yearly: Mapping[str, Fraction],
) -> WeeklySheet:
    """Put the three further standings beside the raw one.  ``yearly``: what the targets of the year ask for in this week; members
    without one keep the weekly target."""
    fair = rules_of_fairness.fair_figures(facts)
    scores = {row.member_id: Fraction(row.figures.weighted(dict(wanted.weights))) for row in sheet.rows}
    targets = {}
    for row in sheet.rows:
        target = _target_of(wanted, yearly, row.member_id, sums.get(row.member_id, MonthSums()), full)
        if target is not None:
            targets[row.member_id] = target
    shares = {
        row.member_id: Fraction(row.volume * 1000, targets[row.member_id]) for row in sheet.rows if targets.get(row.member_id)
    }
    weighted, completion = _standings(scores), _standings(shares)
    rows: list[SheetRow] = [
        replace(
            row,
            fair=fair.get(row.member_id),
            weighted=weighted.get(row.member_id),
            completion=completion.get(row.member_id),
            target=targets.get(row.member_id),
        )
        for row in sheet.rows
    ]
    return replace(
        sheet,
        rows=tuple(rows),
        weights=wanted.words,
        weekly_target=wanted.weekly_target,
        target_rule=_target_rule(sheet, wanted, yearly),
        fair_rules=rules_of_fairness.RULES,
    )


def _target_of(wanted: RankingRules, yearly: Mapping[str, Fraction], member_id: str, own: MonthSums, full: int) -> int | None:
    """From the yearly target, else from the weekly one; None = neither was set."""
    if member_id in yearly:
        return rounded(target_progress.after_leave(yearly, member_id, own.planned, own.away))
    return scaled_target(wanted.weekly_target, own.planned, own.away, full) if wanted.weekly_target else None


def week_target(db: Any, week: Period, member_id: str = "") -> int | None:
    """数据量 that a member (everybody who collects, for '') is asked for in a week; None = no target."""
    wanted = ranking_rules.rules_of(accounts.office(db).settings)
    yearly = target_progress.week_targets(db, week)
    if not yearly and not wanted.weekly_target:
        return None
    first, last, today = week.first.isoformat(), week.last.isoformat(), settings.office_day().isoformat()
    plan, records = attendance.roster(db), stored_attendance.records(db, first, last)
    serving = collectors(db, first, last)
    found = []
    for key, member in serving.items():
        if member_id in ("", key):
            own = sums_between(plan, attendance.service_of(member), records.get(key, ()), week.first, week.last, today)
            found.append(_target_of(wanted, yearly, key, own, plan.shifts_a_week))
    known = [target for target in found if target is not None]
    return sum(known) if known else None


def _target_rule(sheet: WeeklySheet, wanted: RankingRules, yearly: Mapping[str, Fraction]) -> str:
    """Where the targets of the week come from, when yearly ones are among them."""
    if not any(row.member_id in yearly for row in sheet.rows):
        return ""
    others = any(row.member_id not in yearly for row in sheet.rows)
    rest = "" if not others else f"；没有年度目标的按每周目标 {wanted.weekly_target:,}" if wanted.weekly_target else "；没有年度目标的不计"
    return f"本周目标由年度目标按工作日折算，休假按班次扣减，旷工不减{rest}。"


def _standings(values: Mapping[str, Fraction]) -> dict[str, Standing]:
    found = places(values)
    counts = list(found.values())
    return {key: Standing(rules_of_fairness.rounded(values[key]), place, counts.count(place) > 1) for key, place in found.items()}
