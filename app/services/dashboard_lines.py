"""A click on the dashboard: the records behind a value.  The list adds up to what the chart says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.errors import Refused
from app.models import access
from app.models.dashboard import Request, Target
from app.models.rankings import RecordLine
from app.models.vocabulary import CloseReason, OpenReason, Outcome
from app.services.dashboard_team import LOOK_BACK
from app.services.dashboard_view import MEMBER, View
from app.storage import dashboard_lines as stored
from app.storage import records
from app.storage.dashboard_lines import PersonLine
from app.storage.records import Scope

if TYPE_CHECKING:
    from app.services.session import Session

SHOWN = 2000
PEOPLE_FIGURES = ("new_residents", "returned_residents", "cancelled_residents", "new_entities", "cancelled_entities")


@dataclass(frozen=True)
class Behind:
    """What stands behind a value: the first lines, and what all of them add up to."""

    title: str
    lines: tuple[RecordLine, ...]
    total: int
    count: int  # lines, also those not shown
    unit: str


def lines(session: Session, request: Request, target: Target) -> Behind:
    """The records behind one value of a board."""
    view = View(session, request)
    makers = {"figure": _figure, "population": _people, "age": _people, "tag": _people, "homes": _homes, "reason": _reason, "outcome": _outcome}
    found, unit = makers[target.kind](view, target)
    return Behind(target.title, tuple(found[:SHOWN]), records.total(found), len(found), unit)


def _require_visits(session: Session) -> None:
    """Visits tell whom a colleague met and what was found there: as in the weekly ranking, only chiefs look at them one by one."""
    if not access.allowed(session.account.role, "ranking.records"):
        raise Refused("走访的逐条记录由网格长和管理员查看；汇总数字按回车看表。")


def _figure(view: View, target: Target) -> tuple[list[RecordLine], str]:
    if target.value not in PEOPLE_FIGURES:
        _require_visits(view.session)
    first, last = target.first or view.first, target.last or view.last
    if target.more.startswith(MEMBER):
        scope = Scope(first, last, member_id=target.more.removeprefix(MEMBER), grid_ids=view.grids or None)
    else:
        scope = Scope(first, last, grid_ids=view.grids_of(target.more))
    return records.behind(view.db, target.value, scope), "条" if target.value == "volume" else ""


def _people(view: View, target: Target) -> tuple[list[RecordLine], str]:
    if target.kind == "age":
        found = stored.people(view.db, view.last, view.grids, band=int(target.value), sex=target.more)
    elif target.kind == "tag":
        found = stored.people(view.db, view.last, view.grids, tag=target.value)
    else:
        found = stored.people(view.db, view.last, view.grids, population=target.value)
    last: dict[str, str] = {}
    if target.more == "unseen":
        seen = stored.seen(view.db, view.first, view.last)
        last = {person.residence_id: _last(person, seen) for person in found}
        found = [person for person in found if not last[person.residence_id]]
    return [_person(person) for person in found], "人"


def _last(person: PersonLine, seen: dict[str, str]) -> str:
    door = seen.get(person.dwelling_id, "")
    return max(seen.get(person.resident_id, ""), seen.get(person.household_id, ""), door if door >= person.opened_on else "")


def _person(person: PersonLine) -> RecordLine:
    age = f"{person.age} 岁" if person.age is not None else "年龄不详"
    return RecordLine(person.opened_on, person.name, " · ".join(part for part in (age, person.address) if part), person.residence_id)


def _homes(view: View, target: Target) -> tuple[list[RecordLine], str]:
    """Households whose last visit lies in a span of days ('..day' = before that day or not at all)."""
    begin, _, end = target.value.partition("..")
    since = min(view.first, (view.span.period.last - timedelta(days=LOOK_BACK)).isoformat())
    seen = stored.seen(view.db, since, view.last)
    grids = view.grids_of(target.more) or ()
    homes: dict[str, tuple[str, PersonLine, int]] = {}
    for person in stored.people(view.db, view.last, grids):
        key, last = person.household_id or person.dwelling_id or person.residence_id, _last(person, seen)
        known = homes.get(key)
        homes[key] = (max(last, known[0]), known[1], known[2] + 1) if known else (last, person, 1)
    day = view.span.period.last
    found = [
        RecordLine(last, person.address or person.name, f"{person.name}等 {size} 人" if size > 1 else person.name, key, 1)
        for key, (last, person, size) in homes.items()
        if begin <= last < end
    ]
    return sorted((_told(line, day) for line in found), key=lambda line: (line.day, line.title)), "户"


def _told(line: RecordLine, day: date) -> RecordLine:
    ago = f"上次走访 {(day - date.fromisoformat(line.day)).days} 天前" if line.day else "一年内没有走访"
    return RecordLine(line.day, line.title, f"{line.detail} · {ago}", line.id, line.count)


def _reason(view: View, target: Target) -> tuple[list[RecordLine], str]:
    label = (OpenReason if target.more == "opened" else CloseReason)(target.value).label
    return stored.residences(view.db, view.first, view.last, view.grids, target.more, target.value, label), "人"


def _outcome(view: View, target: Target) -> tuple[list[RecordLine], str]:
    _require_visits(view.session)
    order = [outcome.value for outcome in Outcome]
    return stored.visits(view.db, view.first, view.last, view.grids, order, target.value), "次"
