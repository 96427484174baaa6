"""Passwords: what is too weak is named; the rules of an office stay inside their limits."""

from __future__ import annotations

import pytest

from app.errors import Refused
from app.models.passwords import LIMITS, PasswordRules, as_settings, checked_rules, rules_of, weaknesses

RULES = PasswordRules()


@pytest.mark.parametrize("password", ["Lianxi-2026", "桂湖社区aB12", "Ａｂｃ-１２３４", "correct horse 9"])
def test_good_ones(password: str) -> None:
    assert weaknesses(password, "admin", RULES) == []


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("Ab-1", "只有 4 位"),
        ("abcdefgh", "只有 1 种"),
        ("abcd1234", "只有 2 种"),
        ("Admin-2026", "登录名"),
        ("AAAAaaa1", "重复"),
        ("", "只有 0 位"),
    ],
)
def test_weak_ones_are_told_why(password: str, words: str) -> None:
    assert any(words in problem.text for problem in weaknesses(password, "admin", RULES))


def test_the_rules_of_an_office() -> None:
    assert rules_of({}) == RULES
    assert rules_of({"passwords": {"length": 10, "days": 0, "failures": 1000, "idle": "x"}}) == PasswordRules(length=10, days=0)
    strict = PasswordRules(length=12, classes=4)
    assert rules_of({"passwords": as_settings(strict)}) == strict
    assert len(weaknesses("Lianxi-26", "admin", strict)) == 1
    assert set(LIMITS) == set(as_settings(RULES))
    with pytest.raises(Refused, match="最少位数"):
        checked_rules({"length": 4})
