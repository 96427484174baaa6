"""Charts and appendix tables of the year-end summary, as plain data."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.models.documents import YearSummary
from app.models.official_document import Align, ChartKind, ChartSpec, Series, TableBlock, TableColumn
from app.models.statistics import FigureRow, Figures
from app.reports import charts
from app.reports.official.tables import number
from app.reports.year_months import months

Measure = tuple[str, Callable[[Figures], int]]

PEOPLE: tuple[Measure, ...] = (
    ("新增人口", lambda f: f.new_residents),
    ("回流", lambda f: f.returned_residents),
    ("注销人口", lambda f: f.cancelled_residents),
    ("净增", lambda f: f.new_residents + f.returned_residents - f.cancelled_residents),
)
LEGAL: tuple[Measure, ...] = (
    ("新增法人", lambda f: f.new_entities),
    ("注销法人", lambda f: f.cancelled_entities),
    ("走访法人", lambda f: f.visited_entities),
)
VISITS: tuple[Measure, ...] = (
    ("走访人数", lambda f: f.visited_persons),
    ("走访户次", lambda f: f.visited_households),
    ("走访法人", lambda f: f.visited_entities),
    ("未遇等", lambda f: f.attempts),
)
WORK: tuple[Measure, ...] = (
    ("新增人口", lambda f: f.new_residents),
    ("注销人口", lambda f: f.cancelled_residents),
    ("走访人数", lambda f: f.visited_persons),
    ("法人三项", lambda f: f.new_entities + f.cancelled_entities + f.visited_entities),
    ("数据量", lambda f: f.volume),
)


def _label(row: FigureRow) -> str:
    return row.name or row.key


def _named(rows: Sequence[FigureRow]) -> list[str]:
    """Labels for charts; equal names get their codes."""
    names = [_label(row) for row in rows]
    return [name if names.count(name) == 1 else f"{row.key} {name}" for name, row in zip(names, rows, strict=True)]


def _chart(
    kind: ChartKind, title: str, labels: Sequence[str], series: Sequence[tuple[str, Sequence[int]]], unit: str, unfinished: str = ""
) -> ChartSpec:
    return ChartSpec(kind, title, tuple(labels), tuple(Series(name, tuple(values)) for name, values in series), unit, unfinished=unfinished)


def _kinds(rows: Sequence[tuple[str, int]], what: str, unit: str) -> ChartSpec:
    """Bars of kinds with the share of the greatest as title."""
    names, values = [name for name, _ in rows], [count for _, count in rows]
    return _chart(ChartKind.BARS, charts.share_title(names, values, what), names, [(what, values)], unit)


def flow_chart(summary: YearSummary) -> ChartSpec:
    """新增 and 注销 by month."""
    span, total = months(summary), summary.totals
    title = charts.flow_title(total.new_residents, total.cancelled_residents)
    series = [("新增", span.values("new_residents")), ("注销", span.values("cancelled_residents"))]
    return _chart(ChartKind.LINES, title, span.labels, series, "人", span.unfinished)


def visit_chart(summary: YearSummary) -> ChartSpec:
    """走访人数 by month."""
    span = months(summary)
    values = span.values("visited_persons")
    title = charts.peak_title(span.labels, values, "走访", "人")
    return _chart(ChartKind.COLUMNS, title, span.labels, [("走访人数", values)], "人", span.unfinished)


def grid_chart(summary: YearSummary) -> ChartSpec:
    """数据量 by grid."""
    names, values = _named(summary.by_grid.rows), [row.figures.volume for row in summary.by_grid.rows]
    return _chart(ChartKind.BARS, charts.spread_title(names, values, "数据量"), names, [("数据量", values)], "条")


def outcome_chart(summary: YearSummary) -> ChartSpec:
    """Outcomes of visits."""
    return _kinds(summary.visit_outcomes, "走访结果", "次")


def reason_chart(summary: YearSummary) -> ChartSpec:
    """Reasons of cancellation."""
    return _kinds([row for row in summary.close_reasons if row[1]], "注销原因", "人")


def entity_chart(summary: YearSummary) -> ChartSpec:
    """法人 by kind."""
    return _kinds([row for row in summary.entity_kinds if row[1]], "在册法人单位", "家")


def _columns(first: TableColumn, measures: Sequence[Measure], weight: float = 1.5) -> tuple[TableColumn, ...]:
    return (first, *(TableColumn(head, weight) for head, _ in measures))


def month_table(summary: YearSummary, measures: Sequence[Measure], caption: str, unit: str) -> TableBlock:
    """By month, total last."""
    span = months(summary)
    rows = [(label, *(number(measure(f)) for _, measure in measures)) for label, f in zip(span.labels, span.figures, strict=True)]
    if span.unfinished:
        rows[-1] = (f"{span.labels[-1]}（{span.unfinished}）", *rows[-1][1:])
    total = Figures.total(span.figures)
    sums = ("合计", *(number(measure(total)) for _, measure in measures))
    return TableBlock(caption, _columns(TableColumn("月份", 1.2, Align.CENTRE), measures), tuple(rows), sums, unit)


def grid_table(summary: YearSummary, measures: Sequence[Measure], caption: str, unit: str) -> TableBlock:
    """By grid, total last."""
    rows = tuple(
        (name, *(number(measure(row.figures)) for _, measure in measures))
        for name, row in zip(_named(summary.by_grid.rows), summary.by_grid.rows, strict=True)
    )
    sums = ("合计", *(number(measure(summary.by_grid.total)) for _, measure in measures))
    return TableBlock(caption, _columns(TableColumn("网格", 2.2, Align.LEFT), measures), rows, sums, unit)


def member_table(summary: YearSummary, caption: str) -> TableBlock:
    """By member, total last."""
    columns = (TableColumn("网格员", 1.6, Align.LEFT), *_columns(TableColumn("网格", 1.2, Align.CENTRE), WORK, 1.4))
    rows = tuple((_label(row), row.grid or "—", *(number(measure(row.figures)) for _, measure in WORK)) for row in summary.by_member.rows)
    sums = ("合计", "", *(number(measure(summary.by_member.total)) for _, measure in WORK))
    return TableBlock(caption, columns, rows, sums, "人、家、条")
