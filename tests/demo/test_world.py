"""The invented year: its sums are those of the founding summary, counted here by hand from the rows that get imported."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from app.demo.plan import FIRST_DAY, LAST_DAY, apportion
from app.demo.workbooks import HEADERS, ROWS
from app.demo.world import World, make_world

GOLDEN = Path(__file__).parent.parent / "data" / "golden.json"
NEW = {"迁入", "新来住", "出生", "补登"}
CANCELLED = {"迁出", "搬离", "死亡", "查无此人"}
COUNTED = {"见到本人", "家属代述", "电话"}


@pytest.fixture(scope="module")
def world() -> World:
    return make_world("community")


def cells(world: World, kind: str) -> list[dict[str, object]]:
    return [dict(zip(HEADERS[kind], row, strict=True)) for row in ROWS[kind](world)]


def in_year(day: object) -> bool:
    return isinstance(day, date) and FIRST_DAY <= day <= LAST_DAY


def count(world: World) -> dict[str, dict[str, int]]:
    """Figures of the year per grid, from the cells of the workbooks alone."""
    figures: dict[str, Counter[str]] = {name: Counter() for name in ("pop_added", "pop_cancelled", "visits_person", "visits_legal")}
    figures |= {"legal_added": Counter(), "legal_cancelled": Counter()}
    for row in cells(world, "residents"):
        if in_year(row["登记日期"]) and row["登记原因"] in NEW and row["注销原因"] != "误录":
            figures["pop_added"][str(row["登记人"])[3:]] += 1
        if in_year(row["注销日期"]) and row["注销原因"] in CANCELLED:
            figures["pop_cancelled"][str(row["注销人"])[3:]] += 1
    for row in cells(world, "entities"):
        figures["legal_added"][str(row["登记人"])[3:]] += in_year(row["登记日期"])
        figures["legal_cancelled"][str(row["注销人"])[3:]] += in_year(row["注销日期"])
    met: dict[tuple[object, ...], int] = {}
    for row in cells(world, "visits"):
        if row["结果"] in COUNTED:
            key = (row["走访日期"], row["走访人"], row["对象类型"] == "法人", row["对象"])
            met[key] = max(met.get(key, 0), int(str(row["走访人数"])))
    for (_, member, legal, _), persons in met.items():
        figures["visits_legal" if legal else "visits_person"][str(member)[3:]] += 1 if legal else persons
    return {name: dict(counter) for name, counter in figures.items()}


def test_the_year_adds_up_in_every_grid(world: World) -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))["ranking_example"]
    counted = count(world)
    for figure, by_grid in counted.items():
        expected = {row["grid"]: row[figure] for row in golden["rows"]}
        assert {grid: by_grid.get(grid, 0) for grid in expected} == expected, figure
        assert sum(by_grid.get(grid, 0) for grid in expected) == golden["totals"][figure]


def test_nobody_lives_in_two_places_and_stays_end_after_they_began(world: World) -> None:
    spans: dict[str, list[tuple[date, date]]] = {}
    for stay in world.population.stays:
        assert stay.closed is None or stay.closed >= stay.opened
        spans.setdefault(stay.person.id_number, []).append((stay.opened, stay.closed or date.max))
    for number, lived in spans.items():
        ordered = sorted(lived)
        assert all(before[1] <= after[0] for before, after in zip(ordered, ordered[1:], strict=False)), number


def test_visits_meet_no_more_people_than_live_there(world: World) -> None:
    homes: dict[str, list[tuple[date, date | None]]] = {}
    for stay in world.population.stays:
        homes.setdefault(stay.room.address, []).append((stay.opened, stay.closed))
    for row in world.rounds.rows:
        if row.kind == "户":
            living = sum(opened <= row.day and (closed is None or closed > row.day) for opened, closed in homes[row.target])
            assert row.persons <= living, row


def test_two_members_share_a_rank_in_the_last_week(world: World) -> None:
    week = [day for day in world.plans[0].attended if day >= date(2026, 11, 13)]
    volumes = {plan.code: sum(plan.days[figure].get(day, 0) for figure in plan.days for day in week) for plan in world.plans}
    assert len(set(volumes.values())) < len(volumes)
    assert [day.isoformat() for day in world.plans[14].absent if day in week or day >= date(2026, 11, 13)] == ["2026-11-17", "2026-11-18"]


def test_the_same_office_every_time(world: World) -> None:
    again = make_world("community")
    for kind in HEADERS:
        assert list(ROWS[kind](again)) == list(ROWS[kind](world)), kind


@pytest.mark.journey
def test_a_street_has_its_size() -> None:
    street = make_world("street")
    living = sum(stay.closed is None for stay in street.population.stays)
    assert len(street.plans) == 77
    assert 120_000 <= living <= 130_000
    assert len({plan.member_no for plan in street.plans}) == 77


@pytest.mark.parametrize(
    ("total", "weights", "expected"),
    [(10, [1, 1, 1], [4, 3, 3]), (7, [0, 2, 1], [0, 5, 2]), (0, [1, 2], [0, 0]), (5, [1], [5]), (3, [1, 1, 1, 1], [1, 1, 1, 0])],
)
def test_shares_add_up(total: int, weights: list[float], expected: list[int]) -> None:
    assert apportion(total, weights) == expected


def test_invented_numbers_pass_in_a_practice_register_only(world: World) -> None:
    from app.models.identity import check_credit_code, check_resident_id

    numbers = {stay.person.id_number for stay in world.population.stays if stay.person.id_type == "居民身份证"}
    assert all(check_resident_id(number, date(2026, 11, 20), practice=True).severity == "ok" for number in numbers)
    assert all(check_resident_id(number, date(2026, 11, 20), practice=False).severity == "error" for number in list(numbers)[:50])
    codes = [business.code for business in world.economy.businesses]
    assert len(set(codes)) == len(codes)
    assert all(check_credit_code(code).severity != "error" for code in codes)
