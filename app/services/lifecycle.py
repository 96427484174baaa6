"""登记, 注销, 撤销注销, 回流, 区内移动, 作废, 核实, 更正 – each one operation, refused in words where the rules say no.

What several people at one door need at once is in ``households``; what a whole list needs is in ``batches``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from app.errors import Problem, Refused
from app.models import confirmations
from app.models import lifecycle as rule_book
from app.models.household_checks import Surroundings, check_person
from app.models.household_entry import HEAD, HEADS, PersonDraft
from app.models.household_views import ActChoice
from app.models.lifecycle import Act, Cancellation, Opening, PersonFacts, PersonState
from app.models.vocabulary import VOIDING_REASONS, CloseReason, OpenReason
from app.services import area as areas
from app.services import batches, corrections, past_states, person_writing
from app.services import residence_writing as writing
from app.services.session import Done, Session
from app.services.visit_saving import refuse
from app.storage import residences
from app.storage.residences import Door, Stay
from app.storage.work import Operation

correct = corrections.correct
restorable = corrections.restorable
restore_fields = corrections.restore_fields
state_on = past_states.state_on
batch = batches.preview
run_batch = batches.run


def acts(session: Session, resident_id: str) -> tuple[ActChoice, ...]:
    """Buttons of the panel: what can be done with a person now, and why the rest cannot."""
    person = _person(session.reader, resident_id)
    return tuple(ActChoice(act.value, act.label, rule_book.refusal(person, act)) for act in Act)


def _person(db: Any, resident_id: str) -> PersonFacts:
    found = residences.facts(db, [resident_id]).get(resident_id)
    if found is None:
        raise Refused("没有找到这个人，请重新查找。")
    return found


def _reason(why: str, confirmed: Sequence[str]) -> str:
    """What the journal keeps: the reason given and the warnings that were accepted."""
    return "；".join(part for part in (why.strip(), confirmations.confirmed(confirmed)) if part)


def _done(operation: Operation, message: str) -> Done:
    return Done(operation.id, frozenset(operation.touched), message)


# ---- 登记 and 回流 -------------------------------------------------------------------------------------------------------------


def register(
    session: Session,
    person: PersonDraft,
    dwelling_id: str,
    household_id: str = "",
    accepted: Collection[str] = (),
    member_id: str = "",
) -> Done:
    """A person comes onto the register: new, or with ``resident_id`` one who was voided or cancelled before."""
    session.require("resident.write")
    db = session.register.db
    door = writing.known_door(session, db, dwelling_id)
    around = Surroundings(session.today, session.practice)
    problems = check_person(person, (), around) + person_writing.check_entry(session, db, person, door)
    confirmed = refuse(problems, {*accepted, *person.accepted})
    by = writing.author(session, db, door.grid_id, person.opened_on, member_id)
    with session.work.operation("residence.open", session, _reason("", confirmed)) as operation:
        person_writing.enter(operation, person, door, household_id, by)
    return _done(operation, f"已登记：{person.name}，{door.address}")


def return_person(
    session: Session,
    resident_id: str,
    dwelling_id: str,
    on: str = "",
    relation: str = "",
    came_on: str = "",
    member_id: str = "",
    accepted: Collection[str] = (),
) -> Done:
    """回流: the old record reopens with a new residence."""
    session.require("resident.write")
    db = session.register.db
    door, facts = writing.known_door(session, db, dwelling_id), _person(session.register.db, resident_id)
    by = writing.author(session, db, door.grid_id, on, member_id)
    opening = Opening(by.day, OpenReason.RETURN.value, came_on)
    stop = rule_book.refusal(facts, Act.RETURN)
    problems = (
        [Problem("", stop)] if stop else rule_book.check_opening(facts, opening, session.today.isoformat(), writing.rules(session))
    )
    confirmed = refuse(problems, accepted)
    with session.work.operation("residence.return", session, _reason("", confirmed)) as operation:
        household = writing.household_for(operation, door, relation, by.day)
        writing.begin(
            operation, resident_id, door, household, by, rule_book.open_reason_for(facts, OpenReason.RETURN.value),
            relation=relation or default_relation(operation, household), came_on=came_on or by.day,
        )  # fmt: skip
    return _done(operation, f"已办回流：{facts.name}，{door.address}")


def default_relation(operation: Operation, household_id: str) -> str:
    """The first of a household is its head; of others nothing is known yet."""
    return "" if residences.stays_of_household(operation.db, household_id) else HEAD


# ---- 注销 and its undo ---------------------------------------------------------------------------------------------------------


def cancel(
    session: Session,
    residence_id: str,
    reason: str,
    on: str = "",
    proof: str = "",
    confirmed_by: str = "",
    member_id: str = "",
    accepted: Collection[str] = (),
) -> Done:
    """注销 with reason, date and proof; 误录 and 重复 void the entry instead."""
    session.require("resident.write")
    db = session.register.db
    stay = writing.known_stay(session, db, residence_id)
    facts = _person(db, stay.resident_id)
    by = writing.author(session, db, stay.grid_id, on, member_id)
    asked = Cancellation(by.day, reason, proof, writing.typed_by(session, member_id), confirmed_by)
    problems = _stale(facts, stay) or rule_book.check_cancel(facts, asked, session.today.isoformat(), writing.rules(session))
    confirmed = refuse(problems, accepted)
    voids = rule_book.status_after_cancel(reason) == "voided"
    label = CloseReason(reason).label
    with session.work.operation("residence.void" if voids else "residence.close", session, _reason("", confirmed)) as operation:
        if voids:
            writing.void_entry(operation, stay, by, reason, proof, confirmed_by)
        else:
            writing.end(operation, stay, by, reason, proof, confirmed_by)
        left = headless(operation, stay)
    return _done(operation, f"已{'作废' if voids else '注销'}：{facts.name}（{label}）{left}")


def _stale(person: PersonFacts, stay: Stay) -> list[Problem]:
    """The residence on the screen is no longer the one that is open."""
    current = person.current
    if current is not None and current.id != stay.id:
        return [Problem("", f"{person.name}已经不住这里，现住处是另一条登记。请重新打开这个人再办理。")]
    return []


def headless(operation: Operation, stay: Stay) -> str:
    """What to say when the head of a household has left and others stay."""
    others = [each.relation for each in residences.stays_of_household(operation.db, stay.household_id) if each.id != stay.id]
    if rule_book.needs_new_head(stay.relation, others) and not any(relation in HEADS for relation in others):
        return f"，这户还有 {len(others)} 人没有户主，请指定"
    return ""


def void(session: Session, residence_id: str, reason: str = "misentry", why: str = "", confirmed_by: str = "") -> Done:
    """作废 an entry that should never have existed (误录, 重复): it reduces 新增 and appears as 更正."""
    if reason not in {word.value for word in VOIDING_REASONS}:
        raise Refused([Problem("close_reason", "作废原因请选误录或重复；人搬走或去世，请办注销。")])
    stay = writing.known_stay(session, session.register.db, residence_id)
    if problems := rule_book.check_void(_person(session.register.db, stay.resident_id), why):
        raise Refused(problems)
    return cancel(session, residence_id, reason, proof=why, confirmed_by=confirmed_by)


def undo_cancel(session: Session, residence_id: str, why: str = "") -> Done:
    """撤销注销: the same residence goes on as if it had never ended."""
    session.require("resident.write")
    db = session.register.db
    stay = writing.known_stay(session, db, residence_id)
    facts = _person(db, stay.resident_id)
    door = residences.door(db, stay.dwelling_id) if stay.dwelling_id else None
    taken = f"{door.address}已作废" if door is not None and not door.standing else ""
    problems = rule_book.check_undo_cancel(facts, taken)
    if not problems and facts.last is not None and facts.last.id != stay.id:
        problems = [Problem("", f"{facts.name}后来又登记过，只能撤销最近一次注销。")]
    refuse(problems, ())
    row = residences.people(db, [stay.resident_id])[stay.resident_id]
    with session.work.operation("residence.undo_cancel", session, why.strip()) as operation:
        operation.update("residence", stay.id, REOPENED | {"status": writing.first_status(row["id_type"], row["id_number"])})
        writing.reopen_household(operation, stay.household_id)
    return _done(operation, f"已撤销注销：{facts.name}，{door.address if door else '原住处'}")


REOPENED: dict[str, object] = {
    "status_why": "",
    "closed_on": "",
    "close_reason": "",
    "closed_by": "",
    "closed_entered_ms": None,
    "close_proof": "",
    "confirmed_by": "",
}


def verify(session: Session, residence_id: str) -> Done:
    """核实: 待核 becomes 在册."""
    session.require("resident.write")
    db = session.register.db
    stay = writing.known_stay(session, db, residence_id)
    facts = _person(db, stay.resident_id)
    if stop := rule_book.refusal(facts, Act.VERIFY):
        raise Refused(stop)
    refuse(_stale(facts, stay), ())
    with session.work.operation("residence.verify", session) as operation:
        operation.update("residence", stay.id, {"status": "active", "status_why": ""})
    return _done(operation, f"已核实：{facts.name}")


# ---- 区内移动 ------------------------------------------------------------------------------------------------------------------


def move_person(
    session: Session,
    residence_id: str,
    dwelling_id: str,
    on: str = "",
    relation: str = "",
    household_id: str = "",
    member_id: str = "",
    accepted: Collection[str] = (),
) -> Done:
    """One person moves inside the office's area; one of the two doors must be in the own grids."""
    session.require("resident.write")
    db = session.register.db
    stay = writing.known_stay(session, db, residence_id, own=False)
    facts = _person(db, stay.resident_id)
    today = session.today.isoformat()
    problems = _stale(facts, stay) or rule_book.check_move(facts, on or today, dwelling_id, today, household_id)
    confirmed = refuse(problems, accepted)
    door = writing.known_door(session, db, dwelling_id, own=False)
    by = writing.author(session, db, door.grid_id, on, member_id)
    refuse(may_move(session, db, stay, door, facts.name), ())
    with session.work.operation("residence.move", session, _reason("", confirmed)) as operation:
        household = writing.household_for(operation, door, relation, by.day, household_id)
        relation = relation or default_relation(operation, household)
        writing.carry_over(operation, stay, door, by, household, relation)
        left = headless(operation, stay)
    return _done(operation, f"已移动：{facts.name} → {door.address}{left}")


