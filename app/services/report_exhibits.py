"""The tables and charts of a document, made from its counts; one that has nothing to show is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.models import dashboard_findings as findings
from app.models import report_exhibits as make
from app.models.official_document import ChartBlock, TableBlock
from app.models.residents import TAG_WORDS
from app.models.statistics import Figures
from app.storage import grids
from app.storage.code_tables import code_rows

if TYPE_CHECKING:
    from app.services.report_figures import Counted
    from app.services.report_source import Source

FEATURES: dict[str, str] = {
    "grid": "网格",
    "population": "人口类别",
    "tag": "关爱标签",
    "sex": "性别",
    "age": "年龄段",
    "employment": "从业状况",
    "consistency": "人户情况",
}
_CODES = {"employment": "employment_status", "consistency": "residence_consistency", "population": "population_type"}
_FIXED = {"sex": {"1": "男", "2": "女"}, "age": {"1": "未满18岁", "2": "18至59岁", "3": "60至79岁", "4": "80岁及以上"}}
Exhibits = dict[str, TableBlock | ChartBlock]


def exhibits(source: Source, counted: Counted) -> Exhibits:
    """Everything that can be inserted, by code ('table.members', 'chart.flow')."""
    found: Exhibits = {f"table.{code}": block for code, block in _tables(source, counted).items() if block.rows}
    for code, chart in _charts(source, counted).items():
        if any(value for series in chart.spec.series for value in series.values):
            found[f"chart.{code}"] = chart
    return found


def _tables(source: Source, counted: Counted) -> dict[str, TableBlock]:
    months, rows, unfinished = source.months, source.by_grid, source.unfinished
    found = {
        "grids_people": make.grid_table(rows, make.PEOPLE, "各网格人口变动", "人"),
        "grids_entities": make.grid_table(rows, make.ENTITIES, "各网格法人单位", "家"),
        "grids_visits": make.grid_table(rows, make.VISITS, "各网格走访", "人、户次、家、次"),
        "grids_work": make.grid_table(rows, make.WORK, "各网格数据量", "人、家、条"),
        "members": make.member_table(source.by_member, "网格员工作量"),
        "key": make.key_table(counted.book, "主要数据对比"),
        "stocks": make.stock_table(counted.book, "人口和房屋"),
        "cross": _cross(source),
    }
    if len(months) > 1:
        found["months_people"] = make.month_table(months, make.PEOPLE, "各月人口变动", "人", unfinished)
        found["months_entities"] = make.month_table(months, make.ENTITIES, "各月法人单位", "家", unfinished)
        found["months_visits"] = make.month_table(months, make.VISITS, "各月走访", "人、户次、家、次", unfinished)
    return found


def names_of(source: Source, feature: str) -> dict[str, str]:
    """Keys of a feature in their order with their words."""
    if feature == "grid":
        return {grid.id: grid.label for grid in grids.grids(source.db).values()}
    if feature == "tag":
        found = {line["code"]: TAG_WORDS.get(line["code"], line["name_zh"].split("(")[0]) for line in code_rows("service_category")}
        return found | {"": "无标签"}
    if feature in _CODES:
        return {line["code"]: line["name_zh"] for line in code_rows(_CODES[feature])}
    return _FIXED[feature]


def _cross(source: Source) -> TableBlock:
    rows, columns = source.subject.rows, source.subject.columns
    caption = f"按{FEATURES[rows]}和{FEATURES[columns]}"
    found = {key: count for key, count in source.cross.items() if count}
    names = names_of(source, rows), names_of(source, columns)
    overlapping = sum(found.values()) != source.list_size[0]  # somebody has two tags and stands in both
    return make.cross_table(found, *names, (FEATURES[rows], FEATURES[columns]), caption, overlapping)


def _charts(source: Source, counted: Counted) -> dict[str, ChartBlock]:
    found: dict[str, ChartBlock] = {}
    if len(source.months) > 1:
        found["flow"] = make.flow_chart(source.months, source.unfinished)
        found["visits"] = make.visit_chart(source.months, source.unfinished)
    rows = [row for row in source.by_grid if row.id]
    volumes = list(zip(make.grid_names(rows), (row.figures.volume for row in rows), strict=True))
    title = findings.greatest_count([name for name, _ in volumes], [value for _, value in volumes], "各网格数据量", "条")
    if source.totals() != Figures():
        found["grids"] = make.bars("各网格数据量", volumes, title, "条")
    for code, family, what, unit in (
        ("outcomes", "outcome", "走访结果", "次"),
        ("reasons", "closed", "注销原因", "人"),
        ("entity_kinds", "entity", "在册法人单位", "家"),
    ):
        pairs = _pairs(counted, family)
        title = findings.greatest_share([name for name, _ in pairs], [value for _, value in pairs], what)
        found[code] = make.bars(make.CHARTS[code], pairs, title, unit)
    tags = _pairs(counted, "tag")
    title = findings.greatest_count([name for name, _ in tags], [value for _, value in tags], "关爱服务对象", "人")
    found["tags"] = make.bars("关爱服务对象", tags, title, "人")
    if source.subject.columns != "tag":  # a person with two tags would be counted twice
        found["list_rows"] = _list_rows(source)
    return found


def _pairs(counted: Counted, family: str) -> list[tuple[str, int]]:
    found = []
    for code in counted.families.get(family, ()):
        figure = counted.book.get(code)
        if figure is not None and figure.value:
            found.append((figure.name.partition("·")[2], figure.value))
    return found


def _list_rows(source: Source) -> ChartBlock:
    names = names_of(source, source.subject.rows)
    sums: dict[str, int] = {}
    for (key, _), count in source.cross.items():
        sums[key] = sums.get(key, 0) + count
    pairs = [(names.get(key, "未填"), count) for key, count in sums.items()]
    what = f"各{FEATURES[source.subject.rows]}名单人数"
    title = findings.greatest_count([name for name, _ in pairs], [value for _, value in pairs], what, "人")
    return make.bars(what, pairs, title, "人")
