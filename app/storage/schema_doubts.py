"""Business table of 待核数据 (migration 10): what was looked at and said to be right, until the record changes."""

from __future__ import annotations

from app.storage.columns import Table, text

DOUBT_IGNORED = Table(
    "doubt_ignored",
    "不用改的数据",
    "doubt",
    (
        text("kind", "待核种类", "doubt"),  # models/doubts.RULES
        text("record_table", "记录类型", "doubt"),
        text("record_id", "记录", "doubt"),
        text("other_id", "另一记录", "doubt"),
        text("digest", "当时的内容", "said"),  # checksum of the records: another one and the doubt is back
        text("reason", "原因", "said"),
        text("said_on", "日期", "said"),
        text("said_by", "认定人", "said"),
    ),
    (("record_id",),),
)

DOUBT_TABLES = (DOUBT_IGNORED,)
DOUBT_REFERENCES: dict[tuple[str, str], tuple[str, bool]] = {}
