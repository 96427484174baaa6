"""The few writes of which every act on people consists: a residence begins, ends, is voided, moves; a household forms; tags change.

All of them run inside an operation of the caller, after the rules have agreed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from app.errors import Problem, Refused
from app.models.household_entry import HEADS
from app.models.identity import NO_DOCUMENT
from app.models.lifecycle import LifecycleRules
from app.models.vocabulary import CloseReason, OpenReason, TargetKind
from app.services import area as areas
from app.services.session import Session
from app.settings import now_ms
from app.storage import area, residences, revisits
from app.storage.residences import Door, Stay
from app.storage.work import Operation

MOVE = OpenReason.MOVE.value
_PEOPLE = (TargetKind.RESIDENT.value, TargetKind.HOUSEHOLD.value)


@dataclass(frozen=True)
class Author:
    """Who counts as having collected it, and on which day."""

    member_id: str
    day: str


def rules(session: Session) -> LifecycleRules:
    """What the office decides itself: who needs a second person, a proof; which days are late."""
    found = session.office.settings
    plain = LifecycleRules()
    return LifecycleRules(
        tuple(found.get("second_person_for", plain.second_person_for)),
        tuple(found.get("proof_for", plain.proof_for)),
        int(found.get("late_days", plain.late_days)),
    )


def author(session: Session, db: Any, grid_id: str, day: str, member_id: str = "") -> Author:
    """The named member, else the own one of the account, else (the office enters it) the member who keeps the grid."""
    today = session.today.isoformat()
    who = member_id or session.account.member_id or area.keepers(db, today).get(grid_id, ("", ""))[0]
    return Author(who, day or today)


def typed_by(session: Session, member_id: str = "") -> str:
    """Who types it, to be told from the second person who confirms."""
    return member_id or session.account.member_id or session.actor_id


def known_door(session: Session, db: Any, dwelling_id: str, *, own: bool = True) -> Door:
    """The dwelling, refused where it is gone or (``own``) another colleague's."""
    found = residences.door(db, dwelling_id)
    if found is None or not found.standing:
        raise Refused([Problem("dwelling_id", "没有找到这套房屋，可能已作废，请重新选楼栋和房号。")])
    if own and (problems := areas.outside(session, db, found.grid_id)):
        raise Refused(problems)
    return found


def known_stay(session: Session, db: Any, residence_id: str, *, own: bool = True) -> Stay:
    """The residence, refused where it is gone or (``own``) another colleague's."""
    found = residences.stay(db, residence_id)
    if found is None:
        raise Refused("没有找到这条居住登记，请重新查找。")
    if own and (problems := areas.outside(session, db, found.grid_id)):
        raise Refused(problems)
    return found


def first_status(id_type: str, id_number: str, pending: bool = False) -> str:
    """待核 for people without any document and for doors where nobody was seen."""
    return "pending" if pending or (id_type == NO_DOCUMENT and not id_number) else "active"


def household_for(operation: Operation, door: Door, relation: str, day: str, wanted: str = "") -> str:
    """The household that somebody joins: the named one, else the one that lives there, else a new one.  A second head begins a new
    household; so does whoever comes after the last one has gone."""
    here = residences.households(operation.db, door.id)
    named = next((each for each in here if each.id == wanted), None)
    if named is not None:
        reopen_household(operation, named.id)
        return named.id
    for each in here:
        if each.persons and not (relation in HEADS and each.heads):
            return each.id
    return operation.insert(
        "household", {"community": community(operation, door), "dwelling_id": door.id, "kind": "1", "opened_on": day}
    )


def reopen_household(operation: Operation, household_id: str) -> None:
    """Somebody lives here again."""
    found = residences.household(operation.db, household_id) if household_id else None
    if found is not None and (found[1] == "closed" or found[2]):
        operation.update("household", household_id, {"status": "active", "status_why": "", "closed_on": ""})


def community(operation: Operation, door: Door) -> str:
    """Routing key of rows at a door."""
    return area.community_of(operation.db, door.grid_id) if door.grid_id else door.community


