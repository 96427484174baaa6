"""A household draft against the register: who of it is known, new, coming back, moving in or gone, and everything that is wrong.

A problem of a member has the field ``"2.phone"``: the place in ``draft.members``, a dot, the field of the person.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.errors import Problem, Refused
from app.models import access
from app.models.household_checks import WARNING, Surroundings, check_household, check_person
from app.models.household_entry import (
    RESIDENT_COLUMNS,
    HouseholdDraft,
    PersonDraft,
    changed_columns,
    from_number,
    suggested_population,
)
from app.models.household_masks import masks_left, real_person, real_value
from app.models.household_views import Departure, DoorVisit
from app.models.identity import NO_DOCUMENT, check_document
from app.models.lifecycle import (
    Cancellation,
    Opening,
    PersonFacts,
    PersonState,
    check_cancel,
    check_move,
    check_opening,
    state_of,
)
from app.models.masking import mask_phone
from app.models.vocabulary import DwellingUse, OpenReason
from app.services import person_writing
from app.services import residence_writing as writing
from app.services.number_hits import by_number
from app.services.session import Session
from app.storage import area, residences
from app.storage.residences import Door, Stay

KEEP, NEW, RETURN, MOVE, LEAVE, STALE = "keep", "new", "return", "move", "leave", "stale"
LEFT = "left"
_RESIDENCE_FIELDS = ("relation", "came_on")


@dataclass(frozen=True)
class Step:
    """What becomes of one member.  ``person`` is real (no masks); ``stored`` is the same person as the register has it."""

    index: int  # place in the draft, -1 = only named in the departures
    kind: str
    person: PersonDraft
    stored: PersonDraft | None = None
    facts: PersonFacts | None = None
    stay: Stay | None = None
    departure: Departure | None = None

    @property
    def changed(self) -> frozenset[str]:
        """Fields that differ from the register."""
        if self.stored is None:
            return frozenset(RESIDENT_COLUMNS) | set(_RESIDENCE_FIELDS)
        found = set(changed_columns(vars(self.stored), self.person))
        found |= {name for name in _RESIDENCE_FIELDS if getattr(self.stored, name) != getattr(self.person, name)}
        if set(self.stored.tags) != set(self.person.tags):
            found.add("tags")
        if set(self.stored.unknown) != set(self.person.unknown):
            found.add("unknown")
        return frozenset(found)


@dataclass(frozen=True)
class DoorScene:
    """A draft with everything that the rules look at."""

    door: Door
    draft: HouseholdDraft  # real values
    steps: tuple[Step, ...]
    here: tuple[Stay, ...]  # open residences at the door before saving
    member_id: str  # who collects
    visit: DoorVisit
    today: str

    @property
    def staying(self) -> list[Step]:
        """Members who live here after saving."""
        return [step for step in self.steps if step.kind in (KEEP, NEW, RETURN, MOVE)]

    @property
    def others_here(self) -> list[Stay]:
        """People at the door whom the draft does not name."""
        named = {step.stay.id for step in self.steps if step.stay}
        return [stay for stay in self.here if stay.id not in named]


def read(
    session: Session, db: Any, draft: HouseholdDraft, departures: Sequence[Departure] = (), visit: DoorVisit | None = None
) -> DoorScene:
    """Look up what the draft is about; refused when the door is gone or a colleague's."""
    door = writing.known_door(session, db, draft.dwelling_id)
    here = residences.stays_at(db, [door.id])
    stored = stored_drafts(db, here, session.today.isoformat())
    phones = [door.owner_phone]
    known = list(stored.values())
    members = tuple(
        real_person(each, stored.get(_stay_of(each, here)), known, phones) if each.result != LEFT else each
        for each in draft.members
    )
    every_phone = [phone for each in known for phone in (each.phone, each.emergency_phone)]
    owner_phone = real_value(draft.owner_phone, door.owner_phone, every_phone, mask_phone)
    real = replace(draft, members=members, owner_phone=owner_phone, use=draft.use or door.use)
    gone = {each.residence_id: each for each in departures}
    around = _Around(session, db, door.id, here, stored, gone)
    steps = [step for index, each in enumerate(members) if (step := _step(around, index, each)) is not None]
    named = {step.stay.id for step in steps if step.stay}
    steps += [
        Step(-1, LEAVE, stored[stay.id], stored[stay.id], _facts(db, stay.resident_id), stay, gone[stay.id])
        for stay in here
        if stay.id in gone and stay.id not in named
    ]
    wanted = visit or DoorVisit()
    keeper = area.keepers(db, session.today.isoformat()).get(door.grid_id, ("", ""))[0]
    member = wanted.member_id or session.account.member_id or keeper
    return DoorScene(door, real, tuple(steps), tuple(here), member, wanted, session.today.isoformat())


