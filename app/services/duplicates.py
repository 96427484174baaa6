"""Persons registered twice: on the last digit of a number, by name, day and place without one, as a list for the whole register;
what was decided about a pair.  Merging and parting are in ``merging``."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any

from app.errors import Cancelled, Problem, Refused
from app.models import duplicates as rule_book
from app.models.duplicates import Candidate, PersonKeys, pair_key
from app.models.household_entry import PersonDraft
from app.models.household_views import DuplicateLine, DuplicatePair
from app.models.masking import mask_id, mask_name
from app.services import area as areas
from app.services import merging, number_hits
from app.services.session import Done, Session
from app.storage import duplicate_keys, grids, residences
from app.storage.duplicate_keys import Known

Progress = Callable[[int, int, str], None]
LARGEST_GROUP = 60  # of one narrow key; beyond that only neighbours by day of birth are compared
NEIGHBOURS = 20
STEP = 4000
_STATES = {"active": "在册", "pending": "待核", "closed": "已注销"}

by_number = number_hits.by_number
compare = merging.compare
merge = merging.merge
merges = merging.merges
unmerge = merging.unmerge


def candidates(session: Session, person: PersonDraft, dwelling_id: str = "", limit: int = 5) -> list[DuplicateLine]:
    """Records that may be the person being typed, best first, with the reasons in words; for people without a number above all."""
    db = session.reader
    door = residences.door(db, dwelling_id) if dwelling_id else None
    keys = PersonKeys(
        id=person.resident_id,
        name=person.name.strip(),
        former_name=person.former_name.strip(),
        sex=person.sex,
        birth_date=person.birth_date,
        phone="" if "*" in person.phone else person.phone,
        id_number="" if "*" in person.id_number else person.id_number,
        dwelling_id=dwelling_id,
        building=f"{door.estate}{door.building}" if door else "",
    )
    if not keys.name:
        return []
    others = {each.keys.id: each for each in duplicate_keys.like(db, keys)}
    declared = duplicate_keys.not_same(db, [keys.id]) if keys.id else set()
    found = rule_book.candidates(keys, [each.keys for each in others.values()], declared, limit)
    show = _Shower(session, db)
    return [show.line(others[each.person.id], each) for each in found]


class _Shower:
    """Turns records into lines, masked, and only as far as the viewer may see."""

    def __init__(self, session: Session, db: Any) -> None:
        self.own = areas.grids_of(session, db)
        self._labels = {grid.id: grid.label for grid in grids.grids(db).values()}

    def visible(self, known: Known) -> bool:
        """Whether the record is in the viewer's area."""
        return not self.own or not known.grid_id or known.grid_id in self.own

    def line(self, known: Known, found: Candidate) -> DuplicateLine:
        """One record of a list."""
        keys, state = known.keys, _STATES.get(known.status, "")
        if not self.visible(known):
            place = self._labels.get(known.grid_id, "别的网格")
            return DuplicateLine(
                keys.id, mask_name(keys.name), "", "", place, state, found.score, found.level, f"在{place}，{found.score} 分"
            )
        return DuplicateLine(
            keys.id, keys.name, mask_id(keys.id_number, strict=True), keys.birth_date, keys.address, state, found.score,
            found.level, found.explanation,
        )  # fmt: skip


# ---- the whole register --------------------------------------------------------------------------------------------------------


