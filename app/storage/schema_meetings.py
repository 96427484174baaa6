"""Business tables of the weekly meeting (migration 7): the meeting, who came, what was decided, and the frozen minutes."""

from __future__ import annotations

from app.storage.columns import Table, number, text

MEETING = Table(
    "meeting",
    "例会",
    "meeting",
    (
        text("meeting_on", "例会日", "week"),  # names the week, also when the meeting was held on another day
        text("label", "周次", "week"),
        text("held_on", "日期", "when"),
        text("held_at", "时间", "when"),
        text("place", "地点"),
        text("host", "主持"),
        text("recorder", "记录"),
        text("mark", "标志"),  # black or red
        text("summary", "上周情况"),
        text("review", "点评"),
        text("plan", "部署"),
        text("state", "状态"),  # draft, final
    ),
    (("meeting_on",),),
)
MEETING_PERSON = Table(
    "meeting_person",
    "例会人员",
    "meeting",
    (
        text("meeting_id", "例会"),
        text("member_id", "网格员", "who"),
        text("name", "姓名", "who"),  # of guests, who are no members
        text("attendance", "出席", "result"),  # MeetingAttendance
        text("note", "说明", "result"),
    ),
    (("meeting_id",),),
)
MEETING_DECISION = Table(
    "meeting_decision",
    "议定事项",
    "meeting",
    (
        text("meeting_id", "例会"),
        number("position", "次序"),
        text("decision", "内容"),
        text("member_id", "责任人"),  # '' = everybody
        text("due_on", "期限"),
        text("task_id", "任务"),  # '' until the minutes are final
        text("carried_from", "续办自"),  # the same matter at the meeting before
    ),
    (("meeting_id",), ("task_id",)),
)
MEETING_MINUTES = Table(
    "meeting_minutes",
    "会议纪要",
    "meeting",
    (
        text("meeting_id", "例会"),
        number("version", "稿次"),
        text("content", "纪要"),  # JSON of Minutes: printed from this alone, whatever the register says later
        text("finished_at", "定稿时间"),
        text("finished_by", "定稿人"),
        text("reopened_at", "重新打开", "reopening"),
        text("reopened_by", "重新打开的人", "reopening"),
        text("reopened_why", "重新打开的原因", "reopening"),
    ),
    (("meeting_id",),),
)

MEETING_TABLES = (MEETING, MEETING_PERSON, MEETING_DECISION, MEETING_MINUTES)

MEETING_REFERENCES: dict[tuple[str, str], tuple[str, bool]] = {
    ("meeting_person", "meeting_id"): ("meeting", True),
    ("meeting_person", "member_id"): ("grid_member", False),
    ("meeting_decision", "meeting_id"): ("meeting", True),
    ("meeting_decision", "member_id"): ("grid_member", False),
    ("meeting_decision", "task_id"): ("task", False),
    ("meeting_decision", "carried_from"): ("meeting_decision", False),
    ("meeting_minutes", "meeting_id"): ("meeting", True),
}
