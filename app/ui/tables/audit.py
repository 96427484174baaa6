"""Columns of 操作日志."""

from __future__ import annotations

from app.models.audit import LogRow
from app.ui.tables.cells import RIGHT, TAGS, Cell, Column
from app.ui.tables.paged import Fetch, PagedTableModel

TONES = {"reveal": "warn", "account": "violet", "undo": "blue"}


def log_columns() -> list[Column]:
    """When, who, what, why, how much."""

    def act(row: LogRow) -> Cell:
        tone = TONES.get(row.group)
        return Cell(tags=((row.label, tone),)) if tone else Cell(row.label)

    return [
        Column("at", "时间", 154, lambda row: Cell(row.at, token="ink2")),
        Column("who", "操作人", 92, lambda row: Cell(row.who, bold=True)),
        Column("act", "操作", 150, act, kind=TAGS),
        Column("reason", "说明", 300, lambda row: Cell(row.reason or "—", token="ink" if row.reason else "ink3"), stretch=3),
        Column("lines", "改动", 70, lambda row: Cell(f"{row.lines:,} 处" if row.lines else "—", token="ink2"), align=RIGHT),
        Column("state", "状态", 76, lambda row: Cell(tags=(("已撤销", "plain"),)) if row.undone else Cell(""), kind=TAGS, droppable=1),
    ]


class LogModel(PagedTableModel):
    """Operations by number."""

    def __init__(self, fetch: Fetch) -> None:
        super().__init__(log_columns(), fetch)
