"""R15: every line once, head and footer on each page, numbers as text, nothing left behind by a cancelled print."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from app.errors import Cancelled
from app.models.documents import Imprint, Roster, RosterLine
from app.reports import ledger
from app.reports import roster as report
from tests.reports.reading import fonts_not_embedded, pdf_text

NAMES = ("张伟明", "李燊", "王𬱖", "欧阳丽华")
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")


def line(number: int) -> RosterLine:
    long_address = "（临街商铺二楼隔层，由东侧楼梯进，门牌在背面）" if number % 9 == 0 else ""
    return RosterLine(
        number, f"{number % 18 + 1:02}", NAMES[number % 4], "男女"[number % 2], str(number % 90), f"990101********{number:04}", "户籍", "户主",
        f"桂湖花园{number}栋1单元{long_address}", f"138****{number:04}", "独居老人" if number % 11 == 0 else "", "2026-03-12",
    )  # fmt: skip


def roster(count: int, *, masked: bool = True, practice: bool = False) -> Roster:
    imprint = Imprint("桂湖社区", "内勤小周", "2026-11-20 12:06", practice)
    lines = tuple(line(number) for number in range(1, count + 1))
    return Roster(imprint, "桂湖社区居民花名册", "全部网格 · 在册居民 · 截至 2026-11-20", masked, "内部核对", lines)


@needs_poppler
def test_every_line_once_with_head_and_footer_on_each_page(tmp_path: Path) -> None:
    path = tmp_path / "roster.pdf"
    pages = report.write_pdf(roster(300), path)
    texts = pdf_text(path)
    assert pages == len(texts) > 8
    for page, text in enumerate(texts, start=1):
        flat = re.sub(r"\s", "", text)
        for part in (
            "序号",
            "与户主关系",
            "住址",
            "桂湖社区居民花名册",
            "打印人内勤小周2026-11-2012:06",
            f"第{page}页共{pages}页",
            "用途：内部核对",
        ):
            assert part in flat, (page, part)
        assert ("填表人" in flat) == (page == pages)
    numbers = re.findall(r"990101\*{8}(\d{4})", "".join(texts))
    assert numbers == [f"{number:04}" for number in range(1, 301)]
    assert fonts_not_embedded(path) == []
    assert "共300人" in re.sub(r"\s", "", texts[-1])


@needs_poppler
def test_long_addresses_wrap_and_rare_names_survive(tmp_path: Path) -> None:
    path = tmp_path / "roster.pdf"
    report.write_pdf(roster(18), path)
    text = pdf_text(path)[0]
    assert text.count("王𬱖") == 5  # 2, 6, 10, 14, 18
    assert "门牌在背面）" in re.sub(r"\s", "", text)


@pytest.mark.parametrize("count", [0, 1, 24, 25, 26, 27, 28, 29])
def test_rows_never_reach_into_footer_or_signature(count: int) -> None:
    room = ledger.LAYOUT.height - ledger.LAYOUT.top - ledger.LAYOUT.bottom - ledger.TITLE_HEIGHT - ledger.HEAD_HEIGHT
    lines = report.as_ledger(roster(count)).lines
    pages = list(ledger._pages(ledger.Grid(report.COLUMNS), lines, room, room - ledger.SIGNATURE_HEIGHT))
    assert sum(len(page) for page in pages) == count
    assert all(sum(row.height for row in page) <= room for page in pages)
    assert sum(row.height for row in pages[-1]) <= room - ledger.SIGNATURE_HEIGHT


@needs_poppler
def test_unmasked_and_practice_rosters_say_so(tmp_path: Path) -> None:
    path = tmp_path / "roster.pdf"
    report.write_pdf(roster(3, masked=False, practice=True), path)
    text = pdf_text(path)[0]
    assert "含完整个人信息" in text
    assert "【练习】" in text


def test_cancelling_leaves_nothing_behind(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    with pytest.raises(Cancelled):
        report.write_pdf(roster(600), tmp_path / "a.pdf", lambda done, total, _: seen.append((done, total)), lambda: bool(seen))
    with pytest.raises(Cancelled):
        report.write_xlsx(roster(10), tmp_path / "a.xlsx", None, lambda: True)
    assert list(tmp_path.iterdir()) == []
    assert seen[0][0] == 10


def test_the_same_lines_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        report.write_pdf(roster(40), tmp_path / f"{name}.pdf")
        report.write_xlsx(roster(40), tmp_path / f"{name}.xlsx")
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_workbook_keeps_numbers_of_people_as_text(tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    full = roster(2, masked=False)
    lines = (replace(full.lines[0], id_number="990101198001010010", phone="13800000001", address="=1+1"), full.lines[1])
    report.write_xlsx(replace(full, lines=lines), path)
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "桂湖社区居民花名册"
    assert "用途：内部核对" in rows[1][0]
    assert rows[2] == [column.head for column in report.COLUMNS]
    assert rows[3][5] == "990101198001010010"
    assert rows[3][8:10] == ["=1+1", "13800000001"]
    assert rows[3][0] == 1.0
    assert rows[3][1] == "02"
