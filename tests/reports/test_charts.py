"""Charts: findings are computed, neutral where the numbers say nothing; pictures have their final size and any name."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from app.reports import charts
from app.reports.official.figures import Picture
from app.reports.official.page import write_document
from tests.reports.reading import fonts_not_embedded

MONTHS = [f"{month}月" for month in range(1, 13)]


@pytest.mark.parametrize(
    ("new", "cancelled", "title"),
    [
        (9905, 8810, "新增多于注销，相差1,095人"),
        (3, 5, "注销多于新增，相差2人"),
        (4, 4, "新增与注销持平，各4人"),
        (0, 0, "各月新增人口与注销人口"),
    ],
)
def test_flow_title(new: int, cancelled: int, title: str) -> None:
    assert charts.flow_title(new, cancelled) == title


def test_titles_are_neutral_when_the_numbers_support_no_finding() -> None:
    assert charts.peak_title(["1月", "2月"], [5, 5], "走访", "人") == "各月走访"
    assert charts.peak_title(["1月", "2月"], [0, 0], "走访", "人") == "各月走访"
    assert charts.spread_title(["01", "02"], [4, 0], "走访") == "各网格走访"
    assert charts.share_title(["见到本人", "电话"], [0, 0], "走访结果") == "走访结果构成"


def test_titles_state_the_finding() -> None:
    assert charts.peak_title(["1月", "2月"], [5, 1200], "走访", "人") == "2月走访最多，1,200人"
    assert charts.spread_title(["01网格", "02网格"], [30, 12], "走访") == "01网格走访最多，是最少的网格的2.5倍"
    assert charts.share_title(["见到本人", "电话"], [3, 1], "走访结果") == "走访结果中见到本人占75.0%"


@pytest.mark.parametrize(
    "chart",
    [
        charts.two_lines(MONTHS, list(range(12)), list(range(12, 24)), ("新增", "注销"), "题", "前 20 天"),
        charts.columns(MONTHS, [0] * 12, "题", "人"),
        charts.sorted_bars(["桂湖燊网格", "𬱖网格", "03"], [3, 2, 1], "题", "人"),
        charts.sorted_bars([f"{i:03}" for i in range(246)], list(range(246)), "题", "人"),
    ],
)  # missing glyphs would be warnings, and warnings fail a test
def test_pictures_have_their_final_size(chart: charts.Chart) -> None:
    picture = Image.open(BytesIO(chart.png))
    assert picture.width / (chart.width / 72) == pytest.approx(charts.DPI, rel=0.01)
    assert 200 <= charts.DPI <= 300
    dark = picture.convert("L").histogram()
    assert sum(dark[:200]) > 500


def test_the_two_series_differ_on_a_grey_copy() -> None:
    grey = [Image.new("RGB", (1, 1), color).convert("L").getpixel((0, 0)) for color in (charts.NOW, charts.COMPARISON)]
    assert abs(int(grey[0]) - int(grey[1])) > 60  # type: ignore[call-overload, arg-type]


def test_on_paper_a_chart_is_vectors_with_texts_that_can_be_searched(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        chart = charts.sorted_bars(["桂湖燊网格", "𬱖网格"], [1234, 2], "𬱖网格最少", "人")
        write_document(tmp_path / name, lambda chart=chart: [Picture(chart, "图1　题")], subject="试", author="试")  # type: ignore[misc]
    page = PdfReader(tmp_path / "a.pdf").pages[0]
    assert not page.images
    text = page.extract_text()
    assert all(part in text for part in ("桂湖燊网格", "𬱖网格最少", "1,234 人", "图1"))
    assert fonts_not_embedded(tmp_path / "a.pdf") == []
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_a_picture_for_print_has_600_dots_per_inch() -> None:
    chart = charts.columns(MONTHS, list(range(12)), "题", "人")
    picture = Image.open(BytesIO(chart.png_at(600)))
    assert picture.width / (chart.width / 72) == pytest.approx(600, rel=0.01)
