"""工作台, 走访 and 法人单位 over a real register in memory: worked by keys, counted, undone, and nothing clipped."""

from __future__ import annotations

from array import array
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QWidget

from app.models.entity_views import EntityRow
from app.models.home_views import HomeTask
from app.models.visit_records import VisitRow
from app.models.vocabulary import Role
from app.services import drafts
from app.storage.register import Program
from app.ui.forms.keystrokes import KeystrokeCounter
from app.ui.pages import revisit_plan
from app.ui.pages.revisit_plan import TickedModel
from app.ui.tables.entities import EntitiesModel
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.queue import QueueModel, short_reason
from app.ui.tables.tasks import TasksModel, overdue_columns
from app.ui.tables.visit_records import VisitRecordsModel
from app.ui.theme import Theme
from app.ui.workbench import Workbench
from tests.services.door_world import World, settled, world
from tests.ui.test_pages import cut_off, settle

CTRL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
NEIGHBOURS = ("韦秀兰", "覃玉兰", "农桂香", "莫少华", "陆小燕", "黄美珍", "梁国安", "蒙秀英", "龙桂芳")


@pytest.fixture
def office() -> World:
    """The world of the services, with nine more people living alone on the same stairs, due since the end of October."""
    made = world()
    with made.register.work.operation("import.demo", Program()) as act:
        for place, name in enumerate(NEIGHBOURS):
            room = str(1101 + place * 100)
            values = {"community": made["社区"], "estate": "桂湖花园", "building": "3栋", "unit": "1单元", "room": room, "grid_id": made["06"],
                      "use": "own"}  # fmt: skip
            made.ids[room] = act.insert("dwelling", values)
            made.person(act, name, room, tags=["301"], birth_date="1950-01-01", opened_on=f"2026-10-{10 + place:02d}")
    return made


class Desk:
    """A bench and the keys of a person."""

    def __init__(self, bench: Workbench, bot: Any, app: QApplication, made: World) -> None:
        self.bench, self.bot, self.app, self.world = bench, bot, app, made

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        self.bot.keyClick(QApplication.focusWidget() or self.bench, key, modifiers)
        self.app.processEvents()

    def type(self, text: str) -> None:
        for character in text:
            self.bot.keyClicks(QApplication.focusWidget(), character)

    def write(self, text: str) -> None:
        event = QInputMethodEvent()
        event.setCommitString(text)
        focus = QApplication.focusWidget()
        assert focus is not None
        QApplication.sendEvent(focus, event)

    def page(self, name: str) -> Any:
        page = self.bench.open_page(name)
        settle(self.app)
        return page

    def visits_today(self) -> int:
        return self.world.one("SELECT count(*) FROM visit WHERE visited_on = '2026-11-20' AND status <> 'voided'")


@pytest.fixture
def desk(office, theme, jobs, messages, preferences, qtbot, qapp):
    def build(role: Role = Role.MEMBER, scale: float = 1.0, size: tuple[int, int] = (1366, 698)) -> Desk:
        look = Theme(scale)
        if scale != 1.0:
            look.apply(qapp)
        session = office.session("李秀兰", role) if role is Role.MEMBER else office.session("", Role.ADMIN)
        if role is Role.LEADER:
            session.account = type(session.account)(session.account.id, "leader", "分管", Role.LEADER, "", ())
        bench = Workbench(session, jobs, messages, look, preferences, [], "青禾街道桂湖社区")
        bench.resize(*size)
        qtbot.addWidget(bench)
        with qtbot.waitActive(bench):
            bench.show()
            bench.activateWindow()
        bench.recall({})
        assert [window for window in qapp.topLevelWidgets() if window.isVisible()] == [bench]
        settle(qapp)
        return Desk(bench, qtbot, qapp, office)

    yield build
    Theme().apply(qapp)


# ---- 走访登记 ------------------------------------------------------------------------------------------------------------------


