"""One person of any state for the forms of 修改, 注销, 移动 and 回流: masked facts, the residence, the place."""

from __future__ import annotations

from app.errors import Refused
from app.models.household_masks import masked
from app.models.lifecycle import state_of
from app.models.person_views import PersonView
from app.models.vocabulary import CloseReason
from app.services import area
from app.services.household_reading import stored_person
from app.services.session import Session
from app.storage import grids, residences

_REASONS = {reason.value: reason.label for reason in CloseReason}


def person(session: Session, resident_id: str) -> PersonView:
    """Everything about one person that an act needs to know; a merged record answers with the one that was kept."""
    db = session.reader
    found = stored_person(db, resident_id, session.today.isoformat())
    if found is None:
        raise Refused("没有找到这个人，可能已作废，请重新查找。")
    draft, facts, stay = found
    door = residences.door(db, stay.dwelling_id) if stay is not None and stay.dwelling_id else None
    grid = grids.grids(db).get(stay.grid_id) if stay is not None else None
    outside = area.outside(session, db, stay.grid_id, draft.name) if stay is not None else []
    state = state_of(facts)
    others = residences.stays_of_household(db, stay.household_id) if stay is not None and stay.open else []
    names = residences.people(db, [each.resident_id for each in others if each.resident_id != draft.resident_id])
    return PersonView(
        draft=masked(draft),
        state=state.value,
        state_label=state.label,
        residence_id=stay.id if stay is not None else "",
        household_id=stay.household_id if stay is not None else "",
        dwelling_id=stay.dwelling_id if stay is not None else "",
        address=door.address if door is not None else "",
        grid=grid.label if grid is not None else "",
        opened_on=stay.opened_on if stay is not None else "",
        closed_on=stay.closed_on if stay is not None else "",
        close_reason=_REASONS.get(stay.close_reason, "") if stay is not None else "",
        read_only=outside[0].text if outside else "",
        household=tuple(str(row["name"]) for row in names.values()),
    )
