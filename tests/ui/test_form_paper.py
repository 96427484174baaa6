"""网格档案, 告知书 and blank forms from the pages where they are asked for; nothing is clipped, nobody sees what is not theirs."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton

from app.models.vocabulary import Role
from app.storage import history
from app.ui.pages import form_paper
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


@pytest.fixture
def shown(monkeypatch, qapp):
    """Dialogs that would have been opened, with their pages counted."""
    found = []

    def show(dialog) -> int:
        settle(qapp)
        found.append((dialog.task.title, dialog.task.stem, dialog.pages))
        dialog.reject()
        return 0

    monkeypatch.setattr(form_paper.PrintDialog, "exec", show)
    return found


@pytest.mark.parametrize("scale", [1.0, 1.15])
def test_the_card_of_a_grid_prints_its_file(bench, shown, office: Office, qapp, scale: float) -> None:
    made = bench(scale=scale)
    page = made.open_page("grids")
    settle(qapp)
    page.table.select_row(next(place for place, line in enumerate(page.lines) if line.code == "01"))
    settle(qapp)
    asked = next(each for each in page.panel.findChildren(QPushButton) if "打印网格档案" in each.text())
    assert asked.isVisible()
    assert list(cut_off(made)) == []
    asked.click()
    assert [(title, stem) for title, stem, _ in shown] == [("网格档案", "网格档案-01网格-20261120")]
    assert shown[0][2] >= 5
    assert history.operations(office.session.reader, 1)[0].kind == "document.preview"


def test_leaders_do_not_see_the_button(bench, qapp) -> None:
    page = bench(Role.LEADER).open_page("grids")
    settle(qapp)
    assert not [each for each in page.panel.findChildren(QPushButton) if "打印网格档案" in each.text()]


@pytest.mark.parametrize("scale", [1.0, 1.15])
def test_a_door_prints_its_notice(bench, shown, qapp, scale: float) -> None:
    made = bench(scale=scale)
    for name in ("households", "dwellings"):
        page = made.open_page(name)
        settle(qapp)
        assert list(cut_off(made)) == []
        assert page.panel.notice_button.isVisible()
        page.panel.notice_button.click()
    assert [(title, pages) for title, _, pages in shown] == [("个人信息收集告知书", 2)] * 2
    assert all(stem.endswith("101") for _, stem, _ in shown)


def test_blank_papers_from_the_catalogue(bench, shown, qapp) -> None:
    made = bench(Role.MEMBER)
    page = made.open_page("reports")
    settle(qapp)
    lines = [line for line in (page.catalogue.record(place) for place in range(page.catalogue.rowCount())) if line.opens.startswith("form.")]
    assert [line.name for line in lines] == ["网格档案 01网格", "个人信息收集告知书", "居民采集表", "走访登记表", "法人采集表"]
    for line in lines:
        page.kinds.select_row(next(place for place in range(page.catalogue.rowCount()) if page.catalogue.record(place) is line))
        settle(qapp)
        page.start_panel.start()
    assert [title for title, _, _ in shown] == ["网格档案", "个人信息收集告知书", "居民采集表", "走访登记表", "法人采集表"]
    assert [pages for _, _, pages in shown][1:] == [2, 1, 1, 1]
    assert [task.title for task in form_paper.form_tasks(made.context)] == [title for title, _, _ in shown][1:]