def test_ten_visits_by_keyboard_alone(desk, office, qapp) -> None:
    at = desk()
    at.key(Qt.Key.Key_F6)
    assert at.bench.current == "visits"
    assert at.bench.pages["visits"].target is not None
    counter = KeystrokeCounter(qapp)
    used = []
    for _ in range(10):
        counter.reset()
        at.key(Qt.Key.Key_1)
        at.key(Qt.Key.Key_Return, CTRL)
        used.append(counter.total)
    counter.stop()
    assert at.visits_today() == 10
    assert max(used) <= 12
    assert len(at.bench.pages["visits"].log.lines) == 10
    assert len({line.title for line in at.bench.pages["visits"].log.lines}) == 10
    at.key(Qt.Key.Key_Z, CTRL)
    assert at.visits_today() == 9
    settled(office)


def test_a_visit_with_finding_phrase_and_another_date(desk, office, qapp) -> None:
    at = desk()
    at.key(Qt.Key.Key_F6)
    page = at.bench.pages["visits"]
    first = page.target
    counter = KeystrokeCounter(qapp)
    at.key(Qt.Key.Key_1)  # 见到本人 → 见到
    at.key(Qt.Key.Key_Return)  # → 发现情况
    at.key(Qt.Key.Key_2)  # 用电用火
    at.key(Qt.Key.Key_2, CTRL)  # 已宣传防火防诈骗
    at.key(Qt.Key.Key_Return)  # → 下次走访
    at.type("+3")
    at.key(Qt.Key.Key_Return, CTRL)
    counter.stop()
    assert counter.total <= 12
    row = office.one("SELECT outcome, finding, next_on, persons_met FROM visit WHERE target_id = ? AND visited_on = '2026-11-20'", first.id)
    assert tuple(row) == ("met", "用电用火：已宣传防火防诈骗", "2026-11-23", 1)
    assert page.target.id != first.id
    assert page.form.path.focused() == "outcome"
    at.key(Qt.Key.Key_F4)  # 同上一条
    assert page.form.collect()["outcome"] == "met"
    page.form.focus_field("text")
    at.type("ab")
    at.key(Qt.Key.Key_Z, CTRL)  # the text first
    assert page.form.collect()["text"] == ""
    assert at.visits_today() == 1
    at.key(Qt.Key.Key_Z, CTRL)  # then the visit
    assert at.visits_today() == 0


def test_somebody_is_found_by_initials_and_room(desk) -> None:
    at = desk()
    at.key(Qt.Key.Key_F6)
    page = at.bench.pages["visits"]
    at.key(Qt.Key.Key_Slash)
    at.type("cgf")
    at.key(Qt.Key.Key_Return)
    assert (page.target.title, page.form.path.focused()) == ("陈国富", "outcome")
    at.key(Qt.Key.Key_Slash)
    at.type("902")
    at.key(Qt.Key.Key_Down)
    at.key(Qt.Key.Key_Up)
    at.key(Qt.Key.Key_Return)
    assert page.target.address.endswith("902")
    at.key(Qt.Key.Key_4)  # 未遇
    assert page.form.editor("met").isHidden()
    at.key(Qt.Key.Key_Return, CTRL)
    assert at.world.one("SELECT outcome FROM visit WHERE visited_on = '2026-11-20'") == "absent"


def test_nothing_is_stored_without_an_outcome_and_nothing_typed_is_lost(desk, office) -> None:
    at = desk()
    at.key(Qt.Key.Key_F6)
    page = at.bench.pages["visits"]
    first = page.target
    at.key(Qt.Key.Key_Return, CTRL)
    assert page.form.messages.standing("outcome")
    assert at.visits_today() == 0
    at.key(Qt.Key.Key_1)
    page.form.focus_field("text")
    at.write("血压平稳")
    page.drafts.keep()
    assert [note.title for note in drafts.listed(at.bench.context.session)] == [f"走访 {first.title}"]
    at.key(Qt.Key.Key_Down, CTRL)
    assert page.target.id != first.id
    assert page.form.collect()["text"] == ""
    at.key(Qt.Key.Key_Up, CTRL)
    assert (page.target.id, page.form.collect()["text"]) == (first.id, "血压平稳")
    page.drafts.kept.clear()  # as after a power cut
    at.key(Qt.Key.Key_Down, CTRL)
    at.key(Qt.Key.Key_Up, CTRL)
    assert page.form.collect()["text"] == "血压平稳"
    home = at.page("home")
    assert [task.kind for task in home.tasks.rows] == ["草稿"]
    home.tick(home.tasks.rows[0])
    at.app.processEvents()
    assert page.target.id == first.id
    at.key(Qt.Key.Key_Return, CTRL)
    assert at.visits_today() == 1
    assert drafts.listed(at.bench.context.session) == []


