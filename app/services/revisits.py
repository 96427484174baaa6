"""回访计划: who is due, putting off with a reason, ending what has lost its target, and the cycles behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.errors import Problem, Refused
from app.models.revisits import DEFAULT_RULES, PostponeReason, RuleKind, VisitRule, check_postpone, edited
from app.models.visit_views import CycleLine, DueList, RevisitLine
from app.models.vocabulary import TargetKind
from app.services import area as areas
from app.services import due_targets
from app.services.session import Done, Session
from app.storage import area, revisits
from app.storage.revisits import Planned

_DOOR_KINDS = (TargetKind.HOUSEHOLD.value, TargetKind.DWELLING.value)
TARGET_GONE = "对象已不在册"
NO_TARGETS = (RuleKind.HAZARD.value,)  # kinds of rules that nothing on the register answers to yet


def due(
    session: Session,
    member_id: str = "",
    grid_ids: tuple[str, ...] = (),
    until: str = "",
    limit: int = 500,
    building: tuple[str, str, str] | None = None,
) -> list[RevisitLine]:
    """What is due until a day (today if not given), most overdue first: of a member's grids, of some grids, or of all that the
    account sees; ``building`` (小区, 楼栋, 单元) narrows it to one staircase."""
    db, today = session.reader, session.today.isoformat()
    found = due_targets.due_until(db, _scope(session, member_id, grid_ids), today, until or today, member_id)
    lines = due_targets.as_revisits(db, found if building else found[:limit], today)
    return [line for line in lines if building is None or line.address.startswith("".join(building))][:limit]


def due_list(session: Session, until: str = "", limit: int = 500, words: Sequence[str] = ()) -> DueList:
    """What the account sees as due until a day: the first ``limit`` lines that hold all ``words``, and the figures of all that do."""
    db, today = session.reader, session.today.isoformat()
    found = due_targets.due_until(db, areas.grids_of(session, db), today, until or today)
    if words:
        lines = [line for line in due_targets.as_revisits(db, found, today) if line.fits(words)]
        late, since = [line.overdue_days for line in lines], [line.since_days for line in lines]
    else:
        lines = due_targets.as_revisits(db, found[:limit], today)
        late, since = [each.due.overdue_days for each in found], [each.due.since_days for each in found]
    return DueList(tuple(lines[:limit]), len(late), sum(days > 0 for days in late), since.count(None))


def counts(
    session: Session, member_id: str = "", grid_ids: tuple[str, ...] = (), until: str = ""
) -> dict[str, tuple[int, int, int]]:
    """By grid: (due until the day, overdue, days of the longest delay); '' adds all up."""
    db, today = session.reader, session.today.isoformat()
    result: dict[str, tuple[int, int, int]] = {"": (0, 0, 0)}
    for each in due_targets.due_until(db, _scope(session, member_id, grid_ids), today, until or today, member_id):
        late = max(each.due.overdue_days, 0)
        for key in ("", each.candidate.grid_id):
            count, overdue, longest = result.get(key, (0, 0, 0))
            result[key] = (count + 1, overdue + (late > 0), max(longest, late))
    return result


def _scope(session: Session, member_id: str, grid_ids: tuple[str, ...]) -> Sequence[str]:
    if member_id:
        return area.grids_of_member(session.reader, member_id, session.today.isoformat()) or ("-",)
    return areas.narrowed(session, session.reader, grid_ids)


# ---- changing a date -----------------------------------------------------------------------------------------------------------


def postpone(session: Session, kind: str, target_id: str, to: str, reason: str, note: str = "") -> Done:
    """Put a due visit off: the date moves, the reason is kept.  A line that only the cycle brought up gets a row of its own."""
    session.require("visit.write")
    today = session.today.isoformat()
    if refusal := check_postpone(to, reason, note, today):
        raise Refused([Problem("due_on" if "日期" in refusal or "推迟" in refusal[:4] else "postpone_why", refusal)])
    line, plan = _line(session, kind, target_id)
    label = next(each.label for each in PostponeReason if each.value == reason)
    why = f"{label}：{note.strip()}" if note.strip() else label
    with session.work.operation("revisit.postpone", session, why) as operation:
        change = {"due_on": to, "postponed_from": line.due_on, "postpone_why": why}
        if plan:
            operation.update("revisit", plan.id, change)
        else:
            operation.insert(
                "revisit",
                {
                    **change,
                    "community": area.community_of(operation.db, line.grid_id),
                    "target_kind": line.kind,
                    "target_id": line.id,
                    "dwelling_id": line.dwelling_id,
                    "grid_id": line.grid_id,
                    "member_id": line.member_id,
                    "why": line.why,
                    "state": "open",
                },
            )
    return Done(operation.id, frozenset(operation.touched), f"{line.title}的回访改到 {to}（{label}）")


def drop(session: Session, kind: str, target_id: str, why: str) -> Done:
    """End a planned visit without one, with a reason.  What the cycle brings up cannot be dropped, only put off."""
    session.require("visit.write")
    if not why.strip():
        raise Refused([Problem("close_why", "没有写不再回访的原因，请写一句。")])
    line, plan = _line(session, kind, target_id)
    if plan is None:
        raise Refused(f"{line.title}按周期走访（{line.why}），没有约定的回访可取消。可以改期，或在走访周期里调整天数。")
    with session.work.operation("revisit.drop", session, why.strip()) as operation:
        operation.update("revisit", plan.id, {"state": "dropped", "close_why": why.strip()})
    return Done(operation.id, frozenset(operation.touched), f"已取消{line.title}的回访")


def _line(session: Session, kind: str, target_id: str) -> tuple[RevisitLine, Planned | None]:
    db, today = session.register.db, session.today.isoformat()
    if kind == TargetKind.RESIDENT.value:
        found = due_targets.due_of(db, today, residents=[target_id])
    elif kind == TargetKind.ENTITY.value:
        found = due_targets.due_of(db, today, entities=[target_id])
    else:
        found = due_targets.due_of(db, today, doors=[revisits.door_of(db, kind, target_id)])
    if not found:
        raise Refused("这个对象已不在册，不用再回访。可在回访计划里清理。")
    line = due_targets.as_revisits(db, found[:1], today)[0]
    if problems := areas.outside(session, db, line.grid_id):
        raise Refused(problems)
    return line, found[0].planned


# ---- what lost its target ------------------------------------------------------------------------------------------------------


def orphans(session: Session) -> list[RevisitLine]:
    """Planned visits whose target has left the register; they are shown nowhere else."""
    db = session.reader
    rows = revisits.orphans(db, areas.grids_of(session, db))
    titles = revisits.titles_of(db, [(row.target_kind, row.target_id) for row in rows])
    return [_orphan_line(row, titles.get(row.target_id, ("", ""))) for row in rows]


def close_orphans(session: Session) -> Done:
    """End all planned visits whose target has left the register; one act, one undo."""
    session.require("visit.write")
    with session.work.operation("revisit.repair", session, TARGET_GONE) as operation:
        rows = revisits.orphans(operation.db, areas.grids_of(session, operation.db))
        for row in rows:
            operation.update("revisit", row.id, {"state": "dropped", "close_why": TARGET_GONE})
    text = f"已清理 {len(rows)} 条回访，对象都已不在册" if rows else "没有要清理的回访"
    return Done(operation.id if rows else "", frozenset(operation.touched), text)


def _orphan_line(row: Planned, title: tuple[str, str]) -> RevisitLine:
    return RevisitLine(
        kind=row.target_kind,
        id=row.target_id,
        revisit_id=row.id,
        title=title[0],
        address=title[1],
        grid_id=row.grid_id,
        grid="",
        dwelling_id=row.dwelling_id,
        member_id=row.member_id,
        member="",
        why=row.why or due_targets.BY_HAND,
        due_on=row.due_on,
        overdue_days=0,
        due_text=TARGET_GONE,
        since_days=None,
        last_on="",
        last_text="",
        cycle_days=0,
    )


# ---- cycles --------------------------------------------------------------------------------------------------------------------


def cycles(session: Session) -> list[CycleLine]:
    """All cycles in force, in the order of the shipped ones."""
    return _cycle_lines(revisits.rules(session.reader))


def _cycle_lines(rules: Iterable[VisitRule]) -> list[CycleLine]:
    labels = {kind.value: kind.label for kind in RuleKind}
    return [
        CycleLine(
            revisits.cycle_id(rule.kind, rule.code),
            rule.kind,
            labels[rule.kind],
            rule.code,
            due_targets.rule_label(rule),
            rule.days,
            rule.cycle_text,
        )
        for rule in rules
        if rule.kind not in NO_TARGETS and rule.kind in labels
    ]


def save_cycle(session: Session, kind: str, code: str, days: int) -> Done:
    """Change one cycle; 0 days = not planned.  The first change writes the shipped cycles down, so that later versions of the
    program do not move them."""
    session.require("grid.write")
    if kind not in {each.value for each in RuleKind} or not code:
        raise Refused([Problem("subject", "没有选这个周期适用于谁，请选一项。")])
    try:
        edited((VisitRule(kind, code, "", 0),), kind, code, days)
    except ValueError as error:
        raise Refused([Problem("days", str(error))]) from error
    with session.work.operation("cycle.save", session) as operation:
        stored = {each.id: each for each in revisits.stored_cycles(operation.db)}
        wanted = {(rule.kind, rule.code): rule.days for rule in DEFAULT_RULES}
        wanted |= {(each.kind, each.code): each.days for each in stored.values() if each.living}
        wanted[kind, code] = days
        for (subject_kind, subject), value in wanted.items():
            key = revisits.cycle_id(subject_kind, subject)
            columns = {"days": value, "active": int(value > 0)}
            if key not in stored:
                operation.insert("visit_cycle", {"id": key, "subject_kind": subject_kind, "subject": subject, **columns})
            elif not stored[key].living:
                operation.update("visit_cycle", key, {"status": "active", "status_why": "", **columns})
            elif stored[key].days != value:
                operation.update("visit_cycle", key, columns)
    rule = VisitRule(kind, code, next((r.label for r in DEFAULT_RULES if (r.kind, r.code) == (kind, code)), ""), days)
    return Done(operation.id, frozenset(operation.touched), f"{due_targets.rule_label(rule)}改为{rule.cycle_text}")
