"""网格员: roster and card, equipment, training, pairs with figures by hand; leaving hands over and prints what waits."""

from __future__ import annotations

import pytest

from app.errors import Refused
from app.models.household_views import DraftNote
from app.models.member_views import MemberDraft
from app.models.vocabulary import Role
from app.services import drafts, handovers, history, members
from app.storage import checks
from tests.builders import Office

TODAY = "2026-11-20"


@pytest.fixture(autouse=True)
def office_day(monkeypatch):
    monkeypatch.setenv("ZHIWANG_TODAY", TODAY)


@pytest.fixture
def office() -> Office:
    return Office()


def line(office: Office, number: str):
    return next(each for each in members.roster(office.session, with_left=True) if each.staff_no == number)


def card(office: Office, number: str = "WG-01"):
    return members.card(office.session, office.members[number])


def test_the_roster_names_grids_roles_and_who_left(office) -> None:
    office.insert("assignment", member_id=office.members["WG-01"], grid_id=office.grids["02"], role="07", valid_from="2026-11-01")
    office.member("WG-09", "早离任", "", left_on="2026-06-01")
    assert [(each.staff_no, each.grids, each.roles) for each in members.roster(office.session)] == [
        ("WG-01", "01网格、02网格", "专职网格员、共同责任人"),
        ("WG-02", "02网格", "专职网格员"),
    ]
    assert [each.staff_no for each in members.roster(office.session, with_left=True)] == ["WG-01", "WG-02", "WG-09"]
    assert [each.staff_no for each in members.roster(office.session, "共同 01")] == ["WG-01"]


def test_a_member_is_entered_changed_and_not_doubled(office) -> None:
    assert members.new_draft(office.session) == MemberDraft(staff_no="WG-03", joined_on=TODAY)
    members.save(office.session, MemberDraft("", "WG-03", "韦小妹", "19900000001", "2026-11-02"))
    made = line(office, "WG-03")
    assert (made.name, made.phone, made.joined_on) == ("韦小妹", "199****0001", "2026-11-02")
    members.save(office.session, MemberDraft(made.id, "WG-03", "韦小美", "19900000001", "2026-11-01", "会壮语"))
    assert (line(office, "WG-03").name, members.card(office.session, made.id).note) == ("韦小美", "会壮语")
    with pytest.raises(Refused, match="已由“网格员01”使用"):
        members.save(office.session, MemberDraft("", "WG-01", "又一个", "", TODAY))
    for wrong in (
        MemberDraft("", "WG-05", "", "", TODAY),
        MemberDraft("", "", "某", "", TODAY),
        MemberDraft("", "WG-05", "某", "", ""),
    ):
        with pytest.raises(Refused):
            members.save(office.session, wrong)


def test_things_go_out_and_come_back(office) -> None:
    who = office.members["WG-01"]
    members.issue(office.session, who, "手电筒", "S-01", "2026-03-01")
    members.issue(office.session, who, "网格员证", "", "2026-03-01")
    assert line(office, "WG-01").outstanding == 2
    thing = next(each for each in card(office).equipment if each.item == "手电筒")
    with pytest.raises(Refused, match="不能早于"):
        members.give_back(office.session, thing.id, "2026-02-01")
    members.give_back(office.session, thing.id, "2026-11-19", "完好")
    assert [(each.item, each.returned_on) for each in members.equipment(office.session)] == [
        ("网格员证", ""),
        ("手电筒", "2026-11-19"),
    ]
    with pytest.raises(Refused, match="已交回"):
        members.give_back(office.session, thing.id, TODAY)


