"""The one registry of business tables: columns, groups, indexes and the labels that history sentences use.

DDL, triggers, undo, history and (later) merge are generated from it.  Rules (journal-sync.md): text UUID keys, ``community`` and
``status`` in every table, no UNIQUE except the key, no REAL, no BLOB, NOT NULL only with a constant default, columns that only make
sense together share a ``group``.  A test compares this registry with the frozen migrations.
"""

from __future__ import annotations

from app.storage.columns import COMMON, Column, Table
from app.storage.columns import number as _number
from app.storage.columns import text as _text
from app.storage.schema_at_the_door import DOOR_REFERENCES, DOOR_TABLES
from app.storage.schema_attendance import ATTENDANCE_REFERENCES, ATTENDANCE_TABLES
from app.storage.schema_doubts import DOUBT_REFERENCES, DOUBT_TABLES
from app.storage.schema_forms import FORM_REFERENCES, FORM_TABLES
from app.storage.schema_meetings import MEETING_REFERENCES, MEETING_TABLES
from app.storage.schema_privacy import PRIVACY_REFERENCES, PRIVACY_TABLES
from app.storage.schema_reports import REPORT_REFERENCES, REPORT_TABLES
from app.storage.schema_signs import SIGN_REFERENCES, SIGN_TABLES
from app.storage.schema_spot_checks import SPOT_CHECK_REFERENCES, SPOT_CHECK_TABLES
from app.storage.schema_staff import STAFF_REFERENCES, STAFF_TABLES
from app.storage.schema_targets import TARGET_REFERENCES, TARGET_TABLES

__all__ = ["COMMON", "REFERENCES", "TABLES", "Column", "Table"]

