"""Legal entities from a table: every row is one registration (with or without its 注销) of an entity that exists once.

An entity is recognised by its credit code, without a code by name and address.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.errors import Problem
from app.models.import_rows import EntityRow
from app.models.vocabulary import EntityCloseReason
from app.services.imports_directory import plain
from app.services.imports_doors import Door
from app.services.imports_scene import Parsed, Scene
from app.storage import imports as lookups
from app.storage.identity_of_rows import new_ids

if TYPE_CHECKING:
    from app.storage.imports import GridFact, RegistrationFact

ENTITY_COLUMNS = (
    *("id", "community", "status", "name", "credit_code", "former_code", "no_code_reason", "kind", "industry", "responsible_name"),
    *("responsible_phone", "entered_ms"),
)
REGISTRATION_COLUMNS = (
    *("id", "community", "status", "status_why", "entity_id", "dwelling_id", "address", "grid_id", "opened_on", "open_reason"),
    *("opened_by", "opened_entered_ms", "closed_on", "close_reason", "closed_by", "closed_entered_ms", "note"),
)
CLOSING = ("status", "status_why", "closed_on", "close_reason", "closed_by", "closed_entered_ms")
_VOIDING = frozenset((EntityCloseReason.MISENTRY.value, EntityCloseReason.DUPLICATE.value))
_NEVER = "9999-12-31"


@dataclass(slots=True)
class Registration:
    """One registration of an entity."""

    id: str
    opened_on: str
    closed_on: str
    address: str
    voided: bool
    from_file: bool


@dataclass(slots=True)
class Entity:
    """One entity with all registrations known so far."""

    id: str
    name: str
    registrations: list[Registration] = field(default_factory=list)


class Entities:
    """Takes the parsed rows of a file in portions."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._ids = new_ids()
        self._entities: dict[str, Entity] = {}
        self._first_import = not lookups.has_any(scene.db, "legal_entity")

    def take(self, portion: Sequence[Parsed[EntityRow]]) -> None:
        """One portion: look up everything it needs, then decide row by row."""
        rows = [parsed.row for parsed in portion if parsed.row is not None]
        self.scene.doors.prepare({row.estate for row in rows if row.has_door})
        if not self._first_import:
            self._load(rows)
        for parsed in portion:
            problems = parsed.problems if parsed.row is None else self._take_row(parsed.row)
            if problems:
                self.scene.tally.reject(parsed.line, parsed.cells, problems)
            else:
                self.scene.tally.accept(parsed.problems)

    def finish(self) -> None:
        """Nothing waits."""

    def _load(self, rows: Iterable[EntityRow]) -> None:
        every = list(rows)
        codes = {row.credit_code for row in every if row.credit_code}
        names = {row.name for row in every if not row.credit_code}
        for portion in lookups.in_portions(codes):
            for fact in lookups.entities_by_code(self.scene.db, portion):
                self._know(fact.credit_code, fact)
        for portion in lookups.in_portions(names):
            for fact in lookups.entities_by_name(self.scene.db, portion):
                self._know(_codeless_key(fact.name, fact.address), fact)

    def _know(self, key: str, fact: RegistrationFact) -> None:
        entity = self._entities.get(key)
        if entity is None:
            entity = self._entities[key] = Entity(fact.entity_id, fact.name)
        if fact.registration_id and not any(known.id == fact.registration_id for known in entity.registrations):
            known = Registration(fact.registration_id, fact.opened_on, fact.closed_on, fact.address, fact.voided, from_file=False)
            entity.registrations.append(known)

    def _take_row(self, row: EntityRow) -> list[Problem]:
        scene = self.scene
        grid, opened_by, closed_by = scene.grids.find(row.grid_code), scene.member(row.opened_by), scene.member(row.closed_by)
        if isinstance(grid, str) or isinstance(opened_by, str) or isinstance(closed_by, str):
            named = (("grid_code", grid), ("opened_by", opened_by), ("closed_by", closed_by))
            return [Problem(name, found) for name, found in named if isinstance(found, str)]
        door = scene.doors.find(row.words) if row.has_door else None
        address = row.address or "".join(row.words)
        key = row.credit_code or _codeless_key(row.name, address)
        entity = self._entities.get(key)
        if entity is not None:
            if plain(entity.name) != plain(row.name):
                return [Problem("credit_code", f"该代码已登记在“{entity.name}”名下，与表中名称不同，请核对")]
            found = _judge(row, entity)
            if isinstance(found, Problem):
                return [found]
            if found is not None:
                self._close(found, row, closed_by.id)
                return []
        else:
            entity = self._entities[key] = self._new_entity(row, grid.community)
        self._new_registration(row, entity, self._place(row, door, grid), grid, (opened_by.id, closed_by.id))
        return []

    def _place(self, row: EntityRow, door: Door | None, grid: GridFact) -> Door | None:
        """The door of the entity; a new one lies in the grid of the row if that grid has an area."""
        if door is not None or not row.has_door:
            return door
        return self.scene.doors.make(row.words, grid.id if grid.territorial else "", grid.community)

    def _new_entity(self, row: EntityRow, community: str) -> Entity:
        entity = Entity(next(self._ids), row.name)
        self.scene.writing.insert(
            "legal_entity",
            ENTITY_COLUMNS,
            (
                *(entity.id, community, "active", row.name, row.credit_code, row.former_code, row.no_code_reason),
                *(row.kind, row.industry, row.responsible_name, row.responsible_phone, self.scene.now_ms),
            ),
        )
        return entity

    def _new_registration(self, row: EntityRow, entity: Entity, door: Door | None, grid: GridFact, by: tuple[str, str]) -> None:
        scene = self.scene
        if not grid.id and door is not None:
            grid = scene.grids.by_id.get(door.grid_id, grid)
        registration = Registration(
            next(self._ids),
            row.opened_on,
            row.closed_on,
            row.address or "".join(row.words),
            row.close_reason in _VOIDING,
            from_file=True,
        )
        entity.registrations.append(registration)
        scene.writing.insert(
            "entity_registration",
            REGISTRATION_COLUMNS,
            (
                *(registration.id, grid.community, *_state(row), entity.id, door.id if door else "", row.address, grid.id),
                *(row.opened_on, "", by[0], scene.now_ms, row.closed_on, row.close_reason, by[1]),
                *(scene.now_ms if row.closed_on else None, row.note),
            ),
        )

    def _close(self, registration: Registration, row: EntityRow, by: str) -> None:
        registration.closed_on, registration.voided = row.closed_on, row.close_reason in _VOIDING
        values = (*_state(row), row.closed_on, row.close_reason, by, self.scene.now_ms, registration.id)
        self.scene.writing.update("entity_registration", CLOSING, values)