def test_a_training_counts_full_part_and_missing(office) -> None:
    first, second = office.members["WG-01"], office.members["WG-02"]
    office.member("WG-03", "第三人", "01")
    members.train(office.session, [first, second], "2026-05-08", "消防培训", "full", "李所长", "90", True)
    members.train(office.session, [second], "2026-05-08", "消防培训", "part")
    members.train(office.session, [first], "2025-12-30", "去年的培训")
    shown = members.trainings(office.session)
    assert [(each.title, each.full, each.part, each.missing, each.everybody, each.minutes) for each in shown] == [
        ("消防培训", 1, 1, 1, True, 90),
        ("去年的培训", 1, 0, 2, False, None),
    ]
    assert [(each.title, each.share) for each in card(office, "WG-02").trainings] == [("消防培训", "part")]
    assert line(office, "WG-01").trainings == 1  # of this year
    with pytest.raises(Refused, match="没有选参加的人"):
        members.train(office.session, [], "2026-05-08", "消防培训")


def test_a_pair_shows_the_week_before_and_since_by_hand(office) -> None:
    novice, mentor = office.members["WG-02"], office.members["WG-01"]
    # joined long ago: four weeks before 2026-11-06 are 10-09 … 11-05, 28 days with 8 entries = 2 a week;
    # since: 11-06 … 11-20, 15 days with 15 entries = 7 a week
    for number in range(8):
        office.resident(f"前{number}", grid="02", by="WG-02", opened_on="2026-10-09" if number < 4 else "2026-11-05")
    for number in range(15):
        office.resident(f"后{number}", grid="02", by="WG-02", opened_on=f"2026-11-{6 + number:02d}")
    office.resident("太早", grid="02", by="WG-02", opened_on="2026-10-08")
    members.pair(office.session, mentor, novice, "2026-11-06")
    pair = card(office, "WG-02").pairs[0]
    assert (pair.before, pair.since, pair.effect) == (2.0, 7.0, "结对前每周 2.0 条，结对后每周 7.0 条")
    assert line(office, "WG-02").mentor == "网格员01"
    with pytest.raises(Refused, match="已有人带教"):
        members.pair(office.session, mentor, novice, TODAY)
    with pytest.raises(Refused, match="不能是本人"):
        members.pair(office.session, mentor, mentor, TODAY)
    members.unpair(office.session, pair.id, "2026-11-12")  # 7 days with 7 entries
    assert card(office, "WG-02").pairs[0].since == 7.0
    assert line(office, "WG-02").mentor == ""


def test_whoever_began_last_week_has_no_week_before(office) -> None:
    office.member("WG-03", "新来", "01", joined_on="2026-11-16")
    members.pair(office.session, office.members["WG-01"], office.members["WG-03"], "2026-11-17")
    assert card(office, "WG-03").pairs[0].effect == "还没有满一周的数据"


# ---- leaving ---------------------------------------------------------------------------------------------------------------------


def waiting(office: Office) -> None:
    """Somebody with a revisit, a task, a draft and a key in hand."""
    who = office.members["WG-01"]
    door = office.dwelling("101")
    stay = office.resident("陈国富", dwelling_id=door, by="WG-01")
    office.insert("revisit", target_kind="resident", target_id=stay.resident_id, dwelling_id=door, grid_id=office.grids["01"], member_id=who,
                  due_on="2026-11-25", why="独居老人每周走访", state="open")  # fmt: skip
    office.insert("task", title="张贴防火通知", kind="宣传", due_on="2026-11-28", member_id=who)
    office.insert("account", login="wg01", name="网格员01", role="member", member_id=who, scope="[]")
    session = office.as_role(Role.MEMBER, "WG-01")
    session.account = type(session.account)(office.register.db.execute("SELECT id FROM account WHERE login = 'wg01'").fetchone()[0], "wg01",
                                            "网格员01", Role.MEMBER, who, ())  # fmt: skip
    drafts.keep(session, DraftNote("household", {}, "3栋1001"))
    members.issue(office.session, who, "单元门钥匙", "3栋", "2026-03-01")


