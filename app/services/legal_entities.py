"""法人单位: the browser, the card and the form.  What changes their registration is in ``entity_changes``."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from app.errors import Problem, Refused
from app.models import confirmations
from app.models.credit_codes import check_credit_code
from app.models.entity_checks import KIND_OF_PREFIX, Around, check_entity, tidied
from app.models.entity_views import (
    EXPIRES_SOON,
    KIND_GROUPS,
    DerivedEntity,
    EntityCard,
    EntityDraft,
    EntityFilter,
    EntityKeys,
    EntityRow,
    EntityVisit,
    RegistrationLine,
    group_of,
)
from app.models.masking import mask_phone
from app.models.names import readings
from app.models.revisits import Due, VisitTarget, due
from app.models.visit_views import outcome_label
from app.models.vocabulary import EntityCloseReason, OpenReason, TargetKind, Word
from app.services import area as areas
from app.services import entity_changes
from app.services.session import Done, Session
from app.services.visit_saving import refuse
from app.storage import entity_browse as stored
from app.storage import grids, revisits
from app.storage.code_tables import code_table
from app.storage.entity_browse import EntityLine

SHOWN_VISITS = 5
TAIL = 4  # digits of a code's end
OPEN = ("active", "pending")

cancel = entity_changes.cancel
undo_cancel = entity_changes.undo_cancel
reopen = entity_changes.reopen
move = entity_changes.move


# ---- the browser ---------------------------------------------------------------------------------------------------------------


def find(session: Session, wanted: EntityFilter) -> EntityKeys:
    """Row numbers in display order, with the counts of tabs and footer."""
    db, today = session.reader, session.today
    area = areas.narrowed(session, db, wanted.grid_ids)
    everything = stored.lines(db, area)
    rules, since = revisits.rules(db), revisits.records_since(db)
    tests: list[Callable[[EntityLine], bool]] = [lambda line: line.status in wanted.states]
    tests += [_word_test(word) for word in wanted.text.split()]
    if wanted.expiring:
        limit = (today + timedelta(days=EXPIRES_SOON)).isoformat()
        tests.append(lambda line: "" < line.licence_expires_on < limit)
    if wanted.overdue:
        tests.append(lambda line: line.status in OPEN and _due(line, today.isoformat(), rules, since).overdue_days > 0)
    fitting = [line for line in everything if all(test(line) for test in tests)]
    counts: dict[str, int] = {}
    for line in fitting:
        group = group_of(line.kind)
        counts[group] = counts.get(group, 0) + 1
    chosen = [line for line in fitting if not wanted.group or group_of(line.kind) == wanted.group]
    chosen.sort(key=_order(wanted.sort), reverse=wanted.descending)
    month = today.replace(day=1).isoformat()
    open_lines = [line for line in everything if line.status in OPEN]
    return EntityKeys(
        array("q", (line.key for line in chosen)),
        len(chosen),
        tuple((key, label, counts.get(key, 0)) for key, label, _ in KIND_GROUPS),
        len(open_lines),
        sum(line.last_visit >= month for line in open_lines),
    )


def _word_test(word: str) -> Callable[[EntityLine], bool]:
    """Name, responsible person, address, begin or end of a code; letters also as initials or reading of a name."""
    upper = word.upper()
    letters = word.lower() if word.isascii() and word.isalpha() else ""

    def fits(line: EntityLine) -> bool:
        codes = [code for code in (line.credit_code, line.former_code) if code]
        if any(word in text for text in (line.name, line.responsible, line.address)):
            return True
        if any(code.startswith(upper) or (len(upper) >= TAIL and code.endswith(upper)) for code in codes):
            return True
        return bool(letters) and any(
            form.startswith(letters) for name in (line.name, line.responsible) if name for pair in readings(name) for form in pair
        )

    return fits


def _order(sort: str) -> Callable[[EntityLine], tuple[Any, ...]]:
    keys: dict[str, Callable[[EntityLine], Any]] = {
        "name": lambda line: by_sound(line.name),
        "address": lambda line: by_sound(line.address),
        "last_visit": lambda line: line.last_visit,
        "opened_on": lambda line: line.opened_on,
        "licence": lambda line: line.licence_expires_on or "9999",
    }
    key = keys.get(sort, keys["name"])
    return lambda line: (key(line), line.key)


def by_sound(text: str) -> bytes:
    """Order of common characters by their reading, as the old national table has it."""
    return text.encode("gb18030", "replace")


def rows(session: Session, keys: Sequence[int]) -> list[EntityRow]:
    """Lines for row numbers, in their order."""
    db = session.reader
    found = stored.rows(db, keys)
    labels = {grid.id: grid.label for grid in grids.grids(db).values()}
    rules, since = revisits.rules(db), revisits.records_since(db)
    return [_row(session, found[key], labels, rules, since) for key in keys if key in found]


def _due(line: EntityLine, today: str, rules: Any, since: str) -> Due:
    target = VisitTarget(
        line.entity_id,
        TargetKind.ENTITY.value,
        entity_kind=line.kind,
        registered_on=line.opened_on,
        last_counted_on=line.last_visit,
    )
    return due(target, today, rules, since)


def _row(session: Session, line: EntityLine, labels: dict[str, str], rules: Any, since: str) -> EntityRow:
    left = None
    if line.licence_expires_on:
        left = (date.fromisoformat(line.licence_expires_on) - session.today).days
    industries = code_table("industry_section")
    return EntityRow(
        key=line.key,
        entity_id=line.entity_id,
        registration_id=line.registration_id,
        name=line.name,
        kind=code_table("legal_entity_type").label(line.kind) if line.kind else "",
        kind_code=line.kind,
        industry=industries.label(line.industry) if line.industry else "",
        credit_code=line.credit_code,
        responsible=line.responsible,
        phone_masked=mask_phone(line.phone) if line.phone else "",
        address=line.address,
        grid=labels.get(line.grid_id, ""),
        grid_id=line.grid_id,
        dwelling_id=line.dwelling_id,
        opened_on=line.opened_on,
        licence_expires_on=line.licence_expires_on,
        licence_days=left,
        last_visit=line.last_visit,
        overdue=line.status in OPEN and _due(line, session.today.isoformat(), rules, since).overdue_days > 0,
        state=line.status,
    )


# ---- the card ------------------------------------------------------------------------------------------------------------------


def card(session: Session, entity_id: str) -> EntityCard:
    """Everything the panel shows of one entity."""
    db = session.reader
    line, facts = stored.line(db, entity_id), stored.facts(db, entity_id)
    if line is None or facts is None:
        raise Refused("没有找到这家单位，可能已合并或作废，请重新查找。")
    labels = {grid.id: grid.label for grid in grids.grids(db).values()}
    rules, since = revisits.rules(db), revisits.records_since(db)
    row = _row(session, line, labels, rules, since)
    found, count = stored.visits(db, entity_id, SHOWN_VISITS)
    history = stored.registrations(db, entity_id)
    newest = next((each for each in history if each.status != "voided"), history[0])
    return EntityCard(
        row=row,
        facts=_facts(row, facts, stored.resident_name(db, facts.responsible_id) if facts.responsible_id else ""),
        visits=tuple(EntityVisit(key, day, outcome_label(outcome), member, text) for key, day, outcome, member, text in found),
        visit_count=count,
        registrations=tuple(_registration(each, labels) for each in history),
        neighbours=tuple(stored.neighbours(db, line.dwelling_id, entity_id)),
        reminder=_reminder(row, _due(line, session.today.isoformat(), rules, since)),
        acts=entity_changes.acts(newest.status, newest.close_reason),
    )


def _facts(row: EntityRow, facts: stored.EntityFacts, resident: str) -> tuple[tuple[str, str], ...]:
    every = (
        ("信用代码", facts.credit_code),
        ("曾用号码", facts.former_code),
        ("无代码原因", facts.no_code_reason),
        ("类型", row.kind),
        ("行业", row.industry),
        ("负责人", facts.responsible_name + ("（本辖区居民）" if resident else "")),
        ("联系电话", row.phone_masked),
        ("经营地址", row.address),
        ("网格", row.grid),
        ("登记日期", row.opened_on),
        ("证照到期", row.licence_expires_on),
        ("备注", facts.note),
    )
    return tuple((label, value) for label, value in every if value)


def _reminder(row: EntityRow, visit: Due) -> str:
    if row.state not in OPEN:
        return ""
    parts = []
    if row.licence_days is not None and row.licence_days < EXPIRES_SOON:
        parts.append(f"证照已过期 {-row.licence_days} 天" if row.licence_days < 0 else f"证照剩 {row.licence_days} 天到期")
    if visit.overdue_days > 0:
        parts.append(f"走访{visit.text}")
    return "，".join(parts)


def _word(words: type[Word], value: str) -> str:
    return next((each.label for each in words if each.value == value), value)


def _registration(each: stored.Registration, labels: dict[str, str]) -> RegistrationLine:
    return RegistrationLine(
        each.id,
        each.opened_on,
        _word(OpenReason, each.open_reason),
        each.closed_on,
        _word(EntityCloseReason, each.close_reason),
        each.place,
        labels.get(each.grid_id, ""),
        each.status,
    )


# ---- the form ------------------------------------------------------------------------------------------------------------------


def derive(session: Session, credit_code: str, entity_id: str = "") -> DerivedEntity:
    """What follows from a code while it is typed: its form, kind, and whether somebody has it."""
    checked = check_credit_code(credit_code, session.practice)
    if not checked.usable:
        return DerivedEntity(checked.normalized, problem=checked.reason, severity="error")
    if checked.kind != "uscc":
        return DerivedEntity(
            "", former_code=checked.normalized, problem="这是旧号码，记为曾用号码，请补统一社会信用代码", severity="warning"
        )
    kind = KIND_OF_PREFIX.get(checked.normalized[:2], "99")
    known = stored.by_code(session.reader, checked.normalized, entity_id)
    return DerivedEntity(
        checked.normalized,
        kind=kind,
        kind_label=code_table("legal_entity_type").label(kind),
        problem=checked.reason if checked.severity == "warning" else "",
        severity=checked.severity if checked.severity == "warning" else "",
        known_id=known[0] if known else "",
        known_text=f"该代码已登记：{known[1]}" if known else "",
    )


def draft_of(session: Session, entity_id: str) -> EntityDraft:
    """The stored entity as the form shows it."""
    return entity_changes.draft_from(session.reader, entity_id)


def check(session: Session, draft: EntityDraft) -> list[Problem]:
    """Problems of the form, each at its field."""
    return _problems(session, session.reader, _complete(session.reader, draft))


def _complete(db: Any, draft: EntityDraft) -> EntityDraft:
    """Normal forms, and the grid of the premises."""
    clean = tidied(draft)
    if clean.dwelling_id and (door := stored.premises(db, clean.dwelling_id)):
        clean = replace(clean, grid_id=door[1] or clean.grid_id)
    return clean


def _problems(session: Session, db: Any, draft: EntityDraft) -> list[Problem]:
    before = stored.facts(db, draft.entity_id) if draft.entity_id else None
    same = stored.by_code(db, draft.credit_code, draft.entity_id) if draft.credit_code else None
    around = Around(
        session.today.isoformat(),
        same_code=same[1] if same else "",
        same_place=stored.same_name_at(db, draft.name, draft.dwelling_id, draft.address, draft.entity_id),
        code_before=before.credit_code if before else "",
        new=not draft.entity_id,
        practice=session.practice,
    )
    problems = check_entity(draft, around)
    if draft.dwelling_id and stored.premises(db, draft.dwelling_id) is None:
        problems.append(Problem("dwelling_id", "选的房屋已作废，请重新选经营场所。"))
    if draft.responsible_id and not stored.resident_name(db, draft.responsible_id):
        problems.append(Problem("responsible_id", "选的负责人已不在居民登记里，请重新选或只填姓名。"))
    return problems + areas.outside(session, db, draft.grid_id, "这家单位")


def save(session: Session, draft: EntityDraft, accepted: Collection[str] = ()) -> Done:
    """Register a new entity, or change a known one (its address too, as a correction; a real move is ``move``)."""
    session.require("entity.write")
    db = session.register.db
    clean = _complete(db, draft)
    confirmed = refuse(_problems(session, db, clean), {*accepted, *draft.accepted})
    why = "；".join(part for part in (clean.reason.strip(), confirmations.confirmed(confirmed)) if part)
    if clean.entity_id:
        return entity_changes.change(session, clean, why)
    return entity_changes.register(session, clean, why)
