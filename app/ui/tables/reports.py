"""Columns of the lists of documents: catalogue, drafts and finished ones, checked figures, versions."""

from __future__ import annotations

from app.models.report_views import FINAL, CatalogueLine, CheckedFigure, DocumentLine, VersionLine
from app.ui.tables.cells import CENTRE, RIGHT, TAGS, Cell, Column


def catalogue_columns() -> list[Column]:
    """What can be made."""
    return [
        Column("name", "名称", 150, lambda line: _name(line), stretch=1),
        Column("period", "期间", 76, lambda line: Cell(line.period or "—", token="ink2"), align=CENTRE),
        Column("what", "说明", 260, lambda line: Cell(line.what, token="ink2"), stretch=3),
        Column("group", "方式", 104, lambda line: Cell(tags=((line.group, "blue" if line.opens == "editor" else "plain"),)), kind=TAGS),
    ]


def _name(line: CatalogueLine) -> Cell:
    return Cell(line.name, bold=True)


def document_columns() -> list[Column]:
    """Drafts and finished documents."""
    return [
        Column("title", "标题", 280, lambda line: Cell(line.title, bold=True), stretch=3),
        Column("kind", "种类", 110, lambda line: Cell(line.kind, token="ink2")),
        Column("period", "期间", 130, lambda line: Cell(line.period), stretch=1),
        Column("scope", "范围", 90, lambda line: Cell(line.scope), droppable=2),
        Column("version", "版本", 64, lambda line: _version(line), align=RIGHT),
        Column("saved_at", "保存时间", 132, lambda line: Cell(line.saved_at, token="ink2")),
        Column("saved_by", "保存人", 84, lambda line: Cell(line.saved_by, token="ink2"), droppable=1),
    ]


def _version(line: DocumentLine) -> Cell:
    return Cell(f"第 {line.version} 版")


def check_columns() -> list[Column]:
    """数据核对."""
    return [
        Column("name", "数据项", 170, lambda line: Cell(line.name, bold=True), stretch=1),
        Column("text", "文中", 190, lambda line: Cell(line.text, bold=True), align=RIGHT),
        Column("last_year", "上年同期", 88, lambda line: Cell(line.last_year, token="ink2"), align=RIGHT),
        Column("previous", "上期", 88, lambda line: Cell(line.previous, token="ink2"), align=RIGHT),
        Column("table_total", "表格合计", 88, lambda line: Cell(line.table_total or "—", token="ink2"), align=RIGHT),
        Column("state", "核对", 96, lambda line: Cell(tags=(_state(line),)), kind=TAGS),
        Column("meaning", "口径", 240, lambda line: Cell(line.meaning, token="ink2"), stretch=2),
    ]


def _state(line: CheckedFigure) -> tuple[str, str]:
    if line.by_hand:
        return "手工", "warn"
    if not line.agrees:
        return "与表不符", "danger"
    return ("与表一致", "ok") if line.table_total else ("取数", "blue")


def version_columns() -> list[Column]:
    """历史版本."""
    return [
        Column("number", "版本", 84, lambda line: Cell(f"第 {line.number} 版", bold=True)),
        Column("state", "状态", 96, lambda line: Cell(tags=(_final(line),)), kind=TAGS),
        Column("saved_at", "保存时间", 150, lambda line: Cell(line.saved_at)),
        Column("saved_by", "保存人", 110, lambda line: Cell(line.saved_by)),
        Column("why", "说明", 260, lambda line: Cell(line.why, token="ink2"), stretch=1),
    ]


def _final(line: VersionLine) -> tuple[str, str]:
    return ("定稿", "ok") if line.state == FINAL else ("草稿", "plain")
