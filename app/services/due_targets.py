"""Who is due: cycles, last counted visits and hand-made plans put together.  One computation for the queue, the plan, the evening
sheet and the workbench."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.models.revisits import Due, VisitRule, VisitTarget, due_by, in_order, rule_for
from app.models.visit_views import QueueLine, RevisitLine, outcome_label
from app.models.vocabulary import DwellingUse, TargetKind
from app.storage import area, grids, revisit_scan, revisits
from app.storage.code_tables import code_table
from app.storage.revisits import Candidate, Planned

BY_HAND = "约定回访"
_DOOR_KINDS = (TargetKind.HOUSEHOLD.value, TargetKind.DWELLING.value)


@dataclass(frozen=True)
class DueTarget:
    """One target with its due date and where that date comes from."""

    candidate: Candidate
    due: Due
    planned: Planned | None
    rule: VisitRule | None

    @property
    def why(self) -> str:
        """'独居老人每周走访', or what was agreed."""
        if self.planned is not None and self.planned.due_on == self.due.due_on:
            return self.planned.why or BY_HAND
        return rule_text(self.rule) if self.rule else ""


def rule_text(rule: VisitRule) -> str:
    """'独居老人每周走访'."""
    return f"{rule_label(rule)}{rule.cycle_text}走访"


def rule_label(rule: VisitRule) -> str:
    """Name of what a rule is for; the office's own rules take theirs from the code tables."""
    if rule.label:
        return rule.label
    if rule.kind == "use":
        return next((use.label for use in DwellingUse if use.value == rule.code), rule.code)
    tables = {"tag": "service_category", "population": "population_type", "entity": "legal_entity_type"}
    return code_table(tables[rule.kind]).label(rule.code) if rule.kind in tables else rule.code


def facts_of(candidate: Candidate, planned_on: str = "") -> VisitTarget:
    """The target as the rules see it."""
    return VisitTarget(
        id=candidate.id,
        kind=candidate.kind,
        tags=tuple(filter(None, candidate.tags.split(","))),
        use=candidate.use,
        population=candidate.population,
        entity_kind=candidate.entity_kind,
        registered_on=candidate.registered_on,
        last_counted_on=candidate.last_counted_on,
        planned_on=planned_on,
    )


class _Reckoning:
    """Due dates of many targets: the few different kinds of targets share their rule."""

    def __init__(self, db: Any, today: str) -> None:
        self.rules = revisits.rules(db)
        self.records_since = revisits.records_since(db)
        self.today = today
        self._rule = lru_cache(maxsize=4096)(self._rule_of)

    def _rule_of(self, kind: str, tags: str, use: str, population: str, entity_kind: str) -> VisitRule | None:
        target = VisitTarget("", kind, tuple(filter(None, tags.split(","))), use, population, entity_kind)
        return rule_for(target, self.rules)

    def due(self, candidate: Candidate, planned: Planned | None) -> DueTarget:
        """One target."""
        rule = self._rule(candidate.kind, candidate.tags, candidate.use, candidate.population, candidate.entity_kind)
        due = due_by(rule, facts_of(candidate, planned.due_on if planned else ""), self.today, self.records_since)
        return DueTarget(candidate, due, planned, rule)


def due_until(db: Any, scope: Sequence[str], today: str, until: str, member_id: str = "") -> list[DueTarget]:
    """Everything due on ``until`` or before, most overdue first.  A door is left out where somebody of it is due by name."""
    reckoning = _Reckoning(db, today)
    plans = _by_target(db, scope, member_id)
    tags = [rule.code for rule in reckoning.rules if rule.kind == "tag" and rule.days > 0]
    if scope:
        candidates = [*revisits.tagged(db, scope, tags, today), *revisits.doors(db, scope), *revisits.entities(db, scope)]
    else:
        candidates = [*revisit_scan.people_and_doors(db, tags, today), *revisits.entities(db, ())]
    known = {candidate.id for candidate in candidates}
    candidates += _planned_only(db, [plan for target, plan in plans.items() if target not in known], today)
    found = [reckoning.due(candidate, plans.get(candidate.id)) for candidate in candidates]
    waiting = [each for each in found if each.due.due_on and each.due.due_on <= until]
    by_name = {each.candidate.dwelling_id for each in waiting if each.candidate.kind == TargetKind.RESIDENT.value}
    kept = {
        each.candidate.id: each
        for each in waiting
        if each.candidate.kind != TargetKind.DWELLING.value or each.planned or each.candidate.id not in by_name
    }
    return [kept[due.target_id] for due in in_order(each.due for each in kept.values())]


