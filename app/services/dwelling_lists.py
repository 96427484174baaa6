"""The tabs 房屋 and 户: what fits a filter, lines of the list, the card of a dwelling with owner and tenants apart."""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from typing import Any

from app.errors import Refused
from app.models.dates import age_of
from app.models.dwelling_views import (
    CROWD_UNRELATED,
    DWELLING_HINTS,
    HOUSEHOLD_HINTS,
    DwellingCard,
    DwellingFilter,
    DwellingRow,
    HouseholdRow,
    PlaceKeys,
)
from app.models.masking import mask_phone
from app.models.visit_views import outcome_label
from app.models.vocabulary import DwellingUse, TargetKind
from app.services import area as areas
from app.services.session import Session
from app.storage import dwelling_browse as stored
from app.storage import grids, visit_entry
from app.storage.code_tables import code_table
from app.storage.dwelling_browse import CROWD, DwellingLine, HouseholdLine

SHOWN_VISITS = 5
_SEXES = {"1": "男", "2": "女"}
_UNLIVED = (DwellingUse.VACANT.value, DwellingUse.BUSINESS.value, DwellingUse.OFFICE.value)


def find(session: Session, wanted: DwellingFilter) -> PlaceKeys:
    """Dwellings that fit, in the order of their addresses."""
    db = session.reader
    own = areas.grids_of(session, db)
    found = stored.dwelling_keys(db, wanted, own)
    return PlaceKeys(
        array("q", (key for key, _ in found)),
        sum(people for _, people in found),
        _whole(wanted, len(found)) or stored.count_dwellings(db, own),
    )


def find_households(session: Session, wanted: DwellingFilter) -> PlaceKeys:
    """Households that fit, in the order of their addresses."""
    db = session.reader
    own = areas.grids_of(session, db)
    found = stored.household_keys(db, wanted, own)
    return PlaceKeys(
        array("q", (key for key, _ in found)),
        sum(people for _, people in found),
        _whole(wanted, len(found)) or stored.count_households(db, own),
    )


def _whole(wanted: DwellingFilter, found: int) -> int:
    """Without a restriction what was found is the whole area."""
    return found if wanted == DwellingFilter() else 0


def hint_counts(session: Session) -> list[tuple[str, str, int]]:
    """(key, label, dwellings) of every hint, for the chips above the list."""
    db = session.reader
    own = areas.grids_of(session, db)
    return [(key, label, stored.count_hint(db, key, own)) for key, label in DWELLING_HINTS.items()]


def rows(session: Session, keys: Sequence[int]) -> list[DwellingRow]:
    """A block of the list 房屋 in the order of the keys; what is gone is left out."""
    found = stored.dwelling_lines(session.reader, keys)
    labels = _grid_labels(session)
    return [_row(found[key], labels) for key in keys if key in found]


def household_rows(session: Session, keys: Sequence[int]) -> list[HouseholdRow]:
    """A block of the list 户 in the order of the keys; what is gone is left out."""
    found = stored.household_lines(session.reader, keys)
    labels = _grid_labels(session)
    return [_household(found[key], labels) for key in keys if key in found]


def _grid_labels(session: Session) -> dict[str, str]:
    return {grid.id: grid.label for grid in grids.grids(session.reader).values()}


def use_label(use: str) -> str:
    """自住 …; nothing recorded stays empty."""
    return next((each.label for each in DwellingUse if each.value == use), use)


def _row(line: DwellingLine, labels: dict[str, str]) -> DwellingRow:
    return DwellingRow(
        key=line.key,
        dwelling_id=line.id,
        address=line.address,
        grid=labels.get(line.grid_id, ""),
        use=line.use,
        use_label=use_label(line.use),
        owner=line.owner_name,
        owner_phone=mask_phone(line.owner_phone) if line.owner_phone else "",
        persons=line.persons,
        households=line.households,
        tenants=line.persons - line.owners if line.use == DwellingUse.RENTED.value else 0,
        last_visit=line.last_visit,
        hints=_hints(line),
    )


