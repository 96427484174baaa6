"""例会 through keys over a register in memory: written, decided, made final, printed, undone, carried over; drafts survive; roles."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from app.models.vocabulary import Role
from app.services import home, meetings
from app.storage import checks
from app.ui.pages import family_of, pages_of
from app.ui.tables.meetings import MeetingTasksModel, PeopleModel
from app.ui.theme import Theme
from app.ui.workbench import Workbench
from tests.builders import Office
from tests.ui.test_pages import cut_off, settle

MEETING = "2026-11-20"


@pytest.fixture
def office(monkeypatch) -> Office:
    monkeypatch.setenv("ZHIWANG_TODAY", MEETING)
    made = Office(grids=tuple(f"{number:02d}" for number in range(1, 19)), name="青禾街道桂湖社区")
    for number in range(1, 7):
        stay = made.resident(f"居民{number}", grid=f"{number:02d}", by=f"WG-{number:02d}")
        made.visit("2026-11-17", f"WG-{number:02d}", stay)
    return made


@pytest.fixture
def bench(office, jobs, messages, preferences, theme, qtbot, qapp):
    def build(role: Role = Role.ADMIN, scale: float = 1.0, member: str = "WG-01") -> Workbench:
        look = Theme(scale)
        if scale != 1.0:
            look.apply(qapp)
        session = office.session if role is Role.ADMIN else office.as_role(role, member if role is Role.MEMBER else "")
        made = Workbench(session, jobs, messages, look, preferences, [], "青禾街道桂湖社区")
        made.resize(1366, 698)
        qtbot.addWidget(made)
        with qtbot.waitActive(made):
            made.show()
            made.activateWindow()
        made.recall({})
        settle(qapp)
        return made

    yield build
    Theme().apply(qapp)


def keys(qtbot, made: Workbench, *pressed: object) -> None:
    """Texts are typed, keys are pressed, each where the cursor is."""
    for each in pressed:
        widget = made.focusWidget()
        assert widget is not None
        if isinstance(each, str) and each.isascii():
            qtbot.keyClicks(widget, each)
        elif isinstance(each, str):  # Chinese comes committed by the input method
            event = QInputMethodEvent()
            event.setCommitString(each)
            QApplication.sendEvent(widget, event)
        else:
            qtbot.keyClick(widget, each)


def decide(qtbot, made: Workbench, text: str, who: str) -> None:
    """A number that is complete goes on by itself; initials want Enter."""
    keys(qtbot, made, text, Qt.Key.Key_Return, who, *(() if who.isdigit() else (Qt.Key.Key_Return,)), Qt.Key.Key_Return)


def fill_head(page) -> None:
    for name, value in {"held_at": "1500", "place": "二楼会议室", "host": "赵敏", "recorder": "钱国栋"}.items():
        page.form.head.set_value(name, value)


def test_three_tabs_for_everybody() -> None:
    for role in ("member", "chief", "leader", "admin"):
        assert [entry.tab for entry in family_of(pages_of(role), "rankings")][:3] == ["周排名", "会议纪要", "下周任务"]


def test_friday_by_keyboard(bench, office, qtbot, messages, monkeypatch) -> None:
    made = bench()
    made.open_page("rankings").doors.tasks_button.click()
    page = made.pages["meetings"]
    assert page.meeting == MEETING
    fill_head(page)
    # what is decided: text, person by number and by initials, the date stands at a week on
    decide(qtbot, made, "换3栋门锁", "03")
    decide(qtbot, made, "张贴冬季用电提示", "qt")
    assert [(each.text, each.person, each.due_on) for each in page.form.decisions.collect()] == [
        ("换3栋门锁", "网格员03", "2026-11-27"),
        ("张贴冬季用电提示", "全体网格员", "2026-11-27"),
    ]
    # who came: 2 = on leave, the next line follows; Space changes
    page.form.open_face("people")
    page.form.table.select_row(1)
    keys(qtbot, made, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_Space)
    assert [person.attendance for person in page.form.people.rows[:4]] == ["present", "leave", "absent", "leave"]
    page.form.guest.setText("街道王科长")
    page.form.add_guest()
    assert page.form.counts.text() == "出席 15 · 请假 2 · 缺席 1 · 列席 1"
    # the week is settled with the minutes
    messages.answers.append(0)
    page.finish()
    assert messages.asked == ["2026年第47周还没有结算"]
    assert page.tools.state_tag.text() == "已定稿"
    assert meetings.minutes(office.session, MEETING).note == ""
    assert meetings.minutes(office.session, MEETING).guests == ("街道王科长",)
    dialog = page.print_dialog()
    assert dialog.pages >= 1
    dialog.reject()
    # a member ticks it on the workbench, the chief sees it in 下周任务
    member = office.as_role(Role.MEMBER, "WG-03")
    home.tick_task(member, next(task.id for task in home.today(member).tasks if task.title == "换3栋门锁"))
    tasks = made.open_page("meeting_tasks")
    assert [line.text for line in tasks.model.rows] == ["张贴冬季用电提示"]
    # a week later what is open comes again
    monkeypatch.setenv("ZHIWANG_TODAY", "2026-11-27")
    page = made.open_page("meetings")
    page.show_decisions("2026-11-27")
    assert [(each.text, each.weeks) for each in page.form.decisions.collect()] == [("张贴冬季用电提示", 2)]
    page.form.decisions.table.select_row(0)
    page.form.decisions.table.setFocus()
    keys(qtbot, made, Qt.Key.Key_Delete)
    assert "不能删去" in page.form.decisions.banner.text.text()
    assert len(page.form.decisions.collect()) == 1
    assert checks.rebuild_check(office.register) == []


def test_what_is_missing_is_said_at_its_field(bench, messages) -> None:
    page = bench().open_page("meetings")
    page.form.open_face("decisions")
    messages.answers.append(1)
    page.finish()
    assert page.form.faces.value == "people"
    assert page.form.head.messages.standing("place")
    page.form.open_face("decisions")
    page.form.decisions.form.set_value("text", "没有人的事")
    page.form.decisions.enter()
    assert page.form.decisions.form.messages.standing("member_id")
    assert page.form.decisions.collect() == ()


def test_nothing_typed_is_lost_between_weeks_and_windows(bench, office) -> None:
    made = bench()
    page = made.open_page("meetings")
    page.form.open_face("texts")
    page.form.texts["review"].setPlainText("大家辛苦了")
    page.form.open_face("decisions")
    page.form.decisions.form.set_value("text", "写了一半的事")
    page.step(-1)
    assert page.meeting == "2026-11-27"
    assert page.form.texts["review"].toPlainText() != "大家辛苦了"
    page.step(1)
    assert page.form.texts["review"].toPlainText() == "大家辛苦了"
    assert page.form.decisions.form.collect()["text"] == "写了一半的事"
    page.form.texts["plan"].setPlainText("下周查电")
    page.drafts.keep()
    again = bench().open_page("meetings")  # the power went: another window over the same register
    assert again.form.texts["plan"].toPlainText() == "下周查电"
    assert "没有保存" in again.banner.text.text()
    assert [draft.title for draft in home.today(office.session).drafts] == ["2026年第47周例会纪要"]
    again.discard()
    assert again.form.texts["review"].toPlainText() != "大家辛苦了"
    assert home.today(office.session).drafts == ()


def test_saved_finished_undone_and_opened_again(bench, messages, qtbot) -> None:
    made = bench()
    page = made.open_page("meetings")
    fill_head(page)
    page.form.open_face("decisions")
    decide(qtbot, made, "换3栋门锁", "03")
    page.save()
    assert not page.drafts.dirty
    assert page.tools.state_tag.text() == "草稿"
    keys(qtbot, made, "写了一半")
    page.save()
    assert page.form.decisions.form.collect()["text"] == "写了一半"
    messages.answers.append(1)
    page.finish()  # not while a decision is half typed
    assert page.tools.state_tag.text() == "草稿"
    assert "写了一半" in page.banner.text.text()
    page.form.decisions.clear()
    messages.answers.append(1)
    page.finish()
    assert page.tools.reopen_button.isVisible()
    assert page.form.texts["review"].isReadOnly()
    made.undo_last()
    assert page.tools.state_tag.text() == "草稿"
    assert len(page.form.decisions.collect()) == 1
    messages.answers.append(1)
    page.finish()
    page.ask_reopen()
    page.strip.submit()
    assert page.strip.form.messages.standing("reopened_why")
    page.strip.form.set_value("reopened_why", "漏了一条")
    page.save()  # Ctrl+Enter belongs to the strip while it is open
    assert page.tools.state_tag.text() == "草稿"
    assert [page.tools.versions.itemText(place)[:5].strip() for place in range(page.tools.versions.count())] == ["现在的讨论", "第 1 稿"]


def test_tasks_are_ticked_put_off_and_given_up(bench, messages, qtbot, office) -> None:
    made = bench()
    page = made.open_page("meetings")
    fill_head(page)
    page.form.open_face("decisions")
    for number in ("01", "02", "03"):
        decide(qtbot, made, f"事项{number}", number)
    messages.answers.append(1)
    page.finish()
    tasks = made.open_page("meeting_tasks")
    keys(qtbot, made, Qt.Key.Key_Space)
    assert len(tasks.model.rows) == 2
    keys(qtbot, made, Qt.Key.Key_Return)
    tasks.strip.form.set_value("why", "等材料")
    tasks.strip.submit()
    assert sorted(line.due_on for line in tasks.model.rows) == ["2026-11-27", "2026-12-04"]
    tasks.table.select_row(0)
    tasks.give_up()
    tasks.strip.form.set_value("why", "房屋已拆")
    tasks.strip.submit()
    assert len(tasks.model.rows) == 1
    tasks.which.buttons["all"].click()
    assert len(tasks.model.rows) == 3
    dialog = tasks.print_dialog()
    assert dialog.pages == 1
    dialog.reject()
    made.undo_last()
    tasks.which.buttons["open"].click()
    assert len(tasks.model.rows) == 2


def test_members_read_final_minutes_and_leaders_drafts(bench, office, messages) -> None:
    page = bench(Role.MEMBER).open_page("meetings")
    assert page.lines.rows == []
    assert not page.panel.isVisible()
    chief = bench().open_page("meetings")
    fill_head(chief)
    chief.save()
    leader = bench(Role.LEADER).open_page("meetings")
    assert not leader.tools.save_button.isVisible()
    assert leader.form.texts["review"].isReadOnly()
    assert leader.panel.isVisible()
    messages.answers.append(1)
    chief.finish()
    page = bench(Role.MEMBER).open_page("meetings")
    assert [line.meeting for line in page.lines.rows] == [MEETING]
    assert page.tools.print_button.isVisible()
    assert not page.tools.reopen_button.isVisible()
    assert not bench(Role.MEMBER).open_page("rankings").doors.isVisible()


def test_models_keep_their_promises(qtbot) -> None:
    for model in (PeopleModel(), MeetingTasksModel()):
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        model.set_rows([])


@pytest.mark.parametrize("scale", [1.0, 1.15])
def test_nothing_is_clipped(bench, qapp, qtbot, messages, scale) -> None:
    made = bench(scale=scale)
    page = made.open_page("meetings")
    bad: list[str] = []

    def look(name: str) -> None:
        settle(qapp)
        bad.extend(f"{name}: {text}" for text in cut_off(made))
        assert (made.width(), made.height()) == (1366, 698)

    fill_head(page)
    for face in ("people", "texts", "decisions"):
        page.form.open_face(face)
        look(face)
    decide(qtbot, made, "核对17网格空置房，门口张贴联系卡", "17")
    page.form.decisions.edit(0)
    look("edit")
    messages.answers.append(1)
    page.finish()
    look("final")
    page.ask_reopen()
    look("reopen")
    page.strip.form.set_value("reopened_why", "漏了一条")
    page.save()
    look("again")
    tasks = made.open_page("meeting_tasks")
    look("tasks")
    tasks.change_date()
    look("date")
    assert bad == []
