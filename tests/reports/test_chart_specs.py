"""Charts from the plain data of a document: every kind, gaps, targets, nothing at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.models.official_document import ChartKind, ChartSpec, Series
from app.reports import charts
from app.reports.chart_specs import draw
from app.reports.official.figures import Picture
from app.reports.official.page import write_document
from tests.reports.page_places import page_texts

SPEC = ChartSpec(
    ChartKind.COLUMNS, "二月最多", ("1月", "2月", "3月"), (Series("本年", (98, 1300.5, None)), Series("上年", (90, 1200, 3))), "人",
)  # fmt: skip


def texts(spec: ChartSpec, tmp_path: Path) -> str:
    write_document(tmp_path / "chart.pdf", lambda: [Picture(draw(spec), "图1　题")], subject="试", author="试")
    return page_texts(tmp_path / "chart.pdf")[0]


@pytest.mark.parametrize("kind", list(ChartKind))
def test_every_kind_shows_title_labels_and_values(kind: ChartKind, tmp_path: Path) -> None:
    text = texts(replace(SPEC, kind=kind), tmp_path)
    assert "二月最多" in text
    assert all(label in text for label in SPEC.labels)
    if kind is ChartKind.LINES:  # lines are named at their ends; the first series has no value there
        assert "本年—" in text
        assert "上年3" in text
    else:
        assert "98" in text
        assert "1,300.5" in text
        assert "—" in text
    if kind in (ChartKind.PYRAMID, ChartKind.PAIRED):
        assert "1,200" in text
        assert "本年" in text
        assert "上年" in text


@pytest.mark.parametrize("kind", list(ChartKind))
def test_a_period_without_records_says_so(kind: ChartKind, tmp_path: Path) -> None:
    assert "这段时间没有登记" in texts(replace(SPEC, kind=kind, labels=(), series=()), tmp_path)


@pytest.mark.parametrize("kind", [ChartKind.BARS, ChartKind.COLUMNS])
def test_a_target_is_named_and_the_wanted_label_is_dark(kind: ChartKind, tmp_path: Path) -> None:
    spec = replace(SPEC, kind=kind, target=1100, target_name="目标", highlight=("1月",))
    assert "目标1,100" in texts(spec, tmp_path)
    bars = [patch.get_facecolor() for patch in draw(spec).figure.axes[0].patches]
    dark = tuple(int(charts.NOW[place : place + 2], 16) / 255 for place in (1, 3, 5))
    assert sum(colour[:3] == pytest.approx(dark) for colour in bars) == 1


def test_a_figure_too_high_for_the_page_is_made_smaller() -> None:
    ages, series = tuple(f"{age}岁" for age in range(60)), (Series("男", (1,) * 60), Series("女", (2,) * 60))
    spec = replace(SPEC, kind=ChartKind.PYRAMID, labels=ages, series=series)
    picture = Picture(draw(spec), "图1　题")
    assert picture.scale < 1
    assert picture.wrap(442, 600)[1] <= 20 * 29.53 + 0.01
