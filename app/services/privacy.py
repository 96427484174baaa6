"""系统管理 安全: what the office seals and what it does not record."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace

from app.models import sealed_tags
from app.models import switched_off as fields
from app.models.sealed_tags import MAY_BE_NAMED, Seal, SealLine
from app.services import residents
from app.services.session import Done, Session
from app.storage import accounts
from app.storage.code_tables import code_table

EVERYBODY = "所有有权查看居民的账号"
ROLES: tuple[tuple[str, str], ...] = tuple((str(role.value), role.label) for role in MAY_BE_NAMED)


def seals(session: Session) -> list[SealLine]:
    """Every care tag, the sealed ones first."""
    session.require("privacy.write")
    sealed = {each.tag: each for each in sealed_tags.seals_of(session.office.settings)}
    names = {row.id: row.name or row.login for row in accounts.every(session.reader)}
    lines = [_seal_line(code, sealed.get(code), names) for code in _known()]
    return sorted(lines, key=lambda line: not line.sealed)


def people(session: Session) -> list[tuple[str, str]]:
    """Accounts that can be named: (id, words)."""
    session.require("privacy.write")
    return [(row.id, f"{row.name or row.login}（{row.login}）") for row in accounts.every(session.reader) if row.active]


def _seal_line(code: str, seal: Seal | None, names: dict[str, str]) -> SealLine:
    if seal is None:
        return SealLine(code, residents.tag_label(code), False, (), (), EVERYBODY)
    words = [label for role, label in ROLES if role in seal.roles] + [names[key] for key in seal.accounts if key in names]
    return SealLine(code, residents.tag_label(code), True, seal.roles, seal.accounts, "、".join(["本网格网格员", *words]))


def _known() -> list[str]:
    return [item.code for item in code_table("service_category").items]


def seal(session: Session, tag: str, roles: Collection[str] = (), account_ids: Collection[str] = ()) -> Done:
    """From now on only the members of the own grid and those named see this tag."""
    session.require("privacy.write")
    sealed_tags.checked(tag, tuple(roles), frozenset(_known()))
    kept = [each for each in sealed_tags.seals_of(session.office.settings) if each.tag != tag]
    return _save(session, (*kept, Seal(tag, tuple(sorted(roles)), tuple(sorted(account_ids)))), f"已封存“{residents.tag_label(tag)}”")


def unseal(session: Session, tag: str) -> Done:
    """Everybody who may see residents sees this tag again."""
    session.require("privacy.write")
    kept = tuple(each for each in sealed_tags.seals_of(session.office.settings) if each.tag != tag)
    return _save(session, kept, f"已取消封存“{residents.tag_label(tag)}”")


def switched_off(session: Session) -> list[tuple[str, str, bool]]:
    """(name, label, switched off) of everything that the office may do without."""
    session.require("privacy.write")
    off = fields.chosen_off(session.office.settings)
    return [(name, fields.LABELS[name], name in off) for name in fields.SWITCHABLE]


def switch_off(session: Session, names: Sequence[str]) -> Done:
    """Exactly these are not recorded any more; what was stored stays and is shown nowhere."""
    session.require("privacy.write")
    off = fields.checked(names)
    words = "、".join(fields.LABELS[name] for name in off) or "无"
    return _keep(session, "privacy.fields", "switched_off", off, f"已停用的项：{words}")


def _save(session: Session, wanted: tuple[Seal, ...], message: str) -> Done:
    return _keep(session, "privacy.seal", "sealed_tags", sealed_tags.as_settings(wanted), message)


def _keep(session: Session, kind: str, name: str, value: object, message: str) -> Done:
    kept = {**session.office.settings, name: value}
    with session.work.operation(kind, session, reason=message.removeprefix("已")) as operation:
        operation.update("office", session.office.id, {"settings": json.dumps(kept, ensure_ascii=False)})
    session.forget_office()
    return replace(Done(operation.id, frozenset(operation.touched), message), touched=frozenset(operation.touched | {"resident", "office"}))
