"""Re-division of grids: looked at first, then done as one act with one undo; the 历史对照表 tells for ever what became of what."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import Refused
from app.models.grid_division import (
    LOOSE,
    BuildingGroup,
    DivisionKind,
    DivisionPlan,
    DivisionPreview,
    GridNow,
    NewGrid,
    Recode,
    change_lines,
    check_plan,
    day_before,
    destinations,
    heirs,
    recoded,
)
from app.models.grid_papers import GridComparison
from app.models.grid_views import GridChangeLine, GridFigures, size_warnings
from app.services import batches, documents, grids
from app.services.residence_writing import Author
from app.services.session import Done, Session
from app.storage import area, grid_book, residences
from app.storage.residences import Door

if TYPE_CHECKING:
    from app.storage.work import Operation

VERBS = {"split": "拆分", "merge": "合并", "recode": "改编码", "move": "调整楼栋"}


def groups(session: Session, grid_ids: Sequence[str]) -> list[BuildingGroup]:
    """What lies in some grids, by building."""
    return grid_book.groups(session.reader, grid_ids)


def merge_plan(
    session: Session, sources: Sequence[str], target: str, day: str, new: tuple[NewGrid, ...] = (), why: str = ""
) -> DivisionPlan:
    """Everything of some grids into one: ``target`` is one of them or the key of a new one."""
    found = grid_book.groups(session.reader, sources)
    placed = tuple((group.key, target) for group in found if group.grid_id != target)
    closing = tuple(source for source in sources if source != target)
    return DivisionPlan(DivisionKind.MERGE.value, day, tuple(sources), new=new, placements=placed, closing=closing, why=why)


def recode_plan(session: Session, grid_id: str, code: str, name: str, day: str, why: str = "") -> DivisionPlan:
    """Another code (and name) of a grid from a day on; codes below that begin with the old one follow."""
    rows = grid_book.rows(session.reader)
    row = rows.get(grid_id)
    if row is None:
        raise Refused("选的网格已不在登记簿里，请重新选。")
    label = name.strip() or f"{code.strip()}网格"
    changes = [Recode(grid_id, code.strip(), label)]
    inside = {grid_id}
    for each in rows.values():
        if each.parent_id in inside:
            inside.add(each.id)
            follows = recoded(each.code, row.code, code.strip()) if not each.valid_to else ""
            if follows and follows != each.code:
                changes.append(Recode(each.id, follows, each.name or f"{follows}网格"))
    return DivisionPlan(DivisionKind.RECODE.value, day, tuple(each.grid_id for each in changes), recodes=tuple(changes), why=why)


def preview(session: Session, plan: DivisionPlan) -> DivisionPreview:
    """What a plan would move, what stands against it, what to think of."""
    return _preview(session, session.reader, plan)


def _preview(session: Session, db: Any, plan: DivisionPlan) -> DivisionPreview:
    rows = grid_book.rows(db)
    known = {row.id: GridNow(row.id, row.code, row.name or f"{row.code}网格", bool(row.territorial), True, row.valid_from, row.valid_to)
             for row in rows.values()}  # fmt: skip
    if any(each not in known for each in plan.sources):
        raise Refused("选的网格已不在登记簿里，请重新选。")
    parents = frozenset(row.parent_id for row in rows.values() if not row.valid_to)
    found = [] if plan.kind == DivisionKind.RECODE.value else grid_book.groups(db, plan.sources)
    goes = destinations(plan, found)
    newest = grid_book.newest_day(db, [key for key, target in goes.items() if target != key[0]])
    problems = check_plan(plan, found, known, session.today.isoformat(), newest, parents)
    return DivisionPreview(change_lines(plan, found, known), tuple(problems), _hints(db, plan, found, known))


def _hints(db: Any, plan: DivisionPlan, found: Sequence[BuildingGroup], known: Mapping[str, GridNow]) -> tuple[str, ...]:
    """Sizes afterwards and who looks after the new grids: said, never a block."""
    if plan.kind == DivisionKind.RECODE.value:
        return ()
    goes = destinations(plan, found)
    now = grid_book.figures(db)
    after = {each.key: GridFigures() for each in plan.new}
    for target in dict.fromkeys(goes.values()):
        after.setdefault(target, now.get(target, GridFigures()))
    for group in found:
        counted = GridFigures(households=group.households, persons=group.persons)
        less = GridFigures(households=-group.households, persons=-group.persons)
        if goes[group.key] != group.grid_id:
            after[goes[group.key]] = after[goes[group.key]] + counted
            if group.grid_id in after:
                after[group.grid_id] = after[group.grid_id] + less
    names = {each.key: each.label for each in plan.new} | {each.id: each.label for each in known.values()}
    said = [f"{names[target]}：{text}" for target, figures in after.items() for text in size_warnings(figures, True, True)]
    followed = {heir for source in plan.closing for heir in heirs(plan, source, found)} if plan.follow else set()
    alone = [each.label for each in plan.new if not each.member_id and each.key not in followed]
    said += [f"{label}还没有网格员，调整后请安排" for label in alone]
    return tuple(said)


# ---- doing it --------------------------------------------------------------------------------------------------------------------


def divide(session: Session, plan: DivisionPlan) -> Done:
    """Do what the preview showed: one act, one undo.  Figures of the days before stay what they were."""
    session.require("grid.write")
    db = session.register.db
    seen = _preview(session, db, plan)
    if seen.problems:
        raise Refused(list(seen.problems))
    found = [] if plan.kind == DivisionKind.RECODE.value else grid_book.groups(db, plan.sources)
    with session.work.operation("grid.divide", session, plan.why.strip() or VERBS[plan.kind]) as operation:
        made = _make(operation, plan)
        goes = {key: made.get(target, target) for key, target in destinations(plan, found).items()}
        for key, target in goes.items():
            if target != key[0]:
                _move_group(operation, key, target, Author(session.account.member_id, plan.day))
        for source in plan.closing:
            _hand_over(operation, plan, source, [made.get(each, each) for each in heirs(plan, source, found)])
        for each in plan.recodes:
            _recode(operation, each, plan.day)
        for line in seen.lines:
            _note(operation, replace(line, new_id=made.get(line.new_id, line.new_id)))
    return Done(operation.id, frozenset(operation.touched), _words(plan, seen))


def _words(plan: DivisionPlan, seen: DivisionPreview) -> str:
    if plan.kind == DivisionKind.RECODE.value:
        return f"已改 {len(plan.recodes)} 个网格的编码，从 {plan.day} 起"
    _, households, persons, entities = seen.moved
    return f"已{VERBS[plan.kind]}，{plan.day} 起生效：{households:,} 户 {persons:,} 人 {entities:,} 家单位换了网格"


def _make(operation: Operation, plan: DivisionPlan) -> dict[str, str]:
    """New grids beside the first source; key → id."""
    like = grid_book.rows(operation.db)[plan.sources[0]]
    made = {}
    for each in plan.new:
        values = {"name": each.name.strip(), "kind": like.kind, "level_name": like.level_name, "territorial": like.territorial}
        made[each.key] = grids.insert(operation, like.parent_id, each.code.strip(), plan.day, values)
        if each.member_id:
            _assign(operation, made[each.key], each.member_id, "03", plan.day)
    return made


def _assign(operation: Operation, grid_id: str, member_id: str, role: str, day: str, until: str = "") -> None:
    operation.insert("assignment", {"community": area.community_of(operation.db, grid_id), "member_id": member_id, "grid_id": grid_id,
                                    "role": role, "valid_from": day, "valid_to": until})  # fmt: skip


def _move_group(operation: Operation, key: tuple[str, str, str], target: str, by: Author) -> None:
    db = operation.db
    community = area.community_of(db, target)
    if key[1:] != LOOSE or grid_book.doors_of(db, key):
        for door in residences.doors(db, grid_book.doors_of(db, key)).values():
            batches.regrid_door(operation, door, target, by)
            if door.community != community:
                operation.update("dwelling", door.id, {"community": community})
    if key[1:] != LOOSE:
        return
    for stay in grid_book.loose_stays(db, key[0]):
        there = Door(stay.dwelling_id, "", "", "", "", target, community, None, "", "", "", "", "", "", "active")
        batches.regrid_stay(operation, stay, there, target, by)
    for row in grid_book.loose_registrations(db, key[0]):
        batches.regrid_registration(operation, row, community, target, by)
    for revisit_id in grid_book.loose_revisits(db, key[0]):
        operation.update("revisit", revisit_id, {"grid_id": target})


def _hand_over(operation: Operation, plan: DivisionPlan, source: str, taking: Sequence[str]) -> None:
    """A grid ends: its members go on in the first grid that takes over, accounts limited to it see all of them."""
    db = operation.db
    last = day_before(plan.day)
    ended = grids.end(operation, grid_book.rows(db)[source], plan.day)
    for each in ended if plan.follow and taking else ():
        there = grid_book.people(db, [taking[0]])
        if not any(p.member_id == each.member_id and p.role == each.role and (not p.valid_to or p.valid_to > last) for p in there):
            _assign(operation, taking[0], each.member_id, each.role, max(plan.day, each.valid_from), each.valid_to)
    for account_id, scope in grid_book.scoped_accounts(db, source):
        wider = list(dict.fromkeys(grid for part in scope for grid in (taking if part == source else [part])))
        operation.update("account", account_id, {"scope": json.dumps(wider, ensure_ascii=False)})
    for revisit_id in grid_book.loose_revisits(db, source) if taking else ():
        operation.update("revisit", revisit_id, {"grid_id": taking[0]})


def _recode(operation: Operation, change: Recode, day: str) -> None:
    """Old code until the day before, new one from then on."""
    row = grid_book.rows(operation.db)[change.grid_id]
    history = grid_book.codes(operation.db, row.id)
    if row.code != change.code:
        if not history and row.code:
            operation.insert("grid_code", {"community": area.community_of(operation.db, row.id), "grid_id": row.id,
                                           "code": row.code, "valid_from": row.valid_from, "valid_to": day_before(day)})  # fmt: skip
        for code_id, _, first, until in history:
            if not until and first < day:
                operation.update("grid_code", code_id, {"valid_from": first, "valid_to": day_before(day)})
            elif not until:  # it never held for a whole day
                operation.void("grid_code", code_id, "当天改编码")
        community = area.community_of(operation.db, row.id)
        operation.insert("grid_code", {"community": community, "grid_id": row.id, "code": change.code, "valid_from": day})
    operation.update("grid", row.id, {"code": change.code, "name": change.name})


def _note(operation: Operation, line: GridChangeLine) -> None:
    columns = ("day", "kind", "old_id", "old_code", "old_name", "new_id", "new_code", "new_name", "dwellings", "households", "persons",
               "entities", "why")  # fmt: skip
    community = area.community_of(operation.db, line.new_id)
    operation.insert("grid_change", {"community": community} | {name: getattr(line, name) for name in columns})


# ---- 历史对照表 --------------------------------------------------------------------------------------------------------------------


def comparison(session: Session, day: str = "") -> GridComparison:
    """What became of what, of one day or of all days."""
    session.require("export.masked")
    lines = grid_book.changes(session.reader, day=day)
    if not lines:
        raise Refused("还没有拆分、合并或改过编码的网格，没有可对照的内容。")
    return GridComparison(documents.imprint(session), tuple(sorted(lines, key=lambda line: line.day)), VERBS)


def comparison_pdf(session: Session, path: str | os.PathLike[str], day: str = "") -> int:
    """The comparison as PDF; returns the number of pages."""
    from app.reports import grid_comparison

    pages = grid_comparison.write_pdf(comparison(session, day), Path(path))
    documents.record(session, "document.pdf", f"网格历史对照表 {day}".strip())
    return pages


def comparison_xlsx(session: Session, path: str | os.PathLike[str], day: str = "") -> None:
    """The comparison as a workbook."""
    from app.reports import grid_comparison

    grid_comparison.write_xlsx(comparison(session, day), Path(path))
    documents.record(session, "document.xlsx", f"网格历史对照表 {day}".strip())