def test_a_household_is_ticked_and_a_stored_visit_is_corrected(desk, office) -> None:
    at = desk()
    page = at.bench.open_quick("visits", ("household", office["户901"]))
    settle(at.app)
    assert [choice.label for choice in page.form.editor("met").choices] == ["黄志明 户主", "林小燕 配偶", "黄小宝 子"]
    at.key(Qt.Key.Key_1)
    assert page.form.path.focused() == "met"
    at.key(Qt.Key.Key_3)  # the child was not there
    at.key(Qt.Key.Key_Return, CTRL)
    assert office.one("SELECT persons_met FROM visit WHERE visited_on = '2026-11-20'") == 2
    page.log.table.setFocus()
    at.key(Qt.Key.Key_Return)
    assert page.form.visit_id
    assert page.desk.save_button.accessibleName() == "保存更正"
    page.form.focus_field("outcome")
    at.key(Qt.Key.Key_2)  # 家属代述
    at.key(Qt.Key.Key_Return, CTRL)
    assert office.one("SELECT outcome FROM visit WHERE visited_on = '2026-11-20'") == "relative"
    assert not page.form.visit_id
    settled(office)


def test_esc_leads_back_to_where_the_key_was_pressed(desk) -> None:
    at = desk()
    page = at.page("revisit_plan")
    chosen = page.current()
    at.key(Qt.Key.Key_F6)
    assert at.bench.current == "visits"
    assert at.bench.pages["visits"].target.title == chosen.title
    at.key(Qt.Key.Key_Escape)
    assert at.bench.current == "revisit_plan"
    tabs = list(at.bench.header.tabs)
    at.key(Qt.Key.Key_Tab, CTRL)
    assert at.bench.current == tabs[(tabs.index("revisit_plan") + 1) % len(tabs)]


def test_phrases_are_edited(desk, qtbot) -> None:
    at = desk()
    page = at.page("visits")
    dialog = page.desk.phrase_dialog()
    qtbot.addWidget(dialog)
    dialog.line.setText("已提醒关好煤气")
    dialog.save_new()
    assert dialog.model.rows[0].text == "已提醒关好煤气"
    dialog.table.select_row(0)
    dialog.line.setText("已提醒关好煤气阀门")
    dialog.save()
    assert dialog.model.rows[0].text == "已提醒关好煤气阀门"
    dialog.table.select_row(0)
    dialog.delete()
    assert all(line.text != "已提醒关好煤气阀门" for line in dialog.model.rows)


# ---- 记录, 回访计划 --------------------------------------------------------------------------------------------------------------


def test_records_are_filtered_corrected_and_voided(desk, office) -> None:
    at = desk()
    page = at.page("visit_records")
    page.periods.buttons["all"].click()
    assert page.found.text() == f"{office.one('SELECT count(*) FROM visit')} 条"
    page.find_box.setText("国富")
    page.find_box.ask_now()
    assert [page.model.record(row).title for row in range(page.model.rowCount())] == ["陈国富"]
    page.table.setFocus()
    at.key(Qt.Key.Key_Delete)
    at.write("录到别人名下")
    at.key(Qt.Key.Key_Return, CTRL)
    assert page.model.rowCount() == 0
    assert office.one("SELECT status_why FROM visit WHERE status = 'voided'") == "录到别人名下"
    at.key(Qt.Key.Key_Z, CTRL)
    assert page.model.rowCount() == 1
    at.key(Qt.Key.Key_F2)
    assert at.bench.pages["visits"].form.visit_id
    at.key(Qt.Key.Key_Escape)
    settled(office)


