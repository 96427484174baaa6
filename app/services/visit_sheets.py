"""走访单: propose an evening's round, print it with numbers, and find a line again by its number."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

from app.errors import Problem, Refused
from app.models.dates import age_of
from app.models.dwelling_plan import floor_and_room
from app.models.masking import mask_phone
from app.models.visit_views import RevisitLine, SheetBuilding, SheetTarget, VisitSheet
from app.models.vocabulary import TargetKind
from app.services import area as areas
from app.services import due_targets
from app.services.documents import imprint
from app.services.session import Done, Session
from app.storage import area, revisits, visit_entry, visit_sheets
from app.storage.code_tables import code_table
from app.storage.visit_sheets import Stair

MOST = 60  # lines of one evening
STREET = "沿街单位"
_NUMBER = re.compile(r"(?:(\d{4}-\d+)[-/ 　]+)?(\d{1,3})")
_ENTITY, _RESIDENT = TargetKind.ENTITY.value, TargetKind.RESIDENT.value


def visit_sheet(
    session: Session,
    day: str = "",
    member_id: str = "",
    grid_ids: tuple[str, ...] = (),
    targets: Sequence[tuple[str, str]] | None = None,
    building: str = "",
    limit: int = MOST,
) -> VisitSheet:
    """The round of an evening: what is due by then, or the given (kind, id) targets; ``building`` = address it begins with.  Nothing
    is written; it gets its number when it is printed."""
    db, today = session.reader, session.today.isoformat()
    when, who = day or today, member_id or session.account.member_id
    if targets is None:
        scope = area.grids_of_member(db, who, today) if who else areas.narrowed(session, db, grid_ids)
        found = due_targets.due_until(db, scope, today, max(when, today), who)
    else:
        found = _picked(db, today, targets)
    lines = [line for line in due_targets.as_revisits(db, found, today) if line.address.startswith(building)][:limit]
    label = "、".join(dict.fromkeys(line.grid for line in lines if line.grid))
    name = area.member_names(db, [who]).get(who, "") if who else ""
    return VisitSheet("", when, name, building or label, _buildings(db, session, lines), imprint=imprint(session))


def _picked(db: Any, today: str, targets: Sequence[tuple[str, str]]) -> list[due_targets.DueTarget]:
    residents = [target for kind, target in targets if kind == _RESIDENT]
    entities = [target for kind, target in targets if kind == _ENTITY]
    doors = [revisits.door_of(db, kind, target) for kind, target in targets if kind not in (_RESIDENT, _ENTITY)]
    return due_targets.due_of(db, today, residents, doors, entities)


def _buildings(db: Any, session: Session, lines: Sequence[RevisitLine]) -> tuple[SheetBuilding, ...]:
    """Staircase by staircase, each from its highest floor down; what has no staircase comes last."""
    stairs = visit_sheets.stairs(db, list(dict.fromkeys(line.dwelling_id for line in lines if line.dwelling_id)))
    ordered = sorted(((_place(stairs.get(line.dwelling_id), line), line) for line in lines), key=lambda pair: pair[0])
    numbered = list(enumerate(ordered, 1))
    result = []
    for label, group in groupby(numbered, key=lambda each: _stair_label(stairs.get(each[1][1].dwelling_id))):
        result.append(SheetBuilding(label, tuple(_target(db, session, number, line, stairs) for number, (_, line) in group)))
    return tuple(result)


def _first_number(text: str) -> int:
    digits = re.search(r"\d+", text)
    return int(digits.group()) if digits else 0


def _place(stair: Stair | None, line: RevisitLine) -> tuple[Any, ...]:
    return place_of(stair, line.address, line.title, line.id)


def place_of(stair: Stair | None, address: str, title: str, key: str) -> tuple[Any, ...]:
    """Where a door comes in the order of the walk; of the same shape for all, so that any two can be compared."""
    if stair is None:
        return (1, "", 0, "", 0, "", 0, "", address, title)
    floor, part = floor_and_room(stair.room)
    level = stair.floor if stair.floor is not None else floor or 0
    return (
        0, stair.estate, _first_number(stair.building), stair.building, _first_number(stair.unit), stair.unit, -level, part, title, key,
    )  # fmt: skip


def _stair_label(stair: Stair | None) -> str:
    return f"{stair.estate}{stair.building}{stair.unit}" if stair else STREET


def _target(db: Any, session: Session, number: int, line: RevisitLine, stairs: dict[str, Stair]) -> SheetTarget:
    stair = stairs.get(line.dwelling_id)
    known = visit_entry.details(db, line.kind, line.id) if line.kind in (_RESIDENT, _ENTITY) else None
    people = visit_entry.people(db, line.dwelling_id) if line.dwelling_id and line.kind != _ENTITY else []
    head = next((person.phone for person in people), "")
    phone = known.phone if known else head
    relations = code_table("family_relation")
    described = []
    for person in people[:5]:
        age = age_of(person.birth_date, session.today)
        relation = relations.label(person.relation) if person.relation else ""
        described.append(f"{person.name}（{relation}{age if age is not None else ''}）")
    more = f"等 {len(people)} 人" if len(people) > 5 else ""
    responsible = f"负责人 {known.contact}" if known and line.kind == _ENTITY and known.contact else ""
    return SheetTarget(
        number=number,
        kind=line.kind,
        id=line.id,
        title=line.title,
        address=line.address,
        floor=stair.room if stair else "",
        phone=mask_phone(phone) if phone else "",
        why=line.why + (f"（建议 {line.proposed_hour}）" if line.proposed_hour else ""),
        due_text=line.due_text,
        last_text=line.last_text,
        people="、".join(described) + more or responsible or (line.address if line.kind == _ENTITY else ""),
    )


def visit_sheet_pdf(
    session: Session, sheet: VisitSheet, path: str | os.PathLike[str], purpose: str = "", member_id: str = ""
) -> tuple[Done, VisitSheet]:
    """Give the sheet its number, keep what stands behind each line, write the PDF.  One act; taking it back frees the task."""
    from app.reports import visit_sheet as paper

    session.require("visit.write")
    if not sheet.targets:
        raise Refused("没有到期的走访对象，不用打印。可以换个日期或楼栋。")
    who = member_id or session.account.member_id
    with session.work.operation("document.visit_sheet", session, purpose.strip() or "走访") as operation:
        number = f"{sheet.day[5:7]}{sheet.day[8:]}-{visit_sheets.printed_on(operation.db, sheet.day) + 1}"
        source = visit_sheets.source_text(number, [(target.number, target.kind, target.id) for target in sheet.targets])
        task = operation.insert(
            "task",
            {
                "community": area.community_of(operation.db, _grid_of(operation.db, sheet)),
                "title": f"走访单 {number}（{len(sheet.targets)} 户）",
                "kind": visit_sheets.KIND,
                "due_on": sheet.day,
                "member_id": who,
                "source": source,
            },
        )
        printed = replace(sheet, sheet_no=number, task_id=task, purpose=purpose.strip(), imprint=imprint(session))
        pages = paper.write_pdf(printed, Path(path))
    return Done(operation.id, frozenset(operation.touched), f"走访单 {number}：{len(sheet.targets)} 户，{pages} 页"), printed


def _grid_of(db: Any, sheet: VisitSheet) -> str:
    first = sheet.targets[0]
    at = visit_entry.place(db, first.kind, first.id, sheet.day)
    return at.grid_id if at else ""


def by_sheet_number(session: Session, text: str) -> tuple[str, str]:
    """(kind, id) behind what is typed from the paper: '1120-1-3', or '3' of the member's latest sheet."""
    match = _NUMBER.fullmatch(text.strip())
    if not match:
        raise Refused([Problem("target_id", "看不懂走访单号，写成 1120-1-3（单号-序号），或只写序号。")])
    sheet_no, number = match[1] or "", int(match[2])
    mine = "" if sheet_no else session.account.member_id
    found = visit_sheets.sheets(session.reader, sheet_no, mine, 1)
    if not found:
        what = f"走访单 {sheet_no} 没有打印过" if sheet_no else "还没有打印过走访单"
        raise Refused([Problem("target_id", f"{what}，请核对单号，或按姓名、门牌查找。")])
    target = next(((kind, key) for place, kind, key in found[0].targets if place == number), None)
    if target is None:
        last = max(place for place, _, _ in found[0].targets)
        raise Refused([Problem("target_id", f"走访单 {found[0].sheet_no} 只有 1 到 {last} 号，请核对序号。")])
    return target


def sheets(session: Session, limit: int = 20) -> list[tuple[str, str, str, int]]:
    """Printed sheets, newest first: (单号, day, member, lines)."""
    db = session.reader
    found = visit_sheets.sheets(db, "", "" if not areas.grids_of(session, db) else session.account.member_id, limit)
    names = area.member_names(db, [each.member_id for each in found])
    return [(each.sheet_no, each.day, names.get(each.member_id, ""), len(each.targets)) for each in found]
