"""Forms of 网格员 as data: the member, leaving, equipment, training, 以老带新."""

from __future__ import annotations

from collections.abc import Sequence

from app.models.form_fields import Choice, FormField

SHARE_CHOICES = (Choice("full", "全程", "1"), Choice("part", "部分", "2"))
MEANT_CHOICES = (Choice("1", "全员培训", "1"), Choice("0", "部分人员", "2"))

MEMBER_FIELDS: tuple[FormField, ...] = (
    FormField("staff_no", "工号", required=True),
    FormField("name", "姓名", required=True),
    FormField("phone", "电话", "phone"),
    FormField("joined_on", "任职日期", "date", required=True, hint="今天 j"),
    FormField("note", "备注", span=2, quick=False),
)
ISSUE_FIELDS = (
    FormField("item", "物品", required=True, hint="手电筒、工作服、单元门钥匙"),
    FormField("number", "编号"),
    FormField("issued_on", "领用日期", "date", required=True),
)
RETURN_FIELDS = (
    FormField("returned_on", "交回日期", "date", required=True),
    FormField("return_note", "说明", hint="完好、损坏、遗失"),
)
TRAIN_FIELDS = (
    FormField("held_on", "培训日期", "date", required=True),
    FormField("title", "内容", required=True, hint="同一天同样内容算一次"),
    FormField("share", "参加", "options", required=True, choices=SHARE_CHOICES),
    FormField("everybody", "对象", "options", choices=MEANT_CHOICES),
    FormField("held_by", "主讲", quick=False),
    FormField("minutes", "时长(分)", quick=False, hint="如 90"),
)
UNPAIR_FIELDS = (FormField("ended_on", "结束日期", "date", required=True),)


def _people(members: Sequence[tuple[str, str]], but: str) -> tuple[Choice, ...]:
    return tuple(Choice(key, words) for key, words in members if key != but)


def leave_fields(members: Sequence[tuple[str, str]], member_id: str) -> tuple[FormField, ...]:
    """From when, who takes over."""
    return (
        FormField("left_on", "离任日期", "date", required=True, future=True, hint="从这天起不在岗"),
        FormField("successor", "接手人", "choice", choices=_people(members, member_id), hint="空着 = 以后再安排"),
        FormField("note", "原因", span=2, quick=False),
    )


def pair_fields(members: Sequence[tuple[str, str]], member_id: str) -> tuple[FormField, ...]:
    """Who takes him or her along, from when."""
    return (
        FormField("mentor_id", "带教人", "choice", required=True, choices=_people(members, member_id), hint="工号或姓名"),
        FormField("began_on", "开始日期", "date", required=True),
    )
