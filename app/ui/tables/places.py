"""Columns of the tabs 户 and 房屋."""

from __future__ import annotations

from collections.abc import Mapping

from app.models.dwelling_views import DWELLING_HINTS, HOUSEHOLD_HINTS
from app.ui.tables.cells import RIGHT, TAGS, Cell, Column
from app.ui.tables.residents import short_day

_TONES = {"vacant": "plain", "rented": "blue", "separated": "violet", "crowded": "warn", "vacant_lived": "danger", "empty": "plain",
          "no_owner": "warn", "alone": "warn", "no_head": "warn", "pending": "warn"}  # fmt: skip


def _hints(keys: tuple[str, ...], words: Mapping[str, str]) -> Cell:
    return Cell(tags=tuple((words.get(key, key), _TONES.get(key, "plain")) for key in keys))


def _day(day: str, this_year: str) -> Cell:
    return Cell(short_day(day, this_year), token="ink2") if day else Cell("未走访", token="ink3")


def _count(number: int) -> Cell:
    return Cell(f"{number:,}") if number else Cell("—", token="ink3")


def dwelling_columns(this_year: str) -> list[Column]:
    """房屋: owner and tenants apart."""
    return [
        Column("address", "地址", 190, lambda row: Cell(row.address, bold=True), stretch=3),
        Column("grid", "网格", 78, lambda row: Cell(row.grid), droppable=2),
        Column("use", "用途", 58, lambda row: Cell(row.use_label or "未记", token="ink" if row.use_label else "ink3")),
        Column("owner", "产权人", 84, lambda row: Cell(row.owner or "—", token="ink" if row.owner else "ink3"), stretch=1),
        Column("owner_phone", "产权人电话", 112, lambda row: Cell(row.owner_phone), droppable=3),
        Column("persons", "居住", 52, lambda row: _count(row.persons), align=RIGHT),
        Column("tenants", "租住", 52, lambda row: _count(row.tenants), align=RIGHT),
        Column("households", "户数", 52, lambda row: _count(row.households), align=RIGHT, droppable=1),
        Column("last_visit", "最近走访", 84, lambda row: _day(row.last_visit, this_year)),
        Column("hints", "提示", 160, lambda row: _hints(row.hints, DWELLING_HINTS), kind=TAGS, stretch=2),
    ]


def household_columns(this_year: str) -> list[Column]:
    """户."""
    return [
        Column("address", "地址", 180, lambda row: Cell(row.address, bold=True), stretch=3),
        Column("head", "户主", 80, lambda row: Cell(row.head or "没有户主", token="ink" if row.head else "warn")),
        Column("persons", "人数", 52, lambda row: Cell(f"{row.persons:,}"), align=RIGHT),
        Column("names", "成员", 210, lambda row: Cell(row.names), stretch=3),
        Column("use", "房屋用途", 76, lambda row: Cell(row.use_label), droppable=2),
        Column("grid", "网格", 78, lambda row: Cell(row.grid), droppable=1),
        Column("last_visit", "最近走访", 84, lambda row: _day(row.last_visit, this_year)),
        Column("hints", "提示", 140, lambda row: _hints(row.hints, HOUSEHOLD_HINTS), kind=TAGS, stretch=1),
    ]
