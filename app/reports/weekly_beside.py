"""What stands beside the raw ranking on paper: columns of the weighted, the completion and the fair view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.models import ranking_views
from app.models.fair_ranking import FairFigures
from app.models.rankings import SheetRow, WeeklySheet


@dataclass(frozen=True)
class Field:
    """One column of the sheet: its head, share of the width and value of a row."""

    head: str
    share: float
    value: Callable[[SheetRow], int | str | None]
    total: Callable[[WeeklySheet], int | str | None]
    align: str = "right"
    signed: bool = False
    decimals: int = 0  # whole numbers stand for tenths (1) or hundredths (2)


def fields(sheet: WeeklySheet, view: str) -> list[Field]:
    """Columns of a view other than 数据量."""
    total = ranking_views.total_row(sheet)
    head = [
        Field(f"{ranking_views.VIEWS[view][:2]}\n名次", 1.25, lambda row: _rank(row, view), lambda _: "合计", "centre"),
        Field("数据量\n名次", 0.95, lambda row: row.rank, lambda _: "", "centre"),
        Field("网格", 0.9, lambda row: row.grid, lambda _: "", "centre"),
        Field("网格员", 1.35, lambda row: row.name, lambda _: f"{len(sheet.rows)}人", "left"),
    ]
    if view == ranking_views.FAIR:
        return [*head, *_fair(total)]
    own = _weighted(total) if view == ranking_views.WEIGHTED else _completion(total)
    away = [Field("出勤", 1.4, lambda row: row.attendance, lambda _: "", "centre")] if any(row.attendance for row in sheet.rows) else []
    return [*head, *own, *away]


def _rank(row: SheetRow, view: str) -> str:
    rank = ranking_views.rank_of(row, view)
    if rank is None:
        return "—"
    return f"{rank} 并列" if ranking_views.is_shared(row, view) else str(rank)


def _plain(head: str, share: float, read: Callable[[SheetRow], int | None], total: SheetRow, decimals: int = 0) -> Field:
    return Field(head, share, read, lambda _: read(total), decimals=decimals)


def _weighted(total: SheetRow) -> list[Field]:
    return [
        _plain("加权\n得分", 1.2, lambda row: ranking_views.score(row.weighted), total, 1),
        _plain("数据量", 1.1, lambda row: row.volume, total),
        _plain("新增\n人口", 1.0, lambda row: row.figures.new_residents, total),
        _plain("注销\n人口", 1.0, lambda row: row.figures.cancelled_residents, total),
        _plain("走访", 1.0, lambda row: row.figures.visited_persons, total),
        _plain("新增\n法人", 0.9, lambda row: row.figures.new_entities, total),
        _plain("注销\n法人", 0.9, lambda row: row.figures.cancelled_entities, total),
        _plain("走访\n法人", 0.9, lambda row: row.figures.visited_entities, total),
    ]


def _completion(total: SheetRow) -> list[Field]:
    return [
        _plain("数据量", 1.1, lambda row: row.volume, total),
        _plain("本周\n目标", 1.1, lambda row: row.target, total),
        _plain("完成率\n%", 1.2, lambda row: ranking_views.percent(row.completion), total, 1),
        _plain("班次", 0.9, lambda row: row.fair.shifts if row.fair else None, total),
        _plain("应出勤", 1.0, lambda row: row.fair.planned if row.fair else None, total),
    ]


def _of(read: Callable[[FairFigures], int | None]) -> Callable[[SheetRow], int | None]:
    return lambda row: read(row.fair) if row.fair else None


def _place(read: Callable[[FairFigures], int | None]) -> Field:
    def value(row: SheetRow) -> str:
        found = read(row.fair) if row.fair else None
        return "" if found is None else str(found)

    return Field("名次", 0.75, value, lambda _: "", "centre")


def _fair(total: SheetRow) -> list[Field]:
    return [
        _plain("数据量", 1.0, lambda row: row.volume, total),
        _plain("班次", 0.8, _of(lambda fair: fair.shifts), total),
        _plain("每班次", 1.05, _of(lambda fair: fair.per_shift), total, 2),
        _place(lambda fair: fair.shift_rank),
        _plain("户数", 0.95, _of(lambda fair: fair.households or None), total),
        _plain("每百户", 1.15, _of(lambda fair: fair.per_hundred), total, 2),
        _place(lambda fair: fair.hundred_rank),
        _plain("见面率\n%", 1.05, _of(lambda fair: fair.verified), total, 1),
        _place(lambda fair: fair.verified_rank),
        Field("说明", 2.3, lambda row: row.fair.note if row.fair else "", lambda _: "", "left"),
    ]
