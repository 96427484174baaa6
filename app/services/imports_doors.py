"""Doors and the households behind them while an import runs: found on the register in any spelling, else made new.

People at one door are one household, unless a second 户主 lives there at the same time.  Whoever moves in after the last household has
gone begins a new one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from app.models.addresses import address_key, stored_address
from app.models.dwelling_plan import floor_and_room
from app.services.imports_writing import Writing
from app.storage import imports as lookups
from app.storage.identity_of_rows import new_ids

Database = Any  # a connection that only storage looks into

HEADS = ("01", "02")  # 本人, 户主
DOOR_COLUMNS = ("id", "community", "status", "estate", "building", "unit", "room", "grid_id", "floor")
HOUSEHOLD_COLUMNS = ("id", "community", "status", "dwelling_id", "kind", "opened_on", "closed_on")
Words = tuple[str, str, str, str]
_NEVER = "9999-12-31"


@dataclass(slots=True)
class Household:
    """People who live together; ``stays``: (is head, from, to or far future) of each member who counts."""

    id: str
    community: str
    dwelling_id: str
    new: bool
    stays: list[tuple[bool, str, str]] = field(default_factory=list)

    def has_on(self, day: str, _: str = "") -> bool:
        """Whether somebody lives here at the end of that day."""
        return any(first <= day < last for _, first, last in self.stays)

    def has_head_between(self, first: str, last: str) -> bool:
        """Whether a head lives here at any time between two days."""
        return any(head and begin < last and first < end for head, begin, end in self.stays)

    def overlaps(self, first: str, last: str) -> bool:
        """Whether anybody lives here at any time between two days."""
        return any(begin < last and first < end for _, begin, end in self.stays)


@dataclass(slots=True)
class Door:
    """One dwelling; ``households`` is None until the register was asked."""

    id: str
    words: Words
    grid_id: str
    community: str
    households: list[Household] | None

    @property
    def address(self) -> str:
        """As sentences show it."""
        return "".join(self.words)


class Doors:
    """All doors that this import touches."""

    def __init__(self, db: Database, writing: Writing) -> None:
        self._db = db
        self._writing = writing
        self._ids = new_ids()
        self._empty = not lookups.has_any(db, "dwelling")
        self._estates: set[str] = set()
        self._doors: dict[Words, Door] = {}
        self._keys: dict[Words, Words] = {}
        self._parts: tuple[dict[str, str], ...] = ({}, {}, {}, {})

    def key(self, words: Words) -> Words:
        """Comparable form; buildings, units and rooms repeat so much that each word is worked out once."""
        estates, buildings, units, rooms = self._parts
        estate, building, unit, room = words
        try:
            return estates[estate], buildings[building], units[unit], rooms[room]
        except KeyError:
            made = address_key(estate, building, unit, room)
            estates[estate], buildings[building], units[unit], rooms[room] = made
            return made

    def prepare(self, estates: Iterable[str]) -> None:
        """Ask the register for all doors of estates not seen before."""
        fresh = {estate for estate in estates if estate not in self._estates}
        self._estates |= fresh
        if not fresh or self._empty:
            return
        for fact in lookups.doors(self._db, fresh | {estate.upper() for estate in fresh}):
            words = (fact.estate, fact.building, fact.unit, fact.room)
            self._doors.setdefault(self.key(words), Door(fact.id, words, fact.grid_id, "", None))

    def load_households(self, words: Iterable[Words]) -> None:
        """Ask the register who lives at the doors that it knows."""
        wanted = {door.id: door for each in words if (door := self._doors.get(self.key(each))) and door.households is None}
        for ids in lookups.in_portions(wanted):
            known: dict[str, dict[str, Household]] = {each: {} for each in ids}
            for fact in lookups.households(self._db, ids):
                here = known[fact.dwelling_id]
                household = here.get(fact.household_id)
                if household is None:
                    household = here[fact.household_id] = Household(fact.household_id, "", fact.dwelling_id, new=False)
                household.stays.append((fact.relation in HEADS, fact.opened_on, fact.closed_on or _NEVER))
            for each in ids:
                wanted[each].households = list(known[each].values())

    def find(self, words: Words) -> Door | None:
        """The door, if it is known; ``prepare`` must have seen its estate."""
        return self._doors.get(self.key(words))

    def make(self, words: Words, grid_id: str, community: str) -> Door:
        """A new dwelling in the spelling of the office's other doors."""
        stored = stored_address(*words)
        door = Door(next(self._ids), stored, grid_id, community, [])
        self._doors[self.key(words)] = door
        floor, _ = floor_and_room(stored.room)
        self._writing.insert("dwelling", DOOR_COLUMNS, (door.id, community, "active", *stored, grid_id, floor))
        return door

    def household_of(self, door: Door, community: str, relation: str, first: str, last: str, voided: bool) -> str:
        """Key of the household that somebody joins who lives here from ``first`` to ``last`` ('' = still here).

        An entry made by mistake counts nowhere: it is shown with whoever lives here, and makes no household.
        """
        head = relation in HEADS
        end = last or _NEVER
        households = door.households
        if households is None:
            households = door.households = []
        if voided:
            return next((household.id for household in reversed(households) if household.has_on(first)), "")
        for fits in (Household.has_on, Household.overlaps):  # who lives here on that day, else (lists out of order) who comes later
            for household in reversed(households):
                if fits(household, first, end) and not (head and household.has_head_between(first, end)):
                    household.stays.append((head, first, end))
                    return household.id
        household = Household(next(self._ids), community, door.id, new=True, stays=[(head, first, end)])
        households.append(household)
        return household.id

    def write_households(self) -> None:
        """New households are written last, when it is known from when to when they lived here."""
        for door in self._doors.values():
            for household in door.households or ():
                if household.new:
                    opened = min(first for _, first, _ in household.stays)
                    closed = max(last for _, _, last in household.stays)
                    left = closed != _NEVER
                    status, closed_on = ("closed", closed) if left else ("active", "")
                    row = (household.id, household.community, status, door.id, "1", opened, closed_on)
                    self._writing.insert("household", HOUSEHOLD_COLUMNS, row)
