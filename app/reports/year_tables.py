"""Charts and appendix tables of the year-end summary."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.models.documents import YearSummary
from app.models.statistics import FigureRow, Figures
from app.reports import charts
from app.reports.official.page import LINES
from app.reports.official.paragraphs import LINE_PITCH
from app.reports.official.tables import Column, Row, Table, TableStyle, number
from app.reports.year_months import months

STYLE = TableStyle(size=10.5, head_size=10.5, row_height=19, head_height=21, role="song", snap_to_grid=True)
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


def flow_chart(summary: YearSummary) -> charts.Chart:
    """新增 and 注销 by month."""
    span, total = months(summary), summary.totals
    title = charts.flow_title(total.new_residents, total.cancelled_residents)
    new, cancelled = span.values("new_residents"), span.values("cancelled_residents")
    return charts.two_lines(span.labels, new, cancelled, ("新增", "注销"), title, span.unfinished)


def visit_chart(summary: YearSummary) -> charts.Chart:
    """走访人数 by month."""
    span = months(summary)
    values = span.values("visited_persons")
    return charts.columns(span.labels, values, charts.peak_title(span.labels, values, "走访", "人"), "人", span.unfinished)


def grid_chart(summary: YearSummary) -> charts.Chart:
    """数据量 by grid."""
    names, values = _named(summary.by_grid.rows), [row.figures.volume for row in summary.by_grid.rows]
    return charts.sorted_bars(names, values, charts.spread_title(names, values, "数据量"), "条")


def outcome_chart(summary: YearSummary) -> charts.Chart:
    """Outcomes of visits."""
    names, values = [name for name, _ in summary.visit_outcomes], [count for _, count in summary.visit_outcomes]
    return charts.sorted_bars(names, values, charts.share_title(names, values, "走访结果"), "次")


def reason_chart(summary: YearSummary) -> charts.Chart:
    """Reasons of cancellation."""
    rows = [row for row in summary.close_reasons if row[1]]
    names, values = [name for name, _ in rows], [count for _, count in rows]
    return charts.sorted_bars(names, values, charts.share_title(names, values, "注销原因"), "人")


def entity_chart(summary: YearSummary) -> charts.Chart:
    """法人 by kind."""
    rows = [row for row in summary.entity_kinds if row[1]]
    names, values = [name for name, _ in rows], [count for _, count in rows]
    return charts.sorted_bars(names, values, charts.share_title(names, values, "在册法人单位"), "家", 12)


def month_table(summary: YearSummary, measures: Sequence[Measure], caption: str, unit: str) -> Table:
    """By month, total last."""
    columns = [Column("月份", 1.2, "centre"), *(Column(head, 1.5) for head, _ in measures)]
    span = months(summary)
    rows = [
        Row((label, *(number(measure(f)) for _, measure in measures))) for label, f in zip(span.labels, span.figures, strict=True)
    ]
    if span.unfinished:
        rows[-1] = Row((f"{span.labels[-1]}（{span.unfinished}）", *rows[-1].cells[1:]))
    total = Figures.total(span.figures)
    rows.append(Row(("合计", *(number(measure(total)) for _, measure in measures)), strong=True))
    return Table(columns, rows, STYLE, caption, unit, keep_whole=LINES * LINE_PITCH)


def grid_table(summary: YearSummary, measures: Sequence[Measure], caption: str, unit: str) -> Table:
    """By grid, total last."""
    columns = [Column("网格", 2.2, "left"), *(Column(head, 1.5) for head, _ in measures)]
    rows = [
        Row((name, *(number(measure(row.figures)) for _, measure in measures)))
        for name, row in zip(_named(summary.by_grid.rows), summary.by_grid.rows, strict=True)
    ]
    rows.append(Row(("合计", *(number(measure(summary.by_grid.total)) for _, measure in measures)), strong=True))
    return Table(columns, rows, STYLE, caption, unit, keep_whole=LINES * LINE_PITCH)


def member_table(summary: YearSummary, caption: str) -> Table:
    """By member, total last."""
    columns = [Column("网格员", 1.6, "left"), Column("网格", 1.2, "centre"), *(Column(head, 1.4) for head, _ in WORK)]
    rows = [
        Row((_label(row), row.grid or "—", *(number(measure(row.figures)) for _, measure in WORK)))
        for row in summary.by_member.rows
    ]
    rows.append(Row(("合计", "", *(number(measure(summary.by_member.total)) for _, measure in WORK)), strong=True))
    return Table(columns, rows, STYLE, caption, "人、家、条", keep_whole=(LINES - 4) * LINE_PITCH)
