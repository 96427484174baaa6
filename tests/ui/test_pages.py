"""The pages over a real register in memory: keys, filters, cards, weeks, imports; and nothing clipped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from app.models.vocabulary import Role
from app.storage import history
from app.ui.gallery import SAMPLE
from app.ui.theme import Theme
from app.ui.widgets.key_card import KeyCard
from app.ui.workbench import Workbench
from tests.builders import Office

NAMES = ("王建平", "刘芳", "欧阳文静", "陈国富", "覃秀珍")


@pytest.fixture(scope="module")
def office() -> Office:
    """Five residents behind three doors, six visits in the 47th week, two in the week before."""
    office = Office(grids=("01", "06"))
    rooms = {"101": ("王建平", "刘芳"), "102": ("欧阳文静", "陈国富"), "201": ("覃秀珍",)}
    for room, names in rooms.items():
        door = office.dwelling(room=room, grid="06")
        home = office.household(door)
        for name in names:
            stay = office.resident(name, grid="06", by="WG-06", dwelling_id=door, household_id=home, relation="02" if name == names[0] else "10",
                                   opened_on="2026-11-13" if name == "覃秀珍" else "2026-01-05",
                                   person={"phone": "19900000417", "birth_date": "1948-02-17", "sex": "1"})  # fmt: skip
            office.visit("2026-11-16", "WG-06", stay)
            if name in ("王建平", "刘芳"):
                office.visit("2026-11-10", "WG-01", stay)
    return office


@pytest.fixture
def open_bench(office, theme, jobs, messages, preferences, qtbot, qapp):
    made: list[Workbench] = []

    def build(session=None, scale: float = 1.0, size: tuple[int, int] = (1366, 698)) -> Workbench:
        look = Theme(scale)
        if scale != 1.0:
            look.apply(qapp)
        bench = Workbench(session or office.session, jobs, messages, look, preferences, [], "青禾街道桂湖社区", practice=True)
        bench.resize(*size)
        qtbot.addWidget(bench)
        with qtbot.waitActive(bench):
            bench.show()
            bench.activateWindow()
        bench.recall({})
        assert [window for window in qapp.topLevelWidgets() if window.isVisible()] == [bench]
        assert bench.isActiveWindow()  # nothing flashed a window of its own while it was built
        made.append(bench)
        settle(qapp)
        return bench

    yield build
    Theme().apply(qapp)


def settle(qapp: QApplication) -> None:
    qapp.processEvents()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def names_of(page) -> list[str]:
    return [page.model.record(row).name for row in range(page.model.rowCount())]


def test_residents_are_listed_counted_and_shown_as_card(open_bench) -> None:
    page = open_bench().open_page("residents")
    assert sorted(names_of(page)) == sorted(NAMES)
    assert (page.found.text(), page.households.text(), page.whole.text()) == ("5", "人 / 3 户", "（共 5 人）")
    assert page.panel.card.row.name == names_of(page)[0]


@pytest.mark.parametrize(("text", "found"), [("王建", ["王建平"]), ("oyw", ["欧阳文静"]), ("qin", ["覃秀珍"]), ("201", ["覃秀珍"]), ("0417", 5)])
def test_find_by_name_pinyin_polyphone_room_and_phone(open_bench, text, found) -> None:
    page = open_bench().open_page("residents")
    page.find_box.setText(text)
    page.find_box.ask_now()
    assert names_of(page) == found if isinstance(found, list) else len(names_of(page)) == found


def test_nothing_found_says_what_to_do_and_esc_brings_everything_back(open_bench) -> None:
    page = open_bench().open_page("residents")
    page.find_box.setText("查无此人甲")
    page.find_box.ask_now()
    assert page.middle.currentWidget() is page.state
    assert page.state.title.text() == "没有找到“查无此人甲”"
    page.back()
    assert len(names_of(page)) == 5


def test_the_list_is_worked_by_keys(open_bench, qtbot) -> None:
    page = open_bench().open_page("residents")
    qtbot.keyClick(page.find_box, Qt.Key.Key_Down)
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    assert page.panel.card.row.name == names_of(page)[1]
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    assert page.ticked.text().startswith("已选 1 人")
    qtbot.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QApplication.clipboard().text().splitlines()
    assert copied[0].startswith("姓名\t性别")
    assert copied[1].split("\t")[0] == names_of(page)[1]


def test_filters_and_columns(open_bench, office, preferences) -> None:
    page = open_bench().open_page("residents")
    page.chips.set_chosen({"grid": (office.grids["01"],)})
    page.ask()
    assert names_of(page) == []
    page.chips.reset()
    assert len(names_of(page)) == 5
    actions = {action.data(): action for action in page.columns_menu.actions()}
    page.columns_menu.aboutToShow.emit()
    actions["sex"].trigger()
    assert "sex" not in [column.key for column in page.model.columns]
    assert "sex" not in preferences.get("residents.columns")


def test_one_number_is_shown_and_the_showing_is_recorded(open_bench, office) -> None:
    page = open_bench().open_page("residents")
    assert "*" in page.panel.number.text()
    page.panel._reveal()
    assert "*" not in page.panel.number.text()
    assert [line.kind for line in history.operations(office.session.register.db, 1)] == ["resident.reveal"]


def test_what_a_role_may_not_do_is_absent(open_bench, office) -> None:
    bench = open_bench(office.as_role(Role.LEADER))
    assert "imports" not in bench.navigation.items
    page = bench.open_page("residents")
    assert page.panel.eye is None
    assert "Ctrl+P" not in [act.shown for act in page.acts()]
    assert not page.print_button.isVisible()
    assert not bench.open_page("rankings").close_button.isVisible()


def test_the_friday_sheet(open_bench, qtbot) -> None:
    page = open_bench().open_page("rankings")
    assert page.sheet.label == "2026年第47周"
    assert [page.model.data(page.model.index(row, 5)) for row in range(3)] == ["6", "0", "6"]  # 5 visited + 1 new; nobody; total
    assert page.compared.text() == "对比 第46周（上周）"
    qtbot.keyClick(page.table, Qt.Key.Key_Left)
    assert page.sheet.label == "2026年第46周"
    assert page.model.data(page.model.index(0, 2)) == "网格员01"
    qtbot.keyClick(page.table, Qt.Key.Key_Right)
    assert page.sheet.label == "2026年第47周"


def test_the_records_behind_a_number_add_up(open_bench, qtbot) -> None:
    page = open_bench().open_page("rankings")
    place = [column.key for column in page.model.columns].index("visits")
    dialog = page.records_dialog(0, place)
    qtbot.addWidget(dialog)
    assert dialog.count.text() == "走访人数 5：5 条记录，与表中数字一致"
    dialog.figures.select_row(0)
    assert dialog.count.text() == "新增人口 1：1 条记录，与表中数字一致"
    assert dialog.model.rows[0].title == "覃秀珍"
    assert page.records_dialog(2, place) is None


def test_closing_the_week_asks_because_it_is_final(open_bench, messages) -> None:
    bench = open_bench()
    page = bench.open_page("rankings")
    page.step(1)
    messages.answers.extend([1, 0])
    page.close_button.click()
    assert page.close_button.isVisible()
    page.close_button.click()
    assert messages.asked[0].startswith("结算 2026年第46周")
    assert page.closed.text().startswith("已结算")
    assert not page.close_button.isVisible()
    assert bench.undo_bar.text.text() == "已结算 2026年第46周"
    assert not bench.undo_bar.undo.isVisible()


def test_bulletin_and_roster_are_previewed_and_saved(open_bench, messages, tmp_path, qtbot) -> None:
    bench = open_bench()
    for name, make in (("rankings", "print_dialog"), ("residents", "roster_dialog")):
        dialog = getattr(bench.open_page(name), make)()
        assert dialog.pages == 1
        assert not dialog.picture.pixmap().isNull()
        target = tmp_path / f"{name}.pdf"
        messages.answers.append(target)
        dialog.save_pdf.click()
        assert target.read_bytes().startswith(b"%PDF")
        directory = dialog.directory
        dialog.reject()
        assert not directory.exists()
    kinds = [(line.kind, line.reason) for line in history.operations(bench.context.session.register.db, 4)]
    assert [kind for kind, _ in kinds] == ["document.pdf", "document.preview"] * 2
    assert kinds[2][1] == "周排名通报-2026年第47周 · 1 页 · 存为 rankings.pdf"
    messages.answers.append(tmp_path / "花名册.xlsx")
    bench.pages["residents"].export()
    assert (tmp_path / "花名册.xlsx").read_bytes().startswith(b"PK")
    assert "已导出 5 人" in bench.pages["residents"].banner.text.text()


def test_paper_stands_in_the_journal_with_pages_and_copies(open_bench, tmp_path, monkeypatch) -> None:
    bench = open_bench()
    dialog = bench.open_page("residents").roster_dialog()
    paper = QPrinter()
    paper.setOutputFileName(str(tmp_path / "paper.pdf"))
    dialog.form.printer.addItem("网格站打印机")
    monkeypatch.setattr(dialog, "paper", lambda: paper)
    dialog.form.ids.buttons["full"].click()
    dialog.form.purpose.setText("核对低保名单")
    dialog.make()
    dialog.form.copies.setValue(3)
    dialog.print.click()
    assert (tmp_path / "paper.pdf").read_bytes().startswith(b"%PDF")
    assert dialog.result() == dialog.DialogCode.Accepted
    last = history.operations(bench.context.session.register.db, 1)[0]
    assert last.kind == "document.print"
    assert last.reason == f"{dialog.task.stem} · 1 页 · 3 份 · 完整证件号码 · 用途：核对低保名单"


def test_full_numbers_on_paper_need_a_purpose(open_bench) -> None:
    dialog = open_bench().open_page("residents").roster_dialog()
    dialog.form.ids.buttons["full"].click()
    assert dialog.banner.text.text().startswith("完整证件号码要先写用途")
    assert not dialog.save_pdf.isEnabled()
    dialog.form.purpose.setText("核对低保名单")
    dialog.make()
    assert dialog.save_pdf.isEnabled()
    dialog.reject()


def test_an_import_is_looked_at_done_and_undone(theme, jobs, messages, preferences, qtbot, qapp, tmp_path) -> None:
    office = Office(grids=("06",))
    bench = Workbench(office.session, jobs, messages, theme, preferences, [], "桂湖社区", practice=True)
    qtbot.addWidget(bench)
    bench.resize(1366, 698)
    with qtbot.waitActive(bench):
        bench.show()
        bench.activateWindow()
    bench.recall({})
    page = bench.open_page("imports")
    page.kind.setCurrentIndex(page.kind.findData("residents"))
    path = tmp_path / "名单.csv"
    path.write_text(SAMPLE, encoding="gb18030")
    messages.answers.append(path)
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.step == 2
    assert (page.check.good.number.text(), page.check.bad.number.text()) == ("2", "4")
    assert page.next_button.text().startswith("导入 2 行，4 行退回")
    assert "备注二" in page.check.used.helper.text()
    for row in range(2, page.check.choices.rowCount()):
        page.check.reasons.select_row(row)
        choice = page.check.choices.record(row)
        if choice.value != "remark":
            assert page.check.model.rowCount() == choice.count
    messages.answers.append(tmp_path / "退回.xlsx")
    page.export_rejects()
    assert (tmp_path / "退回.xlsx").exists()
    page.next()
    assert page.step == 3
    assert page.done_view.title.text() == "居民：已导入 2 行，4 行退回"
    assert len(names_of(bench.open_page("residents"))) == 2
    bench.open_page("imports")
    page.undo_button.click()
    assert page.step == 0
    assert names_of(bench.open_page("residents")) == []


FOREIGN = "派出所流动人口名单\n人名,号,来社区日,采集员,片区\n"
FOREIGN += "陈小明,990106197001010118,2026-11-16,WG-06,06\n陈小华,990106197001020121,2026-11-17,WG-06,06\n"


def test_a_foreign_header_is_matched_by_hand_and_remembered(theme, jobs, messages, preferences, qtbot, tmp_path) -> None:
    office = Office(grids=("06",))
    bench = Workbench(office.session, jobs, messages, theme, preferences, [], "桂湖社区", practice=True)
    qtbot.addWidget(bench)
    bench.resize(1366, 698)
    bench.show()
    page = bench.open_page("imports")
    page.kind.setCurrentIndex(page.kind.findData("residents"))
    path = tmp_path / "名单.csv"
    path.write_text(FOREIGN, encoding="gb18030")
    page.load(path)
    assert page.step == 1  # one known title is too little: asked, not refused
    assert page.match.missing() == ["姓名", "证件号码", "登记日期"]
    assert not page.next_button.isEnabled()
    assert [page.match.boxes["姓名"].itemText(place) for place in range(3)] == ["不导入", "人名（陈小明）", "号（990106********0118）"]
    for ours, theirs in (("姓名", "人名"), ("证件号码", "号"), ("登记日期", "来社区日"), ("网格编码", "片区")):
        box = page.match.boxes[ours]
        box.setCurrentIndex(box.findData(theirs))
    page.next()
    assert (page.step, page.check.good.number.text(), page.check.bad.number.text()) == (2, "2", "0")
    page.next()
    assert (page.step, page.result.accepted) == (3, 2)
    page.undo_button.click()
    page.load(path)
    assert page.step == 2  # the same header goes through by itself
    page.match_columns()
    assert page.match.boxes["网格编码"].currentData() == "片区"
    page.back()
    assert page.step == 0


def test_a_file_that_is_no_table_is_refused_in_words(open_bench, tmp_path) -> None:
    page = open_bench().open_page("imports")
    path = tmp_path / "不是表格.xlsx"
    path.write_bytes(b"nothing")
    page.load(path)
    assert page.step == 0
    assert page.banner.isVisible()
    assert page.banner.text.text()


def test_keys_of_the_frame(open_bench, qtbot) -> None:
    bench = open_bench()
    qtbot.keyClick(bench, Qt.Key.Key_8, Qt.KeyboardModifier.AltModifier)
    assert bench.current == "rankings"
    qtbot.keyClick(bench, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert bench.current == "residents"
    qtbot.keyClick(bench, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert bench.global_find.hasFocus()
    bench.global_find.setText("刘芳")
    qtbot.keyClick(bench.global_find, Qt.Key.Key_Return)
    assert bench.global_find.popup.isVisible()
    qtbot.keyClick(bench.global_find, Qt.Key.Key_Return)
    assert bench.pages["residents"].panel.card.row.name == "刘芳"
    bench.show_keys()
    card = bench.findChild(KeyCard)
    assert card.isVisible()
    qtbot.keyClick(card, Qt.Key.Key_A)
    assert not card.isVisible()


def cut_off(root: QWidget) -> Iterator[str]:
    """Texts that do not fit into their widget, and widgets that stick out of the window."""
    window = root.rect()
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or isinstance(widget, QLineEdit) or isinstance(widget.parentWidget(), QLineEdit):
            continue
        if isinstance(widget, QAbstractButton) or (isinstance(widget, QLabel) and widget.text()):
            wraps = isinstance(widget, QLabel) and widget.wordWrap()
            wanted = widget.heightForWidth(widget.width()) if wraps else widget.sizeHint().width()
            given = widget.height() if wraps else widget.width()
            if wanted > given + 1 and not widget.toolTip():
                yield f"{type(widget).__name__} “{widget.text()}” needs {wanted}, has {given}"
        scrolled = any(type(above).__name__ == "QScrollArea" for above in ancestors(widget))
        if not scrolled and not window.contains(widget.mapTo(root, widget.rect().bottomRight())):
            yield f"{type(widget).__name__} sticks out: {widget.geometry()}"


def ancestors(widget: QWidget) -> Iterator[QWidget]:
    while (above := widget.parentWidget()) is not None:
        yield above
        widget = above


@pytest.mark.parametrize("scale", [1.0, 1.15])
def test_nothing_is_clipped_on_the_smallest_screen(open_bench, qapp, scale, tmp_path) -> None:
    bench = open_bench(scale=scale)
    for name, primary in (("residents", "print_button"), ("rankings", "print_button"), ("imports", "next_button")):
        page = bench.open_page(name)
        if name == "imports":
            page.kind.setCurrentIndex(page.kind.findData("residents"))
            path = Path(tmp_path) / "名单.csv"
            path.write_text(SAMPLE, encoding="utf-8")
            page.load(path)
        settle(qapp)
        assert getattr(page, primary).isVisible()
        assert (bench.width(), bench.height()) == (1366, 698)
        assert list(cut_off(bench)) == []
        bars = [bar for bar in bench.findChildren(QWidget) if type(bar).__name__ == "QScrollBar" and bar.isVisible()]
        assert all(bar.orientation() == Qt.Orientation.Vertical for bar in bars)


def test_pages_refresh_only_when_something_they_show_changed(open_bench, jobs) -> None:
    page = open_bench().open_page("rankings")
    seen: list[str] = []
    page.refresh = lambda: seen.append("refreshed")
    jobs.changes_saved.emit(frozenset({"phrase"}))
    assert seen == []
    jobs.changes_saved.emit(frozenset({"visit"}))
    assert seen == ["refreshed"]
    page.hide()
    jobs.changes_saved.emit(frozenset({"visit"}))
    assert seen == ["refreshed"]
    assert page.stale


def test_a_hit_that_is_no_person_filters_by_address(open_bench) -> None:
    bench = open_bench()
    bench._open_hit(SimpleNamespace(kind="dwelling", id="", title="桂湖花园1栋1单元102", detail=""))
    assert sorted(names_of(bench.pages["residents"])) == ["欧阳文静", "陈国富"]
