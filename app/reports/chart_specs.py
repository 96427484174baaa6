"""From the plain data of a document (``ChartSpec``) to a drawn chart."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from app.models.official_document import ChartKind, ChartSpec
from app.reports import charts, charts_beside
from app.reports.charts import Chart


def _names(spec: ChartSpec) -> tuple[str, str]:
    return spec.series[0].name, spec.series[1].name


def _bars(spec: ChartSpec) -> Chart:
    return charts.sorted_bars(
        spec.labels, spec.series[0].values, spec.title, spec.unit, highlight=spec.highlight, target=spec.target, target_name=spec.target_name
    )


def _columns(spec: ChartSpec) -> Chart:
    return charts.columns(
        spec.labels, spec.series[0].values, spec.title, spec.unit, spec.unfinished,
        highlight=spec.highlight, target=spec.target, target_name=spec.target_name,
    )  # fmt: skip


def _lines(spec: ChartSpec) -> Chart:
    if len(spec.series) == 1:
        return charts.one_line(spec.labels, spec.series[0].values, spec.series[0].name, spec.title, spec.unfinished)
    return charts.two_lines(spec.labels, spec.series[0].values, spec.series[1].values, _names(spec), spec.title, spec.unfinished)


def _pyramid(spec: ChartSpec) -> Chart:
    return charts_beside.pyramid(spec.labels, spec.series[0].values, spec.series[1].values, _names(spec), spec.title, spec.unit)


def _paired(spec: ChartSpec) -> Chart:
    return charts_beside.paired(spec.labels, spec.series[0].values, spec.series[1].values, _names(spec), spec.title, spec.unit)


DRAWERS: dict[ChartKind, Callable[[ChartSpec], Chart]] = {
    ChartKind.BARS: _bars,
    ChartKind.COLUMNS: _columns,
    ChartKind.LINES: _lines,
    ChartKind.PYRAMID: _pyramid,
    ChartKind.PAIRED: _paired,
}


@lru_cache(maxsize=24)  # the figures of the texts that are being written; equal data is an equal figure
def draw(spec: ChartSpec) -> Chart:
    """The chart of a specification, 150 mm wide; without data it says so."""
    if not spec.labels or not spec.series:
        return charts.nothing(spec.title)
    kind = ChartKind.COLUMNS if spec.kind in (ChartKind.PYRAMID, ChartKind.PAIRED) and len(spec.series) < 2 else spec.kind
    return DRAWERS[kind](spec)
