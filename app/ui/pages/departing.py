"""移出本户 and 未见到: what is asked below the form before a member leaves, or before a door is left for another day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.models.form_fields import Choice, FormField
from app.models.household_entry import PersonDraft
from app.models.household_views import Departure
from app.models.resident_fields import CLOSE_CHOICES
from app.ui.widgets.act_strip import ActStrip

ELSEWHERE = "elsewhere"
REASONS = (*CLOSE_CHOICES, Choice(ELSEWHERE, "移到区内别处", "7"))


def departure_fields(members: tuple[Choice, ...]) -> tuple[FormField, ...]:
    """Reason by digit, date shorthand, proof, second person."""
    second = (FormField("confirmed_by", "复核人", "choice", quick=False, choices=members),) if members else ()
    return (
        FormField("reason", "原因", "options", required=True, choices=REASONS, span=3),
        FormField("day", "日期", "date", required=True, hint="今天 j，如 1118"),
        FormField("proof", "凭证", hint="死亡要写：证明名称、编号或告知人"),
        *second,
    )


def ask_departure(strip: ActStrip, member: PersonDraft, today: str, members: tuple[Choice, ...], gone: Callable[[Departure], object],
                  elsewhere: Callable[[str], object]) -> None:  # fmt: skip
    """Ctrl+Del on a known member: 注销 with its reason, or (7) where to; ``elsewhere(day)`` asks for the new door."""

    def submit(values: Mapping[str, Any]) -> None:
        if not values["reason"]:
            strip.banner.show_text("没有选原因，按 1–7 选一项", "warn")
            return
        if not values["day"]:
            strip.banner.show_text("没有填日期，今天按 j", "warn")
            return
        strip.done()
        if values["reason"] == ELSEWHERE:
            elsewhere(values["day"])
        else:
            gone(Departure(member.residence_id, values["reason"], values["day"], values["proof"], values.get("confirmed_by", "")))

    strip.ask(f"{member.name} 移出本户", departure_fields(members), "移出本户", submit, {"day": today}, danger=True,
              hint="保存本户时一起生效；移错了按空格恢复", widths=(1, 1, 1))  # fmt: skip


def ask_revisit(strip: ActStrip, address: str, day: str, agreed: Callable[[str], object]) -> None:
    """Ctrl+G: nobody was met, a date is agreed."""

    def submit(values: Mapping[str, Any]) -> None:
        if not values["revisit_on"]:
            strip.banner.show_text("没有填约定日期，三天后输 +3", "warn")
            return
        agreed(values["revisit_on"])

    fields = (FormField("revisit_on", "约定回访", "date", required=True, future=True, hint="+3"),)
    strip.ask(f"{address} 未见到人", fields, "约回访，录下一户", submit, {"revisit_on": day}, hint="记一次未遇，这户标为待核", widths=(1, 3))
