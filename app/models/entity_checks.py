"""Checks of the form of a legal entity, and what follows from its credit code (domain.md §2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from app.errors import Problem
from app.models.credit_codes import check_credit_code
from app.models.dates import from_iso
from app.models.document_numbers import check_phone
from app.models.entity_views import EntityDraft
from app.models.import_entities import CODELESS_KINDS, LONGEST_NAME, UNREGISTERED
from app.models.number_checks import WARNING as NUMBER_WARNING
from app.models.vocabulary import EntityCloseReason, OpenReason

WARNING = "warning"
ONLY_OLD_NUMBER = "只有旧号码"
_PREFIXES = (
    "11:01 12:02 13:03 31:70 32:70 33:70 34:70 35:70 51:40 52:41 53:42 54:60 71:50 81:71 91:10 92:20 93:30 N1:61 N2:61 N3:61"
)
KIND_OF_PREFIX = dict(pair.split(":") for pair in _PREFIXES.split())
VOIDING = (EntityCloseReason.MISENTRY.value, EntityCloseReason.DUPLICATE.value)
INTERNAL = (EntityCloseReason.MOVE.value, EntityCloseReason.REGRID.value)
ANSWERED = (("responsible_name", "负责人"), ("responsible_phone", "联系电话"), ("industry", "行业"))


@dataclass(frozen=True)
class Around:
    """What the register already says: another entity with the code, another one of that name at the place."""

    today: str
    same_code: str = ""  # '好又多便利店，桂湖路136号'
    same_place: str = ""
    code_before: str = ""  # of the entity being changed
    new: bool = True
    practice: bool = False


def tidied(draft: EntityDraft) -> EntityDraft:
    """Codes in their normal form; an old number goes to 曾用号码; kind and reason that follow by themselves are filled in."""
    checked = check_credit_code(draft.credit_code) if draft.credit_code.strip() else None
    if checked is not None and checked.usable and checked.kind == "uscc":
        draft = replace(draft, credit_code=checked.normalized, kind=draft.kind or KIND_OF_PREFIX.get(checked.normalized[:2], "99"))
    elif checked is not None and checked.usable:
        reason = draft.no_code_reason or ONLY_OLD_NUMBER
        draft = replace(draft, credit_code="", former_code=draft.former_code or checked.normalized, no_code_reason=reason)
    elif checked is not None:
        draft = replace(draft, credit_code=checked.normalized)
    phone = check_phone(draft.responsible_phone).normalized if draft.responsible_phone.strip() else ""
    texts: dict[str, Any] = {
        name: " ".join(getattr(draft, name).split()) for name in ("name", "responsible_name", "address", "no_code_reason", "note")
    }
    return replace(draft, responsible_phone=phone, **texts)


def check_entity(draft: EntityDraft, around: Around) -> list[Problem]:
    """All problems of a tidied draft, each at its field."""
    problems = [*_name(draft), *_code(draft, around), *_place(draft, around), *_people(draft)]
    problems += _days(draft, around)
    if not around.new and draft.credit_code != around.code_before and around.code_before and not draft.reason.strip():
        problems.append(Problem("reason", "改信用代码要写原因，例如“原号输错”“换领新照”。"))
    return problems


def _name(draft: EntityDraft) -> list[Problem]:
    if not draft.name:
        return [Problem("name", "单位名称没有填。没有招牌的写“业主姓名+经营内容”。")]
    if len(draft.name) > LONGEST_NAME:
        return [Problem("name", f"单位名称有 {len(draft.name)} 个字，最多 {LONGEST_NAME} 个，请核对。")]
    return []


def _code(draft: EntityDraft, around: Around) -> list[Problem]:
    problems = [] if draft.kind else [Problem("kind", "单位类型没有选。填了信用代码会自动带出。")]
    if not draft.credit_code:
        if not draft.no_code_reason and draft.kind != CODELESS_KINDS[0]:
            what = "未登记经营的要写原因，例如“未办照”“办理中”。" if draft.kind == UNREGISTERED else "没有信用代码要写原因。"
            problems.append(Problem("no_code_reason", what))
        return problems
    checked = check_credit_code(draft.credit_code, around.practice)
    if not checked.usable:
        kept = bool(draft.no_code_reason)  # 执照如此: stored with a reason
        problems.append(Problem("credit_code", f"{checked.reason}。", WARNING if kept else "error"))
    elif checked.severity == NUMBER_WARNING:
        problems.append(Problem("credit_code", f"{checked.reason}。没错按 Enter。", WARNING))
    if around.same_code:
        problems.append(Problem("credit_code", f"该代码已登记：{around.same_code}。请打开那一家修改。"))
    expected = KIND_OF_PREFIX.get(draft.credit_code[:2], "")
    alike = {"10": ("10", "11"), "50": ("50", "40")}
    if draft.kind and expected and draft.kind not in alike.get(expected, (expected,)):
        problems.append(Problem("kind", "单位类型与信用代码前两位不一致，请核对。没错按 Enter。", WARNING))
    return problems


def _place(draft: EntityDraft, around: Around) -> list[Problem]:
    problems = []
    if not draft.dwelling_id and not draft.address:
        problems.append(Problem("address", "经营地址没有填，请选房屋，或写路名门牌。"))
    elif not draft.grid_id:
        problems.append(Problem("grid_id", "没有网格。地址不在房屋表里的，请选所属网格。"))
    if around.same_place:
        problems.append(Problem("name", f"这个地址已登记{around.same_place}，请核对是否重复。是两家按 Enter。", WARNING))
    return problems


def _people(draft: EntityDraft) -> list[Problem]:
    problems = [
        Problem(name, f"{label}没有填。问不到按 Ctrl+B 记不详。")
        for name, label in ANSWERED
        if not getattr(draft, name) and name not in draft.unknown
    ]
    if draft.responsible_phone and check_phone(draft.responsible_phone).severity != "ok":
        problems.append(
            Problem("responsible_phone", f"电话 {draft.responsible_phone} 不像手机或座机，请核对。没错按 Enter。", WARNING)
        )
    return problems


def _days(draft: EntityDraft, around: Around) -> list[Problem]:
    problems = []
    if draft.licence_expires_on:
        if from_iso(draft.licence_expires_on) is None:
            problems.append(Problem("licence_expires_on", f"证照到期“{draft.licence_expires_on}”不存在，请核对。"))
        elif draft.licence_expires_on < around.today:
            problems.append(
                Problem("licence_expires_on", f"证照已于 {draft.licence_expires_on} 到期，请提醒换证。按 Enter 保存。", WARNING)
            )
    if around.new:
        if from_iso(draft.opened_on) is None:
            problems.append(Problem("opened_on", "登记日期没有填或不存在，今天按 j。"))
        elif draft.opened_on > around.today:
            problems.append(Problem("opened_on", f"登记日期 {draft.opened_on} 晚于今天，请核对。"))
        allowed = {each.value for each in OpenReason} - {OpenReason.MOVE.value, OpenReason.REGRID.value}
        if draft.open_reason not in allowed:
            problems.append(Problem("open_reason", "登记原因没有选。"))
    return problems


def check_cancel(name: str, opened_on: str, reason: str, on: str, today: str) -> list[Problem]:
    """Problems of 注销 (and of 作废 when the reason is 误录 or 重复)."""
    problems = []
    if from_iso(on) is None:
        problems.append(Problem("closed_on", "注销日期没有填或不存在，今天按 j。"))
    elif on > today:
        problems.append(Problem("closed_on", f"注销日期 {on} 晚于今天，请核对。"))
    elif on < opened_on:
        problems.append(Problem("closed_on", f"注销日期 {on} 早于登记日期 {opened_on}，请核对哪一个错了。"))
    if reason not in {each.value for each in EntityCloseReason} - set(INTERNAL):
        problems.append(Problem("close_reason", f"{name}的注销原因没有选。"))
    return problems


def check_move(on: str, opened_on: str, today: str, same: bool, placed: bool) -> list[Problem]:
    """Problems of 迁址 inside the office's area."""
    problems = []
    if from_iso(on) is None or on > today:
        problems.append(Problem("opened_on", "迁址日期没有填、不存在或晚于今天，今天按 j。"))
    elif on < opened_on:
        problems.append(Problem("opened_on", f"迁址日期 {on} 早于现址的登记日期 {opened_on}，请核对。"))
    if not placed:
        problems.append(Problem("address", "没有填新址，请选房屋，或写路名门牌和网格。"))
    elif same:
        problems.append(Problem("address", "新址与现址相同，不用迁址。"))
    return problems