def due_of(
    db: Any, today: str, residents: Iterable[str] = (), doors: Iterable[str] = (), entities: Iterable[str] = ()
) -> list[DueTarget]:
    """Due dates of some targets, in the order given; those no longer on the register are left out."""
    reckoning = _Reckoning(db, today)
    people = list(residents)
    by_person = {found.id: found for found in revisits.residents(db, people, today)} if people else {}
    candidates = [by_person[each] for each in people if each in by_person]
    wanted = list(doors)
    by_door = {found.id: found for found in revisits.doors(db, (), wanted)} if wanted else {}
    candidates += [by_door[each] for each in wanted if each in by_door]
    candidates += [found for each in entities for found in revisits.entities(db, (), only=each)]
    households = revisits.one_household(db, [each.id for each in candidates if each.kind == TargetKind.DWELLING.value])
    keys = [key for each in candidates for key in (each.id, households.get(each.id, ""))]
    plans: dict[str, Planned] = {}
    for plan in revisits.planned_for(db, keys):
        plans.setdefault(plan.dwelling_id if plan.target_kind in _DOOR_KINDS else plan.target_id, plan)
    return [reckoning.due(candidate, plans.get(candidate.id)) for candidate in candidates]


def _by_target(db: Any, scope: Sequence[str], member_id: str) -> dict[str, Planned]:
    """The nearest open row of each target; a household's row belongs to its door."""
    gone = {row.id for row in revisits.orphans(db, scope)}
    result: dict[str, Planned] = {}
    for row in revisits.planned(db, scope, member_id):
        if row.id not in gone:
            key = row.dwelling_id if row.target_kind in _DOOR_KINDS and row.dwelling_id else row.target_id
            result.setdefault(key, row)
    return result


def _planned_only(db: Any, plans: Sequence[Planned], today: str) -> list[Candidate]:
    """Targets that no rule brings up but somebody has planned."""
    people = [plan.target_id for plan in plans if plan.target_kind == TargetKind.RESIDENT.value]
    found = list(revisits.residents(db, people, today)) if people else []
    doors = [plan.dwelling_id or plan.target_id for plan in plans if plan.target_kind in _DOOR_KINDS]
    found += revisits.doors(db, (), doors) if doors else []
    found += [
        each for plan in plans if plan.target_kind == TargetKind.ENTITY.value for each in revisits.entities(db, (), plan.target_id)
    ]
    return found


def _last_text(last: tuple[str, str] | None) -> str:
    return f"{last[0][5:]} {outcome_label(last[1])}" if last else ""


def _where(candidate: Candidate, shown: revisits.Shown) -> str:
    own = shown.addresses.get(candidate.id, "") if candidate.kind == TargetKind.ENTITY.value else ""
    return own or shown.addresses.get(candidate.dwelling_id, "")


def _identity(candidate: Candidate, shown: revisits.Shown) -> tuple[str, str]:
    """A door where one household lives is visited as that household, as imports do."""
    household = shown.household.get(candidate.id, "") if candidate.kind == TargetKind.DWELLING.value else ""
    return (TargetKind.HOUSEHOLD.value, household) if household else (candidate.kind, candidate.id)


def as_revisits(db: Any, targets: Sequence[DueTarget], today: str) -> list[RevisitLine]:
    """Lines of the plan with names, addresses and who is in charge."""
    shown = revisits.shown(db, [each.candidate for each in targets])
    labels = {grid.id: grid.label for grid in grids.grids(db).values()}
    keepers = area.keepers(db, today)
    names = area.member_names(db, [each.planned.member_id for each in targets if each.planned])
    result = []
    for each in targets:
        candidate, due, plan = each.candidate, each.due, each.planned
        kind, identity = _identity(candidate, shown)
        keeper = (
            (plan.member_id, names.get(plan.member_id, "")) if plan and plan.member_id else keepers.get(candidate.grid_id, ("", ""))
        )
        current = plan if plan and plan.due_on == due.due_on else None
        result.append(
            RevisitLine(
                kind=kind,
                id=identity,
                revisit_id=plan.id if plan else "",
                title=shown.titles.get((candidate.kind, candidate.id), ""),
                address=_where(candidate, shown),
                grid_id=candidate.grid_id,
                grid=labels.get(candidate.grid_id, ""),
                dwelling_id=candidate.dwelling_id,
                member_id=keeper[0],
                member=keeper[1],
                why=each.why,
                due_on=due.due_on,
                overdue_days=due.overdue_days,
                due_text=due.text if due.due_on else "",
                since_days=due.since_days,
                last_on=candidate.last_counted_on,
                last_text=_last_text(shown.last.get((candidate.kind, candidate.id))),
                cycle_days=each.rule.days if each.rule else 0,
                proposed_hour=plan.proposed_hour if plan else "",
                postponed_from=current.postponed_from if current else "",
                postpone_why=current.postpone_why if current else "",
            )
        )
    return result


def as_queue(db: Any, targets: Sequence[DueTarget], today: str) -> list[QueueLine]:
    """Lines of the queue."""
    lines = as_revisits(db, targets, today)
    visited = {
        each.candidate.id
        for each in targets
        if each.candidate.last_counted_on == today  # an attempt leaves the target in the queue
    }
    return [
        QueueLine(
            kind=line.kind,
            id=line.id,
            dwelling_id=line.dwelling_id,
            grid_id=line.grid_id,
            title=line.title,
            address=line.address,
            why=line.why,
            due_on=line.due_on,
            overdue_days=line.overdue_days,
            due_text=line.due_text,
            last_text=line.last_text,
            visited_today=each.candidate.id in visited,
            proposed_hour=line.proposed_hour,
            revisit_id=line.revisit_id,
        )
        for line, each in zip(lines, targets, strict=True)
    ]