OFFICE = Table(
    "office",
    "单位",
    "office",
    (
        _text("name", "单位名称"),
        _text("code", "单位代码"),
        _number("practice", "练习"),
        _number("meeting_weekday", "例会日(1–7)"),
        _text("level_names", "层级名称"),  # JSON list, outermost first
        _text("settings", "设置"),  # JSON object; small office-wide settings such as weights and thresholds
    ),
)
ACCOUNT = Table(
    "account",
    "账号",
    "account",
    (
        _text("login", "登录名"),
        _text("name", "姓名"),
        _text("role", "角色"),
        _text("member_id", "网格员"),
        _text("scope", "范围"),  # JSON list of grid ids; empty = whole office
    ),
)
CODE_ITEM = Table(
    "code_item",
    "代码",
    "code",
    (
        _text("code_table", "代码表"),
        _text("code", "代码"),
        _text("label", "名称"),
        _text("extra", "附加"),
        _number("position", "次序"),
    ),
    (("code_table", "code"),),
)
GRID = Table(
    "grid",
    "网格",
    "grid",
    (
        _text("code", "编码"),
        _text("name", "名称"),
        _text("parent_id", "上级", "place"),
        _number("level", "层级", "place"),
        _text("level_name", "层级名称", "place"),
        _text("kind", "类型"),  # code of grid_kind
        _number("territorial", "属地"),
        _text("range_text", "范围"),
        _number("area_m2", "面积(平方米)"),
        _text("valid_from", "启用日期", "valid"),
        _text("valid_to", "停用日期", "valid"),
    ),
    (("parent_id",), ("code",)),
)
GRID_CODE = Table(
    "grid_code",
    "网格编码历史",
    "grid",
    (_text("grid_id", "网格"), _text("code", "编码"), _text("valid_from", "自", "valid"), _text("valid_to", "至", "valid")),
    (("grid_id",), ("code",)),
)
GRID_MEMBER = Table(
    "grid_member",
    "网格员",
    "member",
    (
        _text("staff_no", "工号"),
        _text("name", "姓名"),
        _text("phone", "联系电话"),
        _text("joined_on", "任职日期", "service"),
        _text("left_on", "离任日期", "service"),
        _text("note", "备注"),
    ),
    (("staff_no",), ("name",)),
)
ASSIGNMENT = Table(
    "assignment",
    "任职",
    "member",
    (
        _text("member_id", "网格员"),
        _text("grid_id", "网格"),
        _text("role", "角色"),  # code of grid_member_role
        _text("valid_from", "自", "valid"),
        _text("valid_to", "至", "valid"),
    ),
    (("member_id",), ("grid_id",)),
)
DWELLING = Table(
    "dwelling",
    "房屋",
    "dwelling",
    (
        _text("estate", "小区", "address"),
        _text("building", "楼栋", "address"),
        _text("unit", "单元", "address"),
        _text("room", "房号", "address"),
        _text("grid_id", "网格", "address"),
        _number("floor", "楼层"),
        _text("use", "用途"),  # DwellingUse
        _text("rent_use", "出租用途"),
        _text("owner_name", "产权人", "owner"),
        _text("owner_phone", "产权人电话", "owner"),
        _text("owner_number", "产权人证件号", "owner"),
        _number("area_dm2", "面积(平方分米)"),
        _text("note", "备注"),
    ),
    (("estate", "building", "unit", "room"), ("grid_id",)),
)
HOUSEHOLD = Table(
    "household",
    "户",
    "household",
    (
        _text("dwelling_id", "房屋"),
        _text("kind", "户别"),  # 1 家庭户, 2 集体户
        _text("booklet_no", "户口簿号"),
        _text("opened_on", "建户日期", "span"),
        _text("closed_on", "撤户日期", "span"),
        _text("note", "备注"),
    ),
    (("dwelling_id",),),
)
RESIDENT = Table(
    "resident",
    "居民",
    "resident",
    (
        _text("name", "姓名"),
        _text("former_name", "曾用名"),
        _text("sex", "性别"),
        _text("id_type", "证件类型", "identity"),
        _text("id_number", "证件号码", "identity"),
        _text("no_number_reason", "无证件原因", "identity"),
        _text("birth_date", "出生日期"),
        _text("ethnic_group", "民族"),
        _text("population", "人口类别"),  # code of population_type
        _text("consistency", "人户情况"),  # code of residence_consistency
        _text("registered_address", "户籍地址"),
        _text("phone", "联系电话"),
        _text("marital_status", "婚姻状况"),
        _text("education", "文化程度"),
        _text("employment", "从业状况"),
        _text("workplace", "工作单位"),
        _text("health", "健康状况"),
        _text("political", "政治面貌"),
        _text("emergency_contact", "紧急联系人", "emergency"),
        _text("emergency_phone", "紧急联系电话", "emergency"),
        _text("vehicle", "车辆"),
        _text("unknown_fields", "不详的项"),  # JSON list of column names answered 不详
        _text("merged_into", "已并入", "status"),
        _text("note", "备注"),
        _number("entered_ms", "录入时间"),
    ),
    (("id_number",), ("phone",), ("name",)),
)
RESIDENCE = Table(
    "residence",
    "居住登记",
    "residence",
    (
        _text("resident_id", "居民"),
        _text("household_id", "户", "place"),
        _text("dwelling_id", "房屋", "place"),
        _text("grid_id", "网格", "place"),
        _text("relation", "与户主关系"),  # code of family_relation (01/02 = head)
        _text("opened_on", "登记日期", "opening"),
        _text("open_reason", "登记原因", "opening"),  # OpenReason
        _text("opened_by", "登记人", "opening"),  # grid_member.id
        _number("opened_entered_ms", "登记录入时间", "opening"),
        _text("moved_from", "由何处移来", "opening"),  # residence.id closed by the same move
        _text("came_on", "来住日期"),
        _text("closed_on", "注销日期", "closing"),
        _text("close_reason", "注销原因", "closing"),  # CloseReason
        _text("closed_by", "注销人", "closing"),
        _number("closed_entered_ms", "注销录入时间", "closing"),
        _text("close_proof", "注销凭证", "closing"),
        _text("confirmed_by", "复核人", "closing"),
        _text("note", "备注"),
    ),
    (
        ("resident_id",),
        ("household_id",),
        ("dwelling_id", "household_id", "relation", "status"),  # lists in address order read nothing else
        ("grid_id", "closed_on"),
        ("opened_on", "opened_by", "open_reason", "status", "grid_id"),
        ("closed_on", "closed_by", "close_reason", "status", "grid_id"),
    ),
)
LEGAL_ENTITY = Table(
    "legal_entity",
    "法人单位",
    "entity",
    (
        _text("name", "名称"),
        _text("credit_code", "统一社会信用代码", "identity"),
        _text("former_code", "曾用号码", "identity"),
        _text("no_code_reason", "无代码原因", "identity"),
        _text("kind", "类型"),  # code of legal_entity_type
        _text("industry", "行业"),
        _text("responsible_name", "负责人", "responsible"),
        _text("responsible_phone", "联系电话", "responsible"),
        _text("responsible_id", "负责人(居民)", "responsible"),
        _text("licence_expires_on", "证照到期"),
        _text("unknown_fields", "不详的项"),
        _text("note", "备注"),
        _number("entered_ms", "录入时间"),
    ),
    (("credit_code",), ("name",)),
)
ENTITY_REGISTRATION = Table(
    "entity_registration",
    "法人登记",
    "entity",
    (
        _text("entity_id", "法人"),
        _text("dwelling_id", "经营场所", "place"),
        _text("address", "地址", "place"),
        _text("grid_id", "网格", "place"),
        _text("opened_on", "登记日期", "opening"),
        _text("open_reason", "登记原因", "opening"),
        _text("opened_by", "登记人", "opening"),
        _number("opened_entered_ms", "登记录入时间", "opening"),
        _text("moved_from", "由何处移来", "opening"),
        _text("closed_on", "注销日期", "closing"),
        _text("close_reason", "注销原因", "closing"),  # EntityCloseReason
        _text("closed_by", "注销人", "closing"),
        _number("closed_entered_ms", "注销录入时间", "closing"),
        _text("close_proof", "注销凭证", "closing"),
        _text("note", "备注"),
    ),
    (("entity_id",), ("dwelling_id",), ("grid_id", "closed_on"), ("opened_on", "opened_by"), ("closed_on", "closed_by")),
)
VISIT = Table(
    "visit",
    "走访",
    "visit",
    (
        _text("visited_on", "走访日期", "when"),
        _text("visited_at", "走访时间", "when"),  # 'HH:MM' or ''
        _text("member_id", "走访人"),
        _text("target_kind", "对象类型", "target"),  # TargetKind
        _text("target_id", "对象", "target"),
        _text("dwelling_id", "房屋", "target"),
        _text("grid_id", "网格", "target"),
        _text("kind", "走访类别"),  # code of visit_kind
        _text("outcome", "结果", "result"),  # Outcome
        _number("persons_met", "走访人数", "result"),
        _text("finding", "情况"),
        _text("note", "备注"),
        _text("next_on", "下次走访"),
        _number("entered_ms", "录入时间"),
    ),
    (
        ("visited_on", "member_id", "target_kind", "target_id", "outcome", "persons_met", "status", "grid_id"),
        ("target_id", "visited_on"),
        ("dwelling_id",),
    ),
)
VISIT_PERSON = Table(
    "visit_person",
    "见到的人",
    "visit",
    (_text("visit_id", "走访"), _text("resident_id", "居民"), _number("met", "见到")),
    (("visit_id",), ("resident_id",)),
)
RESIDENT_TAG = Table(
    "resident_tag",
    "关爱标签",
    "resident",
    (
        _text("resident_id", "居民"),
        _text("tag", "标签"),  # code of service_category
        _text("valid_from", "自", "valid"),
        _text("valid_to", "至", "valid"),
        _text("note", "备注"),
    ),
    (("resident_id",), ("tag",)),
)
ATTENDANCE = Table(
    "attendance",
    "考勤",
    "attendance",
    (
        _text("member_id", "网格员"),
        _text("day", "日期"),
        _text("shift", "班次"),
        _text("state", "状态", "result"),  # AttendanceState
        _text("came_at", "上班时间", "result"),
        _text("left_at", "下班时间", "result"),
        _text("note", "备注"),
    ),
    (("day", "member_id"),),
)
CLOSED_WEEK = Table(
    "closed_week",
    "已结算的周",
    "ranking",
    (
        _text("first_day", "起"),
        _text("last_day", "止"),
        _text("meeting_on", "例会日"),
        _text("label", "周次"),
        _text("closed_at", "结算时间"),
        _text("closed_by", "结算人"),
        _text("sheet", "排名表"),  # JSON of the frozen WeeklySheet
        _text("rules", "口径"),  # JSON: weights, week rule, version
        _number("journal_position", "日志位置"),
        _text("seal", "封签"),
    ),
    (("meeting_on",), ("first_day",)),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        OFFICE,
        ACCOUNT,
        CODE_ITEM,
        GRID,
        GRID_CODE,
        GRID_MEMBER,
        ASSIGNMENT,
        DWELLING,
        HOUSEHOLD,
        RESIDENT,
        RESIDENCE,
        LEGAL_ENTITY,
        ENTITY_REGISTRATION,
        VISIT,
        VISIT_PERSON,
        RESIDENT_TAG,
        ATTENDANCE,
        CLOSED_WEEK,
        *DOOR_TABLES,
        *ATTENDANCE_TABLES,
        *STAFF_TABLES,
        *REPORT_TABLES,
        *SIGN_TABLES,
        *SPOT_CHECK_TABLES,
        *TARGET_TABLES,
        *MEETING_TABLES,
        *PRIVACY_TABLES,
        *DOUBT_TABLES,
        *FORM_TABLES,
    )
}

