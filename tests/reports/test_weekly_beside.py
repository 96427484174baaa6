"""The bulletin in its other views: same page, ranks of the view, figures with decimals, the rules below; the raw view stays as it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
import python_calamine

from app.models.documents import WeeklyBulletin
from app.models.fair_ranking import RULES, FairFigures
from app.models.ranking_views import VIEWS, decimal, in_order, rank_of, rule_line, total_row
from app.models.rankings import Standing
from app.reports import weekly_ranking
from tests.reports.weekly_samples import golden_bulletin, street_bulletin


def with_fair(bulletin: WeeklyBulletin, view: str) -> WeeklyBulletin:
    """Ranks turned round, so that the order of the view is not the raw one; the first in the raw rank was on leave."""
    rows = []
    count = len(bulletin.sheet.rows)
    for place, row in enumerate(bulletin.sheet.rows):
        rank = None if place == 0 else count - place
        fair = FairFigures(0 if place == 0 else 5, 5, 300, 40, 50, None if place == 0 else 1234, 56789, 800, rank, rank, rank, rank,
                           note="整周休假，仅供参考" if place == 0 else "")  # fmt: skip
        rows.append(replace(row, fair=fair, weighted=Standing(row.volume * 1500, row.rank), target=100 if place else 0,
                            completion=Standing(row.volume * 10, row.rank) if place else None))  # fmt: skip
    sheet = replace(bulletin.sheet, rows=tuple(rows), weights="各项×1.5", weekly_target=100, fair_rules=RULES)
    return replace(bulletin, sheet=sheet, view=view)


def text_of(path: Path) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


@pytest.mark.parametrize("view", ["weighted", "completion", "fair"])
def test_eighteen_members_on_one_page_in_every_view(tmp_path: Path, view: str) -> None:
    path = tmp_path / "通报.pdf"
    assert weekly_ranking.write_pdf(with_fair(golden_bulletin(), view), path) == 1
    text = text_of(path).replace("\n", "")
    assert f"（{VIEWS[view]}）" in text
    assert {"weighted": "各项×1.5", "completion": "目标 100", "fair": "公平名次按各项名次的平均数排"}[view] in text
    if view == "fair":
        assert "12.34" in text
        assert "567.89" in text
        assert "整周休假" in text


def test_the_order_is_that_of_the_view() -> None:
    bulletin = with_fair(golden_bulletin(), "fair")
    names = [row.member_id for row in in_order(bulletin.sheet, "fair")]
    raw = [row.member_id for row in bulletin.sheet.rows]
    assert names == [*reversed(raw[1:]), raw[0]]
    assert rank_of(bulletin.sheet.rows[0], "fair") is None


def test_a_street_has_numbered_pages(tmp_path: Path) -> None:
    path = tmp_path / "通报.pdf"
    pages = weekly_ranking.write_pdf(with_fair(street_bulletin(246), "fair"), path)
    assert pages > 3
    assert f"共 {pages} 页" in text_of(path)


def test_the_workbook_has_numbers_with_decimals(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    weekly_ranking.write_xlsx(with_fair(golden_bulletin(), "fair"), path)
    rows = python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python()
    head, first = rows[3], rows[4]
    assert head[0] == "公平名次"
    assert (first[head.index("每班次")], first[head.index("每百户")], first[head.index("见面率%")]) == (12.34, 567.89, 80.0)
    assert first[0] == "1"


def test_the_raw_view_does_not_change_by_what_stands_beside(tmp_path: Path) -> None:
    plain, more = tmp_path / "a.pdf", tmp_path / "b.pdf"
    weekly_ranking.write_pdf(golden_bulletin(), plain)
    weekly_ranking.write_pdf(with_fair(golden_bulletin(), "volume"), more)
    assert plain.read_bytes() == more.read_bytes()


def test_totals_are_sums_and_shares_of_sums() -> None:
    sheet = with_fair(golden_bulletin(), "fair").sheet
    total = total_row(sheet)
    assert total.target == 1700
    volumes = sum(row.volume for row in sheet.rows[1:])
    assert total.completion.value == round(volumes * 1000 / 1700)
    assert total.fair.per_shift == round(volumes * 100 / 85)
    assert (total.fair.shifts, total.fair.verified) == (85, 800)
    assert total_row(golden_bulletin().sheet).fair is None


def test_old_sheets_say_that_they_have_nothing_beside() -> None:
    assert rule_line(golden_bulletin().sheet, "fair").startswith("这一周结算时还没有这项对照")
    assert "没有设每周目标" in rule_line(replace(with_fair(golden_bulletin(), "fair").sheet, weekly_target=0), "completion")


@pytest.mark.parametrize(("value", "places", "text"), [(1250, 2, "12.50"), (5, 2, "0.05"), (None, 1, "—"), (1234567, 1, "123,456.7"), (7, 0, "7")])
def test_decimals(value, places, text) -> None:
    assert decimal(value, places) == text
