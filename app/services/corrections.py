"""更正 of what is recorded, and bringing single fields back to what they were before an operation (变更记录)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.errors import Problem, Refused
from app.models import confirmations
from app.models import lifecycle as rule_book
from app.models.household_checks import Surroundings, check_person
from app.models.household_entry import RESIDENT_COLUMNS
from app.models.household_views import RestoreField
from app.models.masking import mask_id, mask_phone
from app.models.vocabulary import INTERNAL_OPEN_REASONS
from app.services import area as areas
from app.services import person_writing
from app.services.session import Done, Session
from app.services.visit_saving import refuse
from app.storage import history, line_values, residences
from app.storage.schema import TABLES
from app.storage.titles import Titles

# what may be corrected or restored column by column; places, openings and closings have acts of their own
RESTORABLE: dict[str, tuple[str, ...]] = {
    "resident": (*RESIDENT_COLUMNS, "unknown_fields"),
    "residence": ("relation", "came_on", "note"),
    "household": ("kind", "booklet_no", "note"),
    "dwelling": ("floor", "use", "rent_use", "owner_name", "owner_phone", "owner_number", "area_dm2", "note"),
    "visit": ("finding", "note"),
    "legal_entity": (
        "name", "credit_code", "former_code", "no_code_reason", "kind", "industry", "responsible_name", "responsible_phone",
        "responsible_id", "licence_expires_on", "note",
    ),
}  # fmt: skip
_CORRECTABLE: dict[str, tuple[str, ...]] = {
    "resident": (*RESIDENT_COLUMNS, "unknown_fields"),
    "residence": ("relation", "came_on", "note", "opened_on", "open_reason"),
    "household": ("kind", "booklet_no", "note"),
}
_MASKED = {"id_number": mask_id, "phone": mask_phone, "emergency_phone": mask_phone}
_LABELS = {"resident": "居民", "residence": "居住登记", "household": "户"}


def correct(
    session: Session, table: str, row_id: str, changes: Mapping[str, str], reason: str = "", accepted: Collection[str] = ()
) -> Done:
    """Change what is recorded of a person, a residence or a household; masked values that were not touched change nothing."""
    session.require("resident.write")
    if unknown := set(changes) - set(_CORRECTABLE[table]):
        raise KeyError(f"{table}: {sorted(unknown)}")
    db = session.register.db
    before = line_values.current(db, table, row_id)
    if not before:
        raise Refused("没有找到这条记录，请重新查找。")
    wanted = {
        name: value for name, value in changes.items() if name not in _MASKED or value != _MASKED[name](str(before[name] or ""))
    }
    wanted = {name: value for name, value in wanted.items() if value != str(before[name] or "")}
    problems = _outside(session, db, table, before)
    if not problems:
        problems = _CHECKS[table](session, db, before, wanted, reason)
    confirmed = refuse(problems, accepted)
    why = "；".join(part for part in (reason.strip(), confirmations.confirmed(confirmed)) if part)
    with session.work.operation(f"{table}.correct", session, why) as operation:
        operation.update(table, row_id, wanted)
    labels = {column.name: column.label for column in TABLES[table].columns}
    changed = "、".join(labels[name] for name in wanted)
    return Done(operation.id, frozenset(operation.touched), f"已更正{_LABELS[table]}：{changed}")


def _outside(session: Session, db: Any, table: str, row: Mapping[str, Any]) -> list[Problem]:
    """The row belongs to a colleague's door."""
    grid = ""
    if table == "residence":
        grid = str(row["grid_id"])
    elif table in ("household", "dwelling"):
        door = residences.door(db, str(row["dwelling_id"] if table == "household" else row["id"]))
        grid = door.grid_id if door else ""
    elif table == "resident":
        lived = residences.stays(db, [str(row["id"])])[str(row["id"])]
        grid = next((each.grid_id for each in reversed(lived) if each.open), lived[-1].grid_id if lived else "")
    elif table == "visit":
        grid = str(row["grid_id"])
    return areas.outside(session, db, grid, "这条记录")


def _check_resident(session: Session, db: Any, before: Mapping[str, Any], changes: dict[str, str], reason: str) -> list[Problem]:
    facts = residences.facts(db, [str(before["id"])])[str(before["id"])]
    problems = rule_book.check_correction(facts, changes, reason)
    if problems:
        return problems
    stays = residences.stays(db, [str(before["id"])])[str(before["id"])]
    typed: dict[str, Any] = {name: value for name, value in changes.items() if name in RESIDENT_COLUMNS}
    draft = replace(person_writing.draft_of(dict(before), stays[-1], ()), **typed)
    around = Surroundings(session.today, session.practice)
    found = [problem for problem in check_person(draft, (), around) if problem.field in changes]
    if changes.get("id_number"):
        others = [each for each in residences.by_number(db, changes["id_number"]) if each != before["id"]]
        if others:
            name = residences.people(db, others)[others[0]]["name"]
            found.append(
                Problem("id_number", f"该证号已登记在{name}名下。确是同一人，请在疑似重复里合并；号码没错按 Enter。", "warning")
            )
    return found


