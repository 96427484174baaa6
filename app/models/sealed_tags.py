"""Care tags that an office seals: who still sees them (domain.md §8, 1).

A sealed tag is seen by the members (who only see their own grids anyway) and by the roles and accounts that the office names; for
everybody else it does not exist: not in lists, filters, find, figures, history.  It never leaves in a file or on paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import Problem, Refused
from app.models.vocabulary import Role

MAY_BE_NAMED = (Role.CHIEF, Role.LEADER, Role.ADMIN)


@dataclass(frozen=True)
class Seal:
    """One sealed tag with the roles and accounts that see it."""

    tag: str
    roles: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True)
class SealLine:
    """One care tag as the list of the office shows it."""

    tag: str
    label: str
    sealed: bool
    roles: tuple[str, ...]
    accounts: tuple[str, ...]
    seen_by: str


def seals_of(settings: Mapping[str, object]) -> tuple[Seal, ...]:
    """The office's sealed tags."""
    given = settings.get("sealed_tags")
    if not isinstance(given, Mapping):
        return ()
    return tuple(
        Seal(str(tag), tuple(map(str, who.get("roles", ()))), tuple(map(str, who.get("accounts", ()))))
        for tag, who in sorted(given.items())
        if isinstance(who, Mapping)
    )


def as_settings(seals: tuple[Seal, ...]) -> dict[str, dict[str, list[str]]]:
    """As the office keeps them."""
    return {seal.tag: {"roles": list(seal.roles), "accounts": list(seal.accounts)} for seal in seals}


def hidden_from(settings: Mapping[str, object], role: Role, account_id: str) -> frozenset[str]:
    """Codes that do not exist for this account."""
    if role is Role.MEMBER:
        return frozenset()
    return frozenset(seal.tag for seal in seals_of(settings) if role.value not in seal.roles and account_id not in seal.accounts)


def all_sealed(settings: Mapping[str, object]) -> frozenset[str]:
    """Codes that never leave."""
    return frozenset(seal.tag for seal in seals_of(settings))


def checked(tag: str, roles: tuple[str, ...], known: frozenset[str]) -> None:
    """Refuse what is no care tag or no role that can be named."""
    if tag not in known:
        raise Refused([Problem("tag", "没有这个关爱标签，请重新选择")])
    if set(roles) - {role.value for role in MAY_BE_NAMED}:
        raise Refused([Problem("roles", "只能指定网格长、分管领导、管理员；网格员总能看到自己网格的")])
