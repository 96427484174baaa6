"""Business tables of attendance (migration 3): shifts, who follows which, the office's own edits of the calendar, 补签."""

from __future__ import annotations

from app.storage.columns import Table, number, text

SHIFT_TEMPLATE = Table(
    "shift_template",
    "班次",
    "shift",
    (
        text("name", "名称"),
        text("weekdays", "星期"),  # '1234' = Monday to Thursday
        text("starts", "自", "hours"),
        text("ends", "至", "hours"),
        number("everybody", "通用"),  # 1 = for everybody who has no arrangement of the own
    ),
)
MEMBER_SHIFT = Table(
    "member_shift",
    "个人班次",
    "shift",
    (
        text("member_id", "网格员"),
        text("template_id", "班次"),
        text("valid_from", "自", "valid"),
        text("valid_to", "至", "valid"),
    ),
    (("member_id",),),
)
CALENDAR_DAY = Table(
    "calendar_day",
    "节假日",
    "calendar",
    (text("day", "日期"), text("kind", "性质", "kind"), text("note", "说明", "kind")),  # DayKind
    (("day",),),
)
ATTENDANCE_CORRECTION = Table(
    "attendance_correction",
    "补签",
    "attendance",
    (
        text("member_id", "网格员", "asking"),
        text("day", "日期", "asking"),
        text("wanted", "补签为", "asking"),  # AttendanceState
        text("reason", "原因", "asking"),
        text("asked_by", "申请账号", "asking"),
        text("asked_name", "申请人", "asking"),
        text("asked_on", "申请日期", "asking"),
        text("decision", "审批", "decision"),  # open, approved, refused
        text("decided_by", "审批账号", "decision"),
        text("decided_name", "审批人", "decision"),
        text("decided_on", "审批日期", "decision"),
        text("decided_why", "审批意见", "decision"),
    ),
    (("decision", "day"), ("member_id",)),
)

ATTENDANCE_TABLES = (SHIFT_TEMPLATE, MEMBER_SHIFT, CALENDAR_DAY, ATTENDANCE_CORRECTION)

ATTENDANCE_REFERENCES: dict[tuple[str, str], tuple[str, bool]] = {
    ("member_shift", "member_id"): ("grid_member", True),
    ("member_shift", "template_id"): ("shift_template", True),
    ("attendance_correction", "member_id"): ("grid_member", True),
}
