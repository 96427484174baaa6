"""网格员: roster, card and form; equipment, training, 以老带新.  Leaving and its hand-over sheet: ``handovers``."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from app.errors import Problem, Refused
from app.models import access
from app.models.dates import from_iso
from app.models.document_numbers import check_phone
from app.models.grid_views import GridPerson
from app.models.masking import mask_phone
from app.models.member_views import (
    SHARES,
    EquipmentLine,
    MemberCard,
    MemberDraft,
    MemberLine,
    MemberTask,
    PairLine,
    TrainingLine,
    check_member,
    joined,
    weekly,
)
from app.services.session import Done, Session
from app.storage import grid_book, grids, member_book, statistics
from app.storage.code_tables import code_table
from app.storage.grid_book import PersonRow
from app.storage.member_book import MemberRow, PairRow

WEEKS_COMPARED = 4


# ---- the roster ------------------------------------------------------------------------------------------------------------------


def roster(session: Session, text: str = "", with_left: bool = False) -> list[MemberLine]:
    """Members in order of staff number; ``text``: number, name, grid or role."""
    db, today = session.reader, session.today.isoformat()
    found = [line for line in _lines(db, today) if with_left or not line.left(today)]
    for word in text.split():
        found = [
            line
            for line in found
            if any(word.lower() in part.lower() for part in (line.staff_no, line.name, line.grids, line.roles))
        ]
    return found


def _lines(db: Any, today: str) -> list[MemberLine]:
    labels = {grid.id: grid.label for grid in grids.grids(db).values()}
    tasks: dict[str, list[PersonRow]] = {}
    for each in grid_book.people(db):
        if each.valid_from <= today and (not each.valid_to or each.valid_to >= today):
            tasks.setdefault(each.member_id, []).append(each)
    outside: dict[str, int] = {}
    for thing in member_book.equipment(db):
        outside[thing.member_id] = outside.get(thing.member_id, 0) + (not thing.returned_on)
    trained = member_book.training_counts(db, f"{today[:4]}-01-01")
    rows = member_book.rows(db)
    mentors = {
        pair.novice_id: rows[pair.mentor_id].name for pair in member_book.pairs(db) if not pair.ended_on and pair.mentor_id in rows
    }
    return [
        MemberLine(
            row.id, row.staff_no, row.name, joined(labels.get(task.grid_id, "") for task in tasks.get(row.id, ())),
            joined(role_label(task.role) for task in tasks.get(row.id, ())), mask_phone(row.phone) if row.phone else "", row.joined_on,
            row.left_on, outside.get(row.id, 0), trained.get(row.id, 0), mentors.get(row.id, ""),
        )
        for row in rows.values()
    ]  # fmt: skip


def role_label(role: str) -> str:
    """'专职网格员'."""
    return code_table("grid_member_role").label(role).split("(")[0] if role else ""


# ---- the card --------------------------------------------------------------------------------------------------------------------


def card(session: Session, member_id: str) -> MemberCard:
    """Everything the panel shows of one member."""
    db, today = session.reader, session.today.isoformat()
    line = next((each for each in _lines(db, today) if each.id == member_id), None)
    if line is None:
        raise Refused("没有找到这位网格员，可能已撤销登记，请重新选。")
    labels = {grid.id: grid.label for grid in grids.grids(db).values()}
    tasks = tuple(
        MemberTask(labels.get(each.grid_id, "已撤销的网格"), _task(each, today))
        for each in grid_book.people(db, member_id=member_id)
    )
    rows = member_book.rows(db)
    pairs = tuple(_pair(session, db, each, rows) for each in member_book.pairs(db) if member_id in (each.mentor_id, each.novice_id))
    acts: tuple[str, ...] = ()
    if access.allowed(session.account.role, "staff.write"):
        acts = ("change", "issue", "pair", *(() if line.left_on else ("leave",)), "handover")
    return MemberCard(line, rows[member_id].note, tasks, tuple(member_book.equipment(db, member_id)),
                      tuple(member_book.trainings(db, member_id)), pairs, acts)  # fmt: skip


def _task(row: PersonRow, today: str) -> GridPerson:
    now = row.valid_from <= today and (not row.valid_to or row.valid_to >= today)
    return GridPerson(
        row.id, row.member_id, row.staff_no, row.name, "", row.role, role_label(row.role), row.valid_from, row.valid_to, now
    )


def _pair(session: Session, db: Any, row: PairRow, rows: dict[str, MemberRow]) -> PairLine:
    """Volume a week of the novice in the four weeks before, and since the pairing began."""
    began = date.fromisoformat(row.began_on)
    ended = date.fromisoformat(row.ended_on) if row.ended_on else session.today
    entered = from_iso(rows[row.novice_id].joined_on) if row.novice_id in rows else None
    start = max(began - timedelta(weeks=WEEKS_COMPARED), entered or date.min)

    def volume(first: date, last: date) -> float | None:
        pairs = statistics.by_pair(db, first.isoformat(), last.isoformat()) if first <= last else {}
        found = statistics.folded(pairs, lambda pair: pair[0]).get(row.novice_id)
        return weekly(found.volume if found else 0, (last - first).days + 1)

    names = {key: each.name for key, each in rows.items()}
    return PairLine(row.id, names.get(row.mentor_id, ""), names.get(row.novice_id, ""), row.mentor_id, row.novice_id, row.began_on,
                    row.ended_on, volume(start, began - timedelta(days=1)), volume(began, ended))  # fmt: skip


# ---- the form --------------------------------------------------------------------------------------------------------------------


def draft_of(session: Session, member_id: str) -> MemberDraft:
    """A known member as the form shows it."""
    session.require("staff.write")
    row = _known(session.reader, member_id)
    return MemberDraft(row.id, row.staff_no, row.name, row.phone, row.joined_on, row.note)


def new_draft(session: Session) -> MemberDraft:
    """A member who begins today, with the next staff number."""
    numbers = [row.staff_no for row in member_book.rows(session.reader).values()]
    return MemberDraft(staff_no=next_number(numbers), joined_on=session.today.isoformat())


def next_number(numbers: list[str]) -> str:
    """One more than the highest: WG-18 → WG-19; '' where no number ends in digits."""
    best: tuple[int, str, str] | None = None
    for number in numbers:
        head = number.rstrip("0123456789")
        digits = number[len(head) :]
        if digits and (best is None or int(digits) > best[0]):
            best = (int(digits), head, digits)
    return f"{best[1]}{str(best[0] + 1).zfill(len(best[2]))}" if best else ""


def save(session: Session, draft: MemberDraft) -> Done:
    """A new member, or other facts of a known one."""
    session.require("staff.write")
    db = session.register.db
    clean = replace(draft, **{name: str(getattr(draft, name)).strip() for name in ("staff_no", "name", "phone", "note")})
    rows = member_book.rows(db)
    same = next((row.name for row in rows.values() if row.staff_no == clean.staff_no and row.id != clean.member_id), "")
    problems = check_member(clean, session.today.isoformat(), same)
    if problems:
        raise Refused(problems)
    phone = check_phone(clean.phone).normalized if clean.phone else ""
    values = {"staff_no": clean.staff_no, "name": clean.name, "phone": phone, "note": clean.note}
    if clean.member_id:
        before = _known(db, clean.member_id)
        with session.work.operation("member.save", session) as operation:
            operation.update("grid_member", before.id, values | {"joined_on": clean.joined_on, "left_on": before.left_on})
        return Done(operation.id, frozenset(operation.touched), f"已保存{clean.name}")
    with session.work.operation("member.add", session) as operation:
        operation.insert("grid_member", values | {"joined_on": clean.joined_on})
    return Done(operation.id, frozenset(operation.touched), f"已登记{clean.name}，请在网格体系里安排网格")


def _known(db: Any, member_id: str) -> MemberRow:
    found = member_book.rows(db).get(member_id)
    if found is None:
        raise Refused("没有找到这位网格员，请重新选。")
    return found


# ---- equipment -------------------------------------------------------------------------------------------------------------------


def issue(session: Session, member_id: str, item: str, number: str, day: str) -> Done:
    """Something is handed out."""
    session.require("staff.write")
    row = _known(session.register.db, member_id)
    problems = [] if item.strip() else [Problem("item", "物品没有填，例如：手电筒、工作服、钥匙。")]
    problems += _past(session, "issued_on", day, "领用日期")
    if problems:
        raise Refused(problems)
    with session.work.operation("staff.issue", session) as operation:
        operation.insert("equipment", {"member_id": member_id, "item": item.strip(), "number": number.strip(), "issued_on": day})
    return Done(operation.id, frozenset(operation.touched), f"{row.name}已领{item.strip()}")


def give_back(session: Session, equipment_id: str, day: str, note: str = "") -> Done:
    """Something comes back."""
    session.require("staff.write")
    found = next((each for each in member_book.equipment(session.register.db) if each.id == equipment_id), None)
    if found is None or found.returned_on:
        raise Refused("这件装备已交回或已撤销，没有要办的。")
    problems = _past(session, "returned_on", day, "交回日期")
    if not problems and day < found.issued_on:
        problems = [Problem("returned_on", f"交回日期不能早于领用日期 {found.issued_on}，请核对。")]
    if problems:
        raise Refused(problems)
    with session.work.operation("staff.return", session) as operation:
        operation.update("equipment", equipment_id, {"returned_on": day, "return_note": note.strip()})
    return Done(operation.id, frozenset(operation.touched), f"{found.item}已交回")


def equipment(session: Session) -> list[EquipmentLine]:
    """Everything that was handed out, what is still outside first."""
    return member_book.equipment(session.reader)


def _past(session: Session, field: str, day: str, words: str) -> list[Problem]:
    if from_iso(day) is None or day > session.today.isoformat():
        return [Problem(field, f"{words}“{day}”不存在或晚于今天，请核对。")]
    return []


# ---- training --------------------------------------------------------------------------------------------------------------------


def trainings(session: Session) -> list[TrainingLine]:
    """All trainings with how many came for all of it, for a part, not at all."""
    return member_book.trainings(session.reader)


def train(session: Session, member_ids: Collection[str], held_on: str, title: str, share: str = "full", held_by: str = "",
          minutes: str = "", everybody: bool = False) -> Done:  # fmt: skip
    """Members took part in a training; the same day and title is the same training, another share replaces the first."""
    session.require("staff.write")
    db, wanted = session.register.db, tuple(dict.fromkeys(member_ids))
    problems = _past(session, "held_on", held_on, "培训日期")
    if not title.strip():
        problems.append(Problem("title", "培训内容没有填，考核时要用，请填写。"))
    if share not in SHARES:
        problems.append(Problem("share", "没有选全程还是部分，请选一个。"))
    if minutes.strip() and not minutes.strip().isdigit():
        problems.append(Problem("minutes", "时长按分钟写整数，例如 90。"))
    if not wanted:
        problems.append(Problem("", "没有选参加的人，请先在名单里按空格勾选。"))
    if problems:
        raise Refused(problems)
    for each in wanted:
        _known(db, each)
    with session.work.operation("staff.training", session) as operation:
        training_id = member_book.training_at(db, held_on, title.strip()) or operation.insert(
            "training", {"held_on": held_on, "title": title.strip(), "held_by": held_by.strip(),
                         "minutes": int(minutes) if minutes.strip() else None, "everybody": int(everybody)},
        )  # fmt: skip
        there = member_book.persons_of(db, training_id)
        for each in wanted:
            if each in there:
                operation.update("training_person", there[each][0], {"share": share})
            else:
                operation.insert("training_person", {"training_id": training_id, "member_id": each, "share": share})
    return Done(operation.id, frozenset(operation.touched), f"已登记培训“{title.strip()}”，{SHARES[share]}参加 {len(wanted)} 人")


# ---- 以老带新 ----------------------------------------------------------------------------------------------------------------------


def pair(session: Session, mentor_id: str, novice_id: str, day: str, note: str = "") -> Done:
    """An experienced member takes a new one along from a day on."""
    session.require("staff.write")
    db = session.register.db
    rows = member_book.rows(db)
    problems = _past(session, "began_on", day, "结对日期")
    if mentor_id not in rows:
        problems.append(Problem("mentor_id", "没有选带教的网格员，请从列表里选。"))
    elif mentor_id == novice_id:
        problems.append(Problem("mentor_id", "带教的人不能是本人，请选另一位。"))
    if any(each.novice_id == novice_id and not each.ended_on for each in member_book.pairs(db)):
        problems.append(Problem("", "这位网格员已有人带教，请先结束原来的结对。"))
    if problems:
        raise Refused(problems)
    with session.work.operation("staff.pair", session) as operation:
        operation.insert("pair", {"mentor_id": mentor_id, "novice_id": novice_id, "began_on": day, "note": note.strip()})
    return Done(operation.id, frozenset(operation.touched), f"{rows[mentor_id].name}从 {day} 起带教{_known(db, novice_id).name}")


def unpair(session: Session, pair_id: str, day: str) -> Done:
    """The pair ends with a day."""
    session.require("staff.write")
    found = next((each for each in member_book.pairs(session.register.db) if each.id == pair_id), None)
    if found is None or found.ended_on:
        raise Refused("这个结对已经结束或已撤销，没有要办的。")
    problems = _past(session, "ended_on", day, "结束日期")
    if not problems and day < found.began_on:
        problems = [Problem("ended_on", f"结束日期不能早于开始日期 {found.began_on}，请核对。")]
    if problems:
        raise Refused(problems)
    with session.work.operation("staff.unpair", session) as operation:
        operation.update("pair", pair_id, {"began_on": found.began_on, "ended_on": day})
    return Done(operation.id, frozenset(operation.touched), f"结对到 {day} 结束")
