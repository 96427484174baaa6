"""年度目标: set a total and split it, adjust with a reason, take it back; every change is a new version and the old one stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from app.errors import Problem, Refused
from app.models import dates
from app.models import targets as rules
from app.models.target_pace import WORKDAYS, Span, by_month, in_proportion
from app.models.target_views import AllotSheet, IndicatorLine, SplitOrder, TargetDraft, checked, whole_number
from app.models.targets import INDICATORS, LEVELS, OFFICE
from app.models.work_calendar import WorkCalendar
from app.services import target_sheets, target_units
from app.services.session import Done, Session
from app.storage import attendance as stored_attendance
from app.storage import targets as stored
from app.storage.targets import Line, Plan

if TYPE_CHECKING:
    from app.storage.work import Operation


@dataclass(frozen=True)
class Prepared:
    """A split that could be saved."""

    order: SplitOrder
    basis_on: str
    lines: tuple[Line, ...]
    notes: tuple[str, ...]


def calendar(db: Any) -> WorkCalendar:
    """Working days as the office has them."""
    return WorkCalendar(stored_attendance.calendar_edits(db))


def overview(session: Session, year: int, level: str, db: Any = None) -> list[IndicatorLine]:
    """All indicators with their totals; None = nothing is set."""
    session.require("target.read")
    found = stored.plans(db if db is not None else session.reader, year, level)
    return [
        IndicatorLine(name, label, found[name].total, found[name].version, found[name].first_day) if name in found
        else IndicatorLine(name, label, None)
        for name, label in INDICATORS.items()
    ]  # fmt: skip


def sheet(session: Session, year: int, indicator: str, level: str, db: Any = None) -> AllotSheet:
    """The split in force with its versions; empty rows = nothing is set."""
    session.require("target.read")
    reader = db if db is not None else session.reader
    plan = stored.plans(reader, year, level).get(indicator)
    if plan is None:
        return AllotSheet(year, indicator, level, form=target_sheets.blank_form(session, reader, year, indicator, level))
    return target_sheets.stored_sheet(session, reader, plan, list(stored.lines(reader, plan.id).values()))


def years(session: Session) -> list[int]:
    """Years to choose from, newest first: next year, back to the first that has targets (last year at least)."""
    session.require("target.read")
    today = session.today.year
    first = min([today - 1, *stored.years(session.reader)])
    return list(range(today + 1, first - 1, -1))


# ---- splitting -------------------------------------------------------------------------------------------------------------------


def preview(session: Session, draft: TargetDraft) -> AllotSheet:
    """How a draft would be split; nothing is written."""
    session.require("target.write")
    db = session.reader
    found = prepare(session, db, checked(draft))
    return target_sheets.preview_sheet(session, db, found.order, found.basis_on, list(found.lines), found.notes)


def prepare(session: Session, db: Any, order: SplitOrder) -> Prepared:
    """Split an order over the units that are there."""
    listed, spans = target_units.units(session, db, order)
    listed = [unit for unit in listed if spans[unit.id].days]
    if not listed:
        raise Refused(f"{order.year}年没有可以分的{LEVELS[order.level]}，请先登记。")
    result = rules.split(order.total, order.weights, listed)
    days = calendar(db)
    lines = []
    for share in result.shares:
        span = spans[share.unit.id]
        lines.append(_line(share, span, by_month(share.amount, span, order.month_rule, days)))
    day = target_units.basis_day(session, order.year).isoformat()
    remark = days.remark(order.first, order.last) if WORKDAYS in (order.month_rule, order.pace) else ""
    return Prepared(order, day, tuple(lines), (*result.notes, *([remark] if remark else [])))


def _line(share: rules.Share, span: Span, months: Sequence[int]) -> Line:
    bases = {name: (2 * value.numerator + value.denominator) // (2 * value.denominator) for name, value in share.unit.bases.items()}
    return Line(
        share.unit.id,
        span.first.isoformat(),
        span.last.isoformat(),
        bases.get("population", 0),
        bases.get("area", 0),
        bases.get("households", 0),
        bases.get("entities", 0),
        bases.get("last_year", 0),
        share.unit.cap,
        share.amount,
        0,
        "",
        share.amount,
        " ".join(map(str, months)),
    )


def save(session: Session, draft: TargetDraft) -> Done:
    """Set a target.  Where one is set already, this is the next version and needs a reason."""
    session.require("target.write")
    db = session.register.db
    order = checked(draft)
    before = stored.plans(db, order.year, order.level).get(order.indicator)
    why = draft.why.strip()
    if before is not None and not why:
        raise Refused([Problem("why", f"{INDICATORS[order.indicator]}的目标已经设过（第 {before.version} 版），改动要写明依据。")])
    found = prepare(session, db, order)
    with session.work.operation("target.set", session, reason=why) as operation:
        write(operation, session, found, why, before)
    text = f"{order.year}年{INDICATORS[order.indicator]} {order.total:,}"
    return Done(operation.id, frozenset(operation.touched), f"{text} 已分到 {len(found.lines)} 个单位" if order.level != OFFICE else f"{text} 已设定")


def write(operation: Operation, session: Session, found: Prepared, why: str, before: Plan | None) -> None:
    """Inside an operation: close the version before, write the next one."""
    order = found.order
    values = {
        "year": order.year,
        "indicator": order.indicator,
        "level": order.level,
        "total": sum(line.amount for line in found.lines),
        "weights": rules.stored_weights(order.weights),
        "times": order.times,
        "month_rule": order.month_rule,
        "pace": order.pace,
        "first_day": order.first.isoformat(),
        "basis_on": found.basis_on,
        "notes": "".join(found.notes),
        "why": why,
    }
    write_version(operation, session, values, found.lines, before)


def write_version(operation: Operation, session: Session, values: Mapping[str, object], lines: Sequence[Line], before: Plan | None) -> None:
    """A plan row and its lines; the version before is closed, not changed."""
    if before is not None:
        operation.update("target_plan", before.id, {"status": "closed", "status_why": "有新版次"})
    whole = {**values, "version": (before.version if before else 0) + 1, "set_on": session.today.isoformat(), "set_by": session.actor_name}
    plan_id = operation.insert("target_plan", whole)
    for line in lines:
        operation.insert("target", {"plan_id": plan_id, **line._asdict()})


def order_of(plan: Plan) -> SplitOrder:
    """The order that a plan was made from."""
    first = dates.from_iso(plan.first_day) or date(plan.year, 1, 1)
    weights = rules.read_weights(plan.weights)
    return SplitOrder(plan.year, plan.indicator, plan.level, plan.total, weights, plan.times, plan.month_rule, plan.pace, first,
                      date(plan.year, 12, 31))  # fmt: skip


# ---- adjusting -------------------------------------------------------------------------------------------------------------------


def adjust(session: Session, year: int, indicator: str, level: str, subject_id: str, change: str, other_id: str, why: str) -> Done:
    """Add to a unit (or take from it), and take it from (give it to) another one.  ``other_id`` 'total' = the total changes instead."""
    session.require("target.write")
    db = session.register.db
    plan = in_force(db, year, indicator, level)
    lines = stored.lines(db, plan.id)
    step = _signed(change)
    if subject_id not in lines:
        raise Refused([Problem("", "这个单位不在本版分解里，请先重新分解。")])
    if not why.strip():
        raise Refused([Problem("why", "没有写原因，请写明为什么调整。")])
    changes = {subject_id: step}
    if other_id and other_id != "total":
        if other_id == subject_id or other_id not in lines:
            raise Refused([Problem("other", "抵的单位要选另一个在本版分解里的单位。")])
        changes[other_id] = -step
    names = target_sheets.names_of(session, db, level)
    amounts = {key: lines[key].amount for key in changes}
    named = {key: names.get(key, ("", ""))[1] for key in changes}
    rules.check_adjustments(amounts, changes, named, {key: lines[key].limit_at for key in changes}, other_id == "total")
    days = calendar(db)
    wanted = [_adjusted(line, changes[key], why.strip(), plan.month_rule, days) if key in changes else line for key, line in lines.items()]
    with session.work.operation("target.adjust", session, reason=why.strip()) as operation:
        values = {**_values(plan), "total": sum(line.amount for line in wanted), "why": f"调整：{why.strip()}"}
        write_version(operation, session, values, wanted, plan)
    parts = "，".join(f"{named[key]} {value:+,}".replace("-", "−") for key, value in changes.items())
    tail = f"，总数改为 {sum(line.amount for line in wanted):,}" if other_id == "total" else "，总数不变"
    return Done(operation.id, frozenset(operation.touched), f"{INDICATORS[indicator]}指标已调整：{parts}{tail}")


def _adjusted(line: Line, change: int, why: str, month_rule: str, days: WorkCalendar) -> Line:
    amount = line.amount + change
    span = Span(date.fromisoformat(line.first_day), date.fromisoformat(line.last_day))
    months = in_proportion(line.by_month, amount) or by_month(amount, span, month_rule, days)
    reason = "；".join(dict.fromkeys(part for part in (*line.adjust_why.split("；"), why) if part))
    text = " ".join(map(str, months))
    return line._replace(adjustment=line.adjustment + change, adjust_why=reason, amount=amount, months=text)


def _signed(typed: str) -> int:
    text = str(typed).strip().replace("＋", "+").replace("－", "-").replace("−", "-")
    problems: list[Problem] = []
    value = whole_number(text.lstrip("+-"), "change", "调整", problems)
    if problems or text.count("-") + text.count("+") > 1:
        raise Refused([Problem("change", f"调整“{typed}”不对，加写 20，减写 -20。")])
    if not value:
        raise Refused([Problem("change", "调整是 0，没有要改的。")])
    return -value if text.startswith("-") else value


def _values(plan: Plan) -> dict[str, object]:
    names = ("year", "indicator", "level", "weights", "times", "month_rule", "pace", "first_day", "basis_on", "notes")
    return {name: getattr(plan, name) for name in names}


def in_force(db: Any, year: int, indicator: str, level: str) -> Plan:
    """The plan, or a refusal."""
    found = stored.plans(db, year, level).get(indicator)
    if found is None:
        raise Refused(f"{year}年{INDICATORS[indicator]}还没有设目标，请先设定。")
    return found


def drop(session: Session, year: int, indicator: str, level: str, why: str) -> Done:
    """No target after all; the versions stay in the history."""
    session.require("target.write")
    plan = in_force(session.register.db, year, indicator, level)
    if not why.strip():
        raise Refused([Problem("why", "没有写原因，请写明为什么取消。")])
    with session.work.operation("target.drop", session, reason=why.strip()) as operation:
        operation.void("target_plan", plan.id, why.strip())
    return Done(operation.id, frozenset(operation.touched), f"已取消 {year}年{INDICATORS[indicator]}的目标（{LEVELS[level]}）")
