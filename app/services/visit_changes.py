"""Correcting a visit that was saved, and taking one out of all figures."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from app.errors import Problem, Refused
from app.models.visit_views import VisitDraft, finding_text, outcome_label
from app.services import area as areas
from app.services import visit_saving
from app.services.session import Done, Session
from app.storage import revisits, visit_entry
from app.storage.visit_entry import Place, Stored
from app.storage.work import Operation


def draft_of(session: Session, visit_id: str) -> VisitDraft:
    """A stored visit for correcting."""
    row = _standing(session, session.reader, visit_id)
    people = visit_entry.persons(session.reader, visit_id)
    return visit_saving.draft_from(row, [resident for _, resident, standing in people if standing])


def correct(session: Session, draft: VisitDraft, accepted: Collection[str], reason: str) -> Done:
    """Change what was stored; the target stays, another target is another visit."""
    db = session.register.db
    row = _standing(session, db, draft.visit_id)
    if (draft.target_kind, draft.target_id) != (row.target_kind, row.target_id):
        raise Refused([Problem("target_id", "走访对象不能改。对象错了，请作废这条，重新登记。")])
    draft = replace(draft, member_id=draft.member_id or row.member_id, visited_on=draft.visited_on or row.visited_on)
    scene = visit_saving.scene_of(session, db, draft)
    confirmed = visit_saving.refuse(visit_saving.problems_of(session, db, scene), accepted)
    number = 0
    if scene.counts:
        number = len(scene.met) or draft.persons_met or 1
    why = "；".join(part for part in (reason.strip(), *confirmed) if part)
    with session.work.operation("visit.correct", session, why) as operation:
        operation.update(
            "visit",
            row.id,
            {
                "visited_on": draft.visited_on,
                "visited_at": draft.visited_at,
                "member_id": draft.member_id,
                "kind": draft.kind or row.kind,
                "outcome": draft.outcome,
                "persons_met": number,
                "finding": finding_text(draft.findings, draft.text),
                "note": draft.note.strip(),
                "next_on": draft.next_on,
            },
        )
        visit_saving.write_persons(operation, row.id, scene.met, row.community)
        if draft.next_on != row.next_on and scene.place:
            _move_plan(operation, scene, scene.place, row)
    name = (scene.place.title or scene.place.address) if scene.place else ""
    return Done(operation.id, frozenset(operation.touched), f"已更正走访：{name} {outcome_label(draft.outcome)}")


def _move_plan(operation: Operation, scene: visit_saving.Scene, at: Place, row: Stored) -> None:
    """The next date was changed: the row that it made follows."""
    planned = [each for each in revisits.planned_for(operation.db, [row.target_id]) if each.due_on == row.next_on]
    following = scene.draft.next_on
    if planned and following:
        operation.update("revisit", planned[0].id, {"due_on": following})
    elif planned:
        operation.update("revisit", planned[0].id, {"state": "dropped", "close_why": "更正走访"})
    elif following:
        visit_saving.insert_revisit(operation, scene, at, scene.draft.next_why.strip() or "约定回访")


def void(session: Session, visit_id: str, why: str) -> Done:
    """Take a visit out of all figures: it stays readable, with the reason; what it had fulfilled is open again."""
    session.require("visit.write")
    if not why.strip():
        raise Refused([Problem("status_why", "作废原因没有写，请写清哪里错了，以后查得到。")])
    db = session.register.db
    row = _standing(session, db, visit_id)
    with session.work.operation("visit.void", session, why.strip()) as operation:
        operation.void("visit", row.id, why.strip())
        for person, _, standing in visit_entry.persons(db, row.id):
            if standing:
                operation.void("visit_person", person, why.strip())
        for each in revisits.planned_for(db, [row.target_id]):
            if row.next_on and each.due_on == row.next_on:
                operation.update("revisit", each.id, {"state": "dropped", "close_why": "走访已作废"})
        for revisit_id in revisits.closed_by(db, row.id):
            operation.update("revisit", revisit_id, {"state": "open", "closed_by_visit": ""})
    return Done(operation.id, frozenset(operation.touched), f"已作废 {row.visited_on} 的走访")


def _standing(session: Session, db: Any, visit_id: str) -> Stored:
    row = visit_entry.visit(db, visit_id)
    if row is None:
        raise Refused("没有找到这次走访，请在今日登记或走访记录里重新选。")
    if row.status in ("voided", "merged"):
        raise Refused("这次走访已作废，不能再改。要恢复，请在变更记录里撤销作废。")
    if problems := areas.outside(session, db, row.grid_id, "这次走访"):
        raise Refused(problems)
    return row
