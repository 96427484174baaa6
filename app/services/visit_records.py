"""走访记录: stored visits by period, member, outcome and words; correcting and voiding are in ``visits``."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from app.models.visit_records import VisitFilter, VisitKeys, VisitRow
from app.models.visit_views import outcome_label, target_label
from app.models.vocabulary import COUNTED_OUTCOMES
from app.services import area as areas
from app.services.session import Session
from app.storage import members, visit_records
from app.storage.code_tables import code_table
from app.storage.visit_records import StoredVisit

_COUNTED = {outcome.value for outcome in COUNTED_OUTCOMES}


def find(session: Session, wanted: VisitFilter) -> VisitKeys:
    """Row numbers, newest first; inside the grids that the account may see."""
    db = session.reader
    found = visit_records.vector(db, wanted, areas.narrowed(session, db, wanted.grid_ids))
    counted = [persons for _, outcome, persons in found if outcome in _COUNTED]
    return VisitKeys(array("q", (row[0] for row in found)), len(found), len(counted), sum(counted))


def rows(session: Session, keys: Sequence[int]) -> list[VisitRow]:
    """A block of the list in the order of the keys."""
    found = visit_records.rows(session.reader, keys)
    return [_row(found[key]) for key in keys if key in found]


def member_choices(session: Session) -> list[tuple[str, str]]:
    """Members to filter by, also those who left: (id, name)."""
    return [(member.id, member.name) for member in members.members(session.reader).values()]


def _row(stored: StoredVisit) -> VisitRow:
    return VisitRow(
        key=stored.key,
        visit_id=stored.id,
        day=stored.visited_on,
        at=stored.visited_at,
        title=stored.title or stored.address,
        address=stored.address,
        target_kind=stored.target_kind,
        target_id=stored.target_id,
        target_label=target_label(stored.target_kind),
        kind=code_table("visit_kind").label(stored.kind) if stored.kind else "",
        outcome=outcome_label(stored.outcome),
        counted=stored.outcome in _COUNTED,
        persons_met=stored.persons_met,
        finding=stored.finding or stored.note,
        member=stored.member,
        next_on=stored.next_on,
        state=stored.status,
    )
