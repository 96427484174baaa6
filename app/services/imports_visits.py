"""Visits from a table: who went to whom on which day; the target is found by number, credit code or address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app.errors import Problem
from app.models.addresses import parse_address
from app.models.import_rows import VisitRow
from app.models.vocabulary import Outcome, TargetKind
from app.services.imports_scene import Parsed, Scene
from app.storage import imports as lookups
from app.storage.identity_of_rows import new_ids

VISIT_COLUMNS = (
    *("id", "community", "status", "visited_on", "visited_at", "member_id", "target_kind", "target_id", "dwelling_id", "grid_id"),
    *("kind", "outcome", "persons_met", "finding", "note", "entered_ms"),
)
_RESIDENT, _HOUSEHOLD = TargetKind.RESIDENT.value, TargetKind.HOUSEHOLD.value
_DWELLING, _ENTITY = TargetKind.DWELLING.value, TargetKind.ENTITY.value
_PHONE = Outcome.PHONE.value
_HOUSE_VISIT, _ENTITY_VISIT, _PHONE_CALL = "01", "03", "07"  # visit_kind
_NEVER = "9999-12-31"


class Target(NamedTuple):
    """Where a visit went, as it was on that day."""

    kind: str
    id: str
    dwelling_id: str
    grid_id: str


class Place(NamedTuple):
    """Where somebody lived or traded from a day to a day."""

    id: str
    dwelling_id: str
    grid_id: str
    first: str
    last: str


class Visits:
    """Takes the parsed rows of a file in portions."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._ids = new_ids()
        self._people: dict[str, list[Place]] = {}
        self._entities: dict[str, list[Place] | str] = {}
        self._days: set[str] = set()
        self._known: set[tuple[str, str, str, str, str]] = set()
        self._any_visit = lookups.has_any(scene.db, "visit")

    def take(self, portion: Sequence[Parsed[VisitRow]]) -> None:
        """One portion: look up its targets, then write row by row."""
        rows = [parsed.row for parsed in portion if parsed.row is not None]
        self._load_people({row.target for row in rows if row.target_kind == _RESIDENT})
        self._load_entities({row.target for row in rows if row.target_kind == _ENTITY})
        self._load_doors(row.target for row in rows if row.target_kind in (_HOUSEHOLD, _DWELLING))
        self._load_days({row.visited_on for row in rows})
        for parsed in portion:
            problems = parsed.problems if parsed.row is None else self._take_row(parsed.row)
            if problems:
                self.scene.tally.reject(parsed.line, parsed.cells, problems)
            else:
                self.scene.tally.accept(parsed.problems)

    def finish(self) -> None:
        """Nothing waits."""

    def _load_people(self, numbers: set[str]) -> None:
        for portion in lookups.in_portions(numbers - self._people.keys()):
            for number in portion:
                self._people[number] = []
            for fact in lookups.people_by_number(self.scene.db, portion):
                if not fact.voided:
                    place = Place(fact.resident_id, fact.dwelling_id, fact.grid_id, fact.opened_on, fact.closed_on or _NEVER)
                    self._people[fact.id_number].append(place)

    def _load_entities(self, texts: set[str]) -> None:
        fresh = texts - self._entities.keys()
        for portion in lookups.in_portions(fresh):
            for text in portion:
                self._entities[text] = []
            for fact in lookups.entities_by_code(self.scene.db, portion):
                self._add_entity(fact.credit_code, fact)
            nameless = [text for text in portion if not self._entities[text]]
            for fact in lookups.entities_named(self.scene.db, nameless):
                self._add_entity(fact.name, fact)

    def _add_entity(self, text: str, fact: lookups.RegistrationFact) -> None:
        known = self._entities[text]
        if isinstance(known, str) or fact.voided:
            return
        if known and known[0].id != fact.entity_id:
            self._entities[text] = f"有多家法人叫“{text}”，请改填统一社会信用代码"
            return
        known.append(Place(fact.entity_id, fact.dwelling_id, fact.grid_id, fact.opened_on, fact.closed_on or _NEVER))

    def _load_doors(self, texts: Iterable[str]) -> None:
        addresses = [address for address in map(parse_address, set(texts)) if address is not None]
        self.scene.doors.prepare({address.estate for address in addresses})
        self.scene.doors.load_households(addresses)

    def _load_days(self, days: set[str]) -> None:
        fresh = days - self._days
        self._days |= fresh
        if fresh and self._any_visit:
            self._known.update(lookups.visit_keys(self.scene.db, fresh))

    def _take_row(self, row: VisitRow) -> list[Problem]:
        scene = self.scene
        member = scene.member(row.member)
        target = self._target(row)
        if isinstance(member, str) or isinstance(target, str):
            return [Problem(name, found) for name, found in (("member", member), ("target", target)) if isinstance(found, str)]
        key = (row.visited_on, row.visited_at, member.id, target.id, row.outcome)
        if key in self._known:
            return [Problem("target", "这次走访已登记过：日期、时间、走访人、对象、结果都相同")]
        self._known.add(key)
        kind = _ENTITY_VISIT if target.kind == _ENTITY else _PHONE_CALL if row.outcome == _PHONE else _HOUSE_VISIT
        grid = scene.grids.by_id.get(target.grid_id)
        scene.writing.insert(
            "visit",
            VISIT_COLUMNS,
            (
                *(next(self._ids), grid.community if grid else "*", "active", row.visited_on, row.visited_at, member.id, *target),
                *(kind, row.outcome, row.persons_met, row.finding, row.note, scene.now_ms),
            ),
        )
        return []

    # ---- the target ------------------------------------------------------------------------------------------------------------

    def _target(self, row: VisitRow) -> Target | str:
        if row.target_kind == _RESIDENT:
            places = self._people[row.target]
            if not places:
                return "登记簿里没有证件号码是这一个的居民，请核对号码，或先导入居民"
            place = _on(places, row.visited_on)
            return Target(_RESIDENT, place.id, place.dwelling_id, place.grid_id)
        if row.target_kind == _ENTITY:
            found = self._entities[row.target]
            if isinstance(found, str):
                return found
            if not found:
                return f"登记簿里没有代码或名称为“{row.target}”的法人，请核对，或先导入法人"
            place = _on(found, row.visited_on)
            return Target(_ENTITY, place.id, place.dwelling_id, place.grid_id)
        return self._door(row)

    def _door(self, row: VisitRow) -> Target | str:
        """One household at home that day: the visit went to it; none or several: to the dwelling."""
        address = parse_address(row.target)
        if address is None:
            return f"看不懂地址“{row.target}”，请写成 小区-楼栋-单元-房号，没有单元时写三段"
        door = self.scene.doors.find(address)
        if door is None:
            return f"登记簿里没有地址“{row.target}”，请核对，或先导入住在那里的居民"
        households = [household.id for household in door.households or () if household.has_on(row.visited_on)]
        if len(households) == 1:
            return Target(_HOUSEHOLD, households[0], door.id, door.grid_id)
        return Target(_DWELLING, door.id, door.id, door.grid_id)


def _on(places: list[Place], day: str) -> Place:
    """The place that was valid on that day, else the last one before it, else the first."""
    before = [place for place in places if place.first <= day]
    return next((place for place in reversed(before) if day < place.last), before[-1] if before else places[0])
