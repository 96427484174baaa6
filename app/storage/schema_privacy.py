"""Business tables of what leaves the register and of what is kept (migration 11).

``redaction`` is no business table: it belongs to the journal and keeps the digest of each line whose values were erased, so that the
chain stays checkable.
"""

from __future__ import annotations

from app.storage.columns import Table, number, text

OUTGOING = Table(
    "outgoing",
    "外发记录",
    "outgoing",
    (
        number("number", "序号"),
        text("kind", "种类"),  # key of field_classes.CONTENTS
        text("title", "内容"),
        text("form", "形式"),  # xlsx, pdf, paper
        text("receiver", "接收单位", "for"),
        text("purpose", "用途", "for"),
        number("lines", "行数"),
        text("sensitivity", "级别"),  # FieldClass
        number("full", "完整号码"),
        text("left_at", "外发时间", "left"),
        text("left_by", "经办人", "left"),  # account.id
        text("expires_on", "到期日"),
        text("request_id", "审批"),
        text("approval", "审批情况"),
        text("deleted_on", "删除日期", "deletion"),
        text("deleted_by", "删除人", "deletion"),
    ),
    (("number",), ("expires_on", "deleted_on")),
)
OUTGOING_REQUEST = Table(
    "outgoing_request",
    "外发审批",
    "outgoing",
    (
        text("kind", "种类", "asked"),
        text("form", "形式", "asked"),
        text("scope", "范围", "asked"),  # the filter as JSON: another list needs another approval
        text("title", "内容", "asked"),
        number("lines", "行数", "asked"),
        text("receiver", "接收单位", "for"),
        text("purpose", "用途", "for"),
        text("expires_on", "到期日"),
        text("asked_by", "申请人", "asking"),  # account.id
        text("asked_at", "申请时间", "asking"),
        text("decision", "决定", "deciding"),  # '', approved, refused
        text("decided_by", "审批人", "deciding"),
        text("decided_at", "审批时间", "deciding"),
        text("decided_why", "审批意见", "deciding"),
        text("used_by", "用于"),  # outgoing.id: an approval serves once
    ),
    (("decision", "used_by"),),
)
RETENTION = Table(
    "retention",
    "保存决定",
    "retention",
    (
        text("resident_id", "居民"),
        text("decision", "决定", "deciding"),  # keep, anonymised
        text("reason", "理由", "deciding"),
        text("decided_on", "决定日期", "deciding"),
        text("decided_by", "决定人", "deciding"),  # account.id
        text("keep_until", "保存到", "deciding"),
    ),
    (("resident_id",),),
)

PRIVACY_TABLES = (OUTGOING, OUTGOING_REQUEST, RETENTION)

PRIVACY_REFERENCES: dict[tuple[str, str], tuple[str, bool]] = {
    ("outgoing", "left_by"): ("account", False),
    ("outgoing", "request_id"): ("outgoing_request", False),
    ("outgoing", "deleted_by"): ("account", False),
    ("outgoing_request", "asked_by"): ("account", False),
    ("outgoing_request", "decided_by"): ("account", False),
    ("outgoing_request", "used_by"): ("outgoing", False),
    ("retention", "resident_id"): ("resident", True),
    ("retention", "decided_by"): ("account", False),
}
