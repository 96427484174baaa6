"""入户采集 of one door: what the page shows, and the acts of one key: 全户无变化, 未见到约回访.  Saving is in ``household_saving``."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from app.errors import Problem, Refused
from app.models import access
from app.models.code_tables import CodeTable
from app.models.dwelling_plan import RoomFacts, arrange, next_room, previous_room
from app.models.household_checks import CheckRules
from app.models.household_entry import HouseholdDraft, PersonDraft
from app.models.household_masks import masked
from app.models.household_views import DwellingStrip, HouseholdView, MemberView
from app.models.masking import mask_phone
from app.models.visit_views import VisitDraft, outcome_label
from app.models.vocabulary import DwellingUse, Outcome, TargetKind
from app.services import area as areas
from app.services import drafts, household_reading, household_saving
from app.services import residence_writing as writing
from app.services.household_saving import HOUSE_CALL, PHONE_CALL, STRIP
from app.services.session import Done, Session
from app.storage import area, grids, households, residences, revisits, visit_entry
from app.storage.code_tables import code_table
from app.storage.residences import Door, Stay
from app.storage.titles import moment
from app.storage.work import Operation

save_household = household_saving.save_household
check = household_saving.check

DRAFT_KIND = "household"
NEW_HOUSEHOLD = "new"  # asked for instead of a household: one more behind the same door
_SEXES = {"1": "男", "2": "女"}
_NOT_CARRIED = ("name", "former_name", "id_number", "birth_date", "note", "vehicle", "emergency_contact", "emergency_phone", "tags")


def open_dwelling(session: Session, dwelling_id: str, household_id: str = "") -> HouseholdView:
    """One door with one of its households (the largest unless named, none yet with ``NEW_HOUSEHOLD``); numbers and phones masked."""
    db, today = session.reader, session.today.isoformat()
    door = writing.known_door(session, db, dwelling_id, own=False)
    here = residences.stays_at(db, [door.id])
    lived = [each.id for each in residences.households(db, door.id) if each.persons]
    shown = household_id if household_id in lived else "" if household_id == NEW_HOUSEHOLD else next(iter(lived), "")
    members = _members(session, db, here, shown)
    own = tuple(each.draft for each in members if not each.other_household)
    seen = households.last_seen(db, door.id)
    keeper = area.keepers(db, today).get(door.grid_id, ("", ""))
    collector = session.account.member_id or keeper[0]
    plan = [row for row in revisits.planned_for(db, [door.id, *lived]) if row.target_kind != TargetKind.ENTITY.value]
    before, after = _neighbours(db, door.id)
    saved = drafts.about(session, DRAFT_KIND, door.id)
    return HouseholdView(
        strip=_strip(session, db, door, here),
        household_id=shown,
        households=tuple(dict.fromkeys((*((shown,) if shown else ()), *lived))),
        members=members,
        draft=_draft(door, shown, own),
        last_collected=f"上次 {seen.day} {seen.member} {outcome_label(seen.outcome)}" if seen else "",
        last_collected_on=seen.day if seen else "",
        member_id=collector,
        member=area.member_names(db, [collector]).get(collector, "") if collector else "",
        read_only=_read_only(session, db, door),
        open_revisit_on=plan[0].due_on if plan else "",
        previous=_previous(db, collector, door.id, today),
        saved_draft=saved.id if saved else "",
        previous_id=before,
        next_id=after,
    )


def person_draft(session: Session, resident_id: str) -> PersonDraft:
    """A person on the register as the form of another door starts with 迁入本户 or 回流: everything known, masked."""
    found = household_reading.stored_person(session.reader, resident_id, session.today.isoformat())
    if found is None:
        raise Refused("没有找到这个人，可能已合并或作废，请重新查找。")
    person, _, stay = found
    here = stay.id if stay is not None and stay.open else ""
    return masked(replace(person, residence_id=here, relation="", opened_on=session.today.isoformat(), result="new"))


def _read_only(session: Session, db: Any, door: Door) -> str:
    if not access.allowed(session.account.role, "resident.write"):
        return access.refusal("resident.write")
    problems = areas.outside(session, db, door.grid_id)
    return problems[0].text if problems else ""


def _draft(door: Door, household_id: str, members: tuple[PersonDraft, ...]) -> HouseholdDraft:
    values = {name: str(getattr(door, name)) for name in STRIP}
    values["owner_phone"] = mask_phone(door.owner_phone) if door.owner_phone else ""
    return HouseholdDraft(
        door.id,
        household_id,
        values["use"],
        values["owner_name"],
        values["owner_phone"],
        values["note"],
        values["rent_use"],
        members,
    )


def _strip(session: Session, db: Any, door: Door, here: Sequence[Stay]) -> DwellingStrip:
    grid = grids.grids(db).get(door.grid_id)
    return DwellingStrip(
        dwelling_id=door.id,
        address=door.address,
        grid_id=door.grid_id,
        grid=grid.label if grid else "",
        use=door.use,
        owner_name=door.owner_name,
        owner_phone=mask_phone(door.owner_phone) if door.owner_phone else "",
        note=door.note,
        rent_use=door.rent_use,
        code=door_code(grid.code if grid else "", door),
        hints=_hints(door, here),
    )


def door_code(grid_code: str, door: Door) -> str:
    """户编号: grid, building, unit and room, '06-03-1-1002'."""
    building = "".join(filter(str.isdigit, door.building))
    words = (grid_code, building.zfill(2) if building else door.building, door.unit.removesuffix("单元"), door.room)
    return "-".join(word for word in words if word)


def _hints(door: Door, here: Sequence[Stay]) -> tuple[str, ...]:
    found = []
    crowd = CheckRules().crowd
    if door.use == DwellingUse.VACANT.value and here:
        found.append(f"登记为空置，却有 {len(here)} 人")
    if len(here) > crowd and door.use != DwellingUse.DORMITORY.value:
        found.append(f"{len(here)} 人，超过 {crowd} 人，可能是群租")
    if door.use == DwellingUse.RENTED.value and not door.owner_name:
        found.append("出租房没有产权人")
    return tuple(found)


def _members(session: Session, db: Any, here: Sequence[Stay], shown: str) -> tuple[MemberView, ...]:
    """The shown household first, the head before the others."""
    stored = household_reading.stored_drafts(db, here, session.today.isoformat())
    changed = households.last_changes(db, [(stay.resident_id, stay.id) for stay in here])
    order = sorted(here, key=lambda stay: (stay.household_id != shown, stay.household_id, stay.relation not in ("01", "02")))
    relations, care = code_table("family_relation"), code_table("service_category")
    made = []
    for stay in order:
        person, change = stored[stay.id], changed.get(stay.resident_id)
        what = "、".join(change.labels) if change else ""
        made.append(
            MemberView(
                draft=masked(person),
                state=stay.status,
                summary=_summary(session, person, relations, care),
                opened_on=stay.opened_on,
                last_change=f"{moment(change.at_ms).split(' ')[0]} {change.who} 改{what}" if change and what else "",
                other_household=stay.household_id != shown,
            )
        )
    return tuple(made)


def _summary(session: Session, person: PersonDraft, relations: CodeTable, care: CodeTable) -> str:
    age = person.age(session.today)
    tags = "、".join(care.label(tag).split("(")[0] for tag in person.tags)
    relation = relations.label(person.relation) if person.relation else ""
    return " ".join(part for part in (relation, _SEXES.get(person.sex, ""), f"{age}岁" if age is not None else "", tags) if part)


def _neighbours(db: Any, dwelling_id: str) -> tuple[str, str]:
    """The doors before and after on the way up."""
    plan = arrange(RoomFacts(id=key, room=room, floor=floor) for key, room, floor in visit_entry.stairs(db, dwelling_id))
    return previous_room(plan, dwelling_id), next_room(plan, dwelling_id)


def _previous(db: Any, member_id: str, dwelling_id: str, today: str) -> HouseholdDraft | None:
    """The door entered before this one, without names and numbers: what F4 and 同上 copy from."""
    before = households.door_before(db, member_id, dwelling_id, today) if member_id else ""
    door = residences.door(db, before) if before else None
    if door is None:
        return None
    stored = household_reading.stored_drafts(db, residences.stays_at(db, [door.id]), today).values()
    empty = PersonDraft()
    blank: dict[str, Any] = {name: getattr(empty, name) for name in _NOT_CARRIED}
    members = tuple(masked(replace(each, resident_id="", residence_id="", **blank)) for each in stored)
    return replace(_draft(door, "", members), owner_name="", owner_phone="", note="")


# ---- acts of one key -----------------------------------------------------------------------------------------------------------


def no_change(
    session: Session,
    dwelling_id: str,
    household_id: str = "",
    outcome: str = "met",
    visited_at: str = "",
    member_id: str = "",
    accepted: Collection[str] = (),
) -> Done:
    """全户无变化: everybody registered here was met and nothing has changed.  An empty dwelling is confirmed as empty."""
    session.require("resident.write")
    db = session.register.db
    door = writing.known_door(session, db, dwelling_id)
    here = [stay for stay in residences.stays_at(db, [door.id]) if not household_id or stay.household_id == household_id]
    if not here and door.use != DwellingUse.VACANT.value:
        raise Refused([Problem("", "这里没有登记的人。有人住按 Ctrl+N 登记，空置把用途改为空置，没见到人按 Ctrl+G。")])
    seen = outcome if here else Outcome.VACANT.value
    draft = _visit(session, db, door, here, seen, member_id)
    met = tuple(stay.resident_id for stay in here)
    draft = replace(draft, met=met, visited_at=visited_at, kind=PHONE_CALL if outcome == Outcome.PHONE.value else HOUSE_CALL)
    with session.work.operation("household.no_change", session) as operation:
        told = household_saving.write_visit(session, operation, draft, accepted)
        _verify(operation, here)
    what = f"{len(here)} 人无变化" if here else "空置无变化"
    return Done(operation.id, frozenset(operation.touched), f"已核对：{door.address}，{what}{told}")


def _verify(operation: Operation, here: Sequence[Stay]) -> None:
    """Who was 待核, was met and has a document is 在册."""
    waiting = [stay for stay in here if stay.status == "pending"]
    people = residences.people(operation.db, [stay.resident_id for stay in waiting])
    for stay in waiting:
        row = people[stay.resident_id]
        operation.update("residence", stay.id, {"status": writing.first_status(row["id_type"], row["id_number"])})


def propose_revisit(session: Session) -> str:
    """The day that Ctrl+G proposes: tomorrow evening."""
    return (session.today + timedelta(days=1)).isoformat()


def not_met(
    session: Session,
    dwelling_id: str,
    revisit_on: str,
    note: str = "",
    outcome: str = "absent",
    visited_at: str = "",
    member_id: str = "",
    accepted: Collection[str] = (),
    household_id: str = "",
) -> Done:
    """Ctrl+G: nobody was seen, a revisit is agreed; the door is 待核 on the plan until somebody is met."""
    session.require("resident.write")
    db = session.register.db
    door = writing.known_door(session, db, dwelling_id)
    if not revisit_on:
        raise Refused([Problem("revisit_on", "没有写哪天再来，请填回访日期，例如 +1。")])
    here = [stay for stay in residences.stays_at(db, [door.id]) if not household_id or stay.household_id == household_id]
    draft = _visit(session, db, door, here, outcome, member_id)
    draft = replace(draft, visited_at=visited_at, note=note, next_on=revisit_on, kind=HOUSE_CALL)
    with session.work.operation("household.not_met", session, note.strip()) as operation:
        told = household_saving.write_visit(session, operation, draft, accepted)
    return Done(operation.id, frozenset(operation.touched), f"{door.address} {outcome_label(outcome)}{told}")


def _visit(session: Session, db: Any, door: Door, here: Sequence[Stay], outcome: str, member_id: str) -> VisitDraft:
    homes = {stay.household_id for stay in here}
    only = homes.pop() if len(homes) == 1 else ""
    keeper = area.keepers(db, session.today.isoformat()).get(door.grid_id, ("", ""))[0]
    return VisitDraft(
        target_kind=TargetKind.HOUSEHOLD.value if only else TargetKind.DWELLING.value,
        target_id=only or door.id,
        outcome=outcome,
        visited_on=session.today.isoformat(),
        member_id=member_id or session.account.member_id or keeper,
    )