def _hints(line: DwellingLine) -> tuple[str, ...]:
    """In words, the graver ones first; what the column of the use says already is left out."""
    crowded = line.persons > CROWD or line.unrelated >= CROWD_UNRELATED
    applies = {
        "vacant_lived": line.use == DwellingUse.VACANT.value and line.persons > 0,
        "crowded": crowded and line.use != DwellingUse.DORMITORY.value,
        "separated": line.separated,
        "no_owner": line.use == DwellingUse.RENTED.value and not line.owner_name,
        "empty": line.persons == 0 and line.use not in _UNLIVED,
    }
    return tuple(DWELLING_HINTS[key] for key, holds in applies.items() if holds)


def _household(line: HouseholdLine, labels: dict[str, str]) -> HouseholdRow:
    names = [str(name) for name in json.loads(line.names)]
    applies = {
        "no_head": not line.has_head,
        "pending": line.pending,
        "crowded": line.persons > CROWD and line.use != DwellingUse.DORMITORY.value,
        "separated": line.separated,
        "alone": line.persons == 1,
    }
    return HouseholdRow(
        key=line.key,
        household_id=line.id,
        dwelling_id=line.dwelling_id,
        address=line.address,
        grid=labels.get(line.grid_id, ""),
        head=names[0] if line.has_head else "",
        persons=line.persons,
        names="、".join(names),
        use_label=use_label(line.use),
        last_visit=line.last_visit,
        hints=tuple(HOUSEHOLD_HINTS[key] for key, holds in applies.items() if holds),
    )


# ---- the card ------------------------------------------------------------------------------------------------------------------


def card(session: Session, dwelling_id: str) -> DwellingCard:
    """Everything the panel shows of a dwelling."""
    db = session.reader
    line = stored.dwelling_line(db, dwelling_id)
    if line is None:
        raise Refused("没有找到这套房屋，可能已作废，请重新查找。")
    at = visit_entry.place(db, TargetKind.DWELLING.value, dwelling_id, session.today.isoformat())
    visits, count = visit_entry.past(db, at, SHOWN_VISITS) if at else ([], 0)
    return DwellingCard(
        row=_row(line, _grid_labels(session)),
        estate=line.estate,
        building=line.building,
        unit=line.unit,
        room=line.room,
        facts=_facts(line),
        households=_people(session, db, dwelling_id),
        entities=tuple(stored.entities_at(db, dwelling_id)),
        visits=tuple(_visit(visit, member) for visit, member in visits),
        visit_count=count,
        values={
            "use": line.use,
            "rent_use": line.rent_use,
            "owner_name": line.owner_name,
            "owner_phone": mask_phone(line.owner_phone) if line.owner_phone else "",
            "note": line.note,
        },
    )


def _facts(line: DwellingLine) -> tuple[tuple[str, str], ...]:
    tenants = line.persons - line.owners
    every = (
        ("用途", use_label(line.use)),
        ("出租用途", code_table("rent_use").label(line.rent_use) if line.rent_use else ""),
        ("产权人", line.owner_name),
        ("产权人电话", mask_phone(line.owner_phone) if line.owner_phone else ""),
        ("租住", f"{tenants} 人" if line.use == DwellingUse.RENTED.value else ""),
        ("面积", f"{line.area_dm2 / 100:g} 平方米" if line.area_dm2 else ""),
        ("备注", line.note),
    )
    return tuple((label, value) for label, value in every if value)


def _people(session: Session, db: Any, dwelling_id: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    relations = code_table("family_relation")
    found: dict[str, list[str]] = {}
    for person in visit_entry.people(db, dwelling_id):
        age = age_of(person.birth_date, session.today)
        words = (
            relations.label(person.relation) if person.relation else "",
            person.name,
            _SEXES.get(person.sex, ""),
            f"{age}岁" if age is not None else "",
        )
        found.setdefault(person.household_id, []).append(" ".join(word for word in words if word))
    return tuple((household, tuple(lines)) for household, lines in found.items())


def _visit(row: visit_entry.Stored, member: str) -> str:
    text = row.finding or row.note
    return f"{row.visited_on} {member} {outcome_label(row.outcome)}{'：' + text if text else ''}"
