"""Forms of 抽查 as data: the draw, what was found, taking a draw back."""

from __future__ import annotations

from collections.abc import Sequence

from app.models.form_fields import Choice, FormField
from app.models.spot_checks import DrawMethod, DrawSubject

METHOD_CHOICES = tuple(Choice(each.value, each.label, str(place)) for place, each in enumerate(DrawMethod, 1))
SUBJECT_CHOICES = (
    Choice(DrawSubject.BOTH.value, "都抽", "1"),
    Choice(DrawSubject.VISITS.value, "走访", "2"),
    Choice(DrawSubject.REGISTRATIONS.value, "新增登记", "3"),
)
FINDING_FIELDS = (FormField("finding", "核实情况", required=True, span=2, hint="写清哪里不符、问的是谁，例如：本人说那天没有人来过"),)
VOID_FIELDS = (FormField("reason", "原因", required=True, span=2, hint="写清为什么作废，以后查得到"),)


def draw_fields(members: Sequence[tuple[str, str]]) -> tuple[FormField, ...]:
    """Period, way, how many; whose records, who checks."""
    people = tuple(Choice(key, words) for key, words in members)
    return (
        FormField("first", "从", "date", required=True),
        FormField("last", "到", "date", required=True),
        FormField("per_member", "每人几条", hint="如 3"),
        FormField("method", "方式", "options", required=True, choices=METHOD_CHOICES),
        FormField("subject", "对象", "options", required=True, choices=SUBJECT_CHOICES),
        FormField("total", "总共几条", quick=False, hint="空着 = 不限"),
        FormField("member", "只抽谁的", "choice", quick=False, choices=people, hint="空着 = 全部网格员"),
        FormField("checker", "抽查人", "choice", quick=False, choices=people, hint="空着 = 当前账号"),
        FormField("seed", "随机数", quick=False, hint="空着 = 自动产生"),
    )
