"""Forms of 例会 as data: the head of the minutes, a decision, another date, giving up, opening again."""

from __future__ import annotations

from collections.abc import Sequence

from app.models.form_fields import Choice, FormField
from app.models.meetings import BLACK, EVERYBODY, RED

EVERYBODY_CODE = "*"  # in the form; a blank field means that nobody was chosen yet
MARK_CHOICES = (Choice(BLACK, "黑色", "1"), Choice(RED, "红色", "2"))

HEAD_FIELDS: tuple[FormField, ...] = (
    FormField("held_on", "日期", "date", required=True, future=True),
    FormField("held_at", "时间", required=True, hint="1500"),
    FormField("place", "地点", required=True),
    FormField("host", "主持", required=True),
    FormField("recorder", "记录", required=True),
    FormField("mark", "标志", "options", choices=MARK_CHOICES, quick=False),
)
TASK_DATE_FIELDS = (
    FormField("due_on", "改到", "date", required=True, future=True, hint="+7"),
    FormField("why", "原因", required=True),
)
GIVE_UP_FIELDS = (FormField("why", "原因", required=True, span=2, hint="例如：房屋已拆"),)
REOPEN_FIELDS = (FormField("reopened_why", "原因", required=True, span=2, hint="例如：漏了一条议定事项"),)


def decision_fields(members: Sequence[tuple[str, str, str]]) -> tuple[FormField, ...]:
    """What, who, until when; members by number, name or initials."""
    people = (Choice(EVERYBODY_CODE, EVERYBODY), *(Choice(key, name, _digits(number)) for key, number, name in members))
    return (
        FormField("text", "事项", required=True, hint="要办什么，Enter 到责任人", span=2),
        FormField("member_id", "责任人", "choice", required=True, choices=people, hint="工号、首字母、姓名；qt 全体"),
        FormField("due_on", "期限", "date", required=True, future=True, hint="+7"),
    )



def _digits(staff_no: str) -> str:
    """What is typed for a member: '05' of WG-05."""
    return staff_no[len(staff_no.rstrip("0123456789")) :]
