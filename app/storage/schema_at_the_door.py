"""Business tables of the work at the door (migration 2): revisits and their cycles, common phrases, tasks, remembered duplicates."""

from __future__ import annotations

from app.storage.columns import Table, number, text

REVISIT = Table(
    "revisit",
    "回访",
    "revisit",
    (
        text("target_kind", "对象类型", "target"),  # TargetKind
        text("target_id", "对象", "target"),
        text("dwelling_id", "房屋", "target"),
        text("grid_id", "网格", "target"),
        text("member_id", "负责人"),
        text("due_on", "到期日", "due"),
        text("postponed_from", "原到期日", "due"),
        text("postpone_why", "改期原因", "due"),
        text("why", "事由"),
        text("proposed_hour", "建议时间"),
        text("state", "进度", "closing"),  # open, done, dropped
        text("closed_by_visit", "完成的走访", "closing"),
        text("close_why", "不再回访原因", "closing"),
        text("note", "备注"),
    ),
    (("target_id",), ("member_id", "state", "due_on"), ("grid_id", "state", "due_on")),
)
VISIT_CYCLE = Table(
    "visit_cycle",
    "走访周期",
    "cycle",
    (
        text("subject_kind", "适用于", "subject"),  # tag, use, entity_kind, population, default
        text("subject", "对象", "subject"),
        number("days", "周期(天)", "rule"),
        number("active", "启用", "rule"),
    ),
    (("subject_kind", "subject"),),
)
PHRASE = Table(
    "phrase",
    "常用语",
    "phrase",
    (text("phrase", "内容"), number("position", "次序"), text("member_id", "网格员")),
)
TASK = Table(
    "task",
    "任务",
    "task",
    (
        text("title", "内容"),
        text("kind", "类别"),
        text("due_on", "期限"),
        text("member_id", "负责人"),
        text("done_on", "完成日期", "closing"),
        text("done_note", "完成情况", "closing"),
        text("source", "来源"),
    ),
    (("member_id", "done_on"),),
)
DISTINCT_PAIR = Table(
    "distinct_pair",
    "不是同一人",
    "duplicate",
    (text("first_id", "甲", "pair"), text("second_id", "乙", "pair"), text("why", "依据")),
    (("first_id",), ("second_id",)),
)
PERSON_MERGE = Table(
    "person_merge",
    "合并",
    "duplicate",
    (
        text("kept_id", "保留", "pair"),
        text("merged_id", "并入", "pair"),
        text("picks", "选择"),  # JSON: column -> which record's value was kept
    ),
    (("kept_id",), ("merged_id",)),
)

DOOR_TABLES = (REVISIT, VISIT_CYCLE, PHRASE, TASK, DISTINCT_PAIR, PERSON_MERGE)

DOOR_REFERENCES: dict[tuple[str, str], tuple[str, bool]] = {
    ("revisit", "dwelling_id"): ("dwelling", False),
    ("revisit", "grid_id"): ("grid", False),
    ("revisit", "member_id"): ("grid_member", False),
    ("revisit", "closed_by_visit"): ("visit", False),
    ("phrase", "member_id"): ("grid_member", False),
    ("task", "member_id"): ("grid_member", False),
    ("distinct_pair", "first_id"): ("resident", True),
    ("distinct_pair", "second_id"): ("resident", True),
    ("person_merge", "kept_id"): ("resident", True),
    ("person_merge", "merged_id"): ("resident", True),
}
