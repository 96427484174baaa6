"""Columns of due visits (工作台, 回访计划) and of stored visits (走访记录)."""

from __future__ import annotations

from app.models.visit_views import RevisitLine
from app.ui.tables.cells import RIGHT, TAGS, Cell, Column


def _due(line: RevisitLine) -> Cell:
    return Cell(tags=((line.due_text, line.tone),)) if line.due_text else Cell()


def _since(line: RevisitLine) -> Cell:
    if line.since_days is None:
        return Cell("没走访过", token="warn")
    return Cell(f"{line.since_days:,} 天")


def home_columns() -> list[Column]:
    """到期回访 on the workbench."""
    return [
        Column("title", "对象", 104, lambda line: Cell(line.title, bold=True), stretch=1),
        Column("address", "地址", 172, lambda line: Cell(line.address), stretch=2),
        Column("why", "事由", 148, lambda line: Cell(line.why), stretch=1),
        Column("due", "期限", 102, _due, kind=TAGS),
        Column("last", "上次情况", 130, lambda line: Cell(line.last_text or "没有走访过", token="ink2"), droppable=1),
    ]


def plan_columns() -> list[Column]:
    """回访计划."""
    return [
        Column("title", "对象", 132, lambda line: Cell(line.title, bold=True), stretch=2),
        Column("address", "地址", 168, lambda line: Cell(line.address), stretch=2),
        Column("grid", "网格", 76, lambda line: Cell(line.grid), droppable=1),
        Column("why", "事由", 150, lambda line: Cell(line.why), stretch=1),
        Column("due", "期限", 102, _due, kind=TAGS),
        Column("since", "距上次", 84, _since, align=RIGHT),
        Column("last", "上次情况", 124, lambda line: Cell(line.last_text or "没有走访过", token="ink2"), droppable=2),
        Column("member", "负责人", 74, lambda line: Cell(line.member), droppable=4),
        Column("moved", "改期原因", 96, lambda line: Cell(line.postpone_why, token="ink2"), droppable=3, stretch=1),
    ]
