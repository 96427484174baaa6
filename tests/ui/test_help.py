"""帮助: it opens where one is, is found by words and initials, works by keyboard, and says nothing that the window does not do."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.services import help as help_pages
from app.ui.help_window import HelpDialog
from app.ui.main_window import MainWindow
from app.ui.pages import PAGES
from app.ui.widgets.key_card import KeyCard
from app.ui.widgets.print_dialog import PrintDialog
from app.ui.workbench import Workbench
from tests.builders import Office

NAMED_OUTSIDE = re.compile(r"(?:Ctrl|Alt|Shift)\s?\+|(?<![A-Za-z])F\d{1,2}(?!\d)")


@pytest.fixture(scope="module")
def office() -> Office:
    return Office(grids=("01", "06"))


@pytest.fixture
def bench(office, qapp: QApplication, theme, jobs, messages, preferences, qtbot) -> Workbench:
    acts = MainWindow(qapp, theme, jobs, messages, preferences).window_acts()
    bench = Workbench(office.session, jobs, messages, theme, preferences, acts, "桂湖社区", practice=True)
    bench.resize(1366, 698)
    qtbot.addWidget(bench)
    with qtbot.waitActive(bench):
        bench.show()
        bench.activateWindow()
    bench.recall({})
    return bench


def keys_of(bench: Workbench) -> dict[str, set[str]]:
    """What each page of the administrator's window shows on F1; '' = what works everywhere."""
    found = {entry.name: {act.shown for act in bench.open_page(entry.name).acts()} for entry in bench.entries}
    return {"": {act.shown for act in bench.acts}, **found}


def test_every_page_of_the_navigation_has_a_page_of_help() -> None:
    about = [name for page in help_pages.pages() for name in page.about]
    assert sorted(about) == sorted(entry.name for entry in PAGES)


def test_every_key_of_the_help_exists_on_its_pages(bench) -> None:
    keys = keys_of(bench)
    everything = set().union(*keys.values())
    wrong: list[str] = []
    for page in help_pages.pages():
        there = set().union(keys[""], *(keys.get(name, set()) for name in page.about)) if page.about else everything
        wrong += [f"{page.title}: {key}" for key in page.keys if key not in there]
    assert not wrong


def test_no_key_is_named_beside_the_marks() -> None:
    for page in help_pages.pages():
        plain = re.sub(r"`[^`]*`", "", page.text)
        assert not NAMED_OUTSIDE.search(plain), f"{page.title}: {NAMED_OUTSIDE.search(plain)}"


def test_words_of_the_window_stand_in_the_program() -> None:
    """What is quoted is a word on the screen."""
    from pathlib import Path

    root = Path(__file__).parents[2] / "app"
    source = "\n".join(path.read_text(encoding="utf-8") for path in sorted(root.rglob("*.py")))
    for page in help_pages.pages():
        for words in re.findall(r"[点在]“([^”]+)”", page.text):
            for part in words.split(" · "):
                assert part in source, f"{page.title}: {words}"


def test_f1_twice_opens_the_page_about_the_open_page(bench, qtbot, monkeypatch) -> None:
    opened: list[HelpDialog] = []
    monkeypatch.setattr(HelpDialog, "exec", lambda self: opened.append(self))
    bench.open_page("imports")
    qtbot.keyClick(bench, Qt.Key.Key_F1)
    qtbot.keyClick(bench.findChild(KeyCard), Qt.Key.Key_F1)
    assert opened[0].text.toPlainText().startswith("导入 Excel")
    assert bench.findChildren(KeyCard) == [] or not bench.findChild(KeyCard).isVisible()


def test_the_help_by_keyboard(bench, qtbot) -> None:
    dialog = HelpDialog(bench.context.theme, bench.jobs, "home", bench)
    qtbot.addWidget(dialog)
    assert len(dialog.model.rows) == len(help_pages.pages())
    assert dialog.text.toPlainText().startswith("工作台")
    qtbot.keyClick(dialog.find_box, Qt.Key.Key_Down)
    assert dialog.text.toPlainText().startswith("入户采集")
    dialog.find_box.setText("nddb")  # nothing is called so
    dialog.search()
    assert not dialog.nothing.isHidden()
    dialog.find_box.setText("hl")
    dialog.search()
    assert dialog.nothing.isHidden()
    assert dialog.text.toPlainText().startswith("注销与回流")
    dialog.find_box.setText("换电脑")
    dialog.search()
    assert dialog.model.rows[0].section == "换电脑"
    assert dialog.text.textCursor().block().text() == "换电脑"


def test_the_card_on_paper(bench, qtbot, monkeypatch) -> None:
    import pypdfium2

    made: list[PrintDialog] = []
    monkeypatch.setattr(PrintDialog, "exec", lambda self: made.append(self))
    bench.open_page("visits")
    bench.show_keys()
    qtbot.keyClick(bench.findChild(KeyCard), Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    dialog = made[0]
    qtbot.addWidget(dialog)
    document = pypdfium2.PdfDocument(str(dialog.path))
    assert len(document) == 1
    assert [round(side / 72 * 25.4) for side in document[0].get_size()] == [148, 210]
    text = document[0].get_textpage().get_text_range()
    for words in ("走访　按键卡", "Ctrl+Enter", "跳过", "撤销上一次保存"):
        assert words.replace("　", "") in text.replace("　", "").replace(" ", "")
    assert dialog.paper().pageLayout().pageSize().id() == dialog.paper().pageLayout().pageSize().PageSizeId.A5
    document.close()
    dialog.reject()


def test_the_card_fits_the_window(bench) -> None:
    for entry in bench.entries:
        bench.open_page(entry.name)
        bench.show_keys()
        card = bench.findChild(KeyCard)
        assert card.rect().contains(card.card.geometry()), entry.name
        card.hide()
        card.setParent(None)
