"""走访 · 抽查 by keyboard: drawn, keyed in by digit, noted, undone, voided, printed; nothing for members, nothing clipped."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.models.vocabulary import Role
from app.storage import checks
from app.ui.pages import family_of, pages_of
from app.ui.pages.spot_check_shares import span_of
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.spot_checks import check_columns, item_columns, share_columns
from app.ui.theme import Theme
from app.ui.workbench import Workbench
from tests.builders import Office
from tests.ui.test_pages import cut_off, settle


@pytest.fixture
def office() -> Office:
    office = Office()
    for place in range(1, 5):
        for code in ("01", "02"):
            door = office.dwelling(f"{place}01", code, building=f"{place}栋")
            stay = office.resident(f"居民{code}{place}", grid=code, dwelling_id=door)
            office.visit(f"2026-11-{place + 12}", f"WG-{code}", stay, dwelling_id=door, persons=2)
    return office


@pytest.fixture
def open_page(office, jobs, messages, preferences, theme, qtbot, qapp):
    def build(role: Role = Role.CHIEF, scale: float = 1.0):
        look = Theme(scale)
        if scale != 1.0:
            look.apply(qapp)
        bench = Workbench(office.as_role(role), jobs, messages, look, preferences, [], "青禾街道桂湖社区", practice=True)
        bench.resize(1366, 698)
        qtbot.addWidget(bench)
        with qtbot.waitActive(bench):
            bench.show()
            bench.activateWindow()
        bench.recall({})
        page = bench.open_page("spot_checks")
        settle(qapp)
        return page

    yield build
    Theme().apply(qapp)


def press(qtbot, page, *keys) -> None:
    for key in keys:
        modifier = Qt.KeyboardModifier.ControlModifier if isinstance(key, tuple) else Qt.KeyboardModifier.NoModifier
        qtbot.keyClick(page.window().focusWidget(), key[0] if isinstance(key, tuple) else key, modifier)


def drawn(qtbot, page, **values: str) -> None:
    press(qtbot, page, (Qt.Key.Key_N,))
    for name, value in {"per_member": "2", "seed": "7", **values}.items():
        page.strip.form.set_value(name, value)
    press(qtbot, page, (Qt.Key.Key_Return,))


def results(page) -> list[str]:
    return [line.result_label for line in page.items.rows]


def test_only_chiefs_and_administrators_have_it() -> None:
    assert "抽查" in [entry.tab for entry in family_of(pages_of("chief"), "visits")]
    assert "spot_checks" in [entry.name for entry in pages_of("admin")]
    for role in ("member", "leader"):
        assert "spot_checks" not in [entry.name for entry in pages_of(role)]


def test_from_nothing_to_results_with_keys_only(open_page, office, qtbot) -> None:
    page = open_page()
    assert page.state.title.text() == "还没有抽查"
    assert not page.print_button.isVisible()
    press(qtbot, page, (Qt.Key.Key_N,))
    assert page.strip.banner.text.text() == "候选 8 条（2 人），将抽 6 条"
    page.strip.form.set_value("per_member", "2")
    page.strip.form.changed.emit("per_member")
    assert page.strip.banner.text.text() == "候选 8 条（2 人），将抽 4 条"
    press(qtbot, page, (Qt.Key.Key_Return,))
    assert not page.strip.isVisible()
    assert [(line.sheet_no, line.state) for line in page.model.rows] == [("抽1120-1", "已查 0 / 4")]
    assert page.table.hasFocus()
    press(qtbot, page, Qt.Key.Key_Return, Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3)
    assert results(page) == ["合格", "不合格", "无法核实", ""]
    assert page.current_item().number == 4
    assert page.done_text.text() == "已查 3 / 4 · 合格率 50.0%"
    assert page.told.text() == "1 条不合格没写情况"
    press(qtbot, page, Qt.Key.Key_Up, Qt.Key.Key_0)
    assert results(page) == ["合格", "不合格", "", ""]
    assert page.current_item().number == 3
    page.window().undo_last()
    assert results(page) == ["合格", "不合格", "无法核实", ""]
    assert checks.rebuild_check(office.register) == []


def test_what_was_found_is_written_down(open_page, qtbot) -> None:
    page = open_page()
    drawn(qtbot, page)
    press(qtbot, page, Qt.Key.Key_Return, Qt.Key.Key_F2)
    assert page.banner.text.text().startswith("第 1 号还没有结果")
    press(qtbot, page, Qt.Key.Key_2, Qt.Key.Key_Up, Qt.Key.Key_F2)
    page.strip.form.set_value("finding", "本人说那天没有人来过")
    press(qtbot, page, (Qt.Key.Key_Return,))
    assert page.items.rows[0].finding == "本人说那天没有人来过"
    assert page.told.text() == ""
    assert page.item_table.hasFocus()
    press(qtbot, page, Qt.Key.Key_Escape)
    assert page.table.hasFocus()


def test_a_draw_is_checked_again_and_voided(open_page, qtbot) -> None:
    page = open_page()
    drawn(qtbot, page)
    page.repeat_button.click()
    assert page.banner.text.text() == "候选和随机数都没有变，重抽一遍结果相同"
    drawn(qtbot, page, seed="8")
    assert [line.sheet_no for line in page.model.rows] == ["抽1120-2", "抽1120-1"]
    press(qtbot, page, Qt.Key.Key_Delete)
    press(qtbot, page, (Qt.Key.Key_Return,))
    assert page.strip.isVisible()  # a reason is missing
    page.strip.form.set_value("reason", "抽了两次")
    press(qtbot, page, (Qt.Key.Key_Return,))
    assert [line.sheet_no for line in page.model.rows] == ["抽1120-1"]


def test_what_is_wrong_is_said_at_the_field(open_page, office, qtbot) -> None:
    page = open_page()
    own = office.members["WG-01"]
    drawn(qtbot, page, member=own, checker=own)
    assert page.strip.form.messages.standing("checker")
    assert page.strip.isVisible()
    page.strip.form.set_value("checker", office.members["WG-02"])
    page.strip.form.set_value("per_member", "三")
    press(qtbot, page, (Qt.Key.Key_Return,))
    assert page.strip.form.messages.standing("per_member")
    page.strip.form.set_value("per_member", "9")
    press(qtbot, page, (Qt.Key.Key_Return,))
    assert {line.member for line in page.items.rows} == {"网格员01"}
    assert "抽查人 网格员02" in page.head.text()


def test_shares_and_both_papers(open_page, qtbot, messages, tmp_path: Path) -> None:
    page = open_page()
    drawn(qtbot, page)
    press(qtbot, page, Qt.Key.Key_Return, Qt.Key.Key_1, Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3)
    dialog = page.print_dialog()
    assert (dialog.pages, list(cut_off(dialog))) == (1, [])
    dialog.reject()
    page.view.buttons["shares"].click()
    assert [(line.staff_no, line.tally.share_text) for line in page.shares.model.rows] == [("WG-01", "100.0%"), ("WG-02", "0.0%")]
    assert page.shares.found.text() == "2 人 · 抽取 4 条 · 已查 4 条 · 合格率 66.7%"
    dialog = page.print_dialog()
    assert dialog.pages == 1
    messages.answers.append(tmp_path / "结果.xlsx")
    dialog._save_excel()
    assert (tmp_path / "结果.xlsx").stat().st_size > 3000
    dialog.reject()
    page.spans.buttons["before"].click()
    assert page.shares.state.isVisible()


def test_spans_are_whole_months() -> None:
    from datetime import date

    day = date(2026, 1, 31)
    assert span_of("month", day) == ("2026-01-01", "2026-01-31", "2026年1月")
    assert span_of("before", day) == ("2025-12-01", "2025-12-31", "2025年12月")
    assert span_of("quarter", day) == ("2025-11-01", "2026-01-31", "2025年11月至2026年1月")
    assert span_of("quarter", date(2026, 11, 20)) == ("2026-09-01", "2026-11-30", "2026年9月至11月")
    assert span_of("year", day) == ("2026-01-01", "2026-12-31", "2026年")


def test_the_models_keep_their_promises(qtbot) -> None:
    for columns in (check_columns(), item_columns(), share_columns()):
        model = ListedTableModel(columns)
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        model.set_rows([])


@pytest.mark.parametrize("scale", [1.0, 1.15])
def test_nothing_is_clipped(open_page, qtbot, qapp, scale) -> None:
    page = open_page(scale=scale)
    bench = page.window()
    bad = list(cut_off(bench))
    drawn(qtbot, page)
    settle(qapp)
    bad += list(cut_off(bench))
    page.draw()
    settle(qapp)
    bad += list(cut_off(bench))
    page.strip.close_strip()
    page.view.buttons["shares"].click()
    settle(qapp)
    assert [*bad, *cut_off(bench)] == []
    assert page.new_button.isVisible()
