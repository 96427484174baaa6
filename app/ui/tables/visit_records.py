"""Columns of 走访记录."""

from __future__ import annotations

from app.models.visit_records import VisitRow
from app.ui.tables.cells import RIGHT, TAGS, Cell, Column
from app.ui.tables.paged import Fetch, PagedTableModel


def _outcome(row: VisitRow) -> Cell:
    if row.state == "voided":
        return Cell(tags=(("作废", "danger"),))
    return Cell(row.outcome) if row.counted else Cell(tags=((row.outcome, "warn"),))


def record_columns() -> list[Column]:
    """Day, target, how it went, what was found, who."""
    return [
        Column("day", "日期", 96, lambda row: Cell(row.day, token="ink2")),
        Column("at", "时间", 54, lambda row: Cell(row.at, token="ink2"), droppable=2),
        Column("title", "对象", 120, lambda row: Cell(row.title, bold=True), stretch=1),
        Column("address", "地址", 160, lambda row: Cell(row.address), stretch=2),
        Column("kind", "走访类型", 100, lambda row: Cell(row.kind or row.target_label), droppable=3),
        Column("outcome", "结果", 84, _outcome, kind=TAGS),
        Column("persons", "人数", 50, lambda row: Cell(f"{row.persons_met:,}" if row.persons_met else "—"), align=RIGHT),
        Column("finding", "情况", 170, lambda row: Cell(row.finding or "无", token="ink" if row.finding else "ink3"), stretch=3),
        Column("next_on", "下次走访", 96, lambda row: Cell(row.next_on, token="ink2"), droppable=1),
        Column("member", "走访人", 74, lambda row: Cell(row.member)),
    ]


class VisitRecordsModel(PagedTableModel):
    """Stored visits by row number."""

    def __init__(self, fetch: Fetch) -> None:
        super().__init__(record_columns(), fetch)
