"""One door into the register, as one act: strip of the dwelling, people who leave, stay, come and come back, and the visit it was."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from app.errors import Problem
from app.models import confirmations
from app.models.household_entry import HouseholdDraft
from app.models.household_views import Departure, DoorVisit
from app.models.lifecycle import status_after_cancel
from app.models.visit_views import VisitDraft
from app.models.vocabulary import DwellingUse, Outcome, TargetKind
from app.services import household_reading as reading
from app.services import person_writing, visit_saving
from app.services import residence_writing as writing
from app.services.household_reading import KEEP, LEAVE, MOVE, NEW, RETURN, DoorScene, Step
from app.services.residence_writing import Author
from app.services.session import Done, Session
from app.storage import area, drafts, residences
from app.storage.work import Operation

HOUSE_CALL, PHONE_CALL = "01", "07"  # visit_kind
STRIP = ("use", "rent_use", "owner_name", "owner_phone", "note")


def check(
    session: Session, draft: HouseholdDraft, departures: Sequence[Departure] = (), visit: DoorVisit | None = None
) -> list[Problem]:
    """Problems of a draft as saving would find them; those of a member have the field ``"2.phone"``."""
    scene = reading.read(session, session.reader, draft, departures, visit)
    found = reading.problems_of(session, session.reader, scene)
    return [
        Problem(f"{step.index}.{each.field}" if step and step.index >= 0 else each.field, each.text, each.severity)
        for step, each in found
    ]


def save_household(
    session: Session,
    draft: HouseholdDraft,
    accepted_warnings: Collection[str] = (),
    departures: Sequence[Departure] = (),
    visit: DoorVisit | None = None,
    draft_id: str = "",
) -> Done:
    """Store everything typed at one door.  ``accepted_warnings``: texts or fields; the journal remembers them.  Without ``visit`` the
    members looked at count as met.  The draft of the door (and ``draft_id``) is forgotten by the same commit."""
    session.require("resident.write")
    db = session.register.db
    scene = reading.read(session, db, draft, departures, visit)
    confirmed = reading.refuse(scene, reading.problems_of(session, db, scene), accepted_warnings)
    with session.work.operation("household.save", session, confirmations.confirmed(confirmed)) as operation:
        _write_strip(operation, scene)
        for step in scene.steps:
            if step.kind == LEAVE:
                _write_leaving(session, operation, scene, step)
        people = _write_people(session, operation, scene)
        told = _write_visit(session, operation, scene, people, accepted_warnings) if scene.visit.record else ""
        drafts.forget(operation.db, "household", scene.door.id, session.actor_id, draft_id)
    return Done(operation.id, frozenset(operation.touched), _message(scene, told))


def _message(scene: DoorScene, told: str) -> str:
    words = ((NEW, "新登记"), (RETURN, "回流"), (MOVE, "迁入"), (LEAVE, "离开"))
    counts = [(sum(step.kind == kind for step in scene.steps), label) for kind, label in words]
    parts = [f"{label} {count} 人" for count, label in counts if count]
    return "，".join((f"已保存：{scene.door.address}", f"{len(scene.staying)} 人", *parts)) + told


def _write_strip(operation: Operation, scene: DoorScene) -> None:
    changes = {name: text for name in STRIP if (text := str(getattr(scene.draft, name)).strip()) != getattr(scene.door, name)}
    operation.update("dwelling", scene.door.id, changes)


def _write_leaving(session: Session, operation: Operation, scene: DoorScene, step: Step) -> None:
    stay, departure = step.stay, step.departure
    assert stay is not None  # refused before
    assert departure is not None
    by = Author(scene.member_id, departure.day or scene.today)
    if departure.to_dwelling_id:
        door = writing.known_door(session, operation.db, departure.to_dwelling_id, own=False)
        household = writing.household_for(operation, door, departure.relation, by.day)
        writing.carry_over(operation, stay, door, by, household, departure.relation)
    elif status_after_cancel(departure.reason) == "voided":
        writing.void_entry(operation, stay, by, departure.reason, departure.proof, departure.confirmed_by)
    else:
        writing.end(operation, stay, by, departure.reason, departure.proof, departure.confirmed_by)


def _write_people(session: Session, operation: Operation, scene: DoorScene) -> dict[int, str]:
    """Members who stay and who come; answers place in the draft → resident."""
    household = scene.draft.household_id or next(
        (step.stay.household_id for step in scene.staying if step.stay and step.kind == KEEP), ""
    )
    made: dict[int, str] = {}
    for step in sorted(scene.staying, key=lambda each: (each.kind != KEEP, each.index)):
        person = step.person
        by = Author(scene.member_id, person.opened_on or scene.today)
        if step.kind == KEEP:
            _write_known(operation, scene, step)
            made[step.index] = step.stay.resident_id if step.stay else ""
            continue
        household = writing.household_for(operation, scene.door, person.relation, by.day, household)
        if step.kind == MOVE:
            made[step.index] = _write_mover(session, operation, scene, step, household, by)
        else:
            made[step.index] = person_writing.enter(operation, person, scene.door, household, by)
    return made


def _write_known(operation: Operation, scene: DoorScene, step: Step) -> None:
    """A member who lived here before: only what was changed."""
    stay, stored, person = step.stay, step.stored, step.person
    assert stay is not None
    assert stored is not None
    if not step.changed and stay.status != "pending":
        return
    row = residences.people(operation.db, [stay.resident_id])[stay.resident_id]
    person_writing.update(operation, row, person)
    changes: dict[str, object] = {
        name: getattr(person, name) for name in ("relation", "came_on") if getattr(person, name) != getattr(stored, name)
    }
    status = writing.first_status(person.id_type, person.id_number)
    if status != stay.status and (person.result or step.changed):
        changes["status"] = status
    operation.update("residence", stay.id, changes)
    if "tags" in step.changed:
        writing.set_tags(operation, stay.resident_id, person.tags, scene.today, writing.community(operation, scene.door))


def _write_mover(session: Session, operation: Operation, scene: DoorScene, step: Step, household: str, by: Author) -> str:
    """迁入本户: the stay elsewhere ends and goes on here; who keeps the other grid is told."""
    stay = step.stay
    assert stay is not None
    row = residences.people(operation.db, [stay.resident_id])[stay.resident_id]
    made = writing.carry_over(operation, stay, scene.door, by, household, step.person.relation)
    person_writing.update(operation, row, step.person)
    if step.person.came_on != by.day:
        operation.update("residence", made, {"came_on": step.person.came_on})
    writing.set_tags(operation, stay.resident_id, step.person.tags, scene.today, writing.community(operation, scene.door))
    keeper = area.keepers(operation.db, scene.today).get(stay.grid_id)
    if keeper and stay.grid_id != scene.door.grid_id and keeper[0] != scene.member_id:
        before = residences.door(operation.db, stay.dwelling_id) if stay.dwelling_id else None
        title = f"{row['name']}已由{before.address if before else '原住处'}迁入{scene.door.address}（{session.actor_name}登记）"
        operation.insert(
            "task",
            {"community": stay.community, "title": title, "kind": "moved", "due_on": scene.today, "member_id": keeper[0],
             "source": "household.save"},
        )  # fmt: skip
    return stay.resident_id


# ---- the visit -----------------------------------------------------------------------------------------------------------------


def _write_visit(
    session: Session, operation: Operation, scene: DoorScene, people: dict[int, str], accepted: Collection[str]
) -> str:
    """The visit that this was; a second one of the day continues the first.  Nobody living here makes none, unless it stands empty."""
    here = residences.stays_at(operation.db, [scene.door.id])
    wanted = scene.visit
    outcome = wanted.outcome
    met: tuple[str, ...] = ()
    kind, target = TargetKind.DWELLING.value, scene.door.id
    if not here:
        if scene.draft.use != DwellingUse.VACANT.value:
            return ""
        outcome = Outcome.VACANT.value
    else:
        living = {stay.resident_id: stay.household_id for stay in here}
        met = wanted.met if wanted.met is not None else _looked_at(scene, people)
        met = tuple(each for each in met if each in living)
        households = {living[each] for each in met}
        if len(households) == 1 and (only := households.pop()):
            kind, target = TargetKind.HOUSEHOLD.value, only
    draft = VisitDraft(
        target_kind=kind,
        target_id=target,
        outcome=outcome,
        met=met,
        visited_on=wanted.visited_on or scene.today,
        visited_at=wanted.visited_at,
        kind=PHONE_CALL if outcome == Outcome.PHONE.value else HOUSE_CALL,
        text=wanted.finding,
        next_on=wanted.next_on,
        member_id=scene.member_id,
    )
    return write_visit(session, operation, draft, accepted)


def _looked_at(scene: DoorScene, people: dict[int, str]) -> tuple[str, ...]:
    """Members who were looked at; everybody when none was singled out."""
    chosen = [people[step.index] for step in scene.staying if step.kind != KEEP or step.person.result or step.changed]
    singled = any(step.kind == KEEP and step.person.result for step in scene.staying)
    known = [step for step in scene.staying if step.kind == KEEP]
    return tuple(chosen) if singled or not known else tuple(people[step.index] for step in scene.staying)


def write_visit(session: Session, operation: Operation, draft: VisitDraft, accepted: Collection[str]) -> str:
    """A visit inside the running act, by the rules of 走访登记; answers what to say of it."""
    scene = visit_saving.scene_of(session, operation.db, draft)
    visit_saving.refuse(visit_saving.problems_of(session, operation.db, scene), accepted)
    assert scene.place is not None
    written = visit_saving.write(operation, scene, scene.place)
    return f"{written.text}（与当天上一次走访合并）" if written.continued else written.text
