"""Splits, caps, adjustments on awkward offices, each counted by hand, and the quota of golden.json."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from app.errors import Refused
from app.models.targets import (
    Unit,
    check_adjustments,
    largest_remainder,
    read_weights,
    split,
    stored_weights,
    weight_words,
    weights_of,
)

GOLDEN = json.loads((Path(__file__).parents[1] / "data" / "golden.json").read_text(encoding="utf-8"))
SIXTY_FORTY = weights_of({"population": "60", "area": "40"})


def unit(code: str, population: str | int = 0, area: str | int = 0, cap: int | None = None, **more: int) -> Unit:
    bases = {"population": Fraction(population), "area": Fraction(area), **{name: Fraction(value) for name, value in more.items()}}
    return Unit(code, code, code, bases, cap)


def amounts(total: int, units: list[Unit], weights=SIXTY_FORTY) -> list[int]:
    return [share.amount for share in split(total, weights, units).shares]


@pytest.mark.parametrize("case", [each for each in GOLDEN["assessment_examples"] if each["rule"] == "quota"], ids=lambda case: case["id"])
def test_the_golden_quota(case) -> None:
    units = [unit(each["name"], each["population"], each["area"]) for each in case["input"]["units"]]
    found = split(case["input"]["total"], SIXTY_FORTY, units)
    assert [(share.unit.code, share.amount) for share in found.shares] == [(each["name"], each["allotted"]) for each in case["result"]]
    for share, each in zip(found.shares, case["result"], strict=True):
        assert abs(share.exact - Fraction(each["exact"])) <= Fraction(1, 20000)


def test_6000_over_three_streets() -> None:
    """domain.md §6: 2162.7717, 2220.6053, 1616.6230; plain rounding would give 6001."""
    units = [unit("1", 124582, "13.06"), unit("2", 44882, "91.57"), unit("3", 61000, "40.00")]
    assert amounts(6000, units) == [2163, 2220, 1617]


def test_1_equal_remainders_go_to_the_smaller_code() -> None:
    # 10 over 4 equal units: 2.5 each, two of them get the halves
    assert amounts(10, [unit(code, 7, 7) for code in ("04", "02", "03", "01")]) == [3, 3, 2, 2]
    assert [share.unit.code for share in split(10, SIXTY_FORTY, [unit("10", 1, 1), unit("09", 1, 1)]).shares] == ["09", "10"]


def test_2_nobody_lives_in_one_grid() -> None:
    # B: 40 % × 50/100 = 20 %; A: 60 % + 20 %
    found = split(100, SIXTY_FORTY, [unit("A", 500, 50), unit("B", 0, 50)])
    assert [share.amount for share in found.shares] == [80, 20]


def test_3_no_area_is_recorded_anywhere() -> None:
    # the 40 of the area go to the population: 300 : 100
    found = split(100, SIXTY_FORTY, [unit("A", 300), unit("B", 100)])
    assert [share.amount for share in found.shares] == [75, 25]
    assert found.notes == ("各单位都没有面积数，这部分权重归其余各项。",)


def test_4_nothing_is_recorded_at_all() -> None:
    found = split(7, SIXTY_FORTY, [unit("A"), unit("B"), unit("C")])
    assert [share.amount for share in found.shares] == [3, 2, 2]
    assert "平均分" in found.notes[0]


def test_5_one_unit_gets_everything() -> None:
    assert amounts(9905, [unit("A", 3, 0)]) == [9905]
    assert amounts(0, [unit("A", 3, 1), unit("B", 2, 1)]) == [0, 0]
    with pytest.raises(Refused):
        split(10, SIXTY_FORTY, [])


def test_6_the_surplus_over_a_cap_goes_to_the_others() -> None:
    # 1000 by population 500:300:200 → 500 300 200; A may have 320 only: 680 over B and C as 3:2 → 408, 272
    by_people = weights_of({"population": "1"})
    found = split(1000, by_people, [unit("A", 500, cap=320), unit("B", 300), unit("C", 200)])
    assert [(share.amount, share.capped) for share in found.shares] == [(320, True), (408, False), (272, False)]
    assert "A 已到上限，多出的约 180" in found.notes[0]
    # B may have 400 only, so it is at its cap in the second round: C takes 280
    assert amounts(1000, [unit("A", 500, cap=320), unit("B", 300, cap=400), unit("C", 200)], by_people) == [320, 400, 280]


def test_7_more_than_exists_is_refused_with_the_number() -> None:
    with pytest.raises(Refused, match="最多能定 700，比总数少 300"):
        split(1000, SIXTY_FORTY, [unit("A", 1, 1, cap=300), unit("B", 1, 1, cap=400)])
    assert amounts(700, [unit("A", 1, 1, cap=300), unit("B", 1, 1, cap=400)]) == [300, 400]


def test_8_a_unit_without_a_share_is_named_and_takes_what_nobody_else_may() -> None:
    by_people = weights_of({"population": "1"})
    found = split(10, by_people, [unit("A", 5, cap=4), unit("B", 0)])
    assert [share.amount for share in found.shares] == [4, 6]
    assert any("B 按这些权重分不到指标" in note for note in split(4, by_people, [unit("A", 5), unit("B", 0)]).notes)


def test_many_names_are_not_all_told() -> None:
    by_people = weights_of({"population": "1"})
    found = split(4, by_people, [unit("A", 5), *(unit(f"B{number}") for number in range(9))])
    assert found.notes == ("B0、B1、B2、B3、B4、B5等 9 个 按这些权重分不到指标。",)


def test_9_adjustments_add_up_or_change_the_total_knowingly() -> None:
    computed, names, none = {"A": 60, "B": 40}, {"A": "甲", "B": "乙"}, {"A": None, "B": 45}
    check_adjustments(computed, {"A": -5, "B": 5}, names, none, False)
    with pytest.raises(Refused, match=r"合计是 -5，不是 0"):
        check_adjustments(computed, {"A": -5}, names, none, False)
    check_adjustments(computed, {"A": -5}, names, none, True)
    with pytest.raises(Refused, match="甲的计算值是 60，最多减 60"):
        check_adjustments(computed, {"A": -61, "B": 61}, names, {"A": None, "B": None}, False)
    with pytest.raises(Refused, match="乙最多能定 45"):
        check_adjustments(computed, {"A": -6, "B": 6}, names, none, False)


def test_10_any_weights_count_in_proportion() -> None:
    units = [unit("A", 100, 10, last_year=1, equal=1), unit("B", 300, 90, last_year=2, equal=1)]
    assert amounts(100, units, weights_of({"population": "3", "area": "2"})) == amounts(100, units)
    # 1/3 and 2/3 of last year: 33.33 → 33, 66.67 → 67
    assert amounts(100, units, weights_of({"last_year": "1"})) == [33, 67]
    assert amounts(101, units, weights_of({"equal": "1"})) == [51, 50]
    # 0.5 · 1/4 + 0.25 · 1/3 + 0.25 · 1/2 = 1/3
    assert amounts(300, units, weights_of({"population": "50", "last_year": "25", "equal": "25"})) == [100, 200]


def test_weights_are_kept_as_they_are_read() -> None:
    weights = weights_of({"population": "60", "area": "37.5"})
    assert stored_weights(weights) == "人口 60、面积 37.5"
    assert read_weights(stored_weights(weights)) == weights
    assert weight_words(SIXTY_FORTY) == "人口 60%、面积 40%"
    assert weight_words(weights_of({"households": "2", "equal": "1"})) == "户数 66.7%、平均 33.3%"
    for typed in ({"population": "很多"}, {"population": "-1"}, {}, {"area": "0"}, {"area": "NaN"}):
        with pytest.raises(Refused):
            weights_of(typed)


def test_largest_remainder_always_adds_up() -> None:
    for total in range(40):
        for parts in ([1, 1, 1], [5, 3, 2, 1], [0, 7], [13]):
            exact = [Fraction(total * part, sum(parts)) for part in parts]
            found = largest_remainder(exact, total)
            assert sum(found) == total
            assert all(abs(value - wanted) < 1 for value, wanted in zip(found, exact, strict=True))
