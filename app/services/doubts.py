"""待核数据: one ranked list of everything that is missing, impossible, double, misplaced or long unverified; counts; one of them in words.

The whole office is searched once and kept until something is saved; each account sees its own grids of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from app.errors import Cancelled, Refused
from app.models import duplicates as rule_book
from app.models.doubts import RULE, Doubt, DoubtCard, DoubtFilter, DoubtLine, DoubtList, counted, ranked
from app.models.vocabulary import TargetKind
from app.services import area as areas
from app.services import doubt_repairs, due_targets
from app.services.session import Done, Session
from app.storage import browse, duplicate_keys, grids
from app.storage import doubts as stored
from app.storage.doubts import Finder, Ignored, People
from app.storage.register import Register

Progress = Callable[[int, int, str], None]
ADULT, TOO_OLD = 16, 121
STALE_DAYS = 90  # who is overdue by that much, and by a whole cycle, is doubtful, not merely due
TABLES: dict[str, str] = {"resident": "resident", "entity": "legal_entity", "household": "dwelling", "dwelling": "dwelling"}
NOWHERE = "没有网格"


class _Kept(NamedTuple):
    """Everything found, at one position of the journal on one day; by search, so that only what a change touches is searched again."""

    position: int
    day: str
    found: tuple[Doubt, ...]
    by_search: dict[str, list[Doubt]]


_KEPT: WeakKeyDictionary[Register, _Kept] = WeakKeyDictionary()


# ---- finding ---------------------------------------------------------------------------------------------------------------------


def find(
    session: Session, wanted: DoubtFilter, progress: Progress | None = None, cancelled: Callable[[], bool] | None = None
) -> DoubtList:
    """The doubts of a filter in their order.  ``kinds`` of the answer counts within the grids asked for, ``grids`` within the kinds."""
    session.require("doubt.work")
    db = session.reader
    own = set(areas.grids_of(session, db))
    mine = [each for each in _everything(session, db, progress, cancelled) if not own or each.grid_id in own]
    silent = _silent(db, mine)
    standing = [each for each in mine if each.key not in silent]
    shown = [each for each in mine if each.key in silent] if wanted.ignored else standing
    inside = set(browse.grids_below(db, wanted.grid_ids)) if wanted.grid_ids else None
    here = [each for each in shown if inside is None or each.grid_id in inside]
    fitting = [each for each in shown if _fits(each, wanted)]
    labels = {grid.id: grid.label for grid in grids.grids(db).values()}
    spread = counted(fitting)[1]
    by_grid = sorted(spread.items(), key=lambda pair: (-pair[1], labels.get(pair[0], "")))
    return DoubtList(
        tuple(each for each in here if _fits(each, wanted)), counted(here)[0],
        tuple((grid, labels.get(grid, NOWHERE), count) for grid, count in by_grid), len(standing), len(silent),
    )  # fmt: skip


def counts(session: Session, db: Any = None) -> tuple[dict[str, int], dict[str, int]]:
    """How many doubts of each kind and in each grid the account has."""
    session.require("doubt.work")
    reader = db if db is not None else session.reader
    own = set(areas.grids_of(session, reader))
    mine = [each for each in _everything(session, reader) if not own or each.grid_id in own]
    silent = _silent(reader, mine)
    return counted(each for each in mine if each.key not in silent)


def _silent(db: Any, found: Iterable[Doubt]) -> dict[tuple[str, str, str], Ignored]:
    """Those that somebody said are right, as long as the records say the same as then."""
    words = stored.ignored(db)
    said = [each for each in found if each.key in words]
    return {each.key: words[each.key] for each in said if words[each.key].digest == stored.digest(db, each)}


def _fits(doubt: Doubt, wanted: DoubtFilter) -> bool:
    return (not wanted.group or RULE[doubt.kind].group == wanted.group) and (not wanted.kinds or doubt.kind in wanted.kinds)


def _everything(
    session: Session, db: Any, progress: Progress | None = None, cancelled: Callable[[], bool] | None = None
) -> tuple[Doubt, ...]:
    """As kept, or searched anew where something was saved since or the day changed."""
    position, day = stored.position(db), session.today.isoformat()
    kept = _KEPT.get(session.register)
    if kept is None or (kept.position, kept.day) != (position, day):
        before: dict[str, list[Doubt]] = {}
        if kept is not None and kept.day == day and kept.position < position:
            touched = stored.changed_since(db, kept.position)
            before = {each.text: kept.by_search[each.text] for each in SEARCHES if not each.tables & touched}
        parts: dict[str, list[Doubt]] = {}
        for place, each in enumerate(SEARCHES):
            _tell(progress, cancelled, place, len(SEARCHES), f"查{each.text}")
            parts[each.text] = before[each.text] if each.text in before else list(each.search(db, day))
        _tell(progress, cancelled, len(SEARCHES), len(SEARCHES), "查完")
        order = {grid: place for place, grid in enumerate(grids.grids(db))}
        kept = _Kept(position, day, tuple(ranked((one for part in parts.values() for one in part), order)), parts)
        _KEPT[session.register] = kept
    return kept.found


def _people(db: Any, today: str) -> Iterable[Doubt]:
    """What one person and one residence show by themselves."""
    return stored.people(db, People(today, _years_before(today, ADULT), _years_before(today, TOO_OLD)))


def _years_before(day: str, years: int) -> str:
    """Who is born on that day or before is so many years old on ``day``."""
    return f"{int(day[:4]) - years:04d}{day[4:]}"


def _alike(db: Any, today: str) -> Iterable[Doubt]:
    """Pairs of one name and birth, scored by the rules of 疑似重复; those declared 不是同一人 are left out."""
    declared = duplicate_keys.not_same(db)
    pairs = [pair for pair in stored.same_names(db) if rule_book.pair_key(*pair) not in declared]
    known = {each.keys.id: each for each in duplicate_keys.known(db, {key for pair in pairs for key in pair})}
    for one, other in pairs:
        if one in known and other in known:
            found = rule_book.score(known[one].keys, known[other].keys)
            if found.level:
                at = known[other]
                yield Doubt("alike", "resident", other, at.grid_id, at.keys.dwelling_id, other,
                            f"{known[one].keys.name}（{known[one].keys.address or '没有住址'}）{found.explanation}", one)  # fmt: skip


def _overdue(db: Any, today: str) -> Iterable[Doubt]:
    """Targets whose visit is late by a whole cycle and by three months."""
    for each in due_targets.due_until(db, (), today, today):
        cycle = each.due.rule.days if each.due.rule else 0
        if cycle and each.due.overdue_days >= max(cycle, STALE_DAYS):
            seen = each.candidate
            last = f"上次走访 {seen.last_counted_on}" if seen.last_counted_on else f"登记（{seen.registered_on or '日期不详'}）后还没有走访过"
            yield Doubt("overdue", TABLES[seen.kind], seen.id, seen.grid_id, seen.dwelling_id, seen.id, f"{last}，规定{each.why}")


_CYCLES = "visit visit_person residence dwelling household resident_tag revisit visit_cycle legal_entity entity_registration".split()
SEARCHES: tuple[Finder, ...] = (
    Finder("居民", frozenset(("resident", "residence")), _people),
    *stored.FINDERS,
    Finder("疑似同一人", frozenset(("resident", "residence", "dwelling", "distinct_pair")), _alike),
    Finder("走访周期", frozenset((*_CYCLES, stored.KINDRED)), _overdue),
)


def _tell(progress: Progress | None, cancelled: Callable[[], bool] | None, done: int, total: int, text: str) -> None:
    if cancelled is not None and cancelled():
        raise Cancelled("已取消，没有改动任何内容。")
    if progress is not None:
        progress(done, total, text)


# ---- in words --------------------------------------------------------------------------------------------------------------------


def rows(session: Session, wanted: Sequence[Doubt]) -> list[DoubtLine]:
    """Lines of some doubts, in their order."""
    session.require("doubt.work")
    db = session.reader
    silent = _silent(db, wanted)
    labels = {grid.id: grid.label for grid in grids.grids(db).values()}
    doors = stored.names(db, "dwelling", (each.dwelling_id for each in wanted))
    given = stored.entity_addresses(db, (each.subject_id for each in wanted if not each.dwelling_id))
    heads = stored.who_lives_at(db, (each.dwelling_id for each in wanted if each.table in ("dwelling", "visit")))
    named = {table: stored.names(db, table, (each.subject_id for each in wanted)) for table in ("resident", "legal_entity", "grid_member")}
    return [
        DoubtLine(
            each, RULE[each.kind].label, _title(each, named, heads), doors.get(each.dwelling_id) or given.get(each.subject_id, ""),
            labels.get(each.grid_id, ""),
            RULE[each.kind].wrong.format(detail=each.detail), silent[each.key].reason if each.key in silent else "",
        )
        for each in wanted
    ]  # fmt: skip


def _title(doubt: Doubt, named: dict[str, dict[str, str]], heads: dict[str, str]) -> str:
    for table in ("resident", "legal_entity", "grid_member"):
        if doubt.subject_id in named[table]:
            return named[table][doubt.subject_id] or "（没有姓名）"
    return heads.get(doubt.dwelling_id, "（没有人住）")


def card(session: Session, key_text: str) -> DoubtCard:
    """One doubt with why it matters, what to do, what one key would do, and who said that it is right."""
    db = session.reader
    doubt, word = standing(session, db, key_text)
    rule, line = RULE[doubt.kind], rows(session, [doubt])[0]
    said = f"{word.reason}（{word.said_by} {word.said_on}）" if word is not None else ""
    mine = not areas.outside(session, db, doubt.grid_id)
    offered = doubt_repairs.offer(session, db, doubt) if mine and word is None else ""
    return DoubtCard(line, rule.why, rule.todo, rule.way, rule.field, offered, said, mine)


def standing(session: Session, db: Any, key_text: str) -> tuple[Doubt, Ignored | None]:
    """A doubt of the account by its key; Refused where it has gone."""
    session.require("doubt.work")
    own = set(areas.grids_of(session, db))
    kept = _KEPT.get(session.register)  # also when something was saved since: acts look at the record again
    for each in kept.found if kept is not None else _everything(session, db):
        if each.text == key_text and (not own or each.grid_id in own):
            return each, _silent(db, [each]).get(each.key)
    raise Refused("这条已经不在待核数据里，可能刚刚改好了。按 Ctrl+R 重新读取。")


# ---- acting ----------------------------------------------------------------------------------------------------------------------


def repair(session: Session, key_text: str) -> Done:
    """Put right what has only one right answer; one undo."""
    return doubt_repairs.repair(session, *standing(session, session.register.db, key_text))


def ignore(session: Session, key_text: str, reason: str) -> Done:
    """不用改, with the reason; it is back as soon as the record says something else."""
    return doubt_repairs.ignore(session, *standing(session, session.register.db, key_text), reason)


def unignore(session: Session, key_text: str) -> Done:
    """Show it again."""
    return doubt_repairs.unignore(session, *standing(session, session.register.db, key_text))


def target_of(doubt: Doubt) -> tuple[str, str]:
    """(kind, id) that a visit or the form at the door opens with."""
    if doubt.table == "legal_entity":
        return TargetKind.ENTITY.value, doubt.subject_id
    if doubt.dwelling_id and doubt.table in ("household", "dwelling", "visit"):
        return TargetKind.DWELLING.value, doubt.dwelling_id
    return TargetKind.RESIDENT.value, doubt.subject_id
