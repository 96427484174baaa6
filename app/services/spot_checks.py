"""抽查: preview and make a draw, key results in by their number on the sheet, 合格率 of each member.

Nobody checks the own records: whoever checks is left out of a draw over everybody, refused as the only one drawn from, and refused
when keying in a result about himself or herself.  合格率 goes by the day of the record, like every other figure.
"""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.errors import Problem, Refused
from app.models import spot_checks as rules
from app.models.dates import from_iso
from app.models.masking import mask_phone
from app.models.spot_check_views import CheckLine, DrawPreview, DrawWish, ItemLine, MemberCandidates, Repeated, ShareLine
from app.models.spot_checks import CheckResult, DrawMethod, DrawSubject, Quota, RecordKind, Tally
from app.services import area as areas
from app.services.session import Done, Session
from app.services.visit_sheets import place_of
from app.storage import area, grids, members, visit_entry, visit_sheets
from app.storage import spot_checks as stored
from app.storage.spot_checks import Drawable, StoredCheck, StoredItem

if TYPE_CHECKING:
    from app.storage.work import Operation

RIGHT = "spot_check.run"
SEEDS = 10**8


# ---- drawing ---------------------------------------------------------------------------------------------------------------------


def preview(session: Session, wish: DrawWish) -> DrawPreview:
    """How many records may be drawn, of whom, and how many will be; nothing is written."""
    session.require(RIGHT)
    db = session.reader
    _check_wish(session, wish)
    pool, left_out, nobody = _pool(db, wish, _checker_id(session, wish), areas.grids_of(session, db))
    counts = Counter(each.candidate.member_id for each in pool)
    people = members.members(db)
    lines = tuple(
        MemberCandidates(key, people[key].staff_no, people[key].name, counts[key], min(counts[key], wish.quota.per_member or counts[key]))
        for key in people
        if counts[key]
    )
    return DrawPreview(len(pool), rules.expected_size(counts, wish.quota), lines, left_out, nobody)


def draw(session: Session, wish: DrawWish) -> Done:
    """Draw, number the items in the order of the walk, keep seed and candidates' mark so that it can be repeated."""
    session.require(RIGHT)
    db = session.register.db
    _check_wish(session, wish)
    checker, inside = _checker_id(session, wish), areas.grids_of(session, db)
    pool, _, _ = _pool(db, wish, checker, inside)
    by_id = {each.candidate.id: each for each in pool}
    seed = wish.seed.strip() or f"{secrets.randbelow(SEEDS):08d}"
    candidates = [each.candidate for each in pool]
    size = rules.expected_size(Counter(each.member_id for each in candidates), wish.quota)
    if size > rules.MOST_ITEMS:
        raise Refused([Problem("per_member", f"一次会抽出 {size:,} 条，最多 {rules.MOST_ITEMS} 条。请减少每人条数，或填总条数。")])
    sample = [by_id[each.id] for each in rules.draw(candidates, wish.method, wish.quota, seed)]
    if not sample:
        raise Refused([Problem("first", "这段时间没有可以抽查的登记，请换一段时间或换对象。")])
    today = session.today.isoformat()
    with session.work.operation("spot_check.draw", session) as operation:
        number = f"抽{today[5:7]}{today[8:]}-{stored.drawn_on(operation.db, today) + 1}"
        values = _check_values(wish, seed, inside, candidates) | {"sheet_no": number, "drawn_on": today, "checker_id": checker}
        name = area.member_names(db, [checker]).get(checker, "") or session.actor_name
        check_id = operation.insert("spot_check", values | {"checker": name})
        _write_items(operation, check_id, sample, wish.method)
    people = len({each.candidate.member_id for each in sample})
    return Done(operation.id, frozenset(operation.touched), f"{number}：从 {len(pool):,} 条里抽出 {len(sample)} 条，{people} 人")


