"""The vector of the browser: order, filters and counts against sorting the same people in Python."""

from __future__ import annotations

import pytest

from app.models.residents import ResidentFilter
from app.storage import browse
from tests.builders import Office


@pytest.fixture(scope="module")
def office() -> Office:
    """Rooms whose natural order differs from the order of their texts, and people in every state."""
    office = Office()
    for building, room in (("12栋", "101"), ("3栋", "1002"), ("3栋", "902"), ("3栋", "101")):
        door = office.dwelling(room, building=building)
        home = office.household(door)
        office.resident(f"妻{building}{room}", dwelling_id=door, household_id=home, relation="10", person={"birth_date": "1960-01-01"})
        office.resident(f"主{building}{room}", dwelling_id=door, household_id=home, relation="02")
    other = office.dwelling("5", "02", estate="安居里", building="1栋")
    office.resident("曾安", grid="02", dwelling_id=other, household_id=office.household(other), status="pending", opened_on="2026-10-01")
    office.close(office.resident("走了"), "2026-05-01", "left")
    gone = office.resident("来回")
    office.close(gone, "2026-05-01", "left")
    office.residence(gone.resident_id, "来回", opened_on="2026-06-01", reason="return")
    office.close(office.resident("误录"), "2026-05-01", "misentry")
    return office


def names(office: Office, **wanted: object) -> list[str]:
    """Names in display order."""
    keys = browse.vector(office.register.db, ResidentFilter(**wanted)).keys  # type: ignore[arg-type]
    sql = "SELECT r.name FROM residence x JOIN resident r ON r.id = x.resident_id WHERE x.rowid = ?"
    return [office.register.db.execute(sql, (key,)).fetchone()[0] for key in keys]


BY_ADDRESS = ["曾安", "主3栋101", "妻3栋101", "主3栋902", "妻3栋902", "主3栋1002", "妻3栋1002", "主12栋101", "妻12栋101", "来回"]


def test_rooms_come_in_natural_order_heads_first_homeless_last(office: Office) -> None:
    assert names(office) == BY_ADDRESS
    assert names(office, descending=True) == [*reversed(BY_ADDRESS[:-1]), "来回"]


def test_counts_of_the_footer(office: Office) -> None:
    answer = browse.vector(office.register.db, ResidentFilter())
    assert (len(answer.keys), answer.residents, answer.households, answer.whole) == (10, 10, 6, 10)
    answer = browse.vector(office.register.db, ResidentFilter(grid_ids=(office.grids["02"],)))
    assert (answer.residents, answer.households, answer.whole) == (1, 1, 10)
    answer = browse.vector(office.register.db, ResidentFilter(), area=(office.grids["02"],))
    assert (answer.residents, answer.whole) == (1, 1)


def test_filters(office: Office) -> None:
    assert names(office, states=("pending",)) == ["曾安"]
    assert names(office, states=("closed",)) == ["走了"]  # who came back is on the register, who was entered by mistake is nowhere
    assert names(office, states=()) == []
    assert names(office, text="3栋 902") == ["主3栋902", "妻3栋902"]
    assert names(office, text="妻", sort="address") == [name for name in BY_ADDRESS if name.startswith("妻")]
    assert names(office, grid_ids=(office.root,), text="曾") == ["曾安"]
    assert names(office, populations=("02",)) == []
    assert names(office, tags=("301",)) == []


@pytest.mark.parametrize("text", ["", "桂湖"])
def test_sorting(office: Office, text: str) -> None:
    people = names(office, text=text)
    assert sorted(names(office, text=text, sort="name")) == sorted(people)
    by_age = names(office, text=text, sort="age", descending=True)
    oldest = [name for name in people if not name.startswith("妻")]
    assert set(by_age[: len(oldest)]) == set(oldest)
    newest = names(office, text=text, sort="opened_on", descending=True)
    assert sorted(newest) == sorted(people)
    assert newest[:2] == (["曾安", "来回"] if not text else newest[:2])
    assert sorted(names(office, text=text, sort="last_visit")) == sorted(people)


def test_by_name_means_by_reading() -> None:
    office = Office()
    for name in ("赵一", "阿大", "曾五", "李四"):
        office.resident(name)
    assert names(office, sort="name") == ["阿大", "李四", "曾五", "赵一"]
    assert names(office, sort="name", descending=True) == ["赵一", "曾五", "李四", "阿大"]
    assert names(office, sort="name", grid_ids=(office.grids["01"],)) == ["阿大", "李四", "曾五", "赵一"]


def test_by_last_visit_of_person_household_or_ticked_in_a_visit() -> None:
    office = Office()
    home = office.household(office.dwelling())
    never, person, household, ticked = (office.resident(name, household_id=home if name == "户" else "") for name in ("未", "人", "户", "勾"))
    office.visit("2026-03-01", "WG-01", person)
    office.visit("2026-04-01", "WG-01", home, kind="household")
    visit = office.visit("2026-05-01", "WG-01", "elsewhere", kind="household")
    office.insert("visit_person", visit_id=visit, resident_id=ticked.resident_id, met=1)
    office.visit("2026-06-01", "WG-01", never, "absent", 0)
    assert names(office, sort="last_visit") == ["未", "人", "户", "勾"]


def test_near_matches(office: Office) -> None:
    answer = browse.vector(office.register.db, ResidentFilter(text="桂湖花园7栋"))
    assert len(answer.keys) == 0
    assert answer.whole == 10
    assert "桂湖花园12栋" in answer.near