def test_a_plan_cut_short_tells_the_whole_number_and_finds_in_all(desk, monkeypatch) -> None:
    monkeypatch.setattr(revisit_plan, "MOST", 1)
    at = desk(Role.ADMIN)
    page = at.page("revisit_plan")
    assert (page.model.rowCount(), page.found.text()) == (1, "11 个对象")  # 陈国富, his nine neighbours, 外格人
    assert "显示最急的 1 个" in page.detail.text()
    assert "超期 11" in page.detail.text()
    assert at.page("home").view.revisits_due == 11
    page = at.page("revisit_plan")
    hidden = "外格人"
    assert page.model.record(0).title != hidden
    page.find_box.setText(hidden)
    page.find_box.ask_now()
    assert (page.model.record(0).title, page.found.text()) == (hidden, "1 个对象")
    assert "显示最急" not in page.detail.text()
    at.key(Qt.Key.Key_Escape)
    assert page.found.text() == "11 个对象"


def test_a_due_visit_is_put_off_with_a_reason(desk, office) -> None:
    at = desk()
    page = at.page("revisit_plan")
    before = page.model.rowCount()
    line = page.current()
    at.key(Qt.Key.Key_Delete)
    assert page.strip.isVisible()
    at.key(Qt.Key.Key_Escape)
    assert not page.strip.isVisible()
    assert page.table.hasFocus()
    at.key(Qt.Key.Key_Delete)
    at.key(Qt.Key.Key_2)  # 住院
    at.key(Qt.Key.Key_Return, CTRL)
    assert page.model.rowCount() == before - 1
    row = office.one("SELECT due_on, postpone_why FROM revisit WHERE target_id = ?", line.id)
    assert tuple(row) == ("2026-11-23", "住院")
    assert page.table.hasFocus()
    page.spans.buttons["7"].click()
    place = [each.id for each in page.model.rows].index(line.id)
    page.table.select_row(place)
    page.drop()
    at.write("已搬走")
    at.key(Qt.Key.Key_Return, CTRL)
    assert office.one("SELECT state FROM revisit WHERE target_id = ?", line.id) == "dropped"
    settled(office)


def test_a_sheet_is_printed_and_keyed_back_in(desk, office, qtbot) -> None:
    at = desk()
    page = at.page("revisit_plan")
    page.table.setFocus()
    at.key(Qt.Key.Key_Space)
    at.key(Qt.Key.Key_Down)
    at.key(Qt.Key.Key_Space)
    assert page.ticked.text() == "已选 2 个，打印只印这些"
    dialog = page.sheet_dialog()
    qtbot.addWidget(dialog)
    assert dialog.pages == 1
    visits = at.page("visits")
    visits.show_sheet("1120-1")
    settle(at.app)
    assert [line.title[0] for line in visits.queue.model.rows] == ["1", "2"]
    assert visits.desk.title.text() == "走访登记 · 走访单 1120-1"
    first = visits.target
    at.key(Qt.Key.Key_Slash)
    at.type("#2")
    at.key(Qt.Key.Key_Return)
    assert visits.target.id != first.id
    assert visits.target.id == visits.queue.model.rows[1].id


def test_cycles_are_changed_by_those_who_may(desk, office, qtbot) -> None:
    at = desk(Role.ADMIN)
    dialog = at.page("revisit_plan").cycles_dialog()
    qtbot.addWidget(dialog)
    place = [line.label for line in dialog.model.rows].index("独居老人")
    dialog.table.select_row(place)
    assert dialog.form.collect()["days"] == 7
    dialog.form.set_value("days", 14)
    dialog.save()
    assert dialog.model.rows[place].cycle_text == "每两周"


def test_a_member_does_not_change_cycles(desk) -> None:
    assert desk().page("revisit_plan").cycles_button.isHidden()


# ---- 法人单位 ------------------------------------------------------------------------------------------------------------------