def _check_values(wish: DrawWish, seed: str, inside: Sequence[str], candidates: Sequence[rules.Candidate]) -> dict[str, object]:
    """What is kept so that the draw can be repeated."""
    return {
        "first_day": wish.first,
        "last_day": wish.last,
        "method": wish.method.value,
        "subject": wish.subject.value,
        "member_id": wish.member_id,
        "per_member": wish.quota.per_member,
        "total": wish.quota.total,
        "seed": seed,
        "grids": json.dumps(sorted(inside)) if inside else "",
        "candidates": len(candidates),
        "digest": rules.digest(rules.weights(candidates, wish.method)),
    }


def _checker_id(session: Session, wish: DrawWish) -> str:
    return wish.checker_id or session.account.member_id


def _check_wish(session: Session, wish: DrawWish) -> None:
    problems = []
    first, last = from_iso(wish.first), from_iso(wish.last)
    if first is None:
        problems.append(Problem("first", "没有填从哪天起，请写成 2026-11-01。"))
    if last is None:
        problems.append(Problem("last", "没有填到哪天止，请写成 2026-11-20。"))
    if first and last and first > last:
        problems.append(Problem("last", f"截止日期 {wish.last} 早于起始日期 {wish.first}，请核对。"))
    if wish.quota.per_member < 0 or wish.quota.total < 0 or not (wish.quota.per_member or wish.quota.total):
        problems.append(Problem("per_member", "没有填每人几条，或总共几条，至少填一项。"))
    checker = _checker_id(session, wish)
    if wish.member_id and wish.member_id == checker:
        name = area.member_names(session.reader, [checker]).get(checker, "")
        problems.append(Problem("checker", f"{name}是被抽查人，不能自己查自己。请另选抽查人。"))
    if problems:
        raise Refused(problems)


def _pool(db: Any, wish: DrawWish, checker: str, inside: Sequence[str]) -> tuple[list[Drawable], int, int]:
    """What may be drawn, how many are the checker's own, how many name nobody."""
    found = stored.drawable(db, wish.first, wish.last, wish.subject, inside)
    named = [each for each in found if each.candidate.member_id]
    if wish.member_id:
        return [each for each in named if each.candidate.member_id == wish.member_id], 0, 0
    pool = [each for each in named if each.candidate.member_id != checker]
    return pool, len(named) - len(pool), len(found) - len(named)


def _write_items(operation: Operation, check_id: str, sample: Sequence[Drawable], method: DrawMethod) -> None:
    db = operation.db
    known = grids.grids(db)
    stairs = visit_sheets.stairs(db, list({each.dwelling_id for each in sample if each.dwelling_id}))

    def order(each: Drawable) -> tuple[Any, ...]:
        grid, stair = known.get(each.grid_id), stairs.get(each.dwelling_id)
        there = None if stair else visit_entry.place(db, each.target_kind, each.target_id, each.candidate.day)
        address, title = (there.address, there.title) if there else ("", "")
        return (grid.code if grid else "~", *place_of(stair, address, title, each.candidate.id))

    for number, each in enumerate(sorted(sample, key=order), 1):
        one = each.candidate
        persons = each.persons if each.target_kind != "entity" else 0
        weighted = method is DrawMethod.WEIGHTED
        operation.insert(
            "spot_check_item",
            {
                "community": area.community_of(db, each.grid_id),
                "check_id": check_id,
                "number": number,
                "member_id": one.member_id,
                "day": one.day,
                "record_kind": one.kind,
                "record_id": one.id,
                "target_kind": each.target_kind,
                "target_id": each.target_id,
                "dwelling_id": each.dwelling_id,
                "grid_id": each.grid_id,
                "claim": rules.claim_text(one.kind, one.outcome, persons, each.reason),
                "weight": rules.weight(one) if weighted else rules.BASE_POINTS,
                "why": rules.why(one) if weighted else "",
            },
        )


def repeat(session: Session, check_id: str) -> Repeated:
    """Make a stored draw once more from the register of today: shows that nobody chose the sample."""
    session.require(RIGHT)
    db = session.reader
    check = _standing(db, check_id)
    wish = _wish_of(check)
    pool, _, _ = _pool(db, wish, check.checker_id, json.loads(check.grids or "[]"))
    candidates = [each.candidate for each in pool]
    same = rules.digest(rules.weights(candidates, wish.method)) == check.digest
    again = {each.id for each in rules.draw(candidates, wish.method, wish.quota, check.seed)}
    return Repeated(same, again == {each.record_id for each in stored.items(db, check_id)})


