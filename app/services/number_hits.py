"""The record that bears a number already: found by index on the last digit, told with masked facts and only as far as one may see."""

from __future__ import annotations

from typing import Any

from app.models.household_views import DuplicateHit
from app.models.lifecycle import PersonState, state_of
from app.models.masking import mask_id
from app.models.vocabulary import CloseReason
from app.services import area as areas
from app.services.session import Session
from app.storage import area, grids, residences

_ACTS = {
    PersonState.OPEN: ("move", "迁入本户"),
    PersonState.PENDING: ("move", "迁入本户"),
    PersonState.CLOSED: ("return", "办回流"),
    PersonState.VOIDED: ("register", "重新登记"),
    PersonState.UNREGISTERED: ("register", "重新登记"),
}


def by_number(session: Session, number: str, dwelling_id: str = "", resident_id: str = "", db: Any = None) -> DuplicateHit | None:
    """The other living record with this number, None when there is none.  ``dwelling_id`` is the door being entered, ``resident_id``
    the record being edited."""
    reader = db if db is not None else session.reader
    wanted = "".join(number.split()).upper()
    others = [each for each in residences.by_number(reader, wanted) if each != resident_id] if wanted else []
    if not others:
        return None
    person, other = residences.people(reader, others[:1])[others[0]], others[0]
    facts = residences.facts(reader, [other])[other]
    lived, last = residences.stays(reader, [other])[other], facts.last
    state = state_of(facts)
    stay = next((each for each in lived if last is not None and each.id == last.id), None)
    door = residences.door(reader, stay.dwelling_id) if stay and stay.dwelling_id else None
    act, label = _ACTS.get(state, ("", ""))
    if last is not None and last.close_reason == CloseReason.DEATH.value and state is PersonState.CLOSED:
        act, label = "", ""
    here = bool(stay and stay.open and dwelling_id and stay.dwelling_id == dwelling_id)
    words = state.label if state is not PersonState.CLOSED or last is None else f"{last.closed_on} 已注销"
    if stay is not None and areas.outside(session, reader, stay.grid_id):
        return DuplicateHit(other, stay.id, _elsewhere(session, reader, stay.grid_id, words), state.value, act, label, here, False)
    where = f"，{door.address}" if door else ""
    text = f"该证号已登记：{person['name']}{where}，{words}。"
    return DuplicateHit(
        other, stay.id if stay else "", text, state.value, "" if here else act, "" if here else label, here, True,
        str(person["name"]), mask_id(str(person["id_number"])), door.address if door else "",
    )  # fmt: skip


def _elsewhere(session: Session, db: Any, grid_id: str, words: str) -> str:
    """What may be said about somebody in a colleague's grid."""
    found = grids.grids(db).get(grid_id)
    keeper = area.keepers(db, session.today.isoformat()).get(grid_id)
    ask = f"可联系{keeper[1]}核对" if keeper else "可联系网格长核对"
    return f"该证号已在{found.label if found else '别的网格'}登记，{words}，{ask}。"
