"""抽查 at a register: previewed, drawn, keyed in, undone, voided; nobody checks the own records; 合格率 by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.errors import Refused
from app.models.spot_check_views import DrawWish
from app.models.spot_checks import DrawMethod, DrawSubject, Quota
from app.models.vocabulary import Role
from app.services import history, spot_checks, visits
from app.services.session import Session
from app.storage import checks as file_checks
from app.storage.accounts import Account
from tests.builders import Office

WISH = DrawWish("2026-11-01", "2026-11-19", quota=Quota(2, 0), seed="12345")


@pytest.fixture
def office() -> Office:
    office = Office()
    for place in range(1, 6):
        for code in ("01", "02"):
            door = office.dwelling(f"{place}0{place}", code, building=f"{code}栋")
            stay = office.resident(f"居民{code}{place}", grid=code, dwelling_id=door)
            office.visit(f"2026-11-{place + 9:02}", f"WG-{code}", stay, dwelling_id=door, persons=2)
    office.visit("2026-11-12", "WG-01", stay, outcome="absent", persons=0)  # an attempt counts nowhere
    office.visit("2026-10-31", "WG-01", stay)
    office.visit("2026-11-12", "", stay)  # nobody's
    return office


def drawn(office: Office, wish: DrawWish = WISH, session: Session | None = None) -> Any:
    spot_checks.draw(session or office.session, wish)
    return spot_checks.checks(office.session)[0]


def member_session(office: Office, member: str) -> Session:
    """A chief who is a grid member too."""
    return Session(office.register, Account("account-both", "both", "网格长兼网格员", Role.CHIEF, office.members[member], ()))


def test_the_preview_counts_what_may_be_drawn(office: Office) -> None:
    found = spot_checks.preview(office.session, WISH)
    assert (found.candidates, found.size, found.left_out, found.nobody) == (10, 4, 0, 1)
    assert [(line.staff_no, line.candidates, line.drawn) for line in found.members] == [("WG-01", 5, 2), ("WG-02", 5, 2)]
    assert found.text == "候选 10 条（2 人），将抽 4 条；没有登记人的 1 条不抽"
    assert spot_checks.checks(office.session) == []


def test_registrations_are_drawn_too(office: Office) -> None:
    office.resident("新来的", opened_on="2026-11-05", by="WG-01")
    office.entity("桂湖便利店", opened_on="2026-11-06", by="WG-02")
    only = replace(WISH, subject=DrawSubject.REGISTRATIONS)
    assert spot_checks.preview(office.session, only).candidates == 2
    assert spot_checks.preview(office.session, replace(WISH, subject=DrawSubject.VISITS)).candidates == 10
    assert spot_checks.preview(office.session, WISH).candidates == 12
    check = drawn(office, only)
    assert [(item.title, item.claim) for item in spot_checks.items(office.session, check.id)] == [
        ("新来的", "新增 迁入"), ("桂湖便利店", "法人登记"),
    ]  # fmt: skip


def test_a_draw_is_numbered_in_the_order_of_the_walk_and_can_be_repeated(office: Office) -> None:
    check = drawn(office)
    assert (check.sheet_no, check.state, check.period, check.method, check.checker) == ("抽1120-1", "已查 0 / 4", "11-01 至 11-19", "随机", "管理员")
    lines = spot_checks.items(office.session, check.id)
    assert [line.number for line in lines] == [1, 2, 3, 4]
    assert [line.grid for line in lines] == ["01", "01", "02", "02"]
    rooms = [int(line.address[-3:]) for line in lines]
    assert (rooms[0] > rooms[1], rooms[2] > rooms[3]) == (True, True)  # each staircase from its highest floor down
    assert {line.claim for line in lines} == {"走访 见到本人 2 人"}
    assert all("****" in line.phone for line in lines)
    again = spot_checks.repeat(office.session, check.id)
    assert (again.same_candidates, again.same_sample) == (True, True)
    office.visit("2026-11-13", "WG-01", office.resident("迟录的"))
    assert not spot_checks.repeat(office.session, check.id).same_candidates


def test_the_same_seed_draws_the_same_and_another_seed_is_kept(office: Office) -> None:
    first, second = drawn(office), drawn(office)
    assert second.sheet_no == "抽1120-2"
    assert [i.address for i in spot_checks.items(office.session, first.id)] == [i.address for i in spot_checks.items(office.session, second.id)]
    made = drawn(office, replace(WISH, seed=""))
    assert made.seed.isdigit()
    assert len(made.seed) == 8
    assert spot_checks.repeat(office.session, made.id).same_sample


def test_a_draw_by_risk_tells_why(office: Office) -> None:
    stay = office.resident("只打过电话的", opened_on="2026-11-11")
    office.visit("2026-11-12", "WG-02", stay, outcome="phone")
    check = drawn(office, DrawWish("2026-11-01", "2026-11-19", DrawMethod.WEIGHTED, DrawSubject.VISITS, Quota(0, 11), seed="1"))
    by_title = {line.title: line for line in spot_checks.items(office.session, check.id)}
    assert len(by_title) == 11
    assert (by_title["只打过电话的"].weight, by_title["只打过电话的"].why) == (4, "电话走访、登记不满 30 天")
    # registered in January and never met before: 1 + 2
    assert (by_title["居民011"].weight, by_title["居民011"].why) == (3, "此前 180 天没有见到本人")
    assert spot_checks.repeat(office.session, check.id).same_sample


def test_results_are_keyed_by_number_changed_and_undone(office: Office) -> None:
    check = drawn(office)
    done = spot_checks.record(office.session, check.id, 1, "good")
    assert done.message == "抽1120-1 第 1 号 合格"
    spot_checks.record(office.session, check.id, 2, "bad", "当天  没有人上门")
    line = spot_checks.items(office.session, check.id)[1]
    assert (line.result_label, line.finding, line.checked) == ("不合格", "当天 没有人上门", "2026-11-20 管理员")
    assert spot_checks.checks(office.session)[0].state == "已查 2 / 4"
    history.undo(office.session, done.operation_id)
    assert spot_checks.items(office.session, check.id)[0].result == ""
    spot_checks.record(office.session, check.id, 2, "")
    line = spot_checks.items(office.session, check.id)[1]
    assert (line.result, line.finding, line.checked) == ("", "", "")
    for number, result, said in ((9, "good", "没有 9 号"), (1, "perfect", "没有选结果"), (1, "", "没有改动")):
        with pytest.raises(Refused, match=said):
            spot_checks.record(office.session, check.id, number, result)
    assert file_checks.rebuild_check(office.register) == []


def test_nobody_checks_the_own_records(office: Office) -> None:
    one, own = member_session(office, "WG-01"), office.members["WG-01"]
    found = spot_checks.preview(one, WISH)
    assert (found.candidates, found.left_out) == (5, 5)
    assert "抽查人本人的 5 条不抽" in found.text
    spot_checks.draw(one, WISH)
    assert {line.member for line in spot_checks.items(one, spot_checks.checks(one)[0].id)} == {"网格员02"}
    with pytest.raises(Refused, match="网格员01是被抽查人，不能自己查自己"):
        spot_checks.draw(office.session, replace(WISH, member_id=own, checker_id=own))
    theirs = drawn(office)
    mine = next(line for line in spot_checks.items(one, theirs.id) if line.member_id == own)
    with pytest.raises(Refused, match="是您本人的登记，不能自己核实自己"):
        spot_checks.record(one, theirs.id, mine.number, "good")
    assert spot_checks.repeat(office.session, spot_checks.checks(one)[1].id).same_sample  # the checker's are left out again


def test_what_cannot_be_drawn_is_refused_with_the_reason(office: Office) -> None:
    for change, said in (
        ({"first": ""}, "没有填从哪天起"),
        ({"last": "坏"}, "没有填到哪天止"),
        ({"last": "2026-10-01"}, "早于起始日期"),
        ({"quota": Quota()}, "至少填一项"),
        ({"first": "2026-01-01", "last": "2026-01-02"}, "没有可以抽查的登记"),
    ):
        with pytest.raises(Refused, match=said):
            spot_checks.draw(office.session, replace(WISH, **change))
    for role in (Role.MEMBER, Role.LEADER):
        with pytest.raises(Refused, match="不能做这项操作"):
            spot_checks.checks(office.as_role(role, "WG-01"))
    assert spot_checks.checks(office.session) == []
    with pytest.raises(Refused, match="请只写数字"):
        spot_checks.wish_of("2026-11-01", "2026-11-19", per_member="三")


def test_a_chief_with_a_scope_draws_and_sees_only_there(office: Office) -> None:
    chief = office.as_role(Role.CHIEF, scope=(office.grids["01"],))
    whole = drawn(office)
    spot_checks.draw(chief, WISH)
    own = spot_checks.checks(chief)[0]
    assert {line.grid for line in spot_checks.items(chief, own.id)} == {"01"}
    assert [line.tally.drawn for line in spot_checks.checks(chief)] == [2, 2]
    assert spot_checks.repeat(office.session, own.id).same_sample  # the scope is kept with the draw
    with pytest.raises(Refused, match="属于02网格"):
        spot_checks.record(chief, whole.id, 4, "good")


def test_a_draw_and_its_voiding_are_undone(office: Office) -> None:
    done = spot_checks.draw(office.session, WISH)
    assert done.message == "抽1120-1：从 10 条里抽出 4 条，2 人"
    assert done.touched == {"spot_check"}
    check = spot_checks.checks(office.session)[0]
    spot_checks.record(office.session, check.id, 1, "bad", "查无此人")
    with pytest.raises(Refused, match="没有写作废的原因"):
        spot_checks.void(office.session, check.id, " ")
    voided = spot_checks.void(office.session, check.id, "抽错了日期")
    assert spot_checks.checks(office.session) == []
    assert all(line.tally.drawn == 0 for line in spot_checks.shares(office.session, "2026-11-01", "2026-11-30"))
    history.undo(office.session, voided.operation_id)
    assert spot_checks.checks(office.session)[0].state == "已查 1 / 4"
    with pytest.raises(Refused, match="不能撤销"):
        history.undo(office.session, done.operation_id)  # a result hangs on it
    other = spot_checks.draw(office.session, WISH)
    history.undo(office.session, other.operation_id)
    assert len(spot_checks.checks(office.session)) == 1
    sentences = " ".join(line.text for line in history.history(office.session))
    assert "抽1120-1" in sentences


def test_records_that_changed_since_are_marked(office: Office) -> None:
    check = drawn(office, replace(WISH, quota=Quota(0, 10)))
    lines = spot_checks.items(office.session, check.id)
    one = office.register.db.execute("SELECT record_id FROM spot_check_item WHERE number = 1").fetchone()[0]
    two = office.register.db.execute("SELECT record_id FROM spot_check_item WHERE number = 2").fetchone()[0]
    visits.void(office.session, one, "录错了")
    office.update("visit", two, outcome="absent", persons_met=0)
    after = spot_checks.items(office.session, check.id)
    assert [line.changed for line in after[:3]] == ["登记已作废", "登记已更正", ""]
    assert after[0].claim == lines[0].claim


def test_shares_by_hand_over_the_days_of_the_records(office: Office) -> None:
    check = drawn(office, replace(WISH, quota=Quota(5, 0)))
    wanted = {"网格员01": ["good", "good", "bad", "unclear", ""], "网格员02": ["unclear", "unclear", "", "", ""]}
    for line in spot_checks.items(office.session, check.id):
        if result := wanted[line.member].pop(0):
            spot_checks.record(office.session, check.id, line.number, result)
    one, two = spot_checks.shares(office.session, "2026-11-01", "2026-11-30")
    assert (one.staff_no, one.grids, one.tally.drawn, one.tally.checked, one.tally.share_text) == ("WG-01", "01", 5, 4, "66.7%")
    assert (two.tally.drawn, two.tally.unclear, two.tally.share_text) == (5, 2, "—")
    assert [line.tally.drawn for line in spot_checks.shares(office.session, "2026-12-01", "2026-12-31")] == [0, 0]
    assert sum(line.tally.drawn for line in spot_checks.shares(office.session, "2026-11-10", "2026-11-10")) == 2  # one each that day
