"""例会 at a register: a quarter of meetings that stay as they were, decisions that become tasks, chains, undo, who may read what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.errors import Refused
from app.models.meetings import Decision, MeetingPerson
from app.models.vocabulary import Role
from app.services import checks as register_checks
from app.services import documents, handovers, history, home, meeting_agenda, meeting_documents, meeting_tasks, meetings, rankings
from app.storage import checks
from tests.builders import Office
from tests.reports.reading import pdf_text

MEETING = "2026-11-20"


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setenv("ZHIWANG_TODAY", MEETING)
    office = Office()
    old = [office.resident(f"老住户{number}", by="WG-01") for number in range(3)]
    office.visit("2026-11-16", "WG-01", old[0])
    office.visit("2026-11-17", "WG-01", old[1])
    office.visit("2026-11-17", "WG-02", old[2], grid="02")
    return office


def draft_of(office: Office, meeting: str = MEETING, *decisions: Decision):
    view = meetings.open_meeting(office.session, meeting)
    return replace(
        view.draft, held_at="15:00", place="二楼会议室", host="赵敏", recorder="钱工", decisions=(*view.draft.decisions, *decisions)
    )


def decided(office: Office, text: str, staff_no: str = "WG-01", due_on: str = "2026-11-27") -> Decision:
    return Decision(text, office.members[staff_no], due_on)


def on(monkeypatch: pytest.MonkeyPatch, day: str) -> str:
    monkeypatch.setenv("ZHIWANG_TODAY", day)
    return day


def test_a_meeting_begins_with_what_the_register_knows(office: Office) -> None:
    office.insert("attendance", member_id=office.members["WG-02"], day=MEETING, state="sick")
    office.member("WG-08", "已离任", left_on="2026-11-01")
    view = meetings.open_meeting(office.session, MEETING)
    assert view.line.state == ""
    assert not view.sheet_closed
    assert view.may_close
    assert [(each.staff_no, each.attendance, each.note) for each in view.draft.people] == [
        ("WG-01", "present", ""),
        ("WG-02", "leave", "病假"),
    ]
    assert view.draft.held_at == "14:00"  # the Friday shift
    assert view.draft.summary.startswith("第47周（11月13日至11月19日）2名网格员共采集数据3条：走访3人")
    assert "前三名：网格员01（2条）、网格员02（1条）。" in view.draft.summary
    assert view.draft.decisions == ()
    assert [line.state for line in meetings.meetings(office.session) if line.meeting == MEETING] == [""]
    assert meetings.latest(office.session) == MEETING


def test_the_agenda_names_signs_and_spot_checks_of_the_week(office: Office) -> None:
    sections = {each.title: each.lines for each in meeting_agenda.agenda(office.session, MEETING).sections}
    assert sections["走访真实性提示"] == ("这一周没有提示",)
    assert sections["抽查"] == ("这一周的登记还没有抽查",)
    visit = office.visit("2026-11-18", "WG-01", office.resident("空房里的人", by="WG-01"))
    check = office.insert("spot_check", sheet_no="1120-1", first_day="2026-11-13", last_day="2026-11-19")
    for number, result in enumerate(("good", "bad", ""), start=1):
        office.insert("spot_check_item", check_id=check, number=number, member_id=office.members["WG-01"], record_kind="visit",
                      record_id=visit, day="2026-11-18", result=result)  # fmt: skip
    sections = {each.title: each.lines for each in meeting_agenda.agenda(office.session, MEETING).sections}
    assert sections["抽查"] == ("抽 3 条，有结果 2 条", "合格 1，不合格 1，无法核实 0，合格率 50.0%")


def test_a_draft_is_kept_without_closing_the_week_and_finishing_says_so(office: Office) -> None:
    meetings.save(office.session, replace(draft_of(office), place="", review="大家辛苦了\n\n 继续努力 "))
    assert meetings.open_meeting(office.session, MEETING).draft.review == "大家辛苦了\n继续努力"
    with pytest.raises(Refused, match="地点没有填"):
        meetings.finish(office.session, meetings.open_meeting(office.session, MEETING).draft)
    meetings.finish(office.session, draft_of(office))
    assert meetings.minutes(office.session, MEETING).note == "定稿时2026年第47周的数据尚未结算。"
    with pytest.raises(Refused, match="已定稿"):
        meetings.save(office.session, draft_of(office))


def test_decisions_become_tasks_are_ticked_at_home_and_show_at_the_next_meeting(office: Office, monkeypatch) -> None:
    rankings.close_week(office.session, MEETING)
    done = meetings.finish(
        office.session, draft_of(office, MEETING, decided(office, "换3栋门锁"), decided(office, "核对空置房", "WG-02"), decided(office, "贴通知", ""))
    )
    assert done.message == "2026年第47周会议纪要已定稿，3 项议定事项已成为任务"
    assert "meeting" in done.touched
    assert "task" in done.touched
    member = office.as_role(Role.MEMBER, "WG-01")
    assert [(task.title, task.kind) for task in home.today(member).tasks] == [("换3栋门锁", "例会"), ("贴通知", "例会")]
    first = home.today(member).tasks[0].id
    with pytest.raises(Refused, match="例会议定的事项"):
        home.delete_task(member, first)
    home.tick_task(member, first, note="已换")
    on(monkeypatch, "2026-11-27")
    said = meeting_agenda.agenda(office.session, "2026-11-27")
    assert [(task.text, task.words) for task in said.last_tasks] == [
        ("换3栋门锁", "已完成：已换"),
        ("核对空置房", "未完成，转入本周（第 2 周）"),
        ("贴通知", "未完成，转入本周（第 2 周）"),
    ]
    section = next(each for each in said.sections if each.title == "上周任务")
    assert section.lines[0] == "完成 1 项，未完成 2 项"
    assert "还有2项没有完成" in said.plan
    draft = draft_of(office, "2026-11-27")
    assert [(each.text, each.due_on, each.weeks, each.person) for each in draft.decisions] == [
        ("核对空置房", "2026-12-04", 2, "网格员02"),
        ("贴通知", "2026-12-04", 2, "全体网格员"),
    ]


def test_a_matter_keeps_its_task_through_three_meetings(office: Office, monkeypatch) -> None:
    meetings.finish(office.session, draft_of(office, MEETING, decided(office, "核对空置房", "WG-02")))
    task = meeting_tasks.tasks(office.session)[0]
    for step in (1, 2):
        day = on(monkeypatch, (date(2026, 11, 20) + timedelta(days=7 * step)).isoformat())
        meetings.finish(office.session, draft_of(office, day))
    line = meeting_tasks.tasks(office.session)[0]
    assert (line.id, line.weeks, line.carried_words, line.due_on, line.meeting) == (task.id, 3, "第 3 周", "2026-12-11", "2026年第49周")
    assert meetings.minutes(office.session, "2026-12-04").settled == ("核对空置房（网格员02）：未完成，转入本周（第 3 周）。",)
    meeting_tasks.change_date(office.session, task.id, "2026-12-20", "等钥匙")
    assert meeting_tasks.tasks(office.session)[0].first_due_on == "2026-12-11"
    with pytest.raises(Refused, match="没有写改期的原因"):
        meeting_tasks.change_date(office.session, task.id, "2026-12-21", " ")
    meeting_tasks.give_up(office.session, task.id, "房屋已拆")
    assert meeting_tasks.tasks(office.session) == []
    with pytest.raises(Refused, match="已在 2026-12-04 办结"):
        meeting_tasks.give_up(office.session, task.id, "再来")
    on(monkeypatch, "2026-12-11")
    assert [each.words for each in meeting_agenda.agenda(office.session, "2026-12-11").last_tasks] == ["不再办理：房屋已拆"]
    assert checks.rebuild_check(office.register) == []


def test_finishing_can_be_taken_back_and_loses_nothing(office: Office) -> None:
    done = meetings.finish(office.session, draft_of(office, MEETING, decided(office, "换3栋门锁")))
    history.undo(office.session, done.operation_id)
    view = meetings.open_meeting(office.session, MEETING)
    assert view.line.state == "draft"
    assert [each.text for each in view.draft.decisions] == ["换3栋门锁"]
    assert meeting_tasks.tasks(office.session) == []
    again = meetings.finish(office.session, view.draft)
    home.tick_task(office.session, meeting_tasks.tasks(office.session)[0].id)
    with pytest.raises(Refused, match="换3栋门锁"):
        history.undo(office.session, again.operation_id)  # somebody has done it since


def test_opened_again_with_a_reason_the_first_text_stays(office: Office, tmp_path: Path) -> None:
    meetings.finish(office.session, draft_of(office, MEETING, decided(office, "换3栋门锁"), decided(office, "贴通知")))
    with pytest.raises(Refused, match="没有写原因"):
        meetings.reopen(office.session, MEETING, " ")
    meetings.reopen(office.session, MEETING, "漏了一条")
    view = meetings.open_meeting(office.session, MEETING)
    tasks = {line.text: line.id for line in meeting_tasks.tasks(office.session)}
    assert set(tasks) == {"换3栋门锁", "贴通知"}  # what was decided stays decided meanwhile
    changed = replace(view.draft.decisions[0], text="换3栋、5栋门锁")
    meetings.finish(office.session, replace(view.draft, decisions=(changed, decided(office, "清楼道"))))
    now = {line.text: line.id for line in meeting_tasks.tasks(office.session)}
    assert sorted(now) == ["换3栋、5栋门锁", "清楼道"]
    assert now["换3栋、5栋门锁"] == tasks["换3栋门锁"]
    assert [each.text for each in meetings.minutes(office.session, MEETING, 1).decisions] == ["换3栋门锁", "贴通知"]
    assert [each.text for each in meetings.minutes(office.session, MEETING).decisions] == ["换3栋、5栋门锁", "清楼道"]
    versions = meetings.open_meeting(office.session, MEETING).versions
    assert [(each.version, each.reopened_why) for each in versions] == [(2, ""), (1, "漏了一条")]
    meeting_documents.minutes_pdf(office.session, MEETING, tmp_path / "1.pdf", version=1)
    assert "贴通知" in "".join(pdf_text(tmp_path / "1.pdf"))
    documents.report(office.session, "meeting-minutes", MEETING, tmp_path / "2.pdf")
    assert "清楼道" in "".join(pdf_text(tmp_path / "2.pdf"))
    with pytest.raises(Refused, match="没有第 3 稿"):
        meetings.minutes(office.session, MEETING, 3)
    with pytest.raises(Refused, match=r"可以写成 \.pdf"):
        documents.report(office.session, "meeting-minutes", MEETING, tmp_path / "2.xlsx")


def test_a_matter_taken_over_by_a_later_meeting_cannot_be_struck(office: Office, monkeypatch) -> None:
    meetings.finish(office.session, draft_of(office, MEETING, decided(office, "换3栋门锁")))
    on(monkeypatch, "2026-11-27")
    meetings.finish(office.session, draft_of(office, "2026-11-27"))
    meetings.reopen(office.session, MEETING, "改错字")
    view = meetings.open_meeting(office.session, MEETING)
    with pytest.raises(Refused, match="已转入后面的例会"):
        meetings.finish(office.session, replace(view.draft, decisions=()))
    meetings.finish(office.session, replace(view.draft, decisions=(replace(view.draft.decisions[0], due_on="2026-11-25"),)))
    assert meeting_tasks.tasks(office.session)[0].due_on == "2026-12-04"  # the later meeting has the last word


def test_whoever_takes_over_from_a_leaver_has_the_task(office: Office, monkeypatch) -> None:
    meetings.finish(office.session, draft_of(office, MEETING, decided(office, "核对空置房", "WG-02")))
    handovers.leave(office.session, office.members["WG-02"], MEETING, office.members["WG-01"])
    assert [line.person for line in meeting_tasks.tasks(office.session)] == ["网格员01"]
    on(monkeypatch, "2026-11-27")
    assert [(each.text, each.person) for each in draft_of(office, "2026-11-27").decisions] == [("核对空置房", "网格员01")]


def test_the_check_of_the_register_sees_changed_minutes(office: Office) -> None:
    meetings.finish(office.session, draft_of(office))
    assert register_checks.minutes_problems(office.session) == []
    meetings.reopen(office.session, MEETING, "改错字")
    assert register_checks.minutes_problems(office.session) == []
    office.update("meeting_minutes", office.register.db.execute("SELECT id FROM meeting_minutes").fetchone()[0], content="{}")
    assert register_checks.minutes_problems(office.session) == ["2026年第47周的会议纪要在定稿后改动过"]


def test_the_history_speaks_of_meetings_in_words(office: Office) -> None:
    meetings.finish(office.session, draft_of(office, MEETING, decided(office, "换3栋门锁")))
    text = "\n".join(str(line.text) for line in history.history(office.session)[:20])
    assert "类别 例会" in text
    assert "状态 草稿 → 已定稿" in text
    assert "纪要 已存档" in text
    assert not any(word in text for word in ("meeting", "present", "draft", "final", '{"'))


def test_who_may_read_and_write(office: Office) -> None:
    member, leader = office.as_role(Role.MEMBER, "WG-01"), office.as_role(Role.LEADER)
    draft = draft_of(office, MEETING, decided(office, "换3栋门锁"), decided(office, "核对空置房", "WG-02"))
    away, guest = replace(draft.people[1], attendance="leave", note="病假"), MeetingPerson("", "王科长", "guest")
    draft = replace(draft, people=(draft.people[0], away, guest))
    meetings.save(office.session, draft)
    assert meetings.open_meeting(leader, MEETING).draft.place == "二楼会议室"
    assert meetings.meetings(member) == []
    for attempt in (meetings.open_meeting, meetings.minutes, meeting_agenda.agenda):
        with pytest.raises(Refused):
            attempt(member, MEETING)
    with pytest.raises(Refused):
        meetings.save(leader, draft)
    meetings.finish(office.session, draft_of(office))
    assert [line.meeting for line in meetings.meetings(member)] == [MEETING]
    assert {each.note for each in meetings.open_meeting(member, MEETING).draft.people} == {""}
    assert not meetings.open_meeting(member, MEETING).editable
    assert [line.text for line in meeting_tasks.tasks(member)] == ["换3栋门锁"]
    assert len(meeting_tasks.tasks(leader)) == 2
    minutes = meetings.minutes(member, MEETING)
    assert (minutes.on_leave, minutes.guests) == (("网格员02",), ("王科长",))


def test_a_quarter_of_meetings_is_reprinted_unchanged_when_the_register_has_changed(office: Office, monkeypatch, tmp_path: Path) -> None:
    people = [office.resident(f"受访人{number}", by="WG-01") for number in range(4)]
    days = [date(2026, 7, 24) + timedelta(days=7 * step) for step in range(18)]
    visits = []
    for step, day in enumerate(days):
        on(monkeypatch, day.isoformat())
        visited_on = (day - timedelta(days=3)).isoformat()
        visits += [office.visit(visited_on, "WG-01", person) for person in people[: 1 + step % 4]]
        rankings.close_week(office.session, day.isoformat())
        due = (day + timedelta(days=7)).isoformat()
        meetings.finish(office.session, draft_of(office, day.isoformat(), decided(office, f"第{step}次的事", "WG-02", due)))
        if step % 3 == 0:
            home.tick_task(office.session, meeting_tasks.tasks(office.session)[0].id)

    def printed(name: str) -> list[tuple[bytes, str]]:
        result = []
        for day in days:
            path = tmp_path / f"{name}-{day}.pdf"
            meeting_documents.minutes_pdf(office.session, day.isoformat(), path)
            result.append((path.read_bytes(), "\f".join(pdf_text(path))))
        return result

    before = printed("before")
    assert len({text for _, text in before}) == 18
    assert all("网格员02" in text for _, text in before)
    on(monkeypatch, "2026-12-31")
    for visit in visits[::2]:
        office.update("visit", visit, outcome="absent", persons_met=0)
    office.update("grid_member", office.members["WG-02"], name="改名了", left_on="2026-09-01", joined_on="2025-01-01")
    office.update("grid_member", office.members["WG-01"], status="voided")
    office.update("office", office.register.db.execute("SELECT id FROM office").fetchone()[0], name="更名社区")
    for line in meeting_tasks.tasks(office.session):
        home.tick_task(office.session, line.id, note="后来才办完")
    office.session.forget_office()
    after = printed("after")
    assert [text for _, text in after] == [text for _, text in before]
    assert [data for data, _ in after] == [data for data, _ in before]
    assert checks.rebuild_check(office.register) == []


def test_people_without_a_telephone_are_counted_as_the_list_of_doubts_counts_them() -> None:
    from app.storage.meetings import quality

    office = Office()
    office.resident("成年无电话", person={"birth_date": "1980-01-01", "phone": ""})
    office.resident("孩子", person={"birth_date": "2020-01-01", "phone": ""})
    office.resident("问过不详", person={"birth_date": "1980-01-01", "phone": "", "unknown_fields": '["phone"]'})
    office.resident("不知年龄", person={"birth_date": "", "phone": ""})
    office.resident("有电话", person={"birth_date": "1980-01-01", "phone": "19900000417"})
    assert quality(office.register.db, "2026-11-19") == (0, 2, 1)