def pairs(
    session: Session,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    limit: int = 500,
) -> list[DuplicatePair]:
    """Pairs of records that may be one person, the likeliest first; those declared 不是同一人 are left out.  Of a member's own grids at
    least one of the two."""
    db = session.reader
    _tell(progress, cancelled, 0, 100, "读取居民")
    everybody = list(duplicate_keys.everybody(db))
    show = _Shower(session, db)
    declared = duplicate_keys.not_same(db)
    found: list[tuple[Candidate, int, int]] = []
    pairs_to_score = _close_ones(everybody, progress, cancelled)
    for number, (one, other) in enumerate(pairs_to_score):
        if number % STEP == 0:
            _tell(progress, cancelled, 50 + number * 50 // len(pairs_to_score), 100, "比较疑似重复")
        first, second = everybody[one], everybody[other]
        if not (show.visible(first) or show.visible(second)) or pair_key(first.keys.id, second.keys.id) in declared:
            continue
        candidate = rule_book.score(first.keys, second.keys)
        if candidate.level:
            found.append((candidate, one, other))
    found.sort(key=lambda each: (-each[0].score, each[1], each[2]))
    _tell(progress, cancelled, 100, 100, "比较疑似重复")
    return _lines(db, show, [(each, everybody[one].keys.id, everybody[other].keys.id) for each, one, other in found[:limit]])


def _lines(db: Any, show: _Shower, found: Sequence[tuple[Candidate, str, str]]) -> list[DuplicatePair]:
    """Pairs with their addresses."""
    whole = {each.keys.id: each for each in duplicate_keys.known(db, {key for _, one, other in found for key in (one, other)})}
    return [
        DuplicatePair(show.line(whole[one], each), show.line(whole[other], each), each.score, each.level, each.explanation)
        for each, one, other in found
    ]


def _close_ones(
    everybody: Sequence[Known], progress: Progress | None, cancelled: Callable[[], bool] | None
) -> list[tuple[int, int]]:
    """Pairs of places that share a narrow key, each once.  Keys are kept as numbers with the place in their last digits: eight bytes
    each instead of a hundred; two keys that fall together by chance only cost a comparison."""
    size = max(len(everybody), 1)
    most = 2**63 // size
    entries = array("Q")
    for place, known in enumerate(everybody):
        if place % STEP == 0:
            _tell(progress, cancelled, place * 50 // size, 100, "整理姓名和证件")
        entries.extend(hash(key) % most * size + place for key in rule_book.narrow_keys(known.keys))
    close: set[tuple[int, int]] = set()
    for _, group in groupby(sorted(entries), key=lambda entry: entry // size):
        places = [entry % size for entry in group]
        if len(places) > 1:
            close.update(_pairs_of(everybody, places))
    return sorted(close)


def _pairs_of(everybody: Sequence[Known], group: list[int]) -> Iterable[tuple[int, int]]:
    most = len(group)
    if len(group) > LARGEST_GROUP:
        group, most = sorted(group, key=lambda place: (everybody[place].keys.birth_date, place)), NEIGHBOURS
    for position, one in enumerate(group):
        for other in group[position + 1 : position + 1 + most]:
            yield (one, other) if one < other else (other, one)


def _tell(progress: Progress | None, cancelled: Callable[[], bool] | None, done: int, total: int, text: str) -> None:
    if cancelled is not None and cancelled():
        raise Cancelled("已取消，没有改动任何内容。")
    if progress is not None:
        progress(done, total, text)


# ---- 不是同一人 ----------------------------------------------------------------------------------------------------------------


def not_same(session: Session, first_id: str, second_id: str, why: str = "") -> Done:
    """Remember that two records are two people; they are never proposed again."""
    session.require("resident.write")
    db = session.register.db
    people = residences.people(db, [first_id, second_id])
    if len(people) < 2:
        raise Refused("没有找到这两份档案，请重新查找。")
    if pair_key(first_id, second_id) in duplicate_keys.not_same(db, [first_id]):
        raise Refused([Problem("", "这两人已记为不是同一人，不用再记。")])
    one, other = sorted((first_id, second_id))
    with session.work.operation("resident.not_same", session, why.strip()) as operation:
        operation.insert(
            "distinct_pair", {"community": people[one]["community"], "first_id": one, "second_id": other, "why": why.strip()}
        )
    names = f"{people[first_id]['name']}、{people[second_id]['name']}"
    return Done(operation.id, frozenset(operation.touched), f"已记住：{names}不是同一人")
