"""What is done about a doubt: one-key repairs where only one answer is possible, and 不用改 with a reason, remembered until the record
changes.  Each is one act with one undo."""

from __future__ import annotations

from typing import Any, NamedTuple

from app.errors import Refused
from app.models.doubts import Doubt, checked_reason, rule_of
from app.models.household_entry import HEAD, HEADS
from app.models.identity import check_resident_id
from app.services import area as areas
from app.services import batches, corrections
from app.services import residence_writing as writing
from app.services.session import Done, Session
from app.storage import area, grids, residences
from app.storage import doubts as stored
from app.storage.doubts import Ignored

REASON = "待核数据"
_SEXES = {"1": "男", "2": "女"}


class _Plan(NamedTuple):
    """What a repair would write: columns of one row, or another grid for one residence."""

    sentence: str
    table: str = ""
    row_id: str = ""
    changes: tuple[tuple[str, str], ...] = ()
    grid_id: str = ""


def offer(session: Session, db: Any, doubt: Doubt) -> str:
    """What one key would do, in a sentence; '' = the right answer is not certain."""
    plan = _plan(session, db, doubt)
    return plan.sentence if plan is not None else ""


def repair(session: Session, doubt: Doubt, word: Ignored | None) -> Done:
    """Do it."""
    session.require("resident.write")
    db = session.register.db
    _refuse(session, doubt, word)
    plan = _plan(session, db, doubt)
    if plan is None:
        raise Refused("这一条没有唯一的改法，按 Enter 打开表单改。")
    why = f"{REASON}：{rule_of(doubt.kind).label}"
    if plan.changes and doubt.kind != "no_grid":
        return corrections.correct(session, plan.table, plan.row_id, dict(plan.changes), why)
    with session.work.operation("doubt.repair", session, why) as operation:
        if doubt.kind == "no_grid":
            community = area.community_of(operation.db, plan.grid_id)
            operation.update("residence", plan.row_id, {"grid_id": plan.grid_id, "community": community})
        else:
            stay = writing.known_stay(session, operation.db, plan.row_id)
            by = writing.author(session, operation.db, plan.grid_id, "")
            batches.regrid_stay(operation, stay, residences.door(operation.db, stay.dwelling_id), plan.grid_id, by)
    return Done(operation.id, frozenset(operation.touched), plan.sentence.replace("改为", "已改为").replace("记为", "已记为"))


def _plan(session: Session, db: Any, doubt: Doubt) -> _Plan | None:
    if doubt.kind in ("grid_differs", "no_grid"):
        return _of_grid(session, db, doubt)
    if doubt.kind in ("no_birth", "no_sex"):
        return _of_number(session, db, doubt)
    if doubt.kind == "no_head":
        return _of_head(db, doubt)
    return None


def _of_grid(session: Session, db: Any, doubt: Doubt) -> _Plan | None:
    """The grid of the dwelling, where that is in use and both are the account's."""
    stay = residences.stay(db, doubt.record_id)
    door = residences.door(db, doubt.dwelling_id) if doubt.dwelling_id else None
    known, today = grids.grids(db), session.today.isoformat()
    there = known.get(door.grid_id) if door is not None and door.standing else None
    if stay is None or not stay.open or door is None or there is None or there.id == stay.grid_id or (there.valid_to and there.valid_to < today):
        return None
    if areas.outside(session, db, there.id) or stay.opened_on > today:
        return None
    before = known[stay.grid_id].label if stay.grid_id in known else "空"
    return _Plan(f"网格由{before}改为{there.label}（{door.address}所在的网格）", "residence", stay.id, (), there.id)


def _of_number(session: Session, db: Any, doubt: Doubt) -> _Plan | None:
    """Birth and sex that a right number tells."""
    row = stored.columns_of(db, "resident", doubt.record_id, ("id_number", "birth_date", "sex"))
    found = check_resident_id(row.get("id_number", ""), session.today, session.practice)
    if not found.usable or found.birth is None or row["birth_date" if doubt.kind == "no_birth" else "sex"]:
        return None
    if doubt.kind == "no_birth":
        day = found.birth.isoformat()
        return _Plan(f"出生日期按证号记为 {day}", "resident", doubt.record_id, (("birth_date", day),))
    if found.sex not in _SEXES:
        return None
    return _Plan(f"性别按证号记为{_SEXES[found.sex]}", "resident", doubt.record_id, (("sex", found.sex),))


def _of_head(db: Any, doubt: Doubt) -> _Plan | None:
    """Who lives alone is the head."""
    only = stored.lonely(db, doubt.record_id)
    stay = residences.stay(db, only) if only else None
    if stay is None or stay.relation in HEADS:
        return None
    name = stored.names(db, "resident", [stay.resident_id]).get(stay.resident_id, "")
    return _Plan(f"这户只有{name}一人，记为户主", "residence", stay.id, (("relation", HEAD),))


# ---- 不用改 ------------------------------------------------------------------------------------------------------------------------


def ignore(session: Session, doubt: Doubt, word: Ignored | None, reason: str) -> Done:
    """Remember that a doubt is none; it is back as soon as the record says something else."""
    session.require("doubt.work")
    why = checked_reason(reason)
    _refuse(session, doubt, word)
    with session.work.operation("doubt.ignore", session, why) as operation:
        if (before := stored.ignored(operation.db).get(doubt.key)) is not None:
            operation.void("doubt_ignored", before.id, "内容变了，重新认定")
        community = area.community_of(operation.db, doubt.grid_id) if doubt.grid_id else "*"
        operation.insert(
            "doubt_ignored",
            {"community": community, "kind": doubt.kind, "record_table": doubt.table, "record_id": doubt.record_id,
             "other_id": doubt.other_id, "digest": stored.digest(operation.db, doubt), "reason": why,
             "said_on": session.today.isoformat(), "said_by": session.actor_name},
        )  # fmt: skip
    return Done(operation.id, frozenset(operation.touched), f"已记住：{rule_of(doubt.kind).label}不用改，记录改动后会再提示")


def unignore(session: Session, doubt: Doubt, word: Ignored | None) -> Done:
    """Show it again."""
    session.require("doubt.work")
    if word is None:
        raise Refused("这一条没有记过不用改，已在待核数据里。")
    _refuse_outside(session, doubt)
    with session.work.operation("doubt.unignore", session) as operation:
        operation.void("doubt_ignored", word.id, "恢复提示")
    return Done(operation.id, frozenset(operation.touched), f"{rule_of(doubt.kind).label}又列入待核数据")


def _refuse(session: Session, doubt: Doubt, word: Ignored | None) -> None:
    if word is not None:
        raise Refused("这一条已记为不用改，先恢复提示。")
    _refuse_outside(session, doubt)


def _refuse_outside(session: Session, doubt: Doubt) -> None:
    if problems := areas.outside(session, session.register.db, doubt.grid_id, "这条记录"):
        raise Refused(problems)
