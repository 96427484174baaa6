"""Business tables of 一表通 (migration 12): what the columns of a form mean, and what was sent."""

from __future__ import annotations

from app.storage.columns import Table, number, text

FORM_MAPPING = Table(
    "form_mapping",
    "表格对应",
    "form",
    (
        text("fingerprint", "表头指纹"),
        text("title", "表名"),
        text("fields", "对应的项"),  # JSON: [[part, item, field], …]
        text("used_on", "最近使用"),
    ),
    (("fingerprint",),),
)
FORM_SENT = Table(
    "form_sent",
    "报出的表",
    "form",
    (
        text("fingerprint", "表头指纹"),
        text("title", "表名"),
        text("file_name", "文件名"),
        text("receiver", "报送单位"),
        text("purpose", "用途"),
        text("sent_on", "日期"),
        text("sent_by", "填报人"),
        number("lines", "行数"),
        number("full", "完整号码"),
        text("digest", "文件校验"),  # sha256 of the file
        text("people", "名单"),  # JSON: {id: short digest of its row}
    ),
    (("fingerprint", "sent_on"),),
)

FORM_TABLES = (FORM_MAPPING, FORM_SENT)
FORM_REFERENCES: dict[tuple[str, str], tuple[str, bool]] = {}
