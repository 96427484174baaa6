"""网格员 · 考勤 by keyboard: states, whole days, leave, 补签, shifts, holidays, the sheet; nothing clipped, nothing for members."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.models.vocabulary import Role
from app.services import attendance_corrections, history
from app.ui.pages import pages_of
from app.ui.theme import Theme
from app.ui.workbench import Workbench
from tests.builders import Office
from tests.ui.test_pages import cut_off, settle


@pytest.fixture
def office(monkeypatch) -> Office:
    monkeypatch.setenv("ZHIWANG_TODAY", "2026-11-20")
    office = Office(grids=())
    for place, name in enumerate(("张伟明", "李燊", "王𬱖", "欧阳丽华"), start=1):
        office.grid(f"{place:02}")
        office.member(f"WG-{place:02}", name, f"{place:02}")
    return office


@pytest.fixture
def open_page(office, theme, jobs, messages, preferences, qtbot, qapp):
    def build(session=None, scale: float = 1.0):
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
        assert [window for window in qapp.topLevelWidgets() if window.isVisible()] == [bench]  # nothing flashed
        page = bench.open_page("attendance")
        settle(qapp)
        return page

    yield build
    Theme().apply(qapp)


def marks(page, day: int) -> list[str]:
    return [row.cells[day - 1].mark for row in page.sheet.rows]


def test_a_day_is_keyed_from_member_to_member(open_page, qtbot) -> None:
    page = open_page()
    assert page.here.text() == "张伟明 11月20日 周五 · 例会班 14:00–18:00 · 没有登记"
    for key in (Qt.Key.Key_1, Qt.Key.Key_3, Qt.Key.Key_8, Qt.Key.Key_7):
        qtbot.keyClick(page.table, key)
    assert marks(page, 20) == ["√", "病", "旷", "公"]
    assert page.place == (3, 19)
    qtbot.keyClick(page.table, Qt.Key.Key_0)
    assert marks(page, 20) == ["√", "病", "旷", "○"]


def test_arrows_choose_the_day_and_ctrl_d_fills_it(open_page, qtbot) -> None:
    page = open_page()
    qtbot.keyClick(page.table, Qt.Key.Key_Left)
    qtbot.keyClick(page.table, Qt.Key.Key_2)
    qtbot.keyClick(page.table, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert marks(page, 19) == ["事", "√", "√", "√"]
    page.context.shell.undo(history.last_undoable(page.context.session).id)
    assert marks(page, 19) == ["事", "○", "○", "○"]
    for _ in range(40):
        qtbot.keyClick(page.table, Qt.Key.Key_Left)
    assert page.place[1] == 0  # stays within the days


def test_what_cannot_be_is_said_and_the_cursor_stays(open_page, qtbot) -> None:
    page = open_page()
    for _ in range(3):
        qtbot.keyClick(page.table, Qt.Key.Key_Right)
    qtbot.keyClick(page.table, Qt.Key.Key_1)
    assert page.banner.text.text() == "11月23日还没到，不能登记出勤；请假可以先登记。"
    assert page.place == (0, 22)
    qtbot.keyClick(page.table, Qt.Key.Key_4)
    assert marks(page, 23)[0] == "年"


def test_leave_in_the_strip(open_page, qtbot) -> None:
    page = open_page()
    qtbot.keyClick(page.table, Qt.Key.Key_L)
    form = page.strip.form
    assert form.collect()["first"] == "2026-11-20"
    form.set_value("last", "2026-11-24")
    form.set_value("state", "sick")
    page.strip.submit()
    assert not page.strip.isVisible()
    assert [marks(page, day)[0] for day in (20, 21, 23, 24)] == ["病", "", "病", "病"]
    assert page.table.hasFocus()


def test_a_correction_is_asked_here_and_approved_by_another(open_page, office, qtbot) -> None:
    page = open_page()
    qtbot.keyClick(page.table, Qt.Key.Key_B)
    page.strip.form.set_value("reason", "手机没电")
    page.strip.submit()
    assert page.view.buttons["corrections"].text() == "补签 1 待审"
    page.view.buttons["corrections"].click()
    assert not page.approve_button.isVisible()
    page.approve()
    assert page.banner.text.text().startswith("补签由申请人以外的人审批")
    page.window().hide()
    other = open_page(office.as_role(Role.CHIEF))
    other.view.buttons["corrections"].click()
    assert other.approve_button.isVisible()
    other.refuse()
    other.strip.submit()
    assert other.strip.isVisible()  # a reason is missing
    other.strip.close_strip()
    qtbot.keyClick(other.correction_table, Qt.Key.Key_Return)
    assert marks(other, 20)[0] == "√"
    assert attendance_corrections.corrections(office.session, "2026-11-01", "2026-11-30")[0].decision == "approved"


def test_months_are_turned(open_page, qtbot) -> None:
    page = open_page()
    assert page.months.currentText() == "2026年11月"
    qtbot.keyClick(page.table, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert (page.months.currentText(), page.sheet.label, len(page.model.columns)) == ("2026年10月", "2026年10月", 2 + 31 + 7)
    page.step(2)
    page.step(1)
    assert page.sheet.label == "2026年12月"
    assert not page.later.isEnabled()


def test_a_shift_of_ones_own(open_page, qtbot) -> None:
    page = open_page()
    dialog = page.shifts_dialog()
    dialog.start_new()
    dialog.save()
    assert [row.name for row in dialog.model.rows] == ["晚班", "例会班"]  # nothing typed, nothing stored
    dialog.form.fill({
        "name": "周末班", "everybody": "0", "starts": "9:00", "ends": "12:00", "weekdays": ("6",), "members": (page.sheet.rows[1].member_id,),
    })  # fmt: skip
    dialog.save()
    assert [(row.name, row.members) for row in dialog.model.rows if row.name == "周末班"] == [("周末班", "李燊")]
    assert page.sheet.rows[1].sums.planned == 14 + 2  # up to the 19th as everybody; Saturdays 21 and 28
    dialog.done(0)


def test_a_holiday_of_the_office(open_page, qtbot) -> None:
    page = open_page()
    dialog = page.calendar_dialog()
    assert any(row.note == "国庆节" for row in dialog.model.rows)
    dialog.form.fill({"day": "2026-11-19", "kind": "rest", "note": "停电"})
    dialog.save()
    assert page.sheet.rows[0].sums.planned == 20
    dialog.show_year(2027)
    assert dialog.remark.isVisibleTo(dialog)
    assert dialog.model.rows == []
    assert dialog.form.collect()["day"] == ""
    dialog.done(0)


def test_the_sheet_is_built_for_print_and_excel(open_page, messages, tmp_path) -> None:
    dialog = open_page().print_dialog()
    assert (dialog.pages, dialog.ready) == (1, True)
    messages.answers.append(Path(tmp_path) / "考勤.xlsx")
    dialog._save_excel()
    assert (tmp_path / "考勤.xlsx").stat().st_size > 3000
    dialog.done(0)


def test_leaders_look_and_members_have_no_such_page(open_page, office, qtbot) -> None:
    page = open_page(office.as_role(Role.LEADER))
    qtbot.keyClick(page.table, Qt.Key.Key_1)
    assert marks(page, 20)[0] == "○"
    assert not page.leave_button.isVisible()
    assert not page.digits.isVisible()
    assert "attendance" not in [entry.name for entry in pages_of("member")]


@pytest.mark.parametrize("scale", [1.0, 1.15])
def test_nothing_is_clipped(open_page, qapp: QApplication, scale) -> None:
    page = open_page(scale=scale)
    bench = page.window()
    assert (bench.width(), bench.height()) == (1366, 698)
    assert list(cut_off(bench)) == []
    assert page.print_button.isVisible()
    assert not any(bar.isVisible() and bar.orientation() == Qt.Orientation.Horizontal
                   for bar in bench.findChildren(QWidget) if type(bar).__name__ == "QScrollBar")  # fmt: skip
