"""Drafts of doors for tests: people to add, results of checking, figures of the day."""

from __future__ import annotations

from dataclasses import replace

from app.models.household_entry import PersonDraft
from app.models.resident_numbers import check_character
from app.storage.schema import TABLES
from app.storage.statistics import by_pair

TODAY = "2026-11-20"


def number(birth: str, serial: str) -> str:
    first = f"990106{birth}{serial}"
    return first + check_character(first)


def figures(world, member="李秀兰", grid="06"):
    return by_pair(world.register.db, TODAY, TODAY).get((world[member], world[grid]))


def newborn(**more) -> PersonDraft:
    values = {"name": "黄小妹", "sex": "2", "id_number": number("20260801", "002"), "birth_date": "2026-08-01", "relation": "30",
              "consistency": "11", "came_on": "2026-08-01", "open_reason": "birth", "result": "new"}  # fmt: skip
    return PersonDraft(**{**values, **more})


def rows_of(world):
    return {name: {row[0]: row for row in world.all(f"SELECT * FROM {name}")} for name in TABLES}


def everybody(view, *results):
    members = [replace(each, result=result) for each, result in zip(view.draft.members, results, strict=True)]
    return replace(view.draft, members=tuple(members))


def with_number(world, name, text):
    with world.register.work.operation("import.test", world.session("")) as act:
        act.update("resident", world[name], {"id_type": "111", "id_number": text})
