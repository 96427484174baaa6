"""Registration of legal entities through their life: 登记, 变更, 注销 and its undoing, 重新登记, 迁址."""

from __future__ import annotations

import json
from typing import Any

from app.errors import Problem, Refused
from app.models.entity_checks import INTERNAL, VOIDING, check_cancel, check_move
from app.models.entity_views import EntityDraft
from app.models.vocabulary import EntityCloseReason, OpenReason
from app.services import area as areas
from app.services.session import Done, Session
from app.settings import now_ms
from app.storage import area, revisits
from app.storage import entity_browse as stored
from app.storage.entity_browse import Registration
from app.storage.work import Operation

OPEN = ("active", "pending")
_COLUMNS = (
    "name", "credit_code", "former_code", "no_code_reason", "kind", "industry", "responsible_name", "responsible_phone",
    "responsible_id", "licence_expires_on", "note",
)  # fmt: skip


def acts(status: str, close_reason: str) -> tuple[str, ...]:
    """What can be done with an entity whose newest registration is in this state."""
    if status in OPEN:
        return ("visit", "change", "move", "cancel")
    if status == "voided":
        return ("undo_cancel",) if close_reason else ()
    return ("undo_cancel", "return", "change") if close_reason not in INTERNAL else ("change",)


def register(session: Session, draft: EntityDraft, why: str) -> Done:
    """A new entity with its first registration."""
    with session.work.operation("entity.register", session, why) as operation:
        community = area.community_of(operation.db, draft.grid_id)
        entity = operation.insert("legal_entity", {"community": community, **_own(draft), "entered_ms": now_ms()})
        _open(session, operation, entity, draft, draft.open_reason)
    return Done(operation.id, frozenset(operation.touched), f"已登记：{draft.name}")


def change(session: Session, draft: EntityDraft, why: str) -> Done:
    """Change what is known of an entity; another address in the form is a correction of its registration."""
    db = session.register.db
    facts, current = _known(db, draft.entity_id)
    with session.work.operation("entity.save", session, why) as operation:
        operation.update("legal_entity", facts.id, _own(draft))
        place = {"dwelling_id": draft.dwelling_id, "address": draft.address, "grid_id": draft.grid_id}
        if current.status in OPEN and any(getattr(current, name) != value for name, value in place.items()):
            operation.update("entity_registration", current.id, place)
    return Done(operation.id, frozenset(operation.touched), f"已保存：{draft.name}")


def cancel(session: Session, entity_id: str, reason: str, on: str, proof: str = "") -> Done:
    """注销 with reason and date; 误录 and 重复 void the entry, which then counts nowhere.  Planned visits end with it."""
    session.require("entity.write")
    facts, current = _open_registration(session, entity_id)
    problems = check_cancel(facts.name, current.opened_on, reason, on, session.today.isoformat())
    if problems:
        raise Refused(problems)
    label = EntityCloseReason(reason).label
    with session.work.operation("entity.cancel", session, label) as operation:
        change: dict[str, object] = {
            "status": "voided" if reason in VOIDING else "closed",
            "closed_on": on,
            "close_reason": reason,
            "closed_by": _collector(session, operation.db, current.grid_id),
            "closed_entered_ms": now_ms(),
            "close_proof": proof.strip(),
        }
        if reason in VOIDING:
            change["status_why"] = label
        operation.update("entity_registration", current.id, change)
        revisits.end_for(operation, [entity_id], f"法人{label}")
    return Done(operation.id, frozenset(operation.touched), f"已{'作废' if reason in VOIDING else '注销'}：{facts.name}（{label}）")


def undo_cancel(session: Session, entity_id: str, reason: str = "") -> Done:
    """The 注销 was wrong: the same registration is open again."""
    session.require("entity.write")
    db = session.register.db
    facts, current = _known(db, entity_id)
    if current.status in OPEN:
        raise Refused(f"{facts.name}在册，没有注销可撤销。")
    if current.close_reason in INTERNAL:
        raise Refused(
            f"{facts.name}的上一条登记因{EntityCloseReason(current.close_reason).label}而结束，请在变更记录里撤销那次办理。"
        )
    if not current.closed_on:
        raise Refused(f"{facts.name}没有注销过，请在变更记录里撤销作废。")
    _refuse_outside(session, db, current.grid_id)
    if facts.credit_code and (other := stored.by_code(db, facts.credit_code, entity_id)):
        raise Refused(f"该代码现已登记在另一家：{other[1]}。请先核对哪一家是对的。")
    with session.work.operation("entity.undo_cancel", session, reason.strip()) as operation:
        operation.update(
            "entity_registration",
            current.id,
            {
                "status": "active",
                "status_why": "",
                "closed_on": "",
                "close_reason": "",
                "closed_by": "",
                "closed_entered_ms": None,
                "close_proof": "",
            },
        )
    return Done(operation.id, frozenset(operation.touched), f"已撤销注销：{facts.name}恢复在册")


def reopen(session: Session, entity_id: str, on: str, dwelling_id: str = "", address: str = "", grid_id: str = "") -> Done:
    """A cancelled entity trades again: a new registration, at the old place unless another is given."""
    session.require("entity.write")
    db = session.register.db
    facts, current = _known(db, entity_id)
    if current.status in OPEN:
        raise Refused(f"{facts.name}在册，不用重新登记。地址变了用迁址。")
    today = session.today.isoformat()
    if not on or on > today or (current.status == "closed" and on < current.closed_on):
        raise Refused([Problem("opened_on", f"登记日期要在上次注销（{current.closed_on}）之后、今天以前，今天按 j。")])
    place = _new_place(db, dwelling_id or current.dwelling_id, address or current.address, grid_id or current.grid_id)
    _refuse_outside(session, db, place.grid_id)
    with session.work.operation("entity.return", session) as operation:
        draft = EntityDraft(
            entity_id=entity_id, dwelling_id=place.dwelling_id, address=place.address, grid_id=place.grid_id, opened_on=on
        )
        _open(session, operation, entity_id, draft, OpenReason.RETURN.value)
    return Done(operation.id, frozenset(operation.touched), f"已重新登记：{facts.name}")


