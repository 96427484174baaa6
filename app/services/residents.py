"""Looking at residents: filter, rows of the list, the card, the full number of one person (journalled)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.errors import Problem, Refused
from app.models import dates, masking, revisits
from app.models.residents import (
    TAG_WORDS,
    FilterChoices,
    MemberLine,
    ResidentCard,
    ResidentFilter,
    ResidentKeys,
    ResidentRow,
    VisitLine,
)
from app.models.vocabulary import Outcome
from app.services import area
from app.storage import browse, grids, members
from app.storage import residents as stored
from app.storage import revisits as stored_revisits
from app.storage.code_tables import code_table
from app.storage.residents import StoredRow

if TYPE_CHECKING:
    from app.services.session import Session

Cycles = tuple[tuple[revisits.VisitRule, ...], str]  # the rules and the first day of the visit records
SEXES = {"1": "男", "2": "女"}
POPULATIONS = {"01": "户籍", "02": "流动", "03": "境外"}
STATES = {"active": "在册", "pending": "待核", "closed": "注销"}
VISITS_SHOWN = 3
# further facts of the card: column, label, code table ('' = text as it is)
_FACTS = (
    ("ethnic_group", "民族", "ethnic_group"),
    ("marital_status", "婚姻状况", "marital_status"),
    ("education", "文化程度", "education"),
    ("employment", "从业状况", "employment_status"),
    ("workplace", "工作单位", ""),
    ("health", "健康状况", "health_status"),
    ("former_name", "曾用名", ""),
    ("note", "备注", ""),
)


def find(session: Session, wanted: ResidentFilter) -> ResidentKeys:
    """Row numbers in display order with the counts; inside the grids that the account may see."""
    db = session.reader
    own = area.grids_of(session, db)
    return browse.vector(db, wanted, own)


def rows(session: Session, keys: Sequence[int]) -> list[ResidentRow]:
    """A block of the list in the order of the keys; a row that is gone is left out."""
    db = session.reader
    found = stored.rows(db, keys)
    listed = [found[key] for key in keys if key in found]
    visited = stored.visited(db, listed)
    tags = stored.tags(db, [row.resident_id for row in listed], session.today.isoformat())
    cycles = (stored_revisits.rules(db), stored_revisits.records_since(db))
    return [_row(session, cycles, row, tags.get(row.resident_id, ()), visited.get(row.resident_id, "")) for row in listed]


def card(session: Session, resident_id: str) -> ResidentCard:
    """Everything about one person, numbers masked."""
    db = session.reader
    row, person = stored.current(db, resident_id), stored.person(db, resident_id)
    if row is None or person is None:
        raise Refused("这个人的登记已作废或合并，列表里看不到了。请重新查找。")
    tags = stored.tags(db, [resident_id], session.today.isoformat()).get(resident_id, ())
    last = stored.visited(db, [row])[resident_id]
    cycles = (stored_revisits.rules(db), stored_revisits.records_since(db))
    newest, count = stored.visits(db, row, VISITS_SHOWN)
    relations = code_table("family_relation")
    household = tuple(
        MemberLine(other, name, relations.label(relation) if relation else "", dates.age_of(birth, session.today))
        for other, name, relation, birth in stored.household(db, row)
    )
    return ResidentCard(
        row=_row(session, cycles, row, tags, last),
        birth_date=row.birth_date,
        registered_address="" if "registered_address" in session.switched_off else person["registered_address"],
        consistency=_word("residence_consistency", row.consistency),
        facts=_facts(row, person, session.switched_off),
        household=household,
        visits=tuple(VisitLine(v.id, v.day, _outcome(v.outcome), v.member, v.finding or v.note) for v in newest),
        visit_count=count,
        reminder=_reminder(session, cycles, row, tags, last),
    )


def reveal_number(session: Session, resident_id: str, purpose: str = "") -> str:
    """The full document number of one person; who looked, at whom and why is recorded."""
    session.require("number.reveal")
    db = session.register.db
    row = stored.current(db, resident_id)
    if row is None:
        raise Refused("这个人的登记已作废或合并，没有可显示的号码。")
    if problems := area.outside(session, db, row.grid_id, row.name):
        raise Refused(problems)
    why = f"{row.name} {masking.mask_id(row.id_number)}" + (f" · {purpose.strip()}" if purpose.strip() else "")
    with session.work.operation("resident.reveal", session, reason=why):
        pass
    return row.id_number


def filter_choices(session: Session) -> FilterChoices:
    """Grids (those no longer used come last), care tags and kinds of population to choose from."""
    db = session.reader
    own = set(area.grids_of(session, db))
    today = session.today.isoformat()
    offered = [grid for grid in grids.grids(db).values() if grid.parent_id and (not own or grid.id in own)]
    offered.sort(key=lambda grid: not grid.valid_in(today, today))
    listed = tuple((grid.id, grid.label if grid.valid_in(today, today) else f"{grid.label}（已停用）") for grid in offered)
    tags = tuple((code, tag_label(code)) for code in stored.tags_in_use(db))
    populations = tuple((code, POPULATIONS[code]) for code in stored.populations_in_use(db))
    return FilterChoices(listed, tags, populations)


def describe(session: Session, wanted: ResidentFilter) -> str:
    """A filter in words: '06网格 · 在册、待核 · 独居老人'."""
    known = grids.grids(session.reader)
    parts = [
        "、".join(known[grid].label for grid in wanted.grid_ids if grid in known) or ("" if wanted.grid_ids else "全部网格"),
        "、".join(label for state, label in STATES.items() if state in wanted.states),
        "、".join(POPULATIONS.get(code, code) for code in wanted.populations),
        "、".join(tag_label(code) for code in wanted.tags),
        f"查找“{wanted.text.strip()}”" if wanted.text.strip() else "",
    ]
    return " · ".join(part for part in parts if part)


def grid_ids(session: Session, grid_code: str = "", staff_no: str = "") -> tuple[str, ...]:
    """Grids named by code or by the member who works in them; () when nothing is named."""
    db = session.reader
    found: list[str] = []
    if grid_code:
        grid = grids.by_code(db, grid_code)
        if grid is None:
            raise Refused([Problem("grid", f"没有编码为“{grid_code}”的网格，请核对编码。")])
        found.append(grid.id)
    if staff_no:
        member = next((each for each in members.members(db).values() if each.staff_no == staff_no), None)
        if member is None:
            raise Refused([Problem("member", f"没有工号为“{staff_no}”的网格员，请核对工号。")])
        day = session.today.isoformat()
        own = [task.grid_id for task in members.assignments(db, day, day).get(member.id, ())]
        if not own:
            raise Refused([Problem("member", f"{member.name}现在没有负责的网格。请改用网格编码。")])
        found = [grid for grid in own if grid in found] if found else own
    return tuple(found)


def address(estate: str, building: str, unit: str, room: str) -> str:
    """A door as lists show it: '桂湖花园3栋1单元1001'."""
    return f"{estate}{building}{unit}{room}"


def tag_label(code: str) -> str:
    """A care tag in few characters."""
    return TAG_WORDS.get(code) or code_table("service_category").label(code).split("(")[0]


def _word(table: str, code: str) -> str:
    return code_table(table).label(code) if code else ""


def _outcome(value: str) -> str:
    return next((outcome.label for outcome in Outcome if outcome.value == value), "")


def _target(row: StoredRow, tags: tuple[str, ...], last: str) -> revisits.VisitTarget:
    return revisits.VisitTarget(
        id=row.resident_id, tags=tags, use=row.use, population=row.population, registered_on=row.opened_on, last_counted_on=last
    )


def _due(session: Session, cycles: Cycles, row: StoredRow, tags: tuple[str, ...], last: str) -> revisits.Due:
    return revisits.due(_target(row, tags, last), session.today.isoformat(), *cycles)


def _row(session: Session, cycles: Cycles, row: StoredRow, tags: tuple[str, ...], last: str) -> ResidentRow:
    due = _due(session, cycles, row, tags, last) if row.state in browse.OPEN else None
    return ResidentRow(
        key=row.key,
        resident_id=row.resident_id,
        name=row.name,
        sex=SEXES.get(row.sex, "未知"),
        age=dates.age_of(row.birth_date, session.today),
        id_masked=masking.mask_id(row.id_number),
        population=POPULATIONS.get(row.population, ""),
        relation=_word("family_relation", row.relation),
        address=row.address,
        grid=row.grid,
        tags=tuple(tag_label(code) for code in tags),
        last_visit=last,
        overdue=bool(due and due.due_on and due.overdue_days > 0),
        state=row.state,
        phone_masked=masking.mask_phone(row.phone),
        opened_on=row.opened_on,
    )


def _facts(row: StoredRow, person: dict[str, Any], off: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """(label, value) in reading order; what is not recorded, and what the office switched off, is left out."""
    person = {column: "" if column in off else value for column, value in person.items()}
    consistency = _word("residence_consistency", row.consistency).split("(")[0]
    registered = person["registered_address"]
    if registered and consistency:
        registered = f"{registered}（{consistency}）"
    contact, number = person["emergency_contact"], person["emergency_phone"]
    facts = [
        ("证件号码", masking.mask_id(row.id_number, strict=True) or _without_number(person["no_number_reason"])),
        ("出生日期", row.birth_date),
        ("联系电话", masking.mask_phone(row.phone)),
        ("住址", row.address),
        ("户籍地", registered or consistency),
        ("网格", row.grid),
        ("登记日期", row.opened_on),
        *((label, _word(table, person[column]) if table else person[column]) for column, label, table in _FACTS if column not in off),
        ("紧急联系", " ".join(part for part in (contact, masking.mask_phone(number) if number else "") if part)),
    ]
    return tuple((label, value) for label, value in facts if value)


def _without_number(reason: str) -> str:
    return f"无证件（{reason}）" if reason else "无证件"


def _reminder(session: Session, cycles: Cycles, row: StoredRow, tags: tuple[str, ...], last: str) -> str:
    if row.state not in browse.OPEN:
        return ""
    due = _due(session, cycles, row, tags, last)
    if due.rule is None or not due.due_on or due.overdue_days <= 0:
        return ""
    return f"{due.rule.label}{due.rule.cycle_text}走访，已超 {due.overdue_days} 天"
