"""楼栋图 and everything about dwellings: staircases to choose, the plan with the states of this round, where to go on.

The lists 房屋 and 户 are in ``dwelling_lists``, changes of dwellings in ``dwelling_changes``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.errors import Refused
from app.models.dates import from_iso
from app.models.dwelling_plan import RoomFacts, RoomState, arrange, resume_point, state_of_room
from app.models.dwelling_views import DwellingPlanView, ResumeInfo, TileFacts, TonightProgress, UnitLine
from app.services import area as areas
from app.services import dwelling_changes, dwelling_lists
from app.services.session import Session
from app.storage import dwellings, grids, residents
from app.storage import find as finding
from app.storage.dwellings import Entered, Room

PAUSE_MS = 20 * 60_000  # a longer gap between two doors is a pause
ROUND_FROM = "collection_round_from"  # office setting

find = dwelling_lists.find
rows = dwelling_lists.rows
card = dwelling_lists.card
find_households = dwelling_lists.find_households
household_rows = dwelling_lists.household_rows
hint_counts = dwelling_lists.hint_counts
preview_building = dwelling_changes.preview_building
create_building = dwelling_changes.create_building
save_dwelling = dwelling_changes.save_dwelling
move_dwellings_to_grid = dwelling_changes.move_dwellings_to_grid


def round_start(session: Session) -> str:
    """First day that counts as done on the plan: of the round that the office has set, else of this quarter."""
    chosen = str(session.office.settings.get(ROUND_FROM, ""))
    if from_iso(chosen) is not None:
        return chosen
    today = session.today
    return date(today.year, (today.month - 1) // 3 * 3 + 1, 1).isoformat()


def units(session: Session) -> list[UnitLine]:
    """Staircases of the viewer's grids, in the order of their addresses."""
    db = session.reader
    labels = {grid.id: grid.label for grid in grids.grids(db).values()}
    return [
        UnitLine(each.estate, each.building, each.unit, each.grid_id, labels.get(each.grid_id, ""), each.dwellings, each.residents)
        for each in dwellings.units(db, areas.grids_of(session, db))
    ]


def search(session: Session, text: str, limit: int = 30, everywhere: bool = False) -> list[tuple[str, str]]:
    """(dwelling, address) of doors that fit what is typed, in the viewer's grids; with ``everywhere`` those of colleagues follow:
    people move to them, too."""
    db = session.reader
    own = areas.grids_of(session, db)
    found = finding.doors(db, text, limit, own)
    if everywhere and own:
        found += [door for door in finding.doors(db, text, limit) if door not in found]
    return [(door.id, door.address) for door in found[:limit]]


def plan_of(session: Session, dwelling_id: str) -> DwellingPlanView:
    """The plan of the staircase that a dwelling belongs to, with the dwelling as the one being entered."""
    unit = dwellings.unit_of(session.reader, dwelling_id)
    if unit is None:
        raise Refused("没有找到这套房屋，可能已作废，请重新选楼栋和房号。")
    return plan(session, *unit, current=dwelling_id)


def plan(session: Session, estate: str, building: str, unit: str, current: str = "") -> DwellingPlanView:
    """The rooms of a staircase as floors × rooms with the state of this round, and what was done there today."""
    db, today, since = session.reader, session.today.isoformat(), round_start(session)
    rooms = dwellings.rooms(db, estate, building, unit)
    if not rooms:
        raise Refused(f"“{estate}{building}{unit}”没有登记的房屋，请重新选楼栋，或新建楼栋。")
    known = [_facts(room, since) for room in rooms]
    drawn = arrange(known, current, since)
    states = [state_of_room(each, since=since) for each in known]  # the one being entered is counted too
    entered = dwellings.entered_on(db, today, estate, building, unit)
    last = entered[-1].dwelling_id if entered else ""
    labels = {grid.id: grid.label for grid in grids.grids(db).values()}
    return DwellingPlanView(
        title=f"{estate}{building}{unit}",
        estate=estate,
        building=building,
        unit=unit,
        grid="、".join(dict.fromkeys(labels[room.grid_id] for room in rooms if room.grid_id in labels)),
        plan=drawn,
        current=current,
        resume=resume_point(drawn, last),
        since=since,
        done=sum(state in (RoomState.DONE, RoomState.VACANT) for state in states),
        total=len(rooms),
        to_verify=states.count(RoomState.TO_VERIFY),
        vacant=states.count(RoomState.VACANT),
        tonight=_tonight(session, entered, dwellings.new_persons(db, today, estate, building, unit)),
        facts=_tips(session, estate, building, unit),
    )


def _facts(room: Room, since: str) -> RoomFacts:
    """待核: somebody without a document lives there, or in this round nobody was met yet though somebody called."""
    done = max(room.met_on, room.opened_on)
    tried = room.tried_on >= since and room.tried_on > done
    return RoomFacts(room.id, room.room, room.floor, room.use, pending=room.pending or tried, done_on=done)


def _tonight(session: Session, entered: Sequence[Entered], new_persons: int) -> TonightProgress:
    met = {each.dwelling_id for each in entered if each.counted}
    own = session.account.member_id
    moments = [each.entered_ms for each in entered if not own or each.member_id == own]
    gaps = [later - earlier for earlier, later in zip(moments, moments[1:], strict=False) if 0 < later - earlier <= PAUSE_MS]
    return TonightProgress(
        households=len(met),
        persons_met=sum(each.persons_met for each in entered if each.counted),
        new_persons=new_persons,
        attempts=len({each.dwelling_id for each in entered} - met),
        average_seconds=round(sum(gaps) / len(gaps) / 1000) if gaps else 0,
    )


def _tips(session: Session, estate: str, building: str, unit: str) -> dict[str, TileFacts]:
    people = dwellings.occupants(session.reader, estate, building, unit)
    tags = residents.tags(session.reader, [each.resident_id for each in people], session.today.isoformat())
    found: dict[str, TileFacts] = {}
    for each in people:
        before = found.get(each.dwelling_id, TileFacts(each.name, 0))
        codes = dict.fromkeys((*before.tags, *tags.get(each.resident_id, ())))
        found[each.dwelling_id] = TileFacts(before.head, before.persons + 1, tuple(codes))
    return found


def resume(session: Session) -> ResumeInfo | None:
    """Where the entry stopped: the next open room after the door entered last; None when there is no dwelling at all."""
    db = session.reader
    own = areas.grids_of(session, db)
    last = dwellings.last_entered(db, session.account.member_id, own)
    unit = dwellings.unit_of(db, last) if last else None
    if unit is None:
        first = next(iter(dwellings.units(db, own)), None)
        if first is None:
            return None
        unit, last = (first.estate, first.building, first.unit), ""
    since = round_start(session)
    rooms = dwellings.rooms(db, *unit)
    following = resume_point(arrange([_facts(room, since) for room in rooms], "", since), last)
    following = following or last or rooms[0].id
    address = next(f"{''.join(unit)}{room.room}" for room in rooms if room.id == following)
    return ResumeInfo(*unit, last, following, f"接着录 {address}")