def _wish_of(check: StoredCheck) -> DrawWish:
    quota = Quota(check.per_member, check.total)
    method, subject = DrawMethod(check.method), DrawSubject(check.subject)
    return DrawWish(check.first_day, check.last_day, method, subject, quota, check.member_id, check.checker_id, check.seed)


# ---- lists -----------------------------------------------------------------------------------------------------------------------


def checks(session: Session) -> list[CheckLine]:
    """Draws with their state, newest first; with a scope, those with items in the own grids."""
    session.require(RIGHT)
    db = session.reader
    inside = areas.grids_of(session, db)
    found = stored.results(db, inside)
    names = {key: member.name for key, member in members.members(db).items()}
    return [_line(each, found.get(each.id, []), names) for each in stored.checks(db) if each.id in found or not inside]


def _line(check: StoredCheck, results: Sequence[str], names: dict[str, str]) -> CheckLine:
    return CheckLine(
        id=check.id,
        sheet_no=check.sheet_no,
        drawn_on=check.drawn_on,
        first=check.first_day,
        last=check.last_day,
        method=DrawMethod(check.method).label,
        subject=DrawSubject(check.subject).label,
        checker=check.checker,
        member=names.get(check.member_id, ""),
        seed=check.seed,
        candidates=check.candidates,
        note=check.note,
        tally=rules.tally(results),
    )


def check_line(session: Session, check_id: str) -> CheckLine:
    """One draw."""
    session.require(RIGHT)
    db = session.reader
    names = {key: member.name for key, member in members.members(db).items()}
    found = stored.results(db, areas.grids_of(session, db)).get(check_id, [])
    return _line(_standing(db, check_id), found, names)


def items(session: Session, check_id: str) -> list[ItemLine]:
    """Items of a draw by number, with what has become of their records since."""
    session.require(RIGHT)
    db = session.reader
    found = stored.items(db, check_id, areas.grids_of(session, db))
    changes: dict[str, str] = {}
    for kind in RecordKind:
        ids = [each.record_id for each in found if each.record_kind == kind.value]
        now = stored.records_now(db, kind.value, ids) if ids else {}
        changes.update((each.record_id, _changed(each, now)) for each in found if each.record_kind == kind.value)
    return [_item(each, changes.get(each.record_id, "")) for each in found]


def _changed(item: StoredItem, now: dict[str, stored.Now]) -> str:
    record = now.get(item.record_id)
    if record is None or record.status in ("voided", "merged"):
        return "登记已作废"
    persons = record.persons if item.claim.endswith("人") else 0
    if rules.claim_text(item.record_kind, record.outcome, persons, record.reason) != item.claim:
        return "登记已更正"
    return "已注销" if record.status == "closed" else ""


def _item(item: StoredItem, changed: str) -> ItemLine:
    return ItemLine(
        id=item.id,
        number=item.number,
        grid=item.grid,
        address=item.address,
        title=item.title or item.address,
        phone=mask_phone(item.phone) if item.phone else "",
        member_id=item.member_id,
        member=item.member,
        day=item.day,
        claim=item.claim,
        why=item.why,
        weight=item.weight,
        result=item.result,
        finding=item.finding,
        checked=f"{item.checked_on} {item.checked_name}".strip(),
        changed=changed,
    )


def _standing(db: Any, check_id: str) -> StoredCheck:
    found = stored.check(db, check_id)
    if found is None:
        raise Refused("没有找到这次抽查，可能已作废。请重新选。")
    return found


# ---- results ---------------------------------------------------------------------------------------------------------------------


