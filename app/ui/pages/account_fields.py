"""Fields of the forms about accounts."""

from __future__ import annotations

from collections.abc import Sequence

from app.models.form_fields import Choice, FormField
from app.models.passwords import LIMITS
from app.services import accounts

ROLE_CHOICES = tuple(Choice(code, words, str(place)) for place, (code, words) in enumerate(accounts.ROLES, start=1))
RULE_FIELDS = tuple(
    FormField(name, words, "number", required=True, hint=f"{least} 到 {most}" + ("，0 = 不限" if least == 0 else ""))
    for name, (least, most, words) in LIMITS.items()
)


def account_fields(members: Sequence[tuple[str, str]], grids: Sequence[tuple[str, str]], new: bool) -> tuple[FormField, ...]:
    """Login only for a new one; a member's account sees the member's grids unless others are named."""
    login = (FormField("login", "登录名", required=True, hint="字母、数字，如工号"),) if new else ()
    return (
        *login,
        FormField("name", "姓名", required=True),
        FormField("role", "角色", "choice", required=True, choices=ROLE_CHOICES),
        FormField("member_id", "网格员", "choice", choices=tuple(Choice(key, words) for key, words in members), hint="对应的网格员，可空"),
        FormField("scope", "限定网格", "tags", choices=tuple(Choice(key, words) for key, words in grids), multiple=True, span=2,
                  hint="不填就按角色：网格员看本人任职的，其他看全部"),
    )  # fmt: skip
