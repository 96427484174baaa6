"""Business tables of 走访真实性提示 (migration 5): the rules, the visits to be asked about again, what the member says."""

from __future__ import annotations

from app.storage.columns import Table, number, text

SIGN_RULE = Table(
    "sign_rule",
    "提示规则",
    "sign",
    (
        text("kind", "提示"),  # SignKind
        number("active", "启用", "rule"),
        number("least", "最少", "rule"),
        number("bound", "界限", "rule"),
        number("extra", "另一界限", "rule"),
    ),
)
RECHECK = Table(
    "recheck",
    "复核",
    "sign",
    (
        text("meeting_on", "例会日", "sign"),
        text("kind", "提示", "sign"),  # SignKind
        text("member_id", "网格员", "sign"),
        text("why", "提示内容", "sign"),  # the sentence as it was when the line was made
        text("record_table", "记录类型", "record"),  # visit, residence
        text("record_id", "记录", "record"),
        text("listed_on", "列入日期"),
        text("way", "复核方式", "result"),  # phone, door
        text("outcome", "复核结果", "result"),  # '' = still open, true, false, unclear
        text("checked_on", "复核日期", "result"),
        text("checked_by", "复核人", "result"),
        text("note", "复核说明", "result"),
    ),
    (("meeting_on", "member_id"), ("record_id",)),
)
SIGN_STATEMENT = Table(
    "sign_statement",
    "情况说明",
    "sign",
    (
        text("meeting_on", "例会日", "sign"),
        text("kind", "提示", "sign"),
        text("member_id", "网格员", "sign"),
        text("statement", "说明", "said"),
        text("stated_on", "说明日期", "said"),
        text("written_by", "录入人", "said"),
    ),
    (("meeting_on", "member_id"),),
)

SIGN_TABLES = (SIGN_RULE, RECHECK, SIGN_STATEMENT)

SIGN_REFERENCES: dict[tuple[str, str], tuple[str, bool]] = {
    ("recheck", "member_id"): ("grid_member", True),
    ("sign_statement", "member_id"): ("grid_member", True),
}
