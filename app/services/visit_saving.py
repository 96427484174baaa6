"""One visit from draft to register: checks, joining with another of the same day, and what becomes of the plan."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.errors import Problem, Refused
from app.models import confirmations
from app.models.dates import from_iso
from app.models.revisits import Attempt, propose_hour
from app.models.visit_joining import VisitRecord, counted, joined
from app.models.visit_views import NOTHING_FOUND, VisitDraft, finding_text, outcome_label, split_finding
from app.models.vocabulary import Outcome, TargetKind
from app.services import area as areas
from app.services import due_targets
from app.services.session import Done, Session
from app.settings import now_ms
from app.storage import revisits, visit_entry
from app.storage.visit_entry import Place, Stored
from app.storage.work import Operation

WARNING = "warning"
LONGEST_PLAN = 730  # days ahead
LONG_AGO = 60  # days
MOST_PERSONS = 50
_RESIDENT, _HOUSEHOLD = TargetKind.RESIDENT.value, TargetKind.HOUSEHOLD.value
_DWELLING, _ENTITY = TargetKind.DWELLING.value, TargetKind.ENTITY.value
_HOUSE, _CARE, _BUSINESS, _PHONE_CALL = "01", "02", "03", "07"  # visit_kind
_OUTCOMES = {outcome.value for outcome in Outcome}


@dataclass(frozen=True)
class Scene:
    """A draft with everything that the rules look at."""

    draft: VisitDraft
    place: Place | None  # as it will be stored
    asked: Place | None  # as it was picked
    people: tuple[visit_entry.Person, ...]
    met: tuple[str, ...]
    member_id: str
    visited_on: str
    today: str
    closed_week: str = ""

    @property
    def counts(self) -> bool:
        """Whether the outcome counts as 走访."""
        return counted(self.draft.outcome)


def scene_of(session: Session, db: Any, draft: VisitDraft) -> Scene:
    """Read what the draft is about.  A door with one household is that household; a person met with others is their door."""
    today = session.today.isoformat()
    day = draft.visited_on or today
    asked = visit_entry.place(db, draft.target_kind, draft.target_id, day)
    at = asked
    people: tuple[visit_entry.Person, ...] = ()
    if asked and asked.kind != _ENTITY:
        household = asked.household_id if asked.kind == _HOUSEHOLD else ""
        people = tuple(visit_entry.people(db, asked.dwelling_id, household, day)) if asked.dwelling_id else ()
    met = tuple(dict.fromkeys(draft.met)) if counted(draft.outcome) else ()
    if asked and asked.kind == _RESIDENT and counted(draft.outcome) and not met:
        met = (asked.id,)
    if asked and asked.kind in (_RESIDENT, _HOUSEHOLD, _DWELLING) and not draft.visit_id:
        at = _door(db, asked, met, day) if asked.kind != _RESIDENT or set(met) - {asked.id} else asked
    member = draft.member_id or session.account.member_id
    return Scene(draft, at, asked, people, met, member, day, today, visit_entry.closed_week_of(db, day))


def _door(db: Any, asked: Place, met: Sequence[str], day: str) -> Place:
    """The household that was visited; the dwelling where none or several live there."""
    if asked.kind == _HOUSEHOLD or not asked.dwelling_id:
        return asked
    here = {person.id: person.household_id for person in visit_entry.people(db, asked.dwelling_id, day=day)}
    households = {here.get(each, "") for each in met} if met else set(here.values())
    if asked.kind == _DWELLING and len(set(here.values())) > 1:
        households = set()
    if len(households) == 1 and (only := households.pop()):
        return visit_entry.place(db, _HOUSEHOLD, only, day) or asked
    return visit_entry.place(db, _DWELLING, asked.dwelling_id, day) or asked


# ---- checks --------------------------------------------------------------------------------------------------------------------


def check(session: Session, draft: VisitDraft) -> list[Problem]:
    """Problems of a draft, each at its field; warnings may be accepted."""
    return problems_of(session, session.reader, scene_of(session, session.reader, draft))


def problems_of(session: Session, db: Any, scene: Scene) -> list[Problem]:
    """Problems of what was read."""
    draft, at = scene.draft, scene.place
    if at is None:
        return [Problem("target_id", "没有选走访对象，请输姓名、门牌或证号后四位查找。")]
    problems = areas.outside(session, db, at.grid_id, "这家单位" if at.kind == _ENTITY else "这户")
    problems += _on_register(scene, at) + _when(scene)
    if not scene.member_id:
        problems.append(Problem("member_id", "没有填走访人。管理员账号登记走访，先选是哪位网格员走访的。"))
    if draft.outcome not in _OUTCOMES:
        problems.append(Problem("outcome", "没有选走访结果，按数字键选一项。"))
        return problems
    return problems + _who(scene, at)


def _on_register(scene: Scene, at: Place) -> list[Problem]:
    asked = scene.asked or at
    if not asked.on_register and not (asked.until and asked.until >= scene.visited_on) and not scene.draft.visit_id:
        name = asked.title or asked.address
        when = f"（{asked.until}）" if asked.until else ""
        return [Problem("target_id", f"{name}已注销{when}，不能登记走访。人还在，先办回流或撤销注销。")]
    return []


def _when(scene: Scene) -> list[Problem]:
    draft, day = scene.draft, from_iso(scene.visited_on)
    problems = []
    if day is None:
        return [Problem("visited_on", f"走访日期“{scene.visited_on}”不存在，请核对。")]
    if scene.visited_on > scene.today:
        problems.append(Problem("visited_on", f"走访日期 {scene.visited_on} 晚于今天，请核对。"))
    elif scene.closed_week:
        text = f"{scene.closed_week}已结算，这次走访会在下一周显示为更正。日期没错按 Enter。"
        problems.append(Problem("visited_on", text, WARNING))
    elif (date.fromisoformat(scene.today) - day).days > LONG_AGO:
        problems.append(Problem("visited_on", f"走访日期是 {LONG_AGO} 天以前，请核对。没错按 Enter。", WARNING))
    hour, colon, minute = draft.visited_at.partition(":")
    if draft.visited_at and not (colon and hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60):
        problems.append(Problem("visited_at", f"走访时间“{draft.visited_at}”看不懂，写成 18:40。"))
    if draft.next_on:
        following = from_iso(draft.next_on)
        if following is None:
            problems.append(Problem("next_on", f"下次走访“{draft.next_on}”不存在，请核对。"))
        elif day and not 0 < (following - day).days <= LONGEST_PLAN:
            problems.append(Problem("next_on", "下次走访要晚于这次走访，两年以内，例如 +7。"))
    return problems


def _who(scene: Scene, at: Place) -> list[Problem]:
    draft, here = scene.draft, {person.id for person in scene.people}
    strangers = [each for each in scene.met if each not in here and not (at.kind == _RESIDENT and each == at.id)]
    if strangers and not draft.visit_id:
        return [Problem("met", "勾选的人里有人不在这户，请重新勾选。")]
    number = draft.persons_met
    if number is not None and not 0 < number <= MOST_PERSONS and scene.counts:
        return [Problem("persons_met", f"走访人数填 1 到 {MOST_PERSONS}。")]
    if scene.counts and at.kind in (_HOUSEHOLD, _DWELLING) and not scene.met:
        if here and not (draft.visit_id and number):
            return [Problem("met", "没有勾选见到了谁，按空格勾选，至少一人。")]
        if not here and not draft.visit_id:
            return [Problem("met", "这里没有登记的人。见到的人请按 F5 登记；只记这次走访按 Enter。", WARNING)]
    if draft.outcome == Outcome.VACANT.value and here:
        return [Problem("outcome", f"这里登记着 {len(here)} 人，空置请核实后办注销。没错按 Enter。", WARNING)]
    return []


def refuse(problems: Sequence[Problem], accepted: Collection[str]) -> tuple[str, ...]:
    """Raise what stands in the way; answers the warnings that were accepted (by text or by field)."""
    open_ones = [each for each in problems if each.severity != WARNING or not ({each.text, each.field} & set(accepted))]
    if open_ones:
        raise Refused(open_ones)
    return tuple(each.text for each in problems)


# ---- saving --------------------------------------------------------------------------------------------------------------------


def save(session: Session, draft: VisitDraft, accepted: Collection[str] = ()) -> Done:
    """Store a visit: the people met, the next date, and the end of the revisit it was.  A second visit of the day to the same
    people continues the first."""
    session.require("visit.write")
    db = session.register.db
    scene = scene_of(session, db, draft)
    confirmed = refuse(problems_of(session, db, scene), accepted)
    at = scene.place
    assert at is not None  # refused above
    with session.work.operation("visit.save", session, confirmations.confirmed(confirmed)) as operation:
        written = write(operation, scene, at)
    name = at.title or next((person.name for person in scene.people), "") or at.address
    message = f"已登记：{name} {outcome_label(written.outcome)}{written.text}"
    return Done(operation.id, frozenset(operation.touched), f"{message}（与当天上一次合并）" if written.continued else message)


@dataclass(frozen=True)
class Written:
    """A visit that was stored; ``text`` is what to say of the plan."""

    visit_id: str
    outcome: str
    continued: bool
    text: str


def write(operation: Operation, scene: Scene, at: Place) -> Written:
    """Within a running act that has agreed to it: the visit, the people met, the plan; joined with an earlier one of the day."""
    db = operation.db
    new = record_of(scene, at, visit_entry.tags(db, [at.id], scene.visited_on))
    first, others = joined(visit_entry.same_day(db, scene.visited_on, scene.member_id, at), new)
    visit_id = _continue(operation, first, others, at) if first else _insert(operation, scene, at, new)
    write_persons(operation, visit_id, (first or new).persons, at.community)
    text = plan_next(operation, scene, at, visit_id, joined_to=first)
    return Written(visit_id, (first or new).outcome, first is not None, text)


def record_of(scene: Scene, at: Place, tags: Mapping[str, Sequence[str]]) -> VisitRecord:
    """The draft as it would be stored if it stood alone."""
    draft = scene.draft
    number = 0
    if scene.counts:
        number = len(scene.met) or draft.persons_met or 1
    return VisitRecord(
        id="",
        target_kind=at.kind,
        target_id=at.id,
        outcome=draft.outcome,
        persons=scene.met,
        persons_met=number,
        visited_at=draft.visited_at,
        kind=draft.kind or _kind(draft.outcome, at, bool(tags)),
        finding=finding_text(draft.findings, draft.text),
        note=draft.note.strip(),
        next_on=draft.next_on,
    )


def _kind(outcome: str, at: Place, cared_for: bool) -> str:
    if at.kind == _ENTITY:
        return _BUSINESS
    if outcome == Outcome.PHONE.value:
        return _PHONE_CALL
    return _CARE if at.kind == _RESIDENT and cared_for else _HOUSE


def _insert(operation: Operation, scene: Scene, at: Place, new: VisitRecord) -> str:
    return operation.insert(
        "visit",
        {
            "community": at.community,
            "visited_on": scene.visited_on,
            "visited_at": new.visited_at,
            "member_id": scene.member_id,
            "target_kind": at.kind,
            "target_id": at.id,
            "dwelling_id": at.dwelling_id,
            "grid_id": at.grid_id,
            "kind": new.kind,
            "outcome": new.outcome,
            "persons_met": new.persons_met,
            "finding": new.finding,
            "note": new.note,
            "next_on": new.next_on,
            "entered_ms": now_ms(),
        },
    )


def _continue(operation: Operation, first: VisitRecord, others: Sequence[str], at: Place) -> str:
    """Everything into the first visit of the day; others that belong to it are taken up."""
    change: dict[str, object] = {
        name: getattr(first, name) for name in ("visited_at", "kind", "outcome", "persons_met", "finding", "note", "next_on")
    }
    if (first.target_kind, first.target_id) == (at.kind, at.id):
        change |= {"target_kind": at.kind, "target_id": at.id, "dwelling_id": at.dwelling_id, "grid_id": at.grid_id}
    operation.update("visit", first.id, change)
    for other in others:
        operation.void("visit", other, "并入当天同一户的走访")
        for row, _, standing in visit_entry.persons(operation.db, other):
            if standing:
                operation.void("visit_person", row, "并入当天同一户的走访")
    return first.id


def write_persons(operation: Operation, visit_id: str, persons: Sequence[str], community: str) -> None:
    """Exactly these people were met."""
    stored = {resident: (row, standing) for row, resident, standing in visit_entry.persons(operation.db, visit_id)}
    for resident in persons:
        row, standing = stored.pop(resident, ("", False))
        if not row:
            operation.insert("visit_person", {"community": community, "visit_id": visit_id, "resident_id": resident, "met": 1})
        elif not standing:
            operation.update("visit_person", row, {"status": "active", "status_why": "", "met": 1})
    for row, standing in stored.values():
        if standing:
            operation.void("visit_person", row, "更正走访")


# ---- the plan ------------------------------------------------------------------------------------------------------------------


def plan_next(operation: Operation, scene: Scene, at: Place, visit_id: str, joined_to: VisitRecord | None = None) -> str:
    """Fulfil what was planned and note the next date; answers what to say about it."""
    db, draft = operation.db, scene.draft
    settled = scene.counts or draft.outcome == Outcome.VACANT.value
    own = {at.id, scene.draft.target_id, *scene.met}
    door = {at.dwelling_id, at.household_id} if at.kind != _ENTITY else set()
    rows = revisits.planned_for(db, own | door)
    before = joined_to.next_on if joined_to else ""
    kept = None
    for row in rows:
        if before and row.due_on == before and row.target_id in own:
            kept = row  # what the first visit of today agreed
        elif not settled and row.target_id in own:
            kept = kept or row
        elif settled and (row.target_id in own or row.due_on <= scene.visited_on):
            operation.update("revisit", row.id, {"state": "done", "closed_by_visit": visit_id})
    if not settled:
        return _try_again(operation, scene, at, kept)
    if not draft.next_on:
        return ""
    if kept:
        operation.update("revisit", kept.id, {"due_on": draft.next_on})
    elif draft.next_on != _by_cycle(db, scene, at):
        insert_revisit(operation, scene, at, _why(draft))
    return f"，下次 {draft.next_on}"


def _why(draft: VisitDraft) -> str:
    words = [word for word in draft.findings if word != NOTHING_FOUND[1]]
    return draft.next_why.strip() or (f"复查{'、'.join(words)}" if words else due_targets.BY_HAND)


def _by_cycle(db: Any, scene: Scene, at: Place) -> str:
    """Date that the cycle alone brings up: no row is needed for it, and a changed cycle then moves it."""
    found = _due(db, scene.today, at)
    if found is None or found.rule is None:
        return ""
    return (date.fromisoformat(scene.visited_on) + timedelta(days=found.rule.days)).isoformat()


def _due(db: Any, today: str, at: Place) -> due_targets.DueTarget | None:
    if at.kind == _RESIDENT:
        found = due_targets.due_of(db, today, residents=[at.id])
    elif at.kind == _ENTITY:
        found = due_targets.due_of(db, today, entities=[at.id])
    else:
        found = due_targets.due_of(db, today, doors=[at.dwelling_id])
    return found[0] if found else None


def insert_revisit(operation: Operation, scene: Scene, at: Place, why: str, hour: str = "") -> None:
    """A planned visit of its own."""
    operation.insert(
        "revisit",
        {
            "community": at.community,
            "target_kind": at.kind,
            "target_id": at.id,
            "dwelling_id": at.dwelling_id,
            "grid_id": at.grid_id,
            "member_id": scene.member_id,
            "due_on": scene.draft.next_on,
            "why": why,
            "proposed_hour": hour,
            "state": "open",
        },
    )


def _try_again(operation: Operation, scene: Scene, at: Place, row: revisits.Planned | None) -> str:
    """Nobody was met: the plan stays open, another hour is proposed."""
    draft = scene.draft
    hour, _ = hour_after(operation.db, at)
    label = outcome_label(draft.outcome)
    if row is None and draft.next_on:
        insert_revisit(operation, scene, at, draft.next_why.strip() or f"{label}，再访", hour)
    elif row is not None:
        change: dict[str, object] = {"proposed_hour": hour}
        if draft.next_on and draft.next_on != row.due_on:
            change |= {"due_on": draft.next_on, "postponed_from": row.due_on, "postpone_why": label}
        operation.update("revisit", row.id, change)
    said = f"，{draft.next_on} 再访" if draft.next_on else ""
    return f"{said}，建议 {hour}" if hour else said


def hour_after(db: Any, at: Place) -> tuple[str, str]:
    """Another hour to try and why, from the visits of the target so far."""
    rows, _ = visit_entry.past(db, at, 12)
    return propose_hour(Attempt(row.visited_on, row.visited_at, row.outcome) for row, _ in rows)


def draft_from(row: Stored, persons: Sequence[str]) -> VisitDraft:
    """A stored visit as the form shows it for correcting."""
    words, text = split_finding(row.finding)
    return VisitDraft(
        target_kind=row.target_kind,
        target_id=row.target_id,
        outcome=row.outcome,
        met=tuple(persons),
        visited_on=row.visited_on,
        visited_at=row.visited_at,
        kind=row.kind,
        findings=words,
        text=text,
        note=row.note,
        next_on=row.next_on,
        persons_met=row.persons_met or None,
        member_id=row.member_id,
        visit_id=row.id,
    )