def test_the_sheet_names_what_waits(office, tmp_path) -> None:
    waiting(office)
    sheet = handovers.sheet(office.session, office.members["WG-01"], office.members["WG-02"])
    assert [part.total for part in sheet.parts] == [1, 1, 1, 1, 1]
    assert sheet.parts[0].lines == (("01", "01网格", "专职网格员", "2025-01-01", "0", "1", "0"),)
    assert sheet.parts[1].lines == (("2026-11-25", "陈国富", "桂湖花园1栋1单元101", "独居老人每周走访"),)
    assert sheet.parts[2].lines == (("2026-11-28", "张贴防火通知", "宣传"),)
    assert sheet.parts[3].lines[0][1:] == ("3栋1001", "入户采集")
    assert sheet.parts[4].lines[0][:3] == ("单元门钥匙", "3栋", "2026-03-01")
    assert sheet.successor == "网格员02"
    assert handovers.sheet_pdf(office.session, office.members["WG-01"], tmp_path / "交接.pdf") == 1


def test_leaving_hands_everything_on_and_is_one_act(office) -> None:
    waiting(office)
    who, successor = office.members["WG-01"], office.members["WG-02"]
    done = handovers.leave(office.session, who, TODAY, successor)
    assert done.message == "网格员01从 2026-11-20 起离任，还有 1 件装备没有交回，账号 wg01 已停用"
    db = office.register.db
    assert db.execute("SELECT left_on FROM grid_member WHERE id = ?", (who,)).fetchone()[0] == TODAY
    assert [(task.person.valid_to, task.person.now) for task in card(office).tasks] == [("2026-11-19", False)]
    assert {(task.grid, task.person.valid_from) for task in card(office, "WG-02").tasks} == {
        ("01网格", TODAY),
        ("02网格", "2025-01-01"),
    }
    assert db.execute("SELECT member_id FROM revisit").fetchone()[0] == successor
    assert db.execute("SELECT member_id FROM task").fetchone()[0] == successor
    assert db.execute("SELECT status FROM account WHERE login = 'wg01'").fetchone()[0] == "closed"
    assert [each.staff_no for each in members.roster(office.session)] == ["WG-02"]
    assert handovers.sheet(office.session, who).successor == "网格员02"
    with pytest.raises(Refused, match="已在 2026-11-20 离任"):
        handovers.leave(office.session, who, TODAY)
    assert checks.rebuild_check(office.register) == []
    history.undo(office.session, done.operation_id)
    assert [each.staff_no for each in members.roster(office.session)] == ["WG-01", "WG-02"]
    assert db.execute("SELECT member_id FROM task").fetchone()[0] == who
    assert checks.rebuild_check(office.register) == []


def test_a_chief_cannot_close_accounts(office) -> None:
    waiting(office)
    done = handovers.leave(office.as_role(Role.CHIEF), office.members["WG-01"], TODAY)
    assert "账号 wg01 还能登录，请管理员到时停用" in done.message
    with pytest.raises(Refused, match="不能是本人"):
        handovers.leave(office.session, office.members["WG-02"], TODAY, office.members["WG-02"])
    with pytest.raises(Refused, match="晚于任职日期"):
        handovers.leave(office.session, office.members["WG-02"], "2024-01-01")


@pytest.mark.parametrize("role", [Role.MEMBER, Role.LEADER])
def test_who_may_not_change_the_staff(office, role) -> None:
    session, who = office.as_role(role, "WG-01"), office.members["WG-01"]
    for act in (
        lambda: members.save(session, MemberDraft("", "WG-05", "某", "", TODAY)),
        lambda: members.issue(session, who, "证", "", TODAY),
        lambda: members.train(session, [who], TODAY, "训"),
        lambda: members.pair(session, who, office.members["WG-02"], TODAY),
        lambda: handovers.leave(session, who, TODAY),
        lambda: handovers.sheet(session, who),
    ):
        with pytest.raises(Refused, match="您的角色是"):
            act()
    assert members.card(session, who).acts == ()
