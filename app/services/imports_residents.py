"""Residents from a table: every row is one residence (登记, with or without its 注销) of a person who exists once.

A person is recognised by the number, without a number by name, birth date and door.  Rows of one person may lie anywhere in the file
and in any order; residences that overlap are refused, later ones are 回流 or 区内移动.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.errors import Problem
from app.models.import_rows import ResidentRow
from app.models.masking import mask_address, mask_name
from app.models.vocabulary import CANCEL_REASONS, INTERNAL_OPEN_REASONS, NEW_REASONS, VOIDING_REASONS, CloseReason, OpenReason
from app.services.imports_doors import Door
from app.services.imports_scene import Parsed, Scene
from app.storage import imports as lookups
from app.storage.identity_of_rows import new_ids

if TYPE_CHECKING:
    from app.storage.imports import GridFact, StayFact

RESIDENT_COLUMNS = (
    *("id", "community", "status", "name", "sex", "id_type", "id_number", "no_number_reason", "birth_date", "ethnic_group"),
    *("population", "consistency", "registered_address", "phone", "entered_ms"),
)
RESIDENCE_COLUMNS = (
    *("id", "community", "status", "status_why", "resident_id", "household_id", "dwelling_id", "grid_id", "relation", "opened_on"),
    *(
        "open_reason",
        "opened_by",
        "opened_entered_ms",
        "moved_from",
        "closed_on",
        "close_reason",
        "closed_by",
        "closed_entered_ms",
        "note",
    ),
)
TAG_COLUMNS = ("id", "community", "status", "resident_id", "tag", "valid_from")
CLOSING = ("status", "status_why", "closed_on", "close_reason", "closed_by", "closed_entered_ms")
REOPENING = ("open_reason",)

_CANCELLED = frozenset(reason.value for reason in CANCEL_REASONS)
_NEW = frozenset(reason.value for reason in NEW_REASONS)
_VOIDING = frozenset(reason.value for reason in VOIDING_REASONS)
_INTERNAL = frozenset(reason.value for reason in INTERNAL_OPEN_REASONS)
_RETURN, _DEATH = OpenReason.RETURN.value, CloseReason.DEATH.value
_NEVER = "9999-12-31"
_NO_TAGS: frozenset[str] = frozenset()


@dataclass(slots=True)
class Stay:
    """One residence of a person, on the register or from this file."""

    id: str
    opened_on: str
    closed_on: str  # '' = still here
    open_reason: str
    close_reason: str
    dwelling_id: str
    place: Door | str  # the door, or its address in words
    voided: bool
    from_file: bool

    @property
    def end(self) -> str:
        """Last day plus one, far in the future while open."""
        return self.closed_on or _NEVER

    @property
    def address(self) -> str:
        """In words."""
        return self.place if isinstance(self.place, str) else self.place.address


@dataclass(slots=True)
class Person:
    """One person with all residences known so far."""

    id: str
    name: str
    stays: list[Stay] = field(default_factory=list)
    tags: frozenset[str] | None = None  # None = on the register before this import, not asked yet


class Residents:
    """Takes the parsed rows of a file in portions."""

    kind = "residents"

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._ids = new_ids()
        self._people: dict[str, Person] = {}
        self._waiting: list[Parsed[ResidentRow]] = []  # moves whose origin may stand further down
        self._first_import = not lookups.has_any(scene.db, "resident")

    # ---- what the register knows ---------------------------------------------------------------------------------------------

    def take(self, portion: Sequence[Parsed[ResidentRow]]) -> None:
        """One portion: look up everything it needs, then decide row by row."""
        scene = self.scene
        rows = [parsed.row for parsed in portion if parsed.row is not None]
        scene.doors.prepare({row.estate for row in rows})
        if not self._first_import:
            scene.doors.load_households([row.words for row in rows])
            self._load_people(rows)
        for parsed in portion:
            self._take_row(parsed, last_chance=False)

    def finish(self) -> None:
        """Rows that waited for another row of the file, then the households."""
        for parsed in self._waiting:
            self._take_row(parsed, last_chance=True)
        self.scene.doors.write_households()

    def _take_row(self, parsed: Parsed[ResidentRow], last_chance: bool) -> None:
        problems: Sequence[Problem] | None = (
            parsed.problems if parsed.row is None else self._decide(parsed, parsed.row, last_chance)
        )
        if problems is None:
            self._waiting.append(parsed)
        elif problems:
            self.scene.tally.reject(parsed.line, parsed.cells, problems)
        else:
            self.scene.tally.accept(parsed.problems)

    def _load_people(self, rows: Iterable[ResidentRow]) -> None:
        numbers = {row.id_number for row in rows if row.id_number and row.id_number not in self._people}
        names = {row.name for row in rows if not row.id_number}
        for facts in lookups.in_portions(numbers):
            for fact in lookups.people_by_number(self.scene.db, facts):
                self._know(fact.id_number, fact)
        for facts in lookups.in_portions(names):
            for fact in lookups.people_by_name(self.scene.db, facts):
                self._know(_nameless_key(fact.name, fact.birth_date, fact.dwelling_id), fact)

    def _know(self, key: str, fact: StayFact) -> None:
        person = self._people.get(key)
        if person is None:
            person = self._people[key] = Person(fact.resident_id, fact.name)
        if fact.residence_id and not any(stay.id == fact.residence_id for stay in person.stays):
            stay = Stay(
                *(fact.residence_id, fact.opened_on, fact.closed_on, fact.open_reason, fact.close_reason),
                *(fact.dwelling_id, fact.address, fact.voided, False),
            )
            person.stays.append(stay)

    # ---- one row -------------------------------------------------------------------------------------------------------------

    def _decide(self, parsed: Parsed[ResidentRow], row: ResidentRow, last_chance: bool) -> list[Problem] | None:
        """Write one row; the reasons when it cannot be, None when it must wait for the rest of the file."""
        scene = self.scene
        grid = scene.grids.find(row.grid_code)
        opened_by = scene.member(row.opened_by)
        closed_by = scene.member(row.closed_by)
        if isinstance(grid, str) or isinstance(opened_by, str) or isinstance(closed_by, str):
            named = (("grid_code", grid), ("opened_by", opened_by), ("closed_by", closed_by))
            return [Problem(name, found) for name, found in named if isinstance(found, str)]
        door = scene.doors.find(row.words) if row.has_door else None
        if problem := _place_problem(row, grid, door):
            return [problem]
        key = row.id_number or _nameless_key(row.name, row.birth_date, door.id if door else "".join(row.words))
        person = self._people.get(key)
        if person is not None and person.name != row.name:
            return [Problem("id_number", f"该证号已登记在“{mask_name(person.name)}”名下，与表中姓名不同，请核对")]
        verdict = _judge(row, person, door.id if door else "new" if row.has_door else "")
        if isinstance(verdict, Problem):
            return [verdict] if last_chance or verdict is not NO_ORIGIN else None
        if verdict.cancels is not None:
            self._close(verdict.cancels, row.closed_on, row.close_reason, closed_by.id)
            return []
        if person is None:
            person = self._people[key] = self._new_person(row, grid.community)
        if verdict.origin is not None and not verdict.origin.closed_on:
            self._close(verdict.origin, row.opened_on, row.open_reason, opened_by.id)
        self._new_stay(row, person, verdict, grid, door, (opened_by.id, closed_by.id))
        return []

    def _new_person(self, row: ResidentRow, community: str) -> Person:
        person = Person(next(self._ids), row.name, [], _NO_TAGS)
        self.scene.writing.insert(
            "resident",
            RESIDENT_COLUMNS,
            (
                *(
                    person.id,
                    community,
                    "active",
                    row.name,
                    row.sex,
                    row.id_type,
                    row.id_number,
                    row.no_number_reason,
                    row.birth_date,
                ),
                *(row.ethnic_group, row.population, row.consistency, row.registered_address, row.phone, self.scene.now_ms),
            ),
        )
        return person

    def _new_stay(
        self, row: ResidentRow, person: Person, verdict: Verdict, grid: GridFact, door: Door | None, by: tuple[str, str]
    ) -> None:
        scene = self.scene
        if door is None and row.has_door:
            door = scene.doors.make(row.words, grid.id, grid.community)
        elif door is not None:
            grid = scene.settle_grid(door, grid)
        voided = row.close_reason in _VOIDING
        household = ""
        if door is not None:
            household = scene.doors.household_of(door, grid.community, row.relation, row.opened_on, row.closed_on, voided)
        stay = Stay(
            *(next(self._ids), row.opened_on, row.closed_on, verdict.open_reason, row.close_reason),
            *(door.id if door else "", door or "", voided, True),
        )
        person.stays.append(stay)
        for later in verdict.later:
            later.open_reason = _RETURN
            scene.writing.update("residence", REOPENING, (_RETURN, later.id))
        scene.writing.insert(
            "residence",
            RESIDENCE_COLUMNS,
            (
                *(
                    stay.id,
                    grid.community,
                    *_state(row.closed_on, row.close_reason),
                    person.id,
                    household,
                    stay.dwelling_id,
                    grid.id,
                ),
                *(
                    row.relation,
                    row.opened_on,
                    verdict.open_reason,
                    by[0],
                    scene.now_ms,
                    verdict.origin.id if verdict.origin else "",
                ),
                *(row.closed_on, row.close_reason, by[1], scene.now_ms if row.closed_on else None, row.note),
            ),
        )
        if row.tags and not voided:
            self._new_tags(row, person, grid.community)

    def _new_tags(self, row: ResidentRow, person: Person, community: str) -> None:
        if person.tags is None:
            person.tags = frozenset(lookups.tags_of(self.scene.db, person.id))
        for tag in row.tags:
            if tag not in person.tags:
                values = (next(self._ids), community, "active", person.id, tag, row.opened_on)
                self.scene.writing.insert("resident_tag", TAG_COLUMNS, values)
        person.tags |= frozenset(row.tags)

    def _close(self, stay: Stay, day: str, reason: str, by: str) -> None:
        """End a residence that was open until now."""
        stay.closed_on, stay.close_reason, stay.voided = day, reason, reason in _VOIDING
        self.scene.writing.update("residence", CLOSING, (*_state(day, reason), day, reason, by, self.scene.now_ms, stay.id))


@dataclass(slots=True)
class Verdict:
    """What to do with a row that may come in."""

    open_reason: str
    origin: Stay | None = None  # where a move comes from; closed by the move if it is still open
    cancels: Stay | None = None  # the row only brings the 注销 of this residence
    later: tuple[Stay, ...] = ()  # residences of this file that thereby become 回流


NO_ORIGIN = Problem("open_reason", "登记原因是区内移动，但没有找到此人移出前的登记，请改为迁入、新来住或补登")


def _judge(row: ResidentRow, person: Person | None, dwelling_id: str) -> Verdict | Problem:
    """Compare a residence with all others of the person."""
    internal = row.open_reason in _INTERNAL
    if person is None:
        return NO_ORIGIN if internal else Verdict(row.open_reason)
    first, last, voided = row.opened_on, row.closed_on or _NEVER, row.close_reason in _VOIDING
    origin: Stay | None = None
    for stay in person.stays:
        if stay.opened_on == first and stay.dwelling_id == dwelling_id and (stay.voided == voided or not stay.closed_on):
            if row.closed_on and not stay.closed_on:
                return Verdict("", cancels=stay)
            return _already(stay)
        if voided or stay.voided:
            continue
        if stay.closed_on == first and stay.close_reason == row.open_reason:
            origin = stay
        elif first < stay.end and stay.opened_on < last:
            if not internal or stay.closed_on or stay.opened_on > first:
                return _already(stay)
            origin = stay
        elif stay.close_reason == _DEATH and stay.closed_on <= first:
            return Problem("opened_on", f"此人已于 {stay.closed_on} 以死亡注销，之后不能再登记，请核对证件号码和日期")
    if internal:
        return Verdict(row.open_reason, origin) if origin else NO_ORIGIN
    return _with_returns(row, person, first, last)


def _with_returns(row: ResidentRow, person: Person, first: str, last: str) -> Verdict:
    """A person whose earlier residence ended by a real 注销 comes back, whatever the row says."""
    reason = row.open_reason
    later: tuple[Stay, ...] = ()
    if row.close_reason not in _VOIDING:
        counted = [stay for stay in person.stays if not stay.voided]
        if reason in _NEW and any(stay.close_reason in _CANCELLED and stay.closed_on <= first for stay in counted):
            reason = _RETURN
        if row.close_reason in _CANCELLED:
            later = tuple(stay for stay in counted if stay.from_file and stay.opened_on >= last and stay.open_reason in _NEW)
    return Verdict(reason, later=later)


def _already(stay: Stay) -> Problem:
    place = mask_address(stay.address) if stay.address else "未填"
    until = f"至 {stay.closed_on}" if stay.closed_on else "起在册"
    where = "本表前面的行已有" if stay.from_file else "登记簿中已有"
    return Problem("id_number", f"该证号已登记：{where}，住址“{place}”，{stay.opened_on} {until}")


def _state(closed_on: str, reason: str) -> tuple[str, str]:
    """Status of a residence and why."""
    if reason in _VOIDING:
        return "voided", CloseReason(reason).label
    return ("closed" if closed_on else "active"), ""


def _place_problem(row: ResidentRow, grid: GridFact, door: Door | None) -> Problem | None:
    if grid.id and not grid.territorial:
        return Problem("grid_code", f"网格“{grid.code}”不是属地网格，居民要登记在住处所在的网格，请核对编码")
    if door is not None and grid.id and door.grid_id and door.grid_id != grid.id:
        return Problem("grid_code", f"“{door.address}”已划在另一个网格，与表中的网格“{grid.code}”不同，请核对")
    return None


def _nameless_key(name: str, birth: str, place: str) -> str:
    """Key of a person without a number; the blank keeps it apart from every number."""
    return f" {name} {birth} {place}"
