"""Forms of 网格体系 as data: the grid itself, tasks in it, and each way of re-division."""

from __future__ import annotations

from collections.abc import Sequence

from app.models.form_fields import Choice, FormField

TERRITORIAL = (Choice("1", "属地，可放房屋", "1"), Choice("0", "专属，不放房屋", "2"))
MOST_NEW = 4
NEW = "new"

GRID_FIELDS: tuple[FormField, ...] = (
    FormField("name", "网格名称", span=2, hint="如 06网格、湖东网格"),
    FormField("code", "网格编码", hint="同级里不重复"),
    FormField("level_name", "层级名称", hint="社区、网格、微网格……"),
    FormField("kind", "网格类型", "choice", code_table="grid_kind", span=2),
    FormField("territorial", "性质", "options", choices=TERRITORIAL, span=2),
    FormField("range_text", "四至范围", "area", rows=3, span=2, hint="东至……，南至……"),
    FormField("area_m2", "面积(㎡)", hint="整数，如 52000"),
    FormField("day", "启用日期", "date", quick=False),
)
CLOSE_FIELDS = (FormField("day", "停用日期", "date", required=True, span=2, hint="从这天起不再使用"),)
RELEASE_FIELDS = (FormField("valid_to", "最后一天", "date", required=True, span=2, hint="今天 j"),)


def assign_fields(members: Sequence[tuple[str, str]]) -> tuple[FormField, ...]:
    """Who, as what, from when to when."""
    return (
        FormField("member_id", "网格员", "choice", required=True, choices=tuple(Choice(key, words) for key, words in members), hint="工号或姓名"),
        FormField("role", "角色", "choice", required=True, code_table="grid_member_role"),
        FormField("valid_from", "从", "date", required=True),
        FormField("valid_to", "到", "date", quick=False, future=True, hint="空着 = 一直"),
    )


_DAY = FormField("day", "生效日期", "date", required=True, hint="今天 j，如 1101")
_WHY = FormField("why", "依据", span=2, hint="文件名、会议决定，会印在对照表上")


def _new(number: int, members: Sequence[Choice]) -> tuple[FormField, ...]:
    return (
        FormField(f"code{number}", f"新网格{number} 编码", hint="空着 = 不用这一行" if number > 1 else ""),
        FormField(f"name{number}", "名称", hint="如 湖东网格"),
        FormField(f"member{number}", "网格员", "choice", choices=tuple(members), quick=False, hint="可以以后再安排"),
    )


def division_fields(kind: str, members: Sequence[tuple[str, str]], grids: Sequence[tuple[str, str]]) -> tuple[FormField, ...]:
    """What each way of re-division asks; ``grids``: where things may go."""
    people = tuple(Choice(key, words) for key, words in members)
    if kind == "split":
        lines = [field for number in range(1, MOST_NEW) for field in _new(number, people)]
        return (_DAY, _WHY, *lines)
    known = tuple(Choice(key, label) for key, label in grids)
    if kind == "merge":
        target = FormField("target", "合并到", "choice", required=True, choices=(*known, Choice(NEW, "新网格", "0")), hint="0 新网格")
        return (_DAY, target, FormField("why", "依据", hint=_WHY.hint), *_new(1, people))
    if kind == "move":
        return (_DAY, FormField("target", "调整到", "choice", required=True, choices=known, hint="网格编码或名称"),
                FormField("why", "依据", hint=_WHY.hint))  # fmt: skip
    return (_DAY, FormField("code", "新编码", required=True), FormField("name", "新名称"), FormField("why", "依据", span=3, hint=_WHY.hint))
