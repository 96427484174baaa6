"""走访登记: the queue, one target with everything known of it, saving, and today's log."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from app.errors import Problem, Refused
from app.models.dates import age_of
from app.models.dwelling_plan import RoomFacts, arrange, walk
from app.models.masking import mask_phone
from app.models.revisits import Attempt, next_date, propose_hour, should_propose_hour
from app.models.visit_joining import VisitRecord, belongs
from app.models.visit_views import (
    NOTHING_FOUND,
    PastVisit,
    QueueLine,
    TargetMember,
    TodayLine,
    VisitDraft,
    VisitTarget,
    finding_text,
    outcome_label,
)
from app.models.vocabulary import Outcome, TargetKind
from app.services import area as areas
from app.services import due_targets, visit_changes, visit_saving
from app.services.session import Done, Session
from app.settings import now, now_ms
from app.storage import area, find, grids, revisits, visit_entry
from app.storage.code_tables import code_table
from app.storage.revisits import Planned
from app.storage.visit_entry import Place

AHEAD = 30  # days that the queue looks ahead
SHOWN_VISITS = 5
_RESIDENT, _ENTITY, _DWELLING = TargetKind.RESIDENT.value, TargetKind.ENTITY.value, TargetKind.DWELLING.value
_SEXES = {"1": "男", "2": "女"}

check = visit_saving.check
draft_of = visit_changes.draft_of
void = visit_changes.void


def save(session: Session, draft: VisitDraft, accepted: Collection[str] = (), reason: str = "") -> Done:
    """Store a visit, or correct the one named in the draft.  Warnings pass when their text or field is among ``accepted``."""
    session.require("visit.write")
    if draft.visit_id:
        return visit_changes.correct(session, draft, accepted, reason)
    return visit_saving.save(session, draft, accepted)


# ---- the queue -----------------------------------------------------------------------------------------------------------------


def queue(session: Session, mode: str = "due", text: str = "", anchor: str = "", limit: int = 200) -> list[QueueLine]:
    """``due``: overdue first, then the next 30 days; ``building``: the staircase of a dwelling from the top down (``anchor`` '' = the
    one visited last); ``search``: what fits ``text``."""
    if mode == "search":
        return target_search(session, text, limit)
    if mode == "building":
        return _staircase(session, anchor)[:limit]
    db, today = session.reader, session.today
    until = (today + timedelta(days=AHEAD)).isoformat()
    member = session.account.member_id if areas.grids_of(session, db) else ""
    found = due_targets.due_until(db, areas.grids_of(session, db), today.isoformat(), until, member)
    waiting = [each for each in found if each.candidate.last_counted_on != today.isoformat()]
    return due_targets.as_queue(db, waiting[:limit], today.isoformat())


def _staircase(session: Session, anchor: str) -> list[QueueLine]:
    db, today = session.reader, session.today.isoformat()
    door = anchor or visit_entry.last_door(db, session.account.member_id, areas.grids_of(session, db))
    rooms = visit_entry.stairs(db, door) if door else []
    order = walk(arrange(RoomFacts(id=key, room=room, floor=floor) for key, room, floor in rooms), upwards=False)
    return due_targets.as_queue(db, due_targets.due_of(db, today, doors=order), today)


def target_search(session: Session, text: str, limit: int = 20) -> list[QueueLine]:
    """People, doors and entities that fit a name, initials, room, number or its last four digits."""
    if not text.strip():
        return []
    db, today, scope = session.reader, session.today.isoformat(), areas.grids_of(session)
    people = [found.resident_id for found in find.people(db, text, limit, scope) if found.status != "closed"]
    entities = [found.id for found in find.entities(db, text, limit, scope)]
    doors = [found.id for found in find.doors(db, text, limit, scope)]
    targets = due_targets.due_of(db, today, people, doors, entities)
    return due_targets.as_queue(db, targets[:limit], today)


# ---- one target ----------------------------------------------------------------------------------------------------------------


def target(session: Session, kind: str, target_id: str) -> VisitTarget:
    """Everything the form and its panel show; refused when there is no such target any more."""
    db, today = session.reader, session.today.isoformat()
    at = visit_entry.place(db, kind, target_id, today)
    if at is None:
        raise Refused([Problem("target_id", "没有找到这个走访对象，可能已合并或作废，请重新查找。")])
    members = _members(db, at, session.today)
    rows, count = visit_entry.past(db, at, 12)
    due = _due(db, today, at)
    own = [plan for plan in revisits.planned_for(db, [at.id, at.household_id, at.dwelling_id]) if _concerns(plan, at)]
    attempts = [Attempt(row.visited_on, row.visited_at, row.outcome) for row, _ in rows]
    hour, hour_why = propose_hour(attempts) if should_propose_hour(attempts, 1) else ("", "")
    following, _ = proposal(session, kind, target_id, today, Outcome.MET.value)
    ticked = (at.id,) if kind == _RESIDENT else tuple(member.resident_id for member in members)
    grid = grids.grids(db).get(at.grid_id)
    return VisitTarget(
        kind=at.kind,
        id=at.id,
        title=at.title or (members[0].name if members else at.address),
        detail=_detail(db, at, members),
        address=at.address,
        grid=grid.label if grid else "",
        dwelling_id=at.dwelling_id,
        household_id=at.household_id,
        grid_id=at.grid_id,
        members=members,
        ticked=ticked if kind != _ENTITY else (),
        facts=_facts(db, at, members),
        visits=tuple(_past(row, member) for row, member in rows[:SHOWN_VISITS]),
        visit_count=count,
        open_revisit=own[0].id if own else "",
        open_due_on=own[0].due_on if own else (due.due.due_on if due else ""),
        why=due.why if due else "",
        proposed_next=following,
        proposed_hour=(own[0].proposed_hour if own else "") or hour,
        hour_why=hour_why,
        joins=_joins(session, db, at, today),
    )


def _concerns(plan: Planned, at: Place) -> bool:
    return plan.target_id == at.id or (at.kind != _RESIDENT and plan.target_kind != _ENTITY)


def _due(db: Any, today: str, at: Place) -> due_targets.DueTarget | None:
    if at.kind == _RESIDENT:
        found = due_targets.due_of(db, today, residents=[at.id])
    elif at.kind == _ENTITY:
        found = due_targets.due_of(db, today, entities=[at.id])
    else:
        found = due_targets.due_of(db, today, doors=[at.dwelling_id])
    return found[0] if found else None


def _members(db: Any, at: Place, today: date) -> tuple[TargetMember, ...]:
    if at.kind == _ENTITY or not at.dwelling_id:
        return ()
    people = visit_entry.people(db, at.dwelling_id, at.household_id if at.kind != _DWELLING else "")
    tags = visit_entry.tags(db, [person.id for person in people], today.isoformat())
    relations, care = code_table("family_relation"), code_table("service_category")
    return tuple(
        TargetMember(
            person.id,
            person.name,
            relations.label(person.relation) if person.relation else "",
            _SEXES.get(person.sex, ""),
            age_of(person.birth_date, today),
            tuple(care.label(tag) for tag in tags.get(person.id, ())),
            mask_phone(person.phone) if person.phone else "",
        )
        for person in people
    )


def _detail(db: Any, at: Place, members: Sequence[TargetMember]) -> str:
    if at.kind == _ENTITY:
        return code_table("legal_entity_type").label(visit_entry.entity_kind(db, at.id))
    if at.kind == _RESIDENT:
        own = next((member for member in members if member.resident_id == at.id), None)
        if own is None:
            return ""
        age = f"{own.age}岁" if own.age is not None else ""
        return " ".join(part for part in (own.sex + ("" if not age else f" {age}"), "、".join(own.tags)) if part)
    return f"{len(members)} 人" if members else "没有登记的人"


def _facts(db: Any, at: Place, members: Sequence[TargetMember]) -> tuple[tuple[str, str], ...]:
    who = at.id if at.kind in (_RESIDENT, _ENTITY) else next((member.resident_id for member in members), "")
    found = visit_entry.details(db, at.kind if at.kind == _ENTITY else _RESIDENT, who) if who else None
    if found is None:
        return ()
    contact = " ".join(part for part in (found.contact, mask_phone(found.contact_phone) if found.contact_phone else "") if part)
    health = code_table("health_status").label(found.health) if found.health else ""
    label = "负责人" if at.kind == _ENTITY else "紧急联系"
    every = (
        ("电话", mask_phone(found.phone) if found.phone else ""),
        (label, contact),
        ("健康", health),
        ("注意", found.note),
    )
    return tuple((name, value) for name, value in every if value)


def _past(row: visit_entry.Stored, member: str) -> PastVisit:
    kind = code_table("visit_kind").label(row.kind) if row.kind else ""
    return PastVisit(
        row.id, row.visited_on, row.visited_at, kind, outcome_label(row.outcome), member, row.finding or row.note, row.persons_met
    )


def _joins(session: Session, db: Any, at: Place, today: str) -> str:
    """Today's visit by the same member that a new one would continue."""
    member = session.account.member_id
    if not member:
        return ""
    people = () if at.kind in (_RESIDENT, _ENTITY) else tuple(person.id for person in visit_entry.people(db, at.dwelling_id))
    new = VisitRecord("", at.kind, at.id, Outcome.MET.value, people)
    return next((each.id for each in visit_entry.same_day(db, today, member, at) if belongs(each, new)), "")


