"""Forms of 年度目标: setting and splitting, adjusting, taking over, dropping."""

from __future__ import annotations

from collections.abc import Sequence

from app.models.form_fields import Choice, FormField
from app.models.target_pace import EQUAL, WORKDAYS
from app.models.targets import BASES, CAPPED_BY, OFFICE

MONTHS = (Choice(WORKDAYS, "按工作日", "1"), Choice(EQUAL, "各月平均", "2"))
PACES = (Choice("days", "按天数", "1"), Choice("workdays", "按工作日", "2"))
TOTAL_CHANGES = "total"
COPY_FIELDS = (FormField("percent", "为上年的%", required=True, hint="105 表示多 5%"),)
DROP_FIELDS = (FormField("why", "原因", required=True, span=2),)


def split_fields(indicator: str, level: str, again: bool) -> tuple[FormField, ...]:
    """The form of a split; ``again`` = something is set already, so a reason is needed."""
    total = FormField("total", "全年总数", required=True, hint="6000")
    weights = () if level == OFFICE else tuple(FormField(name, f"{label[:2]}权重", hint="0") for name, label in BASES.items())
    times = (FormField("times", "次数上限", hint=f"每{_each(indicator)}最多几次，不填不限"),) if indicator in CAPPED_BY and level != OFFICE else ()
    return (
        total,
        *weights,
        *times,
        FormField("month_rule", "分到各月", "options", quick=False, choices=MONTHS),
        FormField("pace", "时间进度", "options", quick=False, choices=PACES),
        FormField("first_day", "起算日期", "date", quick=False, future=True, hint="年中新设时填"),
        FormField("why", "依据", required=again, hint="改动要写明" if again else "文件、会议，可不填", span=2),
    )


def _each(indicator: str) -> str:
    return {"population": "人", "households": "户", "entities": "家"}[CAPPED_BY[indicator]]


def adjust_fields(others: Sequence[tuple[str, str]]) -> tuple[FormField, ...]:
    """The form of an adjustment; ``others``: (id, name) of who may give or take."""
    choices = (Choice(TOTAL_CHANGES, "总数随之改变", "0"), *(Choice(key, name) for key, name in others))
    return (
        FormField("change", "调整", required=True, hint="+20 或 -20"),
        FormField("other", "从哪里抵", "choice", required=True, choices=choices, hint="选一个单位；0 总数随之改变"),
        FormField("why", "原因", required=True),
    )
