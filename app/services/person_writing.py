"""A person as typed at the door on the way into the register: checks against what is there, the rows of somebody new, changed columns."""

from __future__ import annotations

import json
from typing import Any

from app.errors import Problem
from app.models.household_entry import RESIDENT_COLUMNS, PersonDraft, changed_columns, suggested_population
from app.models.lifecycle import Opening, PersonFacts, PersonState, check_opening, open_reason_for, state_of
from app.models.names import normal_name
from app.models.vocabulary import OpenReason
from app.services import residence_writing as writing
from app.services.number_hits import by_number
from app.services.residence_writing import Author
from app.services.session import Session
from app.settings import now_ms
from app.storage import residences
from app.storage.residences import Door
from app.storage.work import Operation

_NEVER_LIVED = (PersonState.VOIDED, PersonState.UNREGISTERED)


def known_person(db: Any, person: PersonDraft) -> str:
    """Record that a new entry continues: the named one, else one of the same number whose entries were all voided."""
    if person.resident_id or not person.id_number:
        return person.resident_id
    found = residences.by_number(db, person.id_number)
    facts = residences.facts(db, found)
    return next((each for each in found if state_of(facts[each]) in _NEVER_LIVED), "")


def check_entry(session: Session, db: Any, person: PersonDraft, door: Door) -> list[Problem]:
    """Problems of 登记 against the register: the state of a known person, and another record with the same number."""
    record = known_person(db, person)
    facts = residences.facts(db, [record]).get(record) if record else None
    opening = Opening(person.opened_on or session.today.isoformat(), person.open_reason, person.came_on)
    empty = PersonFacts(person.name, "active", person.birth_date)
    problems = check_opening(facts or empty, opening, session.today.isoformat(), writing.rules(session))
    if not record and person.id_number:
        hit = by_number(session, person.id_number, door.id, db=db)
        if hit is not None:
            problems.append(Problem("id_number", hit.text, "warning"))
    return problems


def enter(operation: Operation, person: PersonDraft, door: Door, household_id: str, by: Author, pending: bool = False) -> str:
    """The rows of one 登记; returns the resident."""
    record = known_person(operation.db, person)
    facts = residences.facts(operation.db, [record]).get(record) if record else None
    place = writing.community(operation, door)
    if record:
        update(operation, residences.people(operation.db, [record])[record], person)
    else:
        record = operation.insert("resident", columns(person) | {"community": place, "entered_ms": now_ms()})
    reason = person.open_reason or OpenReason.NEWLY_LIVING.value
    household = writing.household_for(operation, door, person.relation, by.day, household_id)
    writing.begin(
        operation, record, door, household, by, open_reason_for(facts, reason) if facts else reason, relation=person.relation,
        came_on=person.came_on, status=writing.first_status(person.id_type, person.id_number, pending),
    )  # fmt: skip
    writing.set_tags(operation, record, person.tags, by.day, place)
    return record


def columns(person: PersonDraft) -> dict[str, object]:
    """Columns of ``resident`` of a draft; the kind of population follows from document and 人户情况 unless it was given."""
    values: dict[str, object] = {name: str(getattr(person, name)).strip() for name in RESIDENT_COLUMNS}
    values["name"] = normal_name(person.name)
    values["population"] = person.population or suggested_population(person.id_type, person.consistency)
    values["unknown_fields"] = unknown(person)
    return values


def unknown(person: PersonDraft) -> str:
    """不详 answers as they are stored."""
    return json.dumps(list(person.unknown), ensure_ascii=False) if person.unknown else ""


def update(operation: Operation, before: dict[str, Any], person: PersonDraft) -> dict[str, str]:
    """Write what differs from the stored row; returns it."""
    changed = changed_columns(before, person)
    if not person.population:
        changed.pop("population", None)
    if "consistency" in changed or "id_type" in changed:
        following = suggested_population(person.id_type, person.consistency)
        if following and person.population == str(before["population"]):
            changed["population"] = following
    answers = unknown(person)
    values: dict[str, object] = dict(changed)
    if answers != str(before["unknown_fields"] or "").replace("[]", ""):
        values["unknown_fields"] = answers
    operation.update("resident", str(before["id"]), values)
    return changed


def draft_of(row: dict[str, Any], stay: Any, tags: tuple[str, ...]) -> PersonDraft:
    """A stored person as the form starts from, unmasked; services mask it before it leaves."""
    values: dict[str, Any] = {name: str(row[name] or "") for name in RESIDENT_COLUMNS}
    return PersonDraft(
        resident_id=str(row["id"]),
        residence_id=stay.id,
        relation=stay.relation,
        came_on=stay.came_on,
        opened_on=stay.opened_on,
        open_reason=stay.open_reason,
        tags=tags,
        unknown=tuple(json.loads(row["unknown_fields"] or "[]")),
        **values,
    )
