"""Each sign by hand, just below and just above its threshold; the innocent case beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from app.errors import Refused
from app.models.sign_rules import DEFAULT_RULES, INNOCENT, NUMBERS, Rule, SignKind, all_rules, checked
from app.models.sign_views import SignKey, key_of
from app.models.visit_signs import Churn, PhoneFact, Sign, Span, VisitFact, WeekFacts, signs

DAY = "2026-11-17"
EVENING = 1_763_380_800_000  # some evening; only differences matter
SECOND = 1000


def visit(number: int, **more: object) -> VisitFact:
    usual = VisitFact(f"v{number}", "m1", DAY, "resident", f"p{number}", "", "met", "", 0)
    return usual._replace(**more)


def visits(count: int, **more: object) -> list[VisitFact]:
    return [visit(number, **more) for number in range(count)]


def found(kind: SignKind, facts: WeekFacts, **numbers: int) -> list[Sign]:
    """Signs of one kind alone, by these numbers."""
    rules = {each.kind: replace(each, active=each.kind is kind, **(numbers if each.kind is kind else {})) for each in DEFAULT_RULES}
    return signs(facts, rules)


# ---- bursts ------------------------------------------------------------------------------------------------------------------


def typed(seconds: Sequence[float]) -> WeekFacts:
    return WeekFacts([visit(n, entered_ms=EVENING + int(second * SECOND)) for n, second in enumerate(seconds)])


@pytest.mark.parametrize(("seconds", "count"), [
    ([n * 10 for n in range(5)], 0),  # four within the minute are too few: the fifth lies 40 s on, but five are asked for six
    ([n * 12 for n in range(6)], 6),  # the sixth exactly one minute after the first
    ([n * 12.1 for n in range(6)], 0),  # half a second too late
    ([0, 12, 24, 36, 48, 60, 600, 612, 624, 636, 648, 660], 12),  # two bursts
    ([0, 1, 2, 3, 4, 5, 300], 6),  # the late one is not part of it
])  # fmt: skip
def test_burst(seconds: list[float], count: int) -> None:
    result = found(SignKind.BURST, typed(seconds), least=6, bound=1)
    assert sum(sign.count for sign in result) == count


def test_an_import_is_no_burst_and_the_sentence_says_the_most() -> None:
    assert found(SignKind.BURST, WeekFacts(visits(200, entered_ms=EVENING)), least=3, bound=3) == []
    sentence = found(SignKind.BURST, typed([0, 1, 2, 3, 4, 5, 600, 601, 602, 603]), least=4, bound=1)[0].sentence
    assert sentence == "1 分钟内录入了 6 条走访，这样录入的共 10 条"


# ---- remarks -----------------------------------------------------------------------------------------------------------------

WORDS = "老人精神好，家里很干净"  # ten characters without the comma


def test_remark_by_count_share_and_length() -> None:
    mixed = [*visits(4, remark=WORDS), *[visit(n, remark=f"各家情况都不一样第{n}家") for n in range(10, 16)]]
    assert [sign.count for sign in found(SignKind.REMARK, WeekFacts(mixed), least=4, bound=40, extra=10)] == [4]
    assert found(SignKind.REMARK, WeekFacts(mixed), least=5, bound=40, extra=10) == []
    assert found(SignKind.REMARK, WeekFacts(mixed), least=4, bound=41, extra=10) == []
    assert found(SignKind.REMARK, WeekFacts(mixed), least=4, bound=40, extra=11) == []


def test_phrases_of_the_office_do_not_count_alone_nor_joined() -> None:
    joined = visits(9, remark="已宣传防火防诈骗；信息已核对，无变化")
    assert found(SignKind.REMARK, WeekFacts(joined), least=4, bound=40, extra=8)
    phrases = ("已宣传防火防诈骗", "信息已核对，无变化")
    assert found(SignKind.REMARK, WeekFacts(joined, phrases), least=4, bound=40, extra=8) == []
    more = visits(9, remark="信息已核对，无变化。老人精神好家里干净")
    assert found(SignKind.REMARK, WeekFacts(more, phrases), least=4, bound=40, extra=8)
    assert found(SignKind.REMARK, WeekFacts(more, phrases, (more[0].remark,)), least=4, bound=40, extra=8) == []


def test_punctuation_makes_no_difference_and_blank_remarks_are_none() -> None:
    same = [visit(1, remark="老人精神好，家里很干净"), visit(2, remark="老人精神好 家里很干净。"), visit(3, remark="老人精神好家里很干净")]
    assert found(SignKind.REMARK, WeekFacts(same), least=3, bound=40, extra=8)[0].count == 3
    assert found(SignKind.REMARK, WeekFacts(visits(50)), least=3, bound=40, extra=2) == []


# ---- vacant and departed -----------------------------------------------------------------------------------------------------


def at_door(outcome: str = "met", kind: str = "dwelling") -> VisitFact:
    return visit(1, target_kind=kind, target_id="d1", dwelling_id="d1", outcome=outcome)


@pytest.mark.parametrize(("spans", "lived", "outcome", "count"), [
    ([Span("")], [], "met", 1),
    ([Span("")], [], "relative", 1),
    ([Span("")], [], "phone", 0),  # the owner on the telephone
    ([Span("")], [], "vacant", 0),
    ([Span("2026-11-16")], [], "met", 1),
    ([Span("2026-11-17")], [], "met", 0),  # became vacant on that day
    ([Span("", "2026-11-24")], [], "met", 0),  # corrected within seven days
    ([Span("", "2026-11-25")], [], "met", 1),
    ([Span("", "2026-11-10")], [], "met", 0),
    ([Span("")], [Span("2026-11-24")], "met", 0),  # a tenant registered within seven days
    ([Span("")], [Span("2026-11-25")], "met", 1),
    ([Span("")], [Span("2025-01-01", "2026-11-17")], "met", 0),  # left on that day
    ([Span("")], [Span("2025-01-01", "2026-11-16")], "met", 1),
    ([], [], "met", 0),  # not registered as vacant
])  # fmt: skip
def test_vacant(spans: list[Span], lived: list[Span], outcome: str, count: int) -> None:
    facts = WeekFacts([at_door(outcome)], vacancies={"d1": spans}, lived_in={"d1": lived})
    assert sum(sign.count for sign in found(SignKind.VACANT, facts, least=1)) == count


def test_vacant_asks_for_its_least_number_and_only_for_doors() -> None:
    facts = WeekFacts([at_door(), at_door()._replace(id="v2")], vacancies={"d1": [Span("")]})
    assert found(SignKind.VACANT, facts, least=3) == []
    assert found(SignKind.VACANT, facts, least=2)[0].sentence == "2 次记为见到人，但房屋登记为空置，当天没有人登记居住"
    assert found(SignKind.VACANT, replace(facts, visits=[at_door(kind="resident")]), least=1) == []


@pytest.mark.parametrize(("stays", "outcome", "count"), [
    ([Span("2025-01-01", "2026-11-16")], "met", 1),
    ([Span("2025-01-01", "2026-11-17")], "met", 0),  # the day of leaving
    ([Span("2025-01-01", "2026-11-16")], "relative", 0),  # the family told that he left
    ([Span("2025-01-01", "2026-11-01"), Span("2026-11-24")], "met", 0),  # back, registered within seven days
    ([Span("2025-01-01", "2026-11-01"), Span("2026-11-25")], "met", 1),
    ([Span("2026-11-25")], "met", 0),  # never lived here before: new, registered late
    ([Span("2025-01-01")], "met", 0),
    ([], "met", 0),
])  # fmt: skip
def test_departed(stays: list[Span], outcome: str, count: int) -> None:
    facts = WeekFacts([visit(1, outcome=outcome)], resident_stays={"p1": stays})
    assert sum(sign.count for sign in found(SignKind.DEPARTED, facts, least=1)) == count


def test_departed_in_a_household_or_ticked_and_never_twice_with_vacant() -> None:
    gone = [Span("2025-01-01", "2026-10-01")]
    home = visit(1, target_kind="household", target_id="h1", dwelling_id="d1")
    assert found(SignKind.DEPARTED, WeekFacts([home], household_stays={"h1": gone}), least=1)
    assert not found(SignKind.DEPARTED, WeekFacts([home], household_stays={"h1": [*gone, Span("2025-01-01")]}), least=1)
    ticked = home._replace(met_ids=("p9",))
    assert found(SignKind.DEPARTED, WeekFacts([ticked], household_stays={"h1": [Span("2025-01-01")]}, resident_stays={"p9": gone}), least=1)
    both = WeekFacts([home], vacancies={"d1": [Span("")]}, household_stays={"h1": gone})
    assert (found(SignKind.DEPARTED, both, least=1), len(found(SignKind.VACANT, both, least=1))) == ([], 1)


# ---- leave -------------------------------------------------------------------------------------------------------------------


def test_leave() -> None:
    facts = WeekFacts(visits(3), days_off={"m1": {DAY: "病假"}})
    assert found(SignKind.LEAVE, facts, least=4) == []
    assert found(SignKind.LEAVE, facts, least=3)[0].sentence == "11月17日病假，考勤不在岗，却记了 3 次上门走访"
    assert found(SignKind.LEAVE, replace(facts, days_off={"m1": {"2026-11-18": "病假"}, "m2": {DAY: "病假"}}), least=1) == []
    for outcome in ("phone", "absent"):  # a call from home; an attempt counts nowhere
        assert found(SignKind.LEAVE, replace(facts, visits=visits(3, outcome=outcome)), least=1) == []


# ---- registrations -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("closed", "again", "count"), [
    ("2026-10-20", "2026-10-31", 1),  # thirty days after the first
    ("2026-10-20", "2026-11-01", 0),
    ("2026-10-01", "2026-10-01", 1),
    ("2026-10-20", "2026-10-19", 0),  # registered again before it was cancelled
])  # fmt: skip
def test_churn(closed: str, again: str, count: int) -> None:
    churn = Churn("m1", "p1", "r1", "2026-10-01", closed, "r2", again)
    result = found(SignKind.CHURN, WeekFacts(churns=[churn]), least=1, bound=30)
    assert sum(sign.count for sign in result) == count


def test_churn_counts_people_not_turns() -> None:
    turns = [Churn("m1", "p1", f"r{n}", "2026-11-01", "2026-11-02", f"s{n}", "2026-11-17") for n in range(3)]
    assert found(SignKind.CHURN, WeekFacts(churns=turns), least=2, bound=30) == []
    more = [*turns, Churn("m1", "p2", "r9", "2026-11-01", "2026-11-02", "s9", "2026-11-17")]
    sign = found(SignKind.CHURN, WeekFacts(churns=more), least=2, bound=30)[0]
    assert (sign.count, sign.sentence, len(sign.evidence)) == (2, "2 人在 30 天内由本人新增、注销、再新增", 4)


def test_phone() -> None:
    three = [PhoneFact("m1", f"r{n}", "19900001111", 5) for n in range(3)]
    assert found(SignKind.PHONE, WeekFacts(phones=three), least=4, bound=5) == []
    assert found(SignKind.PHONE, WeekFacts(phones=three), least=3, bound=6) == []
    assert found(SignKind.PHONE, WeekFacts(phones=three), least=3, bound=5)[0].sentence == "本周新登记的 3 人留同一个电话，这个电话在册 5 户"
    others = [three[0], PhoneFact("m1", "r8", "19900002222", 9), PhoneFact("m2", "r9", "19900001111", 5)]
    assert found(SignKind.PHONE, WeekFacts(phones=others), least=2, bound=5) == []


# ---- how many ----------------------------------------------------------------------------------------------------------------


def test_all_met() -> None:
    assert found(SignKind.ALL_MET, WeekFacts(visits(39)), least=40, bound=100) == []
    assert found(SignKind.ALL_MET, WeekFacts(visits(40)), least=40, bound=100)[0].sentence == "本周 40 次走访全部见到本人，没有一次未遇或电话"
    one_out = [*visits(40), visit(99, outcome="absent")]
    assert found(SignKind.ALL_MET, WeekFacts(one_out), least=40, bound=100) == []
    assert found(SignKind.ALL_MET, WeekFacts(one_out), least=40, bound=97)[0].sentence == "本周 41 次走访有 97% 见到本人"
    again = [*visits(40), visit(0, outcome="absent")]  # out at six, met at eight: met
    assert found(SignKind.ALL_MET, WeekFacts(again), least=40, bound=100)[0].count == 40


@pytest.mark.parametrize(("now", "before", "count"), [
    (40, (20, 18, 22, 20), 40),  # twice the median, twenty more
    (39, (20, 18, 22, 20), 0),
    (40, (20, 20, 20), 0),  # three weeks are too few
    (40, (20, 20, 20, 0, 0), 0),  # weeks of leave are no measure
    (20, (5, 5, 5, 5), 0),  # four times, but only fifteen more
    (26, (5, 6, 4, 5), 26),
    (42, (20, 22, 20, 22), 42),  # an even number of weeks: half way, 21
    (41, (20, 22, 20, 22), 0),
])  # fmt: skip
def test_above(now: int, before: tuple[int, ...], count: int) -> None:
    result = found(SignKind.ABOVE, WeekFacts(visits(now), before={"m1": before}), least=20, bound=200, extra=4)
    assert sum(sign.count for sign in result) == count


def test_above_counts_a_target_once_a_day_and_no_attempts() -> None:
    twice = [*visits(30), *visits(30), *[visit(n, outcome="absent") for n in range(100, 130)]]
    assert found(SignKind.ABOVE, WeekFacts(twice, before={"m1": (20,) * 8}), least=11, bound=110, extra=4) == []
    assert found(SignKind.ABOVE, WeekFacts(twice, before={"m1": (20,) * 8}), least=10, bound=110, extra=4)[0].count == 30


# ---- rules -------------------------------------------------------------------------------------------------------------------


def test_a_rule_that_is_off_says_nothing_and_nobody_is_blamed_for_rows_without_member() -> None:
    facts = WeekFacts(visits(60), before={"m1": (10,) * 8})
    assert [sign.kind for sign in signs(facts, all_rules(()))] == [SignKind.ALL_MET, SignKind.ABOVE]
    off = all_rules([Rule(SignKind.ABOVE, False, 20, 200, 4)])
    assert [sign.kind for sign in signs(facts, off)] == [SignKind.ALL_MET]
    assert signs(WeekFacts(visits(60, member_id="")), all_rules(())) == []


def test_rules_as_typed() -> None:
    assert checked("burst", True, {"least": "12", "bound": 2}) == Rule(SignKind.BURST, True, 12, 2)
    for values in ({"least": "2", "bound": "3"}, {"least": "", "bound": "3"}, {"least": "12", "bound": "2.5"}):
        with pytest.raises(Refused):
            checked("burst", True, values)
    with pytest.raises(Refused, match="没有选是哪一条规则"):
        checked("speed", True, {})
    kept = all_rules([Rule(SignKind.BURST, True, 12, 9999)])[SignKind.BURST]
    assert (kept.least, kept.bound) == (12, 3)  # a number out of its range counts as not stored
    for rule in DEFAULT_RULES:
        assert all(number.low <= getattr(rule, number.name) <= number.high for number in NUMBERS[rule.kind])
        assert len(INNOCENT[rule.kind]) == 3


def test_keys_as_text() -> None:
    key = SignKey("2026-11-20", "burst", "m1")
    assert key_of(key.text) == key
    assert key_of("") == SignKey("", "", "")