def _judge(row: EntityRow, entity: Entity) -> Registration | Problem | None:
    """Compare a registration with all others of the entity: one that the row only closes, a refusal, or None to go on."""
    last, voided = row.closed_on or _NEVER, row.close_reason in _VOIDING
    for known in entity.registrations:
        if known.opened_on == row.opened_on and (known.voided == voided or not known.closed_on):
            if row.closed_on and not known.closed_on:
                return known
            return _already(known)
        if not voided and not known.voided and row.opened_on < (known.closed_on or _NEVER) and known.opened_on < last:
            return _already(known)
    return None


def _already(known: Registration) -> Problem:
    until = f"至 {known.closed_on}" if known.closed_on else "起在册"
    where = "本表前面的行已有" if known.from_file else "登记簿中已有"
    return Problem("credit_code", f"该法人已登记：{where}，地址“{known.address or '未填'}”，{known.opened_on} {until}")


def _state(row: EntityRow) -> tuple[str, str]:
    if row.close_reason in _VOIDING:
        return "voided", EntityCloseReason(row.close_reason).label
    return ("closed" if row.closed_on else "active"), ""


def _codeless_key(name: str, address: str) -> str:
    """Key of an entity without a code; the blank keeps it apart from every code."""
    return f" {plain(name)} {plain(address)}"