def stored_drafts(db: Any, stays: Collection[Stay], today: str) -> dict[str, PersonDraft]:
    """Residence → the person as stored, unmasked."""
    ids = [stay.resident_id for stay in stays]
    people, tags = residences.people(db, ids), residences.tag_rows(db, ids, today)
    return {
        stay.id: person_writing.draft_of(people[stay.resident_id], stay, tuple(sorted(tags.get(stay.resident_id, {}))))
        for stay in stays
    }


def stored_person(db: Any, resident_id: str, today: str) -> tuple[PersonDraft, PersonFacts, Stay | None] | None:
    """A person of any state, following merges, with the residence that is open or ended last."""
    for _ in range(10):
        row = residences.people(db, [resident_id]).get(resident_id)
        if row is None or row["status"] != "merged" or not row["merged_into"]:
            break
        resident_id = str(row["merged_into"])
    if row is None:
        return None
    facts = _facts(db, resident_id)
    last = facts.last
    stay = residences.stay(db, last.id) if last else None
    tags = tuple(sorted(residences.tag_rows(db, [resident_id], today).get(resident_id, {})))
    if stay is not None:
        return person_writing.draft_of(row, stay, tags), facts, stay
    values: dict[str, Any] = {name: str(row[name] or "") for name in RESIDENT_COLUMNS}
    return PersonDraft(resident_id=resident_id, tags=tags, **values), facts, None


def _facts(db: Any, resident_id: str) -> PersonFacts:
    return residences.facts(db, [resident_id])[resident_id]


def _stay_of(person: PersonDraft, here: Iterable[Stay]) -> str:
    """The open residence at this door that a member of the draft is."""
    return next(
        (
            stay.id
            for stay in here
            if stay.id == person.residence_id or (person.resident_id and stay.resident_id == person.resident_id)
        ),
        "",
    )


@dataclass(frozen=True)
class _Around:
    session: Session
    db: Any
    door_id: str
    here: Sequence[Stay]
    stored: Mapping[str, PersonDraft]
    gone: Mapping[str, Departure]


def _step(around: _Around, index: int, person: PersonDraft) -> Step | None:
    session, db, today = around.session, around.db, around.session.today.isoformat()
    stay = next((each for each in around.here if each.id == _stay_of(person, around.here)), None)
    if stay is not None:
        before, facts = around.stored[stay.id], _facts(db, stay.resident_id)
        if person.result == LEFT or stay.id in around.gone:
            return Step(index, LEAVE, before, before, facts, stay, around.gone.get(stay.id))
        return Step(index, KEEP, _completed(session, person, before), before, facts, stay)
    if person.result == LEFT:
        return None
    was = residences.stay(db, person.residence_id) if person.residence_id else None
    if was is not None and not was.open and was.dwelling_id == around.door_id and person.result != "new":
        return Step(index, STALE, person)
    holder = person.resident_id or _comes_back(db, _completed(session, person, None))
    found = stored_person(db, holder, today) if holder else None
    if found is None:
        return Step(index, NEW, _completed(session, person, None))
    before, facts, last = found
    kind = {PersonState.OPEN: MOVE, PersonState.PENDING: MOVE, PersonState.CLOSED: RETURN}.get(state_of(facts), NEW)
    person = over(before, _completed(session, real_person(person, before, ()), before), today)
    return Step(index, kind, person, before, facts, last if kind == MOVE else None)


