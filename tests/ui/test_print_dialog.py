"""The print dialog on a document of three pages: which pages come out, what is remembered, what is said where no printer answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtPrintSupport import QPrinter
from reportlab.pdfgen.canvas import Canvas

from app.storage import history
from app.ui.context import Context
from app.ui.widgets.print_dialog import PrintDialog, PrintPart, PrintTask
from app.ui.workbench import Workbench
from tests.builders import Office

SIZES = ((595, 842), (842, 595), (595, 842))


def _three_pages(path: Path, left_out: frozenset[str] = frozenset(), progress: Any = None) -> None:
    canvas = Canvas(str(path))
    for size in SIZES[: 2 if "signing" in left_out else 3]:
        canvas.setPageSize(size)
        canvas.rect(50, 50, 100, 100, fill=1)
        canvas.showPage()
    canvas.save()


def _build(path: Path, _full: bool, _purpose: str) -> Any:
    return _three_pages, (path,), {}


@pytest.fixture
def context(theme, jobs, messages, preferences, qtbot) -> Context:
    office = Office()
    bench = Workbench(office.session, jobs, messages, theme, preferences, [], "桂湖社区", practice=True)
    qtbot.addWidget(bench)
    return bench.context


def _open(context: Context, qtbot: Any, copies: int = 2) -> PrintDialog:
    task = PrintTask("三页文件", "三页文件", _build, copies, parts=(PrintPart("signing", "签字栏"),))
    dialog = PrintDialog(context, task)
    qtbot.addWidget(dialog)
    return dialog


def _paper(dialog: PrintDialog, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = QPrinter()
    paper.setOutputFileName(str(target))
    dialog.form.printer.addItem("网格站打印机")
    monkeypatch.setattr(dialog, "paper", lambda: paper)
    dialog.make()


def test_only_the_chosen_pages_come_out_each_lying_as_it_was_drawn(context, qtbot, tmp_path, monkeypatch) -> None:
    dialog = _open(context, qtbot)
    _paper(dialog, tmp_path / "paper.pdf", monkeypatch)
    assert dialog.form.count.text() == "共 3 页"
    dialog.form.pages.setText("1-2")
    assert dialog.form.count.text() == "打 2 页，共 3 页"
    dialog.print.click()
    printed = pypdfium2.PdfDocument(tmp_path / "paper.pdf")
    sizes = [printed[number].get_size() for number in range(len(printed))]
    printed.close()
    assert [width > height for width, height in sizes] == [False, True]
    assert history.operations(context.session.register.db, 1)[0].reason == "三页文件 · 2 页 · 2 份"


def test_pages_that_do_not_exist_are_named_and_not_printed(context, qtbot, tmp_path, monkeypatch) -> None:
    dialog = _open(context, qtbot)
    _paper(dialog, tmp_path / "paper.pdf", monkeypatch)
    dialog.form.pages.setText("2-7")
    assert dialog.form.count.text() == "页码“2-7”不在 1 到 3 之间"
    assert not dialog.print.isEnabled()
    dialog.form.pages.setText("2-")
    assert dialog.print.isEnabled()


def test_settings_are_remembered_but_never_pages(context, qtbot, messages, tmp_path) -> None:
    dialog = _open(context, qtbot)
    dialog.form.copies.setValue(5)
    dialog.form.pages.setText("1")
    dialog.form.parts["signing"].setChecked(False)
    assert dialog.pages == 2  # built again without the part
    messages.answers.append(tmp_path / "x.pdf")
    dialog.save_pdf.click()
    again = _open(context, qtbot)
    assert (again.form.copies.value(), again.form.pages.text(), again.form.left_out()) == (5, "", {"signing"})
    assert _open(context, qtbot, copies=3).form.copies.value() == 3  # another proposal: a member more


def test_without_a_printer_enter_saves_the_pdf(context, qtbot) -> None:
    dialog = _open(context, qtbot)
    assert not dialog.form.has_printer
    assert dialog.print.isHidden()
    assert dialog.save_pdf.isDefault()
    assert dialog.save_pdf.isEnabled()


@pytest.mark.parametrize(
    ("page", "title"),
    [("entities", "法人单位台账"), ("visit_records", "走访记录表"), ("dwellings", "房屋台账"), ("households", "户台账")],
)
def test_every_list_is_printed_by_its_key(page: str, title: str, theme, jobs, messages, preferences, qtbot, monkeypatch) -> None:
    office = Office()
    office.visit("2026-11-16", "WG-01", office.resident("黄志明"))
    bench = Workbench(office.session, jobs, messages, theme, preferences, [], "桂湖社区", practice=True)
    qtbot.addWidget(bench)
    opened: list[PrintDialog] = []
    monkeypatch.setattr(PrintDialog, "exec", lambda dialog: opened.append(dialog))
    act = next(act for act in bench.open_page(page).acts() if act.key == "Ctrl+P")
    act.run()
    assert (opened[0].task.title, opened[0].pages, opened[0].banner.isHidden()) == (title, 1, True)
    opened[0].reject()


def test_a_page_without_a_paper_of_its_own_prints_the_table_that_is_shown(theme, jobs, messages, preferences, qtbot, monkeypatch) -> None:
    office = Office()
    bench = Workbench(office.session, jobs, messages, theme, preferences, [], "桂湖社区", practice=True)
    qtbot.addWidget(bench)
    bench.resize(1366, 698)
    bench.show()
    opened: list[PrintDialog] = []
    monkeypatch.setattr(PrintDialog, "exec", lambda dialog: opened.append(dialog))
    for entry in bench.entries:  # every page answers to Ctrl+P
        assert any(act.key == "Ctrl+P" and act.run for act in bench.open_page(entry.name).all_acts()), entry.name
    bench.open_page("accounts").print_shown()
    assert (opened[0].task.title, opened[0].pages, opened[0].banner.isHidden()) == ("账号", 1, True)
    opened[0].reject()
    page = bench.open_page("duplicates")
    page.print_shown()
    assert len(opened) == 1
    assert bench.banner.text.text().startswith("这里没有可打印的表")
