"""Visit cycles, due dates and hours; expected values counted by hand on the calendar of 2026."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.models.revisits import (
    DEFAULT_RULES,
    Attempt,
    VisitFacts,
    VisitRule,
    VisitTarget,
    check_postpone,
    due,
    edited,
    in_order,
    joined_outcome,
    joins,
    next_date,
    orphans,
    propose_hour,
    rule_for,
    should_propose_hour,
)

TODAY = "2026-11-20"


@pytest.mark.parametrize(
    ("target", "days"),
    [
        (VisitTarget("a", tags=("301",), use="own"), 7),
        (VisitTarget("a", tags=("101", "303")), 7),
        (VisitTarget("a", tags=("101",), use="rented"), 30),
        (VisitTarget("a", use="rented", population="01"), 90),
        (VisitTarget("a", use="own", population="01"), 180),
        (VisitTarget("a", "entity", entity_kind="11"), 90),
        (VisitTarget("a", "entity", has_hazard=True), 30),
        (VisitTarget("a", tags=("802",)), 180),
    ],
)
def test_the_shortest_cycle_wins(target: VisitTarget, days: int) -> None:
    rule = rule_for(target)
    assert rule is not None
    assert rule.days == days


def test_cycles_are_data() -> None:
    rules = edited(DEFAULT_RULES, "use", "vacant", 0)
    assert rule_for(VisitTarget("a", "dwelling", use="vacant"), rules) is None  # switched off is not 普通户
    assert rule_for(VisitTarget("a", "dwelling", use="vacant")).days == 180
    assert rule_for(VisitTarget("a", tags=("301",)), edited(DEFAULT_RULES, "tag", "301", 3)).days == 3
    with pytest.raises(ValueError, match="0 到 730"):
        edited(DEFAULT_RULES, "tag", "301", 731)
    assert DEFAULT_RULES[0].cycle_text == "每周"
    assert replace(DEFAULT_RULES[0], days=10).cycle_text == "每 10 天"


def test_due_counts_from_the_last_counted_visit() -> None:
    old = VisitTarget("a", tags=("301",), last_counted_on="2026-09-26", registered_on="2020-01-01")
    found = due(old, TODAY)
    assert (found.due_on, found.overdue_days, found.since_days, found.text) == ("2026-10-03", 48, 55, "超期 48 天")
    assert due(replace(old, last_counted_on="2026-11-13"), TODAY).text == "今天"
    assert due(replace(old, last_counted_on="2026-11-19"), TODAY).text == "剩 6 天"
    never = due(VisitTarget("a", tags=("301",), registered_on="2026-11-01"), TODAY)
    assert (never.due_on, never.since_days) == ("2026-11-08", None)


def test_a_planned_date_wins_until_a_visit_after_it_was_planned() -> None:
    target = VisitTarget("a", tags=("301",), last_counted_on="2026-11-01", planned_on="2026-12-01")
    assert due(target, TODAY).due_on == "2026-12-01"
    assert due(replace(target, last_counted_on="2026-12-02"), "2026-12-03").due_on == "2026-12-09"
    assert due(VisitTarget("a"), TODAY, ()).text == "不安排"


def test_queue_puts_missed_cycles_first() -> None:
    targets = [
        VisitTarget("household", use="own", last_counted_on="2026-05-04"),  # due 10-31, 20 days of 180
        VisitTarget("alone", tags=("301",), last_counted_on="2026-11-06"),  # due 11-13, 7 of 7
        VisitTarget("today", tags=("301",), last_counted_on="2026-11-13"),
        VisitTarget("later", tags=("301",), last_counted_on="2026-11-19"),
    ]
    assert [d.target_id for d in in_order(due(t, TODAY) for t in reversed(targets))] == ["alone", "household", "today", "later"]


def test_next_date_after_each_outcome() -> None:
    alone = VisitTarget("a", tags=("101",))
    assert next_date(alone, "2026-11-19", "met") == "2026-12-19"
    assert next_date(alone, "2026-11-19", "met", "插线板老化") == "2026-11-26"
    assert next_date(alone, "2026-11-19", "absent") == "2026-11-20"
    assert next_date(alone, "2026-11-19", "refused") == "2026-11-26"
    assert next_date(alone, "2026-11-19", "vacant") == "2027-05-18"


def test_another_hour_is_proposed_after_attempts() -> None:
    absent = [Attempt("2026-11-17", "15:10", "absent"), Attempt("2026-11-18", "16:40", "absent")]
    assert should_propose_hour(absent)
    assert propose_hour(absent) == ("20:00", "15 点、16 点未遇 2 次，换个时段")
    assert propose_hour([*absent, Attempt("2026-10-01", "18:20", "met")])[0] == "18:00"
    assert not should_propose_hour([*absent, Attempt("2026-11-19", "19:00", "met")])
    assert propose_hour([]) == ("", "")
    assert 14 <= int(propose_hour([Attempt("2026-11-17", f"{h}:00", "absent") for h in range(14, 21)])[0][:2]) < 21


def test_postponing_needs_a_reason_and_a_near_day() -> None:
    assert check_postpone("2026-11-23", "hospital", "", TODAY) == ""
    assert "原因" in check_postpone("2026-11-23", "", "", TODAY)
    assert "一句" in check_postpone("2026-11-23", "other", " ", TODAY)
    assert "晚于今天" in check_postpone(TODAY, "hospital", "", TODAY)
    assert "30 天" in check_postpone("2026-12-21", "hospital", "", TODAY)


def test_same_day_visits_join() -> None:
    first = VisitFacts("v1", TODAY, "m1", "resident", "a", "absent")
    again = VisitFacts("v2", TODAY, "m1", "resident", "a", "met")
    assert joins([first], again) == first
    assert joins([replace(first, member_id="m2")], again) is None
    assert joins([replace(first, status="voided")], again) is None
    assert joins([replace(first, target_kind="household")], again) is None
    assert joined_outcome("absent", "met") == "met"
    assert joined_outcome("phone", "refused") == "phone"


def test_no_orphans() -> None:
    targets = [VisitTarget("gone", planned_on="2026-12-01"), VisitTarget("here", planned_on="2026-12-01"), VisitTarget("never")]
    assert orphans(targets, ["here"]) == ["gone"]


def test_who_was_never_visited_is_not_overdue_from_before_the_records_began() -> None:
    shop = VisitTarget("e1", "entity", entity_kind="20", registered_on="2019-06-12")
    rule = VisitRule("entity", "*", "法人单位", 90, 10)
    assert due(shop, "2026-11-20", (rule,), "2026-01-02").due_on == "2026-04-02"  # 90 days after 2 January
    assert due(shop, "2026-11-20", (rule,), "2026-01-02").overdue_days == 232
    assert due(replace(shop, registered_on="2026-11-01"), "2026-11-20", (rule,), "2026-01-02").due_on == "2027-01-30"
