"""Columns of the list of backups."""

from __future__ import annotations

from app.models.backup_views import BackupLine
from app.ui.tables.cells import RIGHT, TAGS, Cell, Column


def _state(line: BackupLine) -> Cell:
    tags = [("已验证", "ok") if line.whole else ("有损坏", "danger")]
    if line.protected:
        tags.append(("保留", "blue"))
    return Cell(tags=tuple(tags))


def size_text(size: int) -> str:
    """'214 MB', '820 KB'."""
    return f"{size / 1024 / 1024:,.0f} MB" if size >= 10 * 1024 * 1024 else f"{max(size // 1024, 1):,} KB"


def backup_columns() -> list[Column]:
    """Picture N."""
    return [
        Column("at", "时间", 146, lambda line: Cell(line.at, bold=True)),
        Column("kind", "方式", 70, lambda line: Cell(line.kind_label)),
        Column("places", "保存在", 130, lambda line: Cell(line.places), stretch=2),
        Column("size", "大小", 76, lambda line: Cell(size_text(line.size)), align=RIGHT, droppable=1),
        Column("people", "人数", 72, lambda line: Cell(f"{line.people:,}" if line.people >= 0 else "—"), align=RIGHT),
        Column("since", "此后操作", 82, lambda line: Cell(f"{line.since:,} 项"), align=RIGHT),
        Column("state", "检查", 120, _state, kind=TAGS, stretch=1),
    ]
