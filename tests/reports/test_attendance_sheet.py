"""The monthly sheet: eighteen members on one landscape page, the same figures in the workbook, 60 members on numbered pages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pypdf
import pytest
import python_calamine

from app.models.attendance import MonthSums
from app.models.attendance_views import AttendanceSheet, MonthCell, MonthDay, MonthRow, MonthSheet
from app.models.documents import Imprint
from app.reports import attendance_sheet

WORDS = ["present"] * 8 + ["sick", "leave", "absent", "annual", "official", ""]


def sheet(members: int, remark: str = "") -> AttendanceSheet:
    days = []
    for number in range(1, 31):
        day = date(2026, 11, number)
        free = day.isoweekday() > 5
        days.append(MonthDay(day.isoformat(), number, "一二三四五六日"[day.weekday()], "rest" if free else "work"))
    rows = []
    for place in range(members):
        cells = tuple(
            MonthCell(planned=0) if day.kind == "rest" else MonthCell(WORDS[(place + day.number) % len(WORDS)], 1, due=True)
            for day in days
        )
        sums = MonthSums(21, 21, 15, 1, {"present": 15, "sick": 2, "leave": 1, "absent": 1, "annual": 1}, 1)
        rows.append(
            MonthRow(f"m{place}", f"WG-{place:02}", ("张伟明", "欧阳丽华", "王𬱖")[place % 3], f"{place + 1:02}", cells, sums)
        )
    return AttendanceSheet(
        Imprint("桂湖社区", "内勤小周", "2026-11-30 18:00"), MonthSheet("2026年11月", 2026, 11, tuple(days), tuple(rows), remark)
    )


def pages_of(path: Path) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(path).pages]


def test_eighteen_members_on_one_page(tmp_path: Path) -> None:
    path = tmp_path / "考勤.pdf"
    assert attendance_sheet.write_pdf(sheet(18), path) == 1
    text = pages_of(path)[0]
    for word in ("2026年11月考勤表", "欧阳丽华", "王𬱖", "71%", "第 1 页", "打印人 内勤小周", "18人"):
        assert word in text, word
    assert text.count("张伟明") == 6


def test_a_street_goes_on_with_a_repeated_head(tmp_path: Path) -> None:
    path = tmp_path / "考勤.pdf"
    pages = attendance_sheet.write_pdf(sheet(60, "2027年的节假日安排还没有收录"), path)
    texts = pages_of(path)
    assert pages == len(texts) > 1
    assert all("姓名" in text for text in texts[:-1])
    assert "2027年的节假日安排还没有收录" in texts[-1]


def test_the_workbook_has_the_same_figures(tmp_path: Path) -> None:
    path = tmp_path / "考勤.xlsx"
    attendance_sheet.write_xlsx(sheet(3), path)
    rows = python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python()
    assert rows[3][:3] == ["WG-00", "张伟明", "01"]
    assert rows[3][3] == "休"  # a Sunday
    assert rows[3][33:] == [21, 15, 1, 1, 2, 1, 0, 1, 1, "71%"]
    assert rows[6][33:35] == [63, 45]


@pytest.mark.parametrize(("state", "planned", "due", "mark"), [("", 1, True, "○"), ("", 1, False, ""), ("sick", 0, True, "病")])
def test_marks(state, planned, due, mark) -> None:
    assert MonthCell(state, planned, due=due).mark == mark
