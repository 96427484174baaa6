"""Columns of what left the register and of the requests."""

from __future__ import annotations

from app.models.outgoing import FORMS, OutgoingLine, RequestLine
from app.ui.tables.cells import RIGHT, TAGS, Cell, Column

TONES = {"到期，待删除": "danger", "在外": "blue", "待审批": "warn", "不同意": "plain", "已同意，可做一次": "ok", "已使用": "plain"}


def outgoing_columns() -> list[Column]:
    """Number, what, to whom, what for, how much, until when."""

    def state(line: OutgoingLine) -> Cell:
        return Cell(tags=((line.state, TONES.get(line.state, "plain")),))

    return [
        Column("number", "编号", 56, lambda line: Cell(str(line.number), bold=True), align=RIGHT),
        Column("left_at", "外发时间", 132, lambda line: Cell(line.left_at)),
        Column("left_by", "经办人", 76, lambda line: Cell(line.left_by)),
        Column("title", "内容", 200, lambda line: Cell(line.title), stretch=3),
        Column("form", "形式", 56, lambda line: Cell(FORMS.get(line.form, line.form)), droppable=2),
        Column("lines", "行数", 62, lambda line: Cell(f"{line.lines:,}"), align=RIGHT),
        Column("sensitivity", "级别", 110, lambda line: Cell(line.sensitivity + ("★" if line.full else ""), token="ink2"), droppable=1),
        Column("receiver", "接收", 92, lambda line: Cell(line.receiver), stretch=1),
        Column("purpose", "用途", 92, lambda line: Cell(line.purpose or "—", token="ink2"), stretch=1),
        Column("expires_on", "到期", 88, lambda line: Cell(line.expires_on)),
        Column("state", "状态", 132, state, kind=TAGS),
    ]


def request_columns() -> list[Column]:
    """Who asks for what."""

    def state(line: RequestLine) -> Cell:
        return Cell(tags=((line.state, TONES.get(line.state, "plain")),))

    return [
        Column("asked_at", "申请时间", 132, lambda line: Cell(line.asked_at)),
        Column("asked_by", "申请人", 90, lambda line: Cell(f"{line.asked_by}（我）" if line.own else line.asked_by, bold=True)),
        Column("title", "内容", 220, lambda line: Cell(line.title), stretch=3),
        Column("lines", "完整号码", 76, lambda line: Cell(f"{line.lines:,} 行"), align=RIGHT),
        Column("receiver", "接收", 96, lambda line: Cell(line.receiver), stretch=1),
        Column("purpose", "用途", 110, lambda line: Cell(line.purpose), stretch=1),
        Column("expires_on", "到期", 88, lambda line: Cell(line.expires_on), droppable=1),
        Column("decided_by", "审批", 150, lambda line: Cell(" ".join(filter(None, (line.decided_by, line.decided_why))) or "—", token="ink2")),
        Column("state", "状态", 130, state, kind=TAGS),
    ]
