"""Business tables of targets (migration 8): a plan says what was split and how, its lines say who got what.

A change makes a new plan with the next version and its reason; the one before is closed and stays as it was.
"""

from __future__ import annotations

from app.storage.columns import Table, number, text

TARGET_PLAN = Table(
    "target_plan",
    "年度目标",
    "target",
    (
        number("year", "年度"),
        text("indicator", "指标"),  # models/targets.INDICATORS
        text("level", "层级"),  # office, grid, member
        number("version", "版次"),
        number("total", "总数"),
        text("weights", "权重"),  # 'population:60 area:40'
        number("times", "每户每人次数上限"),  # 0 = no cap
        text("month_rule", "分月办法"),
        text("pace", "时间进度"),
        text("first_day", "起算日期"),
        text("basis_on", "底数日期"),
        text("notes", "说明"),
        text("why", "依据"),
        text("set_on", "设定日期"),
        text("set_by", "设定人"),
    ),
    (("year", "indicator", "level"),),
)
TARGET = Table(
    "target",
    "指标",
    "target",
    (
        text("plan_id", "年度目标"),
        text("subject_id", "单位"),  # a grid, a member; '' = the office
        text("first_day", "自", "span"),  # in office (in being) from … to
        text("last_day", "至", "span"),
        number("population", "人口", "basis"),
        number("area_m2", "面积(平方米)", "basis"),
        number("households", "户数", "basis"),
        number("entities", "法人", "basis"),
        number("last_year", "上年完成", "basis"),
        number("limit_at", "上限", "basis"),
        number("computed", "计算值", "amount"),
        number("adjustment", "调整", "amount"),
        text("adjust_why", "调整原因", "amount"),
        number("amount", "全年指标", "amount"),
        text("months", "各月指标", "amount"),  # '12 15 …', January first
    ),
    (("plan_id",), ("subject_id",)),
)

TARGET_TABLES = (TARGET_PLAN, TARGET)

TARGET_REFERENCES: dict[tuple[str, str], tuple[str, bool]] = {("target", "plan_id"): ("target_plan", True)}
