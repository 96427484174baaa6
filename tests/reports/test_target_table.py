"""指标分配表 and 完成情况表 as read back from paper and workbook."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from app.models.target_views import TargetDraft
from app.services import target_documents, targets
from app.storage import history
from tests.builders import Office
from tests.reports.reading import fonts_not_embedded, pdf_text

WEIGHTS = {"population": "60", "area": "40"}


@pytest.fixture
def office() -> Office:
    """Split 55 : 45, five moved from grid 01 to grid 02, 44 visits in grid 01."""
    office = Office()
    for number in range(4):
        office.resident(f"住户{number}", grid="01" if number < 3 else "02", opened_on="2025-03-01")
    office.update("grid", office.grids["01"], area_m2=13_060_000)
    office.update("grid", office.grids["02"], area_m2=39_180_000)
    for number in range(44):
        office.visit("2026-03-02", "WG-01", f"人{number}", "met", 1)
    targets.save(office.session, TargetDraft(2026, "visited_persons", "grid", "100", WEIGHTS))
    targets.adjust(office.session, 2026, "visited_persons", "grid", office.grids["01"], "-5", office.grids["02"], "拆迁")
    return office


def words(path: Path) -> str:
    return " ".join(" ".join(pdf_text(path)).split())


def test_the_split_on_paper(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "split.pdf"
    assert target_documents.allotment_pdf(office.session, 2026, "visited_persons", "grid", path) == 1
    text = words(path)
    assert "2026年走访人数指标分配表" in text
    assert "01 01网格 3 75.0 13.06 25.0 55 −5 50 4.2" in text
    assert "02 02网格 1 25.0 39.18 75.0 45 +5 50 4.2" in text
    assert "合计 4 100.0 52.24 100.0 100 0 100 8.3" in text
    assert "调整：01网格 −5，拆迁。" in text.replace("， ", "，")
    assert "第 2 版" in text
    assert fonts_not_embedded(path) == []


def test_progress_on_paper(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "done.pdf"
    assert target_documents.completion_pdf(office.session, 2026, 0, "grid", "visited_persons", path) == 1
    text = words(path)
    # 44 of 50 = 88.0 %, day 324 of 365 = 88.8 %, due 44.4; 6 missing, 29 working days left
    assert "01 01网格 50 44 88.0 88.8 −0.8 44 6 1" in text
    assert "02 02网格 50 0 0.0 88.8 −88.8 44 50 2" in text
    assert "合计 100 44 44.0 88.8 −44.8 88 56 2" in text
    assert "2026年走访人数指标完成情况表" in text


def test_all_indicators_side_by_side(office: Office, tmp_path: Path) -> None:
    for name in ("volume", "new_residents", "visited_households", "new_entities", "cancelled_residents"):
        targets.save(office.session, TargetDraft(2026, name, "grid", "100", {"equal": "1"}))
    path = tmp_path / "all.pdf"
    assert target_documents.completion_pdf(office.session, 2026, 0, "grid", "", path) == 1
    text = words(path)
    assert "各项指标完成情况表" in text
    assert "01 01网格 88.0 −0.8 88.0 −0.8 88.0 −0.8 0.0 −88.8 0.0 −88.8 0.0 −88.8" in text
    book = tmp_path / "all.xlsx"
    target_documents.completion_xlsx(office.session, 2026, 0, "grid", "", book)
    rows = CalamineWorkbook.from_path(str(book)).get_sheet_by_index(0).to_python()
    assert rows[3][:10] == ["01", "01网格", 50, 44, 88.0, 88.8, -0.8, 44, 6, 1]


def test_the_workbook_has_numbers_and_months(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "split.xlsx"
    target_documents.allotment_xlsx(office.session, 2026, "visited_persons", "grid", path)
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert rows[2][:10] == ["编码", "单位", "人口", "占比（%）", "面积（㎡）", "占比（%）", "计算值", "调整", "指标", "月均"]
    assert rows[3][:10] == ["01", "01网格", 3, 75.0, 13060000, 25.0, 55, -5, 50, 4.2]
    assert sum(rows[3][10:22]) == 50
    assert rows[5][1:10] == ["合计", 4, 100.0, 52240000, 100.0, 100, 0, 100, 8.3]


def test_printing_is_recorded_and_nothing_set_is_said(office: Office, tmp_path: Path) -> None:
    target_documents.allotment_pdf(office.session, 2026, "visited_persons", "grid", tmp_path / "a.pdf", act="document.preview")
    (line,) = history.operations(office.register.db, 1)
    assert (line.kind, line.reason) == ("document.preview", "2026年走访人数指标分配表")
    with pytest.raises(Exception, match="还没有设目标"):
        target_documents.allotment_pdf(office.session, 2025, "volume", "grid", tmp_path / "b.pdf")
    with pytest.raises(Exception, match="还没有设目标"):
        target_documents.completion_pdf(office.session, 2025, 0, "grid", "", tmp_path / "c.pdf")