def _comes_back(db: Any, person: PersonDraft) -> str:
    """The cancelled or voided record of this number, '' when nobody has it or somebody lives here with it."""
    if not person.id_number or person.id_type == NO_DOCUMENT:
        return ""
    found = residences.by_number(db, person.id_number)
    if any(state_of(each) in (PersonState.OPEN, PersonState.PENDING) for each in residences.facts(db, found).values()):
        return ""
    return found[0] if found else ""


def _completed(session: Session, person: PersonDraft, before: PersonDraft | None) -> PersonDraft:
    """Normal form of the number, and what follows from it where nothing was said."""
    values: dict[str, str] = {}
    if person.id_number and (before is None or person.id_number != before.id_number) and person.id_type != NO_DOCUMENT:
        checked = check_document(person.id_type, person.id_number, session.today, session.practice)
        facts = from_number(person.id_number, session.today, session.practice)
        values["id_number"] = checked.normalized or person.id_number
        values |= {name: text for name in ("sex", "birth_date") if (text := getattr(facts, name)) and not person.answered(name)}
    if before is None and not person.population:
        values["population"] = suggested_population(person.id_type, person.consistency)
    return replace(person, **values) if values else person  # type: ignore[arg-type]


def over(stored: PersonDraft, typed: PersonDraft, today: str) -> PersonDraft:
    """A known person who comes to live here: what was typed wins, what was left empty stays as it was.  Days that only repeat the
    earlier stay are not those of this one."""
    values: dict[str, Any] = {name: text for name in RESIDENT_COLUMNS if (text := getattr(typed, name))}
    if not typed.id_number or typed.id_number == stored.id_number:
        values |= {name: getattr(stored, name) for name in ("id_type", "id_number", "no_number_reason")}
    answered = {name for name, text in values.items() if text}
    day = typed.opened_on if typed.opened_on and typed.opened_on != stored.opened_on else today
    return replace(
        stored,
        **values,
        relation=typed.relation,
        came_on=typed.came_on if typed.came_on and typed.came_on != stored.came_on else day,
        opened_on=day,
        open_reason=OpenReason.RETURN.value,
        tags=tuple(dict.fromkeys((*stored.tags, *typed.tags))),
        unknown=tuple(dict.fromkeys((*(u for u in stored.unknown if u not in answered), *typed.unknown))),
        accepted=typed.accepted,
        result=typed.result,
    )


# ---- checks --------------------------------------------------------------------------------------------------------------------


def problems_of(session: Session, db: Any, scene: DoorScene) -> list[tuple[Step | None, Problem]]:
    """Everything that is wrong, each with the member it belongs to."""
    found: list[tuple[Step | None, Problem]] = []
    for step in scene.steps:
        found += [(step, problem) for problem in _of_step(session, db, scene, step)]
    if _structure_changed(scene) or not scene.staying:
        living = tuple(replace(step.person, result="") for step in scene.staying)
        around = Surroundings(session.today, session.practice)
        of_house = check_household(replace(scene.draft, members=living), around)
        told = {problem.text for step, problem in found if step}
        two_heads = any("户主已经是" in text for text in told)
        found += [
            (None, problem)
            for problem in of_house
            if not (two_heads and problem.severity != WARNING and problem.field == "relation")
        ]
    if scene.draft.use == DwellingUse.VACANT.value and not scene.staying and scene.others_here:
        text = f"房屋用途是空置，却还有 {len(scene.others_here)} 人登记在这里，请改用途或办注销。"
        found.append((None, Problem("use", text)))
    if scene.draft.use not in {"", *(each.value for each in DwellingUse)}:
        found.append((None, Problem("use", "房屋用途没有选对，请从列表里选。")))
    if scene.visit.record and not scene.member_id:
        found.append((None, Problem("member_id", "没有填走访人。管理员账号录入，先选是哪位网格员采集的。")))
    return found


def _structure_changed(scene: DoorScene) -> bool:
    strip = (scene.draft.use, scene.draft.owner_name) != (scene.door.use, scene.door.owner_name)
    return strip or any(step.kind != KEEP or "relation" in step.changed for step in scene.steps)