def move(session: Session, entity_id: str, on: str, dwelling_id: str = "", address: str = "", grid_id: str = "") -> Done:
    """迁址 inside the office's area: neither 新增 nor 注销; one registration ends, the next begins on the same day."""
    session.require("entity.write")
    db = session.register.db
    facts, current = _open_registration(session, entity_id)
    place = _new_place(db, dwelling_id, address.strip(), grid_id or ("" if dwelling_id else current.grid_id))
    placed = bool((place.dwelling_id or place.address) and place.grid_id)
    same = (place.dwelling_id, place.address) == (current.dwelling_id, current.address)
    problems = check_move(on, current.opened_on, session.today.isoformat(), same, placed)
    if problems:
        raise Refused(problems)
    with session.work.operation("entity.move", session) as operation:
        operation.update(
            "entity_registration",
            current.id,
            {
                "status": "closed",
                "closed_on": on,
                "close_reason": EntityCloseReason.MOVE.value,
                "closed_by": _collector(session, operation.db, current.grid_id),
                "closed_entered_ms": now_ms(),
            },
        )
        _open(session, operation, entity_id, _at(place, on), OpenReason.MOVE.value, current.id)
        for row in revisits.planned_for(operation.db, [entity_id]):
            operation.update("revisit", row.id, {"dwelling_id": place.dwelling_id, "grid_id": place.grid_id, "member_id": ""})
    return Done(operation.id, frozenset(operation.touched), f"{facts.name}已迁址")


def draft_from(db: Any, entity_id: str) -> EntityDraft:
    """The stored entity as the form shows it."""
    facts, current = _known(db, entity_id)
    try:
        unknown = tuple(json.loads(facts.unknown_fields or "[]"))
    except ValueError:
        unknown = ()
    return EntityDraft(
        entity_id=facts.id,
        dwelling_id=current.dwelling_id,
        address=current.address,
        grid_id=current.grid_id,
        opened_on=current.opened_on,
        open_reason=current.open_reason or OpenReason.NEWLY_LIVING.value,
        unknown=unknown,
        **{name: getattr(facts, name) for name in _COLUMNS},
    )


# ---- inside --------------------------------------------------------------------------------------------------------------------


def _own(draft: EntityDraft) -> dict[str, object]:
    unknown = json.dumps(sorted(draft.unknown), ensure_ascii=False) if draft.unknown else ""
    return {name: getattr(draft, name) for name in _COLUMNS} | {"unknown_fields": unknown}


def _at(place: EntityDraft, on: str) -> EntityDraft:
    return EntityDraft(dwelling_id=place.dwelling_id, address=place.address, grid_id=place.grid_id, opened_on=on)


def _new_place(db: Any, dwelling_id: str, address: str, grid_id: str) -> EntityDraft:
    door = stored.premises(db, dwelling_id) if dwelling_id else None
    if dwelling_id and door is None:
        raise Refused([Problem("dwelling_id", "选的房屋已作废，请重新选经营场所。")])
    return EntityDraft(dwelling_id=dwelling_id, address=address, grid_id=(door[1] if door else "") or grid_id)


def _open(
    session: Session, operation: Operation, entity_id: str, draft: EntityDraft, reason: str, moved_from: str = ""
) -> None:  # fmt: skip
    operation.insert(
        "entity_registration",
        {
            "community": area.community_of(operation.db, draft.grid_id),
            "entity_id": entity_id,
            "dwelling_id": draft.dwelling_id,
            "address": draft.address,
            "grid_id": draft.grid_id,
            "opened_on": draft.opened_on,
            "open_reason": reason,
            "opened_by": _collector(session, operation.db, draft.grid_id),
            "opened_entered_ms": now_ms(),
            "moved_from": moved_from,
        },
    )


def _collector(session: Session, db: Any, grid_id: str) -> str:
    """Who collected it: the signed-in member, else the member who keeps the grid."""
    own = session.account.member_id
    return own or area.keepers(db, session.today.isoformat()).get(grid_id, ("", ""))[0]


def _known(db: Any, entity_id: str) -> tuple[stored.EntityFacts, Registration]:
    facts = stored.facts(db, entity_id)
    history = stored.registrations(db, entity_id)
    if facts is None or facts.status in ("voided", "merged") or not history:
        raise Refused("没有找到这家单位，可能已合并或作废，请重新查找。")
    standing = [each for each in history if each.status != "voided"]
    return facts, (standing or history)[0]


def _open_registration(session: Session, entity_id: str) -> tuple[stored.EntityFacts, Registration]:
    db = session.register.db
    facts, current = _known(db, entity_id)
    if current.status not in OPEN:
        when = f"已于 {current.closed_on} " if current.closed_on else ""
        raise Refused(f"{facts.name}{when}注销。日期或原因错了，先撤销注销再重办；又开业了，办重新登记。")
    _refuse_outside(session, db, current.grid_id)
    return facts, current


def _refuse_outside(session: Session, db: Any, grid_id: str) -> None:
    if problems := areas.outside(session, db, grid_id, "这家单位"):
        raise Refused(problems)