# Columns that hold the key of another table: (table, column) -> (target, is it always filled?).  Where it may be blank ('' = none) no
# foreign key can be declared; undo still uses it to see whether something hangs on a row.
REFERENCES: dict[tuple[str, str], tuple[str, bool]] = {
    ("account", "member_id"): ("grid_member", False),
    ("grid", "parent_id"): ("grid", False),
    ("grid_code", "grid_id"): ("grid", True),
    ("assignment", "member_id"): ("grid_member", True),
    ("assignment", "grid_id"): ("grid", True),
    ("dwelling", "grid_id"): ("grid", False),
    ("household", "dwelling_id"): ("dwelling", False),
    ("resident", "merged_into"): ("resident", False),
    ("residence", "resident_id"): ("resident", True),
    ("residence", "household_id"): ("household", False),
    ("residence", "dwelling_id"): ("dwelling", False),
    ("residence", "grid_id"): ("grid", False),
    ("residence", "opened_by"): ("grid_member", False),
    ("residence", "closed_by"): ("grid_member", False),
    ("residence", "confirmed_by"): ("grid_member", False),
    ("residence", "moved_from"): ("residence", False),
    ("legal_entity", "responsible_id"): ("resident", False),
    ("entity_registration", "entity_id"): ("legal_entity", True),
    ("entity_registration", "dwelling_id"): ("dwelling", False),
    ("entity_registration", "grid_id"): ("grid", False),
    ("entity_registration", "opened_by"): ("grid_member", False),
    ("entity_registration", "closed_by"): ("grid_member", False),
    ("entity_registration", "moved_from"): ("entity_registration", False),
    ("visit", "member_id"): ("grid_member", False),
    ("visit", "dwelling_id"): ("dwelling", False),
    ("visit", "grid_id"): ("grid", False),
    ("visit_person", "visit_id"): ("visit", True),
    ("visit_person", "resident_id"): ("resident", True),
    ("resident_tag", "resident_id"): ("resident", True),
    ("attendance", "member_id"): ("grid_member", True),
    **DOOR_REFERENCES,
    **ATTENDANCE_REFERENCES,
    **STAFF_REFERENCES,
    **REPORT_REFERENCES,
    **SIGN_REFERENCES,
    **SPOT_CHECK_REFERENCES,
    **TARGET_REFERENCES,
    **MEETING_REFERENCES,
    **PRIVACY_REFERENCES,
    **DOUBT_REFERENCES,
    **FORM_REFERENCES,
}