def _of_step(session: Session, db: Any, scene: DoorScene, step: Step) -> list[Problem]:
    if step.kind == STALE:
        return [Problem("", f"{step.person.name}刚被注销或移走，请重新打开这一户再保存。")]
    if step.kind == LEAVE:
        return _leaving(session, scene, step)
    if step.kind == KEEP and not step.changed:
        return []
    others = [each.person for each in scene.staying if each is not step]
    names = () if step.stored else tuple(_names(db, scene.others_here))
    found = check_person(step.person, others, Surroundings(session.today, session.practice, names))
    if step.stored is not None:  # what the register already holds is not asked for again
        told = step.changed | {"relation"} if step.kind != KEEP else step.changed
        found = [problem for problem in found if problem.field in told]
    return [*found, *masks_left(step.person), *_against_register(session, db, scene, step)]


def _names(db: Any, stays: Iterable[Stay]) -> list[str]:
    return [str(row["name"]) for row in residences.people(db, [stay.resident_id for stay in stays]).values()]


def _leaving(session: Session, scene: DoorScene, step: Step) -> list[Problem]:
    departure, facts = step.departure, step.facts
    if departure is None or facts is None or not (departure.reason or departure.to_dwelling_id):
        return [Problem("close_reason", f"没有选{step.person.name}离开的原因，请选注销原因或新住处。")]
    day = departure.day or scene.today
    if departure.to_dwelling_id:
        return check_move(facts, day, departure.to_dwelling_id, scene.today)
    by = scene.member_id or session.actor_id
    asked = Cancellation(day, departure.reason, departure.proof, by, departure.confirmed_by)
    return check_cancel(facts, asked, scene.today, writing.rules(session))


def _against_register(session: Session, db: Any, scene: DoorScene, step: Step) -> list[Problem]:
    person, problems = step.person, []
    day = person.opened_on or scene.today
    if step.kind == MOVE and step.facts is not None:
        problems += check_move(step.facts, day, scene.door.id, scene.today)
    elif step.kind in (NEW, RETURN):
        facts = step.facts or PersonFacts(person.name, "active", person.birth_date)
        reason = OpenReason.RETURN.value if step.kind == RETURN else person.open_reason
        problems += check_opening(facts, Opening(day, reason, person.came_on), scene.today, writing.rules(session))
    if step.kind != KEEP and step.stored is not None and "name" in step.changed:
        text = f"原档案姓名是{step.stored.name}，这次录的是{person.name}，请核对是否同一人。改了名按 Enter。"
        problems.append(Problem("name", text, WARNING))
    if not person.id_number or person.id_type == NO_DOCUMENT or (step.stored and "id_number" not in step.changed):
        return problems
    checked = check_document(person.id_type, person.id_number, session.today, session.practice)
    if checked.severity == "error" and person.no_number_reason and not access.allowed(session.account.role, "number.override"):
        problems.append(Problem("id_number", f"{checked.reason}。证件确实如此，请网格长录入。"))
    own = step.stored.resident_id if step.stored else ""
    hit = by_number(session, person.id_number, scene.door.id, own, db=db)
    if hit is not None and (step.stored or hit.state in (PersonState.OPEN.value, PersonState.PENDING.value)):
        if hit.here and step.kind != KEEP:
            act = "就住在这个地址，不用再录；证号输错请改。"
        else:
            act = "同一人请办合并，证号输错请改。" if step.kind == KEEP else "住到这里按 Ctrl+1 迁入本户，证号输错请改。"
        problems.append(Problem("id_number", f"{hit.text}{act}"))
    return problems


def refuse(scene: DoorScene, found: Sequence[tuple[Step | None, Problem]], accepted: Collection[str]) -> tuple[str, ...]:
    """Raise what stands in the way; answers the accepted warnings, with the name of whom they are about."""
    open_ones, texts = [], []
    for step, problem in found:
        index = step.index if step else -1
        field = f"{index}.{problem.field}" if index >= 0 else problem.field
        given = set(accepted) | (set(scene.draft.members[index].accepted) if index >= 0 else set())
        if problem.severity == WARNING and {problem.text, problem.field, field} & given:
            texts.append(f"{step.person.name}：{problem.text}" if step and step.person.name else problem.text)
        else:
            open_ones.append(Problem(field, problem.text, problem.severity))
    if open_ones:
        raise Refused(open_ones)
    return tuple(texts)
