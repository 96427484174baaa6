"""Tables and charts that a document can insert: their names, and how each is made from plain counts (no page, no register here)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from app.models import dashboard_findings as findings
from app.models.official_document import Align, ChartBlock, ChartKind, ChartSpec, Series, TableBlock, TableColumn
from app.models.report_figures import EMPTY, LAST_YEAR, PREVIOUS, Book, Figure, change_words, rate_words
from app.models.statistics import FigureRow, Figures

TABLES: dict[str, str] = {
    "months_people": "各月人口变动",
    "grids_people": "各网格人口变动",
    "months_entities": "各月法人单位",
    "grids_entities": "各网格法人单位",
    "months_visits": "各月走访",
    "grids_visits": "各网格走访",
    "grids_work": "各网格数据量",
    "members": "网格员工作量",
    "key": "主要数据对比",
    "stocks": "人口和房屋",
    "cross": "名单交叉表",
}
CHARTS: dict[str, str] = {
    "flow": "各月新增与注销",
    "visits": "各月走访人数",
    "grids": "各网格数据量",
    "outcomes": "走访结果",
    "reasons": "注销原因",
    "entity_kinds": "法人单位构成",
    "tags": "关爱服务对象",
    "list_rows": "名单构成",
}
Measure = tuple[str, Callable[[Figures], int]]
PEOPLE: tuple[Measure, ...] = (
    ("新增人口", lambda f: f.new_residents),
    ("回流", lambda f: f.returned_residents),
    ("注销人口", lambda f: f.cancelled_residents),
    ("净增", lambda f: f.new_residents + f.returned_residents - f.cancelled_residents),
)
ENTITIES: tuple[Measure, ...] = (
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
KEY_CODES = (
    "new_residents", "returned_residents", "cancelled_residents", "visited_persons", "visited_households", "new_entities",
    "cancelled_entities", "visited_entities", "volume",
)  # fmt: skip
STOCK_CODES = (
    "households", "residents", "registered", "floating", "foreign", "under_18", "aged_60", "aged_80", "dwellings", "rented", "vacant",
    "entities",
)  # fmt: skip


def number(value: int) -> str:
    """1,234; a real minus sign."""
    return f"{value:,}".replace("-", "−")


def _cells(figures: Figures, measures: Sequence[Measure]) -> tuple[str, ...]:
    return tuple(number(measure(figures)) for _, measure in measures)


def month_table(
    months: Sequence[tuple[str, Figures]], measures: Sequence[Measure], caption: str, unit: str, unfinished: str
) -> TableBlock:
    """Month by month, 合计 last."""
    columns = (TableColumn("月份", 1.2, Align.CENTRE), *(TableColumn(head, 1.5) for head, _ in measures))
    labels = [label for label, _ in months]
    if unfinished and labels:
        labels[-1] = f"{labels[-1]}（{unfinished}）"
    rows = tuple((label, *_cells(figures, measures)) for label, (_, figures) in zip(labels, months, strict=True))
    total = Figures.total(figures for _, figures in months)
    return TableBlock(caption, columns, rows, ("合计", *_cells(total, measures)), unit)


def row_label(row: FigureRow) -> str:
    """Name of a row."""
    return row.name or row.key


def grid_names(rows: Sequence[FigureRow]) -> list[str]:
    """Labels; equal names get their codes."""
    names = [row_label(row) for row in rows]
    return [name if names.count(name) == 1 else f"{row.key} {name}" for name, row in zip(names, rows, strict=True)]


def grid_table(rows: Sequence[FigureRow], measures: Sequence[Measure], caption: str, unit: str) -> TableBlock:
    """Grid by grid in the order of codes, 合计 last."""
    ordered = sorted(rows, key=lambda row: (not row.id, row.key, row.name))
    columns = (TableColumn("网格", 2.2, Align.LEFT), *(TableColumn(head, 1.5) for head, _ in measures))
    lines = tuple((name, *_cells(row.figures, measures)) for name, row in zip(grid_names(ordered), ordered, strict=True))
    total = Figures.total(row.figures for row in ordered)
    return TableBlock(caption, columns, lines, ("合计", *_cells(total, measures)), unit)


def member_table(rows: Sequence[FigureRow], caption: str) -> TableBlock:
    """By member in the order of rank, 合计 last."""
    columns = (
        TableColumn("网格员", 1.6, Align.LEFT),
        TableColumn("网格", 1.2, Align.CENTRE),
        *(TableColumn(head, 1.4) for head, _ in WORK),
    )
    lines = tuple((row_label(row), row.grid or EMPTY, *_cells(row.figures, WORK)) for row in rows)
    total = Figures.total(row.figures for row in rows)
    return TableBlock(caption, columns, lines, ("合计", "", *_cells(total, WORK)), "人、家、条")


def _grouped(figure: Figure | None) -> str:
    return figure.grouped if figure is not None else EMPTY


def key_table(book: Book, caption: str) -> TableBlock:
    """Figures beside those of the period before and of last year."""
    columns = (
        TableColumn("项目", 1.6, Align.LEFT),
        TableColumn("单位", 0.9, Align.CENTRE),
        *(TableColumn(head, 1.6 if head.endswith("比") else 1.2) for head in ("本期", "上期", "环比", "上年同期", "同比")),
    )
    rows = []
    for code in KEY_CODES:
        now, before, year = book.get(code), book.get(code, PREVIOUS), book.get(code, LAST_YEAR)
        if now is not None:
            cells = (_grouped(now), _grouped(before), rate_words(now, before), _grouped(year), rate_words(now, year))
            rows.append((now.name, now.unit, *cells))
    return TableBlock(caption, columns, tuple(rows))


def stock_table(book: Book, caption: str) -> TableBlock:
    """Stocks at the beginning and at the end."""
    columns = (
        TableColumn("项目", 2.0, Align.LEFT),
        TableColumn("单位", 1.0, Align.CENTRE),
        *(TableColumn(head, 1.4) for head in ("期初", "期末", "增减")),
    )
    rows = []
    for code in STOCK_CODES:
        now, before = book.get(code), book.get(code, "opening")
        if now is not None:
            rows.append((now.name, now.unit, _grouped(before), _grouped(now), change_words(now, before).replace(now.unit, "")))
    return TableBlock(caption, columns, tuple(rows))


def cross_table(
    found: Mapping[tuple[str, str], int], row_names: Mapping[str, str], column_names: Mapping[str, str], heads: tuple[str, str],
    caption: str, overlapping: bool,
) -> TableBlock:  # fmt: skip
    """A list by two features; keys without a name are 未填.  Sums only where nobody stands twice."""
    rows = _ordered({key for key, _ in found}, row_names)
    columns = _ordered({key for _, key in found}, column_names)
    heading = (TableColumn(heads[0], 2.0, Align.LEFT), *(TableColumn(column_names.get(key, "未填"), 1.3) for key in columns))
    lines = []
    for key in rows:
        cells = [found.get((key, column), 0) for column in columns]
        lines.append((row_names.get(key, "未填"), *map(number, cells), *(() if overlapping else (number(sum(cells)),))))
    if overlapping:
        return TableBlock(caption, heading, tuple(lines), (), "人", "同一人可列入多项，不求合计。")
    sums = [sum(found.get((key, column), 0) for key in rows) for column in columns]
    total = ("合计", *map(number, sums), number(sum(sums)))
    return TableBlock(caption, (*heading, TableColumn("合计", 1.3)), tuple(lines), total, "人")


def _ordered(keys: set[str], names: Mapping[str, str]) -> list[str]:
    return [key for key in names if key in keys] + sorted(keys - set(names))


def flow_chart(months: Sequence[tuple[str, Figures]], unfinished: str) -> ChartBlock:
    """新增 and 注销 month by month."""
    total = Figures.total(figures for _, figures in months)
    title = findings.flow(total.new_residents, total.cancelled_residents)
    series = (
        Series("新增", tuple(float(f.new_residents) for _, f in months)),
        Series("注销", tuple(float(f.cancelled_residents) for _, f in months)),
    )
    labels = tuple(label for label, _ in months)
    return ChartBlock("各月新增人口与注销人口", ChartSpec(ChartKind.LINES, title, labels, series, "人", unfinished=unfinished))


def visit_chart(months: Sequence[tuple[str, Figures]], unfinished: str) -> ChartBlock:
    """走访人数 month by month."""
    labels, values = [label for label, _ in months], [f.visited_persons for _, f in months]
    title = findings.greatest_count(labels, values, "各月走访人数", "人")
    series = (Series("走访人数", tuple(map(float, values))),)
    return ChartBlock("各月走访人数", ChartSpec(ChartKind.COLUMNS, title, tuple(labels), series, "人", unfinished=unfinished))


def bars(caption: str, pairs: Sequence[tuple[str, int]], title: str, unit: str) -> ChartBlock:
    """Lying bars of counted words or rows, greatest first."""
    rows = sorted((pair for pair in pairs if pair[1]), key=lambda pair: -pair[1])
    series = (Series(caption, tuple(float(value) for _, value in rows)),)
    return ChartBlock(caption, ChartSpec(ChartKind.BARS, title, tuple(name for name, _ in rows), series, unit))
