"""网格员 花名册 and 培训 over a register in memory: entered, given things, trained, paired, gone; nothing clipped at two text sizes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.models.vocabulary import Role
from app.storage import checks
from app.ui.pages import family_of, pages_of
from app.ui.tables.members import MembersModel
from app.ui.workbench import Workbench
from tests.builders import Office
from tests.ui.test_grids import big_office
from tests.ui.test_pages import cut_off, settle


@pytest.fixture
def office(monkeypatch) -> Office:
    monkeypatch.setenv("ZHIWANG_TODAY", "2026-11-20")
    return big_office()


@pytest.fixture
def bench(office, show_bench, qapp):
    def build(role: Role = Role.ADMIN, scale: float = 1.0) -> Workbench:
        made = show_bench(office.session if role is Role.ADMIN else office.as_role(role, "WG-01"), scale, practice=False)
        settle(qapp)
        return made

    return build


def numbers(page) -> list[str]:
    return [line.staff_no for line in page.model.rows]


def fill(page, **values: str) -> None:
    for name, value in values.items():
        page.strip.form.set_value(name, value)
    page.strip.submit()


def test_three_tabs_under_one_title() -> None:
    assert [entry.tab for entry in family_of(pages_of("chief"), "members")] == ["花名册", "考勤", "培训"]
    assert not family_of(pages_of("member"), "members")


def test_a_member_is_entered_and_leaves_with_a_successor(bench, office) -> None:
    made = bench()
    page = made.open_page("members")
    assert numbers(page) == [f"WG-0{number}" for number in range(1, 7)]
    page.enter_new()
    fill(page, name="韦小妹", phone="19900000001")
    assert numbers(page)[-1] == "WG-07"
    page.table.select_row(0)
    page.act("leave", None)
    fill(page, successor=office.members["WG-02"])
    assert numbers(page)[0] == "WG-02"
    assert page.model.rows[0].grids == "01网格、02网格"
    page.which.buttons["all"].click()
    assert page.model.rows[0].left("2026-11-20")
    made.undo_last()
    assert page.model.rows[0].left_on == ""
    assert checks.rebuild_check(office.register) == []


def test_what_is_wrong_is_said_in_the_strip(bench) -> None:
    page = bench().open_page("members")
    page.enter_new()
    fill(page, name="某人", staff_no="WG-01")
    assert page.strip.isVisible()
    assert page.strip.form.messages.standing("staff_no")
    page.back()
    assert not page.strip.isVisible()


def test_things_pairs_and_trainings_stand_on_the_card(bench, office, qtbot) -> None:
    made = bench()
    page = made.open_page("members")
    page.act("issue", None)
    fill(page, item="单元门钥匙", number="3栋")
    assert [thing.item for thing in page.panel.card.equipment] == ["单元门钥匙"]
    page.act("return", page.panel.card.equipment[0])
    fill(page, return_note="完好")
    assert page.panel.card.equipment[0].returned_on == "2026-11-20"
    page.act("pair", None)
    fill(page, mentor_id=office.members["WG-02"])
    assert page.panel.card.line.mentor == "网格员2"
    page.act("unpair", page.panel.card.pairs[0])
    fill(page)
    assert page.panel.card.pairs[0].ended_on == "2026-11-20"
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    assert page.train_button.text() == "登记培训 1 人"
    page.train()
    fill(page, title="消防培训", minutes="90")
    assert [each.title for each in page.panel.card.trainings] == ["消防培训"]
    trainings = made.open_page("trainings")
    assert [(line.title, line.full, line.missing) for line in trainings.model.rows] == [("消防培训", 1, 5)]


def test_the_sheet_and_the_list_reach_paper(bench, messages, tmp_path: Path) -> None:
    page = bench().open_page("members")
    dialog = page.handover_dialog(page.current())
    assert dialog.pages == 1
    assert list(cut_off(dialog)) == []
    dialog.reject()
    messages.answers.append(tmp_path / "网格员.xlsx")
    page.export()
    assert (tmp_path / "网格员.xlsx").is_file()


def test_a_leader_only_reads(bench) -> None:
    page = bench(Role.LEADER).open_page("members")
    assert page.panel.card.acts == ()
    assert not page.new_button.isVisible()
    page.change()
    page.act("leave", None)
    assert not page.strip.isVisible()


def test_the_model_keeps_its_promises(office, qtbot) -> None:
    model = MembersModel("2026-11-20")
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_rows([])


@pytest.mark.parametrize("scale", [1.0, 1.15])
def test_nothing_is_clipped(bench, office, qapp, scale) -> None:
    made = bench(scale=scale)
    made.open_page("trainings")
    settle(qapp)
    bad = list(cut_off(made))
    page = made.open_page("members")
    page.act("issue", None)
    fill(page, item="单元门钥匙", number="3栋")

    def look(name: str) -> None:
        settle(qapp)
        bad.extend(f"{name}: {text}" for text in cut_off(made))
        assert (made.width(), made.height()) == (1366, 698)

    look("roster")
    for word in ("change", "issue", "pair", "leave"):
        page.act(word, None)
        look(word)
        page.back()
    page.model.tick_all(True)
    page.train()
    look("train")
    fill(page, title="消防培训")
    made.open_page("trainings")
    look("trainings")
    assert bad == []
