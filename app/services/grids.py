"""网格体系: the tree with key figures, the card of a grid, its form, who is responsible from when to when.  Splitting and merging:
``grid_divisions``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.errors import Problem, Refused
from app.models import access
from app.models.dates import from_iso
from app.models.grid_division import day_before
from app.models.grid_views import GridCard, GridDraft, GridFigures, GridLine, GridPerson, check_grid, size_warnings
from app.models.masking import mask_phone
from app.services.session import Done, Session
from app.storage import area, grid_book, statistics
from app.storage.code_tables import code_table
from app.storage.grid_book import GridRow, PersonRow

if TYPE_CHECKING:
    from app.storage.work import Operation

COLLECTING = ("03", "04", "09", "10")
LEVELS = ("单位", "社区", "网格", "微网格", "楼栋单元", "户联")


# ---- the tree ------------------------------------------------------------------------------------------------------------------


def tree(session: Session, text: str = "", with_closed: bool = False) -> list[GridLine]:
    """Grids in reading order with the sums of what lies below them; ``text`` keeps what fits and the grids above it."""
    lines = _lines(session, session.reader)
    today = session.today.isoformat()
    shown = [line for line in lines if with_closed or not line.closed(today)]
    words = text.split()
    if not words:
        return shown
    fitting = {line.id for line in shown if all(_fits(line, word) for word in words)}
    parents = {line.id: line.parent_id for line in shown}
    for each in list(fitting):
        above = parents.get(each, "")
        while above and above not in fitting:
            fitting.add(above)
            above = parents.get(above, "")
    return [line for line in shown if line.id in fitting]


def _fits(line: GridLine, word: str) -> bool:
    return any(word in text for text in (line.label, line.code, line.kind_label, *line.keepers))


def _lines(session: Session, db: Any) -> list[GridLine]:
    today = session.today.isoformat()
    rows = grid_book.rows(db)
    below: dict[str, list[GridRow]] = {}
    for row in rows.values():
        below.setdefault(row.parent_id if row.parent_id in rows else "", []).append(row)
    own, places = grid_book.figures(db), grid_book.buildings(db)
    visits = statistics.folded(statistics.by_pair(db, session.today.replace(day=1).isoformat(), today), lambda pair: pair[1])
    keepers: dict[str, list[str]] = {}
    for person in grid_book.people(db):
        if _now(person, today):
            keepers.setdefault(person.grid_id, []).append(person.name)
    result: list[GridLine] = []

    def walk(row: GridRow, depth: int) -> tuple[GridFigures, set[tuple[str, str]]]:
        place = len(result)
        result.append(_line(row, depth, keepers.get(row.id, [])))
        figures, inside = own.get(row.id, GridFigures()), set(places.get(row.id, ()))
        if row.id in visits:
            met = visits[row.id]
            figures = replace(figures, visited_persons=met.visited_persons, visited_households=met.visited_households,
                              visited_entities=met.visited_entities)  # fmt: skip
        open_below = 0
        for child in below.get(row.id, ()):
            more, more_places = walk(child, depth + 1)
            figures, inside = figures + more, inside | more_places
            open_below += not (child.valid_to and child.valid_to < today)
        leaf = not open_below
        result[place] = replace(
            result[place], leaf=leaf, figures=figures, buildings=len(inside),
            warnings=size_warnings(figures, leaf and bool(row.parent_id), bool(row.territorial)),
        )  # fmt: skip
        return figures, inside

    for root in below.get("", ()):
        walk(root, 0)
    return result


def _line(row: GridRow, depth: int, keepers: Iterable[str]) -> GridLine:
    kind = code_table("grid_kind").label(row.kind).split("(")[0] if row.kind else ""
    return GridLine(row.id, row.code, row.name, row.parent_id, depth, row.level_name, row.kind, kind, bool(row.territorial), True,
                    row.valid_from, row.valid_to, tuple(dict.fromkeys(keepers)))  # fmt: skip


def _now(person: PersonRow, today: str) -> bool:
    return person.valid_from <= today and (not person.valid_to or person.valid_to >= today)


# ---- the card ------------------------------------------------------------------------------------------------------------------


def card(session: Session, grid_id: str) -> GridCard:
    """Everything the panel shows of one grid."""
    db, today = session.reader, session.today.isoformat()
    lines = {line.id: line for line in _lines(session, db)}
    line, row = lines.get(grid_id), grid_book.rows(db).get(grid_id)
    if line is None or row is None:
        raise Refused("没有找到这个网格，可能已撤销新建，请在左边重新选。")
    path: list[str] = []
    above = lines.get(line.parent_id)
    while above is not None:
        path.insert(0, above.label)
        above = lines.get(above.parent_id)
    below = sum(each.parent_id == grid_id for each in lines.values())
    codes = tuple((code, first, last) for _, code, first, last in grid_book.codes(db, grid_id))
    people = tuple(_person(each, today) for each in grid_book.people(db, [grid_id]))
    return GridCard(line, " › ".join(path), row.range_text, row.area_m2, people, codes, tuple(grid_book.changes(db, grid_id)),
                    below, _acts(session, line, today))  # fmt: skip


def _person(row: PersonRow, today: str) -> GridPerson:
    role = code_table("grid_member_role").label(row.role).split("(")[0] if row.role else ""
    phone = mask_phone(row.phone) if row.phone else ""
    return GridPerson(
        row.id, row.member_id, row.staff_no, row.name, phone, row.role, role, row.valid_from, row.valid_to, _now(row, today)
    )


def _acts(session: Session, line: GridLine, today: str) -> tuple[str, ...]:
    if not access.allowed(session.account.role, "grid.write"):
        return ()
    if line.closed(today):
        return ()
    acts = ["change", "add"]
    if line.parent_id:
        acts += ["assign", "recode"]
        acts += ["split", "move"] if line.leaf and line.territorial else []
        acts += ["close"]
    return tuple(acts)


# ---- the form ------------------------------------------------------------------------------------------------------------------


def draft_of(session: Session, grid_id: str) -> GridDraft:
    """A known grid as the form shows it."""
    row = _known(session.reader, grid_id)
    return GridDraft(row.id, row.parent_id, row.name, row.code, row.level_name, row.kind, str(row.territorial), row.range_text,
                     "" if row.area_m2 is None else str(row.area_m2))  # fmt: skip


def new_draft(session: Session, parent_id: str) -> GridDraft:
    """A grid below another one, with the next free number as its code."""
    rows = grid_book.rows(session.reader)
    parent = _known(session.reader, parent_id)
    siblings = [row for row in rows.values() if row.parent_id == parent_id]
    like = siblings[-1] if siblings else None
    level = like.level_name if like else LEVELS[min(parent.level + 1, len(LEVELS) - 1)]
    return GridDraft(parent_id=parent_id, level_name=level, kind=like.kind if like else "", territorial="1",
                     code=next_code([row.code for row in siblings], [row.code for row in rows.values()]), day=session.today.isoformat())  # fmt: skip


def next_code(siblings: list[str], taken: list[str]) -> str:
    """One more than the highest number among the neighbours, as wide as theirs: 01 … 18 → 19."""
    numbers = [code for code in siblings if code.isdigit()]
    if not numbers:
        return ""
    highest = max(numbers, key=int)
    number = int(highest) + 1
    while str(number).zfill(len(highest)) in taken:
        number += 1
    return str(number).zfill(len(highest))


def save(session: Session, draft: GridDraft) -> Done:
    """A new grid, or other facts of a known one; another code is ``grid_divisions.recode`` with its day."""
    session.require("grid.write")
    db = session.register.db
    clean = replace(draft, name=draft.name.strip(), code=draft.code.strip(), range_text=draft.range_text.strip())
    before = _known(db, clean.grid_id) if clean.grid_id else None
    if before is not None:
        clean = replace(clean, code=before.code, parent_id=before.parent_id)
    problems = check_grid(clean, _lines(session, db), session.today.isoformat(), _holder(db, clean.code, clean.grid_id))
    if problems:
        raise Refused(problems)
    values = {
        "name": clean.name,
        "kind": clean.kind,
        "level_name": clean.level_name.strip(),
        "territorial": 1 if clean.territorial == "1" else 0,
        "range_text": clean.range_text,
        "area_m2": int(clean.area_m2) if clean.area_m2.strip() else None,
    }
    if before is not None:
        with session.work.operation("grid.save", session) as operation:
            operation.update("grid", before.id, values | {"level": before.level, "parent_id": before.parent_id})
        return Done(operation.id, frozenset(operation.touched), f"已保存{clean.name or before.code + '网格'}")
    with session.work.operation("grid.add", session) as operation:
        insert(operation, clean.parent_id, clean.code, clean.day or session.today.isoformat(), values)
    return Done(operation.id, frozenset(operation.touched), f"已新建{clean.name or clean.code + '网格'}")


def insert(operation: Operation, parent_id: str, code: str, day: str, values: dict[str, Any]) -> str:
    """A new grid below another, with the first line of its codes."""
    parent = _known(operation.db, parent_id)
    community = area.community_of(operation.db, parent_id)
    grid_id = operation.insert("grid", {"community": community, "code": code, "parent_id": parent_id, "level": parent.level + 1,
                                        "valid_from": day, **values})  # fmt: skip
    if values.get("level_name") in area.COMMUNITY_LEVELS:
        community = grid_id
        operation.update("grid", grid_id, {"community": grid_id})
    operation.insert("grid_code", {"community": community, "grid_id": grid_id, "code": code, "valid_from": day})
    return grid_id


def close(session: Session, grid_id: str, day: str) -> Done:
    """The grid is no longer used from a day on.  It must be empty: what lies in it is moved or merged first."""
    session.require("grid.write")
    db, today = session.register.db, session.today.isoformat()
    row = _known(db, grid_id)
    line = next(each for each in _lines(session, db) if each.id == grid_id)
    problems = []
    if from_iso(day) is None or day > today:
        problems.append(Problem("day", f"停用日期“{day}”不存在或晚于今天，请填今天或更早的日期。"))
    elif row.valid_from >= day:
        problems.append(Problem("day", f"网格从 {row.valid_from} 才启用，停用日期要晚于那天；建错了可在变更记录里撤销。"))
    if not row.parent_id:
        problems.append(Problem("", "最上一层是本单位，不能停用。"))
    if not line.leaf:
        problems.append(Problem("", f"“{line.label}”下面还有网格，请先停用或合并它们。"))
    if line.figures.dwellings or line.figures.persons or line.figures.entities:
        problems.append(Problem("", f"“{line.label}”还有 {line.figures.dwellings:,} 套房屋、{line.figures.persons:,} 人、"
                                    f"{line.figures.entities:,} 家单位，请先用“合并”或“调整楼栋”移走。"))  # fmt: skip
    if problems:
        raise Refused(problems)
    with session.work.operation("grid.close", session) as operation:
        end(operation, row, day)
    return Done(operation.id, frozenset(operation.touched), f"已停用{line.label}")


def end(operation: Operation, row: GridRow, day: str) -> list[PersonRow]:
    """The grid ends the day before; answers whose tasks ended with it."""
    last = day_before(day)
    operation.update("grid", row.id, {"valid_from": row.valid_from, "valid_to": last})
    for code_id, _, first, until in grid_book.codes(operation.db, row.id):
        if not until:
            operation.update("grid_code", code_id, {"valid_from": first, "valid_to": last})
    ended = [each for each in grid_book.people(operation.db, [row.id]) if not each.valid_to or each.valid_to > last]
    for each in ended:
        if each.valid_from > last:
            operation.void("assignment", each.id, "网格已停用")
        else:
            operation.update("assignment", each.id, {"valid_from": each.valid_from, "valid_to": last})
    return ended


# ---- responsible persons ---------------------------------------------------------------------------------------------------------


def assign(session: Session, grid_id: str, member_id: str, role: str, day: str, until: str = "") -> Done:
    """Somebody becomes responsible for a grid in a role from a day on; several may be, jointly or in different roles."""
    session.require("grid.write")
    db = session.register.db
    row = _known(db, grid_id)
    names = area.member_names(db, [member_id])
    problems = []
    if not names.get(member_id):
        problems.append(Problem("member_id", "没有选网格员，请从列表里选一位。"))
    if not role:
        problems.append(Problem("role", "没有选角色，请选一个，例如 03 专职网格员。"))
    if from_iso(day) is None or (until and (from_iso(until) is None or until < day)):
        problems.append(Problem("valid_from", "起止日期不对，请核对：开始不能空，结束不能早于开始。"))
    if any(each.member_id == member_id and each.role == role and (not each.valid_to or each.valid_to >= day)
           for each in grid_book.people(db, [grid_id])):  # fmt: skip
        problems.append(Problem("member_id", f"{names.get(member_id, '')}在这个网格已是这个角色，不用再安排。"))
    if problems:
        raise Refused(problems)
    with session.work.operation("grid.assign", session) as operation:
        operation.insert("assignment", {"community": area.community_of(operation.db, grid_id), "member_id": member_id, "grid_id": grid_id,
                                        "role": role, "valid_from": day, "valid_to": until})  # fmt: skip
    label = row.name or f"{row.code}网格"
    return Done(operation.id, frozenset(operation.touched), f"{names[member_id]}从 {day} 起负责{label}")


def release(session: Session, assignment_id: str, last: str) -> Done:
    """A task ends with a day (its last one)."""
    session.require("grid.write")
    found = next((each for each in grid_book.people(session.register.db) if each.id == assignment_id), None)
    if found is None:
        raise Refused("没有找到这条任职，可能已撤销，请重新选。")
    if from_iso(last) is None or last < found.valid_from:
        raise Refused([Problem("valid_to", f"最后一天不能早于开始日期 {found.valid_from}，请核对。")])
    with session.work.operation("grid.release", session) as operation:
        operation.update("assignment", assignment_id, {"valid_from": found.valid_from, "valid_to": last})
    return Done(operation.id, frozenset(operation.touched), f"{found.name}的任职到 {last} 结束")


def members(session: Session) -> list[tuple[str, str]]:
    """Members in office: (id, '工号 姓名')."""
    return [(key, f"{number} {name}".strip()) for key, number, name in area.members(session.reader, session.today.isoformat())]


def _known(db: Any, grid_id: str) -> GridRow:
    found = grid_book.rows(db).get(grid_id)
    if found is None:
        raise Refused("没有找到这个网格，请在左边重新选。")
    return found


def _holder(db: Any, code: str, but: str) -> str:
    """Who has a code now."""
    found = next(
        (row for row in grid_book.rows(db).values() if code and row.code == code and row.id != but and not row.valid_to), None
    )
    return (found.name or f"{found.code}网格") if found else ""
