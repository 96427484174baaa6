"""The snapshot of a document: figures, tables and charts as plain values, so that a finished document never asks the register again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.models.official_document import Align, ChartBlock, ChartKind, ChartSpec, Series, TableBlock, TableColumn

Exhibit = TableBlock | ChartBlock


def exhibit_json(block: Exhibit) -> dict[str, Any]:
    """A table or chart for the register."""
    if isinstance(block, TableBlock):
        columns = [[column.title, column.weight, column.align.value, column.group] for column in block.columns]
        return {
            "caption": block.caption, "columns": columns, "rows": [list(line) for line in block.rows], "total": list(block.total),
            "unit": block.unit, "note": block.note,
        }  # fmt: skip
    spec = block.spec
    return {
        "caption": block.caption, "chart": spec.kind.value, "title": spec.title, "labels": list(spec.labels), "unit": spec.unit,
        "series": [[series.name, list(series.values)] for series in spec.series], "unfinished": spec.unfinished,
    }  # fmt: skip


def exhibit_of(data: Mapping[str, Any]) -> Exhibit:
    """Back from the register."""
    if "chart" in data:
        series = tuple(Series(name, tuple(values)) for name, values in data["series"])
        kind = ChartKind(data["chart"])
        spec = ChartSpec(kind, data["title"], tuple(data["labels"]), series, data["unit"], unfinished=data["unfinished"])
        return ChartBlock(data["caption"], spec)
    columns = tuple(TableColumn(title, weight, Align(align), group) for title, weight, align, group in data["columns"])
    rows = tuple(tuple(line) for line in data["rows"])
    return TableBlock(data["caption"], columns, rows, tuple(data["total"]), data["unit"], data["note"])