def proposal(
    session: Session,
    kind: str,
    target_id: str,
    visited_on: str = "",
    outcome: str = "met",
    findings: Sequence[str] = (),
    text: str = "",
) -> tuple[str, str]:
    """下次走访 for a visit with this outcome and these findings, and why: '' when nothing is planned for such a target."""
    db, today = session.reader, session.today.isoformat()
    at = visit_entry.place(db, kind, target_id, today)
    due = _due(db, today, at) if at else None
    if due is None:
        return "", ""
    facts = due_targets.facts_of(due.candidate)
    finding = finding_text([word for word in findings if word != NOTHING_FOUND[1]], "") or ("" if not findings else text)
    rules = revisits.rules(db)
    day = next_date(facts, visited_on or today, outcome, finding, rules)
    usual = next_date(facts, visited_on or today, outcome, "", rules)
    if day != usual:
        return day, f"建议提前（原定 {usual[5:]}）"
    return day, due_targets.rule_text(due.rule) if due.rule and day else ""


# ---- today's log ---------------------------------------------------------------------------------------------------------------


def today(session: Session, limit: int = 50) -> list[TodayLine]:
    """What this person entered or changed today, newest first; ``operation_id`` is what 撤销 of the line takes back."""
    db, clock = session.reader, now()
    midnight = now_ms() - ((clock.hour * 60 + clock.minute) * 60 + clock.second) * 1000 - clock.microsecond // 1000
    acts = visit_entry.acts_since(db, session.actor_id, midnight, limit)
    found = visit_entry.visits(db, [act.visit_id for act in acts])
    kinds = code_table("visit_kind")
    lines = []
    for act in acts:
        if act.visit_id not in found:
            continue
        row, title, address, member = found[act.visit_id]
        how = f"{kinds.label(row.kind)} {outcome_label(row.outcome)}" if row.kind else outcome_label(row.outcome)
        lines.append(
            TodayLine(
                row.id,
                act.operation_id,
                row.visited_at,
                title or address,
                address,
                how,
                row.finding or row.note,
                row.persons_met,
                member,
            )
        )
    return lines


def members(session: Session) -> list[tuple[str, str]]:
    """Members who may be named as the visitor: (id, '工号 姓名'); an account of a member needs none of them."""
    return [(key, f"{number} {name}".strip()) for key, number, name in area.members(session.reader, session.today.isoformat())]