def begin(
    operation: Operation,
    resident_id: str,
    door: Door,
    household_id: str,
    by: Author,
    reason: str,
    *,
    relation: str = "",
    came_on: str = "",
    status: str = "active",
    moved_from: str = "",
    note: str = "",
) -> str:
    """A residence begins; returns its key."""
    return operation.insert(
        "residence",
        {
            "community": community(operation, door),
            "status": status,
            "resident_id": resident_id,
            "household_id": household_id,
            "dwelling_id": door.id,
            "grid_id": door.grid_id,
            "relation": relation,
            "opened_on": by.day,
            "open_reason": reason,
            "opened_by": by.member_id,
            "opened_entered_ms": now_ms(),
            "moved_from": moved_from,
            "came_on": came_on,
            "note": note,
        },
    )


def end(operation: Operation, stay: Stay, by: Author, reason: str, proof: str = "", confirmed_by: str = "") -> None:
    """注销 or the leaving half of a move; planned visits of whoever leaves the register end too."""
    operation.update(
        "residence",
        stay.id,
        {
            "status": "closed",
            "closed_on": by.day,
            "close_reason": reason,
            "closed_by": by.member_id,
            "closed_entered_ms": now_ms(),
            "close_proof": proof.strip(),
            "confirmed_by": confirmed_by,
        },
    )
    if reason not in (CloseReason.MOVE.value, CloseReason.REGRID.value):
        revisits.end_for(operation, [stay.resident_id], f"已注销（{CloseReason(reason).label}）")


def void_entry(operation: Operation, stay: Stay, by: Author, reason: str, why: str, confirmed_by: str = "") -> None:
    """误录 or 重复: the entry counts no more.  A person who has moved since was entered once: the stays of the moves are voided too,
    and the first one, which was the entry, carries the reason, so that the one 更正 stands with who made it."""
    chain = moves_to(operation, stay)
    entry = chain[-1]
    for each in chain:
        if each.id != entry.id:
            operation.void("residence", each.id, CloseReason(reason).label)
    operation.update(
        "residence",
        entry.id,
        {
            "status": "voided",
            "status_why": why.strip() or CloseReason(reason).label,
            "closed_on": by.day,
            "close_reason": reason,
            "closed_by": by.member_id,
            "closed_entered_ms": now_ms(),
            "confirmed_by": confirmed_by,
        },
    )
    revisits.end_for(operation, [stay.resident_id], CloseReason(reason).label)


def moves_to(operation: Operation, stay: Stay) -> list[Stay]:
    """The residence and those it was moved from, newest first; the last one is the entry that counted as 新增."""
    chain = [stay]
    while chain[-1].moved_from:
        before = residences.stay(operation.db, chain[-1].moved_from)
        if before is None or before.resident_id != stay.resident_id or before.status == "voided" or len(chain) > 200:
            break
        chain.append(before)
    return chain


def carry_over(
    operation: Operation, stay: Stay, door: Door, by: Author, household_id: str, relation: str, reason: str = MOVE
) -> str:
    """区内移动 of one person: the old stay ends, the new one begins, planned visits follow.  Returns the new residence."""
    end(operation, stay, by, reason)
    came_on = stay.came_on if reason != MOVE else by.day
    made = begin(
        operation, stay.resident_id, door, household_id, by, reason, relation=relation, came_on=came_on, status=stay.status,
        moved_from=stay.id, note=stay.note,
    )  # fmt: skip
    follow_plan(operation, [stay.resident_id], door)
    return made


def follow_plan(operation: Operation, targets: Sequence[str], door: Door) -> None:
    """Planned visits go to where the target lives now."""
    for row in revisits.planned_for(operation.db, targets):
        if row.target_kind in _PEOPLE:
            operation.update("revisit", row.id, {"dwelling_id": door.id, "grid_id": door.grid_id})


def set_tags(operation: Operation, resident_id: str, wanted: Collection[str], day: str, place: str) -> int:
    """Exactly these care tags hold from the day on.  Returns how many changed."""
    have = residences.tag_rows(operation.db, [resident_id], day).get(resident_id, {})
    for tag in sorted(set(wanted) - set(have)):
        add_tag(operation, resident_id, tag, day, place)
    for tag in sorted(set(have) - set(wanted)):
        end_tag(operation, have[tag], day)
    return len(set(wanted) ^ set(have))


def add_tag(operation: Operation, resident_id: str, tag: str, day: str, place: str) -> None:
    """A care tag holds from a day on; ``place`` is the community."""
    operation.insert("resident_tag", {"community": place, "resident_id": resident_id, "tag": tag, "valid_from": day})


def end_tag(operation: Operation, row_id: str, day: str) -> None:
    """A care tag holds no more."""
    operation.update("resident_tag", row_id, {"valid_to": day})
