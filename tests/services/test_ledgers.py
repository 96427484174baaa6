"""Ledgers: the same lines as the lists, telephone numbers hidden, counted by hand; who may not print gets nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from app.errors import Refused
from app.models.dwelling_views import DwellingFilter
from app.models.entity_views import EntityFilter
from app.models.visit_records import VisitFilter
from app.models.vocabulary import Role
from app.services import documents, ledgers
from app.storage import history
from tests.builders import Office


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    """Two doors with three people, one shop, three visits of which one is an attempt and one was voided."""
    monkeypatch.setenv("ZHIWANG_TODAY", "2026-11-20")
    office = Office()
    first, second = office.dwelling("101"), office.dwelling("102", "02")
    home = office.household(first)
    head = office.resident("黄志明", dwelling_id=first, household_id=home)
    office.resident("林小燕", dwelling_id=first, household_id=home, relation="10")
    office.resident("覃秀珍", grid="02", dwelling_id=second, household_id=office.household(second))
    office.entity(grid="02", opened_on="2026-03-01", by="WG-02")
    office.visit("2026-11-16", "WG-01", head, "met", 1, finding="一切正常")
    office.visit("2026-11-17", "WG-01", head, "absent", 0)
    office.visit("2026-11-18", "WG-02", head, "met", 1, finding="录错了人", status="voided")
    return office


def test_visits_newest_first_with_what_was_voided_marked(office: Office) -> None:
    sheet = ledgers.visits(office.session, VisitFilter(states=("standing", "voided")))
    assert [(line[0], line[1], line[8], line[9]) for line in sheet.lines] == [
        ("1", "2026-11-18", "1", "（作废）录错了人"),
        ("2", "2026-11-17", "", ""),
        ("3", "2026-11-16", "1", "一切正常"),
    ]
    standing = ledgers.visits(office.session, VisitFilter(first="2026-11-01"))
    assert standing.scope == "2026-11-01至2026-11-20 · 共 2 次，算走访 1 次 1 人 · 截至 2026-11-20"
    assert standing.counted == "共 2 次"


def test_doors_and_households(office: Office) -> None:
    doors = ledgers.dwellings(office.session, DwellingFilter())
    assert [(line[2][-3:], line[6], line[7]) for line in doors.lines] == [("101", "1", "2"), ("102", "1", "1")]
    homes = ledgers.households(office.session, DwellingFilter(grid_ids=(office.grids["01"],)))
    assert [(line[3], line[4], line[5]) for line in homes.lines] == [("黄志明", "2", "黄志明、林小燕")]
    assert homes.scope == "01网格 · 共 1 户 2 人 · 截至 2026-11-20"
    own = ledgers.dwellings(office.as_role(Role.MEMBER, "WG-02"), DwellingFilter())
    assert [line[2][-3:] for line in own.lines] == ["102"]


def test_entities_on_paper_and_in_a_workbook(office: Office, tmp_path: Path) -> None:
    sheet = ledgers.entities(office.session, EntityFilter())
    assert (len(sheet.lines), sheet.counted, sheet.protection) == (1, "共 1 家", "联系电话已部分隐去")
    assert sheet.lines[0][9] == "2026-03-01"
    assert ledgers.pdf(office.session, "entities", EntityFilter(), tmp_path / "a.pdf", act=documents.PREVIEW) == 1
    ledgers.xlsx(office.session, "entities", EntityFilter(), tmp_path / "a.xlsx")
    rows = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).get_sheet_by_name("法人单位台账").to_python()
    assert rows[2][2:4] == ["名称", "统一社会信用代码"]
    assert rows[3][2] == sheet.lines[0][2]
    kinds = [line.kind for line in history.operations(office.session.register.db, 2)]
    assert kinds == ["document.xlsx", "document.preview"]


def test_leaders_do_not_print_lists_of_people(office: Office, tmp_path: Path) -> None:
    for kind, wanted in (("visits", VisitFilter()), ("households", DwellingFilter())):
        with pytest.raises(Refused):
            ledgers.pdf(office.as_role(Role.LEADER), kind, wanted, tmp_path / "a.pdf")
    assert list(tmp_path.iterdir()) == []
