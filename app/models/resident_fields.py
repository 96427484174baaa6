"""The resident form as data: order of the fields, which lie on the Enter path, which carry over, and the short keys of the code lists
(ux.md §5).  Codes are those of the standards; a key is what a worker types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.models.form_fields import Choice, FormField
from app.models.vocabulary import CloseReason, DwellingUse, OpenReason

RESIDENT_FIELDS: tuple[FormField, ...] = (
    FormField("id_number", "证件号码", "identity", required=True, hint="18 位，没有证件输 9"),
    FormField("name", "姓名", required=True),
    FormField("relation", "与户主", "choice", required=True, code_table="family_relation", hint="0户主 1配偶 2子 3女 5父母"),
    FormField("id_type", "证件类型", "choice", quick=False, code_table="id_document_type"),
    FormField("sex", "性别", "choice", required=True, derived=True, code_table="sex"),
    FormField("birth_date", "出生日期", "date", required=True, derived=True),
    FormField("registered_address", "户籍地", derived=True, carries=True),
    FormField("ethnic_group", "民族", "choice", carries=True, code_table="ethnic_group"),
    FormField("consistency", "人户情况", "choice", required=True, carries=True, code_table="residence_consistency"),
    FormField("came_on", "来住日期", "date", required=True, carries=True, hint="如 230815，今天 j"),
    FormField("phone", "联系电话", "phone", hint="F4 同上一人"),
    FormField("marital_status", "婚姻状况", "choice", code_table="marital_status", hint="1未婚 2有配偶 3丧偶 4离婚"),
    FormField("tags", "关爱标签", "tags", code_table="service_category", hint="如 djlr=独居老人"),
    FormField("employment", "从业状况", "choice", code_table="employment_status"),
    FormField("note", "备注", hint="可空"),
    FormField("no_number_reason", "无证件原因", quick=False, rare=True),
    FormField("education", "文化程度", "choice", rare=True, code_table="education"),
    FormField("workplace", "工作单位", rare=True),
    FormField("health", "健康状况", "choice", rare=True, code_table="health_status"),
    FormField("political", "政治面貌", "choice", rare=True, code_table="political_affiliation"),
    FormField("former_name", "曾用名", rare=True),
    FormField("vehicle", "车辆", rare=True),
    FormField("emergency_contact", "紧急联系", rare=True),
    FormField("emergency_phone", "紧急电话", "phone", rare=True),
)
OFF_BY_DEFAULT = ("political",)  # domain.md §3: optional, off by default, no filter, no ranking

NO_DOCUMENT_FIELDS = ("no_number_reason",)  # asked only when the document is 无证件

SHORT_KEYS: dict[str, dict[str, str]] = {
    "family_relation": {
        "02": "0", "10": "1", "20": "2", "30": "3", "40": "4", "50": "5", "60": "6", "70": "7", "97": "8", "99": "9",
    },
    "id_document_type": {
        "111": "1", "113": "2", "117": "3", "414": "4", "516": "5", "511": "6", "553": "7", "990": "8", "000": "9",
    },
    "sex": {"1": "1", "2": "2", "0": "0", "9": "9"},
    "residence_consistency": {"11": "1", "22": "2", "21": "3", "23": "4", "29": "5", "90": "9"},
    "marital_status": {"10": "1", "20": "2", "30": "3", "40": "4", "90": "9"},
    "population_type": {"01": "1", "02": "2", "03": "3"},
    "education": {"10": "1", "20": "2", "30": "3", "40": "4", "60": "6", "70": "7", "80": "8", "90": "9"},
    "household_kind": {"1": "1", "2": "2"},
}  # fmt: skip
_LABELS = {
    ("family_relation", "40"): "孙子女",
    ("family_relation", "60"): "祖父母",
    ("marital_status", "20"): "有配偶",
    ("marital_status", "90"): "未说明",
    ("sex", "1"): "男",
    ("sex", "2"): "女",
    ("sex", "0"): "未知",
    ("sex", "9"): "未说明",
    ("residence_consistency", "21"): "流动（户在外地）",
    ("residence_consistency", "22"): "外出（人在外地）",
    ("id_document_type", "000"): "无证件",
}
_CODE_IS_KEY = ("ethnic_group", "employment_status")

USE_CHOICES = tuple(
    Choice(use.value, use.label, key) for use, key in zip(DwellingUse, ("1", "2", "3", "4", "5", "6", "9"), strict=True)
)
OPEN_CHOICES = tuple(
    Choice(reason.value, reason.label, str(place))
    for place, reason in enumerate(
        (OpenReason.MOVED_IN, OpenReason.NEWLY_LIVING, OpenReason.BIRTH, OpenReason.LATE, OpenReason.RETURN), 1
    )
)
CLOSE_CHOICES = tuple(
    Choice(reason.value, reason.label, str(place))
    for place, reason in enumerate(
        (
            CloseReason.MOVED_OUT,
            CloseReason.LEFT,
            CloseReason.DEATH,
            CloseReason.NOT_FOUND,
            CloseReason.MISENTRY,
            CloseReason.DUPLICATE,
        ),
        1,
    )
)


def choices(table: str, items: Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
    """Code list for a form: entries with a short key first, in the order of the keys, then the rest in the order of the standard."""
    keys: Mapping[str, str] = SHORT_KEYS.get(table, {})
    made = []
    for code, label in items:
        key = code if table in _CODE_IS_KEY else keys.get(code, "")
        made.append(Choice(code, _LABELS.get((table, code), label), key))
    return tuple(sorted(made, key=lambda choice: (not choice.key, choice.key)))


def field_of(name: str) -> FormField:
    """Description of one field of the resident form."""
    return next(form_field for form_field in RESIDENT_FIELDS if form_field.name == name)


def enter_path() -> tuple[str, ...]:
    """Fields that Enter visits when a number is known, in order."""
    return tuple(f.name for f in RESIDENT_FIELDS if f.quick and not f.derived and not f.rare)


def shown_fields(switched_on: Iterable[str] = (), switched_off: Iterable[str] = OFF_BY_DEFAULT) -> tuple[FormField, ...]:
    """Fields of this office: those it does not need are absent, not grey."""
    off = set(switched_off) - set(switched_on)
    return tuple(f for f in RESIDENT_FIELDS if f.name not in off)
