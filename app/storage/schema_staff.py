"""Business tables of the grids' changes and of the staff (migration 4): re-divisions, equipment, training, 以老带新."""

from __future__ import annotations

from app.storage.columns import Table, number, text

GRID_CHANGE = Table(
    "grid_change",
    "网格调整",
    "grid",
    (
        text("day", "生效日期"),
        text("kind", "方式"),  # DivisionKind
        text("old_id", "原网格", "old"),
        text("old_code", "原编码", "old"),
        text("old_name", "原名称", "old"),
        text("new_id", "现网格", "new"),
        text("new_code", "现编码", "new"),
        text("new_name", "现名称", "new"),
        number("dwellings", "房屋", "moved"),
        number("households", "户", "moved"),
        number("persons", "人", "moved"),
        number("entities", "法人", "moved"),
        text("why", "依据"),
    ),
    (("day",), ("old_id",), ("new_id",)),
)
EQUIPMENT = Table(
    "equipment",
    "装备",
    "staff",
    (
        text("member_id", "网格员"),
        text("item", "物品"),
        text("number", "编号"),
        text("issued_on", "领用日期"),
        text("returned_on", "交回日期", "returning"),
        text("return_note", "交回说明", "returning"),
    ),
    (("member_id",),),
)
TRAINING = Table(
    "training",
    "培训",
    "staff",
    (
        text("held_on", "日期"),
        text("title", "内容"),
        text("held_by", "主讲"),
        number("minutes", "时长(分钟)"),
        number("everybody", "全员"),  # 1 = meant for all members: the assessment counts 全员 and 部分 differently
        text("note", "备注"),
    ),
    (("held_on",),),
)
TRAINING_PERSON = Table(
    "training_person",
    "参训",
    "staff",
    (
        text("training_id", "培训"),
        text("member_id", "网格员"),
        text("share", "参加"),  # full, part
    ),
    (("training_id",), ("member_id",)),
)
PAIR = Table(
    "pair",
    "以老带新",
    "staff",
    (
        text("mentor_id", "老网格员", "who"),
        text("novice_id", "新网格员", "who"),
        text("began_on", "开始", "valid"),
        text("ended_on", "结束", "valid"),
        text("note", "备注"),
    ),
    (("mentor_id",), ("novice_id",)),
)

STAFF_TABLES = (GRID_CHANGE, EQUIPMENT, TRAINING, TRAINING_PERSON, PAIR)

STAFF_REFERENCES: dict[tuple[str, str], tuple[str, bool]] = {
    ("grid_change", "old_id"): ("grid", False),
    ("grid_change", "new_id"): ("grid", False),
    ("equipment", "member_id"): ("grid_member", True),
    ("training_person", "training_id"): ("training", True),
    ("training_person", "member_id"): ("grid_member", True),
    ("pair", "mentor_id"): ("grid_member", True),
    ("pair", "novice_id"): ("grid_member", True),
}
