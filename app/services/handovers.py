"""Leaving: tasks end, a successor takes over, and the hand-over sheet says what goes from hand to hand."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import Refused
from app.models import access
from app.models.grid_division import day_before
from app.models.grid_papers import HandoverPart, HandoverSheet
from app.models.member_views import check_leaving
from app.services import documents
from app.services.members import role_label
from app.services.session import Done, Session
from app.settings import OFFICE_ZONE
from app.storage import area, grid_book, grids, home, member_book, revisits
from app.storage.grid_book import PersonRow

if TYPE_CHECKING:
    from app.storage.work import Operation

MOST_LINES = 200
DRAFT_KINDS = {"household": "入户采集", "visit": "走访", "person": "单人登记"}


def leave(session: Session, member_id: str, day: str, successor: str = "", note: str = "") -> Done:
    """Out of service from a day on.  Assignments end the day before; a successor gets them with the open revisits and tasks."""
    session.require("staff.write")
    db = session.register.db
    row = member_book.rows(db).get(member_id)
    if row is None:
        raise Refused("没有找到这位网格员，请重新选。")
    problems = check_leaving(row.joined_on, row.left_on, day, successor, member_id)
    if problems:
        raise Refused(problems)
    with session.work.operation("member.leave", session, note.strip()) as operation:
        operation.update("grid_member", member_id, {"joined_on": row.joined_on, "left_on": day})
        tasks = [each for each in grid_book.people(db, member_id=member_id) if not each.valid_to or each.valid_to >= day]
        for each in tasks:
            _hand_on(operation, each, day, successor)
        for pair in member_book.pairs(db):
            if member_id in (pair.mentor_id, pair.novice_id) and not pair.ended_on:
                operation.update("pair", pair.id, {"began_on": pair.began_on, "ended_on": max(pair.began_on, day_before(day))})
        if successor:
            for revisit_id in member_book.open_revisits(db, member_id):
                operation.update("revisit", revisit_id, {"member_id": successor})
            for task_id, *_ in member_book.open_tasks(db, member_id):
                operation.update("task", task_id, {"member_id": successor})
        said = _close_accounts(session, operation, member_id, day)
    outside = sum(not each.returned_on for each in member_book.equipment(db, member_id))
    parts = [f"{row.name}从 {day} 起离任", f"还有 {outside} 件装备没有交回" if outside else "", said]
    return Done(operation.id, frozenset(operation.touched), "，".join(part for part in parts if part))


def _hand_on(operation: Operation, task: PersonRow, day: str, successor: str) -> None:
    if task.valid_from >= day:
        operation.void("assignment", task.id, "离任")
    else:
        operation.update("assignment", task.id, {"valid_from": task.valid_from, "valid_to": day_before(day)})
    there = grid_book.people(operation.db, [task.grid_id])
    if successor and not any(
        p.member_id == successor and p.role == task.role and (not p.valid_to or p.valid_to >= day) for p in there
    ):
        values = {"member_id": successor, "grid_id": task.grid_id, "role": task.role, "valid_from": max(day, task.valid_from)}
        operation.insert(
            "assignment", {"community": area.community_of(operation.db, task.grid_id), "valid_to": task.valid_to, **values}
        )


def _close_accounts(session: Session, operation: Operation, member_id: str, day: str) -> str:
    """An administrator closes the accounts with it; others are told to ask for it."""
    found = member_book.accounts_of(operation.db, member_id)
    if not found:
        return ""
    if day > session.today.isoformat() or not access.allowed(session.account.role, "account.write"):
        return f"账号 {found[0][1]} 还能登录，请管理员到时停用"
    for account_id, _ in found:
        operation.update("account", account_id, {"status": "closed", "status_why": "离任"})
    return f"账号 {found[0][1]} 已停用"


# ---- the sheet -------------------------------------------------------------------------------------------------------------------


def sheet(session: Session, member_id: str, successor: str = "") -> HandoverSheet:
    """What somebody has in hand: grids, revisits, tasks, drafts, things – before or after leaving."""
    session.require("staff.write")
    db, today = session.reader, session.today.isoformat()
    rows = member_book.rows(db)
    row = rows.get(member_id)
    if row is None:
        raise Refused("没有找到这位网格员，请重新选。")
    last = day_before(row.left_on) if row.left_on else today
    own = [
        each
        for each in grid_book.people(db, member_id=member_id)
        if each.valid_from <= last and (not each.valid_to or each.valid_to >= last)
    ]
    parts = (_grids(db, own), _revisits(db, member_id, own), _tasks(db, member_id), _drafts(db, member_id), _things(db, member_id))
    name = rows[successor].name if successor in rows else _taking(db, own, last, member_id)
    return HandoverSheet(documents.imprint(session), row.staff_no, row.name, row.left_on or "", name, parts)


def _taking(db: Any, own: list[PersonRow], last: str, member_id: str) -> str:
    """Who took over the tasks that ended on the last day."""
    found = grid_book.people(db, [each.grid_id for each in own]) if own else []
    return "、".join(dict.fromkeys(each.name for each in found if each.member_id != member_id and each.valid_from > last))


def _grids(db: Any, own: list[PersonRow]) -> HandoverPart:
    known, sizes = grids.grids(db), grid_book.figures(db)
    lines = []
    for each in own:
        grid, size = known.get(each.grid_id), sizes.get(each.grid_id)
        counts = [f"{getattr(size, name):,}" if size else "0" for name in ("households", "persons", "entities")]
        lines.append((grid.code if grid else "", grid.label if grid else "", role_label(each.role), each.valid_from, *counts))
    heads = (("网格编码", 2.0), ("网格", 2.2), ("角色", 1.8), ("任职自", 1.5), ("户", 0.8), ("人", 0.8), ("法人", 0.8))
    return HandoverPart("一、负责的网格", heads, tuple(lines), len(lines), "没有负责的网格")


def _revisits(db: Any, member_id: str, own: list[PersonRow]) -> HandoverPart:
    """Rows that name the member, and those of his or her grids that name nobody."""
    planned = revisits.planned(db, tuple(each.grid_id for each in own), member_id)
    found = [each for each in planned if each.member_id in ("", member_id)]
    titles = revisits.titles_of(db, [(each.target_kind, each.target_id) for each in found[:MOST_LINES]])
    lines = tuple((each.due_on, *titles.get(each.target_id, ("", "")), each.why) for each in found[:MOST_LINES])
    heads = (("到期日", 1.2), ("对象", 1.6), ("地址", 3.4), ("事由", 3.0))
    return HandoverPart("二、未完成的回访", heads, lines, len(found), "没有未完成的回访")


def _tasks(db: Any, member_id: str) -> HandoverPart:
    found = member_book.open_tasks(db, member_id)
    lines = tuple((due or "—", title, kind) for _, title, kind, due in found[:MOST_LINES])
    return HandoverPart("三、未完成的任务", (("期限", 1.2), ("任务", 5.0), ("类别", 1.6)), lines, len(found), "没有未完成的任务")


def _drafts(db: Any, member_id: str) -> HandoverPart:
    found = [draft for account_id, _ in member_book.accounts_of(db, member_id) for draft in home.drafts(db, account_id)]
    lines = tuple(
        (
            datetime.fromtimestamp(each.saved_ms / 1000, OFFICE_ZONE).strftime("%Y-%m-%d %H:%M"),
            each.title,
            DRAFT_KINDS.get(each.kind, each.kind),
        )
        for each in found
    )
    heads = (("保存时间", 1.8), ("内容", 4.4), ("类别", 1.6))
    return HandoverPart("四、没有提交的草稿（请本人先提交或作废）", heads, lines, len(lines), "没有草稿")


def _things(db: Any, member_id: str) -> HandoverPart:
    found = member_book.equipment(db, member_id)
    lines = tuple((each.item, each.number, each.issued_on, each.returned_on or "　　年　月　日") for each in found)
    return HandoverPart(
        "五、装备和钥匙", (("物品", 2.6), ("编号", 2.0), ("领用", 1.5), ("交回", 2.0)), lines, len(lines), "没有领用的装备"
    )


def sheet_pdf(session: Session, member_id: str, path: str | os.PathLike[str], successor: str = "") -> int:
    """The hand-over sheet as PDF; returns the number of pages."""
    from app.reports import handover_sheet

    data = sheet(session, member_id, successor)
    pages = handover_sheet.write_pdf(data, Path(path))
    documents.record(session, "document.pdf", f"网格员交接单 {data.staff_no} {data.name}")
    return pages