def test_an_entity_is_entered_by_keyboard(desk, office) -> None:
    at = desk()
    page = at.page("entities")
    assert page.tabs()[0] == ("all", "全部 1")
    at.key(Qt.Key.Key_N, CTRL)
    form = page.panel.form
    at.key(Qt.Key.Key_Return)  # no code
    at.write("办理中")
    at.key(Qt.Key.Key_Return)
    at.write("阿美理发店")
    at.key(Qt.Key.Key_Return)
    at.type("20")
    at.write("居民服务")
    at.key(Qt.Key.Key_Return)
    assert form.path.focused() == "dwelling_id"
    at.type("101")
    at.key(Qt.Key.Key_Return)
    assert form.path.focused() == "responsible_name"
    at.write("林阿美")
    at.key(Qt.Key.Key_Return)
    at.type("19900005502")
    at.key(Qt.Key.Key_Return, CTRL)
    assert not page.panel.editing
    assert page.tabs()[0] == ("all", "全部 2")
    assert page.current().name == "阿美理发店"
    assert page.panel.card.row.address.endswith("101")
    settled(office)


def test_an_entity_is_cancelled_and_taken_back(desk, office) -> None:
    at = desk()
    page = at.page("entities")
    page.act("cancel")
    at.key(Qt.Key.Key_4)  # 停业歇业
    at.key(Qt.Key.Key_Return, CTRL)
    assert page.model.rowCount() == 0
    page.chips.set_chosen({"state": ("closed",)})
    page.ask()
    assert page.current().state == "closed"
    page.act("undo_cancel")
    assert office.one("SELECT status FROM entity_registration") == "active"
    page.back()
    page.show_tab("enterprise")
    assert page.model.rowCount() == 0
    page.show_tab("individual")
    assert page.model.rowCount() == 1
    at.key(Qt.Key.Key_F2)
    page.panel.form.focus_field("responsible_name")
    at.write("吴大明")
    at.key(Qt.Key.Key_Escape)
    assert not page.panel.editing
    at.key(Qt.Key.Key_F2)
    assert page.panel.form.collect()["responsible_name"] == "吴大明"
    settled(office)


def test_the_global_find_opens_an_entity(desk) -> None:
    at = desk()
    at.key(Qt.Key.Key_K, CTRL)
    at.write("好又多")
    at.key(Qt.Key.Key_Return)
    at.key(Qt.Key.Key_Return)
    assert at.bench.current == "entities"
    assert at.bench.pages["entities"].panel.card.row.name == "好又多便利店"


# ---- 工作台 --------------------------------------------------------------------------------------------------------------------


def test_the_workbench_starts_the_evening(desk, office) -> None:
    at = desk()
    page = at.bench.pages["home"]
    assert at.bench.current == "home"
    assert page.counts[1].number.text() == str(page.view.revisits_due)
    at.key(Qt.Key.Key_N, CTRL)
    at.write("核对 3栋1单元住户")
    at.key(Qt.Key.Key_Return)
    assert [task.title for task in page.tasks.rows] == ["核对 3栋1单元住户"]
    page.task_table.setFocus()
    at.key(Qt.Key.Key_Space)
    assert page.tasks.rows[0].done
    at.key(Qt.Key.Key_Delete)
    assert page.tasks.rows == []
    page.revisit_table.setFocus()
    line = page.current()
    at.key(Qt.Key.Key_Return)
    assert (at.bench.current, at.bench.pages["visits"].target.title) == ("visits", line.title)
    at.key(Qt.Key.Key_Escape)
    assert at.bench.current == "home"
    assert page.tabs() == []


def test_a_chief_sees_every_grid(desk) -> None:
    at = desk(Role.ADMIN)
    page = at.bench.pages["home"]
    assert [key for key, _ in page.tabs()] == ["today", "team"]
    at.key(Qt.Key.Key_Tab, CTRL)
    assert page.tab() == "team"
    assert [line.name for line in page.team.quiet.rows] == ["张伟明", "李秀兰"]
    assert page.team.by_grid.rows[0].grid == "06网格"


