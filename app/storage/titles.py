"""Rows and values as people name them: 居民“张三”, 幸福里3栋1单元202, 男性 instead of 1.  For history and for sentences of refusal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.models.code_tables import CodeTable, parse_table
from app.models.doubts import KINDS as DOUBT_KINDS
from app.models.masking import mask_id, mask_phone
from app.models.meetings import MeetingAttendance
from app.models.sign_rules import RecheckOutcome, RecheckWay, RecordTable, SignKind
from app.models.spot_checks import CheckResult, DrawMethod, DrawSubject, RecordKind
from app.models.target_pace import MONTH_RULES, PACE_RULES
from app.models.targets import INDICATORS, LEVELS, indicator_cases
from app.models.vocabulary import (
    AttendanceState,
    CloseReason,
    DayKind,
    DwellingUse,
    EntityCloseReason,
    OpenReason,
    Outcome,
    Role,
    Status,
    TargetKind,
    Word,
)
from app.settings import OFFICE_ZONE, resource_path
from app.storage.schema import REFERENCES, TABLES

WORDS: dict[tuple[str, str], type[Word]] = {
    ("account", "role"): Role,
    ("residence", "open_reason"): OpenReason,
    ("residence", "close_reason"): CloseReason,
    ("entity_registration", "open_reason"): OpenReason,
    ("entity_registration", "close_reason"): EntityCloseReason,
    ("visit", "outcome"): Outcome,
    ("visit", "target_kind"): TargetKind,
    ("revisit", "target_kind"): TargetKind,
    ("dwelling", "use"): DwellingUse,
    ("attendance", "state"): AttendanceState,
    ("attendance_correction", "wanted"): AttendanceState,
    ("calendar_day", "kind"): DayKind,
    ("sign_rule", "kind"): SignKind,
    ("sign_statement", "kind"): SignKind,
    ("recheck", "kind"): SignKind,
    ("recheck", "record_table"): RecordTable,
    ("recheck", "way"): RecheckWay,
    ("recheck", "outcome"): RecheckOutcome,
    ("meeting_person", "attendance"): MeetingAttendance,
    ("spot_check", "method"): DrawMethod,
    ("spot_check", "subject"): DrawSubject,
    ("spot_check_item", "record_kind"): RecordKind,
    ("spot_check_item", "target_kind"): TargetKind,
    ("spot_check_item", "result"): CheckResult,
}
CODES: dict[tuple[str, str], str] = {
    ("grid", "kind"): "grid_kind",
    ("assignment", "role"): "grid_member_role",
    ("dwelling", "rent_use"): "rent_use",
    ("household", "kind"): "household_kind",
    ("resident", "sex"): "sex",
    ("resident", "id_type"): "id_document_type",
    ("resident", "ethnic_group"): "ethnic_group",
    ("resident", "population"): "population_type",
    ("resident", "consistency"): "residence_consistency",
    ("resident", "marital_status"): "marital_status",
    ("resident", "education"): "education",
    ("resident", "employment"): "employment_status",
    ("resident", "health"): "health_status",
    ("resident", "political"): "political_affiliation",
    ("residence", "relation"): "family_relation",
    ("legal_entity", "kind"): "legal_entity_type",
    ("visit", "kind"): "visit_kind",
    ("resident_tag", "tag"): "service_category",
}
FROZEN = frozenset(  # whole tables and texts, written once
    (("closed_week", "sheet"), ("closed_week", "rules"), ("meeting_minutes", "content"), ("report_version", "content"),
     ("report_version", "figures"), ("report_template", "source"), ("report_document", "list_filter"), ("form_mapping", "fields"),
     ("form_sent", "people"))
)  # fmt: skip
UNSPOKEN = frozenset(  # keys and checksums
    (("form_mapping", "fingerprint"), ("form_sent", "fingerprint"), ("form_sent", "digest"),
     ("spot_check", "grids"), ("spot_check", "digest"), ("spot_check_item", "record_id"), ("doubt_ignored", "record_id"),
     ("doubt_ignored", "other_id"), ("doubt_ignored", "digest"), ("outgoing_request", "scope"))
)
FLAGS = frozenset(("practice", "territorial", "active"))
TARGET_WORDS = {"indicator": INDICATORS, "level": LEVELS, "month_rule": MONTH_RULES, "pace": PACE_RULES}
TARGETS = ("resident", "legal_entity", "household", "dwelling")  # what a visit may go to
DECISIONS = {"open": "待审批", "approved": "同意", "refused": "不同意", "keep": "继续保存", "anonymised": "匿名化"}
TASK_KINDS = {"visit_sheet": "走访单", "meeting": "例会"}
MEETING_WORDS = {"state": {"draft": "草稿", "final": "已定稿"}, "mark": {"black": "黑色", "red": "红色"}}
STAFF_WORDS = {
    "kind": {"split": "拆分", "merge": "合并", "recode": "改编码", "move": "调整楼栋"},
    "share": {"full": "全程", "part": "部分"},
}
REVISIT_STATES = {"open": "待访", "done": "已访", "dropped": "已取消"}
NUMBERS = {"id_number", "owner_number"}
PHONES = {"phone", "owner_phone", "emergency_phone", "responsible_phone"}
# The target of a visit or a revisit: a person, an entity, a door
_TARGET = """CASE t.target_kind WHEN 'resident' THEN (SELECT r.name FROM resident r WHERE r.id = t.target_id)
 WHEN 'entity' THEN (SELECT e.name FROM legal_entity e WHERE e.id = t.target_id)
 ELSE (SELECT concat(d.estate, d.building, d.unit, d.room) FROM dwelling d WHERE d.id = t.dwelling_id) END"""
# How a row is called: the SQL of its name over one row t
NAMES = {
    "office": "t.name",
    "account": "t.name",
    "code_item": "t.label",
    "grid": "CASE WHEN t.name = '' THEN t.code ELSE t.name END",
    "grid_code": "t.code",
    "grid_member": "t.name",
    "assignment": "(SELECT m.name FROM grid_member m WHERE m.id = t.member_id)",
    "dwelling": "concat(t.estate, t.building, t.unit, t.room)",
    "household": "(SELECT concat(d.estate, d.building, d.unit, d.room) FROM dwelling d WHERE d.id = t.dwelling_id)",
    "resident": "t.name",
    "residence": "(SELECT r.name FROM resident r WHERE r.id = t.resident_id)",
    "legal_entity": "t.name",
    "entity_registration": "(SELECT e.name FROM legal_entity e WHERE e.id = t.entity_id)",
    "visit": "t.visited_on",
    "visit_person": "(SELECT r.name FROM resident r WHERE r.id = t.resident_id)",
    "resident_tag": "(SELECT r.name FROM resident r WHERE r.id = t.resident_id)",
    "attendance": "(SELECT m.name || ' ' || t.day FROM grid_member m WHERE m.id = t.member_id)",
    "closed_week": "t.label",
    "revisit": f"({_TARGET})",
    "visit_cycle": "t.subject",
    "phrase": "t.phrase",
    "task": "t.title",
    "distinct_pair": "(SELECT group_concat(r.name, '、') FROM resident r WHERE r.id IN (t.first_id, t.second_id))",
    "person_merge": "(SELECT r.name FROM resident r WHERE r.id = t.kept_id)",
    "shift_template": "t.name",
    "member_shift": "(SELECT m.name FROM grid_member m WHERE m.id = t.member_id)",
    "calendar_day": "t.day",
    "attendance_correction": "(SELECT m.name || ' ' || t.day FROM grid_member m WHERE m.id = t.member_id)",
    "grid_change": "concat(t.old_name, '→', t.new_name)",
    "equipment": "(SELECT concat(m.name, ' ', t.item) FROM grid_member m WHERE m.id = t.member_id)",
    "training": "t.title",
    "training_person": "(SELECT m.name FROM grid_member m WHERE m.id = t.member_id)",
    "pair": "(SELECT m.name FROM grid_member m WHERE m.id = t.novice_id)",
    "report_template": "t.name",
    "report_document": "t.title",
    "report_version": "(SELECT d.title FROM report_document d WHERE d.id = t.document_id)",
    "form_mapping": "t.title",
    "form_sent": "t.title",
    "meeting": "t.label",
    "meeting_person": "CASE WHEN t.member_id = '' THEN t.name ELSE (SELECT m.name FROM grid_member m WHERE m.id = t.member_id) END",
    "meeting_decision": "t.decision",
    "meeting_minutes": "(SELECT g.label FROM meeting g WHERE g.id = t.meeting_id)",
    "sign_rule": "CASE t.kind " + " ".join(f"WHEN '{kind.value}' THEN '{kind.label}'" for kind in SignKind) + " END",
    "recheck": "(SELECT m.name FROM grid_member m WHERE m.id = t.member_id)",
    "sign_statement": "(SELECT m.name FROM grid_member m WHERE m.id = t.member_id)",
    "doubt_ignored": "CASE t.kind " + " ".join(f"WHEN '{kind}' THEN '{label}'" for kind, label in DOUBT_KINDS) + " END",
    "outgoing": "concat('第', t.number, '号 ', t.title)",
    "outgoing_request": "t.title",
    "retention": "(SELECT r.name FROM resident r WHERE r.id = t.resident_id)",
    "spot_check": "t.sheet_no",
    "spot_check_item": "(SELECT concat(c.sheet_no, '-', t.number) FROM spot_check c WHERE c.id = t.check_id)",
    "target_plan": f"concat(t.year, '年', {indicator_cases('t.indicator')})",
    "target": "concat((SELECT g.name FROM grid g WHERE g.id = t.subject_id), (SELECT m.name FROM grid_member m WHERE m.id = t.subject_id))",
}


def moment(at_ms: int) -> str:
    """``2026年11月20日 10:05`` at the office."""
    return datetime.fromtimestamp(at_ms / 1000, OFFICE_ZONE).strftime("%Y年%m月%d日 %H:%M")


class Titles:
    """Looks names up once each; made anew for every list, so that it never shows yesterday's names."""

    def __init__(self, db: Any, *, full: bool = False) -> None:
        self.db = db
        self._full = full
        self._names: dict[tuple[str, str], str] = {}
        self._tables: dict[str, CodeTable | None] = {}

    def name(self, table: str, row_id: str) -> str:
        """The name of a row, '' when it has none."""
        key = (table, row_id)
        if key not in self._names:
            found = self.db.conn.execute(f"SELECT {NAMES[table]} FROM {table} t WHERE t.id = ?", (row_id,)).fetchone()
            self._names[key] = str(found[0] or "") if found else ""
        return self._names[key]

    def row(self, table: str, row_id: str) -> str:
        """``居民“张三”``."""
        if table not in TABLES:
            return table
        name = self.name(table, row_id)
        return f"{TABLES[table].label}“{name}”" if name else TABLES[table].label

    def value(self, table: str, column: str, value: object) -> str:
        """A stored value as it is read: words for codes, names for keys, masked numbers; 空 for blank."""
        if value is None or value in ("", "[]", "{}"):
            return "空"
        text = str(value)
        if (table, column) in FROZEN | UNSPOKEN:
            return "已存档"
        if column in FLAGS:
            return "否" if text == "0" else "是"
        if column == "status":
            return _label(Status, text)
        if table == "doubt_ignored" and column in ("kind", "record_table"):
            return dict(DOUBT_KINDS).get(text, text) if column == "kind" else TABLES[text].label if text in TABLES else text
        if (table, column) == ("recheck", "record_id"):
            return self.name("visit", text) or self.name("residence", text) or "不详"
        if column == "target_id":
            return next((name for target in TARGETS if (name := self.name(target, text))), "不详")
        if (table, column) == ("task", "source") and text.startswith("{"):
            return "单上的序号"
        if (table, column) == ("revisit", "state"):
            return REVISIT_STATES.get(text, text)
        if table in ("grid_change", "training_person") and column in STAFF_WORDS:
            return STAFF_WORDS[column].get(text, text)
        if (table, column) == ("task", "kind"):
            return TASK_KINDS.get(text, text)
        if table == "meeting" and column in MEETING_WORDS:
            return MEETING_WORDS[column].get(text, text)
        if table == "target_plan" and column in TARGET_WORDS:
            return TARGET_WORDS[column].get(text, text)
        if (table, column) == ("target", "subject_id"):
            return self.name("grid", text) or self.name("grid_member", text) or "不详"
        if column == "decision" and table != "meeting_decision":
            return DECISIONS.get(text, text)
        if (table, column) in WORDS:
            return _label(WORDS[table, column], text)
        if (table, column) in CODES:
            return self._code(CODES[table, column], text)
        if (table, column) in REFERENCES:
            return self.name(REFERENCES[table, column][0], text) or "不详"
        if column.endswith("_ms"):
            return moment(int(text))
        if not self._full and column in NUMBERS | PHONES:
            return mask_id(text) if column in NUMBERS else mask_phone(text)
        return text if len(text) <= 60 else text[:59] + "…"

    def _code(self, table: str, code: str) -> str:
        own = self.db.conn.execute(
            "SELECT label FROM code_item WHERE code_table = ? AND code = ? AND status <> 'voided' LIMIT 1", (table, code)
        ).fetchone()
        if own:
            return str(own[0])
        if table not in self._tables:
            path = resource_path("tables", f"{table}.csv")
            self._tables[table] = parse_table(table, path.read_text(encoding="utf-8")) if path.is_file() else None
        shipped = self._tables[table]
        return shipped.label(code) if shipped else code


def _label(words: type[Word], text: str) -> str:
    return next((member.label for member in words if member.value == text), text)
