"""年度目标: set by keys with a live preview, adjusted with a reason, undone; progress as matrix and bars, records, paper."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.models.target_views import TargetDraft
from app.models.vocabulary import Role
from app.services import history, targets
from app.ui.theme import Theme
from app.ui.workbench import Workbench
from tests.builders import Office
from tests.ui.test_pages import cut_off, settle


@pytest.fixture
def office() -> Office:
    """3 people on 100 ㎡ and 1 person on 300 ㎡: 60/40 gives 55 : 45; 44 visits in grid 01."""
    office = Office()
    for number in range(4):
        office.resident(f"住户{number}", grid="01" if number < 3 else "02", opened_on="2025-03-01")
    office.update("grid", office.grids["01"], area_m2=100)
    office.update("grid", office.grids["02"], area_m2=300)
    for number in range(44):
        office.visit("2026-03-02", "WG-01", f"人{number}", "met", 1)
    return office


@pytest.fixture
def open_page(office, theme, jobs, messages, preferences, qtbot, qapp):
    def build(name: str = "targets", session=None, scale: float = 1.0):
        look = Theme(scale)
        if scale != 1.0:
            look.apply(qapp)
        bench = Workbench(session or office.session, jobs, messages, look, preferences, [], "青禾街道桂湖社区", practice=True)
        bench.resize(1366, 698)
        qtbot.addWidget(bench)
        with qtbot.waitActive(bench):
            bench.show()
            bench.activateWindow()
        bench.recall({})
        page = bench.open_page(name)
        settle(qapp)
        return page

    yield build
    Theme().apply(qapp)


def shown(page, key: str) -> list[str]:
    place = next(place for place, column in enumerate(page.model.columns) if column.key == key)
    return [page.model.data(page.model.index(row, place)) for row in range(page.model.rowCount())]


def set_targets(office: Office, *names: str, level: str = "grid") -> None:
    for name in names or ("visited_persons",):
        targets.save(office.session, TargetDraft(2026, name, level, "100"))


def choose(page, name: str) -> None:
    place = next(place for place, line in enumerate(page.indicators.rows) if line.indicator == name)
    page.list.select_row(place)


def test_a_target_is_set_by_keys_with_a_preview(open_page, office, qtbot) -> None:
    page = open_page()
    choose(page, "visited_persons")
    assert page.state.title.text() == "还没有设目标"
    qtbot.keyClick(page.list, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    form = page.strip.form
    assert (form.collect()["population"], form.collect()["area"]) == ("60", "40")
    editor = form.editor("total")
    editor.selectAll()
    qtbot.keyClicks(editor, "100")
    assert shown(page, "amount") == ["55", "45", "100"]
    assert page.rule.text().startswith("预览，还没有保存。")
    assert targets.sheet(office.session, 2026, "visited_persons", "grid").rows == ()
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not page.strip.isVisible()
    assert shown(page, "amount") == ["55", "45", "100"]
    assert page.indicators.rows[1].total == 100
    assert page.months.text().startswith("01网格　1月 ")
    page.context.shell.undo(history.last_undoable(office.session).id)
    assert page.state.title.text() == "还没有设目标"


def test_esc_gives_the_stored_split_back(open_page, office, qtbot) -> None:
    set_targets(office)
    page = open_page()
    choose(page, "visited_persons")
    page.ask_split()
    page.strip.form.editor("total").selectAll()
    qtbot.keyClicks(page.strip.form.editor("total"), "300")
    assert shown(page, "amount") == ["165", "135", "300"]
    qtbot.keyClick(page.strip, Qt.Key.Key_Escape)
    assert shown(page, "amount") == ["55", "45", "100"]


def test_changing_needs_a_reason_and_wrong_numbers_are_told(open_page, office, qtbot) -> None:
    set_targets(office)
    page = open_page()
    choose(page, "visited_persons")
    page.ask_split()
    page.strip.form.set_value("total", "很多")
    page.preview()
    assert "总数“很多”不对" in page.strip.banner.text.text()
    page.strip.form.set_value("total", "200")
    page.strip.submit()
    assert page.strip.isVisible()
    page.strip.form.set_value("why", "区里追加")
    page.strip.submit()
    assert shown(page, "amount") == ["110", "90", "200"]
    assert page.versions_button.isVisible()
    dialog = page.versions_dialog()
    assert [line.why for line in dialog.model.rows] == ["区里追加", "首次设定"]
    dialog.done(0)


def test_adjusting_a_unit(open_page, office, qtbot) -> None:
    set_targets(office)
    page = open_page()
    choose(page, "visited_persons")
    page.table.select_row(0)
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    page.strip.form.fill({"change": "-5", "other": office.grids["02"], "why": "拆迁"})
    page.strip.submit()
    assert shown(page, "computed") == ["55", "45", "100"]
    assert shown(page, "adjustment") == ["−5", "+5", "0"]
    assert shown(page, "amount") == ["50", "50", "100"]
    page.table.select_row(2)  # the sum is not adjusted
    page.ask_adjust()
    assert not page.strip.isVisible()


def test_last_year_and_dropping(open_page, office) -> None:
    targets.save(office.session, TargetDraft(2025, "volume", "grid", "200"))
    page = open_page()
    page.ask_copy()
    page.strip.form.set_value("percent", "110")
    page.strip.submit()
    choose(page, "volume")
    assert shown(page, "amount") == ["121", "99", "220"]
    page.ask_drop()
    page.strip.form.set_value("why", "设错")
    page.strip.submit()
    assert page.state.title.text() == "还没有设目标"


def test_a_divided_grid_is_told_and_followed(open_page, office, monkeypatch) -> None:
    monkeypatch.setenv("ZHIWANG_TODAY", "2026-01-10")
    targets.save(office.session, TargetDraft(2026, "volume", "grid", "240", {"equal": "1"}, month_rule="equal"))
    monkeypatch.setenv("ZHIWANG_TODAY", "2026-11-20")
    office.grid("03", valid_from="2026-07-01")
    for new in ("01", "03"):
        office.insert("grid_change", day="2026-07-01", kind="split", old_id=office.grids["01"], new_id=office.grids[new], persons=1)
    page = open_page()
    assert page.hints.isVisible()
    page.follow_button.click()
    assert shown(page, "amount") == ["90", "120", "30", "240"]
    assert not page.hints.isVisible()


def test_the_office_and_another_year(open_page, office) -> None:
    page = open_page()
    page.level.buttons["office"].click()
    page.ask_split()
    assert "population" not in page.strip.form.fields
    page.strip.form.set_value("total", "500")
    page.strip.submit()
    assert shown(page, "amount") == ["500", "500"]
    page.year.step(1)
    assert page.year.value == 2025
    assert page.state.title.text() == "还没有设目标"
    state = page.remember()
    page.year.step(-1)
    page.recall(state)
    page.refresh()
    assert (page.year.value, page.level.value) == (2025, "office")


def test_progress_as_matrix_and_as_bars(open_page, office, qtbot) -> None:
    set_targets(office, "volume", "visited_persons")
    page = open_page("target_progress")
    # 44 of 55: 80.0 − 88.8; grid 02 has nothing; 44 of 100
    cell = page.model.cell(0, 3)
    assert (cell.text, cell.note, cell.token) == ("80.0", "▼8.8", "warn")
    assert [column.key for column in page.model.columns] == ["code", "name", "volume", "visited_persons"]
    qtbot.keyClick(page.table, Qt.Key.Key_2)
    assert page.indicator == "visited_persons"
    qtbot.keyClick(page.table, Qt.Key.Key_4)  # has no target
    assert page.indicator == "visited_persons"
    qtbot.keyClick(page.table, Qt.Key.Key_V)
    assert shown(page, "done") == ["44", "0", "44"]
    assert shown(page, "lag") == ["▼8.8", "▼88.8", "▼44.8"]
    assert page.found.text() == "走访人数：2 个落后于序时"
    assert page.sentence.text() == (
        "01网格　指标 55，完成 44（80.0%），按序时应完成 49，落后 8.8 点，还差 11，剩 29 个工作日，每日还需 1"
    )
    bar = page.model.cell(0, 2).bar
    assert (bar.share, bar.target, bar.token) == (0.8, 0.888, "bar_warn")
    page._sort("lag")
    assert shown(page, "code") == ["02", "01", ""]
    page._sort("lag")
    assert shown(page, "code") == ["01", "02", ""]


def test_periods_and_records(open_page, office, qtbot) -> None:
    set_targets(office)
    page = open_page("target_progress")
    dialog = page.records_dialog(0, 2)
    assert dialog.count.text() == "走访人数 44：44 条记录，与表中数字一致"
    dialog.done(0)
    assert page.records_dialog(2, 2) is None
    qtbot.keyClick(page.table, Qt.Key.Key_Left)
    assert page.sheet.label == "2026年11月"
    for _ in range(8):
        page.period.step(1)
    assert page.sheet.label == "2026年3月"
    page.view.choose("one")
    page._show_rows()
    assert shown(page, "done") == ["44", "0", "44"]


def test_empty_progress_leads_to_setting(open_page, office) -> None:
    page = open_page("target_progress")
    assert page.state.title.text() == "还没有设目标"
    page._to_targets()
    assert page.context.shell.open_page("targets").strip.isVisible()


@pytest.mark.parametrize(("view", "pages"), [("all", 1), ("one", 1)])
def test_paper(open_page, office, view, pages, messages, tmp_path) -> None:
    set_targets(office, "volume", "visited_persons")
    page = open_page("target_progress")
    page.view.choose(view)
    page._show_rows()
    dialog = page.print_dialog()
    assert dialog.pages == pages
    dialog.done(0)
    messages.answers.append(tmp_path / "完成.xlsx")
    page.export()
    assert (tmp_path / "完成.xlsx").exists()
    split = page.context.shell.open_page("targets")
    choose(split, "volume")
    dialog = split.print_dialog()
    assert dialog.pages == 1
    dialog.done(0)
    messages.answers.append(tmp_path / "分配.xlsx")
    split.export()
    assert (tmp_path / "分配.xlsx").exists()


def test_a_leader_looks_and_members_have_no_such_page(open_page, office, qtbot) -> None:
    set_targets(office)
    page = open_page(session=office.as_role(Role.LEADER))
    choose(page, "visited_persons")
    assert shown(page, "amount") == ["55", "45", "100"]
    assert not any(part.isVisible() for part in (page.set_button, page.adjust_button, page.copy_button, page.drop_button))
    page.ask_split()
    assert not page.strip.isVisible()
    progress = page.context.shell.open_page("target_progress")
    assert progress.records_dialog(0, 2) is None
    assert open_page("targets", office.as_role(Role.MEMBER, "WG-01")) is None


@pytest.mark.parametrize("scale", [1.0, 1.15])
@pytest.mark.parametrize("name", ["targets", "split", "adjust", "target_progress"])
def test_nothing_is_clipped(open_page, office, qapp, scale, name) -> None:
    set_targets(office, "volume", "visited_persons", "visited_households", "new_residents", "cancelled_residents", "new_entities",
                "cancelled_entities", "visited_entities")  # fmt: skip
    page = open_page("target_progress" if name == "target_progress" else "targets", scale=scale)
    if name == "split":
        choose(page, "visited_households")
        page.ask_split()
    if name == "adjust":
        page.ask_adjust()
    settle(qapp)
    bench = page.window()
    assert (bench.width(), bench.height()) == (1366, 698)
    assert list(cut_off(bench)) == []
    bars = [bar for bar in bench.findChildren(QWidget) if type(bar).__name__ == "QScrollBar" and bar.isVisible()]
    assert all(bar.orientation() == Qt.Orientation.Vertical for bar in bars)