def test_a_leader_looks_and_changes_nothing(desk) -> None:
    at = desk(Role.LEADER)
    assert "visits" not in at.bench.navigation.items
    assert at.bench.quick_entries() == []
    home = at.page("home")
    assert home.add_button.isHidden()
    assert home.print_button.isHidden()
    entities = at.page("entities")
    assert entities.new_button.isHidden()
    assert not [act for act in entities.acts() if act.key in ("F2", "Ctrl+N")]


# ---- looks and models ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scale", [1.0, 1.15])
def test_nothing_is_clipped_on_the_pages_of_the_door(desk, office, scale, qtbot) -> None:
    at = desk(Role.ADMIN, scale)
    bad: list[str] = []

    def look(name: str) -> None:
        settle(at.app)
        bad.extend(f"{name}: {text}" for text in cut_off(at.bench))

    at.page("home")
    look("home")
    at.bench._open_tab("team")
    look("team")
    entities = at.page("entities")
    look("entities")
    entities.act("cancel")
    look("cancel")
    entities.strip.close_strip()
    entities.enter_new()
    look("entity form")
    assert entities.panel.save_button.isVisible()
    entities.panel.stop()
    visits = at.bench.open_quick("visits", ("household", office["户901"]))
    look("visits")
    assert visits.desk.save_button.isVisible()
    at.page("visit_records").periods.buttons["all"].click()
    look("records")
    plan = at.page("revisit_plan")
    look("plan")
    plan.postpone()
    look("postpone")
    for dialog in (plan.cycles_dialog(), visits.desk.phrase_dialog()):
        qtbot.addWidget(dialog)
        dialog.show()
        settle(at.app)
        bad.extend(f"{dialog.windowTitle()}: {text}" for text in cut_off(dialog))
        dialog.close()
    assert not bad, "\n".join(bad)


def test_qt_finds_nothing_wrong_with_the_new_models(desk, office, qapp) -> None:
    at = desk()
    plan = at.page("revisit_plan")
    due = list(plan.model.rows)
    task = HomeTask("1", "核对", "通知", "", "今天", False)
    record = VisitRow(1, "v", "2026-11-20", "18:40", "陈国富", "3栋", "resident", "r", "居民", "入户走访", "未遇", False, 0, "", "李秀兰", "",
                      "voided")  # fmt: skip
    entity = EntityRow(1, "e", "x", "好又多", "个体工商户", "20", "零售", "", "吴长明", "", "桂湖路", "06网格", "g", "", "2025-03-01",
                       "2026-12-01", 11, "", True, "active")  # fmt: skip
    models: list[tuple[Any, list[Any]]] = [
        (TickedModel(), due), (TasksModel(), [task]), (ListedTableModel(overdue_columns()), []),
    ]  # fmt: skip
    queue = QueueModel()
    models.append((queue, at.page("visits").queue.model.rows))
    for model, rows in models:
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        model.set_rows(rows)
        model.set_rows([])
        model.set_rows(rows)
    assert models[0][0].count() == 0
    models[0][0].tick_all(True)
    assert models[0][0].count() == len(due)
    paged_models = (
        VisitRecordsModel(lambda keys, arrived: arrived([record] * len(keys))),
        EntitiesModel("2026", lambda keys, arrived: arrived([entity] * len(keys))),
    )
    for paged in paged_models:
        QAbstractItemModelTester(paged, QAbstractItemModelTester.FailureReportingMode.Fatal)
        paged.set_keys(array("q", range(300)))
        assert all(paged.cell(0, place) is not None for place in range(len(paged.columns)))


def test_how_often_is_left_out_in_the_queue() -> None:
    assert short_reason("独居老人每周走访") == "独居老人"
    assert short_reason("普通户每半年走访") == "普通户"
    assert short_reason("约定回访") == "约定回访"


def test_every_key_of_the_bar_has_one_meaning(desk) -> None:
    at = desk(Role.ADMIN)
    for name in ("home", "entities", "visits", "visit_records", "revisit_plan"):
        page = at.page(name)
        keys = [act.key for act in [*page.acts(), *at.bench.acts] if act.key and act.run is not None]
        assert len(keys) == len(set(keys)), name
    assert isinstance(at.bench, QWidget)
