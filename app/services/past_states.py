"""Where a person stood at the end of any past day, and what was recorded of him or her then."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from app.errors import Refused
from app.models import lifecycle as rule_book
from app.models.household_views import StateOn
from app.services.session import Session
from app.settings import OFFICE_ZONE
from app.storage import grids, history, residences
from app.storage.code_tables import code_table
from app.storage.titles import Titles

_SHOWN = (
    "name", "sex", "id_number", "birth_date", "phone", "consistency", "registered_address", "marital_status", "employment",
)  # fmt: skip


def state_on(session: Session, resident_id: str, day: str) -> StateOn:
    """The residence that was open at the end of ``day``, and the facts as the register held them that evening."""
    db = session.reader
    person = residences.facts(db, [resident_id]).get(resident_id)
    if person is None:
        raise Refused("没有找到这个人，请重新查找。")
    facts = _facts(db, resident_id, day)
    name = next((value for label, value in facts if label == "姓名"), person.name)
    found = rule_book.state_on(person, day)
    if found is None:
        return StateOn(day, False, f"{day} {name}不在册", facts=facts)
    door = residences.doors(db, [found.dwelling_id]).get(found.dwelling_id)
    stay = residences.stay(db, found.id)
    grid = grids.grids(db).get(stay.grid_id) if stay else None
    relation = code_table("family_relation").label(found.relation) if found.relation else ""
    address = door.address if door else ""
    text = "，".join(part for part in (f"{day} {name}在册：{address or '住处未记'}", relation) if part)
    return StateOn(day, True, text, found.id, address, grid.label if grid else "", facts)


def _facts(db: Any, resident_id: str, day: str) -> tuple[tuple[str, str], ...]:
    """What was recorded at the end of the day; before the first entry what was entered first."""
    evening = datetime.combine(date.fromisoformat(day), time.max, OFFICE_ZONE)
    row = history.as_of(db, "resident", resident_id, int(evening.timestamp() * 1000))
    if row is None:
        row = residences.people(db, [resident_id])[resident_id]
    titles = Titles(db)
    labels = {"name": "姓名", "sex": "性别", "id_number": "证件号码", "birth_date": "出生日期", "phone": "联系电话",
              "consistency": "人户情况", "registered_address": "户籍地址", "marital_status": "婚姻状况", "employment": "从业状况"}  # fmt: skip
    return tuple((labels[name], titles.value("resident", name, row[name])) for name in _SHOWN if row.get(name))
