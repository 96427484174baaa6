"""The form of one visit as data: fields, keys of the answers, and the clock as people type it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from app.models.form_fields import Choice, FormField
from app.models.visit_views import FINDINGS, NOTHING_FOUND, TargetMember
from app.models.vocabulary import COUNTED_OUTCOMES, Outcome

COUNTED = tuple(outcome.value for outcome in COUNTED_OUTCOMES)
OUTCOMES = tuple(Choice(outcome.value, outcome.label, str(place)) for place, outcome in enumerate(Outcome, start=1))
FINDING_CHOICES = (Choice(NOTHING_FOUND[1], NOTHING_FOUND[1], NOTHING_FOUND[0]), *(Choice(word, word, key) for key, word in FINDINGS))
MOST_KEYS = 9  # digits that tick members; further ones are reached with the arrow keys

VISIT_FIELDS: tuple[FormField, ...] = (
    FormField("visited_on", "走访日期", "date", quick=False, required=True, carries=True),
    FormField("visited_at", "时间", "text", quick=False, carries=True, hint="1840"),
    FormField("kind", "走访类型", "choice", quick=False, code_table="visit_kind", hint="按对象自动"),
    FormField("member_id", "走访人", "choice", quick=False, required=True, carries=True, span=2),
    FormField("outcome", "结果", "options", required=True, choices=OUTCOMES, span=3),
    FormField("met", "见到", "options", multiple=True, span=3),
    FormField("persons_met", "见到人数", "number"),
    FormField("findings", "发现情况", "options", multiple=True, exclusive=(NOTHING_FOUND[1],), choices=FINDING_CHOICES, span=3),
    FormField("text", "情况记录", "area", span=3),
    FormField("next_on", "下次走访", "date", future=True, span=2, hint="+7"),
)
REPEATED = ("outcome", "findings", "text", "kind")  # what F4 and 同上一条 take over


def member_choices(members: Sequence[TargetMember]) -> tuple[Choice, ...]:
    """People of a target as answers: '1 王桂英 母亲'."""
    return tuple(
        Choice(member.resident_id, " ".join(filter(None, (member.name, member.relation))), str(place) if place <= MOST_KEYS else "")
        for place, member in enumerate(members, start=1)
    )


def clock_of(typed: str) -> str:
    """'1840', '18:40', '9点', '930' → 'HH:MM'; '' stays ''; what is no time stays as typed."""
    text = "".join(unicodedata.normalize("NFKC", typed).split())
    if not text:
        return ""
    found = re.fullmatch(r"(\d{1,2})[:点时.](\d{2})?分?", text) or re.fullmatch(r"(\d{1,2}?)(\d{2})?", text)
    if found is None:
        return typed.strip()
    hour, minute = int(found[1]), int(found[2] or 0)
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else typed.strip()
