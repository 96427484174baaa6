"""Fair figures from plain facts; every expected number was worked out by hand in the comments."""

from __future__ import annotations

from fractions import Fraction

import pytest

from app.errors import Refused
from app.models.fair_ranking import FairFact, Holding, fair_figures, households_in_charge, places, rounded, scaled_target
from app.models.ranking_rules import RankingRules, checked, rules_of, settings_with, weight_text
from app.models.statistics import VOLUME_FIGURES

WEEK = [f"2026-11-{day}" for day in range(13, 20)]


def fact(
    member: str, volume: int, shifts: int = 5, planned: int = 5, away: int = 0, households: int = 0, met: int = 0, counted: int = 0
) -> FairFact:
    return FairFact(member, volume, planned, shifts, away, Fraction(households), met, counted)


def test_three_measures_and_the_mean_of_their_places() -> None:
    found = fair_figures([
        fact("a", 50, households=100, met=8, counted=10),  # 10 a shift (2nd), 50 per 100 (2nd), 80 % (1st): mean 5/3
        fact("b", 60, households=200, met=5, counted=10),  # 12 (1st), 30 (3rd), 50 % (2nd): mean 2
        fact("c", 30, shifts=5, households=50, met=4, counted=10),  # 6 (3rd), 60 (1st), 40 % (3rd): mean 7/3
    ])  # fmt: skip
    assert [(found[key].per_shift, found[key].per_hundred, found[key].verified) for key in "abc"] == [
        (1000, 5000, 800), (1200, 3000, 500), (600, 6000, 400),
    ]  # fmt: skip
    assert [(found[key].shift_rank, found[key].hundred_rank, found[key].verified_rank) for key in "abc"] == [
        (2, 2, 1),
        (1, 3, 2),
        (3, 1, 3),
    ]
    assert [found[key].rank for key in "abc"] == [1, 2, 3]


def test_exactly_equal_thirds_tie_and_the_next_place_is_skipped() -> None:
    found = fair_figures([fact("a", 1, shifts=3), fact("b", 2, shifts=6), fact("c", 1, shifts=4)])
    assert [(found[key].rank, found[key].shared, found[key].per_shift) for key in "abc"] == [
        (1, True, 33),
        (1, True, 33),
        (3, False, 25),
    ]


def test_a_close_second_is_no_tie_although_it_reads_the_same() -> None:
    found = fair_figures([fact("a", 3334, shifts=1000), fact("b", 3333, shifts=1000)])
    assert [(found[key].per_shift, found[key].rank) for key in "ab"] == [(333, 1), (333, 2)]


@pytest.mark.parametrize(
    ("what", "note"),
    [
        (fact("a", 0, shifts=0, away=5), "整周休假"),
        (fact("a", 7, shifts=0, away=5), "整周休假，仅供参考"),
        (fact("a", 0, shifts=0, planned=0), "没有排班"),
        (fact("a", 9, shifts=2, away=3), "休假 3 班，没有网格"),
        (fact("a", 9, households=3, met=1, counted=4), "走访太少，见面率不排"),
    ],
)
def test_what_must_be_read_with_care_says_so(what, note) -> None:
    assert fair_figures([what])["a"].note == note


def test_without_a_shift_nobody_is_ranked_or_compared() -> None:
    found = fair_figures(
        [fact("a", 90, shifts=0, away=5, households=1, met=9, counted=9), fact("b", 5, households=100, met=1, counted=9)]
    )
    assert (found["a"].rank, found["a"].per_hundred, found["a"].verified, found["a"].verified_rank) == (None, None, 1000, None)
    assert (found["b"].rank, found["b"].hundred_rank, found["b"].verified_rank) == (1, 1, 1)


def test_households_follow_the_days_and_are_shared() -> None:
    everybody = {day: {"a", "b"} for day in WEEK}
    held = [
        Holding("a", frozenset({"01"}), "2026-01-01", "2026-11-16"),
        Holding("a", frozenset({"02"}), "2026-11-17", ""),
        Holding("b", frozenset({"02"}), "2026-01-01", ""),
        Holding("b", frozenset({"02"}), "2026-01-01", ""),  # twice the same: once
    ]
    found = households_in_charge(held, {"01": 40, "02": 100}, WEEK, everybody)
    # a: 4 days × 40 + 3 days × 50 = 310 / 7; b: 4 × 100 + 3 × 50 = 550 / 7
    assert found == {"a": Fraction(310, 7), "b": Fraction(550, 7)}
    only_b = {day: {"b"} for day in WEEK}
    assert households_in_charge(held, {"02": 100}, WEEK, only_b) == {"b": Fraction(100)}


def test_places_and_rounding() -> None:
    assert places({"a": Fraction(2), "b": Fraction(3), "c": Fraction(2), "d": Fraction(1)}) == {"b": 1, "a": 2, "c": 2, "d": 4}
    assert [rounded(Fraction(n, 2)) for n in (0, 1, 2, 3, 5)] == [0, 1, 1, 2, 3]


@pytest.mark.parametrize(
    ("planned", "away", "full", "target"), [(5, 0, 5, 120), (5, 2, 5, 72), (1, 0, 5, 24), (3, 3, 5, 0), (4, 0, 0, 0), (2, 0, 3, 80)]
)
def test_the_target_shrinks_with_leave_and_part_weeks(planned, away, full, target) -> None:
    assert scaled_target(120, planned, away, full) == target


def test_weights_are_read_written_and_checked() -> None:
    rules = checked({"new_residents": "2", "visited_persons": "0.5", "new_entities": " "}, "120")
    assert rules == RankingRules({"new_residents": 2000, "visited_persons": 500}, 120)
    assert rules.words == "新增人口×2、走访人数×0.5，其余×1"
    stored = settings_with({"round_from": "18:00"}, rules)
    assert stored["round_from"] == "18:00"
    assert rules_of(stored) == rules
    assert RankingRules().words == "各项×1"
    for broken in (
        {},
        {"ranking": []},
        {"ranking": {"weights": [], "weekly_target": "x"}},
        {"ranking": {"weights": {"new_residents": -1}}},
    ):
        assert rules_of(broken) == RankingRules()
    assert [weight_text(value) for value in (1000, 1500, 125, 20000)] == ["1", "1.5", "0.125", "20"]


@pytest.mark.parametrize(
    ("weights", "target", "said"),
    [
        ({"new_residents": "-1"}, "", "新增人口的权重"),
        ({"new_residents": "一"}, "", "新增人口的权重"),
        ({"new_residents": "nan"}, "", "新增人口的权重"),
        ({"new_residents": "0.0001"}, "", "最多三位小数"),
        ({}, "很多", "目标“很多”不对"),
        (dict.fromkeys(VOLUME_FIGURES, "0"), "", "不能全是 0"),
    ],
)  # fmt: skip
def test_rules_that_make_no_sense_are_refused(weights, target, said) -> None:
    with pytest.raises(Refused, match=said):
        checked(weights, target)
