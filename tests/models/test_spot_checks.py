"""抽查 by rule: weights by hand, the chance of being drawn against an independent calculation, repeatable samples, shares."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

import pytest

from app.models.spot_checks import (
    Candidate,
    DrawMethod,
    Quota,
    Tally,
    claim_text,
    digest,
    draw,
    expected_size,
    factors,
    tally,
    weight,
    weights,
    why,
)


def visit(key: str, member: str = "m1", outcome: str = "met", **more) -> Candidate:
    facts = {"seen_before": "2026-10-01", "registered_on": "2025-01-01", "joined_on": "2025-01-01", "entries_that_day": 12}
    return Candidate(key, "visit", "2026-11-10", member, outcome, **{**facts, **more})


@pytest.mark.parametrize(
    ("candidate", "expected", "points"),
    [
        (visit("a"), (), 1),
        (visit("a", outcome="relative"), ("relative",), 2),
        (visit("a", outcome="phone"), ("phone",), 3),
        (visit("a", seen_before="2026-05-14"), ("unseen",), 3),  # 180 days before
        (visit("a", seen_before="2026-05-15"), (), 1),  # 179 days
        (visit("a", seen_before=""), ("unseen",), 3),
        (visit("a", seen_before="", registered_on="2026-10-12"), ("fresh",), 2),  # 29 days: not long, but new
        (visit("a", seen_before="", registered_on="2026-10-11"), (), 1),  # 30 days: neither
        (visit("a", joined_on="2026-10-12"), ("novice",), 3),
        (visit("a", joined_on="2026-10-11"), (), 1),
        (visit("a", entries_that_day=30), (), 1),
        (visit("a", entries_that_day=31), ("busy",), 3),
        (visit("a", outcome="phone", seen_before="", joined_on="2026-11-01", entries_that_day=40), ("phone", "unseen", "novice", "busy"), 9),
        (Candidate("a", "residence", "2026-11-10", "m1", registered_on="2026-11-10", joined_on="2025-01-01"), ("fresh",), 2),
    ],
)  # fmt: skip
def test_weights_by_hand(candidate, expected, points) -> None:
    assert factors(candidate) == expected
    assert weight(candidate) == points


def test_factors_are_told_in_words() -> None:
    assert why(visit("a", outcome="phone", joined_on="2026-11-01")) == "电话走访、任职首月"
    assert why(visit("a")) == ""


def test_same_seed_and_candidates_same_sample_in_whatever_order_they_come() -> None:
    people = [visit(f"v{n:03}", f"m{n % 5}", "phone" if n % 3 else "met") for n in range(100)]
    for method in DrawMethod:
        first = draw(people, method, Quota(3, 0), "20261120")
        assert draw(list(reversed(people)), method, Quota(3, 0), "20261120") == first
        assert len(first) == 15
        assert draw(people, method, Quota(3, 0), "20261121") != first


def test_the_random_draw_is_known_by_value() -> None:
    """The order of u from random.Random(seed), written out: anybody can check it with pencil and the same generator."""
    import random

    people = [visit(key) for key in "dbac"]
    chance = random.Random("7")
    by_hand = dict(zip("abcd", (1 - chance.random() for _ in range(4)), strict=True))
    order = sorted(by_hand, key=lambda key: -by_hand[key])
    assert [each.id for each in draw(people, DrawMethod.RANDOM, Quota(4, 0), "7")] == order


def test_quotas() -> None:
    people = [visit(f"v{n:02}", "m1") for n in range(20)] + [visit("w1", "m2"), visit("w2", "m2")]
    assert Counter(each.member_id for each in draw(people, DrawMethod.RANDOM, Quota(3, 0), "1")) == {"m1": 3, "m2": 2}
    assert len(draw(people, DrawMethod.RANDOM, Quota(0, 7), "1")) == 7
    both = Counter(each.member_id for each in draw(people, DrawMethod.RANDOM, Quota(2, 3), "1"))
    assert sum(both.values()) == 3
    assert max(both.values()) == 2
    counts = {"m1": 20, "m2": 2}
    assert [expected_size(counts, quota) for quota in (Quota(3, 0), Quota(0, 7), Quota(2, 3), Quota(30, 0))] == [5, 7, 3, 22]
    assert draw([], DrawMethod.WEIGHTED, Quota(3, 0), "1") == []


def shares_of_first(people: list[Candidate], method: DrawMethod, quota: Quota, draws: int) -> dict[str, float]:
    counts: Counter[str] = Counter()
    for seed in range(draws):
        counts.update(each.id for each in draw(people, method, quota, f"{seed}"))
    return {each.id: counts[each.id] / draws for each in people}


def test_one_drawn_by_risk_comes_in_proportion_to_its_weight() -> None:
    """For n = 1 the chance is weight / sum of weights: 1, 2, 3 and 9 of 15."""
    people = [
        visit("a"), visit("b", outcome="relative"), visit("c", outcome="phone"),
        visit("d", outcome="phone", seen_before="", joined_on="2026-11-01", entries_that_day=40),
    ]  # fmt: skip
    found = shares_of_first(people, DrawMethod.WEIGHTED, Quota(0, 1), 6000)
    for key, expected in {"a": 1 / 15, "b": 2 / 15, "c": 3 / 15, "d": 9 / 15}.items():
        assert abs(found[key] - expected) < 4 * (expected * (1 - expected) / 6000) ** 0.5
    even = shares_of_first(people, DrawMethod.RANDOM, Quota(0, 1), 6000)
    assert all(abs(share - 0.25) < 4 * (0.25 * 0.75 / 6000) ** 0.5 for share in even.values())


def test_two_drawn_by_risk_equal_successive_sampling() -> None:
    """For n = 2 every order of drawing is added up: w1/W × w2/(W − w1)."""
    people = [visit("a"), visit("b", outcome="phone"), visit("c", outcome="phone")]
    weighed, expected = {"a": 1, "b": 3, "c": 3}, Counter()
    for one, two in permutations("abc", 2):
        chance = weighed[one] / 7 * weighed[two] / (7 - weighed[one])
        expected[one] += chance
        expected[two] += chance
    found = shares_of_first(people, DrawMethod.WEIGHTED, Quota(0, 2), 4000)
    for key, chance in expected.items():
        assert abs(found[key] - chance) < 4 * (chance * (1 - chance) / 4000) ** 0.5


def test_the_mark_of_the_candidates_changes_with_any_of_them() -> None:
    people = [visit("a"), visit("b", outcome="phone")]
    mark = digest(weights(people, DrawMethod.WEIGHTED))
    assert mark == digest(weights(people[::-1], DrawMethod.WEIGHTED))
    assert mark != digest(weights(people, DrawMethod.RANDOM))
    assert mark != digest(weights([*people, visit("c")], DrawMethod.WEIGHTED))


@pytest.mark.parametrize(
    ("results", "share"),
    [
        ([], "—"),
        (["", "", "unclear"], "—"),  # nothing was found right or wrong
        (["good"] * 7 + ["bad"] * 2 + ["unclear"] * 3 + [""], "77.8%"),  # 7 / 9 = 0.7777…
        (["good"] * 2 + ["bad"], "66.7%"),
        (["good"] * 3, "100.0%"),
        (["bad"], "0.0%"),
        (["good"] + ["bad"] * 7, "12.5%"),
        (["good"] + ["bad"] * 15, "6.3%"),  # 6.25 is rounded up
    ],
)  # fmt: skip
def test_shares_by_hand(results, share) -> None:
    assert tally(results).share_text == share


def test_tallies_add_up() -> None:
    whole = tally(["good", "bad", ""]) + tally(["good", "unclear"])
    assert whole == Tally(5, 2, 1, 1)
    assert (whole.checked, whole.share_text) == (4, "66.7%")


def test_claims_in_words() -> None:
    assert claim_text("visit", "met", 2) == "走访 见到本人 2 人"
    assert claim_text("visit", "phone", 0) == "走访 电话"
    assert claim_text("residence", reason="moved_in") == "新增 迁入"
    assert claim_text("residence", reason="return") == "回流登记"
    assert claim_text("entity_registration", reason="late") == "法人登记"
