"""Two records of one person become one, field by field, and can be parted again at any time.

What named the merged record names the one that stays.  Where both lived somewhere at once, the later entry was the double: it is voided
as 重复 and appears as 更正; if that is where the person lives, the earlier stay moves there today.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.errors import Problem, Refused
from app.models.duplicates import MERGE_GROUPS, MergeField, keeper, merge_plan, merged_values
from app.models.household_views import MergeLine, MergeView
from app.models.masking import mask_id, mask_phone
from app.models.vocabulary import CANCEL_REASONS, NEW_REASONS, CloseReason, OpenReason
from app.services import area as areas
from app.services import residence_writing as writing
from app.services.parting import part
from app.services.session import Done, Session
from app.storage import duplicate_keys, history, line_values, residences
from app.storage.residences import Stay
from app.storage.titles import moment
from app.storage.work import Operation

_MASKS = {"id_number": mask_id, "phone": mask_phone, "emergency_phone": mask_phone}
_COLUMNS = {columns[0] for columns, _ in MERGE_GROUPS}
RESIDENCE = "residence"  # the pick for two open residences


def compare(session: Session, left_id: str, right_id: str) -> MergeView:
    """Two records side by side; the one that should stay stands on the left."""
    db = session.reader
    people = _two(db, left_id, right_id)
    if keeper(people[left_id], people[right_id]) == "right":
        left_id, right_id = right_id, left_id
    left, right = people[left_id], people[right_id]
    lived = residences.stays(db, [left_id, right_id])
    open_left, open_right = _open(lived[left_id]), _open(lived[right_id])
    both = open_left is not None and open_right is not None
    return MergeView(
        left_id,
        right_id,
        _title(left),
        _title(right),
        tuple(_masked(line) for line in merge_plan(left, right) if line.columns[0] not in session.switched_off),
        tuple(_in_words(db, stay) for stay in lived[left_id] if stay.status != "voided"),
        tuple(_in_words(db, stay) for stay in lived[right_id] if stay.status != "voided"),
        both,
        _pick(open_left, open_right),
        duplicate_keys.visit_count(db, left_id),
        duplicate_keys.visit_count(db, right_id),
        tuple(_problems(session, db, left, right, lived, "")),
    )


def _two(db: Any, left_id: str, right_id: str) -> dict[str, dict[str, Any]]:
    people = residences.people(db, [left_id, right_id])
    if left_id == right_id or len(people) < 2:
        raise Refused("请选两份不同的档案再比较。")
    return people


def _open(stays: Sequence[Stay]) -> Stay | None:
    return next((stay for stay in stays if stay.open), None)


def _title(row: Mapping[str, Any]) -> str:
    number = mask_id(str(row["id_number"])) or "无证件"
    return f"{row['name']} {number}"


def _masked(line: MergeField) -> MergeField:
    def shown(values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(
            _MASKS[column](value) if column in _MASKS and value else value
            for column, value in zip(line.columns, values, strict=True)
        )

    return replace(line, left=shown(line.left), right=shown(line.right))


def _in_words(db: Any, stay: Stay) -> str:
    door = residences.door(db, stay.dwelling_id) if stay.dwelling_id else None
    until = f"至 {stay.closed_on}" if stay.closed_on else "起在册"
    return f"{door.address if door else '住处未记'}，{stay.opened_on} {until}"


def _pick(left: Stay | None, right: Stay | None) -> str:
    """Which open residence stays: the same door on both sides is no question; else the newer information."""
    if left is None or right is None or left.dwelling_id == right.dwelling_id:
        return "left"
    return "right" if right.opened_on > left.opened_on else "left"


def _problems(
    session: Session,
    db: Any,
    kept: Mapping[str, Any],
    merged: Mapping[str, Any],
    lived: Mapping[str, Sequence[Stay]],
    reason: str,
) -> list[Problem]:
    problems = []
    for row in (kept, merged):
        if row["status"] in ("voided", "merged"):
            problems.append(Problem("", f"{row['name']}的档案已作废或合并，不能再合并。请重新查找。"))
        stays = lived[str(row["id"])]
        last = _open(stays) or (stays[-1] if stays else None)
        if last is not None:
            problems += areas.outside(session, db, last.grid_id, str(row["name"]))
    numbers = {str(kept["id_number"]), str(merged["id_number"])} - {""}
    if len(numbers) == 2 and not reason.strip():
        problems.append(Problem("reason", "两份档案的证件号码不同。确是同一人，请写原因，例如“一号输错”“换领新证”。"))
    return problems


# ---- merging -------------------------------------------------------------------------------------------------------------------


def merge(session: Session, kept_id: str, merged_id: str, picks: Mapping[str, str] | None = None, reason: str = "") -> Done:
    """Make one record of two.  ``picks``: first column of a line → 'left' (kept) or 'right' (merged); 'residence' likewise."""
    session.require("resident.write")
    db = session.register.db
    people = _two(db, kept_id, merged_id)
    kept, merged = people[kept_id], people[merged_id]
    lived = residences.stays(db, [kept_id, merged_id])
    if problems := _problems(session, db, kept, merged, lived, reason):
        raise Refused(problems)
    chosen = dict(picks or {})
    if unknown := set(chosen) - _COLUMNS - {RESIDENCE}:
        raise KeyError(sorted(unknown))
    plan = merge_plan(kept, merged)
    values = merged_values(plan, chosen)
    used = {line.columns[0]: chosen.get(line.columns[0], line.pick) for line in plan if line.differs}
    open_kept, open_merged = _open(lived[kept_id]), _open(lived[merged_id])
    used[RESIDENCE] = chosen.get(RESIDENCE, _pick(open_kept, open_merged))
    with session.work.operation("resident.merge", session, reason.strip()) as operation:
        operation.update("resident", kept_id, values)
        if open_kept is not None and open_merged is not None:
            _end_double(operation, session, open_kept, open_merged, used[RESIDENCE])
        _move_links(operation, session, kept_id, merged_id)
        _call_returns(operation, kept_id)
        operation.update(
            "resident",
            merged_id,
            {"status": "merged", "status_why": f"并入{values.get('name', kept['name'])}", "merged_into": kept_id},
        )
        operation.insert(
            "person_merge",
            {
                "community": kept["community"],
                "kept_id": kept_id,
                "merged_id": merged_id,
                "picks": json.dumps(used, ensure_ascii=False),
            },
        )
    name = values.get("name", str(kept["name"]))
    return Done(operation.id, frozenset(operation.touched), f"已合并为一份档案：{name}。有误可随时撤销合并")


def _end_double(operation: Operation, session: Session, left: Stay, right: Stay, pick: str) -> None:
    """Both records live somewhere: the later entry goes as 重复, the person lives on at the door that was picked."""
    first_left, first_right = (writing.moves_to(operation, each)[-1].opened_on for each in (left, right))
    earlier, later = (left, right) if first_left <= first_right else (right, left)
    stays = left if pick == "left" else right
    by = writing.author(session, operation.db, later.grid_id, "")
    writing.void_entry(operation, later, by, CloseReason.DUPLICATE.value, "合并重复档案")
    if stays is later and later.dwelling_id and later.dwelling_id != earlier.dwelling_id:
        door = residences.door(operation.db, later.dwelling_id)
        if door is not None:
            household = writing.household_for(operation, door, later.relation, by.day, later.household_id)
            writing.carry_over(operation, earlier, door, by, household, later.relation)


def _move_links(operation: Operation, session: Session, kept_id: str, merged_id: str) -> None:
    """Everything that named the merged record names the kept one; a care tag that both have is kept once."""
    have = residences.tag_rows(operation.db, [kept_id, merged_id], session.today.isoformat(), sealed=True)
    twice = {row for tag, row in have.get(merged_id, {}).items() if tag in have.get(kept_id, {})}
    for table, row, column in duplicate_keys.links(operation.db, merged_id):
        operation.update(table, row, {column: kept_id})
        if row in twice:
            operation.void("resident_tag", row, "合并后重复")


def _call_returns(operation: Operation, resident_id: str) -> None:
    """One person who had left and came again is 回流, whichever record said so."""
    cancelled = {reason.value for reason in CANCEL_REASONS}
    new = {reason.value for reason in NEW_REASONS}
    stays = [each for each in residences.stays(operation.db, [resident_id])[resident_id] if each.status != "voided"]
    for stay in stays:
        before = any(each.id != stay.id and each.close_reason in cancelled and each.closed_on <= stay.opened_on for each in stays)
        if stay.open_reason in new and before:
            operation.update("residence", stay.id, {"open_reason": OpenReason.RETURN.value})


# ---- parting -------------------------------------------------------------------------------------------------------------------


def merges(session: Session, resident_id: str = "") -> list[MergeLine]:
    """Merges that stand, newest first; of one person or all."""
    db = session.reader
    lines = []
    for each in duplicate_keys.merges(db, resident_id):
        done = history.operation(db, line_values.operation_of(db, each.id))
        when, who = (moment(done.at_ms), done.who) if done else ("", "")
        lines.append(MergeLine(each.id, each.kept_id, each.merged_id, each.merged_name, when, who))
    return lines


def unmerge(session: Session, merge_id: str, why: str = "") -> Done:
    """Part two records again, at any later time: what the merge moved goes back, what was changed since stays as it is."""
    session.require("resident.write")
    db = session.register.db
    found = duplicate_keys.merges(db, merge_id=merge_id)
    if not found:
        raise Refused("这次合并已撤销，或没有找到。请在合并记录里重新选。")
    line = found[0]
    people = residences.people(db, [line.kept_id, line.merged_id])
    if people[line.kept_id]["status"] == "merged":
        raise Refused(f"{people[line.kept_id]['name']}的档案后来又并入了另一份，请先撤销那一次合并。")
    problems = [
        problem
        for stay in residences.stays(db, [line.kept_id])[line.kept_id]
        if stay.open
        for problem in areas.outside(session, db, stay.grid_id, str(people[line.kept_id]["name"]))
    ]
    if problems:
        raise Refused(problems)
    with session.work.operation("resident.unmerge", session, why.strip()) as operation:
        left = part(operation, line)
    more = f"，{left} 处后来又改过，保持现状" if left else ""
    return Done(operation.id, frozenset(operation.touched), f"已撤销合并：{people[line.merged_id]['name']}恢复为单独档案{more}")
