"""Two visits of one member to the same people on one day are one visit (product.md, 口径): what becomes of what was typed.

Same target joins; so do a visit to a door and visits to people who were met at that door, so that nobody is counted twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.models.revisits import joined_outcome
from app.models.visit_views import finding_text, split_finding
from app.models.vocabulary import COUNTED_OUTCOMES, TargetKind

_COUNTED = frozenset(outcome.value for outcome in COUNTED_OUTCOMES)
_RESIDENT, _ENTITY = TargetKind.RESIDENT.value, TargetKind.ENTITY.value


@dataclass(frozen=True)
class VisitRecord:
    """A visit as stored or about to be stored, with the people met."""

    id: str
    target_kind: str
    target_id: str
    outcome: str
    persons: tuple[str, ...] = ()
    persons_met: int = 0
    visited_at: str = ""
    kind: str = ""
    finding: str = ""
    note: str = ""
    next_on: str = ""

    @property
    def at_door(self) -> bool:
        """Whether it went to a household or a dwelling."""
        return self.target_kind not in (_RESIDENT, _ENTITY)


def counted(outcome: str) -> bool:
    """见到本人, 家属代述, 电话."""
    return outcome in _COUNTED


def belongs(stored: VisitRecord, new: VisitRecord) -> bool:
    """Whether two visits of one day and member are one."""
    if (stored.target_kind, stored.target_id) == (new.target_kind, new.target_id):
        return True
    if new.at_door and stored.target_kind == _RESIDENT:
        return stored.target_id in new.persons
    return stored.at_door and new.target_kind == _RESIDENT and new.target_id in stored.persons


def joined(stored: Sequence[VisitRecord], new: VisitRecord) -> tuple[VisitRecord | None, tuple[str, ...]]:
    """(the first visit as it reads with everything in it, ids of others that are taken up into it); (None, ()) when it stands
    alone."""
    parts = [each for each in stored if belongs(each, new)]
    if not parts:
        return None, ()
    result = parts[0]
    for each in (*parts[1:], new):
        result = _both(result, each)
    return result, tuple(each.id for each in parts[1:])


def _both(first: VisitRecord, second: VisitRecord) -> VisitRecord:
    door = second if second.at_door and not first.at_door else first
    outcome = joined_outcome(first.outcome, second.outcome)
    persons = tuple(dict.fromkeys((*first.persons, *second.persons)))
    met = 0
    if counted(outcome):
        met = len(persons) if persons else max(first.persons_met, second.persons_met)
    words_a, text_a = split_finding(first.finding)
    words_b, text_b = split_finding(second.finding)
    texts = "；".join(dict.fromkeys(text for text in (text_a, text_b) if text))
    return VisitRecord(
        id=first.id,
        target_kind=door.target_kind,
        target_id=door.target_id,
        outcome=outcome,
        persons=persons,
        persons_met=met,
        visited_at=second.visited_at or first.visited_at,
        kind=second.kind if counted(second.outcome) else first.kind or second.kind,
        finding=finding_text((*words_a, *words_b), texts),
        note="；".join(dict.fromkeys(text for text in (first.note, second.note) if text)),
        next_on=second.next_on or first.next_on,
    )
