"""走访真实性提示 at a register: facts read by SQL, who sees what, the list for asking again, statements, rules, all of it undone."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from app.errors import Refused
from app.models.sign_rules import SignKind
from app.models.vocabulary import Role
from app.services import history, rankings, rechecks, sign_rules, visit_signs
from app.services.session import Session
from app.settings import OFFICE_ZONE
from app.storage.visit_signs import vacant_spans
from tests.builders import Office
from tests.reports.reading import pdf_text

MEETING = "2026-11-20"
THREE = ("陈国富", "李桂兰", "孙玉梅")


def ms(day: str, clock: str) -> int:
    return int(datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=OFFICE_ZONE).timestamp() * 1000)


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setenv("ZHIWANG_TODAY", "2026-11-20")
    return Office()


def kinds(session: Session, meeting: str = MEETING) -> list[tuple[str, str, int]]:
    return [(line.staff_no, line.key.kind, line.count) for line in visit_signs.week(session, meeting).lines]


def key(office: Office, kind: str, staff_no: str = "WG-01") -> str:
    return f"{MEETING}|{kind}|{office.members[staff_no]}"


def gone(office: Office, name: str = "陈国富", closed: str = "2026-11-10") -> Any:
    stay = office.resident(name, by="WG-02")
    office.close(stay, closed, by="WG-02")
    return stay


def departed_three(office: Office) -> list[str]:
    return [office.visit("2026-11-17", "WG-01", gone(office, name), entered_ms=ms("2026-11-17", "20:00:00")) for name in THREE]


def test_an_honest_week_says_nothing(office: Office) -> None:
    people = [office.resident(f"王{place}") for place in "甲乙丙丁戊"]
    for place, who in enumerate(people):
        office.visit("2026-11-17", "WG-01", who, entered_ms=ms("2026-11-17", f"20:0{place}:00"))
    assert visit_signs.week(office.session, MEETING).lines == ()
    assert visit_signs.count(office.session, MEETING) == (0, 0, 0, 0)


def test_departed_people_and_the_day_of_leaving(office: Office) -> None:
    assert kinds(office.session) == []
    for name in ("陈国富", "孙玉梅"):
        office.visit("2026-11-17", "WG-01", gone(office, name))
    assert kinds(office.session) == []  # twice is no sign
    office.visit("2026-11-17", "WG-01", gone(office, "李桂兰", "2026-11-17"))
    assert kinds(office.session) == []  # on the day of leaving somebody is still there
    office.visit("2026-11-18", "WG-01", gone(office, "周建国", "2026-11-17"))
    assert kinds(office.session) == [("WG-01", "departed", 3)]


def test_a_person_ticked_as_met_who_had_gone(office: Office) -> None:
    door = office.dwelling()
    home = office.household(door)
    office.resident("户主", dwelling_id=door, household_id=home)
    for day in ("2026-11-16", "2026-11-17", "2026-11-18"):
        visit = office.visit(day, "WG-01", home, kind="household", dwelling_id=door)
        office.insert("visit_person", visit_id=visit, resident_id=gone(office, f"走{day[-2:]}").resident_id, met=1)
    assert kinds(office.session) == [("WG-01", "departed", 3)]


def test_vacant_doors(office: Office) -> None:
    doors = [office.dwelling(room, use="vacant") for room in ("101", "102", "103")]
    for door in doors[:2]:
        office.visit("2026-11-17", "WG-01", door, kind="dwelling", dwelling_id=door)
    assert kinds(office.session) == [("WG-01", "vacant", 2)]
    office.resident("新租客", dwelling_id=doors[0], opened_on="2026-11-19")  # registered two days later: was there already
    assert kinds(office.session) == []
    office.visit("2026-11-17", "WG-01", doors[2], kind="dwelling", outcome="vacant", dwelling_id=doors[2], persons=0)
    assert kinds(office.session) == []  # 空置 is what one should write


def test_vacancy_is_read_from_the_changes_of_use() -> None:
    assert vacant_spans([("", "vacant")]) == [("", "")]
    assert vacant_spans([("", "own"), ("2026-03-01", "vacant"), ("2026-05-01", "rented")]) == [("2026-03-01", "2026-05-01")]
    assert vacant_spans([("", "vacant"), ("2026-05-01", "vacant"), ("2026-06-01", "own"), ("2026-07-01", "vacant")]) == [
        ("", "2026-06-01"), ("2026-07-01", ""),
    ]  # fmt: skip


def test_leave_days_and_days_with_one_shift_on_duty(office: Office) -> None:
    people = [office.resident(f"王{place}") for place in "甲乙丙"]
    office.insert("attendance", member_id=office.members["WG-01"], day="2026-11-17", state="sick")
    for who in people:
        office.visit("2026-11-17", "WG-01", who)
    found = visit_signs.week(office.session, MEETING).lines
    assert [(line.kind_label, line.sentence) for line in found] == [
        ("休假日有走访", "11月17日病假，考勤不在岗，却记了 3 次上门走访")
    ]
    office.insert("attendance", member_id=office.members["WG-01"], day="2026-11-17", state="present", shift="晚班")
    assert kinds(office.session) == []


def test_registered_cancelled_registered_again(office: Office) -> None:
    stay = office.resident("租客", opened_on="2026-10-20", by="WG-01")
    office.close(stay, "2026-11-02", by="WG-01")
    office.residence(stay.resident_id, opened_on="2026-11-16", by="WG-02")
    assert kinds(office.session) == []  # a colleague registered the return
    office.residence(stay.resident_id, opened_on="2026-11-17", by="WG-01")
    assert kinds(office.session) == [("WG-01", "churn", 1)]
    assert [line.detail for line in visit_signs.card(office.session, key(office, "churn")).evidence] == [
        "迁入 · 2026-11-02 注销", "迁入 · 在册",
    ]  # fmt: skip


def test_the_same_number_under_a_new_record_is_the_same_person(office: Office) -> None:
    first = office.resident("租客", opened_on="2026-10-20", by="WG-01", person={"id_number": "990106199001011234"})
    office.close(first, "2026-11-02", by="WG-01")
    office.resident("租客", opened_on="2026-11-17", by="WG-01", person={"id_number": "990106199001011234"})
    assert kinds(office.session) == [("WG-01", "churn", 1)]


def test_one_phone_in_many_households(office: Office) -> None:
    for room in ("101", "102", "103"):
        office.resident(f"早{room}", dwelling_id=office.dwelling(room), person={"phone": "19900001111"})
    office.resident("新一", dwelling_id=office.dwelling("201"), opened_on="2026-11-16", by="WG-01", person={"phone": "19900001111"})
    assert kinds(office.session) == []
    office.resident("新二", dwelling_id=office.dwelling("202"), opened_on="2026-11-16", by="WG-01", person={"phone": "19900001111"})
    assert kinds(office.session) == [("WG-01", "phone", 2)]


def test_history_of_the_weeks_before(office: Office) -> None:
    people = [office.resident(f"人{place}") for place in range(40)]
    for back in range(1, 5):
        day = f"2026-{'11-06' if back == 1 else '10-30' if back == 2 else '10-23' if back == 3 else '10-16'}"
        for who in people[:10]:
            office.visit(day, "WG-01", who)
    for who in people[:35]:
        office.visit("2026-11-17", "WG-01", who, outcome="phone")
    line = visit_signs.week(office.session, MEETING).lines[0]
    assert (line.key.kind, line.sentence) == ("above", "本周走访 35 次，是自己前 4 周中位数（10 次）的 3.5 倍")


def test_what_several_members_wrote_alike_is_no_sign(office: Office) -> None:
    office.member("WG-03", "网格员03", "01")
    people = [office.resident(f"人{place}") for place in range(10)]
    for who in people:
        office.visit("2026-11-17", "WG-01", who, outcome="phone", finding="宣传医保缴费，已告知截止日期")
    line = visit_signs.week(office.session, MEETING).lines[0]
    assert line.sentence == "“宣传医保缴费，已告知截止日期”写了 10 次，占本周 10 条走访的 100%"
    for by in ("WG-02", "WG-03"):
        office.visit("2026-11-17", by, people[0], finding="宣传医保缴费，已告知截止日期")
    assert kinds(office.session) == []
    assert kinds(office.as_role(Role.MEMBER, "WG-01")) == []


def test_who_sees_what(office: Office) -> None:
    departed_three(office)
    assert kinds(office.as_role(Role.CHIEF)) == kinds(office.as_role(Role.LEADER)) == [("WG-01", "departed", 3)]
    own = office.as_role(Role.MEMBER, "WG-01")
    assert kinds(own) == [("WG-01", "departed", 3)]
    assert visit_signs.week(own, MEETING).own_only
    other = office.as_role(Role.MEMBER, "WG-02")
    assert kinds(other) == []
    with pytest.raises(Refused, match="只能看自己的提示"):
        visit_signs.card(other, key(office, "departed"))
    with pytest.raises(Refused, match="没有对应的网格员"):
        visit_signs.week(office.as_role(Role.MEMBER), MEETING)
    assert kinds(office.as_role(Role.CHIEF, scope=(office.grids["02"],))) == []
    assert kinds(office.as_role(Role.CHIEF, scope=(office.grids["01"],))) == [("WG-01", "departed", 3)]
    for act in (
        lambda: rechecks.put_on_list(own, key(office, "departed"), []),
        lambda: sign_rules.reset_rules(own),
        lambda: rechecks.state(office.as_role(Role.LEADER), key(office, "departed"), "说明说明"),
    ):
        with pytest.raises(Refused, match="不能做这项操作"):
            act()


def test_list_outcome_statement_and_undo_change_no_figure(office: Office) -> None:
    visits = departed_three(office)
    before = rankings.weekly(office.session, MEETING)
    where = key(office, "departed")
    listed = rechecks.put_on_list(office.session, where, visits)
    assert listed.message == "网格员01 见到已注销的人：3 条列入复核"
    with pytest.raises(Refused, match="都已在复核名单里"):
        rechecks.put_on_list(office.session, where, visits[:1])
    with pytest.raises(Refused, match="没有选要复核的记录"):
        rechecks.put_on_list(office.session, where, ["elsewhere"])
    card = visit_signs.card(office.session, where)
    first, second, third = [line.recheck.id for line in card.evidence if line.recheck]
    assert (card.line.state, card.may_check) == ("待复核 3/3", True)
    with pytest.raises(Refused, match="要写明情况"):
        rechecks.record_outcome(office.session, first, "false", "phone", "李芳")
    with pytest.raises(Refused, match="不能由走访人网格员01本人做"):
        rechecks.record_outcome(office.session, first, "true", "door", "网格员01")
    with pytest.raises(Refused, match="还没到"):
        rechecks.record_outcome(office.session, first, "true", "door", "李芳", "2026-11-21")
    done = rechecks.record_outcome(office.session, first, "false", "phone", "李芳", "2026-11-20", "家属说十月就搬走了")
    rechecks.record_outcome(office.session, second, "true", "door")
    rechecks.record_outcome(office.session, third, "unclear", "phone", note="三次都没有人接")
    assert visit_signs.card(office.session, where).line.state == "属实 1 不属实 1 无法核实 1"
    with pytest.raises(Refused, match="已有复核结果"):
        rechecks.take_off(office.session, second)
    said = rechecks.state(office.as_role(Role.MEMBER, "WG-01"), where, "老人回来取东西，正好遇到")
    assert visit_signs.count(office.session, MEETING) == (1, 1, 3, 0)
    assert rankings.weekly(office.session, MEETING) == before  # never an automatic deduction
    history.undo(office.session, said.operation_id)
    assert visit_signs.card(office.session, where).statement is None
    history.undo(office.session, done.operation_id)
    rechecks.take_off(office.session, first)
    assert [line.recheck is None for line in visit_signs.card(office.session, where).evidence] == [True, False, False]


def test_a_statement_of_the_member_or_written_down_for_him(office: Office) -> None:
    departed_three(office)
    where = key(office, "departed")
    with pytest.raises(Refused, match="没有写"):
        rechecks.state(office.session, where, "  ")
    with pytest.raises(Refused, match="只能看自己的提示"):
        rechecks.state(office.as_role(Role.MEMBER, "WG-02"), where, "不是我的")
    rechecks.state(office.session, where, "本人说回来取东西时遇到")
    said = visit_signs.card(office.session, where).statement
    assert said is not None
    assert (said.stated_on, said.written_by) == ("2026-11-20", f"{office.session.actor_name}代记")
    rechecks.state(office.as_role(Role.MEMBER, "WG-01"), where, "老人回来取东西，正好遇到")
    said = visit_signs.card(office.session, where).statement
    assert said is not None
    assert (said.text, said.written_by) == ("老人回来取东西，正好遇到", "网格员")
    assert office.register.db.execute("SELECT count(*) FROM sign_statement").fetchone()[0] == 1


def test_what_was_recorded_stays_when_the_sign_goes(office: Office) -> None:
    visits = departed_three(office)
    rechecks.put_on_list(office.session, key(office, "departed"), visits[:1])
    sign_rules.save_rules(office.session, "departed", True, {"least": 4})
    line = visit_signs.week(office.session, MEETING).lines[0]
    assert not line.standing
    assert line.sentence.endswith("（现在已不再提示）")
    assert [each.id for each in visit_signs.card(office.session, key(office, "departed")).evidence] == visits[:1]
    with pytest.raises(Refused, match="已不存在"):
        visit_signs.card(office.session, key(office, "vacant"))


def test_rules_are_one_table_with_defaults(office: Office) -> None:
    departed_three(office)
    with pytest.raises(Refused, match="1 到 100 的整数"):
        sign_rules.save_rules(office.session, "departed", True, {"least": "0"})
    with pytest.raises(Refused, match="没有改动"):
        sign_rules.save_rules(office.session, "departed", True, {"least": "3"})
    with pytest.raises(Refused, match="都是默认的"):
        sign_rules.reset_rules(office.session)
    done = sign_rules.save_rules(office.session, "departed", False, {"least": "3"})
    assert kinds(office.session) == []
    assert office.register.db.execute("SELECT count(*) FROM sign_rule").fetchone()[0] == len(SignKind)
    history.undo(office.session, done.operation_id)
    assert kinds(office.session) == [("WG-01", "departed", 3)]
    sign_rules.save_rules(office.session, "departed", True, {"least": "5"})
    assert next(rule.least for rule in sign_rules.rules(office.session) if rule.kind is SignKind.DEPARTED) == 5
    sign_rules.reset_rules(office.session)
    assert kinds(office.session) == [("WG-01", "departed", 3)]


def test_the_rule_for_bursts_leaves_imports_alone(office: Office) -> None:
    people = [office.resident(f"人{place}") for place in range(16)]
    for who in people:
        office.visit("2026-11-17", "WG-02", who, outcome="phone", entered_ms=ms("2026-11-18", "09:00:00"))  # one import
    for place, who in enumerate(people):
        office.visit("2026-11-17", "WG-01", who, outcome="phone", entered_ms=ms("2026-11-17", "21:00:00") + place * 9_000)
    assert kinds(office.session) == [("WG-01", "burst", 16)]


def test_several_weeks_at_once(office: Office) -> None:
    departed_three(office)
    for name in ("赵一", "钱二", "孙三"):
        office.visit("2026-11-10", "WG-02", gone(office, name, "2026-10-01"))
    found = visit_signs.recent(office.session, MEETING, 2)
    assert [(line.week, line.staff_no) for line in found.lines] == [("2026年第47周", "WG-01"), ("2026年第46周", "WG-02")]
    assert (found.first, found.last, found.members) == ("2026-11-06", "2026-11-19", 2)
    with pytest.raises(Refused, match="最多看 53 周"):
        visit_signs.period(office.session, "2024-01-01", "2026-01-01")


def test_the_sheet_to_ask_again(office: Office, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="没有列入复核的记录"):
        rechecks.sheet(office.session, MEETING)
    visits = departed_three(office)
    rechecks.put_on_list(office.session, key(office, "departed"), visits)
    sheet = rechecks.sheet(office.session, MEETING)
    assert [(line.number, line.member, line.recorded) for line in sheet.lines] == [
        (number, "网格员01", "2026-11-17\n见到本人") for number in (1, 2, 3)
    ]
    assert all("****" in line.phone for line in sheet.lines)
    pages = rechecks.sheet_pdf(office.session, MEETING, tmp_path / "sheet.pdf")
    text = "".join(pdf_text(tmp_path / "sheet.pdf"))
    assert pages == 1
    assert all(word in text for word in ("走访复核单", "□属实", "□不属实", "□无法核实", "陈国富"))
    assert "注销" not in text  # whoever asks again is not told what is suspected
    chief = office.as_role(Role.CHIEF, "WG-01")  # a chief who also makes rounds does not ask about the own visits
    with pytest.raises(Refused, match="没有列入复核的记录"):
        rechecks.sheet(chief, MEETING)
