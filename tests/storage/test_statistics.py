"""The figures against numbers counted by hand, and against a naive count in Python over random registers."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from app.models.statistics import Figures, Period
from app.models.vocabulary import CANCEL_REASONS, COUNTED_OUTCOMES, NEW_REASONS
from app.services import statistics as services
from app.storage import population, records, statistics
from app.storage.records import Scope
from tests.builders import Office

NOVEMBER = ("2026-11-01", "2026-11-30")


def figures(office: Office, first: str, last: str) -> dict[str, Figures]:
    """By staff number."""
    names = {member_id: staff_no for staff_no, member_id in office.members.items()}
    found = statistics.folded(statistics.by_pair(office.register.db, first, last), lambda pair: pair[0])
    return {names[member_id]: value for member_id, value in found.items()}


def test_who_did_it_and_when_it_happened_counts_not_when_it_was_typed() -> None:
    office = Office()
    office.resident("甲", opened_on="2025-12-31", by="WG-01")
    stay = office.resident("乙", opened_on="2026-01-01", by="WG-01")
    office.close(stay, "2026-01-01", "moved_out", by="WG-02")
    assert figures(office, "2025-01-01", "2025-12-31") == {"WG-01": Figures(new_residents=1)}
    assert figures(office, "2026-01-01", "2026-12-31") == {"WG-01": Figures(new_residents=1), "WG-02": Figures(cancelled_residents=1)}


@pytest.mark.parametrize("reason", ["misentry", "duplicate"])
def test_a_voided_entry_is_a_correction_and_nothing_else(reason: str) -> None:
    office = Office()
    office.close(office.resident("误", opened_on="2026-11-02", by="WG-01"), "2026-11-03", reason, by="WG-02")
    assert figures(office, *NOVEMBER) == {"WG-01": Figures(corrections=1)}


def test_a_voided_row_without_such_a_reason_is_nothing() -> None:
    office = Office()
    stay = office.resident("撤", opened_on="2026-11-02", by="WG-01")
    visit = office.visit("2026-11-03", "WG-01", stay)
    office.update("residence", stay.residence_id, status="voided")
    office.update("visit", visit, status="voided")
    assert figures(office, *NOVEMBER) == {}


def test_two_members_at_one_door_count_for_both_one_member_twice_counts_once() -> None:
    office = Office()
    stay = office.resident("丙")
    for by in ("WG-01", "WG-01", "WG-02"):
        office.visit("2026-11-05", by, stay, "met", 1)
    office.visit("2026-11-06", "WG-01", stay, "met", None)  # not counted how many: one
    office.visit("2026-11-06", "WG-02", stay, "vacant", 0)
    found = figures(office, *NOVEMBER)
    assert (found["WG-01"].visited_persons, found["WG-01"].visited_households) == (2, 2)
    assert (found["WG-02"].visited_persons, found["WG-02"].visited_households, found["WG-02"].attempts) == (1, 1, 1)


def test_entities() -> None:
    office = Office()
    _, one = office.entity("一店", opened_on="2026-11-02", by="WG-01")
    _, two = office.entity("二店", opened_on="2026-11-02", by="WG-01")
    _, moved = office.entity("三店", opened_on="2026-11-02", by="WG-01", reason="move")
    office.close_entity(one, "2026-11-20", "deregistered", by="WG-02")
    office.close_entity(two, "2026-11-20", "misentry", by="WG-02")
    office.close_entity(moved, "2026-11-20", "move", by="WG-02")
    assert figures(office, *NOVEMBER) == {
        "WG-01": Figures(new_entities=1, corrections=1),
        "WG-02": Figures(cancelled_entities=1),
    }


def test_flows_of_moves_inside_and_between_grids() -> None:
    office = Office()
    stays = [office.resident(f"住户{n}") for n in range(4)]  # all in 01 before November
    office.resident("新人", grid="02", opened_on="2026-11-03", by="WG-02")
    office.move(stays[0], "2026-11-04", "02")
    office.move(stays[1], "2026-11-04", "01")  # inside the grid: neither in nor out
    office.close(stays[2], "2026-11-05", "left")
    office.close(stays[3], "2026-11-05", "misentry")  # was never there
    found = {flow.grid: flow for flow in population.flows(office.register.db, "2026-10-31", *NOVEMBER)}
    one, two = found["01"], found["02"]
    assert (one.opening, one.new, one.moved_in, one.cancelled, one.moved_out, one.closing) == (3, 0, 0, 1, 1, 1)
    assert (two.opening, two.new, two.moved_in, two.cancelled, two.moved_out, two.closing) == (0, 1, 1, 0, 0, 2)
    assert one.difference == two.difference == 0


def test_key_figures_of_a_past_day() -> None:
    office = Office()
    home = office.household(office.dwelling("101", use="rented"))
    office.resident("老人", household_id=home, person={"birth_date": "1946-11-20"})
    office.resident("少年", household_id=home, relation="20", person={"birth_date": "2008-11-21", "sex": "2", "population": "02"})
    office.resident("无生日", person={"birth_date": "", "sex": "0", "population": "03"})
    office.close(office.resident("走了", opened_on="2026-01-10"), "2026-11-20", "left")
    office.resident("明天来", opened_on="2026-11-21")
    key = population.key_figures(office.register.db, "2026-11-20")
    assert (key.residents, key.households, key.registered, key.floating, key.foreign) == (3, 1, 1, 1, 1)
    assert (key.under_18, key.aged_60, key.aged_80, key.male, key.female) == (1, 1, 1, 1, 1)
    assert (key.dwellings, key.rented, key.grids, key.members) == (1, 1, 2, 2)
    assert population.key_figures(office.register.db, "2026-11-19").residents == 4


def test_tables_by_grid_community_and_office_have_one_total() -> None:
    office = Office(grids=())
    east = office.grid("E", level=1, level_name="社区")
    office.grid("E1", "E", level=2)
    office.grid("X1", level=2)
    office.member("A", "甲", "E1")
    office.resident("一", grid="E1", opened_on="2026-11-02", by="A")
    office.resident("二", grid="X1", opened_on="2026-11-02", by="A")
    office.resident("三", grid="", opened_on="2026-11-02", by="A")
    office.visit("2026-11-02", "A", office.resident("四", grid="E1"))
    span = Period("month", date(2026, 11, 1), date(2026, 11, 30))
    tables = {by: services.figures(office.session, span, by) for by in services.BY}
    assert {table.total for table in tables.values()} == {Figures(new_residents=3, visited_persons=1, visited_households=1)}
    assert [(row.key, row.figures.volume, row.rank) for row in tables["grid"].rows] == [("E1", 2, 1), ("X1", 1, 2), ("", 1, 0)]
    assert {row.id: row.figures.volume for row in tables["community"].rows} == {east: 2, "*": 2}
    assert [(row.name, row.figures.volume) for row in tables["office"].rows] == [("桂湖社区", 4)]
    for by, table in tables.items():
        for row in table.rows:
            lines = services.record_lines(office.session, span, by, row.id, "new_residents")
            if by != "office":
                assert records.total(lines) == row.figures.new_residents, (by, row.key)


DAYS = [date(2026, 11, 10) + timedelta(days=n) for n in range(12)]
day = some.sampled_from([each.isoformat() for each in DAYS])
member = some.sampled_from(["", "WG-01", "WG-02"])
opening = some.tuples(
    some.sampled_from(["01", "02"]),
    day,
    some.sampled_from(["moved_in", "newly_living", "birth", "late", "return"]),
    member,
    some.one_of(some.none(), some.tuples(day, some.sampled_from(["moved_out", "left", "death", "not_found", "misentry", "duplicate",
                                                                  "to 01", "to 02"]), member)),
)  # fmt: skip
visiting = some.tuples(
    day,
    some.sampled_from(["WG-01", "WG-02"]),
    some.sampled_from(["resident", "household", "entity"]),
    some.sampled_from(["t1", "t2", "t3"]),
    some.sampled_from(["met", "relative", "phone", "absent", "refused", "vacant"]),
    some.integers(0, 4),
)


@settings(max_examples=40)
@given(some.lists(opening, max_size=12), some.lists(visiting, max_size=25), some.sampled_from(DAYS), some.integers(0, 9))
def test_the_same_as_a_naive_count(openings: list, visits: list, start: date, length: int) -> None:
    office = Office()
    rows = []
    for grid, opened, reason, by, closing in openings:
        stay = office.resident("某", grid=grid, opened_on=opened, reason=reason, by=by)
        if closing is None or closing[0] < opened:
            rows.append((grid, opened, reason, by, "", "", ""))
        elif closing[1].startswith("to "):
            target = closing[1].removeprefix("to ")
            office.move(stay, closing[0], target, closing[2])
            rows += [(grid, opened, reason, by, closing[0], "move", closing[2]), (target, closing[0], "move", closing[2], "", "", "")]
        else:
            office.close(stay, closing[0], closing[1], closing[2])
            if closing[1] not in ("misentry", "duplicate"):
                rows.append((grid, opened, reason, by, *closing))
    for when, by, kind, target, outcome, persons in visits:
        office.visit(when, by, target, outcome, persons, kind=kind)
    first, last = start.isoformat(), (start + timedelta(days=length)).isoformat()
    expected: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for _, opened, reason, by, closed, why, closer in rows:
        if first <= opened <= last:
            expected[by]["new_residents"] += reason in {each.value for each in NEW_REASONS}
            expected[by]["returned_residents"] += reason == "return"
        if closed and first <= closed <= last:
            expected[closer]["cancelled_residents"] += why in {each.value for each in CANCEL_REASONS}
    groups: dict[tuple, list] = defaultdict(list)
    for when, by, kind, target, outcome, persons in visits:
        if first <= when <= last:
            groups[when, by, kind, target].append(persons if outcome in {each.value for each in COUNTED_OUTCOMES} else -1)
    for (_, by, kind, _), persons in groups.items():
        best = max(persons)
        expected[by]["attempts"] += best < 0
        expected[by]["visited_entities"] += kind == "entity" and best >= 0
        expected[by]["visited_households"] += kind != "entity" and best >= 0
        expected[by]["visited_persons"] += best if kind != "entity" and best > 0 else 0
    found = figures(office, first, last)
    for by in ("", "WG-01", "WG-02"):
        ours = found.get(by, Figures())
        for name in ("new_residents", "returned_residents", "cancelled_residents", "visited_persons", "visited_households",
                     "visited_entities", "attempts"):  # fmt: skip
            assert getattr(ours, name) == expected[by][name], (by, name)
            scope = Scope(first, last, member_id=office.members[by])
            assert records.total(records.behind(office.register.db, name, scope)) == expected[by][name], (by, name)
    before = (start - timedelta(days=1)).isoformat()
    for flow in population.flows(office.register.db, before, first, last):
        assert flow.difference == 0
        inside = sum(1 for g, o, _, _, c, _, _ in rows if g == flow.grid and o <= last and (not c or c > last))
        assert flow.closing == inside
    office.register.close()
