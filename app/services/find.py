"""The global find box: people, doors and legal entities by anything that is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.models import masking
from app.models.find_match import INSIDE, MATCH_NAMES, best
from app.models.find_text import classify
from app.models.residents import FindHit
from app.services import area
from app.storage import find as lookups
from app.storage.find import Found

if TYPE_CHECKING:
    from app.services.session import Session

DOORS_SHOWN, ENTITIES_SHOWN = 5, 10


def find(session: Session, text: str, limit: int = 50) -> list[FindHit]:
    """Hits in order exact, prefix, inside; people first, then doors and entities.  At most ``limit``; ask for more to see more."""
    db = session.reader
    words = classify(text)
    if not words:
        return []
    grids = area.grids_of(session, db)
    ranked = [(min(best(words, found.facts), INSIDE), found) for found in lookups.people(db, text, limit, grids)]
    ranked.sort(key=lambda pair: (pair[0], pair[1].status == "closed"))
    hits = [_person(found, MATCH_NAMES[level]) for level, found in ranked]
    doors = [FindHit("dwelling", d.id, d.address, f"在册 {d.people} 人", "prefix") for d in lookups.doors(db, text, DOORS_SHOWN, grids)]
    entities = [
        FindHit("entity", e.id, e.name, " · ".join(part for part in (e.code, e.responsible) if part), "inside")
        for e in lookups.entities(db, text, ENTITIES_SHOWN, grids)
    ]
    others = [*doors, *entities]
    return [*hits[: max(limit - len(others), limit // 2)], *others][:limit]


def doors(session: Session, text: str, limit: int = 12) -> list[tuple[str, str]]:
    """Dwellings whose address fits, as (id, address): for fields where a dwelling is chosen."""
    db = session.reader
    if not classify(text):
        return []
    return [(door.id, door.address) for door in lookups.doors(db, text, limit, area.grids_of(session, db))]


def _person(found: Found, match: str) -> FindHit:
    address = f"{found.estate}{found.building}{found.unit}{found.room}"
    left = "已注销" if found.status == "closed" else ""
    detail = " · ".join(part for part in (address, masking.mask_id(found.id_number), left) if part)
    return FindHit("resident", found.resident_id, found.name, detail, match)
