"""网格档案: figures are those of the statistics, lists are masked, pages run through; members print their own grid only."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from app.errors import Refused
from app.models.grid_file import FileTable, GridFile, parse_period
from app.models.statistics import FIGURE_LABELS, Period
from app.models.vocabulary import Role
from app.services import documents, grid_file, statistics
from app.storage import history
from tests.builders import Office

YEAR = Period("year", date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def office() -> Office:
    """Grid 01: three of whom one left, a restaurant, three visits (one an attempt); grid 02: one person, one visit."""
    office = Office()
    first, second = office.dwelling("101"), office.dwelling("102", "02")
    home = office.household(first)
    head = office.resident("黄志明", dwelling_id=first, household_id=home, opened_on="2025-06-01")
    office.resident("林小燕", dwelling_id=first, household_id=home, relation="10", opened_on="2026-02-03", by="WG-01")
    gone = office.resident("王建平", dwelling_id=first, household_id=home, relation="20", opened_on="2026-02-03", by="WG-01")
    office.close(gone, "2026-05-06", by="WG-01")
    other = office.resident("覃秀珍", grid="02", dwelling_id=second, household_id=office.household(second), by="WG-02")
    office.entity("桂湖米粉店", opened_on="2026-03-01", by="WG-01")
    shop = str(office.register.db.execute("SELECT id FROM legal_entity").fetchone()[0])
    office.update("legal_entity", shop, industry="H", kind="20")
    office.visit("2026-02-10", "WG-01", head, "met", 1, finding="一切正常")
    office.visit("2026-11-17", "WG-01", head, "absent", 0)
    office.visit("2026-11-18", "WG-01", head, "met", 1)
    office.visit("2026-11-18", "WG-02", other, "met", 1)
    return office


def _table(file: GridFile, caption: str) -> FileTable:
    return next(table for section in file.sections for table in section.tables if table.caption.startswith(caption))


def test_figures_are_those_of_the_statistics(office: Office) -> None:
    file = grid_file.build(office.session, office.grids["01"], YEAR)
    assert [section.title for section in file.sections] == ["网格概况", "人员名单", "户册", "法人台账", "走访台账", "变更记录"]
    assert _table(file, "在册情况").rows == (("1", "1", "2", "2", "0", "0", "1"),)
    assert _table(file, "人口变动").rows == (("01", "1", "2", "0", "0", "1", "0", "2"),)
    assert _table(file, "法人分类").rows == (("0", "1", "0", "0", "0", "0", "1"),)
    assert [row[0] for row in _table(file, "重点场所（1 家）").rows] == ["桂湖米粉店"]
    entries = _table(file, "登记数量")
    assert entries.total == ("合计", "2", "0", "1", "2", "2", "1", "0", "0")
    assert entries.rows[1] == ("2026-02", "2", "0", "0", "1", "1", "0", "0", "0")
    assert entries.rows[-1] == ("2026-11", "0", "0", "0", "1", "1", "0", "0", "0")
    until_today = Period("year", YEAR.first, date(2026, 11, 20))
    row = next(row for row in statistics.figures(office.session, until_today, "grid").rows if row.id == office.grids["01"])
    assert entries.total[1:] == tuple(str(getattr(row.figures, name)) for name in FIGURE_LABELS)
    for place in range(1, 9):
        assert sum(int(line[place]) for line in entries.rows) == int(entries.total[place])


def test_lists_are_masked_and_only_of_the_grid(office: Office) -> None:
    file = grid_file.build(office.session, office.grids["01"], YEAR)
    people, entities, visits = (section.ledger for section in file.sections if section.ledger is not None)
    assert people is not None
    assert entities is not None
    assert visits is not None
    assert [line[2] for line in people.lines] == ["黄志明", "林小燕"]
    assert all("*" in line[5] and not re.search(r"\d{6}", line[5]) for line in people.lines)
    assert [line[2] for line in entities.lines] == ["桂湖米粉店"]
    assert [(line[1], line[8]) for line in visits.lines] == [("2026-11-18", "1"), ("2026-11-17", ""), ("2026-02-10", "1")]
    assert visits.scope.startswith("01网格 · 2026-01-01至2026-11-20 · 共 3 次，算走访 2 次 2 人")


def test_the_whole_office_adds_up_to_its_grids(office: Office) -> None:
    whole = grid_file.build(office.session, office.root, YEAR)
    flows = _table(whole, "人口变动")
    assert [row[0] for row in flows.rows] == ["01", "02"]
    assert flows.total == ("合计", "1", "3", "0", "0", "1", "0", "3")
    people = next(section.ledger for section in whole.sections if section.title == "户册")
    assert people is not None
    assert len(people.lines) == 3


def test_an_empty_grid_says_so(office: Office) -> None:
    office.grid("03")
    file = grid_file.build(office.session, office.grids["03"], YEAR)
    assert [section.title for section in file.sections if section.ledger is not None] == []
    assert [section.tables[0].empty for section in file.sections[2:5]] == ["没有登记的居民", "没有登记的法人单位", "这段时间没有走访记录"]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext reads the pages back")
def test_pages_and_contents(office: Office, tmp_path: Path) -> None:
    for number in range(120):
        office.resident(f"韦春{number}", opened_on="2026-06-01", by="WG-01", dwelling_id=office.dwelling(str(1000 + number)))
    path = tmp_path / "grid.pdf"
    documents.report(office.session, "grid-file", "2026", path, grid_code="01")
    text = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, text=True, check=True).stdout
    pages = text.split("\f")[:-1]
    numbers = [re.search(r"第\s*(\d+)\s*页\s*共\s*(\d+)\s*页", page) for page in pages]
    assert numbers[0] is None
    assert "网格档案" in pages[0]
    assert [(int(found[1]), int(found[2])) for found in numbers[1:] if found] == [(n, len(pages)) for n in range(2, len(pages) + 1)]
    contents = dict(re.findall(r"([一二三四五六]、\S+)\s+(\d+)\n", pages[1]))
    assert list(contents) == ["一、网格概况", "二、人员名单", "三、户册", "四、法人台账", "五、走访台账", "六、变更记录"]
    for title, number in contents.items():
        assert title in pages[int(number) - 1]
        assert not any(title in page for page in pages[2 : int(number) - 1])
    assert "隐患" not in text
    first = path.read_bytes()
    assert b"/Outlines" in first


def test_what_left_is_on_the_list(office: Office, tmp_path: Path) -> None:
    grid_file.pdf(office.session, office.grids["01"], "2026-11", tmp_path / "a.pdf")
    assert history.operations(office.session.reader, 1)[0].reason == "网格档案 01网格 2026年11月"
    rows = [tuple(row) for row in office.register.db.execute("SELECT title, form, lines FROM outgoing")]
    assert rows == [("网格档案 01网格 2026年11月", "pdf", 5)]  # two people, one entity, two visits of November


def test_members_print_their_own_grid_only(office: Office, tmp_path: Path) -> None:
    member = office.as_role(Role.MEMBER, "WG-01")
    assert [code for _, code, _ in grid_file.own_grids(member)] == ["01"]
    assert grid_file.build(member, office.grids["01"], YEAR).grid == "01网格"
    with pytest.raises(Refused, match="自己负责"):
        grid_file.build(member, office.grids["02"], YEAR)
    with pytest.raises(Refused):
        grid_file.build(office.as_role(Role.LEADER), office.grids["01"], YEAR)
    with pytest.raises(Refused, match="--grid"):
        documents.report(office.session, "grid-file", "2026", tmp_path / "a.pdf")
    with pytest.raises(Refused, match="没有编码"):
        documents.report(office.session, "grid-file", "2026", tmp_path / "a.pdf", grid_code="77")
    with pytest.raises(Refused, match="不能写成"):
        documents.report(office.session, "grid-file", "2026", tmp_path / "a.xlsx", grid_code="01")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-11", "2026-11-01", "2026-11-30"),
        ("2026-Q3", "2026-07-01", "2026-09-30"),
        ("2026-H1", "2026-01-01", "2026-06-30"),
        ("2026-03-05..2026-04-06", "2026-03-05", "2026-04-06"),
    ],
)
def test_periods_in_words(text: str, first: str, last: str) -> None:
    found = parse_period(text)
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)
    with pytest.raises(Refused, match="看不懂期间"):
        parse_period("去年")