def may_move(session: Session, db: Any, stay: Stay, door: Door, name: str) -> list[Problem]:
    """Problems when neither the old nor the new door is the viewer's."""
    here = areas.outside(session, db, door.grid_id, "新住处")
    return here if here and areas.outside(session, db, stay.grid_id, name) else []


def move_household(
    session: Session, household_id: str, dwelling_id: str, on: str = "", member_id: str = "", accepted: Collection[str] = ()
) -> Done:
    """Everybody of a household moves, and the household with them."""
    session.require("resident.write")
    db = session.register.db
    members = residences.stays_of_household(db, household_id)
    people = residences.facts(db, [each.resident_id for each in members])
    today = session.today.isoformat()
    problems = rule_book.check_household_move(people.values(), on or today, dwelling_id, today)
    confirmed = refuse(problems, accepted)
    door = writing.known_door(session, db, dwelling_id, own=False)
    by = writing.author(session, db, door.grid_id, on, member_id)
    refuse(may_move(session, db, members[0], door, "这户"), ())
    with session.work.operation("household.move", session, _reason("", confirmed)) as operation:
        operation.update("household", household_id, {"dwelling_id": door.id})
        for each in members:
            writing.carry_over(operation, each, door, by, household_id, each.relation)
        writing.follow_plan(operation, [household_id], door)
    return _done(operation, f"已移动全户 {len(members)} 人 → {door.address}")


def state_of(session: Session, resident_id: str) -> str:
    """在册, 待核, 已注销 … of a person today."""
    state: PersonState = rule_book.state_of(_person(session.reader, resident_id))
    return state.label
