"""数据交换 · 一表通 by keyboard: opened, corrected, filled; nothing for members, nothing clipped."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt

from app.models.vocabulary import Role
from app.ui.pages import family_of, pages_of
from app.ui.pages.forms import CHOOSE, DONE, MATCH, WHOM
from app.ui.theme import Theme
from app.ui.workbench import Workbench
from tests.builders import Office
from tests.ui.test_pages import cut_off, settle

TITLES = ("序号", "姓名", "性别", "身份证号码", "联系电话", "低保证号", "是否低保")


@pytest.fixture
def office() -> Office:
    office = Office()
    for number, name in enumerate(("王建平", "李秀英", "张桂兰"), 1):
        stay = office.resident(name, dwelling_id=office.dwelling(f"{number}01"))
        if number == 1:
            office.insert("resident_tag", resident_id=stay.resident_id, tag="101", valid_from="2026-01-01")
    return office


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["低保对象花名册"])
    book.active.append(list(TITLES))
    book.save(tmp_path / "低保表.xlsx")
    return tmp_path / "低保表.xlsx"


@pytest.fixture
def open_page(office, jobs, messages, preferences, qtbot, qapp):
    def build(role: Role = Role.CHIEF, scale: float = 1.0, size: tuple[int, int] = (1366, 698)):
        look = Theme(scale)
        look.apply(qapp)
        bench = Workbench(office.as_role(role), jobs, messages, look, preferences, [], "青禾街道桂湖社区", practice=True)
        bench.resize(*size)
        qtbot.addWidget(bench)
        with qtbot.waitActive(bench):
            bench.show()
            bench.activateWindow()
        bench.recall({})
        page = bench.open_page("forms")
        settle(qapp)
        return page

    yield build
    Theme().apply(qapp)


def test_only_chiefs_and_administrators_have_it() -> None:
    assert "一表通" in [entry.tab for entry in family_of(pages_of("chief"), "imports")]
    for role in ("member", "leader"):
        assert "forms" not in [entry.name for entry in pages_of(role)]


def test_from_the_form_to_the_filled_file_with_keys(open_page, blank, tmp_path, messages, qtbot) -> None:
    page = open_page()
    messages.answers.append(blank)
    qtbot.keyClick(page, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert page.step == MATCH
    assert page.match.state.text() == "7 列中 6 列已对应，1 列登记簿没有，留空"
    box = page.match.boxes[0, 4]
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Delete)
    assert box.currentData() == ""
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert page.match.boxes[0, 5].hasFocus()
    qtbot.keyClick(page.match.boxes[0, 5], Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert page.step == WHOM
    assert page.whom.count.text() == "将填 3 行"
    assert "登记簿没有的列，留空：联系电话、低保证号" in page.whom.told.text()
    page.next()
    assert page.banner.text.text().startswith("先写报给哪个单位")
    page.whom.receiver.setText("街道民政办")
    page.whom.purpose.setText("低保年审")
    messages.answers.append(tmp_path / "出.xlsx")
    qtbot.keyClick(page.whom.purpose, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.step == DONE
    assert page.done_view.title.text() == "已填 3 行到 出.xlsx"
    rows = [[cell.value for cell in line] for line in openpyxl.load_workbook(tmp_path / "出.xlsx").active.iter_rows(3)]
    assert sorted(line[1] for line in rows) == ["张桂兰", "李秀英", "王建平"]
    assert [line[6] for line in rows if line[1] == "王建平"] == ["是"]
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert page.step == CHOOSE


def test_what_is_no_form_is_said(open_page, tmp_path, messages) -> None:
    page = open_page()
    (tmp_path / "坏.xlsx").write_bytes(b"nothing")
    messages.answers.append(tmp_path / "坏.xlsx")
    page.choose_file()
    assert page.step == CHOOSE
    assert "另存为 .xlsx" in page.banner.text.text()


@pytest.mark.parametrize(("scale", "size"), [(1.0, (1366, 698)), (1.15, (1366, 698)), (1.15, (1920, 1040))])
def test_nothing_is_clipped(open_page, blank, qapp, scale: float, size: tuple[int, int]) -> None:
    page = open_page(scale=scale, size=size)
    assert not list(cut_off(page.window()))
    page.load(blank)
    settle(qapp)
    assert not list(cut_off(page.window()))
    page.accept_all()
    settle(qapp)
    grids = page.whom.chips.choices["grid"][1]
    page.whom.chips.set_chosen({"grid": tuple(value for value, _ in grids), "tag": ("101",), "population": ("01",)})
    settle(qapp)
    assert not list(cut_off(page.window()))