def _check_residence(session: Session, db: Any, before: Mapping[str, Any], changes: dict[str, str], reason: str) -> list[Problem]:
    if not changes:
        return [Problem("", "没有改动任何内容，不用保存。")]
    today = session.today.isoformat()
    internal = {word.value for word in INTERNAL_OPEN_REASONS}
    problems = []
    if {"opened_on", "open_reason"} & set(changes):
        if before["open_reason"] in internal or changes.get("open_reason") in internal:
            return [Problem("opened_on", "区内移动的登记日期和原因不能单独更正，请撤销那次移动，重新办理。")]
        if not reason.strip():
            problems.append(Problem("reason", "更正登记日期或原因会改变统计数字，请写原因。"))
    day = changes.get("opened_on", str(before["opened_on"]))
    person = residences.people(db, [str(before["resident_id"])])[str(before["resident_id"])]
    if not day or day > today:
        problems.append(Problem("opened_on", f"登记日期 {day or '空'} 不对，填今天或以前的日期。"))
    if before["closed_on"] and day > str(before["closed_on"]):
        problems.append(Problem("opened_on", f"登记日期 {day} 晚于注销日期 {before['closed_on']}，请核对。"))
    for name, label in (("opened_on", "登记日期"), ("came_on", "来住日期")):
        given = changes.get(name, "")
        if given and person["birth_date"] and given < person["birth_date"]:
            problems.append(Problem(name, f"{label} {given} 早于出生日期 {person['birth_date']}，请核对。"))
    for each in residences.stays(db, [str(before["resident_id"])])[str(before["resident_id"])]:
        earlier = each.id != before["id"] and each.status != "voided" and each.opened_on <= str(before["opened_on"])
        if earlier and "opened_on" in changes and day < each.closed_on:
            problems.append(Problem("opened_on", f"上一次登记到 {each.closed_on} 才结束，登记日期不能早于那天。"))
    return problems


def _check_household(session: Session, db: Any, before: Mapping[str, Any], changes: dict[str, str], reason: str) -> list[Problem]:
    return [] if changes else [Problem("", "没有改动任何内容，不用保存。")]


_CHECKS = {"resident": _check_resident, "residence": _check_residence, "household": _check_household}


# ---- single fields of a past operation -----------------------------------------------------------------------------------------


def restorable(session: Session, operation_id: str) -> list[RestoreField]:
    """Fields that an operation changed and that can be put back one by one, with what stands there now."""
    db = session.reader
    titles, found = Titles(db), []
    for change in line_values.net(db, operation_id):
        if change.inserted or change.table not in RESTORABLE:
            continue
        now, table = line_values.current(db, change.table, change.row), TABLES[change.table]
        seen: set[str] = set()
        for name, (old, new) in change.values.items():
            if name not in RESTORABLE[change.table] or name in seen:
                continue
            seen.update(table.group_of(name))
            label = next(column.label for column in table.columns if column.name == name)
            later = now.get(name) != new
            found.append(
                RestoreField(
                    f"{change.table}|{change.row}|{name}",
                    titles.row(change.table, change.row),
                    label,
                    titles.value(change.table, name, old),
                    titles.value(change.table, name, new),
                    titles.value(change.table, name, now.get(name)),
                    later,
                    _who_changed(db, change.row, name) if later else "",
                )
            )
    return found


def _who_changed(db: Any, row_id: str, column: str) -> str:
    for line in history.lines(db, of=row_id, limit=50):
        if any(each.column == column for each in line.changes):
            return line.who
    return ""


def restore_fields(session: Session, operation_id: str, keys: Sequence[str], reason: str) -> Done:
    """Put chosen fields back to what they were before the operation, whatever was changed elsewhere since."""
    session.require("resident.write")
    if not reason.strip():
        raise Refused([Problem("reason", "恢复要写原因，以后查得到。")])
    db = session.register.db
    wanted: dict[tuple[str, str], dict[str, Any]] = {}
    for change in line_values.net(db, operation_id):
        for name in change.values:
            if not change.inserted and f"{change.table}|{change.row}|{name}" in keys and name in RESTORABLE.get(change.table, ()):
                group = TABLES[change.table].group_of(name)
                old = {each: change.values[each][0] for each in group if each in change.values}
                wanted.setdefault((change.table, change.row), {}).update(old)
    _refuse_restoring(session, db, wanted)
    with session.work.operation("restore.fields", session, reason.strip()) as operation:
        for (table, row), values in wanted.items():
            operation.update(table, row, values)
    count = sum(len(values) for values in wanted.values())
    return Done(operation.id, frozenset(operation.touched), f"已恢复 {count} 项")


def _refuse_restoring(session: Session, db: Any, wanted: Mapping[tuple[str, str], Mapping[str, Any]]) -> None:
    if not wanted:
        raise Refused("没有选要恢复的项，请勾选至少一项。")
    for table, row in wanted:
        now = line_values.current(db, table, row)
        if now["status"] in ("voided", "merged"):
            raise Refused("这份档案已作废或合并，不能恢复单项。合并有误，请撤销合并。")
        if problems := _outside(session, db, table, now):
            raise Refused(problems)