def record(session: Session, check_id: str, number: int, result: str, finding: str | None = None) -> Done:
    """The result of one item by its number on the sheet; '' takes it back.  ``finding`` None = as it is."""
    session.require(RIGHT)
    db = session.register.db
    check = _standing(db, check_id)
    item = stored.item(db, check_id, number)
    if item is None:
        raise Refused([Problem("number", f"{check.sheet_no} 没有 {number} 号，请核对单上的序号。")])
    if result and result not in {each.value for each in CheckResult}:
        raise Refused([Problem("result", "没有选结果，按 1 合格、2 不合格、3 无法核实。")])
    if session.account.member_id and session.account.member_id == item.member_id:
        raise Refused(f"{number} 号是您本人的登记，不能自己核实自己。请由别的账号录入结果。")
    if problems := areas.outside(session, db, item.grid_id, "这一条"):
        raise Refused(problems)
    said = (item.finding if finding is None else " ".join(finding.split())) if result else ""
    if (result, said) == (item.result, item.finding):
        raise Refused(f"{number} 号没有改动。")
    values = {"result": result, "finding": said, "checked_on": "", "checked_name": ""}
    if result:
        values |= {"checked_on": session.today.isoformat(), "checked_name": session.actor_name}
    with session.work.operation("spot_check.result", session) as operation:
        operation.update("spot_check_item", item.id, values)
    words = next((each.label for each in CheckResult if each.value == result), "结果已清除")
    return Done(operation.id, frozenset(operation.touched), f"{check.sheet_no} 第 {number} 号 {words}")


def void(session: Session, check_id: str, reason: str) -> Done:
    """Take a whole draw out of all figures, with a reason; it stays readable in the history."""
    session.require(RIGHT)
    check = _standing(session.register.db, check_id)
    if not reason.strip():
        raise Refused([Problem("reason", "没有写作废的原因，请写一句话，以后查得到。")])
    with session.work.operation("spot_check.void", session, reason.strip()) as operation:
        operation.void("spot_check", check_id, reason.strip())
    return Done(operation.id, frozenset(operation.touched), f"{check.sheet_no} 已作废，不再计入合格率")


# ---- 合格率 ----------------------------------------------------------------------------------------------------------------------


def tallies(db: Any, first: str, last: str, inside: Sequence[str] = ()) -> dict[str, Tally]:
    """Member → results over the records of a period; for the assessment and the fair ranking."""
    return {key: rules.tally(found) for key, found in stored.results_by_member(db, first, last, inside).items()}


def shares(session: Session, first: str, last: str) -> list[ShareLine]:
    """合格率 of every member who served in the period or was checked for it, in order of staff number."""
    session.require(RIGHT)
    db = session.reader
    found = tallies(db, first, last, areas.grids_of(session, db))
    tasks = members.assignments(db, first, last)
    lines = []
    for member in members.members(db).values():
        if member.id in found or member.serves_in(first, last):
            codes = "、".join(dict.fromkeys(task.grid_code for task in tasks.get(member.id, ()) if task.grid_code))
            lines.append(ShareLine(member.id, member.staff_no, member.name, codes, found.get(member.id, Tally())))
    return lines


def choices(session: Session) -> list[tuple[str, str]]:
    """Members to draw from or to check: (id, '工号 姓名')."""
    session.require(RIGHT)
    return [(key, f"{staff_no} {name}") for key, staff_no, name in area.members(session.reader, session.today.isoformat())]


def wish_of(first: str, last: str, **more: Any) -> DrawWish:
    """A wish from what a form gives: words and numbers as texts."""

    def count(name: str) -> int:
        text = str(more.get(name) or "").strip()
        if text and not text.isdigit():
            raise Refused([Problem(name, f"看不懂“{text}”，请只写数字，例如 3。")])
        return int(text or 0)

    wish = DrawWish(first, last, quota=Quota(count("per_member"), count("total")))
    return replace(
        wish,
        method=DrawMethod(more.get("method") or DrawMethod.RANDOM.value),
        subject=DrawSubject(more.get("subject") or DrawSubject.BOTH.value),
        member_id=str(more.get("member") or ""),
        checker_id=str(more.get("checker") or ""),
        seed=str(more.get("seed") or ""),
    )
