"""Columns of 系统管理 安全: sealed tags, what is not recorded, whose time is over."""

from __future__ import annotations

from app.models.retention import RetentionLine
from app.models.sealed_tags import SealLine
from app.ui.tables.cells import TAGS, Cell, Column

FieldLine = tuple[str, str, bool]  # name, label, switched off


def seal_columns() -> list[Column]:
    """Tag, sealed or not, who sees it."""

    def state(line: SealLine) -> Cell:
        return Cell(tags=(("已封存", "warn"),) if line.sealed else (("不封存", "plain"),))

    return [
        Column("label", "关爱标签", 220, lambda line: Cell(line.label, bold=True), stretch=1),
        Column("state", "状态", 110, state, kind=TAGS),
        Column("seen_by", "谁能看到", 420, lambda line: Cell(line.seen_by, token="ink" if line.sealed else "ink2"), stretch=2),
    ]


def field_columns() -> list[Column]:
    """What is recorded and what is not."""

    def state(line: FieldLine) -> Cell:
        return Cell(tags=(("已停用", "warn"),) if line[2] else (("登记", "ok"),))

    def what(line: FieldLine) -> Cell:
        return Cell("表单、名单、导出、变更记录里都不出现；已存的内容保留" if line[2] else "照常登记和显示", token="ink2")

    return [
        Column("label", "登记项", 220, lambda line: Cell(line[1], bold=True), stretch=1),
        Column("state", "状态", 110, state, kind=TAGS),
        Column("what", "说明", 420, what, stretch=2),
    ]


def retention_columns() -> list[Column]:
    """Who left long ago."""

    def kept(line: RetentionLine) -> Cell:
        return Cell(f"保存到 {line.kept_until}：{line.kept_why}" if line.kept_until else "—", token="ink2")

    return [
        Column("name", "姓名", 110, lambda line: Cell(line.name, bold=True)),
        Column("number", "证件号码", 180, lambda line: Cell(line.id_masked)),
        Column("grid", "网格", 80, lambda line: Cell(line.grid)),
        Column("closed_on", "注销日期", 110, lambda line: Cell(line.closed_on)),
        Column("close_reason", "注销原因", 110, lambda line: Cell(line.close_reason)),
        Column("kept", "上次决定", 260, kept, stretch=1),
    ]
