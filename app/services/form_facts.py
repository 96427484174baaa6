"""Facts of people and establishments in the words that forms use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.models.sealed_tags import all_sealed
from app.models.vocabulary import DwellingUse, Outcome
from app.services.residents import SEXES
from app.storage import area, grids
from app.storage import forms as stored
from app.storage import residents as stored_residents
from app.storage.code_tables import code_table

if TYPE_CHECKING:
    from app.services.session import Session

Facts = dict[str, str]
_CODED = (
    ("id_type", "id_document_type"), ("ethnic_group", "ethnic_group"), ("population", "population_type"), ("relation", "family_relation"),
    ("consistency", "residence_consistency"), ("marital_status", "marital_status"), ("education", "education"),
    ("employment", "employment_status"), ("health", "health_status"),
)  # fmt: skip
_NAMES = {"ethnic_group": "ethnic", "marital_status": "marital", "birth_date": "birth"}
_BLOCK = 5000


def people(session: Session, db: Any, keys: Sequence[int]) -> list[Facts]:
    """Facts of residences in their order; 'id' and 'tags' besides the fields of forms."""
    session.require("form.fill")
    found: list[Facts] = []
    scene = _Scene(session, db)
    for start in range(0, len(keys), _BLOCK):
        rows = stored.people(db, keys[start : start + _BLOCK])
        heads = stored.heads(db, (row["household_id"] for row in rows))
        tags = stored_residents.tags(db, [row["id"] for row in rows], session.today.isoformat())
        visits = stored.last_visits(db, (row[name] for row in rows for name in ("id", "household_id", "dwelling_id")))
        found.extend(_person(scene, row, heads, tags, visits) for row in rows)
    return found


class _Scene:
    """What all rows share."""

    def __init__(self, session: Session, db: Any) -> None:
        self.office = session.office.name
        self.off = session.switched_off
        self.sealed = all_sealed(session.office.settings)
        self.grids = grids.grids(db)
        self.keepers = area.keepers(db, session.today.isoformat())
        self.labels = {name: code_table(table) for name, table in _CODED}
        self.uses = {use.value: use.label for use in DwellingUse if use is not DwellingUse.UNKNOWN}
        self.tag_labels = {f"tag_label:{item.code}": item.label.split("(")[0] for item in code_table("service_category").items}

    def place(self, row: dict[str, Any]) -> Facts:
        """Grid, who looks after it, office."""
        grid = self.grids.get(row["grid_id"])
        keeper = self.keepers.get(row["grid_id"])
        return {"office": self.office, "grid": grid.label if grid and grid.parent_id else "", "grid_member": keeper[1] if keeper else ""}


def _person(scene: _Scene, row: dict[str, Any], heads: Any, tags: Any, visits: Any) -> Facts:
    facts = {_NAMES.get(name, name): str(value) for name, value in row.items() if value is not None and name not in scene.off}
    for name, _ in _CODED:
        code = facts.get(_NAMES.get(name, name), "")
        facts[_NAMES.get(name, name)] = scene.labels[name].label(code) if code else ""
    head = heads.get(row["household_id"], ("", "", "", 0))
    visit = max((visits[target] for name in ("id", "household_id", "dwelling_id") if (target := row[name]) in visits), default=("",) * 4)
    facts.update(scene.place(row), **_visit(visit), sex=SEXES.get(row["sex"], ""), sealed=" ".join(scene.sealed),
                 tags=" ".join(tag for tag in tags.get(row["id"], ()) if tag not in scene.sealed))  # fmt: skip
    facts.update(
        address=f"{row['estate']}{row['building']}{row['unit']}{row['room']}",
        door=f"{row['building']}{row['unit']}{row['room']}", dwelling_use=scene.uses.get(row["use"], ""),
        head=head[0], head_id_number=head[1], head_phone=head[2],
        household_size=str(head[3]) if head[3] else "",
    )  # fmt: skip
    for code in facts["tags"].split():
        facts[f"tag_label:{code}"] = scene.tag_labels.get(f"tag_label:{code}", "")
    return facts


def _visit(visit: tuple[str, ...]) -> Facts:
    day, outcome, finding, member = visit
    label = next((each.label for each in Outcome if each.value == outcome), "")
    return {"visited_on": day, "visit_outcome": label, "visit_finding": finding, "visit_member": member}


def entities(session: Session, db: Any, grid_ids: Sequence[str] = ()) -> list[Facts]:
    """Facts of establishments by grid and name."""
    session.require("form.fill")
    scene = _Scene(session, db)
    kinds, industries = code_table("legal_entity_type"), code_table("industry_section")
    rows = stored.entities(db, grid_ids)
    visits = stored.last_visits(db, (row["id"] for row in rows))
    found = []
    for row in rows:
        facts = {name: str(value) for name, value in row.items() if value is not None}
        facts.update(scene.place(row), **_visit(visits.get(row["id"], ("",) * 4)))
        facts["door"] = f"{row['building']}{row['unit']}{row['room']}"
        facts.update(kind=kinds.label(row["kind"]) if row["kind"] else "", industry=industries.label(row["industry"]) if row["industry"] else "")
        found.append(facts)
    return found


