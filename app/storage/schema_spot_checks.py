"""Business tables of 抽查 (migration 6): a draw that can be repeated, and its items with what was found."""

from __future__ import annotations

from app.storage.columns import Table, number, text

SPOT_CHECK = Table(
    "spot_check",
    "抽查",
    "spot_check",
    (
        text("sheet_no", "单号"),
        text("drawn_on", "抽取日期"),
        text("first_day", "自", "period"),
        text("last_day", "至", "period"),
        text("method", "方式", "drawing"),  # DrawMethod
        text("subject", "对象", "drawing"),  # DrawSubject
        text("member_id", "被抽查人", "drawing"),  # '' = all but the checker
        number("per_member", "每人条数", "drawing"),
        number("total", "总条数", "drawing"),
        text("seed", "随机数", "drawing"),
        text("grids", "网格范围", "drawing"),  # JSON list of grid ids; empty = the whole office
        number("candidates", "候选条数", "drawing"),
        text("digest", "候选校验", "drawing"),  # of candidates and weights
        text("checker_id", "抽查人(网格员)", "checker"),
        text("checker", "抽查人", "checker"),
        text("note", "备注"),
    ),
    (("drawn_on",),),
)
SPOT_CHECK_ITEM = Table(
    "spot_check_item",
    "抽查项",
    "spot_check",
    (
        text("check_id", "抽查"),
        number("number", "序号"),
        text("member_id", "登记人", "record"),
        text("day", "登记日期", "record"),
        text("record_kind", "登记类别", "record"),  # RecordKind
        text("record_id", "登记", "record"),
        text("target_kind", "对象类型", "record"),  # TargetKind
        text("target_id", "对象", "record"),
        text("dwelling_id", "房屋", "record"),
        text("grid_id", "网格", "record"),
        text("claim", "登记内容", "record"),  # as it stood when it was drawn
        number("weight", "权重", "record"),
        text("why", "抽取依据", "record"),
        text("result", "结果", "result"),  # CheckResult
        text("finding", "核实情况", "result"),
        text("checked_on", "核实日期", "result"),
        text("checked_name", "录入人", "result"),
    ),
    (("check_id", "number"), ("day", "member_id")),
)

SPOT_CHECK_TABLES = (SPOT_CHECK, SPOT_CHECK_ITEM)

SPOT_CHECK_REFERENCES: dict[tuple[str, str], tuple[str, bool]] = {
    ("spot_check", "member_id"): ("grid_member", False),
    ("spot_check", "checker_id"): ("grid_member", False),
    ("spot_check_item", "check_id"): ("spot_check", True),
    ("spot_check_item", "member_id"): ("grid_member", True),
    ("spot_check_item", "dwelling_id"): ("dwelling", False),
    ("spot_check_item", "grid_id"): ("grid", False),
}
