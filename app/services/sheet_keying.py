"""Keying a printed 走访单 back in: its lines in the printed order, each as the queue shows it."""

from __future__ import annotations

from dataclasses import replace

from app.errors import Problem, Refused
from app.models.visit_views import QueueLine
from app.models.vocabulary import TargetKind
from app.services import due_targets
from app.services.session import Session
from app.storage import revisits, visit_sheets

_BY_THEMSELVES = (TargetKind.RESIDENT.value, TargetKind.ENTITY.value)


def sheet_lines(session: Session, sheet_no: str) -> list[QueueLine]:
    """The numbered targets of a sheet; those that left the register since are left out."""
    db, today = session.reader, session.today.isoformat()
    found = visit_sheets.sheets(db, sheet_no, "", 1)
    if not found:
        raise Refused([Problem("target_id", f"走访单 {sheet_no} 没有打印过，请核对单号。")])
    targets = found[0].targets
    people = [key for _, kind, key in targets if kind == TargetKind.RESIDENT.value]
    entities = [key for _, kind, key in targets if kind == TargetKind.ENTITY.value]
    doors = [revisits.door_of(db, kind, key) for _, kind, key in targets if kind not in _BY_THEMSELVES]
    lines = due_targets.as_queue(db, due_targets.due_of(db, today, people, doors, entities), today)
    by_id = {line.id: line for line in lines} | {line.dwelling_id: line for line in lines if line.kind not in _BY_THEMSELVES}
    result = []
    for number, kind, key in targets:
        place = key if kind in _BY_THEMSELVES else revisits.door_of(db, kind, key)
        line = by_id.get(key) or by_id.get(place)
        if line is not None:
            result.append(replace(line, title=f"{number}　{line.title}"))
    return result
