"""The form of a legal entity as data (ux.md F)."""

from __future__ import annotations

from app.models.entity_checks import INTERNAL
from app.models.form_fields import Choice, FormField
from app.models.vocabulary import EntityCloseReason, OpenReason

_OPENING = (OpenReason.NEWLY_LIVING, OpenReason.MOVED_IN, OpenReason.LATE)
_OPEN_WORDS = {OpenReason.NEWLY_LIVING: "新开办"}
OPEN_REASONS = tuple(Choice(each.value, _OPEN_WORDS.get(each, each.label), str(place)) for place, each in enumerate(_OPENING, 1))
CLOSE_REASONS = tuple(
    Choice(each.value, each.label, str(place))
    for place, each in enumerate((each for each in EntityCloseReason if each.value not in INTERNAL), 1)
)
ONLY_NEW = ("opened_on", "open_reason")
ONLY_KNOWN = ("reason",)

ENTITY_FIELDS: tuple[FormField, ...] = (
    FormField("credit_code", "信用代码", "credit", span=2, hint="18 位，没有时按 Enter"),
    FormField("no_code_reason", "无代码原因", span=2, hint="未办照、办理中……"),
    FormField("name", "单位名称", required=True, span=2),
    FormField("kind", "单位类型", "choice", required=True, derived=True, code_table="legal_entity_type"),
    FormField("licence_expires_on", "证照到期", "date", future=True, quick=False),
    FormField("industry", "行业", "choice", required=True, code_table="industry_section", span=2),
    FormField("dwelling_id", "经营场所", "door", span=2, hint="楼栋门牌，如 3栋商铺22"),
    FormField("address", "路名门牌", hint="没有房屋时写"),
    FormField("grid_id", "网格", "choice"),
    FormField("responsible_name", "负责人", required=True),
    FormField("responsible_phone", "联系电话", "phone", required=True),
    FormField("opened_on", "登记日期", "date", required=True, quick=False),
    FormField("open_reason", "登记原因", "choice", required=True, quick=False, choices=OPEN_REASONS),
    FormField("note", "备注", "area", rows=2, span=2, quick=False),
    FormField("reason", "更正原因", quick=False, span=2, hint="改信用代码时必填"),
    FormField("former_code", "曾用号码", rare=True, span=2),
)
CANCEL_FIELDS = (
    FormField("closed_on", "注销日期", "date", required=True),
    FormField("close_proof", "依据", hint="例如：注销通知书、现场核实"),
    FormField("close_reason", "原因", "options", required=True, choices=CLOSE_REASONS, span=2),
)
MOVE_FIELDS = (
    FormField("opened_on", "迁址日期", "date", required=True),
    FormField("dwelling_id", "新场所", "door", hint="楼栋门牌"),
    FormField("grid_id", "网格", "choice"),
    FormField("address", "路名门牌", hint="没有房屋时写"),
)
REOPEN_FIELDS = (FormField("opened_on", "登记日期", "date", required=True, span=2),)
