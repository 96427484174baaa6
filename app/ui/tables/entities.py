"""Columns of 法人单位."""

from __future__ import annotations

from app.models.entity_views import EntityRow
from app.ui.tables.cells import TAGS, Cell, Column
from app.ui.tables.paged import Fetch, PagedTableModel
from app.ui.tables.residents import short_day

STATE_TAGS = {"pending": ("待核", "warn"), "closed": ("注销", "plain"), "voided": ("作废", "plain")}


def licence_words(row: EntityRow) -> str:
    """'剩 26 天', '过期 3 天', the date itself while there is time."""
    if row.licence_days is None:
        return ""
    if row.licence_days < 0:
        return f"过期 {-row.licence_days} 天"
    return f"剩 {row.licence_days} 天" if row.licence_tone != "plain" else row.licence_expires_on


def _licence(row: EntityRow) -> Cell:
    words = licence_words(row)
    if not words or row.licence_tone == "plain":
        return Cell(words[2:] if words else "", token="ink2")
    return Cell(tags=((words, row.licence_tone),))


def _last_visit(this_year: str, row: EntityRow) -> Cell:
    if row.state not in ("active", "pending"):
        return Cell(short_day(row.last_visit, this_year) if row.last_visit else "")
    if not row.last_visit:
        return Cell("未走访 超期", token="warn") if row.overdue else Cell("未走访", token="ink3")
    day = short_day(row.last_visit, this_year)
    return Cell(f"{day} 超期", token="warn") if row.overdue else Cell(day)


def _state(row: EntityRow) -> Cell:
    return Cell(tags=(STATE_TAGS[row.state],)) if row.state in STATE_TAGS else Cell("在册", token="ink2")


def entity_columns(this_year: str) -> list[Column]:
    """All columns in reading order."""
    return [
        Column("name", "单位名称", 176, lambda row: Cell(row.name, bold=True), sort="name", stretch=3),
        Column("kind", "类型", 92, lambda row: Cell(row.kind.split("(")[0])),
        Column("industry", "行业", 96, lambda row: Cell(row.industry), stretch=1, droppable=3),
        Column("responsible", "负责人", 68, lambda row: Cell(row.responsible)),
        Column("address", "地址", 140, lambda row: Cell(row.address), sort="address", stretch=2, droppable=2),
        Column("licence", "证照到期", 98, _licence, kind=TAGS, sort="licence"),
        Column("last_visit", "最近走访", 104, lambda row: _last_visit(this_year, row), sort="last_visit"),
        Column("state", "状态", 54, _state, kind=TAGS, droppable=1),
    ]


class EntitiesModel(PagedTableModel):
    """Legal entities by row number."""

    def __init__(self, this_year: str, fetch: Fetch) -> None:
        super().__init__(entity_columns(this_year), fetch)
